//! A sentence's tree with its children at hand, and its words as they are written.

use chancery_record::{Sentence, Span, Token};

use super::lexicon::fold_word;

/// A tree that can be walked both ways.
pub(crate) struct Tree<'a> {
    pub(crate) sentence: &'a Sentence,
    children: Vec<Vec<usize>>,
    /// Folded surface words; the later words of a multiword token have none.
    surface: Vec<String>,
    /// Where each word stands: inside a multiword token its own letters, where they can be told.
    words: Vec<Span>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(sentence: &'a Sentence, text: &str) -> Self {
        let mut children = vec![Vec::new(); sentence.tokens.len()];
        let mut surface = Vec::with_capacity(sentence.tokens.len());
        let mut words = Vec::with_capacity(sentence.tokens.len());
        for (i, token) in sentence.tokens.iter().enumerate() {
            if let Some(head) = token.head
                && let Some(list) = children.get_mut(head as usize)
                && head as usize != i
            {
                list.push(i);
            }
            let written = token.span.of(text);
            let form = token.form.as_str();
            // "Kong's" shows its words, "du" does not.
            let own = match token.part {
                Some(0) if written.starts_with(form) => {
                    Some(Span { start: token.span.start, end: token.span.start + form.len() as u32 })
                }
                Some(n) if n > 0 && written.ends_with(form) && form.len() < written.len() => {
                    Some(Span { start: token.span.end - form.len() as u32, end: token.span.end })
                }
                None => Some(token.span),
                _ => None,
            };
            let shown = own.or((token.part == Some(0)).then_some(token.span));
            surface.push(shown.map_or_else(String::new, |s| fold_word(s.of(text))));
            words.push(own.unwrap_or(token.span));
        }
        Tree { sentence, children, surface, words }
    }

    pub(crate) fn len(&self) -> usize {
        self.sentence.tokens.len()
    }

    pub(crate) fn token(&self, i: usize) -> &'a Token {
        &self.sentence.tokens[i]
    }

    pub(crate) fn children(&self, i: usize) -> &[usize] {
        &self.children[i]
    }

    /// The word as written, folded; empty inside a multiword token.
    pub(crate) fn surface(&self, i: usize) -> &str {
        &self.surface[i]
    }

    /// Where word `i` stands.
    pub(crate) fn word(&self, i: usize) -> Span {
        self.words[i]
    }

    /// The written word after `i`, skipping the rest of a multiword token.
    pub(crate) fn next(&self, i: usize) -> Option<usize> {
        (i + 1..self.len()).find(|&j| !self.surface[j].is_empty())
    }

    /// The written word before `i`.
    pub(crate) fn previous(&self, i: usize) -> Option<usize> {
        (0..i).rev().find(|&j| !self.surface[j].is_empty())
    }

    pub(crate) fn head(&self, i: usize) -> Option<usize> {
        self.token(i).head.map(|h| h as usize).filter(|h| *h < self.len() && *h != i)
    }

    /// Heads from the nearest to the root; stops on a cycle.
    pub(crate) fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let mut left = self.len();
        std::iter::successors(self.head(i), move |h| {
            left = left.checked_sub(1)?;
            self.head(*h)
        })
    }

    pub(crate) fn below(&self, i: usize, top: usize) -> bool {
        i == top || self.ancestors(i).any(|a| a == top)
    }

    /// The word in `range` whose head lies outside it, a nominal before others.
    pub(crate) fn head_of(&self, range: std::ops::Range<usize>) -> usize {
        let outside = |i: usize| self.head(i).is_none_or(|h| !range.contains(&h));
        let mut tops = range.clone().filter(|&i| outside(i) && self.token(i).upos != "PUNCT");
        let Some(first) = tops.next() else { return range.start };
        let nominal = |i: usize| matches!(self.token(i).upos.as_str(), "NOUN" | "PROPN" | "PRON");
        if nominal(first) {
            return first;
        }
        range.clone().filter(|&i| outside(i)).find(|&i| nominal(i)).unwrap_or(first)
    }

    /// Words coordinated with `i`, itself first.
    pub(crate) fn conjuncts(&self, i: usize) -> Vec<usize> {
        let mut all = vec![i];
        let mut next = 0;
        while next < all.len() {
            for &c in self.children(all[next]) {
                if self.token(c).rel() == "conj" && !all.contains(&c) {
                    all.push(c);
                }
            }
            next += 1;
        }
        all
    }

    /// The first of the words that `i` is coordinated with.
    pub(crate) fn first_conjunct(&self, i: usize) -> usize {
        let mut at = i;
        for _ in 0..self.len() {
            match self.head(at) {
                Some(h) if self.token(at).rel() == "conj" => at = h,
                _ => break,
            }
        }
        at
    }

    /// The case markers of `i`, lower case, each with its fixed words, as lemma and as written.
    pub(crate) fn markers(&self, i: usize) -> Vec<String> {
        let mut out = Vec::new();
        for &c in self.children(i).iter().filter(|&&c| self.token(c).rel() == "case") {
            let mut words = vec![c];
            words.extend(self.children(c).iter().copied().filter(|&f| self.token(f).rel() == "fixed"));
            words.sort_unstable();
            out.push(words.iter().map(|&w| self.lemma(w)).collect::<Vec<_>>().join(" "));
            out.push(words.iter().map(|&w| self.token(w).form.to_lowercase()).collect::<Vec<_>>().join(" "));
            if words.len() > 1 {
                out.push(self.lemma(c));
            }
        }
        out.dedup();
        out
    }

    /// Lemma in lower case; the form where there is none.
    pub(crate) fn lemma(&self, i: usize) -> String {
        let t = self.token(i);
        if t.lemma.is_empty() { t.form.to_lowercase() } else { t.lemma.to_lowercase() }
    }

    pub(crate) fn is_verb(&self, i: usize) -> bool {
        matches!(self.token(i).upos.as_str(), "VERB" | "AUX")
    }

    /// Smallest span over a range of words.
    pub(crate) fn span(&self, range: std::ops::Range<usize>) -> Span {
        range.map(|w| self.words[w]).reduce(Span::cover).unwrap_or_default()
    }

    /// The first and last of the words under `i` that `keep` lets through, `i` included.
    pub(crate) fn extent(&self, i: usize, keep: &dyn Fn(usize) -> bool) -> (usize, usize) {
        let (mut first, mut last) = (i, i);
        let mut open = vec![i];
        let mut left = self.len();
        while let Some(w) = open.pop() {
            first = first.min(w);
            last = last.max(w);
            if left == 0 {
                break;
            }
            left -= 1;
            open.extend(self.children(w).iter().copied().filter(|&c| keep(c)));
        }
        (first, last)
    }
}
