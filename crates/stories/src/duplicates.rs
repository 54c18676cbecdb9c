//! Near-duplicates: copies, cuts and rewrites of one text.
//!
//! Texts are compared as sets of shingles, five words in a row (Broder 1997), by the share of
//! the shorter one's shingles that the longer one has (containment). Where few are left, names and
//! numbers may still show that one tells the other anew (`retold`).

use std::collections::{BTreeMap, HashMap};

use chancery_record::short_id;
use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::retold::{self, Retold};
use crate::words::Word;

/// Words in a shingle.
const WORDS: usize = 5;

/// One shingle in so many is indexed.
const SAMPLE: u32 = 4;

/// Hashes of the shingles, sorted, each once. A text of fewer than five words is one shingle.
pub(crate) fn shingles(words: &[Word]) -> Vec<u32> {
    let mut out: Vec<u32> = if words.len() < WORDS {
        if words.is_empty() { Vec::new() } else { vec![hash(words)] }
    } else {
        words.windows(WORDS).map(hash).collect()
    };
    out.sort_unstable();
    out.dedup();
    out
}

fn hash(words: &[Word]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        hash = (hash ^ u64::from(word.form())).wrapping_mul(0x0000_0100_0000_01b3);
        hash ^= hash >> 29;
    }
    (hash ^ (hash >> 32)) as u32
}

/// Those shingles by which texts find each other.
pub(crate) fn sampled(shingles: &[u32]) -> impl Iterator<Item = u32> + '_ {
    let sparse = shingles.len() >= 64;
    shingles.iter().copied().filter(move |s| !sparse || s % SAMPLE == 0)
}

/// The longest run of words that two texts share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its length in words.
    pub words: u32,
    /// Where it stands in the first text (code points).
    pub first: [u32; 2],
    /// Where it stands in the second.
    pub second: [u32; 2],
}

/// Two articles with one text, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Duplicate {
    /// The article with the lower id.
    pub first: String,
    /// The other.
    pub second: String,
    /// Shingles that both have.
    pub shared: u32,
    /// Share of the first one's shingles that the second has.
    pub share_of_first: f32,
    /// Share of the second one's shingles that the first has.
    pub share_of_second: f32,
    /// The longest shared run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// What they tell alike, where one tells the other anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retold: Option<Retold>,
}

/// Articles with one text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Duplicates {
    /// Stable identifier, `d…`: a hash of the first member's id.
    pub id: String,
    /// Articles, the earliest first.
    pub members: Vec<String>,
    /// Pairs that were found alike, with reasons.
    pub pairs: Vec<Duplicate>,
}

impl Duplicates {
    /// A group of members in order.
    pub(crate) fn new(members: Vec<String>, pairs: Vec<Duplicate>) -> Self {
        let id = short_id("d", &[members.first().map_or("", String::as_str)]);
        Duplicates { id, members, pairs }
    }
}

/// Number of common members of two sorted lists.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                n += 1;
                i += 1;
                j += 1;
            }
        }
    }
    n
}

/// Whether two articles have one text, with the reasons; `a` has the lower id.
pub(crate) fn compare(a: &Article, b: &Article, containment: f32) -> Option<Duplicate> {
    let pair = measured(a, b);
    (pair.share_of_first.max(pair.share_of_second) >= containment).then(|| Duplicate { run: longest_run(a, b), ..pair })
}

/// Whether one of two articles tells the other anew, with the reasons; `a` has the lower id.
pub(crate) fn retold(a: &Article, b: &Article) -> Option<Duplicate> {
    let near = a.days_apart(b).is_none_or(|days| days <= retold::DAYS);
    let retold = near.then(|| retold::compare(a, b)).flatten()?;
    Some(Duplicate { run: longest_run(a, b), retold: Some(retold), ..measured(a, b) })
}

fn measured(a: &Article, b: &Article) -> Duplicate {
    let shared = common(&a.shingles, &b.shingles);
    let share = |all: &[u32]| if all.is_empty() { 0.0 } else { shared as f32 / all.len() as f32 };
    Duplicate {
        first: a.input.id.clone(),
        second: b.input.id.clone(),
        shared: shared as u32,
        share_of_first: share(&a.shingles),
        share_of_second: share(&b.shingles),
        run: None,
        retold: None,
    }
}

/// The longest common run; of equally long ones the first in both texts.
fn longest_run(a: &Article, b: &Article) -> Option<Run> {
    let (x, y) = (a.input.words.as_slice(), b.input.words.as_slice());
    let mut at: HashMap<u32, Vec<usize>> = HashMap::new();
    for (j, word) in y.iter().enumerate() {
        at.entry(word.form()).or_default().push(j);
    }
    // Length of the common run that ends at (i, j), for the j where it is not 0.
    let mut previous: BTreeMap<usize, usize> = BTreeMap::new();
    let mut best = (0, 0, 0);
    for (i, word) in x.iter().enumerate() {
        let mut row = BTreeMap::new();
        for &j in at.get(&word.form()).into_iter().flatten() {
            let n = 1 + j.checked_sub(1).and_then(|k| previous.get(&k)).copied().unwrap_or(0);
            row.insert(j, n);
            if n > best.0 {
                best = (n, i + 1, j + 1);
            }
        }
        previous = row;
    }
    let (n, i, j) = best;
    (n > 0).then(|| Run {
        words: n as u32,
        first: a.input.words.stretch(i - n, i),
        second: b.input.words.stretch(j - n, j),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    fn article(id: &str, text: &str) -> Article {
        Article::new(crate::StoryInput { id: id.into(), words: Words::of(text), ..Default::default() })
    }

    const DISPATCH: &str = "Deux soldats ont été tués lundi dans l'explosion d'une mine près de Kidal, a annoncé l'armée. \
        Un troisième a été blessé et évacué vers Gao.";

    #[test]
    fn a_long_text_that_contains_a_dispatch_is_found() {
        let long =
            format!("Le nord du pays reste instable. {DISPATCH} {}", "Aucun groupe ne revendique cela. ".repeat(9));
        let found = compare(&article("a", DISPATCH), &article("b", &long), 0.35).unwrap();
        assert_eq!((found.share_of_first, found.share_of_second < 0.7), (1.0, true));
        let run = found.run.unwrap();
        assert_eq!(run.words as usize, Words::of(DISPATCH).len());
        let words =
            |text: &str, [s, e]: [u32; 2]| text.chars().skip(s as usize).take((e - s) as usize).collect::<String>();
        assert_eq!(words(DISPATCH, run.first), words(&long, run.second));
    }

    #[test]
    fn another_report_of_the_matter_is_none() {
        let other = "L'armée a fait état de deux morts et d'un blessé dans ses rangs après qu'un véhicule a sauté sur un engin explosif.";
        assert_eq!(compare(&article("a", DISPATCH), &article("b", other), 0.35), None);
        assert_eq!(compare(&article("a", ""), &article("b", ""), 0.35), None);
    }
}
