//! Sources as numbers: vocabularies, piece vectors, encoded sentences.

use std::collections::{BTreeMap, HashMap};

use chancery_language::features::{DOMAIN, FEATURES, Scratch, features};
use chancery_language::lemmas::Script;
use chancery_language::names;
use chancery_language::subwords::{self, Subwords};
use serde::{Deserialize, Serialize};

use crate::data::{self, Sample};
use crate::error::TrainingError;
use crate::network::{Encoded, Masks};
use crate::recipe::{Fifth, Format, Source, Task};

/// Universal parts of speech.
pub const UPOS: [&str; 17] = [
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
];

/// Labels of one kind, with how often each language has them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Labels {
    /// The labels.
    pub names: Vec<String>,
    /// Per language, the count of each label.
    pub counts: BTreeMap<String, Vec<u32>>,
    #[serde(skip)]
    index: HashMap<String, usize>,
}

impl Labels {
    fn reindex(&mut self) {
        self.index = self.names.iter().enumerate().map(|(i, n)| (n.clone(), i)).collect();
    }

    /// Number of a label.
    pub fn get(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    fn count(&mut self, lang: &str, name: &str) {
        let at = match self.index.get(name) {
            Some(&at) => at,
            None => {
                self.index.insert(name.to_owned(), self.names.len());
                self.names.push(name.to_owned());
                self.names.len() - 1
            }
        };
        let counts = self.counts.entry(lang.to_owned()).or_default();
        if counts.len() <= at {
            counts.resize(at + 1, 0);
        }
        counts[at] += 1;
    }

    /// Keeps the labels that some language has at least `least` times.
    fn prune(&mut self, least: u32) {
        let keep: Vec<usize> = (0..self.names.len())
            .filter(|&i| self.counts.values().any(|c| c.get(i).copied().unwrap_or(0) >= least))
            .collect();
        self.names = keep.iter().map(|&i| self.names[i].clone()).collect();
        for counts in self.counts.values_mut() {
            *counts = keep.iter().map(|&i| counts.get(i).copied().filter(|&c| c >= least).unwrap_or(0)).collect();
        }
        self.reindex();
    }

    fn lead(&mut self, lang: &str, first: &[String]) {
        let old = std::mem::take(self);
        self.names = first.to_vec();
        self.names.extend(old.names.iter().filter(|n| !first.contains(n)).cloned());
        self.reindex();
        for (lang, counts) in &old.counts {
            let mut row = vec![0; self.names.len()];
            for (name, count) in old.names.iter().zip(counts) {
                row[self.index[name]] = *count;
            }
            self.counts.insert(lang.clone(), row);
        }
        let known = self.names.len();
        let row = self.counts.entry(lang.to_owned()).or_insert_with(|| vec![0; known]);
        row[..first.len()].iter_mut().for_each(|c| *c = (*c).max(1));
    }

    /// Which labels a language has.
    pub fn mask(&self, lang: &str) -> Vec<bool> {
        let counts = self.counts.get(lang);
        let mask: Vec<bool> =
            (0..self.names.len()).map(|i| counts.and_then(|c| c.get(i)).is_some_and(|&c| c > 0)).collect();
        if mask.iter().any(|&m| m) { mask } else { vec![true; self.names.len()] }
    }
}

/// All labels.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Feature strings.
    pub feats: Labels,
    /// Lemma scripts.
    pub lemmas: Labels,
    /// Relations.
    pub rels: Labels,
    /// Languages.
    pub langs: Vec<String>,
    /// Treebanks.
    pub domains: Vec<String>,
}

impl Vocabulary {
    /// Collects the labels of sources.
    pub fn collect(sources: &[(Source, Vec<Sample>)]) -> Self {
        let mut v = Vocabulary::default();
        for (source, samples) in sources {
            if !v.langs.contains(&source.lang) {
                v.langs.push(source.lang.clone());
            }
            if !v.domains.contains(&source.domain) {
                v.domains.push(source.domain.clone());
            }
            for word in samples.iter().flat_map(|s| &s.words) {
                if source.tasks.contains(&Task::Feats) && !word.feats.is_empty() {
                    v.feats.count(&source.lang, &word.feats);
                }
                if source.tasks.contains(&Task::Lemmas) && !word.lemma.is_empty() {
                    v.lemmas.count(&source.lang, &Script::between(&word.form, &word.lemma).to_string());
                }
                if source.tasks.contains(&Task::Tree) && !word.deprel.is_empty() {
                    v.rels.count(&source.lang, &word.deprel);
                }
            }
        }
        v.feats.prune(2);
        v.lemmas.prune(3);
        v.rels.prune(2);
        v
    }

    /// Puts the given labels of a language first, in their order; what is new follows.
    pub fn lead(&mut self, lang: &str, feats: &[String], lemmas: &[String], rels: &[String]) {
        self.feats.lead(lang, feats);
        self.lemmas.lead(lang, lemmas);
        self.rels.lead(lang, rels);
    }

    /// Makes look-ups work after reading from a file.
    pub fn reindex(&mut self) {
        self.feats.reindex();
        self.lemmas.reindex();
        self.rels.reindex();
    }

    /// Masks of every language.
    pub fn masks(&self) -> Vec<Masks> {
        self.langs
            .iter()
            .map(|l| Masks { feats: self.feats.mask(l), lemmas: self.lemmas.mask(l), rels: self.rels.mask(l) })
            .collect()
    }
}

/// Piece vectors of every different form.
pub struct Types {
    subwords: Subwords,
    scratch: subwords::Scratch,
    index: HashMap<String, u32>,
    /// The vectors, one after the other.
    pub vectors: Vec<f32>,
}

impl Types {
    /// Starts with none.
    pub fn new(subwords: Subwords) -> Self {
        Types { subwords, scratch: subwords::Scratch::default(), index: HashMap::new(), vectors: Vec::new() }
    }

    /// Length of a vector.
    pub fn dimensions(&self) -> usize {
        self.subwords.dimensions()
    }

    /// Gives the pieces back.
    pub fn into_subwords(self) -> Subwords {
        self.subwords
    }

    fn get(&mut self, form: &str) -> u32 {
        if let Some(&at) = self.index.get(form) {
            return at;
        }
        let at = self.index.len() as u32;
        let start = self.vectors.len();
        self.vectors.resize(start + self.subwords.dimensions(), 0.0);
        self.subwords.vector(form, &mut self.scratch, &mut self.vectors[start..]);
        self.index.insert(form.to_owned(), at);
        at
    }
}

/// Reads a source.
///
/// # Errors
/// When a file cannot be read.
pub fn read(source: &Source) -> Result<Vec<Sample>, TrainingError> {
    let mut samples = match source.format {
        Format::Conllu => {
            data::read_conllu(&source.path, source.tasks.contains(&Task::Names) && source.names.is_none())?
        }
        Format::Iob2 => data::read_columns(&source.path, 1, 2)?,
        Format::Columns => data::read_columns(&source.path, 0, 1)?,
        Format::Jsonl => data::read_names(&source.path, &source.lang)?,
    };
    if let Some(path) = &source.names {
        let names = data::read_columns(path, 1, 2)?;
        data::join_names(&mut samples, &names);
    }
    for word in samples.iter_mut().flat_map(|s| &mut s.words) {
        if let Some(to) = source.rename.get(&word.deprel) {
            word.deprel.clone_from(to);
        }
    }
    if let Some(part) = source.fifth {
        let mut i = 0;
        samples.retain(|_| {
            i += 1;
            (i % 5 == 0) == (part == Fifth::Hold)
        });
    }
    Ok(samples)
}

/// Turns a sentence into numbers.
pub fn encode(
    sample: &Sample,
    source: &Source,
    v: &Vocabulary,
    tables: &[usize; FEATURES],
    types: &mut Types,
) -> Encoded {
    let mut scratch = Scratch::default();
    let n = sample.words.len();
    let has = |task| source.tasks.contains(&task);
    let domain = v.domains.iter().position(|d| *d == source.domain).unwrap_or(0) as u32;
    let number = |x: Option<usize>| x.map_or(-1, |i| i as i32);
    let mut e = Encoded {
        misc: source.misc,
        lang: v.langs.iter().position(|l| *l == source.lang).unwrap_or(0),
        tree_weight: source.tree_weight,
        names_weight: source.names_weight,
        ..Encoded::default()
    };
    for (i, word) in sample.words.iter().enumerate() {
        e.types.push(types.get(&word.form));
        let mut hashes = features(&word.form, i == 0, &mut scratch);
        for (h, &rows) in hashes.iter_mut().zip(tables) {
            *h %= rows as u32;
        }
        hashes[DOMAIN] = domain;
        e.hashes.push(hashes);
        e.upos.push(if has(Task::Upos) { number(UPOS.iter().position(|u| *u == word.upos)) } else { -1 });
        e.feats.push(if has(Task::Feats) { number(v.feats.get(&word.feats)) } else { -1 });
        e.lemma.push(if has(Task::Lemmas) && !word.lemma.is_empty() {
            number(v.lemmas.get(&Script::between(&word.form, &word.lemma).to_string()))
        } else {
            -1
        });
        e.head.push(match word.head {
            Some(h) if has(Task::Tree) => h as i32,
            _ => -1,
        });
        e.rel.push(if has(Task::Tree) { number(v.rels.get(&word.deprel)) } else { -1 });
    }
    e.names = match &sample.names {
        Some(spans) if has(Task::Names) => names::encode(n, spans).into_iter().map(|t| t as i32).collect(),
        _ => vec![-1; n],
    };
    e
}
