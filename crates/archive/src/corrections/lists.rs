//! What was decided, and what does not fit any more.

use rusqlite::params;
use serde::Serialize;

use super::{COLUMNS, Correction, correction, locate};
use crate::Identity;
use crate::error::{ArchiveError, Kind};
use crate::store::Archive;

/// Which corrections are asked for; what is set must all hold.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// An article, by its id in the archive or in its source.
    pub article: Option<String>,
    /// An item.
    pub item: Option<String>,
    /// Who decided.
    pub author: Option<String>,
    /// Those that were undone too.
    pub undone: bool,
}

/// A correction that does not fit the current reading, or the current stories.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conflict {
    /// The correction.
    pub correction: Correction,
    /// `versions.id` of the reading; none for merged events.
    pub coded_by: Option<String>,
    /// Why.
    pub reason: String,
    /// Since when, UTC, RFC 3339.
    pub since: Option<String>,
}

impl Archive {
    /// Corrections in their order.
    ///
    /// # Errors
    /// When an article is unknown, or the archive cannot be read.
    pub fn corrections(&self, wanted: &Wanted) -> Result<Vec<Correction>, ArchiveError> {
        let article = wanted.article.as_deref().map(|name| self.article_key(name)).transpose()?;
        let mut statement = self.connection.prepare(&format!(
            "SELECT {COLUMNS} FROM corrections c WHERE (?1 IS NULL OR c.article = ?1) AND (?2 IS NULL OR c.item = ?2)
               AND (?3 IS NULL OR c.author = ?3) AND (?4 OR c.undone_at IS NULL) ORDER BY c.id"
        ))?;
        let rows = statement.query_map(params![article, wanted.item, wanted.author, wanted.undone], correction)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Corrections that do not fit, in their order.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn conflicts(&self) -> Result<Vec<Conflict>, ArchiveError> {
        let mut statement = self.connection.prepare(&format!(
            "SELECT {COLUMNS}, f.coded_by, f.reason, f.at FROM conflicts f JOIN corrections c ON c.id = f.correction
               ORDER BY c.id"
        ))?;
        let rows = statement.query_map([], |row| {
            let correction = correction(row)?;
            Ok(Conflict { correction, coded_by: row.get(20)?, reason: row.get(21)?, since: row.get(22)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The key of an article by its id in the archive, or by the identifier that its source gives it.
    ///
    /// # Errors
    /// When there is none or several, or the archive cannot be read.
    pub fn article_key(&self, name: &str) -> Result<i64, ArchiveError> {
        locate::article(&self.connection, name)?
            .map_err(|(message, hint)| ArchiveError::new(Kind::Wrong, message).advise(hint))
    }

    /// The current reading of an article as it was read, before corrections; offsets are code points.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn as_read(&self, article: Identity) -> Result<Option<chancery_record::Reading>, ArchiveError> {
        Ok(super::decide::current(&self.connection, article.key())?.map(|(mut reading, text, _)| {
            reading.text = Some(text);
            reading
        }))
    }
}
