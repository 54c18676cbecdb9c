//! The best tree over scored arcs (Chu and Liu 1965, Edmonds 1967).

/// Buffers for [`decode`].
#[derive(Debug, Default)]
pub struct Scratch {
    heads: Vec<u32>,
    mark: Vec<u32>,
}

/// Finds the tree with the highest sum of arc scores and exactly one root.
///
/// `scores[dependent * (n + 1) + head]`: head 0 is the root, head `j + 1` the
/// word `j`. Gives each word's head in the same numbering. Ties go to the
/// first head, so that the result depends on the scores alone.
pub fn decode<'s>(scores: &[f32], n: usize, scratch: &'s mut Scratch) -> &'s [u32] {
    let Scratch { heads, mark } = scratch;
    heads.clear();
    let width = n + 1;
    for i in 0..n {
        let row = &scores[i * width..(i + 1) * width];
        let mut best = usize::MAX;
        for (j, &s) in row.iter().enumerate() {
            if j != i + 1 && (best == usize::MAX || s > row[best]) {
                best = j;
            }
        }
        heads.push(if best == usize::MAX { 0 } else { best as u32 });
    }
    let roots = heads.iter().filter(|&&h| h == 0).count();
    if roots == 1 && !has_cycle(heads, mark) {
        return heads;
    }
    // Outside the quick way: add a constant to every arc of the root, low
    // enough that the best tree uses one.
    let (low, high) = scores.iter().fold((0f32, 0f32), |(l, h), &s| (l.min(s), h.max(s)));
    let penalty = (high - low + 1.0) * (n as f32 + 1.0);
    let mut matrix = vec![f32::NEG_INFINITY; width * width];
    for i in 0..n {
        for j in 0..width {
            if j != i + 1 {
                let s = scores[i * width + j];
                matrix[(i + 1) * width + j] = if j == 0 { s - penalty } else { s };
            }
        }
    }
    let tree = edmonds(&matrix, width);
    for (h, &t) in heads.iter_mut().zip(&tree[1..]) {
        *h = t as u32;
    }
    heads
}

fn has_cycle(heads: &[u32], mark: &mut Vec<u32>) -> bool {
    let n = heads.len();
    mark.clear();
    mark.resize(n, 0);
    for start in 0..n {
        let round = start as u32 + 1;
        let mut at = start;
        loop {
            if mark[at] == round {
                return true;
            }
            if mark[at] != 0 {
                break;
            }
            mark[at] = round;
            match heads[at].checked_sub(1) {
                Some(next) => at = next as usize,
                None => break,
            }
        }
    }
    false
}

/// `matrix[dependent * n + head]`, node 0 is the root; gives each node's head.
fn edmonds(matrix: &[f32], n: usize) -> Vec<usize> {
    let mut heads = vec![0usize; n];
    for i in 1..n {
        for j in 0..n {
            if j != i && matrix[i * n + j] > matrix[i * n + heads[i]] {
                heads[i] = j;
            }
        }
        if heads[i] == i {
            heads[i] = 0;
        }
    }
    // A cycle of the greedy choice, if there is one.
    let mut colour = vec![0usize; n];
    let mut cycle = Vec::new();
    'search: for start in 1..n {
        let mut at = start;
        while at != 0 && colour[at] == 0 {
            colour[at] = start;
            at = heads[at];
        }
        if at != 0 && colour[at] == start {
            let first = at;
            loop {
                cycle.push(at);
                at = heads[at];
                if at == first {
                    break 'search;
                }
            }
        }
    }
    if cycle.is_empty() {
        return heads;
    }
    let mut inside = vec![false; n];
    for &c in &cycle {
        inside[c] = true;
    }
    let outside: Vec<usize> = (0..n).filter(|&v| !inside[v]).collect();
    let m = outside.len() + 1;
    let joint = outside.len();
    let total: f32 = cycle.iter().map(|&c| matrix[c * n + heads[c]]).sum();
    let mut small = vec![f32::NEG_INFINITY; m * m];
    let mut enter = vec![0usize; m];
    let mut leave = vec![0usize; m];
    for (a, &i) in outside.iter().enumerate() {
        for (b, &j) in outside.iter().enumerate() {
            small[a * m + b] = matrix[i * n + j];
        }
        // From the cycle to i.
        let mut best = cycle[0];
        for &c in &cycle {
            if matrix[i * n + c] > matrix[i * n + best] {
                best = c;
            }
        }
        leave[a] = best;
        small[a * m + joint] = if i == 0 { f32::NEG_INFINITY } else { matrix[i * n + best] };
        // From i into the cycle, breaking the arc that its entry had.
        let gain = |c: usize| matrix[c * n + i] - matrix[c * n + heads[c]];
        let mut best = cycle[0];
        for &c in &cycle {
            if gain(c) > gain(best) {
                best = c;
            }
        }
        enter[a] = best;
        small[joint * m + a] = gain(best) + total;
    }
    let solved = edmonds(&small, m);
    let mut tree = heads;
    for (a, &i) in outside.iter().enumerate() {
        if i != 0 {
            tree[i] = if solved[a] == joint { leave[a] } else { outside[solved[a]] };
        }
    }
    let from = solved[joint].min(outside.len() - 1);
    tree[enter[from]] = outside[from];
    tree
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(heads: &[u32], scores: &[f32]) -> f32 {
        let w = heads.len() + 1;
        heads.iter().enumerate().map(|(i, &h)| scores[i * w + h as usize]).sum()
    }

    /// All trees by enumeration.
    fn brute(scores: &[f32], n: usize) -> f32 {
        let mut best = f32::NEG_INFINITY;
        let mut heads = vec![0u32; n];
        loop {
            let roots = heads.iter().filter(|&&h| h == 0).count();
            let own = heads.iter().enumerate().any(|(i, &h)| h as usize == i + 1);
            if roots == 1 && !own && !has_cycle(&heads, &mut Vec::new()) {
                best = best.max(score(&heads, scores));
            }
            let mut k = 0;
            while k < n {
                heads[k] += 1;
                if heads[k] <= n as u32 {
                    break;
                }
                heads[k] = 0;
                k += 1;
            }
            if k == n {
                return best;
            }
        }
    }

    #[test]
    fn finds_the_best_tree_of_one_root() {
        let mut seed = 1u64;
        for round in 0..400 {
            let n = 1 + round % 5;
            let scores: Vec<f32> = (0..n * (n + 1))
                .map(|_| {
                    seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    ((seed >> 33) % 1000) as f32 / 50.0
                })
                .collect();
            let mut scratch = Scratch::default();
            let heads = decode(&scores, n, &mut scratch).to_vec();
            assert_eq!(heads.iter().filter(|&&h| h == 0).count(), 1);
            assert!(!has_cycle(&heads, &mut Vec::new()));
            assert!((score(&heads, &scores) - brute(&scores, n)).abs() < 1e-3, "n={n} {scores:?}");
        }
    }
}
