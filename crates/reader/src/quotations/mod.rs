//! Quoted words, reported contents, and their speakers.

use chancery_language::{DataError, Pack};
use chancery_record::{Quotation, Time};

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

/// Finds quotations, in text order.
pub fn read(_cx: Context<'_>, _lexicon: &Lexicon, _actors: &Actors, _times: &[Time]) -> Vec<Quotation> {
    Vec::new()
}
