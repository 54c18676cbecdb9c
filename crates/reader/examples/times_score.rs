//! Reads gold articles through the times stage and prints their times as JSON
//! Lines in code points, for the scorer.
//!
//! usage: times_score GOLD.jsonl [TREES_DIR]
//! The trees are CoNLL-U files `ID.conllu`; an article without one is read from its text alone.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::Write;

use chancery_reader::{Context, times};
use chancery_record::{Article, Reading, Syntax, Unit};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let gold = args.next().ok_or("usage: times_score GOLD.jsonl [TREES_DIR]")?;
    let trees = args.next();
    let world = chancery_world::World::default();
    let mut out = std::io::stdout().lock();
    let mut lexicon: Option<(String, times::Lexicon)> = None;
    for line in std::fs::read_to_string(&gold)?.lines().filter(|l| !l.trim().is_empty()) {
        let mut fields: serde_json::Value = serde_json::from_str(line)?;
        // Sources write an absent date as an empty string.
        if fields["date"].as_str().is_some_and(str::is_empty) {
            fields["date"] = serde_json::Value::Null;
        }
        let article: Article = serde_json::from_value(fields)?;
        let lang = article.lang.clone().unwrap_or_else(|| "fr".into());
        if lexicon.as_ref().is_none_or(|(l, _)| *l != lang) {
            let pack = chancery_language::Pack::builtin(&lang).ok_or("no such language")?;
            lexicon = Some((lang.clone(), times::Lexicon::compile(&pack)?));
        }
        let Some((_, lexicon)) = &lexicon else { continue };
        let tree = trees.as_ref().and_then(|dir| std::fs::read_to_string(format!("{dir}/{}.conllu", article.id)).ok());
        let syntax = match tree {
            Some(conllu) => chancery_language::conllu::with_ranges(&conllu, &article.text, &lang)?,
            None => Syntax::default(),
        };
        let cx = Context { article: &article, syntax: &syntax, world: &world };
        let mut reading = Reading::of(&article);
        reading.times = times::read(cx, lexicon);
        let reading = reading.in_unit(&article.text, Unit::CodePoints);
        serde_json::to_writer(&mut out, &serde_json::json!({"id": reading.id, "times": reading.times}))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
