use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::span::spans;
use crate::{Anchor, Because, Edtf, Span};

/// An expression that names a calendar time or period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Time {
    /// The expression without its preposition.
    #[serde(flatten)]
    pub span: Span,
    /// Its value.
    pub edtf: Edtf,
    /// What the value hangs on, when it is relative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// Rule behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}
spans!(Time: span, because);

/// A mention of a place by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The name in the text.
    #[serde(flatten)]
    pub span: Span,
    /// Common English name.
    pub name: String,
    /// ISO 3166-1 alpha-3; absent for regions across countries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Latitude, degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude, degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// GeoNames identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geonames: Option<u32>,
    /// Whether it stands for its government.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub metonym: bool,
    /// Rule behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}
spans!(Place: span, because);

/// A lasting relation between two entities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// The words that state it.
    #[serde(flatten)]
    pub span: Span,
    /// `ally`, `member`, `successor`, `spokesperson`, `owner`, `relative`, `opponent`.
    pub kind: String,
    /// Who stands in the relation.
    pub from: String,
    /// To whom.
    pub to: String,
    /// When it held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<Edtf>,
    /// Rule and spans behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}
spans!(Relation: span, because);

/// An attitude of one actor towards another or towards an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stance {
    /// The words that state it.
    #[serde(flatten)]
    pub span: Span,
    /// Whose attitude.
    pub holder: String,
    /// Entity or event it is about.
    pub towards: String,
    /// `favourable`, `unfavourable` or `mixed`.
    pub polarity: String,
    /// The quotation that expresses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quotation: Option<String>,
    /// Rule and spans behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}
spans!(Stance: span, because);

/// A statement that the world file or the calendar can check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// The words.
    #[serde(flatten)]
    pub span: Span,
    /// `distance`, `date` or `office`.
    pub kind: String,
    /// What the text says.
    pub stated: String,
    /// What was computed.
    pub computed: String,
    /// `holds`, `contradicted` or `open`.
    pub verdict: String,
    /// Rule and spans behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}
spans!(Claim: span, because);
