//! Writes a trained network as a model file of the language room.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chancery_language::container::ContainerWriter;
use chancery_language::features::{DOMAIN, TABLES};
use chancery_language::lemmas::{Script, lexicon_key};
use chancery_language::network::{Info, SourceInfo};
use chancery_language::subwords::Subwords;
use sha2::{Digest, Sha256};

use crate::corpus::{Labels, UPOS};
use crate::error::TrainingError;
use crate::params::Params;
use crate::recipe::{LemmaList, Recipe, Task};
use crate::train::Trained;

/// Share of the occurrences of a form and tag that its lemma must have for
/// the lexicon to decide.
const CERTAIN: f32 = 0.9;

struct Export<'a> {
    params: &'a Params,
    writer: ContainerWriter,
}

/// A matrix as (values, rows, columns).
type Weights = (Vec<f32>, usize, usize);

impl Export<'_> {
    fn get(&self, name: &str) -> Weights {
        let slot = self.params.slots().iter().find(|s| s.name == name);
        slot.map_or((Vec::new(), 0, 0), |s| {
            (self.params.values[s.offset..s.offset + s.rows * s.cols].to_vec(), s.rows, s.cols)
        })
    }

    /// Bytes with a scale for each row.
    fn bytes(&mut self, name: &str, (values, _, cols): &Weights) {
        let mut bytes = Vec::with_capacity(values.len());
        let mut scales = Vec::new();
        for row in values.chunks_exact(*cols) {
            let largest = row.iter().fold(0f32, |m, v| m.max(v.abs()));
            let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
            scales.push(scale);
            bytes.extend(row.iter().map(|v| (v / scale).round().clamp(-127.0, 127.0) as i8));
        }
        self.writer.add_i8(&format!("{name}.w"), &bytes);
        self.writer.add_f32(&format!("{name}.s"), &scales);
    }

    /// A linear map, of its outputs only those in `keep`.
    fn linear(&mut self, name: &str, keep: Option<&[usize]>, add: Option<&[f32]>) {
        let (w, rows, cols) = self.get(&format!("{name}.w"));
        let (mut b, ..) = self.get(&format!("{name}.b"));
        if let Some(add) = add {
            b.iter_mut().zip(add).for_each(|(b, a)| *b += a);
        }
        let all: Vec<usize> = (0..rows).collect();
        let keep = keep.unwrap_or(&all);
        let part: Vec<f32> = keep.iter().flat_map(|&r| w[r * cols..(r + 1) * cols].iter().copied()).collect();
        self.bytes(name, &(part, keep.len(), cols));
        let bias: Vec<f32> = keep.iter().map(|&r| b[r]).collect();
        self.writer.add_f32(&format!("{name}.b"), &bias);
    }

    fn floats(&mut self, name: &str) {
        let (values, ..) = self.get(name);
        self.writer.add_f32(name, &values);
    }
}

fn file_hash(path: &Path) -> Result<String, TrainingError> {
    let bytes = std::fs::read(path).map_err(|e| TrainingError::io(path, e))?;
    Ok(Sha256::digest(&bytes).iter().fold(String::new(), |text, b| text + &format!("{b:02x}")))
}

/// Forms of one key by their lemma, with counts.
type Lemmas = BTreeMap<String, BTreeMap<String, u32>>;

/// The edit that gives the lemma which nearly all occurrences have, whatever
/// their capitals; nothing when they disagree.
fn certain(lemmas: &Lemmas) -> Option<String> {
    let count = |forms: &BTreeMap<String, u32>| forms.values().sum::<u32>();
    let total: u32 = lemmas.values().map(count).sum();
    // By capitals too, where lemmas differ in nothing else: `May` and `may`.
    let (lemma, forms) = lemmas.iter().max_by_key(|(_, forms)| count(forms))?;
    let fits = |script: &Script| {
        let pairs = lemmas.iter().flat_map(|(lemma, forms)| forms.iter().map(move |(form, n)| (form, lemma, *n)));
        pairs.filter(|(form, lemma, _)| script.apply(form).as_ref() == Some(lemma)).map(|(.., n)| n).sum::<u32>()
    };
    let mut scripts: Vec<Script> = forms.keys().map(|form| Script::between(form, lemma)).collect();
    scripts.extend(format!("={lemma}").parse::<Script>());
    let best = scripts.iter().max_by_key(|s| (fits(s), std::cmp::Reverse(scripts.iter().position(|o| o == *s))))?;
    (fits(best) as f32 >= CERTAIN * total as f32).then(|| best.to_string())
}

/// Adds the words of a list that no text has.
fn add_list(list: &LemmaList, forms: &mut BTreeMap<Vec<u8>, Lemmas>) -> Result<usize, TrainingError> {
    let text = std::fs::read_to_string(&list.path).map_err(|e| TrainingError::io(&list.path, e))?;
    let mut key = Vec::new();
    let mut new: BTreeMap<Vec<u8>, Lemmas> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let [form, upos, lemma] = line.split('\t').collect::<Vec<_>>()[..] else {
            let place = format!("{}:{}", list.path.display(), at + 1);
            return Err(TrainingError::data(place, "expected form, part of speech and lemma between tabs"));
        };
        lexicon_key(form, upos, &mut key);
        if !forms.contains_key(&key) {
            *new.entry(key.clone())
                .or_default()
                .entry(lemma.to_owned())
                .or_default()
                .entry(form.to_owned())
                .or_default() += 1;
        }
    }
    let count = new.len();
    forms.append(&mut new);
    Ok(count)
}

fn kept(labels: &Labels, lang: &str) -> Vec<usize> {
    let mask = labels.mask(lang);
    (0..labels.names.len()).filter(|&i| mask[i]).collect()
}

/// Writes the pieces; a learnt projection is applied to their vectors once and for all.
fn pieces(trained: &Trained, writer: &mut ContainerWriter) -> Result<(), TrainingError> {
    let pieces = trained.subwords.pieces();
    let project = trained.params.slots().iter().find(|s| s.name == "project");
    let (mut scales, mut bytes) = (Vec::new(), Vec::new());
    for at in 0..pieces.len() {
        let raw = trained.subwords.piece(at);
        let vector: Vec<f32> = match project {
            Some(slot) => trained.params.values[slot.offset..slot.offset + slot.rows * slot.cols]
                .chunks_exact(slot.cols)
                .map(|row| row.iter().zip(&raw).map(|(a, b)| a * b).sum())
                .collect(),
            None => raw,
        };
        let largest = vector.iter().fold(0f32, |m, v| m.max(v.abs()));
        let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        scales.push(scale);
        bytes.extend(vector.iter().map(|v| (v / scale).round().clamp(-127.0, 127.0) as i8));
    }
    Subwords::write(writer, &pieces, &scales, &bytes, trained.subwords.unknown())?;
    Ok(())
}

/// Makes the model file of the recipe's language.
///
/// # Errors
/// When the recipe names no language, or one that has no treebank.
pub fn export(recipe: &Recipe, trained: &Trained, scores: &[(String, String)]) -> Result<Vec<u8>, TrainingError> {
    let lang = recipe.lang.as_deref().ok_or_else(|| TrainingError::data("recipe", "names no language to export"))?;
    let v = &trained.vocabulary;
    let shape = &trained.network.shape;
    let domain = match &recipe.domain {
        Some(name) => v
            .domains
            .iter()
            .position(|d| d == name)
            .ok_or_else(|| TrainingError::data("recipe", format!("no source has the domain '{name}'")))?,
        None => 0,
    };
    let (feats, lemmas, rels) = (kept(&v.feats, lang), kept(&v.lemmas, lang), kept(&v.rels, lang));
    let names = |labels: &Labels, keep: &[usize]| keep.iter().map(|&i| labels.names[i].clone()).collect::<Vec<_>>();
    let mut info = Info {
        lang: lang.to_owned(),
        width: shape.width,
        layers: shape.layers,
        pieces: shape.pieces,
        arc: shape.arc,
        rel: shape.rel,
        names: shape.names,
        tables: shape.tables[..DOMAIN].to_vec(),
        upos: UPOS.map(str::to_owned).to_vec(),
        feats: names(&v.feats, &feats),
        lemmas: names(&v.lemmas, &lemmas),
        rels: names(&v.rels, &rels),
        scores: scores.to_vec(),
        seed: recipe.seed,
        ..Info::default()
    };
    for (source, samples) in &trained.sources {
        info.sources.push(SourceInfo {
            name: source.name.clone(),
            licence: source.licence.clone(),
            origin: source.origin.clone(),
            words: samples.iter().map(|s| s.words.len()).sum(),
            sha256: file_hash(&source.path)?,
        });
    }
    let mut seen: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); UPOS.len()];
    let mut forms: BTreeMap<Vec<u8>, Lemmas> = BTreeMap::new();
    let mut key = Vec::new();
    for (source, samples) in &trained.sources {
        if source.lang != lang || !source.tasks.contains(&Task::Upos) {
            continue;
        }
        for word in samples.iter().flat_map(|s| &s.words) {
            let Some(upos) = UPOS.iter().position(|u| *u == word.upos) else { continue };
            if source.tasks.contains(&Task::Feats)
                && let Some(f) = info.feats.iter().position(|f| *f == word.feats)
            {
                seen[upos].insert(f as u32);
            }
            if source.tasks.contains(&Task::Lemmas) && !word.lemma.is_empty() && word.upos != "PROPN" {
                lexicon_key(&word.form, &word.upos, &mut key);
                let lemmas = forms.entry(key.clone()).or_default();
                *lemmas.entry(word.lemma.clone()).or_default().entry(word.form.clone()).or_default() += 1;
            }
        }
    }
    let all: Vec<u32> = (0..info.feats.len() as u32).collect();
    info.feats_of =
        seen.into_iter().map(|s| if s.is_empty() { all.clone() } else { s.into_iter().collect() }).collect();
    let mut lexicon = fst::MapBuilder::memory();
    let broken = |e: fst::Error| TrainingError::data("lexicon", e.to_string());
    let mut index: BTreeMap<String, u64> = info.lemmas.iter().cloned().zip(0..).collect();
    for list in &recipe.lemmas {
        let words = add_list(list, &mut forms)?;
        info.sources.push(SourceInfo {
            name: list.name.clone(),
            licence: list.licence.clone(),
            origin: list.origin.clone(),
            words,
            sha256: file_hash(&list.path)?,
        });
    }
    for (form, lemmas) in &forms {
        let Some(script) = certain(lemmas) else { continue };
        let next = index.len() as u64;
        let number = *index.entry(script.clone()).or_insert_with(|| {
            info.scripts.push(script.clone());
            next
        });
        lexicon.insert(form, number).map_err(broken)?;
    }
    let lexicon = lexicon.into_inner().map_err(broken)?;

    let mut writer = ContainerWriter::default();
    pieces(trained, &mut writer)?;
    let mut e = Export { params: &trained.params, writer };
    e.writer.add("info", serde_json::to_vec(&info).unwrap_or_default());
    e.writer.add("lexicon", lexicon);
    let (rows, _, d) = e.get(&format!("table.{}", TABLES[DOMAIN]));
    let manner = rows[domain * d..(domain + 1) * d].to_vec();
    e.linear("pieces", None, Some(&manner));
    for name in &TABLES[..DOMAIN] {
        let name = format!("table.{name}");
        let table = e.get(&name);
        e.bytes(&name, &table);
    }
    for l in 0..shape.layers {
        e.linear(&format!("layer{l}"), None, None);
        for part in ["gain", "bias", "vf", "vr"] {
            e.floats(&format!("layer{l}.{part}"));
        }
    }
    for name in ["in.gain", "in.bias", "out.gain", "out.bias", "distance", "root.arc", "root.rel"] {
        e.floats(name);
    }
    for name in ["upos", "names.hidden", "names", "parse", "arc"] {
        e.linear(name, None, None);
    }
    e.linear("feats", Some(&feats), None);
    e.linear("lemmas", Some(&lemmas), None);
    e.linear("rel", Some(&rels), None);
    Ok(e.writer.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemmas(rows: &[(&str, &str, u32)]) -> Lemmas {
        let mut all = Lemmas::new();
        for &(form, lemma, n) in rows {
            all.entry(lemma.to_owned()).or_default().insert(form.to_owned(), n);
        }
        all
    }

    #[test]
    fn capitals_do_not_make_lemmas_disagree() {
        let script = certain(&lemmas(&[("I", "I", 90), ("i", "I", 30)])).unwrap();
        let script: Script = script.parse().unwrap();
        assert_eq!((script.apply("i").as_deref(), script.apply("I").as_deref()), (Some("I"), Some("I")));
        assert_eq!(certain(&lemmas(&[("left", "leave", 50), ("left", "left", 50)])), None);
        let script = certain(&lemmas(&[("Parlait", "parler", 1), ("parlait", "parler", 9)])).unwrap();
        assert_eq!(script.parse::<Script>().unwrap().apply("PARLAIT").as_deref(), Some("parler"));
    }
}
