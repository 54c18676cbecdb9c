use std::collections::BTreeMap;

use chancery_language::{DataError, Pack};
use serde::Deserialize;

use super::phrases::Phrases;

/// Categories of provisions (diplomacy guidelines).
const CATEGORIES: [&str; 19] = [
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
];

const INSTRUMENTS: [&str; 6] = ["aid", "arms", "sanctions", "recognition", "troops", "trade"];

/// The stage's lexicon in one language.
#[derive(Debug, Default)]
pub struct Lexicon {
    pub(super) accord: Phrases,
    pub(super) not_accord: Phrases,
    pub(super) ceasefire: Phrases,
    pub(super) signed: Phrases,
    pub(super) reached: Phrases,
    pub(super) in_force: Phrases,
    pub(super) broken: Phrases,
    pub(super) ended: Phrases,
    pub(super) unmet: Phrases,
    pub(super) met: Phrases,
    pub(super) partly: Phrases,
    pub(super) wished: Phrases,
    pub(super) provides: Phrases,
    pub(super) breach: Phrases,
    /// Category and the words that tell it, in the guidelines' order.
    pub(super) provisions: Vec<(&'static str, Phrases)>,
    pub(super) mediation: Phrases,
    pub(super) talks: Phrases,
    pub(super) failed: Phrases,
    pub(super) progress: Phrases,
    pub(super) ongoing: Phrases,
    pub(super) host: Phrases,
    pub(super) mediate: Phrases,
    pub(super) terms: Phrases,
    pub(super) favourable: Phrases,
    pub(super) conditional: Phrases,
    pub(super) reserved: Phrases,
    pub(super) refused: Phrases,
    pub(super) head: Phrases,
    pub(super) minister: Phrases,
    pub(super) spokesperson: Phrases,
    pub(super) envoy: Phrases,
    /// Instrument and the words that tell it.
    pub(super) instruments: Vec<(&'static str, Phrases)>,
    pub(super) lift: Phrases,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    accords: Accords,
    provisions: BTreeMap<String, Vec<String>>,
    talks: Talks,
    offers: Offers,
    answers: Answers,
    levels: Levels,
    leverage: Leverage,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accords {
    nouns: Vec<String>,
    not: Vec<String>,
    ceasefire: Vec<String>,
    signed: Vec<String>,
    reached: Vec<String>,
    in_force: Vec<String>,
    broken: Vec<String>,
    ended: Vec<String>,
    unmet: Vec<String>,
    met: Vec<String>,
    partly: Vec<String>,
    wished: Vec<String>,
    provides: Vec<String>,
    breach: Vec<String>,
    mediation: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Talks {
    nouns: Vec<String>,
    failed: Vec<String>,
    progress: Vec<String>,
    ongoing: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offers {
    host: Vec<String>,
    mediate: Vec<String>,
    terms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    favourable: Vec<String>,
    conditional: Vec<String>,
    reserved: Vec<String>,
    refused: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Levels {
    head: Vec<String>,
    minister: Vec<String>,
    spokesperson: Vec<String>,
    envoy: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leverage {
    instruments: BTreeMap<String, Vec<String>>,
    lift: Vec<String>,
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
        let named = |lists: &BTreeMap<String, Vec<String>>, known: &[&'static str], what: &str| {
            for name in lists.keys() {
                if !known.contains(&name.as_str()) {
                    let message = format!("'{name}' is no {what} (those are: {})", known.join(", "));
                    return Err(source.error(source.line_with(name), message));
                }
            }
            Ok(known.iter().filter_map(|k| Some((*k, Phrases::new(lists.get(*k)?)))).collect::<Vec<_>>())
        };
        Ok(Lexicon {
            accord: Phrases::new(&file.accords.nouns),
            not_accord: Phrases::new(&file.accords.not),
            ceasefire: Phrases::new(&file.accords.ceasefire),
            signed: Phrases::new(&file.accords.signed),
            reached: Phrases::new(&file.accords.reached),
            in_force: Phrases::new(&file.accords.in_force),
            broken: Phrases::new(&file.accords.broken),
            ended: Phrases::new(&file.accords.ended),
            unmet: Phrases::new(&file.accords.unmet),
            met: Phrases::new(&file.accords.met),
            partly: Phrases::new(&file.accords.partly),
            wished: Phrases::new(&file.accords.wished),
            provides: Phrases::new(&file.accords.provides),
            breach: Phrases::new(&file.accords.breach),
            mediation: Phrases::new(&file.accords.mediation),
            provisions: named(&file.provisions, &CATEGORIES, "category of provisions")?,
            talks: Phrases::new(&file.talks.nouns),
            failed: Phrases::new(&file.talks.failed),
            progress: Phrases::new(&file.talks.progress),
            ongoing: Phrases::new(&file.talks.ongoing),
            host: Phrases::new(&file.offers.host),
            mediate: Phrases::new(&file.offers.mediate),
            terms: Phrases::new(&file.offers.terms),
            favourable: Phrases::new(&file.answers.favourable),
            conditional: Phrases::new(&file.answers.conditional),
            reserved: Phrases::new(&file.answers.reserved),
            refused: Phrases::new(&file.answers.refused),
            head: Phrases::new(&file.levels.head),
            minister: Phrases::new(&file.levels.minister),
            spokesperson: Phrases::new(&file.levels.spokesperson),
            envoy: Phrases::new(&file.levels.envoy),
            instruments: named(&file.leverage.instruments, &INSTRUMENTS, "instrument")?,
            lift: Phrases::new(&file.leverage.lift),
        })
    }
}
