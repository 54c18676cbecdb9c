use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::span::spans;
use crate::{ActorCode, Edtf, Pair};

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// A human being, named or known by a role.
    Person,
    /// A state or its government.
    State,
    /// An institution, company, outlet, party or intergovernmental body.
    Organization,
    /// A crowd, armed group, people, or other collective.
    Group,
    /// A place that does not act.
    Place,
}

/// An office and the state or body it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Office {
    /// Title, in English where the world file knows it, else the article's words.
    pub title: String,
    /// State (ISO 3166-1 alpha-3) or body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Edtf>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Edtf>,
}

/// One actor or place of the article, with all its mentions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    /// Stable identifier, `e…`.
    pub id: String,
    /// What it is.
    pub kind: EntityKind,
    /// Fullest name in the article, else the fullest description.
    pub name: String,
    /// Actor code at the article's date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<ActorCode>,
    /// Wikidata item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
    /// Offices held at the article's date, or stated by the article.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<Office>,
    /// Where it is mentioned, in text order.
    pub mentions: Vec<Pair>,
}
spans!(Entity: mentions);
