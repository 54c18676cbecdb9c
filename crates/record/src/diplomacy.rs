//! The state of a peace process, as the diplomacy guidelines define it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::span::spans;
use crate::{Because, Edtf, Pair, Span};

/// The diplomacy layer of a reading.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diplomacy {
    /// Initiatives addressed to named others.
    pub offers: Vec<Offer>,
    /// Agreements, past ones too.
    pub accords: Vec<Accord>,
    /// Acts short of war that raise or lower the price of a stand.
    pub leverage: Vec<Leverage>,
    /// Meetings or series of talks between parties.
    pub rounds: Vec<Round>,
}
spans!(Diplomacy: offers, accords, leverage, rounds);

/// A proposal to host, mediate, talk, cease fire, or terms of peace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// The words that state it best.
    #[serde(flatten)]
    pub span: Span,
    /// The event it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Its other mentions.
    #[serde(default)]
    pub also: Vec<Pair>,
    /// `host`, `mediate`, `talks`, `ceasefire` or `terms`.
    pub kind: String,
    /// Who offers (entity ids).
    pub offeror: Vec<String>,
    /// Where, for a host (entity id).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// One for each addressee.
    pub invitations: Vec<Invitation>,
    /// Rule behind it, the words that carry its fields, and what was inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}
spans!(Offer: span, also, because);

/// One addressee of an offer and the answer on record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Invitation {
    /// Who is invited (entity id).
    pub invitee: String,
    /// `none_reported`, `accept`, `conditional`, `welcome`, `noncommittal` or `decline`.
    pub response: String,
    /// Whose answer: `principal`, `minister`, `spokesperson` or `reported`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Who answered (entity id).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The event that is the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Date of the answer, or of the report that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Edtf>,
}

/// An agreement, treaty, ceasefire, exchange deal or settlement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Accord {
    /// The words that state it best.
    #[serde(flatten)]
    pub span: Span,
    /// The event it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Its other mentions.
    #[serde(default)]
    pub also: Vec<Pair>,
    /// The text's name for it, or its words.
    pub name: String,
    /// When it was agreed, announced or signed.
    pub dates: Vec<Edtf>,
    /// Those bound (entity ids).
    pub parties: Vec<String>,
    /// Mediators, sponsors, guarantors, witnesses (entity ids).
    pub mediators: Vec<String>,
    /// Clauses that the text tells.
    pub provisions: Vec<Provision>,
    /// `none`, `partial`, `full` or `unknown`.
    pub implementation: String,
    /// `proposed`, `negotiated`, `signed`, `in_force`, `broken` or `ended`.
    pub status: String,
    /// Reported or alleged breaches.
    #[serde(default)]
    pub breaches: Vec<Breach>,
    /// Rule behind it, the words that carry its fields, and what was inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}
spans!(Accord: span, also, provisions, breaches, because);

/// A clause of an accord.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provision {
    /// The words.
    #[serde(flatten)]
    pub span: Span,
    /// Category, as the diplomacy guidelines list them.
    pub category: String,
}
spans!(Provision: span);

/// A breach of an accord, reported or alleged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Breach {
    /// The words.
    #[serde(flatten)]
    pub span: Span,
    /// Who broke it (entity id).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Who says so (entity id).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alleged_by: Option<String>,
    /// Index of the provision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provision: Option<u32>,
    /// The event it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}
spans!(Breach: span);

/// An act of pressure or reward.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Leverage {
    /// The words.
    #[serde(flatten)]
    pub span: Span,
    /// The event it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Its other mentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Pair>,
    /// Who acts (entity ids).
    pub source: Vec<String>,
    /// On whom.
    pub target: Vec<String>,
    /// `aid`, `arms`, `sanctions`, `recognition`, `troops`, `trade` or `statement`.
    pub instrument: String,
    /// `apply`, `suspend`, `lift` or `threaten`.
    pub direction: String,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// Rule behind it, the words that carry its fields, and what was inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}
spans!(Leverage: span, also, because);

/// A meeting or series of talks between parties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Round {
    /// The words that state it best.
    #[serde(flatten)]
    pub span: Span,
    /// The event it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Its other mentions.
    #[serde(default)]
    pub also: Vec<Pair>,
    /// All on equal terms (entity ids).
    pub participants: Vec<String>,
    /// Mediators (entity ids).
    pub mediators: Vec<String>,
    /// Where (entity id).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
    /// When.
    pub dates: Vec<Edtf>,
    /// `head`, `minister`, `envoy` or `unspecified`.
    pub level: String,
    /// `agreement`, `progress`, `none`, `ongoing` or `unknown`.
    pub outcome: String,
    /// Rule behind it, the words that carry its fields, and what was inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}
spans!(Round: span, also, because);
