//! Named days of the year and how they are computed.

use jiff::civil::Date;
use serde::Deserialize;

/// A named day as `times/*.toml` states it: exactly one of `date`, `easter`, `weekday`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HolidayData {
    pub(super) name: String,
    pub(super) forms: Vec<String>,
    /// `12-25`.
    date: Option<String>,
    /// Days from Easter Sunday.
    easter: Option<i32>,
    /// Month, weekday (1–7), which one (−1 the last), and days after it.
    weekday: Option<(i8, i8, i8, i32)>,
}

/// How a named day is found in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holiday {
    /// Always the same day of a month.
    Fixed(i8, i8),
    /// Days from Easter Sunday.
    Easter(i32),
    /// The so-manieth weekday of a month, and days after it.
    Weekday(i8, i8, i8, i32),
}

impl Holiday {
    pub(super) fn compile(data: &HolidayData) -> Result<Holiday, String> {
        let day = match (&data.date, data.easter, data.weekday) {
            (Some(date), None, None) => {
                let (month, day) = date
                    .split_once('-')
                    .and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)))
                    .ok_or_else(|| format!("'{date}' is no month and day, as 12-25"))?;
                Holiday::Fixed(month, day)
            }
            (None, Some(days), None) => Holiday::Easter(days),
            (None, None, Some((month, weekday, nth, days))) => Holiday::Weekday(month, weekday, nth, days),
            _ => return Err("a holiday has one of 'date', 'easter', 'weekday'".to_owned()),
        };
        if day.in_year(2024).is_none() {
            return Err("there is no such day".to_owned());
        }
        Ok(day)
    }

    /// The day in a year of the Gregorian calendar.
    pub(super) fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Holiday::Fixed(month, day) => Date::new(year, month, day).ok(),
            Holiday::Easter(days) => add(easter(year)?, days),
            Holiday::Weekday(month, weekday, nth, days) => {
                let weekday = jiff::civil::Weekday::from_monday_one_offset(weekday).ok()?;
                add(Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?, days)
            }
        }
    }
}

fn add(day: Date, days: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// Easter Sunday of the Gregorian calendar (Meeus, *Astronomical Algorithms*, chapter 8).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_in_their_years() {
        for (holiday, year, day) in [
            (Holiday::Fixed(12, 25), 2024, "2024-12-25"),
            (Holiday::Easter(0), 2025, "2025-04-20"),
            (Holiday::Easter(0), 2024, "2024-03-31"),
            (Holiday::Easter(1), 2019, "2019-04-22"),
            // The Tuesday after the first Monday of November.
            (Holiday::Weekday(11, 1, 1, 1), 2016, "2016-11-08"),
            (Holiday::Weekday(11, 4, 4, 0), 2018, "2018-11-22"),
            (Holiday::Weekday(5, 1, -1, 0), 2020, "2020-05-25"),
        ] {
            assert_eq!(holiday.in_year(year).map(|d| d.to_string()), Some(day.to_owned()), "{holiday:?}");
        }
        assert_eq!(Holiday::Fixed(2, 29).in_year(2023), None);
    }
}
