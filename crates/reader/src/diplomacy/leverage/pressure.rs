//! Pressure by words: what the text calls pressure, with no instrument named.

use chancery_record::{Leverage, Span};

use super::super::view::{At, View, rule};
use super::{onto, states};
use crate::events::Role;

/// Pressure and threats that the text calls so, with no instrument named.
pub(super) fn of_pressure(view: &View<'_>, at: At) -> Option<Leverage> {
    let tokens = view.tokens(at.sentence);
    let lists = &view.lexicon.leverage;
    let Some(length) = lists.pressure.at(tokens, at.word) else { return exerted(view, at) };
    let asked =
        view.grammar.tree(at.sentence).ancestors(at.word).any(|a| view.lexicon.offers.ask.at(tokens, a).is_some());
    if asked {
        return None;
    }
    // "In an attempt to pressure X": an end that is pursued presses already.
    let pursued = matches!(tokens[at.word].rel(), "advcl" | "acl") && !view.grammar.negated(at.sentence, at.word);
    if view.unreal(at) && !pursued || !matches!(tokens[at.word].upos.as_str(), "VERB" | "NOUN") {
        return None;
    }
    let roles = view.grammar.roles(at.sentence, at.word);
    let words = |list: &[Role]| list.iter().flat_map(|r| roles.of(*r)).collect::<Vec<_>>().into_iter();
    let noun = tokens[at.word].upos == "NOUN";
    let doing: &[Role] = if noun { &[Role::Subject, Role::By, Role::Genitive] } else { &[Role::Subject] };
    let mut source = states(view, view.who(at.sentence, words(doing)));
    let tree = view.grammar.tree(at.sentence);
    for above in tree.ancestors(at.word).take(3).filter(|&a| tree.is_verb(a)) {
        if source.is_empty() {
            source = states(view, view.who(at.sentence, view.grammar.roles(at.sentence, above).of(Role::Subject)));
        }
    }
    let last = at.word + length - 1;
    let mut target = states(
        view,
        view.who(at.sentence, words(&[Role::Object, Role::Recipient, Role::Against]).filter(|w| *w != last)),
    );
    target.extend(states(view, onto(view, at.sentence, &[at.word, last])));
    let span = tokens[at.word].span.cover(tokens[last].span);
    statement(view, at.sentence, span, source, view.parties(target), "leverage/pressure")
}

/// Pressure by its noun: "X met visiblement la pression sur Y", "Y a cédé aux pressions de X".
fn exerted(view: &View<'_>, at: At) -> Option<Leverage> {
    let tokens = view.tokens(at.sentence);
    let lists = &view.lexicon.leverage;
    let tree = view.grammar.tree(at.sentence);
    if tokens[at.word].upos != "NOUN" || lists.press.at(tokens, at.word).is_none() {
        return None;
    }
    let verb = tree.head(at.word).filter(|&h| tree.is_verb(h))?;
    let roles = view.grammar.roles(at.sentence, at.word);
    let above = view.grammar.roles(at.sentence, verb);
    let subject = || states(view, view.who(at.sentence, above.of(Role::Subject).filter(|w| *w != at.word)));
    let (source, target, top) = if lists.exert.at(tokens, verb).is_some() && tokens[at.word].rel() == "obj" {
        if view.unreal(At { word: verb, ..at }) || tokens[verb].feat("VerbForm") == Some("Inf") {
            return None;
        }
        let mut on = states(view, onto(view, at.sentence, &[at.word, verb]));
        on.extend(states(view, view.who(at.sentence, above.of(Role::Against).chain(above.of(Role::Recipient)))));
        (subject(), view.parties(on), verb)
    } else {
        let words = [Role::Genitive, Role::By, Role::Subject].into_iter().flat_map(|r| roles.of(r)).collect::<Vec<_>>();
        let words: Vec<usize> = words.into_iter().flat_map(|w| tree.conjuncts(w)).collect();
        (states(view, view.who(at.sentence, words.into_iter())), subject(), at.word)
    };
    let span = tokens[top].span.cover(tokens[at.word].span);
    statement(view, at.sentence, span, source, target, "leverage/pressure exerted")
}

/// Pressure by words, when somebody of another state is pressed.
fn statement(
    view: &View<'_>,
    sentence: usize,
    span: Span,
    source: Vec<String>,
    mut target: Vec<String>,
    name: &str,
) -> Option<Leverage> {
    target.retain(|t| source.iter().all(|s| view.country(s) != view.country(t)));
    if source.is_empty() || target.is_empty() {
        return None;
    }
    let event = view.event_at(sentence, &[span]);
    Some(Leverage {
        because: rule(name),
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
