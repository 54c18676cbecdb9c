//! On which side of its anchor an expression lies, as tense and prepositions tell.

use chancery_record::{Sentence, Span, Syntax};

use super::lexicon::Tense;
use super::tokens::{Kind, Token};

/// Where an expression points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// To what is still to come.
    Ahead,
    /// To what has been.
    Behind,
}

/// What was found out about an expression's clause.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clause {
    /// Where the expression points, when anything tells.
    pub(super) direction: Option<Direction>,
    /// The word that tells.
    pub(super) cue: Option<Span>,
    /// Whether its verb speaks of a state, not of an act.
    pub(super) state: bool,
    /// Whether it has a verb at all, as far as is known.
    pub(super) verb: bool,
    /// Whether its verb is one whose complement is to come, whatever its own tense.
    prospective: bool,
}

/// Looks at the clause of the expression that covers tokens `core`.
pub(super) fn clause(core: (usize, usize), tokens: &[Token], text: &str, syntax: &Syntax, tense: &Tense) -> Clause {
    let span = Span { start: tokens[core.0].span.start, end: tokens[core.1 - 1].span.end };
    let tree = syntax
        .sentence_at(span.start)
        .and_then(|i| syntax.sentences.get(i))
        .filter(|s| s.span.overlaps(span))
        .and_then(|s| by_tree(s, span, tense))
        // A verb on the other side of a quotation mark is not the expression's.
        .filter(|c| c.cue.is_none_or(|cue| quoted(tokens, cue.start) == tokens[core.0].quoted));
    let mut found = tree.unwrap_or_else(|| by_words(core, tokens, text, tense));
    if let Some((direction, cue)) = by_preposition(core.0, tokens, tense) {
        // "lasted until Monday" and "extended until Monday": the verb's past leaves it open.
        let open = direction == Direction::Ahead && found.direction == Some(Direction::Behind) && !found.prospective;
        found.direction = (!open).then_some(direction);
        found.cue = found.direction.map(|_| cue);
    }
    found
}

fn quoted(tokens: &[Token], offset: u32) -> bool {
    let at = tokens.partition_point(|t| t.span.end <= offset);
    tokens.get(at).is_some_and(|t| t.quoted)
}

/// A preposition right before the expression: `until`, `since`.
fn by_preposition(start: usize, tokens: &[Token], tense: &Tense) -> Option<(Direction, Span)> {
    let ends_here = |phrase: &Vec<u32>| {
        let from = start.checked_sub(phrase.len())?;
        let fits = phrase.iter().zip(&tokens[from..start]).all(|(w, t)| t.word == Some(*w));
        let span = Span { start: tokens[from].span.start, end: tokens[start - 1].span.end };
        (fits && !phrase.is_empty() && tokens[from].line == tokens[start].line).then_some(span)
    };
    let behind = tense.before_behind.iter().find_map(|p| Some((Direction::Behind, ends_here(p)?)));
    behind.or_else(|| tense.before_ahead.iter().find_map(|p| Some((Direction::Ahead, ends_here(p)?))))
}

/// The nearest word of the sentence whose form tells; for texts without trees.
fn by_words(core: (usize, usize), tokens: &[Token], text: &str, tense: &Tense) -> Clause {
    const BEFORE: usize = 14;
    const AFTER: usize = 10;
    let line = tokens[core.0].line;
    let stops = |t: &Token| t.line != line || matches!(t.kind, Kind::Mark('.' | '!' | '?' | ';' | '…'));
    let before = (core.0.saturating_sub(BEFORE)..core.0).rev().take_while(|i| !stops(&tokens[*i]));
    let after = (core.1..(core.1 + AFTER).min(tokens.len())).take_while(|i| !stops(&tokens[*i]));
    let mut near: Vec<(usize, usize)> = before.map(|i| (2 * (core.0 - i), i)).collect();
    near.extend(after.map(|i| (3 * (i + 1 - core.1), i)));
    near.sort_unstable();
    let mut clause = Clause::default();
    for (_, i) in near {
        if !matches!(tokens[i].kind, Kind::Word { .. }) || tokens[i].quoted != tokens[core.0].quoted {
            continue;
        }
        let word = tokens[i].span.of(text).to_lowercase();
        let ends = |endings: &[String]| endings.iter().any(|e| word.ends_with(e.as_str()) && word.len() >= e.len() + 2);
        // "should be completed", "will be held": the auxiliary rules the participle.
        let ruled = || {
            (i.saturating_sub(3)..i).any(|k| {
                tokens[k].line == line && tense.ahead_words.contains(tokens[k].span.of(text).to_lowercase().as_str())
            })
        };
        let behind = tense.behind_words.contains(word.as_str());
        let ahead = !behind && (tense.ahead_words.contains(word.as_str()) || ends(&tense.ahead_endings));
        // "est aujourd'hui", "est parti aujourd'hui": only beside it is it sure to be no auxiliary.
        let beside = i + 1 == core.0 || i == core.1;
        clause.state = tense.state_words.contains(word.as_str()) && (!behind || beside);
        let direction = if clause.state {
            (tense.present_ahead == Some(true)).then_some(Direction::Ahead)
        } else if ahead || ((behind || ends(&tense.behind_endings)) && ruled()) {
            Some(Direction::Ahead)
        } else if behind || ends(&tense.behind_endings) {
            Some(Direction::Behind)
        } else {
            None
        };
        // The nearest word that tells anything settles it.
        if direction.is_some() || clause.state {
            clause.direction = direction;
            clause.cue = direction.map(|_| tokens[i].span);
            clause.verb = true;
            clause.prospective = true;
            break;
        }
    }
    clause
}

/// The governing predicate's tense; none when there is no tree to ask.
fn by_tree(sentence: &Sentence, span: Span, tense: &Tense) -> Option<Clause> {
    let tokens = &sentence.tokens;
    let inside = |i: usize| tokens[i].span.overlaps(span);
    let head = |i: usize| tokens[i].head.map(|h| h as usize).filter(|h| *h < tokens.len() && *h != i);
    let top = (0..tokens.len()).find(|i| inside(*i) && head(*i).is_none_or(|h| !inside(h)))?;
    if tokens.iter().all(|t| t.upos.is_empty()) {
        return None;
    }
    let mut clause = Clause::default();
    // "aujourd'hui professeur": beside a noun, and not its complement.
    clause.state = head(top)
        .is_some_and(|h| !predicate(sentence, h) && !sentence.children(top).any(|c| tokens[c].rel() == "case"));
    let beside_noun = clause.state;
    let mut at = top;
    for _ in 0..tokens.len() {
        let Some(up) = head(at) else { break };
        at = up;
        if predicate(sentence, at) {
            clause.state = beside_noun || state(sentence, at, tense);
            clause.direction = verdict(sentence, at, tense, 4);
            clause.cue = clause.direction.map(|_| tokens[at].span);
            clause.verb = true;
            clause.prospective = tense.ahead.contains(tokens[at].lemma.to_lowercase().as_str());
            return Some(clause);
        }
        let before = sentence
            .children(at)
            .find(|c| tokens[*c].rel() == "case" && tense.nouns_ahead.contains(marker(sentence, *c).as_str()));
        if before.is_some() || tense.ahead.contains(tokens[at].lemma.to_lowercase().as_str()) {
            clause.direction = Some(Direction::Ahead);
            clause.cue = Some(tokens[at].span);
            return Some(clause);
        }
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
        let told =
            helpers.iter().any(|h| sentence.tokens[*h].deprel != "aux:pass" && sentence.tokens[*h].rel() == "aux");
        return if participle && told {
            Some(Direction::Behind)
        } else {
            (!(finite && past(token.feat("Tense")))).then_some(Direction::Ahead)
        };
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
    let perfect = participle && helpers.len() > 1;
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
    // "doit être levé": an infinitive of the passive.
    let bare = helpers.iter().all(|h| sentence.tokens[*h].feat("VerbForm") == Some("Inf"));
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
            verdict(sentence, up, tense, depth - 1)
        } else if tense.ahead.contains(sentence.tokens[up].lemma.to_lowercase().as_str()) {
            Some(Direction::Ahead)
        } else {
            None
        };
    }
    let present = token.feat("Tense") == Some("Pres") || !helpers.is_empty();
    (present && tense.present_ahead == Some(true)).then_some(Direction::Ahead)
}

fn future(sentence: &Sentence, helpers: &[usize]) -> bool {
    helpers.iter().any(|h| sentence.tokens[*h].feat("Tense") == Some("Fut"))
}
