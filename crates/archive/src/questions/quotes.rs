use chancery_record::Edtf;
use serde::Serialize;

use super::containing;
use crate::error::{ArchiveError, Kind};
use crate::{Archive, days, fold};

/// A quotation found, with the way back to its words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quoted {
    /// `articles.id`.
    pub article: String,
    /// First code point of the words in the article's text.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// When it was said, EDTF; the article's date where the text does not tell.
    pub date: Option<String>,
    /// Who said it.
    pub speaker: Option<String>,
    /// The speaker's code.
    pub code: Option<String>,
    /// direct, indirect.
    pub kind: String,
    /// Interview, statement, speech…, where the text tells.
    pub channel: Option<String>,
    /// The exact words.
    pub words: String,
}

impl Archive {
    /// What a speaker (a code, its first part, or words of a name) is quoted with, in order of date;
    /// `about` are words in the quotation, without regard to case and accents.
    ///
    /// # Errors
    /// When `since` covers no days, or the archive cannot be read.
    pub fn quotes(
        &self,
        speaker: &str,
        about: Option<&str>,
        since: Option<&Edtf>,
    ) -> Result<Vec<Quoted>, ArchiveError> {
        let since = match since {
            None => None,
            Some(date) => Some(days(Some(date)).0.ok_or_else(|| {
                ArchiveError::new(Kind::Wrong, format!("the date {date} covers no days: give one such as 2024-05"))
            })?),
        };
        let mut statement = self.connection.prepare(
            "SELECT a.id, q.span_start, q.span_end, coalesce(q.date, a.date), q.speaker, q.code, q.kind, q.channel,
             substr(a.text, q.span_start + 1, q.span_end - q.span_start)
             FROM quotations q JOIN articles a ON a.key = q.article
             WHERE (q.code = ?1 OR q.country = ?1 OR q.folded LIKE ?2 ESCAPE '\\')
             AND (?3 IS NULL OR coalesce(q.last_day, a.last_day) >= ?3)
             ORDER BY coalesce(q.first_day, a.first_day) IS NULL, coalesce(q.first_day, a.first_day), q.article, q.position",
        )?;
        let rows = statement.query_map((speaker.to_uppercase(), containing(speaker), since), |row| {
            Ok(Quoted {
                article: row.get(0)?,
                start: row.get(1)?,
                end: row.get(2)?,
                date: row.get(3)?,
                speaker: row.get(4)?,
                code: row.get(5)?,
                kind: row.get(6)?,
                channel: row.get(7)?,
                words: row.get(8)?,
            })
        })?;
        let mut all = rows.collect::<Result<Vec<_>, _>>()?;
        if let Some(about) = about.map(fold) {
            all.retain(|q| about.split_whitespace().all(|word| fold(&q.words).contains(word)));
        }
        Ok(all)
    }
}
