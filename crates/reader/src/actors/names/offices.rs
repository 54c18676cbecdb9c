//! What the recogniser took for a name and is none, or takes along with one.

use chancery_record::NameLabel;

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
        if kind == NameLabel::Per {
            return self.office_first(i, end);
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
        let place = self.known_at(i).filter(|(r, c)| r.end <= last && c[0].item.kind.is_place());
        let from = place.as_ref().map_or(i, |(r, _)| r.end);
        if last + 2 > end || !(from..=last).all(|j| office(j) || self.tree.token(j).upos == "ADJ") {
            return None;
        }
        if let Some((range, candidates)) = place {
            self.add(range, Some(NameLabel::Loc), candidates, None);
        }
        for j in i..end {
            self.labels[j] = self.labels[j].filter(|_| j > last).map(|(kind, _, end)| (kind, last + 1, end));
        }
        Some(Some(last + 1))
    }
}
