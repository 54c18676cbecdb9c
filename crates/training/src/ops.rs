//! Matrix products and their gradients.

/// `out (m×n) = beta·out + a (m×k) · b (k×n)`, each with row and column strides.
#[allow(clippy::too_many_arguments)]
fn product(
    out: &mut [f32],
    out_stride: (usize, usize),
    beta: f32,
    a: &[f32],
    a_stride: (usize, usize),
    b: &[f32],
    b_stride: (usize, usize),
    (m, n, k): (usize, usize, usize),
) {
    if m == 0 || n == 0 {
        return;
    }
    let last = |rows: usize, cols: usize, s: (usize, usize)| {
        if rows == 0 || cols == 0 { 0 } else { (rows - 1) * s.0 + (cols - 1) * s.1 + 1 }
    };
    assert!(out.len() >= last(m, n, out_stride), "output too short");
    assert!(a.len() >= last(m, k, a_stride), "left matrix too short");
    assert!(b.len() >= last(k, n, b_stride), "right matrix too short");
    // SAFETY: the three assertions above bound every access.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            out_stride.1 as isize,
            out_stride.0 as isize,
            beta != 0.0,
            a.as_ptr(),
            a_stride.1 as isize,
            a_stride.0 as isize,
            b.as_ptr(),
            b_stride.1 as isize,
            b_stride.0 as isize,
            beta,
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

/// `y (n×o) = x (n×i) · wᵀ`, with `w` of o×i.
pub(crate) fn times_transposed(x: &[f32], w: &[f32], n: usize, i: usize, o: usize, y: &mut [f32]) {
    product(y, (o, 1), 0.0, x, (i, 1), w, (1, i), (n, o, i));
}

/// `y = x · wᵀ + bias`.
pub(crate) fn linear(x: &[f32], w: &[f32], bias: &[f32], n: usize, i: usize, o: usize, y: &mut [f32]) {
    times_transposed(x, w, n, i, o, y);
    for row in y[..n * o].chunks_exact_mut(o) {
        for (v, b) in row.iter_mut().zip(bias) {
            *v += b;
        }
    }
}

/// Gradient of the input: `dx (n×i) += dy (n×o) · w (o×i)`.
pub(crate) fn linear_input(dy: &[f32], w: &[f32], n: usize, i: usize, o: usize, dx: &mut [f32]) {
    product(dx, (i, 1), 1.0, dy, (o, 1), w, (i, 1), (n, i, o));
}

/// Gradient of the weights: `dw (o×i) += dyᵀ · x`.
pub(crate) fn linear_weights(dy: &[f32], x: &[f32], n: usize, i: usize, o: usize, dw: &mut [f32]) {
    product(dw, (i, 1), 1.0, dy, (1, o), x, (i, 1), (o, i, n));
}

/// Gradient of the bias: the sum of the rows.
pub(crate) fn linear_bias(dy: &[f32], o: usize, db: &mut [f32]) {
    for row in dy.chunks_exact(o) {
        for (d, g) in db.iter_mut().zip(row) {
            *d += g;
        }
    }
}

/// Gradient of a layer norm: adds to `dx`, `dgain`, `dbias`.
pub(crate) fn layer_norm_backward(
    x: &[f32],
    gain: &[f32],
    dy: &[f32],
    dx: &mut [f32],
    dgain: &mut [f32],
    dbias: &mut [f32],
) {
    let d = gain.len();
    let n = d as f32;
    for ((x, dy), dx) in x.chunks_exact(d).zip(dy.chunks_exact(d)).zip(dx.chunks_exact_mut(d)) {
        let mean = chancery_language::math::sum(x) / n;
        let var = x.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / n;
        let scale = 1.0 / (var + chancery_language::math::NORM_EPSILON).sqrt();
        let (mut total, mut along) = (0.0, 0.0);
        for i in 0..d {
            let normed = (x[i] - mean) * scale;
            dgain[i] += dy[i] * normed;
            dbias[i] += dy[i];
            let g = dy[i] * gain[i];
            total += g;
            along += g * normed;
        }
        for i in 0..d {
            let normed = (x[i] - mean) * scale;
            dx[i] += scale * (dy[i] * gain[i] - total / n - normed * along / n);
        }
    }
}
