//! The language room: from text to sentences, words, trees and names.
//!
//! A language is a folder ([`pack::Pack`]) and a model file; the code knows
//! Universal Dependencies, not French.

mod builtin;
pub mod conllu;
pub mod container;
mod dateline;
pub mod engine;
pub mod evaluation;
pub mod features;
mod identify;
pub mod lemmas;
pub mod math;
pub mod names;
pub mod network;
pub mod pack;
pub mod segment;
pub mod subwords;
pub mod trees;

pub use engine::{Engine, EngineError};
pub use identify::{Identified, identify};
pub use pack::{DataError, Pack, PackFile};
pub use segment::Segmenter;
