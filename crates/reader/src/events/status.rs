//! Whether an act took place: polarity, tense, mood and the words over it.

use std::str::FromStr;

use chancery_record::Status;

use super::predicates::Sight;

/// What a modal or aspect word does to the status of the act under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Modality {
    Hypothetical,
    Future,
    Negated,
    Actual,
    /// The future seen from a past report, else a supposition: "said it would".
    Backshifted,
}

impl FromStr for Modality {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        Ok(match s {
            "hypothetical" => Modality::Hypothetical,
            "future" => Modality::Future,
            "negated" => Modality::Negated,
            "actual" => Modality::Actual,
            "backshifted" => Modality::Backshifted,
            _ => return Err(()),
        })
    }
}

/// Whether a word is negated by one of its own dependents.
pub(super) fn negated(sight: &Sight<'_>, i: usize) -> bool {
    let tree = sight.tree;
    let functions = sight.functions;
    let mut negative = false;
    for &c in tree.children(i) {
        let token = tree.token(c);
        if matches!(token.rel(), "advmod" | "det" | "case" | "mark" | "cc") {
            let lemma = tree.lemma(c).as_str();
            // "ne … que" restricts and does not negate.
            if token.rel() == "advmod" && functions.restriction.contains(lemma) {
                return false;
            }
            if functions.negation.contains(lemma)
                || functions.negation.contains(tree.form(c).as_str())
                || token.feat("Polarity") == Some("Neg")
            {
                negative = true;
            }
        }
        // "personne n'a", "aucun soldat n'a": the negation stands with the subject.
        if token.rel() == "nsubj"
            && (functions.negation.contains(tree.lemma(c).as_str())
                || tree.children(c).iter().any(|&d| functions.negation.contains(tree.lemma(d).as_str())))
        {
            negative = true;
        }
    }
    negative
}

/// The status of the act that word `i` states, from itself and the words over it.
///
/// The walk goes up through complements and light verbs, not out of adverbial
/// or relative clauses: those are asserted for themselves.
pub(super) fn status(sight: &Sight<'_>, i: usize) -> Status {
    status_of(sight, i, false)
}

/// The status of a speech act: "se sont rassemblés pour réclamer justice" tells that they did demand it.
pub(super) fn said(sight: &Sight<'_>, i: usize) -> Status {
    status_of(sight, i, true)
}

fn status_of(sight: &Sight<'_>, i: usize, speech: bool) -> Status {
    let tree = sight.tree;
    let functions = sight.functions;
    let mut at = i;
    let mut result = own(sight, i);
    for _ in 0..6 {
        let Some(head) = tree.head(at) else { break };
        let token = tree.token(at);
        let rel = token.rel();
        match rel {
            // A finite verb hung on an infinitive belongs to the clause above: "urged them to leave and spoke with …".
            "conj" if token.feat("VerbForm") == Some("Fin") && tree.token(head).feat("VerbForm") == Some("Inf") => {
                break;
            }
            "conj" => {
                // Tense and mood are shared, a negation is not.
                if result == Status::Actual
                    && token.feat("VerbForm") != Some("Fin")
                    && tree.is_verb(head) == tree.is_verb(at)
                {
                    let shared = own(sight, head);
                    if shared != Status::Negated {
                        result = join(result, shared);
                    }
                }
                at = head;
                continue;
            }
            // "Is afraid of an attack", "warned of strikes".
            "obl" if !tree.is_verb(at) && feared(sight, at, head) => return join(result, Status::Hypothetical),
            "xcomp" | "obj" | "nsubj" | "obl" | "ccomp" => {}
            // "The risk of an attack", "afraid of an invasion".
            "nmod" => {
                if functions.modality(tree.lemma(head)) == Some(Modality::Hypothetical) {
                    result = join(result, Status::Hypothetical);
                }
                break;
            }
            "advcl" | "acl" => {
                let marks = tree.marks(at);
                let markers = tree.markers(at);
                if marks.iter().any(|m| functions.conditional.contains(m.as_str())) {
                    return Status::Hypothetical;
                }
                if !marks.is_empty()
                    && tree.is_verb(head)
                    && functions.modality(tree.lemma(head)) == Some(Modality::Negated)
                {
                    return join(result, Status::Negated);
                }
                if tree.head(at).is_some_and(|h| functions.implicative.contains(tree.lemma(h).as_str())) {
                    break;
                }
                if speech && rel == "advcl" && at == i && token.feat("VerbForm") == Some("Inf") && tree.is_verb(head) {
                    at = head;
                    result = join(result, own(sight, head));
                    continue;
                }
                if token.feat("VerbForm") == Some("Inf")
                    && (rel == "acl" || marks.iter().chain(&markers).any(|m| functions.purpose.contains(m.as_str())))
                {
                    return Status::Hypothetical;
                }
                break;
            }
            _ => break,
        }
        if !tree.is_verb(head) && rel != "xcomp" && !tree.has_child(head, "cop") {
            break;
        }
        match functions.modality(tree.lemma(head)) {
            Some(Modality::Hypothetical) if matches!(rel, "xcomp" | "ccomp" | "obj") => {
                result = join(result, Status::Hypothetical);
            }
            Some(Modality::Future) if rel == "xcomp" => result = join(result, Status::Future),
            Some(Modality::Negated) if matches!(rel, "xcomp" | "obj") => result = join(result, Status::Negated),
            _ => {}
        }
        // What is reported is asserted for itself, whatever the tense of the report.
        if rel == "ccomp" {
            break;
        }
        // A noun under a full verb shares its tense, not what the verb denies of itself.
        let above = own(sight, head);
        if rel != "obl" || sight.light_verb(at).is_some() {
            result = join(result, above);
        }
        at = head;
    }
    result
}

/// Whether a noun is what its verb or adjective is afraid or warns of: the phrase after "of", "for", "against".
fn feared(sight: &Sight<'_>, noun: usize, head: usize) -> bool {
    let tree = sight.tree;
    let about = tree.token(head).upos == "ADJ" || tree.is_verb(head);
    let of = || {
        sight.marked(noun).iter().any(|r| matches!(r, super::roles::Role::From | super::roles::Role::For))
            && !sight.marked(noun).contains(&super::roles::Role::Place)
    };
    about && sight.functions.modality(tree.lemma(head)) == Some(Modality::Hypothetical) && of()
}

/// Status from the word's own form and function words.
fn own(sight: &Sight<'_>, i: usize) -> Status {
    let tree = sight.tree;
    let functions = sight.functions;
    let token = tree.token(i);
    let mut result = if negated(sight, i) { Status::Negated } else { Status::Actual };
    let shifted = if reported(sight, i) { Status::Future } else { Status::Hypothetical };
    let mood = |mood: Option<&str>, tense: Option<&str>| match (mood, tense) {
        (Some("Cnd"), _) => shifted,
        (_, Some("Fut")) => Status::Future,
        _ => Status::Actual,
    };
    result = join(result, mood(token.feat("Mood"), token.feat("Tense")));
    for &c in tree.children(i) {
        let child = tree.token(c);
        if child.rel() == "amod" {
            match functions.modality(tree.lemma(c)) {
                Some(Modality::Hypothetical) => result = join(result, Status::Hypothetical),
                Some(Modality::Future) => result = join(result, Status::Future),
                _ => {}
            }
        }
        if matches!(child.rel(), "aux" | "cop") {
            let perfect = token.feat("VerbForm") == Some("Part") && child.feat("Mood") == Some("Cnd");
            // "Il aurait tué": what others report is no supposition.
            if !(perfect && hearsay(sight, i)) {
                result = join(result, mood(child.feat("Mood"), child.feat("Tense")));
            }
            match functions.modality(tree.lemma(c)) {
                Some(Modality::Hypothetical) => result = join(result, Status::Hypothetical),
                Some(Modality::Backshifted) => result = join(result, shifted),
                Some(Modality::Future) if token.feat("VerbForm") == Some("Inf") => {
                    result = join(result, Status::Future)
                }
                _ => {}
            }
        }
    }
    let conditional = |w: usize| tree.marks(w).iter().any(|m| functions.conditional.contains(m.as_str()));
    // "If they win, they will attack": what follows from a condition is no more certain than it.
    let depends = result == Status::Future
        && tree.children(i).iter().any(|&c| tree.token(c).rel() == "advcl" && c < i && conditional(c));
    if conditional(i) || depends {
        result = join(result, Status::Hypothetical);
    }
    result
}

/// Whether the word's clause is what somebody said in the past: "a annoncé qu'il retirerait", "said it would".
fn reported(sight: &Sight<'_>, i: usize) -> bool {
    let tree = sight.tree;
    let Some(head) = tree.head(i).filter(|&h| tree.token(i).rel() == "ccomp" && tree.is_verb(h)) else { return false };
    let perfect = tree.children(head).iter().any(|&c| tree.token(c).rel() == "aux");
    let past = matches!(tree.token(head).feat("Tense"), Some("Past" | "Imp")) || perfect;
    let depends = |&c: &usize| {
        tree.token(c).rel() == "advcl" && tree.marks(c).iter().any(|m| sight.functions.conditional.contains(m.as_str()))
    };
    past && sight.functions.modality(tree.lemma(head)).is_none() && !tree.children(i).iter().any(depends)
}

/// Whether a past conditional reports on others' word: it stands under no condition.
pub(super) fn hearsay(sight: &Sight<'_>, i: usize) -> bool {
    let tree = sight.tree;
    let conditional = |w: usize| tree.marks(w).iter().any(|m| sight.functions.conditional.contains(m.as_str()));
    tree.children(i).iter().any(|&c| tree.token(c).rel() == "aux" && tree.token(c).feat("Mood") == Some("Cnd"))
        && !tree.children(i).iter().any(|&c| tree.token(c).rel() == "advcl" && conditional(c))
        && !tree.ancestors(i).any(conditional)
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
