//! Whether an archive is whole. Nothing is written, so that a check needs no right to write.

mod flat;
mod search;
mod stories;

use std::collections::BTreeMap;

use chancery_record::{Identity, Reading, Spans as _, sha256_hex};
use serde::Serialize;

use crate::corrections;
use crate::error::ArchiveError;
use crate::store::Archive;

/// What a check found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Rows of the main tables.
    pub rows: BTreeMap<String, u64>,
    /// What is wrong, each with the row that it is about.
    pub problems: Vec<Problem>,
    /// What is to be done in the ordinary course of work, and no damage.
    pub notes: Vec<String>,
}

/// Something that is wrong in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `file`, `keys`, `text`, `offsets`, `search`, `readings`, `rows`, `corrections` or `stories`.
    pub check: &'static str,
    /// The article, where there is one.
    pub article: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl Problem {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self.check {
            "file" | "keys" => "restore a copy; `sqlite3 ARCHIVE .recover` may save the rest into a new file",
            "text" | "offsets" => {
                "the file was changed by something else than chancery: restore a copy, or ingest the article's source \
                 into a new archive"
            }
            "readings" => "`chancery reread ARCHIVE --article ID --all` reads the article again",
            _ => "`chancery check ARCHIVE --repair` makes it anew from the readings and corrections",
        }
    }
}

/// Tables that are counted.
const COUNTED: &[&str] = &[
    "articles",
    "readings",
    "entities",
    "events",
    "quotations",
    "times",
    "places",
    "offers",
    "accords",
    "leverage",
    "rounds",
    "stories",
    "merged_events",
    "errors",
    "corrections",
    "conflicts",
];

impl Archive {
    /// Checks the file's pages, the references between tables, every text against its hash, every
    /// offset against its text, the full-text index against the texts, the flat rows against the
    /// readings with their corrections, and the stories against both. `each` is called once an article.
    ///
    /// # Errors
    /// When the archive is too damaged to be read at all.
    pub fn check(&self, mut each: impl FnMut()) -> Result<Report, ArchiveError> {
        let mut report = Report::default();
        let sql = self.connection();
        let mut statement = sql.prepare("PRAGMA integrity_check(50)")?;
        for line in statement.query_map([], |row| row.get::<_, String>(0))? {
            let line = line?;
            if line != "ok" {
                report.problem("file", None, line);
            }
        }
        let mut statement = sql.prepare("PRAGMA foreign_key_check")?;
        for row in statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?)))? {
            let (table, parent) = row?;
            report.problem("keys", None, format!("a row of {table} without its row in {parent}"));
        }
        self.check_articles(&mut report, &mut each)?;
        search::rows(self, &mut report)?;
        stories::check(self, &mut report)?;
        for table in COUNTED {
            let rows = sql.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
            report.rows.insert((*table).to_owned(), rows);
        }
        Ok(report)
    }

    fn check_articles(&self, report: &mut Report, each: &mut impl FnMut()) -> Result<(), ArchiveError> {
        let mut texts =
            self.connection().prepare("SELECT key, text, sha256, characters, title FROM articles ORDER BY key")?;
        let mut readings =
            self.connection().prepare("SELECT json, current, coded_by FROM readings WHERE article = ?1")?;
        let mut expected = flat::Expected::new()?;
        let mut rows = texts.query([])?;
        while let Some(row) = rows.next()? {
            each();
            let identity = Identity::from_key(row.get(0)?);
            let (text, sha256, characters): (String, String, u32) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let title: Option<String> = row.get(4)?;
            if sha256_hex(text.as_bytes()) != sha256 {
                report.problem("text", Some(identity), "the text is not the one that was read".to_owned());
            }
            if text.chars().count() as u64 != u64::from(characters) {
                report.problem("text", Some(identity), "the text has another length than noted".to_owned());
            }
            search::article(self, report, identity, title.as_deref(), &text)?;
            let mut current = 0;
            let held = readings.query_map([identity.key()], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?, row.get::<_, String>(2)?))
            })?;
            for reading in held {
                let (json, is_current, version) = reading?;
                let Ok(mut reading) = serde_json::from_str::<Reading>(&json) else {
                    report.problem("readings", Some(identity), format!("its reading by {version} is no reading"));
                    continue;
                };
                let mut outside = 0;
                reading.each_span(&mut |span| {
                    outside += u32::from(span.start > span.end || span.end > characters);
                });
                if outside > 0 {
                    report.problem("offsets", Some(identity), format!("{outside} offsets outside the text"));
                }
                if is_current {
                    current += 1;
                    expected.compare(self, report, identity, reading, &text)?;
                }
            }
            if current != 1 {
                report.problem("readings", Some(identity), format!("{current} current readings"));
            }
        }
        Ok(())
    }

    /// Makes anew what follows from readings and corrections: the flat rows, the full-text index and
    /// what corrections do not fit; and lets the stories be computed again. Number of articles.
    ///
    /// # Errors
    /// When a reading is no reading, or the archive cannot be written.
    pub fn repair(&mut self, mut each: impl FnMut()) -> Result<u64, ArchiveError> {
        let keys = self.keys()?;
        let batch = self.batch()?;
        let sql = batch.transaction();
        sql.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')", [])?;
        for key in &keys {
            each();
            corrections::rewrite(sql, *key)?;
        }
        sql.execute("DELETE FROM meta WHERE name = 'settled'", [])?;
        batch.commit()?;
        Ok(keys.len() as u64)
    }
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.problems.is_empty()
    }

    fn problem(&mut self, check: &'static str, article: Option<Identity>, message: String) {
        self.problems.push(Problem { check, article: article.map(Identity::id), message });
    }
}
