//! How much a word tells: its rarity in the language at large.
//!
//! The weight of a word does not hang on the articles at hand, so that the likeness of two
//! articles stays the same whatever else an archive holds.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::words::form;

/// Length, in words, of the article by which rarity is measured.
const LENGTH: f64 = 400.0;

/// Share of running text that a word unknown to the table has.
const UNKNOWN: f64 = 3e-8;

const TABLES: [(&str, &str); 2] =
    [("en", include_str!("../data/frequencies_en.txt")), ("fr", include_str!("../data/frequencies_fr.txt"))];

/// The words of one language with their rarity.
pub(crate) struct Background {
    rarity: HashMap<u32, f32>,
    unknown: f32,
}

/// Inverse document frequency of a word that makes up `share` of running text: how seldom an
/// article of usual length has it, in natural logarithms.
fn rarity(share: f64) -> f32 {
    -(-(-LENGTH * share).exp_m1()).ln() as f32
}

impl Background {
    /// The table of a language; for one without a table an empty one, where all words weigh alike.
    pub(crate) fn of(lang: Option<&str>) -> &'static Background {
        static LOADED: OnceLock<(Vec<Background>, Background)> = OnceLock::new();
        let (known, none) = LOADED.get_or_init(|| {
            let empty = Background { rarity: HashMap::new(), unknown: 5.0 };
            (TABLES.iter().map(|(_, text)| Background::parse(text)).collect(), empty)
        });
        lang.and_then(|lang| TABLES.iter().position(|t| t.0 == lang)).map_or(none, |at| &known[at])
    }

    fn parse(text: &str) -> Background {
        let mut rarities = HashMap::new();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let Some((step, words)) = line.split_once('\t') else { continue };
            let Ok(step) = step.parse::<f64>() else { continue };
            let value = rarity(10f64.powf(step / 10.0 - 9.0));
            for word in words.split(' ') {
                // Of two words with one hash, the frequent one decides.
                rarities.entry(form(word)).or_insert(value);
            }
        }
        Background { rarity: rarities, unknown: rarity(UNKNOWN) }
    }

    /// The weight of a word by the hash of its form.
    pub(crate) fn weight(&self, form: u32) -> f32 {
        self.rarity.get(&form).copied().unwrap_or(self.unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_weigh_more() {
        for (lang, words) in
            [("fr", ["le", "accord", "cessez", "zzyzx"]), ("en", ["the", "agreement", "ceasefire", "zzyzx"])]
        {
            let table = Background::of(Some(lang));
            let weights = words.map(|w| table.weight(form(w)));
            assert!(weights.is_sorted_by(|a, b| a < b), "{lang} {weights:?}");
            assert!(weights[0] < 0.1 && weights[3] > 9.0, "{lang} {weights:?}");
        }
    }

    #[test]
    fn every_line_of_the_tables_is_read() {
        for (lang, text) in TABLES {
            for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
                let step = line.split_once('\t').and_then(|(step, _)| step.parse::<u32>().ok());
                assert!(step.is_some(), "frequencies_{lang}.txt:{}: no Zipf value", i + 1);
            }
        }
    }
}
