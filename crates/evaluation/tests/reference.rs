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

/// Diplomacy with every kind of error, made from the gold by a fixed rule.
fn misread(gold: &str) -> String {
    let mut out = String::new();
    for (d, line) in gold.lines().filter(|l| !l.trim().is_empty()).enumerate() {
        let mut doc: Value = serde_json::from_str(line).unwrap();
        doc["text"] = json!("Un mot. Deux mots. ".repeat(300));
        doc.as_object_mut().unwrap().remove("sha256");
        for layer in ["offers", "accords", "leverage", "rounds"] {
            let items = doc["diplomacy"][layer].as_array_mut().unwrap();
            let mut kept = Vec::new();
            for (i, mut item) in std::mem::take(items).into_iter().enumerate() {
                match (i + d) % 6 {
                    0 => item["start"] = json!(item["start"].as_u64().unwrap().saturating_sub(25)),
                    1 => {
                        item["parties"] = json!(["FRA-GOV"]);
                        item["source"] = json!("e1");
                        item["status"] = json!("ended");
                    }
                    2 => continue,
                    3 => {
                        item["invitations"] =
                            json!([{"invitee": "RUS-GOV"}, {"invitee": "UKR-GOV", "response": "accept"}]);
                        item["venue"] = json!("La Ville");
                        item["dates"] = json!("2014");
                    }
                    4 => kept.push(item.clone()),
                    _ => {}
                }
                kept.push(item);
            }
            *items = kept;
        }
        doc["entities"] = json!([{"id": "e1", "code": "PSE-GOV", "name": "X"}]);
        if d != 5 {
            out += &(doc.to_string() + "\n");
        }
    }
    out
}

#[test]
fn diplomacy_equals_the_reference_scorer() {
    let Some(folder) = gold_folder() else { return };
    let path = folder.join("diplomacy_dev.jsonl");
    // Texts of the same length for both sides: the annotations come without.
    let mut text = String::new();
    for line in std::fs::read_to_string(&path).unwrap().lines() {
        let mut doc: Value = serde_json::from_str(line).unwrap();
        doc.as_object_mut().unwrap().remove("sha256");
        doc["text"] = json!("Un mot. Deux mots. ".repeat(300));
        text += &(doc.to_string() + "\n");
    }
    let readings = misread(&text);
    let dir = tempfile::tempdir().unwrap();
    let (gold, predicted) = (dir.path().join("gold.jsonl"), dir.path().join("predicted.jsonl"));
    std::fs::write(&gold, &text).unwrap();
    std::fs::write(&predicted, &readings).unwrap();
    let scorer = folder.join("score_diplomacy.py");
    let output = Command::new("python3").arg(scorer).arg(&gold).arg(&predicted).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    let theirs: Vec<&str> = printed.lines().skip(2).collect();
    let readings = chancery_evaluation::load_values(&readings, "predicted").unwrap();
    let mut scores = chancery_evaluation::DiplomacyScores::default();
    for g in chancery_evaluation::load_values(&text, "gold").unwrap() {
        chancery_evaluation::score_diplomacy(&mut scores, &g, readings.iter().find(|r| r["id"] == g["id"]));
    }
    assert_eq!(scores.plain(), theirs);
}
