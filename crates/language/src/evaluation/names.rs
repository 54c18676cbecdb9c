//! Entities against a gold standard: exact span and label.

use std::collections::{BTreeMap, BTreeSet};

use chancery_record::{Name, NameLabel, Span};

use super::Counts;

/// Counts by label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameScores {
    /// Every label that gold or system uses.
    pub labels: BTreeMap<NameLabel, Counts>,
}

impl NameScores {
    /// All labels together (micro average).
    pub fn total(&self) -> Counts {
        self.labels.values().fold(Counts::default(), |mut sum, counts| {
            sum += *counts;
            sum
        })
    }

    /// Adds the counts of another text.
    pub fn add(&mut self, other: &NameScores) {
        for (label, counts) in &other.labels {
            *self.labels.entry(*label).or_default() += *counts;
        }
    }
}

/// Scores the names of one text. `labels` are those that the gold standard
/// annotates: names of the system with another label are left out of the count.
pub fn score(gold: &[Name], system: &[Name], labels: &[NameLabel]) -> NameScores {
    let wanted = |names: &[Name]| -> BTreeSet<(NameLabel, Span)> {
        names.iter().filter(|n| labels.contains(&n.label)).map(|n| (n.label, n.span)).collect()
    };
    let (gold, system) = (wanted(gold), wanted(system));
    let mut scores = NameScores::default();
    for (label, _) in &gold {
        scores.labels.entry(*label).or_default().gold += 1;
    }
    for found in &system {
        let counts = scores.labels.entry(found.0).or_default();
        counts.system += 1;
        counts.correct += usize::from(gold.contains(found));
    }
    scores
}
