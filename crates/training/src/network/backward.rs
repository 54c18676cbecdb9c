//! The way back: losses and gradients.

use chancery_language::features::DOMAIN;
use chancery_language::math;
use chancery_language::names::TAGS;
use chancery_language::network::{LEAK, distance};

use super::forward::{Tape, apply, joint, with_root};
use super::{Dropout, Encoded, Linear, Losses, Masks, Network};
use crate::ops;
use crate::params::{Handle, Params};
use crate::random::Random;

impl Network {
    /// Adds the gradient of a batch to the parameters' and gives the losses a word.
    pub fn learn(
        &self,
        params: &mut Params,
        batch: &[&Encoded],
        vectors: &[f32],
        masks: &[Masks],
        drop: &Dropout,
        rng: &mut Random,
    ) -> Losses {
        let mut tape = self.forward(params, batch, vectors, Some((drop, rng)));
        let s = &self.shape;
        let (n, d) = (tape.n, s.width);
        let share = 1.0 / n as f32;
        let mut losses = Losses::default();
        let mut dh = vec![0.0; n * d];

        // Arcs and relations.
        let wide = 2 * (s.arc + s.rel);
        let mut dparse = vec![0.0; n * wide];
        let mut dq = vec![0.0; n * s.arc];
        let mut pairs: Vec<(usize, Option<usize>, usize)> = Vec::new();
        let mut pair_meta: Vec<(usize, f32)> = Vec::new();
        for (b, sentence) in batch.iter().enumerate() {
            let (start, end) = (tape.starts[b], tape.starts[b + 1]);
            let len = end - start;
            let known = sentence.tree_weight > 0.0 && sentence.head.iter().any(|&h| h >= 0);
            if !known {
                continue;
            }
            let at = tape.out.arc_start[b];
            let scores = &mut tape.out.arcs[at..at + len * (len + 1)];
            let weight = sentence.tree_weight * share;
            for i in 0..len {
                let row = &mut scores[i * (len + 1)..(i + 1) * (len + 1)];
                let head = sentence.head[i];
                if head < 0 || head as usize == i + 1 {
                    row.fill(0.0);
                    continue;
                }
                row[i + 1] = -1e9;
                losses.parts[0] += cross_entropy(row, head as usize, None, weight);
                if sentence.rel[i] >= 0 {
                    let h = (head as usize).checked_sub(1).map(|h| start + h);
                    pairs.push((start + i, h, sentence.rel[i] as usize));
                    pair_meta.push((sentence.lang, weight));
                }
            }
            let ddist = params.grad(self.distance);
            for i in 0..len {
                for j in 0..=len {
                    ddist[distance(i, j)] += scores[i * (len + 1) + j];
                }
            }
            let heads = with_root(params.value(self.root_arc), &tape.arc_head[start * s.arc..end * s.arc]);
            let mut dheads = vec![0.0; heads.len()];
            // scores = q · headsᵀ
            ops::linear_input(scores, &heads, len, s.arc, len + 1, &mut dq[start * s.arc..end * s.arc]);
            ops::linear_weights(scores, &tape.q[start * s.arc..end * s.arc], len, s.arc, len + 1, &mut dheads);
            for (g, v) in params.grad(self.root_arc).iter_mut().zip(&dheads) {
                *g += v;
            }
            for t in start..end {
                let from = (t - start + 1) * s.arc;
                let to = t * wide + s.arc;
                dparse[to..to + s.arc].copy_from_slice(&dheads[from..from + s.arc]);
            }
        }
        {
            let (w, dw) = params.both(self.arc.w);
            ops::linear_weights(&dq, &tape.arc_dep, n, s.arc, s.arc, dw);
            let mut ddep = vec![0.0; n * s.arc];
            ops::linear_input(&dq, w, n, s.arc, s.arc, &mut ddep);
            for (row, g) in dparse.chunks_exact_mut(wide).zip(ddep.chunks_exact(s.arc)) {
                row[..s.arc].copy_from_slice(g);
            }
            ops::linear_bias(&dq, s.arc, params.grad(self.arc.b));
        }
        if !pairs.is_empty() {
            let r = s.rel;
            let root = params.value(self.root_rel).to_vec();
            let mut z = Vec::with_capacity(pairs.len() * 3 * r);
            for &(dep, head, _) in &pairs {
                let rd = &tape.out.rel_dep[dep * r..(dep + 1) * r];
                let rh = head.map_or(root.as_slice(), |h| &tape.out.rel_head[h * r..(h + 1) * r]);
                z.extend(joint(rd, rh));
            }
            let m = pairs.len();
            let mut logits = vec![0.0; m * s.rels];
            ops::linear(&z, params.value(self.rel.w), params.value(self.rel.b), m, 3 * r, s.rels, &mut logits);
            for ((row, &(.., rel)), &(lang, weight)) in logits.chunks_exact_mut(s.rels).zip(&pairs).zip(&pair_meta) {
                losses.parts[1] += cross_entropy(row, rel, Some(&masks[lang].rels), weight);
            }
            let mut dz = vec![0.0; m * 3 * r];
            let (w, dw) = params.both(self.rel.w);
            ops::linear_weights(&logits, &z, m, 3 * r, s.rels, dw);
            ops::linear_input(&logits, w, m, 3 * r, s.rels, &mut dz);
            ops::linear_bias(&logits, s.rels, params.grad(self.rel.b));
            for (&(dep, head, _), g) in pairs.iter().zip(dz.chunks_exact(3 * r)) {
                let rd = &tape.out.rel_dep[dep * r..(dep + 1) * r];
                let rh = head.map_or(root.as_slice(), |h| &tape.out.rel_head[h * r..(h + 1) * r]);
                for k in 0..r {
                    dparse[dep * wide + 2 * s.arc + k] += g[k] * rh[k] + g[r + k];
                }
                let dhead = match head {
                    Some(h) => {
                        let at = h * wide + 2 * s.arc + r;
                        &mut dparse[at..at + r]
                    }
                    None => params.grad(self.root_rel),
                };
                for k in 0..r {
                    dhead[k] += g[k] * rd[k] + g[2 * r + k];
                }
            }
        }
        apply(&tape.mask_parse, &mut dparse);
        leaky_backward(&tape.parse, &mut dparse);
        self.linear_back(params, &self.parse, &dparse, &tape.h, (n, d, wide), Some(&mut dh));

        // Tags.
        let (has_feats, has_lemmas) = (!tape.out.feats.is_empty(), !tape.out.lemmas.is_empty());
        let mut k = 0;
        for (b, sentence) in batch.iter().enumerate() {
            let mask = &masks[sentence.lang];
            let weight = sentence.tree_weight * share;
            for i in 0..sentence.types.len() {
                let t = tape.starts[b] + i;
                let row = &mut tape.out.upos[t * s.upos..(t + 1) * s.upos];
                k += 1;
                match sentence.upos[i] {
                    u if u >= 0 => losses.parts[2] += cross_entropy(row, u as usize, None, weight),
                    _ => row.fill(0.0),
                }
                if has_feats {
                    let row = &mut tape.out.feats[t * s.feats..(t + 1) * s.feats];
                    match sentence.feats[i] {
                        u if u >= 0 => losses.parts[3] += cross_entropy(row, u as usize, Some(&mask.feats), weight),
                        _ => row.fill(0.0),
                    }
                }
                if has_lemmas {
                    let row = &mut tape.out.lemmas[t * s.lemmas..(t + 1) * s.lemmas];
                    match sentence.lemma[i] {
                        u if u >= 0 => {
                            losses.parts[4] += cross_entropy(row, u as usize, Some(&mask.lemmas), weight);
                        }
                        _ => row.fill(0.0),
                    }
                }
                let row = &mut tape.out.names[t * TAGS..(t + 1) * TAGS];
                let weight = sentence.names_weight * share;
                match sentence.names[i] {
                    u if u >= 0 && weight > 0.0 => {
                        losses.parts[5] += if sentence.misc || u > 0 {
                            cross_entropy(row, u as usize, None, weight)
                        } else {
                            // Where MISC is not marked, a word outside may be MISC.
                            cross_entropy_any(row, &[0, TAGS - 4, TAGS - 3, TAGS - 2, TAGS - 1], weight)
                        };
                    }
                    _ => row.fill(0.0),
                }
            }
        }
        debug_assert_eq!(k, n);
        self.linear_back(params, &self.upos, &tape.out.upos, &tape.h, (n, d, s.upos), Some(&mut dh));
        if has_feats {
            self.linear_back(params, &self.feats, &tape.out.feats, &tape.h, (n, d, s.feats), Some(&mut dh));
        }
        if has_lemmas {
            self.linear_back(params, &self.lemmas, &tape.out.lemmas, &tape.h, (n, d, s.lemmas), Some(&mut dh));
        }
        let mut dhidden = vec![0.0; n * s.names];
        let (out, hid) = (&tape.out.names, &tape.names_hidden);
        self.linear_back(params, &self.names, out, hid, (n, s.names, TAGS), Some(&mut dhidden));
        leaky_backward(&tape.names_hidden, &mut dhidden);
        self.linear_back(params, &self.names_hidden, &dhidden, &tape.h, (n, d, s.names), Some(&mut dh));

        self.encoder_backward(params, &mut tape, dh);
        losses
    }

    fn linear_back(
        &self,
        params: &mut Params,
        lin: &Linear,
        dy: &[f32],
        x: &[f32],
        (n, i, o): (usize, usize, usize),
        dx: Option<&mut [f32]>,
    ) {
        let (w, dw) = params.both(lin.w);
        ops::linear_weights(dy, x, n, i, o, dw);
        if let Some(dx) = dx {
            ops::linear_input(dy, w, n, i, o, dx);
        }
        ops::linear_bias(dy, o, params.grad(lin.b));
    }

    fn norm_back(&self, params: &mut Params, (gain, bias): (Handle, Handle), x: &[f32], dy: &[f32], dx: &mut [f32]) {
        let d = self.shape.width;
        let (mut dgain, mut dbias) = (vec![0.0; d], vec![0.0; d]);
        ops::layer_norm_backward(x, params.value(gain), dy, dx, &mut dgain, &mut dbias);
        for (g, v) in params.grad(gain).iter_mut().zip(&dgain) {
            *g += v;
        }
        for (g, v) in params.grad(bias).iter_mut().zip(&dbias) {
            *g += v;
        }
    }

    fn encoder_backward(&self, params: &mut Params, tape: &mut Tape, mut dh: Vec<f32>) {
        let (n, d) = (tape.n, self.shape.width);
        let half = d / 2;
        let starts = &tape.starts;
        for (i, w) in starts.windows(2).enumerate() {
            for t in w[0]..w[1] {
                apply(&tape.mask_h[i * d..(i + 1) * d], &mut dh[t * d..(t + 1) * d]);
            }
        }
        let mut dx = vec![0.0; n * d];
        self.norm_back(params, (self.out_gain, self.out_bias), &tape.x, &dh, &mut dx);
        for (l, layer) in self.layers.iter().enumerate().rev() {
            let t = &tape.layers[l];
            let mut du = vec![0.0; n * 3 * d];
            let (vf, vr) = (params.value(layer.vf).to_vec(), params.value(layer.vr).to_vec());
            let (mut dvf, mut dvr) = (vec![0.0; d], vec![0.0; d]);
            for w in starts.windows(2) {
                for backward in [false, true] {
                    let base = if backward { half } else { 0 };
                    let mut carry = vec![0.0; half];
                    let len = w[1] - w[0];
                    for step in (0..len).rev() {
                        let at = if backward { w[1] - 1 - step } else { w[0] + step };
                        let previous = (step > 0).then(|| if backward { at + 1 } else { at - 1 });
                        let cell = at * d + base;
                        let row = at * 3 * d + base;
                        let zeros = [0.0; 0];
                        let before = previous.map_or(&zeros[..], |p| &t.c[p * d + base..p * d + base + half]);
                        for j in 0..half {
                            let g = dx[cell + j];
                            let (c, f, r) = (t.c[cell + j], t.f[cell + j], t.r[cell + j]);
                            let prev = if before.is_empty() { 0.0 } else { before[j] };
                            let z = t.u[row + j];
                            let dc = g * r + carry[j];
                            let dur = g * c * r * (1.0 - r);
                            let duf = dc * (prev - z) * f * (1.0 - f);
                            du[row + j] = dc * (1.0 - f);
                            du[row + d + j] = duf;
                            du[row + 2 * d + j] = dur;
                            carry[j] = dc * f + duf * vf[base + j] + dur * vr[base + j];
                            dvf[base + j] += duf * prev;
                            dvr[base + j] += dur * prev;
                        }
                    }
                }
            }
            for (g, v) in params.grad(layer.vf).iter_mut().zip(&dvf) {
                *g += v;
            }
            for (g, v) in params.grad(layer.vr).iter_mut().zip(&dvr) {
                *g += v;
            }
            let width = if l == 0 { 3 * d } else { d };
            let mut dinput = vec![0.0; n * width];
            {
                let (w, dw) = params.both(layer.w);
                ops::linear_weights(&du, &t.input, n, width, 3 * d, dw);
                ops::linear_input(&du, w, n, width, 3 * d, &mut dinput);
            }
            ops::linear_bias(&du, 3 * d, params.grad(layer.b));
            let mut dy = if l == 0 { window_backward(&dinput, starts, d) } else { dinput };
            for (i, w) in starts.windows(2).enumerate() {
                for at in w[0]..w[1] {
                    apply(&t.mask[i * d..(i + 1) * d], &mut dy[at * d..(at + 1) * d]);
                }
            }
            self.norm_back(params, (layer.gain, layer.bias), &t.x, &dy, &mut dx);
        }
        apply(&tape.mask0, &mut dx);
        let mut dx0 = vec![0.0; n * d];
        self.norm_back(params, (self.in_gain, self.in_bias), &tape.x0, &dx, &mut dx0);
        let p = self.shape.pieces;
        match self.project {
            Some(project) => {
                let mut dv = vec![0.0; n * p];
                self.linear_back(params, &self.pieces, &dx0, &tape.vectors, (n, p, d), Some(&mut dv));
                let raw = self.shape.raw;
                ops::linear_weights(&dv, &tape.raw, n, raw, p, params.grad(project));
            }
            None => self.linear_back(params, &self.pieces, &dx0, &tape.vectors, (n, p, d), None),
        }
        for (k, &table) in self.tables.iter().enumerate() {
            for ((row, hash), &gone) in dx0.chunks_exact(d).zip(&tape.hashes).zip(&tape.dropped) {
                if gone && k < 2 {
                    continue;
                }
                for (g, v) in params.grad_row(table, hash[k]).iter_mut().zip(row) {
                    *g += v;
                }
            }
        }
        debug_assert_eq!(DOMAIN, self.tables.len() - 1);
    }
}

fn leaky_backward(after: &[f32], grad: &mut [f32]) {
    for (g, a) in grad.iter_mut().zip(after) {
        if *a <= 0.0 {
            *g *= LEAK;
        }
    }
}

/// Soft-max cross-entropy with a mask; turns logits into the gradient times
/// `weight` and gives the loss.
fn cross_entropy(logits: &mut [f32], target: usize, allowed: Option<&[bool]>, weight: f32) -> f32 {
    if let Some(allowed) = allowed {
        for (l, &a) in logits.iter_mut().zip(allowed) {
            if !a {
                *l = -1e9;
            }
        }
    }
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for l in logits.iter_mut() {
        *l = math::exp(*l - max);
        total += *l;
    }
    let loss = -(logits[target] / total).max(1e-30).ln() * weight;
    for l in logits.iter_mut() {
        *l *= weight / total;
    }
    logits[target] -= weight;
    loss
}

/// Like [`cross_entropy`] where any of `targets` is right.
fn cross_entropy_any(logits: &mut [f32], targets: &[usize], weight: f32) -> f32 {
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for l in logits.iter_mut() {
        *l = math::exp(*l - max);
        total += *l;
    }
    let right: f32 = targets.iter().map(|&t| logits[t]).sum::<f32>().max(1e-30);
    let loss = -(right / total).ln() * weight;
    for (i, l) in logits.iter_mut().enumerate() {
        let share = *l / total - if targets.contains(&i) { *l / right } else { 0.0 };
        *l = weight * share;
    }
    loss
}

fn window_backward(dinput: &[f32], starts: &[usize], d: usize) -> Vec<f32> {
    let mut dy = vec![0.0; dinput.len() / 3];
    for w in starts.windows(2) {
        for t in w[0]..w[1] {
            for k in 0..3 {
                if (t == w[0] && k == 0) || (t + 1 == w[1] && k == 2) {
                    continue;
                }
                let to = (t + k - 1) * d;
                let from = t * 3 * d + k * d;
                for (g, v) in dy[to..to + d].iter_mut().zip(&dinput[from..from + d]) {
                    *g += v;
                }
            }
        }
    }
    dy
}
