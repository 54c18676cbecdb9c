//! The program as its users meet it: good input, bad input, pipelines.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn chancery(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that stops at its command line does not read its input.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

fn readings(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_example_becomes_a_record() {
    let file = example("fr-offer.txt");
    let output = chancery(&["read", file.to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let all = readings(&output);
    let reading = &all[0];
    assert_eq!((reading["id"].as_str(), reading["date"].as_str()), (Some("fr-offer"), Some("2024-05-16")));
    let text: Vec<char> = reading["text"].as_str().unwrap().chars().collect();
    let words = |item: &Value| -> String {
        text[item["start"].as_u64().unwrap() as usize..item["end"].as_u64().unwrap() as usize].iter().collect()
    };
    let quoted: Vec<String> = reading["quotations"].as_array().unwrap().iter().map(words).collect();
    assert!(quoted.contains(&"Nous sommes prêts à recevoir les délégations sans condition".to_owned()), "{quoted:?}");
    let events = reading["events"].as_array().unwrap();
    let bombed = events.iter().find(|e| words(e) == "bombardé").expect("the bombing is read");
    assert_eq!((bombed["type"].as_str(), bombed["date"].as_str()), (Some("ASSAULT"), Some("2024-05-12")));
    assert!(bombed["because"]["rule"].as_str().unwrap().starts_with("fr/"));
}

#[test]
fn the_table_is_for_people_and_has_no_colours_in_a_pipe() {
    let file = example("en-sanctions.txt");
    let output = chancery(&["read", "--format", "table", file.to_str().unwrap()], b"");
    let table = String::from_utf8_lossy(&output.stdout);
    for part in ["Events", "Quotations", "Actors", "Times", "Places", "2022-03-25", "Melanie Joly"] {
        assert!(table.contains(part), "{part} is missing in\n{table}");
    }
    assert!(!table.contains('\u{1b}'), "escape codes in a pipe");
}

#[test]
fn text_can_be_left_out() {
    let output = chancery(&["read", "--no-text", "--lang", "en", "-"], b"Russia shelled Kharkiv on Monday.");
    let all = readings(&output);
    assert_eq!(all[0].get("text"), None);
    assert_eq!(all[0]["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let missing = dir.path().join("nowhere.txt").to_str().unwrap().to_owned();
    let binary = path("a.txt", b"\x7fELF\x02\0\0\0");
    let empty = path("b.txt", b" \n\n");
    let lines = path(
        "c.jsonl",
        b"{\"id\": \"one\", \"lang\": \"en\", \"text\": \"Police arrested ten protesters.\"}\n{\"id\": \"two\", \"text\": \n{\"id\": \"three\", \"lang\": \"en\", \"date\": \"the day before\", \"text\": \"Talks resumed.\"}\n",
    );
    let latin = path("d.txt", b"La pr\xe9sidente a re\xe7u mardi \xe0 Gen\xe8ve les d\xe9l\xe9gu\xe9s des deux camps, qui ont refus\xe9 de signer.");
    let output = chancery(&["read", &missing, &binary, &empty, &lines, &latin], b"");
    assert_eq!(output.status.code(), Some(1));
    let ids: Vec<String> = readings(&output).iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["one", "three", "d"]);
    let said = said(&output);
    for part in
        ["nowhere.txt", "NUL", "no text in it", "c.jsonl:2: broken JSON", "the day before", "windows-1252", "hint"]
    {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
}

#[test]
fn a_language_that_is_not_read_gets_its_text_and_the_reason() {
    let text =
        "El ministro de Asuntos Exteriores recibió el martes a una delegación de los rebeldes en la capital del país.";
    let output = chancery(&["read", "-"], text.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let all = readings(&output);
    assert_eq!(all[0]["text"].as_str(), Some(text));
    assert_eq!(all[0]["events"].as_array().unwrap().len(), 0);
    assert!(all[0]["notes"][0].as_str().unwrap().contains("'es'"));
}

#[test]
fn a_wrong_option_is_a_wrong_command_line() {
    let output = chancery(&["read", "--date", "2024-02-30", "-"], b"x");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("2024-02-30"));
    let output = chancery(&["read", "--with", "/nowhere-at-all", "-"], b"x");
    assert_eq!(output.status.code(), Some(2));
}

/// A folder of the user's own actors and places.
fn overlay(roles: &str, places: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let actors = folder.path().join("languages/fr/actors");
    let world = folder.path().join("world");
    std::fs::create_dir_all(&actors).unwrap();
    std::fs::create_dir_all(&world).unwrap();
    std::fs::write(actors.join("roles_mine.toml"), roles).unwrap();
    let columns = "name_en\tname_fr\tother\tkind\tcountry\tgeonames\tdivision\tlat\tlon\tsource\n";
    std::fs::write(world.join("places_mine.tsv"), format!("{columns}{places}\n")).unwrap();
    folder
}

const ROLE: &str = "[[roles]]\nsector = \"GOV\"\nkind = \"person\"\ncountry = \"topic\"\nnouns = [\"chambellan\"]\n";
const PLACE: &str = "Valmory\tValmory\t\tcity\tFRA\t\t\t47.5\t2.25\tfield notes";

#[test]
fn own_actors_and_places_lie_over_the_programs() {
    let text = "Le chambellan a parlé vendredi à Valmory. Le ministre français a salué la police.".as_bytes();
    let folder = overlay(ROLE, PLACE);
    let with = folder.path().to_str().unwrap();
    let output = chancery(&["read", "--lang", "fr", "--with", with, "-"], text);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let reading = &readings(&output)[0];
    let names: Vec<&str> = reading["entities"].as_array().unwrap().iter().filter_map(|e| e["name"].as_str()).collect();
    assert!(names.contains(&"chambellan") && names.contains(&"police"), "ours still count: {names:?}");
    let place = &reading["places"][0];
    assert_eq!((place["name"].as_str(), place["country"].as_str()), (Some("Valmory"), Some("FRA")));
    let plain = readings(&chancery(&["read", "--lang", "fr", "-"], text));
    let known = |e: &Value| e["name"].as_str() == Some("chambellan");
    assert!(!plain[0]["entities"].as_array().unwrap().iter().any(known));
}

#[test]
fn an_error_in_an_overlay_names_file_line_and_remedy() {
    let complain = |roles: &str, places: &str| {
        let folder = overlay(roles, places);
        let output = chancery(&["read", "--with", folder.path().to_str().unwrap(), "-"], b"x");
        assert_eq!(output.status.code(), Some(2));
        said(&output)
    };
    let said = complain(&ROLE.replace("GOV", "GOVT"), PLACE);
    assert!(said.contains("roles_mine.toml:") && said.contains("three capital letters"), "{said}");
    let said = complain(&ROLE.replace("sector", "sektor"), PLACE);
    assert!(said.contains("roles_mine.toml:2") && said.contains("sektor"), "{said}");
    let said = complain(ROLE, &PLACE.replace("city", "village"));
    assert!(said.contains("places_mine.tsv:2") && said.contains("one of country, capital, city"), "{said}");
}

#[test]
fn the_same_bytes_with_one_job_and_with_three() {
    let folder = example("");
    let run = |jobs: &str| chancery(&["read", "--jobs", jobs, folder.to_str().unwrap()], b"").stdout;
    let one = run("1");
    assert!(!one.is_empty());
    assert!(one == run("3"), "the output differs");
}

#[test]
fn every_reading_fits_the_schema_it_names() {
    let output = chancery(&["read", example("fr-protest.txt").to_str().unwrap()], b"");
    let reading: chancery::record::Reading = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(reading.schema, chancery::record::SCHEMA);
    let again = serde_json::to_vec(&reading).unwrap();
    assert_eq!(again, output.stdout.trim_ascii_end(), "a reading round-trips");
}

#[test]
fn pages_tables_and_parts_of_files_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let page = path(
        "page.html",
        "<html lang='en'><head><title>Talks resume</title><meta property='article:published_time' content='2024-05-02'></head>\
         <body><nav><a href='/'>Home page of the paper, with all news</a></nav><article><h1>Talks resume</h1><p>The two delegations \
         met in Geneva on Thursday, for the first time in a year.</p></article></body></html>",
    );
    let table = path(
        "table.csv",
        "Jour;Corps\n3 mai 2024;La police a arrêté dix manifestants.\n4 mai 2024;Les pourparlers ont repris.\n",
    );
    let lines =
        path("c.jsonl", "{\"text\": \"One.\"}\n{\"id\": \"two\", \"text\": \"Police arrested ten protesters.\"}\n");
    let part = format!("{lines}:2");
    let output = chancery(&["read", "--columns", "text=Corps,date=Jour", &page, &table], b"");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let all = readings(&output);
    assert_eq!(
        all[0]["text"].as_str(),
        Some("The two delegations met in Geneva on Thursday, for the first time in a year.")
    );
    assert_eq!((all[0]["lang"].as_str(), all[0]["date"].as_str()), (Some("en"), Some("2024-05-02")));
    assert_eq!((all[1]["date"].as_str(), all[2]["date"].as_str()), (Some("2024-05-03"), Some("2024-05-04")));
    assert_eq!(all.len(), 3);
    let all = readings(&chancery(&["read", &part], b""));
    assert_eq!((all.len(), all[0]["id"].as_str()), (1, Some("two")));
    let output = chancery(&["read", "--format-in", "pdf", &page], b"");
    assert_eq!(output.status.code(), Some(2));
}
