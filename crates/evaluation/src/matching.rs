//! One to one matching of gold and predicted items, of greatest size.

/// A pair whose quality reaches this agrees in everything asked and is tried first.
const BEST: i32 = 7;

/// Pairs `(gold, predicted)`, as many as possible, better pairs tried first
/// (augmenting paths).
pub(crate) fn matching(
    gold: usize,
    predicted: usize,
    ok: impl Fn(usize, usize) -> bool,
    quality: impl Fn(usize, usize) -> i32,
) -> Vec<(usize, usize)> {
    let mut owner: Vec<Option<usize>> = vec![None; predicted];
    let mut taken = vec![false; gold];
    for (g, taken) in taken.iter_mut().enumerate() {
        let mut best: Option<(i32, usize)> = None;
        for (p, _) in owner.iter().enumerate().filter(|(p, owner)| owner.is_none() && ok(g, *p)) {
            let q = quality(g, p);
            if q >= BEST && best.is_none_or(|(b, _)| q > b) {
                best = Some((q, p));
            }
        }
        if let Some((_, p)) = best {
            owner[p] = Some(g);
            *taken = true;
        }
    }
    let candidates: Vec<Vec<usize>> = (0..gold)
        .map(|g| {
            let mut list: Vec<usize> = (0..predicted).filter(|&p| ok(g, p)).collect();
            list.sort_by_key(|&p| -quality(g, p));
            list
        })
        .collect();
    for (g, _) in taken.iter().enumerate().filter(|(_, t)| !**t) {
        place(g, &candidates, &mut owner, &mut vec![false; predicted]);
    }
    owner.iter().enumerate().filter_map(|(p, g)| Some(((*g)?, p))).collect()
}

fn place(g: usize, candidates: &[Vec<usize>], owner: &mut Vec<Option<usize>>, seen: &mut Vec<bool>) -> bool {
    for &p in &candidates[g] {
        if seen[p] {
            continue;
        }
        seen[p] = true;
        let free = match owner[p] {
            None => true,
            Some(other) => place(other, candidates, owner, seen),
        };
        if free {
            owner[p] = Some(g);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_gives_way_when_it_can_go_elsewhere() {
        // 0 may take 0 or 1, 1 only 0.
        let ok = |g: usize, p: usize| g == 0 || p == 0;
        let mut pairs = matching(2, 2, ok, |_, _| 0);
        pairs.sort_unstable();
        assert_eq!(pairs, [(0, 1), (1, 0)]);
    }

    #[test]
    fn full_agreement_comes_first() {
        let pairs = matching(1, 3, |_, _| true, |_, p| if p == 2 { 8 } else { 0 });
        assert_eq!(pairs, [(0, 2)]);
    }
}
