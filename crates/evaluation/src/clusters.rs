//! Measures of a grouping against a grouping by people.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Precision, recall and their harmonic mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Prf {
    /// Precision, 0 to 1.
    pub precision: f64,
    /// Recall, 0 to 1.
    pub recall: f64,
    /// F1, 0 to 1.
    pub f1: f64,
}

impl Prf {
    fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        Prf { precision, recall, f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 } }
    }
}

/// How a grouping agrees with gold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClusterScores {
    /// Items in both groupings.
    pub items: usize,
    /// Groups in gold.
    pub gold: usize,
    /// Groups predicted.
    pub predicted: usize,
    /// BCubed (Bagga and Baldwin 1998): the mean over items of the share of an item's group that
    /// belongs with it.
    pub bcubed: Prf,
    /// Over pairs of items in one group.
    pub pairs: Prf,
    /// Pairs in one group of gold, of the prediction, of both.
    pub pair_counts: [usize; 3],
}

/// Scores groups, given as item to label. Items that gold does not have are left out; items that
/// the prediction lacks count as groups of one.
pub fn score_clusters(gold: &BTreeMap<String, String>, predicted: &BTreeMap<String, String>) -> ClusterScores {
    let mut of_gold: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut of_predicted: BTreeMap<(bool, &str), BTreeSet<&str>> = BTreeMap::new();
    let label = |item: &'_ str| predicted.get(item).map(String::as_str);
    for (item, group) in gold {
        of_gold.entry(group).or_default().insert(item);
        let own = label(item).map_or((false, item.as_str()), |l| (true, l));
        of_predicted.entry(own).or_default().insert(item);
    }
    let (mut precision, mut recall, mut both) = (0.0, 0.0, 0usize);
    for (item, group) in gold {
        let ours = &of_predicted[&label(item).map_or((false, item.as_str()), |l| (true, l))];
        let theirs = &of_gold[group.as_str()];
        let common = ours.intersection(theirs).count();
        precision += common as f64 / ours.len() as f64;
        recall += common as f64 / theirs.len() as f64;
        both += common - 1;
    }
    let n = gold.len().max(1) as f64;
    let pairs = |sizes: &mut dyn Iterator<Item = usize>| sizes.map(|n| n * (n - 1) / 2).sum::<usize>();
    let counts = [
        pairs(&mut of_gold.values().map(BTreeSet::len)),
        pairs(&mut of_predicted.values().map(BTreeSet::len)),
        both / 2,
    ];
    let share = |of: usize| if of == 0 { 0.0 } else { counts[2] as f64 / of as f64 };
    ClusterScores {
        items: gold.len(),
        gold: of_gold.len(),
        predicted: of_predicted.len(),
        bcubed: Prf::new(precision / n, recall / n),
        pairs: Prf::new(share(counts[1]), share(counts[0])),
        pair_counts: counts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(all: &[(&str, &str)]) -> BTreeMap<String, String> {
        all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn the_example_of_bagga_and_baldwin() {
        // Truth: 12345 67 89ABC; response: 12345 6789ABC: precision 76 %, recall 100 %.
        let items = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C"];
        let truth = groups(&items.map(|i| {
            (
                i,
                if i <= "5" {
                    "x"
                } else if i <= "7" {
                    "y"
                } else {
                    "z"
                },
            )
        }));
        let response = groups(&items.map(|i| (i, if i <= "5" { "p" } else { "q" })));
        let scores = score_clusters(&truth, &response);
        assert_eq!((100.0 * scores.bcubed.precision).round(), 76.0);
        assert_eq!(scores.bcubed.recall, 1.0);
        assert_eq!(scores.pair_counts, [10 + 1 + 10, 10 + 21, 10 + 1 + 10]);
    }

    #[test]
    fn what_was_not_grouped_stands_alone() {
        let scores = score_clusters(&groups(&[("a", "x"), ("b", "x")]), &groups(&[("a", "b"), ("c", "b")]));
        assert_eq!((scores.predicted, scores.bcubed.precision, scores.bcubed.recall), (2, 1.0, 0.5));
        assert_eq!(scores.pairs.f1, 0.0);
    }
}
