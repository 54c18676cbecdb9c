//! What the README says of an archive holds.

use std::path::Path;
use std::process::Command;

/// A line of a shell, as far as the README's examples need one: words and single quotes.
fn words(line: &str) -> Vec<String> {
    let (mut out, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '\'' => (quoted, any) = (!quoted, true),
            ' ' if !quoted => {
                if any {
                    out.push(std::mem::take(&mut word));
                }
                any = false;
            }
            c => {
                word.push(c);
                any = true;
            }
        }
    }
    if any {
        out.push(word);
    }
    out
}

#[test]
fn the_commands_of_the_section_on_archives_do_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let section = readme.split("## An archive").nth(1).unwrap().split("\n## ").next().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let at = |arg: &str| match arg {
        "examples/" => root.join("examples").display().to_string(),
        "press.chancery" | "events.csv" => dir.path().join(arg).display().to_string(),
        other => other.to_owned(),
    };
    let mut shown = String::new();
    let commands: Vec<&str> = section.lines().filter_map(|l| l.strip_prefix("    chancery ")).collect();
    for command in &commands {
        let args: Vec<String> = words(command).iter().map(|w| at(w)).collect();
        let out = Command::new(env!("CARGO_BIN_EXE_chancery")).args(&args).output().unwrap();
        assert_eq!(out.status.code(), Some(0), "{command}: {}", String::from_utf8_lossy(&out.stderr));
        if command.starts_with("find") {
            shown = String::from_utf8(out.stdout).unwrap();
        }
    }
    assert_eq!(commands.len(), 7);
    for line in section.lines().filter(|l| l.starts_with("    2022") || l.starts_with("        [")) {
        assert!(shown.contains(line.trim()), "{shown}");
    }
    let table = std::fs::read_to_string(dir.path().join("events.csv")).unwrap();
    let sanction = table.lines().find(|l| l.contains("vca0b9c23af")).unwrap();
    assert!(sanction.contains("MMR-MIL") && sanction.contains("MMR-GOV"), "the correction is in: {sanction}");
}
