//! A reading in every format.

pub mod plover;
