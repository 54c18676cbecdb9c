//! Arithmetic on EDTF values: the days that they cover, containment, intersection, order.

use jiff::civil::Date;

use super::Edtf;

/// The days from `first` to `last`, both included.
///
/// An end that EDTF leaves open or unknown (`2014/..`, `2025/`) is [`Date::MIN`] or [`Date::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

impl Days {
    /// Whether every day of `other` is among these.
    pub fn contain(self, other: Days) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// The days in both, if there are any.
    pub fn intersect(self, other: Days) -> Option<Days> {
        let both = Days { first: self.first.max(other.first), last: self.last.min(other.last) };
        (both.first <= both.last).then_some(both)
    }

    fn cover(self, other: Days) -> Days {
        Days { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

/// How one stretch of time lies to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lie {
    /// It ends before the other begins.
    Before,
    /// It begins after the other ends.
    After,
    /// Both cover the same days.
    Equal,
    /// The other contains it.
    Within,
    /// It contains the other.
    Around,
    /// They share some days, and each has some of its own.
    Overlap,
}

impl Edtf {
    /// One day.
    pub fn day(day: Date) -> Edtf {
        Edtf(day.strftime("%Y-%m-%d").to_string().into())
    }

    /// A month (1–12) of a year, or a season (21–24) of one.
    pub fn month(year: i16, month: i8) -> Edtf {
        Edtf(format!("{year:04}-{month:02}").into())
    }

    /// A year.
    pub fn year(year: i16) -> Edtf {
        Edtf(format!("{year:04}").into())
    }

    /// From one date to another; the date itself when both are the same.
    pub fn interval(from: &Edtf, to: &Edtf) -> Edtf {
        if from == to { from.clone() } else { Edtf(format!("{from}/{to}").into()) }
    }

    /// The set `[a,b,…]`, one of whose members holds, in order; the value itself when there is
    /// but one, none when there is none.
    pub fn one_of(values: impl IntoIterator<Item = Edtf>) -> Option<Edtf> {
        let mut all: Vec<Edtf> = values.into_iter().collect();
        all.sort();
        all.dedup();
        match all.len() {
            0 | 1 => all.pop(),
            _ => {
                let list: Vec<&str> = all.iter().map(Edtf::as_str).collect();
                Some(Edtf(format!("[{}]", list.join(",")).into()))
            }
        }
    }

    /// The members of a set, a range of days (`2025-03-01..2025-03-04`) written out; any other
    /// value is its only member.
    pub fn members(&self) -> Vec<Edtf> {
        let s = self.as_str();
        let inner = s
            .strip_prefix('[')
            .and_then(|r| r.strip_suffix(']'))
            .or_else(|| s.strip_prefix('{').and_then(|r| r.strip_suffix('}')));
        let Some(inner) = inner else {
            return vec![self.clone()];
        };
        let mut out = Vec::new();
        for member in inner.split(',').map(str::trim) {
            match member.split_once("..").map(|(a, b)| (days(a), days(b))) {
                Some((Some(from), Some(to))) if !member.contains('/') => {
                    let mut day = from.first;
                    while day <= to.last {
                        out.push(Edtf::day(day));
                        let Ok(next) = day.tomorrow() else { break };
                        day = next;
                    }
                }
                _ => out.push(Edtf(member.into())),
            }
        }
        out
    }

    /// Whether the value is a set of which one member holds.
    pub fn is_one_of(&self) -> bool {
        self.as_str().starts_with('[')
    }

    /// The days that the value covers: for a set, from its first to its last member. None for a
    /// value without a known year (`XXXX-09-05`).
    pub fn range(&self) -> Option<Days> {
        self.members().iter().map(|m| days(m.as_str())).reduce(|a, b| Some(a?.cover(b?))).flatten()
    }

    /// The one day that the value is, its clock time left out.
    pub fn as_day(&self) -> Option<Date> {
        let day = self.as_str().split('T').next().unwrap_or_default();
        (day.len() == 10).then(|| day.parse().ok()).flatten()
    }

    /// Whether `other` lies inside: for a set as `other`, all its members inside one of ours.
    pub fn contains(&self, other: &Edtf) -> bool {
        let ours: Option<Vec<Days>> = self.members().iter().map(|m| days(m.as_str())).collect();
        let theirs: Option<Vec<Days>> = other.members().iter().map(|m| days(m.as_str())).collect();
        let (Some(ours), Some(theirs)) = (ours, theirs) else {
            return self == other;
        };
        theirs.iter().all(|t| ours.iter().any(|o| o.contain(*t)))
    }

    /// What both values allow, for narrowing one by the other: of two values of which one lies
    /// in the other the finer, of sets the members that are left, else the days in common. None
    /// when they contradict each other.
    pub fn intersect(&self, other: &Edtf) -> Option<Edtf> {
        if self == other {
            return Some(self.clone());
        }
        if self.is_one_of() || other.is_one_of() {
            let (a, b) = (self.members(), other.members());
            let pairs = a.iter().flat_map(|x| b.iter().filter_map(move |y| x.intersect(y)));
            return Edtf::one_of(pairs);
        }
        let (Some(a), Some(b)) = (self.range(), other.range()) else {
            return None;
        };
        let both = a.intersect(b)?;
        // A clock time is finer than its day.
        let finer = |x: &Edtf, y: &Edtf| x.as_str().len() > y.as_str().len() && x.as_day().is_some();
        Some(match (both == a, both == b) {
            (true, true) if finer(self, other) => self.clone(),
            (true, true) if finer(other, self) => other.clone(),
            (true, true) if self.as_day().is_some() => return None,
            (true, _) => self.clone(),
            (_, true) => other.clone(),
            _ => Edtf::interval(&Edtf::day(both.first), &Edtf::day(both.last)),
        })
    }

    /// How the value lies to another; none when a year is unknown.
    pub fn compare(&self, other: &Edtf) -> Option<Lie> {
        let (a, b) = (self.range()?, other.range()?);
        Some(if a == b {
            Lie::Equal
        } else if a.last < b.first {
            Lie::Before
        } else if b.last < a.first {
            Lie::After
        } else if b.contain(a) {
            Lie::Within
        } else if a.contain(b) {
            Lie::Around
        } else {
            Lie::Overlap
        })
    }
}

/// The days of a date or an interval.
fn days(s: &str) -> Option<Days> {
    let Some((from, to)) = s.split_once('/') else {
        return date(s);
    };
    let open = |e: &str| e.is_empty() || e == "..";
    Some(Days {
        first: if open(from) { Date::MIN } else { date(from)?.first },
        last: if open(to) { Date::MAX } else { date(to)?.last },
    })
}

/// The days of one date; `X` digits stand for all that they may be.
fn date(s: &str) -> Option<Days> {
    let s = s.trim_end_matches(['?', '~', '%']).split('T').next()?;
    let mut parts = s.split('-');
    let year = parts.next()?;
    if year == "XXXX" {
        return None;
    }
    let first_year: i16 = year.replace('X', "0").parse().ok()?;
    let last_year: i16 = year.replace('X', "9").parse().ok()?;
    let whole = |from: i8, to: i8| {
        let last = Date::new(last_year, to, 1).ok()?.last_of_month();
        Some(Days { first: Date::new(first_year, from, 1).ok()?, last })
    };
    let Some(month) = parts.next() else {
        return whole(1, 12);
    };
    let Ok(month) = month.parse::<i8>() else {
        return whole(1, 12);
    };
    match month {
        1..=12 => match parts.next().and_then(|d| d.parse::<i8>().ok()) {
            Some(day) if first_year == last_year => {
                let day = Date::new(first_year, month, day).ok()?;
                Some(Days { first: day, last: day })
            }
            _ => whole(month, month),
        },
        // Meteorological seasons of the northern hemisphere; winter begins in December.
        21..=23 | 25..=27 => {
            let from = 3 * ((month - 21) % 4) + 3;
            whole(from, from + 2)
        }
        24 | 28 => Some(Days {
            first: Date::new(first_year, 12, 1).ok()?,
            last: Date::new(last_year.checked_add(1)?, 2, 1).ok()?.last_of_month(),
        }),
        29..=31 => whole(3 * (month - 28), (3 * (month - 28) + 2).min(12)),
        33..=36 => whole(3 * (month - 33) + 1, 3 * (month - 33) + 3),
        37..=39 => whole(4 * (month - 37) + 1, 4 * (month - 37) + 4),
        40..=41 => whole(6 * (month - 40) + 1, 6 * (month - 40) + 6),
        _ => whole(1, 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edtf(s: &str) -> Edtf {
        s.parse().expect(s)
    }

    #[test]
    fn values_cover_their_days() {
        for (value, first, last) in [
            ("2025-03-05", "2025-03-05", "2025-03-05"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2025", "2025-01-01", "2025-12-31"),
            ("198X", "1980-01-01", "1989-12-31"),
            ("18XX", "1800-01-01", "1899-12-31"),
            ("2012-21", "2012-03-01", "2012-05-31"),
            ("2012-24", "2012-12-01", "2013-02-28"),
            ("2012-34", "2012-04-01", "2012-06-30"),
            ("2012-41", "2012-07-01", "2012-12-31"),
            ("2012-01/2012-06", "2012-01-01", "2012-06-30"),
            ("2019-11-08T19:45:00", "2019-11-08", "2019-11-08"),
            ("[2025-03-05,2025-03-12]", "2025-03-05", "2025-03-12"),
            ("2025-03-05~", "2025-03-05", "2025-03-05"),
            ("2025-03-XX", "2025-03-01", "2025-03-31"),
        ] {
            let range = edtf(value).range().expect(value);
            assert_eq!((range.first.to_string(), range.last.to_string()), (first.into(), last.into()), "{value}");
        }
        assert_eq!(edtf("XXXX-09-05").range(), None);
        assert_eq!(edtf("2014/..").range().map(|d| d.last), Some(Date::MAX));
    }

    #[test]
    fn narrowing_keeps_what_both_allow() {
        for (a, b, both) in [
            ("2025-03", "2025-03-05", Some("2025-03-05")),
            ("[2025-03-05,2025-03-12]", "2025-03-12", Some("2025-03-12")),
            ("[2025-03-05,2025-03-12]", "[2025-03-12,2025-03-19]", Some("2025-03-12")),
            ("[2025-03-05,2025-04-12]", "2025-03", Some("2025-03-05")),
            ("2025-03-01/2025-03-10", "2025-03-05/2025-03-20", Some("2025-03-05/2025-03-10")),
            ("2025-03-05", "2025-03-06", None),
            ("2025-03-05T10:00:00", "2025-03-05", Some("2025-03-05T10:00:00")),
            ("2025-03-05T10:00:00", "2025-03-05T11:00:00", None),
            ("XXXX-09-05", "2025-09-05", None),
        ] {
            let got = edtf(a).intersect(&edtf(b));
            assert_eq!(got.as_ref().map(Edtf::as_str), both, "{a} with {b}");
            assert_eq!(edtf(b).intersect(&edtf(a)), got, "{b} with {a}");
        }
    }

    #[test]
    fn order_and_containment() {
        for (a, b, lie) in [
            ("2024", "2025-01", Lie::Before),
            ("2025-03-05", "2025-03", Lie::Within),
            ("2025", "2025-01/2025-12", Lie::Equal),
            ("2025-01/2025-03", "2025-02/2025-04", Lie::Overlap),
            ("2025", "2025-04", Lie::Around),
            ("2026", "2025", Lie::After),
        ] {
            assert_eq!(edtf(a).compare(&edtf(b)), Some(lie), "{a} to {b}");
        }
        assert!(edtf("2025-03").contains(&edtf("[2025-03-05,2025-03-12]")));
        assert!(!edtf("[2025-03-05,2025-03-12]").contains(&edtf("2025-03-06")));
    }

    #[test]
    fn sets_are_sorted_and_ranges_written_out() {
        let set = Edtf::one_of([edtf("2025-03-12"), edtf("2025-03-05"), edtf("2025-03-12")]);
        assert_eq!(set.as_ref().map(Edtf::as_str), Some("[2025-03-05,2025-03-12]"));
        let range = edtf("[2025-02-27..2025-03-02]");
        assert_eq!(range.members().len(), 4);
        assert_eq!(Edtf::one_of([]), None);
    }
}
