//! Runs a recipe.

use std::path::Path;

use chancery_language::container::{Bytes, Container, ContainerWriter};
use chancery_language::subwords::Subwords;
use serde::{Deserialize, Serialize};

use crate::corpus::{self, Types, UPOS, Vocabulary};
use crate::data::Sample;
use crate::error::TrainingError;
use crate::evaluate::{Report, evaluate};
use crate::network::{Dropout, Encoded, Losses, Network, Shape};
use crate::params::{Params, Step};
use crate::random::Random;
use crate::recipe::{Recipe, Source};
use crate::start::Start;

/// Longest sentence that is learnt from.
const LONGEST: usize = 160;

/// What happens while a recipe runs.
#[derive(Debug)]
pub enum Progress<'a> {
    /// A source was read.
    Read {
        /// Its name.
        name: &'a str,
        /// Sentences.
        sentences: usize,
        /// Words.
        words: usize,
    },
    /// A batch was learnt.
    Batch {
        /// Epoch, from 1.
        epoch: u32,
        /// Batch of the epoch, from 1.
        batch: usize,
        /// Batches of the epoch.
        of: usize,
        /// Mean losses so far in the epoch.
        losses: Losses,
    },
    /// Figures on a set.
    Measured {
        /// Epoch, from 1.
        epoch: u32,
        /// Name of the set.
        name: &'a str,
        /// The figures.
        report: &'a Report,
    },
}

/// State that a checkpoint keeps besides the numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    /// Labels.
    pub vocabulary: Vocabulary,
    /// Epochs done.
    pub epoch: u32,
    /// Epochs of the whole.
    pub epochs: u32,
    width: usize,
    layers: usize,
    arc: usize,
    rel: usize,
    names: usize,
    tables: Vec<usize>,
    pieces: usize,
    #[serde(default)]
    raw: usize,
}

/// A trained network.
pub struct Trained {
    /// Handles.
    pub network: Network,
    /// Numbers.
    pub params: Params,
    /// Labels.
    pub vocabulary: Vocabulary,
    /// Figures after the last epoch.
    pub reports: Vec<(String, Report)>,
    /// The pieces that words were cut into.
    pub subwords: Subwords,
    /// The sources with their text, for lexicon and notices.
    pub sources: Vec<(Source, Vec<Sample>)>,
}

fn save(path: &Path, state: &State, params: &Params) -> Result<(), TrainingError> {
    let mut writer = ContainerWriter::default();
    writer.add("state", serde_json::to_vec(state).unwrap_or_default());
    writer.add_f32("values", &params.values);
    let (first, second, steps) = params.moments();
    writer.add_f32("first", first);
    writer.add_f32("second", second);
    writer.add_f32("steps", &[steps as f32]);
    writer.add_f32("average", params.average());
    let (rounds, count) = params.rounds();
    writer.add_f32("rounds", rounds);
    writer.add_f32("rounds.count", &[count as f32]);
    let part = path.with_extension("part");
    std::fs::write(&part, writer.finish()).map_err(|e| TrainingError::io(&part, e))?;
    std::fs::rename(&part, path).map_err(|e| TrainingError::io(path, e))
}

fn load(path: &Path) -> Result<(State, Container), TrainingError> {
    let container = Container::open(Bytes::read(path)?)?;
    read_state(path, container)
}

fn read_state(path: &Path, container: Container) -> Result<(State, Container), TrainingError> {
    let mut state: State = serde_json::from_slice(container.section("state")?.as_ref())
        .map_err(|e| TrainingError::data(path.display().to_string(), e.to_string()))?;
    state.vocabulary.reindex();
    Ok((state, container))
}

fn shape_of(state: &State) -> Shape {
    let mut tables = [1; chancery_language::features::FEATURES];
    for (t, r) in tables.iter_mut().zip(&state.tables) {
        *t = *r;
    }
    Shape {
        width: state.width,
        layers: state.layers,
        pieces: state.pieces,
        raw: state.raw,
        tables,
        arc: state.arc,
        rel: state.rel,
        names: state.names,
        upos: UPOS.len(),
        feats: state.vocabulary.feats.names.len(),
        lemmas: state.vocabulary.lemmas.names.len(),
        rels: state.vocabulary.rels.names.len(),
    }
}

/// Trains the network of a recipe, from its checkpoint if there is one.
///
/// # Errors
/// When a file cannot be read or written, or does not fit the recipe.
pub fn train(recipe: &Recipe, progress: &mut dyn FnMut(Progress<'_>)) -> Result<Trained, TrainingError> {
    let mut rng = Random::new(recipe.seed);
    let subwords = Subwords::open(&Container::open(Bytes::read(&recipe.subwords)?)?)?;
    let mut sources = Vec::new();
    for source in &recipe.source {
        let samples = corpus::read(source)?;
        let words = samples.iter().map(|s| s.words.len()).sum();
        progress(Progress::Read { name: &source.name, sentences: samples.len(), words });
        sources.push((source.clone(), samples));
    }
    let mut types = Types::new(subwords);
    let resumed = if recipe.checkpoint.exists() { Some(load(&recipe.checkpoint)?) } else { None };
    let (mut started, mut model) = (None, None);
    if let (None, Some(init)) = (&resumed, &recipe.init) {
        let container = Container::open(Bytes::read(init)?)?;
        if container.get("state").is_some() {
            started = Some(read_state(init, container)?);
        } else {
            model = Some(Start::read(container)?);
        }
    }
    let epochs = recipe.training.all_epochs();
    let net = &recipe.network;
    let mut state = match (resumed.as_ref().or(started.as_ref()), &model) {
        (Some((state, _)), _) => {
            State { epoch: if resumed.is_some() { state.epoch } else { 0 }, epochs, ..state.clone() }
        }
        (None, Some(model)) => State {
            vocabulary: model.vocabulary(&sources),
            epoch: 0,
            epochs,
            width: model.info.width,
            layers: model.info.layers,
            arc: model.info.arc,
            rel: model.info.rel,
            names: model.info.names,
            tables: model.tables(net),
            pieces: model.info.pieces,
            raw: 0,
        },
        (None, None) => State {
            vocabulary: Vocabulary::collect(&sources),
            epoch: 0,
            epochs,
            width: net.width,
            layers: net.layers,
            arc: net.arc,
            rel: net.rel,
            names: net.names,
            tables: net.table_rows().to_vec(),
            pieces: net.pieces.unwrap_or(types.dimensions()),
            raw: 0,
        },
    };
    state.vocabulary.reindex();
    // Vectors of more components than the network takes pass a learnt projection.
    state.raw = if types.dimensions() == state.pieces { 0 } else { types.dimensions() };
    let shape = shape_of(&state);
    let tables = shape.tables;
    let mut params = Params::default();
    let network = Network::new(shape, &mut params, &mut rng);
    if let Some((_, container)) = resumed.as_ref().or(started.as_ref()) {
        let values = container.section("values")?.to_f32();
        let all = params.values.len();
        // A projection stands last, and may be new.
        if values.len() != all && values.len() + state.raw * state.pieces != all {
            return Err(TrainingError::data("checkpoint", "does not fit the network of the recipe"));
        }
        params.values[..values.len()].copy_from_slice(&values);
    }
    if let Some(model) = &model {
        model.fill(&mut params)?;
    }
    params.start_average(recipe.training.average);
    if let Some((_, container)) = &resumed {
        let steps = container.section("steps")?.to_f32().first().copied().unwrap_or(0.0);
        params.set_moments(container.section("first")?.to_f32(), container.section("second")?.to_f32(), steps as u32);
        if let Some(average) = container.get("average") {
            params.set_average(average.to_f32());
        }
        if let (Some(rounds), Some(count)) = (container.get("rounds"), container.get("rounds.count")) {
            params.set_rounds(rounds.to_f32(), count.to_f32().first().copied().unwrap_or(0.0) as u32);
        }
    }
    let v = state.vocabulary.clone();
    let masks = v.masks();
    let encoded: Vec<(&Source, Vec<Encoded>)> = sources
        .iter()
        .map(|(source, samples)| {
            let list = samples
                .iter()
                .filter(|s| s.words.len() <= LONGEST)
                .map(|s| corpus::encode(s, source, &v, &tables, &mut types))
                .collect();
            (source, list)
        })
        .collect();
    let mut sets = Vec::new();
    for source in &recipe.evaluate {
        let samples = corpus::read(source)?;
        let list: Vec<Encoded> = samples.iter().map(|s| corpus::encode(s, source, &v, &tables, &mut types)).collect();
        sets.push((source.name.clone(), list));
    }
    let vectors = std::mem::take(&mut types.vectors);
    let t = &recipe.training;
    let drop = Dropout {
        word: t.word_dropout,
        input: t.input_dropout,
        layer: t.layer_dropout,
        head: t.head_dropout,
        feats_share: t.feats_share,
        lemmas_share: t.lemmas_share,
    };
    let mut reports = Vec::new();
    if t.ends_round(state.epoch) && params.rounds().1 == 0 && state.epoch > 0 {
        params.end_round();
    }
    for epoch in state.epoch..epochs {
        let mut rng = Random::new(recipe.seed.wrapping_mul(1000).wrapping_add(u64::from(epoch)));
        let batches = batches(&encoded, t.batch_words, &mut rng);
        let of = batches.len();
        let mut sum = Losses::default();
        for (i, batch) in batches.iter().enumerate() {
            let losses = network.learn(&mut params, batch, &vectors, &masks, &drop, &mut rng);
            let rate = t.rate(epoch, i as f32 / of as f32);
            params.step(&Step { rate, decay: t.decay, clip: t.clip });
            params.follow(t.average);
            for (s, l) in sum.parts.iter_mut().zip(losses.parts) {
                *s += l;
            }
            let mut mean = sum;
            mean.parts.iter_mut().for_each(|p| *p /= (i + 1) as f32);
            progress(Progress::Batch { epoch: epoch + 1, batch: i + 1, of, losses: mean });
        }
        state.epoch = epoch + 1;
        let ended = t.ends_round(epoch + 1);
        if ended {
            params.end_round();
        }
        save(&recipe.checkpoint, &state, &params)?;
        if (epoch + 1) % t.evaluate_every == 0 || epoch + 1 == epochs {
            reports.clear();
            params.swap_average();
            let rounds = if ended { params.swap_rounds() } else { 0 };
            for (name, list) in &sets {
                let report = evaluate(&network, &params, list, &vectors, &v, &masks);
                progress(Progress::Measured { epoch: epoch + 1, name, report: &report });
                reports.push((name.clone(), report));
            }
            if rounds > 0 {
                params.swap_rounds();
            }
            params.swap_average();
        }
    }
    params.swap_average();
    if t.ends_round(state.epoch) {
        params.swap_rounds();
    }
    if reports.is_empty() {
        for (name, list) in &sets {
            reports.push((name.clone(), evaluate(&network, &params, list, &vectors, &v, &masks)));
        }
    }
    drop_encoded(encoded);
    Ok(Trained { network, params, vocabulary: v, reports, subwords: types.into_subwords(), sources })
}

fn drop_encoded(_: Vec<(&Source, Vec<Encoded>)>) {}

/// Sentences of like length together, in random order.
fn batches<'a>(encoded: &'a [(&Source, Vec<Encoded>)], words: usize, rng: &mut Random) -> Vec<Vec<&'a Encoded>> {
    let mut all: Vec<&Encoded> = Vec::new();
    for (source, list) in encoded {
        if let Some(limit) = source.sample {
            let mut order: Vec<usize> = (0..list.len()).collect();
            rng.shuffle(&mut order);
            let mut count = 0;
            for i in order {
                if count >= limit {
                    break;
                }
                count += list[i].types.len();
                all.push(&list[i]);
            }
        } else {
            for _ in 0..source.repeat {
                all.extend(list.iter());
            }
        }
    }
    rng.shuffle(&mut all);
    let mut out = Vec::new();
    for part in all.chunks_mut(4000) {
        part.sort_by_key(|e| e.types.len());
        let mut batch = Vec::new();
        let mut count = 0;
        for e in part.iter() {
            if count + e.types.len() > words && !batch.is_empty() {
                out.push(std::mem::take(&mut batch));
                count = 0;
            }
            count += e.types.len();
            batch.push(*e);
        }
        if !batch.is_empty() {
            out.push(batch);
        }
    }
    rng.shuffle(&mut out);
    out
}
