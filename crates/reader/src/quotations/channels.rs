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
            if !matches!(token.upos.as_str(), "NOUN" | "PROPN" | "X" | "VERB" | "ADJ") || !self.belongs(i, cue) {
                continue;
            }
            let kind = if token.upos == "VERB" { None } else { self.kind(i) };
            if let Some(kind) = kind
                && channel.kind.is_none()
            {
                channel.kind = Some(kind);
            }
            let lemma =
                if self.lexicon.recorded.contains(&view.form(i)) || self.lexicon.published.contains(&view.form(i)) {
                    view.form(i)
                } else {
                    view.lemma(i)
                };
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

    /// Whether the word belongs to the cue's clause: below it, or beside it with no other verb between.
    fn belongs(&self, i: usize, cue: &Cue<'_>) -> bool {
        let view = self.view;
        if view.below(i, cue.at) {
            return true;
        }
        let between =
            if i >= cue.words.end { cue.words.end..i } else { i + 1..cue.clause_start.min(cue.words.start).max(i + 1) };
        between.len() < 40
            && !between.into_iter().any(|j| {
                view.is_finite(j)
                    && view.quote_of(j).is_none()
                    && !cue.content.as_ref().is_some_and(|c| c.contains(&j))
                    && !self.lexicon.recorded.contains(&view.form(j))
            })
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
        // A day that hangs on the cue itself, not on a noun: "a dit mardi", not "au pouvoir depuis 1994".
        let timely = |i: usize| self.time_in(view.token(i).span).is_some();
        let hangs = |&i: &usize| {
            if !timely(i) {
                return false;
            }
            let mut top = i;
            for _ in 0..6 {
                match view.head(top).filter(|&h| timely(h)) {
                    Some(h) => top = h,
                    None => break,
                }
            }
            view.head(top).is_some_and(|h| cue.words.contains(&h) || h == cue.at)
        };
        // Or right beside the cue.
        let beside = |&i: &usize| {
            let (a, b) = if i >= cue.words.end { (cue.words.end, i) } else { (i + 1, cue.words.start) };
            timely(i)
                && a <= b
                && (a..b).all(|j| timely(j) || matches!(view.token(j).upos.as_str(), "ADP" | "DET" | "ADV"))
        };
        words
            .iter()
            .find(|i| hangs(i))
            .or_else(|| words.iter().find(|i| beside(i)))
            .and_then(|&i| self.time_in(view.token(i).span))
            .map(|t| t.edtf.clone())
    }
}

/// Two accounts of one channel together; the first wins where both tell.
pub(super) fn joined(first: Option<&Channel>, second: Option<&Channel>) -> Option<Channel> {
    let (Some(a), Some(b)) = (first, second) else { return first.or(second).cloned() };
    let mut via = a.via.clone();
    via.extend(b.via.iter().filter(|v| !a.via.contains(v)).cloned());
    Some(Channel {
        kind: a.kind.clone().or_else(|| b.kind.clone()),
        outlet: a.outlet.clone().or_else(|| b.outlet.clone()),
        interviewer: a.interviewer.clone().or_else(|| b.interviewer.clone()),
        recorded: a.recorded.clone().or_else(|| b.recorded.clone()),
        published: a.published.clone().or_else(|| b.published.clone()),
        via,
    })
}
