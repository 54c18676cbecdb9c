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
    /// The same of the headline and the first words.
    pub lead: f32,
    /// Of their actors.
    pub actors: f32,
    /// Of their places.
    pub places: f32,
    /// Of their numbers.
    pub numbers: f32,
    /// Telling words that both have.
    pub shared: Vec<SmolStr>,
    /// Days between their publications, when both are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Compares two articles. The order does not matter.
pub(crate) fn likeness(a: &Article, b: &Article) -> Likeness {
    let words = cosine(&a.terms, &b.terms);
    let lead = cosine(&a.lead, &b.lead);
    let actors = cosine(&a.actors, &b.actors);
    let places = cosine(&a.places, &b.places);
    let numbers = cosine(&a.numbers, &b.numbers);
    let score = 0.4 * words + 0.2 * lead + 0.2 * actors + 0.1 * places + 0.1 * numbers;
    let theirs: BTreeSet<String> = b.input.keywords.iter().map(|k| k.to_lowercase()).collect();
    let shared = a.input.keywords.iter().filter(|k| theirs.contains(&k.to_lowercase())).take(8).cloned().collect();
    Likeness { score: score.clamp(0.0, 1.0), words, lead, actors, places, numbers, shared, days: a.days_apart(b) }
}
