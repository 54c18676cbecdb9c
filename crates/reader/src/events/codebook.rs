//! What can be read, as a codebook: types, modes, and the frames of a language.

use chancery_record::{EventType, SmolStr};

use super::frames::{Frame, Says};
use super::{Lexicon, cameo};

/// What an event of a type is: the readings that the frames are written by. The types are PLOVER's
/// (Halterman et al., *PLOVER and POLECAT: A New Political Event Ontology and Dataset*, 2023).
const TYPES: [(EventType, &str); 16] = [
    (
        EventType::Agree,
        "Somebody agrees, accepts, offers or promises to cooperate, meet, host, mediate, help or yield: a good act to come.",
    ),
    (EventType::Consult, "Somebody meets, visits, receives, telephones, negotiates or mediates."),
    (EventType::Support, "Somebody praises, backs, thanks, apologises or recognises; signs or ratifies an accord."),
    (EventType::Concede, "Somebody yields politically: resigns, lifts a measure, meets a demand."),
    (EventType::Cooperate, "Parties work together materially: trade, joint exercises, intelligence, extradition."),
    (EventType::Aid, "Somebody gives material help: money, arms, food, shelter, peacekeepers, asylum."),
    (
        EventType::Retreat,
        "Somebody yields militarily: holds fire, withdraws, releases captives, disarms, lets observers or relief in.",
    ),
    (EventType::Request, "Somebody asks, appeals, urges, demands or orders."),
    (EventType::Accuse, "Somebody criticises, condemns, complains, accuses, investigates, sues or charges."),
    (EventType::Reject, "Somebody refuses, declines or vetoes what was asked or offered."),
    (EventType::Threaten, "Somebody threatens, or warns of what it will do."),
    (EventType::Protest, "People demonstrate, riot, strike, boycott or block."),
    (EventType::Sanction, "Somebody cuts or suspends relations, aid, talks or trade; expels; convicts."),
    (EventType::Mobilize, "Somebody moves or readies forces without using them."),
    (EventType::Coerce, "Somebody arrests, bans, seizes, censors, deports, imposes a curfew or hacks."),
    (EventType::Assault, "Somebody attacks, bombs, kills, abducts or tortures."),
];

/// The modes of each type.
const MODES: [(EventType, &[(&str, &str)]); 11] = [
    (
        EventType::Consult,
        &[
            ("visit", "one party goes to the other, or receives it"),
            ("third-party", "a third party mediates or brokers; it is the source, the parties are the target"),
            ("multilateral", "several governments, or a body of several"),
            ("phone", "by telephone or video"),
        ],
    ),
    (
        EventType::Retreat,
        &[
            ("withdraw", "forces leave"),
            ("release", "captives are freed"),
            ("disarm", "arms are given up or destroyed"),
            ("ceasefire", "arms are silent"),
            ("access", "observers, inspectors or relief are let in"),
        ],
    ),
    (
        EventType::Request,
        &[
            ("assist", "help, support or cooperation"),
            ("change", "another policy or conduct"),
            ("yield", "a retreat or a concession"),
            ("meet", "talks"),
        ],
    ),
    (
        EventType::Reject,
        &[
            ("assist", "help, support or cooperation is refused"),
            ("change", "another policy or conduct is refused"),
            ("yield", "a retreat or a concession is refused"),
            ("meet", "talks are refused"),
        ],
    ),
    (
        EventType::Accuse,
        &[
            ("disapprove", "blame of what somebody does or is"),
            ("investigate", "inquiry, charge, lawsuit, trial"),
            ("allege", "an allegation of a deed"),
        ],
    ),
    (
        EventType::Threaten,
        &[
            ("restrict", "to restrict or ban"),
            ("arrest", "to arrest"),
            ("relations", "to cut relations or impose sanctions"),
            ("expel", "to expel"),
            ("territory", "to take territory"),
            ("violence", "to use force"),
        ],
    ),
    (
        EventType::Protest,
        &[
            ("demo", "march, rally, vigil"),
            ("riot", "with violence against persons or the police"),
            ("strike", "work stoppage"),
            ("hunger", "hunger strike"),
            ("boycott", "refusal to buy, vote or attend"),
            ("obstruct", "blockade, occupation"),
            ("vandalize", "damage to property"),
        ],
    ),
    (
        EventType::Sanction,
        &[
            ("convict", "a court's sentence or fine"),
            ("expel", "persons, diplomats or members are sent away"),
            ("withdraw", "aid is cut; a treaty or union is left"),
            ("discontinue", "relations, talks, trade or contacts are cut or suspended"),
        ],
    ),
    (
        EventType::Mobilize,
        &[
            ("troops", "troops, exercises, alerts"),
            ("weapons", "arms are tested, launched without a target, moved"),
            ("police", "police are deployed"),
            ("militia", "irregulars are raised"),
        ],
    ),
    (
        EventType::Coerce,
        &[
            ("seize", "property, territory or power is taken"),
            ("restrict", "a freedom, a place or a practice is restricted or banned"),
            ("censor", "media or speech are suppressed"),
            ("curfew", "a curfew or lockdown"),
            ("martial-law", "martial law, a state of emergency"),
            ("arrest", "arrest, detention, imprisonment"),
            ("deport", "people are driven out"),
            ("withhold", "goods or services are kept from people"),
            ("misinformation", "false information is spread"),
            ("cyber", "computers are attacked"),
        ],
    ),
    (
        EventType::Assault,
        &[
            ("abduct", "people are carried off"),
            ("beat", "with bare hands or sticks"),
            ("torture", "captives are tortured"),
            ("sexual", "rape and other sexual violence"),
            ("targeted", "one chosen person is killed"),
            ("destroy", "property is destroyed or looted by armed men"),
            ("primitive", "with knives, stones, vehicles, fire"),
            ("firearms", "with small arms"),
            ("explosives", "with bombs and mines on the ground"),
            ("suicide-attack", "the attacker dies with the blast"),
            ("aerial", "from aircraft"),
            ("drone", "from drones"),
            ("heavy-weapons", "with artillery, rockets, missiles, tanks"),
            ("crowd-control", "police against a crowd"),
            ("unconventional", "with chemical, biological or nuclear means"),
        ],
    ),
];

/// What a mode of a type means; none where the type has no such mode.
pub fn mode_definition(kind: EventType, mode: &str) -> Option<&'static str> {
    modes(kind).iter().find(|(name, _)| *name == mode).map(|(_, words)| *words)
}

/// The modes of a type with their definitions.
pub fn modes(kind: EventType) -> &'static [(&'static str, &'static str)] {
    MODES.iter().find(|(k, _)| *k == kind).map_or(&[], |(_, list)| list)
}

/// Every type with its definition, in PLOVER's order from cooperation to conflict.
pub fn types() -> impl Iterator<Item = (EventType, &'static str)> {
    TYPES.into_iter()
}

/// A CAMEO code of an event's type and mode, and its value on the Goldstein scale (-10 to 10).
pub fn scale(kind: EventType, mode: Option<&str>) -> (&'static str, Option<f32>) {
    let code = cameo::code(None, kind, mode, None);
    (code, cameo::goldstein(code))
}

/// One frame as a codebook shows it.
#[derive(Clone, Debug)]
pub struct Rule<'a> {
    /// `fr/bombarder`: what an event's `because.rule` names.
    pub name: &'a str,
    /// The type that its words state; of an operator, what they state without an act under them.
    pub kind: Option<EventType>,
    /// The operator over other acts, for words that take one.
    pub operator: Option<&'static str>,
    /// The words are no event.
    pub none: bool,
    /// Its mode, where it fixes one.
    pub mode: Option<&'a str>,
    /// The type of the act that it is about, where it fixes one.
    pub of: Option<EventType>,
    /// Its CAMEO code: its own, or that of its type and mode.
    pub cameo: Option<&'a str>,
    /// The code's value on the Goldstein scale, -10 to 10.
    pub goldstein: Option<f32>,
    /// Its lemmas as they are written in the language's folder, verbs first.
    pub words: &'a [SmolStr],
    /// An example and what it reads as.
    pub example: Option<(&'a str, &'a str)>,
}

impl Lexicon {
    /// The frames in the order of their names.
    pub fn rules(&self) -> Vec<Rule<'_>> {
        let mut out: Vec<Rule<'_>> = self.frames.frames.iter().map(rule).collect();
        out.sort_by_key(|r| r.name);
        out
    }
}

fn rule(frame: &Frame) -> Rule<'_> {
    let mode = frame.mode.as_deref();
    let (kind, operator, none) = match &frame.says {
        Says::Nothing => (None, None, true),
        Says::Act(kind) => (Some(*kind), None, false),
        Says::Operator(op) => (op.bare(), Some(*op), false),
    };
    let code = frame.cameo.as_deref().or_else(|| kind.map(|k| cameo::code(operator, k, mode, frame.of)));
    Rule {
        name: &frame.rule,
        kind,
        operator: operator.map(|o| o.name()),
        none,
        mode,
        of: frame.of,
        cameo: code,
        goldstein: code.and_then(cameo::goldstein),
        words: &frame.words,
        example: frame.example.as_ref().map(|(a, b)| (a.as_str(), b.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use chancery_language::Pack;

    #[test]
    fn every_mode_that_a_frame_fixes_is_defined() {
        for lang in Pack::builtin_languages() {
            let lexicon = super::Lexicon::compile(&Pack::builtin(lang).unwrap()).unwrap();
            for rule in lexicon.rules() {
                if let (Some(kind), Some(mode)) = (rule.kind, rule.mode) {
                    assert!(super::mode_definition(kind, mode).is_some(), "{}: {kind} has no mode {mode}", rule.name);
                }
            }
        }
    }
}
