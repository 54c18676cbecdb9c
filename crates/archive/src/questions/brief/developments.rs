//! What new articles change in the state of negotiations.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::error::ArchiveError;
use crate::questions::filter::Filter;
use crate::questions::find::{Key, Page};
use crate::{Archive, fold};

/// Words of an article.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Passage {
    /// `articles.id`.
    pub article: String,
    /// First code point of the words in the article's text.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// The words there.
    pub words: String,
    /// Dateline of the article, EDTF.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
}

/// Something new in the state of negotiations.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Development {
    /// offer, answer, accord, breach, leverage, round.
    pub layer: String,
    /// Kind of offer, name of the accord, instrument of leverage, level of the round.
    pub what: String,
    /// Answer, status of the accord, direction of leverage, outcome of the round; of a breach nothing.
    pub state: String,
    /// The state in older articles, where they have the same.
    pub before: Option<String>,
    /// Who offers, acts, broke, or meets: codes, else names.
    pub by: Vec<String>,
    /// Who is invited, is bound, or is acted on.
    pub to: Vec<String>,
    /// Mediators of a round or an accord; who alleges a breach; who gave an answer.
    pub also: Vec<String>,
    /// Whose the answer is: principal, minister, spokesperson, reported.
    pub level: Option<String>,
    /// Where.
    pub venue: Option<String>,
    /// EDTF.
    pub dates: Vec<String>,
    /// New articles that tell it.
    pub articles: u32,
    /// The words of the earliest of them.
    pub passage: Passage,
}

/// A row of the diplomacy layer with what tells it apart from others.
struct Item {
    key: (String, Vec<String>),
    article: i64,
    event: Option<String>,
    told: Development,
}

/// What a table of the layer gives: its columns for `what`, `state` and `dates`, and the roles of its
/// parties that act, are acted on, and stand by.
struct Layer {
    name: &'static str,
    table: &'static str,
    what: &'static str,
    state: &'static str,
    dates: &'static str,
    by: &'static str,
    to: &'static str,
    also: &'static str,
}

const LAYERS: [Layer; 3] = [
    Layer {
        name: "accord",
        table: "accords",
        what: "i.name",
        state: "i.status",
        dates: "i.dates",
        by: "",
        to: "party",
        also: "mediator",
    },
    Layer {
        name: "leverage",
        table: "leverage",
        what: "i.instrument",
        state: "i.direction",
        dates: "i.date",
        by: "source",
        to: "target",
        also: "",
    },
    Layer {
        name: "round",
        table: "rounds",
        what: "i.level",
        state: "i.outcome",
        dates: "i.dates",
        by: "participant",
        to: "",
        also: "mediator",
    },
];

const PASSAGE: &str = "a.key, a.id, i.span_start, i.span_end,
  substr(a.text, i.span_start + 1, i.span_end - i.span_start), a.date, a.source, i.event,
  coalesce((SELECT s.story FROM story_members s WHERE s.article = a.key), a.id)";

/// Those who have a role, by item: codes, else names, in alphabetical order.
type Parties = BTreeMap<(i64, String, i64, String), BTreeSet<String>>;

fn passage(row: &rusqlite::Row<'_>) -> rusqlite::Result<Passage> {
    Ok(Passage {
        article: row.get(1)?,
        start: row.get(2)?,
        end: row.get(3)?,
        words: row.get(4)?,
        published: row.get(5)?,
        outlet: row.get(6)?,
    })
}

/// A JSON list of dates, or one date.
fn dates(value: Option<String>) -> Vec<String> {
    let Some(value) = value else { return Vec::new() };
    serde_json::from_str(&value).unwrap_or_else(|_| vec![value])
}

impl Archive {
    /// What new articles bring that older ones do not have, or have otherwise.
    pub(super) fn developments(&self, asked: &Filter, new: &BTreeSet<i64>) -> Result<Vec<Development>, ArchiveError> {
        let fits = self.scope(asked)?;
        let parties = self.diplomacy_parties()?;
        let mut all = Vec::new();
        let mut items = self.invitations(&parties)?;
        items.retain(|i| fits.has(i));
        all.extend(answers(&items, new));
        for layer in &LAYERS {
            let mut items = self.layer(layer, &parties)?;
            items.retain(|i| fits.has(i));
            all.extend(changes(&items, new));
            if layer.name == "accord" {
                let mut items = self.breaches()?;
                items.retain(|i| fits.has(i));
                all.extend(changes(&items, new));
            }
        }
        Ok(all)
    }

    fn diplomacy_parties(&self) -> Result<Parties, ArchiveError> {
        let mut statement = self
            .connection
            .prepare("SELECT article, layer, item, role, coalesce(code, name, entity) FROM diplomacy_parties")?;
        let rows = statement.query_map([], |row| {
            Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?), row.get::<_, String>(4)?))
        })?;
        let mut parties = Parties::new();
        for row in rows {
            let (at, who) = row?;
            parties.entry(at).or_default().insert(who);
        }
        Ok(parties)
    }

    fn layer(&self, layer: &Layer, parties: &Parties) -> Result<Vec<Item>, ArchiveError> {
        let mut statement = self.connection.prepare(&format!(
            "SELECT {PASSAGE}, {}, {}, {}, i.position FROM {} i JOIN articles a ON a.key = i.article
             ORDER BY a.first_day NULLS LAST, a.id, i.position",
            layer.what, layer.state, layer.dates, layer.table
        ))?;
        let rows = statement.query_map([], |row| {
            let (article, position): (i64, i64) = (row.get(0)?, row.get(12)?);
            let who = |role: &str| -> Vec<String> {
                let at = (article, layer.name.to_owned(), position, role.to_owned());
                parties.get(&at).into_iter().flatten().cloned().collect()
            };
            let told = Development {
                layer: layer.name.to_owned(),
                what: row.get(9)?,
                state: row.get(10)?,
                by: who(layer.by),
                to: who(layer.to),
                also: who(layer.also),
                venue: who("venue").pop(),
                dates: dates(row.get(11)?),
                passage: passage(row)?,
                ..Development::default()
            };
            let story: String = row.get(8)?;
            // Without known parties only the story tells one accord from another.
            let mut key = vec![fold(&told.what), told.by.join(";"), told.to.join(";")];
            if told.by.is_empty() && told.to.is_empty() {
                key.push(story);
            }
            if layer.name != "accord" {
                key.push(told.dates.join(";"));
            }
            Ok(Item { key: (layer.name.to_owned(), key), article, event: row.get(7)?, told })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn breaches(&self) -> Result<Vec<Item>, ArchiveError> {
        let mut statement = self.connection.prepare(&format!(
            "SELECT {PASSAGE}, c.name, coalesce(b.code, b.name), coalesce(l.code, l.name)
             FROM breaches i JOIN articles a ON a.key = i.article
             JOIN accords c ON c.article = i.article AND c.position = i.accord
             LEFT JOIN entities b ON b.article = i.article AND b.id = i.by_entity
             LEFT JOIN entities l ON l.article = i.article AND l.id = i.alleged_by
             ORDER BY a.first_day NULLS LAST, a.id, i.accord, i.position"
        ))?;
        let rows = statement.query_map([], |row| {
            let told = Development {
                layer: "breach".to_owned(),
                what: row.get(9)?,
                by: row.get::<_, Option<String>>(10)?.into_iter().collect(),
                also: row.get::<_, Option<String>>(11)?.into_iter().collect(),
                passage: passage(row)?,
                ..Development::default()
            };
            let key = vec![fold(&told.what), told.by.join(";"), told.also.join(";"), row.get(8)?];
            Ok(Item { key: (told.layer.clone(), key), article: row.get(0)?, event: row.get(7)?, told })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn invitations(&self, parties: &Parties) -> Result<Vec<Item>, ArchiveError> {
        let mut statement = self.connection.prepare(&format!(
            "SELECT {PASSAGE}, i.kind, v.response, coalesce(v.as_of, i.date), i.position,
             coalesce(v.code, n.name, v.invitee), v.level, coalesce(b.code, b.name, v.by_entity)
             FROM invitations v JOIN offers i ON i.article = v.article AND i.position = v.offer
             JOIN articles a ON a.key = i.article
             LEFT JOIN entities n ON n.article = v.article AND n.id = v.invitee
             LEFT JOIN entities b ON b.article = v.article AND b.id = v.by_entity
             ORDER BY a.first_day NULLS LAST, a.id, i.position, v.position"
        ))?;
        let rows = statement.query_map([], |row| {
            let (article, position): (i64, i64) = (row.get(0)?, row.get(12)?);
            let who = |role: &str| -> Vec<String> {
                let at = (article, "offer".to_owned(), position, role.to_owned());
                parties.get(&at).into_iter().flatten().cloned().collect()
            };
            let told = Development {
                layer: "offer".to_owned(),
                what: row.get(9)?,
                state: row.get(10)?,
                by: who("offeror"),
                to: vec![row.get(13)?],
                also: row.get::<_, Option<String>>(15)?.into_iter().collect(),
                level: row.get(14)?,
                venue: who("venue").pop(),
                dates: dates(row.get(11)?),
                passage: passage(row)?,
                ..Development::default()
            };
            let mut key = vec![told.what.clone(), told.by.join(";"), told.to.join(";")];
            if told.by.is_empty() {
                key.push(row.get(8)?);
            }
            Ok(Item { key: (told.layer.clone(), key), article, event: row.get(7)?, told })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn scope(&self, asked: &Filter) -> Result<Scope, ArchiveError> {
        if asked.is_empty() {
            return Ok(Scope::All);
        }
        let events: BTreeSet<Key> = self.event_keys(asked, Page::default())?.1.into_iter().collect();
        let articles =
            if asked.is_about_acts() { BTreeSet::new() } else { events.iter().map(|(article, _)| *article).collect() };
        Ok(Scope::Some { events, articles })
    }
}

/// Which items fit: those whose event does; an item that is no event's when an event of its article does and
/// nothing is asked of acts.
enum Scope {
    All,
    Some { events: BTreeSet<Key>, articles: BTreeSet<i64> },
}

impl Scope {
    fn has(&self, item: &Item) -> bool {
        match (self, &item.event) {
            (Scope::All, _) => true,
            (Scope::Some { events, .. }, Some(event)) => events.contains(&(item.article, event.clone())),
            (Scope::Some { articles, .. }, None) => articles.contains(&item.article),
        }
    }
}

/// Old and new items of one key, in the order of datelines.
fn grouped<'a>(items: &'a [Item], new: &BTreeSet<i64>) -> Vec<(Vec<&'a Item>, Vec<&'a Item>)> {
    let mut places: BTreeMap<&(String, Vec<String>), usize> = BTreeMap::new();
    let mut groups: Vec<(Vec<&Item>, Vec<&Item>)> = Vec::new();
    for item in items {
        let at = *places.entry(&item.key).or_insert(groups.len());
        if at == groups.len() {
            groups.push((Vec::new(), Vec::new()));
        }
        if new.contains(&item.article) { groups[at].1.push(item) } else { groups[at].0.push(item) }
    }
    groups
}

fn told(item: &Item, all: &[&Item]) -> Development {
    let articles: BTreeSet<i64> = all.iter().map(|i| i.article).collect();
    Development { articles: articles.len() as u32, ..item.told.clone() }
}

/// Items that older articles do not have, or have in another state.
fn changes(items: &[Item], new: &BTreeSet<i64>) -> Vec<Development> {
    let mut changes = Vec::new();
    for (old, fresh) in grouped(items, new) {
        let before = old.last().map(|i| i.told.state.clone());
        // Where old articles know it, the latest state counts; else the first words do.
        let shown = match &before {
            Some(before) => fresh.iter().rev().find(|i| i.told.state != *before),
            None => fresh.first(),
        };
        if let Some(item) = shown {
            changes.push(Development { before, ..told(item, &fresh) });
        }
    }
    changes
}

/// Offers that are new, and answers to open ones.
fn answers(items: &[Item], new: &BTreeSet<i64>) -> Vec<Development> {
    const OPEN: &str = "none_reported";
    let mut all = Vec::new();
    for (old, fresh) in grouped(items, new) {
        let answered = |items: &[&Item]| items.iter().rev().find(|i| i.told.state != OPEN).map(|i| i.told.clone());
        let before = answered(&old).map(|t| t.state).or_else(|| (!old.is_empty()).then(|| OPEN.to_owned()));
        let latest = fresh.iter().rev().find(|i| i.told.state != OPEN);
        match (latest, &before) {
            (Some(item), _) if before.as_ref() != Some(&item.told.state) => {
                all.push(Development { layer: "answer".to_owned(), before, ..told(item, &fresh) });
            }
            (None, None) => all.extend(fresh.first().map(|item| told(item, &fresh))),
            _ => {}
        }
    }
    // Answers first: they are what one waits for.
    all.sort_by_key(|d| d.layer != "answer");
    all
}
