//! Meetings and talks, told once over articles.

use chancery_record::short_id;

use super::items::{Item, Items, closest, group, once, order};
use super::scope::Scope;
use crate::dossier::Round;

/// Days between two reports of one round when its date is not told.
const REPORTED: i32 = 4;

pub(super) fn gather(scope: &Scope<'_>, items: &Items) -> Vec<Round> {
    let rounds = items.rounds.iter().filter(|r| {
        scope.articles.get(&r.article).is_some_and(|a| a.on_process) && concerns(scope, r) && !scope.outside(&r.when)
    });
    let groups = group(rounds, |group, round| group.iter().any(|other| same(other, round)));
    let mut all: Vec<Round> = groups.iter().map(|g| round(scope, g)).collect();
    all.sort_by(|a, b| order(&a.when).cmp(&order(&b.when)).then_with(|| a.id.cmp(&b.id)));
    all
}

fn actors(round: &Item) -> impl Iterator<Item = &crate::Actor> {
    round.actors("participant").iter().chain(round.actors("mediator"))
}

/// Two of the process met, or one of them met somebody at a place of the process.
pub(super) fn concerns(scope: &Scope<'_>, round: &Item) -> bool {
    let roles = scope.roles(actors(round));
    let party = roles.iter().any(|r| scope.is_party(*r));
    party && (roles.len() > 1 || scope.process.parties.len() == 1 || scope.is_place(round.venue()))
}

fn same(a: &Item, b: &Item) -> bool {
    if a.is_told_by(b) {
        return true;
    }
    // The same of the process have to be there; who else is told varies.
    if a.facts.core != b.facts.core || !a.venue_fits(b) {
        return false;
    }
    let told = a.when.reported.is_none() && b.when.reported.is_none();
    let near = match a.apart(b) {
        Some(days) if !a.close_with(b) => days == 0 && a.venue().is_some() && b.venue().is_some(),
        Some(days) if told => days <= 1,
        Some(days) => days <= REPORTED,
        // Without a date, talks of the same people may be any of many.
        None => false,
    };
    let (x, y) = (a.people("participant"), b.people("participant"));
    near && (x.is_subset(y) || y.is_subset(x) || x.intersection(y).count() > 1)
}

fn round(scope: &Scope<'_>, group: &[&Item]) -> Round {
    let known = |field: fn(&Item) -> &str, unknown: &'static str| {
        group.iter().map(|r| field(r)).find(|v| *v != unknown).unwrap_or(unknown).to_owned()
    };
    // What a later article tells of the outcome is nearer to the end of the talks.
    let outcome = group.iter().rev().map(|r| r.state.as_str()).find(|o| !matches!(*o, "unknown" | "ongoing"));
    let key: Vec<String> = group
        .iter()
        .map(|r| format!("{}:{}", scope.articles.get(&r.article).map_or("", |a| a.id.as_str()), r.position))
        .collect();
    let parties = scope.roles(group.iter().flat_map(|r| actors(r))).into_iter().filter(|r| scope.is_party(*r)).count();
    Round {
        id: short_id("r", &key.iter().map(String::as_str).collect::<Vec<_>>()),
        between_parties: parties > 1,
        participants: once(group.iter().flat_map(|r| r.actors("participant"))),
        mediators: once(group.iter().flat_map(|r| r.actors("mediator"))),
        venue: group.iter().find_map(|r| r.venue()).map(str::to_owned),
        when: closest(group.iter().map(|r| &r.when)),
        level: known(|r| &r.what, "unspecified"),
        outcome: outcome.map_or_else(|| known(|r| &r.state, "unknown"), str::to_owned),
        origins: scope.origins(group.iter().map(|r| r.article)),
        passages: scope.passages(group.iter().map(|r| r.place())),
    }
}
