//! An archive without room.

use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use chancery_archive::Archive;
use chancery_pipeline::{Ingest, settle};
use chancery_reader::Reader;
use chancery_source::{Input, Options};

#[test]
fn a_run_without_room_ends_with_a_hint_and_goes_on_when_there_is_some() {
    let dir = tempfile::tempdir().unwrap();
    let (path, file) = (dir.path().join("a"), dir.path().join("press.jsonl"));
    let lines: Vec<String> = (0..300)
        .map(|n| {
            let text = format!("Meldung {n}. {}", "Am Montag wird es im ganzen Land sonnig und warm. ".repeat(20));
            format!("{{\"id\": \"p{n}\", \"lang\": \"de\", \"text\": \"{text}\"}}")
        })
        .collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let reader = Reader::builtin().unwrap();
    let ingest = Ingest {
        options: Options::default(),
        jobs: NonZeroUsize::MIN,
        batch: NonZeroUsize::new(16).unwrap(),
        rest: Duration::ZERO,
        notes: "[]".to_owned(),
    };
    let inputs = [Input::Path(file)];
    let mut archive = Archive::create(&path).unwrap();
    let held: u64 = archive
        .connection()
        .query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| row.get(0))
        .unwrap();
    archive.limit(held + 600_000).unwrap();
    let error = ingest.run(&mut archive, &reader, &inputs, &AtomicBool::new(false), |_, _| {}).unwrap_err();
    assert!(error.is_full() && error.hint().unwrap().contains("same command again"), "{error:?}");
    let kept = archive.len().unwrap();
    assert!(kept > 0 && kept < 300, "{kept}");
    assert!(archive.check(|| {}).unwrap().is_whole());
    drop(archive);
    let mut archive = Archive::open(&path).unwrap();
    let summary = ingest.run(&mut archive, &reader, &inputs, &AtomicBool::new(false), |_, _| {}).unwrap();
    assert_eq!((summary.counts.added, summary.counts.known), (300 - kept, kept));
    settle(&mut archive).unwrap();
    let report = archive.check(|| {}).unwrap();
    assert!(report.is_whole() && report.notes.is_empty(), "{report:?}");
}
