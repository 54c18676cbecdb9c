//! Offers told once over articles, with the answers on record.

use std::collections::BTreeSet;

use chancery_record::short_id;

use super::items::{EventRow, Invited, Item, Items, closest, compatible, group, identities, identity, once, order};
use super::scope::Scope;
use crate::dates;
use crate::dossier::{Actor, Answer, Initiative, Invitee, OpenOffer, Standing, When};

/// Days over which one offer is told again; and over which it is while its story goes on.
const AGAIN: i32 = 7;
const IN_STORY: i32 = 30;
/// Days within which an act of the invitee towards the offeror answers the offer.
const ANSWERED: i32 = 120;

pub(super) fn gather(scope: &Scope<'_>, items: &Items) -> Vec<Initiative> {
    let offers = items.offers.iter().filter(|o| {
        scope.articles.get(&o.article).is_some_and(|a| a.on_process)
            && concerns(scope, o, invited(items, o))
            && !scope.outside(&o.when)
    });
    let groups = group(offers, |group, offer| group.iter().any(|other| same(other, offer)));
    let mut all: Vec<Initiative> = groups.iter().map(|g| initiative(scope, items, g)).collect();
    all.sort_by(|a, b| order(&a.when).cmp(&order(&b.when)).then_with(|| a.id.cmp(&b.id)));
    all
}

/// Offers that somebody has neither accepted nor declined, the newest first, those without a date last.
pub(super) fn open(initiatives: &[Initiative], on: Option<&str>) -> Vec<OpenOffer> {
    let mut all: Vec<OpenOffer> = initiatives
        .iter()
        .filter_map(|offer| {
            let waiting_for: Vec<Standing> = offer
                .invitees
                .iter()
                .filter(|i| !matches!(i.response.as_str(), "accept" | "decline"))
                .map(|i| Standing { who: i.who.clone(), response: i.response.clone() })
                .collect();
            let age = || dates::between(offer.when.last_day.as_deref()?, on?);
            (!waiting_for.is_empty()).then(|| OpenOffer {
                initiative: offer.id.clone(),
                age_days: age().filter(|a| *a >= 0),
                waiting_for,
            })
        })
        .collect();
    all.sort_by_key(|o| (o.age_days.is_none(), o.age_days));
    all
}

pub(super) fn invited<'i>(items: &'i Items, offer: &Item) -> &'i [Invited] {
    items.invitations.get(&(offer.article, offer.position)).map_or(&[], Vec::as_slice)
}

/// Whether an offer is one of the process: somebody of the process makes it, and not to others alone;
/// or others make it to a party.
pub(super) fn concerns(scope: &Scope<'_>, offer: &Item, invited: &[Invited]) -> bool {
    let by = scope.roles(offer.actors("offeror"));
    let others: Vec<&Actor> =
        invited.iter().map(|i| &i.who).filter(|w| !is_of(scope, offer.actors("offeror"), w)).collect();
    // An offer to oneself is none, nor is what somebody of a country asks of it.
    if others.is_empty() && !invited.is_empty() {
        return false;
    }
    let to = scope.roles(others);
    if by.iter().chain(&to).any(|r| scope.is_party(*r)) {
        return !to.is_empty() || invited.is_empty();
    }
    !by.is_empty() && invited.is_empty() || scope.is_place(offer.venue())
}

/// Whether somebody is one of the offerors, or of the side of one.
fn is_of(scope: &Scope<'_>, offerors: &[Actor], who: &Actor) -> bool {
    offerors.iter().any(|o| side(scope, o) == side(scope, who))
}

/// The party that an actor is or belongs to, else the actor.
fn side(scope: &Scope<'_>, actor: &Actor) -> String {
    scope.touched(actor).map_or_else(|| identity(actor), |role| role.to_string())
}

/// Whether two articles tell one offer.
fn same(a: &Item, b: &Item) -> bool {
    if a.article == b.article {
        return false;
    }
    if a.is_told_by(b) {
        return true;
    }
    let near = match a.apart(b) {
        Some(days) if a.close_with(b) => days <= if a.in_story_of(b) { IN_STORY } else { AGAIN },
        _ => a.in_story_of(b),
    };
    near && a.what == b.what
        && a.venue_fits(b)
        && !a.people("offeror").is_disjoint(b.people("offeror"))
        && compatible(a.people("invitee"), b.people("invitee"))
}

fn initiative(scope: &Scope<'_>, items: &Items, group: &[&Item]) -> Initiative {
    let when = closest(group.iter().map(|o| &o.when));
    let offerors = once(group.iter().flat_map(|o| o.actors("offeror")));
    let invited: Vec<(&Item, &Invited)> =
        group.iter().flat_map(|o| invited(items, o).iter().map(|i| (*o, i))).collect();
    let mut sides = BTreeSet::new();
    let invitees = once(invited.iter().map(|(_, i)| &i.who))
        .into_iter()
        .filter(|who| !is_of(scope, &offerors, who) && sides.insert(side(scope, who)))
        .map(|who| {
            let own = invited.iter().filter(|(_, i)| side(scope, &i.who) == side(scope, &who));
            let mut history: Vec<Answer> = own
                .filter(|(_, i)| i.response != "none_reported")
                .map(|(offer, i)| beside(scope, items, offer, i))
                .collect();
            history.extend(later(scope, items, group, &offerors, &who, &when));
            history.sort_by_key(|a| order(&a.when));
            invitee(who, told_once(history))
        })
        .collect();
    let key: Vec<String> = group
        .iter()
        .map(|o| format!("{}:{}", scope.articles.get(&o.article).map_or("", |a| a.id.as_str()), o.position))
        .collect();
    Initiative {
        id: short_id("i", &key.iter().map(String::as_str).collect::<Vec<_>>()),
        kind: group[0].what.clone(),
        offerors,
        venue: group.iter().find_map(|o| o.venue()).map(str::to_owned),
        when,
        invitees,
        origins: scope.origins(group.iter().map(|o| o.article)),
        passages: scope.passages(group.iter().map(|o| o.place())),
    }
}

/// The answer that stands: the latest; of one day's, the most binding.
fn invitee(who: Actor, history: Vec<Answer>) -> Invitee {
    let rank = |a: &Answer| match a.level.as_deref() {
        Some("principal") => 3,
        Some("minister") => 2,
        Some("spokesperson") => 1,
        _ => 0,
    };
    // A spokesman's word does not undo the principal's.
    let highest = history.iter().map(rank).max().unwrap_or_default();
    let stands =
        history.iter().rev().find(|a| rank(a) == highest || matches!(a.response.as_str(), "accept" | "decline"));
    let Some(stands) = stands.cloned() else {
        return Invitee { who, response: "none_reported".into(), level: None, by: None, as_of: None, history };
    };
    Invitee { who, response: stands.response, level: stands.level, by: stands.by, as_of: Some(stands.when), history }
}

/// An answer that was read beside the offer.
fn beside(scope: &Scope<'_>, items: &Items, offer: &Item, invited: &Invited) -> Answer {
    let event = invited.event.as_deref().and_then(|e| items.event(offer.article, e));
    Answer {
        response: invited.response.clone(),
        level: invited.level.clone(),
        by: invited.by.clone(),
        when: scope.when(offer.article, invited.as_of.as_deref()),
        basis: "offer".into(),
        passages: scope.passages([event.map_or(offer.place(), EventRow::place)]),
    }
}

/// Acts of the invitee towards the offeror, on what was offered, after the offer.
fn later(
    scope: &Scope<'_>,
    items: &Items,
    group: &[&Item],
    offerors: &[Actor],
    who: &Actor,
    offered: &When,
) -> Vec<Answer> {
    let kind = group[0].what.as_str();
    let by = identities(offerors);
    if by.is_empty() {
        return vec![];
    }
    let told = |event: &EventRow| {
        group.iter().any(|o| {
            o.article == event.article
                && (o.event.as_deref() == Some(&event.id) || (o.start < event.end && event.start < o.end))
        })
    };
    let beside = |event: &EventRow| {
        group.iter().any(|o| {
            o.article == event.article && invited(items, o).iter().any(|i| i.event.as_deref() == Some(&event.id))
        })
    };
    items
        .events
        .iter()
        .filter(|e| e.status == "actual" && on_offer(kind, e) && !told(e) && !beside(e))
        .filter_map(|event| {
            let response = match event.kind.as_str() {
                "AGREE" => "accept",
                "REJECT" => "decline",
                "SUPPORT" => "welcome",
                _ => return None,
            };
            let speaker = event.cast("source").iter().find(|a| side(scope, a) == side(scope, who))?;
            event.cast("target").iter().find(|a| by.contains(&identity(a)))?;
            let when = Items::when(scope, event);
            // Only what comes after: an act of no known day answers nothing.
            let (first, last) = (offered.first_day.as_ref()?, when.first_day.as_ref()?);
            let after = dates::between(first, last).filter(|d| (0..=ANSWERED).contains(d));
            after?;
            Some(Answer {
                response: response.into(),
                level: None,
                by: Some(speaker.clone()),
                when,
                basis: "event".into(),
                passages: scope.passages([event.place()]),
            })
        })
        .collect()
}

/// Whether an act answers an offer of that kind by what it is about.
fn on_offer(kind: &str, event: &EventRow) -> bool {
    match (event.of.as_deref(), kind) {
        (Some("CONSULT"), "host" | "mediate" | "talks") | (Some("RETREAT"), "ceasefire" | "terms") => true,
        (Some(_), _) => false,
        (None, "ceasefire") => event.mode.as_deref() == Some("yield"),
        (None, _) => event.mode.as_deref() == Some("meet"),
    }
}

/// One answer told by several articles is one.
fn told_once(history: Vec<Answer>) -> Vec<Answer> {
    let mut all: Vec<Answer> = Vec::new();
    for answer in history {
        let same = |a: &&mut Answer| {
            a.response == answer.response && dates::apart(&a.when, &answer.when).is_none_or(|days| days <= 3)
        };
        match all.iter_mut().find(same) {
            Some(known) => {
                known.level = known.level.take().or(answer.level);
                known.by = known.by.take().or(answer.by);
                known.passages.extend(answer.passages);
                known.passages.dedup();
            }
            None => all.push(answer),
        }
    }
    all
}
