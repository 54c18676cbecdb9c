//! Descriptions of speakers without a name: which words of a nominal make one.

use std::ops::Range;

use super::speakers::Speakers;

impl Speakers<'_, '_, '_> {
    pub(super) fn description_start(&self, w: usize, unit: &Range<usize>) -> usize {
        let view = self.finder.view;
        let (lo, _) = view.extent(w);
        let mut start = w;
        // A name is not cut.
        while start > unit.start
            && self.finder.in_name[w].is_some()
            && self.finder.in_name[start - 1] == self.finder.in_name[w]
        {
            start -= 1;
        }
        let mut j = start;
        while j > lo.max(unit.start) && w - j < 12 {
            j -= 1;
            let token = view.token(j);
            if view.quote_of(j).is_some() || view.is_punct(j) && !self.hyphen(j) || view.is_finite(j) {
                break;
            }
            if matches!(token.rel(), "case" | "mark" | "cc" | "advmod") && view.head(j) == Some(w)
                || matches!(token.upos.as_str(), "ADP" | "SCONJ" | "CCONJ")
            {
                break;
            }
            if token.upos == "DET" && view.head(j) == Some(w) && token.feat("Poss").is_none() {
                // Determiners are no part of a description; numerals and possessives are.
                break;
            }
            if self.finder.lexicon.honorifics.contains(token.form.as_str()) {
                break;
            }
            start = j;
        }
        start
    }

    pub(super) fn hyphen(&self, j: usize) -> bool {
        let form = self.finder.view.token(j).form.as_str();
        matches!(form, "-" | "'" | "’") && !self.finder.view.is_dash(j)
    }

    pub(super) fn description_end(&self, w: usize, start: usize, unit: &Range<usize>) -> usize {
        let view = self.finder.view;
        let (_, hi) = view.extent(w);
        let mut end = w.max(start) + 1;
        while end < unit.end && self.finder.in_name[w].is_some() && self.finder.in_name[end] == self.finder.in_name[w] {
            end += 1;
        }
        let first = end;
        for j in first..=hi.min(unit.end - 1) {
            if view.quote_of(j).is_some() && view.quote_of(w).is_none() && !self.short_quote(j) {
                break;
            }
            let token = view.token(j);
            let quoted = view.quote_of(j).is_some();
            if view.is_punct(j) && !quoted && !self.hyphen(j) && token.form != "."
                || view.is_finite(j)
                || self.finder.in_time[j]
            {
                break;
            }
            if token.upos == "PRON" && self.finder.lexicon.relative.contains(&view.form(j)) {
                break;
            }
            if token.upos == "VERB" && token.deprel.starts_with("acl") {
                break;
            }
            if token.upos == "ADP" && view.head(j).is_some_and(|h| self.finder.in_time[h]) {
                break;
            }
            // "Des ouvriers à l'AFP": whom they told it to.
            let press = |h: usize| {
                self.actors
                    .at(view.id(h))
                    .and_then(|m| self.actors.entities[m.entity].code.as_ref())
                    .is_some_and(|c| c.sector() == "MED")
            };
            if token.upos == "ADP"
                && self.finder.lexicon.addressee.contains(view.form(j).as_str())
                && view.head(j).is_some_and(press)
            {
                break;
            }
            if token.upos == "CCONJ"
                && view.head(j).is_some_and(|h| view.head(h) == Some(w) && view.token(h).rel() == "conj")
            {
                break;
            }
            end = j + 1;
        }
        while end > w + 1
            && matches!(view.token(end - 1).upos.as_str(), "ADP" | "DET" | "CCONJ" | "PUNCT" | "ADV" | "SCONJ")
            && view.quote_of(end - 1).is_none()
        {
            end -= 1;
        }
        end
    }

    /// Whether the stretch round `j` is a bit inside a name: `la formation "Bleu Blanc"`.
    pub(super) fn short_quote(&self, j: usize) -> bool {
        let view = self.finder.view;
        let Some(q) = view.quote_of(j) else { return false };
        view.stretch_words[q].as_ref().is_some_and(|r| r.len() <= 3)
    }
}
