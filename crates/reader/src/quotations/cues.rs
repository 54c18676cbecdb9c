//! Cues: the words that report, whose words they report, and the clause in which they do.

use std::ops::Range;

use super::lexicon::{Frame, Lexicon};
use super::view::View;

/// Whose words a cue reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Those of whoever the nominal at this word names.
    Word(usize),
    /// Those of whoever was speaking: a participle without a subject of its own.
    Current,
    /// Nobody can tell.
    Nobody,
}

/// How a cue and what it reports stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The cue first: `X a dit que …`, `X: "…"`.
    Before,
    /// What is reported first: `…, a dit X`.
    After,
    /// A preposition or conjunction names the speaker: `selon X, …`.
    Attribution,
}

/// One cue.
#[derive(Clone, Debug)]
pub(super) struct Cue<'l> {
    /// The word that governs.
    pub(super) at: usize,
    /// The words of the cue.
    pub(super) words: Range<usize>,
    /// Where its clause begins, the subject included.
    pub(super) clause_start: usize,
    /// Its frame; none for a verb that only its place makes a cue.
    pub(super) frame: Option<&'l Frame>,
    pub(super) who: Who,
    pub(super) order: Order,
    /// The words in which its content may lie, without the cue.
    pub(super) content: Option<Range<usize>>,
    /// Whether the content is a clause or infinitive of its own, fit for an indirect quotation.
    pub(super) indirect: bool,
    pub(super) negated: bool,
    /// Name of the rule.
    pub(super) rule: &'static str,
}

/// Finds cues in a view.
pub(super) struct Finder<'v, 'a, 'l> {
    pub(super) view: &'v View<'a>,
    pub(super) lexicon: &'l Lexicon,
    /// Whether a word lies in a calendar expression.
    pub(super) in_time: &'v [bool],
    /// The name that a word lies in, by its index, and whether it is a person's.
    pub(super) in_name: &'v [Option<(usize, bool)>],
    /// Whether a word heads the mention of an actor.
    pub(super) is_actor: &'v [bool],
}

impl<'l> Finder<'_, '_, 'l> {
    /// The cues of unit `u`, in text order.
    pub(super) fn unit(&self, u: usize) -> Vec<Cue<'l>> {
        let words = self.view.units[u].words.clone();
        let mut cues: Vec<Cue<'l>> = Vec::new();
        let mut i = words.start;
        while i < words.end {
            if self.view.quote_of(i).is_none() {
                let attribution = self.attribution(i, &words);
                if let Some(cue) = attribution {
                    i = cue.words.end;
                    cues.push(cue);
                    continue;
                }
                let cue = self.verb(i, &words, &cues).or_else(|| self.noun(i, &words));
                cues.extend(cue);
            }
            i += 1;
        }
        cues
    }

    /// The frame of the word at `i`, and the first word of the cue.
    fn frame(&self, i: usize) -> Option<(&'l Frame, usize)> {
        let lemma = self.view.lemma(i);
        for (before, frame) in self.lexicon.phrases(&lemma) {
            let mut at = i;
            let mut found = true;
            for word in before.iter().rev() {
                let reach = at.saturating_sub(4);
                let hit = (reach..at).rev().find(|&j| {
                    let form = self.view.form(j);
                    self.view.quote_of(j).is_none()
                        && (self.view.lemma(j) == *word
                            || form == *word
                            || self.lexicon.reflexive.contains(&form) && self.lexicon.reflexive.contains(word))
                });
                match hit {
                    Some(j) => at = j,
                    None => {
                        found = false;
                        break;
                    }
                }
            }
            if found {
                return Some((frame, at));
            }
        }
        let form = self.view.form(i);
        if !self.view.is_verb(i) && !self.mistagged(i) {
            return None;
        }
        self.lexicon.verb(&lemma).or_else(|| self.lexicon.verb(self.lexicon.lemma_of(&form)?)).map(|f| (f, i))
    }

    /// Whether the word is no verb to the tagger, yet stands where only a verb of telling can: a form of a cue
    /// verb after an auxiliary, between closing marks and a name, before a complementiser.
    fn mistagged(&self, i: usize) -> bool {
        let view = self.view;
        let form = view.form(i);
        if self.lexicon.lemma_of(&form).is_none() || view.quote_of(i).is_some() {
            return false;
        }
        let unit = view.unit_of(i);
        let neighbour =
            |j: usize| (j < view.len() && view.unit_of(j) == unit && view.quote_of(j).is_none()).then_some(j);
        let before = i.checked_sub(1).filter(|&p| view.unit_of(p) == unit);
        let next = neighbour(i + 1);
        let led = before.is_some_and(|p| {
            view.quote_of(p).is_none()
                && (self.is_clitic(p) || view.is_verb(p) && self.lexicon.perfect.contains(&view.lemma(p)))
        });
        let after_marks = before.is_some_and(|p| {
            view.quote_of(p).is_some()
                || view.is_comma(p) && p > 0 && view.unit_of(p - 1) == unit && view.quote_of(p - 1).is_some()
        });
        let named = next.is_some_and(|n| matches!(view.token(n).upos.as_str(), "PROPN" | "DET") || self.is_clitic(n));
        let parted = before.is_some_and(|p| view.is_comma(p));
        let opens = next.is_some_and(|n| self.lexicon.complementisers.contains(&view.form(n)));
        // An adposition or conjunction cannot look like an inflected verb.
        let function = matches!(view.token(i).upos.as_str(), "ADP" | "SCONJ" | "X" | "INTJ" | "PART" | "CCONJ");
        led || after_marks && named || parted && opens || function
    }

    fn is_auxiliary(&self, i: usize) -> bool {
        matches!(self.view.token(i).rel(), "aux" | "cop")
    }

    fn verb(&self, i: usize, unit: &Range<usize>, before: &[Cue<'l>]) -> Option<Cue<'l>> {
        let view = self.view;
        if self.is_auxiliary(i) {
            return None;
        }
        let known = self.frame(i);
        if known.is_none() && !view.is_verb(i) {
            return None;
        }
        // A verb that begins a phrase is left to the phrase.
        if known.is_none() && (i + 1..unit.end.min(i + 4)).any(|k| self.frame(k).is_some_and(|(_, f)| f <= i)) {
            return None;
        }
        let mut first = known.map_or(i, |(_, f)| f);
        let governor = (first..=i).find(|&j| view.is_verb(j) && !self.is_auxiliary(j)).unwrap_or(i);
        // The verb group: auxiliaries, clitics, negation, adverbs between.
        let group_start = self.group_start(first, unit);
        first = first.min(group_start);
        let mistagged = known.is_some() && !view.is_verb(i) && governor == i;
        let perfect = self.is_perfect(group_start, i, governor)
            || mistagged && (group_start..i).any(|j| view.is_verb(j) && self.lexicon.perfect.contains(&view.lemma(j)));
        let passive = self.is_passive(governor, perfect);
        let bare_participle =
            view.token(i).feat("VerbForm") == Some("Part") && view.token(i).feat("Tense") != Some("Pres");
        // A form that stands right after closing marks is finite, whatever the tagger says.
        let beside_mark = known.is_some()
            && first > unit.start
            && (view.quote_of(first - 1).is_some()
                || view.is_comma(first - 1) && first - 1 > unit.start && view.quote_of(first - 2).is_some());
        let finite = view.is_finite(i)
            || view.is_finite(governor)
            || perfect
            || mistagged && beside_mark
            || (group_start..i).any(|j| view.is_finite(j) && self.is_auxiliary(j))
            || beside_mark
                && !(bare_participle
                    && (self.agent(governor, i, unit).is_some()
                        || before.iter().any(|c| c.order == Order::Before && c.frame.is_some() && c.at < i)));
        let mut last = i;
        while last + 1 < unit.end && self.is_clitic(last + 1) {
            last += 1;
        }
        let negated = self.negated(group_start, i, &[governor, i]);
        let mut cue = Cue {
            at: i,
            words: first..last + 1,
            clause_start: first,
            frame: known.map(|(f, _)| f),
            who: Who::Nobody,
            order: Order::Before,
            content: None,
            indirect: false,
            negated,
            rule: "loose",
        };
        let inverted = self.clitic_in(group_start..last + 1).filter(|&c| c > group_start || c > i);
        let subject = self.own_subject(governor).or_else(|| self.own_subject(i)).filter(|&s| unit.contains(&s));
        let starts = |at: usize| at.checked_sub(1).filter(|p| *p >= unit.start);
        // Whether the clause only names the teller: "as X noted, …".
        let clause_first = subject.filter(|&s| s < first).map_or(first, |s| self.nominal_start(s, unit).min(first));
        let naming = starts(clause_first).is_some_and(|p| self.lexicon.as_clause.contains(&view.form(p)));
        let complement =
            known.filter(|_| !naming).and_then(|(frame, _)| self.complement(frame, governor, i, last, unit));
        let finite = finite
            || known.is_some()
                && bare_participle
                && !passive
                && subject.is_some_and(|s| s < first && view.token(s).deprel == "nsubj");
        // "The plan is dead," the statement stressed: a past that looks like the participle.
        let finite = finite
            || known.is_some()
                && bare_participle
                && !passive
                && self.nominal_before(first, unit).and_then(starts).is_some_and(|p| view.quote_of(p).is_some());
        // Words after an inverted subject are no complement.
        let complement = complement.filter(|(content, _, rule)| {
            !(*rule == "infinitive" && beside_mark && (last + 1..content.start).any(|j| view.is_comma(j)))
        });
        // … , a dit X; …, dit-il
        if finite && complement.is_none() && !passive {
            let preceded = starts(first).is_some_and(|p| self.closes_content(p));
            // The tree may give the verb the subject of what it reports.
            let own_after = subject.is_none_or(|s| s > first || view.quote_of(s).is_some())
                || self.nominal_after(last, unit).is_some_and(|n| self.is_actor[n] || view.token(n).upos == "PROPN")
                    && self.main_predicate(&self.region(first, unit, before));
            if preceded && own_after && known.is_none_or(|(f, _)| f.fronted || self.after_quote(first, unit)) {
                let who = inverted.or_else(|| self.nominal_after(last, unit));
                // A verb that is no cue by itself must stand right beside the marks and before its subject.
                let close = self.after_quote(first, unit)
                    && (inverted.is_some()
                        || starts(first).is_some_and(|p| view.is_comma(p))
                            && who.is_some_and(|w| {
                                (last + 1..w).all(|j| {
                                    matches!(
                                        view.token(j).upos.as_str(),
                                        "ADV" | "DET" | "ADJ" | "NUM" | "NOUN" | "PROPN"
                                    )
                                })
                            }));
                let beside = known.is_some() || close;
                if let Some(who) = who.filter(|_| beside) {
                    let region = self.region(first, unit, before);
                    let quoted = region.clone().any(|w| view.quote_of(w).is_some());
                    if !region.is_empty()
                        && (quoted || subject.is_none_or(|s| s > first) || self.main_predicate(&region))
                    {
                        cue.who = self.refine(who, i, last, unit);
                        cue.order = Order::After;
                        cue.indirect = known.is_some_and(|(f, _)| f.fronted) && region.clone().any(|j| view.is_verb(j));
                        cue.content = Some(region);
                        cue.rule = "fronted";
                        return Some(cue);
                    }
                }
            }
            // …, X said
            if let Some((frame, _)) = known
                && let Some(start) = self.nominal_before(first, unit)
                && frame.fronted
                && starts(start).is_some_and(|p| self.closes_content(p))
                && self.closes_clause(i, last, unit)
            {
                let region = self.region(start, unit, before);
                let quoted = region.clone().any(|w| view.quote_of(w).is_some());
                let asserts = self.main_predicate(&region);
                if !region.is_empty() && (quoted || asserts) {
                    let own = subject.filter(|&s| s >= start && s < first);
                    let who = own.or_else(|| self.nominal_from(start, unit));
                    let told = if frame.agent { self.agent(i, last, unit) } else { None };
                    cue.who = match told {
                        Some(agent) => Who::Word(agent),
                        None => who.map_or(Who::Current, |w| self.issuer(w, unit)),
                    };
                    cue.clause_start = start;
                    cue.order = Order::After;
                    cue.indirect = frame.fronted && asserts;
                    cue.content = Some(region);
                    cue.rule = "fronted";
                    return Some(cue);
                }
            }
        }
        let (frame, _) = known?;
        if passive && self.agent(governor, i, unit).is_none() {
            return None;
        }
        if self.hedged(governor, i) {
            return None;
        }
        cue.who = self.who(governor, i, last, unit);
        // ", …ant que": a participle after a comma goes with the cue before it.
        let present = view.token(i).feat("VerbForm") == Some("Ger")
            || view.token(i).feat("VerbForm") == Some("Part") && view.token(i).feat("Tense") == Some("Pres");
        if present
            && known.is_some()
            && subject.is_none_or(|s| s > first)
            && starts(first).is_some_and(|p| view.is_comma(p))
            && let Some(earlier) = before.iter().rev().find(|c| {
                c.order != Order::Attribution
                    && c.frame.is_some()
                    && (c.content.is_none()
                        || c.order == Order::After
                        || !c.content.as_ref().is_some_and(|r| r.contains(&i)))
            })
        {
            cue.who = earlier.who;
        }
        if let Who::Word(s) = cue.who
            && s < first
            && unit.contains(&s)
        {
            cue.clause_start = self.nominal_start(s, unit).min(first);
        }
        if let Some((content, indirect, rule)) = complement {
            cue.indirect = indirect && self.told(governor, i, finite);
            cue.content = Some(content);
            cue.rule = rule;
        }
        let _ = frame;
        // As X said, …
        if finite
            && let Some(start) = starts(cue.clause_start)
            && self.lexicon.as_clause.contains(&view.form(start))
            && cue.content.is_none()
        {
            cue.clause_start = start;
            cue.order = Order::Attribution;
            cue.rule = "as-clause";
            let opening =
                start == unit.start || (start > unit.start && view.is_comma(start - 1) && start - unit.start < 4);
            if opening
                && let Some(comma) = (last + 1..unit.end).find(|&j| view.is_comma(j) && view.quote_of(j).is_none())
            {
                let region = comma + 1..self.trim_end(unit.end, unit);
                cue.indirect = self.asserts(&region, None);
                cue.content = Some(region);
            }
        }
        Some(cue)
    }

    /// First word of the verb group that ends at or after `i`.
    fn group_start(&self, i: usize, unit: &Range<usize>) -> usize {
        let view = self.view;
        let mut first = i;
        let mut at = i;
        while at > unit.start && i - at < 8 {
            let p = at - 1;
            if view.quote_of(p).is_some() || view.is_punct(p) && !view.token(p).form.starts_with('-') {
                break;
            }
            let token = view.token(p);
            let form = view.form(p);
            let counts = self.is_auxiliary(p)
                || matches!(token.rel(), "expl")
                || token.upos == "PRON" && self.lexicon.object_clitics.contains(&form)
                || token.upos == "PRON"
                    && token.rel() != "nsubj"
                    && !self.lexicon.relative.contains(&form)
                    && view.below(p, i)
                || self.lexicon.negation.contains(&form)
                || self.is_clitic(p)
                || self.lexicon.perfect.contains(&view.lemma(p)) && view.is_verb(p)
                || self.lexicon.reflexive.contains(&form);
            if counts {
                first = p;
                at = p;
            } else if let Some(back) = self.inserted(p, unit) {
                at = back;
            } else if token.upos == "ADV" && view.below(p, i) {
                at = p;
            } else {
                break;
            }
        }
        first
    }

    /// The auxiliary before an adverbial that ends at `p`: `a de son côté souligné`, `a, lundi, indiqué`.
    fn inserted(&self, p: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        if !(view.is_nominal(p) || view.is_comma(p) || view.token(p).upos == "ADV") || view.token(p).upos == "PRON" {
            return None;
        }
        let mut j = p;
        while j > unit.start && p - j < 6 {
            let token = view.token(j);
            if view.quote_of(j).is_some() {
                return None;
            }
            if self.lexicon.perfect.contains(&view.lemma(j)) && view.is_verb(j) && view.is_finite(j) {
                return Some(j + 1);
            }
            if !matches!(token.upos.as_str(), "ADP" | "DET" | "NOUN" | "ADJ" | "ADV" | "PUNCT" | "PROPN" | "NUM") {
                return None;
            }
            j -= 1;
        }
        None
    }

    /// Whether the word is a pronoun hung on its verb: `-il`, `t-elle`.
    fn is_clitic(&self, i: usize) -> bool {
        let token = self.view.token(i);
        let form = self.view.form(i);
        let bare = form.trim_start_matches('-');
        let hung = form.starts_with('-')
            || i > 0 && self.view.token(i - 1).form.ends_with('-')
            || i > 0 && self.view.form(i - 1).trim_start_matches('-') == "t";
        let linking = bare == "t"
            && i > 0
            && self.view.gap(i).is_empty()
                | form.starts_with('-')
                | (self.view.token(i).upos != "NOUN"
                    && self.view.len() > i + 1
                    && self.view.token(i + 1).form.starts_with('-'));
        (hung && self.lexicon.clitics.contains(bare) && token.upos != "NOUN")
            || (linking && self.lexicon.clitics.contains("t"))
            || (form.contains('-') && self.lexicon.clitics.contains(&form))
    }

    fn clitic_in(&self, range: Range<usize>) -> Option<usize> {
        range.clone().rev().find(|&j| self.is_clitic(j) && self.view.form(j).trim_start_matches('-') != "t")
    }

    fn negated(&self, group_start: usize, i: usize, heads: &[usize]) -> bool {
        let view = self.view;
        let is =
            |j: usize| self.lexicon.negation.contains(&view.form(j)) || self.lexicon.negation.contains(&view.lemma(j));
        (group_start..i).any(is)
            || heads
                .iter()
                .any(|&h| view.children(h).iter().any(|&c| c < i && i - c < 6 && view.quote_of(c).is_none() && is(c)))
    }

    /// Whether what is reported may end at `p`: a comma, a dash, a closing mark.
    fn closes_content(&self, p: usize) -> bool {
        self.view.is_comma(p) || self.view.quote_of(p).is_some() || self.view.is_dash(p)
    }

    /// Whether a quotation ends close before `at`.
    fn after_quote(&self, at: usize, unit: &Range<usize>) -> bool {
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

    /// The nominal subject that the tree gives the verb.
    fn own_subject(&self, v: usize) -> Option<usize> {
        let view = self.view;
        view.children(v)
            .iter()
            .copied()
            .filter(|&c| {
                matches!(view.token(c).rel(), "nsubj" | "csubj") && view.quote_of(c).is_none() && !self.is_clitic(c)
            })
            .filter(|&c| !(view.token(c).upos == "PRON" && self.lexicon.object_clitics.contains(&view.form(c))))
            .filter(|&c| view.token(c).upos != "SCONJ")
            // A predicate with a subject of its own is fronted content.
            .filter(|&c| {
                !view
                    .children(c)
                    .iter()
                    .any(|&k| matches!(view.token(k).rel(), "cop" | "nsubj") && view.quote_of(k).is_none())
            })
            .min_by_key(|&c| c.abs_diff(v))
    }

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

    /// Start of the nominal that stands right before a verb group, back to a comma, a dash or a closing mark.
    fn nominal_before(&self, first: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        let mut start = first;
        let mut nominal = false;
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
                && matches!(view.token(begin - 1).upos.as_str(), "PROPN" | "NOUN" | "ADJ" | "DET" | "NUM" | "PART")
            {
                begin -= 1;
            }
            let plain = (comma..first).all(|j| !view.is_finite(j)) && begin < end;
            let named = (begin..end).any(|j| view.token(j).upos == "PROPN");
            return (plain && named && begin > unit.start && view.is_comma(begin - 1)).then_some(begin);
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
            nominal |= view.is_nominal(p);
            start = p;
        }
        let linked = self.lexicon.coordinators.contains(&view.form(start))
            || matches!(view.token(start).upos.as_str(), "ADP" | "SCONJ" | "ADV" | "CCONJ");
        (nominal && start < first && !linked).then_some(start)
    }

    /// Whether the words hold a finite verb of a main clause: one that no subordinator or relative pronoun takes.
    fn main_predicate(&self, region: &Range<usize>) -> bool {
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
            }
        }
        false
    }

    /// Whether nothing but adverbials follows the cue in its clause.
    fn closes_clause(&self, i: usize, last: usize, unit: &Range<usize>) -> bool {
        let view = self.view;
        for j in last + 1..unit.end {
            if view.quote_of(j).is_some() {
                return !(j == last + 1);
            }
            if view.is_comma(j) {
                return j > last + 1 || !(j + 1 < unit.end && view.quote_of(j + 1).is_some()) || true;
            }
            if matches!(view.token(j).form.as_str(), ";" | "." | "!" | "?") || view.is_dash(j) {
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
    fn region(&self, end: usize, unit: &Range<usize>, before: &[Cue<'l>]) -> Range<usize> {
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
    fn asserts(&self, region: &Range<usize>, cue: Option<usize>) -> bool {
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

    /// The complement of a cue that stands before it: its words, whether it can stand as an indirect quotation, the rule.
    fn complement(
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
            && (last.saturating_sub(8).max(unit.start)..governor).any(|j| {
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
        let governed =
            view.token(i).feat("VerbForm") == Some("Ger") && i > unit.start && view.token(i - 1).upos == "ADP";
        if frame.bare_clause
            && !governed
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
    fn bare_clause(&self, heads: &[usize], last: usize, unit: &Range<usize>) -> Option<(usize, usize)> {
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
            if view.is_finite(j) && view.quote_of(j).is_none_or(|_| j > last + 1) {
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
                        || view.token(start - 1).deprel == "nmod:poss"
                        || matches!(view.token(start - 1).upos.as_str(), "ADV" | "ADP")
                            && view.token(start).upos == "NUM")
                {
                    start -= 1;
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
    fn list_comma(&self, j: usize, last: usize, unit: &Range<usize>) -> bool {
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
    fn complementiser(&self, from: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        let mut j = from;
        let mut words = 0;
        while j < unit.end && words < 30 {
            if view.quote_of(j).is_some()
                || j > from && view.is_comma(j) && j + 1 < unit.end && self.cue_clause_at(j + 1, unit)
            {
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
                let adverb = j == from + 1 && view.token(from).upos == "ADV" && view.token(j).rel() == "mark";
                let adverbial = j > unit.start
                    && !adverb
                    && (j > from && self.lexicon.adverbial.contains(&view.form(j - 1))
                        || view.token(j).rel() == "fixed");
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
            if view.is_finite(j) || form == ";" || form == ":" {
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
    fn opens_clause(&self, p: usize, j: usize) -> bool {
        let joined: Vec<String> = (p..=j).map(|w| self.view.form(w)).collect();
        self.lexicon.complementisers.contains(&joined.join(" "))
    }

    fn infinitive_after(&self, frame: &Frame, last: usize, unit: &Range<usize>) -> Option<usize> {
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

    fn infinitive_start(&self, c: usize, last: usize) -> usize {
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
        start
    }

    /// End of the clause that `start` opens under a cue.
    fn content_end(&self, start: usize, heads: &[usize], unit: &Range<usize>) -> usize {
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
    fn content_end_of(&self, top: usize, start: usize, heads: &[usize], unit: &Range<usize>) -> usize {
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
                let parenthesis = matches!(form.as_str(), ")" | "(" | "[" | "]" | "'" | "’");
                // A relative clause, or the main clause after one that was fronted.
                let relative = next + 1 < unit.end
                    && view.quote_of(next + 1).is_none()
                    && (view.token(next + 1).upos == "PRON" && self.lexicon.relative.contains(&view.form(next + 1))
                        || self.lexicon.questions.contains(&view.form(next + 1)) && view.token(next + 1).upos == "ADV");
                let goes_on = next + 1 < unit.end && self.adverbial_at(next + 1, unit);
                let resumed = view.is_comma(next) && !resumed_once && self.fronts(start, top, unit);
                resumed_once |= resumed;
                if parenthesis || view.is_comma(next) && !cue_ahead && (cut_off || relative || resumed || goes_on) {
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
    fn adverbial_at(&self, j: usize, unit: &Range<usize>) -> bool {
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
    fn fronts(&self, start: usize, top: usize, unit: &Range<usize>) -> bool {
        let view = self.view;
        let _ = top;
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
    fn joins(
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
                && !self.lexicon.raising.contains(&view.lemma(main));
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
    fn shorten(&self, start: usize, end: usize, top: usize, heads: &[usize], unit: &Range<usize>) -> usize {
        let view = self.view;
        let mut stop = end + 1;
        for j in start + 1..=end {
            let leads = view.token(j).form == ":" && j < end && view.quote_of(j + 1).is_some();
            let aside = view.is_comma(j)
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
            if view.quote_of(j).is_none() && (leads || aside || joined || comment) {
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
                || self.attribution_at(next).is_some() && !self.resumes(next, end, top)
            {
                stop = j;
                break;
            }
        }
        self.trim_end(stop, unit).max(start)
    }

    /// Whether a participle or infinitive stands at `j`, clitics before it.
    fn nonfinite_at(&self, j: usize, end: usize) -> bool {
        let view = self.view;
        (j..=end.min(j + 2))
            .find(|&k| view.token(k).upos != "PRON")
            .is_some_and(|k| view.is_verb(k) && !view.is_finite(k))
    }

    /// Whether another report begins at `j`: `while another said …`, `Reuters reported.`
    fn report_at(&self, j: usize, end: usize, unit: &Range<usize>) -> bool {
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
    fn participle_cue(&self, j: usize, end: usize) -> bool {
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
    fn resumes(&self, from: usize, end: usize, top: usize) -> bool {
        let view = self.view;
        let comma = (from..=end).find(|&j| view.is_comma(j) && view.quote_of(j).is_none());
        comma.is_some_and(|c| {
            c < end && (c + 1..=end).any(|j| view.is_verb(j) && view.head(j) == Some(top)) || top > from
        })
    }

    /// Whether a cue clause begins at `j`: `précisant que`, `a-t-il dit`, `selon X`.
    fn cue_clause_at(&self, j: usize, unit: &Range<usize>) -> bool {
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
                if present && participle && frame.reports() {
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

    /// The nominal that follows a cue and can be its subject.
    fn nominal_after(&self, last: usize, unit: &Range<usize>) -> Option<usize> {
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
                            || view.token(past).upos == "PROPN"
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

    /// The agent that a marker names: `par X`, `auprès de X`, `from X`.
    fn agent(&self, v: usize, last: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        (last + 1..unit.end.min(last + 14)).find_map(|j| {
            if view.quote_of(j).is_some() || self.lexicon.agent.is_empty() {
                return None;
            }
            let form = view.form(j);
            let next = (j + 1 < unit.end).then(|| format!("{form} {}", view.form(j + 1)));
            let first = if next.is_some_and(|n| self.lexicon.agent.contains(&n)) {
                j + 2
            } else if self.lexicon.agent.contains(&form)
                && view.token(j).upos == "ADP"
                && view
                    .ancestors(j)
                    .take(3)
                    .any(|a| a == v || view.token(a).deprel == "obl:agent" || view.head(a) == Some(v))
            {
                j + 1
            } else {
                return None;
            };
            self.nominal_from(first, unit)
        })
    }

    /// A person's name in the unbroken run of nouns that begins at `j`: `le président Jean Dupont`.
    fn person_in_run(&self, j: usize, unit: &Range<usize>) -> Option<usize> {
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

    /// A subject that is nobody gives way to the agent: `a-t-on appris auprès de X`.
    fn refine(&self, who: usize, v: usize, last: usize, unit: &Range<usize>) -> Who {
        let learns = self.frame(v).is_some_and(|(f, _)| f.agent);
        if learns && let Some(agent) = self.agent(v, last, unit) {
            return Who::Word(agent);
        }
        let indefinite = self.lexicon.indefinite.contains(self.view.form(who).trim_start_matches('-'));
        match self.agent(v, last, unit) {
            Some(agent) if indefinite => Who::Word(agent),
            None if indefinite => Who::Current,
            _ => self.issuer(who, unit),
        }
    }

    /// Whether the verb is told of somebody by others.
    fn is_passive(&self, v: usize, perfect: bool) -> bool {
        let view = self.view;
        let token = view.token(v);
        let participle = token.feat("VerbForm") == Some("Part") && token.feat("Tense") != Some("Pres");
        let marked = view.children(v).iter().any(|&c| {
            (view.token(c).deprel == "aux:pass" || view.token(c).deprel == "nsubj:pass" && !perfect)
                && view.quote_of(c).is_none()
        });
        let reflexive = view.children(v).iter().any(|&c| c < v && self.lexicon.reflexive.contains(&view.form(c)));
        // An object right after it shows an active past that looks like the participle.
        let object = self.takes_object(v);
        marked && !reflexive || participle && !perfect && !object && matches!(token.deprel.as_str(), "acl" | "amod")
    }

    /// Whether a nominal that no preposition governs follows the word at once.
    fn takes_object(&self, v: usize) -> bool {
        let view = self.view;
        let next = (v + 1..view.len().min(v + 3)).find(|&j| view.token(j).upos != "ADV");
        next.is_some_and(|j| {
            view.unit_of(j) == view.unit_of(v)
                && view.quote_of(j).is_none()
                && !self.in_time[j]
                && matches!(view.token(j).upos.as_str(), "DET" | "PROPN" | "PRON")
                && !self.is_clitic(j)
        })
    }

    /// Whether an auxiliary of the perfect stands before the participle, adverbials between.
    fn is_perfect(&self, group_start: usize, i: usize, governor: usize) -> bool {
        let view = self.view;
        let participle =
            view.token(i).feat("VerbForm") == Some("Part") || view.token(governor).feat("VerbForm") == Some("Part");
        participle
            && (group_start..i.max(governor)).any(|j| {
                self.lexicon.perfect.contains(&view.lemma(j))
                    && (view.is_finite(j) || view.token(j).feat("VerbForm") == Some("Inf"))
            })
            && !view.children(governor).iter().any(|&c| view.token(c).deprel == "aux:pass")
    }

    /// Whether the report only seems or may be: under a hedge.
    fn hedged(&self, governor: usize, i: usize) -> bool {
        let view = self.view;
        let over = |j: usize| {
            self.lexicon.hedges.contains(&view.lemma(j))
                || view
                    .children(j)
                    .iter()
                    .any(|&c| matches!(view.token(c).rel(), "aux") && self.lexicon.hedges.contains(&view.lemma(c)))
        };
        let up = |j: usize| {
            matches!(view.token(j).rel(), "xcomp" | "ccomp")
                && view.head(j).is_some_and(|h| self.lexicon.hedges.contains(&view.lemma(h)))
        };
        over(governor) || over(i) || up(governor) || up(i)
    }

    /// Whether the cue tells: it is finite, a participle, or an infinitive under a verb that shares its subject.
    fn told(&self, governor: usize, i: usize, finite: bool) -> bool {
        let view = self.view;
        let infinitive = [governor, i].into_iter().any(|j| view.token(j).feat("VerbForm") == Some("Inf"));
        if finite || !infinitive {
            return true;
        }
        // Up through the verbs that share its subject to one that is no infinitive.
        let mut at = governor.min(i);
        for _ in 0..5 {
            let over = (at.saturating_sub(3)..at).rev().find(|&j| view.quote_of(j).is_none() && view.is_verb(j));
            let head = view
                .head(at)
                .filter(|_| matches!(view.token(at).rel(), "xcomp" | "ccomp" | "obj"))
                .filter(|&h| view.is_verb(h));
            let Some(up) = head.or(over).filter(|&j| self.lexicon.raising.contains(&view.lemma(j))) else {
                return false;
            };
            if view.token(up).feat("VerbForm") != Some("Inf") {
                return true;
            }
            at = up;
        }
        false
    }

    /// Whose words the verb reports.
    fn who(&self, governor: usize, i: usize, last: usize, unit: &Range<usize>) -> Who {
        let view = self.view;
        let mut v = governor;
        for step in 0..8 {
            let perfect = self.is_perfect(self.group_start(i.min(governor), unit), i, governor);
            if step == 0 && self.is_passive(v, perfect) {
                return self.agent(v, last, unit).map_or(Who::Nobody, Who::Word);
            }
            let subject = self.own_subject(v).or_else(|| if v == governor { self.own_subject(i) } else { None });
            let participle = view.token(v).feat("VerbForm") == Some("Ger")
                || view.token(v).feat("VerbForm") == Some("Part") && view.token(v).feat("Tense") == Some("Pres");
            // What follows a participle is no subject of it.
            if let Some(s) = subject.filter(|&s| !(step == 0 && participle && s > last)) {
                return self.antecedent(s, v, i, last, unit);
            }
            if let Some(c) = view
                .children(v)
                .iter()
                .copied()
                .find(|&c| self.is_clitic(c) && view.form(c).trim_start_matches('-') != "t")
            {
                return self.refine(c, v, last, unit);
            }
            // A relative pronoun may be hung otherwise: the word before the group tells.
            if step == 0 {
                let first = self.group_start(i.min(governor), unit);
                if first > unit.start
                    && self.lexicon.relative.contains(&view.form(first - 1))
                    && view.token(first - 1).upos == "PRON"
                {
                    return self.antecedent(first - 1, v, i, last, unit);
                }
                let finite = perfect || view.is_finite(v) || view.is_finite(i);
                // A personal pronoun right before the verb.
                if finite
                    && first > unit.start
                    && view.token(first - 1).upos == "PRON"
                    && view.quote_of(first - 1).is_none()
                    && view.token(first - 1).feat("PronType").is_none_or(|t| t.contains("Prs"))
                    && !self.lexicon.object_clitics.contains(&view.form(first - 1))
                {
                    return self.antecedent(first - 1, v, i, last, unit);
                }
                // "comme le précise X", "que souhaite X".
                if finite
                    && first > unit.start
                    && (self.lexicon.as_clause.contains(&view.form(first - 1))
                        || self.lexicon.complementisers.contains(&view.form(first - 1)))
                    && let Some(s) = self.nominal_after(last, unit)
                {
                    return Who::Word(s);
                }
                // A coordinated verb has its own only after its coordinator.
                let from = if view.token(v).rel() == "conj" {
                    view.children(v).iter().copied().filter(|&c| view.token(c).rel() == "cc" && c < first).max()
                } else {
                    Some(unit.start)
                };
                if finite
                    && let Some(from) = from
                    && let Some(s) = self.subject_before(first, unit).filter(|&s| s >= from)
                {
                    return self.antecedent(s, v, i, last, unit);
                }
            }
            let rel = view.token(v).rel();
            let Some(head) = view.head(v) else { break };
            match rel {
                "conj" | "advcl" | "xcomp" | "ccomp" | "parataxis" | "aux" | "cop" | "dep" | "obl" | "obj"
                | "csubj"
                    if view.is_verb(head) || view.children(head).iter().any(|&c| view.token(c).rel() == "cop") =>
                {
                    v = head
                }
                "acl" | "amod" | "nmod" | "appos" | "xcomp"
                    if view.is_nominal(head)
                        && (self.is_actor[head] || self.lexicon.carriers.contains(&view.lemma(head)))
                        && unit.contains(&head)
                        && !view
                            .children(head)
                            .iter()
                            .any(|&c| view.token(c).rel() == "case" && self.lexicon.agent.contains(&view.form(c))) =>
                {
                    // "un communiqué affirmant que": the noun, unless it is what a verb issues.
                    return self.issuer(head, unit);
                }
                _ => {
                    v = head;
                }
            }
            // A quoted verb lends its subject only when its auxiliary stands outside the marks.
            let outside = view
                .children(v)
                .iter()
                .any(|&a| view.quote_of(a).is_none() && self.is_auxiliary(a) && view.is_finite(a));
            if view.quote_of(v).is_some() && !(outside && self.own_subject(v).is_some()) {
                return Who::Current;
            }
        }
        // The parser may have hung the subject nowhere: the nominal at the head of the unit's first clause.
        Who::Current
    }

    /// The nominal before a verb group that no preposition governs, for subjects that the tree lacks.
    fn subject_before(&self, first: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        let mut j = first;
        let mut best = None;
        while j > unit.start && first - j < 30 {
            j -= 1;
            if view.quote_of(j).is_some() || view.is_finite(j) || view.token(j).upos == "SCONJ" {
                break;
            }
            if view.token(j).upos == "PRON" && self.lexicon.relative.contains(&view.form(j)) {
                break;
            }
            if !view.is_nominal(j) {
                continue;
            }
            // Back to where the nominal begins.
            let mut start = j;
            while start > unit.start
                && view.quote_of(start - 1).is_none()
                && matches!(view.token(start - 1).upos.as_str(), "NOUN" | "PROPN" | "DET" | "ADJ" | "NUM" | "X")
            {
                start -= 1;
            }
            let governed = start > unit.start
                && !self.lexicon.as_clause.contains(&view.form(start - 1))
                && matches!(view.token(start - 1).upos.as_str(), "ADP" | "VERB" | "SCONJ");
            let timely = (start..=j).all(|k| self.in_time[k] || view.token(k).upos == "DET");
            if !governed && !timely {
                best = (start..=j).find(|&k| view.is_nominal(k));
                break;
            }
            j = start;
        }
        best
    }

    /// The nominal that a relative pronoun stands for, or the subject itself.
    fn antecedent(&self, s: usize, v: usize, i: usize, last: usize, unit: &Range<usize>) -> Who {
        let view = self.view;
        let token = view.token(s);
        let form = view.form(s);
        if token.upos == "PRON" && self.lexicon.relative.contains(&form) && s < v.max(i) {
            let head = view
                .head(v)
                .filter(|_| view.token(v).deprel.starts_with("acl"))
                .filter(|&h| view.is_nominal(h) && h < s);
            let known = |h: usize| self.is_actor[h] || self.lexicon.carriers.contains(&view.lemma(h));
            if let Some(head) = head.filter(|&h| known(h)) {
                return self.issuer(head, unit);
            }
            // The tree may hang the clause on a word that cannot speak: the nearest one that can.
            let speaks = (unit.start..s)
                .rev()
                .take(12)
                .take_while(|&j| view.quote_of(j).is_none() && !view.is_finite(j))
                .find(|&j| view.is_nominal(j) && known(j));
            if let Some(n) = speaks {
                return self.issuer(self.nominal_top(n, unit), unit);
            }
            if let Some(head) = head {
                return self.issuer(head, unit);
            }
            let noun = (unit.start..s).rev().take(12).find(|&j| view.is_nominal(j) && view.quote_of(j).is_none());
            return noun.map_or(Who::Current, |n| self.issuer(self.nominal_top(n, unit), unit));
        }
        if token.upos == "PRON" && self.lexicon.indefinite.contains(form.trim_start_matches('-')) {
            return self.refine(s, v, last, unit);
        }
        self.issuer(s, unit)
    }

    /// The head of the nominal that the word ends.
    fn nominal_top(&self, n: usize, unit: &Range<usize>) -> usize {
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

    /// Whoever issued the thing that speaks: `un communiqué de X`, `TVE a émis un communiqué affirmant`.
    pub(super) fn issuer(&self, n: usize, unit: &Range<usize>) -> Who {
        let view = self.view;
        if !self.lexicon.carriers.contains(&view.lemma(n)) {
            return Who::Word(n);
        }
        let complement = view.children(n).iter().copied().find(|&c| {
            matches!(view.token(c).rel(), "nmod" | "obl")
                && view.is_nominal(c)
                && view.quote_of(c).is_none()
                && !self.in_time[c]
                && !self.lexicon.not_sources.contains(&view.lemma(c))
                && view
                    .children(c)
                    .iter()
                    .any(|&m| view.token(m).rel() == "case" && self.lexicon.issuer.contains(&view.form(m)))
        });
        if let Some(c) = complement {
            return self.issuer(c, unit);
        }
        // By a participle: "un rapport publié par X".
        for &p in view.children(n) {
            if view.token(p).rel() == "acl"
                && let Some(agent) = self.agent(p, p, unit)
            {
                return Who::Word(agent);
            }
        }
        // The subject of the verb that issues it.
        if view.token(n).rel() == "obj"
            && let Some(s) = view.head(n).filter(|&v| view.is_verb(v)).and_then(|v| self.own_subject(v))
            && s != n
            && !(view.token(s).upos == "PRON" && self.lexicon.relative.contains(&view.form(s)))
        {
            return Who::Word(s);
        }
        Who::Word(n)
    }

    /// A noun that reports: `un appel à ce que …`, `the argument was that …`.
    fn noun(&self, i: usize, unit: &Range<usize>) -> Option<Cue<'l>> {
        let view = self.view;
        if view.token(i).upos != "NOUN" {
            return None;
        }
        let frame = self.lexicon.noun(&view.lemma(i))?;
        let mut next = i + 1;
        let copula = view.children(i).iter().any(|&c| view.token(c).rel() == "cop");
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
        let _ = copula;
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
    fn attribution_at(&self, i: usize) -> Option<(usize, bool)> {
        let view = self.view;
        if view.token(i).upos == "VERB" && view.is_finite(i) {
            return None;
        }
        self.lexicon.attribution.iter().find_map(|(words, weak)| {
            let mut j = i;
            for (k, word) in words.iter().enumerate() {
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
                j += 1;
            }
            Some((words.len(), *weak))
        })
    }

    /// `selon X`, `d'après X`, `according to X`.
    fn attribution(&self, i: usize, unit: &Range<usize>) -> Option<Cue<'l>> {
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
            let region = if opened && !around {
                let start = end + 1;
                start..self.clause_end(start, unit).max(start)
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

    /// End of a main clause that begins at `start`: a semicolon, a further cue, or the unit's end.
    fn clause_end(&self, start: usize, unit: &Range<usize>) -> usize {
        let view = self.view;
        let semicolon =
            (start..unit.end).find(|&j| view.token(j).form == ";" && view.quote_of(j).is_none()).unwrap_or(unit.end);
        let end = self.trim_end(semicolon, unit);
        if end <= start { start } else { self.shorten(start, end - 1, start, &[], unit).max(start) }
    }

    /// Whether the noun can hold a view; the caller's actors decide better where they know it.
    fn is_person_like(&self, head: usize) -> bool {
        let view = self.view;
        view.children(head)
            .iter()
            .any(|&c| matches!(view.token(c).rel(), "appos" | "flat") && view.token(c).upos == "PROPN")
            || self.lexicon.persons.contains(&view.lemma(head))
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

fn bare_only(frame: &Frame) -> bool {
    frame.infinitive.iter().all(String::is_empty)
}
