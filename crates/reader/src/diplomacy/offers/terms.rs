//! Terms that are known by their answer.

use chancery_record::{Invitation, Offer, Status};

use super::super::answers;
use super::super::view::{At, View, rule};
use crate::events::Role;

/// Terms that are known by their answer: "they accept the conditions X has suggested".
pub(super) fn answered_terms(view: &View<'_>, at: At) -> Option<Offer> {
    let tokens = view.tokens(at.sentence);
    view.lexicon.offers.terms.at(tokens, at.word)?;
    let tree = view.grammar.tree(at.sentence);
    let verb = tree.head(at.word)?;
    if tokens[at.word].upos != "NOUN" || !matches!(tokens[at.word].rel(), "obj" | "obl" | "nsubj" | "xcomp") {
        return None;
    }
    let answers = &view.lexicon.answers;
    let response = if answers.refused.at(tokens, verb).is_some() {
        "decline"
    } else if answers.accepted.at(tokens, verb).is_some() {
        if view.grammar.negated(at.sentence, verb) { "decline" } else { "accept" }
    } else if answers.reserved.at(tokens, verb).is_some() {
        "noncommittal"
    } else {
        return None;
    };
    if view.grammar.status(at.sentence, verb) == Status::Negated && response != "decline" {
        return None;
    }
    let states = |ids: Vec<String>| {
        let mut kept = view.parties(ids.into_iter().map(|id| view.official(id)));
        kept.retain(|id| matches!(view.sector(id), "GOV" | "REB" | "OPP" | "IGO" | "MIL"));
        kept
    };
    let invitee = states(view.who(at.sentence, view.grammar.roles(at.sentence, verb).of(Role::Subject)));
    let by = invitee.first()?.clone();
    let mut owner = states(view.who(at.sentence, view.owners(at)));
    owner.retain(|o| view.code(o) != view.code(&by));
    if owner.is_empty() {
        let whole = view.sentences()[at.sentence].span;
        owner =
            states(view.mentions_in(whole).filter(|m| view.addressed(m)).flat_map(|m| view.of_mention(m)).collect());
        owner.retain(|o| view.country(o) != view.country(&by) && view.sector(o) == "GOV");
        owner.truncate(1);
    }
    if owner.is_empty() {
        return None;
    }
    let event = view.event_at(at.sentence, &[tokens[verb].span]);
    Some(Offer {
        because: rule("offer/answered terms"),
        span: tokens[at.word].span,
        event: None,
        also: Vec::new(),
        kind: "terms".to_owned(),
        offeror: owner,
        venue: None,
        date: None,
        invitations: vec![Invitation {
            level: Some(answers::level(view, Some(&by)).to_owned()),
            invitee: by.clone(),
            response: response.to_owned(),
            by: Some(by),
            event: event.map(|e| e.id.clone()),
            as_of: event.and_then(|e| e.date.clone()),
        }],
    })
}
