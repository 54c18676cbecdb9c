//! Leverage: acts short of war that raise or lower the price of a party's stand.

use chancery_record::{Event, EventType, Leverage, Pair, Status};

use super::view::{At, View};
use crate::events::Role;

/// How far above the word of the instrument the word of the act may stand.
const HEIGHT: usize = 3;

pub(super) fn read(view: &View<'_>) -> Vec<Leverage> {
    let mut found: Vec<Leverage> = Vec::new();
    for sentence in 0..view.sentences().len() {
        for word in 0..view.tokens(sentence).len() {
            let at = At { sentence, word };
            found.extend(of_instrument(view, at));
            found.extend(of_pressure(view, at));
        }
    }
    for event in view.layers.events {
        let near = |l: &Leverage| {
            l.event.as_ref() == Some(&event.id) || view.sentence_of(l.span) == view.sentence_of(event.span)
        };
        if let Some(act) = of_event(view, event)
            && !found.iter().any(|l| near(l) && l.direction == act.direction && l.instrument == act.instrument)
        {
            found.push(act);
        }
    }
    found.sort_by_key(|l| l.span);
    let mut all: Vec<Leverage> = Vec::new();
    for act in found {
        match all.iter_mut().find(|l| same(view, l, &act)) {
            Some(known) => {
                known.also.push(Pair(act.span));
                if known.target.is_empty() {
                    known.target = act.target;
                }
                known.date = known.date.take().or(act.date);
                known.event = known.event.take().or(act.event);
            }
            None => all.push(act),
        }
    }
    all
}

/// One act, however often it is told.
fn same(view: &View<'_>, a: &Leverage, b: &Leverage) -> bool {
    let dates = a.date.is_none() || b.date.is_none() || a.date == b.date;
    let targets = view.lands(&a.target) == view.lands(&b.target) || a.target.is_empty() || b.target.is_empty();
    a.instrument == b.instrument
        && a.direction == b.direction
        && view.lands(&a.source) == view.lands(&b.source)
        && targets
        && dates
}

/// Those who can press or be pressed.
fn states(view: &View<'_>, ids: Vec<String>) -> Vec<String> {
    let mut kept = view.parties(ids);
    kept.retain(|id| matches!(view.sector(id), "GOV" | "MIL" | "LEG" | "IGO" | "REB"));
    kept
}

/// An act told by its instrument and what is done with it: "la suspension de l'aide à X", "imposed sanctions on X",
/// "les sanctions américaines contre X".
fn of_instrument(view: &View<'_>, at: At) -> Option<Leverage> {
    let tokens = view.tokens(at.sentence);
    let token = &tokens[at.word];
    let (instrument, length) = view
        .lexicon
        .instruments
        .iter()
        .find_map(|(name, words)| Some((*name, words.at(tokens, at.word)?)))
        .filter(|_| matches!(token.upos.as_str(), "NOUN" | "VERB" | "PROPN"))?;
    let tree = view.grammar.tree(at.sentence);
    let head = (at.word..at.word + length)
        .find(|&w| tokens[w].upos == "NOUN" && tree.head(w).is_none_or(|h| !(at.word..at.word + length).contains(&h)))
        .unwrap_or(at.word);
    let directions = &view.lexicon.leverage;
    let mut chain = vec![head];
    chain.extend(tree.ancestors(head).take(HEIGHT));
    // "American and European sanctions": what stands over a coordinated noun is over it too.
    let mut direction = None;
    let mut carrier = head;
    for (step, &w) in chain.iter().enumerate() {
        // The word belongs to another clause from here on.
        if step > 0
            && tree.token(chain[step - 1]).rel() == "nsubj"
            && tree.token(chain[step - 1]).deprel == "nsubj"
            && directions.apply.at(tokens, w).is_none()
            && directions.suspend.at(tokens, w).is_none()
        {
            break;
        }
        if step > 0 && matches!(tree.token(chain[step - 1]).rel(), "acl" | "parataxis" | "root") {
            break;
        }
        let buildup = instrument == "troops" && directions.buildup.at(tokens, w).is_some();
        let here = if directions.threaten.at(tokens, w).is_some() {
            Some("threaten")
        } else if directions.suspend.at(tokens, w).is_some() && instrument != "sanctions" {
            Some("suspend")
        } else if directions.lift.at(tokens, w).is_some() {
            Some("lift")
        } else if buildup || instrument != "troops" && directions.apply.at(tokens, w).is_some() {
            Some("apply")
        } else {
            None
        };
        match (direction, here) {
            (_, Some("threaten")) => (direction, carrier) = (here, if direction.is_some() { carrier } else { w }),
            (None, Some(_)) => (direction, carrier) = (here, w),
            _ => {}
        }
    }
    let roles = view.grammar.roles(at.sentence, head);
    let above = view.grammar.roles(at.sentence, carrier);
    let topmost = *chain.iter().rev().find(|w| directions.threaten.at(tokens, **w).is_some()).unwrap_or(&carrier);
    let direction = match direction {
        Some(d) => d,
        // Sanctions that are named with those who impose them are in force.
        None if instrument == "sanctions" && token.upos == "NOUN" => "apply",
        None => return None,
    };
    if matches!(direction, "lift" | "suspend") && matches!(instrument, "arms" | "aid" | "trade") && direction == "lift"
    {
        return None;
    }
    let real = if direction == "threaten" { topmost } else { carrier };
    if view.grammar.negated(at.sentence, real) || direction != "threaten" && view.unreal(At { word: real, ..at }) {
        return None;
    }
    let mut source = Vec::new();
    let top = view.grammar.roles(at.sentence, topmost);
    for words in [
        top.of(Role::Subject).collect::<Vec<_>>(),
        above.of(Role::Subject).filter(|w| *w != head).collect(),
        roles.of(Role::Subject).collect(),
        above.of(Role::Genitive).filter(|w| *w != head).collect(),
        roles.of(Role::Genitive).collect(),
    ] {
        if source.is_empty() {
            source = states(view, view.who(at.sentence, words.into_iter().filter(|w| *w != head && *w != carrier)));
        }
    }
    // "X announced the withdrawal": who stands over the act.
    if source.is_empty()
        && let Some(verb) = tree.ancestors(carrier).take(2).find(|&a| tree.is_verb(a))
    {
        source = states(view, view.who(at.sentence, view.grammar.roles(at.sentence, verb).of(Role::Subject)));
    }
    let event = view.event_at(at.sentence, &[tokens[carrier].span, token.span]);
    if let (true, Some(e)) = (source.is_empty(), event) {
        source = states(view, view.sources(e));
    }
    let mut target = Vec::new();
    for roles in [&roles, &above] {
        for role in [Role::Against, Role::Recipient, Role::To] {
            let words = roles.of(role).filter(|w| *w != head && *w != carrier);
            target.extend(states(view, view.who(at.sentence, words)));
        }
    }
    target.extend(states(view, onto(view, at.sentence, &[head, carrier])));
    // Relations are with somebody, an ambassador is somebody's.
    if instrument == "recognition" {
        let words = [&roles, &above].into_iter().flat_map(|r| r.of(Role::With)).chain(roles.of(Role::Subject));
        let words: Vec<usize> = words.chain(roles.of(Role::Genitive)).collect();
        target.extend(states(view, view.who(at.sentence, words.into_iter())));
    }
    if target.is_empty()
        && let Some(e) = event
    {
        target = states(view, view.targets(e));
    }
    let mut target = view.parties(target);
    target.retain(|t| source.iter().all(|s| view.country(s) != view.country(t)));
    let needs = !matches!(instrument, "troops" | "arms" | "aid") || direction == "apply";
    if source.is_empty() || needs && target.is_empty() && direction != "threaten" {
        return None;
    }
    // Troops that go home, not those of a party that yields in its own war.
    if instrument == "troops" && direction == "lift" {
        let abroad = event.and_then(|e| e.place.as_deref());
        if source.iter().any(|s| abroad == view.country(s)) || source.iter().any(|s| view.sector(s) == "REB") {
            return None;
        }
        target.clear();
    }
    let span = tokens[carrier].span.cover(token.span);
    Some(Leverage {
        span: if span.len() > 80 { tokens[carrier].span } else { span },
        event: event.map(|e| e.id.clone()),
        also: Vec::new(),
        source,
        target,
        instrument: instrument.to_owned(),
        direction: direction.to_owned(),
        date: event
            .and_then(|e| e.date.clone())
            .or_else(|| view.dates_in(view.below(at.sentence, carrier)).into_iter().next()),
    })
}

/// Actors behind a word of aim under the act: "sanctions on X", "visant X".
fn onto(view: &View<'_>, sentence: usize, tops: &[usize]) -> Vec<String> {
    let tokens = view.tokens(sentence);
    let tree = view.grammar.tree(sentence);
    let mut words = Vec::new();
    for &top in tops {
        for &c in tree.children(top) {
            let aimed = tree.children(c).iter().any(|&m| view.lexicon.leverage.onto.at(tokens, m).is_some());
            if aimed && tree.token(c).rel() != "nsubj" {
                words.extend(tree.conjuncts(c));
            } else if view.lexicon.leverage.onto.at(tokens, c).is_some() {
                words.extend(view.grammar.roles(sentence, c).of(Role::Object).filter(|w| *w != top));
            }
        }
    }
    view.who(sentence, words.into_iter())
}

/// Pressure and threats that the text calls so, with no instrument named.
fn of_pressure(view: &View<'_>, at: At) -> Option<Leverage> {
    let tokens = view.tokens(at.sentence);
    let lists = &view.lexicon.leverage;
    let length = lists.pressure.at(tokens, at.word)?;
    if view.unreal(at) || !matches!(tokens[at.word].upos.as_str(), "VERB" | "NOUN") {
        return None;
    }
    let roles = view.grammar.roles(at.sentence, at.word);
    let words = |list: &[Role]| list.iter().flat_map(|r| roles.of(*r)).collect::<Vec<_>>().into_iter();
    let noun = tokens[at.word].upos == "NOUN";
    let doing: &[Role] = if noun { &[Role::Subject, Role::By, Role::Genitive] } else { &[Role::Subject] };
    let source = states(view, view.who(at.sentence, words(doing)));
    let last = at.word + length - 1;
    let mut target = states(
        view,
        view.who(at.sentence, words(&[Role::Object, Role::Recipient, Role::Against]).filter(|w| *w != last)),
    );
    target.extend(states(view, onto(view, at.sentence, &[at.word, last])));
    let mut target = view.parties(target);
    target.retain(|t| source.iter().all(|s| view.country(s) != view.country(t)));
    if source.is_empty() || target.is_empty() {
        return None;
    }
    let span = tokens[at.word].span.cover(tokens[last].span);
    let event = view.event_at(at.sentence, &[span]);
    Some(Leverage {
        span,
        event: event.map(|e| e.id.clone()),
        also: Vec::new(),
        source,
        target,
        instrument: "statement".to_owned(),
        direction: "apply".to_owned(),
        date: event.and_then(|e| e.date.clone()),
    })
}

/// What the frames read: threats, demands of several states, and sanctions that name no instrument of the lists.
fn of_event(view: &View<'_>, event: &Event) -> Option<Leverage> {
    if event.status != Status::Actual {
        return None;
    }
    let source = states(view, view.sources(event));
    let mut target = states(view, view.targets(event));
    target.retain(|t| source.iter().all(|s| view.country(s) != view.country(t)));
    let (direction, instrument) = match event.kind {
        EventType::Threaten => match event.of {
            Some(EventType::Sanction) => ("threaten", "sanctions"),
            Some(EventType::Mobilize) => ("threaten", "troops"),
            _ => ("threaten", "statement"),
        },
        EventType::Request if view.lands(&source).len() > 1 && target.len() == 1 => ("apply", "statement"),
        _ => return None,
    };
    if source.is_empty() || target.is_empty() && instrument != "statement" {
        return None;
    }
    Some(Leverage {
        span: event.span,
        event: Some(event.id.clone()),
        also: event.also.clone(),
        source,
        target,
        instrument: instrument.to_owned(),
        direction: direction.to_owned(),
        date: event.date.clone(),
    })
}
