//! Who is bound by an accord: from the noun's company, from the verb that signs
//! it, else from the talks that led to it.

use chancery_record::{Event, Round, Span};

use super::super::view::{At, View};
use crate::events::Role;

/// Parties of one mention; several lists where a plural noun tells of an accord with each.
pub(super) fn of_mention(
    view: &View<'_>,
    at: At,
    event: Option<&Event>,
    mediators: &mut Vec<String>,
    rounds: &[Round],
) -> Vec<Vec<String>> {
    let index = at.sentence;
    let tokens = view.tokens(index);
    let tree = view.grammar.tree(index);
    let roles = view.grammar.roles(index, at.word);
    let bound = |words: Vec<usize>| view.bound(view.who(index, words.into_iter()));
    let between = view.between(index, roles.of(Role::Between).collect());
    if between.len() > 1 {
        return vec![between];
    }
    // "La normalisation des relations entre X et Y": the company may stand lower in the phrase.
    let low: Vec<usize> = (0..tokens.len())
        .filter(|&w| tree.below(w, at.word) && view.grammar.marked(token_id(index, w)).contains(&Role::Between))
        .flat_map(|w| tree.conjuncts(w))
        .collect();
    let low = bound(low);
    if low.len() > 1 {
        return vec![low];
    }
    let compound = compound(view, at);
    if compound.len() > 1 {
        return vec![compound];
    }
    let governor = governor(view, at);
    let above = governor.map(|v| view.grammar.roles(index, v));
    let mut others: Vec<String> = bound(roles.of(Role::With).collect());
    let mut own = bound(roles.of(Role::Genitive).chain(roles.of(Role::Subject)).chain(roles.of(Role::By)).collect());
    // "L'accord conclu avec X", "signed by A and B": participles under the noun.
    for &c in tree.children(at.word).iter().filter(|&&c| tree.token(c).rel() == "acl") {
        let of = view.grammar.roles(index, c);
        others.extend(bound(of.of(Role::With).collect()));
        let between = view.between(index, of.of(Role::Between).collect());
        if between.len() > 1 {
            return vec![between];
        }
        own.extend(bound(of.of(Role::Subject).chain(of.of(Role::By)).filter(|w| *w != at.word).collect()));
    }
    if let Some(above) = &above {
        let between = view.between(index, above.of(Role::Between).collect());
        if between.len() > 1 {
            return vec![between];
        }
        others.extend(bound(above.of(Role::With).collect()));
        own.extend(bound(above.of(Role::Subject).chain(above.of(Role::By)).filter(|w| *w != at.word).collect()));
    }
    let others = view.bound(others);
    let own: Vec<String> =
        view.bound(own).into_iter().filter(|o| others.iter().all(|x| view.code(x) != view.code(o))).collect();
    if !others.is_empty() {
        let first = own.first().cloned().or_else(|| counterpart(view, at, &others));
        let plural = others.len() > 1 && view.tokens(index)[at.word].feat("Number") == Some("Plur");
        return match first {
            Some(first) if plural => others.into_iter().map(|o| vec![first.clone(), o]).collect(),
            Some(first) => {
                let mut all = if own.is_empty() { vec![first] } else { own };
                all.extend(others);
                vec![view.bound(all)]
            }
            None => vec![others],
        };
    }
    if own.len() > 1 {
        return vec![own];
    }
    // Agents that a broken tree leaves elsewhere: "a été … par A et B".
    let lexicon = &view.lexicon.accords;
    let clause = view.clause(at);
    // A participle under another accord tells of that one.
    let others_own = |w: usize| {
        tree.head(w)
            .is_some_and(|h| h != at.word && tree.token(w).rel() == "acl" && lexicon.nouns.at(tokens, h).is_some())
    };
    let signed = (0..tokens.len()).filter(|&w| !others_own(w)).find(|&w| {
        (lexicon.signed.at(tokens, w).is_some() || lexicon.reached.at(tokens, w).is_some())
            && clause.contains(tokens[w].span)
    });
    if let Some(signed) = signed {
        let agents = (0..tokens.len()).filter(|&w| {
            tree.token(w).deprel == "obl:agent" && tree.head(w).is_some_and(|h| h == signed || !tree.is_verb(h))
                || tokens[w].rel() == "nsubj" && tree.head(w) == Some(signed)
                || w > signed && view.grammar.marked(token_id(index, w)).contains(&Role::Between)
        });
        let words: Vec<usize> = agents.flat_map(|w| tree.conjuncts(w)).collect();
        let found = bound(words);
        if found.len() > 1 {
            return vec![found];
        }
    }
    // The talks that led to it, in this sentence or the one before.
    let near = rounds.iter().rev().find(|r| {
        std::iter::once(r.span)
            .chain(r.also.iter().map(|a| a.0))
            .any(|s| view.sentence_of(s).is_some_and(|s| s <= index && index - s <= 1))
    });
    let concluded = tree
        .children(at.word)
        .iter()
        .any(|&c| tree.token(c).rel() == "acl" && view.lexicon.accords.past.at(tokens, c).is_some());
    if let Some(round) = near.filter(|_| view.lexicon.talks.nouns.any(tokens) || own.is_empty() && concluded) {
        mediators.extend(round.mediators.iter().cloned());
        return vec![round.participants.clone()];
    }
    if let Some(event) = event {
        let told = view.bound(view.sources(event).into_iter().chain(view.targets(event)));
        if told.len() > 1 {
            return vec![told];
        }
    }
    vec![own]
}

fn token_id(sentence: usize, word: usize) -> chancery_record::TokenId {
    chancery_record::TokenId { sentence: sentence as u32, token: word as u32 }
}

/// The verb that signs, reaches or otherwise governs the noun.
fn governor(view: &View<'_>, at: At) -> Option<usize> {
    let tokens = view.tokens(at.sentence);
    let tree = view.grammar.tree(at.sentence);
    let lexicon = &view.lexicon.accords;
    tree.ancestors(at.word).take(3).find(|&h| {
        lexicon.signed.at(tokens, h).is_some()
            || lexicon.reached.at(tokens, h).is_some()
            || lexicon.in_force.at(tokens, h).is_some()
    })
}

/// "Américano-taliban", "Turkish-Libyan": the countries of a compound demonym beside the noun, and the actor
/// that its second part names.
fn compound(view: &View<'_>, at: At) -> Vec<String> {
    let tokens = view.tokens(at.sentence);
    let tree = view.grammar.tree(at.sentence);
    for w in tree.children(at.word).iter().copied().chain([at.word]) {
        let form = tokens[w].form.to_lowercase();
        let Some((first, second)) = form.split_once(['-', '–']) else { continue };
        let demonym = |part: &str| {
            let known = view.lexicon.prefixes.get(part).cloned();
            known.or_else(|| {
                let all = view.cx.world.demonym(part, &view.cx.syntax.lang);
                all.iter().max_by_key(|d| d.item.weight).and_then(|d| d.country).map(str::to_owned)
            })
        };
        let Some(a) = demonym(first) else { continue };
        let named = view.layers.actors.entities.iter().find(|e| {
            let name = e.name.to_lowercase();
            e.code.is_some() && name.split(|c: char| !c.is_alphanumeric()).any(|n| n.trim_end_matches('s') == second)
        });
        let b = named.map(|e| e.id.clone()).or_else(|| demonym(second).map(|c| format!("{c}-GOV")));
        if let Some(b) = b {
            return vec![format!("{a}-GOV"), b];
        }
    }
    Vec::new()
}

/// Who else is bound where only the other side is named: the nearest before it in the sentence, else who
/// speaks.
fn counterpart(view: &View<'_>, at: At, others: &[String]) -> Option<String> {
    let tokens = view.tokens(at.sentence);
    let before = Span { start: view.sentences()[at.sentence].span.start, end: tokens[at.word].span.start };
    let rebel = |id: &str| matches!(view.sector(id), "REB" | "OPP");
    let apart = |id: &String| others.iter().all(|o| view.country(o) != view.country(id) || rebel(o) != rebel(id));
    let named: Vec<String> = view.mentions_in(before).flat_map(|m| view.of_mention(m)).collect();
    let speaker = view.layers.quotations.iter().filter(|q| {
        view.sentence_of(q.span) == Some(at.sentence)
            || q.cue.is_some_and(|c| view.sentence_of(c.0) == Some(at.sentence))
    });
    let spoken = speaker.filter_map(|q| q.speaker_entity.clone()).next();
    view.bound(named).into_iter().rev().find(apart).or_else(|| view.bound(spoken).into_iter().find(apart))
}

/// Where a sentence names an entity.
pub(super) fn mention_in(view: &View<'_>, sentence: usize, id: &str) -> Option<Span> {
    let whole = view.sentences()[sentence].span;
    view.mentions_in(whole).find(|m| view.of_mention(m).iter().any(|e| e == id)).map(|m| m.span)
}
