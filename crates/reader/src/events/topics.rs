//! What an article and its sentences are about: whether its acts can be political, and their contexts.

use std::collections::{BTreeMap, BTreeSet};

use chancery_language::{DataError, Pack};
use chancery_record::{Sentence, SmolStr, Syntax};

use crate::tree::{Tree, plain};

/// Words of subjects, from `domains.toml`, and of PLOVER contexts, from `contexts.toml`.
#[derive(Debug, Default)]
pub(super) struct Topics {
    /// Index of a subject; 0 is politics.
    domains: BTreeMap<SmolStr, Vec<usize>>,
    count: usize,
    contexts: BTreeMap<SmolStr, Vec<SmolStr>>,
}

/// Contexts of organised violence, which sets an act apart from ordinary crime.
const VIOLENT: [&str; 4] = ["military", "terrorism", "human-rights", "territory"];

/// The subject that counts for politics.
const POLITICS: &str = "politics";

impl Topics {
    pub(super) fn compile(pack: &Pack) -> Result<Topics, DataError> {
        let mut out = Topics::default();
        if let Some(file) = pack.file("domains.toml") {
            let lists: BTreeMap<String, Vec<String>> = file.toml()?;
            if !lists.contains_key(POLITICS) {
                return Err(file.error(None, format!("no list '{POLITICS}'")));
            }
            let mut next = 1;
            for (name, words) in lists {
                let index = if name == POLITICS {
                    0
                } else {
                    next += 1;
                    next - 1
                };
                for word in words {
                    out.domains.entry(plain(&word)).or_default().push(index);
                }
            }
            out.count = next;
        }
        if let Some(file) = pack.file("contexts.toml") {
            let lists: BTreeMap<SmolStr, Vec<String>> = file.toml()?;
            for (name, words) in lists {
                for word in words {
                    out.contexts.entry(plain(&word)).or_default().push(name.clone());
                }
            }
        }
        Ok(out)
    }

    /// Whether the article is about something else than politics: one other subject's words are
    /// frequent and clearly more than politics' own.
    pub(super) fn apolitical(&self, syntax: &Syntax) -> bool {
        let (hits, words) = self.hits(syntax);
        let Some((politics, others)) = hits.split_first() else { return false };
        let most = others.iter().copied().max().unwrap_or(0);
        most >= 4 && most * 25 >= words && most >= politics * 2
    }

    /// Whether the article speaks little of politics: less than one content word in forty. A text
    /// of fewer words than that cannot show it.
    pub(super) fn unpolitical(&self, syntax: &Syntax) -> bool {
        let (hits, words) = self.hits(syntax);
        words >= 40 && hits.first().is_some_and(|politics| politics * 40 < words)
    }

    /// Whether the article speaks of war, terror or repression in two sentences at least; of a
    /// text too short to show it, it is believed.
    pub(super) fn conflict(&self, syntax: &Syntax) -> bool {
        self.hits(syntax).1 < 40 || syntax.sentences.iter().filter(|s| self.violent(s)).nth(1).is_some()
    }

    /// How many words of each subject the article has, politics first, and how many content words.
    fn hits(&self, syntax: &Syntax) -> (Vec<usize>, usize) {
        let mut hits = vec![0usize; self.count];
        let mut words = 0usize;
        if self.count == 0 {
            return (hits, words);
        }
        for token in syntax.sentences.iter().flat_map(|s| &s.tokens) {
            if !matches!(token.upos.as_str(), "NOUN" | "VERB" | "ADJ" | "PROPN") {
                continue;
            }
            words += 1;
            for &domain in self.domains.get(&plain(&token.lemma)).into_iter().flatten() {
                hits[domain] += 1;
            }
        }
        (hits, words)
    }

    /// Whether a sentence has words of war, terror or repression; where no contexts are known, every one may.
    fn violent(&self, sentence: &Sentence) -> bool {
        let known = |lemma: &str| {
            self.contexts.get(&plain(lemma)).is_some_and(|names| names.iter().any(|n| VIOLENT.contains(&n.as_str())))
        };
        self.contexts.is_empty() || sentence.tokens.iter().any(|t| known(&t.lemma))
    }

    /// Contexts that the words of a sentence suggest, in order.
    pub(super) fn contexts(&self, tree: &Tree<'_>) -> Vec<SmolStr> {
        let mut out = BTreeSet::new();
        for i in 0..tree.len() {
            if let Some(names) = self.contexts.get(tree.lemma(i)) {
                out.extend(names.iter().cloned());
            }
        }
        out.into_iter().collect()
    }
}
