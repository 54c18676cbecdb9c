//! Attributions without a verb: `selon X`, `according to X`, `un appel à ce que`.

use std::ops::Range;

use super::cues::{Cue, Finder, Order, Who};

impl<'l> Finder<'_, '_, 'l> {
    /// A noun that reports: `un appel à ce que …`, `the argument was that …`.
    pub(super) fn noun(&self, i: usize, unit: &Range<usize>) -> Option<Cue<'l>> {
        let view = self.view;
        if view.token(i).upos != "NOUN" {
            return None;
        }
        let frame = self.lexicon.noun(&view.lemma(i))?;
        // In apposition ("a claim that others dispute") it tells nothing new.
        if matches!(view.token(i).rel(), "appos" | "parataxis" | "conj" | "dep") {
            return None;
        }
        let mut next = i + 1;
        // Past a copula: "the argument was that".
        let mut after_copula = false;
        if next < unit.end && view.token(next).upos == "AUX" {
            next += 1;
            after_copula = true;
        }
        if next >= unit.end || view.quote_of(next).is_some() {
            return None;
        }
        let opens = frame.clause
            && (self.lexicon.complementisers.contains(&view.form(next))
                && (view.token(next).upos == "SCONJ" || after_copula)
                || (next + 2 < unit.end && self.opens_clause(next, next + 2)
                    || next + 1 < unit.end && self.opens_clause(next, next + 1)));
        if !opens {
            return None;
        }
        let end = self.content_end(next, &[i], unit);
        let who = match view
            .children(i)
            .iter()
            .copied()
            .find(|&c| matches!(view.token(c).rel(), "nmod") && c < next && view.is_nominal(c))
        {
            Some(owner) => Who::Word(owner),
            None => {
                view.ancestors(i).take(4).find(|&a| view.is_verb(a)).map_or(Who::Current, |v| self.who(v, v, i, unit))
            }
        };
        (end > next + 2).then(|| Cue {
            at: i,
            words: i..i + 1,
            clause_start: i,
            frame: Some(frame),
            who,
            order: Order::Before,
            content: Some(next..end),
            indirect: true,
            negated: false,
            rule: "noun",
        })
    }

    /// The attribution whose words begin at `i`: how many words, and whether it is weak.
    pub(super) fn attribution_at(&self, i: usize) -> Option<(usize, bool)> {
        let view = self.view;
        if view.token(i).upos == "VERB" && view.is_finite(i) {
            return None;
        }
        self.lexicon.attribution.iter().find_map(|(words, weak)| {
            for (j, (k, word)) in (i..).zip(words.iter().enumerate()) {
                if j >= view.len() || k > 0 && view.unit_of(j) != view.unit_of(i) {
                    return None;
                }
                let form = view.form(j).replace('\u{2019}', "'");
                // The last word may be contracted with an article: "de" in "du".
                let last = k + 1 == words.len();
                let same =
                    form == *word || last && k > 0 && (self.lexicon.contracted(word, &form) || view.lemma(j) == *word);
                if !same {
                    return None;
                }
            }
            Some((words.len(), *weak))
        })
    }

    /// `selon X`, `d'après X`, `according to X`.
    pub(super) fn attribution(&self, i: usize, unit: &Range<usize>) -> Option<Cue<'l>> {
        let view = self.view;
        let (len, weak) = self.attribution_at(i)?;
        let first = i + len;
        let head = self.nominal_from(first, unit)?;
        if self.lexicon.not_sources.contains(&view.lemma(head)) || self.in_time[head] || view.token(head).upos == "NUM"
        {
            return None;
        }
        let opening = i == unit.start
            || view.token(i).form.chars().next().is_some_and(char::is_uppercase)
            || (unit.start..i).all(|j| view.is_punct(j) || matches!(view.token(j).upos.as_str(), "CCONJ" | "ADV"));
        let open_before = i > unit.start
            && (view.is_comma(i - 1)
                || view.is_dash(i - 1)
                || view.quote_of(i - 1).is_some()
                || view.token(i - 1).form == ";");
        // The nominal ends at the first comma outside an apposition.
        let end = self.nominal_end(head, first, unit);
        let closes = end >= unit.end || view.is_punct(end) && !view.is_comma(end);
        let comma =
            end < unit.end && (view.is_comma(end) || view.quote_of(end).is_some() || view.token(end).form == ":");
        if weak {
            let holds_view =
                view.token(head).upos == "PROPN" || view.token(head).upos == "PRON" || self.is_person_like(head);
            if !(opening && comma && holds_view) {
                return None;
            }
        }
        let mut cue = Cue {
            at: head,
            words: i..end,
            clause_start: i,
            frame: None,
            who: self.issuer(head, unit),
            order: Order::Attribution,
            content: None,
            indirect: false,
            negated: false,
            rule: "attribution",
        };
        if opening && comma {
            let mut start = end;
            while start < unit.end && view.is_punct(start) && view.quote_of(start).is_none() {
                start += 1;
            }
            let region = start..self.clause_end(start, unit);
            cue.indirect = region.len() > 2 && self.asserts(&region, None);
            cue.content = (!region.is_empty()).then_some(region);
        } else if opening && !weak {
            // No comma: the clause begins where the nominal ends.
            let region = end..self.clause_end(end, unit);
            cue.indirect = region.len() > 3 && self.asserts(&region, None);
            cue.content = (!region.is_empty()).then_some(region);
        } else if open_before && (closes || comma) {
            let region = self.region(i, unit, &[]);
            // A clause cut in two by the attribution is none of its own.
            let dangling = region.clone().next_back().is_some_and(|j| {
                matches!(view.token(j).upos.as_str(), "PRON" | "ADP" | "SCONJ" | "DET") && view.quote_of(j).is_none()
            });
            // "X then led, according to Y, the largest march": one clause round the attribution.
            let rest = end..self.trim_end(unit.end, unit);
            let open = region.clone().next_back().is_some_and(|j| view.is_verb(j) && view.quote_of(j).is_none());
            let around = open
                && comma
                && !closes
                && view.is_comma(end)
                && !self.main_predicate(&rest)
                && rest.len() > 2
                && !self.cue_clause_at(end + 1, unit);
            let opened = comma && !closes && view.is_comma(end) && !self.main_predicate(&region) && rest.len() > 3;
            // After a subject the clause is cut in two, and comes whole; after an adverbial or a relative pronoun it
            // begins behind the attribution.
            let subject = !dangling
                && region.clone().next().is_some_and(|j| {
                    !matches!(view.token(j).upos.as_str(), "ADP" | "ADV" | "SCONJ") && !self.in_time[j]
                });
            let region = if opened && !around {
                let start = end + 1;
                let stop = self.clause_end(start, unit).max(start);
                if subject { region.start..stop } else { start..stop }
            } else if around {
                region.start..rest.end
            } else {
                region
            };
            cue.indirect = region.len() > 2 && (opened || !dangling) && self.asserts(&region, None);
            cue.content = (!region.is_empty()).then_some(region);
            cue.rule = "attribution after";
        }
        Some(cue)
    }

    /// Whether the noun can hold a view; the caller's actors decide better where they know it.
    pub(super) fn is_person_like(&self, head: usize) -> bool {
        let view = self.view;
        view.children(head)
            .iter()
            .any(|&c| matches!(view.token(c).rel(), "appos" | "flat") && view.token(c).upos == "PROPN")
            || self.lexicon.persons.contains(&view.lemma(head))
    }
}
