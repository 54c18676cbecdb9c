use std::collections::BTreeMap;

use chancery_language::{DataError, Pack};
use serde::Deserialize;

use crate::phrases::Phrases;

/// Categories of provisions (diplomacy guidelines); `other` has no words.
const CATEGORIES: [&str; 20] = [
    "ceasefire",
    "withdrawal",
    "prisoners",
    "disarmament",
    "security-forces",
    "power-sharing",
    "elections",
    "constitution",
    "territory",
    "autonomy",
    "justice",
    "amnesty",
    "human-rights",
    "humanitarian",
    "refugees",
    "economy",
    "recognition",
    "monitoring",
    "political-process",
    "other",
];

/// Arms before aid: "military aid" is both.
const INSTRUMENTS: [&str; 6] = ["arms", "sanctions", "recognition", "troops", "trade", "aid"];

/// A table of the file, each entry a list of words.
macro_rules! section {
    ($name:ident: $($field:ident),+) => {
        #[derive(Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $(pub(super) $field: Phrases),+
        }
    };
}

section!(Accords: nouns, not, consent, ceasefire, signed, reached, in_force, broken, ended, unmet, met, partly, wished,
    provides, under, text, breach, keep, fail, despite, cited, mediation, past);
section!(Talks: peace, nouns, meetings, calls, summit, failed, progress, ongoing);
section!(Offers: none, all, both, before, offer, ready, ask, assurance, host, mediate, terms, cease);
section!(Answers: accepted, favourable, conditional, reserved, refused, proposal);
section!(Levels: head, minister, spokesperson, envoy);
section!(Directions: apply, suspend, lift, threaten, threat, pledge, intend, conditions, buildup, near, leave, pressure, press, exert, onto);

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    accords: Accords,
    provisions: BTreeMap<String, Phrases>,
    talks: Talks,
    offers: Offers,
    answers: Answers,
    levels: Levels,
    leverage: Directions,
    instruments: BTreeMap<String, Phrases>,
    #[serde(default)]
    prefixes: BTreeMap<String, String>,
}

/// The stage's lexicon in one language.
#[derive(Debug, Default)]
pub struct Lexicon {
    pub(super) accords: Accords,
    pub(super) talks: Talks,
    pub(super) offers: Offers,
    pub(super) answers: Answers,
    pub(super) levels: Levels,
    pub(super) leverage: Directions,
    /// Category and the words that tell it, in the guidelines' order.
    pub(super) provisions: Vec<(&'static str, Phrases)>,
    /// Instrument and the words that tell it, the more telling first.
    pub(super) instruments: Vec<(&'static str, Phrases)>,
    /// First part of a compound demonym, and its country: "américano-", USA.
    pub(super) prefixes: BTreeMap<String, String>,
}

impl Lexicon {
    /// Compiles `diplomacy.toml` of a language folder. A language without the
    /// file has no diplomacy layer.
    ///
    /// # Errors
    /// A [`DataError`] with file and line.
    pub fn compile(pack: &Pack) -> Result<Lexicon, DataError> {
        let Some(source) = pack.file("diplomacy.toml") else { return Ok(Lexicon::default()) };
        let file: File = source.toml()?;
        let named = |lists: &BTreeMap<String, Phrases>, known: &[&'static str], what: &str| {
            for name in lists.keys() {
                if !known.contains(&name.as_str()) {
                    let message = format!("'{name}' is no {what} (those are: {})", known.join(", "));
                    return Err(source.error(source.line_with(name), message));
                }
            }
            Ok(known.iter().filter_map(|k| Some((*k, lists.get(*k)?.clone()))).collect::<Vec<_>>())
        };
        for (prefix, country) in &file.prefixes {
            if country.len() != 3 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
                let message = format!("'{country}' is no country (three capitals, as in FRA)");
                return Err(source.error(source.line_with(prefix), message));
            }
        }
        Ok(Lexicon {
            provisions: named(&file.provisions, &CATEGORIES, "category of provisions")?,
            instruments: named(&file.instruments, &INSTRUMENTS, "instrument")?,
            accords: file.accords,
            talks: file.talks,
            offers: file.offers,
            answers: file.answers,
            levels: file.levels,
            leverage: file.leverage,
            prefixes: file.prefixes,
        })
    }
}
