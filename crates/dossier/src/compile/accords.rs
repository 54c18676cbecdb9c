//! Accords, told once over articles by name, parties and time, and what became of them.

use chancery_record::short_id;

use super::items::{EventRow, Item, Items, Part, closest, compatible, group, identities, once, order};
use super::scope::Scope;
use crate::dossier::{Accord, AccordStanding, Breach, Passage, Provision, When};
use crate::party::words_of;

/// Days within which two accords without a telling name, of the same parties, are taken for one.
const UNNAMED: i32 = 30;

pub(super) fn gather(scope: &Scope<'_>, items: &Items) -> Vec<Accord> {
    let accords = items.accords.iter().filter(|a| {
        scope.articles.get(&a.article).is_some_and(|s| s.on_process) && concerns(scope, a) && !scope.outside(&a.when)
    });
    let mut all: Vec<Accord> = groups(accords).iter().map(|g| accord(scope, items, g)).collect();
    all.sort_by(|a, b| order(&a.when).cmp(&order(&b.when)).then_with(|| a.id.cmp(&b.id)));
    all
}

pub(super) fn groups<'i>(accords: impl IntoIterator<Item = &'i Item>) -> Vec<Vec<&'i Item>> {
    group(accords, |group, accord| group.iter().any(|other| same(other, accord)))
}

/// Between two of the process, or named in it, or of one party with nobody told on the other side.
pub(super) fn concerns(scope: &Scope<'_>, accord: &Item) -> bool {
    let name = words_of(&accord.what);
    if scope.process.accords.iter().any(|own| name.contains(&words_of(own))) {
        return true;
    }
    let actors = || accord.actors("party").iter().chain(accord.actors("mediator"));
    let roles = scope.roles(actors());
    if !roles.iter().any(|r| scope.is_party(*r)) {
        return false;
    }
    roles.len() > 1 || scope.process.parties.len() == 1 || identities(actors()).len() == 1
}

fn same(a: &Item, b: &Item) -> bool {
    if a.is_told_by(b) {
        return true;
    }
    let (x, y) = (&a.facts.telling, &b.facts.telling);
    if !compatible(a.people("party"), b.people("party")) {
        return false;
    }
    if !x.is_empty() && !y.is_empty() {
        let common = x.intersection(y).count();
        return common > 0 && 2 * common >= x.len().min(y.len()) && dated(a, b);
    }
    let near = a.apart(b).map_or(a.in_story_of(b), |days| days <= UNNAMED);
    near && a.facts.core == b.facts.core && (a.article != b.article || x.is_empty() && y.is_empty())
}

/// Whether the dates that the texts tell can be of one accord: several texts, as those of Minsk, may
/// give each a year of their own.
fn dated(a: &Item, b: &Item) -> bool {
    a.when.reported.is_some() || b.when.reported.is_some() || a.apart(b).is_none_or(|days| days <= 366)
}

/// The fullest name: with the most telling words, then the longest, then the first.
pub(super) fn name(group: &[&Item]) -> String {
    let rank = |a: &&&Item| (a.facts.telling.len(), a.what.chars().count().min(80));
    let best = group.iter().rev().max_by_key(rank).map_or("", |a| a.what.as_str());
    crate::text::one_line(best)
}

fn accord(scope: &Scope<'_>, items: &Items, group: &[&Item]) -> Accord {
    let mut standing: Vec<AccordStanding> = Vec::new();
    let mut reports: Vec<&&Item> = group.iter().collect();
    reports.sort_by_key(|a| (scope.published(a.article), a.position));
    for report in reports {
        let own = scope.passages([report.place()]);
        let same = |s: &&mut AccordStanding| s.status == report.state && s.implementation == report.implementation;
        // Told again, a state is news only when another was reported in between.
        if let Some(last) = standing.last_mut().filter(same) {
            last.passages.extend(own);
            continue;
        }
        standing.push(AccordStanding {
            status: report.state.clone(),
            implementation: report.implementation.clone(),
            when: scope.when(report.article, None),
            passages: own,
        });
    }
    let key: Vec<String> = group
        .iter()
        .map(|a| format!("{}:{}", scope.articles.get(&a.article).map_or("", |s| s.id.as_str()), a.position))
        .collect();
    Accord {
        id: short_id("c", &key.iter().map(String::as_str).collect::<Vec<_>>()),
        name: name(group),
        between_parties: scope
            .roles(group.iter().flat_map(|a| a.actors("party")))
            .iter()
            .filter(|r| scope.is_party(**r))
            .count()
            > 1,
        parties: once(group.iter().flat_map(|a| a.actors("party"))),
        mediators: once(group.iter().flat_map(|a| a.actors("mediator"))),
        when: closest(group.iter().map(|a| &a.when)),
        standing,
        provisions: provisions(scope, items, group),
        breaches: breaches(scope, items, group),
        origins: scope.origins(group.iter().map(|a| a.article)),
        passages: scope.passages(group.iter().map(|a| a.place())),
    }
}

fn own<'i>(of: &'i std::collections::BTreeMap<(i64, i64), Vec<Part>>, accord: &Item) -> &'i [Part] {
    of.get(&(accord.article, accord.position)).map_or(&[], Vec::as_slice)
}

/// Clauses, one a category.
fn provisions(scope: &Scope<'_>, items: &Items, group: &[&Item]) -> Vec<Provision> {
    let mut all: Vec<Provision> = Vec::new();
    for part in group.iter().flat_map(|a| own(&items.provisions, a)) {
        let (Some(category), Some(passage)) = (&part.category, scope.passages([part.place]).pop()) else { continue };
        match all.iter_mut().find(|p| p.category == *category) {
            Some(provision) => push(&mut provision.passages, passage),
            None => all.push(Provision { category: category.clone(), passages: vec![passage] }),
        }
    }
    all
}

fn breaches(scope: &Scope<'_>, items: &Items, group: &[&Item]) -> Vec<Breach> {
    let mut all: Vec<(Option<String>, Breach)> = Vec::new();
    for part in group.iter().flat_map(|a| own(&items.breaches, a)) {
        let event = part.event.as_deref().and_then(|e| items.event(part.place.0, e));
        let when: When = event.map_or_else(|| scope.when(part.place.0, None), |e| Items::when(scope, e));
        let merged = items.merged(part.place.0, part.event.as_deref()).map(str::to_owned);
        let Some(passage) = scope.passages([event.map_or(part.place, EventRow::place)]).pop() else { continue };
        let told = |(id, b): &&mut (Option<String>, Breach)| {
            id.is_some() && *id == merged || b.by == part.by && b.passages.iter().any(|p| p.words == passage.words)
        };
        match all.iter_mut().find(told) {
            Some((_, breach)) => push(&mut breach.passages, passage),
            None => all.push((
                merged,
                Breach {
                    by: part.by.clone(),
                    alleged_by: part.alleged_by.clone(),
                    provision: part.category.clone(),
                    when,
                    passages: vec![passage],
                },
            )),
        }
    }
    let mut all: Vec<Breach> = all.into_iter().map(|(_, b)| b).collect();
    all.sort_by_key(|b| order(&b.when));
    all
}

fn push(passages: &mut Vec<Passage>, passage: Passage) {
    if !passages.contains(&passage) {
        passages.push(passage);
    }
}
