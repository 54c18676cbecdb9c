//! Scores the segmenter against treebanks from raw text:
//! `cargo run -p chancery-language --example segmentation -- fr FILE.conllu… [--errors] [--sentences] [--show]`.
//!
//! `--errors` lists the stretches where the words differ, `--sentences` those where
//! sentences end differently; `--show` takes plain texts and prints their sentences.
#![allow(clippy::print_stdout, missing_docs)]

use chancery_language::conllu::{self, Document};
use chancery_language::evaluation::trees::{TreeScores, score};
use chancery_language::{Pack, Segmenter};
use chancery_record::{Sentence, Syntax};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (flags, plain): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let flag = |name: &str| flags.iter().any(|f| f == name);
    let [lang, files @ ..] = plain.as_slice() else { return Err("LANG FILE…".into()) };
    let mut pack = Pack::builtin(lang).ok_or("no such language")?;
    // The files as they stand, so that lists can be tried without a build.
    pack.overlay(&std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../languages")).join(lang))?;
    let segmenter = Segmenter::compile(&pack)?;
    for file in files {
        if flag("--show") {
            let text = std::fs::read_to_string(file)?;
            for sentence in segmenter.segment(&text) {
                let words = sentence.tokens.iter().map(|t| match t.part {
                    Some(part) if part > 0 => format!("+{}", t.form),
                    _ => format!(" {}", t.form),
                });
                println!("{}{}", sentence.paragraph, words.collect::<String>());
            }
            continue;
        }
        let documents = conllu::read(&std::fs::read_to_string(file)?, lang)?;
        let mut scores = TreeScores::default();
        for Document { text, syntax, .. } in &documents {
            let found = Syntax { sentences: segmenter.segment(text), ..Syntax::default() };
            scores.add(&score((text, syntax), (text, &found))?);
            if flag("--errors") {
                words(text, syntax, &found);
            }
            if flag("--sentences") {
                sentences(text, &syntax.sentences, &found.sentences);
            }
        }
        let percent = |c: chancery_language::evaluation::Counts| {
            format!("{:.2} (P {:.2} R {:.2})", 100.0 * c.f1(), 100.0 * c.precision(), 100.0 * c.recall())
        };
        let (tokens, words, sentences) = (percent(scores.tokens), percent(scores.words), percent(scores.sentences));
        println!("{file}\n  tokens {tokens}\n  words {words}\n  sentences {sentences}");
    }
    Ok(())
}

/// Every word as (start, end, form).
fn flat(syntax: &Syntax) -> Vec<(usize, usize, &str)> {
    let words = syntax.sentences.iter().flat_map(|s| &s.tokens);
    words.map(|t| (t.span.start as usize, t.span.end as usize, t.form.as_str())).collect()
}

fn words(text: &str, gold: &Syntax, found: &Syntax) {
    let (gold, found) = (flat(gold), flat(found));
    let (mut g, mut f) = (0, 0);
    while g < gold.len() && f < found.len() {
        if gold[g] == found[f] {
            (g, f) = (g + 1, f + 1);
            continue;
        }
        let (from_g, from_f) = (g, f);
        let (mut end_g, mut end_f) = (gold[g].1, found[f].1);
        (g, f) = (g + 1, f + 1);
        // Up to where both sides end together.
        loop {
            if end_g < end_f || gold.get(g).is_some_and(|w| w.1 == end_g) {
                let Some(word) = gold.get(g) else { break };
                (end_g, g) = (word.1, g + 1);
            } else if end_f < end_g || found.get(f).is_some_and(|w| w.1 == end_f) {
                let Some(word) = found.get(f) else { break };
                (end_f, f) = (word.1, f + 1);
            } else {
                break;
            }
        }
        let show = |words: &[(usize, usize, &str)]| words.iter().map(|w| w.2).collect::<Vec<_>>().join("|");
        let around = context(text, gold[from_g].0, end_g);
        println!("W\t{}\t{}\t{around}", show(&gold[from_g..g]), show(&found[from_f..f]));
    }
}

fn sentences(text: &str, gold: &[Sentence], found: &[Sentence]) {
    let ends = |s: &[Sentence]| s.iter().map(|s| s.span.end as usize).collect::<std::collections::BTreeSet<_>>();
    let (gold, found) = (ends(gold), ends(found));
    for end in gold.difference(&found) {
        println!("S missed\t{}", context(text, *end, *end));
    }
    for end in found.difference(&gold) {
        println!("S wrong\t{}", context(text, *end, *end));
    }
}

fn context(text: &str, start: usize, end: usize) -> String {
    let before: String = text[..start].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[end..].chars().take(30).collect();
    format!("{before}[{}]{after}", &text[start..end]).replace('\n', "⏎")
}
