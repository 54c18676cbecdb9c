//! Names: those that the recogniser found, and those that it missed and the world knows.

use std::collections::BTreeSet;
use std::ops::Range;

use chancery_record::{EntityKind, NameLabel, Span};
use chancery_world::{Candidate, Exactness, Kind, When};

use super::lexicon::Lexicon;
use super::traits::Gender;
use super::tree::Tree;
use crate::Context;

mod evidence;
mod offices;
mod scan;
mod settle;

use scan::Finder;
use settle::{settle_persons, settle_slips};

/// A name in the text and what it may mean.
pub(crate) struct FoundName<'w> {
    /// Index of its sentence.
    pub(crate) sentence: usize,
    /// Its words there.
    pub(crate) words: Range<usize>,
    /// Its syntactic head.
    pub(crate) head: usize,
    pub(crate) span: Span,
    /// What the recogniser took it for.
    pub(crate) label: Option<NameLabel>,
    /// What it may mean, best first.
    pub(crate) candidates: Vec<Candidate<'w>>,
    /// Gender that a title tells.
    pub(crate) gender: Option<Gender>,
    /// It stands inside the name of an organisation.
    pub(crate) nested: bool,
    /// A street, square, bridge: a place of the country at hand, whatever else is so called.
    pub(crate) urban: bool,
    /// Its spelling is a slip for the name of its candidates.
    pub(crate) slip: bool,
}

impl<'w> FoundName<'w> {
    pub(crate) fn best(&self) -> Option<&Candidate<'w>> {
        self.candidates.first()
    }

    /// Kind of the best candidate.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.best().map(|c| c.item.kind)
    }

    /// Whether it names a person.
    pub(crate) fn is_person(&self) -> bool {
        match self.kind() {
            Some(kind) => kind == Kind::Person,
            None => self.label == Some(NameLabel::Per),
        }
    }
}

/// How well a kind of item goes with what the recogniser saw; 0 is not at all.
fn fit(label: Option<NameLabel>, kind: Kind) -> i32 {
    match label {
        Some(NameLabel::Per) => match kind {
            Kind::Person => 3,
            Kind::Country | Kind::Capital | Kind::Seat => 1,
            _ => 0,
        },
        Some(NameLabel::Loc) => match kind {
            Kind::Person => 0,
            k if k.is_place() || k == Kind::Seat => 3,
            _ => 2,
        },
        Some(NameLabel::Org) => match kind {
            Kind::Person => 0,
            k if k.is_body() || k == Kind::Seat => 3,
            _ => 1,
        },
        Some(NameLabel::Misc) | None => 1,
    }
}

/// Towns, divisions and other minor places, of which too many are called like something else.
fn minor(c: &Candidate<'_>) -> bool {
    matches!(c.item.kind, Kind::City | Kind::Region | Kind::Feature)
}

/// Whether a spelling can be the known one: case and accents may differ, but not
/// so that a common word or an acronym becomes a name.
fn plausible(c: &Candidate<'_>, written: &str) -> bool {
    let capitals = written.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    // A list's "president X" is no name of X.
    if c.item.kind == Kind::Person && !capitalised(&c.spelling) {
        return false;
    }
    match c.exactness {
        Exactness::Exact => true,
        Exactness::Case => {
            let words = |s: &'_ str| s.split([' ', '-', '\'', '’']).map(capitalised).collect::<Vec<_>>();
            // More capitals than usual are well, fewer make it another word.
            let titled = words(written).into_iter().zip(words(&c.spelling)).all(|(mine, known)| mine || !known);
            if capitals { written.chars().count() > 3 && (c.item.weight >= 450 || !minor(c)) } else { titled }
        }
        Exactness::Folded => !(capitals && written.chars().count() < 6 && minor(c)),
        Exactness::Slip => false,
    }
}

/// Whether a name stands in capitals at the head of a sentence, as datelines do.
pub(crate) fn dateline(tree: &Tree<'_>, range: &Range<usize>, text: &str) -> bool {
    let name = tree.span(range.clone()).of(text);
    let capitals = name.chars().count() > 3 && !name.chars().any(char::is_lowercase);
    let initial = (0..range.start).all(|j| tree.token(j).upos == "PUNCT");
    let next = tree.next(range.end - 1).map(|n| tree.token(n).form.as_str());
    capitals && initial && matches!(next, Some("," | "(" | "-" | "–" | "—"))
}

/// Whether a case marker of places stands before word `i`, or a noun for places.
pub(crate) fn located(tree: &Tree<'_>, lexicon: &Lexicon, i: usize) -> bool {
    // "the Nice region".
    let named = tree.next(i).is_some_and(|n| lexicon.place_nouns.contains(tree.surface(n)) && tree.head(i) == Some(n));
    if named {
        return true;
    }
    let marks = |b: usize| lexicon.place.contains(&tree.lemma(b)) || lexicon.place.contains(tree.surface(b));
    let mut at = i;
    for _ in 0..4 {
        let Some(before) = tree.previous(at) else { return false };
        if marks(before)
            || lexicon.place_nouns.contains(tree.surface(before))
            || lexicon.place_nouns.contains(&tree.lemma(before))
        {
            return true;
        }
        let passes = tree.token(before).upos == "DET"
            || lexicon.owner.contains(tree.surface(before))
            || lexicon.owner.contains(&tree.lemma(before));
        if !passes {
            return false;
        }
        at = before;
    }
    false
}

/// Begins with a capital, or with a short article before one: `al-Joumhouriya`.
fn capitalised(word: &str) -> bool {
    let upper = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    upper(word) || word.split_once('-').is_some_and(|(article, rest)| article.len() <= 3 && upper(rest))
}

/// Finds the names of an article, in text order; those inside others follow them.
pub(crate) fn find<'w>(cx: Context<'w>, lexicon: &Lexicon, trees: &[Tree<'w>], when: When) -> Vec<FoundName<'w>> {
    let none = BTreeSet::new();
    let first = scan_all(cx, lexicon, trees, when, &none, &none);
    // What stands as a place somewhere is one everywhere.
    let certain: BTreeSet<String> = first
        .iter()
        .filter(|n| n.kind().is_some_and(Kind::is_place) && !n.nested)
        .filter(|n| n.label == Some(NameLabel::Loc) && located(&trees[n.sentence], lexicon, n.words.start))
        .map(|n| n.span.of(&cx.article.text).to_owned())
        .collect();
    let mistaken =
        first.iter().any(|n| !n.kind().is_some_and(Kind::is_place) && certain.contains(n.span.of(&cx.article.text)));
    let misc =
        cx.syntax.names.iter().any(|n| n.label != NameLabel::Loc && certain.contains(n.span.of(&cx.article.text)));
    // "Le parti Chega": what a body is called is no town, here or further on.
    let bodies: BTreeSet<String> = first
        .iter()
        .filter(|n| n.best().is_some_and(minor) && !n.nested)
        .filter(|n| called_so(lexicon, &trees[n.sentence], n.words.start))
        .map(|n| n.span.of(&cx.article.text).to_owned())
        .filter(|name| !certain.contains(name))
        .collect();
    let again = mistaken || misc || !bodies.is_empty();
    let mut out = if again { scan_all(cx, lexicon, trees, when, &certain, &bodies) } else { first };
    settle_persons(cx, &mut out, when);
    settle_slips(cx, trees, &mut out);
    out
}

/// Whether a noun for parties, movements, firms or the like stands right before the name at word `i`: bodies of the
/// state are left out, since places follow them (`mairie Nice`).
fn called_so(lexicon: &Lexicon, tree: &Tree<'_>, i: usize) -> bool {
    tree.previous(i).is_some_and(|b| {
        tree.token(b).upos == "NOUN"
            && lexicon.phrases(tree.surface(b)).iter().filter(|p| p.words.len() == 1).any(|p| {
                lexicon.roles.get(p.role).is_some_and(|r| {
                    let sector = r.sector.as_deref();
                    r.kind == EntityKind::Organization
                        && matches!(sector, Some("PTY" | "OPP" | "REB" | "BUS" | "NGO" | "MED" | "LAB"))
                })
            })
    })
}

fn scan_all<'w>(
    cx: Context<'w>,
    lexicon: &Lexicon,
    trees: &[Tree<'w>],
    when: When,
    certain: &BTreeSet<String>,
    bodies: &BTreeSet<String>,
) -> Vec<FoundName<'w>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (sentence, tree) in trees.iter().enumerate() {
        let span = tree.sentence.span;
        while from < cx.syntax.names.len() && cx.syntax.names[from].span.end <= span.start {
            from += 1;
        }
        let mut labels = vec![None; tree.len()];
        for name in cx.syntax.names[from..].iter().take_while(|n| n.span.start < span.end) {
            let mut inside: Vec<usize> = (0..tree.len()).filter(|&i| name.span.overlaps(tree.word(i))).collect();
            // A dash between blanks ends it.
            let dash = |i: usize| {
                matches!(tree.token(i).form.as_str(), "-" | "–" | "—")
                    && i > 0
                    && tree.word(i).start > tree.word(i - 1).end
            };
            if let Some(at) = inside.iter().position(|&i| dash(i)).filter(|&at| at > 0) {
                inside.truncate(at);
            }
            // An acronym in brackets is a name of its own, and so is what a title begins.
            let cut = |i: usize| {
                let form = tree.token(i).form.as_str();
                form == "(" || i > 0 && lexicon.title(form).is_some()
            };
            if let Some(at) = inside.iter().position(|&i| cut(i)).filter(|&at| at > 0) {
                inside.truncate(at);
            }
            // The possessive marker is no part of the name.
            while inside.len() > 1
                && inside.last().is_some_and(|&i| tree.token(i).rel() == "case" && tree.token(i).part.is_some())
            {
                inside.pop();
            }
            if let (Some(&first), Some(&last)) = (inside.first(), inside.last()) {
                for i in inside {
                    labels[i] = Some((name.label, first, last + 1));
                }
            }
        }
        let mut finder = Finder { cx, lexicon, tree, sentence, when, labels, out, certain, bodies };
        finder.scan();
        out = finder.out;
    }
    out
}
