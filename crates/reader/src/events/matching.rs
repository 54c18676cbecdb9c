//! Which frame a word states, by its lemma, its company and its arguments.

use chancery_record::{EntityKind, EventType};

use super::frames::{Frame, Frames, Is, Says, Trigger};
use super::operators::hostile;
use super::predicates::Sight;
use super::roles::{Role, Roles};
use super::tree::Tree;

/// Words between two words of a multiword lemma at most.
const GAP: usize = 4;

/// Whether the words of a multiword lemma follow the word at `i`, in order and near.
pub(super) fn follows<'w>(tree: &Tree<'_>, i: usize, rest: impl Iterator<Item = &'w str>) -> bool {
    company(tree, i, rest).is_some()
}

/// The words of a multiword lemma after `i`.
fn company<'w>(tree: &Tree<'_>, i: usize, rest: impl Iterator<Item = &'w str>) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    let mut at = i;
    for word in rest {
        let near = (at + 1..tree.len().min(at + 1 + GAP)).find(|&j| {
            let token = tree.token(j);
            token.lemma.eq_ignore_ascii_case(word) || token.lemma.to_lowercase() == word || token.form.to_lowercase() == word
        })?;
        // Only words of the same phrase: the way up from each leads through the trigger or its head.
        let linked = tree.below(near, i) || tree.head(i) == Some(near) || near == at + 1 || tree.head(near) == tree.head(i);
        if !linked {
            return None;
        }
        found.push(near);
        at = near;
    }
    Some(found)
}

/// A frame that a word states.
pub(super) struct Match<'f> {
    pub(super) frame: &'f Frame,
    /// The trigger and the other words of its multiword lemma.
    pub(super) words: Vec<usize>,
}

/// Finds the frame of the word at `i`; `acts` tells whether another word states an act, for conditions on content.
pub(super) fn find<'f>(
    sight: &Sight<'_>,
    frames: &'f Frames,
    i: usize,
    roles: &Roles,
    acts: &dyn Fn(usize) -> Option<EventType>,
) -> Option<Match<'f>> {
    let tree = sight.tree;
    let token = tree.token(i);
    let lemma = token.lemma.to_lowercase();
    let triggers: &[Trigger] = match token.upos.as_str() {
        "VERB" | "AUX" => &[Trigger::Verb],
        "NOUN" => &[Trigger::Noun],
        "PROPN" => &[Trigger::Noun],
        "ADJ" if token.feat("VerbForm") == Some("Part") => &[Trigger::Adjective, Trigger::Verb],
        "ADJ" => &[Trigger::Adjective],
        _ => return None,
    };
    let reflexive = tree.children(i).iter().any(|&c| tree.token(c).rel() == "expl" && tree.token(c).upos == "PRON" && reflexive_pronoun(sight, c));
    for &trigger in triggers {
        for pattern in frames.of(trigger, &lemma) {
            if pattern.reflexive && !reflexive {
                continue;
            }
            let Some(rest) = company(tree, i, pattern.rest.iter().map(|w| w.as_str())) else { continue };
            let frame = &frames.frames[pattern.frame];
            let holds = |(role, is): &(Role, Vec<Is>)| is.iter().any(|is| satisfies(sight, frames, roles, *role, is, acts));
            if !frame.when.iter().all(holds) || frame.unless.iter().any(holds) {
                continue;
            }
            if let Says::Nothing = frame.says {
                return None;
            }
            let mut words = vec![i];
            words.extend(rest);
            return Some(Match { frame, words });
        }
    }
    None
}

fn reflexive_pronoun(sight: &Sight<'_>, c: usize) -> bool {
    let token = sight.tree.token(c);
    token.feat("Reflex") == Some("Yes")
        || sight.functions.reflexive.contains(token.lemma.as_str())
        || token.deprel.starts_with("expl:p")
}

fn satisfies(
    sight: &Sight<'_>,
    frames: &Frames,
    roles: &Roles,
    role: Role,
    is: &Is,
    acts: &dyn Fn(usize) -> Option<EventType>,
) -> bool {
    match is {
        Is::Empty => !roles.has(role),
        Is::Lemma(lemma) => roles.of(role).any(|w| sight.tree.token(w).lemma.to_lowercase() == *lemma),
        Is::Class(class) => roles.of(role).any(|w| {
            let mention = || {
                super::parties::mention_of(sight, w).map(|m| &sight.actors.entities[m.entity])
            };
            let sector = |sectors: &[&str]| {
                mention().and_then(|e| e.code.as_ref()).is_some_and(|c| sectors.contains(&c.sector()))
            };
            match class.as_str() {
                "actor" => mention().is_some_and(|e| e.code.is_some()),
                "person" => mention().is_some_and(|e| e.kind == EntityKind::Person),
                "armed" => sector(&["MIL", "REB", "PRM"]),
                "cop" => sector(&["COP", "SPY"]),
                "civilian" => sector(&["CVL", "REF", "LAB", "EDU", "REL", "MED", "OPP"]),
                "government" => sector(&["GOV", "IGO", "LEG"]),
                "place" => mention().is_some_and(|e| matches!(e.kind, EntityKind::Place | EntityKind::State)),
                "act" => acts(w).is_some(),
                "hostile" => acts(w).is_some_and(hostile),
                "good" => acts(w).is_some_and(|a| !hostile(a)),
                "number" => {
                    sight.tree.token(w).upos == "NUM"
                        || sight.tree.children(w).iter().any(|&c| sight.tree.token(c).rel() == "nummod")
                }
                listed => {
                    let lemma = sight.tree.token(w).lemma.to_lowercase();
                    frames.classes.get(listed).is_some_and(|words| words.iter().any(|l| *l == lemma))
                }
            }
        }),
    }
}
