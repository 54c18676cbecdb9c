//! Runs, what could not be read, and files that were read to their end.

use rusqlite::{OptionalExtension as _, params};
use serde::Serialize;

use crate::batch::Batch;
use crate::error::ArchiveError;
use crate::store::Archive;

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// Path as given, or `standard input`.
    pub file: String,
    /// Line or member in the file, empty for the whole.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// `source`: no article; `fault`: a stage of the program panicked.
    pub kind: String,
}

/// A file as it was when it was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMark {
    /// Absolute path.
    pub path: String,
    /// Size.
    pub bytes: i64,
    /// Time of the last change, nanoseconds since 1970.
    pub modified: i64,
    /// Hash of the options that change what is read from it.
    pub options: String,
    /// Articles met in it.
    pub articles: i64,
    /// Errors met in it.
    pub failed: i64,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Articles new to the archive, or read again.
    pub added: u64,
    /// Articles that were there already.
    pub known: u64,
    /// What could not be read.
    pub failed: u64,
}

impl Archive {
    /// What could not be read, by file and place (lines in the order of their numbers).
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn errors(&self) -> Result<Vec<Unread>, ArchiveError> {
        let mut statement = self.connection.prepare(
            "SELECT file, place, message, hint, kind FROM errors ORDER BY file, CAST(place AS INTEGER), place, message",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Unread {
                file: row.get(0)?,
                place: row.get(1)?,
                message: row.get(2)?,
                hint: row.get(3)?,
                kind: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What was noted of a file when it was last read to its end.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn file(&self, path: &str) -> Result<Option<FileMark>, ArchiveError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT path, bytes, modified, options, articles, failed FROM files WHERE path = ?1")?;
        let found = statement.query_row([path], |row| {
            Ok(FileMark {
                path: row.get(0)?,
                bytes: row.get(1)?,
                modified: row.get(2)?,
                options: row.get(3)?,
                articles: row.get(4)?,
                failed: row.get(5)?,
            })
        });
        Ok(found.optional()?)
    }

    /// Keys of all articles.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn keys(&self) -> Result<Vec<i64>, ArchiveError> {
        let mut statement = self.connection.prepare("SELECT key FROM articles ORDER BY key")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

impl Batch<'_> {
    /// Begins a run; its number.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn begin_run(&self, kind: &str, notes: &str) -> Result<i64, ArchiveError> {
        self.transaction()
            .execute("INSERT INTO runs (kind, started, notes) VALUES (?1, ?2, ?3)", params![kind, now(), notes])?;
        Ok(self.transaction().last_insert_rowid())
    }

    /// Notes what a run did, and that it came to its end when `finished`.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn note_run(&self, run: i64, counts: Counts, finished: bool) -> Result<(), ArchiveError> {
        self.transaction()
            .prepare_cached("UPDATE runs SET added = ?2, known = ?3, failed = ?4, finished = ?5 WHERE id = ?1")?
            .execute(params![
                run,
                counts.added as i64,
                counts.known as i64,
                counts.failed as i64,
                finished.then(now)
            ])?;
        Ok(())
    }

    /// Notes something that could not be read; once, however often it is met.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn error(&self, unread: &Unread, run: i64) -> Result<(), ArchiveError> {
        self.transaction()
            .prepare_cached(
                "INSERT INTO errors (file, place, message, hint, kind, run) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (file, place, message) DO UPDATE SET hint = excluded.hint, run = excluded.run",
            )?
            .execute(params![unread.file, unread.place, unread.message, unread.hint, unread.kind, run])?;
        Ok(())
    }

    /// Notes that a file was read to its end, and drops errors of earlier runs that it no longer has.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn finish_file(&self, mark: &FileMark, name: &str, run: i64) -> Result<(), ArchiveError> {
        self.transaction()
            .prepare_cached("DELETE FROM errors WHERE file = ?1 AND run <> ?2")?
            .execute(params![name, run])?;
        self.transaction()
            .prepare_cached(
                "INSERT OR REPLACE INTO files (path, bytes, modified, options, articles, failed)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![mark.path, mark.bytes, mark.modified, mark.options, mark.articles, mark.failed])?;
        Ok(())
    }

    /// Keeps a fact about the archive.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn set_meta(&self, name: &str, value: &str) -> Result<(), ArchiveError> {
        self.transaction()
            .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)")?
            .execute([name, value])?;
        Ok(())
    }
}

/// The present moment in UTC, to the second.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
