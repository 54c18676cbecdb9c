use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::span::{Spans, spans};
use crate::{
    Article, Claim, Diplomacy, Edtf, Entity, Event, Offsets, Pair, Place, Quotation, Relation, Signature, Span, Stance,
    Time, Unit,
};

/// Name and version of the record.
pub const SCHEMA: &str = "chancery.reading/1";

/// What a relative date hangs on: when the anchor is narrowed, all that hang on it are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Anchor {
    /// `published` (the dateline) or the EDTF value of another expression.
    pub to: String,
    /// Days from the anchor, when the relation is a number of days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i32>,
    /// The relation in words when it is not a number of days, as in `last friday`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<SmolStr>,
}

/// Why a conclusion was drawn: the rule's name and the words that carry each field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Because {
    /// Name of the rule, as in `fr/bombarder`.
    pub rule: SmolStr,
    /// Field name to the words that carry it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub spans: BTreeMap<SmolStr, Pair>,
    /// Further steps, outermost first, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
}

impl Because {
    /// A reason with the rule's name alone.
    pub fn rule(name: impl Into<SmolStr>) -> Self {
        Because { rule: name.into(), ..Because::default() }
    }

    /// Adds the words that carry `field`.
    #[must_use]
    pub fn with(mut self, field: &str, span: Span) -> Self {
        self.spans.insert(field.into(), Pair(span));
        self
    }
}

impl Spans for Because {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        for pair in self.spans.values_mut() {
            change(&mut pair.0);
        }
    }
}

/// Versions of everything that made a reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CodedBy {
    /// Program name and version.
    pub program: String,
    /// Hash of the models.
    pub models: String,
    /// Hash of lexicons and frames, overlays included.
    pub lexicons: String,
    /// Hash of the world file, overlays included.
    pub world: String,
}

/// What Chancery made of one article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// Name and version of the record: [`SCHEMA`].
    pub schema: String,
    /// The article's identifier: what its source calls it, or in an archive what it is
    /// ([`Identity`](crate::Identity)). The ids of its items do not hang on it.
    pub id: String,
    /// What its source calls it, where `id` is an archive's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// Language of the text (BCP 47 primary tag); absent when it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Dateline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// Headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Address or origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The text; left out where it may not be shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// SHA-256 of the text's UTF-8 bytes.
    pub sha256: String,
    /// Versions of everything that made the reading.
    pub coded_by: CodedBy,
    /// Why layers are missing, when they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Actors and places.
    pub entities: Vec<Entity>,
    /// Acts and speech acts.
    pub events: Vec<Event>,
    /// Quoted words and reported contents.
    pub quotations: Vec<Quotation>,
    /// Calendar expressions.
    pub times: Vec<Time>,
    /// Names of places.
    pub places: Vec<Place>,
    /// Lasting relations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Attitudes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stances: Vec<Stance>,
    /// Checkable statements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// The state of a peace process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diplomacy: Option<Diplomacy>,
    /// What is needed to compare the text with others, over languages and without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}
spans!(Reading: entities, events, quotations, times, places, relations, stances, claims, diplomacy);

impl Reading {
    /// A reading of `article` without layers.
    pub fn of(article: &Article) -> Self {
        Reading {
            schema: SCHEMA.to_owned(),
            id: article.id.clone(),
            lang: article.lang.clone(),
            date: article.date.clone(),
            title: article.title.clone(),
            source: article.source.clone(),
            url: article.url.clone(),
            text: Some(article.text.clone()),
            sha256: crate::sha256_hex(article.text.as_bytes()),
            ..Reading::default()
        }
    }

    /// The same reading with offsets counted in `unit` instead of bytes of `text`.
    #[must_use]
    pub fn in_unit(mut self, text: &str, unit: Unit) -> Self {
        let offsets = Offsets::new(text);
        self.each_span(&mut |span| {
            span.start = offsets.from_bytes(span.start, unit);
            span.end = offsets.from_bytes(span.end, unit);
        });
        self
    }

    /// The same reading with offsets in bytes of `text` instead of `unit`.
    #[must_use]
    pub fn from_unit(mut self, text: &str, unit: Unit) -> Self {
        let offsets = Offsets::new(text);
        self.each_span(&mut |span| {
            span.start = offsets.to_bytes(span.start, unit);
            span.end = offsets.to_bytes(span.end, unit);
        });
        self
    }
}
