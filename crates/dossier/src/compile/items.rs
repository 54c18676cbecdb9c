//! Rows of the flat tables, and what makes rows of several articles one.

use std::collections::{BTreeMap, BTreeSet};

use chancery_archive::Archive;
use chancery_archive::rusqlite::Row;

use super::scope::Scope;
use crate::dossier::{Actor, When};
use crate::lexicon::lexicon;
use crate::party::{is_code, words_of};
use crate::{DossierError, dates};

/// Who has which part, by role.
pub(super) type Cast = BTreeMap<String, Vec<Actor>>;
/// Article and position of an item in its table.
pub(super) type Key = (i64, i64);
/// By article and event: the merged event and the origin of a witness.
type Merged = BTreeMap<i64, BTreeMap<String, (String, String)>>;

/// An item of the diplomacy layer.
#[derive(Clone, Default)]
pub(super) struct Item {
    pub(super) article: i64,
    pub(super) position: i64,
    pub(super) event: Option<String>,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) when: When,
    /// Offer: kind. Accord: name. Leverage: instrument. Round: level.
    pub(super) what: String,
    /// Accord: status. Leverage: direction. Round: outcome.
    pub(super) state: String,
    /// Accord: implementation.
    pub(super) implementation: String,
    pub(super) cast: Cast,
    /// What it is compared by, made once: many items are compared with many.
    pub(super) facts: Facts,
}

/// What tells whether two articles tell one thing.
#[derive(Clone, Default)]
pub(super) struct Facts {
    /// Language and sentence with the words marked: the same in a copy.
    told: String,
    /// First and last day, counted from 1970.
    days: Option<(i32, i32)>,
    /// Merged event.
    merged: Option<String>,
    story: Option<String>,
    venue: Option<String>,
    /// Identities by role.
    people: BTreeMap<String, BTreeSet<String>>,
    /// Parties and mediators of the process among all who take part.
    pub(super) core: BTreeSet<usize>,
    /// Of an accord: the words of its name that tell it from others.
    pub(super) telling: BTreeSet<String>,
}

impl Item {
    /// Whether another article holds the same sentence, or the archive has merged the events.
    pub(super) fn is_told_by(&self, other: &Item) -> bool {
        let (a, b) = (&self.facts, &other.facts);
        self.article != other.article
            && (!a.told.is_empty() && a.told == b.told || a.merged.is_some() && a.merged == b.merged)
    }

    /// Days between two items, 0 when they overlap; none when either is unknown.
    pub(super) fn apart(&self, other: &Item) -> Option<i32> {
        let ((from, to), (first, last)) = (self.facts.days?, other.facts.days?);
        Some((first - to).max(from - last).max(0))
    }

    /// Whether both dates are of a month or closer: a whole year overlaps with everything in it.
    pub(super) fn close_with(&self, other: &Item) -> bool {
        [self, other].iter().all(|i| i.facts.days.is_some_and(|(from, to)| to - from <= 31))
    }

    /// Whether both articles are of one story.
    pub(super) fn in_story_of(&self, other: &Item) -> bool {
        self.facts.story.is_some() && self.facts.story == other.facts.story
    }

    /// Whether the venues are not told to differ.
    pub(super) fn venue_fits(&self, other: &Item) -> bool {
        !matches!((&self.facts.venue, &other.facts.venue), (Some(x), Some(y)) if x != y)
    }

    /// Identities of those with a role.
    pub(super) fn people(&self, role: &str) -> &BTreeSet<String> {
        static NOBODY: BTreeSet<String> = BTreeSet::new();
        self.facts.people.get(role).unwrap_or(&NOBODY)
    }

    pub(super) fn actors(&self, role: &str) -> &[Actor] {
        self.cast.get(role).map_or(&[], Vec::as_slice)
    }

    pub(super) fn venue(&self) -> Option<&str> {
        self.actors("venue").first().map(|a| a.name.as_str())
    }

    pub(super) fn place(&self) -> (i64, u32, u32) {
        (self.article, self.start, self.end)
    }
}

/// An answer beside an offer.
pub(super) struct Invited {
    pub(super) who: Actor,
    pub(super) response: String,
    pub(super) level: Option<String>,
    pub(super) by: Option<Actor>,
    pub(super) event: Option<String>,
    pub(super) as_of: Option<String>,
}

/// A part of an accord.
pub(super) struct Part {
    pub(super) place: (i64, u32, u32),
    /// Provision: category.
    pub(super) category: Option<String>,
    pub(super) by: Option<Actor>,
    pub(super) alleged_by: Option<Actor>,
    pub(super) event: Option<String>,
}

/// An event of an article on the process.
pub(super) struct EventRow {
    pub(super) article: i64,
    pub(super) id: String,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: String,
    pub(super) mode: Option<String>,
    pub(super) of: Option<String>,
    pub(super) status: String,
    pub(super) date: Option<String>,
    pub(super) place: Option<String>,
    pub(super) place_name: Option<String>,
    pub(super) numbers: [Option<i64>; 3],
    cast: Cast,
    /// Date that other articles make closer.
    narrowed: Option<String>,
}

impl EventRow {
    /// Those with that part in it.
    pub(super) fn cast(&self, role: &str) -> &[Actor] {
        self.cast.get(role).map_or(&[], Vec::as_slice)
    }

    pub(super) fn place(&self) -> (i64, u32, u32) {
        (self.article, self.start, self.end)
    }
}

pub(super) struct Items {
    pub(super) offers: Vec<Item>,
    pub(super) invitations: BTreeMap<Key, Vec<Invited>>,
    pub(super) accords: Vec<Item>,
    pub(super) provisions: BTreeMap<Key, Vec<Part>>,
    pub(super) breaches: BTreeMap<Key, Vec<Part>>,
    pub(super) leverage: Vec<Item>,
    pub(super) rounds: Vec<Item>,
    pub(super) events: Vec<EventRow>,
    merged: Merged,
    /// By article and event: its place in `events`.
    at: BTreeMap<i64, BTreeMap<String, usize>>,
}

/// An actor from four columns of a table (id, name, code, kind of entity): an id that stands for itself is
/// a code or a name. A state that is a party is called as the process calls it, whatever an article does.
fn actor(scope: &Scope<'_>, row: &Row<'_>, at: usize) -> Result<Option<Actor>, DossierError> {
    let (id, name, code): (Option<String>, Option<String>, Option<String>) =
        (row.get(at)?, row.get(at + 1)?, row.get(at + 2)?);
    let code = code.or_else(|| id.clone().filter(|i| is_code(i)));
    let Some(name) = name.or_else(|| code.clone()).or(id) else { return Ok(None) };
    let state = row.get_ref(at + 3)?.as_str().is_ok_and(|kind| kind == "state");
    let own = code.as_deref().filter(|_| state).and_then(|c| scope.state(c));
    Ok(Some(Actor { name: own.map_or(name, str::to_owned), code }))
}

impl Items {
    pub(super) fn load(archive: &Archive, scope: &Scope<'_>) -> Result<Items, DossierError> {
        let mut items = Items {
            offers: read(archive, scope, "offer", "offers", "t.kind, '', ''", "t.date")?,
            invitations: BTreeMap::new(),
            accords: read(archive, scope, "accord", "accords", "t.name, t.status, t.implementation", "t.dates")?,
            provisions: BTreeMap::new(),
            breaches: BTreeMap::new(),
            leverage: read(archive, scope, "leverage", "leverage", "t.instrument, t.direction, ''", "t.date")?,
            rounds: read(archive, scope, "round", "rounds", "t.level, t.outcome, ''", "t.dates")?,
            events: vec![],
            merged: BTreeMap::new(),
            at: BTreeMap::new(),
        };
        items.invitations(archive, scope)?;
        items.parts_of_accords(archive, scope)?;
        items.events(archive, scope)?;
        items.facts(scope);
        Ok(items)
    }

    /// What items are compared by.
    fn facts(&mut self, scope: &Scope<'_>) {
        let merged = &self.merged;
        let invitations = &self.invitations;
        for (list, accords) in [
            (&mut self.offers, false),
            (&mut self.accords, true),
            (&mut self.leverage, false),
            (&mut self.rounds, false),
        ] {
            for item in list.iter_mut() {
                let own = scope.articles.get(&item.article);
                let passage = scope.passage(item.article, item.start, item.end);
                let lang = own.and_then(|a| a.lang.as_deref()).unwrap_or_default();
                let mut people: BTreeMap<String, BTreeSet<String>> =
                    item.cast.iter().map(|(role, who)| (role.clone(), identities(who))).collect();
                if let Some(invited) = invitations.get(&(item.article, item.position)) {
                    people.insert("invitee".into(), identities(invited.iter().map(|i| &i.who)));
                }
                let with = |role: &&String| !matches!(role.as_str(), "venue" | "source" | "target");
                let day = |day: &Option<String>| dates::number(day.as_deref()?);
                item.facts = Facts {
                    told: passage.map(|p| format!("{lang}|{}|{}|{}", p.before, p.words, p.after)).unwrap_or_default(),
                    days: day(&item.when.first_day).zip(day(&item.when.last_day)),
                    merged: item.event.as_ref().and_then(|e| Some(merged.get(&item.article)?.get(e)?.0.clone())),
                    story: own.and_then(|a| a.story.clone()),
                    venue: item.venue().map(words_of),
                    core: scope.roles(item.cast.iter().filter(|(role, _)| with(role)).flat_map(|(_, who)| who)),
                    telling: if accords { lexicon().telling(&item.what) } else { BTreeSet::new() },
                    people,
                };
            }
        }
    }

    fn invitations(&mut self, archive: &Archive, scope: &Scope<'_>) -> Result<(), DossierError> {
        let mut statement = archive.connection().prepare(
            "SELECT i.article, i.offer, i.invitee, n.name, coalesce(i.code, n.code), n.kind, i.response, i.level, i.by_entity,
               b.name, b.code, b.kind, i.event, i.as_of
             FROM json_each(?1) k CROSS JOIN invitations i ON i.article = k.value
             LEFT JOIN entities n ON n.article = i.article AND n.id = i.invitee
             LEFT JOIN entities b ON b.article = i.article AND b.id = i.by_entity
             ORDER BY i.article, i.offer, i.position",
        )?;
        let mut rows = statement.query([&scope.all])?;
        while let Some(row) = rows.next()? {
            let Some(who) = actor(scope, row, 2)? else { continue };
            self.invitations.entry((row.get(0)?, row.get(1)?)).or_default().push(Invited {
                who,
                response: row.get(6)?,
                level: row.get(7)?,
                by: actor(scope, row, 8)?,
                event: row.get(12)?,
                as_of: row.get(13)?,
            });
        }
        Ok(())
    }

    fn parts_of_accords(&mut self, archive: &Archive, scope: &Scope<'_>) -> Result<(), DossierError> {
        let mut statement = archive.connection().prepare(
            "SELECT p.article, p.accord, p.span_start, p.span_end, p.category
             FROM json_each(?1) k CROSS JOIN provisions p ON p.article = k.value ORDER BY 1, 2, p.position",
        )?;
        let mut rows = statement.query([&scope.all])?;
        while let Some(row) = rows.next()? {
            self.provisions.entry((row.get(0)?, row.get(1)?)).or_default().push(Part {
                place: (row.get(0)?, row.get(2)?, row.get(3)?),
                category: Some(row.get(4)?),
                by: None,
                alleged_by: None,
                event: None,
            });
        }
        let mut statement = archive.connection().prepare(
            "SELECT p.article, p.accord, p.span_start, p.span_end, c.category, p.by_entity, b.name, b.code, b.kind,
               p.alleged_by, s.name, s.code, s.kind, p.event
             FROM json_each(?1) k CROSS JOIN breaches p ON p.article = k.value
             LEFT JOIN provisions c ON c.article = p.article AND c.accord = p.accord AND c.position = p.provision
             LEFT JOIN entities b ON b.article = p.article AND b.id = p.by_entity
             LEFT JOIN entities s ON s.article = p.article AND s.id = p.alleged_by ORDER BY 1, 2, p.position",
        )?;
        let mut rows = statement.query([&scope.all])?;
        while let Some(row) = rows.next()? {
            self.breaches.entry((row.get(0)?, row.get(1)?)).or_default().push(Part {
                place: (row.get(0)?, row.get(2)?, row.get(3)?),
                category: row.get(4)?,
                by: actor(scope, row, 5)?,
                alleged_by: actor(scope, row, 9)?,
                event: row.get(13)?,
            });
        }
        Ok(())
    }

    fn events(&mut self, archive: &Archive, scope: &Scope<'_>) -> Result<(), DossierError> {
        let sql = archive.connection();
        let mut statement = sql.prepare(
            "SELECT e.article, e.id, e.span_start, e.span_end, e.type, e.mode, e.of_type, e.status, e.date, e.place,
               e.place_name, e.dead, e.injured, e.arrested
             FROM json_each(?1) k CROSS JOIN events e ON e.article = k.value ORDER BY e.article, e.position",
        )?;
        let mut rows = statement.query([&scope.own])?;
        while let Some(row) = rows.next()? {
            let event = event_row(row)?;
            self.at.entry(event.article).or_default().insert(event.id.clone(), self.events.len());
            self.events.push(event);
        }
        let mut statement = sql.prepare(
            "SELECT p.article, p.event, p.role, p.entity, n.name, coalesce(p.code, n.code), n.kind
             FROM json_each(?1) k CROSS JOIN event_parties p ON p.article = k.value
             LEFT JOIN entities n ON n.article = p.article AND n.id = p.entity
             ORDER BY p.article, p.event, p.role, p.position",
        )?;
        let mut rows = statement.query([&scope.own])?;
        while let Some(row) = rows.next()? {
            let Some(who) = actor(scope, row, 3)? else { continue };
            let own = row.get_ref(1)?.as_str().unwrap_or_default();
            if let Some(at) = self.at.get(&row.get(0)?).and_then(|a| a.get(own)) {
                self.events[*at].cast.entry(row.get(2)?).or_default().push(who);
            }
        }
        let mut statement = sql.prepare(
            "SELECT w.article, w.event, w.merged, w.origin
             FROM json_each(?1) k CROSS JOIN witnesses w ON w.article = k.value",
        )?;
        let mut rows = statement.query([&scope.all])?;
        while let Some(row) = rows.next()? {
            self.merged.entry(row.get(0)?).or_default().insert(row.get(1)?, (row.get(2)?, row.get(3)?));
        }
        let mut statement = sql.prepare(
            "SELECT n.article, n.item, n.narrowed
             FROM json_each(?1) k CROSS JOIN narrowed_dates n ON n.article = k.value WHERE n.layer = 'event'",
        )?;
        let mut rows = statement.query([&scope.own])?;
        while let Some(row) = rows.next()? {
            let own = row.get_ref(1)?.as_str().unwrap_or_default();
            if let Some(at) = self.at.get(&row.get(0)?).and_then(|a| a.get(own)) {
                self.events[*at].narrowed = row.get(2)?;
            }
        }
        Ok(())
    }

    /// The merged event of an article's event, where the archive has one.
    pub(super) fn merged(&self, article: i64, event: Option<&str>) -> Option<&str> {
        Some(self.merged.get(&article)?.get(event?)?.0.as_str())
    }

    /// The origin that a witness goes back to.
    pub(super) fn origin(&self, article: i64, event: &str) -> Option<&str> {
        Some(self.merged.get(&article)?.get(event)?.1.as_str())
    }

    /// An event of an article on the process.
    pub(super) fn event(&self, article: i64, event: &str) -> Option<&EventRow> {
        Some(&self.events[*self.at.get(&article)?.get(event)?])
    }

    /// When an event was, made closer by other articles where they do.
    pub(super) fn when(scope: &Scope<'_>, event: &EventRow) -> When {
        let mut when = scope.when(event.article, event.date.as_deref());
        if let Some(narrowed) = &event.narrowed {
            when.narrowed = Some(narrowed.clone());
            (when.first_day, when.last_day) = dates::days(Some(narrowed));
        }
        when
    }
}

fn event_row(row: &Row<'_>) -> chancery_archive::rusqlite::Result<EventRow> {
    Ok(EventRow {
        article: row.get(0)?,
        id: row.get(1)?,
        start: row.get(2)?,
        end: row.get(3)?,
        kind: row.get(4)?,
        mode: row.get(5)?,
        of: row.get(6)?,
        status: row.get(7)?,
        date: row.get(8)?,
        place: row.get(9)?,
        place_name: row.get(10)?,
        numbers: [row.get(11)?, row.get(12)?, row.get(13)?],
        cast: Cast::new(),
        narrowed: None,
    })
}

/// The items of one table with those who take part.
fn read(
    archive: &Archive,
    scope: &Scope<'_>,
    layer: &str,
    table: &str,
    columns: &str,
    dates: &str,
) -> Result<Vec<Item>, DossierError> {
    let mut casts: BTreeMap<Key, Cast> = BTreeMap::new();
    let mut statement = archive.connection().prepare(
        "SELECT p.article, p.item, p.role, p.entity, p.name, p.code, n.kind
         FROM json_each(?1) k CROSS JOIN diplomacy_parties p ON p.article = k.value AND p.layer = ?2
         LEFT JOIN entities n ON n.article = p.article AND n.id = p.entity
         ORDER BY p.article, p.item, p.role, p.position",
    )?;
    let mut rows = statement.query((&scope.all, layer))?;
    while let Some(row) = rows.next()? {
        let Some(who) = actor(scope, row, 3)? else { continue };
        casts.entry((row.get(0)?, row.get(1)?)).or_default().entry(row.get(2)?).or_default().push(who);
    }
    let mut statement = archive.connection().prepare(&format!(
        "SELECT t.article, t.position, t.event, t.span_start, t.span_end, {dates}, {columns}
         FROM json_each(?1) k CROSS JOIN {table} t ON t.article = k.value ORDER BY t.article, t.position"
    ))?;
    let mut rows = statement.query([&scope.all])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let (article, position): Key = (row.get(0)?, row.get(1)?);
        let date = row.get::<_, Option<String>>(5)?.and_then(|d| one_date(&d));
        items.push(Item {
            article,
            position,
            event: row.get(2)?,
            start: row.get(3)?,
            end: row.get(4)?,
            when: scope.when(article, date.as_deref()),
            what: row.get(6)?,
            state: row.get(7)?,
            implementation: row.get(8)?,
            cast: casts.remove(&(article, position)).unwrap_or_default(),
            facts: Facts::default(),
        });
    }
    // Whatever key an article has, what was published first comes first.
    items.sort_by(|a, b| {
        let order = |i: &Item| (i.when.first_day.is_none(), i.when.first_day.clone());
        order(a)
            .cmp(&order(b))
            .then_with(|| scope.published(a.article).cmp(&scope.published(b.article)))
            .then(a.position.cmp(&b.position))
    });
    Ok(items)
}

/// A date, or a JSON list of dates as one EDTF value.
fn one_date(column: &str) -> Option<String> {
    if !column.starts_with('[') {
        return Some(column.to_owned());
    }
    let Ok(list) = serde_json::from_str::<Vec<String>>(column) else { return Some(column.to_owned()) };
    match list.len() {
        0 => None,
        1 => list.into_iter().next(),
        _ => Some(format!("{{{}}}", list.join(","))),
    }
}

/// What tells an actor from others: its code; its name where it has none.
pub(super) fn identity(actor: &Actor) -> String {
    match &actor.code {
        Some(code) if !code.ends_with("-UNK") => code.clone(),
        _ => words_of(&actor.name),
    }
}

pub(super) fn identities<'a>(actors: impl IntoIterator<Item = &'a Actor>) -> BTreeSet<String> {
    actors.into_iter().map(identity).collect()
}

/// Actors of several articles, each once under the first name that carries it.
pub(super) fn once<'a>(actors: impl IntoIterator<Item = &'a Actor>) -> Vec<Actor> {
    let mut seen = BTreeSet::new();
    actors.into_iter().filter(|a| seen.insert(identity(a))).cloned().collect()
}

/// Puts items that tell one thing together: each joins the first group that takes it.
pub(super) fn group<'i, T>(
    items: impl IntoIterator<Item = &'i T>,
    takes: impl Fn(&[&'i T], &'i T) -> bool,
) -> Vec<Vec<&'i T>> {
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for item in items {
        match groups.iter_mut().find(|group| takes(group, item)) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}

/// Whether two sets share somebody, or one of them is unknown.
pub(super) fn compatible(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    a.is_empty() || b.is_empty() || !a.is_disjoint(b)
}

/// The closest date of several items: one that the text tells before one of a report, a short span
/// before a long one, the earliest.
pub(super) fn closest<'a>(whens: impl IntoIterator<Item = &'a When>) -> When {
    let rank = |w: &When| {
        let span = w.first_day.as_ref().zip(w.last_day.as_ref()).and_then(|(f, l)| dates::between(f, l));
        (w.first_day.is_none(), w.reported.is_some(), span.unwrap_or(i32::MAX), w.first_day.clone())
    };
    whens.into_iter().min_by(|a, b| rank(a).cmp(&rank(b))).cloned().unwrap_or_default()
}

/// Order of time: what has no date last.
pub(super) fn order(when: &When) -> (bool, Option<String>, Option<String>) {
    (when.first_day.is_none(), when.first_day.clone(), when.last_day.clone())
}
