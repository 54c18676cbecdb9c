//! Which words changed between two formulations.

use chancery_archive::fold;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What became of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// In both.
    Same,
    /// In the earlier one only.
    Removed,
    /// In the later one only.
    Added,
}

/// A stretch of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// The words, as they stand.
    pub words: String,
}

/// Longest formulation that is compared, in words: the table of the comparison grows with the square.
const LONGEST: usize = 400;
/// Least share of common words for which a comparison tells something.
const ALIKE: f64 = 0.5;
/// Least number of common words of four letters and more: two sentences share "to the" by chance.
const WEIGHTY: usize = 2;

/// Folded words in order of the alphabet.
pub(crate) fn bag(folded: &str) -> Vec<String> {
    let mut words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
    words.sort_unstable();
    words
}

/// Whether two formulations share enough words, in whatever order, for [`diff`] to tell something. A
/// word that an apostrophe or hyphen cuts counts as its parts here, so the bound is a little loose.
pub(crate) fn likely(a: &[String], b: &[String]) -> bool {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    2.0 * f64::from(common) / ((a.len() + b.len()).max(1) as f64) >= ALIKE - 0.1
}

/// The word difference of two formulations (longest common subsequence, case, accents and
/// punctuation aside); none when they are equal, or too unlike for one to be a new version of the other.
pub(crate) fn diff(old: &str, new: &str) -> Option<Vec<Change>> {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    if a.is_empty() || b.is_empty() || a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let plain = |words: &[&str]| -> Vec<String> {
        words.iter().map(|w| fold(w).trim_matches(|c: char| !c.is_alphanumeric()).to_owned()).collect()
    };
    let (x, y) = (plain(&a), plain(&b));
    let width = y.len() + 1;
    let mut table = vec![0u16; (x.len() + 1) * width];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            table[i * width + j] = if x[i] == y[j] {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let common = f64::from(table[0]);
    if common == a.len().max(b.len()) as f64 || 2.0 * common / ((a.len() + b.len()) as f64) < ALIKE {
        return None;
    }
    let mut out: Vec<Change> = Vec::new();
    let mut weighty = 0;
    let mut push = |kind, word: &str| match out.last_mut() {
        Some(last) if last.kind == kind => {
            last.words.push(' ');
            last.words.push_str(word);
        }
        _ => out.push(Change { kind, words: word.to_owned() }),
    };
    let (mut i, mut j) = (0, 0);
    while i < x.len() || j < y.len() {
        if i < x.len() && j < y.len() && x[i] == y[j] {
            weighty += usize::from(x[i].chars().count() >= 4);
            push(ChangeKind::Same, b[j]);
            (i, j) = (i + 1, j + 1);
        } else if j == y.len() || (i < x.len() && table[(i + 1) * width + j] >= table[i * width + j + 1]) {
            push(ChangeKind::Removed, a[i]);
            i += 1;
        } else {
            push(ChangeKind::Added, b[j]);
            j += 1;
        }
    }
    (weighty >= WEIGHTY).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_word_is_marked() {
        let changes = diff("We are not yet ready for a truce.", "We are no longer ready for a truce").unwrap();
        let shown: Vec<(ChangeKind, &str)> = changes.iter().map(|c| (c.kind, c.words.as_str())).collect();
        assert_eq!(
            shown,
            [
                (ChangeKind::Same, "We are"),
                (ChangeKind::Removed, "not yet"),
                (ChangeKind::Added, "no longer"),
                (ChangeKind::Same, "ready for a truce")
            ]
        );
        assert_eq!(diff("Élan vital, toujours !", "elan vital toujours !"), None);
        assert_eq!(diff("The port must open before talks.", "Prisoners come home on Friday, says the envoy."), None);
        assert_eq!(diff("it is to the", "it is to a"), None);
    }
}
