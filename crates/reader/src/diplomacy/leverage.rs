//! Leverage: acts short of war that raise or lower the price of a party's stand.

mod pressure;

use chancery_record::{Event, EventType, Leverage, Pair, Status};

use super::view::{At, View, rule};
use crate::events::Role;

/// How far above the word of the instrument the word of the act may stand.
const HEIGHT: usize = 3;

pub(super) fn read(view: &View<'_>) -> Vec<Leverage> {
    let mut found: Vec<Leverage> = Vec::new();
    for sentence in 0..view.sentences().len() {
        for word in 0..view.tokens(sentence).len() {
            let at = At { sentence, word };
            found.extend(of_instrument(view, at));
            found.extend(pressure::of_pressure(view, at));
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
    let apart = view.sentence_of(a.span).zip(view.sentence_of(b.span)).map_or(0, |(x, y)| x.abs_diff(y));
    let open = (a.target.is_empty() || b.target.is_empty()) && apart <= 2;
    let targets = view.lands(&a.target) == view.lands(&b.target) || open;
    a.instrument == b.instrument
        && a.direction == b.direction
        && view.lands(&a.source) == view.lands(&b.source)
        && targets
        && dates
}

/// Those who can press or be pressed.
fn states(view: &View<'_>, ids: Vec<String>) -> Vec<String> {
    let mut kept = view.parties(ids.into_iter().map(|id| view.official(id)));
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
            && !(instrument == "troops" && directions.leave.at(tokens, w).is_some())
        {
            break;
        }
        if step > 0 && matches!(tree.token(chain[step - 1]).rel(), "acl" | "parataxis" | "root") {
            break;
        }
        // "Un missile … de nouvelles sanctions": another instrument over this one is what is acted with.
        let material = matches!(instrument, "arms" | "aid" | "troops" | "recognition");
        let joined = step > 0 && tree.token(chain[step - 1]).rel() == "conj" && tree.is_verb(chain[step - 1]);
        if joined || step > 0 && tree.token(chain[step - 1]).rel() == "advcl" {
            break;
        }
        if step > 0
            && material
            && (tree.token(chain[step - 1]).rel() == "obl" || other_instrument(view, tokens, w, instrument))
        {
            break;
        }
        let buildup = instrument == "troops" && directions.buildup.at(tokens, w).is_some();
        let intended = matches!(instrument, "sanctions" | "trade" | "recognition")
            && directions.intend.at(tokens, w).is_some()
            && !view.grammar.negated(at.sentence, w);
        let here = if intended || directions.threaten.at(tokens, w).is_some() {
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
            // Help that is promised is given.
            (None, Some(_)) if material && directions.pledge.at(tokens, w).is_some() => {
                (direction, carrier) = (Some("apply"), w);
            }
            // Weapons and help are threatened to be stopped, not "threatened".
            (None, Some("threaten")) if material => {}
            (_, Some("threaten")) => (direction, carrier) = (here, if direction.is_some() { carrier } else { w }),
            (None, Some(_)) => (direction, carrier) = (here, w),
            _ => {}
        }
    }
    let roles = view.grammar.roles(at.sentence, head);
    let above = view.grammar.roles(at.sentence, carrier);
    let over = |w: usize| directions.threaten.at(tokens, w).is_some() || directions.intend.at(tokens, w).is_some();
    let topmost = *chain.iter().rev().find(|w| over(**w)).unwrap_or(&carrier);
    // "Ne pas reconnaître": recognition is withheld.
    let denied = instrument == "recognition"
        && token.upos == "VERB"
        && token.rel() != "acl"
        && view.grammar.negated(at.sentence, at.word);
    if instrument == "recognition" && between(view, at.sentence, carrier) {
        return None;
    }
    let named_only = direction.is_none();
    let direction = match direction {
        _ if denied => "suspend",
        // What hangs on a condition is a threat.
        Some("apply") if instrument == "sanctions" && conditional(view, At { word: carrier, ..at }) => "threaten",
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
    let announced = direction == "lift"
        && instrument == "troops"
        && tree.ancestors(real).take(2).any(|a| directions.apply.at(tokens, a).is_some());
    // What is only asked for, or refused, is none.
    let asked = tree.ancestors(carrier).take(2).chain([carrier]).any(|a| {
        direction != "threaten" && view.lexicon.offers.ask.at(tokens, a).is_some()
            || direction == "apply" && view.lexicon.answers.refused.at(tokens, a).is_some()
    });
    if asked {
        return None;
    }
    let unsure = direction != "threaten" && !announced && view.unreal(At { word: real, ..at });
    if !denied && (view.grammar.negated(at.sentence, real) || unsure) {
        return None;
    }
    let (mut source, aimed) =
        if instrument == "sanctions" { modifiers(view, at.sentence, head) } else { Default::default() };
    let top = view.grammar.roles(at.sentence, topmost);
    for words in [
        top.of(Role::Subject).collect::<Vec<_>>(),
        above.of(Role::Subject).filter(|w| *w != head).collect(),
        roles.of(Role::Subject).collect(),
        above.of(Role::Genitive).filter(|w| *w != head).collect(),
        roles.of(Role::Genitive).collect(),
    ] {
        if source.is_empty() {
            let own = |w: &usize| *w != head && *w != carrier && !aimed.contains(w);
            source = states(view, view.who(at.sentence, words.into_iter().filter(own)));
        }
    }
    // "X announced the withdrawal": who stands over the act.
    if source.is_empty()
        && !named_only
        && let Some(verb) = tree.ancestors(carrier).take(2).find(|&a| tree.is_verb(a))
    {
        source = states(view, view.who(at.sentence, view.grammar.roles(at.sentence, verb).of(Role::Subject)));
    }
    let event = view.event_at(at.sentence, &[tokens[carrier].span, token.span, tokens[topmost].span]);
    if let (true, false, Some(e)) = (source.is_empty(), named_only, event) {
        source = states(view, view.sources(e));
    }
    // Who speaks of what will be done.
    if source.is_empty() && direction == "threaten" {
        source = states(view, view.speaker_at(tokens[carrier].span).into_iter().collect());
    }
    let mut target = states(view, view.who(at.sentence, aimed.iter().copied()));
    for roles in [&roles, &above] {
        for role in [Role::Against, Role::Recipient, Role::To] {
            let words = roles.of(role).filter(|w| *w != head && *w != carrier);
            target.extend(states(view, view.who(at.sentence, words)));
        }
    }
    target.extend(states(view, onto(view, at.sentence, &[head, carrier])));
    // Relations are with somebody, an ambassador is somebody's.
    if denied {
        let words = view.grammar.roles(at.sentence, at.word);
        target.extend(states(view, view.who(at.sentence, words.of(Role::Object))));
    }
    if instrument == "troops" && direction == "apply" {
        let neighbour = neighbour(view, At { word: carrier, ..at }, &source)?;
        target = vec![neighbour];
    }
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
    // Whom a threat is told to: "warned German businesses that they could face sanctions".
    if direction == "threaten" && target.is_empty() {
        let told = [Role::Recipient, Role::Object, Role::To].into_iter().flat_map(|r| top.of(r)).collect::<Vec<_>>();
        let told = told.into_iter().filter(|w| *w != head && *w != carrier && !tree.below(head, *w));
        target = view.parties(view.who(at.sentence, told));
    }
    // Sanctions fall on persons and firms too, and so on their country.
    if instrument == "sanctions" && target.is_empty() {
        let whom = [Role::Against, Role::Recipient, Role::To].into_iter().flat_map(|r| roles.of(r)).collect::<Vec<_>>();
        target = view.parties(view.who(at.sentence, whom.into_iter().filter(|w| *w != head)));
        target.extend(view.parties(onto(view, at.sentence, &[head, carrier])));
        if target.is_empty()
            && !named_only
            && let Some(e) = event
        {
            target = view.parties(view.targets(e));
        }
    }
    // "Contre les deux camps": those who fight.
    if target.is_empty() && both(view, at.sentence, &[head, carrier]) {
        target = view.belligerents();
    }
    // "A imposé des sanctions à X et suspendu …": the target of what its source does beside it.
    if target.is_empty() && !named_only {
        let beside = view.layers.events.iter().filter(|e| {
            view.sentence_of(e.span) == Some(at.sentence)
                && e.kind == EventType::Sanction
                && view.sources(e).iter().any(|s| source.iter().any(|o| view.code(o) == view.code(s)))
        });
        target = beside.map(|e| states(view, view.targets(e))).find(|t| !t.is_empty()).unwrap_or_default();
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
        because: rule("leverage/instrument"),
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

fn other_instrument(view: &View<'_>, tokens: &[chancery_record::Token], word: usize, own: &str) -> bool {
    let all = view.lexicon.instruments.iter();
    tokens[word].upos == "NOUN"
        && all.filter(|(name, _)| *name != own).any(|(_, words)| words.at(tokens, word).is_some())
}

/// Whether a clause hangs on a condition: a modal or future over it and a word of condition in its sentence.
fn conditional(view: &View<'_>, at: At) -> bool {
    let tokens = view.tokens(at.sentence);
    let tree = view.grammar.tree(at.sentence);
    let list = &view.lexicon.leverage.conditions;
    let under = |w: usize| {
        tree.children(w)
            .iter()
            .any(|&c| tree.token(c).rel() == "advcl" && tree.children(c).iter().any(|&m| list.at(tokens, m).is_some()))
    };
    std::iter::once(at.word).chain(tree.ancestors(at.word).take(2)).any(under)
}

/// Whether what is told stands between two: "la normalisation des relations entre A et B".
fn between(view: &View<'_>, sentence: usize, top: usize) -> bool {
    let tree = view.grammar.tree(sentence);
    (0..tree.len()).filter(|&w| tree.below(w, top)).any(|w| {
        let token = chancery_record::TokenId { sentence: sentence as u32, token: w as u32 };
        view.grammar.marked(token).contains(&Role::Between)
    })
}

/// Names before the noun: bodies and abbreviations impose ("EU sanctions"), other names bear ("Russia sanctions").
/// Who imposes, and the words of those who bear.
fn modifiers(view: &View<'_>, sentence: usize, head: usize) -> (Vec<String>, Vec<usize>) {
    let tree = view.grammar.tree(sentence);
    let names = tree.children(head).iter().copied().filter(|&c| {
        let token = tree.token(c);
        c < head && token.rel() == "compound" && token.upos == "PROPN"
    });
    let (mut source, mut aimed) = (Vec::new(), Vec::new());
    for name in names {
        let who = states(view, view.who(sentence, std::iter::once(name)));
        let short = tree.token(name).form.chars().all(|c| c.is_uppercase() || c == '.');
        if short || who.iter().any(|id| view.sector(id) == "IGO") {
            source.extend(who);
        } else {
            aimed.push(name);
        }
    }
    (source, aimed)
}

/// On whom massed troops press: the state named beside the words of nearness, else the one named last before.
fn neighbour(view: &View<'_>, at: At, source: &[String]) -> Option<String> {
    let tokens = view.tokens(at.sentence);
    let below = view.below(at.sentence, at.word);
    let near = (0..tokens.len())
        .find(|&w| below.contains(tokens[w].span) && view.lexicon.leverage.near.at(tokens, w).is_some())?;
    let foreign = |country: &str| source.iter().all(|s| view.country(s) != Some(country));
    let places = || view.layers.places.iter().filter_map(|p| Some((p.span, p.country.as_deref()?)));
    let beside = places().find(|(span, c)| below.contains(*span) && span.start > tokens[near].span.start && foreign(c));
    let from = view.sentences()[at.sentence.saturating_sub(2)].span.start;
    let before = || places().rfind(|(s, c)| s.start >= from && s.start < tokens[at.word].span.start && foreign(c));
    beside.or_else(before).map(|(_, country)| format!("{country}-GOV"))
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

/// Whether a word for all the parties stands under a word of aim: "contre les chefs des deux camps".
fn both(view: &View<'_>, sentence: usize, tops: &[usize]) -> bool {
    let tokens = view.tokens(sentence);
    let tree = view.grammar.tree(sentence);
    let all = |w: usize| {
        view.lexicon.offers.all.at(tokens, w).is_some()
            && tokens[w].feat("Number") != Some("Sing")
            && tree.children(w).iter().any(|&c| matches!(tree.token(c).rel(), "nummod" | "det" | "amod"))
    };
    (0..tree.len()).filter(|&w| tops.iter().any(|t| *t != w && tree.below(w, *t))).any(all)
}

/// What the frames read: threats, demands of several states, and sanctions that name no instrument of the lists.
fn of_event(view: &View<'_>, event: &Event) -> Option<Leverage> {
    if event.status != Status::Actual {
        return None;
    }
    let source = states(view, view.sources(event));
    // Whom a threat is meant for counts where the text says it.
    let inferred = event
        .because
        .steps
        .iter()
        .any(|s| s.starts_with("target:") && (s.contains("article is about") || s.contains("nearest act")));
    let mut target = if inferred { Vec::new() } else { states(view, view.targets(event)) };
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
    // A warning of what may come is a threat where the text calls it so, says to whom, or makes it a condition.
    let near = view.around(event.span);
    let lists = &view.lexicon.leverage;
    let called =
        near.iter().enumerate().any(|(w, t)| event.span.contains(t.span) && lists.threat.at(near, w).is_some());
    let serious = called || !target.is_empty() || lists.conditions.any(near);
    if source.is_empty() || target.is_empty() && instrument != "statement" || !serious {
        return None;
    }
    Some(Leverage {
        because: rule("leverage/event"),
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
