//! The article as one row of words, cut into units.
//!
//! A unit is a sentence as a reader takes it: parsers end a sentence inside a
//! quotation, or between the closing mark and `, a-t-il dit`; here the quoted
//! words and their cue stay together.

use std::ops::Range;

use chancery_record::{Span, Token, TokenId};

use super::lexicon::Lexicon;
use super::marks::Stretch;
use crate::Context;

/// Relation of the words that a view looks at: absolute positions.
pub(super) struct View<'a> {
    pub(super) text: &'a str,
    tokens: Vec<&'a Token>,
    ids: Vec<TokenId>,
    heads: Vec<Option<usize>>,
    child_starts: Vec<usize>,
    child_list: Vec<usize>,
    /// First and last position of each word's subtree.
    extents: Vec<(usize, usize)>,
    /// The outermost stretch round each word.
    quotes: Vec<Option<usize>>,
    /// Units in text order.
    pub(super) units: Vec<Unit>,
    unit_of: Vec<usize>,
    /// First and last word of each stretch, when words stand in it.
    pub(super) stretch_words: Vec<Option<Range<usize>>>,
}

/// Words after which a unit ends with the parser's sentence, and at twice as many in any case.
const LONGEST: usize = 600;

/// A sentence, quotations included.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) words: Range<usize>,
    pub(super) paragraph: usize,
}

impl<'a> View<'a> {
    pub(super) fn new(cx: Context<'a>, stretches: &[Stretch], lexicon: &Lexicon) -> Self {
        let text = cx.article.text.as_str();
        let mut view = View {
            text,
            tokens: Vec::new(),
            ids: Vec::new(),
            heads: Vec::new(),
            child_starts: Vec::new(),
            child_list: Vec::new(),
            extents: Vec::new(),
            quotes: Vec::new(),
            units: Vec::new(),
            unit_of: Vec::new(),
            stretch_words: vec![None; stretches.len()],
        };
        let mut firsts = Vec::new();
        for (s, sentence) in cx.syntax.sentences.iter().enumerate() {
            let base = view.tokens.len();
            firsts.push(base);
            for (t, token) in sentence.tokens.iter().enumerate() {
                view.tokens.push(token);
                view.ids.push(TokenId { sentence: s as u32, token: t as u32 });
                let head = token.head.map(|h| h as usize).filter(|h| *h < sentence.tokens.len() && *h != t);
                view.heads.push(head.map(|h| base + h));
            }
        }
        view.link(&firsts);
        view.quote(stretches);
        view.cut(&firsts, stretches, lexicon);
        view
    }

    fn link(&mut self, firsts: &[usize]) {
        let n = self.tokens.len();
        let mut counts = vec![0usize; n + 1];
        for head in self.heads.iter().flatten() {
            counts[head + 1] += 1;
        }
        for i in 0..n {
            counts[i + 1] += counts[i];
        }
        self.child_starts = counts.clone();
        self.child_list = vec![0; counts[n]];
        for (i, head) in self.heads.iter().enumerate() {
            if let Some(head) = *head {
                self.child_list[counts[head]] = i;
                counts[head] += 1;
            }
        }
        // Extents from the leaves up, a sentence at a time; words in a cycle keep their own.
        self.extents = (0..n).map(|i| (i, i)).collect();
        let mut bounds = firsts.to_vec();
        bounds.push(n);
        for pair in bounds.windows(2) {
            let mut open: Vec<usize> =
                (pair[0]..pair[1]).map(|i| self.child_starts[i + 1] - self.child_starts[i]).collect();
            let mut ready: Vec<usize> = (pair[0]..pair[1]).filter(|i| open[i - pair[0]] == 0).collect();
            while let Some(i) = ready.pop() {
                if let Some(head) = self.heads[i] {
                    let (lo, hi) = self.extents[i];
                    let extent = &mut self.extents[head];
                    *extent = (extent.0.min(lo), extent.1.max(hi));
                    open[head - pair[0]] -= 1;
                    if open[head - pair[0]] == 0 {
                        ready.push(head);
                    }
                }
            }
        }
    }

    fn quote(&mut self, stretches: &[Stretch]) {
        self.quotes = vec![None; self.tokens.len()];
        let mut from = 0;
        for (q, stretch) in stretches.iter().enumerate() {
            while from < self.tokens.len() && self.tokens[from].span.end <= stretch.outer.start {
                from += 1;
            }
            let mut i = from;
            let mut inside: Option<Range<usize>> = None;
            while i < self.tokens.len() && self.tokens[i].span.start < stretch.outer.end {
                if !stretch.nested {
                    self.quotes[i] = Some(q);
                }
                if self.tokens[i].span.overlaps(stretch.inner) {
                    inside = Some(inside.map_or(i..i + 1, |r| r.start..i + 1));
                }
                i += 1;
            }
            self.stretch_words[q] = inside;
        }
    }

    fn cut(&mut self, firsts: &[usize], stretches: &[Stretch], lexicon: &Lexicon) {
        let n = self.tokens.len();
        let mut sentence_start = vec![false; n];
        for &f in firsts {
            if f < n {
                sentence_start[f] = true;
            }
        }
        let mut starts = Vec::new();
        let mut paragraph = 0;
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for (i, &parsed) in sentence_start.iter().enumerate() {
            let new_paragraph = i > 0 && self.gap(i).contains('\n');
            let held = i > 0 && self.quotes[i].is_some() && self.quotes[i] == self.quotes[i - 1];
            if new_paragraph {
                paragraph += 1;
            }
            // Nothing that quotes a book, or never ends a sentence, may grow without bounds.
            let overlong = i - start > LONGEST && (parsed || i - start > 2 * LONGEST);
            let cut = i == 0 || overlong || (!held && (new_paragraph || self.boundary(i, parsed, stretches, lexicon)));
            if cut {
                start = i;
                starts.push(i);
                paragraphs.push(paragraph);
            }
        }
        for (u, &start) in starts.iter().enumerate() {
            let end = starts.get(u + 1).copied().unwrap_or(n);
            self.units.push(Unit { words: start..end, paragraph: paragraphs[u] });
            self.unit_of.extend(std::iter::repeat_n(u, end - start));
        }
    }

    /// Whether a sentence ends before the word at `i`, which lies in no stretch together with the word before it.
    fn boundary(&self, i: usize, parsed: bool, stretches: &[Stretch], lexicon: &Lexicon) -> bool {
        let first = self.token(i).form.chars().next().unwrap_or(' ');
        let before = &self.text[..self.token(i).span.start as usize];
        let last = before.trim_end().chars().next_back().unwrap_or(' ');
        let opens = self.quotes[i].is_some() && self.quotes.get(i.wrapping_sub(1)).is_none_or(|q| *q != self.quotes[i]);
        let starts_new =
            first.is_uppercase() || first.is_numeric() || opens || matches!(first, '-' | '\u{2013}' | '\u{2014}' | '*');
        if let Some(q) = self.quotes[i - 1]
            && self.quotes[i] != self.quotes[i - 1]
        {
            // After a closing mark: a new sentence when the quoted words ended one.
            let ended = stretches[q].inner.of(self.text).ends_with(['.', '!', '?', '\u{2026}']);
            return starts_new
                && ended
                && !matches!(first, '-' | '\u{2013}' | '\u{2014}')
                && (opens || !self.tells(i, lexicon));
        }
        let ends = matches!(last, '.' | '!' | '?' | '\u{2026}');
        if ends {
            let short = !parsed && self.abbreviated(i);
            return starts_new && !short;
        }
        parsed && starts_new && !matches!(last, ',' | ':' | ';' | '-' | '\u{2013}' | '\u{2014}' | '(') && !opens
    }

    /// Whether the words from `i` only tell who spoke: a nominal and a verb of telling that closes the sentence,
    /// as after `"We are burning!" Smith told reporters on Monday.`
    fn tells(&self, i: usize, lexicon: &Lexicon) -> bool {
        let n = self.tokens.len();
        let verb = (i..n.min(i + 7)).find(|&j| self.is_verb(j) || self.is_punct(j));
        let Some(verb) = verb.filter(|&v| v > i && self.is_verb(v) && self.quotes[v].is_none()) else { return false };
        if !lexicon.verb(&self.lemma(verb)).is_some_and(|f| f.fronted && f.clause) {
            return false;
        }
        for j in verb + 1..n.min(verb + 25) {
            if matches!(self.tokens[j].form.as_str(), "." | "!" | "?" | ";") || self.gap(j).contains('\n') {
                return true;
            }
            let complementiser = lexicon.complementisers.contains(&self.form(j));
            if self.quotes[j].is_some() || self.tokens[j].form == ":" || self.is_finite(j) || complementiser {
                return false;
            }
            if self.is_comma(j) {
                return j + 1 < n && self.quotes[j + 1].is_none();
            }
        }
        verb + 1 >= n
    }

    /// Whether the full stop before `i` ends an abbreviation rather than a sentence.
    fn abbreviated(&self, i: usize) -> bool {
        let before = self.token(i - 1);
        before.upos != "PUNCT" || before.form.chars().count() > 1
    }

    /// The text between the word at `i` and the one before it.
    pub(super) fn gap(&self, i: usize) -> &'a str {
        let start = if i == 0 { 0 } else { self.tokens[i - 1].span.end };
        let end = self.tokens[i].span.start;
        if start <= end { &self.text[start as usize..end as usize] } else { "" }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn token(&self, i: usize) -> &'a Token {
        self.tokens[i]
    }

    pub(super) fn id(&self, i: usize) -> TokenId {
        self.ids[i]
    }

    pub(super) fn head(&self, i: usize) -> Option<usize> {
        self.heads[i]
    }

    pub(super) fn children(&self, i: usize) -> &[usize] {
        &self.child_list[self.child_starts[i]..self.child_starts[i + 1]]
    }

    /// First and last word of the subtree of `i`.
    pub(super) fn extent(&self, i: usize) -> (usize, usize) {
        self.extents[i]
    }

    /// The outermost stretch round the word.
    pub(super) fn quote_of(&self, i: usize) -> Option<usize> {
        self.quotes[i]
    }

    pub(super) fn unit_of(&self, i: usize) -> usize {
        self.unit_of[i]
    }

    /// Heads from the nearest up; stops on a cycle.
    pub(super) fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let mut left = 200usize;
        std::iter::successors(self.heads[i], move |h| {
            left = left.checked_sub(1)?;
            self.heads[*h]
        })
    }

    pub(super) fn below(&self, i: usize, top: usize) -> bool {
        i == top || self.ancestors(i).any(|a| a == top)
    }

    pub(super) fn form(&self, i: usize) -> String {
        plain(&self.tokens[i].form)
    }

    pub(super) fn lemma(&self, i: usize) -> String {
        let token = self.tokens[i];
        plain(if token.lemma.is_empty() { &token.form } else { &token.lemma })
    }

    pub(super) fn is_punct(&self, i: usize) -> bool {
        self.tokens[i].upos == "PUNCT" || self.tokens[i].form.chars().all(|c| !c.is_alphanumeric())
    }

    pub(super) fn is_comma(&self, i: usize) -> bool {
        self.tokens[i].form == ","
    }

    pub(super) fn is_dash(&self, i: usize) -> bool {
        // A hyphen inside a word is none.
        matches!(self.tokens[i].form.as_str(), "-" | "\u{2013}" | "\u{2014}" | "--")
            && (!self.gap(i).is_empty() || i + 1 >= self.tokens.len() || !self.gap(i + 1).is_empty())
    }

    pub(super) fn is_verb(&self, i: usize) -> bool {
        matches!(self.tokens[i].upos.as_str(), "VERB" | "AUX")
    }

    pub(super) fn is_finite(&self, i: usize) -> bool {
        if !self.is_verb(i) {
            return false;
        }
        let token = self.tokens[i];
        if token.feat("VerbForm") == Some("Fin") || token.feat("Mood").is_some() {
            return true;
        }
        // A past that looks like the participle: it has a subject and no auxiliary.
        token.feat("VerbForm") == Some("Part")
            && token.feat("Tense") == Some("Past")
            && self.children(i).iter().any(|&c| c < i && self.tokens[c].deprel == "nsubj")
            && !self.children(i).iter().any(|&c| matches!(self.tokens[c].rel(), "aux" | "cop"))
    }

    pub(super) fn is_nominal(&self, i: usize) -> bool {
        matches!(self.tokens[i].upos.as_str(), "NOUN" | "PROPN" | "PRON" | "NUM" | "SYM" | "X")
    }

    /// The span over words `from..=to`.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let start = self.tokens[from].span.start;
        Span { start, end: self.tokens[to].span.end.max(start) }
    }

    /// The word that begins at or after a byte offset.
    pub(super) fn word_from(&self, offset: u32) -> usize {
        self.tokens.partition_point(|t| t.span.start < offset)
    }
}

/// In lower case, with a plain apostrophe.
fn plain(word: &str) -> String {
    let lower = word.to_lowercase();
    if lower.contains('\u{2019}') { lower.replace('\u{2019}', "'") } else { lower }
}
