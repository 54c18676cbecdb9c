//! How well sentences, words, trees and names agree with a gold standard.
//!
//! [`trees`] scores as the CoNLL 2018 shared task on parsing raw text did
//! (Zeman et al. 2018): the system may cut tokens and sentences as it likes;
//! tokens are compared by the characters that they cover, words inside
//! multiword tokens by the longest common subsequence of their forms, and a
//! word that finds no partner counts against both sides. [`names`] scores
//! entities as CoNLL 2003 did: span and label must both be right.

pub mod iob;
pub mod names;
pub mod trees;

#[cfg(test)]
mod tests;

/// Counts of what gold has, the system has and both share.
///
/// ```
/// use chancery_language::evaluation::Counts;
/// let counts = Counts { gold: 4, system: 2, correct: 2 };
/// assert_eq!((counts.precision(), counts.recall()), (1.0, 0.5));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Items in the gold standard.
    pub gold: usize,
    /// Items in the system's output.
    pub system: usize,
    /// Items on which they agree.
    pub correct: usize,
}

impl Counts {
    /// Share of the system's items that are right; 0 when it has none.
    pub fn precision(self) -> f64 {
        ratio(self.correct, self.system)
    }

    /// Share of the gold items that were found; 0 when there are none.
    pub fn recall(self) -> f64 {
        ratio(self.correct, self.gold)
    }

    /// Harmonic mean of precision and recall; 0 when there is nothing.
    pub fn f1(self) -> f64 {
        ratio(2 * self.correct, self.gold + self.system)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.gold += other.gold;
        self.system += other.system;
        self.correct += other.correct;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
