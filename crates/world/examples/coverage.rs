//! Capitalised sequences of a corpus that the world does not know, by frequency.
//!
//! `cargo run -p chancery-world --example coverage FILE.jsonl… | head -200`
#![allow(clippy::print_stdout)]
use std::collections::HashMap;

use chancery_world::World;
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let world = World::builtin()?;
    let mut unknown: HashMap<String, usize> = HashMap::new();
    let (mut known, mut all) = (0usize, 0usize);
    for file in std::env::args().skip(1) {
        for line in std::fs::read_to_string(&file)?.lines() {
            let record: Value = serde_json::from_str(line)?;
            let text = record["text"].as_str().unwrap_or("");
            let mut at = 0;
            while at < text.len() {
                let Some(c) = text[at..].chars().next() else { break };
                let before = text[..at].chars().next_back();
                let start = before.is_none_or(|b| !b.is_alphanumeric());
                if !(start && c.is_uppercase()) {
                    at += c.len_utf8();
                    continue;
                }
                let end = sequence(text, at);
                // A single capitalised word after a full stop tells nothing.
                let opens = text[..at].trim_end().ends_with(['.', '!', '?', ':', '"', '«', '“', '\n', '-', '—'])
                    || text[..at].trim().is_empty();
                let words = text[at..end].split_whitespace().count();
                if opens && words == 1 {
                    at = end;
                    continue;
                }
                all += 1;
                if tail_known(world, text, at, end) {
                    known += 1;
                } else {
                    *unknown.entry(text[at..end].to_owned()).or_default() += 1;
                }
                at = end;
            }
        }
    }
    let mut list: Vec<_> = unknown.into_iter().collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    println!("{known} of {all} sequences known ({:.1} %)", 100.0 * known as f64 / all as f64);
    for (name, count) in list {
        println!("{count:5} {name}");
    }
    Ok(())
}

/// Whether a known name or demonym stands at the end of the sequence, before a genitive.
fn tail_known(world: &World, text: &str, at: usize, end: usize) -> bool {
    let bare =
        text[at..end].strip_suffix("'s").or_else(|| text[at..end].strip_suffix("’s")).map_or(end, |t| at + t.len());
    let starts = std::iter::once(at).chain(text[at..bare].match_indices(' ').map(|(i, _)| at + i + 1));
    starts.into_iter().any(|start| {
        world.longest_match(text, start).is_some_and(|m| m.end >= bare)
            || !world.demonym(&text[start..bare], "").is_empty()
    })
}

/// End of the capitalised sequence that starts at `at`.
fn sequence(text: &str, at: usize) -> usize {
    let mut end = word_end(text, at);
    while let Some(rest) = text[end..].strip_prefix(' ') {
        if !rest.starts_with(char::is_uppercase) {
            break;
        }
        end = word_end(text, end + 1);
    }
    end
}

fn word_end(text: &str, at: usize) -> usize {
    text[at..]
        .find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'' || c == '’'))
        .map_or(text.len(), |i| at + i)
}
