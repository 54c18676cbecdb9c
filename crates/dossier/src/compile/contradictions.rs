//! What does not fit together: between witnesses, and with the map, the calendar and the offices.

use std::collections::{BTreeMap, BTreeSet};

use chancery_archive::Archive;
use chancery_record::Edtf;

use super::items::Items;
use super::scope::Scope;
use crate::DossierError;
use crate::dossier::{Contradiction, DoubtfulClaim, Event, Side};

/// Values of a field of an event, each with the witnesses who give it.
type Fields = BTreeMap<(String, String), BTreeMap<String, BTreeSet<(i64, String)>>>;
/// What is stated of a claim, with its places.
type Claims = BTreeMap<(String, String, String), Vec<(i64, u32, u32)>>;

/// Who says what differently of the events of the chronology, in its order.
pub(super) fn gather(
    archive: &Archive,
    scope: &Scope<'_>,
    items: &Items,
    chronology: &[Event],
) -> Result<Vec<Contradiction>, DossierError> {
    let list = serde_json::Value::from(chronology.iter().map(|e| e.id.as_str()).collect::<Vec<_>>()).to_string();
    let mut statement = archive.connection().prepare(
        "SELECT c.merged, c.field, c.value, c.article, c.event
         FROM json_each(?1) k CROSS JOIN contradictions c ON c.merged = k.value",
    )?;
    let mut rows = statement.query([list])?;
    let mut found: Fields = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let sides = found.entry((row.get(0)?, row.get(1)?)).or_default();
        sides.entry(row.get(2)?).or_default().insert((row.get(3)?, row.get(4)?));
    }
    let mut all = Vec::new();
    for event in chronology {
        let own = found.range((event.id.clone(), String::new())..).take_while(|((id, _), _)| *id == event.id);
        for ((_, field), values) in own {
            let sides: Vec<Side> = values.iter().filter_map(|(value, who)| side(scope, items, value, who)).collect();
            if sides.len() > 1 && !(field == "date" && agree(&sides)) {
                all.push(Contradiction {
                    event: event.id.clone(),
                    kind: event.kind.clone(),
                    field: field.clone(),
                    sides,
                });
            }
        }
    }
    // What costs lives first, then whether, who and when; each in the order of the chronology.
    let rank = |c: &Contradiction| {
        let order = ["dead", "injured", "arrested", "status", "source", "target", "date"];
        order.iter().position(|f| *f == c.field).unwrap_or(order.len())
    };
    all.sort_by_key(rank);
    Ok(all)
}

fn side(scope: &Scope<'_>, items: &Items, value: &str, who: &BTreeSet<(i64, String)>) -> Option<Side> {
    let events: Vec<_> = who.iter().filter_map(|(article, event)| items.event(*article, event)).collect();
    let passages = scope.passages(events.iter().map(|e| e.place()));
    if passages.is_empty() {
        return None;
    }
    let origins: BTreeSet<&str> = events.iter().filter_map(|e| items.origin(e.article, &e.id)).collect();
    Some(Side { value: value.to_owned(), origins: origins.len().max(1), passages })
}

/// Whether all dates can be of one day: a month and a day in it tell the same, more or less closely.
fn agree(sides: &[Side]) -> bool {
    let dates: Vec<Edtf> = sides.iter().filter_map(|s| s.value.parse().ok()).collect();
    let mut common: Option<Edtf> = None;
    for date in dates.into_iter().filter(|d| d.range().is_some()) {
        common = match common {
            None => Some(date),
            Some(before) => match before.intersect(&date) {
                None => return false,
                both => both,
            },
        };
    }
    true
}

/// Claims that do not hold, each once with all who make it. That somebody holds no office is none: the
/// press goes on calling a former president one.
pub(super) fn claims(archive: &Archive, scope: &Scope<'_>) -> Result<Vec<DoubtfulClaim>, DossierError> {
    let mut statement = archive.connection().prepare(
        "SELECT c.article, c.span_start, c.span_end, c.kind, c.stated, c.computed
         FROM json_each(?1) k CROSS JOIN claims c ON c.article = k.value
         WHERE c.verdict = 'contradicted' AND NOT (c.kind = 'office' AND c.computed = 'no office') ORDER BY c.article, c.position",
    )?;
    let mut rows = statement.query([&scope.own])?;
    let mut found: Claims = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let claim = (row.get(3)?, row.get(4)?, row.get(5)?);
        found.entry(claim).or_default().push((row.get(0)?, row.get(1)?, row.get(2)?));
    }
    Ok(found
        .into_iter()
        .map(|((kind, stated, computed), places)| DoubtfulClaim {
            kind,
            stated,
            computed,
            origins: scope.origins(places.iter().map(|p| p.0)),
            passages: scope.passages(places),
        })
        .collect())
}
