//! Operators: acts over acts. One table for every language.

use std::str::FromStr;

use chancery_record::{EventType, SmolStr, Status};

/// What a word does to the act under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operator {
    Offer,
    Promise,
    Agree,
    Plan,
    Request,
    Refuse,
    Threaten,
    Accuse,
    Praise,
    Condemn,
    Deny,
    Result,
    Begin,
    End,
    Fail,
    Join,
    Host,
    Report,
    Consider,
    Cancel,
    Claim,
}

const NAMES: [(&str, Operator); 21] = [
    ("offer", Operator::Offer),
    ("promise", Operator::Promise),
    ("agree", Operator::Agree),
    ("plan", Operator::Plan),
    ("request", Operator::Request),
    ("refuse", Operator::Refuse),
    ("threaten", Operator::Threaten),
    ("accuse", Operator::Accuse),
    ("praise", Operator::Praise),
    ("condemn", Operator::Condemn),
    ("deny", Operator::Deny),
    ("result", Operator::Result),
    ("begin", Operator::Begin),
    ("end", Operator::End),
    ("fail", Operator::Fail),
    ("join", Operator::Join),
    ("host", Operator::Host),
    ("report", Operator::Report),
    ("consider", Operator::Consider),
    ("cancel", Operator::Cancel),
    ("claim", Operator::Claim),
];

impl FromStr for Operator {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        NAMES
            .iter()
            .find(|(n, _)| *n == s)
            .map(|(_, o)| *o)
            .ok_or_else(|| format!("'{s}' is no operator ({})", NAMES.map(|(n, _)| n).join(", ")))
    }
}

/// What becomes of the act under an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// A speech act of this type, the act in `of`.
    Speech(EventType),
    /// The act itself, with this status at least.
    Through(Option<Status>),
    /// The act is undone: suspending aid, ending strikes.
    Undo,
    /// No event.
    Nothing,
}

impl Operator {
    pub(super) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, o)| *o == self).map_or("", |(n, _)| n)
    }

    /// What the operator makes of an act.
    pub(super) fn effect(self, act: EventType) -> Effect {
        match self {
            Operator::Offer | Operator::Promise | Operator::Agree => {
                // Troops and a march can be promised or allowed; harm is only announced.
                if hostile(act) && !matches!(act, EventType::Mobilize | EventType::Protest) {
                    Effect::Through(Some(Status::Future))
                } else {
                    Effect::Speech(EventType::Agree)
                }
            }
            Operator::Plan => Effect::Through(Some(Status::Future)),
            Operator::Request => Effect::Speech(EventType::Request),
            Operator::Refuse => Effect::Speech(EventType::Reject),
            Operator::Threaten => Effect::Speech(EventType::Threaten),
            Operator::Accuse | Operator::Condemn => Effect::Speech(EventType::Accuse),
            Operator::Praise => Effect::Speech(EventType::Support),
            Operator::Deny => Effect::Nothing,
            Operator::Result
            | Operator::Begin
            | Operator::Join
            | Operator::Host
            | Operator::Report
            | Operator::Claim => Effect::Through(None),
            Operator::Consider => Effect::Through(Some(Status::Hypothetical)),
            Operator::Cancel if act == EventType::Consult => Effect::Speech(EventType::Reject),
            Operator::End | Operator::Cancel => Effect::Undo,
            Operator::Fail => Effect::Through(Some(Status::Negated)),
        }
    }

    /// The event type when the word stands without an act under it.
    pub(super) fn bare(self) -> Option<EventType> {
        Some(match self {
            Operator::Offer | Operator::Promise | Operator::Agree => EventType::Agree,
            Operator::Request => EventType::Request,
            Operator::Refuse => EventType::Reject,
            Operator::Threaten => EventType::Threaten,
            Operator::Accuse | Operator::Condemn => EventType::Accuse,
            Operator::Praise => EventType::Support,
            _ => return None,
        })
    }

    /// Whether the word is an event without an act under it, unless its frame says otherwise.
    pub(super) fn alone(self) -> bool {
        matches!(
            self,
            Operator::Request
                | Operator::Refuse
                | Operator::Threaten
                | Operator::Accuse
                | Operator::Praise
                | Operator::Condemn
        )
    }

    /// Whether the act is asked, blamed or praised of the one addressed.
    pub(super) fn asks_of_addressee(self) -> bool {
        matches!(self, Operator::Request | Operator::Accuse | Operator::Praise | Operator::Condemn)
    }

    /// Whether its subject may be the act: "les frappes se poursuivent", "the attack killed".
    pub(super) fn takes_subject(self) -> bool {
        matches!(self, Operator::Begin | Operator::End | Operator::Result | Operator::Fail | Operator::Cancel)
    }

    /// Whether its subject is the unsaid source of the act under it.
    pub(super) fn controls(self) -> bool {
        matches!(
            self,
            Operator::Plan
                | Operator::Begin
                | Operator::Join
                | Operator::Host
                | Operator::Fail
                | Operator::Consider
                | Operator::Claim
                | Operator::Promise
        )
    }

    /// Whether its mode is the manner of speaking, which a frame knows better than the act under it.
    pub(super) fn names_manner(self) -> bool {
        matches!(self, Operator::Accuse | Operator::Condemn)
    }

    /// Mode of the speech act over an act of this type, as PLOVER has it.
    pub(super) fn mode(self, act: Option<EventType>, mode: Option<&str>) -> Option<SmolStr> {
        use EventType as T;
        let mode = match (self, act) {
            (
                Operator::Request | Operator::Refuse,
                Some(T::Aid | T::Cooperate | T::Mobilize | T::Support | T::Protest),
            ) => "assist",
            (Operator::Request | Operator::Refuse, Some(T::Retreat | T::Concede)) => "yield",
            (Operator::Request | Operator::Refuse, Some(T::Consult)) => "meet",
            (Operator::Request | Operator::Refuse, Some(_)) => "change",
            // What is asked in general is a change; what is threatened in general is violence.
            (Operator::Request, None) => "change",
            (Operator::Threaten, None) => "violence",
            (Operator::Threaten, Some(T::Assault | T::Mobilize)) => "violence",
            (Operator::Threaten, Some(T::Sanction)) => "relations",
            (Operator::Threaten, Some(T::Coerce)) if mode == Some("arrest") => "arrest",
            (Operator::Threaten, Some(T::Coerce)) => "restrict",
            (Operator::Cancel, Some(T::Consult)) => "meet",
            (Operator::Accuse, _) => "allege",
            (Operator::Condemn, _) => "disapprove",
            _ => return None,
        };
        Some(mode.into())
    }
}

/// Acts that harm.
pub(super) fn hostile(act: EventType) -> bool {
    use EventType as T;
    matches!(act, T::Accuse | T::Reject | T::Threaten | T::Protest | T::Sanction | T::Mobilize | T::Coerce | T::Assault)
}

/// What ending an act amounts to.
pub(super) fn undone(act: EventType) -> Option<(EventType, Option<&'static str>)> {
    use EventType as T;
    Some(match act {
        T::Aid | T::Cooperate => (T::Sanction, Some("withdraw")),
        T::Consult | T::Agree | T::Support => (T::Sanction, Some("discontinue")),
        T::Assault => (T::Retreat, Some("ceasefire")),
        T::Mobilize => (T::Retreat, Some("withdraw")),
        T::Coerce | T::Sanction => (T::Concede, None),
        T::Protest => (T::Concede, None),
        _ => return None,
    })
}
