//! Words that a dossier needs: topics on which parties take positions, and nouns that do not tell one
//! accord from another. A file a language under `data/`, all read together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::party::words_of;

static DATA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/data");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    generic: Vec<String>,
    topics: BTreeMap<String, Vec<String>>,
}

/// All languages' words.
#[derive(Default)]
pub(crate) struct Lexicon {
    pub(crate) topics: BTreeMap<String, Words>,
    generic: BTreeSet<String>,
}

/// The lexicon that the program carries.
///
/// # Panics
/// When a file under `data/` is wrong; a test reads them all.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut all = Lexicon::default();
        for file in DATA.files() {
            let text = file.contents_utf8().unwrap_or_default();
            let words: File = toml::from_str(text).unwrap_or_else(|e| panic!("{}: {e}", file.path().display()));
            for word in words.generic {
                all.generic.extend(words_of(&word).split_whitespace().map(str::to_owned));
            }
            for (topic, words) in words.topics {
                all.topics.entry(topic).or_default().extend(&words);
            }
        }
        all
    })
}

/// Names of the topics that the program knows.
pub fn topic_names() -> Vec<&'static str> {
    lexicon().topics.keys().map(String::as_str).collect()
}

impl Lexicon {
    /// The words of an accord's name that tell it from others.
    pub(crate) fn telling(&self, name: &str) -> BTreeSet<String> {
        let tells = |w: &&str| w.chars().count() > 2 && !self.generic.contains(*w);
        words_of(name).split_whitespace().filter(tells).map(str::to_owned).collect()
    }
}

/// Words and phrases looked for in texts, accents and case aside; `word*` is a beginning.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words(Vec<String>);

impl Words {
    pub(crate) fn new(words: &[String]) -> Self {
        let mut own = Words::default();
        own.extend(words);
        own
    }

    fn extend(&mut self, words: &[String]) {
        for word in words {
            let mut folded = words_of(word);
            if word.ends_with('*') {
                folded.pop();
            }
            self.0.push(folded);
        }
    }

    /// Whether the text, given as [`words_of`] it, holds one of them.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.0.iter().any(|w| text.contains(w))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_topics() {
        let topics: Vec<BTreeSet<String>> = DATA
            .files()
            .map(|f| toml::from_str::<File>(f.contents_utf8().unwrap()).unwrap().topics.into_keys().collect())
            .collect();
        assert!(topics.len() >= 2);
        assert!(topics.iter().all(|t| *t == topics[0]), "a topic without words in a language");
        let words = &lexicon().topics["prisoners"];
        assert!(words.are_in(&words_of("Un échange de détenus.")) && !words.are_in(&words_of("prison break")));
        assert_eq!(lexicon().telling("the Minsk peace agreement"), BTreeSet::from(["minsk".to_owned()]));
    }
}
