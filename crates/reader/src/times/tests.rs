//! The corpora of each language and what holds for any text.

use chancery_language::Pack;
use chancery_record::{Article, Edtf, Syntax, Time};
use chancery_world::World;
use proptest::prelude::*;

use super::{Lexicon, dateline, read};
use crate::Context;

fn lexicon(lang: &str) -> Lexicon {
    Lexicon::compile(&Pack::builtin(lang).expect("a built-in language")).expect("a lexicon")
}

fn times(text: &str, date: Option<&str>, lexicon: &Lexicon) -> Vec<Time> {
    let article =
        Article { text: text.to_owned(), date: date.map(|d| d.parse().expect("an EDTF date")), ..Article::default() };
    let world = World::default();
    read(Context { article: &article, syntax: &Syntax::default(), world: &world }, lexicon)
}

/// A sentence without its brackets, and the bracketed parts.
fn unmark(sentence: &str) -> (String, Vec<String>) {
    let mut parts = Vec::new();
    for piece in sentence.split('[').skip(1) {
        parts.push(piece.split(']').next().unwrap_or_default().to_owned());
    }
    (sentence.replace(['[', ']'], ""), parts)
}

fn corpus(lang: &str, lines: &str, none: &str) {
    let lexicon = lexicon(lang);
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in lines.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        count += 1;
        let [date, sentence, values] = line.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("three fields: {line}");
        };
        let (text, parts) = unmark(sentence);
        let found = times(&text, (date != "-").then_some(date), &lexicon);
        let got: Vec<&str> = found.iter().map(|t| t.edtf.as_str()).collect();
        let covered = found
            .iter()
            .map(|t| t.span.of(&text))
            .zip(&parts)
            .all(|(f, p)| f == p || p.contains(f) || f.contains(p.as_str()));
        if got != values.split(" ; ").collect::<Vec<_>>() || parts.len() != found.len() || !covered {
            let words: Vec<&str> = found.iter().map(|t| t.span.of(&text)).collect();
            wrong.push(format!("{line}\n    read: {got:?} in {words:?}"));
        }
    }
    for text in none.lines().filter(|l| !l.starts_with('#')) {
        count += 1;
        let found = times(text, Some("2025-03-07"), &lexicon);
        if !found.is_empty() {
            wrong.push(format!("{text}\n    read: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} lines:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 190, "the corpus has shrunk to {count} lines");
}

#[test]
fn french_corpus() {
    corpus("fr", include_str!("corpus/fr.txt"), include_str!("corpus/fr.none.txt"));
}

#[test]
fn english_corpus() {
    corpus("en", include_str!("corpus/en.txt"), include_str!("corpus/en.none.txt"));
}

#[test]
fn the_template_is_a_language() {
    let lexicon = lexicon("template");
    for (sentence, value) in [
        ("They met on 5 february 2024.", "2024-02-05"),
        ("They met last monday morning.", "2025-03-03"),
        ("They met two weeks ago.", "2025-02-17/2025-02-23"),
        ("They met from 3 to 6 february.", "2025-02-03/2025-02-06"),
        ("They met every monday.", ""),
    ] {
        let found = times(sentence, Some("2025-03-07"), &lexicon);
        assert_eq!(found.first().map_or("", |t| t.edtf.as_str()), value, "{sentence}");
    }
}

#[test]
fn datelines_are_found() {
    for (lang, text, value) in [
        ("en", "MINSK, March 5 (Reuters) – The talks have begun.", Some("XXXX-03-05")),
        ("en", "NEW YORK, March 5, 2025 (AP) — The talks have begun.", Some("2025-03-05")),
        ("en", "Published on March 5, 2025 at noon. The talks have begun.", Some("2025-03-05")),
        ("en", "The talks began on March 5, 2025.", None),
        ("fr", "Publié le 5 mars 2025 à 12h\nLes pourparlers ont commencé.", Some("2025-03-05")),
        ("fr", "Mis à jour le 05/03/2025\nLes pourparlers ont commencé.", Some("2025-03-05")),
        ("fr", "5 mars 2025. - Les pourparlers ont commencé.", Some("2025-03-05")),
        ("fr", "Paris, le 3 juin (AFP) - Les pourparlers ont commencé.", Some("XXXX-06-03")),
        ("fr", "Les pourparlers du 5 mars 2025 ont échoué.", None),
    ] {
        let found = dateline(text, &lexicon(lang));
        assert_eq!(found.as_ref().map(|(e, _)| e.as_str()), value, "{text}");
        if let Some((_, span)) = found {
            assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize));
        }
    }
}

#[test]
fn the_dateline_anchors_an_undated_article() {
    let text = "Publié le 7 mars 2025\nLe ministre est arrivé mercredi.";
    let found = times(text, None, &lexicon("fr"));
    assert_eq!(found.last().map(|t| t.edtf.as_str()), Some("2025-03-05"));
}

#[test]
fn values_say_on_what_they_hang() {
    let found = times("Il est parti mercredi, averti la veille.", Some("2025-03-07"), &lexicon("fr"));
    let anchors: Vec<(String, Option<i32>, Option<String>)> = found
        .iter()
        .filter_map(|t| t.anchor.clone())
        .map(|a| (a.to, a.days, a.relation.map(|r| r.to_string())))
        .collect();
    assert_eq!(
        anchors,
        [
            ("published".to_owned(), None, Some("wednesday on or before".to_owned())),
            ("2025-03-05".to_owned(), Some(-1), None),
        ]
    );
    let because = found[1].because.as_ref().expect("a reason");
    assert_eq!(because.rule, "fr/times/the day before");
    assert_eq!(because.spans["anchor"].0, found[0].span);
}

#[test]
fn a_narrower_dateline_narrows_what_hangs_on_it() {
    let lexicon = lexicon("fr");
    let text = "Il est parti ce mercredi. Lundi, il se taisait ; il parlera demain.";
    let wide = times(text, Some("2025-03"), &lexicon);
    let narrow = times(text, Some("2025-03-05"), &lexicon);
    for (w, n) in wide.iter().zip(&narrow) {
        let relation = w.anchor.as_ref().and_then(chancery_record::edtf::Relation::of);
        let again = relation.and_then(|r| r.resolve("2025-03-05".parse().expect("a day")));
        assert_eq!(again.as_ref(), Some(&n.edtf), "{:?}", w.anchor);
        assert!(w.edtf.members().contains(&n.edtf));
    }
    assert_eq!(wide.len(), 3);
}

#[test]
fn mistakes_in_a_lexicon_are_named_with_their_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let times = folder.path().join("times");
    std::fs::create_dir(&times).expect("a folder");
    for (file, message, line) in [
        ("[classes.month]\n13 = [\"undecimber\"]", "no value of the class", 2),
        ("[[rule]]\nname = \"odd\"\npatterns = [\"<moon>\"]\nread = \"date\"", "no class is called 'moon'", 2),
        ("[[rule]]\nname = \"odd\"\npatterns = [\"x\"]\nread = \"shift\"\nside = \"past\"", "needs a <unit>", 2),
        ("[define]\na = \"@b\"\nb = \"@a\"", "uses itself", 2),
        ("words = 1", "unknown field", 1),
    ] {
        std::fs::write(times.join("extra.toml"), file).expect("a file");
        let mut pack = Pack::builtin("fr").expect("French");
        pack.overlay(folder.path()).expect("an overlay");
        let error = Lexicon::compile(&pack).expect_err(file);
        assert!(error.message.contains(message), "{file}: {error}");
        assert_eq!(error.line, Some(line), "{file}: {error}");
    }
}

static LEXICONS: std::sync::LazyLock<[Lexicon; 2]> = std::sync::LazyLock::new(|| [lexicon("fr"), lexicon("en")]);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,60}", words in prop::collection::vec(0usize..40, 0..25)) {
        const WORDS: [&str; 40] = [
            "le", "31", "février", "2025", "lundi", "au", "mardi", "29", "il y a", "9999", "ans", "siècles", "\n", "«",
            "»", "hier", "00/00/0000", "veille", "XXe siècle", "dernier", "Feb.", "30", "-", "1999-2001", "ago", "next",
            "9999 centuries", "in the", "evening", "24:61", "at", "12 a.m.", "on", "Sunday", "’", "été", "32", "٣", "'99", "(",
        ];
        let mixed: Vec<&str> = words.iter().map(|w| WORDS[*w]).collect();
        for text in [text, mixed.join(" "), mixed.concat()] {
            for lexicon in &*LEXICONS {
                for date in [None, Some("2025-03-05"), Some("2025-03"), Some("9999-12-31"), Some("0000-01-01"), Some("2025")] {
                    let mut last = 0;
                    for time in times(&text, date, lexicon) {
                        prop_assert!(text.is_char_boundary(time.span.start as usize));
                        prop_assert!(text.is_char_boundary(time.span.end as usize));
                        prop_assert!(time.span.start >= last && time.span.start < time.span.end);
                        last = time.span.start;
                        prop_assert!(time.edtf.as_str().parse::<Edtf>().is_ok(), "{}", time.edtf);
                    }
                    let _ = dateline(&text, lexicon);
                }
            }
        }
    }
}
