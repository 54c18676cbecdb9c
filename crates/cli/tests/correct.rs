//! Decisions over an archive, readings by other lexicons, and what they change.

mod common;

use std::path::{Path, PathBuf};

use common::{example, prints, program, says, text};
use serde_json::Value;

fn lines(output: &str) -> Vec<Value> {
    output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// An archive of the examples.
fn archive(dir: &Path) -> PathBuf {
    let path = dir.join("a");
    let examples = ["fr-offer.txt", "en-sanctions.txt", "en-ceasefire.txt"].map(example);
    let mut args = vec!["ingest", text(&path), "--quiet"];
    args.extend(examples.iter().map(|e| text(e)));
    prints(&args, 0);
    path
}

#[test]
fn a_sheet_of_found_events_with_decisions_is_applied() {
    let dir = tempfile::tempdir().unwrap();
    let path = archive(dir.path());
    let archive = text(&path);
    let found = prints(&["find", archive, "--format", "csv"], 0);
    let rows = found.lines().count();
    // A column more: the first is wrong, the second right, the rest not looked at.
    let decisions = ["action", "reject", "accept"];
    let sheet: String = found
        .lines()
        .enumerate()
        .map(|(n, line)| format!("{},{line}\n", decisions.get(n).copied().unwrap_or_default()))
        .collect();
    let file = dir.path().join("sheet.csv");
    std::fs::write(&file, sheet).unwrap();
    let made = lines(&prints(&["correct", archive, "--from", text(&file), "--author", "B. Coder"], 0));
    assert_eq!(made.len(), 2, "{made:?}");
    assert_eq!(prints(&["find", archive, "--format", "csv"], 0).lines().count(), rows - 1);
    let all = lines(&prints(&["corrections", archive], 0));
    assert_eq!((all[0]["action"].as_str(), all[1]["action"].as_str()), (Some("reject"), Some("accept")));
    assert!(all.iter().all(|c| c["author"] == "B. Coder" && c["words"].is_string()));
    // The same sheet again: the rejected one is told, and nothing is done.
    let said = says(&["correct", archive, "--from", text(&file)], 2);
    assert!(said.contains("sheet.csv:2") && said.contains("was rejected by correction 1"), "{said}");
    prints(&["correct", archive, "--undo", "1", "2"], 0);
    assert_eq!(prints(&["find", archive, "--format", "csv"], 0), found);
    assert!(prints(&["check", archive], 0).contains("the archive is whole"));
}

#[test]
fn decisions_come_as_lines_of_json_too_and_mistakes_are_named_by_line() {
    let dir = tempfile::tempdir().unwrap();
    let path = archive(dir.path());
    let archive = text(&path);
    let event = lines(&prints(&["find", archive, "--type", "sanction"], 0)).remove(0);
    let id = event["event"].as_str().unwrap();
    let file = dir.path().join("decisions.jsonl");
    let line = |field: &str, value: &str| {
        format!("{{\"action\": \"edit\", \"item\": \"{id}\", \"field\": \"{field}\", \"value\": \"{value}\"}}\n")
    };
    std::fs::write(&file, line("date", "2022-03-24") + &line("status", "perhaps") + &line("colour", "red")).unwrap();
    let said = says(&["correct", archive, "--from", text(&file)], 2);
    for part in [":2: 'perhaps'", ":3: an event has no field 'colour'", "hypothetical", "nothing was changed"] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    assert_eq!(prints(&["corrections", archive], 0), "");
    std::fs::write(&file, line("date", "2022-03-24") + &line("status", "future")).unwrap();
    let tried = prints(&["correct", archive, "--from", text(&file), "--dry-run", "--format", "table"], 0);
    assert!(tried.contains("edit status: actual → future"), "{tried}");
    assert_eq!(prints(&["corrections", archive], 0), "");
    prints(&["correct", archive, "--from", text(&file), "--settle"], 0);
    let now = lines(&prints(&["find", archive, "--type", "sanction", "--status", "future"], 0));
    assert_eq!(now[0]["date"], "2022-03-24");
    // Exports hold the corrected values, and the merged events follow when the stories are settled.
    assert!(prints(&["export", archive, "--format", "json"], 0).contains("correction 1 by A. Reader: edit date"));
    let sql = chancery::archive::Archive::open_readonly(&path).unwrap();
    let merged: String = sql
        .connection()
        .query_row(
            "SELECT status FROM merged_events m JOIN witnesses w ON w.merged = m.id WHERE w.event = ?1",
            [id],
            |r| r.get(0),
        )
        .unwrap();
    assert_eq!(merged, "future");
    let none = program().args(["correct", archive]).env_remove("CHANCERY_AUTHOR").output().unwrap();
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn events_over_articles_are_corrected_and_stay_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = archive(dir.path());
    let archive = text(&path);
    let merged = || -> Vec<(String, String, i64, Option<String>)> {
        let sql = chancery::archive::Archive::open_readonly(&path).unwrap();
        let mut statement =
            sql.connection().prepare("SELECT id, type, witnesses, review FROM merged_events ORDER BY id").unwrap();
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let before = merged();
    let ids: Vec<&str> = before.iter().map(|m| m.0.as_str()).collect();
    prints(&["correct", archive, "edit", ids[0], "type=PROTEST", "dead=4"], 0);
    prints(&["correct", archive, "merge", ids[1], ids[2]], 0);
    prints(&["correct", archive, "reject", ids[3]], 0);
    let corrected = merged();
    assert_eq!(corrected.len(), before.len() - 2);
    let of = |all: &[(String, String, i64, Option<String>)], id: &str| all.iter().find(|m| m.0 == id).cloned();
    assert_eq!(of(&corrected, ids[0]).unwrap().1, "PROTEST");
    assert_eq!(of(&corrected, ids[1]).unwrap().2, 2);
    // Another article comes, the stories are computed anew, and the decisions hold.
    prints(&["ingest", archive, text(&example("fr-protest.txt")), "--quiet"], 0);
    let later = merged();
    assert_eq!(of(&later, ids[0]).unwrap().3.as_deref(), Some("edited"));
    assert_eq!((of(&later, ids[1]).unwrap().2, of(&later, ids[2]), of(&later, ids[3])), (2, None, None));
    assert!(prints(&["check", archive], 0).contains("the archive is whole"));
    // Split again: what was joined goes its own way.
    let event: String = chancery::archive::Archive::open_readonly(&path)
        .unwrap()
        .connection()
        .query_row("SELECT event FROM witnesses WHERE merged = ?1 LIMIT 1", [ids[1]], |r| r.get(0))
        .unwrap();
    prints(&["correct", archive, "split", ids[1], "--mention", &event], 0);
    assert!(merged().iter().filter(|m| m.3.is_some()).count() >= 3);
    prints(&["correct", archive, "--undo", "1", "2", "3", "4", "5", "--settle"], 0);
    let back = merged();
    assert!(before.iter().all(|m| back.contains(m)), "{back:?}");
}

/// A folder with a frame of its own.
fn overlay(dir: &Path) -> PathBuf {
    let folder = dir.join("mine");
    let frames = folder.join("languages/en/frames");
    std::fs::create_dir_all(&frames).unwrap();
    std::fs::write(
        frames.join("mine.toml"),
        "[defenestrate]\nverb = [\"defenestrate\"]\nact = \"ASSAULT\"\ncameo = \"180\"\ntarget = [\"object\"]\n\
         example = \"Rebels defenestrated two envoys.\"\nreads = \"ASSAULT\"\n",
    )
    .unwrap();
    folder
}

#[test]
fn another_reading_keeps_the_old_one_and_the_decisions_and_the_difference_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = archive(dir.path());
    let archive = text(&path);
    let note = dir.path().join("note.txt");
    std::fs::write(
        &note,
        "Title: Out of the window\nDate: 2024-05-20\nLang: en\nSource: The Lake Courier\n\nPRAGUE - Police of the Czech \
         Republic defenestrated two opposition protesters on Monday. Russia condemned Ukraine on Sunday.\n",
    )
    .unwrap();
    prints(&["ingest", archive, text(&note), "--quiet"], 0);
    prints(&["diff", archive], 0);
    let mine = overlay(dir.path());
    let said = says(&["reread", archive, "--with", text(&mine), "--lang", "en"], 0);
    assert!(said.contains("3 articles read again"), "{said}");
    let said = says(&["reread", archive, "--with", text(&mine), "--lang", "en"], 0);
    assert!(said.contains("0 articles read again") && said.contains("--all"), "{said}");
    let changes = lines(&prints(&["diff", archive, "--layer", "events"], 1));
    assert_eq!(changes.len(), 1, "{changes:?}");
    let change = &changes[0];
    assert_eq!(
        (change["change"].as_str(), change["type"].as_str(), change["words"].as_str(), change["rule_new"].as_str()),
        (Some("added"), Some("ASSAULT"), Some("defenestrated"), Some("en/defenestrate"))
    );
    let table = prints(&["diff", archive, "--format", "table"], 1);
    assert!(table.contains("other lexicons") && table.contains("en/defenestrate"), "{table}");
    let versions = lines(&prints(&["diff", archive, "--versions"], 0));
    assert_eq!(versions.iter().map(|v| v["readings"].as_u64().unwrap()).collect::<Vec<_>>(), [4, 3]);
    // What was decided about the new event has no place in a reading without the frame.
    let id = change["item"].as_str().unwrap();
    prints(&["correct", archive, "edit", id, "injured=2"], 0);
    let said = says(&["reread", archive, "--lang", "en"], 0);
    assert!(said.contains("3 back to an earlier reading") && said.contains("1 corrections do not fit"), "{said}");
    let conflicts = lines(&prints(&["corrections", archive, "--conflicts"], 1));
    assert!(conflicts[0]["conflict"].as_str().unwrap().contains("nothing is read at these words"), "{conflicts:?}");
    prints(&["check", archive], 0);
    // And has one again with it.
    prints(&["reread", archive, "--with", text(&mine), "--article", id_of(change)], 0);
    assert_eq!(prints(&["corrections", archive, "--conflicts"], 0), "");
    assert_eq!(lines(&prints(&["find", archive, "--type", "assault", "--actor", "CZE"], 0)).len(), 1);
    prints(&["check", archive], 0);
    assert!(says(&["diff", archive, "--from", "cffff"], 2).contains("there are c"));
    assert!(says(&["reread", archive, "--article", "nowhere"], 2).contains("no article 'nowhere'"));
}

fn id_of(change: &Value) -> &str {
    change["article"].as_str().unwrap()
}

#[test]
fn two_archives_are_compared() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (archive(dir.path()), dir.path().join("b"));
    std::fs::copy(&first, &second).unwrap();
    assert_eq!(prints(&["diff", text(&first), text(&second)], 0), "");
    let event = lines(&prints(&["find", text(&second)], 0)).remove(0);
    prints(&["correct", text(&second), "edit", event["event"].as_str().unwrap(), "dead=7"], 0);
    assert_eq!(prints(&["diff", text(&first), text(&second)], 0), "");
    let changes = prints(&["diff", text(&first), text(&second), "--corrected", "--format", "csv"], 1);
    assert!(changes.lines().any(|l| l.contains(",dead,,7,")), "{changes}");
    prints(&["ingest", text(&second), text(&example("fr-protest.txt")), "--quiet"], 0);
    let table = prints(&["diff", text(&first), text(&second), "--format", "table"], 1);
    assert!(table.contains("1 in the second alone"), "{table}");
}
