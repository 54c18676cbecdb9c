//! The reading of one article: pure functions over layers, a stage a module.
//!
//! `times` → `actors` → `places` → `quotations` → `events` → `diplomacy` →
//! `relations` → `stances` → `claims`; every stage takes
//! a [`Context`] and the layers before it, and gives one layer.

use chancery_language::Pack;
use chancery_record::{Article, Syntax};
use chancery_world::World;

pub mod actors;
pub mod claims;
pub mod confidence;
pub mod diplomacy;
pub mod events;
mod phrases;
pub mod places;
pub mod quotations;
mod reader;
pub mod relations;
mod repair;
pub mod signature;
pub mod stances;
pub mod times;
mod tree;

pub use reader::{Layered, Reader, ReaderError};

/// What every stage may look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The article; spans are bytes of its text.
    pub article: &'a Article,
    /// Its trees and names.
    pub syntax: &'a Syntax,
    /// What is known of the world.
    pub world: &'a World,
}

/// The lexicons of one language, compiled from its folder, one a stage.
pub struct Lexicons {
    /// Of the times stage.
    pub times: times::Lexicon,
    /// Of the actors stage.
    pub actors: actors::Lexicon,
    /// Of the quotations stage.
    pub quotations: quotations::Lexicon,
    /// Of the events stage.
    pub events: events::Lexicon,
    /// Of the diplomacy stage.
    pub diplomacy: diplomacy::Lexicon,
    /// Of the relations stage.
    pub relations: relations::Lexicon,
    /// Of the stances stage.
    pub stances: stances::Lexicon,
    /// Of the claims stage.
    pub claims: claims::Lexicon,
}

impl Lexicons {
    /// Compiles the lexicons of a language folder.
    ///
    /// # Errors
    /// The first [`chancery_language::DataError`], with file and line.
    pub fn compile(pack: &Pack) -> Result<Lexicons, chancery_language::DataError> {
        Ok(Lexicons {
            times: times::Lexicon::compile(pack)?,
            actors: actors::Lexicon::compile(pack)?,
            quotations: quotations::Lexicon::compile(pack)?,
            events: events::Lexicon::compile(pack)?,
            diplomacy: diplomacy::Lexicon::compile(pack)?,
            relations: relations::Lexicon::compile(pack)?,
            stances: stances::Lexicon::compile(pack)?,
            claims: claims::Lexicon::compile(pack)?,
        })
    }
}
