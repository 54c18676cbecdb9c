//! Bad files give a clear error, and the archive stays whole.

mod common;

use chancery_archive::{Archive, VERSION};
use common::{offer, plain};

fn filled(dir: &std::path::Path) -> std::path::PathBuf {
    let path = dir.join("a.chancery");
    let mut archive = Archive::create(&path).unwrap();
    archive.insert_reading(&offer()).unwrap();
    path
}

#[test]
fn what_is_no_archive_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.txt");
    let text = "these are notes, and no archive. ".repeat(40);
    std::fs::write(&path, &text).unwrap();
    for error in [Archive::open(&path).unwrap_err(), Archive::open_or_create(&path).unwrap_err()] {
        assert!(error.is_foreign() && error.hint().is_some(), "{error:?}");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    assert!(Archive::create(&path).is_err());
    assert!(Archive::open(&dir.path().join("none")).unwrap_err().hint().is_some());
}

#[test]
fn a_newer_archive_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(dir.path());
    Archive::open(&path).unwrap().connection().pragma_update(None, "user_version", VERSION + 1).unwrap();
    for error in [Archive::open(&path).unwrap_err(), Archive::open_readonly(&path).unwrap_err()] {
        assert!(error.is_newer() && error.hint().is_some(), "{error:?}");
    }
}

#[test]
fn without_room_the_batch_is_refused_and_the_archive_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(dir.path());
    let mut archive = Archive::open(&path).unwrap();
    archive.limit(std::fs::metadata(&path).unwrap().len() + 20_000).unwrap();
    let long = plain("long", &"Les pourparlers ont repris à Genève. ".repeat(20_000));
    let error = archive.insert_reading(&long).unwrap_err();
    assert!(error.is_full(), "{error:?}");
    assert_eq!(archive.len().unwrap(), 1);
    assert!(archive.check(|| {}).unwrap().is_whole());
}

#[test]
fn a_check_finds_a_changed_text_and_a_lost_row() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&filled(dir.path())).unwrap();
    assert!(archive.check(|| {}).unwrap().is_whole());
    archive.connection().execute("UPDATE articles SET text = text || '!'", []).unwrap();
    archive.connection().execute("DELETE FROM quotations", []).unwrap();
    let found: Vec<&str> = archive.check(|| {}).unwrap().problems.iter().map(|p| p.check).collect();
    assert!(found.contains(&"text") && found.contains(&"rows"), "{found:?}");
}

#[test]
fn readers_see_what_was_committed_while_one_writes() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(dir.path());
    let mut writer = Archive::open(&path).unwrap();
    let readers = [Archive::open_readonly(&path).unwrap(), Archive::open_readonly(&path).unwrap()];
    let batch = writer.batch().unwrap();
    batch.insert(&plain("two", "Un autre texte."), None, &Default::default(), None).unwrap();
    for reader in &readers {
        assert_eq!(reader.len().unwrap(), 1);
    }
    batch.commit().unwrap();
    for reader in &readers {
        assert_eq!(reader.len().unwrap(), 2);
    }
}
