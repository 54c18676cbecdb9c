//! From the examples into an archive, and the dossier of a process that they tell of.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn chancery(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chancery")).env("NO_COLOR", "1").args(args).output().unwrap()
}

fn example(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).to_str().unwrap().to_owned()
}

/// An archive of the examples in a folder of its own.
fn archive(folder: &Path) -> String {
    let archive: PathBuf = folder.join("press.chancery");
    let archive = archive.to_str().unwrap().to_owned();
    let made = chancery(&["ingest", &archive, &example("fr-offer.txt"), &example("en-ceasefire.txt"), "--quiet"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    archive
}

fn shown(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_process_file_makes_a_dossier_in_every_form() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let process = example("processes/sudan.toml");
    let (text, said) = shown(&chancery(&["dossier", &archive, &process]));
    assert!(text.starts_with("Sudan: army and Rapid Support Forces\n"), "{said}\n{text}");
    assert!(text.contains("As of: 2024-05-16") && text.contains("Norvège") && !text.contains('\u{1b}'), "{text}");
    for (name, start) in
        [("d.html", "<!doctype html>"), ("d.md", "# Sudan"), ("d.json", "{\n"), ("d.txt", "Sudan: army")]
    {
        let file = dir.path().join(name);
        let made = chancery(&["dossier", &archive, &process, "--out", file.to_str().unwrap()]);
        assert_eq!((made.status.code(), made.stdout.len()), (Some(0), 0), "{}", shown(&made).1);
        let first = std::fs::read(&file).unwrap();
        assert!(String::from_utf8_lossy(&first).starts_with(start), "{name}");
        chancery(&["dossier", &archive, &process, "--out", file.to_str().unwrap()]);
        assert_eq!(std::fs::read(&file).unwrap(), first, "the same bytes again");
    }
    let json = chancery(&["dossier", &archive, &process, "--format", "json", "--on", "2024-06-15"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((json["schema"].as_str(), json["on"].as_str()), (Some("chancery.dossier/1"), Some("2024-06-15")));
    let offers = json["initiatives"].as_array().unwrap();
    let norway = offers.iter().find(|o| o["offerors"][0]["code"].as_str() == Some("NOR-GOV"));
    assert_eq!(norway.and_then(|o| o["kind"].as_str()), Some("host"), "{offers:#?}");
    let (only, _) =
        shown(&chancery(&["dossier", &archive, "--party", "COD", "--party", "M23", "--section", "accords"]));
    assert!(only.starts_with("COD – M23") && only.contains("Accords") && !only.contains("Chronology"), "{only}");
}

#[test]
fn what_is_wrong_is_named_with_a_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let bad = dir.path().join("bad.toml");
    std::fs::write(&bad, "parties = ['SDN-ARMY']\n").unwrap();
    let two = dir.path().join("two.toml");
    std::fs::write(&two, "[[process]]\nwords = ['a']\n[[process]]\nwords = ['b']\n").unwrap();
    let (bad, two) = (bad.to_str().unwrap(), two.to_str().unwrap());
    let one_of_none = format!("{two}:c");
    for (args, says) in [
        (vec!["dossier", &archive, "sdn_atlantis"], "no process 'sdn_atlantis'"),
        (vec!["dossier", &archive], "--party RUS --party UKR"),
        (vec!["dossier", &archive, bad], "bad.toml:1: 'SDN-ARMY'"),
        (vec!["dossier", &archive, two], "holds 2 processes"),
        (vec!["dossier", &archive, &one_of_none], "holds a, b"),
        (vec!["dossier", &archive, "--party", "SDN", "--out", "dossier.pdf"], "end it in .html"),
        (vec!["dossier", &archive, "missing.toml"], "missing.toml"),
        (vec!["dossier", "/nowhere.chancery", "--party", "SDN"], "chancery ingest"),
    ] {
        let output = chancery(&args);
        let (_, said) = shown(&output);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(says), "{args:?}: {said}");
        assert!(says.starts_with("holds 2") || said.contains("hint") || says == "missing.toml", "{args:?}: {said}");
    }
    let empty = chancery(&["dossier", &archive, "--party", "ISL", "--party", "NZL"]);
    assert_eq!(empty.status.code(), Some(0));
    assert!(shown(&empty).1.contains("no article of the archive is on this process"));
}

#[test]
fn processes_are_listed_and_written() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let listed = chancery(&["processes", &archive]);
    assert!(listed.status.success());
    let file = dir.path().join("found.toml");
    let file = file.to_str().unwrap();
    assert!(chancery(&["processes", &archive, "--write", file]).status.success());
    for line in shown(&listed).0.lines() {
        let one: serde_json::Value = serde_json::from_str(line).unwrap();
        let id = one["process"]["id"].as_str().unwrap();
        let by_id = chancery(&["dossier", &archive, id, "--format", "json"]);
        let by_file = chancery(&["dossier", &archive, &format!("{file}:{id}"), "--format", "json"]);
        assert_eq!(shown(&by_id).0, shown(&by_file).0, "{id}");
    }
    let nobody = chancery(&["processes", &archive, "--party", "ISL"]);
    assert_eq!((nobody.status.code(), nobody.stdout.len()), (Some(0), 0));
    assert!(shown(&nobody).1.contains("no process was found"));
}
