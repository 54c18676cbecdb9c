//! The language room: from text to sentences, words, trees and names.
//!
//! A language is a folder ([`pack::Pack`]) and a model file; the code knows
//! Universal Dependencies, not French.

pub mod conllu;
pub mod pack;
pub mod segment;

pub use pack::{DataError, Pack, PackFile};
pub use segment::Segmenter;
