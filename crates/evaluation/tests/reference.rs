//! The figures are those of the guidelines' own scorer, to the last digit.
//! Left out, with a printed reason, where the scorer is not at hand.
#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::Command;

use chancery_evaluation::{Document, Scores, load, rows, score};
use serde_json::{Value, json};

fn gold_folder() -> Option<PathBuf> {
    let shared = std::env::var_os("CHANCERY_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let gold = shared.join("gold");
    let python = Command::new("python3").arg("--version").output().is_ok_and(|o| o.status.success());
    if gold.join("score.py").is_file() && python {
        return Some(gold);
    }
    println!("left out: no scorer at {} or no python3", gold.display());
    None
}

/// Readings with every kind of error, made from the gold by a fixed rule.
fn damaged(gold: &str) -> String {
    let mut out = String::new();
    for (d, line) in gold.lines().filter(|l| !l.trim().is_empty()).enumerate() {
        let mut doc: Value = serde_json::from_str(line).unwrap();
        for layer in ["events", "quotations", "times", "places"] {
            let Some(items) = doc.get_mut(layer).and_then(Value::as_array_mut) else { continue };
            let mut kept = Vec::new();
            for (i, mut item) in std::mem::take(items).into_iter().enumerate() {
                match (i + d) % 7 {
                    0 => continue,
                    1 => {
                        let start = item["start"].as_u64().unwrap();
                        item["start"] = json!(start.saturating_sub(40));
                        item["speaker"] = json!("Somebody Else");
                        item["country"] = json!("XXX");
                    }
                    2 => {
                        item["source"] = json!(["USA-GOV"]);
                        item["edtf"] = json!("1999");
                        item["status"] = json!("future");
                    }
                    3 => {
                        item["target"] = json!([]);
                        item["mode"] = json!("demo");
                        item["end"] = json!(item["end"].as_u64().unwrap() + 90);
                    }
                    4 => kept.push(item.clone()),
                    _ => {}
                }
                kept.push(item);
            }
            *items = kept;
        }
        if d % 11 != 10 {
            out += &(doc.to_string() + "\n");
        }
    }
    out
}

fn ours(gold: &[Document], readings: &[Document]) -> Vec<String> {
    let mut all = Scores::default();
    for g in gold {
        all.add(&score(g, readings.iter().find(|r| r.id == g.id)));
    }
    rows(&all).iter().map(chancery_evaluation::Row::plain).collect()
}

#[test]
fn figures_equal_those_of_the_reference_scorer() {
    let Some(folder) = gold_folder() else { return };
    for name in ["dev_fr.jsonl", "dev_en.jsonl", "seed_fr.jsonl"] {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        let readings = damaged(&text);
        let dir = tempfile::tempdir().unwrap();
        let predicted = dir.path().join("predicted.jsonl");
        std::fs::write(&predicted, &readings).unwrap();
        let output = Command::new("python3").arg(folder.join("score.py")).arg(&path).arg(&predicted).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).unwrap();
        let theirs: Vec<&str> = printed.lines().skip(2).take_while(|l| !l.starts_with("by type")).collect();
        let mine = ours(&load(&text, name).unwrap(), &load(&readings, "predicted").unwrap());
        assert_eq!(mine, theirs, "{name}");
    }
}
