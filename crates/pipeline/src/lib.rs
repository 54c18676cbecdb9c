//! What runs: work in parallel, results in the order of the input.

mod ordered;

pub use ordered::{Panicked, ordered};
