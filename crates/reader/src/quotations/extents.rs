//! Where a content clause ends: what still belongs to it, and what is the cue's again.

use std::ops::Range;

use super::cues::Finder;

impl Finder<'_, '_, '_> {
    /// End of the clause that `start` opens under a cue.
    pub(super) fn content_end(&self, start: usize, heads: &[usize], unit: &Range<usize>) -> usize {
        let view = self.view;
        // The word that the complementiser hangs on heads the clause.
        let top = view
            .ancestors(start)
            .take(12)
            .take_while(|a| !heads.contains(a))
            .filter(|a| *a >= start && unit.contains(a))
            .last()
            .or_else(|| (start + 1..unit.end).find(|&j| view.is_verb(j)))
            .unwrap_or(start);
        self.content_end_of(top, start, heads, unit)
    }

    /// End of the clause headed by `top` that begins at `start`.
    pub(super) fn content_end_of(&self, top: usize, start: usize, heads: &[usize], unit: &Range<usize>) -> usize {
        let view = self.view;
        let (_, hi) = view.extent(top);
        let mut end = hi.max(top).min(unit.end - 1);
        let below = |j: usize| view.below(j, top);
        let mut resumed_once = false;
        loop {
            // A quotation is not left in the middle.
            if let Some(q) = view.quote_of(end) {
                while end + 1 < unit.end && view.quote_of(end + 1) == Some(q) {
                    end += 1;
                }
            }
            let next = end + 1;
            if next >= unit.end {
                break;
            }
            let form = view.form(next);
            let cut_off = view.id(next).sentence != view.id(top).sentence;
            if view.quote_of(next).is_some() {
                end = next;
                continue;
            }
            if view.is_punct(next) {
                let cue_ahead = next + 1 < unit.end && self.cue_clause_at(next + 1, unit);
                // A hyphen or apostrophe inside a word parts nothing.
                let glued = view.gap(next).is_empty()
                    && next + 1 < unit.end
                    && view.gap(next + 1).is_empty()
                    && !matches!(form.as_str(), "," | "." | ";" | ":" | "!" | "?");
                // ", and that …": a further clause of what is said.
                let further = next + 2 < unit.end
                    && self.lexicon.coordinators.contains(&view.form(next + 1))
                    && self.lexicon.complementisers.contains(&view.form(next + 2));
                let parenthesis = glued || matches!(form.as_str(), ")" | "(" | "[" | "]" | "'" | "’");
                // A relative clause, or the main clause after one that was fronted.
                let relative = next + 1 < unit.end
                    && view.quote_of(next + 1).is_none()
                    && (view.token(next + 1).upos == "PRON" && self.lexicon.relative.contains(&view.form(next + 1))
                        || self.lexicon.questions.contains(&view.form(next + 1)) && view.token(next + 1).upos == "ADV");
                let goes_on = next + 1 < unit.end && self.adverbial_at(next + 1, unit);
                let resumed = view.is_comma(next) && !resumed_once && self.fronts(start, unit);
                resumed_once |= resumed;
                if parenthesis
                    || view.is_comma(next) && !cue_ahead && (cut_off || relative || resumed || goes_on || further)
                {
                    end = next;
                    continue;
                }
                break;
            }
            if self.lexicon.coordinators.contains(&form) {
                if !self.joins(next, start, heads, unit, cut_off, &below) {
                    break;
                }
                end = next;
                continue;
            }
            end = next;
        }
        // What hangs on the cue and not on the clause is left out at the end.
        self.shorten(start, end, top, heads, unit)
    }

    /// Whether an adverbial clause or participle that belongs to what is said begins at `j`.
    pub(super) fn adverbial_at(&self, j: usize, unit: &Range<usize>) -> bool {
        let view = self.view;
        let token = view.token(j);
        if view.quote_of(j).is_some() || self.report_at(j, unit.end - 1, unit) || self.cue_clause_at(j, unit) {
            return false;
        }
        let conjunction =
            token.upos == "SCONJ" && token.rel() == "mark" && !self.lexicon.as_clause.contains(&view.form(j));
        let participle = view.is_verb(j)
            && (token.feat("VerbForm") == Some("Ger")
                || token.feat("VerbForm") == Some("Part") && token.feat("Tense") == Some("Pres"))
            && self.frame(j).is_none();
        conjunction || participle
    }

    /// Whether the clause that begins at `start` begins with a subordinate clause: `that when …, …`.
    pub(super) fn fronts(&self, start: usize, unit: &Range<usize>) -> bool {
        let view = self.view;
        (start..unit.end.min(start + 2))
            .skip(usize::from(self.lexicon.complementisers.contains(&view.form(start))))
            .take(1)
            .any(|j| {
                view.token(j).upos == "SCONJ" && view.token(j).rel() == "mark"
                    || self.lexicon.questions.contains(&view.form(j))
                    || view.token(j).upos == "ADP"
            })
    }

    /// Whether the coordinator at `c` coordinates inside the content that begins at `start`.
    pub(super) fn joins(
        &self,
        c: usize,
        start: usize,
        heads: &[usize],
        unit: &Range<usize>,
        cut_off: bool,
        below: &dyn Fn(usize) -> bool,
    ) -> bool {
        let view = self.view;
        let Some(k) = (c + 1..unit.end.min(c + 4)).find(|&k| view.token(k).upos != "ADV") else { return false };
        if view.quote_of(k).is_some() {
            return true;
        }
        if self.lexicon.complementisers.contains(&view.form(k)) && view.token(k).upos != "PRON" {
            return true;
        }
        if self.participle_cue(c + 1, unit.end - 1) {
            return false;
        }
        if view.token(k).upos == "ADP" {
            return true;
        }
        let comma = c > unit.start && view.is_comma(c - 1);
        let into = view.head(c).filter(|h| unit.contains(h));
        let leaves = into.is_some_and(|h| heads.contains(&h) || view.head(h).is_some_and(|hh| heads.contains(&hh)));
        if view.is_finite(k) {
            // Without a subject of its own: the cue's or the content's?
            if view.token(c - 1).upos == "AUX" {
                return true;
            }
            let infinitive = !(start..c).any(|j| view.is_finite(j) && view.quote_of(j).is_none());
            let main = if self.is_auxiliary(k) {
                view.head(k).filter(|&h| h > k && unit.contains(&h)).unwrap_or(k)
            } else {
                k
            };
            let cue = self.frame(main).is_some_and(|(f, _)| f.group != "utter")
                && !self.lexicon.raising.contains(&view.lemma(main))
                && !self.lexicon.lemma_of(&view.form(main)).is_some_and(|l| self.lexicon.raising.contains(l));
            // After "affirmant que …" a bare simple tense cannot be the cue's.
            let bare = heads.iter().all(|&h| {
                !view.is_finite(h)
                    && !view.children(h).iter().any(|&a| a < h && self.is_auxiliary(a) && view.is_finite(a))
            });
            let simple = !self.lexicon.perfect.contains(&view.lemma(k));
            if bare && !heads.is_empty() && simple && !infinitive && !cue {
                return true;
            }
            if infinitive || comma || cue {
                return false;
            }
            // After "a dit que …" a bare present or imperfect goes on with what is said.
            let perfect = heads
                .iter()
                .any(|&h| view.children(h).iter().any(|&a| a < h && self.lexicon.perfect.contains(&view.lemma(a))));
            if perfect && !self.lexicon.perfect.contains(&view.lemma(k)) {
                return true;
            }
            let tense = |j: usize| view.token(j).feat("Tense");
            let cue_tense = heads
                .iter()
                .flat_map(|&h| {
                    std::iter::once(h).chain(view.children(h).iter().copied().filter(|&a| self.is_auxiliary(a)))
                })
                .find_map(tense);
            if cue_tense == Some("Pres") && tense(k) == Some("Past")
                || cue_tense == Some("Past") && tense(k) == Some("Pres")
            {
                return true;
            }
            return !leaves;
        }
        if self.cue_clause_at(c + 1, unit) {
            return false;
        }
        if view.is_verb(k)
            && view.token(k).feat("VerbForm") == Some("Inf")
            && !heads.iter().any(|&h| view.token(h).feat("VerbForm") == Some("Inf"))
        {
            return true;
        }
        !(leaves || !cut_off && into.is_some_and(|h| !below(h)))
    }

    /// Takes trailing adverbials of the cue, and participial or fronted cues, off the end.
    pub(super) fn shorten(&self, start: usize, end: usize, top: usize, heads: &[usize], unit: &Range<usize>) -> usize {
        let view = self.view;
        let mut stop = end + 1;
        for j in start + 1..=end {
            let leads = view.token(j).form == ":" && j < end && view.quote_of(j + 1).is_some();
            // Only a cue has asides of its own; the words under "selon X" have none.
            let aside = view.is_comma(j)
                && !heads.is_empty()
                && j < end
                && (view.token(j + 1).form == "("
                    || self.lexicon.manner.contains(&view.form(j + 1)) && self.nonfinite_at(j + 2, end));
            let joined = view.quote_of(j).is_none()
                && self.lexicon.coordinators.contains(&view.form(j))
                && j < end
                && !heads.is_empty()
                && !self.joins(j, start, heads, unit, true, &|_| true);
            // "… - a claim that others dispute".
            let comment = view.is_dash(j)
                && (j + 1..=end.min(j + 4)).any(|k| {
                    self.lexicon.noun(&view.lemma(k)).is_some() || self.lexicon.carriers.contains(&view.lemma(k))
                })
                && (j + 1..=end.min(j + 1)).any(|k| view.token(k).upos == "DET");
            // "… - while keeping silent": an aside of the teller.
            let while_dash = view.is_dash(j) && j < end && view.token(j + 1).upos == "SCONJ";
            if view.quote_of(j).is_none() && (leads || aside || joined || comment || while_dash) {
                stop = j;
                break;
            }
            if view.quote_of(j).is_some()
                || !view.is_punct(j)
                || !(view.is_comma(j) || view.is_dash(j) || view.token(j).form == ";")
            {
                continue;
            }
            let next = j + 1;
            if next > end {
                break;
            }
            if self.cue_clause_at(next, unit)
                || self.report_at(next, end, unit)
                || self.attribution_at(next).is_some_and(|(_, weak)| !weak) && !self.resumes(next, end, top)
            {
                stop = j;
                break;
            }
        }
        self.trim_end(stop, unit).max(start)
    }

    /// Whether a participle or infinitive stands at `j`, clitics before it.
    pub(super) fn nonfinite_at(&self, j: usize, end: usize) -> bool {
        let view = self.view;
        (j..=end.min(j + 2))
            .find(|&k| view.token(k).upos != "PRON")
            .is_some_and(|k| view.is_verb(k) && !view.is_finite(k))
    }

    /// Whether another report begins at `j`: `while another said …`, `Reuters reported.`
    pub(super) fn report_at(&self, j: usize, end: usize, unit: &Range<usize>) -> bool {
        let view = self.view;
        let contrast = matches!(view.token(j).upos.as_str(), "SCONJ" | "CCONJ");
        let from = if contrast { j + 1 } else { j };
        let mut nominal = false;
        for k in from..=end.min(from + 7) {
            let token = view.token(k);
            if view.quote_of(k).is_some() || view.is_punct(k) && !matches!(token.form.as_str(), "'" | "’" | ".") {
                return false;
            }
            if view.is_verb(k) && !self.is_auxiliary(k) {
                let Some((frame, _)) = self.frame(k) else { return false };
                let finite = view.is_finite(k)
                    || view.children(k).iter().any(|&a| a < k && self.is_auxiliary(a) && view.is_finite(a));
                let past = view.token(k).feat("VerbForm") == Some("Part")
                    && !view.children(k).iter().any(|&a| self.is_auxiliary(a));
                let told = (finite || past && contrast) && nominal && frame.reports();
                // Without a conjunction it must close the sentence.
                return told
                    && (contrast
                        || frame.fronted
                            && (k + 1..unit.end.min(k + 4))
                                .all(|m| view.is_punct(m) || self.in_time[m] || view.token(m).upos == "ADP"));
            }
            if token.upos == "SCONJ" || token.upos == "PRON" && self.lexicon.relative.contains(&view.form(k)) {
                return false;
            }
            nominal |= view.is_nominal(k) || token.upos == "DET";
        }
        false
    }

    /// Whether a past participle of a cue stands at `j`, adverbs before it: `et averti que`.
    pub(super) fn participle_cue(&self, j: usize, end: usize) -> bool {
        let view = self.view;
        let Some(k) = (j..=end.min(j + 2)).find(|&k| view.token(k).upos != "ADV" && view.quote_of(k).is_none()) else {
            return false;
        };
        view.is_verb(k)
            && view.token(k).feat("VerbForm") == Some("Part")
            && view.token(k).feat("Tense") != Some("Pres")
            && !self.is_auxiliary(k)
            && !self.lexicon.perfect.contains(&view.lemma(k))
            && self.frame(k).is_some_and(|(f, _)| f.reports())
    }

    /// Whether the clause headed by `top` goes on after the phrase at `from`.
    pub(super) fn resumes(&self, from: usize, end: usize, top: usize) -> bool {
        let view = self.view;
        let comma = (from..=end).find(|&j| view.is_comma(j) && view.quote_of(j).is_none());
        comma.is_some_and(|c| {
            c < end && (c + 1..=end).any(|j| view.is_verb(j) && view.head(j) == Some(top)) || top > from
        })
    }

    /// Whether a cue clause begins at `j`: `précisant que`, `a-t-il dit`, `selon X`.
    pub(super) fn cue_clause_at(&self, j: usize, unit: &Range<usize>) -> bool {
        let view = self.view;
        let mut k = j;
        let mut steps = 0;
        let mut participle = true;
        while k < unit.end && steps < 4 {
            if view.quote_of(k).is_some() || view.is_punct(k) && !self.is_clitic(k) {
                return false;
            }
            if view.is_verb(k) && !self.is_auxiliary(k) {
                let Some((frame, _)) = self.frame(k) else { return false };
                let token = view.token(k);
                let present = token.feat("VerbForm") == Some("Ger")
                    || token.feat("VerbForm") == Some("Part") && token.feat("Tense") == Some("Pres");
                if present && participle && (frame.reports() || j > 0 && view.is_comma(j - 1)) {
                    return true;
                }
                let inverted = (j..unit.end.min(k + 4)).any(|c| self.is_clitic(c));
                let finite = view.is_finite(k) || (j..k).any(|a| view.is_finite(a) && self.is_auxiliary(a));
                let subjectless = self.own_subject(k).is_none_or(|s| s > k);
                return finite
                    && frame.fronted
                    && (inverted
                        || subjectless
                            && k > j
                            && self.nominal_after(k, unit).is_some()
                            && !self.lexicon.relative.contains(&view.form(j)));
            }
            if matches!(view.token(k).upos.as_str(), "NOUN" | "PROPN" | "SCONJ") {
                return false;
            }
            if !matches!(view.token(k).upos.as_str(), "ADP" | "ADV") {
                participle = participle && view.token(k).upos != "DET";
            }
            k += 1;
            steps += 1;
        }
        false
    }

    /// End of a main clause that begins at `start`: a semicolon, a further cue, or the unit's end.
    pub(super) fn clause_end(&self, start: usize, unit: &Range<usize>) -> usize {
        let view = self.view;
        let semicolon =
            (start..unit.end).find(|&j| view.token(j).form == ";" && view.quote_of(j).is_none()).unwrap_or(unit.end);
        let end = self.trim_end(semicolon, unit);
        if end <= start { start } else { self.shorten(start, end - 1, start, &[], unit).max(start) }
    }
}
