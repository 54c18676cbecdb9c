//! What an expression says by itself, before it is known on what it hangs.

use chancery_record::Edtf;
use chancery_record::edtf::{CalendarUnit, Relation};
use jiff::civil::Date;

use super::holidays::Holiday;
use super::lexicon::{From, Lexicon, Read, Rule, Towards, unit};
use super::matching::Match;

/// Parts of a date that words give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Partial {
    /// 1 (Monday) to 7.
    pub(super) weekday: Option<i8>,
    /// Day of the month.
    pub(super) day: Option<i8>,
    /// 1–12, or a season 21–24.
    pub(super) month: Option<i8>,
    pub(super) year: Option<i16>,
}

impl Partial {
    /// The value, when the year is known. None when there is no such date.
    pub(super) fn value(self, year: i16) -> Option<Edtf> {
        if !(0..=9999).contains(&year) {
            return None;
        }
        match (self.month, self.day) {
            (Some(month), Some(day)) => Some(Edtf::day(Date::new(year, month, day).ok()?)),
            (Some(month), None) => Some(Edtf::month(year, month)),
            (None, _) => Some(Edtf::year(year)),
        }
    }

    /// The value with an unknown year, `XXXX-09-05`.
    pub(super) fn without_year(self) -> Option<Edtf> {
        let month = self.month?;
        let text = match self.day {
            Some(day) => format!("XXXX-{month:02}-{day:02}"),
            None => format!("XXXX-{month:02}"),
        };
        text.parse().ok()
    }

    fn possible(self) -> bool {
        match (self.month, self.day) {
            (Some(month), Some(day)) => {
                // A leap year, unless the year is given.
                Date::new(self.year.unwrap_or(2024), month, day).is_ok()
            }
            _ => true,
        }
    }

    fn is_empty(self) -> bool {
        self == Partial::default()
    }
}

/// What an expression says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A value that hangs on nothing.
    Fixed(Edtf),
    /// A date that lacks its year or more.
    Date(Partial, Option<Towards>, From),
    /// A date in the year so many years from the anchor's.
    OfYear(Partial, i32),
    /// From one date to another; at least one of them lacks something.
    Range(Partial, Partial),
    /// A known relation to the anchor.
    Relation(Relation, From),
    /// A weekend, chosen by tense.
    Weekend(Option<Towards>),
    /// A half (of 6 months) or quarter (of 3), counted from 1, of a year yet to find.
    Part(i32, i32, Option<Towards>),
    /// The same, of the year so many years from the anchor's.
    PartOfYear(i32, i32, i32),
    /// A named day of a year yet to find.
    Holiday(Holiday, Option<Towards>),
    /// The day of which the text speaks; without one, that of publication, or none where the
    /// words point back.
    Same(From),
}

/// A meaning and the clock time beside it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) meaning: Meaning,
    pub(super) clock: Option<(i8, i8)>,
}

/// What the match of a rule says; none when it is no date that exists.
pub(super) fn said(m: &Match, lexicon: &Lexicon) -> Option<Said> {
    let rule = &lexicon.rules[m.rule];
    let clock = clock(m)?;
    let meaning = meaning(m, rule, lexicon)?;
    // A clock time alone names the day of which the text speaks.
    let clock = clock.filter(|_| !matches!(meaning, Meaning::Same(_)));
    Some(Said { meaning, clock })
}

/// None when the clock time is impossible; `Some(None)` when there is none.
#[allow(clippy::option_option)]
fn clock(m: &Match) -> Option<Option<(i8, i8)>> {
    let Some(hour) = m.get("hour") else { return Some(None) };
    let hour = match m.get("meridiem") {
        Some(12) if hour < 12 => hour + 12,
        Some(0) if hour == 12 => 0,
        Some(_) if hour > 12 => return None,
        _ => hour,
    };
    let minute = m.get("minute").unwrap_or(0);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(Some((hour as i8, minute as i8)))
}

fn partial(m: &Match, slot: &str) -> Partial {
    let small = |name: &str| m.get(&format!("{name}{slot}")).and_then(|v| i8::try_from(v).ok());
    let year = m.get(&format!("year{slot}")).and_then(|v| i16::try_from(v).ok());
    // Two digits of a year: the last century's from 31 on.
    let short = m.get(&format!("yy{slot}")).map(|y| (if y > 30 { 1900 + y } else { 2000 + y }) as i16);
    Partial {
        weekday: small("weekday"),
        day: small("dom"),
        month: small("month").or_else(|| small("mm")).or_else(|| small("season")),
        year: year.or(short),
    }
}

fn meaning(m: &Match, rule: &Rule, lexicon: &Lexicon) -> Option<Meaning> {
    let number = rule.number.or_else(|| m.get("number")).unwrap_or(1);
    let signed = match rule.side {
        Some(Towards::Past) => number.checked_neg()?,
        Some(Towards::This) => 0,
        _ => number,
    };
    let unit = rule.unit.or_else(|| m.get("unit").and_then(unit));
    match rule.read {
        Read::Nothing => None,
        Read::Value => rule.value.clone().map(Meaning::Fixed),
        Read::Same => Some(Meaning::Same(rule.from)),
        Read::Shift => Some(Meaning::Relation(shift(unit?, signed, m), rule.from)),
        Read::Span => Some(Meaning::Relation(Relation::Span(unit?, signed), rule.from)),
        Read::Weekend => Some(Meaning::Weekend(rule.side)),
        Read::Part => part(m, unit?, signed, rule),
        Read::Decade => decade(m).map(Meaning::Fixed),
        Read::Century => {
            let first = i16::try_from((m.get("century").or_else(|| m.get("number"))? - 1).checked_mul(100)?).ok()?;
            Edtf::century(first).map(Meaning::Fixed)
        }
        Read::Holiday => holiday(m, rule, lexicon),
        Read::Range => range(m),
        Read::Date => date(m, rule, unit, signed),
    }
}

fn shift(unit: CalendarUnit, n: i32, m: &Match) -> Relation {
    match (unit, m.get("weekday").and_then(|w| i8::try_from(w).ok())) {
        (CalendarUnit::Week, Some(weekday)) => Relation::WeekdayOf { weekday, weeks: n },
        (CalendarUnit::Day, _) => Relation::Days(n),
        _ => Relation::Unit(unit, n),
    }
}

fn date(m: &Match, rule: &Rule, unit: Option<CalendarUnit>, signed: i32) -> Option<Meaning> {
    let date = partial(m, "");
    if date.is_empty() || !date.possible() {
        return None;
    }
    if let (Some(weekday), Some(CalendarUnit::Week)) = (date.weekday, unit) {
        return Some(Meaning::Relation(Relation::WeekdayOf { weekday, weeks: signed }, rule.from));
    }
    Some(match (date.year, unit) {
        (Some(year), _) => Meaning::Fixed(date.value(year)?),
        // "May of last year": the year is named by its distance.
        (None, Some(CalendarUnit::Year)) => Meaning::OfYear(date, signed),
        _ => Meaning::Date(date, rule.side, rule.from),
    })
}

/// From one date to another. What one lacks it takes from the other.
fn range(m: &Match) -> Option<Meaning> {
    let (mut from, mut to) = (partial(m, ""), partial(m, "2"));
    if let Some(short) = m.get("yy2") {
        // 1914-18: the same century, and a later year.
        let first = i32::from(from.year?);
        let last = first / 100 * 100 + short;
        if last <= first {
            return None;
        }
        to.year = i16::try_from(last).ok();
    }
    if from.day.is_some() || to.day.is_some() {
        from.month = from.month.or(to.month);
        to.month = to.month.or(from.month);
    }
    if to.month.is_some() || from.month.is_none() {
        let crosses = from.month.zip(to.month).is_some_and(|(a, b)| a > b);
        from.year = from.year.or(to.year.map(|y| if crosses { y - 1 } else { y }));
        to.year = to.year.or(from.year.map(|y| if crosses { y + 1 } else { y }));
    }
    if from.is_empty() || to.is_empty() || !from.possible() || !to.possible() {
        return None;
    }
    if let (Some(first), Some(last)) = (from.year, to.year) {
        let (first, last) = (from.value(first)?, to.value(last)?);
        // A range runs forward: "2013-12" or "20-3 mai" is something else.
        return (first.range()?.first < last.range()?.first).then(|| Meaning::Fixed(Edtf::interval(&first, &last)));
    }
    let forward = match (from.month, to.month) {
        (Some(a), Some(b)) if a == b => from.day < to.day,
        _ => true,
    };
    forward.then_some(Meaning::Range(from, to))
}

fn decade(m: &Match) -> Option<Edtf> {
    let year = match (m.get("year"), m.get("yy").or_else(|| m.get("decade"))) {
        (Some(year), _) => year,
        (None, Some(short)) if short % 10 == 0 => {
            if short >= 30 || m.get("decade").is_some() && short > 20 {
                1900 + short
            } else {
                2000 + short
            }
        }
        _ => return None,
    };
    (year % 10 == 0).then(|| Edtf::decade(i16::try_from(year).ok()?)).flatten()
}

fn part(m: &Match, size: CalendarUnit, signed: i32, rule: &Rule) -> Option<Meaning> {
    let months = match size {
        CalendarUnit::Half => 6,
        CalendarUnit::Quarter => 3,
        _ => return None,
    };
    let Some(index) = m.get("ordinal").or_else(|| m.get("number")) else {
        return Some(Meaning::Relation(Relation::Unit(size, signed), From::Published));
    };
    if !(1..=12 / months).contains(&index) {
        return None;
    }
    Some(match (m.get("year").and_then(|y| i16::try_from(y).ok()), rule.years) {
        (Some(year), _) => Meaning::Fixed(part_of(year, months, index)?),
        (None, Some(years)) => Meaning::PartOfYear(months, index, years),
        (None, None) => Meaning::Part(months, index, rule.side),
    })
}

/// The months of a half or quarter.
pub(super) fn part_of(year: i16, months: i32, index: i32) -> Option<Edtf> {
    if !(0..=9999).contains(&year) {
        return None;
    }
    let last = i8::try_from(months * index).ok()?;
    let first = i8::try_from(months * (index - 1) + 1).ok()?;
    Some(Edtf::interval(&Edtf::month(year, first), &Edtf::month(year, last)))
}

fn holiday(m: &Match, rule: &Rule, lexicon: &Lexicon) -> Option<Meaning> {
    let day = *lexicon.holidays.get(usize::try_from(m.get("holiday")?).ok()?)?;
    match m.get("year").and_then(|y| i16::try_from(y).ok()) {
        Some(year) => Some(Meaning::Fixed(Edtf::day(day.in_year(year)?))),
        None => Some(Meaning::Holiday(day, rule.side)),
    }
}
