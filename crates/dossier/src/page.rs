//! A dossier as sections of lines, before any form: the renderers differ in form alone.

use std::collections::BTreeMap;

use crate::dossier::{
    Accord, Actor, Answer, Contradiction, Count, Dossier, DoubtfulClaim, Event, Formulation, Initiative, Leverage,
    Passage, Precedent, Round, Section, When,
};
use crate::{Change, ChangeKind};

/// A stretch of a line.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Plain(String),
    Strong(String),
    Actor(String),
    Faint(String),
    Removed(String),
    Added(String),
    /// Text that leads to another line: its anchor.
    Link(String, String),
}

/// A line with the passages that it stands on.
#[derive(Default)]
pub(crate) struct Line<'d> {
    pub(crate) anchor: Option<String>,
    pub(crate) level: usize,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) passages: Vec<&'d Passage>,
}

/// Lines under a heading of their own.
#[derive(Default)]
pub(crate) struct Group<'d> {
    pub(crate) title: Option<String>,
    /// Items that stand under the title.
    pub(crate) count: usize,
    /// Whether the first lines matter most, not the last.
    pub(crate) newest_first: bool,
    pub(crate) lines: Vec<Line<'d>>,
}

pub(crate) struct Part<'d> {
    pub(crate) anchor: &'static str,
    pub(crate) title: &'static str,
    /// Items that it counts.
    pub(crate) count: usize,
    /// What a reader must know to read it right, or that there is none.
    pub(crate) note: String,
    pub(crate) groups: Vec<Group<'d>>,
}

pub(crate) struct Page<'d> {
    pub(crate) title: String,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) parts: Vec<Part<'d>>,
}

impl<'d> Page<'d> {
    pub(crate) fn of(dossier: &'d Dossier, sections: &[Section]) -> Page<'d> {
        let parts = Section::ALL.iter().filter(|s| sections.contains(s)).map(|s| part(dossier, *s)).collect();
        Page { title: dossier.process.name.clone(), facts: facts(dossier), parts }
    }
}

fn facts(dossier: &Dossier) -> Vec<(String, String)> {
    let names = |list: &[crate::Party]| list.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ");
    let process = &dossier.process;
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push((name.to_owned(), value));
        }
    };
    fact("Parties", names(&process.parties));
    fact("Between them", names(&process.mediators));
    fact("Places", process.places.join(", "));
    fact("Words", process.words.join(", "));
    fact("Accords", process.accords.join(", "));
    let period = (dossier.period.from.as_deref(), dossier.period.to.as_deref());
    let days = match period {
        (None, None) => String::new(),
        (from, to) if from == to => from.unwrap_or_default().to_owned(),
        (from, to) => format!("{} to {}", from.unwrap_or("the beginning"), to.unwrap_or("the end")),
    };
    fact(if dossier.period.stated { "Period" } else { "Period of the articles" }, days);
    fact("As of", dossier.on.clone().unwrap_or_default());
    let s = &dossier.sources;
    fact(
        "Sources",
        format!(
            "{}, {} of {}",
            many(s.articles, "article"),
            many(s.origins, "independent origin"),
            many(s.outlets.len(), "outlet")
        ),
    );
    facts
}

fn many(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn part(dossier: &Dossier, section: Section) -> Part<'_> {
    let (anchor, title, count, note, groups) = match section {
        Section::Open => (
            "open",
            "Open offers",
            dossier.open_offers.len(),
            "Somebody invited has neither accepted nor declined, as far as the articles tell.",
            open(dossier),
        ),
        Section::Initiatives => (
            "initiatives",
            "Initiatives",
            dossier.initiatives.len(),
            "Offers, to whom they were made, and every answer on record.",
            dossier.initiatives.iter().map(initiative).collect(),
        ),
        Section::Rounds => ("rounds", "Rounds", dossier.rounds.len(), "Meetings and talks.", rounds(dossier)),
        Section::Accords => (
            "accords",
            "Accords",
            dossier.accords.len(),
            "What was agreed, what became of it, and who is said to have broken it.",
            accords(dossier),
        ),
        Section::Leverage => (
            "leverage",
            "Leverage",
            dossier.leverage.len(),
            "Pressure and reward.",
            one(dossier.leverage.iter().map(leverage)),
        ),
        Section::Positions => (
            "positions",
            "Positions",
            dossier.positions.iter().map(|p| p.formulations.len()).sum(),
            "What each party says on a topic, in order. Where it says nearly the same again, the words that changed are marked.",
            dossier
                .positions
                .iter()
                .map(|p| Group {
                    title: Some(format!("{} on {}", p.party, p.topic)),
                    count: p.formulations.len(),
                    lines: p.formulations.iter().map(formulation).collect(),
                    ..Group::default()
                })
                .collect(),
        ),
        Section::Chronology => (
            "chronology",
            "Chronology",
            dossier.chronology.len(),
            "Acts between those of the process, each told once, with the number of independent origins.",
            chronology(dossier),
        ),
        Section::Precedents => (
            "precedents",
            "Precedents",
            dossier.precedents.len(),
            "Accords, rounds and offers outside the period, of the same parties or at the same place.",
            one(dossier.precedents.iter().map(precedent)),
        ),
        Section::Contradictions => (
            "contradictions",
            "Contradictions",
            dossier.contradictions.len() + dossier.doubtful_claims.len(),
            "What witnesses of one act tell differently, and what the map, the calendar or the tables of offices contradict.",
            contradictions(dossier),
        ),
        Section::Sources => (
            "sources",
            "Sources",
            dossier.sources.cited.len(),
            "Articles that a line above stands on.",
            sources(dossier),
        ),
    };
    let note = if count == 0 { "None on record.".to_owned() } else { note.to_owned() };
    Part { anchor, title, count, note, groups }
}

fn one<'d>(lines: impl Iterator<Item = Line<'d>>) -> Vec<Group<'d>> {
    let lines: Vec<Line<'d>> = lines.collect();
    if lines.is_empty() { vec![] } else { vec![Group { lines, ..Group::default() }] }
}

// Pieces of a line.

fn plain(text: impl Into<String>) -> Piece {
    Piece::Plain(text.into())
}

fn strong(text: impl Into<String>) -> Piece {
    Piece::Strong(text.into())
}

fn faint(text: impl Into<String>) -> Piece {
    Piece::Faint(text.into())
}

/// A date as told; a report's date is called one.
pub(crate) fn date(when: &When) -> String {
    match (&when.narrowed, &when.date, &when.reported) {
        (Some(narrowed), Some(date), _) => format!("{narrowed} (told as {date})"),
        (_, Some(date), Some(reported)) => format!("{date}, reported {reported}"),
        (_, Some(date), None) => date.clone(),
        (_, None, Some(reported)) => format!("reported {reported}"),
        (_, None, None) => "no date".to_owned(),
    }
}

pub(crate) fn label(actor: &Actor) -> String {
    match &actor.code {
        Some(code) if *code != actor.name => format!("{} ({code})", actor.name),
        _ => actor.name.clone(),
    }
}

fn actors(actors: &[Actor], none: &str) -> Piece {
    if actors.is_empty() {
        return faint(none);
    }
    Piece::Actor(actors.iter().map(label).collect::<Vec<_>>().join(", "))
}

fn told(origins: usize, passages: usize) -> Option<Piece> {
    (passages > 1).then(|| {
        let by = if origins == passages { String::new() } else { format!(", {}", many(origins, "origin")) };
        faint(format!("{passages} articles{by}"))
    })
}

/// Plain words for a code of the record.
fn spoken(code: &str) -> String {
    code.replace('_', " ")
}

fn at(venue: Option<&str>) -> Option<Piece> {
    venue.map(|v| plain(format!("at {v}")))
}

fn joined(pieces: impl IntoIterator<Item = Option<Piece>>) -> Vec<Piece> {
    pieces.into_iter().flatten().collect()
}

fn offered(offer: &Initiative) -> Vec<Piece> {
    let what = match offer.kind.as_str() {
        "host" => "offers to host talks",
        "mediate" => "offers to mediate",
        "talks" => "offers or asks for talks",
        "ceasefire" => "proposes a ceasefire",
        "terms" => "proposes terms",
        other => other,
    };
    joined([
        Some(strong(date(&offer.when))),
        Some(actors(&offer.offerors, "offeror not told")),
        Some(strong(what)),
        at(offer.venue.as_deref()),
    ])
}

fn open(dossier: &Dossier) -> Vec<Group<'_>> {
    let mut groups = one(dossier.open_offers.iter().filter_map(|open| {
        let offer = dossier.initiatives.iter().find(|i| i.id == open.initiative)?;
        let mut pieces = offered(offer);
        pieces.push(match open.age_days {
            Some(age) => strong(format!("open for {}", many(usize::try_from(age).unwrap_or_default(), "day"))),
            None => faint("age unknown"),
        });
        let waiting: Vec<String> =
            open.waiting_for.iter().map(|w| format!("{}: {}", label(&w.who), answer_word(&w.response))).collect();
        pieces.push(plain(format!("— {}", waiting.join("; "))));
        pieces.push(Piece::Link("answers".into(), offer.id.clone()));
        Some(Line { anchor: None, level: 0, pieces, passages: offer.passages.iter().collect() })
    }));
    for group in &mut groups {
        group.newest_first = true;
    }
    groups
}

fn answer_word(response: &str) -> &str {
    match response {
        "none_reported" => "no answer reported",
        "accept" => "accepts",
        "conditional" => "accepts on conditions",
        "welcome" => "welcomes it",
        "noncommittal" => "does not commit itself",
        "decline" => "declines",
        other => other,
    }
}

fn initiative(offer: &Initiative) -> Group<'_> {
    let mut pieces = offered(offer);
    pieces.extend(told(offer.origins, offer.passages.len()));
    let mut lines =
        vec![Line { anchor: Some(offer.id.clone()), level: 0, pieces, passages: offer.passages.iter().collect() }];
    if offer.invitees.is_empty() {
        lines.push(Line { level: 1, pieces: vec![faint("to nobody whom the text names")], ..Line::default() });
    }
    for invitee in &offer.invitees {
        let mut pieces = vec![Piece::Actor(label(&invitee.who)), strong(answer_word(&invitee.response))];
        if let Some(level) = &invitee.level {
            pieces.push(plain(format!("({level})")));
        }
        if invitee.history.len() > 1 {
            pieces.push(faint(many(invitee.history.len(), "answer")));
        }
        // What nobody answered stands on the offer itself.
        let passages = if invitee.history.is_empty() { offer.passages.iter().take(1).collect() } else { vec![] };
        lines.push(Line { anchor: None, level: 1, pieces, passages });
        lines.extend(invitee.history.iter().map(answer));
    }
    Group { lines, ..Group::default() }
}

fn answer(answer: &Answer) -> Line<'_> {
    let by = answer.by.as_ref().map(|by| Piece::Actor(label(by)));
    let level = answer.level.as_ref().map(|l| plain(format!("({l})")));
    let later = (answer.basis == "event").then(|| faint("read from an act towards the offeror"));
    let pieces =
        joined([Some(strong(date(&answer.when))), by, level, Some(plain(answer_word(&answer.response))), later]);
    Line { anchor: None, level: 2, pieces, passages: answer.passages.iter().collect() }
}

fn rounds(dossier: &Dossier) -> Vec<Group<'_>> {
    let of = |between: bool, title: &str| {
        let lines: Vec<Line<'_>> = dossier.rounds.iter().filter(|r| r.between_parties == between).map(round).collect();
        (!lines.is_empty()).then(|| Group {
            title: Some(title.to_owned()),
            count: lines.len(),
            lines,
            ..Group::default()
        })
    };
    [of(true, "Between the parties"), of(false, "Of one party with others")].into_iter().flatten().collect()
}

fn round(round: &Round) -> Line<'_> {
    let mut pieces = joined([
        Some(strong(date(&round.when))),
        Some(actors(&round.participants, "participants not told")),
        at(round.venue.as_deref()),
    ]);
    if !round.mediators.is_empty() {
        pieces.push(plain("mediated by"));
        pieces.push(actors(&round.mediators, ""));
    }
    if round.level != "unspecified" {
        pieces.push(plain(format!("level: {}", round.level)));
    }
    if round.outcome != "unknown" {
        pieces.push(strong(format!("outcome: {}", round.outcome)));
    }
    pieces.extend(told(round.origins, round.passages.len()));
    Line { anchor: Some(round.id.clone()), level: 0, pieces, passages: round.passages.iter().collect() }
}

/// Those that bind the parties first.
fn accords(dossier: &Dossier) -> Vec<Group<'_>> {
    let of = |between: bool, title: &str| {
        let own = dossier.accords.iter().filter(|a| a.between_parties == between);
        let mut groups: Vec<Group<'_>> = own.map(accord).collect();
        let count = groups.len();
        if let Some(first) = groups.first_mut() {
            (first.title, first.count) = (Some(title.to_owned()), count);
        }
        groups
    };
    let mut all = of(true, "Between the parties");
    all.extend(of(false, "Of one party with others"));
    all
}

fn accord(accord: &Accord) -> Group<'_> {
    let mut pieces =
        vec![strong(date(&accord.when)), strong(accord.name.clone()), actors(&accord.parties, "parties not told")];
    if !accord.mediators.is_empty() {
        pieces.push(plain("mediated by"));
        pieces.push(actors(&accord.mediators, ""));
    }
    pieces.extend(told(accord.origins, accord.passages.len()));
    let mut lines =
        vec![Line { anchor: Some(accord.id.clone()), level: 0, pieces, passages: accord.passages.iter().collect() }];
    for state in &accord.standing {
        let how = if state.implementation == "unknown" {
            String::new()
        } else {
            format!(", implementation {}", state.implementation)
        };
        let pieces = vec![strong(date(&state.when)), plain(format!("{}{how}", spoken(&state.status)))];
        lines.push(Line { level: 1, pieces, passages: state.passages.iter().collect(), anchor: None });
    }
    for provision in &accord.provisions {
        let pieces = vec![plain("provision:"), strong(provision.category.clone())];
        lines.push(Line { level: 1, pieces, passages: provision.passages.iter().collect(), anchor: None });
    }
    for breach in &accord.breaches {
        let pieces = joined([
            Some(strong(date(&breach.when))),
            Some(plain("breach")),
            breach.provision.as_ref().map(|p| plain(format!("of the clause on {p}"))),
            breach.by.as_ref().map(|_| plain("by")),
            breach.by.as_ref().map(|b| Piece::Actor(label(b))),
            breach.alleged_by.as_ref().map(|_| plain("alleged by")),
            breach.alleged_by.as_ref().map(|b| Piece::Actor(label(b))),
        ]);
        lines.push(Line { level: 1, pieces, passages: breach.passages.iter().collect(), anchor: None });
    }
    Group { lines, ..Group::default() }
}

fn leverage(act: &Leverage) -> Line<'_> {
    let pieces = joined([
        Some(strong(date(&act.when))),
        Some(actors(&act.source, "source not told")),
        Some(plain("→")),
        Some(actors(&act.target, "target not told")),
        Some(strong(format!("{} {}", act.direction, act.instrument))),
        told(act.origins, act.passages.len()),
    ]);
    Line { anchor: Some(act.id.clone()), level: 0, pieces, passages: act.passages.iter().collect() }
}

fn formulation(said: &Formulation) -> Line<'_> {
    let mut pieces = vec![strong(date(&said.when)), Piece::Actor(label(&said.speaker))];
    match &said.act {
        Some(act) => pieces.push(strong(act.clone())),
        None => pieces.extend(said.channel.as_ref().map(|c| faint(c.clone()))),
    }
    pieces.extend(told(said.origins, said.passages.len()));
    if let Some(since) = &said.changed_since {
        pieces.push(faint(format!("since {}:", date(since))));
        pieces.extend(said.changes.iter().map(change));
    }
    Line { anchor: None, level: 0, pieces, passages: said.passages.iter().collect() }
}

fn change(change: &Change) -> Piece {
    let words = change.words.clone();
    match change.kind {
        ChangeKind::Same => Piece::Plain(words),
        ChangeKind::Removed => Piece::Removed(words),
        ChangeKind::Added => Piece::Added(words),
    }
}

/// Under their months; what is known to the year alone before the year's months, what has no date last.
fn chronology(dossier: &Dossier) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<(bool, String, bool, String), Group<'_>> = BTreeMap::new();
    for event in &dossier.chronology {
        let cut =
            |day: &Option<String>, at: usize| day.as_ref().and_then(|d| d.get(..at)).unwrap_or_default().to_owned();
        let (first, last) = (&event.when.first_day, &event.when.last_day);
        let (year, month, end) = (cut(first, 4), cut(first, 7), cut(last, 7));
        let close = month == end || crate::dates::close(&event.when);
        let title = match first {
            None => "Without a date".to_owned(),
            Some(_) if close => month.clone(),
            Some(_) if cut(last, 4) == year => format!("{year}, month not told"),
            Some(_) => format!("{year} to {}", cut(last, 4)),
        };
        let key = (first.is_none(), year, close, if close { month } else { title.clone() });
        let group = groups.entry(key).or_default();
        group.title = Some(title);
        group.count += 1;
        group.lines.push(happening(event));
    }
    groups.into_values().collect()
}

fn happening(event: &Event) -> Line<'_> {
    let mut kind = event.kind.clone();
    if let Some(mode) = &event.mode {
        kind += &format!(" {mode}");
    }
    if let Some(of) = &event.of {
        kind += &format!(" of {of}");
    }
    let mut pieces = vec![strong(date(&event.when)), actors(&event.source, "source not told")];
    if !event.target.is_empty() {
        pieces.extend([plain("→"), actors(&event.target, "")]);
    }
    pieces.push(strong(kind));
    if event.status != "actual" {
        pieces.push(plain(format!("({})", event.status)));
    }
    pieces.extend(at(event.place.as_deref()));
    for (number, what) in [(event.dead, "dead"), (event.injured, "injured"), (event.arrested, "arrested")] {
        pieces.extend(number.map(|n| plain(format!("{n} {what}"))));
    }
    pieces.extend(told(event.origins, event.passages.len()));
    Line { anchor: Some(event.id.clone()), level: 0, pieces, passages: event.passages.iter().collect() }
}

fn precedent(past: &Precedent) -> Line<'_> {
    let what = match past.layer.as_str() {
        "accord" => past.what.clone(),
        "round" if past.what == "unspecified" => "talks".to_owned(),
        "round" => format!("talks, level {}", past.what),
        layer => format!("{layer}: {}", past.what),
    };
    let pieces = joined([
        Some(strong(date(&past.when))),
        Some(strong(what)),
        Some(actors(&past.actors, "who is not told")),
        at(past.venue.as_deref()),
        past.outcome.as_ref().filter(|o| *o != "unknown").map(|o| plain(spoken(o))),
        Some(faint(if past.shared == "venue" { "same place" } else { "same parties" })),
        told(past.origins, past.passages.len()),
    ]);
    Line { anchor: None, level: 0, pieces, passages: past.passages.iter().collect() }
}

fn contradictions(dossier: &Dossier) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = dossier.contradictions.iter().map(contradiction).collect();
    groups.extend(one(dossier.doubtful_claims.iter().map(claim)).into_iter().map(|mut group| {
        group.title = Some("Claims that do not hold".to_owned());
        group.count = group.lines.len();
        group
    }));
    groups
}

fn contradiction(one: &Contradiction) -> Group<'_> {
    let field = match one.field.as_str() {
        "source" => "who did it",
        "target" => "to whom",
        "status" => "whether it happened",
        "date" => "when",
        other => other,
    };
    let head = vec![strong(field.to_owned()), plain(one.kind.clone()), Piece::Link("event".into(), one.event.clone())];
    let mut lines = vec![Line { pieces: head, ..Line::default() }];
    for side in &one.sides {
        let pieces = joined([Some(strong(side.value.clone())), told(side.origins, side.passages.len())]);
        lines.push(Line { level: 1, pieces, passages: side.passages.iter().collect(), anchor: None });
    }
    Group { lines, ..Group::default() }
}

fn claim(claim: &DoubtfulClaim) -> Line<'_> {
    let against = match claim.kind.as_str() {
        "distance" => "the map",
        "date" => "the calendar",
        _ => "the table of offices",
    };
    let pieces = joined([
        Some(strong(claim.kind.clone())),
        Some(plain(format!("the text says {}; {against} says {}", claim.stated, claim.computed))),
        told(claim.origins, claim.passages.len()),
    ]);
    Line { anchor: None, level: 0, pieces, passages: claim.passages.iter().collect() }
}

fn sources(dossier: &Dossier) -> Vec<Group<'_>> {
    let s = &dossier.sources;
    let counted =
        |counts: &[Count]| counts.iter().map(|c| format!("{} {}", c.name, c.articles)).collect::<Vec<_>>().join(", ");
    let mut summary = vec![plain(format!(
        "{} on the process, {}; {} without a date. Languages: {}. Outlets: {}.",
        many(s.articles, "article"),
        many(s.origins, "independent origin"),
        s.undated,
        counted(&s.languages),
        counted(&s.outlets)
    ))];
    if s.articles == 0 {
        summary = vec![plain("No article of the archive is on this process.")];
    }
    let mut lines = vec![Line { pieces: summary, ..Line::default() }];
    for source in &s.cited {
        let pieces = joined([
            Some(strong(source.date.clone().unwrap_or_else(|| "no date".into()))),
            source.outlet.clone().map(Piece::Actor),
            source.title.clone().map(plain),
            Some(faint(source.article.clone())),
            source
                .url
                .clone()
                .filter(|u| u.starts_with("https://") || u.starts_with("http://"))
                .map(|u| Piece::Link("text".into(), u)),
            source.copy_of.as_ref().map(|_| faint("copy of")),
            source.copy_of.as_ref().map(|c| Piece::Link(c.clone(), c.clone())),
            Some(faint(many(source.passages, "passage"))),
        ]);
        lines.push(Line { anchor: Some(source.article.clone()), level: 0, pieces, passages: vec![] });
    }
    vec![Group { lines, ..Group::default() }]
}
