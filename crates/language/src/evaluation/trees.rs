//! Sentences, words, tags and trees against a treebank.

use std::collections::BTreeMap;

use chancery_record::{SmolStr, Syntax, Token};
use thiserror::Error;

use super::Counts;

/// Scores of trees, each over the words of gold and system.
///
/// Everything but `tokens`, `words` and `sentences` counts words that were
/// aligned; precision, recall and F1 count those that were not as wrong.
/// Punctuation counts like any word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeScores {
    /// Surface tokens.
    pub tokens: Counts,
    /// Sentences with the right first and last character.
    pub sentences: Counts,
    /// Syntactic words.
    pub words: Counts,
    /// Universal part of speech.
    pub upos: Counts,
    /// All features of the word, language-specific ones included.
    pub feats: Counts,
    /// Dictionary form; words without a gold lemma are always right.
    pub lemma: Counts,
    /// Head.
    pub uas: Counts,
    /// Head and relation, subtypes (`nsubj:pass`) ignored: the official LAS.
    pub las: Counts,
    /// Head and relation with its subtype.
    pub las_subtypes: Counts,
    /// [`las`](Self::las) over content words only.
    pub clas: Counts,
    /// [`las`](Self::las) by the universal relation.
    pub relations: BTreeMap<SmolStr, Counts>,
}

impl TreeScores {
    /// The scores of a whole set of documents are the sums of their counts.
    pub fn add(&mut self, other: &TreeScores) {
        self.tokens += other.tokens;
        self.sentences += other.sentences;
        self.words += other.words;
        self.upos += other.upos;
        self.feats += other.feats;
        self.lemma += other.lemma;
        self.uas += other.uas;
        self.las += other.las;
        self.las_subtypes += other.las_subtypes;
        self.clas += other.clas;
        for (relation, counts) in &other.relations {
            *self.relations.entry(relation.clone()).or_default() += *counts;
        }
    }
}

/// Gold and system that do not tell of the same text.
#[derive(Debug, Error)]
#[error("gold and system differ at the non-blank character {at}: '{gold}' and '{system}'")]
pub struct Mismatch {
    /// Index among the characters that are no blanks.
    pub at: usize,
    /// What gold has from there.
    pub gold: String,
    /// What the system has from there.
    pub system: String,
}

/// Scores `system` against `gold`; each comes with the text of its spans.
/// The texts may differ in blanks only.
///
/// # Errors
/// A [`Mismatch`] when the tokens do not cover the same characters.
pub fn score(gold: (&str, &Syntax), system: (&str, &Syntax)) -> Result<TreeScores, Mismatch> {
    let (gold, system) = (Side::new(gold.0, gold.1), Side::new(system.0, system.1));
    if gold.characters != system.characters {
        let at = gold.characters.iter().zip(&system.characters).take_while(|(g, s)| g == s).count();
        let from = |side: &Side<'_>| side.characters.iter().skip(at).take(20).collect();
        return Err(Mismatch { at, gold: from(&gold), system: from(&system) });
    }
    let pairs = align(&gold.words, &system.words);
    let mut partner = vec![None; gold.words.len()];
    for (g, s) in &pairs {
        partner[*g] = Some(*s);
    }
    let among = |keep: &dyn Fn(&Word<'_>) -> bool, agree: &dyn Fn(&Word<'_>, &Word<'_>) -> bool| Counts {
        gold: gold.words.iter().filter(|w| keep(w)).count(),
        system: system.words.iter().filter(|w| keep(w)).count(),
        correct: pairs
            .iter()
            .map(|(g, s)| (&gold.words[*g], &system.words[*s]))
            .filter(|(g, s)| keep(g) && agree(g, s))
            .count(),
    };
    let all = |_: &Word<'_>| true;
    let head = |g: &Word<'_>, s: &Word<'_>| match (g.head, s.head) {
        (None, None) => true,
        (Some(g), Some(s)) => partner[g] == Some(s),
        _ => false,
    };
    let labelled = |g: &Word<'_>, s: &Word<'_>| head(g, s) && g.token.rel() == s.token.rel();
    let mut relations = BTreeMap::new();
    for word in gold.words.iter().chain(&system.words) {
        let relation = word.token.rel();
        if !relations.contains_key(relation) {
            let counts = among(&|w| w.token.rel() == relation, &labelled);
            relations.insert(SmolStr::new(relation), counts);
        }
    }
    Ok(TreeScores {
        tokens: shared(&gold.tokens, &system.tokens),
        sentences: shared(&gold.sentences, &system.sentences),
        words: among(&all, &|_, _| true),
        upos: among(&all, &|g, s| g.token.upos == s.token.upos),
        feats: among(&all, &|g, s| g.token.feats == s.token.feats),
        lemma: among(&all, &|g, s| g.token.lemma.is_empty() || g.token.lemma == s.token.lemma),
        uas: among(&all, &head),
        las: among(&all, &labelled),
        las_subtypes: among(&all, &|g, s| head(g, s) && g.token.deprel == s.token.deprel),
        clas: among(&|w| is_content(w.token.rel()), &labelled),
        relations,
    })
}

/// The relations of content words, as the shared task lists them.
fn is_content(relation: &str) -> bool {
    !matches!(relation, "aux" | "case" | "cc" | "clf" | "cop" | "det" | "mark" | "punct")
}

/// Half-open stretch of characters, blanks not counted.
type Stretch = (usize, usize);

struct Word<'s> {
    token: &'s Token,
    span: Stretch,
    multiword: bool,
    /// Index of the head among all words.
    head: Option<usize>,
}

struct Side<'s> {
    characters: Vec<char>,
    tokens: Vec<Stretch>,
    sentences: Vec<Stretch>,
    words: Vec<Word<'s>>,
}

impl<'s> Side<'s> {
    fn new(text: &str, syntax: &'s Syntax) -> Self {
        let mut side = Side { characters: Vec::new(), tokens: Vec::new(), sentences: Vec::new(), words: Vec::new() };
        for sentence in &syntax.sentences {
            let first = side.words.len();
            let start = side.characters.len();
            for token in &sentence.tokens {
                if token.part.is_none_or(|part| part == 0) {
                    let from = side.characters.len();
                    side.characters.extend(token.span.of(text).chars().filter(|c| !c.is_whitespace()));
                    side.tokens.push((from, side.characters.len()));
                }
                side.words.push(Word {
                    token,
                    span: side.tokens.last().copied().unwrap_or_default(),
                    multiword: token.part.is_some(),
                    head: token.head.map(|head| first + head as usize),
                });
            }
            side.sentences.push((start, side.characters.len()));
        }
        side
    }
}

/// Stretches that both sides have; each side is in order.
fn shared(gold: &[Stretch], system: &[Stretch]) -> Counts {
    let (mut g, mut s, mut correct) = (0, 0, 0);
    while let (Some(a), Some(b)) = (gold.get(g), system.get(s)) {
        correct += usize::from(a == b);
        // A stretch that begins earlier, or ends earlier, has no partner further on.
        let order = a.cmp(b);
        g += usize::from(order.is_le());
        s += usize::from(order.is_ge());
    }
    Counts { gold: gold.len(), system: system.len(), correct }
}

/// Pairs of aligned words: by their stretch, and inside a region of multiword
/// tokens by form.
fn align(gold: &[Word<'_>], system: &[Word<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::with_capacity(gold.len());
    let (mut g, mut s) = (0, 0);
    while let (Some(a), Some(b)) = (gold.get(g), system.get(s)) {
        if !a.multiword && !b.multiword {
            if a.span == b.span {
                pairs.push((g, s));
            }
            let order = a.span.cmp(&b.span);
            g += usize::from(order.is_le());
            s += usize::from(order.is_ge());
            continue;
        }
        // The region begins with the multiword token; a word that only reaches into it stays out.
        let mut end = if a.multiword { a.span.1 } else { b.span.1 };
        if a.multiword && !b.multiword && b.span.0 < a.span.0 {
            s += 1;
        } else if b.multiword && !a.multiword && a.span.0 < b.span.0 {
            g += 1;
        }
        let (g_from, s_from) = (g, s);
        // It ends where no multiword token of either side is cut.
        let inside = |word: Option<&Word<'_>>, end: usize| {
            word.is_some_and(|w| if w.multiword { w.span.0 < end } else { w.span.1 <= end })
        };
        while inside(gold.get(g), end) || inside(system.get(s), end) {
            let gold_first = match (gold.get(g), system.get(s)) {
                (Some(a), Some(b)) => a.span.0 <= b.span.0,
                (a, _) => a.is_some(),
            };
            let (word, index) = if gold_first { (&gold[g], &mut g) } else { (&system[s], &mut s) };
            if word.multiword {
                end = end.max(word.span.1);
            }
            *index += 1;
        }
        common(&gold[g_from..g], &system[s_from..s], |a, b| pairs.push((g_from + a, s_from + b)));
    }
    pairs
}

/// Longest common subsequence of the lowercased forms.
fn common(gold: &[Word<'_>], system: &[Word<'_>], mut pair: impl FnMut(usize, usize)) {
    let forms = |words: &[Word<'_>]| words.iter().map(|w| w.token.form.to_lowercase()).collect::<Vec<_>>();
    let (gold, system) = (forms(gold), forms(system));
    let mut best = vec![vec![0u32; system.len() + 1]; gold.len() + 1];
    for g in (0..gold.len()).rev() {
        for s in (0..system.len()).rev() {
            best[g][s] = if gold[g] == system[s] { best[g + 1][s + 1] + 1 } else { best[g + 1][s].max(best[g][s + 1]) };
        }
    }
    let (mut g, mut s) = (0, 0);
    while g < gold.len() && s < system.len() {
        if gold[g] == system[s] {
            pair(g, s);
            (g, s) = (g + 1, s + 1);
        } else if best[g + 1][s] >= best[g][s + 1] {
            g += 1;
        } else {
            s += 1;
        }
    }
}
