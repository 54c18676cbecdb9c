//! Lists of words and phrases, met by lemma or form.

use std::collections::BTreeMap;

use chancery_record::{SmolStr, Token};
use serde::Deserialize;

/// Phrases by their first word; longer ones first.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Phrases {
    by_first: BTreeMap<SmolStr, Vec<Vec<SmolStr>>>,
}

impl From<Vec<String>> for Phrases {
    fn from(phrases: Vec<String>) -> Self {
        Phrases::new(&phrases)
    }
}

impl Phrases {
    pub(crate) fn new<'w>(phrases: impl IntoIterator<Item = &'w String>) -> Self {
        let mut by_first: BTreeMap<SmolStr, Vec<Vec<SmolStr>>> = BTreeMap::new();
        for phrase in phrases {
            let words: Vec<SmolStr> = phrase.to_lowercase().split_whitespace().map(SmolStr::new).collect();
            if let Some(first) = words.first() {
                by_first.entry(first.clone()).or_default().push(words);
            }
        }
        for list in by_first.values_mut() {
            list.sort_by_key(|p| std::cmp::Reverse(p.len()));
        }
        Phrases { by_first }
    }

    /// Number of words of the longest phrase that starts at `at`.
    pub(crate) fn at(&self, tokens: &[Token], at: usize) -> Option<usize> {
        let token = &tokens[at];
        let (lemma, form) = (token.lemma.to_lowercase(), token.form.to_lowercase());
        [lemma.as_str(), form.as_str()].into_iter().find_map(|first| {
            let list = self.by_first.get(first)?;
            list.iter().find(|p| fits(p, &tokens[at..])).map(Vec::len)
        })
    }

    /// Where phrases stand in a sentence: index of the first word and number of words.
    pub(crate) fn all(&self, tokens: &[Token]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.at(tokens, at) {
                Some(length) => {
                    found.push((at, length));
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }

    pub(crate) fn any(&self, tokens: &[Token]) -> bool {
        (0..tokens.len()).any(|i| self.at(tokens, i).is_some())
    }
}

fn fits(phrase: &[SmolStr], tokens: &[Token]) -> bool {
    phrase.len() <= tokens.len()
        && phrase.iter().zip(tokens).all(|(word, token)| {
            token.lemma.to_lowercase() == word.as_str() || token.form.to_lowercase() == word.as_str()
        })
}

impl Phrases {
    /// Whether a single word is in the list.
    pub(crate) fn holds(&self, word: &str) -> bool {
        self.by_first.get(word).is_some_and(|list| list.iter().any(|p| p.len() == 1))
    }
}
