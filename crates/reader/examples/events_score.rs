//! Reads gold articles with trees through all stages and prints the readings'
//! layers as JSON Lines in code points, for the scorer.
//!
//! usage: events_score GOLD.jsonl TREES_DIR [LANGUAGES_DIR, laid over the built-in ones]
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::Write;

use chancery_reader::{Context, Lexicons, actors, events, places, quotations, times};
use chancery_record::{Article, Reading, Unit};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(gold), Some(trees)) = (args.next(), args.next()) else {
        return Err("usage: events_score GOLD.jsonl TREES_DIR".into());
    };
    let overlay = args.next();
    // An article and some words of it: how their sentence was read.
    let wanted = args.next().zip(args.next());
    let world = chancery_world::World::builtin()?;
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let mut lexicons: Option<(String, Lexicons)> = None;
    let mut shown = false;
    let mut spent = std::time::Duration::ZERO;
    for line in std::fs::read_to_string(&gold)?.lines().filter(|l| !l.trim().is_empty()) {
        let article: Article = serde_json::from_str(line)?;
        let lang = article.lang.clone().unwrap_or_else(|| "fr".into());
        if lexicons.as_ref().is_none_or(|(l, _)| *l != lang) {
            let mut pack = chancery_language::Pack::builtin(&lang).ok_or("no such language")?;
            if let Some(folder) = &overlay {
                pack.overlay(&std::path::Path::new(folder).join(&lang))?;
            }
            lexicons = Some((lang.clone(), Lexicons::compile(&pack)?));
        }
        let Some((_, lexicons)) = &lexicons else { continue };
        let Ok(conllu) = std::fs::read_to_string(format!("{trees}/{}.conllu", article.id)) else {
            eprintln!("{}: no trees", article.id);
            continue;
        };
        let syntax = chancery_language::conllu::with_ranges(&conllu, &article.text, &lang)?;
        let cx = Context { article: &article, syntax: &syntax, world };
        let mut reading = Reading::of(&article);
        reading.times = times::read(cx, &lexicons.times);
        let actors = actors::read(cx, &lexicons.actors);
        reading.places = places::read(cx, &actors);
        reading.quotations = quotations::read(cx, &lexicons.quotations, &actors, &reading.times);
        let layers = events::Layers {
            actors: &actors,
            times: &reading.times,
            places: &reading.places,
            quotations: &reading.quotations,
        };
        if let Some((id, words)) = &wanted {
            if *id == article.id
                && let Some(at) = article.text.find(words.as_str())
            {
                for d in events::explain(cx, &lexicons.events, layers, at as u32) {
                    if out_first(&mut shown) {
                        for (i, n) in d.tree.iter().enumerate() {
                            println!("{i:3} {:20} {:20} {:6} {:12} {:?}", n.form, n.lemma, n.upos, n.deprel, n.head);
                        }
                    }
                    let event = d.event.as_ref().map(|e| {
                        format!("{} {:?} {:?} {:?}>{:?} {}", e.kind, e.mode, e.of, e.source, e.target, e.status)
                    });
                    println!(
                        "{} {} {:?}\n    roles {:?}\n    steps {:?} {:?} {:?}",
                        d.predicate,
                        d.tree[d.predicate].form,
                        d.frames,
                        d.roles
                            .iter()
                            .map(|r| format!(
                                "{}={:?}",
                                r.role,
                                r.words.iter().map(|w| &d.tree[*w].form).collect::<Vec<_>>()
                            ))
                            .collect::<Vec<_>>(),
                        d.steps,
                        event,
                        d.rejected
                    );
                }
            }
            continue;
        }
        let start = std::time::Instant::now();
        reading.events = events::read(cx, &lexicons.events, layers);
        spent += start.elapsed();
        reading.entities = actors.entities;
        serde_json::to_writer(&mut out, &reading.in_unit(&article.text, Unit::CodePoints))?;
        writeln!(out)?;
    }
    eprintln!("events stage: {spent:?}");
    Ok(())
}

fn out_first(shown: &mut bool) -> bool {
    !std::mem::replace(shown, true)
}
