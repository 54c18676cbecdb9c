//! Nominals round a cue: where they begin and end, which word heads them.

use std::ops::Range;

use super::cues::Finder;

impl Finder<'_, '_, '_> {
    /// First word of the nominal headed by `s`, bounded by quotations.
    pub(super) fn nominal_start(&self, s: usize, unit: &Range<usize>) -> usize {
        let (lo, _) = self.view.extent(s);
        let mut start = s;
        while start > lo.max(unit.start) && self.view.quote_of(start - 1).is_none() {
            start -= 1;
        }
        while start < s && self.view.is_punct(start) {
            start += 1;
        }
        start
    }

    /// The nominal that follows a cue and can be its subject.
    pub(super) fn nominal_after(&self, last: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        let mut j = last + 1;
        let mut steps = 0;
        while j < unit.end && steps < 25 {
            steps += 1;
            if view.quote_of(j).is_some() {
                return None;
            }
            let token = view.token(j);
            if view.is_comma(j) || view.is_punct(j) && (view.is_dash(j) || view.token(j).form == "(") {
                // An adverbial between commas: "a, en outre, indiqué X".
                j += 1;
                continue;
            }
            if view.is_punct(j)
                || view.is_finite(j)
                || self.lexicon.relative.contains(&view.form(j)) && token.upos == "PRON"
            {
                return None;
            }
            if token.upos == "PRON" && (token.feat("Reflex").is_some() || token.feat("Case") == Some("Acc")) {
                return None;
            }
            if self.in_time[j] || token.upos == "ADV" || self.is_clitic(j) || matches!(token.rel(), "expl" | "aux") {
                j += 1;
                continue;
            }
            // "ont commenté des négociateurs": the article of the subject, which the tokeniser took for a contraction.
            if j == last + 1
                && token.upos == "ADP"
                && token.part == Some(0)
                && self.lexicon.issuer.contains(&view.form(j))
                && j + 2 < unit.end
                && matches!(view.token(j + 2).upos.as_str(), "NOUN" | "ADJ" | "PROPN")
            {
                j += 2;
                continue;
            }
            if self.lexicon.honorifics.contains(token.form.as_str()) {
                j += 1;
                continue;
            }
            if token.upos == "ADP" || token.upos == "SCONJ" || token.upos == "CCONJ" {
                // A prepositional phrase: past its noun and what modifies it.
                let mut past = j + 1;
                while past < unit.end
                    && past - j < 6
                    && !view.is_nominal(past)
                    && !view.is_punct(past)
                    && !view.is_finite(past)
                {
                    past += 1;
                }
                if past < unit.end && view.is_nominal(past) {
                    let noun = past;
                    let name = self.in_name[past];
                    past += 1;
                    let titled = self.lexicon.persons.contains(&view.lemma(noun))
                        || self.lexicon.honorifics.contains(view.token(noun).form.as_str());
                    while past < unit.end
                        && (name.is_some() && self.in_name[past] == name
                            || view.token(past).upos == "ADJ"
                            || (view.token(past).upos == "PROPN"
                                || view.token(past).form.starts_with(char::is_uppercase))
                                && view.token(noun).upos == "NOUN"
                                && (view.head(past) == Some(noun)
                                    || past + 1 < unit.end && view.token(past + 1).upos == "DET")
                            || view.token(past).upos == "PROPN" && titled
                            || view.token(past).upos == "NUM"
                            || view.token(past).feat("VerbForm") == Some("Part") && view.token(past).upos == "VERB")
                    {
                        past += 1;
                    }
                }
                j = past;
                continue;
            }
            if matches!(token.upos.as_str(), "DET" | "NUM" | "ADJ" | "NOUN" | "PROPN" | "PRON" | "X" | "SYM") {
                let mut h = j;
                let mut hops = 0;
                while hops < 10 && !matches!(view.token(h).upos.as_str(), "NOUN" | "PROPN" | "PRON") {
                    match view.head(h).filter(|&n| n >= j && unit.contains(&n)) {
                        Some(n) => h = n,
                        None => break,
                    }
                    hops += 1;
                }
                while hops < 20 {
                    match view.head(h).filter(|&n| {
                        n >= j
                            && n < h + 6
                            && unit.contains(&n)
                            && view.is_nominal(n)
                            && matches!(
                                view.token(h).rel(),
                                "compound" | "flat" | "appos" | "nmod" | "amod" | "nummod" | "det"
                            )
                    }) {
                        Some(n)
                            if view.token(h).deprel == "nmod:poss"
                                || !view.children(h).iter().any(|&c| view.token(c).rel() == "case") =>
                        {
                            h = n
                        }
                        _ => break,
                    }
                    hops += 1;
                }
                let adverbial = matches!(view.token(h).rel(), "obl" | "advmod")
                    && !view.children(h).iter().any(|&c| view.token(c).rel() == "case");
                if adverbial && (self.in_time[h] || !self.is_actor[h] && view.token(h).upos == "NOUN") {
                    j = h + 1;
                    while j < unit.end && view.token(j).upos == "ADJ" && view.below(j, h) {
                        j += 1;
                    }
                    continue;
                }
                if let Some(person) = self.person_in_run(j, unit) {
                    return Some(person);
                }
                return view.is_nominal(h).then_some(h).or(Some(j));
            }
            return None;
        }
        None
    }

    /// A person's name in the unbroken run of nouns that begins at `j`: `le président Jean Dupont`.
    pub(super) fn person_in_run(&self, j: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        (j..unit.end.min(j + 8))
            .take_while(|&k| {
                view.quote_of(k).is_none()
                    && (matches!(view.token(k).upos.as_str(), "NOUN" | "PROPN" | "ADJ" | "DET" | "NUM" | "X")
                        || self.lexicon.honorifics.contains(view.token(k).form.as_str()))
            })
            .find(|&k| self.in_name[k].is_some_and(|(_, person)| person) && view.is_nominal(k))
            .filter(|&k| !view.children(k).iter().any(|&c| view.token(c).rel() == "case"))
    }

    /// The head of the nominal that begins at `j`.
    pub(super) fn nominal_from(&self, j: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        if j >= unit.end || view.is_punct(j) || view.quote_of(j).is_some() {
            return None;
        }
        if let Some(person) = self.person_in_run(j, unit) {
            return Some(person);
        }
        let mut h = j;
        for _ in 0..10 {
            let up = view.head(h).filter(|&n| n >= j && unit.contains(&n) && view.is_nominal(n) && n < j + 15);
            match up {
                Some(n)
                    if view.extent(n).0 >= j.saturating_sub(3)
                        && !(h..n).any(|k| view.is_comma(k) || view.quote_of(k).is_some()) =>
                {
                    h = n
                }
                _ => break,
            }
        }
        if view.is_nominal(h) {
            return Some(h);
        }
        // A determiner whose noun the tree puts elsewhere: the next noun.
        let noun = (j + 1..unit.end.min(j + 6))
            .take_while(|&k| !view.is_punct(k) && view.quote_of(k).is_none())
            .find(|&k| view.is_nominal(k));
        noun.or_else(|| matches!(view.token(h).upos.as_str(), "ADJ" | "DET").then_some(h))
    }

    /// The head of the nominal that the word ends.
    pub(super) fn nominal_top(&self, n: usize, unit: &Range<usize>) -> usize {
        let view = self.view;
        let mut h = n;
        for _ in 0..8 {
            match view.head(h).filter(|&up| {
                up < h
                    && unit.contains(&up)
                    && view.is_nominal(up)
                    && matches!(view.token(h).rel(), "flat" | "appos" | "compound")
            }) {
                Some(up) => h = up,
                None => break,
            }
        }
        h
    }

    /// The word after the nominal headed by `head` that begins at `first`.
    pub(super) fn nominal_end(&self, head: usize, first: usize, unit: &Range<usize>) -> usize {
        let view = self.view;
        let (_, hi) = view.extent(head);
        let hi = hi.min(unit.end - 1);
        let mut end = head.max(first) + 1;
        for j in head.max(first) + 1..=hi {
            if view.quote_of(j).is_some() {
                break;
            }
            if view.is_comma(j) {
                // An apposition goes on after its comma, and ends with the next one.
                let next = j + 1;
                let apposed = next <= hi
                    && view
                        .ancestors(next)
                        .chain([next])
                        .take(4)
                        .any(|a| view.token(a).rel() == "appos" && view.head(a) == Some(head) && a > j);
                if !apposed {
                    break;
                }
            } else if view.is_punct(j)
                && !view.is_dash(j)
                && !matches!(view.token(j).form.as_str(), "(" | ")" | "'" | "." | "’")
            {
                break;
            }
            if view.is_finite(j)
                && !(head..j).any(|k| view.token(k).upos == "PRON" && self.lexicon.relative.contains(&view.form(k)))
            {
                break;
            }
            end = j + 1;
        }
        while end > first + 1 && view.is_comma(end - 1) {
            end -= 1;
        }
        // A name is not cut.
        while end < unit.end && end > first && self.in_name[end].is_some() && self.in_name[end] == self.in_name[end - 1]
        {
            end += 1;
        }
        // Nor what is written in one piece with it.
        while end < unit.end
            && view.quote_of(end).is_none()
            && view.gap(end).is_empty()
            && !view.is_comma(end)
            && (view.is_nominal(end) || matches!(view.token(end).form.as_str(), "-"))
        {
            end += 1;
        }
        end
    }
}
