//! Products of byte matrices, one way for each instruction set.
//!
//! All ways give the same bits: integer sums are exact (128·127·K stays under
//! 2²⁴ for the widths a network has, so the step to floats is exact too), and
//! the last step, `sum as f32 * (row scale * column scale) + bias`, is written
//! the same everywhere.

use super::ROUND;

/// An instruction set that a product is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Any machine.
    Portable,
    /// x86-64 with AVX2.
    Avx2,
    /// x86-64 with AVX-512 and VNNI.
    Avx512,
}

impl Path {
    /// All that this machine has, the fastest last.
    pub fn available() -> Vec<Path> {
        #[allow(unused_mut)]
        let mut paths = vec![Path::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                paths.push(Path::Avx2);
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vnni")
                {
                    paths.push(Path::Avx512);
                }
            }
        }
        paths
    }

    /// The fastest that this machine has.
    pub fn best() -> Path {
        Path::available().pop().unwrap_or(Path::Portable)
    }
}

/// Outputs that are computed together.
pub(crate) const GROUP: usize = 16;

#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line([i8; 64]);

#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Pair([i16; 32]);

/// A matrix of weights with a bias, packed for one way.
#[derive(Debug)]
pub(crate) struct Matrix {
    /// Outputs.
    pub(crate) outputs: usize,
    /// Inputs.
    pub(crate) inputs: usize,
    /// Groups of 16 outputs, then quads of inputs: 16 outputs × 4 inputs.
    lines: Vec<Line>,
    /// Groups of 16 outputs, then pairs of inputs: 16 outputs × 2 inputs.
    pairs: Vec<Pair>,
    /// −128 × the sum of each output's weights.
    offsets: Vec<i32>,
    scales: Vec<f32>,
    bias: Vec<f32>,
}

impl Matrix {
    /// Packs `weights` (outputs × inputs) for `path`.
    ///
    /// # Panics
    /// When the sizes do not fit each other; the loader checks them first.
    pub(crate) fn new(path: Path, outputs: usize, inputs: usize, weights: &[i8], scales: &[f32], bias: &[f32]) -> Self {
        assert!(weights.len() == outputs * inputs && scales.len() == outputs && bias.len() == outputs);
        let groups = outputs.div_ceil(GROUP);
        let at = |o: usize, i: usize| {
            if o < outputs && i < inputs { weights[o * inputs + i] } else { 0 }
        };
        let mut matrix = Matrix {
            outputs,
            inputs,
            lines: Vec::new(),
            pairs: Vec::new(),
            offsets: vec![0; groups * GROUP],
            scales: vec![0.0; groups * GROUP],
            bias: vec![0.0; groups * GROUP],
        };
        matrix.scales[..outputs].copy_from_slice(scales);
        matrix.bias[..outputs].copy_from_slice(bias);
        for group in 0..groups {
            if path == Path::Avx512 {
                for quad in 0..inputs.div_ceil(4) {
                    let cell = |k: usize| at(group * GROUP + k / 4, quad * 4 + k % 4);
                    matrix.lines.push(Line(std::array::from_fn(cell)));
                }
            } else {
                for pair in 0..inputs.div_ceil(2) {
                    let cell = |k: usize| i16::from(at(group * GROUP + k / 2, pair * 2 + k % 2));
                    matrix.pairs.push(Pair(std::array::from_fn(cell)));
                }
            }
        }
        for (o, offset) in matrix.offsets.iter_mut().enumerate().take(outputs) {
            let sum: i32 = weights[o * inputs..(o + 1) * inputs].iter().map(|&w| i32::from(w)).sum();
            *offset = -128 * sum;
        }
        matrix
    }

    /// Floats between two rows of the output: the outputs, rounded up to a group.
    pub(crate) fn stride(&self) -> usize {
        self.outputs.next_multiple_of(GROUP)
    }
}

/// Rows of activations as bytes, each row with its scale.
#[derive(Debug, Default)]
pub(crate) struct Quantised {
    rows: usize,
    width: usize,
    /// Offset by 128, for unsigned products.
    bytes: Vec<u8>,
    /// For signed products of pairs.
    words: Vec<i16>,
    scales: Vec<f32>,
}

impl Quantised {
    /// Rounds `rows` rows of `width` floats, which lie `stride` apart.
    #[inline(always)]
    pub(crate) fn fill<const AVX512: bool>(&mut self, x: &[f32], rows: usize, width: usize, stride: usize) {
        let padded = width.next_multiple_of(4);
        self.rows = rows;
        self.width = padded;
        self.scales.clear();
        if AVX512 {
            self.bytes.resize(rows * padded, 128);
        } else {
            self.words.resize(rows * padded, 0);
        }
        for r in 0..rows {
            let row = &x[r * stride..r * stride + width];
            let mut lanes = [0f32; 16];
            for chunk in row.chunks(16) {
                for (lane, v) in lanes.iter_mut().zip(chunk) {
                    let a = v.abs();
                    *lane = if a > *lane { a } else { *lane };
                }
            }
            let largest = lanes.iter().copied().fold(0f32, |a, b| if b > a { b } else { a });
            let (scale, inverse) = if largest > 1e-20 { (largest / 127.0, 127.0 / largest) } else { (0.0, 0.0) };
            self.scales.push(scale);
            let whole = |v: f32| ((v * inverse + ROUND).to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32);
            if AVX512 {
                let out = &mut self.bytes[r * padded..(r + 1) * padded];
                for (o, v) in out.iter_mut().zip(row) {
                    *o = (whole(*v) + 128) as u8;
                }
                out[width..].fill(128);
            } else {
                let out = &mut self.words[r * padded..(r + 1) * padded];
                for (o, v) in out.iter_mut().zip(row) {
                    *o = whole(*v) as i16;
                }
                out[width..].fill(0);
            }
        }
    }
}

/// A way to multiply.
pub(crate) trait Kernel {
    /// Whether activations are bytes offset by 128.
    const AVX512: bool;

    /// `out = x · wᵀ + bias`; rows of `out` lie `w.stride()` apart.
    ///
    /// # Safety
    /// The machine must have the instruction set, and `w` be packed for it.
    unsafe fn product(x: &Quantised, w: &Matrix, out: &mut [f32]);
}

pub(crate) struct Portable;

impl Kernel for Portable {
    const AVX512: bool = false;

    #[inline(always)]
    unsafe fn product(x: &Quantised, w: &Matrix, out: &mut [f32]) {
        let stride = w.stride();
        let pairs = w.inputs.div_ceil(2);
        for r in 0..x.rows {
            let row = &x.words[r * x.width..(r + 1) * x.width];
            for group in 0..stride / GROUP {
                let block = &w.pairs[group * pairs..(group + 1) * pairs];
                let mut sums = [0i32; GROUP];
                for (Pair(cells), x) in block.iter().zip(row.chunks_exact(2)) {
                    let (a, b) = (i32::from(x[0]), i32::from(x[1]));
                    for (o, sum) in sums.iter_mut().enumerate() {
                        *sum += a * i32::from(cells[2 * o]) + b * i32::from(cells[2 * o + 1]);
                    }
                }
                let at = group * GROUP;
                let to = &mut out[r * stride + at..r * stride + at + GROUP];
                for o in 0..GROUP {
                    to[o] = sums[o] as f32 * (x.scales[r] * w.scales[at + o]) + w.bias[at + o];
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

#[cfg(target_arch = "x86_64")]
mod x86 {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(path: Path, x: &[f32], rows: usize, weights: &[i8], outputs: usize, inputs: usize) -> Vec<f32> {
        let scales: Vec<f32> = (0..outputs).map(|i| 0.01 + i as f32 * 1e-4).collect();
        let bias: Vec<f32> = (0..outputs).map(|i| i as f32 * 0.1).collect();
        let w = Matrix::new(path, outputs, inputs, weights, &scales, &bias);
        let mut out = vec![0.0; rows * w.stride()];
        let mut q = Quantised::default();
        // SAFETY: only paths that the machine has are run.
        unsafe {
            match path {
                Path::Portable => {
                    q.fill::<false>(x, rows, inputs, inputs);
                    Portable::product(&q, &w, &mut out);
                }
                #[cfg(target_arch = "x86_64")]
                Path::Avx2 => {
                    q.fill::<false>(x, rows, inputs, inputs);
                    Avx2::product(&q, &w, &mut out);
                }
                #[cfg(target_arch = "x86_64")]
                Path::Avx512 => {
                    q.fill::<true>(x, rows, inputs, inputs);
                    Avx512::product(&q, &w, &mut out);
                }
                #[cfg(not(target_arch = "x86_64"))]
                _ => {}
            }
        }
        out
    }

    #[test]
    fn every_path_gives_the_same_bits() {
        let mut seed = 7u64;
        let mut next = || {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) as i32
        };
        for (rows, outputs, inputs) in [(1, 17, 6), (5, 33, 128), (13, 48, 768), (9, 1, 3), (8, 40, 288)] {
            let weights: Vec<i8> = (0..outputs * inputs).map(|_| (next() % 255 - 127) as i8).collect();
            let x: Vec<f32> = (0..rows * inputs).map(|_| (next() % 2001 - 1000) as f32 / 37.0).collect();
            let want = run(Path::Portable, &x, rows, &weights, outputs, inputs);
            for path in Path::available() {
                let got = run(path, &x, rows, &weights, outputs, inputs);
                assert!(got.iter().zip(&want).all(|(a, b)| a.to_bits() == b.to_bits()), "{path:?}");
            }
        }
    }

    #[test]
    fn extremes_do_not_overflow() {
        let weights = vec![-127i8; 768];
        let x = vec![-3.0f32; 768];
        for path in Path::available() {
            let out = run(path, &x, 1, &weights, 1, 768);
            let want = 768.0 * 127.0 * 127.0 * (3.0f32 / 127.0 * 0.01);
            assert!((out[0] - want).abs() < 1.0, "{path:?} {} {want}", out[0]);
        }
    }
}
