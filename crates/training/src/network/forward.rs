//! The way forward, with what the way back needs.

use chancery_language::features::FEATURES;
use chancery_language::math;
use chancery_language::names::TAGS;
use chancery_language::network::{LEAK, distance};

use super::{Dropout, Encoded, Linear, Network, Outputs};
use crate::ops;
use crate::params::Params;
use crate::random::Random;

pub(super) struct LayerTape {
    pub(super) x: Vec<f32>,
    pub(super) input: Vec<f32>,
    pub(super) mask: Vec<f32>,
    pub(super) u: Vec<f32>,
    pub(super) c: Vec<f32>,
    pub(super) f: Vec<f32>,
    pub(super) r: Vec<f32>,
}

pub(super) struct Tape {
    pub(super) n: usize,
    pub(super) starts: Vec<usize>,
    pub(super) raw: Vec<f32>,
    pub(super) vectors: Vec<f32>,
    pub(super) hashes: Vec<[u32; FEATURES]>,
    pub(super) dropped: Vec<bool>,
    pub(super) x0: Vec<f32>,
    pub(super) mask0: Vec<f32>,
    pub(super) layers: Vec<LayerTape>,
    pub(super) x: Vec<f32>,
    pub(super) h: Vec<f32>,
    pub(super) mask_h: Vec<f32>,
    pub(super) names_hidden: Vec<f32>,
    pub(super) parse: Vec<f32>,
    pub(super) mask_parse: Vec<f32>,
    pub(super) arc_dep: Vec<f32>,
    pub(super) arc_head: Vec<f32>,
    pub(super) q: Vec<f32>,
    pub(super) out: Outputs,
}

impl Network {
    pub(super) fn forward(
        &self,
        params: &Params,
        batch: &[&Encoded],
        vectors: &[f32],
        train: Option<(&Dropout, &mut Random)>,
    ) -> Tape {
        let s = &self.shape;
        let (d, p) = (s.width, s.pieces);
        let mut starts = vec![0];
        for sentence in batch {
            starts.push(starts[starts.len() - 1] + sentence.types.len());
        }
        let n = starts[batch.len()];
        let none = Dropout { word: 0.0, input: 0.0, layer: 0.0, head: 0.0, feats_share: 1.0, lemmas_share: 1.0 };
        let mut fresh = Random::new(0);
        let (drop, rng, parts) = match train {
            // The wide heads learn from a part of the batches: they are costly, and easy.
            Some((drop, rng)) => {
                let parts = (rng.unit() < drop.feats_share, rng.unit() < drop.lemmas_share);
                (drop, rng, parts)
            }
            None => (&none, &mut fresh, (true, true)),
        };
        let width = if self.project.is_some() { s.raw } else { p };
        let mut v = Vec::with_capacity(n * width);
        let mut hashes = Vec::with_capacity(n);
        let mut dropped = vec![false; n];
        for sentence in batch {
            for &t in &sentence.types {
                v.extend_from_slice(&vectors[t as usize * width..(t as usize + 1) * width]);
            }
            hashes.extend_from_slice(&sentence.hashes);
        }
        for flag in &mut dropped {
            *flag = drop.word > 0.0 && rng.unit() < drop.word;
        }
        let mut raw = Vec::new();
        if let Some(project) = self.project {
            let mut projected = vec![0.0; n * p];
            ops::times_transposed(&v, params.value(project), n, s.raw, p, &mut projected);
            raw = std::mem::replace(&mut v, projected);
        }
        let mut x0 = vec![0.0; n * d];
        ops::linear(&v, params.value(self.pieces.w), params.value(self.pieces.b), n, p, d, &mut x0);
        for (k, &table) in self.tables.iter().enumerate() {
            let values = params.value(table);
            for ((row, hash), &gone) in x0.chunks_exact_mut(d).zip(&hashes).zip(&dropped) {
                if gone && k < 2 {
                    continue;
                }
                let at = hash[k] as usize * d;
                for (x, e) in row.iter_mut().zip(&values[at..at + d]) {
                    *x += e;
                }
            }
        }
        let mut x = vec![0.0; n * d];
        let (gain, bias) = (params.value(self.in_gain), params.value(self.in_bias));
        for (row, out) in x0.chunks_exact(d).zip(x.chunks_exact_mut(d)) {
            math::layer_norm(row, gain, bias, out);
        }
        let mask0 = dropout_mask(n * d, drop.input, rng);
        apply(&mask0, &mut x);

        let half = d / 2;
        let mut layers = Vec::with_capacity(self.layers.len());
        for (l, layer) in self.layers.iter().enumerate() {
            let mut y = vec![0.0; n * d];
            let (gain, bias) = (params.value(layer.gain), params.value(layer.bias));
            for (row, out) in x.chunks_exact(d).zip(y.chunks_exact_mut(d)) {
                math::layer_norm(row, gain, bias, out);
            }
            let mask = self.sentence_mask(&starts, d, drop.layer, rng);
            for i in 0..batch.len() {
                for t in starts[i]..starts[i + 1] {
                    apply(&mask[i * d..(i + 1) * d], &mut y[t * d..(t + 1) * d]);
                }
            }
            let (input, width) = if l == 0 { (window(&y, &starts, d), 3 * d) } else { (y, d) };
            let mut u = vec![0.0; n * 3 * d];
            ops::linear(&input, params.value(layer.w), params.value(layer.b), n, width, 3 * d, &mut u);
            let (mut c, mut f, mut r) = (vec![0.0; n * d], vec![0.0; n * d], vec![0.0; n * d]);
            let (vf, vr) = (params.value(layer.vf), params.value(layer.vr));
            let before = x.clone();
            for w in starts.windows(2) {
                for backward in [false, true] {
                    let lanes = if backward { half..d } else { 0..half };
                    let mut state = vec![0.0; half];
                    for step in 0..w[1] - w[0] {
                        let t = if backward { w[1] - 1 - step } else { w[0] + step };
                        let row = &u[t * 3 * d..(t + 1) * 3 * d];
                        let uz = &row[lanes.clone()];
                        let uf = &row[d + lanes.start..d + lanes.end];
                        let ur = &row[2 * d + lanes.start..2 * d + lanes.end];
                        let (vf, vr) = (&vf[lanes.clone()], &vr[lanes.clone()]);
                        let at = t * d + lanes.start..t * d + lanes.end;
                        let (c, f, r) = (&mut c[at.clone()], &mut f[at.clone()], &mut r[at.clone()]);
                        let x = &mut x[at];
                        for j in 0..half {
                            let previous = state[j];
                            let fj = math::sigmoid(uf[j] + vf[j] * previous);
                            let rj = math::sigmoid(ur[j] + vr[j] * previous);
                            let cj = fj * previous + (1.0 - fj) * uz[j];
                            f[j] = fj;
                            r[j] = rj;
                            c[j] = cj;
                            state[j] = cj;
                            x[j] += rj * cj;
                        }
                    }
                }
            }
            layers.push(LayerTape { x: before, input, mask, u, c, f, r });
        }
        let mut h = vec![0.0; n * d];
        let (gain, bias) = (params.value(self.out_gain), params.value(self.out_bias));
        for (row, out) in x.chunks_exact(d).zip(h.chunks_exact_mut(d)) {
            math::layer_norm(row, gain, bias, out);
        }
        let mask_h = self.sentence_mask(&starts, d, drop.layer, rng);
        for i in 0..batch.len() {
            for t in starts[i]..starts[i + 1] {
                apply(&mask_h[i * d..(i + 1) * d], &mut h[t * d..(t + 1) * d]);
            }
        }
        let run = |lin: &Linear, input: &[f32], i: usize, o: usize| {
            let mut y = vec![0.0; n * o];
            ops::linear(input, params.value(lin.w), params.value(lin.b), n, i, o, &mut y);
            y
        };
        let upos = run(&self.upos, &h, d, s.upos);
        let feats = if parts.0 { run(&self.feats, &h, d, s.feats) } else { Vec::new() };
        let lemmas = if parts.1 { run(&self.lemmas, &h, d, s.lemmas) } else { Vec::new() };
        let mut names_hidden = run(&self.names_hidden, &h, d, s.names);
        leaky(&mut names_hidden);
        let names = run(&self.names, &names_hidden, s.names, TAGS);
        let wide = 2 * (s.arc + s.rel);
        let mut parse = run(&self.parse, &h, d, wide);
        leaky(&mut parse);
        let mask_parse = dropout_mask(n * wide, drop.head, rng);
        let mut dropped_parse = parse.clone();
        apply(&mask_parse, &mut dropped_parse);
        let column = |from: usize, len: usize| -> Vec<f32> {
            dropped_parse.chunks_exact(wide).flat_map(|row| row[from..from + len].iter().copied()).collect()
        };
        let arc_dep = column(0, s.arc);
        let arc_head = column(s.arc, s.arc);
        let rel_dep = column(2 * s.arc, s.rel);
        let rel_head = column(2 * s.arc + s.rel, s.rel);
        let q = run(&self.arc, &arc_dep, s.arc, s.arc);
        let dist = params.value(self.distance);
        let root = params.value(self.root_arc);
        let mut arcs = Vec::new();
        let mut arc_start = Vec::new();
        for w in starts.windows(2) {
            let len = w[1] - w[0];
            arc_start.push(arcs.len());
            let heads = with_root(root, &arc_head[w[0] * s.arc..w[1] * s.arc]);
            let mut scores = vec![0.0; len * (len + 1)];
            let q = &q[w[0] * s.arc..w[1] * s.arc];
            ops::times_transposed(q, &heads, len, s.arc, len + 1, &mut scores);
            for (i, row) in scores.chunks_exact_mut(len + 1).enumerate() {
                for (j, v) in row.iter_mut().enumerate() {
                    *v += dist[distance(i, j)];
                }
            }
            arcs.extend_from_slice(&scores);
        }
        let out = Outputs { upos, feats, lemmas, names, arcs, arc_start, rel_dep, rel_head };
        Tape {
            n,
            starts,
            raw,
            vectors: v,
            hashes,
            dropped,
            x0,
            mask0,
            layers,
            x,
            h,
            mask_h,
            names_hidden,
            parse,
            mask_parse,
            arc_dep,
            arc_head,
            q,
            out,
        }
    }

    fn sentence_mask(&self, starts: &[usize], d: usize, p: f32, rng: &mut Random) -> Vec<f32> {
        dropout_mask((starts.len() - 1) * d, p, rng)
    }

    /// What the network says of sentences.
    pub fn predict(&self, params: &Params, batch: &[&Encoded], vectors: &[f32]) -> Outputs {
        self.forward(params, batch, vectors, None).out
    }

    /// Logits of the relation of word `dep` (in the batch) to word `head`, or to the root.
    pub fn relation(&self, params: &Params, out: &Outputs, dep: usize, head: Option<usize>, logits: &mut [f32]) {
        let r = self.shape.rel;
        let rd = &out.rel_dep[dep * r..(dep + 1) * r];
        let rh = match head {
            Some(h) => &out.rel_head[h * r..(h + 1) * r],
            None => params.value(self.root_rel),
        };
        let z: Vec<f32> = joint(rd, rh);
        let (w, b) = (params.value(self.rel.w), params.value(self.rel.b));
        for ((l, row), b) in logits.iter_mut().zip(w.chunks_exact(3 * r)).zip(b) {
            *l = math::dot(row, &z) + b;
        }
    }
}

fn leaky(values: &mut [f32]) {
    for v in values {
        *v = if *v > 0.0 { *v } else { LEAK * *v };
    }
}

pub(super) fn apply(mask: &[f32], values: &mut [f32]) {
    for (v, m) in values.iter_mut().zip(mask) {
        *v *= m;
    }
}

fn dropout_mask(len: usize, p: f32, rng: &mut Random) -> Vec<f32> {
    if p <= 0.0 {
        return vec![1.0; len];
    }
    let keep = 1.0 / (1.0 - p);
    let limit = (p * 65536.0) as u64;
    let mut mask = Vec::with_capacity(len);
    while mask.len() < len {
        let mut bits = rng.bits();
        for _ in 0..4 {
            mask.push(if bits & 0xffff < limit { 0.0 } else { keep });
            bits >>= 16;
        }
    }
    mask.truncate(len);
    mask
}

pub(super) fn joint(dep: &[f32], head: &[f32]) -> Vec<f32> {
    let mut z: Vec<f32> = dep.iter().zip(head).map(|(a, b)| a * b).collect();
    z.extend_from_slice(dep);
    z.extend_from_slice(head);
    z
}

pub(super) fn with_root(root: &[f32], heads: &[f32]) -> Vec<f32> {
    let mut all = Vec::with_capacity(root.len() + heads.len());
    all.extend_from_slice(root);
    all.extend_from_slice(heads);
    all
}

/// Each word with its neighbours; zeros beyond the sentence.
fn window(y: &[f32], starts: &[usize], d: usize) -> Vec<f32> {
    let mut out = vec![0.0; y.len() * 3];
    for w in starts.windows(2) {
        for t in w[0]..w[1] {
            let row = &mut out[t * 3 * d..(t + 1) * 3 * d];
            if t > w[0] {
                row[..d].copy_from_slice(&y[(t - 1) * d..t * d]);
            }
            row[d..2 * d].copy_from_slice(&y[t * d..(t + 1) * d]);
            if t + 1 < w[1] {
                row[2 * d..].copy_from_slice(&y[(t + 1) * d..(t + 2) * d]);
            }
        }
    }
    out
}
