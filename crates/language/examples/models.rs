//! Measures the engine of a language.
//!
//! - `trees FILE.model TREEBANK.conllu…`: tags, lemmas and trees, words given;
//! - `lemmas FILE.model TREEBANK.conllu…`: words whose lemma or tag is wrong, words given;
//! - `confusions FILE.model TREEBANK.conllu…`: what relations are mistaken for, most frequent first;
//! - `names FILE.model TEXTS.jsonl NAMES.jsonl [--errors]`: names in raw text;
//! - `tagged FILE.model FILE.iob2`: names over given words;
//! - `pieces FILE.model WORDS.txt`: how the words of a list are cut into pieces;
//! - `speed FILE.model TEXTS.jsonl`: words a second, for each instruction set.
#![allow(clippy::print_stdout, missing_docs)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use chancery_language::container::Bytes;
use chancery_language::evaluation::{Counts, names, trees};
use chancery_language::{Engine, Pack, conllu, network};
use chancery_record::{Name, NameLabel, Offsets, Sentence, Span, Syntax, Token, Unit};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const RELATIONS: [&str; 12] =
    ["nsubj", "nsubj:pass", "obj", "obl:agent", "iobj", "obl", "nmod", "acl", "acl:relcl", "ccomp", "xcomp", "appos"];

fn blank(gold: &[Sentence]) -> Vec<Sentence> {
    let mut words = gold.to_vec();
    for token in words.iter_mut().flat_map(|s| &mut s.tokens) {
        *token = Token {
            span: token.span,
            form: token.form.clone(),
            part: token.part,
            lemma: Default::default(),
            upos: Default::default(),
            feats: Default::default(),
            head: None,
            deprel: Default::default(),
        };
    }
    words
}

fn measure_trees(engine: &Engine, files: &[String]) -> Result<()> {
    for file in files {
        let mut scores = trees::TreeScores::default();
        let mut relations: BTreeMap<String, Counts> = BTreeMap::new();
        for document in conllu::read(&std::fs::read_to_string(file)?, engine.lang())? {
            let mut sentences = blank(&document.syntax.sentences);
            engine.annotate(&mut sentences);
            for (g, s) in document.syntax.sentences.iter().zip(&sentences) {
                for (g, s) in g.tokens.iter().zip(&s.tokens) {
                    // `obl` stands for all its kinds but the agent.
                    let name = |t: &Token| match t.deprel.as_str() {
                        "obl:agent" | "nsubj:pass" | "acl:relcl" => t.deprel.to_string(),
                        _ => t.rel().to_owned(),
                    };
                    let (gold, system) = (name(g), name(s));
                    relations.entry(gold.clone()).or_default().gold += 1;
                    relations.entry(system.clone()).or_default().system += 1;
                    if gold == system && g.head == s.head {
                        relations.entry(gold).or_default().correct += 1;
                    }
                }
            }
            let system = Syntax { sentences, ..Syntax::default() };
            scores.add(&trees::score((&document.text, &document.syntax), (&document.text, &system))?);
        }
        let f = |c: Counts| 100.0 * c.f1();
        println!(
            "{file}: UPOS {:.2} feats {:.2} lemma {:.2} UAS {:.2} LAS {:.2} with subtypes {:.2}",
            f(scores.upos),
            f(scores.feats),
            f(scores.lemma),
            f(scores.uas),
            f(scores.las),
            f(scores.las_subtypes)
        );
        let line: Vec<String> =
            RELATIONS.iter().filter_map(|r| Some(format!("{r} {:.1}", f(*relations.get(*r)?)))).collect();
        println!("  {}", line.join("  "));
    }
    Ok(())
}

/// Pairs of annotated words and what the engine makes of them, sentence by sentence.
fn compare(engine: &Engine, files: &[String], mut with: impl FnMut(&[Token], &[Token])) -> Result<()> {
    for file in files {
        for document in conllu::read(&std::fs::read_to_string(file)?, engine.lang())? {
            let mut sentences = blank(&document.syntax.sentences);
            engine.annotate(&mut sentences);
            for (g, s) in document.syntax.sentences.iter().zip(&sentences) {
                with(&g.tokens, &s.tokens);
            }
        }
    }
    Ok(())
}

fn show_lemmas(engine: &Engine, files: &[String]) -> Result<()> {
    compare(engine, files, |gold, system| {
        for (g, s) in gold.iter().zip(system).filter(|(g, s)| g.lemma != s.lemma) {
            println!("{}\t{} {}\t{} {}", g.form, g.upos, g.lemma, s.upos, s.lemma);
        }
    })
}

fn show_confusions(engine: &Engine, files: &[String]) -> Result<()> {
    let mut counts: BTreeMap<(String, String, bool), usize> = BTreeMap::new();
    compare(engine, files, |gold, system| {
        for (g, s) in gold.iter().zip(system).filter(|(g, s)| g.deprel != s.deprel || g.head != s.head) {
            *counts.entry((g.deprel.to_string(), s.deprel.to_string(), g.head == s.head)).or_default() += 1;
        }
    })?;
    let mut list: Vec<_> = counts.into_iter().collect();
    list.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    for ((gold, system, head), n) in list {
        println!("{n}\t{gold}\t{system}\t{}", if head { "head right" } else { "head wrong" });
    }
    Ok(())
}

fn label(text: &str) -> Result<NameLabel> {
    [NameLabel::Per, NameLabel::Loc, NameLabel::Org, NameLabel::Misc]
        .into_iter()
        .find(|l| l.as_str() == text)
        .ok_or_else(|| format!("no label {text}").into())
}

fn print_names(scores: &names::NameScores) {
    let f = |c: Counts| format!("{:.1} (P {:.1} R {:.1})", 100.0 * c.f1(), 100.0 * c.precision(), 100.0 * c.recall());
    println!("names {}", f(scores.total()));
    for (label, counts) in &scores.labels {
        println!("  {} {}", label.as_str(), f(*counts));
    }
}

fn texts(path: &str) -> Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let get = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        texts.insert(get("id"), get("text"));
    }
    Ok(texts)
}

fn measure_names(engine: &Engine, text_file: &str, gold_file: &str, errors: bool) -> Result<()> {
    let texts = texts(text_file)?;
    let mut scores = names::NameScores::default();
    let labels = [NameLabel::Per, NameLabel::Loc, NameLabel::Org, NameLabel::Misc];
    for line in std::fs::read_to_string(gold_file)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let Some(text) = texts.get(row["id"].as_str().unwrap_or_default()) else { continue };
        let offsets = Offsets::new(text);
        let at = |v: &serde_json::Value| offsets.to_bytes(v.as_u64().unwrap_or(0) as u32, Unit::CodePoints) as usize;
        let mut gold = Vec::new();
        for name in row["names"].as_array().into_iter().flatten() {
            gold.push(Name {
                span: Span::new(at(&name["start"]), at(&name["end"])),
                label: label(name["label"].as_str().unwrap_or_default())?,
            });
        }
        let found = engine.analyse(text);
        if errors {
            let show = |n: &Name| format!("{} {}", n.label.as_str(), &text[n.span.start as usize..n.span.end as usize]);
            for n in gold.iter().filter(|n| !found.names.contains(n)) {
                println!("missed {}", show(n));
            }
            for n in found.names.iter().filter(|n| !gold.contains(n)) {
                println!("wrong  {}", show(n));
            }
        }
        scores.add(&names::score(&gold, &found.names, &labels));
    }
    print_names(&scores);
    Ok(())
}

fn measure_tagged(engine: &Engine, file: &str) -> Result<()> {
    let text = std::fs::read_to_string(file)?;
    let mut scores = names::NameScores::default();
    let labels = [NameLabel::Per, NameLabel::Loc, NameLabel::Org];
    let mut sentence = Sentence::default();
    let mut gold: Vec<Name> = Vec::new();
    for row in text.lines().chain(std::iter::once("")) {
        if row.starts_with('#') {
            continue;
        }
        let cols: Vec<&str> = row.split('\t').collect();
        if cols.len() < 3 {
            let mut sentences = [std::mem::take(&mut sentence)];
            let found = engine.annotate(&mut sentences);
            scores.add(&names::score(&std::mem::take(&mut gold), &found, &labels));
            continue;
        }
        let at = 10 * sentence.tokens.len();
        let span = Span::new(at, at + 9);
        if let Some((mark, kind)) = cols[2].split_once('-') {
            match gold.last_mut() {
                Some(name) if mark == "I" => name.span.end = span.end,
                _ => gold.push(Name { span, label: label(kind)? }),
            }
        }
        sentence.tokens.push(Token {
            span,
            form: cols[1].into(),
            lemma: Default::default(),
            upos: Default::default(),
            feats: Default::default(),
            head: None,
            deprel: Default::default(),
            part: None,
        });
    }
    print_names(&scores);
    Ok(())
}

/// Seconds that this thread was on a processor, where the system says so; else by the clock.
fn seconds(since: Instant) -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split(' ').next()?.parse::<f64>().ok())
        .map_or_else(|| since.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

fn measure_speed(model: &str, engine: &Engine, file: &str) -> Result<()> {
    let texts = texts(file)?;
    let pack = Pack::builtin(engine.lang()).ok_or("no folder")?;
    let mut first: Option<Vec<Syntax>> = None;
    for path in network::Path::available() {
        let engine = Engine::with_path(Bytes::read(Path::new(model))?, &pack, path)?;
        let mut best = f64::MAX;
        let mut words = 0;
        let mut segmenting = 0.0;
        let mut all = Vec::new();
        for _ in 0..3 {
            let clock = Instant::now();
            let start = seconds(clock);
            all = texts.values().map(|t| engine.analyse(t)).collect();
            best = best.min(seconds(clock) - start);
            words = all.iter().flat_map(|s| &s.sentences).map(|s| s.tokens.len()).sum();
            let start = seconds(clock);
            let count: usize = texts.values().map(|t| engine.segmenter().segment(t).len()).sum();
            segmenting = seconds(clock) - start;
            assert!(count > 0, "no sentences");
        }
        let same = *first.get_or_insert_with(|| all.clone()) == *all;
        println!(
            "{path:?}: {words} words, {:.0} words a second of one core, segmentation {:.0}% of it, same as portable: {same}",
            words as f64 / best,
            100.0 * segmenting / best
        );
    }
    Ok(())
}

fn show_pieces(model: &str, file: &str) -> Result<()> {
    use chancery_language::{container::Container, subwords};
    let subwords = subwords::Subwords::open(&Container::open(Bytes::read(Path::new(model))?)?)?;
    let names = subwords.pieces();
    let mut scratch = subwords::Scratch::default();
    for word in std::fs::read_to_string(file)?.lines() {
        let cut = subwords.cut(word, &mut scratch);
        let cut: Vec<&str> = cut.iter().map(|&p| names.get(p as usize).map_or("<unk>", |n| n.0.as_str())).collect();
        println!("{word}\t{}", cut.join(" "));
    }
    Ok(())
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let start = Instant::now();
    let engine = Engine::load(Path::new(args.get(1).ok_or("WHAT FILE.model …")?))?;
    println!("loaded in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    match (args[0].as_str(), &args[2..]) {
        ("trees", files) => measure_trees(&engine, files),
        ("lemmas", files) => show_lemmas(&engine, files),
        ("confusions", files) => show_confusions(&engine, files),
        ("names", [texts, gold, rest @ ..]) => measure_names(&engine, texts, gold, !rest.is_empty()),
        ("tagged", [file]) => measure_tagged(&engine, file),
        ("pieces", [file]) => show_pieces(&args[1], file),
        ("speed", [file]) => measure_speed(&args[1], &engine, file),
        _ => Err("see the head of the file".into()),
    }
}
