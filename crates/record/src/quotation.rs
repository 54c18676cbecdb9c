use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::span::spans;
use crate::{ActorCode, Because, Edtf, Pair, Span};

/// Whether the words themselves or only their content are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum QuotationKind {
    /// Words between quotation marks.
    Direct,
    /// A reported content clause without marks.
    Indirect,
}

/// How words reached the public.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Channel {
    /// `interview`, `press conference`, `statement`, `social media`, `speech`…
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Outlet that carried it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interviewer: Option<String>,
    /// When it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Edtf>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Edtf>,
    /// Who relayed it (agencies).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<String>,
}

/// One quoted stretch, direct or indirect, and its speaker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quotation {
    /// Stable identifier, `q…`.
    pub id: String,
    /// The words: marks excluded (direct), the content clause (indirect).
    #[serde(flatten)]
    pub span: Span,
    /// Direct or indirect.
    pub kind: QuotationKind,
    /// Full name when the text gives it anywhere, else the fullest description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The speaker's actor code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker_code: Option<ActorCode>,
    /// The speaker's entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker_entity: Option<String>,
    /// To whom it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addressee: Option<String>,
    /// The words that announce the speech.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cue: Option<Pair>,
    /// When it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// Identifier of an earlier quotation of the same words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<String>,
    /// How it reached the public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Rule and spans behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}
spans!(Quotation: span, cue, because);
