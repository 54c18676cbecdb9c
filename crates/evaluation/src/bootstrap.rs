use std::collections::BTreeMap;

use crate::score::{Measure, Scores};

/// The middle 95 % of F1 over resampled documents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// 2.5th percentile, 0 to 1.
    pub low: f64,
    /// 97.5th percentile, 0 to 1.
    pub high: f64,
}

/// Percentile bootstrap over documents (Efron 1979): `rounds` draws of as many
/// documents with replacement, from a fixed seed.
pub fn intervals(documents: &[Scores], rounds: usize, seed: u64) -> BTreeMap<Measure, Interval> {
    if documents.is_empty() || rounds == 0 {
        return BTreeMap::new();
    }
    let mut state = seed;
    let mut samples: BTreeMap<Measure, Vec<f64>> = BTreeMap::new();
    for _ in 0..rounds {
        let mut draw = vec![0u32; documents.len()];
        for _ in 0..documents.len() {
            draw[(next(&mut state) % documents.len() as u64) as usize] += 1;
        }
        for measure in Measure::ALL {
            let mut total = crate::Counts::default();
            for (scores, times) in documents.iter().zip(&draw) {
                let counts = scores.get(measure);
                total.hit += counts.hit * *times as usize;
                total.gold += counts.gold * *times as usize;
                total.predicted += counts.predicted * *times as usize;
            }
            samples.entry(measure).or_default().push(total.f1());
        }
    }
    samples
        .into_iter()
        .map(|(measure, mut values)| {
            values.sort_by(f64::total_cmp);
            let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
            (measure, Interval { low: at(0.025), high: at(0.975) })
        })
        .collect()
}

/// SplitMix64 (Steele, Lea and Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Counts;

    #[test]
    fn the_interval_holds_the_figure_and_is_the_same_twice() {
        let documents: Vec<Scores> = (0..30)
            .map(|i| {
                let mut scores = Scores::default();
                scores.counts.insert(Measure::Type, Counts { hit: 5 + i % 3, gold: 10, predicted: 9 });
                scores
            })
            .collect();
        let a = intervals(&documents, 500, 1)[&Measure::Type];
        assert_eq!(a, intervals(&documents, 500, 1)[&Measure::Type]);
        let mut all = Scores::default();
        documents.iter().for_each(|d| all.add(d));
        let f1 = all.get(Measure::Type).f1();
        assert!(a.low < f1 && f1 < a.high && a.high - a.low < 0.1, "{a:?} {f1}");
    }
}
