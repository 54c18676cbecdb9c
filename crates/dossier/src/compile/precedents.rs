//! What was before: accords, rounds and offers of the same parties or at the same place, outside the period.

use std::collections::BTreeSet;

use super::items::{Item, Items, closest, group, once, order};
use super::scope::Scope;
use super::{accords, initiatives, rounds};
use crate::dossier::{Actor, Initiative, Precedent};
use crate::party::words_of;

pub(super) fn gather(scope: &Scope<'_>, items: &Items, current: &[Initiative]) -> Vec<Precedent> {
    let venues: BTreeSet<String> = current
        .iter()
        .filter_map(|i| i.venue.as_deref())
        .map(words_of)
        .chain(scope.process.places.iter().map(|p| words_of(p)))
        .collect();
    let at_venue = |item: &Item| item.venue().is_some_and(|v| venues.contains(&words_of(v)));
    let mut all = Vec::new();
    let past = |item: &&Item| scope.outside(&item.when);

    let old =
        items.accords.iter().filter(past).filter(|a| between(scope, a.actors("party")) || accords::concerns(scope, a));
    for group in accords::groups(old) {
        let last = group.iter().rev().map(|a| a.state.clone()).next();
        all.push(precedent(scope, "accord", accords::name(&group), last, &group, &["party"], "parties"));
    }
    let old = items
        .rounds
        .iter()
        .filter(past)
        .filter(|r| between(scope, r.actors("participant")) || rounds::concerns(scope, r) || at_venue(r));
    for group in told_once(old) {
        let shared = if rounds::concerns(scope, group[0]) || between(scope, group[0].actors("participant")) {
            "parties"
        } else {
            "venue"
        };
        let outcome = group.iter().map(|r| r.state.clone()).find(|o| o != "unknown");
        all.push(precedent(
            scope,
            "round",
            group[0].what.clone(),
            outcome,
            &group,
            &["participant", "mediator"],
            shared,
        ));
    }
    let old = items
        .offers
        .iter()
        .filter(past)
        .filter(|o| initiatives::concerns(scope, o, initiatives::invited(items, o)) || at_venue(o));
    for group in told_once(old) {
        let shared = if initiatives::concerns(scope, group[0], initiatives::invited(items, group[0])) {
            "parties"
        } else {
            "venue"
        };
        all.push(precedent(scope, "offer", group[0].what.clone(), None, &group, &["offeror"], shared));
    }
    all.sort_by(|a, b| order(&a.when).cmp(&order(&b.when)).then_with(|| (&a.layer, &a.what).cmp(&(&b.layer, &b.what))));
    all
}

fn between(scope: &Scope<'_>, actors: &[Actor]) -> bool {
    scope.roles(actors).iter().filter(|r| scope.is_party(**r)).count() > 1
}

/// Of the same people at the same time.
fn told_once<'i>(old: impl IntoIterator<Item = &'i Item>) -> Vec<Vec<&'i Item>> {
    group(old, |group, item| {
        group.iter().any(|other| {
            let shared = |role| !other.people(role).is_disjoint(item.people(role));
            other.apart(item).is_some_and(|days| days <= 1) && (shared("participant") || shared("offeror"))
        })
    })
}

fn precedent(
    scope: &Scope<'_>,
    layer: &str,
    what: String,
    outcome: Option<String>,
    group: &[&Item],
    roles: &[&str],
    shared: &str,
) -> Precedent {
    Precedent {
        layer: layer.into(),
        what,
        outcome,
        actors: once(group.iter().flat_map(|i| roles.iter().flat_map(|r| i.actors(r)))),
        venue: group.iter().find_map(|i| i.venue()).map(str::to_owned),
        when: closest(group.iter().map(|i| &i.when)),
        shared: shared.into(),
        origins: scope.origins(group.iter().map(|i| i.article)),
        passages: scope.passages(group.iter().map(|i| i.place())),
    }
}
