//! Finding the rules' patterns among a text's tokens.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chancery_record::{SmolStr, Span};

use super::lexicon::{Lexicon, Read};
use super::meaning::said;
use super::notation::Node;
use super::tokens::{Kind, Token};

/// A place where a rule fits.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// Index of the rule.
    pub(super) rule: usize,
    /// Tokens of the expression itself.
    pub(super) core: (usize, usize),
    /// Tokens of expression and context.
    pub(super) full: (usize, usize),
    /// Values by capture.
    pub(super) captures: Vec<(SmolStr, i32)>,
}

impl Match {
    /// The value captured under a name.
    pub(super) fn get(&self, name: &str) -> Option<i32> {
        self.captures.iter().rev().find(|(n, _)| n == name).map(|(_, v)| *v)
    }

    /// Bytes of the expression.
    pub(super) fn span(&self, tokens: &[Token]) -> Span {
        let (from, to) = self.core;
        Span { start: tokens[from].span.start, end: tokens[to - 1].span.end }
    }
}

/// A rule and one of its patterns.
type Place = (usize, usize);

/// Which patterns may begin with which word.
#[derive(Clone, Debug, Default)]
pub(super) struct Starts {
    /// By the word that they begin with.
    words: HashMap<u32, Vec<Place>>,
    /// Those that may begin with digits.
    numbers: Vec<Place>,
    /// Those that may begin with any word.
    any: Vec<Place>,
}

/// What a pattern may begin with.
#[derive(Default)]
struct First {
    words: BTreeSet<u32>,
    numbers: bool,
    any: bool,
}

impl Starts {
    /// Indexes the patterns of the rules for the article's own date, or of all others.
    pub(super) fn of(lexicon: &Lexicon, dateline: bool) -> Starts {
        let mut out = Starts::default();
        let mut words: BTreeMap<u32, Vec<Place>> = BTreeMap::new();
        for (i, rule) in lexicon.rules.iter().enumerate().filter(|(_, r)| r.dateline == dateline) {
            for (k, pattern) in rule.patterns.iter().enumerate() {
                let mut first = First::default();
                if collect(pattern, lexicon, &mut first) || first.any {
                    out.any.push((i, k));
                    continue;
                }
                for word in first.words {
                    words.entry(word).or_default().push((i, k));
                }
                if first.numbers {
                    out.numbers.push((i, k));
                }
            }
        }
        out.words = words.into_iter().collect();
        out
    }

    fn places(&self, token: &Token) -> impl Iterator<Item = Place> + '_ {
        let by_word = token.word.and_then(|w| self.words.get(&w)).map_or(&[][..], Vec::as_slice);
        let number = matches!(token.kind, Kind::Number { .. });
        let by_number = if number { self.numbers.as_slice() } else { &[] };
        // Digits that some list also spells are in both.
        let twice = move |p: &&Place| number && by_word.contains(p);
        self.any.iter().chain(by_word).chain(by_number.iter().filter(move |p| !twice(p))).copied()
    }
}

/// Adds what `node` may begin with; whether it may take no token at all.
fn collect(node: &Node, lexicon: &Lexicon, first: &mut First) -> bool {
    match node {
        Node::Word(word) => {
            first.words.insert(*word);
            false
        }
        Node::Class { class, .. } => {
            let class = &lexicon.classes[*class];
            let mut words: Vec<u32> = class.forms.keys().copied().collect();
            words.sort_unstable();
            first.words.extend(words);
            first.numbers |= class.has_digits();
            false
        }
        Node::Seq(nodes) => nodes.iter().all(|n| collect(n, lexicon, first)),
        Node::Any(nodes) => {
            let mut empty = false;
            for node in nodes {
                empty |= collect(node, lexicon, first);
            }
            empty
        }
        Node::Maybe(node) => {
            collect(node, lexicon, first);
            true
        }
        Node::Open | Node::Close | Node::LineStart | Node::LineEnd => true,
        Node::Capital => {
            first.any = true;
            false
        }
    }
}

/// A pattern half matched.
#[derive(Clone)]
struct State {
    start: usize,
    at: usize,
    open: Option<usize>,
    close: Option<usize>,
    captures: Vec<(SmolStr, i32)>,
}

/// Finds all places where rules fit; `dateline` chooses the rules for the article's own date.
pub(super) fn find(tokens: &[Token], lexicon: &Lexicon, dateline: bool) -> Vec<Match> {
    let starts = if dateline { &lexicon.dateline_starts } else { &lexicon.starts };
    let mut out = Vec::new();
    for (start, token) in tokens.iter().enumerate() {
        for (rule, pattern) in starts.places(token) {
            let state = State { start, at: start, open: None, close: None, captures: Vec::new() };
            for end in run(&lexicon.rules[rule].patterns[pattern], vec![state], tokens, lexicon) {
                let core = (end.open.unwrap_or(start), end.close.unwrap_or(end.at));
                if core.0 < core.1 {
                    out.push(Match { rule, core, full: (start, end.at), captures: end.captures });
                }
            }
        }
    }
    out
}

fn run(node: &Node, states: Vec<State>, tokens: &[Token], lexicon: &Lexicon) -> Vec<State> {
    match node {
        Node::Word(word) => take(states, tokens, |t| t.word == Some(*word)),
        Node::Capital => take(states, tokens, |t| t.kind == Kind::Word { capital: true }),
        Node::Class { class, capture, value } => {
            let class = &lexicon.classes[*class];
            let mut out = Vec::new();
            for state in states {
                members(class, &state, tokens, |end, v| {
                    if value.is_none_or(|wanted| wanted == v) {
                        let mut next = state.clone();
                        next.at = end;
                        next.captures.push((capture.clone(), v));
                        out.push(next);
                    }
                });
            }
            out
        }
        Node::Seq(nodes) => nodes
            .iter()
            .fold(states, |states, n| if states.is_empty() { states } else { run(n, states, tokens, lexicon) }),
        Node::Any(nodes) => nodes.iter().flat_map(|n| run(n, states.clone(), tokens, lexicon)).collect(),
        Node::Maybe(node) => {
            let mut out = run(node, states.clone(), tokens, lexicon);
            out.extend(states);
            out
        }
        Node::Open => each(states, |s| s.open = Some(s.at)),
        Node::Close => each(states, |s| s.close = Some(s.at)),
        Node::LineStart => {
            keep(states, |s| s.at == 0 || s.at >= tokens.len() || tokens[s.at - 1].line != tokens[s.at].line)
        }
        Node::LineEnd => {
            keep(states, |s| s.at == 0 || s.at >= tokens.len() || tokens[s.at - 1].line != tokens[s.at].line)
        }
    }
}

fn each(mut states: Vec<State>, change: impl Fn(&mut State)) -> Vec<State> {
    states.iter_mut().for_each(change);
    states
}

fn keep(mut states: Vec<State>, ok: impl Fn(&State) -> bool) -> Vec<State> {
    states.retain(ok);
    states
}

/// Steps over one token that fits, on the line of the one before it.
fn take(states: Vec<State>, tokens: &[Token], fits: impl Fn(&Token) -> bool) -> Vec<State> {
    states
        .into_iter()
        .filter_map(|mut s| {
            let token = tokens.get(s.at)?;
            (fits(token) && s.joins(tokens)).then(|| {
                s.at += 1;
                s
            })
        })
        .collect()
}

impl State {
    /// Whether the next token stands on the line of what is matched so far.
    fn joins(&self, tokens: &[Token]) -> bool {
        self.at == self.start || tokens[self.at].line == tokens[self.at - 1].line
    }
}

/// Calls `found` with the end and value of every member of a class that begins at the state.
fn members(class: &super::lexicon::Class, state: &State, tokens: &[Token], mut found: impl FnMut(usize, i32)) {
    let Some(token) = tokens.get(state.at).filter(|_| state.joins(tokens)) else { return };
    if let Kind::Number { value, digits } = token.kind
        && let Some(v) = class.takes(value, digits)
    {
        found(state.at + 1, v);
    }
    let Some(forms) = token.word.and_then(|w| class.forms.get(&w)) else { return };
    if class.capitalised && token.kind == (Kind::Word { capital: false }) {
        return;
    }
    for (words, value) in forms {
        let end = state.at + words.len();
        let fits = words.iter().enumerate().all(|(i, w)| {
            let at = state.at + i;
            tokens.get(at).is_some_and(|t| t.word == Some(*w) && t.line == token.line)
        });
        if fits {
            found(end, *value);
        }
    }
}

/// Drops matches that break a number or a word apart, and of those that share tokens keeps the
/// longest expression, then the one with most context, then the first rule.
pub(super) fn choose(mut found: Vec<Match>, tokens: &[Token], lexicon: &Lexicon) -> Vec<Match> {
    let nothing = |m: &Match| lexicon.rules[m.rule].read == Read::Nothing;
    found.retain(|m| nothing(m) || (whole(m, tokens) && said(m, lexicon).is_some()));
    // A rule that says "no calendar expression" covers what it names, context and all.
    let extent = |m: &Match| if nothing(m) { m.full } else { m.core };
    found.sort_by_key(|m| {
        let (core, full) = (extent(m), m.full);
        (std::cmp::Reverse(core.1 - core.0), std::cmp::Reverse(full.1 - full.0), m.rule, core.0)
    });
    let mut taken = vec![false; tokens.len()];
    let mut out: Vec<Match> = Vec::new();
    for m in found {
        let (from, to) = extent(&m);
        if taken[from..to].iter().all(|t| !t) {
            taken[from..to].fill(true);
            if !nothing(&m) {
                out.push(m);
            }
        }
    }
    out.sort_by_key(|m| m.core);
    out
}

/// Whether the expression is not cut out of a longer word, number or code.
fn whole(m: &Match, tokens: &[Token]) -> bool {
    let (from, to) = m.core;
    let first_number = matches!(tokens[from].kind, Kind::Number { .. });
    let last_number = matches!(tokens[to - 1].kind, Kind::Number { .. });
    let solid = |t: &Token| matches!(t.kind, Kind::Word { .. } | Kind::Number { .. });
    if tokens[from].glued && from > 0 {
        let before = &tokens[from - 1];
        let joined = from > 1 && before.glued && matches!(tokens[from - 2].kind, Kind::Number { .. });
        match before.kind {
            Kind::Word { .. } | Kind::Number { .. } => return false,
            Kind::Mark(c) if first_number && "$€£¥#_+=@&%°".contains(c) => return false,
            Kind::Mark(c) if first_number && ".,/:-".contains(c) && joined => return false,
            Kind::Mark('/' | '_' | '@' | '#') => return false,
            _ => {}
        }
    }
    if let Some(after) = tokens.get(to).filter(|t| t.glued) {
        let next = tokens.get(to + 1).filter(|t| t.glued);
        let joined = next.is_some_and(|t| matches!(t.kind, Kind::Number { .. }));
        match after.kind {
            Kind::Word { .. } | Kind::Number { .. } => return false,
            Kind::Mark(c) if last_number && "$€£¥_=@&%°".contains(c) => return false,
            Kind::Mark(c) if last_number && ".,/:".contains(c) && joined => return false,
            Kind::Mark('-' | '–') if last_number && joined => return false,
            Kind::Mark('/' | '_' | '@') if next.is_some_and(solid) => return false,
            _ => {}
        }
    }
    true
}
