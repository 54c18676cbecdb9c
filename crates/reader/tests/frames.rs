//! The examples of the frames, read by the whole reader: each must read as its frame says.
//!
//! `TYPE/mode:OF SOURCE > TARGET status`, several joined by ` ; `; `*` stands for any code or part of
//! one, `-` for an empty list, `none` for no event. Trees err, so a share of the examples may fail; the
//! share is a ratchet. `CHANCERY_FRAMES=1 cargo test -p chancery-reader --test frames -- --nocapture`
//! lists those that fail.
#![allow(clippy::print_stdout)]

use chancery_reader::Reader;
use chancery_record::{ActorCode, Article, Event, Status};

/// Whether codes are as `wanted` says: comma-separated patterns, in any order.
fn codes(wanted: &str, codes: &[ActorCode]) -> bool {
    match wanted {
        "-" => codes.is_empty(),
        "*" => true,
        _ => {
            let patterns: Vec<&str> = wanted.split(',').map(str::trim).collect();
            let fits = |p: &str, c: &ActorCode| match p.split_once('-') {
                Some((country, sector)) => {
                    (country == "*" || country == c.country()) && (sector == "*" || sector == c.sector())
                }
                None => p == "*",
            };
            patterns.iter().all(|p| codes.iter().any(|c| fits(p, c)))
                && codes.iter().all(|c| patterns.iter().any(|p| fits(p, c)))
        }
    }
}

/// Whether an event is as one item of `reads` says.
fn is(item: &str, event: &Event) -> bool {
    let mut words = item.split_whitespace();
    let head = words.next().unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    let (act, of) = head.split_once(':').map_or((head, None), |(a, o)| (a, Some(o)));
    let (kind, mode) = act.split_once('/').map_or((act, None), |(k, m)| (k, Some(m)));
    let arrow = rest.iter().position(|w| *w == ">").unwrap_or(rest.len());
    let source = rest[..arrow].join("");
    let target = rest.get(arrow + 1).copied().unwrap_or("*");
    let status = rest.get(arrow + 2).map_or(Status::Actual, |s| s.parse().unwrap_or(Status::Actual));
    event.kind.as_str() == kind
        && mode.is_none_or(|m| event.mode.as_deref() == Some(m))
        && of.is_none_or(|o| event.of.is_some_and(|of| of.as_str() == o))
        && event.status == status
        && codes(&source, &event.source)
        && codes(target, &event.target)
}

fn shown(event: &Event) -> String {
    let list = |codes: &[ActorCode]| codes.iter().map(ActorCode::as_str).collect::<Vec<_>>().join(",");
    format!(
        "{}{}{} {} > {} {}",
        event.kind,
        event.mode.as_ref().map(|m| format!("/{m}")).unwrap_or_default(),
        event.of.map(|o| format!(":{o}")).unwrap_or_default(),
        list(&event.source),
        list(&event.target),
        event.status
    )
}

/// Examples of a language, and those of them that read as they should.
fn count(lang: &str) -> (usize, usize) {
    let reader = Reader::builtin().expect("the carried data is sound");
    let lexicons = reader.lexicons(lang).expect("the language is read");
    let list = std::env::var_os("CHANCERY_FRAMES").is_some();
    let (mut all, mut good) = (0, 0);
    for (rule, example, reads) in lexicons.events.examples() {
        let article = Article {
            id: rule.to_owned(),
            lang: Some(lang.to_owned()),
            date: "2025-03-05".parse().ok(),
            text: example.to_owned(),
            ..Article::default()
        };
        let events = reader.read(&article).events;
        let ok = match reads {
            "none" => events.is_empty(),
            _ => reads.split(';').all(|item| events.iter().any(|e| is(item.trim(), e))),
        };
        all += 1;
        good += usize::from(ok);
        if list && !ok {
            let read: Vec<String> = events.iter().map(shown).collect();
            println!("{rule}: {example}\n    wanted {reads}\n    read   {}", read.join(" ; "));
        }
    }
    println!("{lang}: {good} of {all} examples read as they should");
    (good, all)
}

#[test]
fn french_examples_read_as_their_frames_say() {
    let (good, all) = count("fr");
    assert!(good * 100 >= all * 82, "{good} of {all}");
}

#[test]
fn english_examples_read_as_their_frames_say() {
    let (good, all) = count("en");
    assert!(good * 100 >= all * 92, "{good} of {all}");
}
