//! Rounds: meetings and series of talks between parties.

use std::collections::BTreeSet;

use chancery_record::{Edtf, Event, EventType, Round, Span, Status};

use super::view::{At, View, rule};
use crate::events::Role;

pub(super) fn read(view: &View<'_>) -> Vec<Round> {
    let mut rounds: Vec<Round> = Vec::new();
    let of_events = view.layers.events.iter().filter_map(|e| of_event(view, e));
    let mut found: Vec<Round> = of_events.chain(of_nouns(view)).chain(of_verbs(view)).collect();
    found.sort_by_key(|r| r.span);
    for round in found {
        match rounds.iter_mut().find(|r| same(view, r, &round)) {
            Some(known) => join(known, round),
            None => rounds.push(round),
        }
    }
    pointed(view, &mut rounds);
    for round in &mut rounds {
        round.outcome = outcome(view, round).to_owned();
    }
    rounds
}

fn of_event(view: &View<'_>, event: &Event) -> Option<Round> {
    let held = matches!(event.status, Status::Actual | Status::Future);
    if event.kind != EventType::Consult || !held || event.mode.as_deref() == Some("phone") {
        return None;
    }
    // Put off without a date, or only spoken over the telephone.
    let near = view.around(event.span);
    let from = near.partition_point(|t| t.span.end <= event.span.start);
    let called = view.lexicon.talks.calls.any(&near[from..(from + 6).min(near.len())]);
    if called || event.status == Status::Future && event.date.is_none() {
        return None;
    }
    // "Sous médiation de X": who mediates is no party.
    let trigger = near.get(from).and_then(|_| view.lexicon.offers.mediate.at(near, from));
    if trigger.is_some() && view.lands(&view.targets(event)).len() < 2 {
        return None;
    }
    let third_party = event.mode.as_deref() == Some("third-party");
    let (participants, mediators) = if third_party {
        (view.parties(view.targets(event)), view.parties(view.sources(event)))
    } else {
        let all = view.parties(view.sources(event).into_iter().chain(view.targets(event)));
        (all, Vec::new())
    };
    let at = view.sentence_of(event.span)?;
    // What stands between and under whose mediation tells the sides better than a list of all who took part.
    let word = near.partition_point(|t| t.span.end <= event.span.start);
    let apart =
        (third_party && participants.len() < 2 && word < near.len()).then(|| sides(view, At { sentence: at, word }));
    let (participants, mediators) = match apart {
        Some((between, mediated)) if between.len() > 1 => (between, mediated),
        _ => (participants, mediators),
    };
    let participants = if participants.len() < 2 {
        let tokens = view.around(event.span);
        let word = tokens.partition_point(|t| t.span.end <= event.span.start);
        let named = view.named_with(at, word.min(tokens.len().saturating_sub(1)));
        if named.len() > participants.len() { named } else { participants }
    } else {
        participants
    };
    let mut participants = view.bound(participants);
    // "Officials from A, B and C held talks": those who sent them.
    let word = near.partition_point(|t| t.span.end <= event.span.start);
    if word < near.len() && !third_party {
        let roles = view.grammar.roles(at, word);
        let words: Vec<usize> = [Role::Subject, Role::With, Role::Genitive].iter().flat_map(|r| roles.of(*r)).collect();
        let sent = view.sent_by(at, &words);
        if sent.len() > 1 {
            participants = sent;
        }
    }
    // A body's summit is the body's.
    if word < near.len() && view.lexicon.talks.summit.at(near, word).is_some() {
        let (own, _) = sides(view, At { sentence: at, word });
        if body(view, &own, near, word) {
            participants = own;
        }
    }
    // A visit is a meeting with those who live there.
    if participants.len() == 1
        && event.mode.as_deref() == Some("visit")
        && let Some(place) = event.place.as_deref().filter(|p| Some(*p) != view.country(&participants[0]))
        && view.sector(&participants[0]) == "GOV"
        && view.level(&participants[0]).is_some()
        && !view.lexicon.talks.nouns.any(near)
    {
        participants.push(format!("{place}-GOV"));
    }
    let body = |id: &String| view.code(id).ends_with("-IGO");
    let codes: BTreeSet<&str> = participants.iter().map(|id| view.code(id)).collect();
    if codes.len() < 2 && !participants.iter().any(body) {
        return None;
    }
    let sentence = view.sentence_of(event.span).map(|i| view.sentences()[i].span)?;
    let level = level(view, &participants);
    let dates = event.date.iter().cloned().flat_map(spread).collect();
    Some(Round {
        because: rule("round/event"),
        span: event.span,
        event: Some(event.id.clone()),
        also: event.also.clone(),
        participants,
        mediators,
        venue: event.place_name.clone().or_else(|| view.venue_in(sentence)),
        dates,
        level: level.to_owned(),
        outcome: "unknown".to_owned(),
    })
}

/// Talks that are told of by their noun alone: parties stand in its phrase or are the subject of its verb.
fn of_nouns(view: &View<'_>) -> Vec<Round> {
    let mut found = Vec::new();
    for (index, sentence) in view.sentences().iter().enumerate() {
        let tokens = &sentence.tokens;
        for (at, length) in view.lexicon.talks.nouns.all(tokens) {
            let span = tokens[at].span.cover(tokens[at + length - 1].span);
            let known =
                view.layers.events.iter().any(|e| e.span.overlaps(span) || e.also.iter().any(|a| a.0.overlaps(span)));
            let governor = tokens[at].head.map_or(at, |h| (h as usize).min(tokens.len() - 1));
            let wished = [at.saturating_sub(2), at.saturating_sub(1), governor]
                .into_iter()
                .any(|i| view.lexicon.accords.wished.at(tokens, i).is_some());
            // Words of mediation and of the place are kept among those of talks for answers' sake.
            let beside = view.lexicon.offers.mediate.at(tokens, at).is_some()
                || view.lexicon.offers.host.at(tokens, at).is_some();
            if known || wished || beside || tokens[at].upos != "NOUN" {
                continue;
            }
            let (mut participants, mediators) = sides(view, At { sentence: index, word: at });
            // Mediated talks whose sides are not named are those of who fight.
            if participants.is_empty() && !mediators.is_empty() {
                participants = view.belligerents();
                participants.retain(|p| mediators.iter().all(|m| view.code(m) != view.code(p)));
            }
            // Peace is talked about by those who fight, and summits without a name are of the body spoken of.
            if participants.is_empty() {
                participants = at_war(view, At { sentence: index, word: at });
            }
            if participants.is_empty() && view.lexicon.talks.summit.at(tokens, at).is_some() {
                participants = summit_of(view, At { sentence: index, word: at }, &found);
            }
            if participants.len() < 2 && !body(view, &participants, tokens, at) {
                participants = host_and_guest(view, At { sentence: index, word: at });
            }
            if participants.len() < 2 && !body(view, &participants, tokens, at) {
                continue;
            }
            found.push(Round {
                because: rule("round/talks"),
                span,
                event: None,
                also: Vec::new(),
                level: level(view, &participants).to_owned(),
                participants,
                mediators,
                venue: view.venue_in(sentence.span),
                dates: view.dates_in(view.clause(At { sentence: index, word: at })),
                outcome: "unknown".to_owned(),
            });
        }
    }
    found
}

/// "Ces discussions", "the talks": talks that point back to those told before.
fn pointed(view: &View<'_>, rounds: &mut [Round]) {
    for (index, sentence) in view.sentences().iter().enumerate() {
        let tree = view.grammar.tree(index);
        for (at, length) in view.lexicon.talks.nouns.all(&sentence.tokens) {
            let span = sentence.tokens[at].span.cover(sentence.tokens[at + length - 1].span);
            let back = tree.children(at).iter().any(|&c| tree.token(c).feat("PronType") == Some("Dem"));
            let own = !sides(view, At { sentence: index, word: at }).0.is_empty();
            let known = |r: &Round| r.span.overlaps(span) || r.also.iter().any(|a| a.0.overlaps(span));
            if !back || own || sentence.tokens[at].upos != "NOUN" || rounds.iter().any(known) {
                continue;
            }
            let near = rounds.iter_mut().filter(|r| {
                let last = r.also.iter().map(|a| a.0).chain([r.span]).filter(|s| s.start < span.start).max();
                last.and_then(|s| view.sentence_of(s)).is_some_and(|s| s < index && index - s <= 3)
            });
            if let Some(round) = near.max_by_key(|r| r.span) {
                round.also.push(chancery_record::Pair(span));
            }
        }
    }
}

/// Meetings told by a verb that no event has: several parties are its subject, or its subject and its object.
fn of_verbs(view: &View<'_>) -> Vec<Round> {
    let mut found = Vec::new();
    for (index, sentence) in view.sentences().iter().enumerate() {
        for (word, length) in view.lexicon.talks.meetings.all(&sentence.tokens) {
            let at = At { sentence: index, word };
            let tokens = &sentence.tokens;
            let span = tokens[word].span.cover(tokens[word + length - 1].span);
            let known =
                view.layers.events.iter().any(|e| e.span.overlaps(span) || e.also.iter().any(|a| a.0.overlaps(span)));
            if known || tokens[word].upos != "VERB" || view.unreal(at) {
                continue;
            }
            let roles = view.grammar.roles(index, word);
            let words: Vec<usize> =
                [Role::Subject, Role::With, Role::Object].iter().flat_map(|r| roles.of(*r)).collect();
            let mut participants = view.bound(view.who(index, words.into_iter()));
            // "Les dirigeants de l'Union, réunis à Bruxelles": the body's meeting.
            let tree = view.grammar.tree(index);
            let head = tree.head(word).filter(|_| tree.token(word).rel() == "acl");
            let leaders = head.filter(|&h| view.lexicon.levels.head.at(tokens, h).is_some());
            if let Some(leaders) = leaders {
                participants = view.bound(view.who(index, std::iter::once(leaders)));
                participants.retain(|p| view.sector(p) == "IGO");
            }
            if participants.len() < 2 && (leaders.is_none() || participants.is_empty()) {
                continue;
            }
            found.push(Round {
                because: rule("round/meeting"),
                span,
                event: None,
                also: Vec::new(),
                level: if leaders.is_some() { "head" } else { level(view, &participants) }.to_owned(),
                participants,
                mediators: Vec::new(),
                venue: view.venue_in(view.clause(at)),
                dates: view.dates_in(view.clause(at)),
                outcome: "unknown".to_owned(),
            });
        }
    }
    found
}

/// A body's summit has the body as participant.
fn body(view: &View<'_>, participants: &[String], tokens: &[chancery_record::Token], at: usize) -> bool {
    participants.len() == 1
        && view.sector(&participants[0]) == "IGO"
        && view.lexicon.talks.summit.at(tokens, at).is_some()
}

/// Parties to the talks that a noun tells, by its roles, and who mediates.
fn sides(view: &View<'_>, at: At) -> (Vec<String>, Vec<String>) {
    let index = at.sentence;
    let tree = view.grammar.tree(index);
    let roles = view.grammar.roles(index, at.word);
    let bound = |words: Vec<usize>| view.bound(view.who(index, words.into_iter()));
    let mediators = super::accords::mediators(view, index);
    let apart = |ids: Vec<String>| -> Vec<String> {
        ids.into_iter().filter(|id| mediators.iter().all(|m| view.code(m) != view.code(id))).collect()
    };
    let mut words: Vec<usize> = roles.of(Role::Between).collect();
    if words.is_empty() {
        // Trees may hang the company of the talks on another word: "between" right after the noun is theirs.
        let near = at.word + 1..(at.word + 6).min(tree.len());
        let marked = |&w: &usize| {
            let token = chancery_record::TokenId { sentence: index as u32, token: w as u32 };
            view.grammar.marked(token).contains(&Role::Between)
        };
        words.extend(near.into_iter().find(marked));
    }
    let between = view.between(index, words);
    if between.len() > 1 {
        return (apart(between), mediators);
    }
    // "Le sommet du G7", "the AU summit": the body alone.
    if view.lexicon.talks.summit.at(view.tokens(index), at.word).is_some() {
        let own = tree
            .children(at.word)
            .iter()
            .copied()
            .filter(|&c| matches!(tree.token(c).rel(), "nmod" | "compound" | "amod"));
        let bodies: Vec<String> = bound(own.collect()).into_iter().filter(|id| view.sector(id) == "IGO").collect();
        if bodies.len() == 1 {
            return (bodies, mediators);
        }
    }
    let mut of: Vec<usize> =
        roles.of(Role::Genitive).chain(roles.of(Role::Subject)).chain(roles.of(Role::With)).collect();
    if let Some(verb) = tree.head(at.word).filter(|&h| tree.is_verb(h)) {
        of.extend(view.grammar.roles(index, verb).of(Role::Subject).filter(|w| *w != at.word));
    }
    let sent = view.sent_by(index, &of);
    if sent.len() > 1 {
        return (apart(sent), mediators);
    }
    let mut words: Vec<usize> =
        [Role::With, Role::Between, Role::Subject, Role::Genitive].iter().flat_map(|r| roles.of(*r)).collect();
    if let Some(verb) = tree.head(at.word).filter(|&h| tree.is_verb(h)) {
        let above = view.grammar.roles(index, verb);
        words.extend(above.of(Role::Subject).filter(|w| *w != at.word));
        words.extend(above.of(Role::With));
        words.extend(above.of(Role::Between));
    }
    (apart(bound(words)), mediators)
}

/// Sides of peace talks that are told without them: "les négociations de paix", "pourparlers avec les belligérants".
fn at_war(view: &View<'_>, at: At) -> Vec<String> {
    let tokens = view.tokens(at.sentence);
    let tree = view.grammar.tree(at.sentence);
    let below = tree.children(at.word).iter().copied();
    let peace = below.clone().any(|c| view.lexicon.talks.peace.at(tokens, c).is_some());
    let parties = below.clone().any(|c| view.lexicon.offers.all.at(tokens, c).is_some());
    // "Afin de permettre l'ouverture de pourparlers de paix" hopes for them.
    let hoped =
        tree.ancestors(at.word).take(4).any(|a| tree.is_verb(a) && tree.token(a).feat("VerbForm") == Some("Inf"));
    if (peace || parties) && !hoped { view.belligerents() } else { Vec::new() }
}

/// The body of a summit that is told without it: the one named before in the sentence, else that of the last summit.
fn summit_of(view: &View<'_>, at: At, found: &[Round]) -> Vec<String> {
    let tokens = view.tokens(at.sentence);
    let before = Span { start: view.sentences()[at.sentence].span.start, end: tokens[at.word].span.start };
    let bodies = |ids: Vec<String>| ids.into_iter().filter(|id| view.sector(id) == "IGO").collect::<Vec<_>>();
    let here = bodies(view.mentions_in(before).flat_map(|m| view.of_mention(m)).collect());
    if let Some(last) = here.last() {
        return vec![last.clone()];
    }
    let last = found.iter().rev().find(|r| r.participants.len() == 1);
    last.map(|r| bodies(r.participants.clone())).unwrap_or_default()
}

/// "After talks in Moscow, the German minister said": who speaks of talks in another's capital was its guest.
fn host_and_guest(view: &View<'_>, at: At) -> Vec<String> {
    let tree = view.grammar.tree(at.sentence);
    let Some(verb) = tree.ancestors(at.word).find(|&a| tree.is_verb(a)) else { return Vec::new() };
    let subject = view.grammar.roles(at.sentence, verb);
    let guest = view.bound(view.who(at.sentence, subject.of(Role::Subject).filter(|w| *w != at.word)));
    let [guest] = guest.as_slice() else { return Vec::new() };
    if view.sector(guest) != "GOV" || view.level(guest).is_none() {
        return Vec::new();
    }
    let below = view.below(at.sentence, at.word);
    let capital = view.layers.places.iter().find(|p| below.contains(p.span) && !p.metonym);
    let host = capital.and_then(|p| view.government(p.span.of(&view.cx.article.text)));
    let named = |code: &str| {
        let own = view.layers.actors.entities.iter().filter(|e| e.code.as_ref().is_some_and(|c| c.as_str() == code));
        own.map(|e| e.mentions.len()).sum::<usize>() > 1
    };
    match host {
        Some(host) if Some(&host[..3]) != view.country(guest) && named(&host) => vec![guest.clone(), host],
        _ => Vec::new(),
    }
}

/// The lower level of the sides whose level is known.
fn level(view: &View<'_>, participants: &[String]) -> &'static str {
    let levels: Vec<&str> = participants.iter().filter_map(|id| view.level(id)).collect();
    ["envoy", "minister", "head"].into_iter().find(|l| levels.contains(l)).unwrap_or("unspecified")
}

/// The members of a set of dates that all hold, each by itself.
fn spread(date: Edtf) -> Vec<Edtf> {
    match date.as_str().strip_prefix('{').and_then(|r| r.strip_suffix('}')) {
        Some(inner) => inner.split(',').filter_map(|m| m.trim().parse().ok()).collect(),
        None => vec![date],
    }
}

/// Same parties, and nothing that tells them apart.
fn same(view: &View<'_>, a: &Round, b: &Round) -> bool {
    let codes = |r: &Round| r.participants.iter().map(|id| view.code(id).to_owned()).collect::<BTreeSet<_>>();
    let dates = a.dates.is_empty() || b.dates.is_empty() || a.dates.iter().any(|d| b.dates.contains(d));
    let venues = a.venue.is_none() || b.venue.is_none() || a.venue == b.venue;
    codes(a) == codes(b) && dates && venues
}

fn join(known: &mut Round, other: Round) {
    known.also.push(chancery_record::Pair(other.span));
    known.also.extend(other.also);
    known.dates.extend(other.dates);
    known.dates.sort();
    known.dates.dedup();
    known.venue = known.venue.take().or(other.venue);
    if known.mediators.is_empty() {
        known.mediators = other.mediators;
    }
}

fn outcome(view: &View<'_>, round: &Round) -> &'static str {
    let (talks, accords) = (&view.lexicon.talks, &view.lexicon.accords);
    let future = view.layers.events.iter().any(|e| Some(&e.id) == round.event.as_ref() && e.status == Status::Future);
    if future {
        return "unknown";
    }
    let spans = std::iter::once(round.span).chain(round.also.iter().map(|a| a.0));
    let mut found = "unknown";
    for span in spans {
        let tokens = view.around(span);
        if talks.failed.any(tokens) {
            return "none";
        }
        if accords.signed.any(tokens) && accords.nouns.any(tokens)
            || accords.reached.any(tokens) && accords.nouns.any(tokens)
        {
            return "agreement";
        }
        if talks.ongoing.any(tokens) {
            found = "ongoing";
        } else if talks.progress.any(tokens) && found == "unknown" {
            found = "progress";
        }
    }
    found
}
