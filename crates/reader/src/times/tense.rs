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
    /// Whether only a "before" points ahead, which past events have too.
    pub(super) loose: bool,
    /// Whether its verb stands in the present.
    pub(super) present: bool,
    /// Whether a noun stands between the expression and its verb, whose tense then says less.
    pub(super) weak: bool,
    /// Whether it has a verb at all, as far as is known.
    pub(super) verb: bool,
    /// Whether its verb is one whose complement is to come, whatever its own tense.
    prospective: bool,
}

impl Clause {
    /// A clause of which only the direction is known.
    pub(super) fn pointing(direction: Direction) -> Clause {
        Clause { direction: Some(direction), ..Clause::default() }
    }
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
    let by_words = by_words(core, tokens, text, tense);
    let mut found = tree.unwrap_or(by_words);
    let leading = by_words.cue.is_some_and(|c| c.end <= span.start);
    if found.direction.is_none() && !found.state && by_words.direction == Some(Direction::Ahead) && leading {
        // Where the tree says nothing, a word before the expression may.
        found.direction = by_words.direction;
        found.cue = by_words.cue;
    }
    let behind = found.direction == Some(Direction::Behind);
    if let Some(cue) = by_preposition(core.0, tokens, &tense.before_behind) {
        found.direction = Some(Direction::Behind);
        found.cue = Some(cue);
        (found.state, found.weak) = (false, false);
    } else if let Some(cue) = by_preposition(core.0, tokens, &tense.before_ahead) {
        found.direction = Some(Direction::Ahead);
        found.cue = Some(cue);
        (found.state, found.weak) = (false, false);
    } else if let Some(cue) = by_preposition(core.0, tokens, &tense.before_open) {
        // "lasted until Monday" and "extended until Monday": the verb's past leaves it open.
        let open = behind && !found.prospective;
        found.direction = (!open).then_some(Direction::Ahead);
        found.cue = (!open).then_some(cue);
        found.state = false;
    }
    found
}

fn quoted(tokens: &[Token], offset: u32) -> bool {
    let at = tokens.partition_point(|t| t.span.end <= offset);
    tokens.get(at).is_some_and(|t| t.quoted)
}

/// The preposition of a list that stands right before the expression.
fn by_preposition(start: usize, tokens: &[Token], phrases: &[Vec<u32>]) -> Option<Span> {
    phrases.iter().filter(|p| !p.is_empty()).find_map(|phrase| {
        let from = start.checked_sub(phrase.len())?;
        let fits = phrase.iter().zip(&tokens[from..start]).all(|(w, t)| t.word == Some(*w));
        let span = Span { start: tokens[from].span.start, end: tokens[start - 1].span.end };
        (fits && tokens[from].line == tokens[start].line).then_some(span)
    })
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
        let ends = |endings: &[String]| endings.iter().any(|e| word.ends_with(e.as_str()) && word.len() > e.len());
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
            None
        } else if ahead || ((behind || ends(&tense.behind_endings)) && ruled()) {
            Some(Direction::Ahead)
        } else if behind || ends(&tense.behind_endings) {
            Some(Direction::Behind)
        } else {
            None
        };
        // The nearest word that tells anything settles it.
        if direction.is_some() || clause.state {
            clause.present = clause.state && !behind;
            clause.direction = direction;
            clause.cue = direction.map(|_| tokens[i].span);
            clause.verb = true;
            clause.prospective = true;
            clause.weak = direction == Some(Direction::Behind);
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

#[cfg(test)]
mod tests {
    use super::super::tokens::{Vocabulary, tokenize};
    use super::*;
    use chancery_record::Token as Word;

    /// A sentence of `form lemma upos feats head deprel` rows; the expression is its last word but one.
    fn direction(rows: &[&str], ahead: &[&str]) -> Option<Direction> {
        let (mut text, mut words) = (String::new(), Vec::new());
        for row in rows {
            let [form, lemma, upos, feats, head, deprel] = row.split(' ').collect::<Vec<_>>()[..] else {
                panic!("six fields: {row}");
            };
            let start = text.len();
            text.push_str(form);
            words.push(Word {
                span: Span::new(start, text.len()),
                form: form.into(),
                lemma: lemma.into(),
                upos: upos.into(),
                feats: if feats == "_" { "".into() } else { feats.into() },
                head: head.parse::<u32>().expect("a head").checked_sub(1),
                deprel: deprel.into(),
                part: None,
            });
            text.push(' ');
        }
        let span = Span::new(0, text.len() - 1);
        let syntax = Syntax { sentences: vec![Sentence { span, paragraph: 0, tokens: words }], ..Syntax::default() };
        let tense = Tense { ahead: ahead.iter().map(|w| (*w).into()).collect(), ..Tense::default() };
        let tokens = tokenize(&text, &syntax, &Vocabulary::default());
        clause((rows.len() - 2, rows.len() - 1), &tokens, &text, &syntax, &tense).direction
    }

    #[test]
    fn the_governing_verb_tells() {
        use Direction::{Ahead, Behind};
        const AHEAD: [&str; 7] = ["will", "would", "expect", "devoir", "aller", "prévoir", "plan"];
        let english: [(&[&str], Option<Direction>); 9] = [
            (
                &[
                    "He he PRON _ 2 nsubj",
                    "met meet VERB Tense=Past|VerbForm=Fin 0 root",
                    "Friday Friday PROPN _ 2 obl",
                    ". . PUNCT _ 2 punct",
                ],
                Some(Behind),
            ),
            (
                &[
                    "He he PRON _ 3 nsubj",
                    "will will AUX VerbForm=Fin 3 aux",
                    "come come VERB VerbForm=Inf 0 root",
                    "Friday Friday PROPN _ 3 obl",
                    ". . PUNCT _ 3 punct",
                ],
                Some(Ahead),
            ),
            (
                &[
                    "It it PRON _ 4 nsubj:pass",
                    "will will AUX VerbForm=Fin 4 aux",
                    "be be AUX VerbForm=Inf 4 aux:pass",
                    "held hold VERB Tense=Past|VerbForm=Part|Voice=Pass 0 root",
                    "Friday Friday PROPN _ 4 obl",
                    ". . PUNCT _ 4 punct",
                ],
                Some(Ahead),
            ),
            (
                &[
                    "It it PRON _ 4 nsubj",
                    "would would AUX VerbForm=Fin 4 aux",
                    "have have AUX VerbForm=Inf 4 aux",
                    "ended end VERB Tense=Past|VerbForm=Part 0 root",
                    "Friday Friday PROPN _ 4 obl",
                    ". . PUNCT _ 4 punct",
                ],
                Some(Behind),
            ),
            (
                &[
                    "It it PRON _ 3 nsubj:pass",
                    "was be AUX Tense=Past|VerbForm=Fin 3 aux:pass",
                    "held hold VERB Tense=Past|VerbForm=Part|Voice=Pass 0 root",
                    "Friday Friday PROPN _ 3 obl",
                    ". . PUNCT _ 3 punct",
                ],
                Some(Behind),
            ),
            (
                &[
                    "It it PRON _ 3 nsubj:pass",
                    "is be AUX Tense=Pres|VerbForm=Fin 3 aux:pass",
                    "expected expect VERB Tense=Past|VerbForm=Part|Voice=Pass 0 root",
                    "Friday Friday PROPN _ 3 obl",
                    ". . PUNCT _ 3 punct",
                ],
                Some(Ahead),
            ),
            (
                &[
                    "He he PRON _ 2 nsubj",
                    "plans plan VERB Tense=Pres|VerbForm=Fin 0 root",
                    "to to PART _ 4 mark",
                    "leave leave VERB VerbForm=Inf 2 xcomp",
                    "Friday Friday PROPN _ 4 obl",
                    ". . PUNCT _ 4 punct",
                ],
                Some(Ahead),
            ),
            (
                &[
                    "He he PRON _ 2 nsubj",
                    "leaves leave VERB Tense=Pres|VerbForm=Fin 0 root",
                    "Friday Friday PROPN _ 2 obl",
                    ". . PUNCT _ 2 punct",
                ],
                None,
            ),
            (
                &[
                    "He he PRON _ 3 nsubj",
                    "has have AUX Tense=Pres|VerbForm=Fin 3 aux",
                    "left leave VERB Tense=Past|VerbForm=Part 0 root",
                    "Friday Friday PROPN _ 3 obl",
                    ". . PUNCT _ 3 punct",
                ],
                Some(Behind),
            ),
        ];
        let french: [(&[&str], Option<Direction>); 7] = [
            (
                &[
                    "Il il PRON _ 2 nsubj",
                    "partira partir VERB Tense=Fut|VerbForm=Fin 0 root",
                    "lundi lundi NOUN _ 2 obl:mod",
                    ". . PUNCT _ 2 punct",
                ],
                Some(Ahead),
            ),
            (
                &[
                    "Il il PRON _ 3 nsubj",
                    "est être AUX Tense=Pres|VerbForm=Fin 3 aux:tense",
                    "parti partir VERB Tense=Past|VerbForm=Part 0 root",
                    "lundi lundi NOUN _ 3 obl:mod",
                    ". . PUNCT _ 3 punct",
                ],
                Some(Behind),
            ),
            (
                &[
                    "Il il PRON _ 2 nsubj",
                    "doit devoir VERB Tense=Pres|VerbForm=Fin 0 root",
                    "partir partir VERB VerbForm=Inf 2 xcomp",
                    "lundi lundi NOUN _ 3 obl:mod",
                    ". . PUNCT _ 2 punct",
                ],
                Some(Ahead),
            ),
            (
                &[
                    "Il il PRON _ 2 nsubj",
                    "doit devoir VERB Tense=Pres|VerbForm=Fin 0 root",
                    "être être AUX VerbForm=Inf 4 aux:pass",
                    "levé lever VERB Tense=Past|VerbForm=Part|Voice=Pass 2 xcomp",
                    "lundi lundi NOUN _ 4 obl:mod",
                    ". . PUNCT _ 2 punct",
                ],
                Some(Ahead),
            ),
            (
                &[
                    "Il il PRON _ 3 nsubj",
                    "a avoir AUX Tense=Pres|VerbForm=Fin 3 aux:tense",
                    "prévu prévoir VERB Tense=Past|VerbForm=Part 0 root",
                    "lundi lundi NOUN _ 3 obl:mod",
                    ". . PUNCT _ 3 punct",
                ],
                Some(Behind),
            ),
            (
                &[
                    "réunion réunion NOUN _ 0 root",
                    "prévue prévoir VERB Tense=Past|VerbForm=Part 1 acl",
                    "lundi lundi NOUN _ 2 obl:mod",
                    ". . PUNCT _ 1 punct",
                ],
                Some(Ahead),
            ),
            (
                &[
                    "Il il PRON _ 2 nsubj",
                    "part partir VERB Tense=Pres|VerbForm=Fin 0 root",
                    "lundi lundi NOUN _ 2 obl:mod",
                    ". . PUNCT _ 2 punct",
                ],
                None,
            ),
        ];
        for (rows, expected) in english {
            assert_eq!(direction(rows, &AHEAD), expected, "{rows:?}");
        }
        for (rows, expected) in french {
            assert_eq!(direction(rows, &AHEAD), expected, "{rows:?}");
        }
    }
}
