//! Answers to an invitation: the best on record, and whose it is.

use chancery_record::{Edtf, Event, EventType, Invitation, Offer, Quotation, Status};

use super::offers::Spoken;
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
pub(super) fn answer(view: &View<'_>, offer: &Offer, readiness: &[Spoken], invitation: &mut Invitation) {
    let Some(country) = view.country(&invitation.invitee).map(str::to_owned) else { return };
    let own = |code: &chancery_record::ActorCode| {
        code.country() == country && (code.sector() == "REB") == (view.sector(&invitation.invitee) == "REB")
    };
    let spoken = |event: &Event| event.span == offer.span || offer.also.iter().any(|a| a.0 == event.span);
    let mut best: Option<Invitation> = None;
    let mut take = |response: &'static str, by: Option<String>, event: Option<String>, as_of: Option<Edtf>| {
        let least = best.as_ref().map_or(invitation.response.as_str(), |b| b.response.as_str());
        if rank(response) > rank(least) {
            best = Some(Invitation {
                invitee: invitation.invitee.clone(),
                response: response.to_owned(),
                level: Some(level(view, by.as_deref()).to_owned()),
                by,
                event,
                as_of,
            });
        }
    };
    for event in view.layers.events.iter().filter(|e| !spoken(e) && e.status == Status::Actual) {
        if !event.source.iter().any(own) {
            continue;
        }
        if let Some(response) = by_act(view, &offer.kind, event, &offer.offeror) {
            take(response, view.sources(event).into_iter().next(), Some(event.id.clone()), event.date.clone());
        }
    }
    for quotation in view.layers.quotations.iter().filter(|q| q.span.start > offer.span.start) {
        // What others are ready for is no answer of who tells of it.
        let theirs = |(span, lands): &Spoken| quotation.span.contains(*span) && !lands.contains(&country);
        if !quotation.speaker_code.as_ref().is_some_and(own) || readiness.iter().any(theirs) {
            continue;
        }
        if let Some(response) = by_words(view, quotation) {
            take(response, quotation.speaker_entity.clone(), None, quotation.date.clone());
        }
    }
    if let Some(best) = best {
        *invitation = best;
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
        EventType::Support if to_offeror && view.lexicon.talks.nouns.any(view.around(event.span)) => Some("welcome"),
        _ => None,
    }
}

/// Words about the talks themselves: favourable, reserved, conditional, or refusing.
fn by_words(view: &View<'_>, quotation: &Quotation) -> Option<&'static str> {
    let lexicon = view.lexicon;
    let answers = &lexicon.answers;
    let words: Vec<_> = view
        .sentences()
        .iter()
        .filter(|s| s.span.overlaps(quotation.span))
        .flat_map(|s| s.tokens.iter().filter(|t| quotation.span.contains(t.span)).cloned())
        .collect();
    let topical = [&lexicon.talks.nouns, &lexicon.talks.meetings, &lexicon.accords.ceasefire, &answers.proposal];
    if !topical.iter().any(|list| list.any(&words)) {
        return None;
    }
    [
        ("decline", &answers.refused),
        ("conditional", &answers.conditional),
        ("welcome", &answers.favourable),
        ("noncommittal", &answers.reserved),
    ]
    .into_iter()
    .find(|(_, list)| list.any(&words))
    .map(|(response, _)| response)
}

/// Whose answer it is.
pub(super) fn level(view: &View<'_>, by: Option<&str>) -> &'static str {
    let Some(by) = by else { return "reported" };
    let levels = &view.lexicon.levels;
    [("spokesperson", &levels.spokesperson), ("minister", &levels.minister), ("principal", &levels.head)]
        .into_iter()
        .find(|(_, list)| view.is(by, list))
        .map_or("reported", |(name, _)| name)
}
