//! Articles of the archive read again.

use chancery_record::{Article, Edtf, Identity, Reading};
use rusqlite::{OptionalExtension as _, params};

use crate::batch::{Batch, Inserted, Seen};
use crate::corrections;
use crate::error::{ArchiveError, Kind};
use crate::layers::days;
use crate::store::Archive;

/// Which articles are asked for; what is set must all hold.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// Language.
    pub lang: Option<String>,
    /// Articles, by their ids in the archive or in their sources.
    pub articles: Vec<String>,
    /// Published on or after the first day of this date.
    pub since: Option<Edtf>,
    /// Those too whose current reading is by the versions in question.
    pub all: bool,
}

/// An article as it came in.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// What it is.
    pub identity: Identity,
    /// The article; `id` is the identifier that its source gives it.
    pub article: Article,
    /// What its source had to say of it: notes of the current reading.
    pub notes: Vec<String>,
    /// Where it was met first: file, and line or member.
    pub place: (String, String),
}

impl Archive {
    /// Keys of the articles whose current reading is not by `version`, in their order.
    ///
    /// # Errors
    /// When an article is unknown, the date covers no days, or the archive cannot be read.
    pub fn to_read(&self, which: &Which, version: &str) -> Result<Vec<i64>, ArchiveError> {
        let since = match &which.since {
            None => None,
            Some(date) => Some(days(Some(date)).0.ok_or_else(|| {
                ArchiveError::new(Kind::Wrong, format!("the date {date} covers no days"))
                    .advise("give one such as 2024-05")
            })?),
        };
        let wanted: Vec<i64> = which.articles.iter().map(|a| self.article_key(a)).collect::<Result<_, _>>()?;
        let mut statement = self.connection.prepare(
            "SELECT key FROM articles a LEFT JOIN readings r ON r.article = a.key AND r.current = 1
               WHERE (?1 IS NULL OR lang = ?1) AND (?2 IS NULL OR first_day >= ?2)
                 AND (?3 OR r.coded_by IS NULL OR r.coded_by <> ?4) ORDER BY key",
        )?;
        let lang = which.lang.as_deref().map(str::to_lowercase);
        let keys = statement.query_map(params![lang, since, which.all, version], |row| row.get(0))?;
        let keys: Vec<i64> = keys.collect::<Result<_, _>>()?;
        Ok(keys.into_iter().filter(|key| wanted.is_empty() || wanted.contains(key)).collect())
    }

    /// An article as it came in: with the date of its source, not one that was found in its text.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn held(&self, key: i64) -> Result<Option<Held>, ArchiveError> {
        let identity = Identity::from_key(key);
        let Some(stored) = self.stored_article(key)? else { return Ok(None) };
        let (mut article, json) = stored;
        // The key is a hash of the article with the date that its source gave.
        let dateless = Article { date: None, ..article.clone() };
        if Identity::of(&article) != identity && Identity::of(&dateless) == identity {
            article = dateless;
        }
        let notes = match json {
            Some(json) => serde_json::from_str::<Reading>(&json)?.notes,
            None => Vec::new(),
        };
        let place = self
            .connection
            .prepare_cached("SELECT file, place FROM sightings WHERE article = ?1 ORDER BY file, place LIMIT 1")?
            .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .unwrap_or_default();
        Ok(Some(Held { identity, article, notes, place }))
    }

    fn stored_article(&self, key: i64) -> Result<Option<(Article, Option<String>)>, ArchiveError> {
        let found = self
            .connection
            .prepare_cached(
                "SELECT source_id, lang, date, title, source, url, text, json FROM articles
                   LEFT JOIN readings r ON r.article = key AND r.current = 1 WHERE key = ?1",
            )?
            .query_row([key], |row| {
                let article = Article {
                    id: row.get(0)?,
                    lang: row.get(1)?,
                    date: row.get::<_, Option<String>>(2)?.and_then(|d| d.parse().ok()),
                    title: row.get(3)?,
                    source: row.get(4)?,
                    url: row.get(5)?,
                    text: row.get(6)?,
                };
                Ok((article, row.get(7)?))
            })
            .optional()?;
        Ok(found)
    }
}

impl Batch<'_> {
    /// Makes the reading of an article by `version` the current one, when there is such a reading.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn revive(&self, article: Identity, version: &str, run: i64) -> Result<bool, ArchiveError> {
        let sql = self.transaction();
        let known: Option<i64> = sql
            .prepare_cached("SELECT 1 FROM readings WHERE article = ?1 AND coded_by = ?2")?
            .query_row(params![article.key(), version], |row| row.get(0))
            .optional()?;
        if known.is_none() {
            return Ok(false);
        }
        sql.prepare_cached("UPDATE readings SET current = 0 WHERE article = ?1 AND current = 1")?
            .execute([article.key()])?;
        sql.prepare_cached("UPDATE readings SET current = 1, run = ?3 WHERE article = ?1 AND coded_by = ?2")?
            .execute(params![article.key(), version, run])?;
        corrections::rewrite(sql, article.key())?;
        Ok(true)
    }

    /// Puts a reading in the place of one by the same versions, or beside those by others, and makes
    /// it the current one. `reading` is as for [`Batch::insert`], `held` is the article.
    ///
    /// # Errors
    /// As for [`Batch::insert`].
    pub fn replace(&self, reading: &Reading, held: &Held, run: i64) -> Result<Inserted, ArchiveError> {
        // A fault of an earlier program is one no more.
        self.transaction()
            .prepare_cached("DELETE FROM errors WHERE file = ?1 AND place = ?2 AND kind = 'fault'")?
            .execute([&held.place.0, &held.place.1])?;
        self.transaction()
            .prepare_cached("DELETE FROM readings WHERE article = ?1 AND coded_by = ?2")?
            .execute(params![held.identity.key(), crate::store::version_id(&reading.coded_by)])?;
        let seen = Seen { source_id: held.article.id.clone(), ..Seen::default() };
        self.insert(reading, Some(held.identity), &seen, Some(run))
    }
}
