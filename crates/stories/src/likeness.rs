//! How alike two articles are, and in what.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::article::{Article, cosine};

/// The likeness of two articles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// From 0 to 1.
    pub score: f32,
    /// Cosine of their words' weights.
    pub words: f32,
    /// Telling words that both have.
    pub shared: Vec<SmolStr>,
    /// Days between their publications, when both are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Compares two articles. The order does not matter.
pub(crate) fn likeness(a: &Article, b: &Article) -> Likeness {
    let words = cosine(&a.terms, &b.terms);
    let theirs: BTreeSet<String> = b.input.keywords.iter().map(|k| k.to_lowercase()).collect();
    let shared = a.input.keywords.iter().filter(|k| theirs.contains(&k.to_lowercase())).take(8).cloned().collect();
    Likeness { score: words.clamp(0.0, 1.0), words, shared, days: a.days_apart(b) }
}
