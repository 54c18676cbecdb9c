//! Direct quotations: which stretches are somebody's words, and which cue says whose.

use std::ops::Range;

use super::cues::{Cue, Order, Who};
use super::lexicon::Lexicon;
use super::marks::Stretch;
use super::view::View;

/// Where the speaker of a stretch comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A cue of the article, by its index, and the rule's name.
    Cue(usize, &'static str),
    /// The stretch before it that was kept.
    Before(&'static str),
    /// The stretch after it that was kept.
    After(&'static str),
    /// Whoever the sentence before speaks of.
    Context(&'static str),
    /// The subject of the sentence itself.
    Subject(&'static str),
}

/// What the direct stage decides from.
pub(super) struct Judge<'v, 'a, 'l> {
    pub(super) view: &'v View<'a>,
    pub(super) lexicon: &'l Lexicon,
    pub(super) stretches: &'v [Stretch],
    /// Cues of the article in text order.
    pub(super) cues: &'v [Cue<'l>],
    /// The cues of each unit.
    pub(super) cues_of: &'v [Range<usize>],
    /// Whether a word heads the mention of an actor.
    pub(super) is_actor: &'v [bool],
    /// Short stretches whose first word is that of another short stretch.
    pub(super) repeated: &'v std::collections::BTreeSet<usize>,
}

/// Fewest words of a direct quotation.
const WORDS: usize = 3;
/// How far a line is looked at on either side of a stretch, in bytes.
const LINE_REACH: usize = 400;

impl Judge<'_, '_, '_> {
    /// The sources of all stretches; none for those that are left out.
    pub(super) fn sources(&self) -> Vec<Option<Source>> {
        let mut sources: Vec<Option<Source>> = Vec::with_capacity(self.stretches.len());
        let mut last_kept: Option<usize> = None;
        for q in 0..self.stretches.len() {
            let source = self.source(q, last_kept);
            if source.is_some() {
                last_kept = Some(q);
            }
            sources.push(source);
        }
        // Forward: words whose speaker is named with the next stretch.
        for q in (0..self.stretches.len()).rev() {
            if let Some(Source::After(_)) = sources[q] {
                let next = (q + 1..self.stretches.len()).find(|&n| !self.stretches[n].nested);
                if next.is_none_or(|n| sources[n].is_none()) {
                    sources[q] = None;
                }
            }
        }
        sources
    }

    fn source(&self, q: usize, last_kept: Option<usize>) -> Option<Source> {
        let view = self.view;
        let stretch = &self.stretches[q];
        if stretch.nested {
            return None;
        }
        let words = self.view.stretch_words[q].clone()?;
        if words_in(stretch.inner.of(view.text)) < WORDS {
            return None;
        }
        let unit = view.unit_of(words.start);
        let bounds = view.units[unit].words.clone();
        let outer = self.outer_words(q, &words, &bounds);
        if stretch.continues {
            return last_kept
                .filter(|&l| l + 1 == q || self.stretches[l].outer.end <= stretch.outer.start)
                .map(|_| Source::Before("continued"));
        }
        let dashed = view.text[stretch.outer.start as usize..]
            .chars()
            .next()
            .is_some_and(|c| self.lexicon.dashes.iter().any(|d| d.starts_with(c)));
        if !dashed && (self.heading(q, &outer, &bounds) || self.titled(&words, &outer, &bounds)) {
            return None;
        }
        let name = !dashed && (self.name_like(&words) || self.coined(q, &words));
        if name && outer.start > bounds.start && !view.is_punct(outer.start - 1) {
            return None;
        }
        let cues = &self.cues[self.cues_of[unit].clone()];
        let base = self.cues_of[unit].start;
        // A thing that reports nothing says nothing: "la réouverture répond à …".
        let speaks = |c: &Cue<'_>| match c.who {
            Who::Word(w) => {
                c.content.is_some()
                    || self.is_actor[w]
                    || view.token(w).form.chars().next().is_some_and(char::is_uppercase)
                    || matches!(view.token(w).upos.as_str(), "PRON" | "DET" | "PROPN")
                    || self.lexicon.carriers.contains(&view.lemma(w))
                    || c.order != Order::Before
            }
            _ => true,
        };
        let usable = |c: &Cue<'_>| !(c.negated && c.order != Order::After) && speaks(c);
        // In a content clause: `X said that he "…," Y reported`.
        if let Some(i) = cues.iter().position(|c| {
            usable(c)
                && c.order == Order::Before
                && c.rule == "clause"
                && c.content.as_ref().is_some_and(|r| r.contains(&words.start))
        }) && !name
            && cues.iter().any(|c| c.order == Order::After)
        {
            return Some(Source::Cue(base + i, "content"));
        }
        // Directly after: `"…", a dit X`.
        if let Some(i) = cues.iter().position(|c| {
            c.order == Order::After
                && c.clause_start >= outer.end
                && c.content.as_ref().is_some_and(|r| r.contains(&words.start))
                && self.directly(outer.end, c.clause_start)
        }) {
            return Some(Source::Cue(base + i, "after"));
        }
        // In the content of a cue; the innermost wins.
        let inside = cues
            .iter()
            .enumerate()
            .filter(|(_, c)| {
                usable(c)
                    && c.order != Order::After
                    && c.rule != "attribution after"
                    && c.content.as_ref().is_some_and(|r| r.contains(&words.start))
            })
            .min_by_key(|(_, c)| c.content.as_ref().map_or(usize::MAX, |r| r.len()));
        if let Some((i, c)) = inside
            && !(name && c.order != Order::Attribution)
        {
            return Some(Source::Cue(base + i, "content"));
        }
        // Directly before: `X a dit: "…"`.
        let announced = outer.start > bounds.start && view.token(outer.start - 1).form == ":";
        if let Some(i) = cues.iter().rposition(|c| {
            (usable(c) || announced && !c.negated)
                && c.order != Order::After
                && c.words.end <= outer.start
                && self.adjacent(c, outer.start)
        }) {
            return Some(Source::Cue(base + i, "before"));
        }
        if name {
            return None;
        }
        // An attribution close by: `qui introduit selon elles "…"`, `"…", selon l'Élysée`.
        if let Some(i) = cues.iter().rposition(|c| {
            c.order == Order::Attribution
                && c.words.end <= outer.start
                && outer.start - c.words.end < 12
                && !(c.words.end..outer.start).any(|j| view.is_finite(j))
        }) {
            return Some(Source::Cue(base + i, "attribution"));
        }
        // In fronted content further off.
        if let Some(i) = cues.iter().position(|c| {
            c.order == Order::After
                && c.clause_start >= outer.end
                && c.content.as_ref().is_some_and(|r| r.contains(&words.start))
        }) {
            return Some(Source::Cue(base + i, "after"));
        }
        if let Some(i) = cues
            .iter()
            .position(|c| c.order == Order::Attribution && c.words.start >= outer.end && c.words.start - outer.end < 14)
        {
            return Some(Source::Cue(base + i, "attribution"));
        }
        // Somewhere after a cue of the same sentence.
        if let Some(i) = cues.iter().rposition(|c| {
            usable(c)
                && c.words.end <= outer.start
                && (c.order == Order::Before || c.order == Order::After)
                && self.reaches(c, outer.start)
        }) {
            return Some(Source::Cue(base + i, "sentence"));
        }
        let alone = bounds.start >= outer.start.saturating_sub(1)
            && (outer.start..bounds.start).next().is_none()
            && (bounds.start..bounds.end).all(|j| outer.contains(&j) || view.is_punct(j));
        let sentence_like = self.sentence_like(&words);
        if !alone {
            // After a colon, whoever the sentence speaks of.
            if outer.start > bounds.start && view.token(outer.start - 1).form == ":" && sentence_like {
                if let Some(i) = cues.iter().rposition(|c| c.words.end <= outer.start) {
                    return Some(Source::Cue(base + i, "colon"));
                }
                return Some(Source::Subject("colon"));
            }
            // Words that carry the sentence's only predicate, in the turn of who spoke before.
            let bare = !bounds.clone().any(|j| view.quote_of(j).is_none() && view.is_verb(j));
            let long = words.len() >= 8;
            let leads = outer.start - bounds.start <= 6;
            if bare
                && leads
                && sentence_like
                && long
                && let Some(last) = last_kept
            {
                let near =
                    self.view.stretch_words[last].as_ref().map(|r| view.units[view.unit_of(r.end - 1)].paragraph);
                if near.is_some_and(|p| p + 1 >= view.units[unit].paragraph) {
                    return Some(Source::Before("same turn"));
                }
            }
            // A cue after it that has its own content: `X "devrait savoir que…", soulignant que…`.
            if sentence_like && let Some(i) = cues.iter().position(|c| c.words.start >= outer.end) {
                return Some(Source::Cue(base + i, "sentence"));
            }
            return None;
        }
        self.standalone(q, unit, &words, sentence_like, last_kept)
    }

    /// A stretch that is a sentence of its own.
    fn standalone(
        &self,
        q: usize,
        unit: usize,
        words: &Range<usize>,
        sentence_like: bool,
        last_kept: Option<usize>,
    ) -> Option<Source> {
        let view = self.view;
        let paragraph = view.units[unit].paragraph;
        let same_paragraph = |u: usize| view.units[u].paragraph == paragraph;
        // Announced by a colon at the end of the sentence before.
        if unit > 0 && self.ends_with_colon(unit - 1) && view.units[unit - 1].paragraph + 1 >= paragraph {
            let range = self.cues_of[unit - 1].clone();
            if let Some(c) = range.into_iter().next_back() {
                return Some(Source::Cue(c, "colon"));
            }
            return Some(Source::Context("colon"));
        }
        if let Some(last) = last_kept {
            let last_unit = self.view.stretch_words[last].as_ref().map(|r| view.unit_of(r.end - 1));
            if last_unit.is_some_and(|u| same_paragraph(u) && u + 2 >= unit) {
                return Some(Source::Before("same turn"));
            }
        }
        // Named with the next words of the paragraph.
        let next = (q + 1..self.stretches.len()).find(|&n| !self.stretches[n].nested);
        let next_unit = next.and_then(|n| self.view.stretch_words[n].as_ref()).map(|r| view.unit_of(r.start));
        if next_unit.is_some_and(|u| same_paragraph(u) && u == unit + 1) {
            return Some(Source::After("next turn"));
        }
        if !sentence_like {
            return None;
        }
        // After a sentence of the paragraph that reports.
        if unit > 0 && same_paragraph(unit - 1) {
            if let Some(c) = self.cues_of[unit - 1].clone().next_back() {
                return Some(Source::Cue(c, "sentence before"));
            }
            return Some(Source::Context("sentence before"));
        }
        if unit > 0 && view.units[unit - 1].paragraph + 1 == paragraph {
            let ended =
                view.text[self.stretches[q].inner.range()].ends_with(['.', '!', '?', '\u{2026}']) || words.len() > 12;
            if ended
                && (last_kept.is_some_and(|l| {
                    self.view.stretch_words[l].as_ref().is_some_and(|r| {
                        view.units[view.unit_of(r.end - 1)].paragraph + 1 == paragraph
                            || view.units[view.unit_of(r.start)].paragraph + 1 == paragraph
                    })
                }))
            {
                return Some(Source::Before("paragraph before"));
            }
            if ended && let Some(c) = self.cues_of[unit - 1].clone().next_back() {
                return Some(Source::Cue(c, "paragraph before"));
            }
        }
        None
    }

    fn ends_with_colon(&self, unit: usize) -> bool {
        let words = &self.view.units[unit].words;
        words.end > words.start && self.view.token(words.end - 1).form.ends_with(':')
    }

    /// The words of a stretch with its marks.
    fn outer_words(&self, q: usize, words: &Range<usize>, unit: &Range<usize>) -> Range<usize> {
        let view = self.view;
        let mut outer = words.clone();
        while outer.start > unit.start && view.quote_of(outer.start - 1) == Some(q) {
            outer.start -= 1;
        }
        while outer.end < unit.end && view.quote_of(outer.end) == Some(q) {
            outer.end += 1;
        }
        outer
    }

    /// Whether only a few words and no predicate stand between the stretch and the cue after it.
    fn directly(&self, from: usize, to: usize) -> bool {
        let view = self.view;
        to - from < 10
            && !(from..to).any(|j| view.is_finite(j) || view.quote_of(j).is_some() || view.token(j).form == ";")
    }

    /// Whether the cue leads to a stretch that begins at `to`: only its subject and adverbials lie between.
    fn adjacent(&self, cue: &Cue<'_>, to: usize) -> bool {
        let view = self.view;
        let from = cue.words.end;
        let announced = to > from && view.token(to - 1).form == ":";
        (from..to).all(|j| view.quote_of(j).is_none() && view.token(j).form != ";" && (announced || !view.is_finite(j)))
            && (announced || to - from < 16)
    }

    /// Whether no main clause begins between the cue and the stretch at `to`.
    fn reaches(&self, cue: &Cue<'_>, to: usize) -> bool {
        let view = self.view;
        let mut relative = false;
        for j in cue.words.end..to {
            let form = view.form(j);
            if view.token(j).form == ";" && view.quote_of(j).is_none() {
                return false;
            }
            if view.token(j).upos == "PRON" && self.lexicon.relative.contains(&form) || view.token(j).upos == "SCONJ" {
                relative = true;
            }
            if view.is_comma(j) && j + 1 < to && self.lexicon.coordinators.contains(&view.form(j + 1)) {
                relative = false;
            }
            if view.is_finite(j) && view.quote_of(j).is_none() && !relative && !view.below(j, cue.at) {
                return false;
            }
        }
        true
    }

    /// A noun phrase that the article quotes again and again is a name: `le "conseil de coordination"`.
    fn coined(&self, q: usize, words: &Range<usize>) -> bool {
        let view = self.view;
        let first = view.token(words.start).upos.as_str();
        if words.len() > 5 || !matches!(first, "NOUN" | "PROPN" | "ADJ") || words.clone().any(|j| view.is_finite(j)) {
            return false;
        }
        self.repeated.contains(&q)
    }

    /// A stretch that stands as a heading or a title line, and not as a report.
    fn heading(&self, q: usize, outer: &Range<usize>, unit: &Range<usize>) -> bool {
        let view = self.view;
        let stretch = &self.stretches[q];
        let inner = stretch.inner.of(view.text);
        if inner.ends_with(['.', '!', '?', '\u{2026}', ',']) && words_in(inner) > 6 {
            return false;
        }
        let leads = (unit.start..outer.start).all(|j| view.is_punct(j));
        if !leads || words_in(inner) > 14 {
            return false;
        }
        // Alone on its line.
        let line = line_of(view.text, stretch.outer.start as usize, stretch.outer.end as usize);
        let rest = format!(
            "{}{}",
            &view.text[line.start..stretch.outer.start as usize],
            &view.text[stretch.outer.end as usize..line.end]
        );
        if rest.chars().all(|c| !c.is_alphanumeric()) {
            return !inner.ends_with(['.', '!', '?', '\u{2026}', ',']);
        }
        // Glued to the sentence that follows: `"Pouvoir perdu" Le ministre a …`.
        let after = &view.text[stretch.outer.end as usize..line.end];
        let follows = after.trim_start_matches([' ', '\u{a0}']);
        let glued = after.len() != follows.len() && follows.chars().next().is_some_and(char::is_uppercase);
        let mut before = view.text[line.start..stretch.outer.start as usize].trim_end().chars();
        let fresh = before.next_back().is_none_or(|c| matches!(c, '.' | '!' | '?' | '"' | '»' | '”' | '\u{2026}'));
        glued && fresh && !inner.ends_with(['.', '!', '?', '\u{2026}', ',']) && !self.says_after(outer.end, unit)
    }

    /// Whether a speaker and a cue follow at once: `"We will stay" Smith said`.
    fn says_after(&self, from: usize, unit: &Range<usize>) -> bool {
        self.cues.iter().any(|c| {
            c.order == Order::After && c.clause_start >= from && c.clause_start <= from + 1 && unit.contains(&c.at)
        })
    }

    /// Whether the words are a title or name: after a noun of titles or a naming verb.
    fn titled(&self, words: &Range<usize>, outer: &Range<usize>, unit: &Range<usize>) -> bool {
        let view = self.view;
        if outer.start == unit.start {
            return false;
        }
        let before = outer.start - 1;
        let lemma = view.lemma(before);
        if self.lexicon.titles.contains(&lemma) || self.lexicon.titles.contains(&view.form(before)) {
            return !self.sentence_like(words)
                || view.token(words.start).form.chars().next().is_some_and(char::is_uppercase);
        }
        let verb = (unit.start..=before).rev().take(3).find(|&j| !matches!(view.token(j).upos.as_str(), "DET" | "ADV"));
        verb.is_some_and(|j| {
            view.quote_of(j).is_none() && view.is_verb(j) && self.lexicon.naming.contains(&view.lemma(j))
        })
    }

    /// Whether the words look like a name: capitals throughout, no verb.
    fn name_like(&self, words: &Range<usize>) -> bool {
        let view = self.view;
        let mut capitals = 0;
        let mut others = 0;
        for j in words.clone() {
            let form = &view.token(j).form;
            if form.chars().filter(|c| c.is_alphabetic()).count() < 4 {
                continue;
            }
            if form.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric()) {
                capitals += 1;
            } else {
                others += 1;
            }
        }
        capitals >= 2 && others == 0 || capitals >= 3 && others <= 1 && !words.clone().any(|j| view.is_finite(j))
    }

    /// Whether the words hold a finite verb, or are long enough to be a statement.
    fn sentence_like(&self, words: &Range<usize>) -> bool {
        let finite = words.clone().any(|j| self.view.is_finite(j));
        finite && words.len() >= 4 || words.len() > 14
    }
}

/// Number of words between blanks that hold a letter or digit.
pub(super) fn words_in(text: &str) -> usize {
    text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count()
}

/// Short stretches that begin like another one: the marks of a coined name, opened again at each mention.
pub(super) fn repeated(text: &str, stretches: &[Stretch]) -> std::collections::BTreeSet<usize> {
    let mut by_first: std::collections::BTreeMap<String, Vec<usize>> = std::collections::BTreeMap::new();
    for (q, stretch) in stretches.iter().enumerate() {
        let inner = stretch.inner.of(text);
        if words_in(inner) <= 4
            && let Some(first) = inner.split_whitespace().next()
        {
            by_first.entry(first.to_lowercase()).or_default().push(q);
        }
    }
    by_first.into_values().filter(|group| group.len() > 1).flatten().collect()
}

fn line_of(text: &str, start: usize, end: usize) -> Range<usize> {
    // Only the neighbourhood counts: a heading is short.
    let mut low = start.saturating_sub(LINE_REACH);
    while !text.is_char_boundary(low) {
        low -= 1;
    }
    let mut high = (end + LINE_REACH).min(text.len());
    while !text.is_char_boundary(high) {
        high -= 1;
    }
    let from = text[low..start].rfind('\n').map_or(low, |i| low + i + 1);
    let to = text[end..high].find('\n').map_or(high, |i| end + i);
    from..to
}

#[cfg(test)]
mod tests {
    use super::words_in;

    #[test]
    fn words_are_counted_between_blanks() {
        assert_eq!(words_in("l'agressivité turque"), 2);
        assert_eq!(words_in("dès que - possible"), 3);
    }
}
