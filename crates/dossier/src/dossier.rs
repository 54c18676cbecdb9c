//! What a dossier holds. Serialised, this is the JSON of `chancery dossier --format json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Change, Process};

/// Name and version of the form.
pub const SCHEMA: &str = "chancery.dossier/1";

/// All that an archive holds on one process, on a day. Lists are in order of time, what has no date last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dossier {
    /// [`SCHEMA`].
    pub schema: String,
    /// What it is about.
    pub process: Process,
    /// The day as of which it was compiled, `YYYY-MM-DD`: what was published later is left out. Absent
    /// when no article has a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// The days that it covers; what lies outside is among the precedents.
    pub period: Period,
    /// Offers that somebody has still to answer, the newest first.
    pub open_offers: Vec<OpenOffer>,
    /// Offers to host, mediate, talk or cease fire, and terms, told once over articles.
    pub initiatives: Vec<Initiative>,
    /// Meetings and talks, told once over articles.
    pub rounds: Vec<Round>,
    /// Accords with what became of them.
    pub accords: Vec<Accord>,
    /// Pressure and reward.
    pub leverage: Vec<Leverage>,
    /// What each party says on each topic.
    pub positions: Vec<Position>,
    /// Acts between the parties, told once over articles. What is only wished or feared is left out.
    pub chronology: Vec<Event>,
    /// Earlier or later accords, rounds and offers of the same parties, or at the same place.
    pub precedents: Vec<Precedent>,
    /// What witnesses of one event tell differently.
    pub contradictions: Vec<Contradiction>,
    /// Statements that the map, the calendar or the tables of offices contradict.
    pub doubtful_claims: Vec<DoubtfulClaim>,
    /// Where it comes from.
    pub sources: Sources,
}

/// A part of a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// Open offers.
    Open,
    /// Initiatives.
    Initiatives,
    /// Rounds.
    Rounds,
    /// Accords.
    Accords,
    /// Leverage.
    Leverage,
    /// Positions.
    Positions,
    /// Chronology.
    Chronology,
    /// Precedents.
    Precedents,
    /// Contradictions and doubtful claims.
    Contradictions,
    /// Sources.
    Sources,
}

impl Section {
    /// All, in the order of a dossier.
    pub const ALL: [Section; 10] = [
        Section::Open,
        Section::Initiatives,
        Section::Rounds,
        Section::Accords,
        Section::Leverage,
        Section::Positions,
        Section::Chronology,
        Section::Precedents,
        Section::Contradictions,
        Section::Sources,
    ];
}

/// Words of an article, with the way back to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Passage {
    /// `articles.id` in the archive.
    pub article: String,
    /// Dateline, EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// First code point of the words.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// The words.
    pub words: String,
    /// What stands before them in their sentence.
    pub before: String,
    /// What stands after them in their sentence.
    pub after: String,
}

/// When something was: its own date, or the day of the report where the text tells none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct When {
    /// EDTF, as the text tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// EDTF, where other articles make it closer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrowed: Option<String>,
    /// Dateline of the first report, where the text tells no date; never passed off as the date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported: Option<String>,
    /// First day of whichever is known, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<String>,
    /// Last day of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
}

/// Somebody who acts, as the text names them; a state that is a party, as the process does.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// Actor code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name.
    pub name: String,
}

/// Days covered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// First day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Whether the process says so; else the days of its articles.
    pub stated: bool,
}

/// One act, told by one article or many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// `merged_events.id`, or the event's own where the archive has not merged it yet.
    pub id: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: String,
    /// PLOVER mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// The act that a speech act is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// actual, future, negated.
    pub status: String,
    /// When.
    pub when: When,
    /// Who acts.
    pub source: Vec<Actor>,
    /// On whom.
    pub target: Vec<Actor>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Dead, on which all who give a number agree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead: Option<i64>,
    /// Injured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub injured: Option<i64>,
    /// Arrested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrested: Option<i64>,
    /// Independent origins of the articles that tell it.
    pub origins: usize,
    /// Who tells it.
    pub passages: Vec<Passage>,
}

/// An offer, told once over articles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Initiative {
    /// Stable identifier.
    pub id: String,
    /// host, mediate, talks, ceasefire, terms.
    pub kind: String,
    /// Who offers; empty when the text does not tell.
    pub offerors: Vec<Actor>,
    /// Where, for a host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
    /// When it was made.
    pub when: When,
    /// To whom, and what they answered.
    pub invitees: Vec<Invitee>,
    /// Independent origins.
    pub origins: usize,
    /// Where it is told.
    pub passages: Vec<Passage>,
}

/// An addressee of an offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Invitee {
    /// Who.
    pub who: Actor,
    /// The answer that stands: none_reported, accept, conditional, welcome, noncommittal, decline.
    pub response: String,
    /// Whose it is: principal, minister, spokesperson, reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<When>,
    /// All answers on record, in order.
    pub history: Vec<Answer>,
}

/// An answer to an offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// accept, conditional, welcome, noncommittal, decline.
    pub response: String,
    /// principal, minister, spokesperson, reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// When.
    pub when: When,
    /// `offer`: read beside the offer; `event`: an act of the invitee towards the offeror in the same or a later
    /// article, which answers by its type and object.
    pub basis: String,
    /// Where it is told.
    pub passages: Vec<Passage>,
}

/// An offer that somebody has still to answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenOffer {
    /// [`Initiative::id`].
    pub initiative: String,
    /// Days since its last possible day, to [`Dossier::on`]; by the report where the date is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_days: Option<i32>,
    /// Who has neither accepted nor declined, with what is on record.
    pub waiting_for: Vec<Standing>,
}

/// What is on record of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Standing {
    /// Who.
    pub who: Actor,
    /// none_reported, conditional, welcome, noncommittal.
    pub response: String,
}

/// A meeting or series of talks, told once over articles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Round {
    /// Stable identifier.
    pub id: String,
    /// Whether two parties of the process took part; else one met somebody between them.
    pub between_parties: bool,
    /// Who took part.
    pub participants: Vec<Actor>,
    /// Who mediated.
    pub mediators: Vec<Actor>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
    /// When.
    pub when: When,
    /// head, minister, envoy, unspecified.
    pub level: String,
    /// agreement, progress, none, ongoing, unknown.
    pub outcome: String,
    /// Independent origins.
    pub origins: usize,
    /// Where it is told.
    pub passages: Vec<Passage>,
}

/// An accord, told once over articles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Accord {
    /// Stable identifier.
    pub id: String,
    /// The fullest name in the texts.
    pub name: String,
    /// Whether it binds two parties of the process; else one of them and others.
    pub between_parties: bool,
    /// Those bound.
    pub parties: Vec<Actor>,
    /// Mediators, sponsors, guarantors.
    pub mediators: Vec<Actor>,
    /// When it was agreed or signed.
    pub when: When,
    /// What is reported of it, in order of the reports.
    pub standing: Vec<AccordStanding>,
    /// Its clauses.
    pub provisions: Vec<Provision>,
    /// Breaches, reported or alleged.
    pub breaches: Vec<Breach>,
    /// Independent origins.
    pub origins: usize,
    /// Where it is told.
    pub passages: Vec<Passage>,
}

/// An accord's state as reported on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccordStanding {
    /// proposed, negotiated, signed, in_force, broken, ended.
    pub status: String,
    /// none, partial, full, unknown.
    pub implementation: String,
    /// When it was reported.
    pub when: When,
    /// Where it is told.
    pub passages: Vec<Passage>,
}

/// The clauses of one category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provision {
    /// Category of the diplomacy guidelines.
    pub category: String,
    /// The words.
    pub passages: Vec<Passage>,
}

/// A breach, reported or alleged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Breach {
    /// Who broke it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// Who says so; absent when the text says it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alleged_by: Option<Actor>,
    /// Category of the clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provision: Option<String>,
    /// When.
    pub when: When,
    /// The words.
    pub passages: Vec<Passage>,
}

/// An act of pressure or reward, told once over articles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Leverage {
    /// Stable identifier.
    pub id: String,
    /// aid, arms, sanctions, recognition, troops, trade, statement.
    pub instrument: String,
    /// apply, suspend, lift, threaten.
    pub direction: String,
    /// Who acts.
    pub source: Vec<Actor>,
    /// On whom.
    pub target: Vec<Actor>,
    /// When.
    pub when: When,
    /// Independent origins.
    pub origins: usize,
    /// Where it is told.
    pub passages: Vec<Passage>,
}

/// What a party says on a topic, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// The party's name in the process.
    pub party: String,
    /// Topic.
    pub topic: String,
    /// What it said and did by saying.
    pub formulations: Vec<Formulation>,
}

/// One formulation: words quoted, or a speech act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Formulation {
    /// direct, indirect (quotations), or act.
    pub kind: String,
    /// Who speaks.
    pub speaker: Actor,
    /// For an act: its PLOVER type, with the act it is about (`REJECT of CONSULT`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// When it was said.
    pub when: When,
    /// Interview, statement, speech…
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The words.
    pub words: String,
    /// Differences from the party's latest earlier formulation of the same, where there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// When that one was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_since: Option<When>,
    /// Independent origins.
    pub origins: usize,
    /// Where it is told.
    pub passages: Vec<Passage>,
}

/// An accord, round or offer outside the period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Precedent {
    /// accord, round, offer.
    pub layer: String,
    /// Name of the accord, level of the round, kind of the offer.
    pub what: String,
    /// Outcome of a round, status of an accord.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Who took part.
    pub actors: Vec<Actor>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
    /// When.
    pub when: When,
    /// `parties`: of the same parties; `venue`: at the same place.
    pub shared: String,
    /// Independent origins.
    pub origins: usize,
    /// Where it is told.
    pub passages: Vec<Passage>,
}

/// What witnesses of one event tell differently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contradiction {
    /// [`Event::id`].
    pub event: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// dead, injured, arrested, source, target, status, date…
    pub field: String,
    /// The values, each with who gives it.
    pub sides: Vec<Side>,
}

/// One of the values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// The value.
    pub value: String,
    /// Independent origins.
    pub origins: usize,
    /// Who gives it.
    pub passages: Vec<Passage>,
}

/// A statement that does not hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DoubtfulClaim {
    /// distance, date, office.
    pub kind: String,
    /// What the text says.
    pub stated: String,
    /// What the map, the calendar or the table of offices says.
    pub computed: String,
    /// Independent origins.
    pub origins: usize,
    /// Where it is told.
    pub passages: Vec<Passage>,
}

/// Where a dossier comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sources {
    /// Articles on the process.
    pub articles: usize,
    /// Origins: copies of one text are one.
    pub origins: usize,
    /// Articles without a date, which take part without a place in time.
    pub undated: usize,
    /// Articles an outlet.
    pub outlets: Vec<Count>,
    /// Articles a language.
    pub languages: Vec<Count>,
    /// The articles that a line of the dossier stands on.
    pub cited: Vec<Source>,
}

/// A number of articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// Of what.
    pub name: String,
    /// How many.
    pub articles: usize,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// `articles.id`.
    pub article: String,
    /// Dateline, EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The earliest article of which this one is a copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// Passages of it in the dossier.
    pub passages: usize,
}
