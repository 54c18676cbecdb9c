//! What the recogniser took for a name and is none, or takes along with one.

use chancery_record::NameLabel;
use chancery_world::Kind;

use super::scan::Finder;

impl Finder<'_, '_> {
    /// What the recogniser took for a name and is none: a demonym of several words
    /// (`South Korean`), an office (`Prime Minister of X`). Gives the word to go on at.
    pub(super) fn no_name(&mut self, i: usize) -> Option<Option<usize>> {
        let (kind, first, end) = self.labels[i]?;
        if first != i {
            return None;
        }
        let text = &self.cx.article.text;
        let whole = self.tree.span(i..end).of(text);
        let demonym = || !self.cx.world.demonym(whole, &self.lexicon.lang).is_empty();
        if end > i + 1 && kind != NameLabel::Per && demonym() {
            return Some(Some(end));
        }
        // "Soviet soldiers": an adjective.
        let attributive = matches!(self.tree.token(i).rel(), "amod" | "compound");
        if end == i + 1 && kind == NameLabel::Per && attributive && demonym() {
            return (self.cx.world.person(whole, self.when, &[]).is_empty()).then_some(None);
        }
        if let Some(past) = self.office_first(i, end) {
            return Some(past);
        }
        if let Some(past) = self.country_first(i, end) {
            return Some(past);
        }
        if kind == NameLabel::Per {
            return None;
        }
        let marker = (i + 1..end).find(|&j| {
            self.lexicon.owner.contains(self.tree.surface(j)) || self.lexicon.owner.contains(&self.tree.lemma(j))
        });
        let office_end = marker.unwrap_or(end);
        let lemmas = || (i..office_end).map(|j| self.tree.lemma(j)).collect::<Vec<_>>().join(" ");
        let office = self.tree.span(i..office_end).of(text);
        let unknown = || self.look_up(&(i..end), Some(kind)).is_empty();
        (office_end > i + 1
            && (self.lexicon.is_person_phrase(office) || self.lexicon.is_person_phrase(&lemmas()))
            && unknown())
        .then(|| {
            for j in i..end {
                self.labels[j] =
                    self.labels[j].filter(|_| j >= office_end).map(|(kind, _, end)| (kind, office_end, end));
            }
            Some(office_end)
        })
    }

    /// `ROK President Moon Jae-in`: the recogniser took country and office along.
    fn office_first(&mut self, i: usize, end: usize) -> Option<Option<usize>> {
        let office = |j: usize| self.lexicon.is_person_phrase(self.tree.surface(j));
        let last = (i..end.saturating_sub(1)).rev().find(|&j| office(j))?;
        // A body may be called by an office ("Prime Minister's Office"), and has a noun of its own.
        let person = self.labels[i].is_some_and(|l| l.0 == NameLabel::Per);
        let body = |j: usize| self.lexicon.is_body_noun(self.lexicon.unaccented(self.tree.surface(j)));
        if !person
            && (end < last + 3
                || (last + 1..end).any(body)
                || !(last + 1..end).all(|j| self.tree.token(j).upos == "PROPN"))
        {
            return None;
        }
        let place = self.known_at(i).filter(|(r, c)| r.end <= last && c[0].item.kind.is_place());
        let from = place.as_ref().map_or(i, |(r, _)| r.end);
        if last + 2 > end || !(from..=last).all(|j| office(j) || self.tree.token(j).upos == "ADJ") {
            return None;
        }
        if let Some((range, candidates)) = place {
            self.add(range, Some(NameLabel::Loc), candidates, None);
        }
        self.person_from(i, last + 1, end);
        Some(Some(last + 1))
    }

    /// `ambassador to the U.S. Jane Roe`: the recogniser took the country before the person along.
    fn country_first(&mut self, i: usize, end: usize) -> Option<Option<usize>> {
        let (range, candidates) = self.known_at(i)?;
        let from = range.end;
        let known = |c: &chancery_world::Candidate<'_>| {
            c.item.kind == Kind::Country && c.exactness == chancery_world::Exactness::Exact
        };
        let words = end.checked_sub(from)?;
        let given = self.lexicon.given(self.tree.token(from.min(end - 1)).form.as_str()).is_some();
        let person = || given || self.known_at(from).is_some_and(|(_, c)| c[0].item.kind == Kind::Person);
        if words < 2 || !known(&candidates[0]) || !person() {
            return None;
        }
        self.add(range, Some(NameLabel::Loc), candidates, None);
        self.person_from(i, from, end);
        Some(Some(from))
    }

    /// Leaves of a name from `i` to `end` what stands from `start` on: a person.
    fn person_from(&mut self, i: usize, start: usize, end: usize) {
        for j in i..end {
            self.labels[j] = (j >= start).then_some((NameLabel::Per, start, end));
        }
    }
}
