//! Questions to an archive as users put them: forms of output, errors with hints, the same bytes every time.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

fn chancery(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chancery")).args(args).output().unwrap()
}

/// An archive of invented dispatches, made once, in two runs.
fn archive() -> &'static str {
    static MADE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = MADE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("press.chancery");
        let line = |id: &str, lang: &str, date: &str, source: &str, text: &str| {
            serde_json::json!({"id": id, "lang": lang, "date": date, "source": source, "title": id, "text": text})
                .to_string()
        };
        let first = [
            line("geneva", "en", "2024-05-13", "Lake Courier",
                "Russian and Ukrainian envoys held talks in Geneva on Monday. \"We came to listen, and we shall come \
                 back to this table,\" said Russian Foreign Minister Sergei Lavrov. Ukraine's president Volodymyr Zelensky \
                 accused Moscow of shelling a market in Kharkiv."),
            line("sanctions", "fr", "2024-05-14", "Le Fleuve",
                "La Pologne a imposé mardi des sanctions contre la Biélorussie. La police a arrêté trois manifestants à \
                 Minsk. « Nous ne céderons pas à cette pression », a déclaré le président Alexandre Loukachenko."),
        ];
        let second = [
            line("protest", "fr", "2024-06-03", "Le Fleuve",
                "Des milliers de Polonais ont manifesté lundi à Varsovie contre la Biélorussie. La Russie a menacé la Pologne \
                 de représailles."),
        ];
        for (n, lines) in [first.as_slice(), second.as_slice()].into_iter().enumerate() {
            let file = dir.path().join(format!("{n}.jsonl"));
            std::fs::write(&file, lines.join("\n")).unwrap();
            let made = chancery(&["ingest", path.to_str().unwrap(), file.to_str().unwrap(), "--quiet"]);
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        }
        (dir, path)
    });
    path.to_str().unwrap()
}

fn ask(command: &str, args: &[&str]) -> Output {
    chancery(&[&[command, archive()], args].concat())
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", said(output));
    String::from_utf8_lossy(&output.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_place_is_found_under_any_of_its_names() {
    for name in ["Geneva", "Genève", "Genf", "genève"] {
        let found = lines(&ask("find", &["--place", name]));
        assert!(found.iter().any(|e| e["type"] == "CONSULT" && e["place_name"] == "Geneva"), "{name}: {found:?}");
    }
    let near = lines(&ask("find", &["--near", "Lausanne,80"]));
    assert!(!near.is_empty() && near.iter().all(|e| e["place"] == "CHE"), "{near:?}");
    assert!(said(&ask("find", &["--near", "46.2,6.15,-3"])).contains("kilometres"));
    assert!(said(&ask("find", &["--place", "Atlantis"])).contains("--place: nothing in the archive fits"));
}

#[test]
fn a_country_is_found_under_its_name_in_another_language() {
    let codes: Vec<Value> = lines(&ask("find", &["--source", "POL", "--format", "json"]));
    assert!(!codes.is_empty());
    for name in ["Poland", "Pologne"] {
        assert_eq!(lines(&ask("find", &["--source", name])), codes, "{name}");
    }
}

#[test]
fn pages_tell_their_total_and_merged_rows_their_witnesses() {
    let page = ask("find", &["--limit", "2", "--offset", "1"]);
    let all = lines(&ask("find", &[]));
    assert_eq!(lines(&page), all[1..3]);
    assert!(said(&page).contains(&format!("2–3 of {} events", all.len())), "{}", said(&page));
    let acts = lines(&ask("find", &["--merged", "--type", "CONSULT"]));
    assert_eq!((acts[0]["witnesses"].as_u64(), acts[0]["told_by"][0]["fits"].as_bool()), (Some(1), Some(true)));
    for args in [&["--format", "csv"][..], &["--merged", "--format", "csv"], &["--merged", "--format", "table"]] {
        assert!(text(&ask("find", args)).lines().count() > all.len() / 2, "{args:?}");
    }
}

#[test]
fn quotations_come_with_their_words_and_subjects() {
    let said = lines(&ask("quotes", &["--speaker", "Lavrov", "--direct"]));
    assert_eq!(said[0]["words"], "We came to listen, and we shall come back to this table,");
    assert_eq!(lines(&ask("quotes", &["--speaker", "Lavrov", "--about", "table"])).len(), said.len());
    assert!(lines(&ask("quotes", &["--speaker", "Lavrov", "--about", "Pologne"])).is_empty());
    assert!(text(&ask("quotes", &["--format", "table"])).contains("“Nous ne céderons pas à cette pression”"));
    let csv = text(&ask("quotes", &["--since", "2024-05-14", "--format", "csv"]));
    assert!(csv.starts_with("date,speaker,") && !csv.contains("We came"), "{csv}");
}

#[test]
fn a_timeline_is_in_order_and_shows_the_sentence() {
    let rows = lines(&ask("timeline", &[]));
    let dates: Vec<&str> = rows.iter().map(|r| r["date"].as_str().unwrap()).collect();
    assert!(dates.len() > 3 && dates.is_sorted(), "{dates:?}");
    assert!(rows.iter().any(|r| r["sentence"].as_str().unwrap().starts_with("La Pologne a [imposé")), "{rows:?}");
    let raw = text(&ask("timeline", &["--raw", "--format", "markdown", "--lang", "fr"]));
    assert!(raw.starts_with("| date | who |") && raw.lines().all(|l| l.matches('|').count() >= 8), "{raw}");
    assert!(text(&ask("timeline", &["--format", "csv", "--actor", "BRA"])).starts_with("date,source,type"));
}

#[test]
fn a_network_and_its_counts_agree() {
    let network = &lines(&ask("network", &["--nodes", "country"]))[0];
    let edges = network["edges"].as_array().unwrap();
    assert!(edges.iter().any(|e| e["source"] == "POL" && e["target"] == "BLR" && e["types"]["SANCTION"] == 1));
    let csv = text(&ask("network", &["--nodes", "country", "--format", "csv"]));
    assert_eq!(csv.lines().count(), edges.len() + 1);
    for (format, tag) in [("graphml", "<edge "), ("gexf", "<edge ")] {
        let file = text(&ask("network", &["--nodes", "country", "--format", format]));
        assert_eq!(file.matches(tag).count(), edges.len(), "{format}");
        assert!(file.contains("first_day"), "{format}");
    }
    let rows = lines(&ask("stats", &["--by", "country-dyad", "--status", "actual"]));
    for edge in edges {
        let dyad = format!("{}>{}", edge["source"].as_str().unwrap(), edge["target"].as_str().unwrap());
        let row = rows.iter().find(|r| r["country-dyad"] == dyad.as_str()).unwrap();
        assert_eq!(row["events"], edge["weight"], "{dyad}");
    }
}

#[test]
fn panels_have_zeros_and_add_up() {
    let all = lines(&ask("find", &[])).len() as u64;
    let rows = lines(&ask("stats", &["--by", "published-month,type"]));
    assert_eq!(rows.iter().map(|r| r["events"].as_u64().unwrap()).sum::<u64>(), all);
    let zero = rows.iter().find(|r| r["published-month"] == "2024-06" && r["type"] == "CONSULT").unwrap();
    assert_eq!((zero["events"].as_u64(), zero["articles"].as_u64()), (Some(0), Some(1)));
    let table = text(&ask("stats", &["--by", "week,quad", "--format", "table"]));
    assert!(table.starts_with("week") && table.contains("2024-W20"), "{table}");
    for (wrong, hint) in [("mont", "did you mean 'month'"), ("month,year", "one period"), ("type,type", "twice")] {
        let output = ask("stats", &["--by", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(said(&output).contains(hint), "{}", said(&output));
    }
    assert_eq!(ask("stats", &["--by", "lang", "--merged"]).status.code(), Some(2));
}

#[test]
fn a_brief_tells_of_a_date_and_of_a_run() {
    let last = &lines(&ask("brief", &["--run", "last"]))[0];
    assert_eq!((last["new_articles"].as_u64(), last["articles"].as_u64()), (Some(1), Some(3)));
    let since = &lines(&ask("brief", &["--since", "2024-06"]))[0];
    assert_eq!((&since["stories"], &since["developments"]), (&last["stories"], &last["developments"]));
    let markdown = text(&ask("brief", &["--since", "2024-05", "--format", "markdown"]));
    assert!(
        markdown.starts_with("# New since 2024-05: 3 of 3 articles") && markdown.contains("## Stories"),
        "{markdown}"
    );
    assert!(!text(&ask("brief", &["--since", "2024-05", "--format", "text"])).contains('\u{1b}'));
    assert_eq!(ask("brief", &["--run", "first"]).status.code(), Some(2));
    assert_eq!(ask("brief", &[]).status.code(), Some(2));
}

#[test]
fn a_sheet_is_drawn_filled_and_scored() {
    let draw = || text(&ask("sample", &["--by", "lang", "--size", "4", "--seed", "3"]));
    let sheet = draw();
    assert_eq!(sheet, draw());
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4);
    let filled = |verdicts: &[&str]| -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).unwrap();
        for (row, verdict) in rows.iter().zip(verdicts) {
            let mut cells: Vec<&str> = row.iter().collect();
            for column in ["type_ok", "source_ok", "target_ok"] {
                cells[at(column)] = verdict;
            }
            writer.write_record(&cells).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sheet.csv");
    let score = |sheet: &str, format: &str| {
        std::fs::write(&path, sheet).unwrap();
        chancery(&["sample", "--score", path.to_str().unwrap(), "--format", format])
    };
    let scores = lines(&score(&filled(&["y", "oui", "0", ""]), "json"));
    let of = |column: &str, stratum: &str| {
        scores.iter().find(|s| s["column"] == column && s["stratum"] == stratum).cloned().unwrap()
    };
    assert_eq!(
        (of("triple", "(all judged)")["judged"].as_u64(), of("triple", "(all judged)")["right"].as_u64()),
        (Some(3), Some(2))
    );
    let weighted = of("type_ok", "(weighted)");
    let value = |name: &str| weighted[name].as_f64().unwrap();
    assert!(
        0.0 < value("low") && value("low") < value("precision") && value("precision") < value("high"),
        "{weighted}"
    );
    assert!(text(&score(&filled(&["y", "y", "y", "y"]), "table")).contains("(weighted)"));
    for (wrong, hint) in [
        (filled(&["perhaps"]), "write y or n"),
        (sheet.clone(), "nothing is judged"),
        ("a,b\n1,2\n".into(), "no column 'stratum'"),
    ] {
        let output = score(&wrong, "json");
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(hint), "{}", said(&output));
    }
}

#[test]
fn every_export_takes_a_filter() {
    let formats = [
        "json",
        "plover",
        "polecat",
        "icews",
        "gdelt",
        "csv",
        "geojson",
        "graphml",
        "gexf",
        "ftm",
        "annotations",
        "pax",
        "ceasefires",
    ];
    for format in formats {
        let all = text(&ask("export", &["--format", format]));
        let some = text(&ask("export", &["--format", format, "--type", "CONSULT"]));
        assert!(some.len() <= all.len() && (some.len() < all.len() || all.lines().count() < 2), "{format}");
        assert_eq!(some, text(&ask("export", &["--format", format, "--type", "CONSULT"])), "{format}");
    }
    let readings = lines(&ask("export", &["--format", "json", "--type", "CONSULT"]));
    assert!(readings.iter().all(|r| r["events"].as_array().unwrap().iter().all(|e| e["type"] == "CONSULT")));
    assert_eq!(readings.len(), 1);
    let wrong = ask("export", &["--format", "polcat"]);
    assert!(wrong.status.code() == Some(2) && said(&wrong).contains("did you mean 'polecat'"), "{}", said(&wrong));
}

#[test]
fn a_reading_is_printed_in_the_formats_of_exports() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/en-sanctions.txt");
    for (format, begins) in [("polecat", "Event ID\t"), ("geojson", "{"), ("graphml", "<?xml"), ("csv", "event_id,")] {
        let out = text(&chancery(&["read", file, "--format", format]));
        assert!(out.starts_with(begins) && out.len() > 200, "{format}: {out}");
    }
    let wrong = chancery(&["read", file, "--format", "xlsx"]);
    assert!(wrong.status.code() == Some(2) && said(&wrong).contains("conllu"), "{}", said(&wrong));
}

#[test]
fn what_is_wrong_is_told_with_a_hint() {
    for (args, hint) in [
        (&["find", archive(), "--type", "SANCTON"][..], "did you mean 'SANCTION'"),
        (&["timeline", archive(), "--from", "soon"], "EDTF"),
        (&["stats", "/nowhere.chancery"], "hint"),
        (&["network", archive(), "--mode", "demoo"], "did you mean 'demo'"),
        (&["find", archive(), "--between", "RUS"], "--between takes two"),
        (&["quotes", archive(), "--near", "Qwertzburg,5"], "no place called 'Qwertzburg'"),
    ] {
        let output = chancery(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(said(&output).contains(hint), "{args:?}: {}", said(&output));
    }
    for command in ["find", "quotes", "timeline", "network", "stats", "brief", "sample", "export"] {
        let help = text(&chancery(&[command, "--help"]));
        assert!(help.contains("Examples:") && help.contains("--published-from"), "{command}");
    }
}
