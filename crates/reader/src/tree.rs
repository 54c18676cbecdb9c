//! A sentence's tree with its children at hand.

use chancery_record::{Sentence, SmolStr, Span, Token};

/// A tree that can be walked both ways.
pub(crate) struct Tree<'a> {
    pub(crate) sentence: &'a Sentence,
    children: Vec<Vec<usize>>,
    lemmas: Vec<SmolStr>,
    forms: Vec<SmolStr>,
}

/// Lower case, with one kind of apostrophe.
pub(crate) fn plain(word: &str) -> SmolStr {
    if word.chars().all(|c| !c.is_uppercase() && c != '’') {
        SmolStr::new(word)
    } else {
        SmolStr::from(word.replace('’', "'").to_lowercase())
    }
}

impl<'a> Tree<'a> {
    pub(crate) fn new(sentence: &'a Sentence) -> Self {
        let mut children = vec![Vec::new(); sentence.tokens.len()];
        for (i, token) in sentence.tokens.iter().enumerate() {
            if let Some(head) = token.head
                && let Some(list) = children.get_mut(head as usize)
                && head as usize != i
            {
                list.push(i);
            }
        }
        let lemma = |t: &Token| if t.lemma.is_empty() { plain(&t.form) } else { plain(&t.lemma) };
        let lemmas = sentence.tokens.iter().map(lemma).collect();
        let forms = sentence.tokens.iter().map(|t| plain(&t.form)).collect();
        Tree { sentence, children, lemmas, forms }
    }

    pub(crate) fn len(&self) -> usize {
        self.sentence.tokens.len()
    }

    pub(crate) fn token(&self, i: usize) -> &'a Token {
        &self.sentence.tokens[i]
    }

    /// The lemma in lower case; the form where there is none.
    pub(crate) fn lemma(&self, i: usize) -> &SmolStr {
        &self.lemmas[i]
    }

    /// The form in lower case.
    pub(crate) fn form(&self, i: usize) -> &SmolStr {
        &self.forms[i]
    }

    pub(crate) fn children(&self, i: usize) -> &[usize] {
        &self.children[i]
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

    /// The case markers of `i`, each with its fixed words, lemmas joined by blanks.
    pub(crate) fn markers(&self, i: usize) -> Vec<SmolStr> {
        self.joined(i, "case")
    }

    /// The subordinating marks of `i`, each with its fixed words.
    pub(crate) fn marks(&self, i: usize) -> Vec<SmolStr> {
        self.joined(i, "mark")
    }

    fn joined(&self, i: usize, rel: &str) -> Vec<SmolStr> {
        self.children(i)
            .iter()
            .filter(|&&c| self.token(c).rel() == rel)
            .map(|&c| {
                let mut words = vec![c];
                words.extend(self.children(c).iter().copied().filter(|&f| self.token(f).rel() == "fixed"));
                if words.len() == 1 {
                    return self.lemma(c).clone();
                }
                words.sort_unstable();
                words.iter().map(|&w| self.lemma(w).as_str()).collect::<Vec<_>>().join(" ").into()
            })
            .collect()
    }

    pub(crate) fn has_child(&self, i: usize, rel: &str) -> bool {
        self.children(i).iter().any(|&c| self.token(c).deprel == rel)
    }

    /// Smallest span over the given words.
    pub(crate) fn span(&self, words: &[usize]) -> Span {
        words.iter().map(|&w| self.token(w).span).reduce(Span::cover).unwrap_or_default()
    }

    pub(crate) fn is_verb(&self, i: usize) -> bool {
        matches!(self.token(i).upos.as_str(), "VERB" | "AUX")
    }

    pub(crate) fn is_nominal(&self, i: usize) -> bool {
        matches!(self.token(i).upos.as_str(), "NOUN" | "PROPN" | "PRON" | "NUM" | "SYM" | "X" | "ADJ" | "DET")
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
