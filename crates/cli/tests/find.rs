//! From the examples into an archive, and events found in it.

use std::path::Path;
use std::process::{Command, Output};

fn chancery(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chancery")).args(args).output().unwrap()
}

#[test]
fn what_was_ingested_is_found_with_its_words() {
    let dir = tempfile::tempdir().unwrap();
    let archive = dir.path().join("press.chancery");
    let archive = archive.to_str().unwrap();
    let article = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/en-sanctions.txt");
    let made = chancery(&["ingest", archive, article.to_str().unwrap(), "--quiet"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let found = chancery(&["find", archive, "sanctions", "--type", "sanction", "--source", "CAN", "--from", "2022"]);
    let first: serde_json::Value = serde_json::from_slice(found.stdout.split(|b| *b == b'\n').next().unwrap()).unwrap();
    assert_eq!((first["words"].as_str(), first["date"].as_str()), (Some("imposed sanctions"), Some("2022-03-25")));
    assert!(first["confidence"].as_f64().is_some_and(|c| c > 0.0 && c < 1.0), "{first}");
    let none = chancery(&["find", archive, "zeppelin"]);
    assert_eq!((none.status.code(), none.stdout.len()), (Some(0), 0));
    assert!(String::from_utf8_lossy(&none.stderr).contains("no event fits"));
    let header = |args: &[&str]| {
        let rows = chancery(&[&["find", archive, "--format", "csv"], args].concat()).stdout;
        String::from_utf8(rows).unwrap().lines().next().map(str::to_owned)
    };
    assert!(header(&[]).is_some());
    assert_eq!(header(&["--place", "Atlantis"]), header(&[]));
    for wrong in [["--type", "DANCE"], ["--from", "soon"], ["--status", "maybe"], ["--sort", "relevance"]] {
        assert_eq!(chancery(&["find", archive, wrong[0], wrong[1]]).status.code(), Some(2), "{wrong:?}");
    }
}
