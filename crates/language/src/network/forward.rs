//! From forms to tags, trees and names.

#[cfg(target_arch = "aarch64")]
use super::kernels::Neon;
#[cfg(target_arch = "x86_64")]
use super::kernels::{Avx2, Avx512};
use super::kernels::{Kernel, Matrix, Path, Portable, Quantised};
use super::{LEAK, Network, distance};
use crate::features::{self, DOMAIN, FEATURES};
use crate::names::{self, TAGS, WordSpan};
use crate::subwords::{self, Subwords};
use crate::{lemmas, math, trees};

/// What the network says of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Index in the model's parts of speech.
    pub upos: u32,
    /// Index in the model's feature strings.
    pub feats: u32,
    /// Index in the model's scripts, when the lexicon does not know the lemma.
    pub script: Option<u32>,
    /// 0 for the root, else the number of the head in the sentence, from 1.
    pub head: u32,
    /// Index in the model's relations.
    pub rel: u32,
}

/// Buffers, to be kept from one call to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    features: features::Scratch,
    subwords: subwords::Scratch,
    hashes: Vec<[u32; FEATURES]>,
    starts: Vec<usize>,
    quantised: Quantised,
    a: Vec<f32>,
    b: Vec<f32>,
    x: Vec<f32>,
    u: Vec<f32>,
    window: Vec<f32>,
    state: Vec<f32>,
    parse: Vec<f32>,
    heads: Vec<f32>,
    scores: Vec<f32>,
    trees: trees::Scratch,
    names: names::Scratch,
    key: Vec<u8>,
    unknown: Vec<u32>,
    /// Results, sentence after sentence.
    pub words: Vec<Word>,
    spans: Vec<WordSpan>,
    /// Names: sentence, first word, last word, index in [`names::LABELS`].
    pub found: Vec<(u32, u32, u32, u32)>,
}

impl Network {
    /// Runs over sentences, each a list of forms. Results are in `scratch`.
    pub fn run(&self, subwords: &Subwords, sentences: &[Vec<&str>], scratch: &mut Scratch) {
        match self.path {
            Path::Portable => self.forward::<Portable>(subwords, sentences, scratch),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: a network is opened for a path that the machine has.
            Path::Avx2 => unsafe { self.forward_avx2(subwords, sentences, scratch) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Path::Avx512 => unsafe { self.forward_avx512(subwords, sentences, scratch) },
            #[cfg(target_arch = "aarch64")]
            Path::Neon => self.forward::<Neon>(subwords, sentences, scratch),
            // A network is opened for a path that the machine has.
            _ => self.forward::<Portable>(subwords, sentences, scratch),
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    unsafe fn forward_avx2(&self, subwords: &Subwords, sentences: &[Vec<&str>], scratch: &mut Scratch) {
        self.forward::<Avx2>(subwords, sentences, scratch);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
    unsafe fn forward_avx512(&self, subwords: &Subwords, sentences: &[Vec<&str>], scratch: &mut Scratch) {
        self.forward::<Avx512>(subwords, sentences, scratch);
    }

    #[inline(always)]
    fn forward<K: Kernel>(&self, subwords: &Subwords, sentences: &[Vec<&str>], s: &mut Scratch) {
        let d = self.info.width;
        s.starts.clear();
        s.starts.push(0);
        for sentence in sentences {
            s.starts.push(s.starts[s.starts.len() - 1] + sentence.len());
        }
        let n = s.starts[sentences.len()];
        s.words.clear();
        s.words.resize(n, Word::default());
        s.found.clear();
        if n == 0 {
            return;
        }
        self.embed::<K>(subwords, sentences, s, n);
        for l in 0..self.layers.len() {
            self.layer::<K>(l, s, n);
        }
        // The encoder's output, as bytes for all heads.
        resize(&mut s.a, n * d);
        for (row, out) in s.x[..n * d].chunks_exact(d).zip(s.a.chunks_exact_mut(d)) {
            math::layer_norm(row, &self.out_gain, &self.out_bias, out);
        }
        quantise::<K>(&mut s.quantised, &s.a, n, d, d);

        // Parts of speech, then features among those seen with them.
        product::<K>(&s.quantised, &self.upos, &mut s.b, n);
        let stride = self.upos.stride();
        for (t, word) in s.words.iter_mut().enumerate() {
            word.upos = best(&s.b[t * stride..t * stride + self.upos.outputs]) as u32;
        }
        product::<K>(&s.quantised, &self.feats, &mut s.b, n);
        let stride = self.feats.stride();
        for (t, word) in s.words.iter_mut().enumerate() {
            let row = &s.b[t * stride..t * stride + self.feats.outputs];
            let mut value = f32::NEG_INFINITY;
            for &f in &self.info.feats_of[word.upos as usize] {
                if row[f as usize] > value {
                    value = row[f as usize];
                    word.feats = f;
                }
            }
        }

        // Names.
        product::<K>(&s.quantised, &self.names_hidden, &mut s.b, n);
        leaky(&mut s.b);
        let wide = 2 * (self.info.arc + self.info.rel);
        product::<K>(&s.quantised, &self.parse, &mut s.parse, n);
        leaky(&mut s.parse);
        let parse_stride = self.parse.stride();

        // Lemmas of the words that the lexicon does not know.
        s.unknown.clear();
        let mut t = 0;
        for sentence in sentences {
            for form in sentence {
                lemmas::lexicon_key(form, &self.info.upos[s.words[t].upos as usize], &mut s.key);
                if self.lexicon(&s.key).is_none() {
                    s.unknown.push(t as u32);
                }
                t += 1;
            }
        }
        let unknown = s.unknown.len();
        if unknown > 0 {
            resize(&mut s.u, unknown * d);
            for (k, &t) in s.unknown.iter().enumerate() {
                let t = t as usize;
                s.u[k * d..(k + 1) * d].copy_from_slice(&s.a[t * d..(t + 1) * d]);
            }
            quantise::<K>(&mut s.quantised, &s.u, unknown, d, d);
            product::<K>(&s.quantised, &self.lemmas, &mut s.window, unknown);
            let stride = self.lemmas.stride();
            let mut k = 0;
            let mut t = 0;
            for sentence in sentences {
                for form in sentence {
                    if s.unknown.get(k) == Some(&(t as u32)) {
                        let row = &s.window[k * stride..k * stride + self.lemmas.outputs];
                        s.words[t].script = Some(self.script(row, form));
                        k += 1;
                    }
                    t += 1;
                }
            }
        }

        quantise::<K>(&mut s.quantised, &s.b, n, self.info.names, self.names_hidden.stride());
        product::<K>(&s.quantised, &self.names, &mut s.u, n);
        let stride = self.names.stride();
        for (i, w) in s.starts.windows(2).enumerate() {
            resize(&mut s.scores, (w[1] - w[0]) * TAGS);
            for (t, row) in (w[0]..w[1]).zip(s.scores.chunks_exact_mut(TAGS)) {
                row.copy_from_slice(&s.u[t * stride..t * stride + TAGS]);
            }
            names::decode(&s.scores, &mut s.spans, &mut s.names);
            for &(first, last, label) in &s.spans {
                s.found.push((i as u32, first as u32, last as u32, label as u32));
            }
        }

        // Arcs.
        let (arc, rel) = (self.info.arc, self.info.rel);
        quantise::<K>(&mut s.quantised, &s.parse, n, arc, parse_stride);
        product::<K>(&s.quantised, &self.arc, &mut s.b, n);
        let q_stride = self.arc.stride();
        for w in s.starts.windows(2) {
            let len = w[1] - w[0];
            let width = len + 1;
            // Heads by components, so that a sum runs along the words.
            resize(&mut s.heads, arc * width);
            for k in 0..arc {
                let row = &mut s.heads[k * width..(k + 1) * width];
                row[0] = self.root_arc[k];
                for (j, h) in row[1..].iter_mut().enumerate() {
                    *h = s.parse[(w[0] + j) * parse_stride + arc + k];
                }
            }
            resize(&mut s.scores, len * width);
            for i in 0..len {
                let row = &mut s.scores[i * width..(i + 1) * width];
                for (j, v) in row.iter_mut().enumerate() {
                    *v = self.distance[distance(i, j)];
                }
                let q = &s.b[(w[0] + i) * q_stride..(w[0] + i) * q_stride + arc];
                for (&q, heads) in q.iter().zip(s.heads.chunks_exact(width)) {
                    for (v, h) in row.iter_mut().zip(heads) {
                        *v += q * h;
                    }
                }
            }
            let heads = trees::decode(&s.scores, len, &mut s.trees);
            for (word, &head) in s.words[w[0]..w[1]].iter_mut().zip(heads) {
                word.head = head;
            }
        }

        // Relations.
        resize(&mut s.window, n * 3 * rel);
        for w in s.starts.windows(2) {
            for t in w[0]..w[1] {
                let dep = &s.parse[t * parse_stride + 2 * arc..t * parse_stride + 2 * arc + rel];
                let head = match s.words[t].head {
                    0 => self.root_rel.as_slice(),
                    h => {
                        let at = (w[0] + h as usize - 1) * parse_stride + 2 * arc + rel;
                        &s.parse[at..at + rel]
                    }
                };
                let z = &mut s.window[t * 3 * rel..(t + 1) * 3 * rel];
                for k in 0..rel {
                    z[k] = dep[k] * head[k];
                }
                z[rel..2 * rel].copy_from_slice(dep);
                z[2 * rel..].copy_from_slice(head);
            }
        }
        debug_assert_eq!(wide, self.parse.outputs);
        quantise::<K>(&mut s.quantised, &s.window, n, 3 * rel, 3 * rel);
        product::<K>(&s.quantised, &self.rel, &mut s.u, n);
        let stride = self.rel.stride();
        let root = self.info.rels.iter().position(|r| r == "root");
        for (t, word) in s.words.iter_mut().enumerate() {
            let row = &mut s.u[t * stride..t * stride + self.rel.outputs];
            word.rel = match (word.head, root) {
                (0, Some(root)) => root as u32,
                (_, Some(root)) => {
                    row[root] = f32::NEG_INFINITY;
                    best(row) as u32
                }
                _ => best(row) as u32,
            };
        }
    }

    #[inline(always)]
    fn embed<K: Kernel>(&self, subwords: &Subwords, sentences: &[Vec<&str>], s: &mut Scratch, n: usize) {
        let (d, p) = (self.info.width, self.info.pieces);
        resize(&mut s.window, n * p);
        s.hashes.clear();
        let mut t = 0;
        for sentence in sentences {
            for (i, form) in sentence.iter().enumerate() {
                subwords.vector(form, &mut s.subwords, &mut s.window[t * p..(t + 1) * p]);
                s.hashes.push(features::features(form, i == 0, &mut s.features));
                t += 1;
            }
        }
        quantise::<K>(&mut s.quantised, &s.window, n, p, p);
        product::<K>(&s.quantised, &self.pieces, &mut s.u, n);
        let stride = self.pieces.stride();
        resize(&mut s.x, n * d);
        for (t, hashes) in s.hashes.iter().enumerate() {
            let x = &mut s.u[t * stride..t * stride + d];
            for (table, hash) in self.tables.iter().zip(&hashes[..DOMAIN]) {
                let (row, scale) = table.row(hash % table.count);
                for (x, &v) in x.iter_mut().zip(row) {
                    *x += scale * f32::from(v);
                }
            }
            math::layer_norm(x, &self.in_gain, &self.in_bias, &mut s.x[t * d..(t + 1) * d]);
        }
    }

    #[inline(always)]
    fn layer<K: Kernel>(&self, l: usize, s: &mut Scratch, n: usize) {
        let d = self.info.width;
        let half = d / 2;
        let layer = &self.layers[l];
        resize(&mut s.a, n * d);
        for (row, out) in s.x[..n * d].chunks_exact(d).zip(s.a.chunks_exact_mut(d)) {
            math::layer_norm(row, &layer.gain, &layer.bias, out);
        }
        if l == 0 {
            resize(&mut s.window, n * 3 * d);
            for w in s.starts.windows(2) {
                for t in w[0]..w[1] {
                    let row = &mut s.window[t * 3 * d..(t + 1) * 3 * d];
                    if t > w[0] {
                        row[..d].copy_from_slice(&s.a[(t - 1) * d..t * d]);
                    } else {
                        row[..d].fill(0.0);
                    }
                    row[d..2 * d].copy_from_slice(&s.a[t * d..(t + 1) * d]);
                    if t + 1 < w[1] {
                        row[2 * d..].copy_from_slice(&s.a[(t + 1) * d..(t + 2) * d]);
                    } else {
                        row[2 * d..].fill(0.0);
                    }
                }
            }
            quantise::<K>(&mut s.quantised, &s.window, n, 3 * d, 3 * d);
        } else {
            quantise::<K>(&mut s.quantised, &s.a, n, d, d);
        }
        product::<K>(&s.quantised, &layer.weights, &mut s.u, n);
        resize(&mut s.state, half);
        for w in s.starts.windows(2) {
            for backward in [false, true] {
                let base = if backward { half } else { 0 };
                s.state.fill(0.0);
                let state = &mut s.state[..half];
                let (vf, vr) = (&layer.vf[base..base + half], &layer.vr[base..base + half]);
                for step in 0..w[1] - w[0] {
                    let t = if backward { w[1] - 1 - step } else { w[0] + step };
                    let row = &s.u[t * 3 * d..(t + 1) * 3 * d];
                    let uz = &row[base..base + half];
                    let uf = &row[d + base..d + base + half];
                    let ur = &row[2 * d + base..2 * d + base + half];
                    let x = &mut s.x[t * d + base..t * d + base + half];
                    for j in 0..half {
                        let previous = state[j];
                        let (f, r) = math::sigmoids(uf[j] + vf[j] * previous, ur[j] + vr[j] * previous);
                        let c = f * previous + (1.0 - f) * uz[j];
                        state[j] = c;
                        x[j] += r * c;
                    }
                }
            }
        }
    }

    /// The best script that the form is long enough for.
    #[inline(always)]
    fn script(&self, row: &[f32], form: &str) -> u32 {
        let first = best(row);
        if self.scripts[first].fits(form) {
            return first as u32;
        }
        let mut at = first;
        let mut value = f32::NEG_INFINITY;
        for (i, &v) in row.iter().enumerate() {
            if v > value && self.scripts[i].fits(form) {
                at = i;
                value = v;
            }
        }
        at as u32
    }
}

#[inline(always)]
fn resize(buffer: &mut Vec<f32>, len: usize) {
    buffer.resize(len, 0.0);
}

#[inline(always)]
fn quantise<K: Kernel>(q: &mut Quantised, x: &[f32], rows: usize, width: usize, stride: usize) {
    if K::AVX512 {
        q.fill::<true>(x, rows, width, stride);
    } else {
        q.fill::<false>(x, rows, width, stride);
    }
}

#[inline(always)]
fn product<K: Kernel>(q: &Quantised, w: &Matrix, out: &mut Vec<f32>, rows: usize) {
    resize(out, rows * w.stride());
    // SAFETY: `K` is the way that the network was opened for.
    unsafe { K::product(q, w, out) }
}

#[inline(always)]
fn leaky(values: &mut [f32]) {
    for v in values {
        *v = if *v > 0.0 { *v } else { LEAK * *v };
    }
}

#[inline(always)]
fn best(row: &[f32]) -> usize {
    let mut at = 0;
    for (i, &v) in row.iter().enumerate() {
        if v > row[at] {
            at = i;
        }
    }
    at
}
