//! The state of a peace process: offers with their invitations and answers,
//! accords with their provisions, acts of leverage, rounds of talks.
//!
//! The layer is read off the events, quotations and actors that are known by
//! then; only accords are looked for by their own nouns, since most are told
//! of without an act. Words are data (`diplomacy.toml`).

use chancery_record::{Diplomacy, Event, Place, Quotation, Time};

use crate::Context;
use crate::actors::Actors;

mod accords;
mod answers;
mod leverage;
mod lexicon;
mod offers;
mod phrases;
mod rounds;
mod view;

pub use lexicon::Lexicon;

use view::View;

/// The layers that the diplomacy stage builds on; events and quotations have their identifiers.
#[derive(Clone, Copy)]
pub struct Layers<'a> {
    /// Entities and mentions.
    pub actors: &'a Actors,
    /// Calendar expressions.
    pub times: &'a [Time],
    /// Place names.
    pub places: &'a [Place],
    /// Quotations.
    pub quotations: &'a [Quotation],
    /// Events.
    pub events: &'a [Event],
}

/// Reads the diplomacy of an article; none when there is nothing of it.
pub fn read(cx: Context<'_>, lexicon: &Lexicon, layers: Layers<'_>) -> Option<Diplomacy> {
    let view = View::new(cx, lexicon, layers);
    let mut rounds = rounds::read(&view);
    let accords = accords::read(&view, &mut rounds);
    let diplomacy = Diplomacy { offers: offers::read(&view), accords, leverage: leverage::read(&view), rounds };
    let nothing = diplomacy.offers.is_empty()
        && diplomacy.accords.is_empty()
        && diplomacy.leverage.is_empty()
        && diplomacy.rounds.is_empty();
    (!nothing).then_some(diplomacy)
}
