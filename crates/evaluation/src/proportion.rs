//! Shares of judged samples, with intervals.

/// A share with the ends of its 95 % interval, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A share of `n` with Wilson's score interval (Wilson 1927); `n` need not be whole. None of nothing.
pub fn wilson(share: f64, n: f64) -> Option<Share> {
    if n <= 0.0 {
        return None;
    }
    let z2 = Z * Z;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    Some(Share { value: share, low: (middle - half).max(0.0), high: (middle + half).min(1.0) })
}

/// What was judged of a stratum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Items in the stratum.
    pub size: u64,
    /// Items judged.
    pub judged: u64,
    /// Judged right.
    pub right: u64,
}

/// The share over all strata, each weighted by its size (Cochran 1977, ch. 5), with Wilson's interval for
/// the effective sample size (Korn and Graubard 1998): that of a simple draw with the same variance.
/// Strata without a judged item are left out, and their weight is spread over the others. None when
/// nothing was judged.
pub fn stratified(strata: &[Judged]) -> Option<Share> {
    let judged: Vec<&Judged> = strata.iter().filter(|s| s.judged > 0).collect();
    let all: f64 = judged.iter().map(|s| s.size as f64).sum();
    let n: f64 = judged.iter().map(|s| s.judged as f64).sum();
    if all <= 0.0 {
        return None;
    }
    let (mut share, mut variance) = (0.0, 0.0);
    for stratum in &judged {
        let (size, drawn) = (stratum.size as f64, stratum.judged as f64);
        let (weight, p) = (size / all, stratum.right as f64 / drawn);
        share += weight * p;
        // One item tells nothing of its stratum's variance: the largest is taken.
        let spread = if drawn > 1.0 { p * (1.0 - p) / (drawn - 1.0) } else { 0.25 };
        // What was drawn of a small stratum is known.
        variance += weight * weight * spread * (1.0 - drawn / size).max(0.0);
    }
    let effective = if variance > 0.0 { share * (1.0 - share) / variance } else { n };
    wilson(share, if effective > 0.0 { effective } else { n })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 5e-4
    }

    #[test]
    fn wilson_is_as_published() {
        // Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        for (right, n, low, high) in [
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            let share = wilson(right / n, n).unwrap();
            assert!(near(share.low, low) && near(share.high, high), "{right} of {n}: {share:?}");
        }
        assert_eq!(wilson(0.0, 0.0), None);
    }

    #[test]
    fn strata_count_by_their_size() {
        let one = Judged { size: 1000, judged: 50, right: 25 };
        let alone = stratified(&[one]).unwrap();
        assert!(near(alone.value, 0.5));
        // 0.9 of a tenth and 0.5 of nine tenths.
        let two =
            stratified(&[Judged { size: 100, judged: 50, right: 45 }, Judged { size: 900, judged: 50, right: 25 }]);
        let two = two.unwrap();
        assert!(near(two.value, 0.54), "{two:?}");
        assert!(two.low < 0.54 && two.high > 0.54 && two.high - two.low < 0.3, "{two:?}");
        assert_eq!(stratified(&[Judged { size: 9, judged: 0, right: 0 }]), None);
        // All right is no certainty.
        let all = stratified(&[Judged { size: 500, judged: 20, right: 20 }]).unwrap();
        assert!(all.value == 1.0 && near(all.low, 0.8389), "{all:?}");
    }
}
