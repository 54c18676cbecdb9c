//! Products for x86-64.

use std::arch::x86_64::*;

use super::{GROUP, Kernel, Matrix, Quantised};

pub(crate) struct Avx2;

impl Kernel for Avx2 {
    const AVX512: bool = false;

    #[inline(always)]
    unsafe fn product(x: &Quantised, w: &Matrix, out: &mut [f32]) {
        // SAFETY: the caller has AVX2.
        unsafe { avx2(x, w, out) }
    }
}

pub(crate) struct Avx512;

impl Kernel for Avx512 {
    const AVX512: bool = true;

    #[inline(always)]
    unsafe fn product(x: &Quantised, w: &Matrix, out: &mut [f32]) {
        // SAFETY: the caller has AVX-512 with VNNI.
        unsafe { avx512(x, w, out) }
    }
}

#[target_feature(enable = "avx2")]
unsafe fn avx2(x: &Quantised, w: &Matrix, out: &mut [f32]) {
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
                    4.. => avx2_block::<4>(x, w, out, r, group, pairs, stride),
                    3 => avx2_block::<3>(x, w, out, r, group, pairs, stride),
                    2 => avx2_block::<2>(x, w, out, r, group, pairs, stride),
                    _ => avx2_block::<1>(x, w, out, r, group, pairs, stride),
                };
            }
        }
    }
}

#[inline]
#[target_feature(enable = "avx2")]
unsafe fn avx2_block<const R: usize>(
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
        let weights = w.pairs.as_ptr().add(group * pairs).cast::<__m256i>();
        let words = x.words.as_ptr().add(r * x.width).cast::<i32>();
        let row = x.width / 2;
        let mut low = [_mm256_setzero_si256(); R];
        let mut high = [_mm256_setzero_si256(); R];
        for k in 0..pairs {
            let (a, b) = (_mm256_load_si256(weights.add(2 * k)), _mm256_load_si256(weights.add(2 * k + 1)));
            for i in 0..R {
                let v = _mm256_set1_epi32(words.add(i * row + k).read_unaligned());
                low[i] = _mm256_add_epi32(low[i], _mm256_madd_epi16(v, a));
                high[i] = _mm256_add_epi32(high[i], _mm256_madd_epi16(v, b));
            }
        }
        let at = group * GROUP;
        for i in 0..R {
            let scale = _mm256_set1_ps(x.scales[r + i]);
            for (half, sums) in [low[i], high[i]].into_iter().enumerate() {
                let at = at + 8 * half;
                let column = _mm256_loadu_ps(w.scales.as_ptr().add(at));
                let bias = _mm256_loadu_ps(w.bias.as_ptr().add(at));
                let value = _mm256_mul_ps(_mm256_cvtepi32_ps(sums), _mm256_mul_ps(scale, column));
                _mm256_storeu_ps(out.as_mut_ptr().add((r + i) * stride + at), _mm256_add_ps(value, bias));
            }
        }
    }
    R
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
unsafe fn avx512(x: &Quantised, w: &Matrix, out: &mut [f32]) {
    let stride = w.stride();
    let quads = w.inputs.div_ceil(4);
    assert!(x.bytes.len() >= x.rows * x.width && x.width >= 4 * quads && out.len() >= x.rows * stride);
    assert!(w.lines.len() == stride / GROUP * quads && x.scales.len() >= x.rows);
    let groups = stride / GROUP;
    let mut group = 0;
    while group < groups {
        let wide = group + 1 < groups;
        let mut r = 0;
        while r < x.rows {
            // SAFETY: the assertions above bound rows, quads and outputs.
            unsafe {
                r += match (x.rows - r, wide) {
                    (8.., true) => avx512_block::<8, 2>(x, w, out, r, group, quads, stride),
                    (4.., true) => avx512_block::<4, 2>(x, w, out, r, group, quads, stride),
                    (2.., true) => avx512_block::<2, 2>(x, w, out, r, group, quads, stride),
                    (_, true) => avx512_block::<1, 2>(x, w, out, r, group, quads, stride),
                    (8.., false) => avx512_block::<8, 1>(x, w, out, r, group, quads, stride),
                    (4.., false) => avx512_block::<4, 1>(x, w, out, r, group, quads, stride),
                    (2.., false) => avx512_block::<2, 1>(x, w, out, r, group, quads, stride),
                    (_, false) => avx512_block::<1, 1>(x, w, out, r, group, quads, stride),
                };
            }
        }
        group += if wide { 2 } else { 1 };
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
unsafe fn avx512_block<const R: usize, const G: usize>(
    x: &Quantised,
    w: &Matrix,
    out: &mut [f32],
    r: usize,
    group: usize,
    quads: usize,
    stride: usize,
) -> usize {
    // SAFETY: the caller checked the lengths.
    unsafe {
        let weights = w.lines.as_ptr().add(group * quads).cast::<__m512i>();
        let bytes = x.bytes.as_ptr().add(r * x.width).cast::<i32>();
        let row = x.width / 4;
        let mut sums = [[_mm512_setzero_si512(); G]; R];
        for g in 0..G {
            let offset = _mm512_loadu_si512(w.offsets.as_ptr().add((group + g) * GROUP).cast());
            for sum in &mut sums {
                sum[g] = offset;
            }
        }
        for k in 0..quads {
            let mut columns = [_mm512_setzero_si512(); G];
            for (g, column) in columns.iter_mut().enumerate() {
                *column = _mm512_load_si512(weights.add(g * quads + k));
            }
            for (i, sum) in sums.iter_mut().enumerate() {
                let v = _mm512_set1_epi32(bytes.add(i * row + k).read_unaligned());
                for g in 0..G {
                    sum[g] = _mm512_dpbusd_epi32(sum[g], v, columns[g]);
                }
            }
        }
        for (i, sum) in sums.iter().enumerate() {
            let scale = _mm512_set1_ps(x.scales[r + i]);
            for (g, sum) in sum.iter().enumerate() {
                let at = (group + g) * GROUP;
                let column = _mm512_loadu_ps(w.scales.as_ptr().add(at));
                let bias = _mm512_loadu_ps(w.bias.as_ptr().add(at));
                let value = _mm512_mul_ps(_mm512_cvtepi32_ps(*sum), _mm512_mul_ps(scale, column));
                _mm512_storeu_ps(out.as_mut_ptr().add((r + i) * stride + at), _mm512_add_ps(value, bias));
            }
        }
    }
    R
}
