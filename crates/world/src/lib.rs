//! States, places, organisations, offices and their holders in time.
//!
//! A [`World`] is made of layers: the project's hand-written tables, one
//! compiled file of permissive sources, and one file for each share-alike
//! source, which may be missing. [`World::find`] looks a name up in all of
//! them; [`World::person`], [`World::holder`] and [`World::code`] know dates.

mod compile;
mod error;
mod find;
mod fold;
mod item;
mod kind;
mod layer;
mod tables;
mod when;
mod world;

pub use compile::{Compiled, compile, compile_tables};
pub use error::WorldError;
pub use item::{Candidate, Demonym, Exactness, Holding, Item, ItemId, Match, Tenure};
pub use kind::{DemonymUse, Kind, Layer, NameForm, Role};
pub use when::When;
pub use world::World;
