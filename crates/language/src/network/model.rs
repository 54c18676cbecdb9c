//! The weights of a network as they stand in a model file.

use serde::{Deserialize, Serialize};

use super::DISTANCES;
use super::kernels::{Matrix, Path};
use crate::container::{Bytes, Container, ModelError};
use crate::features::DOMAIN;
use crate::lemmas::Script;
use crate::names::TAGS;

/// What a model file says of itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Info {
    /// Language of the model.
    pub lang: String,
    /// Width of the encoder.
    pub width: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// Components of piece vectors.
    pub pieces: usize,
    /// Width of the arc space.
    pub arc: usize,
    /// Width of the relation space.
    pub rel: usize,
    /// Width of the hidden layer of names.
    pub names: usize,
    /// Rows of the tables of hashed features.
    pub tables: Vec<usize>,
    /// Parts of speech.
    pub upos: Vec<String>,
    /// Feature strings, `_` for none.
    pub feats: Vec<String>,
    /// For each part of speech, the feature strings it was seen with.
    pub feats_of: Vec<Vec<u32>>,
    /// Lemma scripts that the network chooses from.
    pub lemmas: Vec<String>,
    /// Further scripts of the lexicon.
    pub scripts: Vec<String>,
    /// Relations.
    pub rels: Vec<String>,
    /// What it was made of.
    pub sources: Vec<SourceInfo>,
    /// Figures measured when it was made.
    pub scores: Vec<(String, String)>,
    /// Seed of the training.
    pub seed: u64,
}

/// A source of a model.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SourceInfo {
    /// Name.
    pub name: String,
    /// Licence.
    pub licence: String,
    /// Where it comes from.
    pub origin: String,
    /// Words.
    pub words: usize,
    /// SHA-256 of the file, in hexadecimal.
    #[serde(default)]
    pub sha256: String,
}

/// A table of rows of bytes, each with its scale.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Bytes,
    scales: Vec<f32>,
    pub(crate) count: u32,
    width: usize,
}

impl Table {
    /// A row and its scale; out of range there is none.
    #[inline(always)]
    pub(crate) fn row(&self, at: u32) -> (&[i8], f32) {
        let at = at as usize;
        (&self.rows.as_i8()[at * self.width..(at + 1) * self.width], self.scales[at])
    }
}

#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) gain: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    pub(crate) weights: Matrix,
    pub(crate) vf: Vec<f32>,
    pub(crate) vr: Vec<f32>,
}

/// A network that is ready to run.
#[derive(Debug)]
pub struct Network {
    /// What the file says.
    pub info: Info,
    pub(crate) path: Path,
    pub(crate) pieces: Matrix,
    pub(crate) tables: Vec<Table>,
    pub(crate) in_gain: Vec<f32>,
    pub(crate) in_bias: Vec<f32>,
    pub(crate) layers: Vec<Layer>,
    pub(crate) out_gain: Vec<f32>,
    pub(crate) out_bias: Vec<f32>,
    pub(crate) upos: Matrix,
    pub(crate) feats: Matrix,
    pub(crate) lemmas: Matrix,
    pub(crate) names_hidden: Matrix,
    pub(crate) names: Matrix,
    pub(crate) parse: Matrix,
    pub(crate) arc: Matrix,
    pub(crate) distance: Vec<f32>,
    pub(crate) root_arc: Vec<f32>,
    pub(crate) root_rel: Vec<f32>,
    pub(crate) rel: Matrix,
    /// All scripts: those of the network, then those of the lexicon alone.
    pub scripts: Vec<Script>,
    lexicon: fst::Map<Bytes>,
}

/// Largest size of anything in a model, against damaged files.
const LARGEST: usize = 1 << 20;

impl Network {
    /// Loads a network for the given way of computing.
    ///
    /// # Errors
    /// When a section lacks or has not the size that the header asks for.
    pub fn open(container: &Container, path: Path) -> Result<Self, ModelError> {
        let info: Info = serde_json::from_slice(container.section("info")?.as_ref())
            .map_err(|e| ModelError::format(format!("info: {e}")))?;
        let d = info.width;
        let sizes = [d, info.pieces, info.arc, info.rel, info.names, info.layers];
        if !d.is_multiple_of(32)
            || sizes.iter().any(|&s| s == 0 || s > 4096)
            || info.upos.is_empty()
            || info.rels.is_empty()
            || info.feats.is_empty()
            || info.lemmas.is_empty()
            || info.feats_of.len() != info.upos.len()
            || info.feats_of.iter().flatten().any(|&f| f as usize >= info.feats.len())
            || info.tables.len() != DOMAIN
        {
            return Err(ModelError::format("info does not describe a network"));
        }
        let floats = |name: &str, n: usize| -> Result<Vec<f32>, ModelError> {
            let values = container.section(name)?.to_f32();
            if values.len() != n || values.iter().any(|v| !v.is_finite()) {
                return Err(ModelError::format(format!("section '{name}' is damaged")));
            }
            Ok(values)
        };
        let matrix = |name: &str, outputs: usize, inputs: usize| -> Result<Matrix, ModelError> {
            let weights = container.section(&format!("{name}.w"))?;
            if outputs > LARGEST || weights.as_ref().len() != outputs * inputs {
                return Err(ModelError::format(format!("section '{name}.w' has not the size it should")));
            }
            let scales = floats(&format!("{name}.s"), outputs)?;
            let bias = floats(&format!("{name}.b"), outputs)?;
            Ok(Matrix::new(path, outputs, inputs, weights.as_i8(), &scales, &bias))
        };
        let mut tables = Vec::new();
        for (name, &count) in crate::features::TABLES.iter().zip(&info.tables) {
            let rows = container.section(&format!("table.{name}.w"))?;
            if count == 0 || count > LARGEST || rows.as_ref().len() != count * d {
                return Err(ModelError::format(format!("table '{name}' has not the size it should")));
            }
            let scales = floats(&format!("table.{name}.s"), count)?;
            tables.push(Table { rows, scales, count: count as u32, width: d });
        }
        let mut layers = Vec::new();
        for l in 0..info.layers {
            layers.push(Layer {
                gain: floats(&format!("layer{l}.gain"), d)?,
                bias: floats(&format!("layer{l}.bias"), d)?,
                weights: matrix(&format!("layer{l}"), 3 * d, if l == 0 { 3 * d } else { d })?,
                vf: floats(&format!("layer{l}.vf"), d)?,
                vr: floats(&format!("layer{l}.vr"), d)?,
            });
        }
        let scripts = info
            .lemmas
            .iter()
            .chain(&info.scripts)
            .map(|s| s.parse().map_err(ModelError::format))
            .collect::<Result<Vec<Script>, _>>()?;
        let lexicon =
            fst::Map::new(container.section("lexicon")?).map_err(|e| ModelError::format(format!("lexicon: {e}")))?;
        Ok(Network {
            pieces: matrix("pieces", d, info.pieces)?,
            tables,
            in_gain: floats("in.gain", d)?,
            in_bias: floats("in.bias", d)?,
            layers,
            out_gain: floats("out.gain", d)?,
            out_bias: floats("out.bias", d)?,
            upos: matrix("upos", info.upos.len(), d)?,
            feats: matrix("feats", info.feats.len(), d)?,
            lemmas: matrix("lemmas", info.lemmas.len(), d)?,
            names_hidden: matrix("names.hidden", info.names, d)?,
            names: matrix("names", TAGS, info.names)?,
            parse: matrix("parse", 2 * (info.arc + info.rel), d)?,
            arc: matrix("arc", info.arc, info.arc)?,
            distance: floats("distance", DISTANCES)?,
            root_arc: floats("root.arc", info.arc)?,
            root_rel: floats("root.rel", info.rel)?,
            rel: matrix("rel", info.rels.len(), 3 * info.rel)?,
            scripts,
            lexicon,
            path,
            info,
        })
    }

    /// The lemma script that the lexicon gives a form with its tag.
    pub fn lexicon(&self, key: &[u8]) -> Option<&Script> {
        self.scripts.get(self.lexicon.get(key)? as usize)
    }
}
