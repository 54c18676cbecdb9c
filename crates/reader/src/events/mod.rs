//! Acts and speech acts.

use chancery_language::{DataError, Pack};
use chancery_record::{Event, Place, Quotation, Time};

use crate::Context;
use crate::actors::Actors;

/// The stage's lexicon in one language.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// Compiles the stage's files of a language folder.
    ///
    /// # Errors
    /// A [`DataError`] with file and line.
    pub fn compile(_pack: &Pack) -> Result<Lexicon, DataError> {
        Ok(Lexicon {})
    }
}

/// The layers that the events stage builds on.
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
}

/// Finds events, in text order.
pub fn read(_cx: Context<'_>, _lexicon: &Lexicon, _layers: Layers<'_>) -> Vec<Event> {
    Vec::new()
}
