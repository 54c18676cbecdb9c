//! The program, and invented articles for it.
#![allow(dead_code, reason = "each test uses some of it")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use chancery::archive::Archive;
use chancery::archive::rusqlite::Connection;
use chancery::archive::rusqlite::types::Value;

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.env("CHANCERY_AUTHOR", "A. Reader");
    command
}

pub(crate) fn chancery(args: &[&str]) -> Output {
    program().args(args).output().unwrap()
}

/// Runs the program and gives what it prints; it must end with `status`.
pub(crate) fn prints(args: &[&str], status: i32) -> String {
    let output = chancery(args);
    assert_eq!(output.status.code(), Some(status), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What it says on standard error; it must end with `status`.
pub(crate) fn says(args: &[&str], status: i32) -> String {
    let output = chancery(args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(status), "{args:?}: {said}");
    said
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(crate) fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

const TOWNS: [&str; 6] = ["Geneva", "Nairobi", "Ottawa", "Tallinn", "Lima", "Dakar"];
const ACTS: [&str; 5] = [
    "Police arrested {n} protesters in {town} on Monday.",
    "The government of Kenya promised aid of {n} million dollars to {town}.",
    "Russia rejected an offer of talks in {town}, envoy number {n} said.",
    "Troops shelled a village near {town}, killing {n} civilians.",
    "Ministers of Canada and France met in {town} for round {n} of the talks.",
];

/// Numbers that look random, from a seed (xorshift).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    /// A word that no language has.
    fn word(&mut self) -> String {
        let mut pick = |letters: &str| letters.chars().nth(self.below(letters.len() as u64) as usize).unwrap();
        (0..4).flat_map(|_| [pick("bdfgklmnprstvz"), pick("aeiou")]).collect()
    }
}

/// Article number `n`. One in forty is in English and has layers; the others are in a language that
/// is not read, and come into the archive without. No two have words in common, so that each is a
/// story of its own.
fn article(n: usize) -> serde_json::Value {
    let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ (n as u64 + 1));
    let words: Vec<String> = (0..12).map(|_| random.word()).collect();
    let (lang, text) = if n.is_multiple_of(40) {
        let act = ACTS[(n / 40) % ACTS.len()].replace("{n}", &(n + 2).to_string());
        ("en", act.replace("{town}", TOWNS[(n / 200) % TOWNS.len()]))
    } else {
        ("de", format!("{}.", words[2..].join(" ")))
    };
    let date = format!("20{:02}-0{}-1{}", n / 200, 1 + n % 9, n % 10);
    serde_json::json!({"id": format!("press-{n}"), "lang": lang, "date": date, "title": words[..2].join(" "),
        "source": "The Lake Courier", "text": text})
}

/// `count` articles in three files: lines, packed lines, and a zip of both kinds; with lines that are
/// none, and some articles twice.
pub(crate) fn press(folder: &Path, count: usize) {
    std::fs::create_dir_all(folder).unwrap();
    let lines = |from: usize, to: usize| {
        let mut out = String::new();
        for n in from..to {
            let _ = writeln!(out, "{}", article(n));
            if n % 500 == 7 {
                out += "{\"id\": \"broken\", \"text\": \n";
            }
        }
        out
    };
    let third = count / 3;
    std::fs::write(folder.join("a.jsonl"), lines(0, third)).unwrap();
    let packed = std::fs::File::create(folder.join("b.jsonl.gz")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    packed.write_all(lines(third - third / 10, 2 * third).as_bytes()).unwrap();
    packed.finish().unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(folder.join("c.zip")).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    let half = (2 * third + count) / 2;
    for (name, from, to) in [("one.jsonl", 2 * third, half), ("two/three.jsonl", half, count)] {
        zip.start_file(name, options).unwrap();
        zip.write_all(lines(from, to).as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

/// Number of readings in an archive that another process may be making.
pub(crate) fn readings(archive: &Path) -> u64 {
    let Ok(archive) = Archive::open_readonly(archive) else { return 0 };
    archive.connection().query_row("SELECT count(*) FROM readings", [], |row| row.get(0)).unwrap_or(0)
}

/// Waits until `done`, or the child ends, or a minute is over. Whether it is done.
pub(crate) fn wait(child: &mut Child, done: impl Fn() -> bool) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        if done() {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return done();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

/// Asks a process to end, as Ctrl-C does.
pub(crate) fn interrupt(child: &Child) {
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

pub(crate) fn quietly(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Every row of every table, without runs and what names them, and without the insides of the
/// full-text index.
pub(crate) fn dump(archive: &Path) -> Vec<(String, Vec<String>)> {
    let sql = Connection::open(archive).unwrap();
    let list = |sql: &Connection, question: &str| -> Vec<String> {
        let mut statement = sql.prepare(question).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let tables = list(
        &sql,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'articles_fts%' AND name NOT LIKE 'sqlite%'
           AND name <> 'runs' ORDER BY name",
    );
    assert!(tables.len() > 30, "{tables:?}");
    let rows = |table: &String| {
        let columns =
            list(&sql, &format!("SELECT name FROM pragma_table_info('{table}') WHERE name NOT IN ('run', 'at')"));
        let mut statement = sql.prepare(&format!("SELECT {} FROM {table}", columns.join(", "))).unwrap();
        let width = columns.len();
        let cells = |row: &chancery::archive::rusqlite::Row<'_>| -> Result<String, _> {
            let cells: Result<Vec<Value>, _> = (0..width).map(|at| row.get(at)).collect();
            cells.map(|c| format!("{c:?}"))
        };
        let mut rows: Vec<String> = statement.query_map([], cells).unwrap().collect::<Result<_, _>>().unwrap();
        rows.sort();
        (table.clone(), rows)
    };
    tables.iter().map(rows).collect()
}
