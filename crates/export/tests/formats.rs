//! Every format of the invented readings, as it was looked through once.

use chancery_export::{Format, Options, columns, open, open_folder};
use chancery_record::Reading;

fn readings() -> Vec<Reading> {
    include_str!("data/readings.jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn written(format: Format, options: &Options) -> String {
    let mut out = Vec::new();
    let mut sink = open(format, options, &mut out).unwrap();
    readings().iter().for_each(|r| sink.reading(r).unwrap());
    sink.finish().unwrap();
    drop(sink);
    String::from_utf8(out).unwrap()
}

#[test]
fn every_text_format_is_as_it_was_looked_through() {
    for format in Format::ALL.iter().filter(|f| **f != Format::Parquet) {
        insta::assert_snapshot!(format.as_str(), written(*format, &Options::default()));
    }
}

#[test]
fn event_tables_have_their_columns_in_every_row() {
    for (format, columns, count) in [
        (Format::Polecat, columns::POLECAT, 40),
        (Format::Icews, columns::ICEWS, 20),
        (Format::Gdelt, columns::GDELT, 61),
    ] {
        assert_eq!(columns.len(), count);
        for line in written(format, &Options::default()).lines() {
            assert_eq!(line.split('\t').count(), count, "{format}: {line}");
        }
    }
}

#[test]
fn no_words_of_the_articles_leave_when_texts_are_left_out() {
    let options = Options { no_text: true, ..Options::default() };
    for format in Format::ALL.iter().filter(|f| **f != Format::Parquet) {
        let out = written(*format, &options);
        assert!(!out.contains("Nous sommes"), "{format}");
        assert!(!out.contains("breaking the truce"), "{format}");
    }
}

#[test]
fn the_folder_has_a_file_a_table_and_its_descriptor() {
    let dir = tempfile::tempdir().unwrap();
    let mut sink = open_folder(Format::Csv, &Options::default(), dir.path()).unwrap();
    readings().iter().for_each(|r| sink.reading(r).unwrap());
    sink.finish().unwrap();
    let text = std::fs::read_to_string(dir.path().join("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&text).unwrap();
    for resource in package["resources"].as_array().unwrap() {
        let mut file = csv::Reader::from_path(dir.path().join(resource["path"].as_str().unwrap())).unwrap();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(file.headers().unwrap().iter().collect::<Vec<_>>(), names);
        assert!(file.records().all(|r| r.is_ok()));
    }
}

#[test]
fn an_unknown_table_is_named_with_those_there_are() {
    let options = Options { table: Some("wars".to_owned()), ..Options::default() };
    let error = open(Format::Csv, &options, Vec::new()).err().unwrap().to_string();
    assert!(error.contains("'wars'") && error.contains("invitations"), "{error}");
}
