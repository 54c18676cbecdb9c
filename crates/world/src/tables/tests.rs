use std::borrow::Cow;

use super::*;

fn table(stem: &str, text: &str) -> Table {
    Table { origin: format!("{stem}.tsv"), stem: stem.to_owned(), text: Cow::Owned(text.to_owned()) }
}

fn error(stem: &str, text: &str) -> String {
    draft(&[table(stem, text)], Layer::Overlay).unwrap_err().to_string()
}

#[test]
fn errors_name_file_and_line() {
    let message = error("seats", "name_en\tcountry\nOval House\tFRA\nRed Gate\tfra\n");
    assert!(message.starts_with("seats.tsv:3: country 'fra'"), "{message}");
    let message = error("seats", "name_en\tcolour\n");
    assert!(message.starts_with("seats.tsv:1: 'colour' is no column"), "{message}");
    let message = error("persons", "name_en\tof\trole\nA B\tFRA\tking\n");
    assert!(message.contains("persons.tsv:2: 'king' is no role"), "{message}");
    let message = error("persons", "name_en\tof\tfrom\tto\nA B\tFRA\t2020\t2019\n");
    assert!(message.contains("persons.tsv:2: the office ends"), "{message}");
    let message = error("demonyms", "target\tlang\tforms\nFRA\tfr\tfrançais\n");
    assert!(message.contains("demonyms.tsv:2"), "{message}");
    let message = error("kings", "name_en\n");
    assert!(message.contains("'kings' is no subject"), "{message}");
}

#[test]
fn surnames_keep_their_particles() {
    for (name, surname) in [
        ("Ursula von der Leyen", "von der Leyen"),
        ("Emmanuel Macron", "Macron"),
        ("Bashar al-Assad", "al-Assad"),
        ("Pelé", "Pelé"),
        ("Marine Le Pen", "Pen"),
    ] {
        assert_eq!(rows::surname(name), surname);
    }
}
