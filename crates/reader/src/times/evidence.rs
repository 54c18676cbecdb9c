//! What the rest of a text tells of an expression.

use std::collections::BTreeMap;

use chancery_record::edtf::weekday_number;
use jiff::civil::Date;

use super::lexicon::From;
use super::meaning::{Meaning, Partial};
use super::resolving::{Item, Value, between};
use super::tense::Direction;

/// How many tokens a report's first words are.
const LEAD: usize = 40;

/// One text means one day by a day and month: that for which its mentions tell most.
pub(super) fn agree(items: &[Item], values: &mut [Option<Value>]) {
    let key = |item: &Item| match item.said.meaning {
        Meaning::Date(Partial { day: Some(day), month: Some(month), year: None, .. }, None, From::Published) => {
            Some((month, day))
        }
        _ => None,
    };
    let mut groups: BTreeMap<(i8, i8), Vec<usize>> = BTreeMap::new();
    for (i, item) in items.iter().enumerate() {
        if let Some(date) = key(item) {
            groups.entry(date).or_default().push(i);
        }
    }
    for same in groups.into_values().filter(|g| g.len() > 1) {
        let day = |k: usize, values: &[Option<Value>]| values[k].as_ref().and_then(|v| v.edtf.as_day());
        // A weekday fixes the year, a verb or preposition of its own tells it; the rest follows.
        let weight = |item: &Item| match (&item.said.meaning, &item.clause) {
            (Meaning::Date(Partial { weekday: Some(_), .. }, ..), _) => 5,
            (_, c) if c.direction.is_some() && !c.weak && !c.loose => 3,
            _ => 1,
        };
        let mut counts: BTreeMap<Date, i32> = BTreeMap::new();
        for &k in &same {
            if let Some(d) = day(k, values) {
                *counts.entry(d).or_default() += weight(&items[k]);
            }
        }
        // Of equal counts the first named wins: `max_by_key` takes the last, so they come reversed.
        let named = same.iter().rev().filter_map(|k| Some((*k, day(*k, values)?)));
        let Some((by, best)) = named.max_by_key(|(_, d)| counts.get(d)) else { continue };
        let chosen = values[by].clone();
        for k in same {
            if day(k, values) != Some(best) && items[k].said.clock.is_none() {
                values[k].clone_from(&chosen);
            }
        }
    }
}

/// Whether, of the weekdays that the text names alone, the one after `day` is the most frequent and
/// not the only time of its kind.
pub(super) fn tells_of_tomorrow(items: &[Item], day: Date) -> bool {
    let mut counts = [0usize; 8];
    for item in items.iter().filter(|i| i.clause.direction != Some(Direction::Ahead)) {
        if let Meaning::Date(Partial { weekday: Some(w), day: None, month: None, .. }, None, From::Published) =
            item.said.meaning
            && let Some(count) = counts.get_mut(w as usize)
        {
            *count += 1;
        }
    }
    let next = weekday_number(day) as usize % 7 + 1;
    counts[next] > 2 && (1..8).all(|w| w == next || counts[w] < counts[next])
}

/// The day given for a quotation by the words around it: the nearest in its line.
pub(super) fn spoken_on(
    i: usize,
    items: &[Item],
    values: &[Option<Value>],
    day: Option<Date>,
) -> Option<(Date, usize)> {
    let me = &items[i];
    // "yesterday", Monday: the words beside it say the same, not when it was spoken.
    let own = match (&me.said.meaning, day) {
        (Meaning::Relation(relation, _), Some(d)) => relation.resolve(d).and_then(|e| e.as_day()),
        _ => None,
    };
    let told = |k: usize| values[k].as_ref().and_then(|v| v.edtf.as_day()).filter(|_| !items[k].quoted);
    let beside = |k: usize| items[k].at.abs_diff(me.at) <= 5 && items[k].line == me.line;
    if own.is_some() && (0..items.len()).any(|k| k != i && beside(k) && told(k) == own) {
        return None;
    }
    let near = (0..items.len()).filter_map(|k| {
        let (other, said) = (&items[k], told(k)?);
        let distance = other.at.abs_diff(me.at);
        let ok = other.line == me.line && distance <= 40 && day.is_none_or(|d| said <= d) && recent(said, day);
        ok.then_some((distance, said, k))
    });
    // Else the day of which the report tells first.
    let lead = || {
        let k = (0..items.len()).find(|k| items[*k].at <= LEAD && told(*k).is_some())?;
        let said = told(k)?;
        (day.is_none_or(|d| said <= d) && recent(said, day)).then_some((said, k))
    };
    near.min().map(|(_, said, k)| (said, k)).or_else(lead)
}

/// Whether a report of that day may still be news.
pub(super) fn recent(said: Date, day: Option<Date>) -> bool {
    day.is_none_or(|d| between(said, d) <= 7)
}
