//! Functions that give the same bits on every machine.
//!
//! Only additions, multiplications, divisions and bit patterns are used, each
//! rounded as IEEE 754 says, in a fixed order: a vector unit computes them like
//! a scalar one. Sums run over sixteen lanes, whatever the width of the unit.

/// Lanes of a sum.
pub const LANES: usize = 16;

/// e to the power of `x`, to about seven digits between -87 and 87.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    // 1.5 * 2^23: adding and taking it away rounds to the nearest whole number.
    const ROUND: f32 = 12_582_912.0;
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = if x > 87.0 { 87.0 } else { x };
    let x = if x < -87.0 { -87.0 } else { x };
    let rounded = x * LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let mut p = 1.987_569_1e-4;
    p = p * r + 1.398_199_9e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 1.666_666_5e-1;
    p = p * r + 0.5;
    let y = (p * (r * r) + r) + 1.0;
    // The low bits of the rounded sum are the whole number itself.
    let power = (rounded.to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32);
    y * f32::from_bits((power.wrapping_add(127) as u32) << 23)
}

/// The logistic function.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// The logistic function of two numbers at the price of one division.
#[inline(always)]
pub fn sigmoids(a: f32, b: f32) -> (f32, f32) {
    // Beyond 40 the result is 0 or 1 anyway, and the product must not overflow.
    let bound = |x: f32| if x < -40.0 { -40.0 } else { x };
    let (a, b) = (1.0 + exp(-bound(a)), 1.0 + exp(-bound(b)));
    let inverse = 1.0 / (a * b);
    (b * inverse, a * inverse)
}

/// Sum in sixteen lanes, folded in halves.
#[inline(always)]
pub fn fold(lanes: [f32; LANES]) -> f32 {
    let mut lanes = lanes;
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            lanes[i] += lanes[i + width];
        }
        width /= 2;
    }
    lanes[0]
}

/// Sum of the values.
#[inline(always)]
pub fn sum(values: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    for chunk in values.chunks(LANES) {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane += v;
        }
    }
    fold(lanes)
}

/// Sum of the products of two equally long slices.
#[inline(always)]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    for (x, y) in a.chunks(LANES).zip(b.chunks(LANES)) {
        for ((lane, x), y) in lanes.iter_mut().zip(x).zip(y) {
            *lane += x * y;
        }
    }
    fold(lanes)
}

/// Keeps the variance of a layer norm from zero.
pub const NORM_EPSILON: f32 = 1e-5;

/// Layer norm: mean 0, variance 1, then a gain and a bias for each component.
#[inline(always)]
pub fn layer_norm(x: &[f32], gain: &[f32], bias: &[f32], out: &mut [f32]) {
    let n = x.len() as f32;
    let mean = sum(x) / n;
    let mut lanes = [0.0; LANES];
    for chunk in x.chunks(LANES) {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane += (v - mean) * (v - mean);
        }
    }
    let scale = 1.0 / (fold(lanes) / n + NORM_EPSILON).sqrt();
    for (((o, v), g), b) in out.iter_mut().zip(x).zip(gain).zip(bias) {
        *o = (v - mean) * scale * g + b;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_close() {
        for i in -8000..8000 {
            let x = i as f32 / 100.0;
            let (got, want) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((got / want - 1.0).abs() < 1e-6, "{x}: {got} {want}");
        }
        assert!(exp(f32::NAN).is_finite() || exp(f32::NAN).is_nan());
        assert!(exp(1e30) > 1e37 && exp(-1e30) >= 0.0);
    }

    #[test]
    fn two_sigmoids_are_like_one() {
        for (a, b) in [(0.0, 1.0), (-3.0, 7.5), (200.0, -200.0), (-90.0, -90.0), (90.0, 90.0)] {
            let (x, y) = sigmoids(a, b);
            assert!((x - sigmoid(a)).abs() < 1e-6 && (y - sigmoid(b)).abs() < 1e-6, "{a} {b}: {x} {y}");
        }
    }

    #[test]
    fn layer_norm_centres() {
        let x: Vec<f32> = (0..40).map(|i| i as f32 * 0.3 - 2.0).collect();
        let mut out = vec![0.0; 40];
        layer_norm(&x, &[1.0; 40], &[0.0; 40], &mut out);
        assert!(sum(&out).abs() < 1e-3);
        assert!((dot(&out, &out) / 40.0 - 1.0).abs() < 1e-3);
    }
}
