//! Average linkage on a sparse graph.
//!
//! Groups are merged, the likest pair first, while the mean likeness of their members is at
//! least a threshold (UPGMA, Sokal and Michener 1958). Pairs without an edge count as 0.
//!
//! Between groups whose own members are very alike, more is asked: two series of reports on two
//! elections are each closely knit, and what they share is the kind of event. The mean is divided
//! by the groups' coherence (the geometric mean of the mean likeness inside each) over a usual
//! one, where that is more than 1. A small group's coherence is drawn towards the usual one.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// A possible merger; the heap gives the likest, and of equals the one with the lower members.
struct Candidate {
    mean: f64,
    low: usize,
    high: usize,
    /// Versions of both groups when it was made.
    versions: (u32, u32),
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Candidate {}
impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.mean
            .total_cmp(&other.mean)
            .then_with(|| (other.low, other.high).cmp(&(self.low, self.high)))
            .then_with(|| self.versions.cmp(&other.versions))
    }
}

/// Mean likeness inside a usual group.
const USUAL: f64 = 0.15;

/// Weight of the usual coherence, in ordered pairs of members.
const PRIOR: f64 = 20.0;

/// Mean likeness of two groups with the given sum of likenesses, sizes and inner sums (millionths).
fn mean(sum: i64, a: (usize, i64), b: (usize, i64)) -> f64 {
    let coherence = |(size, inner): (usize, i64)| {
        let n = size as f64;
        (PRIOR * USUAL + 2.0 * inner as f64 / 1e6) / (PRIOR + n * (n - 1.0))
    };
    let over = (coherence(a) * coherence(b)).sqrt() / USUAL;
    sum as f64 / 1e6 / (a.0 as f64 * b.0 as f64) / over.max(1.0)
}

/// The groups of `count` items, each sorted, in the order of their first items.
///
/// `edges` holds each pair once with its likeness, in any order: likenesses are summed in whole
/// millionths, so that the sum does not hang on the order of mergers.
pub(crate) fn average(count: usize, edges: &[(usize, usize, f32)], threshold: f32) -> Vec<Vec<usize>> {
    let mut sums: Vec<BTreeMap<usize, i64>> = vec![BTreeMap::new(); count];
    for &(a, b, likeness) in edges {
        let whole = (f64::from(likeness) * 1e6).round() as i64;
        sums[a].insert(b, whole);
        sums[b].insert(a, whole);
    }
    let mut members: Vec<Vec<usize>> = (0..count).map(|i| vec![i]).collect();
    let mut versions = vec![0u32; count];
    let least = (f64::from(threshold) * 1e6).round() / 1e6;
    let mut inner = vec![0i64; count];
    let mut heap = BinaryHeap::new();
    for (low, row) in sums.iter().enumerate() {
        for (&high, &sum) in row.range(low + 1..) {
            let mean = mean(sum, (1, 0), (1, 0));
            if mean >= least {
                heap.push(Candidate { mean, low, high, versions: (0, 0) });
            }
        }
    }
    while let Some(Candidate { low, high, versions: made, .. }) = heap.pop() {
        if made != (versions[low], versions[high]) || members[low].is_empty() || members[high].is_empty() {
            continue;
        }
        // The group keeps the number of its lowest member.
        let gone = std::mem::take(&mut members[high]);
        members[low].extend(gone);
        versions[low] += 1;
        let row = std::mem::take(&mut sums[high]);
        inner[low] += inner[high] + sums[low].remove(&high).unwrap_or(0);
        for (other, sum) in row {
            if other != low {
                sums[other].remove(&high);
                *sums[low].entry(other).or_default() += sum;
                let total = sums[low][&other];
                sums[other].insert(low, total);
            }
        }
        for (&other, &sum) in &sums[low] {
            let mean = mean(sum, (members[low].len(), inner[low]), (members[other].len(), inner[other]));
            if mean >= least {
                let (a, b) = (low.min(other), low.max(other));
                heap.push(Candidate { mean, low: a, high: b, versions: (versions[a], versions[b]) });
            }
        }
    }
    members.iter_mut().for_each(|m| m.sort_unstable());
    members.retain(|m| !m.is_empty());
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn more_is_asked_between_closely_knit_groups() {
        let knit = |a: usize| (a..a + 5).flat_map(move |i| (i + 1..a + 5).map(move |j| (i, j, 0.9)));
        let between = (0..5).flat_map(|i| (5..10).map(move |j| (i, j, 0.3)));
        let edges: Vec<_> = knit(0).chain(knit(5)).chain(between).collect();
        assert_eq!(average(10, &edges, 0.2).len(), 2);
        assert_eq!(average(2, &[(0, 1, 0.3)], 0.2).len(), 1);
    }

    #[test]
    fn groups_merge_while_their_mean_allows() {
        // 0-1 alike, 2 like 1 but not like 0: the mean of (0,2) and (1,2) decides.
        let edges = [(0, 1, 0.3), (1, 2, 0.2)];
        assert_eq!(average(3, &edges, 0.11), [vec![0, 1], vec![2]]);
        assert_eq!(average(3, &edges, 0.09), [vec![0, 1, 2]]);
        assert_eq!(average(3, &[], 0.1), [vec![0], vec![1], vec![2]]);
    }

    /// The plain algorithm on a full matrix.
    fn plain(count: usize, edges: &[(usize, usize, f32)], threshold: f32) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = (0..count).map(|i| vec![i]).collect();
        let whole = |a: usize, b: usize| {
            edges
                .iter()
                .find(|e| (e.0, e.1) == (a.min(b), a.max(b)))
                .map_or(0, |e| (f64::from(e.2) * 1e6).round() as i64)
        };
        loop {
            let mut best: Option<(f64, usize, usize)> = None;
            for i in 0..groups.len() {
                for j in i + 1..groups.len() {
                    let sum: i64 = groups[i].iter().flat_map(|&a| groups[j].iter().map(move |&b| whole(a, b))).sum();
                    let inside = |g: &[usize]| -> (usize, i64) {
                        let pairs = g.iter().enumerate().flat_map(|(n, &a)| g[..n].iter().map(move |&b| (a, b)));
                        (g.len(), pairs.map(|(a, b)| whole(a, b)).sum())
                    };
                    let mean = mean(sum, inside(&groups[i]), inside(&groups[j]));
                    if sum > 0 && mean >= (f64::from(threshold) * 1e6).round() / 1e6 && best.is_none_or(|b| mean > b.0)
                    {
                        best = Some((mean, i, j));
                    }
                }
            }
            let Some((_, i, j)) = best else { break };
            let gone = groups.remove(j);
            groups[i].extend(gone);
            groups[i].sort_unstable();
        }
        groups
    }

    proptest! {
        #[test]
        fn it_is_the_plain_algorithm(
            likenesses in proptest::collection::vec(0.0f32..1.0, 45), threshold in 0.2f32..0.9,
        ) {
            let pairs = (0..10usize).flat_map(|a| (a + 1..10).map(move |b| (a, b)));
            let edges: Vec<_> =
                pairs.zip(likenesses).filter(|(_, l)| *l > 0.3).map(|((a, b), l)| (a, b, l)).collect();
            prop_assert_eq!(average(10, &edges, threshold), plain(10, &edges, threshold));
        }

        #[test]
        fn the_order_of_edges_does_not_matter(
            likenesses in proptest::collection::vec(0.0f32..1.0, 28), turn in 0usize..28,
        ) {
            let pairs = (0..8usize).flat_map(|a| (a + 1..8).map(move |b| (a, b)));
            let mut edges: Vec<_> = pairs.zip(likenesses).map(|((a, b), l)| (a, b, l)).collect();
            let straight = average(8, &edges, 0.5);
            edges.rotate_left(turn);
            prop_assert_eq!(average(8, &edges, 0.5), straight);
        }
    }
}
