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

/// Weights of the parts: words, lead, actors, places, numbers.
pub(crate) const WEIGHTS: [f32; 5] = [0.4, 0.2, 0.2, 0.1, 0.1];

/// Cosines of vectors that texts in two languages reach by chance.
const CHANCE: f32 = 0.3;

/// Nearness in sense of two texts in different languages, 0 to 1 less what chance gives.
fn sense(a: &Article, b: &Article) -> Option<f32> {
    if a.input.lang == b.input.lang {
        return None;
    }
    let cosine = a.input.signature.as_ref()?.cosine(b.input.signature.as_ref()?)?;
    Some(((cosine - CHANCE) / (1.0 - CHANCE)).max(0.0))
}

/// The parts of a likeness.
fn parts(a: &Article, b: &Article) -> [f32; 5] {
    let (words, lead) = (cosine(&a.terms, &b.terms), cosine(&a.lead, &b.lead));
    // Between languages words meet by chance and by names only; the vectors' angle stands in.
    let sense = sense(a, b).unwrap_or(0.0);
    [
        words.max(sense),
        lead.max(sense),
        cosine(&a.actors, &b.actors),
        cosine(&a.places, &b.places),
        cosine(&a.numbers, &b.numbers),
    ]
}

/// How alike two articles are, 0 to 1.
pub(crate) fn score(a: &Article, b: &Article) -> f32 {
    parts(a, b).iter().zip(WEIGHTS).map(|(part, weight)| part * weight).sum::<f32>().clamp(0.0, 1.0)
}

/// Compares two articles. The order does not matter.
pub(crate) fn likeness(a: &Article, b: &Article) -> Likeness {
    let [words, lead, actors, places, numbers] = parts(a, b);
    let theirs: BTreeSet<String> = b.input.keywords.iter().map(|k| k.to_lowercase()).collect();
    let shared = a.input.keywords.iter().filter(|k| theirs.contains(&k.to_lowercase())).take(8).cloned().collect();
    Likeness { score: score(a, b), words, lead, actors, places, numbers, shared, days: a.days_apart(b) }
}
