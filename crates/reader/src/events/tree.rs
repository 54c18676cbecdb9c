//! A sentence's tree with its children at hand.

use chancery_record::{Sentence, SmolStr, Span, Token};

/// A tree that can be walked both ways.
pub(super) struct Tree<'a> {
    pub(super) sentence: &'a Sentence,
    children: Vec<Vec<usize>>,
    lemmas: Vec<SmolStr>,
    forms: Vec<SmolStr>,
}

/// Lower case, with one kind of apostrophe.
pub(super) fn plain(word: &str) -> SmolStr {
    if word.chars().all(|c| !c.is_uppercase() && c != '’') {
        SmolStr::new(word)
    } else {
        SmolStr::from(word.replace('’', "'").to_lowercase())
    }
}

impl<'a> Tree<'a> {
    pub(super) fn new(sentence: &'a Sentence) -> Self {
        let mut children = vec![Vec::new(); sentence.tokens.len()];
        for (i, token) in sentence.tokens.iter().enumerate() {
            if let Some(head) = token.head
                && let Some(list) = children.get_mut(head as usize)
                && head as usize != i
            {
                list.push(i);
            }
        }
        let lemmas = sentence.tokens.iter().map(|t| plain(&t.lemma)).collect();
        let forms = sentence.tokens.iter().map(|t| plain(&t.form)).collect();
        Tree { sentence, children, lemmas, forms }
    }

    pub(super) fn len(&self) -> usize {
        self.sentence.tokens.len()
    }

    pub(super) fn token(&self, i: usize) -> &'a Token {
        &self.sentence.tokens[i]
    }

    /// The lemma in lower case.
    pub(super) fn lemma(&self, i: usize) -> &SmolStr {
        &self.lemmas[i]
    }

    /// The form in lower case.
    pub(super) fn form(&self, i: usize) -> &SmolStr {
        &self.forms[i]
    }

    pub(super) fn children(&self, i: usize) -> &[usize] {
        &self.children[i]
    }

    pub(super) fn head(&self, i: usize) -> Option<usize> {
        self.token(i).head.map(|h| h as usize).filter(|h| *h < self.len() && *h != i)
    }

    /// Heads from the nearest to the root; stops on a cycle.
    pub(super) fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let mut left = self.len();
        std::iter::successors(self.head(i), move |h| {
            left = left.checked_sub(1)?;
            self.head(*h)
        })
    }

    pub(super) fn below(&self, i: usize, top: usize) -> bool {
        i == top || self.ancestors(i).any(|a| a == top)
    }

    /// Words coordinated with `i`, itself first.
    pub(super) fn conjuncts(&self, i: usize) -> Vec<usize> {
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

    /// The case markers of `i`, each with its fixed words, lemmas joined by blanks.
    pub(super) fn markers(&self, i: usize) -> Vec<SmolStr> {
        self.joined(i, "case")
    }

    /// The subordinating marks of `i`, each with its fixed words.
    pub(super) fn marks(&self, i: usize) -> Vec<SmolStr> {
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

    pub(super) fn has_child(&self, i: usize, rel: &str) -> bool {
        self.children(i).iter().any(|&c| self.token(c).deprel == rel)
    }

    /// Smallest span over the given words.
    pub(super) fn span(&self, words: &[usize]) -> Span {
        words.iter().map(|&w| self.token(w).span).reduce(Span::cover).unwrap_or_default()
    }

    pub(super) fn is_verb(&self, i: usize) -> bool {
        matches!(self.token(i).upos.as_str(), "VERB" | "AUX")
    }

    pub(super) fn is_nominal(&self, i: usize) -> bool {
        matches!(self.token(i).upos.as_str(), "NOUN" | "PROPN" | "PRON" | "NUM" | "SYM" | "X" | "ADJ" | "DET")
    }
}
