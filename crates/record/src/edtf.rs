//! Extended Date/Time Format (ISO 8601-2:2019, Library of Congress EDTF).

mod calendar;
mod narrowing;
mod relation;

pub use calendar::{Days, Lie};
pub use narrowing::narrow;
pub use relation::{CalendarUnit, Relation, Side, weekday_number};

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use thiserror::Error;

/// A date, interval or set of dates in EDTF, kept in its canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Edtf(SmolStr);

/// A string that is no EDTF value.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is no EDTF date (as 2025, 2025-03, 2025-03-05, 2025-03-03/2025-03-09, [2025-03-05,2025-03-12])")]
pub struct BadEdtf(String);

impl Edtf {
    /// The value as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Edtf {
    type Err = BadEdtf;
    fn from_str(s: &str) -> Result<Self, BadEdtf> {
        if valid(s) { Ok(Edtf(s.into())) } else { Err(BadEdtf(s.to_owned())) }
    }
}

/// Whether `s` is a level 0 or 1 value, or a set of level 2, as used in records.
fn valid(s: &str) -> bool {
    if let Some(inner) = s.strip_prefix('[').and_then(|r| r.strip_suffix(']')) {
        return inner.split(',').all(|m| member(m.trim()));
    }
    if let Some(inner) = s.strip_prefix('{').and_then(|r| r.strip_suffix('}')) {
        return inner.split(',').all(|m| member(m.trim()));
    }
    interval(s)
}

/// A member of a set: a date, an interval, or all dates from one to another (`1667..1672`).
fn member(s: &str) -> bool {
    match s.split_once("..") {
        Some((from, to)) if !s.contains('/') => date(from) && date(to),
        _ => interval(s),
    }
}

fn interval(s: &str) -> bool {
    match s.split_once('/') {
        Some((from, to)) => {
            let end = |e: &str| e.is_empty() || e == ".." || date(e);
            end(from) && end(to) && (date(from) || date(to))
        }
        None => date(s),
    }
}

fn date(s: &str) -> bool {
    let s = s.trim_end_matches(['?', '~', '%']);
    let (day, clock) = match s.split_once('T') {
        Some((d, c)) => (d, Some(c)),
        None => (s, None),
    };
    if let Some(clock) = clock
        && !(day.len() == 10 && self::clock(clock))
    {
        return false;
    }
    let mut parts = day.split('-');
    let field = |p: &str, len: usize| p.len() == len && p.bytes().all(|b| b.is_ascii_digit() || b == b'X');
    let Some(year) = parts.next() else { return false };
    if !field(year, 4) {
        return false;
    }
    let month = parts.next();
    let dom = parts.next();
    if parts.next().is_some() {
        return false;
    }
    let number = |p: &str| p.parse::<u32>().ok();
    let month_ok =
        month.is_none_or(|m| field(m, 2) && number(m).is_none_or(|n| (1..=12).contains(&n) || (21..=41).contains(&n)));
    let day_ok = dom.is_none_or(|d| {
        field(d, 2)
            && match (number(year), month.and_then(number), number(d)) {
                (Some(y), Some(m @ 1..=12), Some(d)) => jiff::civil::Date::new(y as i16, m as i8, d as i8).is_ok(),
                (None, _, Some(d)) => (1..=31).contains(&d),
                (_, Some(_), Some(_)) => false,
                (_, None, Some(d)) => (1..=31).contains(&d),
                _ => true,
            }
    });
    month_ok && day_ok
}

fn clock(s: &str) -> bool {
    let s = s.strip_suffix('Z').unwrap_or(s);
    let mut parts = s.split(':');
    let mut two = |limit: u32| parts.next().is_some_and(|p| p.len() == 2 && p.parse::<u32>().is_ok_and(|n| n < limit));
    two(24) && two(60) && two(61) && parts.next().is_none()
}

impl TryFrom<String> for Edtf {
    type Error = BadEdtf;
    fn try_from(s: String) -> Result<Self, BadEdtf> {
        s.parse()
    }
}

impl From<Edtf> for String {
    fn from(value: Edtf) -> String {
        value.0.into()
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_record_are_accepted_and_others_are_not() {
        for good in [
            "2025",
            "2025-03",
            "2025-03-05",
            "198X",
            "XXXX-09-05",
            "2025-03-03/2025-03-09",
            "2014/..",
            "[2025-03-05,2025-03-12]",
            "{2014,2015}",
            "2019-11-08T19:45:00",
            "2024-02-29",
            "2025-03-05~",
            "2025/",
        ] {
            assert!(good.parse::<Edtf>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "25",
            "2025-13",
            "2025-02-30",
            "2023-02-29",
            "mercredi",
            "..",
            "/",
            "2025-3-5",
            "2025-03-05T25:00:00",
            "é",
        ] {
            assert!(bad.parse::<Edtf>().is_err(), "{bad}");
        }
    }
}
