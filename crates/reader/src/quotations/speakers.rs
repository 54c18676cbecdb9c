//! Names of speakers: from a word of the text to whoever it names.

use std::ops::Range;

use chancery_record::{ActorCode, EntityKind, NameLabel, Span};

use super::cues::{Finder, Who};
use crate::Context;
use crate::actors::Actors;

/// A speaker as it goes into the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Speaker {
    /// Full name, else the fullest description.
    pub(super) name: String,
    pub(super) code: Option<ActorCode>,
    /// Index of the entity.
    pub(super) entity: Option<usize>,
    /// The words that name it where it speaks.
    pub(super) span: Option<Span>,
}

/// Turns words into speakers, and remembers who spoke last.
pub(super) struct Speakers<'c, 'a, 'f> {
    cx: Context<'a>,
    actors: &'c Actors,
    finder: &'c Finder<'f, 'a, 'c>,
    /// Names of persons, longest form of each surname.
    persons: Vec<(String, String)>,
    /// Who spoke last, and in which paragraph.
    pub(super) current: Option<(Speaker, usize)>,
}

impl<'c, 'a, 'f> Speakers<'c, 'a, 'f> {
    pub(super) fn new(cx: Context<'a>, actors: &'c Actors, finder: &'c Finder<'f, 'a, 'c>) -> Self {
        let mut persons: Vec<(String, String)> = Vec::new();
        for name in cx.syntax.names.iter().filter(|n| n.label == NameLabel::Per) {
            let full = name.span.of(&cx.article.text).split_whitespace().collect::<Vec<_>>().join(" ");
            let Some(last) = full.split(' ').next_back().map(str::to_lowercase) else { continue };
            match persons.binary_search_by(|(s, _)| s.as_str().cmp(last.as_str())) {
                Ok(i) => {
                    if full.split(' ').count() > persons[i].1.split(' ').count() {
                        persons[i].1 = full;
                    }
                }
                Err(i) => persons.insert(i, (last, full)),
            }
        }
        Speakers { cx, actors, finder, persons, current: None }
    }

    /// Whoever a cue of unit `u` reports; the current speaker where the cue leaves it open.
    pub(super) fn resolve(&self, who: Who, u: usize) -> Option<Speaker> {
        match who {
            Who::Word(w) => self.word(w, u),
            Who::Current => self.recent(u),
            Who::Nobody => None,
        }
    }

    /// The current speaker, when it spoke in this paragraph or one of the two before.
    pub(super) fn recent(&self, u: usize) -> Option<Speaker> {
        let paragraph = self.finder.view.units[u].paragraph;
        self.current.as_ref().filter(|(_, p)| *p + 3 >= paragraph).map(|(s, _)| Speaker { span: None, ..s.clone() })
    }

    fn word(&self, w: usize, u: usize) -> Option<Speaker> {
        let view = self.finder.view;
        let token = view.token(w);
        let unit = view.units[view.unit_of(w)].words.clone();
        let pronoun = token.upos == "PRON"
            || token.upos == "DET"
            || self.finder.lexicon.clitics.contains(view.form(w).trim_start_matches('-'));
        if pronoun {
            if let Some(m) = self.actors.at(view.id(w)) {
                return Some(self.of_entity(m.entity, token.span));
            }
            // Not a person's pronoun but a quantity: "l'un d'eux", "certains", "some".
            let complement = view.children(w).iter().any(|&c| view.token(c).rel() == "nmod");
            let personal = token.feat("PronType").is_none_or(|t| t.contains("Prs")) && !complement;
            if personal || self.finder.lexicon.clitics.contains(view.form(w).trim_start_matches('-')) {
                return self.antecedent(w, u);
            }
        }
        let start = self.description_start(w, &unit);
        let end = self.description_end(w, start, &unit);
        let conjuncts: Vec<usize> = view
            .children(w)
            .iter()
            .copied()
            .filter(|&c| c > w && view.token(c).rel() == "conj" && view.is_nominal(c) && view.quote_of(c).is_none())
            .collect();
        if !conjuncts.is_empty()
            && !pronoun
            && let Some(joint) = self.joint(w, start, &conjuncts, &unit)
        {
            return Some(joint);
        }
        if let Some(s) = self.named(w, start..end) {
            return Some(s);
        }
        let span = view.span(start, end - 1);
        let name = span.of(&self.cx.article.text).split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Speaker { name, code: None, entity: None, span: Some(span) })
    }

    /// The entity or name that the words mention.
    fn named(&self, w: usize, words: Range<usize>) -> Option<Speaker> {
        let view = self.finder.view;
        let span = view.span(words.start, words.end - 1);
        let at = |i: usize| self.actors.at(view.id(i)).map(|m| m.entity);
        let head = at(w);
        if let Some(entity) = head {
            return Some(self.of_entity(entity, span));
        }
        // A person named in the words speaks, whatever heads them.
        let person = words.clone().filter_map(at).find(|&e| self.actors.entities[e].kind == EntityKind::Person);
        if let Some(entity) = person {
            return Some(self.of_entity(entity, span));
        }
        let names = &self.cx.syntax.names;
        let from = names.partition_point(|n| n.span.end <= span.start);
        let inside: Vec<_> = names[from..].iter().take_while(|n| n.span.start < span.end).collect();
        let head_span = view.token(w).span;
        let depends = |n: &Span| {
            // A name that is no complement of a preposition.
            let i = view.word_from(n.start);
            i < view.len()
                && (n.overlaps(head_span)
                    || !view.children(i).iter().any(|&c| view.token(c).rel() == "case")
                        && view.token(i).rel() != "nmod")
        };
        let name = inside
            .iter()
            .find(|n| n.label == NameLabel::Per && depends(&n.span))
            .or_else(|| inside.iter().find(|n| n.span.overlaps(head_span)))?;
        let text = name.span.of(&self.cx.article.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let full = if name.label == NameLabel::Per { self.full_name(&text) } else { text };
        Some(Speaker { name: full, code: None, entity: None, span: Some(span) })
    }

    /// Several speakers at once.
    fn joint(&self, w: usize, start: usize, conjuncts: &[usize], unit: &Range<usize>) -> Option<Speaker> {
        let view = self.finder.view;
        let last = *conjuncts.last()?;
        let end = self.description_end(last, last, unit);
        let first_end = self.description_end(w, start, unit);
        // "le ministre X, et …": a conjunct further off belongs to another clause.
        if (first_end..last).any(|j| view.is_verb(j) && view.is_finite(j)) || view.span(start, end - 1).len() > 200 {
            return None;
        }
        let span = view.span(start, end - 1);
        let one = self.named(w, start..first_end);
        let name = span.of(&self.cx.article.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let code = one.and_then(|s| s.code);
        Some(Speaker { name, code, entity: None, span: Some(span) })
    }

    fn of_entity(&self, entity: usize, span: Span) -> Speaker {
        let e = &self.actors.entities[entity];
        Speaker { name: e.name.clone(), code: e.code.clone(), entity: Some(entity), span: Some(span) }
    }

    fn full_name(&self, name: &str) -> String {
        let last = name.split(' ').next_back().unwrap_or(name).to_lowercase();
        match self.persons.binary_search_by(|(s, _)| s.as_str().cmp(last.as_str())) {
            Ok(i) => self.persons[i].1.clone(),
            Err(_) => name.to_owned(),
        }
    }

    /// Who a pronoun without a known mention stands for: the current speaker, else the subject of the sentence before.
    fn antecedent(&self, w: usize, u: usize) -> Option<Speaker> {
        let view = self.finder.view;
        let paragraph = view.units[u].paragraph;
        let subject = |unit: usize| -> Option<usize> {
            view.units[unit].words.clone().find(|&j| {
                matches!(view.token(j).rel(), "nsubj")
                    && view.quote_of(j).is_none()
                    && view.is_nominal(j)
                    && view.token(j).upos != "PRON"
                    && j < w
                    && view.head(j).is_some_and(|h| !view.token(h).deprel.starts_with("acl"))
            })
        };
        if let Some((s, p)) = &self.current
            && *p + 1 >= paragraph
            && (*p == paragraph || u == 0 || subject(u - 1).is_none() || view.units[u - 1].paragraph < *p + 1)
        {
            return Some(Speaker { span: Some(view.token(w).span), ..s.clone() });
        }
        let mut unit = u;
        for _ in 0..4 {
            if let Some(s) = subject(unit) {
                return self.word(s, unit).map(|speaker| Speaker { span: Some(view.token(w).span), ..speaker });
            }
            unit = unit.checked_sub(1)?;
        }
        self.recent(u)
    }

    /// Whoever the sentence before unit `u` speaks of.
    pub(super) fn context(&self, u: usize) -> Option<Speaker> {
        let view = self.finder.view;
        let unit = u.checked_sub(1)?;
        let person = view.units[unit].words.clone().find(|&j| {
            view.token(j).rel() == "nsubj"
                && view.quote_of(j).is_none()
                && view.is_nominal(j)
                && view.head(j).is_some_and(|h| !view.token(h).deprel.starts_with("acl"))
        });
        person.and_then(|w| self.word(w, unit)).or_else(|| self.recent(u))
    }

    fn description_start(&self, w: usize, unit: &Range<usize>) -> usize {
        let view = self.finder.view;
        let (lo, _) = view.extent(w);
        let mut start = w;
        let mut j = w;
        while j > lo.max(unit.start) && w - j < 12 {
            j -= 1;
            let token = view.token(j);
            if view.quote_of(j).is_some() || view.is_punct(j) && !view.is_dash(j) || view.is_finite(j) {
                break;
            }
            if matches!(token.rel(), "case" | "mark" | "cc" | "advmod") && view.head(j) == Some(w) {
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

    fn description_end(&self, w: usize, start: usize, unit: &Range<usize>) -> usize {
        let view = self.finder.view;
        let (_, hi) = view.extent(w);
        let mut end = w.max(start) + 1;
        for j in end..=hi.min(unit.end - 1) {
            if view.quote_of(j).is_some() && view.quote_of(w).is_none() && !self.short_quote(j) {
                break;
            }
            let token = view.token(j);
            let quoted = view.quote_of(j).is_some();
            if view.is_punct(j) && !quoted && !matches!(token.form.as_str(), "-" | "'" | "." | "’") || view.is_finite(j)
            {
                break;
            }
            if token.upos == "PRON" && self.finder.lexicon.relative.contains(&view.form(j)) {
                break;
            }
            if token.upos == "ADP" && view.head(j).is_some_and(|h| self.finder.in_time[h]) {
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
        {
            if view.quote_of(end - 1).is_some() {
                break;
            }
            end -= 1;
        }
        end
    }

    /// Whether the stretch round `j` is a bit inside a name: `la formation "Bleu Blanc"`.
    fn short_quote(&self, j: usize) -> bool {
        let view = self.finder.view;
        let Some(q) = view.quote_of(j) else { return false };
        view.stretch_words[q].as_ref().is_some_and(|r| r.len() <= 3)
    }
}
