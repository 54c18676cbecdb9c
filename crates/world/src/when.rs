use chancery_record::Edtf;

/// A stretch of days in which something is looked up; both ends included.
///
/// Days are counted from 1970-01-01. An EDTF set covers the stretch from its
/// first to its last member; what is unknown is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// First day.
    pub first: i32,
    /// Last day.
    pub last: i32,
}

impl When {
    /// Any time.
    pub const ALWAYS: When = When { first: i32::MIN, last: i32::MAX };

    /// The stretch that an EDTF string covers; [`When::ALWAYS`] for an empty one.
    pub fn parse(edtf: &str) -> When {
        let inner = edtf.trim_matches(['[', ']', '{', '}']);
        let mut all: Option<When> = None;
        for part in inner.split(',') {
            let one = interval(part.trim());
            all = Some(match all {
                None => one,
                Some(sum) => When { first: sum.first.min(one.first), last: sum.last.max(one.last) },
            });
        }
        all.unwrap_or(When::ALWAYS)
    }

    /// Whether both stretches share a day.
    pub fn overlaps(self, other: When) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The stretch from the first day of `from` to the last day of `to`; an
    /// empty string is open.
    pub fn between(from: &str, to: &str) -> When {
        When { first: When::parse(from).first, last: When::parse(to).last }
    }
}

impl From<&Edtf> for When {
    fn from(edtf: &Edtf) -> When {
        When::parse(edtf.as_str())
    }
}

impl From<Option<&Edtf>> for When {
    fn from(edtf: Option<&Edtf>) -> When {
        edtf.map_or(When::ALWAYS, When::from)
    }
}

fn interval(s: &str) -> When {
    match s.split_once('/') {
        Some((from, to)) => {
            When { first: date(from).map_or(i32::MIN, |w| w.first), last: date(to).map_or(i32::MAX, |w| w.last) }
        }
        None => date(s).unwrap_or(When::ALWAYS),
    }
}

fn date(s: &str) -> Option<When> {
    let s = s.trim_end_matches(['?', '~', '%']);
    let s = s.split('T').next().unwrap_or(s);
    let mut parts = s.split('-');
    let year = parts.next()?;
    if year.len() != 4 {
        return None;
    }
    let low: i32 = year.replace('X', "0").parse().ok()?;
    let high: i32 = year.replace('X', "9").parse().ok()?;
    let number = |part: Option<&str>| part.and_then(|p| p.parse::<u32>().ok());
    let month = number(parts.next()).filter(|m| (1..=12).contains(m));
    let day = month.and_then(|_| number(parts.next())).filter(|d| (1..=31).contains(d));
    Some(match (month, day) {
        (Some(m), Some(d)) => When { first: days(low, m, d), last: days(high, m, d) },
        (Some(m), None) => {
            let (next_year, next) = if m == 12 { (high + 1, 1) } else { (high, m + 1) };
            When { first: days(low, m, 1), last: days(next_year, next, 1) - 1 }
        }
        _ => When { first: days(low, 1, 1), last: days(high, 12, 31) },
    })
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar.
fn days(year: i32, month: u32, day: u32) -> i32 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let shifted = ((month + 9) % 12) as i32;
    let of_year = (153 * shifted + 2) / 5 + day as i32 - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_of_edtf_values() {
        assert_eq!(When::parse("1970-01-01"), When { first: 0, last: 0 });
        assert_eq!(When::parse("2025-03"), When { first: days(2025, 3, 1), last: days(2025, 3, 31) });
        assert_eq!(When::parse("2024"), When { first: days(2024, 1, 1), last: days(2024, 12, 31) });
        let set = When::parse("[2025-03-05,2025-03-12]");
        assert_eq!(set.last - set.first, 7);
        assert_eq!(When::parse("2014/..").last, i32::MAX);
        assert_eq!(When::parse(""), When::ALWAYS);
        assert_eq!(days(2000, 3, 1) - days(2000, 2, 28), 2);
        assert_eq!(days(2026, 11, 24), 20_781);
    }

    #[test]
    fn tenures_share_days_with_the_date() {
        let tenure = When::between("2017-05-14", "");
        assert!(tenure.overlaps(When::parse("2017-05")));
        assert!(!tenure.overlaps(When::parse("2017-04")));
        assert!(tenure.overlaps(When::ALWAYS));
    }
}
