//! Calendar expressions and their EDTF values.

use chancery_language::{DataError, Pack};
use chancery_record::Time;

use crate::Context;

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

/// Finds calendar expressions, in text order.
pub fn read(_cx: Context<'_>, _lexicon: &Lexicon) -> Vec<Time> {
    Vec::new()
}
