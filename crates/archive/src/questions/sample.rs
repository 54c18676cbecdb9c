use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::facts::{Fact, Unit, quad_of};
use super::filter::Filter;
use super::find::{Found, Key};
use crate::Archive;
use crate::error::ArchiveError;

/// By what a draw is stratified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strata {
    /// PLOVER type.
    Type,
    /// Quad class.
    Quad,
    /// Whether it happened.
    Status,
    /// Language of the article.
    Lang,
    /// Outlet.
    Outlet,
    /// Month of the article's dateline; empty when it has none.
    Month,
    /// Year of the article's dateline; empty when it has none.
    Year,
}

impl Strata {
    fn of(self, fact: &Fact) -> String {
        let published = |length: usize| {
            // A dateline over several months or years is in none of them.
            let days = fact.published.as_ref().filter(|(first, last)| first.get(..length) == last.get(..length));
            days.and_then(|(first, _)| first.get(..length)).unwrap_or_default().to_owned()
        };
        match self {
            Strata::Type => fact.kind.clone(),
            Strata::Quad => quad_of(&fact.kind).to_owned(),
            Strata::Status => fact.status.clone(),
            Strata::Lang => fact.lang.clone().unwrap_or_default(),
            Strata::Outlet => fact.outlet.clone().unwrap_or_default(),
            Strata::Month => published(7),
            Strata::Year => published(4),
        }
    }
}

/// A stratum and how much of it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// Its values, joined by `|`.
    pub name: String,
    /// Events in it.
    pub size: u64,
    /// Of these, drawn.
    pub drawn: u64,
}

/// An event that was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// Its stratum's place in [`Drawn::strata`].
    pub stratum: usize,
    /// The event.
    pub event: Found,
    /// The words before it, to the beginning of its sentence or further.
    pub before: String,
    /// The words after it.
    pub after: String,
}

/// A stratified draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Strata by name.
    pub strata: Vec<Stratum>,
    /// What was drawn, by stratum, in the order of the draw.
    pub rows: Vec<Sampled>,
}

/// Code points of context on either side.
const REACH: u32 = 280;

impl Archive {
    /// Draws `size` events that fit, from strata: the same from each as far as they reach, or, when
    /// `proportional`, in proportion to their size (largest remainders, at least one each where `size` allows).
    ///
    /// The draw is the order of a hash of seed, article and event: the same on every machine, and an archive
    /// that has grown keeps the order of what it had.
    ///
    /// # Errors
    /// As for [`Archive::find_events`].
    pub fn sample(
        &self,
        asked: &Filter,
        strata: &[Strata],
        size: u64,
        seed: u64,
        proportional: bool,
    ) -> Result<Drawn, ArchiveError> {
        let mut groups: BTreeMap<String, Vec<([u8; 32], Key)>> = BTreeMap::new();
        for fact in self.facts(asked, Unit::Events)? {
            let name = strata.iter().map(|s| s.of(&fact)).collect::<Vec<_>>().join("|");
            let mut hash = Sha256::new();
            hash.update(seed.to_le_bytes());
            hash.update(fact.key.0.to_le_bytes());
            hash.update(fact.key.1.as_bytes());
            groups.entry(name).or_default().push((hash.finalize().into(), fact.key));
        }
        let sizes: Vec<u64> = groups.values().map(|g| g.len() as u64).collect();
        let shares = if proportional { in_proportion(&sizes, size) } else { evenly(&sizes, size) };
        let mut drawn = Drawn { strata: Vec::new(), rows: Vec::new() };
        for ((name, mut group), share) in groups.into_iter().zip(shares) {
            group.sort();
            let stratum = drawn.strata.len();
            drawn.strata.push(Stratum { name, size: group.len() as u64, drawn: share });
            let keys: Vec<Key> = group.into_iter().take(share as usize).map(|(_, key)| key).collect();
            for event in self.found(&keys)? {
                let (before, after) = self.around(&event.article, event.start, event.end)?;
                drawn.rows.push(Sampled { stratum, event, before, after });
            }
        }
        Ok(drawn)
    }

    /// The words around a span of an article (`articles.id`; code points): on either side up to 280 code
    /// points, from a word's start to a word's end.
    ///
    /// # Errors
    /// When there is no such article, or the archive cannot be read.
    pub fn around(&self, article: &str, start: u32, end: u32) -> Result<(String, String), ArchiveError> {
        let from = start.saturating_sub(REACH);
        let mut statement = self.connection.prepare_cached(
            "SELECT substr(text, ?2 + 1, ?3), substr(text, ?4 + 1, ?5), characters FROM articles WHERE id = ?1",
        )?;
        let (before, after, characters): (String, String, u32) = statement
            .query_row((article, from, start - from, end, REACH), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let before = match before.split_once(char::is_whitespace) {
            Some((_, rest)) if from > 0 => rest.to_owned(),
            _ => before,
        };
        let after = match after.rsplit_once(char::is_whitespace) {
            Some((rest, _)) if end + REACH < characters => rest.to_owned(),
            _ => after,
        };
        Ok((before, after))
    }
}

/// The same from each stratum; what a small one lacks, the others give.
fn evenly(sizes: &[u64], size: u64) -> Vec<u64> {
    let mut shares = vec![0; sizes.len()];
    let mut left = size.min(sizes.iter().sum());
    while left > 0 {
        let open: Vec<usize> = (0..sizes.len()).filter(|i| shares[*i] < sizes[*i]).collect();
        let each = (left / open.len() as u64).max(1);
        for i in open {
            let more = each.min(sizes[i] - shares[i]).min(left);
            shares[i] += more;
            left -= more;
        }
    }
    shares
}

/// In proportion to size, one at least from each as long as there is something to give.
fn in_proportion(sizes: &[u64], size: u64) -> Vec<u64> {
    let all: u64 = sizes.iter().sum();
    let size = size.min(all);
    let mut shares: Vec<u64> =
        sizes.iter().map(|s| (u128::from(*s) * u128::from(size) / u128::from(all.max(1))) as u64).collect();
    let remainder = |i: usize| u128::from(sizes[i]) * u128::from(size) % u128::from(all.max(1));
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|i| (shares[*i] > 0, std::cmp::Reverse(remainder(*i)), *i));
    let mut left = size - shares.iter().sum::<u64>();
    for i in order {
        if left > 0 && shares[i] < sizes[i] {
            shares[i] += 1;
            left -= 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_no_stratum_gives_more_than_it_has() {
        for sizes in [vec![1, 50, 3], vec![7], vec![0, 9, 100, 2], vec![5, 5, 5], vec![1; 40]] {
            for size in [0, 1, 5, 12, 1000] {
                for shares in [evenly(&sizes, size), in_proportion(&sizes, size)] {
                    assert_eq!(shares.iter().sum::<u64>(), size.min(sizes.iter().sum()), "{sizes:?} {size}");
                    assert!(shares.iter().zip(&sizes).all(|(share, all)| share <= all), "{sizes:?} {size}");
                }
            }
        }
        assert_eq!(evenly(&[1, 50, 3], 12), [1, 8, 3]);
        assert_eq!(in_proportion(&[10, 90], 10), [1, 9]);
    }
}
