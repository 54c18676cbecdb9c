//! Content that stands before its cue: `…, a dit X`, `…, X said`.

use std::ops::Range;

use super::cues::{Cue, Finder, Order};

impl<'l> Finder<'_, '_, 'l> {
    /// Whether what is reported may end at `p`: a comma, a dash, a closing mark.
    pub(super) fn closes_content(&self, p: usize) -> bool {
        self.view.is_comma(p) || self.view.quote_of(p).is_some() || self.view.is_dash(p)
    }

    /// Whether a quotation ends close before `at`.
    pub(super) fn after_quote(&self, at: usize, unit: &Range<usize>) -> bool {
        let view = self.view;
        let mut j = at;
        let mut words = 0;
        while j > unit.start && words < 8 {
            j -= 1;
            if view.quote_of(j).is_some() {
                return true;
            }
            if !view.is_punct(j) {
                words += 1;
                if view.is_finite(j) {
                    return false;
                }
            }
        }
        false
    }

    /// Start of the nominal that stands right before a verb group, back to a comma, a dash or a closing mark.
    pub(super) fn nominal_before(&self, first: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        let mut start = first;
        let mut nominal = false;
        if first > unit.start && view.token(first - 1).upos == "CCONJ" {
            return None;
        }
        // "X, the minister, said": back over the apposition to the name.
        if first > unit.start + 2 && view.is_comma(first - 1) && view.quote_of(first - 2).is_none() {
            let comma =
                (unit.start..first - 1).rev().take(12).find(|&j| view.is_comma(j) || view.quote_of(j).is_some())?;
            if view.quote_of(comma).is_some() || comma == unit.start || view.is_finite(comma - 1) {
                return None;
            }
            let end = comma;
            let mut begin = end;
            while begin > unit.start
                && end - begin < 8
                && view.quote_of(begin - 1).is_none()
                && (matches!(
                    view.token(begin - 1).upos.as_str(),
                    "PROPN" | "NOUN" | "ADJ" | "DET" | "NUM" | "PART" | "X"
                ) || self.in_name[begin - 1].is_some()
                    || begin - 1 > unit.start
                        && view.token(begin).upos == "PROPN"
                        && view.token(begin - 2).upos == "PROPN"
                        && !view.is_punct(begin - 1))
            {
                begin -= 1;
            }
            let plain = (comma..first).all(|j| !view.is_finite(j)) && begin < end;
            let named = (begin..first).any(|j| view.token(j).upos == "PROPN");
            return (plain && named && begin > unit.start && self.closes_content(begin - 1)).then_some(begin);
        }
        while start > unit.start && first - start < 16 {
            let p = start - 1;
            let token = view.token(p);
            if view.quote_of(p).is_some() || view.is_comma(p) || view.is_dash(p) {
                break;
            }
            let parenthesis = matches!(token.form.as_str(), "(" | ")" | "'" | "’" | "." | "-" | "/");
            if view.is_finite(p)
                || view.is_punct(p) && !parenthesis
                || token.upos == "SCONJ"
                || token.upos == "PRON" && self.lexicon.relative.contains(&view.form(p))
            {
                return None;
            }
            nominal |= view.is_nominal(p) || token.rel() == "nsubj";
            start = p;
        }
        let linked = self.lexicon.coordinators.contains(&view.form(start))
            || matches!(view.token(start).upos.as_str(), "ADP" | "SCONJ" | "ADV" | "CCONJ");
        (nominal && start < first && !linked).then_some(start)
    }

    /// Whether the words hold a verb that is no mere participle of a noun.
    pub(super) fn holds_verb(&self, region: &Range<usize>) -> bool {
        let view = self.view;
        region.clone().any(|j| view.is_verb(j) && !matches!(view.token(j).deprel.as_str(), "acl" | "amod"))
    }

    /// Whether the words hold a finite verb of a main clause: one that no subordinator or relative pronoun takes.
    pub(super) fn main_predicate(&self, region: &Range<usize>) -> bool {
        let view = self.view;
        let mut waiting = 0usize;
        for j in region.clone() {
            let token = view.token(j);
            if token.upos == "SCONJ" && token.rel() == "mark"
                || token.upos == "PRON" && self.lexicon.relative.contains(&view.form(j)) && token.rel() != "det"
            {
                waiting += 1;
            }
            if view.is_finite(j) {
                if waiting == 0 {
                    return true;
                }
                waiting -= 1;
            } else if view.is_comma(j) {
                // A phrase that opened no clause ends here.
                waiting = waiting.saturating_sub(1);
            }
        }
        false
    }

    /// Whether nothing but adverbials follows the cue in its clause.
    pub(super) fn closes_clause(&self, i: usize, last: usize, unit: &Range<usize>) -> bool {
        let view = self.view;
        for j in last + 1..unit.end {
            if view.quote_of(j).is_some() {
                return j != last + 1;
            }
            if view.is_comma(j) || matches!(view.token(j).form.as_str(), ";" | "." | "!" | "?") || view.is_dash(j) {
                return true;
            }
            if view.token(j).form == ":"
                || self.lexicon.complementisers.contains(&view.form(j)) && view.token(j).rel() == "mark"
            {
                return false;
            }
            // An adverbial clause may follow: "as he left".
            if view.token(j).upos == "SCONJ" {
                return true;
            }
            if view.is_finite(j) {
                return false;
            }
            if view.head(j) == Some(i)
                && matches!(view.token(j).rel(), "xcomp")
                && view.token(j).feat("VerbForm") == Some("Inf")
            {
                return false;
            }
        }
        true
    }

    /// The words before `end` in which fronted content stands.
    pub(super) fn region(&self, end: usize, unit: &Range<usize>, before: &[Cue<'l>]) -> Range<usize> {
        let view = self.view;
        let mut stop = end;
        while stop > unit.start && view.is_punct(stop - 1) && view.quote_of(stop - 1).is_none() {
            stop -= 1;
        }
        let mut start = unit.start;
        // After an earlier cue that follows its content, or a semicolon.
        if let Some(cue) = before.iter().rev().find(|c| c.order == Order::After) {
            let mut j = cue.words.end;
            while j < stop
                && !(view.is_comma(j)
                    || view.quote_of(j).is_some()
                    || view.token(j).form == ";"
                    || self.lexicon.coordinators.contains(&view.form(j)))
            {
                j += 1;
            }
            start = j;
        }
        for j in (start..stop).rev() {
            let leads_in = view.token(j).form == ":" && j + 1 < stop && view.quote_of(j + 1).is_some();
            if (view.token(j).form == ";" || leads_in) && view.quote_of(j).is_none() {
                start = j + 1;
                break;
            }
        }
        // A dateline ends with a dash.
        if let Some(dash) = (start..stop.min(start + 12)).find(|&j| view.is_dash(j) && view.quote_of(j).is_none())
            && !(start..dash).any(|j| view.is_finite(j))
            && (view.gap(dash).contains(' ') || dash == start)
        {
            start = dash + 1;
        }
        while start < stop
            && (view.is_punct(start) && view.quote_of(start).is_none()
                || start > unit.start && self.lexicon.coordinators.contains(&view.form(start)))
        {
            start += 1;
        }
        start..stop
    }

    /// Whether the words hold a predicate that is asserted: not only that of a subordinate clause.
    /// With `cue`, the tree must not make the words an adverbial of the cue.
    pub(super) fn asserts(&self, region: &Range<usize>, cue: Option<usize>) -> bool {
        let view = self.view;
        let finite = region.clone().any(|j| view.is_finite(j));
        let Some(cue) = cue else { return finite };
        finite
            && region.clone().any(|j| {
                let outside = view.head(j).is_none_or(|h| !region.contains(&h));
                let predicate =
                    view.is_verb(j) || view.children(j).iter().any(|&c| matches!(view.token(c).rel(), "cop" | "nsubj"));
                let adverbial = view.head(j) == Some(cue)
                    && matches!(view.token(j).rel(), "advcl" | "obl" | "advmod" | "nsubj" | "acl" | "mark");
                outside && predicate && !adverbial
            })
    }

    /// Last word of a stretch of words without closing punctuation.
    pub(super) fn trim_end(&self, mut end: usize, unit: &Range<usize>) -> usize {
        while end > unit.start && self.view.is_punct(end - 1) && self.view.quote_of(end - 1).is_none() {
            end -= 1;
        }
        end
    }
}
