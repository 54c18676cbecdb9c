//! The recipe of a model: one TOML file says everything.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chancery_language::features::{FEATURES, TABLES};
use serde::Deserialize;

use crate::error::TrainingError;

/// How a model is made.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Language of the model; a recipe without one only makes a checkpoint.
    #[serde(default)]
    pub lang: Option<String>,
    /// Seed of all that is random.
    pub seed: u64,
    /// File of subword pieces.
    pub subwords: PathBuf,
    /// Where to start from: the checkpoint of another recipe, or a model file
    /// (then `subwords` is a model file too, whose pieces go with its weights).
    #[serde(default)]
    pub init: Option<PathBuf>,
    /// Where the state is kept after every epoch.
    pub checkpoint: PathBuf,
    /// The model file.
    #[serde(default)]
    pub output: Option<PathBuf>,
    /// The treebank whose manner the model writes in.
    #[serde(default)]
    pub domain: Option<String>,
    /// Sizes.
    #[serde(default)]
    pub network: NetworkRecipe,
    /// Optimisation.
    pub training: TrainingRecipe,
    /// Annotated texts to learn from.
    #[serde(default)]
    pub source: Vec<Source>,
    /// Annotated texts to measure on.
    #[serde(default)]
    pub evaluate: Vec<Source>,
    /// Lists of forms with their lemmas, for words that no text has.
    #[serde(default)]
    pub lemmas: Vec<LemmaList>,
}

/// A list of lemmas: lines of form, part of speech and lemma between tabs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LemmaList {
    /// What it is called.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Licence.
    pub licence: String,
    /// Where it comes from.
    pub origin: String,
}

/// Sizes of a network.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkRecipe {
    /// Width of the encoder.
    pub width: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// Width of the arc space.
    pub arc: usize,
    /// Width of the relation space.
    pub rel: usize,
    /// Hidden layer of names.
    pub names: usize,
    /// Components of piece vectors, when fewer than the file of pieces has.
    pub pieces: Option<usize>,
    /// Rows of the tables of hashed features, by name.
    pub tables: BTreeMap<String, usize>,
}

impl Default for NetworkRecipe {
    fn default() -> Self {
        NetworkRecipe { width: 256, layers: 4, arc: 128, rel: 96, names: 128, pieces: None, tables: BTreeMap::new() }
    }
}

impl NetworkRecipe {
    /// Rows of each table.
    pub fn table_rows(&self) -> [usize; FEATURES] {
        let default = [6000, 6000, 1500, 4000, 6000, 3000, 600, 32];
        std::array::from_fn(|i| self.tables.get(TABLES[i]).copied().unwrap_or(default[i]))
    }
}

/// Settings of the optimisation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingRecipe {
    /// Passes over the sources.
    pub epochs: u32,
    /// Highest learning rate.
    pub rate: f32,
    /// Words a batch.
    #[serde(default = "batch_words")]
    pub batch_words: usize,
    /// Share of the steps in which the rate rises.
    #[serde(default = "warmup")]
    pub warmup: f32,
    /// Weight decay.
    #[serde(default = "decay")]
    pub decay: f32,
    /// Largest norm of the gradient.
    #[serde(default = "clip")]
    pub clip: f32,
    /// Share of the words whose form is hidden.
    #[serde(default = "word_dropout")]
    pub word_dropout: f32,
    /// Share of the units dropped before the encoder.
    #[serde(default = "dropout")]
    pub input_dropout: f32,
    /// Share of the units dropped before each layer.
    #[serde(default = "dropout")]
    pub layer_dropout: f32,
    /// Share of the units dropped in the arc and relation spaces.
    #[serde(default = "dropout")]
    pub head_dropout: f32,
    /// Share of the batches that the feature head learns from.
    #[serde(default = "feats_share")]
    pub feats_share: f32,
    /// Share of the batches that the lemma head learns from.
    #[serde(default = "lemmas_share")]
    pub lemmas_share: f32,
    /// Share that the running average of the weights, which is what is measured
    /// and written, keeps of itself in a step; 0 takes the weights as they are.
    #[serde(default)]
    pub average: f32,
    /// Further rounds after the epochs, each from `cycle_rate` down to nothing; the
    /// result is the mean of the weights at the ends of all rounds (Izmailov et al. 2018).
    #[serde(default)]
    pub cycles: u32,
    /// Epochs of a further round.
    #[serde(default = "cycle_epochs")]
    pub cycle_epochs: u32,
    /// Highest learning rate of a further round.
    #[serde(default)]
    pub cycle_rate: f32,
    /// Measure after every so many epochs (and after the last).
    #[serde(default = "every")]
    pub evaluate_every: u32,
}

impl TrainingRecipe {
    /// All epochs, further rounds included.
    pub fn all_epochs(&self) -> u32 {
        self.epochs + self.cycles * self.cycle_epochs
    }

    /// Whether a round ends after so many epochs.
    pub fn ends_round(&self, epochs: u32) -> bool {
        epochs >= self.epochs && (epochs - self.epochs).is_multiple_of(self.cycle_epochs.max(1))
    }

    /// Learning rate in an epoch (from 0), of which `part` is done.
    pub fn rate(&self, epoch: u32, part: f32) -> f32 {
        let (peak, epoch, of) = if epoch < self.epochs {
            (self.rate, epoch, self.epochs)
        } else {
            (self.cycle_rate, (epoch - self.epochs) % self.cycle_epochs, self.cycle_epochs)
        };
        let done = (epoch as f32 + part) / of as f32;
        if done < self.warmup {
            return peak * done / self.warmup;
        }
        let x = (done - self.warmup) / (1.0 - self.warmup);
        peak * (0.01 + 0.99 * 0.5 * (1.0 + (std::f32::consts::PI * x).cos()))
    }
}

fn batch_words() -> usize {
    1500
}
fn warmup() -> f32 {
    0.05
}
fn decay() -> f32 {
    0.01
}
fn clip() -> f32 {
    2.0
}
fn word_dropout() -> f32 {
    0.15
}
fn dropout() -> f32 {
    0.2
}
fn feats_share() -> f32 {
    0.6
}
fn lemmas_share() -> f32 {
    0.4
}
fn cycle_epochs() -> u32 {
    8
}
fn every() -> u32 {
    1
}

/// Layout of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// CoNLL-U.
    Conllu,
    /// Tab-separated: number, word, tag.
    Iob2,
    /// Space-separated: word, tag.
    Columns,
    /// JSON lines of `text` and `names` (`start`, `end` in code points, `label`),
    /// cut into words by the segmenter of the language.
    Jsonl,
}

/// What a source teaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// Parts of speech.
    Upos,
    /// Features.
    Feats,
    /// Lemmas.
    Lemmas,
    /// Trees.
    Tree,
    /// Names.
    Names,
}

/// An annotated text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is called in the reports.
    pub name: String,
    /// The file; `.xz` is unpacked.
    pub path: PathBuf,
    /// Its layout.
    pub format: Format,
    /// Its language.
    pub lang: String,
    /// The treebank or manner it belongs to.
    pub domain: String,
    /// What it teaches.
    pub tasks: Vec<Task>,
    /// A file of names (IOB2) over the same sentences.
    #[serde(default)]
    pub names: Option<PathBuf>,
    /// Whether names other than persons, places, organisations are marked.
    #[serde(default)]
    pub misc: bool,
    /// Weight of tags and trees.
    #[serde(default = "one")]
    pub tree_weight: f32,
    /// Weight of names.
    #[serde(default = "one")]
    pub names_weight: f32,
    /// How often it is seen in an epoch.
    #[serde(default = "once")]
    pub repeat: usize,
    /// Words drawn anew for every epoch, where the whole is too much.
    #[serde(default)]
    pub sample: Option<usize>,
    /// Every fifth sentence: `learn` keeps the others, `hold` keeps it.
    #[serde(default)]
    pub fifth: Option<Fifth>,
    /// Relations to be renamed.
    #[serde(default)]
    pub rename: BTreeMap<String, String>,
    /// Licence.
    pub licence: String,
    /// Where it comes from.
    pub origin: String,
}

fn one() -> f32 {
    1.0
}
fn once() -> usize {
    1
}

/// A fixed split of a file in five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fifth {
    /// Four fifths.
    Learn,
    /// Every fifth sentence.
    Hold,
}

impl Recipe {
    /// Reads a recipe; relative paths are taken from its folder, `$NAME/` at
    /// the start of a path from the environment.
    ///
    /// # Errors
    /// With the place when the file is not a recipe.
    pub fn read(path: &Path) -> Result<Self, TrainingError> {
        let text = std::fs::read_to_string(path).map_err(|e| TrainingError::io(path, e))?;
        let mut recipe: Recipe =
            toml::from_str(&text).map_err(|e| TrainingError::data(path.display().to_string(), e.to_string()))?;
        let base = path.parent().unwrap_or(Path::new("."));
        let fix = |p: &mut PathBuf| -> Result<(), TrainingError> {
            if let Some(rest) = p.to_str().and_then(|s| s.strip_prefix('$')) {
                let (name, rest) = rest.split_once('/').unwrap_or((rest, ""));
                let value = std::env::var(name).map_err(|_| {
                    TrainingError::data(path.display().to_string(), format!("the environment lacks {name}"))
                })?;
                *p = Path::new(&value).join(rest);
            } else {
                *p = base.join(&*p);
            }
            Ok(())
        };
        fix(&mut recipe.subwords)?;
        fix(&mut recipe.checkpoint)?;
        recipe.init.as_mut().map(fix).transpose()?;
        recipe.output.as_mut().map(fix).transpose()?;
        for source in recipe.source.iter_mut().chain(&mut recipe.evaluate) {
            fix(&mut source.path)?;
            source.names.as_mut().map(fix).transpose()?;
        }
        for list in &mut recipe.lemmas {
            fix(&mut list.path)?;
        }
        for name in recipe.network.tables.keys() {
            if !TABLES.contains(&name.as_str()) {
                return Err(TrainingError::data(path.display().to_string(), format!("no table is called '{name}'")));
            }
        }
        Ok(recipe)
    }
}
