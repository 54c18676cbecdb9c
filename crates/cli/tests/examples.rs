//! Quality on the examples of the project, so that it cannot fall unseen where
//! no other annotated articles are at hand.

use std::path::Path;
use std::process::Command;

fn holds(gold: &str, floors: &[&str], more: &[&str]) {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/gold").join(gold);
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.arg("evaluate").arg(&gold).args(["--bootstrap", "0", "--errors", "60"]).args(more);
    for floor in floors {
        command.args(["--floor", floor]);
    }
    let output = command.output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{shown}");
}

#[test]
fn the_examples_are_read_as_they_are_annotated() {
    let floors = [
        "events: type=82",
        "events: country triple=57",
        "events: triple=40",
        "quotations: direct=100",
        "quotations: indirect=64",
        "times: value=98",
        "places: value=92",
    ];
    holds("examples.jsonl", &floors, &[]);
}

#[test]
fn the_process_of_the_examples_is_read_as_it_is_annotated() {
    let floors =
        ["offers=100", "invitations=76", "accords=60", "provisions=57", "breaches=50", "leverage=71", "rounds=92"];
    holds("diplomacy.jsonl", &floors, &["--diplomacy"]);
}

/// Sport is no politics: an attack at sea and a rejected complaint of sailors are none of the sixteen types.
#[test]
fn an_article_without_politics_has_no_events() {
    let article = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fr-voile.txt");
    let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .arg("read")
        .arg(article)
        .args(["--format", "json"])
        .output()
        .unwrap();
    let reading: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(reading["events"].as_array().unwrap().len(), 0);
    assert!(reading["diplomacy"].is_null());
    let direct = reading["quotations"].as_array().unwrap().iter().filter(|q| q["kind"] == "direct");
    assert_eq!(direct.count(), 1, "what is said is read all the same");
}
