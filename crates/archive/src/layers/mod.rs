//! A reading's layers as rows: a module a group of tables.

mod diplomacy;
mod entities;
mod events;
mod passages;

use std::collections::BTreeMap;

use chancery_record::{ActorCode, Anchor, Because, Edtf, Entity, Pair, Reading, Span};
use rusqlite::{Connection, ToSql, params};

use crate::error::ArchiveError;

/// Tables of the layers, those that are emptied before a reading's rows are written.
pub(crate) const TABLES: &[&str] = &[
    "entities",
    "offices",
    "mentions",
    "events",
    "event_parties",
    "event_contexts",
    "event_mentions",
    "quotations",
    "times",
    "places",
    "relations",
    "stances",
    "claims",
    "offers",
    "invitations",
    "accords",
    "provisions",
    "breaches",
    "leverage",
    "rounds",
    "diplomacy_parties",
];

/// First and last day of a date as the tables hold them; open ends are the first and last of all days.
pub fn days(date: Option<&Edtf>) -> (Option<String>, Option<String>) {
    let Some(days) = date.and_then(Edtf::range) else { return (None, None) };
    let day = |day: jiff::civil::Date| {
        if day.year() < 0 { "0000-01-01".to_owned() } else { day.strftime("%Y-%m-%d").to_string() }
    };
    (Some(day(days.first)), Some(day(days.last)))
}

/// Identifiers of items that have none of their own: the prefix and the first code point.
pub(crate) fn by_place(prefix: &str, spans: impl Iterator<Item = Span>) -> Vec<String> {
    let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
    spans
        .map(|span| {
            let times = seen.entry(span.start).or_default();
            *times += 1;
            if *times == 1 { format!("{prefix}{}", span.start) } else { format!("{prefix}{}-{times}", span.start) }
        })
        .collect()
}

/// First and last day of several dates.
fn period(dates: &[Edtf]) -> (Option<String>, Option<String>) {
    let all: Vec<_> = dates.iter().map(|d| days(Some(d))).collect();
    (all.iter().filter_map(|d| d.0.clone()).min(), all.into_iter().filter_map(|d| d.1).max())
}

/// Replaces the flat rows of an article by those of `reading`, whose offsets are code points.
///
/// `review` says of corrected items, by id, what the `review` columns hold.
pub(crate) fn replace(
    connection: &Connection,
    article: i64,
    reading: &Reading,
    review: &BTreeMap<String, &'static str>,
) -> Result<(), ArchiveError> {
    for table in TABLES {
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE article = ?1"))?.execute([article])?;
    }
    let rows =
        Rows { connection, article, entities: reading.entities.iter().map(|e| (e.id.as_str(), e)).collect(), review };
    rows.entities(&reading.entities)?;
    rows.events(&reading.events)?;
    rows.quotations(reading)?;
    rows.times(reading)?;
    rows.places(reading)?;
    rows.relations(reading)?;
    rows.stances(reading)?;
    rows.claims(reading)?;
    reading.diplomacy.as_ref().map_or(Ok(()), |d| rows.diplomacy(d))
}

struct Rows<'r> {
    connection: &'r Connection,
    article: i64,
    entities: BTreeMap<&'r str, &'r Entity>,
    review: &'r BTreeMap<String, &'static str>,
}

fn country(code: Option<&ActorCode>) -> Option<&str> {
    code.map(ActorCode::country)
}

fn sector(code: Option<&ActorCode>) -> Option<&str> {
    code.map(ActorCode::sector)
}

fn rule(because: Option<&Because>) -> Option<&str> {
    because.map(|b| b.rule.as_str())
}

type AnchorColumns<'a> = (Option<&'a str>, Option<i32>, Option<&'a str>);

fn anchor(anchor: Option<&Anchor>) -> AnchorColumns<'_> {
    anchor.map_or((None, None, None), |a| (Some(a.to.as_str()), a.days, a.relation.as_deref()))
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, ArchiveError> {
    Ok(serde_json::to_string(value)?)
}
impl Rows<'_> {
    fn insert(&self, sql: &str, values: &[&dyn ToSql]) -> Result<(), ArchiveError> {
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    fn review(&self, id: &str) -> Option<&str> {
        self.review.get(id).copied()
    }

    fn code(&self, entity: &str) -> Option<&ActorCode> {
        self.entities.get(entity)?.code.as_ref()
    }

    fn spans(&self, table: &str, owner: &str, id: &str, spans: &[Pair]) -> Result<(), ArchiveError> {
        let sql = format!(
            "INSERT INTO {table} (article, {owner}, position, span_start, span_end) VALUES (?1, ?2, ?3, ?4, ?5)"
        );
        for (position, Pair(Span { start, end })) in spans.iter().enumerate() {
            self.insert(&sql, params![self.article, id, position, start, end])?;
        }
        Ok(())
    }
}
