//! What speaks for and against a reading of a capitalised word.

use std::ops::Range;

use chancery_record::{EntityKind, NameLabel};
use chancery_world::{Candidate, Exactness, Kind, NameForm};

use super::scan::Finder;
use super::{capitalised, dateline, located, minor};

impl<'w> Finder<'_, 'w> {
    /// A place that the recogniser took for something else: it stands like a place here,
    /// or does so elsewhere in the text.
    pub(super) fn place_after_all(&self, range: &Range<usize>, best: &Candidate<'_>, end: usize) -> bool {
        if range.end < end || !best.item.kind.is_place() || best.exactness > Exactness::Folded {
            return false;
        }
        let Some((kind, _, _)) = self.labels[range.start] else { return false };
        if kind == NameLabel::Loc {
            return false;
        }
        let text = self.tree.span(range.clone()).of(&self.cx.article.text);
        if self.certain.contains(text) || self.dateline(range) {
            return true;
        }
        if kind == NameLabel::Per && !self.cx.world.person(text, self.when, &[]).is_empty() {
            return false;
        }
        let strong = !minor(best) || best.item.weight >= 450;
        let attributive = self
            .tree
            .next(range.end - 1)
            .is_some_and(|n| self.tree.token(n).upos == "NOUN" && self.tree.below(range.start, n));
        self.place_noun_before(range.start)
            || strong && kind != NameLabel::Org && !best.common && (self.located(range.start) || attributive)
    }

    /// A body that the recogniser took for a person.
    pub(super) fn body_after_all(&self, range: &Range<usize>, best: &Candidate<'_>, end: usize) -> bool {
        let person = self.labels[range.start].is_some_and(|l| l.0 == NameLabel::Per);
        if !person || range.end < end || !best.item.kind.is_body() || best.exactness > Exactness::Case || best.common {
            return false;
        }
        let text = self.tree.span(range.clone()).of(&self.cx.article.text);
        matches!(best.form, NameForm::Full | NameForm::Acronym | NameForm::Short)
            && self.cx.world.person(text, self.when, &[]).is_empty()
    }

    /// `Belarus President`, `Cologne Police`: the recogniser took the role along.
    pub(super) fn place_and_role(&self, range: &Range<usize>, best: &Candidate<'_>, end: usize) -> bool {
        if range.end + 1 != end || !best.item.kind.is_place() || !self.strong(best) || best.exactness > Exactness::Case
        {
            return false;
        }
        let words = [self.tree.surface(range.end).to_owned()];
        self.lexicon.phrases(&words[0]).iter().any(|p| {
            let Some(role) = self.lexicon.roles.get(p.role) else { return false };
            p.words == words
                && (role.kind == EntityKind::Person || matches!(role.sector.as_deref(), Some("COP" | "MIL")))
        })
    }

    /// `MINSK (Reuters)`, `KUNDUZ, Afghanistan`: in capitals at the head of a sentence.
    pub(super) fn dateline(&self, range: &Range<usize>) -> bool {
        dateline(self.tree, range, &self.cx.article.text)
    }

    /// A noun for places with the owner's marker stands right before: `village of X`.
    pub(super) fn place_noun_before(&self, i: usize) -> bool {
        let Some(marker) = self.tree.previous(i) else { return false };
        if !self.lexicon.owner.contains(self.tree.surface(marker))
            && !self.lexicon.owner.contains(&self.tree.lemma(marker))
        {
            return false;
        }
        self.tree.previous(marker).is_some_and(|n| {
            let nouns = &self.lexicon.place_nouns;
            nouns.contains(self.tree.surface(n)) || nouns.contains(&self.tree.lemma(n))
        })
    }

    /// A demonym that is spelt like a place: `un Suisse`, `Italien`.
    pub(super) fn people(&self, range: &Range<usize>, best: &Candidate<'_>) -> bool {
        let sure_body =
            best.item.kind.is_body() && best.form != NameForm::Alternate && best.exactness == Exactness::Exact;
        if range.len() != 1 || best.item.kind == Kind::Person || sure_body {
            return false;
        }
        let i = range.start;
        let word = self.tree.word(i).of(&self.cx.article.text);
        if self.cx.world.demonym(word, &self.lexicon.lang).is_empty() {
            return false;
        }
        if !matches!(best.item.kind, Kind::Country | Kind::Capital | Kind::Area | Kind::Water) {
            return true;
        }
        self.tree.children(i).iter().any(|&c| {
            let det = self.tree.token(c);
            det.rel() == "det"
                && (det.feat("Definite") == Some("Ind")
                    || det.feat("Number") == Some("Plur") && self.tree.token(i).feat("Number") != Some("Plur"))
        })
    }

    /// A town or the like whose word only begins a longer name: `Nancy Quiñonez`, `Grodno Azot`.
    pub(super) fn longer_name(&self, range: &Range<usize>, best: &Candidate<'_>) -> Option<usize> {
        if range.len() != 1 || !matches!(best.item.kind, Kind::City | Kind::Region | Kind::Feature | Kind::Country) {
            return None;
        }
        let flat = |j: usize| self.tree.token(j).rel() == "flat" && self.tree.head(j) == Some(range.start);
        if best.item.kind == Kind::Country
            && best.form == NameForm::Full
            && !(range.end < self.tree.len()
                && flat(range.end)
                && self.lexicon.phrases(self.tree.surface(range.end)).is_empty()
                && self.labels[range.start].is_none_or(|l| l.2 > range.end))
        {
            return None;
        }
        let text = &self.cx.article.text;
        let mut end = range.end;
        while end < self.tree.len()
            && self.tree.token(end).upos == "PROPN"
            && capitalised(self.tree.word(end).of(text))
            && self.tree.word(end).start == self.tree.word(end - 1).end + 1
            && self.tree.below(end, range.start)
        {
            end += 1;
        }
        // "President of France Emmanuel Macron".
        let person = || {
            let given = self.lexicon.given(self.tree.token(range.end).form.as_str()).is_some();
            given || self.known_at(range.end).is_some_and(|(_, c)| c[0].item.kind == Kind::Person)
        };
        if end == range.end
            || best.item.kind == Kind::Country && self.after_owner_marker(range.start, 0) && person()
            || self
                .known_at(range.end)
                .is_some_and(|(r, c)| r.end >= end && c[0].item.kind != Kind::Person && self.strong(&c[0]))
        {
            return None;
        }
        Some(end)
    }

    /// `France 2`: a channel, not the country.
    pub(super) fn numbered(&self, range: &Range<usize>) -> bool {
        let Some(next) = self.tree.next(range.end - 1) else { return false };
        let form = self.tree.token(next).form.as_str();
        if form.len() != 1 || !form.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        let counts = self.tree.next(next).is_some_and(|n| {
            self.tree.token(n).upos == "NOUN" && !capitalised(self.tree.word(n).of(&self.cx.article.text))
        });
        !counts || self.tree.head(next).is_some_and(|h| range.contains(&h))
    }

    /// A case marker of places stands before it, or a noun for places.
    pub(super) fn located(&self, i: usize) -> bool {
        located(self.tree, self.lexicon, i)
    }

    /// Known well enough to be meant without more evidence.
    pub(super) fn strong(&self, c: &Candidate<'_>) -> bool {
        match c.item.kind {
            Kind::City | Kind::Region | Kind::Feature => {
                c.item.weight >= 350 && !matches!(c.form, NameForm::Alternate | NameForm::Former)
            }
            _ => true,
        }
    }

    /// Whether a known name that the recogniser did not see is one.
    pub(super) fn acceptable(&self, range: &Range<usize>, candidates: &[Candidate<'_>]) -> bool {
        let Some(best) = candidates.first() else { return false };
        let initial = (0..range.start).all(|j| self.tree.token(j).upos == "PUNCT");
        let proper = range.clone().any(|j| self.tree.token(j).upos == "PROPN");
        let written = self.tree.span(range.clone()).of(&self.cx.article.text);
        let folded = best.exactness == Exactness::Folded && written.chars().count() >= 6;
        if best.exactness > Exactness::Case && !folded {
            return false;
        }
        let in_town = self.tree.previous(range.start).is_some_and(|b| self.lexicon.town.contains(self.tree.surface(b)));
        if best.common && !(in_town && proper) && range.len() == 1 && (initial || !proper) {
            return false;
        }
        if range.len() == 1
            && initial
            && !proper
            && !matches!(best.item.kind, Kind::Country | Kind::Capital | Kind::Seat)
        {
            return false;
        }
        let before = self.tree.previous(range.start);
        let text = &self.cx.article.text;
        let apart = |a: usize, b: usize| self.tree.word(b).start > self.tree.word(a).end;
        let proper_at = |j: usize| {
            self.tree.token(j).upos == "PROPN" && capitalised(self.tree.word(j).of(text)) && self.labels[j].is_none()
        };
        // A piece of an unknown longer name: "South China Morning Post".
        if best.item.kind.is_place()
            && self
                .tree
                .next(range.end - 1)
                .is_some_and(|n| proper_at(n) && apart(range.end - 1, n) && self.known_at(n).is_none())
            && before.is_some_and(|b| proper_at(b) && apart(b, range.start))
        {
            return false;
        }
        if best.item.kind.is_place()
            && (before.is_some_and(|b| self.lexicon.never_place(self.tree.token(b).form.as_str()))
                || self.lexicon.never_place(self.tree.token(range.start).form.as_str()))
        {
            return false;
        }
        if range.len() == 1 && self.lexicon.compass.contains(self.tree.token(range.start).form.as_str()) {
            return false;
        }
        // A lesser place before another capital is a piece of a longer name: "North African".
        if minor(best)
            && self.tree.next(range.end - 1).is_some_and(|n| {
                let word = self.tree.word(n).of(text);
                apart(range.end - 1, n) && capitalised(word) && self.tree.token(n).upos != "PUNCT"
            })
        {
            return false;
        }
        match best.item.kind {
            Kind::Country | Kind::Capital | Kind::Area | Kind::Seat | Kind::Territory | Kind::Water => true,
            Kind::City | Kind::Region | Kind::Feature => proper && (self.located(range.start) || self.strong(best)),
            Kind::Person => best.form == NameForm::Full && range.len() > 1,
            Kind::Organization | Kind::Group | Kind::Media | Kind::Agency => {
                range.len() > 1 || best.exactness == Exactness::Exact && (best.form != NameForm::Alternate)
            }
        }
    }

    pub(super) fn after_owner_marker(&self, j: usize, from: usize) -> bool {
        let mut at = j;
        while at > from {
            at -= 1;
            let token = self.tree.token(at);
            if token.upos == "DET" {
                continue;
            }
            return self.lexicon.owner.contains(&self.tree.lemma(at))
                || self.lexicon.owner.contains(&token.form.to_lowercase());
        }
        false
    }
}
