//! Segmentation and language identification against material that is not part
//! of the project. Set `CHANCERY_SHARED` to its folder; without it these tests
//! say that they were skipped.
#![allow(clippy::print_stderr, missing_docs)]

use std::path::{Path, PathBuf};

use chancery_language::conllu::{self, Document};
use chancery_language::evaluation::trees::{TreeScores, score};
use chancery_language::{Pack, Segmenter, identify};
use chancery_record::Syntax;

/// The file of the shared material, or none with a word about it.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CHANCERY_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = root.join(path);
    if !file.exists() {
        eprintln!("skipped: {} is not there", file.display());
        return None;
    }
    Some(file)
}

fn unpacked(file: &Path) -> String {
    let mut packed = std::io::BufReader::new(std::fs::File::open(file).unwrap());
    let mut plain = Vec::new();
    lzma_rs::xz_decompress(&mut packed, &mut plain).unwrap();
    String::from_utf8(plain).unwrap()
}

#[test]
fn raw_text_is_segmented_as_the_treebanks_do() {
    // File, least F1 of words and of sentences in per cent.
    let floors = [
        ("fr", "data/ud-fr/fr_sequoia-dev.conllu.xz", 99.3, 79.5),
        ("fr", "data/ud-fr/fr_gsd-dev.conllu.xz", 99.6, 95.0),
        ("en", "data/ud-en/en_ewt-dev.conllu.xz", 98.8, 82.5),
        ("en", "data/ud-en/en_gum-free-dev.conllu.xz", 99.8, 94.5),
    ];
    for (lang, path, words, sentences) in floors {
        let Some(file) = shared(path) else { continue };
        let segmenter = Segmenter::compile(&Pack::builtin(lang).unwrap()).unwrap();
        let mut scores = TreeScores::default();
        for Document { text, syntax, .. } in &conllu::read(&unpacked(&file), lang).unwrap() {
            let found = Syntax { sentences: segmenter.segment(text), ..Syntax::default() };
            scores.add(&score((text, syntax), (text, &found)).unwrap());
        }
        let found = [scores.words, scores.sentences].map(|counts| 100.0 * counts.f1());
        assert!(found[0] >= words, "{path}: words {:.2}, {words} at least", found[0]);
        assert!(found[1] >= sentences, "{path}: sentences {:.2}, {sentences} at least", found[1]);
    }
}

#[test]
fn articles_are_in_the_language_that_they_are_in() {
    for lang in ["fr", "en"] {
        let Some(file) = shared(&format!("corpus/articles_{lang}.jsonl")) else { continue };
        let lines = std::fs::read_to_string(file).unwrap();
        let texts = lines.lines().map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            value["text"].as_str().unwrap_or_default().to_owned()
        });
        let (mut right, mut all) = (0, 0);
        for text in texts {
            all += 1;
            right += usize::from(identify(&text).is_some_and(|found| found.lang == lang));
        }
        assert!(right * 1000 >= all * 995, "{lang}: {right} of {all}");
    }
}
