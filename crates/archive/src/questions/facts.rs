//! Events or acts as rows to be counted.

use chancery_record::EventType;

use super::compile::{Binder, search};
use super::filter::Filter;
use super::find::Key;
use crate::Archive;
use crate::error::ArchiveError;

/// Whether every telling counts, or every act once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Events as articles tell them.
    #[default]
    Events,
    /// Acts, over the articles that tell them.
    Acts,
}

/// What is counted of an event or act.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fact {
    /// Of an event.
    pub(crate) key: Key,
    pub(crate) kind: String,
    pub(crate) mode: Option<String>,
    pub(crate) status: String,
    pub(crate) goldstein: Option<f64>,
    pub(crate) days: Option<(String, String)>,
    pub(crate) place: Option<String>,
    pub(crate) sources: Vec<String>,
    pub(crate) targets: Vec<String>,
    /// Of an event's article; nothing of an act, which has many.
    pub(crate) lang: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) published: Option<(String, String)>,
    pub(crate) story: Option<String>,
}

/// The quad class of a PLOVER type: verbal or material, cooperation or conflict (PLOVER codebook, "Event
/// types").
pub fn quad_class(kind: EventType) -> &'static str {
    use EventType as T;
    match kind {
        T::Agree | T::Consult | T::Support | T::Concede => "verbal cooperation",
        T::Cooperate | T::Aid | T::Retreat => "material cooperation",
        T::Request | T::Accuse | T::Reject | T::Threaten => "verbal conflict",
        T::Protest | T::Sanction | T::Mobilize | T::Coerce | T::Assault => "material conflict",
    }
}

/// As [`quad_class`], of a word in the archive.
pub(crate) fn quad_of(kind: &str) -> &'static str {
    kind.parse().map_or("", quad_class)
}

fn pair(first: Option<String>, last: Option<String>) -> Option<(String, String)> {
    first.zip(last)
}

impl Fact {
    /// Known sources with known targets; of a meeting without a target every pair of those who meet, once.
    pub(crate) fn pairs(&self) -> Vec<(&str, &str)> {
        let known =
            |codes: &'_ [String]| -> Vec<usize> { (0..codes.len()).filter(|i| codes[*i] != "UNK-UNK").collect() };
        let (sources, targets) = (known(&self.sources), known(&self.targets));
        let mut pairs = Vec::new();
        if self.targets.is_empty() && self.kind == EventType::Consult.as_str() {
            for (n, i) in sources.iter().enumerate() {
                for j in &sources[n + 1..] {
                    pairs.push((self.sources[*i].as_str(), self.sources[*j].as_str()));
                }
            }
            return pairs;
        }
        for i in sources {
            for j in &targets {
                pairs.push((self.sources[i].as_str(), self.targets[*j].as_str()));
            }
        }
        pairs
    }
}

impl Archive {
    /// The events or acts that fit, by article and text, or by id.
    pub(crate) fn facts(&self, asked: &Filter, unit: Unit) -> Result<Vec<Fact>, ArchiveError> {
        match unit {
            Unit::Events => self.event_facts(asked),
            Unit::Acts => self.act_facts(asked),
        }
    }

    fn event_facts(&self, asked: &Filter) -> Result<Vec<Fact>, ArchiveError> {
        let mut binder = Binder::default();
        let (tables, holds) = search(asked.event_holds(self, true, true, &mut binder)?);
        let sql = format!(
            "SELECT e.article, e.id, e.type, e.mode, e.status, e.goldstein, e.first_day, e.last_day, e.place,
             a.lang, a.source, a.first_day, a.last_day, s.story,
             (SELECT group_concat(DISTINCT p.code) FROM event_parties p WHERE p.article = e.article AND p.event = e.id
                AND p.role = 'source' AND p.code NOT NULL),
             (SELECT group_concat(DISTINCT p.code) FROM event_parties p WHERE p.article = e.article AND p.event = e.id
                AND p.role = 'target' AND p.code NOT NULL)
             FROM {tables} JOIN articles a ON a.key = e.article LEFT JOIN story_members s ON s.article = e.article
             WHERE {holds} ORDER BY e.article, e.id"
        );
        let mut statement = self.connection.prepare(&sql)?;
        let codes = |list: Option<String>| {
            list.map(|l| l.split(',').map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default()
        };
        let rows = statement.query_map(rusqlite::params_from_iter(&binder.values), |row| {
            Ok(Fact {
                key: (row.get(0)?, row.get(1)?),
                kind: row.get(2)?,
                mode: row.get(3)?,
                status: row.get(4)?,
                goldstein: row.get(5)?,
                days: pair(row.get(6)?, row.get(7)?),
                place: row.get(8)?,
                lang: row.get(9)?,
                outlet: row.get(10)?,
                published: pair(row.get(11)?, row.get(12)?),
                story: row.get(13)?,
                sources: codes(row.get(14)?),
                targets: codes(row.get(15)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn act_facts(&self, asked: &Filter) -> Result<Vec<Fact>, ArchiveError> {
        let sql = self.act_sql(asked)?;
        let mut statement = self.connection.prepare(&format!(
            "SELECT m.id, m.type, m.mode, m.status, m.first_day, m.last_day, m.place, m.story, m.source, m.target,
             (SELECT avg(e.goldstein) FROM witnesses w JOIN events e ON e.article = w.article AND e.id = w.event
                WHERE w.merged = m.id)
             FROM merged_events m WHERE {} ORDER BY m.id",
            sql.holds
        ))?;
        let codes = |json: String| serde_json::from_str(&json).unwrap_or_default();
        let rows = statement.query_map(rusqlite::params_from_iter(&sql.binder.values), |row| {
            Ok(Fact {
                key: (0, row.get(0)?),
                kind: row.get(1)?,
                mode: row.get(2)?,
                status: row.get(3)?,
                days: pair(row.get(4)?, row.get(5)?),
                place: row.get(6)?,
                story: row.get(7)?,
                sources: codes(row.get(8)?),
                targets: codes(row.get(9)?),
                goldstein: row.get(10)?,
                ..Fact::default()
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
