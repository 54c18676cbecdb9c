//! One article has the same ids wherever it lies.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn lines(args: &[&str]) -> Vec<Value> {
    let out = Command::new(env!("CARGO_BIN_EXE_chancery")).args(args).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    out.stdout
        .split(|b| *b == b'\n')
        .filter(|l| !l.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

/// Ids of the items of all readings.
fn ids(readings: &[Value]) -> BTreeSet<String> {
    let layers = ["entities", "events", "quotations"];
    readings
        .iter()
        .flat_map(|r| layers.iter().flat_map(|l| r[*l].as_array().unwrap()))
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn read_and_ingest_give_one_article_the_same_ids() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let dir = tempfile::tempdir().unwrap();
    let archive = dir.path().join("press.chancery");
    let archive = archive.to_str().unwrap();
    let texts: Vec<PathBuf> =
        ["fr-offer.txt", "en-sanctions.txt", "en-ceasefire.txt"].iter().map(|f| examples.join(f)).collect();
    // The same article under another name, with a number of its own.
    let renamed = dir.path().join("dispatch-17.txt");
    std::fs::copy(&texts[0], &renamed).unwrap();
    let texts: Vec<&str> = texts.iter().map(|p| p.to_str().unwrap()).collect();
    let read = lines(&[&["read", "--format", "json"], texts.as_slice()].concat());
    lines(&[&["ingest", archive, "--quiet"], texts.as_slice()].concat());
    let kept = lines(&["export", archive, "--format", "json"]);
    assert_eq!(ids(&read), ids(&kept));
    assert!(ids(&read).len() > 20, "{:?}", ids(&read));
    let again = lines(&["read", "--format", "json", renamed.to_str().unwrap()]);
    assert_eq!(ids(&again), ids(&read[..1]));
    // What the source calls it stays with it.
    let called = |readings: &[Value], field: &str| -> BTreeSet<String> {
        readings.iter().map(|r| r[field].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(called(&read, "id"), called(&kept, "source_id"));
    assert!(called(&kept, "id").iter().all(|id| id.starts_with('a') && id.len() == 17));
}

#[test]
fn words_that_stand_for_several_are_several_entities() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.txt");
    std::fs::write(
        &file,
        "Les autorités belges et françaises ont condamné mardi l'attaque. Deux soldats ont été tués.\n\n\
         Les ministres tchadien, malien et nigérien se sont réunis à Niamey.",
    )
    .unwrap();
    let args = ["read", "--lang", "fr", "--date", "2024-05-16", "--format", "json", file.to_str().unwrap()];
    let reading = lines(&args).remove(0);
    let entities = reading["entities"].as_array().unwrap();
    let all: BTreeSet<&str> = entities.iter().map(|e| e["id"].as_str().unwrap()).collect();
    assert_eq!(all.len(), entities.len(), "{entities:#?}");
    let authorities = entities.iter().filter(|e| e["name"] == "autorités belges et françaises");
    let codes: Vec<_> = authorities.map(|e| e["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["BEL-GOV", "FRA-GOV"]);
}

#[test]
fn annotations_beside_articles_are_no_articles() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let dir = tempfile::tempdir().unwrap();
    let archive = dir.path().join("press.chancery");
    let args = ["ingest", archive.to_str().unwrap(), examples.to_str().unwrap()];
    let out = Command::new(env!("CARGO_BIN_EXE_chancery")).args(args).output().unwrap();
    let told = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(0), "{told}");
    assert!(told.contains("examples.jsonl") && told.contains("annotations"), "{told}");
    let texts = std::fs::read_dir(&examples).unwrap().filter(|e| e.as_ref().unwrap().path().is_file()).count();
    assert!(told.contains(&format!("{texts} articles added")), "{told}");
}
