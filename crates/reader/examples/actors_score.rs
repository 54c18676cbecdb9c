//! Reads actors and places from trees and measures them against annotated articles.
//!
//! usage: actors_score LANG ARTICLES.jsonl TREES [--places OUT.jsonl] [--misses N] [--show ID]
//! TREES is a folder of ID.conllu, or `own` for the program's parser.
//!
//! Recall of codes: of the sources and targets of gold events, and of the speakers of
//! gold quotations, how many does some mention of that sentence carry?
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use chancery_language::{Engine, Pack, conllu};
use chancery_reader::{Context, actors, places};
use chancery_record::{Article, Offsets, Spans, Unit};
use chancery_world::World;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [lang, articles, trees] =
        args.get(..3).ok_or("usage: actors_score LANG ARTICLES TREES [--places OUT] [--misses N] [--show ID]")?
    else {
        return Err("three arguments".into());
    };
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)).cloned();
    let pack = Pack::builtin(lang).ok_or("no such language")?;
    let lexicon = actors::Lexicon::compile(&pack)?;
    let start = Instant::now();
    let world = World::builtin()?;
    eprintln!("world: {:?}", start.elapsed());
    if let Some(name) = option("--find") {
        for c in world.find(&name).iter().take(8) {
            println!(
                "{} {:?} {:?}-{:?} weight {} score {} {:?} {:?} common {}",
                c.item.name_en,
                c.item.kind,
                c.item.country,
                c.item.sector,
                c.item.weight,
                c.score,
                c.form,
                c.exactness,
                c.common
            );
        }
        for c in
            world.person(&name, chancery_world::When::parse(&option("--when").unwrap_or_default()), &[]).iter().take(4)
        {
            println!(
                "person {} {:?} {:?} score {} {:?}",
                c.item.name_en,
                c.item.country,
                world.code(c.item.id, chancery_world::When::parse(&option("--when").unwrap_or_default())),
                c.score,
                c.form
            );
            for t in world.tenures(c.item.id) {
                println!("    {} {} {:?} {} {}..{} {}", t.title, t.of, t.role, t.sector, t.from, t.to, t.source);
            }
        }
        return Ok(());
    }
    let mut out = String::new();
    let mut tally: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut misses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut spent = std::time::Duration::ZERO;
    let mut count = 0;
    for line in std::fs::read_to_string(articles)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let field = |k: &str| value.get(k).and_then(Value::as_str).map(str::to_owned);
        let id = field("id").unwrap_or_default();
        let article = Article {
            id: id.clone(),
            lang: Some(lang.clone()),
            title: field("title"),
            date: field("date").and_then(|d| d.parse().ok()),
            source: field("source"),
            url: None,
            text: field("text").unwrap_or_default(),
        };
        let syntax = if trees == "own" {
            Engine::builtin(lang).ok_or("no model")??.analyse(&article.text)
        } else {
            let Ok(tree) = std::fs::read_to_string(Path::new(trees).join(format!("{id}.conllu"))) else {
                eprintln!("no trees for {id}");
                continue;
            };
            conllu::with_ranges(&tree, &article.text, lang)?
        };
        let cx = Context { article: &article, syntax: &syntax, world };
        let start = Instant::now();
        let found = actors::read(cx, &lexicon);
        let mut located = places::read(cx, &found);
        spent += start.elapsed();
        count += 1;
        let offsets = Offsets::new(&article.text);
        if option("--show").is_some_and(|s| s == id || s == "all") {
            show(&article, &syntax, &found, &located);
        }
        located.each_span(&mut |s| {
            s.start = offsets.from_bytes(s.start, Unit::CodePoints);
            s.end = offsets.from_bytes(s.end, Unit::CodePoints);
        });
        out += &json!({"id": id, "places": located}).to_string();
        out.push('\n');
        let codes_in = |sentence: usize| -> Vec<String> {
            found
                .mentions
                .iter()
                .filter(|m| m.head.sentence as usize == sentence)
                .flat_map(|m| std::iter::once(m.entity).chain(m.also.iter().copied()))
                .filter_map(|e| found.code(e).map(ToString::to_string))
                .collect()
        };
        let byte = |v: &Value| offsets.to_bytes(v.as_u64().unwrap_or(0) as u32, Unit::CodePoints);
        for event in value.get("events").and_then(Value::as_array).into_iter().flatten() {
            let mut sentences = vec![byte(&event["start"])];
            sentences.extend(event["also"].as_array().into_iter().flatten().map(|a| byte(&a[0])));
            let here: Vec<String> =
                sentences.iter().filter_map(|s| syntax.sentence_at(*s)).flat_map(codes_in).collect();
            for role in ["source", "target"] {
                for code in event[role].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    let hit = here.iter().any(|c| c == code);
                    let land = here.iter().any(|c| c[..3] == code[..3]);
                    let t = tally.entry(if role == "source" { "source" } else { "target" }).or_default();
                    (t.0, t.1) = (t.0 + u32::from(hit), t.1 + 1);
                    let t =
                        tally.entry(if role == "source" { "source country" } else { "target country" }).or_default();
                    (t.0, t.1) = (t.0 + u32::from(land), t.1 + 1);
                    if !hit {
                        let s = syntax
                            .sentence_at(byte(&event["start"]))
                            .map(|s| syntax.sentences[s].span.of(&article.text))
                            .unwrap_or_default();
                        let mut there = here.clone();
                        there.sort();
                        there.dedup();
                        misses.entry(code.to_owned()).or_default().push(format!(
                            "{id} {role} {:?} has {there:?} | {s}",
                            event["type"].as_str().unwrap_or("")
                        ));
                    }
                }
            }
        }
        for quotation in value.get("quotations").and_then(Value::as_array).into_iter().flatten() {
            let Some(code) = quotation["speaker_code"].as_str() else { continue };
            let name = quotation["speaker"].as_str().unwrap_or("");
            let near: Vec<usize> = [byte(&quotation["start"]), byte(&quotation["end"])]
                .iter()
                .filter_map(|s| syntax.sentence_at(*s))
                .flat_map(|s| [s.saturating_sub(1), s, s + 1])
                .collect();
            let hit = near.iter().flat_map(|s| codes_in(*s)).any(|c| c == code);
            let surname = name.split_whitespace().last().unwrap_or("").to_lowercase();
            let named = found.entities.iter().any(|e| {
                e.name.to_lowercase().ends_with(&surname) && e.code.as_ref().is_some_and(|c| c.as_str() == code)
            });
            let t = tally.entry("speaker near").or_default();
            (t.0, t.1) = (t.0 + u32::from(hit), t.1 + 1);
            let t = tally.entry("speaker named with code").or_default();
            (t.0, t.1) = (t.0 + u32::from(named), t.1 + 1);
            if !hit || !named {
                let like: Vec<String> = found
                    .entities
                    .iter()
                    .filter(|e| e.name.to_lowercase().contains(&surname))
                    .map(|e| format!("{}={}", e.name, e.code.as_ref().map_or("", |c| c.as_str())))
                    .collect();
                misses.entry(format!("speaker {code}")).or_default().push(format!("{id} {name} {like:?} near={hit}"));
            }
        }
    }
    for (what, (hit, all)) in &tally {
        println!("{what:<26}{hit:>6}{all:>6}{:>8.1}", 100.0 * f64::from(*hit) / f64::from((*all).max(1)));
    }
    println!("{count} articles in {spent:?}, {:.0} a second", f64::from(count) / spent.as_secs_f64());
    if let Some(n) = option("--misses").and_then(|n| n.parse::<usize>().ok()) {
        let mut list: Vec<_> = misses.iter().collect();
        list.sort_by_key(|(code, m)| (std::cmp::Reverse(m.len()), (*code).clone()));
        for (code, places) in list.into_iter().take(n) {
            println!("{code} {}", places.len());
            for place in places.iter().take(6) {
                println!("    {}", place.replace('\n', " "));
            }
        }
    }
    if let Some(path) = option("--places") {
        std::fs::write(path, out)?;
    }
    Ok(())
}

fn show(
    article: &Article,
    syntax: &chancery_record::Syntax,
    found: &actors::Actors,
    located: &[chancery_record::Place],
) {
    println!("== {} {:?} {:?}", article.id, article.date, article.title);
    for (i, sentence) in syntax.sentences.iter().enumerate() {
        println!("{i}: {}", sentence.span.of(&article.text).replace('\n', " "));
        let names: Vec<String> = syntax
            .names
            .iter()
            .filter(|n| sentence.span.contains(n.span))
            .map(|n| format!("{}:{}", n.span.of(&article.text).replace('\n', " "), n.label.as_str()))
            .collect();
        println!("    names {names:?}");
        for m in found.mentions.iter().filter(|m| m.head.sentence as usize == i) {
            let all: Vec<String> = std::iter::once(m.entity)
                .chain(m.also.iter().copied())
                .map(|e| {
                    format!(
                        "{}[{}]{}",
                        found.entities[e].name.replace('\n', " "),
                        e,
                        found.entities[e].code.as_ref().map_or("-", |c| c.as_str())
                    )
                })
                .collect();
            println!("    {:?} '{}' = {}", m.kind, m.span.of(&article.text).replace('\n', " "), all.join(" + "));
        }
        for p in located.iter().filter(|p| sentence.span.contains(p.span)) {
            println!(
                "    @ '{}' {} {} {}",
                p.span.of(&article.text),
                p.name,
                p.country.as_deref().unwrap_or("-"),
                if p.metonym { "metonym" } else { "" }
            );
        }
    }
}
