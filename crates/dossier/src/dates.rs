use chancery_record::Edtf;
use jiff::civil::Date;

use crate::dossier::When;

/// First and last day of an EDTF string.
pub(crate) fn days(date: Option<&str>) -> (Option<String>, Option<String>) {
    let date: Option<Edtf> = date.and_then(|d| d.parse().ok());
    chancery_archive::days(date.as_ref())
}

/// A day as a number, counted from 1970.
pub(crate) fn number(day: &str) -> Option<i32> {
    between("1970-01-01", day)
}

/// Days from one day to another.
pub(crate) fn between(from: &str, to: &str) -> Option<i32> {
    let (from, to): (Date, Date) = (from.parse().ok()?, to.parse().ok()?);
    Some(from.until(to).ok()?.get_days())
}

/// Whether a date is of a month or closer: a whole year overlaps with everything in it.
pub(crate) fn close(when: &When) -> bool {
    let (Some(first), Some(last)) = (&when.first_day, &when.last_day) else { return false };
    between(first, last).is_some_and(|days| days <= 31)
}

/// Days between two dates, 0 when they overlap; none when either is unknown or open.
pub(crate) fn apart(a: &When, b: &When) -> Option<i32> {
    let (a_first, a_last, b_first, b_last) =
        (a.first_day.as_ref()?, a.last_day.as_ref()?, b.first_day.as_ref()?, b.last_day.as_ref()?);
    if a_last < b_first {
        between(a_last, b_first)
    } else if b_last < a_first {
        between(b_last, a_first)
    } else {
        Some(0)
    }
}
