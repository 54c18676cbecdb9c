use rusqlite::Row;
use serde::Serialize;

use super::compile::{Binder, search};
use super::filter::Filter;
use crate::Archive;
use crate::error::{ArchiveError, Kind};

/// Order of the answers; what is equal stands in the order of articles and of their text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Earliest first day first; without a date last.
    #[default]
    Date,
    /// Best match of the query first (BM25); needs a query.
    Relevance,
    /// Earliest dateline of the article first.
    Published,
    /// Most conflictual Goldstein value first; without one last.
    Goldstein,
    /// Told by most independent origins first, then by most articles.
    Witnesses,
}

/// Which part of the answers, and in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Order.
    pub sort: Sort,
    /// The other way round.
    pub reverse: bool,
    /// At most so many.
    pub limit: Option<u32>,
    /// So many left out first.
    pub offset: u32,
}

impl Page {
    /// The LIMIT clause; none where all are fetched and [`Page::cut`] counts and cuts them.
    pub(crate) fn limits(&self, asked: &Filter) -> String {
        if asked.is_costly() {
            return String::new();
        }
        format!("LIMIT {} OFFSET {}", self.limit.map_or(-1, i64::from), self.offset)
    }

    /// Of the rows fetched, those of the page, and how many fit where that is known.
    pub(crate) fn cut<T>(&self, mut rows: Vec<T>, asked: &Filter) -> (Option<u64>, Vec<T>) {
        if asked.is_costly() {
            let total = rows.len() as u64;
            rows.drain(..(self.offset as usize).min(rows.len()));
            rows.truncate(self.limit.map_or(usize::MAX, |limit| limit as usize));
            return (Some(total), rows);
        }
        let whole = self.offset == 0 && self.limit.is_none_or(|limit| rows.len() < limit as usize);
        (whole.then_some(rows.len() as u64), rows)
    }

    /// An ORDER BY term in the asked or the other direction, NULL last.
    pub(crate) fn term(&self, column: &str, falling: bool) -> String {
        let way = if falling == self.reverse { "" } else { " DESC" };
        format!("{column}{way} NULLS LAST")
    }
}

/// A part of the answers, and how many there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers<T> {
    /// All that fit, shown or not.
    pub total: u64,
    /// Those of the page.
    pub rows: Vec<T>,
}

/// An event found, with the way back to its words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// `articles.id`.
    pub article: String,
    /// `events.id` in that article.
    pub event: String,
    /// First code point of the words in the article's text.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// The words there.
    pub words: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub event_type: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// The act that a speech act is about.
    pub of: Option<String>,
    /// PLOVER contexts, joined by `;`.
    pub contexts: Option<String>,
    /// actual, future, hypothetical, negated.
    pub status: String,
    /// Goldstein scale value, -10 to 10.
    pub goldstein: Option<f64>,
    /// EDTF.
    pub date: Option<String>,
    /// Codes or names of those who act, joined by `;`.
    pub source: Option<String>,
    /// Codes or names of those acted on, joined by `;`.
    pub target: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub place: Option<String>,
    /// Name of the place.
    pub place_name: Option<String>,
    /// Language of the article.
    pub lang: Option<String>,
    /// Dateline of the article, EDTF.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// The story that the article belongs to.
    pub story: Option<String>,
    /// The act that it is a telling of.
    pub act: Option<String>,
    /// Articles that tell the act.
    pub witnesses: Option<u32>,
    /// Independent ones among them.
    pub origins: Option<u32>,
    /// Share of like readings that were right on annotated text, 0 to 1.
    pub confidence: Option<f64>,
}

impl Found {
    /// The fields in order, as a table's header.
    pub const COLUMNS: [&str; 25] = [
        "article",
        "event",
        "start",
        "end",
        "words",
        "type",
        "mode",
        "of",
        "contexts",
        "status",
        "goldstein",
        "date",
        "source",
        "target",
        "place",
        "place_name",
        "lang",
        "published",
        "outlet",
        "title",
        "story",
        "act",
        "witnesses",
        "origins",
        "confidence",
    ];

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Found {
            article: row.get(0)?,
            event: row.get(1)?,
            start: row.get(2)?,
            end: row.get(3)?,
            words: row.get(4)?,
            event_type: row.get(5)?,
            mode: row.get(6)?,
            of: row.get(7)?,
            contexts: row.get(8)?,
            status: row.get(9)?,
            goldstein: row.get::<_, Option<f64>>(10)?.map(tenths),
            date: row.get(11)?,
            source: row.get(12)?,
            target: row.get(13)?,
            place: row.get(14)?,
            place_name: row.get(15)?,
            lang: row.get(16)?,
            published: row.get(17)?,
            outlet: row.get(18)?,
            title: row.get(19)?,
            story: row.get(20)?,
            act: row.get(21)?,
            witnesses: row.get(22)?,
            origins: row.get(23)?,
            confidence: row.get::<_, Option<f64>>(24)?.map(hundredths),
        })
    }
}

/// A share to two decimals, as it was given.
fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// A Goldstein value as the scale has it: one decimal, not the nearest single-precision number.
pub(crate) fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

const PARTIES: &str = "(SELECT group_concat(who, ';') FROM (SELECT coalesce(p.code, n.name) AS who FROM event_parties p
  LEFT JOIN entities n ON n.article = p.article AND n.id = p.entity
  WHERE p.article = e.article AND p.event = e.id AND p.role = 'ROLE' ORDER BY p.position))";

/// Article's key and event's id.
pub(crate) type Key = (i64, String);

impl Archive {
    /// The events that fit, in a stable order, and how many there are.
    ///
    /// # Errors
    /// When the query has no word, a date no days, relevance is asked for without a query, or the
    /// archive cannot be read.
    pub fn find_events(&self, asked: &Filter, page: Page) -> Result<Answers<Found>, ArchiveError> {
        let (total, keys) = self.event_keys(asked, page)?;
        Ok(Answers { total, rows: self.found(&keys)? })
    }

    /// Events by key, with their words.
    pub(crate) fn found(&self, keys: &[Key]) -> Result<Vec<Found>, ArchiveError> {
        let sql = format!(
            "SELECT a.id, e.id, e.span_start, e.span_end, substr(a.text, e.span_start + 1, e.span_end - e.span_start),
             e.type, e.mode, e.of_type,
             (SELECT group_concat(context, ';') FROM (SELECT context FROM event_contexts c WHERE c.article = e.article
                AND c.event = e.id ORDER BY context)),
             e.status, e.goldstein, e.date, {}, {}, e.place, e.place_name, a.lang, a.date, a.source, a.title,
             (SELECT story FROM story_members s WHERE s.article = e.article), m.id, m.witnesses, m.origins, e.confidence
             FROM events e JOIN articles a ON a.key = e.article
             LEFT JOIN witnesses w ON w.article = e.article AND w.event = e.id
             LEFT JOIN merged_events m ON m.id = w.merged
             WHERE e.article = ?1 AND e.id = ?2",
            PARTIES.replace("ROLE", "source"),
            PARTIES.replace("ROLE", "target"),
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let one = |(article, event): &Key| Ok(statement.query_row((article, event), Found::of)?);
        keys.iter().map(one).collect()
    }

    /// Keys of the events that fit, and how many there are.
    pub(crate) fn event_keys(&self, asked: &Filter, page: Page) -> Result<(u64, Vec<Key>), ArchiveError> {
        let relevance = page.sort == Sort::Relevance;
        let mut binder = Binder::default();
        let holds = asked.event_holds(self, !relevance, true, &mut binder)?;
        let (mut tables, holds) = search(holds);
        let by = match page.sort {
            Sort::Date => page.term("e.first_day", false),
            Sort::Relevance => {
                let expression = asked.match_expression()?.ok_or_else(no_query)?;
                tables += &format!(
                    " JOIN (SELECT rowid AS key, bm25(articles_fts) AS score FROM articles_fts
                       WHERE articles_fts MATCH {}) r ON r.key = e.article",
                    binder.put(expression)
                );
                page.term("r.score", false)
            }
            Sort::Published => {
                tables += " JOIN articles a ON a.key = e.article";
                page.term("a.first_day", false)
            }
            Sort::Goldstein => page.term("e.goldstein", false),
            Sort::Witnesses => {
                tables += " LEFT JOIN witnesses w ON w.article = e.article AND w.event = e.id
                   LEFT JOIN merged_events m ON m.id = w.merged";
                format!("{}, {}", page.term("m.origins", true), page.term("m.witnesses", true))
            }
        };
        let sql = format!(
            "SELECT e.article, e.id FROM {tables} WHERE {holds}
             ORDER BY {by}, e.first_day NULLS LAST, e.last_day, e.article, e.position {}",
            page.limits(asked)
        );
        let keys = self
            .connection
            .prepare(&sql)?
            .query_map(rusqlite::params_from_iter(&binder.values), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<Vec<Key>, _>>()?;
        let (total, keys) = page.cut(keys, asked);
        let total = match total {
            Some(total) => total,
            None => {
                let sql = format!("SELECT count(*) FROM {tables} WHERE {holds}");
                self.connection.query_row(&sql, rusqlite::params_from_iter(&binder.values), |row| row.get(0))?
            }
        };
        Ok((total, keys))
    }

    /// PLOVER contexts that events of the archive have, in alphabetical order.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn contexts(&self) -> Result<Vec<String>, ArchiveError> {
        let mut statement = self.connection.prepare("SELECT DISTINCT context FROM event_contexts ORDER BY context")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Names of the parts of a filter that no event or quotation fits alone.
    ///
    /// # Errors
    /// As for [`Archive::find_events`].
    pub fn unmet(&self, asked: &Filter) -> Result<Vec<&'static str>, ArchiveError> {
        let mut unmet = Vec::new();
        for (name, part) in asked.parts() {
            let one = Page { limit: Some(1), ..Page::default() };
            if self.event_keys(&part, one)?.1.is_empty()
                && (part.is_about_acts() || self.quotation_keys(&part, Some(1))?.is_empty())
            {
                unmet.push(name);
            }
        }
        Ok(unmet)
    }
}

pub(crate) fn no_query() -> ArchiveError {
    ArchiveError::new(Kind::Wrong, "relevance is measured against words: give a query, or sort by date")
}
