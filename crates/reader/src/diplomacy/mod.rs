//! The state of a peace process: offers with their invitations and answers,
//! accords with their provisions, acts of leverage, rounds of talks.
//!
//! What is told is found by words (`diplomacy.toml`) and by the events that are
//! known by then; who does it to whom comes from the logical roles of those
//! words, whatever the construction.

use chancery_record::{Diplomacy, Event, Place, Quotation, Time};

use crate::Context;
use crate::actors::Actors;
use crate::events::Grammar;

mod accords;
mod answers;
mod leverage;
mod lexicon;
mod offers;
mod reasons;
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
pub(crate) fn read(cx: Context<'_>, lexicon: &Lexicon, grammar: &Grammar<'_>, layers: Layers<'_>) -> Option<Diplomacy> {
    let view = View::new(cx, lexicon, layers, grammar);
    let rounds = rounds::read(&view);
    let accords = accords::read(&view, &rounds);
    let offers = offers::read(&view, &rounds);
    let mut accords = accords;
    accords.extend(accords::accepted(&view, &offers, &accords));
    accords.sort_by_key(|a| a.span);
    let mut diplomacy = Diplomacy { offers, accords, leverage: leverage::read(&view), rounds };
    reasons::give(&view, &mut diplomacy);
    let nothing = diplomacy.offers.is_empty()
        && diplomacy.accords.is_empty()
        && diplomacy.leverage.is_empty()
        && diplomacy.rounds.is_empty();
    (!nothing).then_some(diplomacy)
}
