//! Products of byte matrices, one way for each instruction set.
//!
//! All ways give the same bits: integer sums are exact (128·127·K stays under
//! 2²⁴ for the widths a network has, so the step to floats is exact too), and
//! the last step, `sum as f32 * (row scale * column scale) + bias`, is written
//! the same everywhere.

#[cfg(any(target_arch = "aarch64", test))]
mod neon;
#[cfg(target_arch = "x86_64")]
mod x86;

use super::ROUND;

#[cfg(target_arch = "aarch64")]
pub(crate) use neon::Neon;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

/// An instruction set that a product is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Any machine.
    Portable,
    /// AArch64, all of whose machines have Advanced SIMD (NEON).
    Neon,
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
        #[cfg(target_arch = "aarch64")]
        paths.push(Path::Neon);
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
                #[cfg(target_arch = "aarch64")]
                Path::Neon => {
                    q.fill::<false>(x, rows, inputs, inputs);
                    Neon::product(&q, &w, &mut out);
                }
                _ => panic!("{path:?} is not of this machine"),
            }
        }
        out
    }

    /// The steps of the NEON product, each as the architecture's manual defines it, on any machine.
    #[test]
    fn neon_steps_give_the_same_bits() {
        for (x, rows, weights, outputs, inputs) in cases() {
            let want = run(Path::Portable, &x, rows, &weights, outputs, inputs);
            let scales: Vec<f32> = (0..outputs).map(|i| 0.01 + i as f32 * 1e-4).collect();
            let bias: Vec<f32> = (0..outputs).map(|i| i as f32 * 0.1).collect();
            let w = Matrix::new(Path::Neon, outputs, inputs, &weights, &scales, &bias);
            let mut out = vec![0.0; rows * w.stride()];
            let mut q = Quantised::default();
            q.fill::<false>(&x, rows, inputs, inputs);
            // SAFETY: the emulated lanes need no instruction set.
            unsafe { neon::product::<neon::emulated::Lanes>(&q, &w, &mut out) };
            assert!(out.iter().zip(&want).all(|(a, b)| a.to_bits() == b.to_bits()), "{rows} {outputs} {inputs}");
        }
    }

    /// Activations, their rows, weights, outputs, inputs.
    type Case = (Vec<f32>, usize, Vec<i8>, usize, usize);

    fn cases() -> Vec<Case> {
        let mut seed = 7u64;
        let mut next = || {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) as i32
        };
        let sizes = [(1, 17, 6), (5, 33, 128), (13, 48, 768), (9, 1, 3), (8, 40, 288)];
        let case = |(rows, outputs, inputs)| {
            let weights: Vec<i8> = (0..outputs * inputs).map(|_| (next() % 255 - 127) as i8).collect();
            let x: Vec<f32> = (0..rows * inputs).map(|_| (next() % 2001 - 1000) as f32 / 37.0).collect();
            (x, rows, weights, outputs, inputs)
        };
        sizes.into_iter().map(case).collect()
    }

    #[test]
    fn every_path_gives_the_same_bits() {
        for (x, rows, weights, outputs, inputs) in cases() {
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
