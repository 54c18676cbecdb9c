//! Stories over languages hold their floor.

use std::process::Command;

#[test]
fn pairs_in_french_and_english_are_found() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../stories/tests/data/translingual.jsonl");
    let out = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["evaluate", "--clusters", file, "--floor", "stories: BCubed=85"])
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(String::from_utf8_lossy(&out.stdout).starts_with("92 articles in 51 groups, 92 read"));
}
