//! Reads the quotations of gold articles with their trees and prints them as
//! JSON Lines in code points, for the scorer.
//!
//! usage: `quotations_score GOLD.jsonl TREES_DIR`
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::Write;

use chancery_language::{Pack, conllu};
use chancery_reader::{Context, actors, quotations, times};
use chancery_record::{Article, Reading, Unit};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(gold), Some(trees)) = (args.next(), args.next()) else {
        return Err("usage: quotations_score GOLD.jsonl TREES_DIR".into());
    };
    let world = chancery_world::World::builtin()?;
    let mut out = std::io::stdout().lock();
    let mut spent = std::time::Duration::ZERO;
    for line in std::fs::read_to_string(&gold)?.lines().filter(|l| !l.trim().is_empty()) {
        let article: Article = serde_json::from_str(line)?;
        let lang = article.lang.clone().unwrap_or_else(|| "fr".into());
        let pack = Pack::builtin(&lang).ok_or("no such language")?;
        let Ok(text) = std::fs::read_to_string(format!("{trees}/{}.conllu", article.id)) else {
            eprintln!("{}: no trees", article.id);
            continue;
        };
        let syntax = conllu::with_ranges(&text, &article.text, &lang)?;
        let cx = Context { article: &article, syntax: &syntax, world };
        let mut reading = Reading::of(&article);
        reading.times = times::read(cx, &times::Lexicon::compile(&pack)?);
        let actors = actors::read(cx, &actors::Lexicon::compile(&pack)?);
        let lexicon = quotations::Lexicon::compile(&pack)?;
        let start = std::time::Instant::now();
        reading.quotations = quotations::read(cx, &lexicon, &actors, &reading.times);
        spent += start.elapsed();
        reading.entities = actors.entities;
        serde_json::to_writer(&mut out, &reading.in_unit(&article.text, Unit::CodePoints))?;
        writeln!(out)?;
    }
    eprintln!("quotations stage: {spent:?}");
    Ok(())
}
