//! Names: those that the recogniser found, and those that it missed and the world knows.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chancery_record::{NameLabel, Span};
use chancery_world::{Candidate, Exactness, Kind, NameForm, When};

use super::lexicon::Lexicon;
use super::traits::Gender;
use super::tree::Tree;
use crate::Context;

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
    /// A title for persons stands before it.
    pub(crate) titled: bool,
    /// It stands inside the name of an organisation.
    pub(crate) nested: bool,
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

fn capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

struct Finder<'a, 'w> {
    cx: Context<'w>,
    lexicon: &'a Lexicon,
    tree: &'a Tree<'w>,
    sentence: usize,
    when: When,
    /// Recogniser's name over each word.
    labels: Vec<Option<(NameLabel, usize, usize)>>,
    out: Vec<FoundName<'w>>,
}

/// Finds the names of an article, in text order; those inside others follow them.
pub(crate) fn find<'w>(cx: Context<'w>, lexicon: &Lexicon, trees: &[Tree<'w>], when: When) -> Vec<FoundName<'w>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (sentence, tree) in trees.iter().enumerate() {
        let span = tree.sentence.span;
        while from < cx.syntax.names.len() && cx.syntax.names[from].span.end <= span.start {
            from += 1;
        }
        let mut labels = vec![None; tree.len()];
        for name in cx.syntax.names[from..].iter().take_while(|n| n.span.start < span.end) {
            let inside: Vec<usize> = (0..tree.len()).filter(|&i| name.span.overlaps(tree.token(i).span)).collect();
            if let (Some(&first), Some(&last)) = (inside.first(), inside.last()) {
                for i in inside {
                    labels[i] = Some((name.label, first, last + 1));
                }
            }
        }
        let mut finder = Finder { cx, lexicon, tree, sentence, when, labels, out };
        finder.scan();
        out = finder.out;
    }
    settle_persons(cx, &mut out, when);
    out
}

impl<'w> Finder<'_, 'w> {
    fn scan(&mut self) {
        let mut i = 0;
        let mut title: Option<Option<Gender>> = None;
        while i < self.tree.len() {
            if self.tree.surface(i).is_empty() {
                i += 1;
                continue;
            }
            let word = self.tree.token(i).span.of(&self.cx.article.text);
            if let Some(gender) = self.lexicon.title(word) {
                title = Some(gender);
                i += 1;
                continue;
            }
            let taken = self.name_at(i, word, title);
            // A full stop may stand between a title and its name.
            if word != "." {
                title = None;
            }
            i = taken.unwrap_or(i + 1).max(i + 1);
        }
    }

    /// Takes the name that starts at word `i`; gives the word after it.
    fn name_at(&mut self, i: usize, word: &str, title: Option<Option<Gender>>) -> Option<usize> {
        let label = self.labels[i];
        if !capitalised(word) {
            // "al-Qaida": a name may begin low when the recogniser says so and the world knows it.
            let (kind, first, end) = label?;
            if first != i {
                return None;
            }
            let candidates = self.look_up(&(i..end), Some(kind));
            let exact = candidates.first().is_some_and(|c| c.exactness <= Exactness::Case && c.item.kind.is_body());
            return exact.then(|| self.add(i..end, Some(kind), candidates, title));
        }
        let known = self.known_at(i);
        let Some((kind, _, end)) = label else {
            let (range, candidates) = known?;
            return self.acceptable(&range, &candidates).then(|| self.add(range, None, candidates, title));
        };
        if let Some((range, candidates)) = known {
            let best = &candidates[0];
            let place = best.item.kind.is_place() || best.item.kind == Kind::Seat;
            let sure = best.exactness <= Exactness::Case && !(best.common && range.len() == 1);
            let longer = range.end > end && sure;
            let same = range.end == end && fit(Some(kind), best.item.kind) > 0;
            let inner_place = range.end < end && kind == NameLabel::Loc && place;
            let inner_person = range.end < end && kind == NameLabel::Per && best.item.kind == Kind::Person && best.form == NameForm::Full;
            let misc = kind == NameLabel::Misc && self.acceptable(&range, &candidates);
            if longer || same || inner_place || inner_person || misc {
                return Some(self.add(range, Some(kind), candidates, title));
            }
        }
        if kind == NameLabel::Misc {
            return None;
        }
        let upos = self.tree.token(i).upos.as_str();
        if upos == "DET" || (upos == "ADP" && kind != NameLabel::Org) {
            return None;
        }
        // A common noun alone ("la Constitution") is a description, not a name.
        if end == i + 1 && upos == "NOUN" && !self.lexicon.phrases(self.tree.surface(i)).is_empty() {
            return None;
        }
        let range = i..self.trim_end(i, end);
        let candidates = self.look_up(&range, Some(kind));
        let end = self.add(range.clone(), Some(kind), candidates, title);
        if kind == NameLabel::Org {
            self.nested_places(range);
        }
        Some(end)
    }

    /// The longest known name at word `i`.
    fn known_at(&self, i: usize) -> Option<(Range<usize>, Vec<Candidate<'w>>)> {
        let start = self.tree.token(i).span.start as usize;
        let keep = |c: &Candidate<'_>| {
            !(c.item.kind == Kind::Person && c.form != NameForm::Full && c.form != NameForm::Alternate)
        };
        let found = self.cx.world.longest_match_where(&self.cx.article.text, start, keep)?;
        let end = (i..self.tree.len()).find(|&j| self.tree.token(j).span.start as usize >= found.end).unwrap_or(self.tree.len());
        // The match must end with a word of the tree.
        let last = self.tree.token(end.checked_sub(1)?).span;
        if end <= i || (last.end as usize) != found.end {
            return None;
        }
        Some((i..end, found.candidates))
    }

    fn look_up(&self, range: &Range<usize>, label: Option<NameLabel>) -> Vec<Candidate<'w>> {
        let text = self.tree.span(range.clone()).of(&self.cx.article.text);
        let mut found = if label == Some(NameLabel::Per) {
            let persons = self.cx.world.person(text, self.when, &[]);
            if persons.is_empty() { self.cx.world.find(text) } else { persons }
        } else {
            self.cx.world.find(text)
        };
        found.retain(|c| fit(label, c.item.kind) > 0);
        found
    }

    /// Whether a known name that the recogniser did not see is one.
    fn acceptable(&self, range: &Range<usize>, candidates: &[Candidate<'_>]) -> bool {
        let Some(best) = candidates.first() else { return false };
        let initial = (0..range.start).all(|j| self.tree.token(j).upos == "PUNCT");
        let proper = range.clone().any(|j| self.tree.token(j).upos == "PROPN");
        if best.exactness > Exactness::Case || (best.common && range.len() == 1 && (initial || !proper)) {
            return false;
        }
        if range.len() == 1 && initial && !proper && !matches!(best.item.kind, Kind::Country | Kind::Capital | Kind::Seat) {
            return false;
        }
        let before = self.tree.previous(range.start);
        if before.is_some_and(|b| self.lexicon.never_place(self.tree.token(b).form.as_str())) {
            return false;
        }
        match best.item.kind {
            Kind::Country | Kind::Capital | Kind::Area | Kind::Seat | Kind::Territory | Kind::Water => true,
            Kind::City | Kind::Region | Kind::Feature => {
                let located = before.is_some_and(|b| self.lexicon.place.contains(&self.tree.lemma(b)) || self.lexicon.place.contains(self.tree.surface(b)));
                proper && (located || best.item.weight >= 300)
            }
            Kind::Person => best.form == NameForm::Full && range.len() > 1,
            Kind::Organization | Kind::Group | Kind::Media | Kind::Agency => {
                range.len() > 1 || best.exactness == Exactness::Exact && (best.form != NameForm::Alternate)
            }
        }
    }

    /// Leaves off punctuation and a lower-case tail that the recogniser took along.
    fn trim_end(&self, start: usize, end: usize) -> usize {
        let mut end = end;
        while end > start + 1 && self.tree.token(end - 1).upos == "PUNCT" && self.tree.token(end - 1).form != "." {
            end -= 1;
        }
        end
    }

    /// Places after "of" inside an organisation's name: `Supreme Court of the United Kingdom`.
    fn nested_places(&mut self, range: Range<usize>) {
        let mut j = range.start + 1;
        while j < range.end {
            let word = self.tree.token(j).span.of(&self.cx.article.text);
            if capitalised(word)
                && self.after_owner_marker(j, range.start)
                && let Some((inner, candidates)) = self.known_at(j)
                && inner.end <= range.end
                && candidates[0].item.kind.is_place()
                && candidates[0].exactness <= Exactness::Case
            {
                j = inner.end;
                self.add(inner, Some(NameLabel::Loc), candidates, None);
                if let Some(last) = self.out.last_mut() {
                    last.nested = true;
                }
                continue;
            }
            j += 1;
        }
    }

    fn after_owner_marker(&self, j: usize, from: usize) -> bool {
        let mut at = j;
        while at > from {
            at -= 1;
            let token = self.tree.token(at);
            if token.upos == "DET" {
                continue;
            }
            return self.lexicon.owner.contains(&self.tree.lemma(at)) || self.lexicon.owner.contains(&token.form.to_lowercase());
        }
        false
    }

    fn add(&mut self, words: Range<usize>, label: Option<NameLabel>, candidates: Vec<Candidate<'w>>, title: Option<Option<Gender>>) -> usize {
        let head = self.tree.head_of(words.clone());
        let end = words.end;
        // A title makes a person of whatever the recogniser saw.
        let (label, candidates) = match title {
            Some(_) => (Some(NameLabel::Per), self.look_up(&words, Some(NameLabel::Per))),
            None => (label, candidates),
        };
        let mut candidates = candidates;
        candidates.sort_by_key(|c| std::cmp::Reverse(fit(label, c.item.kind).min(3)));
        self.out.push(FoundName {
            sentence: self.sentence,
            head,
            span: self.tree.span(words.clone()),
            words,
            label,
            candidates,
            gender: title.flatten(),
            titled: title.is_some(),
            nested: false,
        });
        end
    }
}

/// A single word that is part of a person's full name elsewhere in the text is that
/// person, whatever the recogniser took it for.
fn settle_persons<'w>(cx: Context<'w>, names: &mut [FoundName<'w>], when: When) {
    let text = &cx.article.text;
    let mut parts: BTreeSet<&str> = BTreeSet::new();
    let mut votes: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for name in names.iter() {
        let words = name.span.of(text);
        if name.is_person() {
            if words.contains(' ') {
                parts.extend(words.split_whitespace().filter(|w| capitalised(w)));
            }
            votes.entry(words).or_default().0 += 1;
        } else {
            votes.entry(words).or_default().1 += 1;
        }
    }
    for name in names.iter_mut() {
        let words = name.span.of(text);
        if name.is_person() || words.contains(' ') || name.nested {
            continue;
        }
        let known = name.best().is_some_and(|c| c.exactness <= Exactness::Case && (c.item.kind == Kind::Country || c.item.weight >= 500));
        let (persons, others) = votes.get(words).copied().unwrap_or_default();
        if !known && (parts.contains(words) || (name.candidates.is_empty() && persons > others)) {
            name.label = Some(NameLabel::Per);
            name.candidates = cx.world.person(words, when, &[]);
        }
    }
}
