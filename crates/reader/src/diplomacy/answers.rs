//! Answers to an invitation: the best on record, and whose it is.

use chancery_record::{Event, EventType, Invitation, Quotation, Span, Status};

use super::view::View;

/// Rank of an answer: what binds outweighs what is merely kind.
fn rank(response: &str) -> u8 {
    match response {
        "accept" => 5,
        "decline" => 4,
        "conditional" => 3,
        "welcome" => 2,
        "noncommittal" => 1,
        _ => 0,
    }
}

/// Looks for the invitee's answer in its acts and words.
pub(super) fn answer(view: &View<'_>, kind: &str, offer: Span, offeror: &[String], invitation: &mut Invitation) {
    let Some(country) = view.country(&invitation.invitee).map(str::to_owned) else { return };
    for event in view.layers.events.iter().filter(|e| e.span != offer && e.status == Status::Actual) {
        if !event.source.iter().any(|c| c.country() == country) {
            continue;
        }
        let Some(response) = by_act(view, kind, event, offeror) else { continue };
        if rank(response) > rank(&invitation.response) {
            let by = view.sources(event).into_iter().next();
            invitation.response = response.to_owned();
            invitation.level = Some(level(view, by.as_deref()).to_owned());
            invitation.event = Some(event.id.clone());
            invitation.as_of.clone_from(&event.date);
            invitation.by = by;
        }
    }
    for quotation in view.layers.quotations.iter().filter(|q| q.span.start > offer.start) {
        if quotation.speaker_code.as_ref().is_none_or(|c| c.country() != country) {
            continue;
        }
        let Some(response) = by_words(view, quotation) else { continue };
        if rank(response) > rank(&invitation.response) {
            invitation.response = response.to_owned();
            invitation.level = Some(level(view, quotation.speaker_entity.as_deref()).to_owned());
            invitation.by.clone_from(&quotation.speaker_entity);
            invitation.event = None;
            invitation.as_of.clone_from(&quotation.date);
        }
    }
}

fn by_act(view: &View<'_>, kind: &str, event: &Event, offeror: &[String]) -> Option<&'static str> {
    let on_topic = match kind {
        "ceasefire" => event.of == Some(EventType::Retreat),
        _ => event.of == Some(EventType::Consult),
    };
    let to_offeror = event.target.iter().any(|c| offeror.iter().any(|o| view.country(o) == Some(c.country())));
    match event.kind {
        EventType::Agree if on_topic && to_offeror => Some("accept"),
        EventType::Reject if on_topic || to_offeror => Some("decline"),
        EventType::Support if to_offeror && view.lexicon.talks.any(view.around(event.span)) => Some("welcome"),
        _ => None,
    }
}

/// Words about the talks themselves: favourable, reserved, conditional, or refusing.
fn by_words(view: &View<'_>, quotation: &Quotation) -> Option<&'static str> {
    let lexicon = view.lexicon;
    let words: Vec<_> = view
        .sentences()
        .iter()
        .filter(|s| s.span.overlaps(quotation.span))
        .flat_map(|s| s.tokens.iter().filter(|t| quotation.span.contains(t.span)).cloned())
        .collect();
    if !lexicon.talks.any(&words) && !lexicon.ceasefire.any(&words) {
        return None;
    }
    if lexicon.refused.any(&words) {
        Some("decline")
    } else if lexicon.conditional.any(&words) {
        Some("conditional")
    } else if lexicon.favourable.any(&words) {
        Some("welcome")
    } else if lexicon.reserved.any(&words) {
        Some("noncommittal")
    } else {
        None
    }
}

fn level(view: &View<'_>, by: Option<&str>) -> &'static str {
    let Some(by) = by else { return "reported" };
    let lexicon = view.lexicon;
    if view.is(by, &lexicon.spokesperson) {
        "spokesperson"
    } else if view.is(by, &lexicon.minister) {
        "minister"
    } else if view.is(by, &lexicon.head) {
        "principal"
    } else {
        "reported"
    }
}
