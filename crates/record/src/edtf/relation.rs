//! Relations of calendar expressions to the day on which they hang.
//!
//! `last Wednesday`, read on 7 March 2025, is 5 March; read on another day it is another
//! one. The relation is kept beside the value, so that a narrower dateline narrows the value.

use std::fmt;
use std::str::FromStr;

use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::Edtf;
use crate::Anchor;

/// On which side of the anchor the value lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The last one before the anchor.
    Before,
    /// The last one up to the anchor.
    OnOrBefore,
    /// The first one from the anchor on.
    OnOrAfter,
    /// The first one after the anchor.
    After,
}

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CalendarUnit {
    /// Day.
    Day,
    /// Week, from Monday.
    Week,
    /// Saturday and Sunday.
    Weekend,
    /// Month.
    Month,
    /// Three months, from January on.
    Quarter,
    /// Six months, from January on.
    Half,
    /// Year.
    Year,
    /// Ten years, from the round one.
    Decade,
    /// A hundred years, from the round one.
    Century,
}

/// How a value hangs on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// So many days from the anchor.
    Days(i32),
    /// The unit so many units from the one that holds the anchor.
    Unit(CalendarUnit, i32),
    /// From the anchor so many units back (negative) or on.
    Span(CalendarUnit, i32),
    /// The nearest date of this form on that side: any of weekday (1 Monday – 7 Sunday), day of
    /// the month, month (1–12) or season (21–24).
    Date {
        /// Weekday, 1–7.
        weekday: Option<i8>,
        /// Day of the month.
        day: Option<i8>,
        /// Month or season.
        month: Option<i8>,
        /// Side of the anchor.
        side: Side,
    },
    /// A weekday (1–7) of the week so many weeks from the anchor's.
    WeekdayOf {
        /// Weekday, 1–7.
        weekday: i8,
        /// Weeks from the anchor's.
        weeks: i32,
    },
}

/// Years that a search for a date may go.
const REACH: i16 = 12;

impl Relation {
    /// The value for an anchor on `day`. None when the calendar ends, or has no such date.
    pub fn resolve(self, day: Date) -> Option<Edtf> {
        // Years before 0 are not written in records.
        self.value(day).filter(|e| !e.as_str().starts_with('-'))
    }

    fn value(self, day: Date) -> Option<Edtf> {
        match self {
            Relation::Days(n) => Some(Edtf::day(plus_days(day, n)?)),
            Relation::Unit(unit, n) => unit_at(day, unit, n),
            Relation::Span(unit, n) => span_from(day, unit, n),
            Relation::WeekdayOf { weekday, weeks } => {
                let monday = plus_days(monday(day)?, weeks.checked_mul(7)?)?;
                Some(Edtf::day(plus_days(monday, i32::from(weekday) - 1)?))
            }
            Relation::Date { weekday: None, day: None, month: Some(month), side } => month_beside(day, month, side),
            Relation::Date { weekday, day: dom, month, side } => {
                let fits = |d: &Date| {
                    weekday.is_none_or(|w| d.weekday().to_monday_one_offset() == w)
                        && dom.is_none_or(|n| d.day() == n)
                        && month.is_none_or(|m| d.month() == m)
                };
                let step = if side.back() { -1 } else { 1 };
                let mut at = if matches!(side, Side::Before | Side::After) { plus_days(day, step)? } else { day };
                for _ in 0..i32::from(REACH) * 366 {
                    if fits(&at) {
                        return Some(Edtf::day(at));
                    }
                    at = plus_days(at, step)?;
                }
                None
            }
        }
    }

    /// The same relation to the anchor of a record.
    pub fn anchor(self, to: impl Into<String>) -> Anchor {
        match self {
            Relation::Days(n) => Anchor { to: to.into(), days: Some(n), relation: None },
            _ => Anchor { to: to.into(), days: None, relation: Some(self.to_string().into()) },
        }
    }

    /// The relation that an anchor states; none when it states none that is known here.
    pub fn of(anchor: &Anchor) -> Option<Relation> {
        match (anchor.days, &anchor.relation) {
            (Some(n), _) => Some(Relation::Days(n)),
            (None, Some(text)) => text.parse().ok(),
            _ => None,
        }
    }
}

impl Side {
    /// Whether it looks back.
    pub fn back(self) -> bool {
        matches!(self, Side::Before | Side::OnOrBefore)
    }

    fn word(self) -> &'static str {
        match self {
            Side::Before => "before",
            Side::OnOrBefore => "on or before",
            Side::OnOrAfter => "on or after",
            Side::After => "after",
        }
    }
}

fn monday(day: Date) -> Option<Date> {
    plus_days(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

fn plus_days(day: Date, n: i32) -> Option<Date> {
    day.checked_add(Span::new().try_days(n).ok()?).ok()
}

fn plus_months(day: Date, n: i32) -> Option<Date> {
    day.checked_add(Span::new().try_months(n).ok()?).ok()
}

fn unit_at(day: Date, unit: CalendarUnit, n: i32) -> Option<Edtf> {
    let months = |size: i32| {
        let first = (i32::from(day.month()) - 1) / size * size + 1;
        let start = plus_months(Date::new(day.year(), first as i8, 1).ok()?, n.checked_mul(size)?)?;
        let end = plus_months(start, size - 1)?;
        Some(Edtf::interval(&Edtf::month(start.year(), start.month()), &Edtf::month(end.year(), end.month())))
    };
    let year = |n: i32| i16::try_from(i32::from(day.year()).checked_add(n)?).ok().filter(|y| (0..=9999).contains(y));
    match unit {
        CalendarUnit::Day => Some(Edtf::day(plus_days(day, n)?)),
        CalendarUnit::Week | CalendarUnit::Weekend => {
            let first = if unit == CalendarUnit::Week { 0 } else { 5 };
            let monday = plus_days(monday(day)?, n.checked_mul(7)?)?;
            let (from, to) = (plus_days(monday, first)?, plus_days(monday, 6)?);
            Some(Edtf::interval(&Edtf::day(from), &Edtf::day(to)))
        }
        CalendarUnit::Month => months(1),
        CalendarUnit::Quarter => months(3),
        CalendarUnit::Half => months(6),
        CalendarUnit::Year => Some(Edtf::year(year(n)?)),
        CalendarUnit::Decade => Edtf::decade(year(n.checked_mul(10)?)?),
        CalendarUnit::Century => Edtf::century(year(n.checked_mul(100)?)?),
    }
}

fn span_from(day: Date, unit: CalendarUnit, n: i32) -> Option<Edtf> {
    let other = match unit {
        CalendarUnit::Day => plus_days(day, n),
        CalendarUnit::Week | CalendarUnit::Weekend => plus_days(day, n.checked_mul(7)?),
        CalendarUnit::Month => plus_months(day, n),
        CalendarUnit::Quarter => plus_months(day, n.checked_mul(3)?),
        CalendarUnit::Half => plus_months(day, n.checked_mul(6)?),
        CalendarUnit::Year => plus_months(day, n.checked_mul(12)?),
        CalendarUnit::Decade => plus_months(day, n.checked_mul(120)?),
        CalendarUnit::Century => plus_months(day, n.checked_mul(1200)?),
    }?;
    let (from, to) = if n < 0 { (other, day) } else { (day, other) };
    // Many months are counted in months, many years in years; one of them to the day.
    let grain = |d: Date| match unit {
        _ if n.abs() == 1 => Edtf::day(d),
        CalendarUnit::Month | CalendarUnit::Quarter | CalendarUnit::Half => Edtf::month(d.year(), d.month()),
        CalendarUnit::Year | CalendarUnit::Decade | CalendarUnit::Century => Edtf::year(d.year()),
        _ => Edtf::day(d),
    };
    Some(Edtf::interval(&grain(from), &grain(to)))
}

/// The month or season of that number on that side; the one that holds the anchor counts as on it.
fn month_beside(day: Date, month: i8, side: Side) -> Option<Edtf> {
    let here = i32::from(day.year());
    let strict = matches!(side, Side::Before | Side::After);
    let years: Vec<i32> =
        if side.back() { vec![here, here - 1, here - 2] } else { vec![here - 1, here, here + 1, here + 2] };
    years.into_iter().find_map(|year| {
        let value = Edtf::month(i16::try_from(year).ok()?, month);
        let range = value.range()?;
        let fits = match (side.back(), strict) {
            (true, false) => range.first <= day,
            (true, true) => range.last < day,
            (false, false) => range.last >= day,
            (false, true) => range.first > day,
        };
        fits.then_some(value)
    })
}

impl Edtf {
    /// The ten years that hold `year`, `198X`.
    pub fn decade(year: i16) -> Option<Edtf> {
        (0..=9999).contains(&year).then(|| Edtf(format!("{:03}X", year / 10).into()))
    }

    /// The hundred years that hold `year`, `18XX`.
    pub fn century(year: i16) -> Option<Edtf> {
        (0..=9999).contains(&year).then(|| Edtf(format!("{:02}XX", year / 100).into()))
    }
}

const UNITS: [(CalendarUnit, &str); 9] = [
    (CalendarUnit::Day, "day"),
    (CalendarUnit::Week, "week"),
    (CalendarUnit::Weekend, "weekend"),
    (CalendarUnit::Month, "month"),
    (CalendarUnit::Quarter, "quarter"),
    (CalendarUnit::Half, "half"),
    (CalendarUnit::Year, "year"),
    (CalendarUnit::Decade, "decade"),
    (CalendarUnit::Century, "century"),
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl CalendarUnit {
    /// The English name, singular.
    pub fn as_str(self) -> &'static str {
        UNITS.iter().find(|(u, _)| *u == self).map_or("", |(_, name)| name)
    }
}

impl FromStr for CalendarUnit {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        UNITS.iter().find(|(_, name)| *name == s).map(|(u, _)| *u).ok_or(())
    }
}

/// `wednesday on or before`, `XXXX-02-27 before`, `week -1`, `past 2 month`, `monday of week -1`.
impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |w: i8| WEEKDAYS.get(w as usize - 1).copied().unwrap_or("day");
        match *self {
            Relation::Days(n) => write!(f, "day {n:+}"),
            Relation::Unit(unit, n) => write!(f, "{} {n:+}", unit.as_str()),
            Relation::Span(unit, n) if n < 0 => write!(f, "past {} {}", -n, unit.as_str()),
            Relation::Span(unit, n) => write!(f, "next {n} {}", unit.as_str()),
            Relation::WeekdayOf { weekday, weeks } => {
                write!(f, "{} of week {weeks:+}", name(weekday))
            }
            Relation::Date { weekday, day, month, side } => {
                if let Some(w) = weekday {
                    write!(f, "{} ", name(w))?;
                }
                if month.is_some() || day.is_some() {
                    let two = |n: Option<i8>| n.map_or("XX".to_owned(), |n| format!("{n:02}"));
                    write!(f, "XXXX-{}", two(month))?;
                    if day.is_some() {
                        write!(f, "-{}", two(day))?;
                    }
                    f.write_str(" ")?;
                }
                f.write_str(side.word())
            }
        }
    }
}

impl FromStr for Relation {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        let weekday = |w: &str| WEEKDAYS.iter().position(|n| *n == w).map(|i| i as i8 + 1);
        let words: Vec<&str> = s.split(' ').collect();
        match words.as_slice() {
            ["past", n, unit] => Ok(Relation::Span(unit.parse()?, -n.parse::<i32>().map_err(drop)?)),
            ["next", n, unit] => Ok(Relation::Span(unit.parse()?, n.parse().map_err(drop)?)),
            [day, "of", "week", n] => {
                Ok(Relation::WeekdayOf { weekday: weekday(day).ok_or(())?, weeks: n.parse().map_err(drop)? })
            }
            ["day", n] => Ok(Relation::Days(n.parse().map_err(drop)?)),
            [unit, n] if n.parse::<i32>().is_ok() => Ok(Relation::Unit(unit.parse()?, n.parse().map_err(drop)?)),
            _ => {
                let sides = [Side::OnOrBefore, Side::OnOrAfter, Side::Before, Side::After];
                let side = sides.into_iter().find(|x| s.ends_with(x.word())).ok_or(())?;
                let rest = s.strip_suffix(side.word()).unwrap_or_default();
                let (mut name, mut day, mut month) = (None, None, None);
                for word in rest.split_whitespace() {
                    if let Some(w) = weekday(word) {
                        name = Some(w);
                    } else {
                        let mut parts = word.strip_prefix("XXXX-").ok_or(())?.split('-');
                        let mut number = || parts.next().and_then(|p| p.parse::<i8>().ok());
                        month = number();
                        day = number();
                    }
                }
                if name.is_none() && day.is_none() && month.is_none() {
                    return Err(());
                }
                Ok(Relation::Date { weekday: name, day, month, side })
            }
        }
    }
}

/// A weekday's number, 1 for Monday.
pub fn weekday_number(day: Date) -> i8 {
    Weekday::to_monday_one_offset(day.weekday())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str, relation: Relation) -> String {
        relation.resolve(day.parse().expect("day")).map(|e| e.to_string()).unwrap_or_default()
    }

    fn date(weekday: Option<i8>, day: Option<i8>, month: Option<i8>, side: Side) -> Relation {
        Relation::Date { weekday, day, month, side }
    }

    #[test]
    fn relations_resolve_from_a_day() {
        use CalendarUnit as U;
        for (day, relation, value) in [
            ("2025-03-07", Relation::Days(-1), "2025-03-06"),
            ("2025-03-05", date(Some(3), None, None, Side::OnOrBefore), "2025-03-05"),
            ("2025-03-05", date(Some(3), None, None, Side::Before), "2025-02-26"),
            ("2025-03-05", date(Some(1), None, None, Side::After), "2025-03-10"),
            ("2025-03-05", date(None, Some(27), Some(2), Side::OnOrBefore), "2025-02-27"),
            ("2025-03-05", date(None, None, Some(3), Side::OnOrBefore), "2025-03"),
            ("2025-03-05", date(None, None, Some(4), Side::OnOrBefore), "2024-04"),
            ("2025-03-05", date(None, None, Some(24), Side::OnOrBefore), "2024-24"),
            ("2025-03-05", date(None, None, Some(22), Side::OnOrAfter), "2025-22"),
            ("2023-06-01", date(None, Some(29), Some(2), Side::OnOrAfter), "2024-02-29"),
            ("2019-10-19", Relation::Unit(U::Week, 1), "2019-10-21/2019-10-27"),
            ("2020-08-14", Relation::Unit(U::Weekend, 0), "2020-08-15/2020-08-16"),
            ("2020-05-12", Relation::Unit(U::Month, -5), "2019-12"),
            ("2020-05-12", Relation::Unit(U::Year, -33), "1987"),
            ("2020-05-12", Relation::Unit(U::Quarter, -1), "2020-01/2020-03"),
            ("2020-05-12", Relation::Unit(U::Decade, -1), "201X"),
            ("2020-05-13", Relation::Span(U::Month, 18), "2020-05/2021-11"),
            ("2016-07-15", Relation::Span(U::Year, -1), "2015-07-15/2016-07-15"),
            ("2025-03-05", Relation::WeekdayOf { weekday: 1, weeks: 1 }, "2025-03-10"),
        ] {
            assert_eq!(on(day, relation), value, "{relation} from {day}");
        }
    }

    #[test]
    fn relations_survive_their_spelling() {
        use CalendarUnit as U;
        for relation in [
            Relation::Days(-2),
            Relation::Unit(U::Week, -1),
            Relation::Span(U::Year, -1),
            Relation::Span(U::Month, 18),
            Relation::WeekdayOf { weekday: 1, weeks: -1 },
            date(Some(5), None, None, Side::Before),
            date(Some(5), Some(3), None, Side::OnOrAfter),
            date(None, Some(27), Some(2), Side::OnOrBefore),
            date(None, None, Some(21), Side::After),
        ] {
            assert_eq!(relation.to_string().parse(), Ok(relation), "{relation}");
            assert_eq!(Relation::of(&relation.anchor("published")), Some(relation));
        }
        assert!("".parse::<Relation>().is_err());
        assert!("nonsense before".parse::<Relation>().is_err());
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_panic() {
        for relation in [
            Relation::Days(i32::MAX),
            Relation::Days(7_000_000),
            Relation::Unit(CalendarUnit::Century, i32::MAX),
            Relation::Unit(CalendarUnit::Year, 99_999),
        ] {
            assert_eq!(relation.resolve(Date::MAX), None, "{relation}");
        }
    }
}
