//! The network at run time: bytes for weights, the same bits on every machine.

mod forward;
mod kernels;
mod model;

pub use forward::{Scratch, Word};
pub use kernels::Path;
pub use model::{Info, Network, SourceInfo};

/// Adding and taking away 1.5·2²³ rounds a float to the nearest whole number.
pub(crate) const ROUND: f32 = 12_582_912.0;

/// Slope of the leaky rectifier below zero.
pub const LEAK: f32 = 0.1;

/// Buckets of [`distance`].
pub const DISTANCES: usize = 21;

/// Bucket of the distance from a word to its head: 0 for the root (`head` 0),
/// then ten to the left and ten to the right. `head` counts from 1.
#[inline(always)]
pub fn distance(dep: usize, head: usize) -> usize {
    if head == 0 {
        return 0;
    }
    let (head, left) = (head - 1, head <= dep);
    let gap = dep.abs_diff(head);
    let bucket = match gap {
        0..=4 => gap.saturating_sub(1),
        5..=6 => 4,
        7..=9 => 5,
        10..=14 => 6,
        15..=20 => 7,
        21..=30 => 8,
        _ => 9,
    };
    1 + if left { 0 } else { 10 } + bucket
}
