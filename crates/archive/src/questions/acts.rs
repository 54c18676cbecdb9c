use std::collections::BTreeSet;

use rusqlite::Row;
use serde::Serialize;

use super::compile::{Binder, search};
use super::filter::Filter;
use super::find::{Answers, Key, Page, Sort, no_query, tenths};
use crate::Archive;
use crate::error::ArchiveError;

/// One article's account of an act.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Telling {
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
    /// Language of the article.
    pub lang: Option<String>,
    /// Dateline of the article, EDTF.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// The origin that it goes back to; the same for all that copy one source.
    pub origin: String,
    /// Whether it fits the question by itself.
    pub fits: bool,
}

/// What witnesses say differently: a field with its values and how many articles give each.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dispute {
    /// dead, injured, arrested, source, status, date.
    pub field: String,
    /// Value and number of articles.
    pub values: Vec<(String, u32)>,
}

/// One act over articles, with those who tell it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Act {
    /// `merged_events.id`.
    pub act: String,
    /// The story that it belongs to.
    pub story: Option<String>,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub event_type: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// The act that a speech act is about.
    pub of: Option<String>,
    /// actual, future, hypothetical, negated.
    pub status: String,
    /// Mean Goldstein value of its tellings.
    pub goldstein: Option<f64>,
    /// EDTF, narrowed by other articles.
    pub date: Option<String>,
    /// First day that the date covers.
    pub first_day: Option<String>,
    /// Last day that the date covers.
    pub last_day: Option<String>,
    /// Codes of those who act.
    pub source: Vec<String>,
    /// Codes of those acted on.
    pub target: Vec<String>,
    /// ISO 3166-1 alpha-3.
    pub place: Option<String>,
    /// Name of the place.
    pub place_name: Option<String>,
    /// People killed.
    pub dead: Option<u32>,
    /// People injured.
    pub injured: Option<u32>,
    /// People arrested.
    pub arrested: Option<u32>,
    /// Articles that tell it.
    pub witnesses: u32,
    /// Independent ones among them.
    pub origins: u32,
    /// On what they do not agree.
    pub disputes: Vec<Dispute>,
    /// Who tells it: those that fit the question first, then by dateline.
    pub told_by: Vec<Telling>,
}

impl Act {
    /// Columns of one row an act, with the words of its first telling.
    pub const COLUMNS: [&str; 25] = [
        "act",
        "story",
        "type",
        "mode",
        "of",
        "status",
        "goldstein",
        "date",
        "source",
        "target",
        "place",
        "place_name",
        "dead",
        "injured",
        "arrested",
        "witnesses",
        "origins",
        "disputed",
        "words",
        "article",
        "event",
        "start",
        "end",
        "published",
        "outlet",
    ];

    /// The values of [`Act::COLUMNS`]; lists are joined by `;`, what is unknown is empty.
    pub fn row(&self) -> [String; 25] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let number = |value: Option<u32>| value.map(|n| n.to_string()).unwrap_or_default();
        let first = self.told_by.first();
        let of = |get: &dyn Fn(&Telling) -> String| first.map(get).unwrap_or_default();
        [
            self.act.clone(),
            text(&self.story),
            self.event_type.clone(),
            text(&self.mode),
            text(&self.of),
            self.status.clone(),
            self.goldstein.map(|g| g.to_string()).unwrap_or_default(),
            text(&self.date),
            self.source.join(";"),
            self.target.join(";"),
            text(&self.place),
            text(&self.place_name),
            number(self.dead),
            number(self.injured),
            number(self.arrested),
            self.witnesses.to_string(),
            self.origins.to_string(),
            self.disputes.iter().map(|d| d.field.as_str()).collect::<Vec<_>>().join(";"),
            of(&|t| t.words.clone()),
            of(&|t| t.article.clone()),
            of(&|t| t.event.clone()),
            of(&|t| t.start.to_string()),
            of(&|t| t.end.to_string()),
            of(&|t| text(&t.published)),
            of(&|t| text(&t.outlet)),
        ]
    }

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let codes = |json: String| serde_json::from_str(&json).unwrap_or_default();
        Ok(Act {
            act: row.get(0)?,
            story: row.get(1)?,
            event_type: row.get(2)?,
            mode: row.get(3)?,
            of: row.get(4)?,
            status: row.get(5)?,
            goldstein: row.get::<_, Option<f64>>(6)?.map(tenths),
            date: row.get(7)?,
            first_day: row.get(8)?,
            last_day: row.get(9)?,
            source: codes(row.get(10)?),
            target: codes(row.get(11)?),
            place: row.get(12)?,
            place_name: row.get(13)?,
            dead: row.get(14)?,
            injured: row.get(15)?,
            arrested: row.get(16)?,
            witnesses: row.get(17)?,
            origins: row.get(18)?,
            disputes: Vec::new(),
            told_by: Vec::new(),
        })
    }
}

const TOLD: &str = "SELECT a.id, e.id, e.span_start, e.span_end,
  substr(a.text, e.span_start + 1, e.span_end - e.span_start), a.lang, a.date, a.source, a.title, w.origin, w.article
  FROM witnesses w JOIN events e ON e.article = w.article AND e.id = w.event JOIN articles a ON a.key = w.article
  WHERE w.merged = ?1 ORDER BY a.first_day NULLS LAST, a.last_day, a.id, e.position";

/// SQL for acts that fit: an act fits when one of its tellings does; dates and status are the act's own.
pub(crate) struct ActSql {
    /// Condition over `merged_events m`.
    pub(crate) holds: String,
    /// What is asked of its tellings, where anything is.
    telling: Option<Filter>,
    pub(crate) binder: Binder,
}

impl Archive {
    pub(crate) fn act_sql(&self, asked: &Filter) -> Result<ActSql, ArchiveError> {
        let mut binder = Binder::default();
        let mut holds = asked.day_holds("m.first_day", "m.last_day", &mut binder)?;
        let mut tellings = asked.clone();
        let statuses = std::mem::take(&mut tellings.statuses);
        if !statuses.is_empty() {
            holds.push(format!("m.status IN {}", binder.list(statuses.iter().map(|s| s.to_string()))));
        }
        let telling = tellings.event_holds(self, true, false, &mut binder)?;
        let asks = !telling.is_empty();
        if asks {
            let (tables, telling) = search(telling);
            holds.push(format!(
                "m.id IN (SELECT w.merged FROM {tables} JOIN witnesses w ON w.article = e.article AND w.event = e.id
                 WHERE {telling})"
            ));
        }
        let holds = if holds.is_empty() { "1".to_owned() } else { holds.join(" AND ") };
        Ok(ActSql { holds, telling: asks.then_some(tellings), binder })
    }

    /// The acts that fit, each once over all articles that tell it. An act fits when one of its tellings
    /// does; the dates and the status asked for are those of the act.
    ///
    /// # Errors
    /// As for [`Archive::find_events`].
    pub fn find_acts(&self, asked: &Filter, page: Page) -> Result<Answers<Act>, ArchiveError> {
        let mut sql = self.act_sql(asked)?;
        let mut tables = "merged_events m".to_owned();
        const MEAN: &str = "(SELECT avg(e.goldstein) FROM witnesses w JOIN events e ON e.article = w.article
             AND e.id = w.event WHERE w.merged = m.id)";
        let by = match page.sort {
            Sort::Date => page.term("m.first_day", false),
            Sort::Goldstein => page.term(MEAN, false),
            Sort::Witnesses => format!("{}, {}", page.term("m.origins", true), page.term("m.witnesses", true)),
            Sort::Published => page.term(
                "(SELECT min(a.first_day) FROM witnesses w JOIN articles a ON a.key = w.article WHERE w.merged = m.id)",
                false,
            ),
            Sort::Relevance => {
                let expression = asked.match_expression()?.ok_or_else(no_query)?;
                let words = sql.binder.put(expression);
                tables += &format!(
                    " JOIN (SELECT w.merged AS act, min(f.score) AS score FROM (SELECT rowid AS key,
                       bm25(articles_fts) AS score FROM articles_fts WHERE articles_fts MATCH {words}) f
                       JOIN witnesses w ON w.article = f.key GROUP BY w.merged) r ON r.act = m.id"
                );
                page.term("r.score", false)
            }
        };
        let values = || rusqlite::params_from_iter(&sql.binder.values);
        let ids = self
            .connection
            .prepare(&format!(
                "SELECT m.id FROM {tables} WHERE {} ORDER BY {by}, m.first_day NULLS LAST, m.last_day, m.id {}",
                sql.holds,
                page.limits(asked)
            ))?
            .query_map(values(), |row| row.get(0))?
            .collect::<Result<Vec<String>, _>>()?;
        let (total, ids) = page.cut(ids, asked);
        let total = match total {
            Some(total) => total,
            None => {
                let count = format!("SELECT count(*) FROM {tables} WHERE {}", sql.holds);
                self.connection.query_row(&count, values(), |row| row.get(0))?
            }
        };
        Ok(Answers { total, rows: self.acts(&ids, sql.telling.as_ref())? })
    }

    /// How many of the acts that fit are dated.
    ///
    /// # Errors
    /// As for [`Archive::find_events`].
    pub fn dated_acts(&self, asked: &Filter) -> Result<u64, ArchiveError> {
        let sql = self.act_sql(asked)?;
        let count = format!("SELECT count(*) FROM merged_events m WHERE m.first_day NOT NULL AND {}", sql.holds);
        Ok(self.connection.query_row(&count, rusqlite::params_from_iter(&sql.binder.values), |row| row.get(0))?)
    }

    /// Acts by id, with their tellings; those that `asked` fits stand first.
    pub(crate) fn acts(&self, ids: &[String], asked: Option<&Filter>) -> Result<Vec<Act>, ArchiveError> {
        let fitting = match asked {
            Some(asked) => Some(self.fitting_tellings(ids, asked)?),
            None => None,
        };
        let mut rows = self.connection.prepare_cached(
            "SELECT m.id, m.story, m.type, m.mode, m.of_type, m.status,
             (SELECT avg(e.goldstein) FROM witnesses w JOIN events e ON e.article = w.article AND e.id = w.event
                WHERE w.merged = m.id),
             m.date, m.first_day, m.last_day, m.source, m.target, m.place, m.place_name, m.dead, m.injured,
             m.arrested, m.witnesses, m.origins FROM merged_events m WHERE m.id = ?1",
        )?;
        let mut disputes = self.connection.prepare_cached(
            "SELECT field, value, count(DISTINCT article) FROM contradictions WHERE merged = ?1
             GROUP BY field, value ORDER BY field, 3 DESC, value",
        )?;
        let mut told = self.connection.prepare_cached(TOLD)?;
        let mut acts = Vec::with_capacity(ids.len());
        for id in ids {
            let mut act = rows.query_row([id], Act::of)?;
            for row in disputes.query_map([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))? {
                let (field, value, articles): (String, String, u32) = row?;
                match act.disputes.last_mut().filter(|d| d.field == field) {
                    Some(dispute) => dispute.values.push((value, articles)),
                    None => act.disputes.push(Dispute { field, values: vec![(value, articles)] }),
                }
            }
            let rows = told.query_map([id], |row| {
                let event: String = row.get(1)?;
                let key = (row.get(10)?, event.clone());
                Ok(Telling {
                    article: row.get(0)?,
                    fits: fitting.as_ref().is_none_or(|f| f.contains(&key)),
                    event,
                    start: row.get(2)?,
                    end: row.get(3)?,
                    words: row.get(4)?,
                    lang: row.get(5)?,
                    published: row.get(6)?,
                    outlet: row.get(7)?,
                    title: row.get(8)?,
                    origin: row.get(9)?,
                })
            })?;
            act.told_by = rows.collect::<Result<_, _>>()?;
            act.told_by.sort_by_key(|t| !t.fits);
            acts.push(act);
        }
        Ok(acts)
    }

    /// Of the tellings of some acts, those that fit.
    fn fitting_tellings(&self, ids: &[String], asked: &Filter) -> Result<BTreeSet<Key>, ArchiveError> {
        let mut binder = Binder::default();
        let acts = binder.put(serde_json::to_string(ids)?);
        let holds = asked.event_holds(self, true, false, &mut binder)?;
        let sql = format!(
            "SELECT e.article, e.id FROM witnesses w JOIN events e ON e.article = w.article AND e.id = w.event
             WHERE w.merged IN (SELECT value FROM json_each({acts})) AND {}",
            holds.join(" AND ")
        );
        let mut statement = self.connection.prepare(&sql)?;
        let rows =
            statement.query_map(rusqlite::params_from_iter(&binder.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
