//! The product for AArch64 with Advanced SIMD (NEON), in instructions that every such machine has.
//!
//! The order of the steps is written once, over [`Lanes`]: the instructions
//! themselves, and in tests what the architecture's manual says that they do.

use super::{GROUP, Matrix, Quantised};

/// The instructions that the product uses, on vectors of 128 bits.
pub(crate) trait Lanes {
    /// Eight signed 16-bit lanes.
    type Short: Copy;
    /// Two signed 16-bit lanes, to multiply others by.
    type Two: Copy;
    /// Four signed 32-bit lanes.
    type Long: Copy;

    /// `LD2`: sixteen numbers from memory, those at even places and those at odd ones.
    unsafe fn load_pairs(from: *const i16) -> (Self::Short, Self::Short);
    /// A pair of activations.
    unsafe fn two(from: *const i16) -> Self::Two;
    /// Zeros.
    unsafe fn zero() -> Self::Long;
    /// `SMLAL` by an element: adds the low half of `w` times lane `LANE` of `x`.
    unsafe fn add_low<const LANE: i32>(sum: Self::Long, w: Self::Short, x: Self::Two) -> Self::Long;
    /// `SMLAL2` by an element: the same for the high half of `w`.
    unsafe fn add_high<const LANE: i32>(sum: Self::Long, w: Self::Short, x: Self::Two) -> Self::Long;
    /// `SCVTF`, `FMUL` twice, `FADD`: `to = sum · (scale · column) + bias`, four lanes, nothing fused.
    unsafe fn finish(sum: Self::Long, scale: f32, column: *const f32, bias: *const f32, to: *mut f32);
}

/// `out = x · wᵀ + bias`.
///
/// # Safety
/// The machine must have the instructions of `L`.
#[inline(always)]
pub(crate) unsafe fn product<L: Lanes>(x: &Quantised, w: &Matrix, out: &mut [f32]) {
    let stride = w.stride();
    let pairs = w.inputs.div_ceil(2);
    assert!(x.words.len() >= x.rows * x.width && x.width >= 2 * pairs && out.len() >= x.rows * stride);
    assert!(w.pairs.len() == stride / GROUP * pairs && x.scales.len() >= x.rows);
    for group in 0..stride / GROUP {
        let mut r = 0;
        while r < x.rows {
            // SAFETY: the assertions above bound rows, pairs and outputs.
            unsafe {
                r += match x.rows - r {
                    4.. => block::<L, 4>(x, w, out, r, group, pairs, stride),
                    3 => block::<L, 3>(x, w, out, r, group, pairs, stride),
                    2 => block::<L, 2>(x, w, out, r, group, pairs, stride),
                    _ => block::<L, 1>(x, w, out, r, group, pairs, stride),
                };
            }
        }
    }
}

/// `R` rows by one group of outputs: sixteen sums a row stay in registers.
#[inline(always)]
unsafe fn block<L: Lanes, const R: usize>(
    x: &Quantised,
    w: &Matrix,
    out: &mut [f32],
    r: usize,
    group: usize,
    pairs: usize,
    stride: usize,
) -> usize {
    // SAFETY: the caller checked the lengths.
    unsafe {
        let weights = w.pairs.as_ptr().add(group * pairs).cast::<i16>();
        let words = x.words.as_ptr().add(r * x.width);
        let mut sums = [[L::zero(); GROUP / 4]; R];
        for k in 0..pairs {
            // Outputs 0 to 7 and 8 to 15: their weights for the pair's first and second input.
            let (a0, a1) = L::load_pairs(weights.add(2 * GROUP * k));
            let (b0, b1) = L::load_pairs(weights.add(2 * GROUP * k + GROUP));
            for (i, sum) in sums.iter_mut().enumerate() {
                let v = L::two(words.add(i * x.width + 2 * k));
                sum[0] = L::add_low::<1>(L::add_low::<0>(sum[0], a0, v), a1, v);
                sum[1] = L::add_high::<1>(L::add_high::<0>(sum[1], a0, v), a1, v);
                sum[2] = L::add_low::<1>(L::add_low::<0>(sum[2], b0, v), b1, v);
                sum[3] = L::add_high::<1>(L::add_high::<0>(sum[3], b0, v), b1, v);
            }
        }
        for (i, sums) in sums.into_iter().enumerate() {
            for (quarter, sum) in sums.into_iter().enumerate() {
                let at = group * GROUP + 4 * quarter;
                let to = out.as_mut_ptr().add((r + i) * stride + at);
                L::finish(sum, x.scales[r + i], w.scales.as_ptr().add(at), w.bias.as_ptr().add(at), to);
            }
        }
    }
    R
}

#[cfg(target_arch = "aarch64")]
mod aarch64 {
    use std::arch::aarch64::*;

    use super::super::{Kernel, Matrix, Quantised};

    /// The kernel.
    pub(crate) struct Neon;

    impl Kernel for Neon {
        const AVX512: bool = false;

        #[inline(always)]
        unsafe fn product(x: &Quantised, w: &Matrix, out: &mut [f32]) {
            // SAFETY: every AArch64 machine that the program is built for has Advanced SIMD.
            unsafe { super::product::<Neon>(x, w, out) }
        }
    }

    impl super::Lanes for Neon {
        type Short = int16x8_t;
        type Two = int16x4_t;
        type Long = int32x4_t;

        #[inline(always)]
        unsafe fn load_pairs(from: *const i16) -> (int16x8_t, int16x8_t) {
            // SAFETY: the caller gives sixteen numbers.
            let int16x8x2_t(even, odd) = unsafe { vld2q_s16(from) };
            (even, odd)
        }

        #[inline(always)]
        unsafe fn two(from: *const i16) -> int16x4_t {
            // SAFETY: the caller gives two numbers.
            unsafe { vreinterpret_s16_s32(vdup_n_s32(from.cast::<i32>().read_unaligned())) }
        }

        #[inline(always)]
        unsafe fn zero() -> int32x4_t {
            // SAFETY: Advanced SIMD is there.
            unsafe { vdupq_n_s32(0) }
        }

        #[inline(always)]
        unsafe fn add_low<const LANE: i32>(sum: int32x4_t, w: int16x8_t, x: int16x4_t) -> int32x4_t {
            // SAFETY: as above.
            unsafe { vmlal_lane_s16::<LANE>(sum, vget_low_s16(w), x) }
        }

        #[inline(always)]
        unsafe fn add_high<const LANE: i32>(sum: int32x4_t, w: int16x8_t, x: int16x4_t) -> int32x4_t {
            // SAFETY: as above.
            unsafe { vmlal_high_lane_s16::<LANE>(sum, w, x) }
        }

        #[inline(always)]
        unsafe fn finish(sum: int32x4_t, scale: f32, column: *const f32, bias: *const f32, to: *mut f32) {
            // SAFETY: the caller gives four numbers at each place.
            unsafe {
                let factor = vmulq_f32(vdupq_n_f32(scale), vld1q_f32(column));
                let value = vmulq_f32(vcvtq_f32_s32(sum), factor);
                vst1q_f32(to, vaddq_f32(value, vld1q_f32(bias)));
            }
        }
    }
}

#[cfg(target_arch = "aarch64")]
pub(crate) use aarch64::Neon;

/// The same instructions in plain code.
#[cfg(test)]
pub(crate) mod emulated {
    use std::array::from_fn;

    pub(crate) struct Lanes;

    impl super::Lanes for Lanes {
        type Short = [i16; 8];
        type Two = [i16; 4];
        type Long = [i32; 4];

        unsafe fn load_pairs(from: *const i16) -> ([i16; 8], [i16; 8]) {
            // SAFETY: the caller gives sixteen numbers.
            unsafe { (from_fn(|i| *from.add(2 * i)), from_fn(|i| *from.add(2 * i + 1))) }
        }

        unsafe fn two(from: *const i16) -> [i16; 4] {
            // SAFETY: the caller gives two numbers.
            unsafe { [*from, *from.add(1), *from, *from.add(1)] }
        }

        unsafe fn zero() -> [i32; 4] {
            [0; 4]
        }

        unsafe fn add_low<const LANE: i32>(sum: [i32; 4], w: [i16; 8], x: [i16; 4]) -> [i32; 4] {
            from_fn(|i| sum[i] + i32::from(w[i]) * i32::from(x[LANE as usize]))
        }

        unsafe fn add_high<const LANE: i32>(sum: [i32; 4], w: [i16; 8], x: [i16; 4]) -> [i32; 4] {
            from_fn(|i| sum[i] + i32::from(w[4 + i]) * i32::from(x[LANE as usize]))
        }

        unsafe fn finish(sum: [i32; 4], scale: f32, column: *const f32, bias: *const f32, to: *mut f32) {
            for (i, sum) in sum.into_iter().enumerate() {
                // SAFETY: the caller gives four numbers at each place.
                unsafe { *to.add(i) = sum as f32 * (scale * *column.add(i)) + *bias.add(i) };
            }
        }
    }
}
