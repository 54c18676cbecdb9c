//! An article made ready for comparison.

use std::collections::BTreeMap;

use chancery_record::edtf::Days;

use crate::background::Background;
use crate::input::StoryInput;

/// Bit of a term that is a word with a capital.
const NAME: u32 = 1 << 31;

/// Telling terms by which articles find each other.
const INDEXED: usize = 48;

/// Weights beyond plain frequency: rare words count more than their logarithm says.
const POWER: f32 = 1.5;

/// Weight of a number, as of a word that one article in four hundred has.
const NUMBER_RARITY: f32 = 6.0;

/// One article and what is computed from it once.
#[derive(Clone, Debug)]
pub(crate) struct Article {
    pub(crate) input: StoryInput,
    /// Terms with weights, by term; the weights' squares add up to 1.
    pub(crate) terms: Vec<(u32, f32)>,
    /// The terms of most weight, by term.
    pub(crate) indexed: Vec<u32>,
    /// Hashes of five words in a row, sorted, each once.
    pub(crate) shingles: Vec<u32>,
    /// Days on which it may have been published.
    pub(crate) days: Option<Days>,
}

impl Article {
    pub(crate) fn new(input: StoryInput) -> Self {
        let terms = terms(&input);
        let mut heavy: Vec<&(u32, f32)> = terms.iter().collect();
        heavy.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut indexed: Vec<u32> = heavy.into_iter().take(INDEXED).map(|t| t.0).collect();
        indexed.sort_unstable();
        let shingles = crate::duplicates::shingles(input.words.as_slice());
        let days = input.date.as_ref().and_then(|d| d.range());
        Article { terms, indexed, shingles, days, input }
    }

    /// Days between the publications, 0 when they may be the same; none when a date is unknown.
    pub(crate) fn days_apart(&self, other: &Article) -> Option<u32> {
        let (a, b) = (self.days?, other.days?);
        if a.intersect(b).is_some() {
            return Some(0);
        }
        let (early, late) = if a.last < b.first { (a.last, b.first) } else { (b.last, a.first) };
        Some((late - early).get_days().unsigned_abs())
    }
}

/// Words, capitalised words once more, numbers; logarithmic counts times rarity.
fn terms(input: &StoryInput) -> Vec<(u32, f32)> {
    let table = Background::of(input.lang.as_deref());
    let mut counts: BTreeMap<u32, (u32, f32)> = BTreeMap::new();
    let mut add = |term: u32, rarity: f32| counts.entry(term).or_insert((0, rarity)).0 += 1;
    let words = input.title_words.as_slice().iter().chain(input.words.as_slice());
    for &word in words {
        let rarity = table.weight(word.form());
        add(word.form(), rarity);
        if word.is_capital() {
            add(word.form() | NAME, rarity);
        }
        if word.is_number() {
            add(word.form() | NAME, NUMBER_RARITY);
        }
    }
    let mut out: Vec<(u32, f32)> = counts
        .into_iter()
        .map(|(term, (count, rarity))| (term, (1.0 + (count as f32).ln()) * rarity.powf(POWER)))
        .collect();
    let norm = out.iter().map(|t| f64::from(t.1).powi(2)).sum::<f64>().sqrt();
    out.iter_mut().for_each(|t| t.1 = (f64::from(t.1) / norm) as f32);
    out
}

/// The cosine of two articles' terms.
pub(crate) fn cosine(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0f64);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.0.cmp(&y.0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += f64::from(x.1) * f64::from(y.1);
                i += 1;
                j += 1;
            }
        }
    }
    sum as f32
}
