use chancery_record::{CodedBy, Identity, Reading, Unit};
use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::corrections;
use crate::error::{ArchiveError, Kind};
use crate::layers;
use crate::store::version_id;

/// Where an article was met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Path as given, or `standard input`; empty when there is no file.
    pub file: String,
    /// Line or member in the file, empty for the whole.
    pub place: String,
    /// Identifier that the source gives it.
    pub source_id: String,
}

/// What became of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// The article.
    pub article: Identity,
    /// Whether the article is new to the archive.
    pub new_article: bool,
    /// Whether this reading is new: not one by the same versions of the same article.
    pub new_reading: bool,
}

/// A transaction that writes; nothing is kept before [`Batch::commit`].
#[derive(Debug)]
pub struct Batch<'a> {
    transaction: Transaction<'a>,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(transaction: Transaction<'a>) -> Self {
        Batch { transaction }
    }

    /// Keeps what was written.
    ///
    /// # Errors
    /// When it cannot be written; then nothing of it is kept.
    pub fn commit(self) -> Result<(), ArchiveError> {
        Ok(self.transaction.commit()?)
    }

    /// The transaction, for statements of one's own.
    pub fn transaction(&self) -> &Transaction<'a> {
        &self.transaction
    }

    /// Does `work`; when what it writes does not fit the archive, takes that back and gives the reason.
    ///
    /// # Errors
    /// When the archive itself cannot be written.
    pub fn attempt(&self, work: impl FnOnce() -> Result<(), ArchiveError>) -> Result<Option<String>, ArchiveError> {
        self.transaction.prepare_cached("SAVEPOINT attempt")?.execute([])?;
        let outcome = work();
        if outcome.is_err() {
            self.transaction.prepare_cached("ROLLBACK TO attempt")?.execute([])?;
        }
        self.transaction.prepare_cached("RELEASE attempt")?.execute([])?;
        match outcome {
            Ok(()) => Ok(None),
            Err(error) if error.is_about_content() => {
                let cause = std::error::Error::source(&error).map(|c| format!(" ({c})")).unwrap_or_default();
                Ok(Some(format!("{error}{cause}")))
            }
            Err(error) => Err(error),
        }
    }

    /// Inserts a reading, its article when that is new, and makes it the current one.
    ///
    /// `reading.text` holds the text; offsets are bytes of it. `identity` is the article's, as it
    /// came in: the reader may have found a date in the text. Without one it is that of the reading.
    /// A reading by the same versions that is there already is left as it is.
    ///
    /// # Errors
    /// When the reading has no text, another article has the same key, or the archive cannot be written.
    pub fn insert(
        &self,
        reading: &Reading,
        identity: Option<Identity>,
        seen: &Seen,
        run: Option<i64>,
    ) -> Result<Inserted, ArchiveError> {
        let Some(text) = reading.text.as_deref() else {
            return Err(ArchiveError::new(Kind::Wrong, format!("the reading of '{}' has no text", reading.id)));
        };
        let article = identity.unwrap_or_else(|| Identity::of_reading(reading, text));
        let new_article = self.article(article, reading, text, seen)?;
        let version = self.version(&reading.coded_by)?;
        let known: Option<bool> = self
            .transaction
            .prepare_cached("SELECT current FROM readings WHERE article = ?1 AND coded_by = ?2")?
            .query_row(params![article.key(), version], |row| row.get(0))
            .optional()?;
        let new_reading = known.is_none();
        if known == Some(true) {
            return Ok(Inserted { article, new_article, new_reading });
        }
        self.transaction
            .prepare_cached("UPDATE readings SET current = 0 WHERE article = ?1 AND current = 1")?
            .execute([article.key()])?;
        let points = Reading { text: None, ..reading.clone() }.in_unit(text, Unit::CodePoints);
        if new_reading {
            self.transaction
                .prepare_cached(
                    "INSERT INTO readings (article, coded_by, current, run, json) VALUES (?1, ?2, 1, ?3, ?4)",
                )?
                .execute(params![article.key(), version, run, serde_json::to_string(&points)?])?;
        } else {
            self.transaction
                .prepare_cached("UPDATE readings SET current = 1, run = ?3 WHERE article = ?1 AND coded_by = ?2")?
                .execute(params![article.key(), version, run])?;
        }
        self.redate(article, &points)?;
        corrections::flatten(&self.transaction, article.key(), points, text, &version)?;
        Ok(Inserted { article, new_article, new_reading })
    }

    /// Notes that an article of the archive was met once more. False when it is not in the archive.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn sighting(&self, article: Identity, seen: &Seen, url: Option<&str>) -> Result<bool, ArchiveError> {
        // The least identifier and address stay, whatever the order of the files.
        let changed = self
            .transaction
            .prepare_cached(
                "UPDATE articles SET source_id = min(source_id, ?2),
                   url = CASE WHEN url IS NULL OR ?3 < url THEN coalesce(?3, url) ELSE url END WHERE key = ?1",
            )?
            .execute(params![article.key(), seen.source_id, url])?;
        if changed == 0 {
            return Ok(false);
        }
        if !seen.file.is_empty() {
            self.transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO sightings (article, file, place, source_id) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![article.key(), seen.file, seen.place, seen.source_id])?;
        }
        Ok(true)
    }

    fn article(&self, identity: Identity, reading: &Reading, text: &str, seen: &Seen) -> Result<bool, ArchiveError> {
        let source_id = if seen.source_id.is_empty() { &reading.id } else { &seen.source_id };
        let held: Option<String> = self
            .transaction
            .prepare_cached("SELECT sha256 FROM articles WHERE key = ?1")?
            .query_row([identity.key()], |row| row.get(0))
            .optional()?;
        let new = match held {
            Some(sha256) if sha256 == reading.sha256 => false,
            Some(_) => {
                return Err(ArchiveError::new(
                    Kind::Wrong,
                    format!("'{source_id}' has the key {} of an article with another text", identity.id()),
                ));
            }
            None => true,
        };
        if new {
            let (first, last) = layers::days(reading.date.as_ref());
            self.transaction
                .prepare_cached(
                    "INSERT INTO articles (key, id, source_id, lang, date, first_day, last_day, title, source, url,
                       text, characters, sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                )?
                .execute(params![
                    identity.key(),
                    identity.id(),
                    source_id,
                    reading.lang,
                    reading.date.as_ref().map(|d| d.as_str()),
                    first,
                    last,
                    reading.title,
                    reading.source,
                    reading.url,
                    text,
                    text.chars().count() as i64,
                    reading.sha256,
                ])?;
        }
        let seen = Seen { source_id: source_id.clone(), ..seen.clone() };
        self.sighting(identity, &seen, reading.url.as_deref())?;
        Ok(new)
    }

    /// Another program may find another language, or another date in the text.
    fn redate(&self, article: Identity, reading: &Reading) -> Result<(), ArchiveError> {
        let (first, last) = layers::days(reading.date.as_ref());
        self.transaction
            .prepare_cached(
                "UPDATE articles SET lang = ?2, date = ?3, first_day = ?4, last_day = ?5
                   WHERE key = ?1 AND (lang IS NOT ?2 OR date IS NOT ?3)",
            )?
            .execute(params![article.key(), reading.lang, reading.date.as_ref().map(|d| d.as_str()), first, last])?;
        Ok(())
    }

    fn version(&self, coded_by: &CodedBy) -> Result<String, ArchiveError> {
        let id = version_id(coded_by);
        self.transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO versions (id, program, models, lexicons, world) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![id, coded_by.program, coded_by.models, coded_by.lexicons, coded_by.world])?;
        Ok(id)
    }
}
