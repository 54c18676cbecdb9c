//! The files as they are written.

use std::collections::BTreeMap;

use chancery_record::EntityKind;
use serde::Deserialize;

use super::super::traits::{Gender, Number};
use super::Animacy;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RolesFile {
    /// Phrases with such nouns that are no actors.
    #[serde(default)]
    pub(super) ignore: Vec<String>,
    pub(super) roles: Vec<Group>,
    #[serde(default)]
    pub(super) adjectives: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) nouns: Vec<String>,
    pub(super) sector: Option<String>,
    pub(super) code: Option<String>,
    pub(super) kind: EntityKind,
    #[serde(default)]
    pub(super) country: CountryFrom,
    #[serde(default)]
    pub(super) inherits: bool,
    #[serde(default)]
    pub(super) abroad: bool,
    pub(super) office: Option<String>,
    pub(super) office_of: Option<OfficeOf>,
    #[serde(default)]
    pub(super) refers: bool,
    #[serde(default)]
    pub(super) counterpart: bool,
    #[serde(default)]
    pub(super) collective: bool,
    #[serde(default)]
    pub(super) alone: bool,
    #[serde(default)]
    pub(super) vague: bool,
    #[serde(default)]
    pub(super) leads: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CountryFrom {
    /// The place at hand, else the country that the article is about.
    Topic,
    /// Only what the words say.
    #[default]
    Given,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum OfficeOf {
    State,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GrammarFile {
    pub(super) titles: Titles,
    #[serde(default)]
    pub(super) given: Given,
    pub(super) former: Former,
    pub(super) case: Case,
    pub(super) verbs: Verbs,
    pub(super) nouns: Nouns,
    #[serde(default)]
    pub(super) pronouns: Vec<Closed>,
    #[serde(default)]
    pub(super) possessives: Vec<Closed>,
    pub(super) determiners: Determiners,
    pub(super) places: PlaceWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Titles {
    pub(super) masculine: Vec<String>,
    pub(super) feminine: Vec<String>,
    pub(super) any: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    pub(super) masculine: Vec<String>,
    pub(super) feminine: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Former {
    pub(super) words: Vec<String>,
    pub(super) prefixes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) owner: Vec<String>,
    pub(super) place: Vec<String>,
    pub(super) town: Vec<String>,
    pub(super) actor: Vec<String>,
    pub(super) recipient: Vec<String>,
    #[serde(default)]
    pub(super) contrast: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verbs {
    pub(super) scene: Vec<String>,
    pub(super) place: Vec<String>,
    pub(super) address: Vec<String>,
    pub(super) impersonal: Vec<String>,
    #[serde(default)]
    pub(super) existential: Vec<(String, String)>,
    pub(super) copula: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nouns {
    pub(super) government: Vec<String>,
    pub(super) place: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Determiners {
    pub(super) definite: Vec<String>,
    pub(super) demonstrative: Vec<String>,
    #[serde(default)]
    pub(super) two: Vec<String>,
    #[serde(default)]
    pub(super) one: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceWords {
    pub(super) before: Vec<String>,
    pub(super) urban: Vec<String>,
    pub(super) compass: Vec<String>,
    pub(super) never: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Closed {
    pub(super) forms: Vec<String>,
    pub(super) gender: Option<Gender>,
    pub(super) number: Number,
    /// `person` or `thing`, where the form tells.
    pub(super) of: Option<Animacy>,
    /// The part of speech that the form must have.
    pub(super) only: Option<String>,
    /// Takes the nearest antecedent, not the most prominent.
    #[serde(default)]
    pub(super) nearest: bool,
    /// Stands for whoever is quoted.
    #[serde(default)]
    pub(super) first: bool,
}
