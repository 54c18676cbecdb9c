//! Dates that one article makes closer for another.
//!
//! An article dated only `2025-03` says that a thing happened "on Wednesday": one of four days.
//! Another of the same story gives the day of the same event. The first one's Wednesday is that
//! day, and, by its anchor, the first was printed in the week after it.

use std::collections::BTreeSet;

use chancery_record::edtf::{self, Relation};
use chancery_record::{Anchor, Edtf, Event};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::duplicates::Duplicates;
use crate::events::same_act;
use crate::input::StoryInput;

/// Rounds in which one narrowed date may narrow others.
const ROUNDS: usize = 4;

/// Most days of publication that are tried.
const MOST_DAYS: usize = 366;

/// What makes a date closer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Constraint {
    /// Another article gives the date of the same event.
    Event {
        /// The event in this article.
        event: String,
        /// The other article.
        article: String,
        /// The event there.
        other: String,
        /// Its date there.
        date: Edtf,
    },
    /// A date of the same article that hangs on the dateline became closer.
    Anchor {
        /// The event whose date it is.
        event: String,
        /// Its date now.
        date: Edtf,
        /// How it hangs on the dateline.
        relation: String,
    },
    /// The dateline of the same article became closer.
    Dateline {
        /// The dateline now.
        date: Edtf,
    },
}

/// A date that other articles made closer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrowed {
    /// The article.
    pub article: String,
    /// `date` (the dateline), or the identifier of the event whose date it is.
    pub field: String,
    /// As the article alone has it.
    pub from: Edtf,
    /// What is left of it.
    pub to: Edtf,
    /// Why.
    pub because: Constraint,
}

/// The dates of one article while they are narrowed.
struct Dates<'i> {
    input: &'i StoryInput,
    published: Option<Edtf>,
    /// Of each event, with its anchor.
    events: Vec<(Option<Edtf>, Option<Anchor>)>,
}

/// Narrows the dates of a story's articles, which come in the story's order.
pub(crate) fn narrow(inputs: &[&StoryInput], duplicates: &[Duplicates]) -> Vec<Narrowed> {
    let mut all: Vec<Dates<'_>> = inputs
        .iter()
        .map(|&input| Dates {
            input,
            published: input.date.clone(),
            events: input.events.iter().map(|e| (e.date.clone(), e.anchor.clone())).collect(),
        })
        .collect();
    let mut out: Vec<Narrowed> = Vec::new();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for at in 0..all.len() {
            changed |= from_others(&mut all, at, duplicates, &mut out);
        }
        if !changed {
            break;
        }
    }
    out.sort_by(|a, b| (&a.article, &a.field, &b.to).cmp(&(&b.article, &b.field, &a.to)));
    // A date narrowed in steps is told once, from what it was to what it became.
    let mut told: Vec<Narrowed> = Vec::new();
    for step in out {
        match told.last_mut() {
            Some(last) if last.article == step.article && last.field == step.field => {
                let whole = if last.from.contains(&step.from) { last.from.clone() } else { step.from.clone() };
                let closest = if last.to.contains(&step.to) { step.to.clone() } else { last.to.clone() };
                *last = Narrowed { from: whole, to: closest, ..step };
            }
            _ => told.push(step),
        }
    }
    told
}

/// Narrows the article at `at` by the events of the others.
fn from_others(all: &mut [Dates<'_>], at: usize, duplicates: &[Duplicates], out: &mut Vec<Narrowed>) -> bool {
    let mut changed = false;
    for e in 0..all[at].events.len() {
        let Some(from) = all[at].events[e].0.clone().filter(|d| d.as_day().is_none()) else { continue };
        let event: &Event = &all[at].input.events[e];
        // Where several others tell it, all have to leave something over.
        let mut to = from.clone();
        let mut because = None;
        for other in all.iter().enumerate().filter(|(o, _)| *o != at).map(|(_, o)| o) {
            let copy =
                duplicates.iter().any(|d| d.members.contains(&other.input.id) && d.members.contains(&all[at].input.id));
            for (theirs, (date, _)) in other.input.events.iter().zip(&other.events) {
                let Some(date) = date.as_ref().filter(|d| d.as_day().is_some()) else { continue };
                if !same_act(event, all[at].input, theirs, other.input, copy) {
                    continue;
                }
                if let Some(closer) = to.intersect(date).filter(|c| *c != to) {
                    to = closer;
                    because = Some(Constraint::Event {
                        event: event.id.clone(),
                        article: other.input.id.clone(),
                        other: theirs.id.clone(),
                        date: date.clone(),
                    });
                }
            }
        }
        let Some(because) = because else { continue };
        changed = true;
        all[at].events[e].0 = Some(to.clone());
        let (article, field) = (all[at].input.id.clone(), event.id.clone());
        out.push(Narrowed { article, field, from, to: to.clone(), because });
        let relation = all[at].events[e].1.as_ref().filter(|a| a.to == "published").and_then(Relation::of);
        if let Some(relation) = relation {
            dateline(&mut all[at], &event.id, relation, &to, out);
        }
    }
    changed
}

/// Narrows the dateline to the days for which the relation gives the date, and what hangs on it.
fn dateline(dates: &mut Dates<'_>, event: &str, relation: Relation, date: &Edtf, out: &mut Vec<Narrowed>) {
    let Some(from) = dates.published.clone().filter(|d| d.as_day().is_none()) else { return };
    let Some(days) = days(&from) else { return };
    let left: BTreeSet<Date> =
        days.iter().copied().filter(|&day| relation.resolve(day).is_some_and(|value| date.contains(&value))).collect();
    let Some(to) = written(&left).filter(|to| *to != from) else { return };
    let article = dates.input.id.clone();
    out.push(Narrowed {
        article: article.clone(),
        field: "date".into(),
        from,
        to: to.clone(),
        because: Constraint::Anchor { event: event.into(), date: date.clone(), relation: relation.to_string() },
    });
    dates.published = Some(to.clone());
    let before: Vec<Option<Edtf>> = dates.events.iter().map(|e| e.0.clone()).collect();
    edtf::narrow(dates.events.iter_mut().filter_map(|(date, anchor)| Some((date.as_mut()?, anchor.as_mut()))), &to);
    for ((event, (now, _)), before) in dates.input.events.iter().zip(&dates.events).zip(before) {
        if let (Some(from), Some(now)) = (before, now)
            && from != *now
        {
            out.push(Narrowed {
                article: article.clone(),
                field: event.id.clone(),
                from,
                to: now.clone(),
                because: Constraint::Dateline { date: to.clone() },
            });
        }
    }
}

/// The days of a date; none when they are too many to try.
fn days(date: &Edtf) -> Option<Vec<Date>> {
    let mut out = Vec::new();
    for member in date.members() {
        let range = member.range()?;
        let mut day = range.first;
        while day <= range.last {
            out.push(day);
            if out.len() > MOST_DAYS {
                return None;
            }
            day = day.tomorrow().ok()?;
        }
    }
    Some(out)
}

/// Days as an interval when none is missing, else as a set.
fn written(days: &BTreeSet<Date>) -> Option<Edtf> {
    let (first, last) = (*days.first()?, *days.last()?);
    let all = (last - first).get_days() + 1;
    if all as usize == days.len() {
        Some(Edtf::interval(&Edtf::day(first), &Edtf::day(last)))
    } else {
        Edtf::one_of(days.iter().copied().map(Edtf::day))
    }
}
