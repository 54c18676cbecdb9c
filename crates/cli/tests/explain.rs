//! `chancery explain` for every layer.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

fn explain(name: &str, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.arg("explain").arg(example(name)).args(args).env("NO_COLOR", "1").output().unwrap()
}

fn shown(name: &str, args: &[&str]) -> String {
    let output = explain(name, args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_process_is_explained_with_rule_words_and_answers() {
    let text = shown("fr-offer.txt", &["--layer", "diplomacy"]);
    for words in [
        "offeror       Norvège (NOR-GOV)",
        "← offeror     [Norvège]",
        "rule fr/diplomacy/offer/word",
        "kind          host",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
    assert!(text.contains("decline"), "the answer of the army is told:\n{text}");
    assert!(!text.contains("quotation/"), "no other layer:\n{text}");
}

#[test]
fn every_layer_has_its_rules() {
    let text = shown("fr-offer.txt", &["--layer", "all"]);
    for rule in ["rule fr/times/", "rule quotation/direct", "rule place/", "rule fr/proposer"] {
        assert!(text.contains(rule), "{rule:?} is not in\n{text}");
    }
}

#[test]
fn items_of_one_sentence_are_picked_by_an_offset() {
    let all = shown("en-sanctions.txt", &["--layer", "times,places"]);
    let one = shown("en-sanctions.txt", &["--layer", "times,places", "--at", "3"]);
    assert!(one.lines().count() < all.lines().count() && one.contains("Ottawa"), "{one}");
}

#[test]
fn explanations_are_json_on_demand() {
    let text = shown("en-ceasefire.txt", &["--layer", "relations,stances,claims,diplomacy", "--json"]);
    let items: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(
        items.iter().any(|i| i["layer"] == "accords" && i["item"]["because"]["rule"] == "en/diplomacy/accord/noun")
    );
}

#[test]
fn a_layer_that_does_not_exist_is_named_with_those_that_do() {
    let output = explain("fr-offer.txt", &["--layer", "weather"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("weather") && said.contains("diplomacy"), "{said}");
}
