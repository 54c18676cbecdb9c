//! Whether an act took place: polarity, tense, mood and the words over it.

use std::str::FromStr;

use chancery_record::Status;

use super::functions::Functions;
use super::tree::Tree;

/// What a modal or aspect word does to the status of the act under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Modality {
    Hypothetical,
    Future,
    Negated,
    Actual,
}

impl FromStr for Modality {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        Ok(match s {
            "hypothetical" => Modality::Hypothetical,
            "future" => Modality::Future,
            "negated" => Modality::Negated,
            "actual" => Modality::Actual,
            _ => return Err(()),
        })
    }
}

/// Whether a word is negated by one of its own dependents.
pub(super) fn negated(tree: &Tree<'_>, functions: &Functions, i: usize) -> bool {
    let mut negative = false;
    for &c in tree.children(i) {
        let token = tree.token(c);
        if token.rel() == "advmod" || token.rel() == "det" || token.rel() == "case" || token.rel() == "mark" || token.rel() == "cc" {
            let lemma = token.lemma.to_lowercase();
            let form = token.form.to_lowercase();
            if functions.restriction.contains(&lemma) && token.rel() == "advmod" {
                return false;
            }
            if functions.negation.contains(&lemma) || functions.negation.contains(&form) || token.feat("Polarity") == Some("Neg") {
                negative = true;
            }
        }
    }
    negative
}

/// The status of the act that word `i` states, from itself and the words over it.
///
/// The walk goes up through complements and light verbs, not out of adverbial
/// or relative clauses: those are asserted for themselves.
pub(super) fn status(tree: &Tree<'_>, functions: &Functions, i: usize) -> Status {
    let mut at = i;
    let mut result = own(tree, functions, i);
    for _ in 0..6 {
        let Some(head) = tree.head(at) else { break };
        let rel = tree.token(at).rel();
        match rel {
            "conj" => {
                // Tense and mood are shared, a negation is not.
                if result == Status::Actual && tree.token(at).feat("VerbForm") != Some("Fin") {
                    result = join(result, own(tree, functions, head));
                }
                at = head;
                continue;
            }
            "xcomp" | "obj" | "nsubj" | "obl" | "ccomp" => {}
            "advcl" | "acl" => {
                let marks = tree.marks(at);
                let markers = tree.markers(at);
                if marks.iter().any(|m| functions.conditional.contains(m)) {
                    return join(result, Status::Hypothetical);
                }
                if tree.token(at).feat("VerbForm") == Some("Inf")
                    && marks.iter().chain(&markers).any(|m| functions.purpose.contains(m))
                {
                    return join(result, Status::Hypothetical);
                }
                break;
            }
            _ => break,
        }
        let token = tree.token(head);
        let lemma = token.lemma.to_lowercase();
        if !tree.is_verb(head) && rel != "xcomp" {
            break;
        }
        match functions.modality(&lemma) {
            Some(Modality::Hypothetical) if rel == "xcomp" || rel == "ccomp" || rel == "obj" => {
                result = join(result, Status::Hypothetical);
            }
            Some(Modality::Future) if rel == "xcomp" => result = join(result, Status::Future),
            Some(Modality::Negated) if rel == "xcomp" || rel == "obj" => result = join(result, Status::Negated),
            _ => {}
        }
        if rel == "ccomp" {
            break;
        }
        result = join(result, own(tree, functions, head));
        at = head;
    }
    result
}

/// Status from the word's own form and function words.
fn own(tree: &Tree<'_>, functions: &Functions, i: usize) -> Status {
    let token = tree.token(i);
    let mut result = Status::Actual;
    if negated(tree, functions, i) {
        result = Status::Negated;
    }
    let mood = |mood: Option<&str>, tense: Option<&str>| match (mood, tense) {
        (Some("Cnd"), _) => Status::Hypothetical,
        (_, Some("Fut")) => Status::Future,
        _ => Status::Actual,
    };
    result = join(result, mood(token.feat("Mood"), token.feat("Tense")));
    for &c in tree.children(i) {
        let child = tree.token(c);
        if matches!(child.rel(), "aux" | "cop") {
            result = join(result, mood(child.feat("Mood"), child.feat("Tense")));
            match functions.modality(&child.lemma.to_lowercase()) {
                Some(Modality::Hypothetical) => result = join(result, Status::Hypothetical),
                Some(Modality::Future) => result = join(result, Status::Future),
                _ => {}
            }
        }
    }
    if tree.marks(i).iter().any(|m| functions.conditional.contains(m)) {
        result = join(result, Status::Hypothetical);
    }
    result
}

/// The weaker of two statuses: negation first, then possibility, then the future.
pub(super) fn join(a: Status, b: Status) -> Status {
    let rank = |s| match s {
        Status::Negated => 3,
        Status::Hypothetical => 2,
        Status::Future => 1,
        Status::Actual => 0,
    };
    if rank(a) >= rank(b) { a } else { b }
}
