//! Whose words a cue reports: its subject, agent, antecedent or issuer.

use std::ops::Range;

use super::cues::{Finder, Who};

impl Finder<'_, '_, '_> {
    /// The nominal subject that the tree gives the verb.
    pub(super) fn own_subject(&self, v: usize) -> Option<usize> {
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

    /// The agent that a marker names: `par X`, `auprès de X`, `from X`.
    pub(super) fn agent(&self, v: usize, last: usize, unit: &Range<usize>) -> Option<usize> {
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

    /// A subject that is nobody gives way to the agent: `a-t-on appris auprès de X`.
    pub(super) fn refine(&self, who: usize, v: usize, last: usize, unit: &Range<usize>) -> Who {
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

    /// Whose words the verb reports.
    pub(super) fn who(&self, governor: usize, i: usize, last: usize, unit: &Range<usize>) -> Who {
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
                let finite = perfect || view.is_finite(v) || view.is_finite(i) || (first..i).any(|j| view.is_finite(j));
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
                    (unit.start..first)
                        .rev()
                        .take(10)
                        .take_while(|&j| !view.is_finite(j) && view.quote_of(j).is_none())
                        .find(|&j| self.lexicon.coordinators.contains(&view.form(j)))
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
    pub(super) fn subject_before(&self, first: usize, unit: &Range<usize>) -> Option<usize> {
        let view = self.view;
        let mut j = first;
        let mut best = None;
        while j > unit.start && first - j < 30 {
            j -= 1;
            if view.is_finite(j) && best.is_none() && view.quote_of(j).is_none() && view.is_comma(first - 1) {
                // Over a relative clause: "X, who had …, said".
                return (j.saturating_sub(20).max(unit.start + 2)..j)
                    .rev()
                    .take_while(|&k| view.quote_of(k).is_none())
                    .find(|&k| {
                        self.lexicon.relative.contains(&view.form(k))
                            && view.token(k).upos == "PRON"
                            && view.is_comma(k - 1)
                            && view.is_nominal(k - 2)
                    })
                    .map(|k| self.nominal_top(k - 2, unit));
            }
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
                && (matches!(view.token(start - 1).upos.as_str(), "NOUN" | "PROPN" | "DET" | "ADJ" | "NUM" | "X")
                    || view.token(start - 1).feat("Poss").is_some()
                    || view.token(start).upos != "DET"
                        && view.token(start - 1).feat("VerbForm") == Some("Part")
                        && !view.is_finite(start - 1))
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
    pub(super) fn antecedent(&self, s: usize, v: usize, i: usize, last: usize, unit: &Range<usize>) -> Who {
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
            let participle = view.token(p).feat("VerbForm") == Some("Part");
            if (view.token(p).rel() == "acl" || participle && p > n)
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
}
