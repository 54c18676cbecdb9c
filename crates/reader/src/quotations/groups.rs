//! Verb groups: auxiliaries, clitics and negation of a cue, and what they say of it.

use std::ops::Range;

use super::cues::Finder;

impl Finder<'_, '_, '_> {
    /// First word of the verb group that ends at or after `i`.
    pub(super) fn group_start(&self, i: usize, unit: &Range<usize>) -> usize {
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
                || self.lexicon.perfect.contains(&view.lemma(p))
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
    pub(super) fn inserted(&self, p: usize, unit: &Range<usize>) -> Option<usize> {
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
    pub(super) fn is_clitic(&self, i: usize) -> bool {
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

    pub(super) fn clitic_in(&self, range: Range<usize>) -> Option<usize> {
        range.clone().rev().find(|&j| self.is_clitic(j) && self.view.form(j).trim_start_matches('-') != "t")
    }

    pub(super) fn negated(&self, group_start: usize, i: usize, heads: &[usize]) -> bool {
        let view = self.view;
        let is =
            |j: usize| self.lexicon.negation.contains(&view.form(j)) || self.lexicon.negation.contains(&view.lemma(j));
        (group_start..i).any(is)
            || heads
                .iter()
                .any(|&h| view.children(h).iter().any(|&c| c < i && i - c < 6 && view.quote_of(c).is_none() && is(c)))
    }

    /// Whether the verb is told of somebody by others.
    pub(super) fn is_passive(&self, v: usize, perfect: bool) -> bool {
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
    pub(super) fn takes_object(&self, v: usize) -> bool {
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
    pub(super) fn is_perfect(&self, group_start: usize, i: usize, governor: usize) -> bool {
        let view = self.view;
        let participle =
            view.token(i).feat("VerbForm") == Some("Part") || view.token(governor).feat("VerbForm") == Some("Part");
        participle
            && (group_start..i.max(governor)).any(|j| {
                self.lexicon.perfect.contains(&view.lemma(j))
                    && (view.is_finite(j) || view.token(j).feat("VerbForm") == Some("Inf"))
            })
            && !view
                .children(governor)
                .iter()
                .any(|&c| view.token(c).deprel == "aux:pass" && view.quote_of(c).is_none())
    }

    /// Whether the report only seems or may be: under a hedge.
    pub(super) fn hedged(&self, governor: usize, i: usize) -> bool {
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
        // What somebody will say is not said yet.
        let future = |j: usize| {
            view.token(j).feat("Tense") == Some("Fut") && {
                // The tagger takes simple pasts for futures: the form must be the infinitive and an ending.
                let form = view.form(j);
                let lemma = self.lexicon.lemma_of(&form).map_or_else(|| view.lemma(j), str::to_owned);
                let stem = lemma.strip_suffix('e').unwrap_or(&lemma);
                self.lexicon.future.is_empty()
                    || form.strip_prefix(stem).is_some_and(|end| self.lexicon.future.contains(end))
            }
        };
        let later = [governor, i]
            .into_iter()
            .any(|j| future(j) || view.children(j).iter().any(|&c| self.is_auxiliary(c) && future(c)));
        over(governor) || over(i) || up(governor) || up(i) || later
    }

    /// Whether the cue tells: it is finite, a participle, or an infinitive under a verb that shares its subject.
    pub(super) fn told(&self, governor: usize, i: usize, finite: bool) -> bool {
        let view = self.view;
        let infinitive = [governor, i].into_iter().any(|j| view.token(j).feat("VerbForm") == Some("Inf"));
        // "for encouraging farmers to": a deed, and no telling.
        let gerund = view.token(i).feat("VerbForm") == Some("Ger")
            || view.token(i).feat("VerbForm") == Some("Part") && view.token(i).feat("Tense") == Some("Pres");
        let deed = gerund
            && i > 0
            && matches!(view.token(i - 1).upos.as_str(), "ADP" | "SCONJ")
            && view.unit_of(i - 1) == view.unit_of(i);
        if deed && self.lexicon.verb(&view.lemma(i)).is_some_and(|f| f.group == "ask") {
            return false;
        }
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
}
