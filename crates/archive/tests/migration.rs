//! An archive of schema version 1, made by the program of that time from invented articles.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use chancery_archive::{Action, Archive, Filter, Identity, Page, Request, VERSION, Wanted};

/// The old archive, laid out in `folder`.
fn old(folder: &Path) -> PathBuf {
    let packed = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v1.chancery.gz")).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).unwrap();
    let path = folder.join("v1.chancery");
    std::fs::write(&path, bytes).unwrap();
    path
}

fn readings(archive: &Archive) -> Vec<String> {
    archive.readings().map(|s| serde_json::to_string(&s.unwrap().reading).unwrap()).collect()
}

#[test]
fn an_old_archive_is_read_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = old(dir.path());
    let before = std::fs::read(&path).unwrap();
    assert_eq!(Archive::schema_version(&path).unwrap(), 1);
    let archive = Archive::open_readonly(&path).unwrap();
    assert_eq!((archive.len().unwrap(), readings(&archive).len(), archive.errors().unwrap().len()), (6, 6, 1));
    assert_eq!(archive.find_events(&Filter::default(), Page::default()).unwrap().rows.len(), 10);
    assert!(archive.corrections(&Wanted::default()).unwrap().is_empty() && archive.conflicts().unwrap().is_empty());
    let report = archive.check(|| {}).unwrap();
    assert!(report.is_whole() && report.notes.is_empty(), "{report:?}");
    drop(archive);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn opened_for_writing_it_is_brought_to_this_version_with_all_that_it_holds() {
    let dir = tempfile::tempdir().unwrap();
    let path = old(dir.path());
    let held = readings(&Archive::open_readonly(&path).unwrap());
    let mut archive = Archive::open(&path).unwrap();
    assert_eq!((Archive::schema_version(&path).unwrap(), readings(&archive)), (VERSION, held.clone()));
    let report = archive.check(|| {}).unwrap();
    assert!(report.is_whole(), "{report:?}");
    let event = archive.find_events(&Filter::default(), Page::default()).unwrap().rows.remove(0);
    let made = archive.correct(&[Request::new(Action::Reject, &event.event)], "A. Reader").unwrap();
    assert_eq!(made.refused, []);
    let article = Identity::from_id(&event.article).unwrap();
    assert!(archive.reading(article).unwrap().unwrap().reading.events.iter().all(|e| e.id != event.event));
    assert!(archive.check(|| {}).unwrap().is_whole());
    drop(archive);
    // Once is enough.
    assert_eq!(readings(&Archive::open(&path).unwrap()).len(), held.len());
}

#[test]
fn a_migration_that_fails_leaves_the_archive_at_its_version() {
    let dir = tempfile::tempdir().unwrap();
    let path = old(dir.path());
    // A table in the way of the new one.
    let sql = chancery_archive::rusqlite::Connection::open(&path).unwrap();
    sql.execute_batch("CREATE TABLE conflicts_2 (x)").unwrap();
    drop(sql);
    assert!(Archive::open(&path).is_err());
    assert_eq!(Archive::schema_version(&path).unwrap(), 1);
    let archive = Archive::open_readonly(&path).unwrap();
    assert_eq!(readings(&archive).len(), 6);
    assert!(archive.check(|| {}).unwrap().is_whole());
}
