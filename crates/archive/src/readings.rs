use chancery_record::{Article, Identity, Reading, Unit};
use rusqlite::{OptionalExtension as _, Row};

use crate::corrections;
use crate::error::ArchiveError;
use crate::store::Archive;

const COLUMNS: &str = "a.key, a.source_id, a.lang, a.date, a.title, a.source, a.url, a.text, r.json, r.coded_by
   FROM readings r JOIN articles a ON a.key = r.article";

/// A reading in the archive, with its article.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The article's identity.
    pub identity: Identity,
    /// The article; `id` is the source's identifier.
    pub article: Article,
    /// The current reading with its text, corrections applied; offsets are code points.
    pub reading: Reading,
    /// `versions.id` of what made it.
    pub coded_by: String,
}

impl Stored {
    /// The reading with offsets in bytes of its text.
    #[must_use]
    pub fn in_bytes(self) -> Reading {
        self.reading.from_unit(&self.article.text, Unit::CodePoints)
    }
}

/// Current readings in the order of keys, a page of them in memory at a time.
#[derive(Debug)]
pub struct Readings<'a> {
    archive: &'a Archive,
    page: std::vec::IntoIter<Stored>,
    after: i64,
    done: bool,
}

const PAGE: usize = 64;

impl Archive {
    /// The current readings of all articles, in the order of keys.
    pub fn readings(&self) -> Readings<'_> {
        Readings { archive: self, page: Vec::new().into_iter(), after: -1, done: false }
    }

    /// The current reading of an article.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn reading(&self, article: Identity) -> Result<Option<Stored>, ArchiveError> {
        let sql = format!("SELECT {COLUMNS} WHERE r.article = ?1 AND r.current = 1");
        let row = self.connection.prepare_cached(&sql)?.query_row([article.key()], parts).optional()?;
        row.map(|row| stored(self, row)).transpose()
    }

    /// Number of articles.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn len(&self) -> Result<u64, ArchiveError> {
        Ok(self.connection.query_row("SELECT count(*) FROM articles", [], |row| row.get(0))?)
    }

    /// Whether it holds no article.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn is_empty(&self) -> Result<bool, ArchiveError> {
        Ok(self.len()? == 0)
    }
}

impl Iterator for Readings<'_> {
    type Item = Result<Stored, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(next) = self.page.next() {
            return Some(Ok(next));
        }
        if self.done {
            return None;
        }
        match page(self.archive, self.after) {
            Ok(page) => {
                self.done = page.len() < PAGE;
                self.after = page.last().map_or(self.after, |s| s.identity.key());
                self.page = page.into_iter();
                self.page.next().map(Ok)
            }
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        }
    }
}

fn page(archive: &Archive, after: i64) -> Result<Vec<Stored>, ArchiveError> {
    let sql = format!("SELECT {COLUMNS} WHERE r.current = 1 AND r.article > ?1 ORDER BY r.article LIMIT {PAGE}");
    let mut statement = archive.connection.prepare_cached(&sql)?;
    let rows: Vec<_> = statement.query_map([after], parts)?.collect::<Result<_, _>>()?;
    rows.into_iter().map(|row| stored(archive, row)).collect()
}

/// An article and the JSON of its reading.
type Parts = (Identity, Article, Option<String>, String, String);

fn parts(row: &Row<'_>) -> rusqlite::Result<Parts> {
    let article = Article {
        id: row.get(1)?,
        lang: row.get(2)?,
        date: None,
        title: row.get(4)?,
        source: row.get(5)?,
        url: row.get(6)?,
        text: row.get(7)?,
    };
    Ok((Identity::from_key(row.get(0)?), article, row.get(3)?, row.get(8)?, row.get(9)?))
}

fn stored(archive: &Archive, (identity, mut article, date, json, coded_by): Parts) -> Result<Stored, ArchiveError> {
    article.date = date.and_then(|d| d.parse().ok());
    let mut reading: Reading = serde_json::from_str(&json)?;
    let made = corrections::of_article(&archive.connection, identity.key())?;
    if !made.is_empty() {
        let mut state = corrections::State::new(reading, article.text.clone());
        for correction in &made {
            // What does not fit is told by `conflicts`.
            let _ = state.apply(correction);
        }
        reading = state.reading;
    }
    reading.text = Some(article.text.clone());
    reading.url.clone_from(&article.url);
    reading.source_id = (article.id != reading.id).then(|| article.id.clone());
    Ok(Stored { identity, article, reading, coded_by })
}
