//! Figures of a network on annotated sentences, words given.

use std::collections::{BTreeMap, BTreeSet};

use chancery_language::names::{self, TAGS};
use chancery_language::trees;

use crate::corpus::Vocabulary;
use crate::network::{Encoded, Masks, Network};
use crate::params::Params;

/// Counts that make a precision and a recall.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    /// Right.
    pub right: usize,
    /// In the prediction.
    pub guessed: usize,
    /// In the annotation.
    pub gold: usize,
}

impl Score {
    /// F1 in percent.
    pub fn f1(&self) -> f64 {
        if self.right == 0 { 0.0 } else { 200.0 * self.right as f64 / (self.guessed + self.gold) as f64 }
    }
}

/// All figures.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Words with a tree.
    pub words: usize,
    /// Right part of speech, features, lemma script.
    pub tags: [Score; 3],
    /// Right head.
    pub uas: usize,
    /// Right head and universal relation.
    pub las: usize,
    /// Right head and relation with its subtype.
    pub full: usize,
    /// By relation: right head and relation.
    pub relations: BTreeMap<String, Score>,
    /// Names by label.
    pub names: [Score; 4],
}

impl Report {
    /// One line.
    pub fn line(&self) -> String {
        use std::fmt::Write;
        let share = |n: usize| 100.0 * n as f64 / self.words.max(1) as f64;
        let mut out = String::new();
        if self.words > 0 {
            let _ = write!(
                out,
                "UPOS {:.2} feats {:.2} lemma {:.2} UAS {:.2} LAS {:.2} full {:.2}",
                self.tags[0].f1(),
                self.tags[1].f1(),
                self.tags[2].f1(),
                share(self.uas),
                share(self.las),
                share(self.full)
            );
        }
        if self.names.iter().any(|s| s.gold > 0) {
            let mut all = Score::default();
            for s in &self.names[..3] {
                all.right += s.right;
                all.guessed += s.guessed;
                all.gold += s.gold;
            }
            let _ = write!(
                out,
                " names {:.2} (PER {:.1} LOC {:.1} ORG {:.1} MISC {:.1})",
                all.f1(),
                self.names[0].f1(),
                self.names[1].f1(),
                self.names[2].f1(),
                self.names[3].f1()
            );
        }
        out
    }

    /// Relations with their F1.
    pub fn relation_line(&self, names: &[&str]) -> String {
        names
            .iter()
            .filter_map(|n| self.relations.get(*n).map(|s| format!("{n} {:.1}", s.f1())))
            .collect::<Vec<_>>()
            .join("  ")
    }
}

fn argmax(row: &[f32], mask: Option<&[bool]>) -> usize {
    let mut best = 0;
    let mut value = f32::NEG_INFINITY;
    for (i, &v) in row.iter().enumerate() {
        if v > value && mask.is_none_or(|m| m[i]) {
            best = i;
            value = v;
        }
    }
    best
}

/// Measures a network.
pub fn evaluate(
    net: &Network,
    params: &Params,
    sentences: &[Encoded],
    vectors: &[f32],
    v: &Vocabulary,
    masks: &[Masks],
) -> Report {
    let mut report = Report::default();
    let s = &net.shape;
    for batch in sentences.chunks(32) {
        let batch: Vec<&Encoded> = batch.iter().collect();
        let out = net.predict(params, &batch, vectors);
        let mut start = 0;
        let mut scratch = trees::Scratch::default();
        let mut names_scratch = names::Scratch::default();
        for (b, e) in batch.iter().enumerate() {
            let n = e.types.len();
            let mask = &masks[e.lang];
            for i in 0..n {
                let t = start + i;
                let rows = [
                    (&out.upos[t * s.upos..(t + 1) * s.upos], None, e.upos[i]),
                    (&out.feats[t * s.feats..(t + 1) * s.feats], Some(mask.feats.as_slice()), e.feats[i]),
                    (&out.lemmas[t * s.lemmas..(t + 1) * s.lemmas], Some(mask.lemmas.as_slice()), e.lemma[i]),
                ];
                for (score, (row, mask, gold)) in report.tags.iter_mut().zip(rows) {
                    score.gold += 1;
                    score.guessed += 1;
                    score.right += usize::from(gold >= 0 && argmax(row, mask) == gold as usize);
                }
            }
            if e.head.iter().any(|&h| h >= 0) {
                let at = out.arc_start[b];
                let heads = trees::decode(&out.arcs[at..at + n * (n + 1)], n, &mut scratch);
                for (i, &head) in heads.iter().enumerate() {
                    let mut logits = vec![0.0; s.rels];
                    let parent = (head as usize).checked_sub(1).map(|h| start + h);
                    net.relation(params, &out, start + i, parent, &mut logits);
                    let rel = argmax(&logits, Some(&mask.rels));
                    report.words += 1;
                    let same = head as i32 == e.head[i];
                    let guess = &v.rels.names[rel];
                    let gold = usize::try_from(e.rel[i]).ok().map_or("?", |r| v.rels.names[r].as_str());
                    let base = |r: &str| r.split(':').next().unwrap_or_default().to_owned();
                    report.uas += usize::from(same);
                    report.las += usize::from(same && base(guess) == base(gold));
                    report.full += usize::from(same && guess == gold);
                    let mut kinds = BTreeSet::new();
                    kinds.insert((guess.clone(), gold.to_owned()));
                    kinds.insert((format!("{}*", base(guess)), format!("{}*", base(gold))));
                    for (guess, gold) in kinds {
                        report.relations.entry(guess.clone()).or_default().guessed += 1;
                        report.relations.entry(gold.clone()).or_default().gold += 1;
                        if same && guess == gold {
                            report.relations.entry(gold).or_default().right += 1;
                        }
                    }
                }
            }
            if e.names.iter().any(|&t| t >= 0) {
                let mut guess = Vec::new();
                names::decode(&out.names[start * TAGS..(start + n) * TAGS], &mut guess, &mut names_scratch);
                let mut gold = Vec::new();
                let mut scores = vec![0.0; n * TAGS];
                for (i, &t) in e.names.iter().enumerate() {
                    scores[i * TAGS + t.max(0) as usize] = 9.0;
                }
                names::decode(&scores, &mut gold, &mut names_scratch);
                for span in &guess {
                    report.names[span.2].guessed += 1;
                    report.names[span.2].right += usize::from(gold.contains(span));
                }
                for span in &gold {
                    report.names[span.2].gold += 1;
                }
            }
            start += n;
        }
    }
    report
}
