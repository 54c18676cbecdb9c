//! Content that follows its cue: clauses, infinitives, gerunds, predicates.

use std::ops::Range;

use super::cues::Finder;
use super::lexicon::Frame;

impl Finder<'_, '_, '_> {
    /// The complement of a cue that stands before it: its words, whether it can stand as an indirect quotation, the rule.
    pub(super) fn complement(
        &self,
        frame: &Frame,
        governor: usize,
        i: usize,
        last: usize,
        unit: &Range<usize>,
    ) -> Option<(Range<usize>, bool, &'static str)> {
        let view = self.view;
        let heads = [i, governor];
        if frame.clause
            && let Some(start) = self.complementiser(last + 1, unit)
        {
            let end = self.content_end(start, &heads, unit);
            return (end > start + 1).then_some((start..end, true, "clause"));
        }
        let child = |rels: &[&str]| {
            heads
                .iter()
                .flat_map(|&h| view.children(h).iter().copied())
                .filter(|&c| {
                    c > last && unit.contains(&c) && rels.contains(&view.token(c).rel()) && view.quote_of(c).is_none()
                })
                .min()
        };
        if !frame.infinitive.is_empty() {
            let candidate = child(&["xcomp", "ccomp"])
                .filter(|&c| view.token(c).feat("VerbForm") == Some("Inf"))
                .or_else(|| self.infinitive_after(frame, last, unit));
            if let Some(c) = candidate {
                let start = self.infinitive_start(c, last);
                let mark = view.form(start);
                let bare = start == c || !matches!(view.token(start).upos.as_str(), "ADP" | "PART" | "SCONJ");
                if frame.infinitive.iter().any(|m| if m.is_empty() { bare } else { *m == mark }) {
                    let end = self.content_end_of(c, start, &heads, unit);
                    return (end > start + 1).then_some((start..end, true, "infinitive"));
                }
            }
        }
        // "which they say is a reply": the relative pronoun stands for the subject.
        if frame.bare_clause
            && last + 1 < unit.end
            && view.is_finite(last + 1)
            && (last.saturating_sub(12).max(unit.start)..governor).any(|j| {
                view.quote_of(j).is_none()
                    && self.lexicon.relative.contains(&view.form(j))
                    && matches!(view.token(j).upos.as_str(), "PRON" | "DET")
            })
        {
            let verb = last + 1;
            let top =
                view.head(verb).filter(|&h| self.is_auxiliary(verb) && h > verb && unit.contains(&h)).unwrap_or(verb);
            let end = (verb..unit.end).find(|&j| view.is_comma(j) && view.quote_of(j).is_none()).unwrap_or(unit.end);
            let end = self.trim_end(end, unit).max(top.min(unit.end - 1) + 1).min(unit.end);
            return (end > verb + 1).then_some((verb..self.trim_end(end, unit), true, "gap"));
        }
        let governed = !view.is_finite(i)
            && i > unit.start
            && matches!(view.token(i - 1).upos.as_str(), "ADP" | "SCONJ")
            && !self.lexicon.complementisers.contains(&view.form(i - 1));
        let passive = view.children(i).iter().any(|&c| view.token(c).deprel == "aux:pass")
            || view.token(i).deprel == "acl" && !self.takes_object(i) && view.token(i).feat("VerbForm") == Some("Part");
        if frame.bare_clause
            && !governed
            && !passive
            && let Some((start, top)) = self.bare_clause(&heads, last, unit)
        {
            let end = self.content_end_of(top, start, &heads, unit);
            return (end > start + 1).then_some((start..end, true, "bare clause"));
        }
        if frame.gerund
            && let Some(c) = child(&["xcomp", "ccomp"])
            && view.token(c).feat("VerbForm") == Some("Ger")
        {
            let end = self.content_end_of(c, c, &heads, unit);
            return (end > c + 1).then_some((c..end, true, "gerund"));
        }
        if frame.predicate
            && let Some(c) = child(&["xcomp", "obj", "amod", "advcl"])
            && view.token(c).upos == "ADJ"
        {
            let end = self.content_end_of(c, c, &heads, unit);
            let verb = (c..end).any(|j| view.is_verb(j));
            return (end > c + 1 && verb).then_some((c..end, true, "predicate"));
        }
        None
    }

    /// Start and head of a content clause without a complementiser: a nominal and its finite verb right after the
    /// cue, past a day or an addressee.
    pub(super) fn bare_clause(&self, heads: &[usize], last: usize, unit: &Range<usize>) -> Option<(usize, usize)> {
        let view = self.view;
        // The first finite verb after the cue, with no comma or subordinator before it.
        let mut finite = None;
        let mut head = None;
        let mut skip_to = last + 1;
        for j in last + 1..unit.end.min(last + 40) {
            if j < skip_to {
                continue;
            }
            let token = view.token(j);
            // Over a relative clause between commas: "said the man, who …, had …".
            if view.is_comma(j)
                && j > last + 1
                && j + 1 < unit.end
                && view.quote_of(j).is_none()
                && self.lexicon.relative.contains(&view.form(j + 1))
                && view.is_nominal(j - 1)
            {
                let close = (j + 1..unit.end.min(j + 20)).find(|&k| view.is_comma(k) && view.quote_of(k).is_none())?;
                head = Some(j - 1);
                skip_to = close + 1;
                continue;
            }
            // Quoted words count when their first verb is the clause's.
            let first_quoted = view
                .quote_of(j)
                .is_none_or(|q| j > last + 1 && !(last + 1..j).any(|k| view.quote_of(k) == Some(q) && view.is_verb(k)));
            if view.is_finite(j) && !first_quoted {
                break;
            }
            if view.is_finite(j) {
                finite = Some(j);
                break;
            }
            let outside = view.quote_of(j).is_none();
            let opens = token.rel() == "mark"
                || token.upos == "SCONJ"
                || self.lexicon.questions.contains(&view.form(j))
                || self.lexicon.complementisers.contains(&view.form(j)) && token.rel() != "det"
                || token.upos == "PRON" && self.lexicon.relative.contains(&view.form(j)) && token.rel() != "det";
            let joined = token.upos == "CCONJ"
                && !(j + 1 < unit.end
                    && (view.is_nominal(j + 1) || matches!(view.token(j + 1).upos.as_str(), "DET" | "ADJ")));
            if outside
                && (view.is_comma(j) && !self.list_comma(j, last, unit)
                    || opens
                    || joined
                    || matches!(token.form.as_str(), ";" | ":")
                    || view.is_dash(j)
                    || view.is_verb(j) && token.feat("VerbForm") == Some("Inf"))
            {
                break;
            }
        }
        let finite = finite?;
        // Its subject, and where that begins.
        let mut verb = finite;
        if (self.is_auxiliary(verb) || view.token(verb).upos == "AUX")
            && let Some(h) = view.head(verb).filter(|&h| h > verb && unit.contains(&h))
        {
            verb = h;
        }
        let subject = view
            .children(verb)
            .iter()
            .chain(view.children(finite))
            .copied()
            .filter(|&c| c > last && c < finite && matches!(view.token(c).rel(), "nsubj" | "expl" | "csubj"))
            .max();
        let mut start = match subject {
            Some(s) => {
                let mut start = view.extent(s).0.clamp(last + 1, s);
                // Modifiers that the tree puts elsewhere.
                while start > last + 1
                    && view.token(s).upos != "PRON"
                    && view.token(start).upos != "DET"
                    && !self.in_time[start - 1]
                    && (matches!(view.token(start - 1).upos.as_str(), "ADJ" | "NUM" | "PROPN" | "PART" | "DET")
                        || view.token(start - 1).feat("VerbForm") == Some("Part") && start - 1 > last
                        || view.token(start - 1).deprel == "nmod:poss"
                        || matches!(view.token(start - 1).upos.as_str(), "ADV" | "ADP")
                            && view.token(start).upos == "NUM")
                {
                    start -= 1;
                }
                // "fighters from Russia are": back to the nominal that the phrase belongs to.
                while start > last + 1
                    && matches!(view.token(start).upos.as_str(), "ADP" | "CCONJ")
                    && view.is_nominal(start - 1)
                    && !self.in_time[start - 1]
                {
                    start -= 1;
                    while start > last + 1
                        && matches!(view.token(start - 1).upos.as_str(), "DET" | "ADJ" | "NOUN" | "PROPN" | "NUM")
                        && view.token(start).upos != "DET"
                        && !self.in_time[start - 1]
                    {
                        start -= 1;
                    }
                }
                start
            }
            None => {
                // The nominal that ends before the verb.
                let noun = match head {
                    Some(h) => h,
                    None => (last + 1..finite).rev().find(|&j| view.is_nominal(j) && !self.in_time[j])?,
                };
                let mut s = noun;
                while s > last + 1
                    && !self.in_time[s - 1]
                    && matches!(
                        view.token(s - 1).upos.as_str(),
                        "DET" | "ADJ" | "NOUN" | "PROPN" | "NUM" | "ADP" | "PRON" | "PART" | "PUNCT"
                    )
                    && !view.is_punct(s - 1)
                {
                    s -= 1;
                }
                s
            }
        };
        // A day, or a preposition with it, is the cue's.
        while start < finite
            && (self.in_time[start] && !(start..finite).all(|k| self.in_time[k] || !view.is_nominal(k))
                || view.is_punct(start) && view.quote_of(start).is_none()
                || view.token(start).upos == "ADP" && start + 1 < finite && self.in_time[start + 1])
        {
            start += 1;
        }
        let nominal =
            (start..finite).any(|j| view.is_nominal(j) || view.token(j).upos == "DET" || view.token(j).upos == "ADJ");
        // Before it may stand an addressee or an adverbial, but nothing that the cue governs as its own clause.
        let close = start <= last + 14;
        (nominal && close && start < finite).then_some((start, if heads.contains(&verb) { finite } else { verb }))
    }

    /// Whether a comma after the cue only parts members of a list or an apposition before a verb.
    pub(super) fn list_comma(&self, j: usize, last: usize, unit: &Range<usize>) -> bool {
        let view = self.view;
        // Right after the cue's adverbial: "said on Friday, …" is no bare clause.
        j > last + 1
            && j + 1 < unit.end
            && view.is_nominal(j - 1)
            && (view.token(j + 1).upos == "PROPN"
                || view.token(j + 1).upos == "NOUN"
                || view.token(j + 1).upos == "NUM"
                || view.token(j + 1).upos == "DET")
            && (last + 1..j).all(|k| !self.in_time[k])
            && (last + 1..j).any(|k| view.is_nominal(k))
            && view.token(j + 1).rel() != "nsubj"
            && view.ancestors(j + 1).chain([j + 1]).take(3).any(|a| matches!(view.token(a).rel(), "conj" | "appos"))
    }

    /// The complementiser that opens the cue's clause, past addressees and adverbials.
    pub(super) fn complementiser(&self, from: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        let mut j = from;
        let mut words = 0;
        while j < unit.end && words < 30 {
            if view.quote_of(j).is_some() || view.is_comma(j) && j + 1 < unit.end && self.cue_clause_at(j + 1, unit) {
                return None;
            }
            let form = view.form(j);
            let token = view.token(j);
            let question = self.lexicon.questions.contains(&form)
                || token.upos == "SCONJ" && self.lexicon.questions.contains(&view.lemma(j));
            if self.lexicon.complementisers.contains(&form) || question && j <= from + 1 {
                let clausal = token.upos == "SCONJ"
                    || token.rel() == "mark"
                    || question
                    || j <= from
                    || !self.lexicon.relative.contains(&form)
                    || view.token(j).upos == "PRON" && !view.is_nominal(j - 1)
                    // Before a nominal with its own verb it is no relative pronoun.
                    || view.token(j).upos == "PRON"
                        && j <= from + 3
                        && j + 1 < unit.end
                        && (view.is_nominal(j + 1) || view.token(j + 1).upos == "DET")
                        && !self.is_clitic(j + 1);
                // "affirme ainsi que": an adverb of the cue, not "ainsi que".
                let adverb = j == from + 1
                    && view.token(from).upos == "ADV"
                    && (view.token(j).rel() == "mark" || (j + 1..unit.end).any(|k| view.is_finite(k)));
                let adverbial = j > unit.start
                    && !adverb
                    && j > from
                    && (self.lexicon.adverbial.contains(&view.form(j - 1)) || view.token(j).rel() == "fixed");
                if adverbial {
                    return None;
                }
                if clausal {
                    // "à ce que": the clause begins with its preposition.
                    let mut start = j;
                    while start > from
                        && j - start < 2
                        && matches!(view.token(start - 1).upos.as_str(), "PRON" | "ADP")
                        && view.gap(start).trim().is_empty()
                        && self.opens_clause(start - 1, j)
                    {
                        start -= 1;
                    }
                    return Some(start);
                }
            }
            // A noun that the tagger took for a verb: "told donors that".
            let addressee = j == from
                && j + 1 < unit.end
                && self.lexicon.complementisers.contains(&view.form(j + 1))
                && view.token(j + 1).upos == "SCONJ";
            if view.is_finite(j) && !addressee || form == ";" || form == ":" {
                return None;
            }
            if view.is_verb(j) && view.token(j).feat("VerbForm") == Some("Inf") {
                return None;
            }
            words += usize::from(!view.is_punct(j));
            j += 1;
        }
        None
    }

    /// Whether `p` belongs to a complementiser of several words that ends at `j`.
    pub(super) fn opens_clause(&self, p: usize, j: usize) -> bool {
        let joined: Vec<String> = (p..=j).map(|w| self.view.form(w)).collect();
        self.lexicon.complementisers.contains(&joined.join(" "))
    }

    pub(super) fn infinitive_after(&self, frame: &Frame, last: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        // The parser may hang the infinitive elsewhere: the next verb form counts when it is one.
        let mut c = None;
        for j in last + 1..unit.end.min(last + 24) {
            if view.quote_of(j).is_some()
                || view.token(j).upos == "SCONJ"
                || matches!(view.token(j).form.as_str(), ";" | ":")
            {
                break;
            }
            if view.is_verb(j) {
                if view.token(j).feat("VerbForm") == Some("Inf") {
                    // Its mark hangs on it, and nothing but clitics stands between.
                    let mut m = j;
                    while m > last + 1
                        && !frame.infinitive.iter().any(|f| *f == view.form(m - 1))
                        && (matches!(view.token(m - 1).upos.as_str(), "PRON" | "ADV" | "PART")
                            || self.lexicon.negation.contains(&view.form(m - 1)))
                    {
                        m -= 1;
                    }
                    let marked = m > last + 1
                        && !(m > last + 2 && self.lexicon.adverbial.contains(&view.form(m - 2)))
                        && frame.infinitive.iter().any(|f| *f == view.form(m - 1));
                    let bare = frame.infinitive.iter().any(String::is_empty)
                        && (last + 1..m).all(|k| {
                            self.in_time[k] || view.is_punct(k) || matches!(view.token(k).upos.as_str(), "ADV" | "DET")
                        });
                    let parted = m > last + 1
                        && view.is_comma(m - 1)
                        && bare_only(frame)
                        && frame.infinitive.iter().any(String::is_empty);
                    if marked || bare || parted {
                        c = Some(j);
                    }
                    break;
                }
                if view.is_finite(j) {
                    break;
                }
            }
        }
        let c = c?;
        // An auxiliary infinitive governs through its participle.
        let head =
            if self.is_auxiliary(c) { view.head(c).filter(|&h| h > c && unit.contains(&h)).unwrap_or(c) } else { c };
        Some(head)
    }

    pub(super) fn infinitive_start(&self, c: usize, last: usize) -> usize {
        let view = self.view;
        let mut start = c;
        let mut j = c;
        while j > last + 1 && c - j < 6 {
            j -= 1;
            if view.is_punct(j) || view.quote_of(j).is_some() {
                break;
            }
            if !view.below(j, c) {
                break;
            }
            let token = view.token(j);
            if matches!(token.rel(), "mark" | "case") {
                return j;
            }
            if token.upos == "NOUN" || token.upos == "PROPN" {
                break;
            }
            start = j;
        }
        // "ne pas vouloir": the negation belongs to it wherever the tree hangs it.
        let negates = |j: usize| j > last && self.lexicon.negation.contains(&view.form(j));
        if start > last + 1 && negates(start - 1) {
            return start - 1;
        }
        if start > last + 2 && view.token(start - 1).upos == "ADV" && negates(start - 2) {
            return start - 2;
        }
        start
    }
}

fn bare_only(frame: &Frame) -> bool {
    frame.infinitive.iter().all(String::is_empty)
}
