use chancery_record::{Edtf, EventType, Status};
use rusqlite::types::Value;
use serde::Serialize;

use super::{containing, full_text};
use crate::error::{ArchiveError, Kind};
use crate::{Archive, days, fold};

/// Order of the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Earliest first day first; events without a date last.
    #[default]
    Date,
    /// Best match of the query first (BM25); needs a query.
    Relevance,
}

/// Which events are asked for; filters that are set must all hold.
///
/// Actors are a code (`CHE-GOV`), the first part of one (`CHE`), or words of an entity's name, without
/// regard to case and accents.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// Words of the article or its headline; `"…"` is a phrase, `word*` a beginning.
    pub query: Option<String>,
    /// An actor in any role.
    pub actor: Option<String>,
    /// Who acts.
    pub source: Option<String>,
    /// On whom.
    pub target: Option<String>,
    /// PLOVER type.
    pub event_type: Option<EventType>,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// Whether it happened.
    pub status: Option<Status>,
    /// Country (ISO 3166-1 alpha-3) or words of a place's name.
    pub place: Option<String>,
    /// Not over before the first day of this date.
    pub from: Option<Edtf>,
    /// Not begun after the last day of this date.
    pub to: Option<Edtf>,
    /// Who is quoted in the article: a code or words of a name.
    pub speaker: Option<String>,
    /// Language of the article.
    pub lang: Option<String>,
    /// Order.
    pub sort: Sort,
    /// At most so many.
    pub limit: Option<u32>,
    /// So many left out first.
    pub offset: u32,
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
    /// actual, future, hypothetical, negated.
    pub status: String,
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
}

impl Found {
    /// The fields in order, as a table's header.
    pub const COLUMNS: [&str; 17] = [
        "article",
        "event",
        "start",
        "end",
        "words",
        "type",
        "mode",
        "status",
        "date",
        "source",
        "target",
        "place",
        "place_name",
        "lang",
        "published",
        "outlet",
        "title",
    ];
}

const PARTIES: &str = "(SELECT group_concat(who, ';') FROM (SELECT coalesce(p.code, n.name) AS who FROM event_parties p
  LEFT JOIN entities n ON n.article = p.article AND n.id = p.entity
  WHERE p.article = e.article AND p.event = e.id AND p.role = 'ROLE' ORDER BY p.position))";

impl Archive {
    /// The events that fit, in a stable order.
    ///
    /// # Errors
    /// When the query has no word, a date no days, relevance is asked for without a query, or the
    /// archive cannot be read.
    pub fn find_events(&self, asked: &Events) -> Result<Vec<Found>, ArchiveError> {
        let wrong = |what: String| ArchiveError::new(Kind::Wrong, what);
        let mut holds = vec!["1".to_owned()];
        let mut values: Vec<Value> = Vec::new();
        let mut bind = |value: String| {
            values.push(value.into());
            format!("?{}", values.len())
        };
        let mut tables = "events e JOIN articles a ON a.key = e.article".to_owned();
        if let Some(query) = &asked.query {
            let expression = full_text(query)
                .ok_or_else(|| wrong(format!("no word to search for in '{query}': give at least one, or no query")))?;
            tables += " JOIN articles_fts ON articles_fts.rowid = e.article";
            holds.push(format!("articles_fts MATCH {}", bind(expression)));
        } else if asked.sort == Sort::Relevance {
            return Err(wrong("relevance is measured against words: give a query, or sort by date".into()));
        }
        for (who, role) in [(&asked.actor, None), (&asked.source, Some("source")), (&asked.target, Some("target"))] {
            let Some(who) = who else { continue };
            let (code, name) = (bind(who.to_uppercase()), bind(containing(who)));
            let role = role.map(|r| format!("AND p.role = '{r}'")).unwrap_or_default();
            holds.push(format!(
                "EXISTS (SELECT 1 FROM event_parties p LEFT JOIN entities n ON n.article = p.article AND n.id = p.entity
                 WHERE p.article = e.article AND p.event = e.id {role}
                 AND (p.code = {code} OR p.country = {code} OR n.folded LIKE {name} ESCAPE '\\'))"
            ));
        }
        if let Some(who) = &asked.speaker {
            let (code, name) = (bind(who.to_uppercase()), bind(containing(who)));
            holds.push(format!(
                "EXISTS (SELECT 1 FROM quotations q WHERE q.article = e.article
                 AND (q.code = {code} OR q.country = {code} OR q.folded LIKE {name} ESCAPE '\\'))"
            ));
        }
        if let Some(place) = &asked.place {
            // Names of places are few enough to fold here, as SQLite folds ASCII only.
            let mut names =
                self.connection.prepare("SELECT DISTINCT place_name FROM events WHERE place_name NOT NULL")?;
            let names = names.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
            let wanted = fold(place);
            let fit: Vec<String> = names.into_iter().filter(|n| fold(n).contains(&wanted)).map(&mut bind).collect();
            let country = bind(place.to_uppercase());
            holds.push(format!("(e.place = {country} OR e.place_name IN ({}))", fit.join(", ")));
        }
        let plain = [
            ("e.type", asked.event_type.map(|t| t.to_string())),
            ("e.mode", asked.mode.as_ref().map(|m| m.to_lowercase())),
            ("e.status", asked.status.map(|s| s.to_string())),
            ("a.lang", asked.lang.as_ref().map(|l| l.to_lowercase())),
        ];
        for (column, value) in plain {
            if let Some(value) = value {
                holds.push(format!("{column} = {}", bind(value)));
            }
        }
        let no_days =
            |date: &Edtf| wrong(format!("the date {date} covers no days: give one such as 2024-05 or 2024-05-16"));
        if let Some(from) = &asked.from {
            let first = days(Some(from)).0.ok_or_else(|| no_days(from))?;
            holds.push(format!("e.last_day >= {}", bind(first)));
        }
        if let Some(to) = &asked.to {
            let last = days(Some(to)).1.ok_or_else(|| no_days(to))?;
            holds.push(format!("e.first_day <= {}", bind(last)));
        }
        let by = if asked.sort == Sort::Relevance { "bm25(articles_fts), " } else { "" };
        let sql = format!(
            "SELECT a.id, e.id, e.span_start, e.span_end, substr(a.text, e.span_start + 1, e.span_end - e.span_start),
             e.type, e.mode, e.status, e.date, {}, {}, e.place, e.place_name, a.lang, a.date, a.source, a.title
             FROM {tables} WHERE {} ORDER BY {by}e.first_day IS NULL, e.first_day, e.last_day, e.article, e.position
             LIMIT {} OFFSET {}",
            PARTIES.replace("ROLE", "source"),
            PARTIES.replace("ROLE", "target"),
            holds.join(" AND "),
            asked.limit.map_or(-1, i64::from),
            asked.offset
        );
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| {
            Ok(Found {
                article: row.get(0)?,
                event: row.get(1)?,
                start: row.get(2)?,
                end: row.get(3)?,
                words: row.get(4)?,
                event_type: row.get(5)?,
                mode: row.get(6)?,
                status: row.get(7)?,
                date: row.get(8)?,
                source: row.get(9)?,
                target: row.get(10)?,
                place: row.get(11)?,
                place_name: row.get(12)?,
                lang: row.get(13)?,
                published: row.get(14)?,
                outlet: row.get(15)?,
                title: row.get(16)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
