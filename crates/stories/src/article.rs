//! An article made ready for comparison.

use std::collections::BTreeMap;

use chancery_record::edtf::Days;
use smol_str::SmolStr;

use crate::background::Background;
use crate::input::StoryInput;
use crate::likeness::WEIGHTS;
use crate::retold::Facts;
use crate::words::form;

/// Bit of a term that is a word with a capital.
const NAME: u32 = 1 << 31;

/// Bit of an indexed key of an actor or place.
const KEY: u32 = 1 << 30;

/// Words of a lead, the headline included.
const LEAD: usize = 84;

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
    /// Terms of the headline and the first words.
    pub(crate) lead: Vec<(u32, f32)>,
    /// Actors, places and numbers, likewise.
    pub(crate) actors: Vec<(u32, f32)>,
    pub(crate) places: Vec<(u32, f32)>,
    pub(crate) numbers: Vec<(u32, f32)>,
    /// The terms of most weight, and the actors and places that are no states, by term, each with
    /// the square root of its part in the likeness of two articles that have it.
    pub(crate) indexed: Vec<(u32, f32)>,
    /// Hashes of five words in a row, sorted, each once.
    pub(crate) shingles: Vec<u32>,
    /// Names and numbers, for telling anew.
    pub(crate) facts: Facts,
    /// Days on which it may have been published.
    pub(crate) days: Option<Days>,
}

impl Article {
    pub(crate) fn new(input: StoryInput) -> Self {
        let terms = terms(&input);
        let mut heavy: Vec<&(u32, f32)> = terms.iter().collect();
        heavy.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let part = |of: usize, weight: f32| weight * WEIGHTS[of].sqrt();
        let mut indexed: Vec<(u32, f32)> = heavy.into_iter().take(INDEXED).map(|t| (t.0, part(0, t.1))).collect();
        let shingles = crate::duplicates::shingles(input.words.as_slice());
        let days = input.date.as_ref().and_then(|d| d.range());
        let keyed =
            |keys: &[(SmolStr, u16)]| unit(keys.iter().map(|(key, n)| (form(key), 1.0 + f32::from(*n).ln())).collect());
        let (actors, places) = (keyed(&input.actors), keyed(&input.places));
        for (of, keys, weights) in [(2, &input.actors, &actors), (3, &input.places, &places)] {
            for (key, _) in keys.iter().filter(|(key, _)| key.len() > 3) {
                let key = form(key);
                let weight = weights.binary_search_by_key(&key, |t| t.0).map_or(0.0, |at| weights[at].1);
                indexed.push((key | KEY, part(of, weight)));
            }
        }
        // A name that is an actor and a place counts with the heavier of the two.
        indexed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        indexed.dedup_by_key(|t| t.0);
        let numbers = input.title_words.as_slice().iter().chain(input.words.as_slice());
        let numbers: BTreeMap<u32, f32> = numbers.filter(|w| w.is_number()).map(|w| (w.form(), 1.0)).collect();
        Article {
            lead: lead(&input),
            actors,
            places,
            numbers: unit(numbers.into_iter().collect()),
            terms,
            indexed,
            shingles,
            days,
            facts: Facts::new(&input.facts),
            input,
        }
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
    weighed(counts)
}

/// Words of the headline and of the beginning.
fn lead(input: &StoryInput) -> Vec<(u32, f32)> {
    let table = Background::of(input.lang.as_deref());
    let mut counts: BTreeMap<u32, (u32, f32)> = BTreeMap::new();
    for word in input.title_words.as_slice().iter().chain(input.words.as_slice()).take(LEAD) {
        counts.entry(word.form()).or_insert_with(|| (0, table.weight(word.form()))).0 += 1;
    }
    weighed(counts)
}

/// Logarithmic counts times rarity.
fn weighed(counts: BTreeMap<u32, (u32, f32)>) -> Vec<(u32, f32)> {
    unit(
        counts
            .into_iter()
            .map(|(term, (count, rarity))| (term, (1.0 + (count as f32).ln()) * rarity.powf(POWER)))
            .collect(),
    )
}

/// Terms in order, their weights divided so that the squares add up to 1.
fn unit(mut terms: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    terms.sort_unstable_by_key(|t| t.0);
    terms.dedup_by_key(|t| t.0);
    let norm = terms.iter().map(|t| f64::from(t.1).powi(2)).sum::<f64>().sqrt();
    terms.iter_mut().for_each(|t| t.1 = (f64::from(t.1) / norm) as f32);
    terms
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
