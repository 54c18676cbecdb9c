//! Whether an archive is whole.

use std::collections::BTreeMap;

use chancery_record::{Identity, Reading, Spans as _, sha256_hex};
use serde::Serialize;

use crate::error::ArchiveError;
use crate::store::Archive;

/// What a check found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Rows of the main tables.
    pub rows: BTreeMap<String, u64>,
    /// What is wrong, each with the row that it is about.
    pub problems: Vec<Problem>,
}

/// Something that is wrong in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `file`, `keys`, `text`, `offsets`, `search` or `rows`.
    pub check: &'static str,
    /// The article, where there is one.
    pub article: Option<String>,
    /// What is wrong.
    pub message: String,
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
];

impl Archive {
    /// Checks the file's pages, the references between tables, every text against its hash, every
    /// offset against its text, the full-text index against the texts, and the flat rows against the
    /// readings. `each` is called once an article.
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
        // Compares the index with the table that it indexes (rank 1).
        let indexed = sql.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)", []);
        match indexed.map_err(ArchiveError::from) {
            Err(error) if error.is_damaged() => {
                report.problem("search", None, "the full-text index is not that of the texts".to_owned());
            }
            // Only an archive open for writing takes the command.
            Err(error) if error.is_read_only() => {}
            Err(error) => return Err(error),
            Ok(_) => {}
        }
        self.check_articles(&mut report, &mut each)?;
        for table in COUNTED {
            let rows = sql.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
            report.rows.insert((*table).to_owned(), rows);
        }
        Ok(report)
    }

    fn check_articles(&self, report: &mut Report, each: &mut impl FnMut()) -> Result<(), ArchiveError> {
        let mut texts = self.connection().prepare("SELECT key, text, sha256, characters FROM articles ORDER BY key")?;
        let mut readings =
            self.connection().prepare("SELECT json, current, coded_by FROM readings WHERE article = ?1")?;
        let mut flat = self.connection().prepare(
            "SELECT (SELECT count(*) FROM events WHERE article = ?1), (SELECT count(*) FROM quotations WHERE article = ?1),
                    (SELECT count(*) FROM corrections WHERE article = ?1 AND undone_at IS NULL)",
        )?;
        let mut rows = texts.query([])?;
        while let Some(row) = rows.next()? {
            each();
            let identity = Identity::from_key(row.get(0)?);
            let (text, sha256, characters): (String, String, u32) = (row.get(1)?, row.get(2)?, row.get(3)?);
            if sha256_hex(text.as_bytes()) != sha256 {
                report.problem("text", Some(identity), "the text is not the one that was read".to_owned());
            }
            if text.chars().count() as u64 != u64::from(characters) {
                report.problem("text", Some(identity), "the text has another length than noted".to_owned());
            }
            let mut current = 0;
            let held = readings.query_map([identity.key()], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?, row.get::<_, String>(2)?))
            })?;
            for reading in held {
                let (json, is_current, version) = reading?;
                let Ok(mut reading) = serde_json::from_str::<Reading>(&json) else {
                    report.problem("rows", Some(identity), format!("its reading by {version} is no reading"));
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
                    let (events, quotations, corrected): (usize, usize, usize) =
                        flat.query_row([identity.key()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                    let whole = (reading.events.len(), reading.quotations.len());
                    if corrected == 0 && (events, quotations) != whole {
                        report.problem("rows", Some(identity), "its flat rows are not those of its reading".to_owned());
                    }
                }
            }
            if current != 1 {
                report.problem("rows", Some(identity), format!("{current} current readings"));
            }
        }
        Ok(())
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
