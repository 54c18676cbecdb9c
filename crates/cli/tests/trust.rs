//! What happens to archives when something goes wrong.
#![cfg(unix)]

mod common;

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use chancery::archive::rusqlite::Connection;
use common::{Random, chancery, dump, example, interrupt, press, prints, program, quietly, readings, says, text, wait};

#[test]
fn a_run_killed_twenty_times_ends_with_the_rows_of_one_that_was_not() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, torn, clean) = (dir.path().join("press"), dir.path().join("torn"), dir.path().join("clean"));
    press(&folder, 3000);
    let args = |archive: &Path| {
        ["ingest", text(archive), text(&folder), "--quiet", "--jobs", "1", "--commit-every", "4"].map(str::to_owned)
    };
    let mut random = Random(0x5EED_CAFE);
    let (mut killed, mut steps) = (0, Vec::new());
    let begun = Instant::now();
    while killed < 20 && begun.elapsed() < Duration::from_secs(40) {
        let before = readings(&torn);
        let mut child = quietly(program().args(args(&torn)));
        if wait(&mut child, || readings(&torn) > before) {
            std::thread::sleep(Duration::from_millis(5 + random.below(96)));
        }
        let running = child.try_wait().unwrap().is_none();
        killed += u32::from(running);
        let _ = child.kill();
        child.wait().unwrap();
        steps.push(readings(&torn));
        if !running {
            break;
        }
    }
    let _ = writeln!(std::io::stderr(), "killed {killed} times, with so many readings: {steps:?}");
    assert!(killed >= 10, "the run came to its end after {killed} kills: {steps:?}");
    // 1 where lines that are no articles were met (the rest was done), 0 where all had been read before the last kill.
    assert!(matches!(quietly(program().args(args(&torn))).wait().unwrap().code(), Some(0 | 1)));
    assert_eq!(quietly(program().args(args(&clean))).wait().unwrap().code(), Some(1));
    assert_eq!(readings(&clean), 3000);
    prints(&["check", text(&torn)], 0);
    for ((table, torn), (same, clean)) in dump(&torn).into_iter().zip(dump(&clean)) {
        assert_eq!(table, same);
        assert!(torn == clean, "{table}: {} rows, and {} without kills, or other ones", torn.len(), clean.len());
    }
}

#[test]
fn ctrl_c_ends_a_run_and_what_was_read_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, archive) = (dir.path().join("press"), dir.path().join("a"));
    press(&folder, 3000);
    let mut command = program();
    command.args(["ingest", text(&archive), text(&folder), "--quiet", "--commit-every", "8"]);
    let mut child = quietly(&mut command);
    assert!(wait(&mut child, || readings(&archive) > 0));
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let kept = readings(&archive);
    assert!(kept > 0 && kept < 3000, "{kept}");
    assert!(prints(&["check", text(&archive)], 0).contains("the archive is whole"));
    let mut again = quietly(program().args(["ingest", text(&archive), text(&folder), "--quiet"]));
    assert_eq!(again.wait().unwrap().code(), Some(1));
    assert_eq!(readings(&archive), 3000);
}

#[test]
fn several_read_while_one_writes() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, archive) = (dir.path().join("press"), dir.path().join("a"));
    press(&folder, 1200);
    let mut child =
        quietly(program().args(["ingest", text(&archive), text(&folder), "--quiet", "--commit-every", "8"]));
    assert!(wait(&mut child, || readings(&archive) > 0));
    let readers: Vec<_> = [["find", "--format"], ["export", "--format"], ["errors", "--format"]]
        .map(|[command, format]| quietly(program().args([command, text(&archive), format, "json"])))
        .into();
    let beside = child.try_wait().unwrap().is_none();
    for mut reader in readers {
        assert_eq!(reader.wait().unwrap().code(), Some(0));
    }
    // A second writer waits its turn.
    let second =
        program().args(["ingest", text(&archive), text(&example("fr-offer.txt")), "--quiet"]).status().unwrap();
    assert_eq!(second.code(), Some(0));
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(beside, "the writer had ended before the readers began");
    assert_eq!(readings(&archive), 1201);
    prints(&["check", text(&archive)], 0);
}

#[test]
fn a_watched_folder_gives_what_comes_into_it() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, archive) = (dir.path().join("incoming"), dir.path().join("a"));
    std::fs::create_dir(&folder).unwrap();
    let mut child = quietly(program().args(["ingest", text(&archive), text(&folder), "--quiet", "--watch"]));
    for (n, name) in ["fr-offer.txt", "en-sanctions.txt"].into_iter().enumerate() {
        std::fs::copy(example(name), folder.join(name)).unwrap();
        assert!(wait(&mut child, || readings(&archive) > n as u64), "{name} was not taken");
    }
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(prints(&["check", text(&archive)], 0).contains("whole"));
}

#[test]
fn what_is_no_archive_is_named_with_a_hint_and_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let (notes, other, empty) = (dir.path().join("notes.txt"), dir.path().join("other.db"), dir.path().join("none"));
    std::fs::write(&notes, "these are notes. ".repeat(500)).unwrap();
    let sql = Connection::open(&other).unwrap();
    sql.execute_batch(
        "CREATE TABLE articles (key INTEGER PRIMARY KEY, text TEXT); INSERT INTO articles VALUES (1, 'x')",
    )
    .unwrap();
    drop(sql);
    for path in [&notes, &other] {
        let before = std::fs::read(path).unwrap();
        let path = text(path);
        for args in [
            vec!["check", path],
            vec!["find", path],
            vec!["export", path, "--format", "json"],
            vec!["errors", path],
            vec!["ingest", path, text(&example("fr-offer.txt"))],
            vec!["correct", path, "reject", "v0"],
            vec!["corrections", path],
            vec!["reread", path],
            vec!["diff", path],
        ] {
            let said = says(&args, 2);
            assert!(said.contains("no archive of chancery") && said.contains("hint"), "{args:?}: {said}");
        }
        assert!(std::fs::read(path).unwrap() == before, "{path} was changed");
    }
    assert!(says(&["check", text(&empty)], 2).contains("there is no such archive"));
    assert!(!empty.exists());
    assert!(says(&["check", text(dir.path())], 2).contains("a folder"));
}

#[test]
fn a_file_cut_short_is_an_error_or_found_by_the_check() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("a");
    assert_eq!(
        chancery(&[
            "ingest",
            text(&whole),
            text(&example("fr-offer.txt")),
            text(&example("en-sanctions.txt")),
            "--quiet"
        ])
        .status
        .code(),
        Some(0)
    );
    let bytes = std::fs::read(&whole).unwrap();
    for share in [1, 3, 5, 7, 9] {
        let cut = dir.path().join(format!("cut-{share}"));
        std::fs::write(&cut, &bytes[..bytes.len() * share / 10]).unwrap();
        let check = chancery(&["check", text(&cut)]);
        let said = String::from_utf8_lossy(&check.stderr) + String::from_utf8_lossy(&check.stdout);
        assert!(matches!(check.status.code(), Some(1 | 2)), "{share}: {:?} {said}", check.status.code());
        assert!(said.contains("damaged or cut short") || said.contains("to do:"), "{share}: {said}");
        for command in ["find", "errors", "corrections"] {
            let output = chancery(&[command, text(&cut)]);
            assert!(matches!(output.status.code(), Some(0 | 2)), "{command} {share}");
        }
    }
}

/// The program as a user who may not write; as root, files are writable whatever their mode.
fn as_nobody() -> std::process::Command {
    use std::os::unix::process::CommandExt as _;
    let mut command = program();
    if std::fs::File::create("/.chancery-root").is_ok() {
        let _ = std::fs::remove_file("/.chancery-root");
        command.uid(65534);
    }
    command
}

#[test]
fn a_folder_that_cannot_be_written_is_read_and_writing_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o755)).tempdir().unwrap();
    let folder = dir.path().join("kept");
    std::fs::create_dir(&folder).unwrap();
    let archive = folder.join("a");
    assert!(chancery(&["ingest", text(&archive), text(&example("en-sanctions.txt")), "--quiet"]).status.success());
    std::fs::set_permissions(&archive, std::fs::Permissions::from_mode(0o444)).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let able = as_nobody().arg("--version").output().is_ok_and(|o| o.status.success());
    if able {
        for args in [["check", text(&archive)], ["find", text(&archive)], ["corrections", text(&archive)]] {
            let output = as_nobody().args(args).output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        let found = as_nobody().args(["find", text(&archive), "sanctions"]).output().unwrap();
        assert!(String::from_utf8_lossy(&found.stdout).contains("SANCTION"));
        let refused = as_nobody().args(["correct", text(&archive), "reject", "v0"]).output().unwrap();
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains("cannot be") && said.contains("hint"), "{said}");
    }
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    if !able {
        let _ = writeln!(std::io::stderr(), "skipped: the program cannot be run as another user here");
    }
}
