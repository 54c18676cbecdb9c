//! What goes in comes out, once.

mod common;

use chancery_archive::{Archive, Identity};
use chancery_record::Reading;
use common::offer;

#[test]
fn a_reading_comes_out_as_it_went_in_and_only_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(&dir.path().join("a")).unwrap();
    let reading = offer();
    let first = archive.insert_reading(&reading).unwrap();
    assert!(first.new_article && first.new_reading);
    // Another number for the same article brings nothing new.
    let again = archive.insert_reading(&Reading { id: "other".into(), ..reading.clone() }).unwrap();
    assert_eq!((again.article, again.new_article, again.new_reading), (first.article, false, false));
    assert_eq!(archive.len().unwrap(), 1);
    let stored = archive.reading(first.article).unwrap().unwrap();
    assert_eq!(stored.in_bytes(), reading);
    let other = common::plain("two", "Un autre texte.");
    archive.insert_reading(&other).unwrap();
    let all: Vec<Identity> = archive.readings().map(|s| s.unwrap().identity).collect();
    assert_eq!(all.len(), 2);
    assert!(all.is_sorted());
}

#[test]
fn layers_are_rows_with_offsets_in_code_points() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(&dir.path().join("a")).unwrap();
    archive.insert_reading(&offer()).unwrap();
    let sql = archive.connection();
    let words: String = sql
        .query_row(
            "SELECT substr(text, span_start + 1, span_end - span_start) FROM events JOIN articles ON key = article
             WHERE type = 'AGREE' AND of_type = 'CONSULT'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(words, "propose");
    let parties: Vec<(String, Option<String>, Option<String>)> = sql
        .prepare("SELECT role, code, entity FROM event_parties ORDER BY role, position")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let of = |role: &str, code: Option<&str>, entity: Option<&str>| {
        (role.to_owned(), code.map(str::to_owned), entity.map(str::to_owned))
    };
    assert_eq!(
        parties,
        [
            of("source", Some("CHE-GOV"), Some("e1")),
            of("target", None, Some("e3")),
            of("target", Some("UKR-GOV"), Some("e2")),
            of("target", Some("RUS-GOV"), None),
        ]
    );
    let venue: String =
        sql.query_row("SELECT name FROM diplomacy_parties WHERE role = 'venue'", [], |row| row.get(0)).unwrap();
    assert_eq!(venue, "Genève");
    let (first, last): (String, String) =
        sql.query_row("SELECT first_day, last_day FROM events", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!((first.as_str(), last.as_str()), ("2024-05-01", "2024-05-31"));
}

#[test]
fn full_text_folds_accents() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(&dir.path().join("a")).unwrap();
    archive.insert_reading(&offer()).unwrap();
    for query in ["geneve", "GENÈVE", "fédérale"] {
        let found: u64 = archive
            .connection()
            .query_row("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?1", [query], |row| row.get(0))
            .unwrap();
        assert_eq!(found, 1, "{query}");
    }
}
