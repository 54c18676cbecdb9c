//! The arrows of the house: which room may import which.

use std::collections::BTreeMap;
use std::path::Path;

/// Room to the rooms that it may import (ARCHITECTURE.md).
fn allowed() -> BTreeMap<&'static str, &'static [&'static str]> {
    BTreeMap::from([
        ("record", &[][..]),
        ("source", &["record"]),
        ("language", &["record"]),
        ("training", &["record", "language"]),
        ("world", &["record"]),
        ("reader", &["record", "language", "world"]),
        ("stories", &["record"]),
        ("archive", &["record", "stories"]),
        ("dossier", &["record", "stories", "archive"]),
        ("export", &["record"]),
        ("evaluation", &["record"]),
        ("pipeline", &["record", "source", "reader", "stories", "archive"]),
        (
            "chancery",
            &[
                "record",
                "source",
                "language",
                "world",
                "reader",
                "stories",
                "archive",
                "dossier",
                "export",
                "evaluation",
                "pipeline",
            ],
        ),
        ("cli", &["record", "chancery", "training"]),
    ])
}

#[test]
fn rooms_import_only_what_they_may() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let allowed = allowed();
    let mut seen = 0;
    for entry in std::fs::read_dir(&crates).unwrap() {
        let folder = entry.unwrap().path();
        let room = folder.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(manifest) = std::fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        let may = allowed.get(room.as_str()).unwrap_or_else(|| panic!("the room '{room}' has no row in the plan"));
        let mut section = "";
        for line in manifest.lines() {
            if line.starts_with('[') {
                section = line;
            }
            let name = line.split([' ', '.', '=']).next().unwrap_or_default();
            let imported = if name == "chancery" && section.contains("dependencies") {
                Some("chancery")
            } else {
                name.strip_prefix("chancery-")
            };
            if let Some(imported) = imported
                && section.contains("dependencies")
                && !section.contains("dev-")
            {
                assert!(may.contains(&imported), "{room} imports {imported}, which it may not");
            }
        }
        seen += 1;
    }
    assert!(seen >= 10, "{seen} rooms found");
}
