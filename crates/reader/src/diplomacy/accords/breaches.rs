//! Breaches of an accord: who broke it, who says so, which of its provisions.

use std::collections::BTreeSet;

use chancery_record::{Breach, Event, EventType, Provision, Span, Status};

use super::super::view::{At, View};
use super::Told;
use crate::events::Role;

/// Breaches told in the sentences that name the accord: by a verb or noun of breach ("a violé la trêve"), by a
/// promise not kept ("n'a pas respecté"), by an accusation of these, or by an attack in spite of it.
pub(super) fn read(view: &View<'_>, group: &[Told], provisions: &[Provision]) -> Vec<Breach> {
    let sentences: BTreeSet<usize> = group.iter().map(|t| t.sentence).collect();
    let mut found: Vec<Breach> = Vec::new();
    for sentence in sentences {
        let named: Vec<Span> = group.iter().filter(|t| t.sentence == sentence).map(|t| t.span).collect();
        let mut here: Vec<Breach> = Vec::new();
        for word in 0..view.tokens(sentence).len() {
            here.extend(of_word(view, At { sentence, word }, &named));
        }
        if here.is_empty() {
            here.extend(in_spite(view, sentence));
        }
        for mut breach in here {
            breach.provision = provision(view, sentence, group, provisions);
            let known = found.iter().any(|b| b.span == breach.span && b.by == breach.by);
            if !known {
                found.push(breach);
            }
        }
    }
    found
}

/// A word of breach that bears on the accord, and those whose breach it is.
fn of_word(view: &View<'_>, at: At, named: &[Span]) -> Vec<Breach> {
    let tokens = view.tokens(at.sentence);
    let lexicon = &view.lexicon.accords;
    let tree = view.grammar.tree(at.sentence);
    let verb = tree.is_verb(at.word);
    if !verb && tokens[at.word].upos != "NOUN" {
        return Vec::new();
    }
    let broken = lexicon.breach.at(tokens, at.word);
    let kept = lexicon.keep.at(tokens, at.word).filter(|_| verb);
    let failing = |w: usize| {
        tree.head(w).is_some_and(|h| lexicon.fail.at(tokens, h).is_some() && tree.token(w).rel() != "conj")
            || lexicon.fail.at(tokens, w.saturating_sub(2)).is_some_and(|n| w.saturating_sub(2) + n == w)
    };
    let length = match (broken, kept) {
        (Some(length), _) if !view.grammar.negated(at.sentence, at.word) => length,
        (None, Some(length)) if view.grammar.negated(at.sentence, at.word) || failing(at.word) => length,
        _ => return Vec::new(),
    };
    // The accord stands under the word, or the word under the accord: "la trêve, violée par X".
    let below = view.below(at.sentence, at.word);
    let over = tree.ancestors(at.word).take(2).any(|a| named.iter().any(|n| n.contains(tokens[a].span)));
    if !over && !named.iter().any(|n| below.overlaps(*n)) {
        return Vec::new();
    }
    let last = (at.word + length - 1).min(tokens.len() - 1);
    let span = tokens[at.word].span.cover(tokens[last].span);
    let one = |by: Option<String>, alleged_by: Option<String>, event: Option<&Event>| Breach {
        span,
        by,
        alleged_by,
        provision: None,
        event: event.map(|e| e.id.clone()),
    };
    if let Some(accusation) = accusation(view, at) {
        let (source, target) = (view.bound(view.sources(accusation)), view.bound(view.targets(accusation)));
        let codes = |ids: &[String]| ids.iter().map(|i| view.code(i).to_owned()).collect::<BTreeSet<_>>();
        if source.len() > 1 && (target.is_empty() || codes(&source) == codes(&target)) {
            // "Accused each other": each by each.
            let each = source.iter().flat_map(|by| source.iter().filter(move |s| *s != by).map(move |s| (by, s)));
            return each.map(|(by, s)| one(Some(by.clone()), Some(s.clone()), Some(accusation))).collect();
        }
        let alleged_by = source.first().or(view.sources(accusation).first()).cloned();
        let by = target.first().or(view.targets(accusation).first()).cloned();
        return vec![one(by, alleged_by, Some(accusation))];
    }
    let roles = view.grammar.roles(at.sentence, at.word);
    let order: &[Role] = if verb { &[Role::Subject, Role::By] } else { &[Role::By, Role::Subject, Role::Genitive] };
    let by = order.iter().find_map(|role| {
        let words = roles.of(*role).filter(|w| !named.iter().any(|n| n.contains(tokens[*w].span)));
        actor(view, view.who(at.sentence, words))
    });
    // A failure to keep it, wished, feared or made a condition, is none; a noun alone tells no breach of nobody.
    let status = view.grammar.status(at.sentence, at.word);
    if (status == Status::Hypothetical && !failing(at.word)) || (!verb || broken.is_none()) && by.is_none() {
        return Vec::new();
    }
    let speaker = view.speaker_at(span);
    let alleged_by = speaker.filter(|s| by.as_ref().is_none_or(|b| view.code(b) != view.code(s)));
    vec![one(by, alleged_by, view.event_at(at.sentence, &[span]))]
}

/// The accusation, not its denial, under which a word stands.
fn accusation<'a>(view: &View<'a>, at: At) -> Option<&'a Event> {
    let tokens = view.tokens(at.sentence);
    let tree = view.grammar.tree(at.sentence);
    let near: Vec<Span> = tree.ancestors(at.word).take(4).chain([at.word]).map(|w| tokens[w].span).collect();
    view.layers.events.iter().find(|e| e.kind == EventType::Accuse && near.iter().any(|s| e.span.overlaps(*s)))
}

/// An attack told as one in spite of the accord: "a bombardé la ville malgré la trêve".
fn in_spite(view: &View<'_>, sentence: usize) -> Option<Breach> {
    let tokens = view.tokens(sentence);
    view.lexicon.accords.despite.all(tokens).first()?;
    let whole = view.sentences()[sentence].span;
    let act = view.layers.events.iter().find(|e| {
        whole.contains(e.span)
            && matches!(e.kind, EventType::Assault | EventType::Mobilize)
            && e.status == Status::Actual
    })?;
    Some(Breach {
        span: act.span,
        by: actor(view, view.sources(act)),
        alleged_by: act.holders.first().cloned(),
        provision: None,
        event: Some(act.id.clone()),
    })
}

/// The first who can break an accord.
fn actor(view: &View<'_>, ids: Vec<String>) -> Option<String> {
    let all: Vec<String> = ids.into_iter().map(|id| view.official(id)).collect();
    view.bound(all).into_iter().next()
}

/// The provision whose words stand in the sentence; of a ceasefire that is fought over, the ceasefire.
fn provision(view: &View<'_>, sentence: usize, group: &[Told], provisions: &[Provision]) -> Option<u32> {
    let tokens = view.tokens(sentence);
    let index = |wanted: &str| provisions.iter().position(|p| p.category == wanted).map(|i| i as u32);
    let own = view.lexicon.provisions.iter().filter(|(name, _)| *name != "ceasefire");
    let told = own.filter(|(_, words)| words.any(tokens)).find_map(|(name, _)| index(name));
    told.or_else(|| group.iter().any(|t| t.ceasefire).then(|| index("ceasefire")).flatten())
}
