//! A sentence's tree with its words as they are written.

use std::ops::Deref;

use chancery_record::{Sentence, Span};

use super::lexicon::fold_word;

/// A tree whose words can be compared as they stand in the text.
pub(crate) struct Tree<'a> {
    tree: crate::tree::Tree<'a>,
    /// Folded surface words; the later words of a multiword token have none.
    surface: Vec<String>,
    /// Where each word stands: inside a multiword token its own letters, where they can be told.
    words: Vec<Span>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(sentence: &'a Sentence, text: &str) -> Self {
        let mut surface = Vec::with_capacity(sentence.tokens.len());
        let mut words = Vec::with_capacity(sentence.tokens.len());
        for token in &sentence.tokens {
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
        Tree { tree: crate::tree::Tree::new(sentence), surface, words }
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

    /// The lemma as it is looked up in the lexicon.
    pub(crate) fn lemma(&self, i: usize) -> String {
        self.tree.lemma(i).to_string()
    }

    /// Smallest span over a range of words.
    pub(crate) fn span(&self, range: std::ops::Range<usize>) -> Span {
        range.map(|w| self.words[w]).reduce(Span::cover).unwrap_or_default()
    }
}

impl<'a> Deref for Tree<'a> {
    type Target = crate::tree::Tree<'a>;
    fn deref(&self) -> &Self::Target {
        &self.tree
    }
}
