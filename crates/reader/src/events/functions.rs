//! Function words of a language: roles of case markers, polarity, status, light verbs.

use std::collections::{BTreeMap, BTreeSet};

use chancery_language::{DataError, Pack};
use chancery_record::SmolStr;
use serde::Deserialize;

use super::roles::Role;
use super::status::Modality;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    roles: BTreeMap<String, Vec<String>>,
    polarity: Polarity,
    status: BTreeMap<String, Vec<String>>,
    light: Light,
    #[serde(default)]
    reflexive: Vec<String>,
    /// Words that stand before their verb in multiword lemmas.
    #[serde(default)]
    clitics: Vec<String>,
    /// Words of multiword lemmas that need not be in the text.
    #[serde(default)]
    skipped: Vec<String>,
    /// Endings of inflected forms that multiword lemmas leave out.
    #[serde(default)]
    endings: Vec<String>,
    /// Adjectives that say that a noun brings in something new: "une autre attaque".
    #[serde(default)]
    other: Vec<String>,
    /// Infinitive endings and the endings of inflected forms on the same stem.
    #[serde(default)]
    conjugation: BTreeMap<String, Vec<String>>,
    /// Verbs whose perfect looks like a passive.
    #[serde(default)]
    unaccusative: Vec<String>,
    /// Auxiliaries of a perfect that leaves the day open: "has accused".
    #[serde(default)]
    perfect: Vec<String>,
    /// Adverbs that leave the day open: "recently".
    #[serde(default)]
    undated: Vec<String>,
    /// Markers of a time at which something began: "since".
    #[serde(default)]
    since: Vec<String>,
    /// Bare marks of infinitives: "to".
    #[serde(default)]
    infinitive: Vec<String>,
    /// Marks of content clauses: "whether".
    #[serde(default)]
    complementizer: Vec<String>,
    /// Prepositions that may stand before an object.
    #[serde(default)]
    partitive: Vec<String>,
    #[serde(default)]
    plural: BTreeMap<String, Vec<String>>,
    /// Prefixes that make a demonym the name of an adversary: "anti-américain".
    #[serde(default)]
    against_prefix: Vec<String>,
    /// Numerals and their values.
    #[serde(default)]
    numbers: BTreeMap<String, u32>,
    #[serde(default)]
    compound: Compound,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Compound {
    /// Which word of a compound noun is its head: `first` (cessez-le-feu) or `last` (air strike).
    head: CompoundHead,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum CompoundHead {
    #[default]
    First,
    Last,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Polarity {
    negation: Vec<String>,
    #[serde(default)]
    restriction: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Light {
    active: Vec<String>,
    passive: Vec<String>,
    existential: Vec<String>,
}

/// What a light verb does with the act of its noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LightVerb {
    /// Its subject acts: `mener une attaque`.
    Active,
    /// Its subject undergoes: `subir une attaque`.
    Passive,
    /// The act is its subject: `une attaque a eu lieu`.
    Existential,
}

/// The function words of one language.
#[derive(Debug, Default)]
pub(super) struct Functions {
    markers: BTreeMap<String, Vec<Role>>,
    modality: BTreeMap<String, Modality>,
    pub(super) negation: BTreeSet<String>,
    pub(super) restriction: BTreeSet<String>,
    pub(super) conditional: BTreeSet<String>,
    pub(super) implicative: BTreeSet<String>,
    pub(super) purpose: BTreeSet<String>,
    pub(super) reflexive: BTreeSet<String>,
    pub(super) clitics: BTreeSet<String>,
    pub(super) skipped: BTreeSet<String>,
    pub(super) endings: Vec<String>,
    pub(super) other: BTreeSet<String>,
    pub(super) unaccusative: BTreeSet<String>,
    pub(super) perfect: BTreeSet<String>,
    pub(super) undated: BTreeSet<String>,
    pub(super) since: BTreeSet<String>,
    pub(super) infinitive: BTreeSet<String>,
    pub(super) complementizer: BTreeSet<String>,
    pub(super) partitive: BTreeSet<String>,
    pub(super) against_prefix: Vec<String>,
    conjugation: BTreeMap<String, Vec<String>>,
    plural: BTreeMap<String, Vec<String>>,
    numbers: BTreeMap<String, u32>,
    compound: CompoundHead,
    light: BTreeMap<String, Vec<(Vec<String>, LightVerb)>>,
}

impl Functions {
    pub(super) fn compile(pack: &Pack) -> Result<Functions, DataError> {
        let file = pack.required("functions.toml")?;
        let data: File = file.toml()?;
        let mut out = Functions::default();
        for (name, words) in data.roles {
            let role: Role = name
                .parse()
                .map_err(|()| file.error(file.line_with(&name), format!("'{name}' is no role ({})", Role::names())))?;
            for word in words {
                let roles = out.markers.entry(word).or_default();
                if !roles.contains(&role) {
                    roles.push(role);
                }
            }
        }
        for (name, words) in data.status {
            let words = words.into_iter();
            match name.as_str() {
                "conditional" => out.conditional.extend(words),
                "purpose" => out.purpose.extend(words),
                "implicative" => out.implicative.extend(words),
                _ => {
                    let modality: Modality = name.parse().map_err(|()| {
                        file.error(
                            file.line_with(&name),
                            format!(
                                "'{name}' is no status (hypothetical, future, negated, actual, conditional, purpose, implicative)"
                            ),
                        )
                    })?;
                    out.modality.extend(words.map(|w| (w, modality)));
                }
            }
        }
        out.negation.extend(data.polarity.negation);
        out.restriction.extend(data.polarity.restriction);
        out.reflexive.extend(data.reflexive);
        out.clitics.extend(data.clitics);
        out.skipped.extend(data.skipped);
        out.endings = data.endings;
        out.other.extend(data.other);
        out.unaccusative.extend(data.unaccusative);
        out.perfect.extend(data.perfect);
        out.undated.extend(data.undated);
        out.since.extend(data.since);
        out.infinitive.extend(data.infinitive);
        out.complementizer.extend(data.complementizer);
        out.partitive.extend(data.partitive);
        out.against_prefix = data.against_prefix;
        out.conjugation = data.conjugation;
        out.plural = data.plural;
        out.numbers = data.numbers;
        out.compound = data.compound.head;
        for (verbs, kind) in [
            (data.light.active, LightVerb::Active),
            (data.light.passive, LightVerb::Passive),
            (data.light.existential, LightVerb::Existential),
        ] {
            for verb in verbs {
                let mut words = verb.split_whitespace().map(str::to_owned);
                let Some(mut first) = words.next() else { continue };
                if out.reflexive.contains(&first) {
                    first = words.next().unwrap_or_default();
                }
                out.light.entry(first).or_default().push((words.collect(), kind));
            }
        }
        for kinds in out.light.values_mut() {
            kinds.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
        Ok(out)
    }

    /// Roles of a case marker, the most specific first; empty when it is unknown.
    pub(super) fn roles_of(&self, marker: &str) -> &[Role] {
        self.markers.get(marker).map_or(&[], Vec::as_slice)
    }

    /// Which word of a noun of several words is its head: the last before the first
    /// preposition where compounds end in their head, else the first.
    pub(super) fn head_of(&self, words: &[SmolStr]) -> usize {
        match self.compound {
            CompoundHead::First => 0,
            CompoundHead::Last => {
                let preposition = words.iter().skip(1).position(|w| self.markers.contains_key(w.as_str()));
                preposition.unwrap_or(words.len().saturating_sub(1))
            }
        }
    }

    pub(super) fn modality(&self, lemma: &str) -> Option<Modality> {
        self.modality.get(lemma).copied()
    }

    /// Regular inflected forms of a verb, for lemmas that a tagger guessed wrong.
    pub(super) fn inflected(&self, lemma: &str) -> Vec<String> {
        forms(&self.conjugation, lemma)
    }

    /// Regular plurals of a noun, for the same.
    pub(super) fn plurals(&self, lemma: &str) -> Vec<String> {
        forms(&self.plural, lemma)
    }

    /// The value of a numeral, written in digits or as a word.
    pub(super) fn number(&self, form: &str) -> Option<u32> {
        if let Some(n) = self.numbers.get(form) {
            return Some(*n);
        }
        let digits: String =
            form.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
        // "7,2" is no count of people.
        let grouped =
            form.len() == digits.len() || form.split(|c: char| !c.is_ascii_digit()).skip(1).all(|g| g.len() == 3);
        (!digits.is_empty() && grouped && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
    }

    /// The light verbs with this lemma: the words that must follow it, the most first, and its kind.
    pub(super) fn light(&self, lemma: &str) -> &[(Vec<String>, LightVerb)] {
        self.light.get(lemma).map_or(&[], Vec::as_slice)
    }
}

/// The forms that a table of endings gives a lemma, by what the lemma ends in.
fn forms(table: &BTreeMap<String, Vec<String>>, lemma: &str) -> Vec<String> {
    let stems = table.iter().filter_map(|(ending, forms)| Some((lemma.strip_suffix(ending.as_str())?, forms)));
    stems.flat_map(|(stem, forms)| forms.iter().map(move |f| format!("{stem}{f}"))).collect()
}
