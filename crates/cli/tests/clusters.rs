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

#[test]
fn rewrites_updates_and_translations_are_copies_and_other_reports_are_not() {
    for (half, articles) in [("dev", 59), ("test", 57)] {
        let file = format!("{}/../stories/tests/data/near_duplicates_{half}.jsonl", env!("CARGO_MANIFEST_DIR"));
        let out = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(["evaluate", "--clusters", &file, "--floor", "copies: pairs=90"])
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        assert!(String::from_utf8_lossy(&out.stdout).starts_with(&format!("{articles} articles in ")));
    }
}
