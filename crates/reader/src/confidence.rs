//! How often readings like this one were right on annotated text.
//!
//! A logistic regression over what is known of an event when it is read: its type, how its parties were found,
//! verb or noun, how often it is told. The weights (`models/confidence.toml`) are fitted to annotated development
//! articles by `chancery evaluate GOLD… --calibrate FILE`. An event counts as right when its type, and the countries
//! of source and target, are those of the annotation.

use std::collections::BTreeMap;

use chancery_record::{Event, Status, Syntax};
use serde::{Deserialize, Serialize};

const BUILTIN: &str = include_str!("../../../models/confidence.toml");

/// Weights of a logistic regression over named features, each present or absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Log-odds of an event without any of the features.
    pub intercept: f64,
    /// What each feature adds; one that is not named adds nothing.
    pub weights: BTreeMap<String, f64>,
}

impl Weights {
    /// The weights that the program carries.
    ///
    /// # Errors
    /// What is wrong with the file, with its line.
    pub(crate) fn builtin() -> Result<Weights, String> {
        toml::from_str(BUILTIN).map_err(|e| format!("models/confidence.toml: {e}"))
    }

    /// Hash of the weights that the program carries.
    pub(crate) fn hash() -> String {
        chancery_record::sha256_hex(BUILTIN.as_bytes())
    }

    /// The chance that an event with these features is right, 0 to 1.
    pub fn share(&self, features: &[String]) -> f64 {
        let odds: f64 = features.iter().filter_map(|f| self.weights.get(f)).sum();
        1.0 / (1.0 + (-(self.intercept + odds)).exp())
    }
}

/// Gives every event its share, to two decimals.
pub(crate) fn rate(events: &mut [Event], syntax: &Syntax, weights: &Weights) {
    let all: Vec<Vec<String>> = events.iter().map(|e| features(e, events, syntax)).collect();
    for (event, features) in events.iter_mut().zip(all) {
        event.confidence = Some(((weights.share(&features) * 100.0).round() / 100.0) as f32);
    }
}

/// Characters between the words of a party and of the act from which on they are far apart.
const FAR: u32 = 60;
/// Words of a long sentence.
const LONG: usize = 40;

/// What is known of an event when it is read, as names of features that are present; `events` are all of its article.
pub fn features(event: &Event, events: &[Event], syntax: &Syntax) -> Vec<String> {
    let mut found = vec![format!("type {}", event.kind), format!("lang {}", syntax.lang)];
    for (side, codes) in [("source", &event.source), ("target", &event.target)] {
        let said = event.because.spans.get(side);
        let how = match (said, codes.len()) {
            (_, 0) => "none",
            (Some(_), _) => "said",
            (None, _) => "inferred",
        };
        found.push(format!("{side} {how}"));
        if codes.len() > 1 {
            found.push(format!("{side} several"));
        }
        if codes.iter().any(|c| c.country() == "UNK") {
            found.push(format!("{side} unknown"));
        } else if let Some(code) = codes.first() {
            let sort = match code.sector() {
                "GOV" => "government",
                "MIL" | "COP" | "SPY" | "REB" | "PRM" => "armed",
                "IGO" | "NGO" => "body",
                _ => "other",
            };
            found.push(format!("{side} {sort}"));
        }
        if said.is_some_and(|s| gap(s.0.start, s.0.end, event.span.start, event.span.end) > FAR) {
            found.push(format!("{side} far"));
        }
    }
    for step in &event.because.steps {
        // "target: …", "source not said: …", "praise over AGREE …": the kind of step is its first words.
        let kind = step.split(':').next().unwrap_or_default();
        let kind = if kind.len() > 30 || kind.contains(" over ") { "composed" } else { kind };
        found.push(format!("step {kind}"));
    }
    if event.status != Status::Actual {
        found.push(format!("status {}", event.status));
    }
    let flags = [
        (event.of.is_some(), "of an act"),
        (event.mode.is_some(), "mode"),
        (!event.also.is_empty(), "told again"),
        (event.date.is_some(), "dated"),
        (event.place.is_some(), "placed"),
        (!event.holders.is_empty(), "on somebody's word"),
        (event.source == event.target && !event.source.is_empty(), "source is target"),
        (["source", "target"].iter().all(|s| event.because.spans.contains_key(*s)), "both said"),
        (event.because.steps.is_empty(), "no step"),
    ];
    found.extend(flags.iter().filter(|(is, _)| *is).map(|(_, name)| (*name).to_owned()));
    if let Some(index) = syntax.sentence_at(event.span.start) {
        let tokens = &syntax.sentences[index].tokens;
        if let Some(token) = tokens.iter().find(|t| t.span.overlaps(event.span)) {
            found.push(format!("word {}", if matches!(token.upos.as_str(), "VERB" | "AUX") { "verb" } else { "noun" }));
        }
        if tokens.len() > LONG {
            found.push("long sentence".to_owned());
        }
        if index < 3 {
            found.push("lead".to_owned());
        }
        let beside = events.iter().filter(|e| syntax.sentence_at(e.span.start) == Some(index)).count();
        if beside > 2 {
            found.push("crowded sentence".to_owned());
        }
    }
    found.sort();
    found.dedup();
    found
}

fn gap(a: u32, b: u32, c: u32, d: u32) -> u32 {
    if b <= c { c - b } else { a.saturating_sub(d) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_that_the_program_carries_are_read() {
        let weights = Weights::builtin().unwrap();
        assert!(weights.weights.len() > 10);
    }

    #[test]
    fn a_feature_moves_the_share_by_its_weight() {
        let weights = Weights { intercept: 0.0, weights: BTreeMap::from([("source said".to_owned(), 3f64.ln())]) };
        assert!((weights.share(&[]) - 0.5).abs() < 1e-12);
        assert!((weights.share(&["source said".to_owned()]) - 0.75).abs() < 1e-12);
    }
}
