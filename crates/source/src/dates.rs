//! Dates as files, pages and databases write them, in French and English.

use chancery_record::Edtf;
use jiff::civil::Date;

/// Months by the first letters of their names, without accents.
const MONTHS: [(&str, i8); 30] = [
    ("janvier", 1),
    ("january", 1),
    ("fevrier", 2),
    ("february", 2),
    ("mars", 3),
    ("march", 3),
    ("avril", 4),
    ("april", 4),
    ("mai", 5),
    ("may", 5),
    ("juin", 6),
    ("june", 6),
    ("juillet", 7),
    ("july", 7),
    ("aout", 8),
    ("august", 8),
    ("septembre", 9),
    ("september", 9),
    ("octobre", 10),
    ("october", 10),
    ("novembre", 11),
    ("november", 11),
    ("decembre", 12),
    ("december", 12),
    ("fev", 2),
    ("sept", 9),
    ("juil", 7),
    ("jul", 7),
    ("jun", 6),
    ("aug", 8),
];

/// The month of a name or of an abbreviation of at least three letters.
fn month(word: &str) -> Option<i8> {
    let word: String = word
        .trim_end_matches('.')
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'é' | 'è' => 'e',
            'û' => 'u',
            c => c,
        })
        .collect();
    if word.len() < 3 || !word.is_ascii() {
        return None;
    }
    if let Some((_, n)) = MONTHS.iter().find(|(name, _)| *name == word) {
        return Some(*n);
    }
    // An abbreviation, unless it is one of two months (`jui`).
    let mut all = MONTHS.iter().filter(|(name, _)| name.starts_with(&word)).map(|(_, n)| *n);
    let first = all.next()?;
    all.all(|n| n == first).then_some(first)
}

/// The date that a value is: EDTF, ISO 8601, RFC 2822, seconds since 1970,
/// `20240502`, `2 mai 2024`, `May 2, 2024`, `02/05/2024` (day first unless
/// only the other order is possible). A clock time is kept where the value has
/// seconds; zones are left out, so that the day is the publisher's.
pub(crate) fn parse(value: &str) -> Option<Edtf> {
    let value = value.trim();
    if let Some(date) = iso(value).or_else(|| value.parse().ok()) {
        return Some(date);
    }
    if value.bytes().all(|b| b.is_ascii_digit()) {
        return match value.len() {
            8 => day(value[..4].parse().ok()?, value[4..6].parse().ok()?, value[6..].parse().ok()?),
            9 | 10 => seconds(value.parse().ok()?),
            12 | 13 => seconds(value.parse::<i64>().ok()? / 1000),
            14 => {
                let date = day(value[..4].parse().ok()?, value[4..6].parse().ok()?, value[6..8].parse().ok()?)?;
                with_clock(&date, &format!("{}:{}:{}", &value[8..10], &value[10..12], &value[12..]))
            }
            _ => None,
        };
    }
    find(value)
}

/// The first date in a text.
pub(crate) fn find(text: &str) -> Option<Edtf> {
    let tokens = tokens(text);
    for at in 0..tokens.len() {
        if let Some((date, used)) = date_at(&tokens, at) {
            let clock = tokens.get(at + used..).and_then(|rest| rest.iter().take(3).find(|t| is_clock(t)));
            return match clock {
                Some(clock) => with_clock(&date, clock).or(Some(date)),
                None => Some(date),
            };
        }
    }
    None
}

/// A complete `YYYY-MM-DD`, with a clock if that has seconds.
fn iso(value: &str) -> Option<Edtf> {
    let date = value.get(..10)?;
    let numbers: Vec<&str> = date.split('-').collect();
    let [year, month, day_of] = numbers[..] else { return None };
    if year.len() != 4 || month.len() != 2 {
        return None;
    }
    let date = day(year.parse().ok()?, month.parse().ok()?, day_of.parse().ok()?)?;
    let rest = &value[10..];
    match rest.strip_prefix(['T', 't', ' ']) {
        Some(clock) => clock.get(..8).and_then(|c| with_clock(&date, c)).or(Some(date)),
        None if rest.is_empty() => Some(date),
        // An interval and the like is for EDTF to judge.
        None => None,
    }
}

fn day(year: i16, month: i8, day: i8) -> Option<Edtf> {
    if !(1500..=2200).contains(&year) {
        return None;
    }
    Date::new(year, month, day).ok().and_then(|d| d.to_string().parse().ok())
}

fn with_clock(date: &Edtf, clock: &str) -> Option<Edtf> {
    let parts: Vec<u8> = clock.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [hour, minute, second] = parts[..] else { return None };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    format!("{date}T{hour:02}:{minute:02}:{second:02}", date = date.as_str()).parse().ok()
}

fn is_clock(token: &str) -> bool {
    token.len() == 8 && token.bytes().enumerate().all(|(i, b)| if i % 3 == 2 { b == b':' } else { b.is_ascii_digit() })
}

fn seconds(seconds: i64) -> Option<Edtf> {
    let stamp = jiff::Timestamp::from_second(seconds).ok()?;
    let text = stamp.to_string();
    iso(text.get(..19)?)
}

/// Words, numbers and numbers with `:`, `/`, `-`, `.` between them.
fn tokens(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '|' | ';' | '–' | '—' | '"' | '\u{202f}'))
        .map(|t| t.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|t| !t.is_empty())
        .collect()
}

/// The date that begins at a token, and how many tokens it takes.
fn date_at(tokens: &[&str], at: usize) -> Option<(Edtf, usize)> {
    let token = tokens[at];
    if let Some(date) = iso(token.get(..10.min(token.len())).unwrap_or(token)) {
        let clock = token.get(11..19).and_then(|c| with_clock(&date, c));
        return Some((clock.unwrap_or(date), 1));
    }
    if let Some(date) = numeric(token) {
        return Some((date, 1));
    }
    let year = |n: usize| {
        let text = tokens.get(at + n)?;
        (text.len() == 4).then(|| text.parse::<i16>().ok()).flatten().filter(|y| (1500..=2200).contains(y))
    };
    // Two digits only after a day and a month, as old mail has it.
    let short = |n: usize| {
        let text = tokens.get(at + n)?;
        let two = (text.len() == 2).then(|| text.parse::<i16>().ok()).flatten()?;
        Some(if two < 70 { 2000 + two } else { 1900 + two })
    };
    if let Some(number) = day_number(token) {
        let Some(month) = tokens.get(at + 1).and_then(|t| month(t)) else {
            // `05-May-2024` as one token.
            return None;
        };
        let of = year(2).or_else(|| short(2).filter(|_| tokens.get(at + 3).is_some_and(|t| t.contains(':'))))?;
        return day(of, month, number).map(|d| (d, 3));
    }
    if let Some(number) = month(token) {
        if let Some(day_of) = tokens.get(at + 1).and_then(|t| day_number(t))
            && let Some(year) = year(2)
        {
            return day(year, number, day_of).map(|d| (d, 3));
        }
        return year(1).and_then(|y| format!("{y:04}-{number:02}").parse().ok()).map(|d| (d, 2));
    }
    let parts: Vec<&str> = token.split('-').collect();
    if let [d, m, y] = parts[..]
        && let (Some(d), Some(m), Ok(y)) = (day_number(d), month(m), y.parse())
    {
        return day(y, m, d).map(|d| (d, 1));
    }
    None
}

fn day_number(token: &str) -> Option<i8> {
    let digits = token.trim_end_matches(|c: char| c.is_alphabetic());
    let tail = &token[digits.len()..];
    let number = digits.parse().ok().filter(|n| (1..=31).contains(n))?;
    ["", "er", "st", "nd", "rd", "th"].contains(&tail).then_some(number)
}

/// `02/05/2024`, `2.5.2024`, `2024/05/02`.
fn numeric(token: &str) -> Option<Edtf> {
    let separator = ['/', '.', '-'].into_iter().find(|s| token.matches(*s).count() == 2)?;
    let parts: Vec<&str> = token.split(separator).collect();
    let numbers: Vec<i16> = parts.iter().map(|p| p.parse()).collect::<Result<_, _>>().ok()?;
    let [a, b, c] = numbers[..] else { return None };
    let small = |n: i16| i8::try_from(n).ok();
    if parts[0].len() == 4 {
        return day(a, small(b)?, small(c)?);
    }
    if parts[2].len() != 4 {
        return None;
    }
    day(c, small(b)?, small(a)?).or_else(|| day(c, small(a)?, small(b)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Option<String> {
        parse(value).map(|d| d.as_str().to_owned())
    }

    #[test]
    fn dates_of_all_sorts_are_read() {
        for (value, date) in [
            ("2024", "2024"),
            ("2024-05", "2024-05"),
            ("2024-05-02", "2024-05-02"),
            ("2024-05-02T10:11:12.5+02:00", "2024-05-02T10:11:12"),
            ("2024-05-02 10:11:12", "2024-05-02T10:11:12"),
            ("2024-05-02T10:11+02:00", "2024-05-02"),
            ("2024-05-02T10:11Z", "2024-05-02"),
            ("20240502", "2024-05-02"),
            ("20240502101112", "2024-05-02T10:11:12"),
            ("1714644672", "2024-05-02T10:11:12"),
            ("Thu, 02 May 2024 10:11:12 +0000", "2024-05-02T10:11:12"),
            ("Thu, 2 May 24 10:11:12 GMT", "2024-05-02T10:11:12"),
            ("jeudi 2 mai 2024", "2024-05-02"),
            ("Publié le 1er août 2024 à 14h30", "2024-08-01"),
            ("le 12 févr. 2024", "2024-02-12"),
            ("Thursday, May 2, 2024 4:15 PM", "2024-05-02"),
            ("May 2nd 2024", "2024-05-02"),
            ("Sept. 9, 2024", "2024-09-09"),
            ("02/05/2024", "2024-05-02"),
            ("05/22/2024", "2024-05-22"),
            ("2.5.2024", "2024-05-02"),
            ("2024/05/02 - 10h", "2024-05-02"),
            ("2-May-2024", "2024-05-02"),
            ("décembre 2023", "2023-12"),
            ("2024-05-02/2024-05-04", "2024-05-02/2024-05-04"),
        ] {
            assert_eq!(of(value).as_deref(), Some(date), "{value}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for value in ["hier", "2024-13-02", "", "31/02/2024", "mardi", "the day before", "1234567", "jui 2024", "Mai"] {
            assert_eq!(of(value), None, "{value}");
        }
    }
}
