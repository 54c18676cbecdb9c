//! How words reached the public: channel, outlet, addressee, days.

use std::ops::Range;

use chancery_record::{Channel, EntityKind, Time};

use super::cues::{Cue, Order};
use super::lexicon::Lexicon;
use super::view::View;
use crate::actors::{Actors, MentionKind};

/// What a unit says of its channel besides the cue.
pub(super) struct Reports<'v, 'a> {
    pub(super) view: &'v View<'a>,
    pub(super) lexicon: &'v Lexicon,
    pub(super) actors: &'v Actors,
    pub(super) times: &'v [Time],
}

/// Channel, addressee and day of one cue.
#[derive(Clone, Debug, Default)]
pub(super) struct Report {
    pub(super) channel: Option<Channel>,
    pub(super) addressee: Option<String>,
    pub(super) date: Option<chancery_record::Edtf>,
}

impl Reports<'_, '_> {
    /// Reads the clause of a cue: the words of its unit outside quotations and outside its content.
    pub(super) fn of(&self, cue: &Cue<'_>, unit: Range<usize>, others: &[Cue<'_>]) -> Report {
        let view = self.view;
        let words: Vec<usize> = self.clause(cue, &unit);
        let mut channel = Channel::default();
        let mut report = Report::default();
        for &i in &words {
            let token = view.token(i);
            if !matches!(token.upos.as_str(), "NOUN" | "PROPN" | "X" | "VERB") {
                continue;
            }
            let kind = self.kind(i);
            if let Some(kind) = kind
                && channel.kind.is_none()
            {
                channel.kind = Some(kind);
            }
            let lemma = view.lemma(i);
            if self.lexicon.interviewers.contains(&lemma) && channel.interviewer.is_none() {
                channel.interviewer = self.person_in(i, &unit);
            }
            if self.lexicon.recorded.contains(&lemma) && channel.recorded.is_none() {
                channel.recorded = self.time_below(i, &unit);
            }
            if self.lexicon.published.contains(&lemma) && channel.published.is_none() {
                channel.published = self.time_below(i, &unit);
            }
        }
        // To whom: a dative complement of the cue.
        for &i in &words {
            if view.token(i).upos == "ADP" || i == cue.at || !view.is_nominal(i) || i < cue.clause_start {
                continue;
            }
            let marked = view.children(i).iter().any(|&c| {
                c < i && matches!(view.token(c).rel(), "case") && self.lexicon.addressee.contains(&view.form(c))
            });
            let object = matches!(view.token(i).rel(), "iobj")
                || view.token(i).rel() == "obj" && i > cue.at && cue.content.is_some() && cue.order == Order::Before;
            if (marked || object)
                && (view.head(i) == Some(cue.at) || cue.words.clone().any(|w| view.head(i) == Some(w)))
                && let Some(m) = self.actors.at(view.id(i))
                && !matches!(m.kind, MentionKind::Adjective | MentionKind::Possessive)
            {
                let entity = &self.actors.entities[m.entity];
                let media = entity.code.as_ref().is_some_and(|c| c.sector() == "MED");
                if media && entity.kind != EntityKind::Person {
                    channel.outlet.get_or_insert_with(|| entity.name.clone());
                } else if matches!(
                    entity.kind,
                    EntityKind::Person | EntityKind::State | EntityKind::Organization | EntityKind::Group
                ) && report.addressee.is_none()
                {
                    report.addressee = Some(entity.name.clone());
                }
            }
        }
        // Relayed: an attribution over a cue that has its own speaker.
        if cue.order != Order::Attribution {
            for other in others.iter().filter(|o| {
                o.order == Order::Attribution && o.words.start > cue.words.start && o.rule.starts_with("attribution")
            }) {
                if let Some(m) = (other.words.clone()).find_map(|w| self.actors.at(view.id(w))) {
                    let entity = &self.actors.entities[m.entity];
                    let relays = entity.code.as_ref().is_some_and(|c| c.sector() == "MED")
                        || other.words.clone().any(|w| self.lexicon.outlets.contains(&view.lemma(w)));
                    if relays {
                        channel.via.push(entity.name.clone());
                    }
                } else if other.words.clone().any(|w| self.lexicon.outlets.contains(&view.lemma(w))) {
                    let name: Vec<&str> = other
                        .words
                        .clone()
                        .filter(|&w| view.token(w).upos == "PROPN")
                        .map(|w| view.token(w).form.as_str())
                        .collect();
                    if !name.is_empty() {
                        channel.via.push(name.join(" "));
                    }
                }
            }
        }
        report.date =
            channel.recorded.clone().or_else(|| self.time_of(cue, &words)).or_else(|| channel.published.clone());
        report.channel = (channel != Channel::default()).then_some(channel);
        report
    }

    /// Words of the unit that belong to the cue's own clause.
    fn clause(&self, cue: &Cue<'_>, unit: &Range<usize>) -> Vec<usize> {
        let view = self.view;
        let content = cue.content.clone().unwrap_or(0..0);
        unit.clone().filter(|i| view.quote_of(*i).is_none() && !content.contains(i)).collect()
    }

    fn kind(&self, i: usize) -> Option<String> {
        let view = self.view;
        let lemma = view.lemma(i);
        // The longest name of a channel that begins here.
        let mut joined = lemma.clone();
        let mut best =
            self.lexicon.channels.get(&joined).or_else(|| self.lexicon.channels.get(view.token(i).form.as_str()));
        for j in i + 1..(i + 4).min(view.len()) {
            joined = format!("{joined} {}", view.form(j));
            if let Some(kind) = self.lexicon.channels.get(&joined) {
                best = Some(kind);
            }
        }
        best.cloned()
    }

    fn person_in(&self, i: usize, unit: &Range<usize>) -> Option<String> {
        let view = self.view;
        let (lo, hi) = view.extent(i);
        let head = self.actors.at(view.id(i));
        let near = (lo.max(unit.start)..=hi.min(unit.end - 1).max(i + 2).min(unit.end - 1))
            .filter_map(|j| self.actors.at(view.id(j)));
        head.into_iter()
            .chain(near)
            .map(|m| &self.actors.entities[m.entity])
            .find(|e| e.kind == EntityKind::Person && e.name.chars().next().is_some_and(char::is_uppercase))
            .map(|e| e.name.clone())
    }

    fn time_in(&self, span: chancery_record::Span) -> Option<&Time> {
        let from = self.times.partition_point(|t| t.span.end <= span.start);
        self.times[from..].iter().find(|t| t.span.overlaps(span))
    }

    fn time_below(&self, verb: usize, unit: &Range<usize>) -> Option<chancery_record::Edtf> {
        let view = self.view;
        (verb + 1..unit.end.min(verb + 8))
            .filter(|&j| view.quote_of(j).is_none() && !view.is_comma(j))
            .find_map(|j| self.time_in(view.token(j).span))
            .map(|t| t.edtf.clone())
    }

    fn time_of(&self, cue: &Cue<'_>, words: &[usize]) -> Option<chancery_record::Edtf> {
        let view = self.view;
        let hangs = |&i: &usize| view.ancestors(i).take(3).any(|a| cue.words.contains(&a));
        let near = |&i: &usize| i + 12 > cue.words.start && i < cue.words.end + 12;
        words
            .iter()
            .filter(|i| hangs(i))
            .chain(words.iter().filter(|i| near(i)))
            .find_map(|&i| self.time_in(view.token(i).span))
            .map(|t| t.edtf.clone())
    }
}
