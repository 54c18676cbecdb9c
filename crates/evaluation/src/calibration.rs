//! Confidence: fitting it to annotated articles, and how far it can be believed.

use std::collections::{BTreeMap, BTreeSet};

/// An event of a reading: what was known of it, and whether it was right.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Index of its document.
    pub document: usize,
    /// Names of the features that it has.
    pub features: Vec<String>,
    /// Whether type and countries were right.
    pub right: bool,
}

/// A feature that fewer samples have is left out.
const LEAST: usize = 10;
/// Weight of the ridge penalty (L2) on a log-odds weight.
const RIDGE: f64 = 8.0;
/// Steps of the descent.
const STEPS: usize = 3000;

/// Logistic regression with a ridge penalty, by gradient descent from zero: the same weights every time.
/// Intercept, and what each feature adds to the log-odds.
pub fn fit(samples: &[&Sample]) -> (f64, BTreeMap<String, f64>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for feature in samples.iter().flat_map(|s| &s.features) {
        *counts.entry(feature).or_default() += 1;
    }
    // What all have is the intercept's.
    let names: Vec<&str> =
        counts.into_iter().filter(|(_, n)| *n >= LEAST && *n < samples.len()).map(|(name, _)| name).collect();
    let index = |name: &str| names.binary_search(&name).ok();
    let rows: Vec<(Vec<usize>, f64)> = samples
        .iter()
        .map(|s| (s.features.iter().filter_map(|f| index(f)).collect(), f64::from(u8::from(s.right))))
        .collect();
    let mut weights = vec![0.0; names.len()];
    let mut intercept = 0.0;
    // The loss is smooth with a constant of at most a quarter of the sum of squared row lengths.
    let most = rows.iter().map(|(row, _)| row.len() + 1).sum::<usize>() as f64;
    let rate = 1.0 / (most / 4.0 + RIDGE);
    let (mut momentum, mut momentum_0) = (vec![0.0; names.len()], 0.0);
    for _ in 0..STEPS {
        let mut slope = weights.iter().map(|w| RIDGE * w).collect::<Vec<f64>>();
        let mut slope_0 = 0.0;
        for (row, right) in &rows {
            let error = sigmoid(intercept + row.iter().map(|i| weights[*i]).sum::<f64>()) - right;
            slope_0 += error;
            row.iter().for_each(|i| slope[*i] += error);
        }
        for (i, s) in slope.iter().enumerate() {
            momentum[i] = 0.9 * momentum[i] - rate * s;
            weights[i] += momentum[i];
        }
        momentum_0 = 0.9 * momentum_0 - rate * slope_0;
        intercept += momentum_0;
    }
    let rounded = |w: f64| (w * 1000.0).round() / 1000.0;
    (rounded(intercept), names.iter().zip(&weights).map(|(n, w)| ((*n).to_owned(), rounded(*w))).collect())
}

/// The share that each sample gets from weights fitted to the documents of the other folds.
pub fn cross_validated(samples: &[Sample], folds: usize) -> Vec<f64> {
    let documents: BTreeSet<usize> = samples.iter().map(|s| s.document).collect();
    let order: BTreeMap<usize, usize> = documents.into_iter().enumerate().map(|(i, d)| (d, i % folds.max(2))).collect();
    let fold = |s: &Sample| order.get(&s.document).copied().unwrap_or_default();
    let models: Vec<(f64, BTreeMap<String, f64>)> = (0..folds.max(2))
        .map(|left_out| fit(&samples.iter().filter(|s| fold(s) != left_out).collect::<Vec<_>>()))
        .collect();
    samples
        .iter()
        .map(|s| {
            let (intercept, weights) = &models[fold(s)];
            sigmoid(intercept + s.features.iter().filter_map(|f| weights.get(f)).sum::<f64>())
        })
        .collect()
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// How far stated shares agree with what was right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reliability {
    /// Events.
    pub events: usize,
    /// Events that were right.
    pub right: usize,
    /// Mean squared error of the stated shares (Brier 1950).
    pub brier: f64,
    /// The same if the share of all were stated for each.
    pub brier_of_the_mean: f64,
    /// Expected calibration error over ten bins of equal width (Naeini, Cooper and Hauskrecht 2015).
    pub ece: f64,
    /// Chance that a right event is rated over a wrong one (area under the ROC curve).
    pub auc: f64,
    /// Bins that hold events: mean share stated, share that was right, events.
    pub bins: Vec<(f64, f64, usize)>,
}

/// Compares stated shares with what was right.
pub fn reliability(stated: &[(f64, bool)]) -> Reliability {
    let n = stated.len() as f64;
    let right = stated.iter().filter(|s| s.1).count();
    if stated.is_empty() {
        return Reliability::default();
    }
    let mean = right as f64 / n;
    let value = |r: bool| f64::from(u8::from(r));
    let brier = stated.iter().map(|(p, r)| (p - value(*r)).powi(2)).sum::<f64>() / n;
    let mut bins = Vec::new();
    let mut ece = 0.0;
    for bin in 0..10 {
        let inside: Vec<&(f64, bool)> =
            stated.iter().filter(|(p, _)| ((p * 10.0).floor() as usize).min(9) == bin).collect();
        if inside.is_empty() {
            continue;
        }
        let size = inside.len() as f64;
        let said = inside.iter().map(|s| s.0).sum::<f64>() / size;
        let was = inside.iter().filter(|s| s.1).count() as f64 / size;
        ece += size / n * (said - was).abs();
        bins.push((said, was, inside.len()));
    }
    let (yes, no): (Vec<f64>, Vec<f64>) =
        (stated.iter().filter(|s| s.1).map(|s| s.0).collect(), stated.iter().filter(|s| !s.1).map(|s| s.0).collect());
    let over = |a: f64, b: f64| {
        if a > b {
            1.0
        } else if a == b {
            0.5
        } else {
            0.0
        }
    };
    let wins: f64 = yes.iter().flat_map(|a| no.iter().map(move |b| over(*a, *b))).sum();
    let pairs = (yes.len() * no.len()) as f64;
    Reliability {
        events: stated.len(),
        right,
        brier,
        brier_of_the_mean: mean * (1.0 - mean),
        ece,
        auc: if pairs > 0.0 { wins / pairs } else { 0.5 },
        bins,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(document: usize, feature: &str, right: bool) -> Sample {
        Sample { document, features: vec![feature.to_owned()], right }
    }

    #[test]
    fn a_feature_of_right_events_is_given_weight() {
        let all: Vec<Sample> = (0..200)
            .map(|i| {
                let rare = i / 10 % 5 == 0;
                if i % 2 == 0 { sample(i, "good", !rare) } else { sample(i, "bad", rare) }
            })
            .collect();
        let (_, weights) = fit(&all.iter().collect::<Vec<_>>());
        assert!(weights["good"] > 0.5 && weights["bad"] < -0.5, "{weights:?}");
        let stated = cross_validated(&all, 5);
        let told: Vec<(f64, bool)> = stated.into_iter().zip(all.iter().map(|s| s.right)).collect();
        let found = reliability(&told);
        assert!(found.brier < found.brier_of_the_mean && found.ece < 0.1 && found.auc > 0.75, "{found:?}");
    }

    #[test]
    fn a_share_that_is_always_wrong_shows() {
        let found = reliability(&[(0.9, false), (0.9, false), (0.1, true)]);
        assert!(found.ece > 0.8 && found.auc == 0.0 && found.brier > 0.8);
    }
}
