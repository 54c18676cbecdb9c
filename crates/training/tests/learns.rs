//! The trainer learns a small treebank, goes on where it stopped, and writes a
//! model that the language room reads.

use std::path::{Path, PathBuf};

use chancery_language::container::{Bytes, Container, ContainerWriter};
use chancery_language::lemmas::lexicon_key;
use chancery_language::network::{self, Network, Scratch};
use chancery_language::subwords::Subwords;
use chancery_training::export::export;
use chancery_training::recipe::{LemmaList, Recipe};
use chancery_training::train::{Progress, train};

/// Sentences of an invented language: determiner, noun, verb, name.
fn treebank() -> String {
    let nouns = ["chat", "chien", "roi", "juge", "garde", "maire"];
    let verbs = ["voit", "suit", "aide", "salue"];
    let names = ["Aline", "Bruno", "Carla", "Denis"];
    let mut text = String::new();
    for (i, noun) in nouns.iter().enumerate() {
        for (j, verb) in verbs.iter().enumerate() {
            let name = names[(i + j) % names.len()];
            text.push_str(&format!(
                "1\tle\tle\tDET\t_\tDefinite=Def\t2\tdet\t_\t_\n\
                 2\t{noun}s\t{noun}\tNOUN\t_\tNumber=Plur\t3\tnsubj\t_\t_\n\
                 3\t{verb}\t{verb}\tVERB\t_\tMood=Ind\t0\troot\t_\t_\n\
                 4\t{name}\t{name}\tPROPN\t_\t_\t3\tobj\t_\tName=B-PER\n\
                 5\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_\n\n"
            ));
        }
    }
    text
}

fn pieces(path: &Path) {
    let mut list: Vec<(String, f32)> =
        "abcdefghijklmnopqrstuvwxyzABCD.▁".chars().map(|c| (c.to_string(), -3.0)).collect();
    list.sort_by(|a, b| a.0.cmp(&b.0));
    let vectors: Vec<i8> = (0..list.len() * 8).map(|i| (i * 37 % 255) as u8 as i8).collect();
    let mut writer = ContainerWriter::default();
    Subwords::write(&mut writer, &list, &vec![0.01; list.len()], &vectors, -13.0).unwrap();
    std::fs::write(path, writer.finish()).unwrap();
}

fn recipe(folder: &Path, checkpoint: &str) -> Recipe {
    let text = format!(
        r#"
lang = "fr"
domain = "toy"
seed = 3
subwords = "pieces.model"
checkpoint = "{checkpoint}"
[network]
width = 32
layers = 2
pieces = 6
arc = 16
rel = 16
names = 16
tables = {{ norm = 64, norm2 = 64, suffix2 = 32, suffix3 = 32, suffix4 = 32, prefix3 = 32, shape = 32, domain = 2 }}
[training]
epochs = 40
rate = 0.01
batch_words = 40
word_dropout = 0.0
input_dropout = 0.0
layer_dropout = 0.0
head_dropout = 0.0
evaluate_every = 40
feats_share = 1.0
lemmas_share = 1.0
[[source]]
name = "toy"
path = "toy.conllu"
format = "conllu"
lang = "fr"
domain = "toy"
tasks = ["upos", "feats", "lemmas", "tree", "names"]
misc = true
licence = "none"
origin = "this test"
[[evaluate]]
name = "toy"
path = "toy.conllu"
format = "conllu"
lang = "fr"
domain = "toy"
tasks = ["upos", "feats", "lemmas", "tree", "names"]
misc = true
licence = "none"
origin = "this test"
"#
    );
    let path = folder.join(format!("{checkpoint}.toml"));
    std::fs::write(&path, text).unwrap();
    Recipe::read(&path).unwrap()
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("chancery-training-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_small_treebank_is_learnt_resumed_and_exported() {
    let folder = folder();
    std::fs::write(folder.join("toy.conllu"), treebank()).unwrap();
    pieces(&folder.join("pieces.model"));
    let whole = recipe(&folder, "whole");
    let half = folder.join("half");
    let trained = train(&whole, &mut |progress| {
        // As if the run had been stopped here.
        if let Progress::Batch { epoch: 21, batch: 1, .. } = progress {
            std::fs::copy(folder.join("whole"), &half).unwrap();
        }
    })
    .unwrap();
    let report = &trained.reports[0].1;
    assert_eq!(report.las, report.words, "{}", report.line());
    assert!(report.names[0].f1() > 99.0, "{}", report.line());

    let resumed = train(&recipe(&folder, "half"), &mut |_| {}).unwrap();
    assert!(
        trained.params.values.iter().zip(&resumed.params.values).all(|(a, b)| a.to_bits() == b.to_bits()),
        "a resumed run ends elsewhere"
    );

    let list = folder.join("lemmas.tsv");
    std::fs::write(&list, "brillait\tVERB\tbriller\nvoit\tVERB\tvoiture\n").unwrap();
    let mut listed = whole.clone();
    listed.lemmas =
        vec![LemmaList { name: "list".into(), path: list, licence: "none".into(), origin: "this test".into() }];
    let file = export(&listed, &trained, &[]).unwrap();
    std::fs::write(folder.join("toy.model"), &file).unwrap();
    let container = Container::open(Bytes::from_vec(file)).unwrap();
    assert!(container.verify());
    let subwords = Subwords::open(&container).unwrap();
    let lemma = |form: &str| {
        let (network, mut key) = (Network::open(&container, network::Path::Portable).unwrap(), Vec::new());
        lexicon_key(form, "VERB", &mut key);
        network.lexicon(&key).and_then(|script| script.apply(form))
    };
    assert_eq!(lemma("brillait").as_deref(), Some("briller"), "a list serves what no text has");
    assert_eq!(lemma("voit").as_deref(), Some("voit"), "a text goes before a list");

    // A model file as the start: what it knows is there before anything is learnt.
    let mut again = recipe(&folder, "again");
    again.init = Some(folder.join("toy.model"));
    again.subwords = folder.join("toy.model");
    again.training.epochs = 1;
    again.training.rate = 1e-6;
    again.training.average = 0.9;
    again.training.cycles = 1;
    again.training.cycle_epochs = 1;
    again.training.cycle_rate = 1e-6;
    let trained = train(&again, &mut |_| {}).unwrap();
    assert_eq!(trained.params.rounds().1, 2, "two rounds have ended");
    assert!(trained.reports[0].1.las * 100 >= trained.reports[0].1.words * 99, "{}", trained.reports[0].1.line());

    for path in network::Path::available() {
        let network = Network::open(&container, path).unwrap();
        let mut scratch = Scratch::default();
        network.run(&subwords, &[vec!["le", "juges", "suit", "Denis", "."]], &mut scratch);
        let heads: Vec<u32> = scratch.words.iter().map(|w| w.head).collect();
        assert_eq!(heads, [2, 3, 0, 3, 3]);
        let tags: Vec<&str> = scratch.words.iter().map(|w| network.info.upos[w.upos as usize].as_str()).collect();
        assert_eq!(tags, ["DET", "NOUN", "VERB", "PROPN", "PUNCT"]);
        assert_eq!(scratch.found, [(0, 3, 3, 0)]);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
