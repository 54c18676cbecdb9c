//! What the tree over an expression tells: its governing verb, and that verb's own clause.

use chancery_record::{Sentence, Span};

use super::super::lexicon::Tense;
use super::{Clause, Direction};

/// The governing predicate's tense; none when there is no tree to ask.
pub(super) fn by_tree(sentence: &Sentence, span: Span, tense: &Tense) -> Option<Clause> {
    let tokens = &sentence.tokens;
    let inside = |i: usize| tokens[i].span.overlaps(span);
    let head = |i: usize| tokens[i].head.map(|h| h as usize).filter(|h| *h < tokens.len() && *h != i);
    let top = (0..tokens.len()).find(|i| inside(*i) && head(*i).is_none_or(|h| !inside(h)))?;
    if tokens.iter().all(|t| t.upos.is_empty()) {
        return None;
    }
    // "aujourd'hui professeur": before a noun, and not its complement.
    let beside_noun = head(top).is_some_and(|h| {
        h > top && !predicate(sentence, h) && !sentence.children(top).any(|c| tokens[c].rel() == "case")
    });
    let mut clause = Clause { state: beside_noun, ..Clause::default() };
    let mut at = top;
    for _ in 0..tokens.len() {
        let Some(up) = head(at) else { break };
        at = up;
        if predicate(sentence, at) {
            clause.state = beside_noun || (!clause.weak && state(sentence, at, tense));
            clause.direction = verdict(sentence, at, tense, 4);
            clause.cue = clause.direction.map(|_| tokens[at].span);
            clause.verb = true;
            clause.present = present(sentence, at);
            clause.prospective = tense.ahead.contains(tokens[at].lemma.to_lowercase().as_str());
            return Some(clause);
        }
        let to_come = |i: usize| tense.ahead.contains(tokens[i].lemma.to_lowercase().as_str());
        // "avant l'élection de dimanche", "les prochaines élections en septembre".
        let before = |i: usize| tokens[i].rel() == "case" && tense.nouns_ahead.contains(marker(sentence, i).as_str());
        let coming = |i: usize| tokens[i].rel() == "amod" && tokens[i].upos == "ADJ" && to_come(i);
        let loose = !clause.weak && sentence.children(at).any(before);
        if loose || to_come(at) || sentence.children(at).any(coming) {
            clause.direction = Some(Direction::Ahead);
            clause.cue = Some(tokens[at].span);
            clause.loose = loose;
            return Some(clause);
        }
        clause.weak = true;
    }
    // The expression is itself the head: "hier, …".
    predicate(sentence, top).then(|| clause.direction = verdict(sentence, top, tense, 4));
    Some(clause)
}

/// A case marker with its fixed words.
fn marker(sentence: &Sentence, i: usize) -> String {
    let mut words = vec![i];
    words.extend(sentence.children(i).filter(|c| sentence.tokens[*c].rel() == "fixed"));
    words.sort_unstable();
    words.iter().map(|w| sentence.tokens[*w].lemma.to_lowercase()).collect::<Vec<_>>().join(" ")
}

/// Whether the predicate, or the helper that inflects for it, is a finite present.
fn present(sentence: &Sentence, i: usize) -> bool {
    let simple = |t: &chancery_record::Token| {
        t.feat("Tense") == Some("Pres") && t.feat("VerbForm") == Some("Fin") && t.feat("Mood") != Some("Cnd")
    };
    // "has left", "est parti" are no presents.
    simple(&sentence.tokens[i])
        || (sentence.tokens[i].feat("Tense") != Some("Past")
            && sentence
                .children(i)
                .any(|c| matches!(sentence.tokens[c].rel(), "aux" | "cop") && simple(&sentence.tokens[c])))
}

fn predicate(sentence: &Sentence, i: usize) -> bool {
    matches!(sentence.tokens[i].upos.as_str(), "VERB" | "AUX")
        || sentence.children(i).any(|c| sentence.tokens[c].rel() == "cop")
}

fn state(sentence: &Sentence, i: usize, tense: &Tense) -> bool {
    let cop = sentence.children(i).find(|c| sentence.tokens[*c].rel() == "cop");
    let verb = &sentence.tokens[cop.unwrap_or(i)];
    let stative = cop.is_some() || tense.states.contains(verb.lemma.to_lowercase().as_str());
    // What was the state on a day is news of that day.
    stative && verb.feat("Tense") != Some("Past")
}

/// Where the predicate `i` points.
fn verdict(sentence: &Sentence, i: usize, tense: &Tense, depth: u8) -> Option<Direction> {
    let token = &sentence.tokens[i];
    let lemma = token.lemma.to_lowercase();
    let past = |t: Option<&str>| matches!(t, Some("Past" | "Imp" | "Pqp"));
    let finite = token.feat("VerbForm") == Some("Fin") || token.feat("VerbForm").is_none();
    let helpers: Vec<usize> =
        sentence.children(i).filter(|c| matches!(sentence.tokens[*c].rel(), "aux" | "cop")).collect();
    let participle = token.feat("VerbForm") == Some("Part");
    if tense.ahead.contains(lemma.as_str()) {
        // "a promis mardi" was said on Tuesday, "est prévu mardi" is to be; "devait" may have been or not.
        let passive = token.feat("Voice") == Some("Pass");
        let told = !passive
            && helpers.iter().any(|h| sentence.tokens[*h].deprel != "aux:pass" && sentence.tokens[*h].rel() == "aux");
        return if participle && told {
            Some(Direction::Behind)
        } else {
            (!(finite && past(token.feat("Tense")))).then_some(Direction::Ahead)
        };
    }
    if token.feat("VerbForm") == Some("Fin") && past(token.feat("Tense")) {
        return Some(Direction::Behind);
    }
    let mut helper_past = false;
    let mut helper_ahead = false;
    for &h in &helpers {
        let t = &sentence.tokens[h];
        let gone = past(t.feat("Tense"));
        helper_past |= gone;
        helper_ahead |= t.feat("Tense") == Some("Fut")
            || t.feat("Mood") == Some("Cnd")
            || (!gone && tense.ahead.contains(t.lemma.to_lowercase().as_str()));
    }
    let active = helpers.iter().filter(|h| sentence.tokens[**h].deprel != "aux:pass").count();
    let perfect = participle && token.feat("Tense") == Some("Past") && active > 1;
    if helper_ahead {
        // "will have met", "aurait été tué": seen from later.
        let conditional = helpers.iter().any(|h| sentence.tokens[*h].feat("Mood") == Some("Cnd"));
        return Some(if participle && (conditional || perfect) && !future(sentence, &helpers) {
            Direction::Behind
        } else {
            Direction::Ahead
        });
    }
    if token.feat("Tense") == Some("Fut") || token.feat("Mood") == Some("Cnd") {
        return Some(Direction::Ahead);
    }
    // "doit être levé" is an infinitive of the passive, "dit avoir levé" tells what is done.
    let bare = helpers.iter().all(|h| sentence.tokens[*h].feat("VerbForm") == Some("Inf"));
    let passive = token.feat("Voice") == Some("Pass")
        || helpers.iter().any(|h| matches!(sentence.tokens[*h].deprel.as_str(), "aux:pass" | "cop"));
    if participle && !helpers.is_empty() && bare && !passive {
        return Some(Direction::Behind);
    }
    let infinitive = token.feat("VerbForm") == Some("Inf") || (participle && !helpers.is_empty() && bare);
    if helper_past || (finite && past(token.feat("Tense"))) {
        return Some(Direction::Behind);
    }
    if participle && !infinitive && token.feat("Tense") != Some("Pres") {
        return Some(Direction::Behind);
    }
    if infinitive || (matches!(token.feat("VerbForm"), Some("Ger" | "Part")) && helpers.is_empty()) {
        // An infinitive or a gerund stands in the time of the verb above it.
        let up = token.head.map(|h| h as usize).filter(|h| *h < sentence.tokens.len() && *h != i)?;
        return if depth > 0 && predicate(sentence, up) {
            // What was urged or begun in the past may still be to come.
            verdict(sentence, up, tense, depth - 1).filter(|d| *d == Direction::Ahead || !infinitive)
        } else if tense.ahead.contains(sentence.tokens[up].lemma.to_lowercase().as_str()) {
            Some(Direction::Ahead)
        } else {
            None
        };
    }
    None
}

fn future(sentence: &Sentence, helpers: &[usize]) -> bool {
    helpers.iter().any(|h| sentence.tokens[*h].feat("Tense") == Some("Fut"))
}
