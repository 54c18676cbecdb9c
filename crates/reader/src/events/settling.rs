//! From an act in a sentence to an event of the article: parties that the
//! sentence leaves unsaid, date, place.

use std::collections::BTreeMap;

use chancery_record::{
    ActorCode, Anchor, Because, Edtf, Event, EventType, Pair, Participant, Quotation, QuotationKind, SmolStr, Span,
    Status,
};

use super::coding::Act;
use super::merging::Draft;
use super::operators::{Operator, hostile};
use super::predicates::Sight;
use super::roles::Role;
use super::status::hearsay;
use super::unsaid::{
    anterior, attribute, close, domestic, first_person_near, forces, happens, harm, is_state, ordinary, physical,
    pointing, public, speech, unsaid_source, unsaid_target, willed,
};
use super::{Layers, Lexicon, cameo, dating, parties};
use crate::Context;

/// What the article as a whole tells about its acts.
pub(super) struct Setting<'a> {
    pub(super) cx: Context<'a>,
    pub(super) lexicon: &'a Lexicon,
    pub(super) layers: Layers<'a>,
    /// Countries by how often the article speaks of them.
    pub(super) states: Vec<(SmolStr, usize)>,
    /// The country where most of the article's places are.
    pub(super) scene: Option<SmolStr>,
    /// The country most spoken of.
    pub(super) topic: Option<SmolStr>,
    /// Whether the article speaks of war, terror or repression: violence in it is no ordinary crime.
    conflict: bool,
    /// Whether the article speaks little of politics: there a public actor must be named.
    unpolitical: bool,
    /// The day that the lead names, else the day of print, when it is known to the day.
    news: Option<&'a Edtf>,
}

/// How near to a quotation a first person is its speaker, in bytes.
const NEAR: u32 = 200;

/// Longest trigger that a reader can take in at a glance, in bytes.
const TRIGGER: usize = 72;

/// The country that is spoken of most, more than once and more than any other.
fn foremost(counts: &BTreeMap<&str, usize>) -> Option<SmolStr> {
    let most = counts.values().copied().max().filter(|n| *n > 1)?;
    let mut first = counts.iter().filter(|(_, n)| **n == most);
    let (country, _) = first.next()?;
    first.next().is_none().then(|| SmolStr::new(country))
}

impl<'a> Setting<'a> {
    pub(super) fn of(cx: Context<'a>, lexicon: &'a Lexicon, layers: Layers<'a>) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for place in layers.places {
            if let Some(country) = &place.country {
                *counts.entry(country.as_str()).or_default() += 1;
            }
        }
        for mention in &layers.actors.mentions {
            if let Some(code) = layers.actors.code(mention.entity)
                && is_state(code)
            {
                *counts.entry(code.country()).or_default() += 1;
            }
        }
        let mut scenes: BTreeMap<&str, usize> = BTreeMap::new();
        for place in layers.places.iter().filter(|p| !p.metonym) {
            if let Some(country) = &place.country {
                *scenes.entry(country.as_str()).or_default() += 1;
            }
        }
        let scene = foremost(&scenes);
        let mut states: Vec<(SmolStr, usize)> = counts.iter().map(|(c, n)| (SmolStr::new(c), *n)).collect();
        states.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let topic = foremost(&counts);
        let day = |d: &&Edtf| d.as_str().len() == "2025-03-05".len();
        let published = cx.article.date.as_ref().filter(day);
        // The lead often names the day that the news is of: "a déclaré vendredi".
        let lead = cx.syntax.sentences.get(2).map_or(u32::MAX, |s| s.span.start);
        let news = published.and_then(|p| {
            let first = layers.times.iter().find(|t| t.span.start < lead && day(&&t.edtf))?;
            close(&first.edtf, p).then_some(&first.edtf)
        });
        let news = news.or(published);
        Setting {
            cx,
            lexicon,
            layers,
            topic,
            scene,
            states,
            conflict: lexicon.topics.conflict(cx.syntax),
            unpolitical: lexicon.topics.unpolitical(cx.syntax),
            news,
        }
    }

    /// The event of an act, or why it is none.
    pub(super) fn settle(&self, sight: &Sight<'_>, act: &Act, acts: &[Act]) -> Result<Draft, &'static str> {
        let said = self.said_by(sight, act);
        let act = said.as_ref().unwrap_or(act);
        // What is only wished, feared or aimed at is no event; what is weighed is.
        if act.status == Status::Hypothetical && act.operator != Some(Operator::Consider) {
            return Err("only wished, possible or aimed at");
        }
        // A harm that did not come about is no event; a good act that did not may be.
        if act.status == Status::Negated && hostile(act.kind) && act.kind != EventType::Protest {
            return Err("a harm that did not come about");
        }
        let words = &act.words;
        let mut span = sight.tree.span(words);
        if span.len() > TRIGGER {
            span = sight.tree.token(words[0]).span;
        }
        let mut steps = act.steps.clone();
        let place = dating::place(sight, act, acts, self.layers.places);
        let mut time = dating::time(sight, act, acts, self.layers.times);

        let mut source = parties::codes(sight, &act.source);
        let mut target = parties::codes(sight, &act.target);
        self.speaker(sight, act, span, &mut source, &mut target, &mut steps);
        if source.is_empty() && act.source.is_empty() {
            source.extend(self.seat(sight, &act.subjects));
        }
        if target.is_empty() && act.target.is_empty() && !act.symmetric && !physical(act) {
            target.extend(self.seat(sight, &act.addressed).filter(|c| !source.contains(c)));
        }
        // "La manifestation parisienne", "Algerian protests": a country's name stands for its crowds.
        if act.kind == EventType::Protest && !sight.tree.is_verb(act.words[0]) {
            for code in source.iter_mut().filter(|c| c.sector() == "GOV") {
                if let Ok(crowd) = ActorCode::new(code.country(), "CVL") {
                    *code = crowd;
                }
            }
            source.sort();
            source.dedup();
        }
        if act.speaker && source.is_empty() {
            return Err("nobody is quoted as saying so");
        }
        if act.speaker && act.operator == Some(Operator::Request) && source == target {
            return Err("what somebody asks of himself");
        }
        if source.is_empty() || act.symmetric && source.len() < 2 {
            self.clause_above(sight, act, &mut source, &target, &mut steps);
        }
        if act.symmetric && source.is_empty() && target.is_empty() {
            return Err("nobody is named who met, dealt or worked together");
        }
        let alone = act.source.len() + act.target.len() < 2 && act.mode.is_none() && act.of.is_none();
        if act.symmetric && alone && source.len() < 2 && !sight.tree.is_verb(act.words[0]) {
            return Err("nobody else is named who met, dealt or worked together");
        }
        let private = |c: &ActorCode| matches!(c.sector(), "CVL" | "UNK" | "MED" | "CRM" | "BUS" | "EDU");
        if act.kind == EventType::Consult && !source.is_empty() && target.is_empty() && source.iter().all(private) {
            return Err("a meeting of private people");
        }
        let (source_said, target_said) = (!source.is_empty(), !target.is_empty());
        let noun = !sight.tree.is_verb(act.at);
        if noun && !source_said && !target_said && act.of.is_none() && !happens(act.kind) {
            return Err("nobody is named who did it or to whom");
        }
        if noun && act.status == Status::Negated {
            return Err("a thing that was not");
        }
        let bare =
            matches!(act.kind, EventType::Retreat | EventType::Sanction) && act.mode.as_deref() != Some("convict");
        if !source_said && !target_said && bare && noun {
            return Err("nobody is named who does it or to whom");
        }
        if speech(act.kind) && !source_said && !target_said && act.of.is_none() {
            return Err("nobody is named who says it or to whom");
        }
        let common = |codes: &[ActorCode]| codes.iter().all(|c| matches!(c.sector(), "CVL" | "UNK" | "BUS" | "CRM"));
        if matches!(act.kind, EventType::Aid | EventType::Cooperate | EventType::Agree)
            && source_said
            && target_said
            && common(&source)
            && common(&target)
        {
            return Err("a matter between private people");
        }
        if act.kind == EventType::Assault && !self.conflict && common(&source) && common(&target) && ordinary(act) {
            return Err("an ordinary crime");
        }
        if self.unpolitical && !source.iter().chain(&target).any(public) {
            return Err("nobody public is named, in an article that speaks little of politics");
        }
        let described = attribute(sight, act.at);
        let before = described && sight.tree.head(act.at).is_some_and(|h| h > act.at);
        if !source_said && (willed(act.kind) && noun || described && !harm(act) || before && act.of.is_none()) {
            return Err("nobody is named who does it, and it is told in passing");
        }
        // A curfew of a government is laid on its people, not on itself.
        if act.kind == EventType::Coerce && source == target && source.iter().all(|c| c.sector() == "GOV") {
            let people = source.first().and_then(|c| ActorCode::new(c.country(), "CVL").ok());
            target = people.into_iter().collect();
        }
        source.retain(|c| act.symmetric || !target.contains(c) || target.len() == 1 && act.kind != EventType::Assault);
        // "A rappelé son ambassadeur à Pékin": whom a state sends is of itself, what it does is done to its host.
        let recalled = act.kind == EventType::Sanction && !source.is_empty() && source == target;
        if recalled {
            target.clear();
        }
        let near = self.country(sight, &source, &target, place);
        if source.is_empty() {
            // Victims abroad tell nothing of who attacked them.
            let here = |c: &str| {
                place.is_some_and(|p| p.country.as_deref() == Some(c))
                    || [&self.scene, &self.topic].into_iter().any(|known| known.as_deref() == Some(c))
                    || matches!(self.states.as_slice(), [(only, _)] if only == c)
            };
            let home = near.as_deref().filter(|c| act.kind != EventType::Assault || here(c));
            if let Some(code) = unsaid_source(act, home) {
                steps.push(format!("source not said: {code} by the kind of act"));
                source.push(code);
            } else if let Ok(code) = ActorCode::new("UNK", "UNK") {
                steps.push("source not said".to_owned());
                source.push(code);
            }
        }
        // A visit to Moscow is paid to its government.
        if act.symmetric
            && act.mode.as_deref() == Some("visit")
            && source.len() == 1
            && let Some(code) = self.stricken(sight, act)
            && !source.contains(&code)
        {
            steps.push(format!("source: {code} for the place that is visited"));
            source.push(code);
            source.sort();
        }
        if target.is_empty()
            && (recalled
                || matches!(
                    act.kind,
                    EventType::Assault | EventType::Mobilize | EventType::Threaten | EventType::Retreat
                ))
            && let Some(code) = self.stricken(sight, act)
        {
            steps.push(format!("target: {code} for the place that is hit"));
            target.push(code);
        }
        if target.is_empty()
            && let Some(code) = self.adversary(sight, act)
        {
            steps.push(format!("target: {code}, that the act is against by its adjective"));
            target.push(code);
        }
        if target.is_empty()
            && !act.symmetric
            && let Some(code) = match (act.kind, act.mode.as_deref()) {
                (EventType::Retreat, Some("withdraw")) => {
                    self.abroad(&source, place).and_then(|c| ActorCode::new(c, "GOV").ok())
                }
                (EventType::Assault, _) if source_said && forces(&source) => {
                    let at = place.and_then(|p| p.country.as_deref());
                    let foreign = at.filter(|c| source.iter().all(|s| s.country() != *c));
                    match (foreign, at) {
                        (Some(land), _) => ActorCode::new(land, "GOV").ok(),
                        (None, None) => self.enemy(&source).and_then(|c| ActorCode::new(c, "GOV").ok()),
                        (None, Some(_)) => unsaid_target(act, &source, near.as_deref()),
                    }
                }
                _ => unsaid_target(act, &source, near.as_deref()),
            }
        {
            steps.push(format!("target not said: {code} by the kind of act"));
            target.push(code);
        }

        // Reproaches and what is said in quotation marks are that day's news, unless they are dated.
        let quoted = || self.layers.quotations.iter().any(|q| q.kind == QuotationKind::Direct && q.span.contains(span));
        let mut report = self.news.filter(|_| {
            time.is_none()
                && source_said
                && act.status == Status::Actual
                && speech(act.kind)
                && (quoted() || sight.tree.is_verb(act.at) || sight.light_verb(act.at).is_some())
                && !dating::undated(sight, act.at)
                && !anterior(sight, act.at)
        });
        if report.is_some()
            && let Some(day) = dating::only_day(sight, self.layers.times)
        {
            time = Some(day);
            report = None;
        }
        if report.is_some() {
            steps.push("date: the day of the report".to_owned());
        }

        let mut because = Because::rule(act.rule.clone()).with("trigger", span);
        for (field, words) in [("source", &act.source_words), ("target", &act.target_words)] {
            if !words.is_empty() {
                because = because.with(field, sight.tree.span(words));
            }
        }
        if let Some(time) = time {
            because = because.with("date", time.span);
        }
        if let Some(place) = place {
            because = because.with("place", place.span);
        }
        because.steps = steps;
        let ids = |entities: &[usize]| entities.iter().map(|&e| self.layers.actors.entities[e].id.clone()).collect();
        let code = act
            .cameo
            .clone()
            .unwrap_or_else(|| SmolStr::new_static(cameo::code(act.operator, act.kind, act.mode.as_deref(), act.of)));
        let holders = self.holders(sight, act, span, &mut because);
        let amount = (!act.figures.amount.is_empty())
            .then(|| sight.tree.span(&act.figures.amount).of(&self.cx.article.text).to_owned());
        let domestic = domestic(act, &source, &target);
        // Once the parties are filled in, the act lies where they do.
        let scene = dating::scene(act, &source, || self.country(sight, &source, &target, place)).map(String::from);
        let event = Event {
            id: String::new(),
            span,
            also: Vec::<Pair>::new(),
            kind: act.kind,
            mode: act.mode.clone(),
            of: act.of,
            contexts: self.lexicon.topics.contexts(sight.tree),
            goldstein: cameo::goldstein(&code),
            cameo: Some(code),
            source_entities: ids(&act.source),
            target_entities: ids(&act.target),
            source,
            target,
            participants: self.participants(act),
            status: act.status,
            date: time.map(|t| dating::value(sight, act, t)).or_else(|| report.cloned()),
            anchor: time.and_then(|t| t.anchor.clone()).or_else(|| report.map(|day| self.report_anchor(day))),
            place: place.and_then(|p| p.country.clone()).or(scene).or(domestic),
            place_name: place.map(|p| p.name.clone()),
            dead: act.figures.dead,
            injured: act.figures.injured,
            arrested: act.figures.arrested,
            amount,
            holders,
            confidence: None,
            because,
        };
        let (anaphoric, fresh) = pointing(sight, act);
        Ok(Draft {
            event,
            anaphoric,
            fresh,
            source_said,
            target_said,
            verb: !noun,
            bare: noun && !source_said && !target_said && act.of.is_none(),
            casualties: act.casualties && !source_said,
            sentences: vec![sight.sentence],
        })
    }

    /// The act with the speaker of the words before it as its source, where a pronoun alone says who speaks
    /// (`"…", a-t-il fustigé`): the quotations stage has settled whose words they are.
    fn said_by(&self, sight: &Sight<'_>, act: &Act) -> Option<Act> {
        let tree = sight.tree;
        if !speech(act.kind) || !tree.is_verb(act.at) || sight.passive(act.at) {
            return None;
        }
        let &[pronoun] = act.source_words.as_slice() else { return None };
        if tree.token(pronoun).upos != "PRON" || tree.token(pronoun).feat("Number") == Some("Plur") {
            return None;
        }
        let verb = tree.token(tree.head(pronoun)?).span;
        let says = |q: &&Quotation| q.span.end <= verb.start && q.cue.is_some_and(|c| c.0.overlaps(verb));
        let quotation = self.layers.quotations.iter().find(says)?;
        let id = quotation.speaker_entity.as_ref()?;
        let speaker = self.layers.actors.entities.iter().position(|e| e.id == *id)?;
        if act.source == [speaker] {
            return None;
        }
        let mut act = act.clone();
        // Who was taken for the speaker may be whom he speaks of.
        let mistaken = std::mem::replace(&mut act.source, vec![speaker]);
        act.target.retain(|t| *t != speaker);
        if act.target.is_empty() && act.operator.is_none() && hostile(act.kind) {
            act.target = mistaken;
        }
        act.steps.push("source: the speaker of the quotation".to_owned());
        Some(act)
    }

    /// On whose word the act rests: the speaker of the quotation that tells it, if it is no act of
    /// his own saying.
    fn holders(&self, sight: &Sight<'_>, act: &Act, span: Span, because: &mut Because) -> Vec<String> {
        if hearsay(sight, act.words[0]) {
            because.steps.push("told on the word of somebody who is not named".to_owned());
        }
        let inside = self.layers.quotations.iter().filter(|q| q.span.contains(span));
        let mut out: Vec<String> = Vec::new();
        for entity in inside.filter_map(|q| q.speaker_entity.as_ref()) {
            let own = act.source.iter().any(|&e| self.layers.actors.entities[e].id == *entity);
            if !(out.contains(entity) || own && speech(act.kind)) {
                out.push(entity.clone());
            }
        }
        out
    }

    /// Hosts of what they organise and mediators between others.
    fn participants(&self, act: &Act) -> Vec<Participant> {
        let named = |entities: &[usize], role: &str| -> Vec<Participant> {
            entities
                .iter()
                .map(|&e| Participant { entity: self.layers.actors.entities[e].id.clone(), role: role.to_owned() })
                .collect()
        };
        let mut out = named(&act.hosts, "host");
        if act.kind == EventType::Consult && act.mode.as_deref() == Some("third-party") {
            out.extend(named(&act.source, "mediator"));
        }
        out
    }

    /// What the day of a report hangs on: the dateline, or the day that the lead names.
    fn report_anchor(&self, day: &Edtf) -> Anchor {
        let published = self.cx.article.date.as_ref() == Some(day);
        let to = if published { "published".to_owned() } else { day.as_str().to_owned() };
        Anchor { to, days: Some(0), relation: None }
    }

    /// Inside a quotation "je", "we" are its speaker, and unsaid sources of speech acts are too.
    fn speaker(
        &self,
        sight: &Sight<'_>,
        act: &Act,
        span: Span,
        source: &mut Vec<ActorCode>,
        target: &mut Vec<ActorCode>,
        steps: &mut Vec<String>,
    ) {
        let inside = self.layers.quotations.iter().find(|q| q.span.contains(span));
        // Quotation marks can be missing: "we" near a quotation are its speaker too.
        let near = || {
            let gap = |q: &Span| q.start.saturating_sub(span.end).max(span.start.saturating_sub(q.end));
            let closest =
                self.layers.quotations.iter().filter(|q| q.speaker_code.is_some()).min_by_key(|q| gap(&q.span));
            closest.filter(|q| gap(&q.span) < NEAR && first_person_near(sight, act))
        };
        let Some(quotation) = inside.or_else(near) else { return };
        let Some(code) = &quotation.speaker_code else { return };
        let first = |words: &[usize]| words.iter().any(|&w| sight.tree.token(w).feat("Person") == Some("1"));
        // "Was criticised": who is blamed in somebody's words need not be blamed by him.
        let helped = sight.tree.has_child(act.at, "aux:pass") || attribute(sight, act.at);
        let undergone = sight.tree.is_verb(act.at) && helped && sight.passive(act.at);
        let own = speech(act.kind) && (act.speaker || !undergone);
        let speaks = act.source_words.is_empty() && (first_person_near(sight, act) || own);
        if source.is_empty() && (first(&act.source_words) || speaks) {
            source.push(code.clone());
            steps.push("source: the speaker of the quotation".to_owned());
        }
        if target.is_empty() && first(&act.target_words) && !source.contains(code) {
            target.push(code.clone());
            steps.push("target: the speaker of the quotation".to_owned());
        }
    }

    /// The subject of the clause that an event noun stands in: "en réponse à une demande, Paris…".
    fn clause_above(
        &self,
        sight: &Sight<'_>,
        act: &Act,
        source: &mut Vec<ActorCode>,
        target: &[ActorCode],
        steps: &mut Vec<String>,
    ) {
        if !(speech(act.kind) || act.symmetric) || sight.tree.is_verb(act.at) {
            return;
        }
        // Only the clause that the noun is an argument of: further up, the subject is somebody else's.
        let argument = |w: usize| matches!(sight.tree.token(w).rel(), "obj" | "obl" | "xcomp");
        let above = sight.tree.head(act.at).filter(|&h| argument(act.at) && sight.tree.is_verb(h));
        if let Some(above) = above {
            let roles = sight.roles(above);
            let entities = parties::entities(sight, roles.of(Role::Subject).filter(|w| *w != act.at));
            let codes = parties::codes(sight, &entities);
            if !codes.is_empty() && codes.iter().all(|c| !target.contains(c)) {
                steps.push("source: the subject of the clause above".to_owned());
                source.extend(codes);
                source.sort();
                source.dedup();
            }
        }
    }
}
