//! On which side of its anchor an expression lies, as tense and prepositions tell.

use chancery_record::{Span, Syntax};

use super::lexicon::Tense;
use super::tokens::{Kind, Token};

mod by_tree;

use by_tree::by_tree;

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

#[cfg(test)]
mod tests {
    use super::super::tokens::{Vocabulary, tokenize};
    use super::*;
    use chancery_record::{Sentence, Token as Word};

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
