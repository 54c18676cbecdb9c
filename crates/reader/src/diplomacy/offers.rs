//! Offers: somebody proposes hosting, mediation, talks, a ceasefire or terms to
//! named others, says to be ready for them, or demands them.

mod terms;

use chancery_record::{Event, EventType, Invitation, Offer, Pair, Span, Status};

use super::answers;
use super::view::{At, View, rule};
use crate::events::Role;

/// Words of an offer and the countries of those who make it.
pub(super) type Spoken = (Span, Vec<String>);

/// Words after a noun cue in which what it proposes may stand: "la requête de X: un cessez-le-feu".
const REACH: usize = 12;

/// What a cue does with what stands under it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    Offer,
    Ready,
    Ask,
}

pub(super) fn read(view: &View<'_>, rounds: &[chancery_record::Round]) -> Vec<Offer> {
    let mut found: Vec<Offer> = Vec::new();
    for index in 0..view.sentences().len() {
        for word in 0..view.tokens(index).len() {
            found.extend(of_cue(view, rounds, At { sentence: index, word }));
            found.extend(terms::answered_terms(view, At { sentence: index, word }));
        }
    }
    for event in view.layers.events {
        let Some(offer) = of_event(view, event) else { continue };
        let told = found.iter().any(|o| {
            o.event.as_ref() == Some(&event.id)
                || view.sentence_of(o.span) == view.sentence_of(offer.span) && kin(&o.kind, &offer.kind)
        });
        if !told {
            found.push(offer);
        }
    }
    found.sort_by_key(|o| o.span);
    let mut offers = merged(view, found);
    for offer in &mut offers {
        named_again(view, offer);
        recorded(view, offer);
    }
    let readiness: Vec<Spoken> = offers
        .iter()
        .flat_map(|o| o.also.iter().map(|a| a.0).chain([o.span]).map(|s| (s, view.lands(&o.offeror))))
        .collect();
    for offer in &mut offers {
        let mut invitations = std::mem::take(&mut offer.invitations);
        for invitation in &mut invitations {
            answers::answer(view, offer, &readiness, invitation);
        }
        invitations.sort_by_key(|i| view.code(&i.invitee).to_owned());
        offer.invitations = invitations;
    }
    offers.retain(|o| !o.invitations.is_empty());
    offers
}

/// Nouns that name the offer beside its words or point back to it: "lançant une invitation", "cette proposition".
fn named_again(view: &View<'_>, offer: &mut Offer) {
    let Some(first) = view.sentence_of(offer.span) else { return };
    for index in first..view.sentences().len().min(first + 6) {
        let tokens = view.tokens(index);
        let tree = view.grammar.tree(index);
        for (word, _) in view.lexicon.answers.proposal.all(tokens) {
            let span = tokens[word].span;
            let back = tree.children(word).iter().any(|&c| {
                let det = tree.token(c);
                det.feat("PronType") == Some("Dem") || index > first && det.feat("Definite") == Some("Def")
            });
            let own = tokens[word].upos == "NOUN" && !span.overlaps(offer.span) && (index == first || back);
            if own && !offer.also.iter().any(|a| a.0.overlaps(span)) {
                offer.also.push(Pair(span));
            }
        }
    }
    offer.also.sort();
}

/// What was said in a recorded interview was offered on the day of the recording, not of its publication.
fn recorded(view: &View<'_>, offer: &mut Offer) {
    let channels = view.layers.quotations.iter().filter(|q| {
        q.speaker_entity.as_ref().is_some_and(|s| offer.offeror.iter().any(|o| view.code(o) == view.code(s)))
    });
    let day = channels.filter_map(|q| q.channel.as_ref()).find_map(|c| {
        let same = c.published.is_some() && c.published == offer.date;
        same.then(|| c.recorded.clone()).flatten()
    });
    offer.date = day.or(offer.date.take());
}

fn merged(view: &View<'_>, found: Vec<Offer>) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for offer in found {
        let known = offers
            .iter_mut()
            .find(|o| side(view, &o.offeror) == side(view, &offer.offeror) && kin(&o.kind, &offer.kind));
        let Some(known) = known else {
            offers.push(offer);
            continue;
        };
        if offer.kind == "host" && known.kind != "host" {
            // What hosts says it best.
            known.also.push(Pair(known.span));
            (known.span, known.kind) = (offer.span, offer.kind);
            known.event = offer.event.or(known.event.take());
        } else {
            known.also.push(Pair(offer.span));
        }
        known.also.extend(offer.also);
        known.date = known.date.take().or(offer.date);
        known.venue = known.venue.take().or(offer.venue);
        for invitation in offer.invitations {
            let code = view.code(&invitation.invitee);
            match known.invitations.iter_mut().find(|i| view.code(&i.invitee) == code) {
                Some(i) if i.response == "none_reported" => *i = invitation,
                Some(_) => {}
                None => known.invitations.push(invitation),
            }
        }
    }
    for offer in &mut offers {
        let span = offer.span;
        offer.also.sort();
        offer.also.dedup();
        offer.also.retain(|a| a.0 != span);
    }
    offers
}

/// Countries of those who offer; a state and the rebels in it are two sides.
fn side(view: &View<'_>, ids: &[String]) -> Vec<(String, bool)> {
    let mut all: Vec<(String, bool)> = ids
        .iter()
        .filter_map(|id| Some((view.country(id)?.to_owned(), matches!(view.sector(id), "REB" | "OPP"))))
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Talks and their host are one initiative.
fn kin(a: &str, b: &str) -> bool {
    a == b || matches!((a, b), ("host", "talks") | ("talks", "host"))
}

/// An offer by its word: "a proposé d'accueillir", "is ready to negotiate", "exige un cessez-le-feu".
fn of_cue(view: &View<'_>, rounds: &[chancery_record::Round], at: At) -> Option<Offer> {
    let tokens = view.tokens(at.sentence);
    let words = &view.lexicon.offers;
    let (cue, length) = [(Cue::Ready, &words.ready), (Cue::Offer, &words.offer), (Cue::Ask, &words.ask)]
        .into_iter()
        .find_map(|(cue, list)| Some((cue, list.at(tokens, at.word)?)))?;
    let token = &tokens[at.word];
    let fits = match cue {
        Cue::Ready => matches!(token.upos.as_str(), "ADJ" | "VERB"),
        _ => matches!(token.upos.as_str(), "VERB" | "NOUN"),
    };
    if !fits || words.none.at(tokens, at.word).is_some() || view.grammar.negated(at.sentence, at.word) {
        return None;
    }
    let status = view.grammar.status(at.sentence, at.word);
    if matches!(status, Status::Negated) || cue != Cue::Ready && status == Status::Hypothetical {
        return None;
    }
    let (kind, topic) = topic(view, at, cue)?;
    // "A demandé la suspension des pourparlers" offers none.
    let tree = view.grammar.tree(at.sentence);
    let ends = tree.ancestors(topic).take_while(|&a| a != at.word).chain([topic]);
    // "Exige le retrait avant toute négociation" asks for none.
    if cue == Cue::Ask && tree.markers(topic).iter().any(|m| words.before.holds(m)) {
        return None;
    }
    if kind == "talks" && ends.into_iter().any(|a| view.lexicon.leverage.suspend.at(tokens, a).is_some()) {
        return None;
    }
    let offeror = both(view, rounds, at).or_else(|| offeror(view, at, cue))?;
    let (invitees, response) = match answered(view, at, &offeror) {
        Some((invitee, response)) => (vec![invitee], Some(response)),
        None => (addressees(view, rounds, at, topic, cue, &offeror), None),
    };
    let trigger = token.span.cover(tokens[(at.word + length - 1).min(tokens.len() - 1)].span);
    let event = view.event_at(at.sentence, &[trigger, tokens[topic].span]);
    let below = view.below(at.sentence, at.word);
    Some(Offer {
        because: rule("offer/word"),
        span: trigger,
        event: event.map(|e| e.id.clone()),
        also: Vec::new(),
        venue: (kind == "host").then(|| view.venue_in(below)).flatten(),
        kind: kind.to_owned(),
        date: event.and_then(|e| e.date.clone()).or_else(|| view.dates_in(view.clause(at)).into_iter().next()),
        invitations: invitees
            .into_iter()
            .map(|invitee| match response {
                Some(response) => Invitation {
                    response: response.to_owned(),
                    level: Some(answers::level(view, Some(&invitee)).to_owned()),
                    by: Some(invitee.clone()),
                    ..silent(invitee)
                },
                None => silent(invitee),
            })
            .collect(),
        offeror,
    })
}

/// "A rejeté un appel de X à une trêve": the subject of the answering verb over a noun of asking, and the answer.
fn answered(view: &View<'_>, at: At, offeror: &[String]) -> Option<(String, &'static str)> {
    let tokens = view.tokens(at.sentence);
    let tree = view.grammar.tree(at.sentence);
    let verb = tree.head(at.word).filter(|&h| tree.is_verb(h) && tokens[at.word].upos == "NOUN")?;
    let answers = &view.lexicon.answers;
    let response = if answers.refused.at(tokens, verb).is_some() {
        "decline"
    } else if answers.accepted.at(tokens, verb).is_some() {
        if view.grammar.negated(at.sentence, verb) { "decline" } else { "accept" }
    } else {
        return None;
    };
    let subject = view.who(at.sentence, view.grammar.roles(at.sentence, verb).of(Role::Subject));
    let invitee = offering(view, subject).into_iter().find(|s| offeror.iter().all(|o| view.code(o) != view.code(s)))?;
    Some((invitee, response))
}

/// "Les deux hommes ont appelé …", "the two leaders": those who met last.
fn both(view: &View<'_>, rounds: &[chancery_record::Round], at: At) -> Option<Vec<String>> {
    let tokens = view.tokens(at.sentence);
    let tree = view.grammar.tree(at.sentence);
    let counted = |w: usize| tree.children(w).iter().any(|&c| tree.token(c).rel() == "nummod");
    let roles = view.grammar.roles(at.sentence, at.word);
    let pair = roles.of(Role::Subject).find(|&w| view.lexicon.offers.both.at(tokens, w).is_some() && counted(w))?;
    let start = tokens[pair].span.start;
    let met = rounds.iter().rfind(|r| r.span.start < start && r.participants.len() == 2)?;
    Some(met.participants.clone())
}

pub(super) fn silent(invitee: String) -> Invitation {
    Invitation { invitee, response: "none_reported".to_owned(), level: None, by: None, event: None, as_of: None }
}

/// What is offered or asked, and its word: the most telling under the cue.
fn topic(view: &View<'_>, at: At, cue: Cue) -> Option<(&'static str, usize)> {
    let tokens = view.tokens(at.sentence);
    let (words, talks) = (&view.lexicon.offers, &view.lexicon.talks);
    let mut under = view.content(at);
    if tokens[at.word].upos == "NOUN" {
        under.extend(at.word + 1..(at.word + REACH).min(tokens.len()));
    }
    under.sort_unstable();
    under.dedup();
    under.retain(|w| *w != at.word);
    let first = |list: &crate::phrases::Phrases| under.iter().copied().find(|w| list.at(tokens, *w).is_some());
    let talk = first(&talks.nouns).or_else(|| first(&talks.meetings));
    if cue != Cue::Ask {
        if let (Some(host), Some(_)) = (first(&words.host), talk) {
            return Some(("host", host));
        }
        if let Some(w) = first(&words.mediate) {
            return Some(("mediate", w));
        }
        if cue == Cue::Offer
            && let Some(w) = first(&words.terms)
        {
            return Some(("terms", w));
        }
    }
    let cease = first(&words.cease).or_else(|| first(&view.lexicon.accords.ceasefire));
    cease.map(|w| ("ceasefire", w)).or_else(|| talk.map(|w| ("talks", w)))
}

/// Who offers: the cue's subject. What somebody was assured of, the one who gave the assurance offers.
fn offeror(view: &View<'_>, at: At, cue: Cue) -> Option<Vec<String>> {
    let able = |ids: Vec<String>| {
        let kept = offering(view, ids);
        (!kept.is_empty()).then_some(kept)
    };
    if cue == Cue::Ready
        && let Some(giver) = assured(view, at)
    {
        return able(giver);
    }
    let roles = view.grammar.roles(at.sentence, at.word);
    let noun = view.tokens(at.sentence)[at.word].upos == "NOUN";
    // "We are ready": who speaks.
    let tokens = view.tokens(at.sentence);
    if roles.of(Role::Subject).any(|w| tokens[w].upos == "PRON" && tokens[w].feat("Person") == Some("1"))
        && let Some(found) = able(view.speaker_at(tokens[at.word].span).into_iter().collect())
    {
        return Some(found);
    }
    let order: &[Role] = if noun { &[Role::Subject, Role::By, Role::Genitive] } else { &[Role::Subject] };
    for role in order {
        if let Some(found) = able(view.who(at.sentence, roles.of(*role))) {
            return Some(found);
        }
    }
    // "X a présenté une requête": who stands over the noun.
    let tree = view.grammar.tree(at.sentence);
    if noun
        && let Some(verb) = tree.head(at.word).filter(|&h| tree.is_verb(h))
        && let Some(found) = able(view.who(at.sentence, view.grammar.roles(at.sentence, verb).of(Role::Subject)))
    {
        return Some(found);
    }
    let span = view.tokens(at.sentence)[at.word].span;
    let told = view.event_at(at.sentence, &[span]).map(|e| view.sources(e));
    // "Une initiative propose …, a annoncé X": who announces it.
    let over = || {
        let verbs = tree.ancestors(at.word).filter(|&a| tree.is_verb(a));
        verbs
            .into_iter()
            .find_map(|a| able(view.who(at.sentence, view.grammar.roles(at.sentence, a).of(Role::Subject))))
    };
    let cited = || {
        let near = view.layers.quotations.iter().find(|q| {
            view.sentence_of(q.span) == Some(at.sentence)
                && q.cue.is_some_and(|c| view.sentence_of(c.0) == Some(at.sentence))
        });
        able(near.and_then(|q| q.speaker_entity.clone()).into_iter().collect())
    };
    told.and_then(able).or_else(|| able(view.speaker_at(span).into_iter().collect())).or_else(over).or_else(cited)
}

/// Those of them who can make an offer.
fn offering(view: &View<'_>, ids: Vec<String>) -> Vec<String> {
    let mut kept = view.parties(ids.into_iter().map(|id| view.official(id)));
    kept.retain(|id| matches!(view.sector(id), "GOV" | "REB" | "MIL" | "OPP" | "IGO" | "PTY" | "REL" | "LEG"));
    kept
}

/// "A reçu l'assurance de X qu'il était prêt": the giver of the assurance under which the cue stands.
fn assured(view: &View<'_>, at: At) -> Option<Vec<String>> {
    let tokens = view.tokens(at.sentence);
    let tree = view.grammar.tree(at.sentence);
    let own = tree.children(at.word).iter().any(|&c| {
        tree.token(c).rel() == "nsubj" && tree.token(c).upos != "PRON" && tree.token(c).feat("PronType") != Some("Rel")
    });
    let noun = tree.ancestors(at.word).take(3).find(|&a| view.lexicon.offers.assurance.at(tokens, a).is_some())?;
    if own {
        return None;
    }
    let roles = view.grammar.roles(at.sentence, noun);
    let giver = if tree.is_verb(noun) {
        view.who(at.sentence, roles.of(Role::Subject))
    } else {
        view.who(at.sentence, roles.of(Role::Genitive).chain(roles.of(Role::From)).chain(roles.of(Role::By)))
    };
    (!giver.is_empty()).then_some(giver)
}

/// Whom it is addressed to: the roles of the cue and of what is offered, else who is named after it, else
/// the other side of the talks.
fn addressees(
    view: &View<'_>,
    rounds: &[chancery_record::Round],
    at: At,
    topic: usize,
    cue: Cue,
    offeror: &[String],
) -> Vec<String> {
    let index = at.sentence;
    let roles = view.grammar.roles(index, at.word);
    let inner = view.grammar.roles(index, topic);
    let mut words: Vec<usize> = [Role::Recipient, Role::To].iter().flat_map(|r| roles.of(*r)).collect();
    if cue == Cue::Ask {
        words.extend(roles.of(Role::Object).filter(|w| *w != topic));
        words.extend(roles.of(Role::Against));
    }
    // "Leur a lancé un appel": the verb over a noun of asking has the addressee.
    if let Some(verb) = view.grammar.tree(index).head(at.word)
        && view.tokens(index)[at.word].upos == "NOUN"
        && view.grammar.tree(index).is_verb(verb)
    {
        let above = view.grammar.roles(index, verb);
        words.extend(above.of(Role::Recipient).chain(above.of(Role::To)));
    }
    words.retain(|w| *w != topic);
    let everybody = words.iter().any(|w| view.lexicon.offers.all.at(view.tokens(index), *w).is_some());
    let mut near: Vec<String> = view.who(index, words.into_iter());
    near.extend(view.who(index, inner.of(Role::With).chain(inner.of(Role::Between)).chain(roles.of(Role::With))));
    let able = |ids: Vec<String>| {
        let mut kept = view.parties(ids);
        kept.retain(|id| {
            offeror.iter().all(|o| view.code(o) != view.code(id))
                && !(cue == Cue::Ask && view.sector(id) == "IGO")
                && matches!(view.sector(id), "GOV" | "REB" | "MIL" | "OPP" | "IGO" | "PTY")
        });
        kept
    };
    let near = able(near);
    if !near.is_empty() {
        return near;
    }
    // "Les deux camps", "the countries": those who sit at the talks told before.
    if everybody {
        let start = view.tokens(index)[at.word].span.start;
        let sitting = rounds.iter().rfind(|r| r.span.start < start).map(|r| able(r.participants.clone()));
        let sides = sitting.filter(|s| !s.is_empty()).unwrap_or_else(|| able(view.belligerents()));
        if !sides.is_empty() {
            return sides;
        }
    }
    let tokens = view.tokens(index);
    let after = Span { start: tokens[at.word].span.end, end: view.sentences()[index].span.end };
    let later = able(view.mentions_in(after).filter(|m| view.addressed(m)).flat_map(|m| view.of_mention(m)).collect());
    if !later.is_empty() {
        return later;
    }
    let about = able(view.mentions_in(after).flat_map(|m| view.of_mention(m)).collect());
    if !about.is_empty() && cue != Cue::Ask {
        return about;
    }
    // The other side of the talks in which the offeror sits.
    let side = rounds
        .iter()
        .filter(|r| r.participants.iter().any(|p| offeror.iter().any(|o| view.code(o) == view.code(p))))
        .min_by_key(|r| r.span.start.abs_diff(tokens[at.word].span.start));
    side.map(|r| able(r.participants.clone())).unwrap_or_default()
}

/// An offer that the frames read, where no word of offering was met.
fn of_event(view: &View<'_>, event: &Event) -> Option<Offer> {
    if matches!(event.status, Status::Negated | Status::Hypothetical) {
        return None;
    }
    let sentence = view.sentence_of(event.span)?;
    let tokens = view.around(event.span);
    let summons = (0..tokens.len())
        .any(|w| event.span.overlaps(tokens[w].span) && view.lexicon.offers.none.at(tokens, w).is_some());
    if summons {
        return None;
    }
    let from = tokens.partition_point(|t| t.span.start < event.span.start);
    let near = &tokens[from..(from + 10).min(tokens.len())];
    let words = &view.lexicon.offers;
    let kind = match (event.kind, event.of) {
        (EventType::Agree, Some(EventType::Consult)) if words.host.any(near) => "host",
        (EventType::Agree, Some(EventType::Consult)) if words.mediate.any(near) => "mediate",
        (EventType::Agree | EventType::Request, Some(EventType::Consult)) => "talks",
        (EventType::Agree | EventType::Request, Some(EventType::Retreat))
            if view.lexicon.accords.ceasefire.any(near) || words.cease.any(near) =>
        {
            "ceasefire"
        }
        _ => return None,
    };
    let offeror = offering(view, view.sources(event));
    let from = offeror.first()?.clone();
    let rest = Span { start: event.span.end, end: view.sentences()[sentence].span.end };
    let later = view.mentions_in(rest).filter(|m| view.addressed(m)).flat_map(|m| view.of_mention(m));
    let mut invitees = view.parties(view.targets(event).into_iter().chain(later));
    // A body that is asked to meet is no party to talks.
    let procedure = kind == "talks" && event.kind == EventType::Request;
    invitees.retain(|id| {
        !(procedure && view.sector(id) == "IGO")
            && view.code(id) != view.code(&from)
            && matches!(view.sector(id), "GOV" | "REB" | "MIL" | "OPP" | "IGO" | "PTY")
    });
    Some(Offer {
        because: rule("offer/event"),
        span: event.span,
        event: Some(event.id.clone()),
        also: event.also.clone(),
        kind: kind.to_owned(),
        offeror,
        venue: (kind == "host").then(|| view.venue_in(rest)).flatten(),
        date: event.date.clone(),
        invitations: invitees.into_iter().map(silent).collect(),
    })
}
