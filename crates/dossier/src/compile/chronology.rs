//! Acts between the parties, told once.

use std::collections::{BTreeMap, BTreeSet};

use chancery_archive::Archive;

use super::items::{EventRow, Items, closest, once, order};
use super::scope::Scope;
use crate::DossierError;
use crate::dossier::{Actor, Event};

/// Roles by which an event concerns somebody; its holder merely tells it.
const ROLES: [&str; 5] = ["source", "target", "host", "mediator", "guarantor"];

/// What most witnesses give, from the archive's table of merged events.
struct Settled {
    kind: String,
    mode: Option<String>,
    of: Option<String>,
    status: String,
    date: Option<String>,
    place: Option<String>,
    numbers: [Option<i64>; 3],
}

pub(super) fn gather(archive: &Archive, scope: &Scope<'_>, items: &Items) -> Result<Vec<Event>, DossierError> {
    let mut groups: BTreeMap<&str, Vec<&EventRow>> = BTreeMap::new();
    for event in &items.events {
        let id = items.merged(event.article, Some(&event.id)).unwrap_or(&event.id);
        groups.entry(id).or_default().push(event);
    }
    groups.retain(|_, events| concerns(scope, events));
    let settled = settled(archive, groups.keys().copied())?;
    let mut all: Vec<Event> = groups
        .into_iter()
        .map(|(id, mut events)| {
            events.sort_by_key(|e| (scope.published(e.article), e.start));
            event(scope, items, id, &events, settled.get(id))
        })
        .filter(|e| e.status != "hypothetical" && !scope.outside(&e.when))
        .collect();
    all.sort_by(|a, b| order(&a.when).cmp(&order(&b.when)).then_with(|| a.id.cmp(&b.id)));
    Ok(all)
}

/// Whether an event is between parties, between one and a mediator or anybody acted on, or of a party
/// at a place of the process.
fn concerns(scope: &Scope<'_>, events: &[&EventRow]) -> bool {
    let all = || events.iter().flat_map(|e| ROLES.iter().flat_map(|r| e.cast(r)));
    let roles: BTreeSet<usize> = all().filter_map(|a| scope.touched(a)).collect();
    let Some(first) = roles.first().filter(|r| scope.is_party(**r)) else { return false };
    let placed =
        || events.iter().any(|e| scope.is_place(e.place_name.as_deref()) || scope.is_place(e.place.as_deref()));
    if roles.len() > 1 || placed() {
        return true;
    }
    // With one party alone, what others do to each other is no matter of the process.
    scope.process.parties.len() == 1 && *first == 0
}

fn event(scope: &Scope<'_>, items: &Items, id: &str, events: &[&EventRow], settled: Option<&Settled>) -> Event {
    let whens: Vec<_> = events.iter().map(|e| Items::when(scope, e)).collect();
    let mut when = closest(&whens);
    // The date that most witnesses give outweighs the closest, which one of them may have misread.
    if let Some(date) = settled.and_then(|s| s.date.as_ref())
        && when.narrowed.is_none()
        && let Some(theirs) = whens.iter().find(|w| w.date.as_ref() == Some(date) && w.first_day.is_some())
    {
        when = theirs.clone();
    }
    let first = events[0];
    let cast = |role: &str| -> Vec<Actor> { once(events.iter().flat_map(|e| e.cast(role))) };
    let numbers = settled.map_or(first.numbers, |s| s.numbers);
    let origins: BTreeSet<&str> = events
        .iter()
        .filter_map(|e| {
            items.origin(e.article, &e.id).or_else(|| scope.articles.get(&e.article).map(|a| a.origin.as_str()))
        })
        .collect();
    Event {
        id: id.to_owned(),
        kind: settled.map_or(&first.kind, |s| &s.kind).clone(),
        mode: settled.map_or(&first.mode, |s| &s.mode).clone(),
        of: settled.map_or(&first.of, |s| &s.of).clone(),
        status: settled.map_or(&first.status, |s| &s.status).clone(),
        when,
        source: cast("source"),
        target: cast("target"),
        place: settled.and_then(|s| s.place.clone()).or_else(|| first.place_name.clone()),
        dead: numbers[0],
        injured: numbers[1],
        arrested: numbers[2],
        origins: origins.len(),
        passages: scope.passages(events.iter().map(|e| e.place())),
    }
}

fn settled<'i>(
    archive: &Archive,
    ids: impl Iterator<Item = &'i str>,
) -> Result<BTreeMap<String, Settled>, DossierError> {
    let list = serde_json::Value::from(ids.collect::<Vec<_>>()).to_string();
    let mut statement = archive.connection().prepare(
        "SELECT m.id, m.type, m.mode, m.of_type, m.status, m.date, m.place_name, m.dead, m.injured, m.arrested
         FROM json_each(?1) k CROSS JOIN merged_events m ON m.id = k.value",
    )?;
    let rows = statement.query_map([list], |row| {
        Ok((
            row.get(0)?,
            Settled {
                kind: row.get(1)?,
                mode: row.get(2)?,
                of: row.get(3)?,
                status: row.get(4)?,
                date: row.get(5)?,
                place: row.get(6)?,
                numbers: [row.get(7)?, row.get(8)?, row.get(9)?],
            },
        ))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
