//! Pressure and reward on the parties, told once over articles.

use chancery_record::short_id;

use super::items::{Item, Items, closest, compatible, group, once, order};
use super::scope::Scope;
use crate::dossier::Leverage;

/// Days between two reports of one act.
const REPORTED: i32 = 4;

pub(super) fn gather(scope: &Scope<'_>, items: &Items) -> Vec<Leverage> {
    let acts = items.leverage.iter().filter(|l| {
        scope.articles.get(&l.article).is_some_and(|a| a.on_process) && concerns(scope, l) && !scope.outside(&l.when)
    });
    let groups = group(acts, |group, act| group.iter().any(|other| same(other, act)));
    let mut all: Vec<Leverage> = groups.iter().map(|g| leverage(scope, g)).collect();
    all.sort_by(|a, b| order(&a.when).cmp(&order(&b.when)).then_with(|| a.id.cmp(&b.id)));
    all
}

/// On a party, by anybody; or by a party on somebody of the process, or on nobody told.
fn concerns(scope: &Scope<'_>, act: &Item) -> bool {
    let (by, on) = (scope.roles(act.actors("source")), scope.roles(act.actors("target")));
    let party = |roles: &std::collections::BTreeSet<usize>| roles.iter().any(|r| scope.is_party(*r));
    if act.actors("target").is_empty() {
        return party(&by);
    }
    // What a party does to itself is no leverage on it.
    on != by && (party(&on) || party(&by) && !on.is_empty())
}

fn same(a: &Item, b: &Item) -> bool {
    a.is_told_by(b)
        || a.what == b.what
            && a.state == b.state
            && a.close_with(b)
            && a.apart(b).is_some_and(|days| days <= REPORTED)
            && compatible(a.people("source"), b.people("source"))
            && compatible(a.people("target"), b.people("target"))
}

fn leverage(scope: &Scope<'_>, group: &[&Item]) -> Leverage {
    let key: Vec<String> = group
        .iter()
        .map(|l| format!("{}:{}", scope.articles.get(&l.article).map_or("", |a| a.id.as_str()), l.position))
        .collect();
    Leverage {
        id: short_id("l", &key.iter().map(String::as_str).collect::<Vec<_>>()),
        instrument: group[0].what.clone(),
        direction: group[0].state.clone(),
        source: once(group.iter().flat_map(|l| l.actors("source"))),
        target: once(group.iter().flat_map(|l| l.actors("target"))),
        when: closest(group.iter().map(|l| &l.when)),
        origins: scope.origins(group.iter().map(|l| l.article)),
        passages: scope.passages(group.iter().map(|l| l.place())),
    }
}
