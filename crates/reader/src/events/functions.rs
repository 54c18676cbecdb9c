//! Function words of a language: roles of case markers, polarity, status, light verbs.

use std::collections::{BTreeMap, BTreeSet};

use chancery_language::{DataError, Pack};
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
    pub(super) purpose: BTreeSet<String>,
    pub(super) reflexive: BTreeSet<String>,
    light: BTreeMap<String, (Vec<String>, LightVerb)>,
}

impl Functions {
    pub(super) fn compile(pack: &Pack) -> Result<Functions, DataError> {
        let file = pack.required("functions.toml")?;
        let data: File = file.toml()?;
        let mut out = Functions::default();
        for (name, words) in data.roles {
            let role: Role = name.parse().map_err(|()| {
                file.error(file.line_with(&name), format!("'{name}' is no role ({})", Role::names()))
            })?;
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
                _ => {
                    let modality: Modality = name.parse().map_err(|()| {
                        file.error(
                            file.line_with(&name),
                            format!("'{name}' is no status (hypothetical, future, negated, actual, conditional, purpose)"),
                        )
                    })?;
                    out.modality.extend(words.map(|w| (w, modality)));
                }
            }
        }
        out.negation.extend(data.polarity.negation);
        out.restriction.extend(data.polarity.restriction);
        out.reflexive.extend(data.reflexive);
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
                out.light.entry(first).or_insert((words.collect(), kind));
            }
        }
        Ok(out)
    }

    /// Roles of a case marker, the most specific first; empty when it is unknown.
    pub(super) fn roles_of(&self, marker: &str) -> &[Role] {
        self.markers.get(marker).map_or(&[], Vec::as_slice)
    }

    pub(super) fn modality(&self, lemma: &str) -> Option<Modality> {
        self.modality.get(lemma).copied()
    }

    /// The light verb with this lemma and the words that must follow it.
    pub(super) fn light(&self, lemma: &str) -> Option<(&[String], LightVerb)> {
        self.light.get(lemma).map(|(rest, kind)| (rest.as_slice(), *kind))
    }
}
