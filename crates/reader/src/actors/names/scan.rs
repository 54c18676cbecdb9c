//! One sentence's names: the recogniser's and those that the world knows.

use std::collections::BTreeSet;
use std::ops::Range;

use chancery_record::NameLabel;
use chancery_world::{Candidate, Exactness, Kind, NameForm, When};

use super::super::lexicon::Lexicon;
use super::super::traits::Gender;
use super::super::tree::Tree;
use super::{FoundName, capitalised, fit, minor, plausible};
use crate::Context;

pub(super) struct Finder<'a, 'w> {
    pub(super) cx: Context<'w>,
    pub(super) lexicon: &'a Lexicon,
    pub(super) tree: &'a Tree<'w>,
    pub(super) sentence: usize,
    pub(super) when: When,
    /// Recogniser's name over each word.
    pub(super) labels: Vec<Option<(NameLabel, usize, usize)>>,
    pub(super) out: Vec<FoundName<'w>>,
    /// Names that stand as places somewhere in the text.
    pub(super) certain: &'a BTreeSet<String>,
    /// Names that a noun for bodies introduces somewhere in the text.
    pub(super) bodies: &'a BTreeSet<String>,
}

impl<'w> Finder<'_, 'w> {
    pub(super) fn scan(&mut self) {
        let mut i = 0;
        let mut title: Option<Option<Gender>> = None;
        while i < self.tree.len() {
            if self.tree.surface(i).is_empty() {
                i += 1;
                continue;
            }
            let word = self.tree.word(i).of(&self.cx.article.text);
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
    pub(super) fn name_at(&mut self, i: usize, word: &str, title: Option<Option<Gender>>) -> Option<usize> {
        let mut label = self.labels[i];
        if let Some(end) = self.urban_at(i) {
            return Some(end);
        }
        if !capitalised(word) {
            // "détroit d'Ormuz": known with its common noun.
            if self.lexicon.place_nouns.contains(self.tree.surface(i))
                && let Some((range, found)) = self.known_at(i)
                && range.len() > 1
                && found[0].item.kind.is_place()
            {
                return Some(self.add(range, Some(NameLabel::Loc), found, None));
            }
            // "al-Qaida": a name may begin low when the recogniser says so and the world knows it.
            let (kind, first, end) = label?;
            if first != i {
                return None;
            }
            let candidates = self.look_up(&(i..end), Some(kind));
            let exact = candidates.first().is_some_and(|c| c.exactness <= Exactness::Case && c.item.kind.is_body());
            return exact.then(|| self.add(i..end, Some(kind), candidates, title));
        }
        let upos = self.tree.token(i).upos.as_str();
        let mut known = self.known_at(i);
        if upos == "DET"
            && let Some(next) = self.tree.next(i)
            && let Some((_, inner)) = self.known_at(next)
            && known.as_ref().is_none_or(|(_, outer)| inner[0].score >= outer[0].score)
        {
            // "La France" before a hamlet of that name.
            return None;
        }
        if known.as_ref().is_some_and(|(range, found)| self.people(range, &found[0])) {
            return None;
        }
        if let Some((range, found)) = &known
            && title.is_none()
            && self.bodies.contains(self.tree.span(range.clone()).of(&self.cx.article.text))
        {
            let bodies = found.iter().filter(|c| c.item.kind.is_body()).cloned().collect();
            return Some(self.add(range.clone(), Some(NameLabel::Org), bodies, None));
        }
        // "Belarusian KGB": a body that the world knows elsewhere, whatever the recogniser takes it for.
        if let Some((_, first, end)) = label
            && first == i
            && known.is_none()
            && end > i + 1
            && self.namesake(i + 1..end).is_some()
            && !self.cx.world.demonym(word, &self.lexicon.lang).is_empty()
        {
            label = Some((NameLabel::Org, first, end));
        }
        if title.is_none()
            && let Some(skip) = self.no_name(i)
        {
            return skip;
        }
        if let Some((_, first, end)) = label
            && first <= i
            && title.is_none()
        {
            if let Some((range, found)) = &known
                && (self.place_after_all(range, &found[0], end) || self.place_and_role(range, &found[0], end))
            {
                label = Some((NameLabel::Loc, i, range.end.max(i + 1)));
            } else if let Some((range, found)) = &known
                && self.labels[i].is_some_and(|l| l.0 == NameLabel::Loc)
                && range.len() > 1
                && range.end >= end
                && found[0].item.kind == Kind::Person
                && found[0].exactness == Exactness::Exact
                && !self.located(i)
            {
                // A person's full name that the recogniser took for a place.
                label = Some((NameLabel::Per, i, range.end));
            } else if let Some((range, found)) = &known
                && self.body_after_all(range, &found[0], end)
            {
                label = Some((NameLabel::Org, i, range.end));
            } else if known.is_none()
                && self.place_noun_before(i)
                && self.labels[i].is_some_and(|l| l.0 != NameLabel::Org)
            {
                label = Some((NameLabel::Loc, first, end));
            }
        } else if let Some((range, found)) = &known
            && self.dateline(range)
            && found[0].item.kind.is_place()
        {
            let (range, candidates) = (range.clone(), found.clone());
            return Some(self.add(range, Some(NameLabel::Loc), candidates, None));
        }
        if let Some((range, found)) = &known
            && title.is_none()
            && let Some(end) = self.longer_name(range, &found[0])
        {
            let located = self.located(i);
            let label = if located { NameLabel::Org } else { NameLabel::Per };
            let whole = i..end;
            let candidates = self.look_up(&whole, Some(label));
            return Some(self.add(whole, Some(label), candidates, title));
        }
        if known.as_ref().is_some_and(|(range, found)| found[0].item.kind == Kind::Country && self.numbered(range)) {
            known = None;
            if label.is_none_or(|(_, first, end)| end == first + 1) {
                return None;
            }
        }
        let Some((kind, _, end)) = label else {
            let Some((range, candidates)) = known else { return self.unknown_town(i, word) };
            let certain = self.certain.contains(self.tree.span(range.clone()).of(&self.cx.article.text));
            if !certain && !self.acceptable(&range, &candidates) {
                return None;
            }
            let body = candidates[0].item.kind.is_body();
            let end = self.add(range.clone(), None, candidates, title);
            if body {
                self.nested_places(range);
            }
            return Some(end);
        };
        if self.lexicon.never_place(word) {
            if kind != NameLabel::Per {
                return Some(end);
            }
            // A weekday at the head of a sentence.
            if end == i + 1 && title.is_none() && self.cx.world.person(word, self.when, &[]).is_empty() {
                return None;
            }
        }
        if end == i + 1 && self.lexicon.compass.contains(word) {
            return None;
        }
        if let Some((range, candidates)) = known {
            let best = &candidates[0];
            let place = best.item.kind.is_place() || best.item.kind == Kind::Seat;
            let sure = best.exactness <= Exactness::Case && !(best.common && range.len() == 1);
            let longer = range.end > end && sure;
            let same = range.end == end && fit(Some(kind), best.item.kind) > 0;
            let inner_place = range.end < end && kind == NameLabel::Loc && place && sure && self.strong(best);
            let inner_person = range.end < end
                && kind == NameLabel::Per
                && best.item.kind == Kind::Person
                && matches!(best.form, NameForm::Full | NameForm::Short)
                && !capitalised(self.tree.word(range.end).of(&self.cx.article.text));
            // "AFP Mohammed": an agency before a person.
            let agency = range.end < end
                && kind == NameLabel::Per
                && best.item.kind.is_body()
                && best.form == NameForm::Acronym
                && best.exactness == Exactness::Exact;
            let owner = range.end < end
                && kind == NameLabel::Per
                && best.item.kind == Kind::Country
                && best.exactness == Exactness::Exact
                && (self.located(i) || self.after_owner_marker(i, 0));
            let misc = kind == NameLabel::Misc && self.acceptable(&range, &candidates);
            if longer || same || inner_place || inner_person || agency || owner || misc {
                let body = candidates[0].item.kind.is_body();
                let end = self.add(range.clone(), Some(kind), candidates, title);
                if body {
                    self.nested_places(range);
                }
                return Some(end);
            }
        }
        if kind == NameLabel::Misc || upos == "DET" || (upos == "ADP" && kind != NameLabel::Org) {
            return None;
        }
        if end == i + 1 && kind != NameLabel::Per && !self.cx.world.demonym(word, &self.lexicon.lang).is_empty() {
            return None;
        }
        // A common noun alone ("la Constitution") is a description, not a name.
        if end == i + 1 && upos == "NOUN" && !self.lexicon.phrases(self.tree.surface(i)).is_empty() {
            return None;
        }
        let mut range = i..self.trim_end(i, end);
        let mut candidates = self.look_up(&range, Some(kind));
        // "Travail Muriel Pénicaud": the recogniser took a word too many.
        if kind == NameLabel::Per
            && candidates.is_empty()
            && range.len() > 2
            && let Some((known, found)) = self.known_at(i + 1)
            && known.end == range.end
            && found[0].item.kind == Kind::Person
        {
            (range, candidates) = (known, found);
        }
        let noun = |w: usize| self.lexicon.is_body_noun(self.lexicon.unaccented(self.tree.surface(w)));
        let kind = if kind == NameLabel::Per
            && candidates.is_empty()
            && range.len() > 1
            && title.is_none()
            && range.clone().any(noun)
        {
            NameLabel::Org
        } else {
            kind
        };
        // "spokesperson Barend Leyts": whoever stands right after a calling is a person.
        let called = |b: usize| {
            self.tree.token(b).feat("Number") != Some("Plur") && self.lexicon.is_person_phrase(self.tree.surface(b))
        };
        // "ambassador to Poland Jan Kos": after the country of the office.
        let posted = |b: usize| {
            self.out.last().is_some_and(|n| {
                n.sentence == self.sentence && n.words.end == b + 1 && n.kind().is_some_and(Kind::is_place)
            }) && (b.saturating_sub(5)..b).any(called)
                && self.tree.word(range.start).start == self.tree.word(b).end + 1
        };
        let kind = if kind != NameLabel::Per
            && candidates.is_empty()
            && range.len() > 1
            && range.clone().all(|w| capitalised(self.tree.word(w).of(&self.cx.article.text)) && !noun(w))
            && self.tree.previous(range.start).is_some_and(|b| called(b) || posted(b))
        {
            NameLabel::Per
        } else {
            kind
        };
        if self.tree.span(range.clone()).len() < 2 {
            return None;
        }
        let end = self.add(range.clone(), Some(kind), candidates, title);
        if kind == NameLabel::Org {
            self.nested_places(range);
        }
        Some(end)
    }

    /// A proper noun right after a case marker of places, which nobody knows: `à Kout`.
    pub(super) fn unknown_town(&mut self, i: usize, word: &str) -> Option<usize> {
        let before = self.tree.previous(i)?;
        if word.split('-').any(|part| self.lexicon.never_place(part))
            || !self.cx.world.demonym(word, &self.lexicon.lang).is_empty()
        {
            return None;
        }
        let marked = self.lexicon.town.contains(&self.tree.lemma(before))
            || self.lexicon.town.contains(self.tree.surface(before));
        let proper =
            self.tree.token(i).upos == "PROPN" && word.chars().count() > 3 && word.chars().any(char::is_lowercase);
        if !marked
            || !proper
            || self.tree.token(before).upos != "ADP"
            || !matches!(self.tree.token(i).rel(), "obl" | "nmod")
        {
            return None;
        }
        let text = &self.cx.article.text;
        let mut end = i + 1;
        while end < self.tree.len()
            && self.labels[end].is_none()
            && self.tree.token(end).upos == "PROPN"
            && capitalised(self.tree.word(end).of(text))
        {
            end += 1;
        }
        Some(self.add(i..end, Some(NameLabel::Loc), Vec::new(), None))
    }

    /// "place de l'Indépendance", "pont X": a street or square, a name of its own.
    pub(super) fn urban_at(&mut self, i: usize) -> Option<usize> {
        if !self.lexicon.urban.contains(self.tree.surface(i))
            || !matches!(self.tree.token(i).upos.as_str(), "NOUN" | "PROPN")
        {
            return None;
        }
        if self.tree.previous(i).is_some_and(|b| self.lexicon.is_ignored(self.tree.surface(b), self.tree.surface(i))) {
            return None;
        }
        let text = &self.cx.article.text;
        let mut start = self.tree.next(i)?;
        while start < self.tree.len()
            && start <= i + 3
            && self.joins(start)
            && !capitalised(self.tree.word(start).of(text))
        {
            start += 1;
        }
        if start >= self.tree.len()
            || self.tree.token(start).upos == "DET"
            || !capitalised(self.tree.word(start).of(text))
        {
            return None;
        }
        let mut end = match self.labels[start] {
            Some((_, _, end)) => end,
            None => start + 1,
        };
        while end < self.tree.len() && self.tree.token(end).upos == "PROPN" && capitalised(self.tree.word(end).of(text))
        {
            end += 1;
        }
        let whole = i..end.max(start + 1);
        let candidates = match self.known_at(i) {
            Some((range, found)) if range.end >= whole.end => found,
            _ => Vec::new(),
        };
        let seat = candidates.first().is_some_and(|c| c.item.kind == Kind::Seat);
        let end = self.add(whole, Some(NameLabel::Loc), candidates, None);
        if let Some(last) = self.out.last_mut() {
            last.urban = !seat;
        }
        Some(end)
    }

    /// An article or the owner's marker between "place" and its name.
    fn joins(&self, i: usize) -> bool {
        let token = self.tree.token(i);
        token.upos == "DET"
            || token.upos == "ADP"
                && (self.lexicon.owner.contains(self.tree.surface(i))
                    || self.lexicon.owner.contains(&self.tree.lemma(i)))
    }

    /// The longest known name at word `i`.
    pub(super) fn known_at(&self, i: usize) -> Option<(Range<usize>, Vec<Candidate<'w>>)> {
        let start = self.tree.word(i).start as usize;
        let keep = |c: &Candidate<'_>| {
            !(c.item.kind == Kind::Person && matches!(c.form, NameForm::Surname | NameForm::Former))
        };
        let mut found = self.cx.world.longest_match_where(&self.cx.article.text, start, keep)?;
        let written = &self.cx.article.text[start..found.end];
        let single = found.end <= self.tree.word(i).end as usize;
        let upos = self.tree.token(i).upos.as_str();
        let noun = single && self.lexicon.is_noun(self.tree.surface(i));
        found.candidates.retain(|c| {
            !(noun && minor(c))
                && plausible(c, written)
                && (!single
                    || matches!(upos, "PROPN" | "X" | "NOUN" | "ADJ") && (upos == "PROPN" || upos == "X" || !minor(c)))
        });
        if found.candidates.is_empty() {
            return None;
        }
        let end =
            (i..self.tree.len()).find(|&j| self.tree.word(j).start as usize >= found.end).unwrap_or(self.tree.len());
        // The match must end with a word of the tree.
        let last = self.tree.word(end.checked_sub(1)?);
        if end <= i || (last.end as usize) != found.end {
            return None;
        }
        Some((i..end, found.candidates))
    }

    /// The known body that has exactly these words as its name.
    fn namesake(&self, words: Range<usize>) -> Option<Candidate<'w>> {
        let (range, found) = self.known_at(words.start)?;
        let best = found.into_iter().next()?;
        let sure = best.exactness == Exactness::Exact && best.form != NameForm::Alternate && !best.common;
        (range == words && best.item.kind.is_body() && sure).then_some(best)
    }

    pub(super) fn look_up(&self, range: &Range<usize>, label: Option<NameLabel>) -> Vec<Candidate<'w>> {
        let text = self.tree.span(range.clone()).of(&self.cx.article.text);
        let mut found = if label == Some(NameLabel::Per) {
            let persons = self.cx.world.person(text, self.when, &[]);
            if !persons.is_empty() {
                persons
            } else if let Some((initial, surname)) = initials(text) {
                let mut persons = self.cx.world.person(surname, self.when, &[]);
                persons.retain(|c| c.item.name_en.starts_with(initial));
                persons
            } else {
                self.cx.world.find(text)
            }
        } else {
            self.cx.world.find(text)
        };
        found.retain(|c| fit(label, c.item.kind) > 0 && plausible(c, text));
        found
    }

    /// Leaves off punctuation and a lower-case tail that the recogniser took along.
    pub(super) fn trim_end(&self, start: usize, end: usize) -> usize {
        let mut end = end;
        while end > start + 1 && self.tree.token(end - 1).upos == "PUNCT" && self.tree.token(end - 1).form != "." {
            end -= 1;
        }
        end
    }

    /// Places after "of" inside an organisation's name: `Supreme Court of the United Kingdom`.
    pub(super) fn nested_places(&mut self, range: Range<usize>) {
        let mut j = range.start + 1;
        while j < range.end {
            let word = self.tree.word(j).of(&self.cx.article.text);
            if capitalised(word)
                && self.after_owner_marker(j, range.start)
                && let Some((inner, candidates)) = self.known_at(j)
                && inner.end <= range.end
                && candidates[0].item.kind.is_place()
                && candidates[0].exactness <= Exactness::Case
                && !candidates[0].common
                && self.strong(&candidates[0])
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

    pub(super) fn add(
        &mut self,
        words: Range<usize>,
        label: Option<NameLabel>,
        candidates: Vec<Candidate<'w>>,
        title: Option<Option<Gender>>,
    ) -> usize {
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
            nested: false,
            urban: false,
            slip: false,
        });
        end
    }
}

/// The first initial and the surname of `J-M Ayrault`, `J. Biden`.
fn initials(name: &str) -> Option<(char, &str)> {
    let (first, surname) = name.split_once(' ')?;
    let short = first.split(['-', '.']).all(|part| part.chars().count() <= 1);
    if short { Some((first.chars().next()?, surname.rsplit(' ').next()?)) } else { None }
}
