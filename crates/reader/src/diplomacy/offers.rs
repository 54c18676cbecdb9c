//! Offers: somebody proposes hosting, mediation, talks, a ceasefire or terms to
//! named others.

use chancery_record::{Event, EventType, Invitation, Offer, Pair, Span, Status};

use super::answers;
use super::view::View;

pub(super) fn read(view: &View<'_>) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for event in view.layers.events {
        let Some(offer) = of_event(view, event) else { continue };
        let country = |o: &Offer| o.offeror.first().and_then(|id| view.country(id)).map(str::to_owned);
        match offers.iter_mut().find(|o| country(o) == country(&offer) && kin(&o.kind, &offer.kind)) {
            Some(known) => {
                known.also.push(Pair(offer.span));
                known.also.extend(offer.also);
                for invitation in offer.invitations {
                    let code = view.code(&invitation.invitee);
                    if !known.invitations.iter().any(|i| view.code(&i.invitee) == code) {
                        known.invitations.push(invitation);
                    }
                }
                if offer.kind == "host" {
                    known.kind = offer.kind;
                    known.venue = known.venue.take().or(offer.venue);
                }
            }
            None => offers.push(offer),
        }
    }
    for offer in &mut offers {
        let (span, kind) = (offer.span, offer.kind.clone());
        let mut invitations = std::mem::take(&mut offer.invitations);
        for invitation in &mut invitations {
            answers::answer(view, &kind, span, &offer.offeror, invitation);
        }
        invitations.sort_by_key(|i| view.code(&i.invitee).to_owned());
        offer.invitations = invitations;
    }
    offers.retain(|o| !o.invitations.is_empty());
    offers
}

/// Talks and their host are one initiative.
fn kin(a: &str, b: &str) -> bool {
    a == b || matches!((a, b), ("host", "talks") | ("talks", "host"))
}

fn of_event(view: &View<'_>, event: &Event) -> Option<Offer> {
    if matches!(event.status, Status::Negated | Status::Hypothetical) {
        return None;
    }
    let ceasefire = |e: &Event| view.lexicon.ceasefire.any(view.around(e.span));
    let kind = match (event.kind, event.of) {
        (EventType::Agree, Some(EventType::Consult)) => {
            let tokens = view.around(event.span);
            let from = tokens.partition_point(|t| t.span.start < event.span.start);
            let near = &tokens[from..(from + 10).min(tokens.len())];
            if view.lexicon.host.any(near) {
                "host"
            } else if view.lexicon.mediate.any(near) {
                "mediate"
            } else {
                "talks"
            }
        }
        (EventType::Request, Some(EventType::Consult)) => "talks",
        (EventType::Agree | EventType::Request, Some(EventType::Retreat)) if ceasefire(event) => "ceasefire",
        (EventType::Agree, _) if view.lexicon.terms.any(view.around(event.span)) => "terms",
        _ => return None,
    };
    let offeror = view.parties(view.sources(event)).into_iter().take(1).collect::<Vec<_>>();
    let from = offeror.first()?;
    let near = view.parties(view.targets(event).into_iter().chain(addressees(view, event)));
    let invitations: Vec<Invitation> = near
        .into_iter()
        .filter(|id| {
            view.code(id) != view.code(from)
                && matches!(view.code(id).get(4..), Some("GOV" | "REB" | "MIL" | "OPP" | "IGO" | "PTY"))
        })
        .map(|invitee| Invitation {
            invitee,
            response: "none_reported".to_owned(),
            level: None,
            by: None,
            event: None,
            as_of: None,
        })
        .collect();
    let sentence = view.sentence_of(event.span).map(|i| view.sentences()[i].span)?;
    let after = Span { start: event.span.start, end: sentence.end };
    Some(Offer {
        span: event.span,
        event: Some(event.id.clone()),
        also: event.also.clone(),
        kind: kind.to_owned(),
        offeror,
        venue: if kind == "host" { view.venue_in(after) } else { None },
        date: event.date.clone(),
        invitations,
    })
}

/// Actors named after the offer in its sentence, and in the clauses that repeat it.
fn addressees(view: &View<'_>, event: &Event) -> Vec<String> {
    std::iter::once(event.span)
        .chain(event.also.iter().map(|a| a.0))
        .filter_map(|span| {
            let end = view.sentences()[view.sentence_of(span)?].span.end;
            Some(Span { start: span.end, end })
        })
        .flat_map(|rest| view.mentions_in(rest))
        .flat_map(|m| view.of_mention(m))
        .collect()
}
