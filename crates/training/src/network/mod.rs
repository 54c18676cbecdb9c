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

mod backward;
mod forward;

use chancery_language::features::{FEATURES, TABLES};
use chancery_language::names::TAGS;
use chancery_language::network::DISTANCES;

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
    /// Components before the learnt projection to `pieces`; 0 without one.
    pub raw: usize,
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
    /// Share of the batches that the feature head learns from.
    pub feats_share: f32,
    /// Share of the batches that the lemma head learns from.
    pub lemmas_share: f32,
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
    project: Option<Handle>,
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

impl Network {
    /// Makes a network with random parameters.
    pub fn new(shape: Shape, params: &mut Params, rng: &mut Random) -> Self {
        let d = shape.width;
        let dev = |fan: usize| (1.0 / fan as f32).sqrt();
        let linear = |params: &mut Params, name: &str, o: usize, i: usize, scale: f32, rng: &mut Random| Linear {
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
        // Last, so that a network without it can grow one.
        let project = (shape.raw > 0).then(|| {
            let handle = params.add("project", shape.pieces, shape.raw, 0.0, rng);
            let at = params.slot(handle).offset;
            for i in 0..shape.pieces.min(shape.raw) {
                params.values[at + i * shape.raw + i] = 1.0;
            }
            handle
        });
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
            project,
        }
    }
}

#[cfg(test)]
mod tests;
