use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use thiserror::Error;

use crate::span::spans;
use crate::{ActorCode, Anchor, Because, Edtf, Pair, Span};

/// A word outside a closed list (event types, statuses).
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{word}' is no {what}")]
pub struct UnknownWord {
    /// What was expected.
    pub what: &'static str,
    /// What stood there.
    pub word: String,
}

macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident, $what:literal, $style:literal: $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = $style)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every member, in the codebook's order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The word in records.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(s: &str) -> Result<Self, UnknownWord> {
                match s {
                    $($word => Ok($name::$variant),)+
                    _ => Err(UnknownWord { what: $what, word: s.to_owned() }),
                }
            }
        }
    };
}

closed_list! {
    /// The sixteen event types of the PLOVER codebook, with the readings of the guidelines.
    EventType, "event type", "UPPERCASE":
    /// Agrees, offers, promises, accepts, is ready to.
    Agree = "AGREE",
    /// Meets, visits, hosts, telephones, negotiates, mediates.
    Consult = "CONSULT",
    /// Praises, backs, thanks, apologises, recognises, signs.
    Support = "SUPPORT",
    /// Yields politically.
    Concede = "CONCEDE",
    /// Works together materially.
    Cooperate = "COOPERATE",
    /// Gives material help.
    Aid = "AID",
    /// Yields militarily.
    Retreat = "RETREAT",
    /// Asks, appeals, urges, demands, orders.
    Request = "REQUEST",
    /// Criticises, condemns, accuses, investigates, charges.
    Accuse = "ACCUSE",
    /// Refuses, declines, vetoes.
    Reject = "REJECT",
    /// Threatens or warns of what it will do.
    Threaten = "THREATEN",
    /// Demonstrates, riots, strikes, boycotts, blocks.
    Protest = "PROTEST",
    /// Cuts relations, aid, talks; expels; convicts.
    Sanction = "SANCTION",
    /// Moves or readies forces.
    Mobilize = "MOBILIZE",
    /// Arrests, bans, seizes, censors, deports, imposes a curfew, hacks.
    Coerce = "COERCE",
    /// Attacks, bombs, kills, abducts, tortures.
    Assault = "ASSAULT",
}

closed_list! {
    /// Whether an event took place.
    Status, "status", "lowercase":
    /// Happened, is happening, or was said.
    Actual = "actual",
    /// Announced or planned as certain.
    Future = "future",
    /// Conditional, proposed, possible, wished.
    Hypothetical = "hypothetical",
    /// Said not to have happened.
    Negated = "negated",
}

/// An entity with a part in an event other than source or target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Participant {
    /// Entity id.
    pub entity: String,
    /// `host`, `mediator`, `guarantor`, `relay` or `instrument`.
    pub role: String,
}

/// One real-world act or speech act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Stable identifier, `v…`.
    pub id: String,
    /// The shortest words that state it.
    #[serde(flatten)]
    pub span: Span,
    /// Other mentions of the same event.
    #[serde(default)]
    pub also: Vec<Pair>,
    /// PLOVER event type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// PLOVER mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<SmolStr>,
    /// The act that a speech act is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<EventType>,
    /// CAMEO code, a string of digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cameo: Option<SmolStr>,
    /// PLOVER contexts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<SmolStr>,
    /// Goldstein scale value of the CAMEO code, -10 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goldstein: Option<f32>,
    /// Who acts, codes in order.
    pub source: Vec<ActorCode>,
    /// On whom, codes in order.
    pub target: Vec<ActorCode>,
    /// Entities behind `source`.
    #[serde(default)]
    pub source_entities: Vec<String>,
    /// Entities behind `target`.
    #[serde(default)]
    pub target_entities: Vec<String>,
    /// Hosts, mediators, guarantors, relays, instruments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Participant>,
    /// Whether it took place.
    pub status: Status,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// What a relative date hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// Country where it happened, ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// English name of the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_name: Option<String>,
    /// People killed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead: Option<u32>,
    /// People injured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub injured: Option<u32>,
    /// People arrested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrested: Option<u32>,
    /// Sum of money or quantity, in the article's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Entities on whose word the event rests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holders: Vec<String>,
    /// Share of like readings that were right on annotated text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// Rule and spans behind it.
    pub because: Because,
}
spans!(Event: span, also, because);
