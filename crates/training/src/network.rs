//! The network with its gradients, written out by hand.
//!
//! ```text
//! word    = norm(W·pieces + Σ tables[hash])
//! layer   : y = norm(x); z,f,r = W·y; c = f·c' + (1−f)·z; x += r·c
//!           half of the lanes run forward, half backward; the first layer
//!           sees a window of three words
//! heads   : tags, features, lemma scripts, names; arcs by a bilinear form,
//!           relations by a low-rank one
//! ```

use chancery_language::features::{DOMAIN, FEATURES, TABLES};
use chancery_language::math;
use chancery_language::names::TAGS;
use chancery_language::network::{DISTANCES, distance};

use crate::ops;
use crate::params::{Handle, Params};
use crate::random::Random;

/// Sizes.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Width of the encoder.
    pub width: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// Components of piece vectors.
    pub pieces: usize,
    /// Rows of each table of hashed features.
    pub tables: [usize; FEATURES],
    /// Width of the arc space.
    pub arc: usize,
    /// Width of the relation space.
    pub rel: usize,
    /// Width of the hidden layer of names.
    pub names: usize,
    /// Parts of speech.
    pub upos: usize,
    /// Feature strings.
    pub feats: usize,
    /// Lemma scripts.
    pub lemmas: usize,
    /// Relations.
    pub rels: usize,
}

/// A sentence as numbers; −1 stands for what is unknown.
#[derive(Clone, Debug, Default)]
pub struct Encoded {
    /// Row of each word in the matrix of piece vectors.
    pub types: Vec<u32>,
    /// Rows in the tables.
    pub hashes: Vec<[u32; FEATURES]>,
    /// Part of speech.
    pub upos: Vec<i32>,
    /// Feature string.
    pub feats: Vec<i32>,
    /// Lemma script.
    pub lemma: Vec<i32>,
    /// Head, 0 for the root.
    pub head: Vec<i32>,
    /// Relation.
    pub rel: Vec<i32>,
    /// Name tag.
    pub names: Vec<i32>,
    /// Whether other names (MISC) are marked too.
    pub misc: bool,
    /// Language, for the masks.
    pub lang: usize,
    /// Weight of tags and tree.
    pub tree_weight: f32,
    /// Weight of names.
    pub names_weight: f32,
}

/// Labels a language uses, per head.
#[derive(Clone, Debug, Default)]
pub struct Masks {
    /// Feature strings.
    pub feats: Vec<bool>,
    /// Lemma scripts.
    pub lemmas: Vec<bool>,
    /// Relations.
    pub rels: Vec<bool>,
}

/// How strongly units are dropped.
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    /// Words: hashes of the whole form.
    pub word: f32,
    /// Input of the encoder, by unit.
    pub input: f32,
    /// Layers, the same units in a sentence.
    pub layer: f32,
    /// Arc and relation spaces.
    pub head: f32,
}

struct Layer {
    gain: Handle,
    bias: Handle,
    w: Handle,
    b: Handle,
    vf: Handle,
    vr: Handle,
}

struct Linear {
    w: Handle,
    b: Handle,
}

/// Handles of the network's parameters.
pub struct Network {
    /// Sizes.
    pub shape: Shape,
    pieces: Linear,
    tables: Vec<Handle>,
    in_gain: Handle,
    in_bias: Handle,
    layers: Vec<Layer>,
    out_gain: Handle,
    out_bias: Handle,
    upos: Linear,
    feats: Linear,
    lemmas: Linear,
    names_hidden: Linear,
    names: Linear,
    parse: Linear,
    arc: Linear,
    distance: Handle,
    root_arc: Handle,
    root_rel: Handle,
    rel: Linear,
}

/// Losses of a batch, by head.
#[derive(Clone, Copy, Debug, Default)]
pub struct Losses {
    /// Arcs, relations, parts of speech, features, lemmas, names.
    pub parts: [f32; 6],
}

/// What the network says of a batch.
#[derive(Debug, Default)]
pub struct Outputs {
    /// Logits of parts of speech, words by rows.
    pub upos: Vec<f32>,
    /// Logits of feature strings.
    pub feats: Vec<f32>,
    /// Logits of lemma scripts.
    pub lemmas: Vec<f32>,
    /// Logits of name tags.
    pub names: Vec<f32>,
    /// Arc scores of each sentence, n×(n+1).
    pub arcs: Vec<f32>,
    /// Where the arcs of each sentence begin.
    pub arc_start: Vec<usize>,
    rel_dep: Vec<f32>,
    rel_head: Vec<f32>,
}

const LEAK: f32 = 0.1;

fn leaky(values: &mut [f32]) {
    for v in values {
        *v = if *v > 0.0 { *v } else { LEAK * *v };
    }
}

fn leaky_backward(after: &[f32], grad: &mut [f32]) {
    for (g, a) in grad.iter_mut().zip(after) {
        if *a <= 0.0 {
            *g *= LEAK;
        }
    }
}

fn apply(mask: &[f32], values: &mut [f32]) {
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
        let mut bits = rng.next();
        for _ in 0..4 {
            mask.push(if bits & 0xffff < limit { 0.0 } else { keep });
            bits >>= 16;
        }
    }
    mask.truncate(len);
    mask
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

struct LayerTape {
    x: Vec<f32>,
    input: Vec<f32>,
    mask: Vec<f32>,
    u: Vec<f32>,
    c: Vec<f32>,
    f: Vec<f32>,
    r: Vec<f32>,
}

struct Tape {
    n: usize,
    starts: Vec<usize>,
    vectors: Vec<f32>,
    hashes: Vec<[u32; FEATURES]>,
    dropped: Vec<bool>,
    x0: Vec<f32>,
    mask0: Vec<f32>,
    layers: Vec<LayerTape>,
    x: Vec<f32>,
    h: Vec<f32>,
    mask_h: Vec<f32>,
    names_hidden: Vec<f32>,
    parse: Vec<f32>,
    mask_parse: Vec<f32>,
    arc_dep: Vec<f32>,
    arc_head: Vec<f32>,
    q: Vec<f32>,
    out: Outputs,
}

impl Network {
    /// Makes a network with random parameters.
    pub fn new(shape: Shape, params: &mut Params, rng: &mut Random) -> Self {
        let d = shape.width;
        let dev = |fan: usize| (1.0 / fan as f32).sqrt();
        let mut linear = |params: &mut Params, name: &str, o: usize, i: usize, scale: f32, rng: &mut Random| Linear {
            w: params.add(&format!("{name}.w"), o, i, scale * dev(i), rng),
            b: params.add_constant(&format!("{name}.b"), o, 0.0),
        };
        let pieces = linear(params, "pieces", d, shape.pieces, 1.0, rng);
        let tables = TABLES
            .iter()
            .zip(shape.tables)
            .map(|(name, rows)| params.add_table(&format!("table.{name}"), rows, d, 0.1, rng))
            .collect();
        let in_gain = params.add_constant("in.gain", d, 1.0);
        let in_bias = params.add_constant("in.bias", d, 0.0);
        let layers = (0..shape.layers)
            .map(|l| {
                let input = if l == 0 { 3 * d } else { d };
                let layer = Layer {
                    gain: params.add_constant(&format!("layer{l}.gain"), d, 1.0),
                    bias: params.add_constant(&format!("layer{l}.bias"), d, 0.0),
                    w: params.add(&format!("layer{l}.w"), 3 * d, input, dev(input), rng),
                    b: params.add_constant(&format!("layer{l}.b"), 3 * d, 0.0),
                    vf: params.add(&format!("layer{l}.vf"), 1, d, 0.1, rng),
                    vr: params.add(&format!("layer{l}.vr"), 1, d, 0.1, rng),
                };
                let at = params.slot(layer.b).offset + d;
                for (i, v) in params.values[at..at + d].iter_mut().enumerate() {
                    *v = (i % 4) as f32 - 1.0;
                }
                layer
            })
            .collect();
        let out_gain = params.add_constant("out.gain", d, 1.0);
        let out_bias = params.add_constant("out.bias", d, 0.0);
        let upos = linear(params, "upos", shape.upos, d, 0.3, rng);
        let feats = linear(params, "feats", shape.feats, d, 0.3, rng);
        let lemmas = linear(params, "lemmas", shape.lemmas, d, 0.3, rng);
        let names_hidden = linear(params, "names.hidden", shape.names, d, 1.0, rng);
        let names = linear(params, "names", TAGS, shape.names, 0.3, rng);
        let parse = linear(params, "parse", 2 * (shape.arc + shape.rel), d, 1.0, rng);
        let arc = linear(params, "arc", shape.arc, shape.arc, 0.3, rng);
        let distance = params.add_constant("distance", DISTANCES, 0.0);
        let root_arc = params.add("root.arc", 1, shape.arc, 0.3, rng);
        let root_rel = params.add("root.rel", 1, shape.rel, 0.3, rng);
        let rel = linear(params, "rel", shape.rels, 3 * shape.rel, 0.5, rng);
        params.finish();
        Network {
            shape,
            pieces,
            tables,
            in_gain,
            in_bias,
            layers,
            out_gain,
            out_bias,
            upos,
            feats,
            lemmas,
            names_hidden,
            names,
            parse,
            arc,
            distance,
            root_arc,
            root_rel,
            rel,
        }
    }

    fn forward(
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
        let none = Dropout { word: 0.0, input: 0.0, layer: 0.0, head: 0.0 };
        let mut fresh = Random::new(0);
        let (drop, rng) = match train {
            Some((drop, rng)) => (drop, rng),
            None => (&none, &mut fresh),
        };
        let mut v = Vec::with_capacity(n * p);
        let mut hashes = Vec::with_capacity(n);
        let mut dropped = vec![false; n];
        for sentence in batch {
            for &t in &sentence.types {
                v.extend_from_slice(&vectors[t as usize * p..(t as usize + 1) * p]);
            }
            hashes.extend_from_slice(&sentence.hashes);
        }
        for flag in &mut dropped {
            *flag = drop.word > 0.0 && rng.unit() < drop.word;
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
        let feats = run(&self.feats, &h, d, s.feats);
        let lemmas = run(&self.lemmas, &h, d, s.lemmas);
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
                let row = &mut tape.out.feats[t * s.feats..(t + 1) * s.feats];
                match sentence.feats[i] {
                    u if u >= 0 => losses.parts[3] += cross_entropy(row, u as usize, Some(&mask.feats), weight),
                    _ => row.fill(0.0),
                }
                let row = &mut tape.out.lemmas[t * s.lemmas..(t + 1) * s.lemmas];
                match sentence.lemma[i] {
                    u if u >= 0 => losses.parts[4] += cross_entropy(row, u as usize, Some(&mask.lemmas), 0.5 * weight),
                    _ => row.fill(0.0),
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
        self.linear_back(params, &self.feats, &tape.out.feats, &tape.h, (n, d, s.feats), Some(&mut dh));
        self.linear_back(params, &self.lemmas, &tape.out.lemmas, &tape.h, (n, d, s.lemmas), Some(&mut dh));
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
        self.linear_back(params, &self.pieces, &dx0, &tape.vectors, (n, self.shape.pieces, d), None);
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

fn joint(dep: &[f32], head: &[f32]) -> Vec<f32> {
    let mut z: Vec<f32> = dep.iter().zip(head).map(|(a, b)| a * b).collect();
    z.extend_from_slice(dep);
    z.extend_from_slice(head);
    z
}

fn with_root(root: &[f32], heads: &[f32]) -> Vec<f32> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> Shape {
        Shape {
            width: 16,
            layers: 2,
            pieces: 6,
            tables: [8; FEATURES],
            arc: 6,
            rel: 5,
            names: 7,
            upos: 3,
            feats: 4,
            lemmas: 3,
            rels: 4,
        }
    }

    fn sample(n: usize, rng: &mut Random) -> Encoded {
        Encoded {
            types: (0..n).map(|_| rng.below(10) as u32).collect(),
            hashes: (0..n).map(|_| std::array::from_fn(|_| rng.below(8) as u32)).collect(),
            upos: (0..n).map(|_| rng.below(3) as i32).collect(),
            feats: (0..n).map(|_| rng.below(4) as i32).collect(),
            lemma: (0..n).map(|_| rng.below(3) as i32).collect(),
            head: (0..n as i32).collect(),
            rel: (0..n).map(|_| rng.below(4) as i32).collect(),
            names: (0..n).map(|i| if i % 2 == 0 { 0 } else { 4 }).collect(),
            misc: false,
            lang: 0,
            tree_weight: 1.0,
            names_weight: 0.7,
        }
    }

    /// The gradient by hand is that of finite differences.
    #[test]
    fn gradients_are_right() {
        let mut rng = Random::new(5);
        let mut params = Params::default();
        let net = Network::new(shape(), &mut params, &mut rng);
        let (a, b) = (sample(4, &mut rng), sample(3, &mut rng));
        let vectors: Vec<f32> = (0..60).map(|_| rng.normal()).collect();
        let masks = vec![Masks { feats: vec![true; 4], lemmas: vec![true, true, true], rels: vec![true; 4] }];
        let drop = Dropout { word: 0.3, input: 0.1, layer: 0.2, head: 0.2 };
        let loss = |params: &mut Params| {
            params.grads.fill(0.0);
            let mut rng = Random::new(9);
            net.learn(params, &[&a, &b], &vectors, &masks, &drop, &mut rng).parts.iter().sum::<f32>()
        };
        loss(&mut params);
        let grads = params.grads.clone();
        let mut checked = 0;
        for slot in params.slots().to_vec() {
            for k in 0..6 {
                let i = slot.offset + (k * 7919) % (slot.rows * slot.cols);
                let kept = params.values[i];
                let step = 2e-2;
                params.values[i] = kept + step;
                let up = loss(&mut params);
                params.values[i] = kept - step;
                let down = loss(&mut params);
                params.values[i] = kept;
                let numeric = (up - down) / (2.0 * step);
                let exact = grads[i];
                assert!(
                    (numeric - exact).abs() <= 2e-3 + 0.03 * exact.abs().max(numeric.abs()),
                    "{} [{k}]: {numeric} against {exact}",
                    slot.name
                );
                checked += usize::from(exact.abs() > 1e-4);
            }
        }
        assert!(checked > 40, "only {checked} gradients were not zero");
    }
}
