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
    pub(super) fn frame(&self, i: usize) -> Option<(&'l Frame, usize)> {
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
    pub(super) fn mistagged(&self, i: usize) -> bool {
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
            view.quote_of(p).is_none() && (self.is_clitic(p) || self.lexicon.perfect.contains(&view.lemma(p)))
        });
        let after_marks = before.is_some_and(|p| {
            view.quote_of(p).is_some()
                || view.is_comma(p) && p > 0 && view.unit_of(p - 1) == unit && view.quote_of(p - 1).is_some()
        });
        let named = next.is_some_and(|n| {
            matches!(view.token(n).upos.as_str(), "PROPN" | "DET" | "ADP" | "ADV" | "PRON") || self.is_clitic(n)
        });
        // "…," the paper reports.
        let closing = next.is_none_or(|n| view.is_punct(n))
            && view.token(i).upos == "NOUN"
            && self
                .nominal_before(i, &view.units[unit].words)
                .and_then(|s| s.checked_sub(1))
                .is_some_and(|p| view.unit_of(p) == unit && view.quote_of(p).is_some());
        let parted = before.is_some_and(|p| view.is_comma(p));
        let opens = next.is_some_and(|n| self.lexicon.complementisers.contains(&view.form(n)));
        // An adposition or conjunction cannot look like an inflected verb.
        let function = matches!(view.token(i).upos.as_str(), "ADP" | "SCONJ" | "X" | "INTJ" | "PART" | "CCONJ");
        led || after_marks && named || parted && opens || closing || function
    }

    pub(super) fn is_auxiliary(&self, i: usize) -> bool {
        matches!(self.view.token(i).rel(), "aux" | "cop")
    }

    pub(super) fn verb(&self, i: usize, unit: &Range<usize>, before: &[Cue<'l>]) -> Option<Cue<'l>> {
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
            || mistagged && (group_start..i).any(|j| self.lexicon.perfect.contains(&view.lemma(j)));
        // "the paper learned from X": the agent is the speaker, the verb no passive.
        let learns = known.is_some_and(|(f, _)| f.agent);
        let passive = self.is_passive(governor, perfect) && !learns;
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
                && self
                    .nominal_before(first, unit)
                    .and_then(starts)
                    .is_some_and(|p| view.quote_of(p).is_some() || learns && view.is_comma(p));
        // Words after an inverted subject are no complement.
        let complement = complement.filter(|(content, _, rule)| {
            !(*rule == "infinitive" && beside_mark && (last + 1..content.start).any(|j| view.is_comma(j)))
        });
        // … , a dit X; …, dit-il
        if finite && complement.is_none() && !passive {
            // "dit-il" at the end needs no comma.
            let closing = inverted.is_some() && (last + 1..unit.end).all(|j| view.is_punct(j));
            let preceded = closing || starts(first).is_some_and(|p| self.closes_content(p));
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
                    let quoted = region.clone().any(|w| {
                        view.quote_of(w).and_then(|q| view.stretch_words[q].as_ref()).is_some_and(|r| r.len() > 2)
                    });
                    if !region.is_empty()
                        && (quoted
                            || subject.is_none_or(|s| s > first) && (inverted.is_some() || self.holds_verb(&region))
                            || self.main_predicate(&region))
                    {
                        cue.who = self.refine(who, i, last, unit);
                        cue.order = Order::After;
                        cue.indirect = known.is_some_and(|(f, _)| f.fronted && f.clause) && self.holds_verb(&region);
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
                // "…, the meeting revealed differences" has its own object.
                let object = !quoted
                    && view
                        .children(i)
                        .iter()
                        .any(|&c| c > last && view.token(c).rel() == "obj" && !self.is_actor[c] && !self.in_time[c]);
                let asserts = self.main_predicate(&region) && !object;
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
                    cue.indirect = frame.fronted && frame.clause && asserts;
                    cue.content = Some(region);
                    cue.rule = "fronted";
                    return Some(cue);
                }
            }
        }
        known?;
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
        // A thing that tells nothing: whoever the sentence begins with.
        if present
            && starts(first).is_some_and(|p| view.is_comma(p))
            && let Who::Word(w) = cue.who
            && !self.is_actor[w]
            && view.token(w).upos == "NOUN"
            && !self.lexicon.carriers.contains(&view.lemma(w))
            && let Some(head) = self.nominal_from(unit.start, unit).filter(|&h| self.is_actor[h] && h < first)
        {
            cue.who = Who::Word(head);
        }
        // "…, les meneurs disant": a subject of its own right before it.
        let absolute = (present && subject.is_none()).then(|| self.nominal_before(first, unit)).flatten();
        if let Some(start) = absolute.filter(|&s| starts(s).is_some_and(|p| view.is_comma(p)))
            && let Some(own) = self.nominal_from(start, unit).filter(|&n| n < first)
        {
            cue.who = self.issuer(own, unit);
        } else if present
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
}
