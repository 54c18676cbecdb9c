//! One dispatch told anew: rewritten, shortened, brought up to date or translated.
//!
//! Such a text keeps names and numbers, and keeps them together in sentences, while another report
//! of the same event has some of them beside many of its own. Three shares of the text with fewer
//! facts are added: of its facts, of its facts that stand together in one sentence of the other
//! too, and of its numbers; and half of the share of the facts of both. Long features share names by their subject alone; a dispatch is dense,
//! so the facts shared have to weigh something against its length.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::facts::Fact;

/// Least sum of the shares, 0 to 3.5.
const ENOUGH: f32 = 2.15;

/// Least weight of what is shared: some five names and numbers.
const LEAST: f32 = 18.0;

/// Least weight of what is shared, a word of the shorter text.
const DENSITY: f32 = 0.3;

/// Weight of numbers below which even all of them say little: two of some size.
const NUMBERS: f32 = 8.0;

/// Part of the weight that a fact keeps when it alone of its sentence is found in one of the other.
const ALONE: f32 = 0.5;

/// Most days between a dispatch and what is made of it.
pub(crate) const DAYS: u32 = 7;

/// Facts that two texts share when one tells the other anew.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retold {
    /// Names and numbers that both have.
    pub shared: u32,
    /// Share of the facts of the text that has fewer, by weight, 0 to 1.
    pub facts: f32,
    /// The same of facts that stand together in a sentence of the other.
    pub together: f32,
    /// The same of numbers.
    pub numbers: f32,
    /// Share of the facts that either has, by weight.
    pub both: f32,
}

/// The facts of one article.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// Each fact once, by key.
    all: Vec<Fact>,
    weight: f32,
    numbers: f32,
}

impl Facts {
    pub(crate) fn new(sentences: &[Vec<Fact>]) -> Self {
        let all: BTreeMap<u32, Fact> = sentences.iter().flatten().map(|f| (f.key, *f)).collect();
        let all: Vec<Fact> = all.into_values().collect();
        let weight = all.iter().map(|f| f.weight).sum();
        let numbers = all.iter().filter(|f| f.number).map(|f| f.weight).sum();
        Facts { all, weight, numbers }
    }
}

/// The facts of `a` that `b` has too; both are sorted by key.
fn common<'f>(a: &'f [Fact], b: &'f [Fact]) -> impl Iterator<Item = &'f Fact> {
    let mut rest = b.iter().peekable();
    a.iter().filter(move |fact| {
        while rest.next_if(|other| other.key < fact.key).is_some() {}
        rest.peek().is_some_and(|other| other.key == fact.key)
    })
}

/// Whether one of two articles tells the other anew. The order does not matter.
pub(crate) fn compare(a: &Article, b: &Article) -> Option<Retold> {
    let near = |x: &Article| (x.facts.weight, x.input.words.len());
    let (less, more) = if near(a) <= near(b) { (a, b) } else { (b, a) };
    let shared: f32 = common(&less.facts.all, &more.facts.all).map(|f| f.weight).sum();
    let words = less.input.words.len().min(more.input.words.len());
    if shared < LEAST.max(DENSITY * words as f32) {
        return None;
    }
    let facts = shared / less.facts.weight;
    let numbers = {
        let shared: f32 = common(&less.facts.all, &more.facts.all).filter(|f| f.number).map(|f| f.weight).sum();
        shared / less.facts.numbers.min(more.facts.numbers).max(NUMBERS)
    };
    let both = shared / (less.facts.weight + more.facts.weight - shared);
    // Facts that stand together are no more than all.
    if facts + facts + numbers + both / 2.0 < ENOUGH {
        return None;
    }
    let together = less.input.facts.iter().map(|s| best(s, &more.input.facts)).sum::<f32>()
        / less.input.facts.iter().flatten().map(|f| f.weight).sum::<f32>();
    let shared = common(&less.facts.all, &more.facts.all).count() as u32;
    (facts + together + numbers + both / 2.0 >= ENOUGH).then_some(Retold { shared, facts, together, numbers, both })
}

/// Weight of a sentence's facts in the sentence of the other text that has the most of them.
fn best(sentence: &[Fact], others: &[Vec<Fact>]) -> f32 {
    let with = |other: &Vec<Fact>| {
        let (n, weight) = common(sentence, other).fold((0, 0.0), |(n, sum), f| (n + 1, sum + f.weight));
        if n > 1 || sentence.len() == 1 { weight } else { ALONE * weight }
    };
    others.iter().map(with).fold(0.0, f32::max)
}
