//! From what expressions say to values, given the day of publication.

use chancery_record::edtf::{CalendarUnit, Relation, Side, weekday_number};
use chancery_record::{Edtf, Span};
use jiff::civil::Date;

use super::evidence::{agree, spoken_on, tells_of_tomorrow};
use super::holidays::Holiday;
use super::lexicon::{From, Towards};
use super::meaning::{Meaning, Partial, Said, part_of};
use super::tense::{Clause, Direction};

/// An expression, ready to be resolved.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its bytes.
    pub(super) span: Span,
    /// Index of the rule that found it.
    pub(super) rule: usize,
    /// First token.
    pub(super) at: usize,
    /// Line of the text.
    pub(super) line: u32,
    /// Whether it stands in a direct quotation.
    pub(super) quoted: bool,
    pub(super) said: Said,
    pub(super) clause: Clause,
}

/// On what a value hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hook {
    /// The day of publication.
    Published,
    /// The value of another item.
    Item(usize),
}

/// The value of an item for one day of publication.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) edtf: Edtf,
    pub(super) hook: Option<Hook>,
    pub(super) relation: Option<Relation>,
}

impl Value {
    fn fixed(edtf: Edtf) -> Value {
        Value { edtf, hook: None, relation: None }
    }

    fn hung(edtf: Edtf, hook: Hook, relation: impl Into<Option<Relation>>) -> Value {
        Value { edtf, hook: Some(hook), relation: relation.into() }
    }
}

/// How far back, in lines, the text's current day reaches.
const MEMORY: u32 = 3;
/// How far, in tokens, a named year colours dates without one.
const YEAR_MEMORY: usize = 45;

/// The values of all items, were `day` the day of publication; without one, of those that need none.
pub(super) fn resolve(items: &[Item], day: Option<Date>) -> Vec<Option<Value>> {
    let mut values: Vec<Option<Value>> = vec![None; items.len()];
    let late = day.is_some_and(|d| tells_of_tomorrow(items, d));
    let full: Vec<Date> = items
        .iter()
        .filter_map(|i| match &i.said.meaning {
            Meaning::Fixed(edtf) => edtf.as_day(),
            _ => None,
        })
        .collect();
    // The report tells one story, each quotation another.
    let (mut told, mut spoken) = (Story { full: &full, late, ..Story::default() }, Story::default());
    for (i, item) in items.iter().enumerate() {
        if item.quoted && deictic(&item.said.meaning) {
            continue;
        }
        if item.quoted && spoken.line != item.line {
            spoken = Story { line: item.line, full: &full, late, ..Story::default() };
        }
        let story = if item.quoted { &mut spoken } else { &mut told };
        let value = one(item, day, story);
        if let Some(v) = &value {
            story.follow(i, item, v);
        }
        values[i] = value;
    }
    agree(items, &mut values);
    // Within a quotation today is the day on which it was said.
    for (i, item) in items.iter().enumerate() {
        if !(item.quoted && deictic(&item.said.meaning)) {
            continue;
        }
        let spoken = spoken_on(i, items, &values, day);
        let at = spoken.map(|(d, _)| d).or(day);
        values[i] = one(item, at, &Story::default()).map(|mut v| {
            if let (Some((_, by)), Some(Hook::Published)) = (spoken, v.hook) {
                v.hook = Some(Hook::Item(by));
            }
            v
        });
    }
    values
}

/// Whether the expression points from the day on which it is spoken.
fn deictic(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Relation(Relation::Days(_), From::Published))
}

pub(super) fn between(a: Date, b: Date) -> i32 {
    (b - a).get_days().abs()
}

/// What the text has spoken of so far.
#[derive(Clone, Copy, Debug, Default)]
struct Story<'v> {
    day: Option<(Date, usize, u32)>,
    any: Option<(Date, Date, usize, u32)>,
    /// The last day of what the text last dated with its year, its token and line.
    year: Option<(Date, usize, u32)>,
    line: u32,
    /// Days that the text gives in full.
    full: &'v [Date],
    /// Whether the report tells mostly of the weekday after its date, as reports do that were
    /// dated on the other side of the world or went on being written.
    late: bool,
}

impl Story<'_> {
    fn follow(&mut self, i: usize, item: &Item, value: &Value) {
        if let Some(day) = value.edtf.as_day() {
            self.day = Some((day, i, item.line));
        }
        if let Some(range) = value.edtf.range() {
            self.any = Some((range.first, range.last, i, item.line));
            if value.hook.is_none() && value.edtf.as_str().len() >= 7 && range.first.year() == range.last.year() {
                self.year = Some((range.first, item.at, item.line));
            }
        }
    }
}

fn one(item: &Item, day: Option<Date>, story: &Story<'_>) -> Option<Value> {
    let clause = &item.clause;
    let published = |r: Relation| Some(Value::hung(r.resolve(day?)?, Hook::Published, r));
    let mut value = match &item.said.meaning {
        Meaning::Fixed(edtf) => Value::fixed(edtf.clone()),
        Meaning::Relation(relation, From::Published) => published(*relation)?,
        Meaning::Relation(relation, From::Text) => {
            from_text(*relation, item, day, story).filter(|v| told(v, item, day))?
        }
        Meaning::Same(from) => same(*from, item, day, story)?,
        Meaning::OfYear(date, offset) => {
            let year = i32::from(day?.year()).checked_add(*offset)?;
            Value::hung(date.value(i16::try_from(year).ok()?)?, Hook::Published, None)
        }
        Meaning::Weekend(side) => {
            published(Relation::Unit(CalendarUnit::Weekend, weekend(day?, *side, clause.direction)))?
        }
        Meaning::Part(months, index, side) => {
            let day = day?;
            let edtf = nearest_year(day, *side, clause, |year| part_of(year, *months, *index))?;
            Value::hung(edtf, Hook::Published, None)
        }
        Meaning::PartOfYear(months, index, years) => {
            let year = i32::from(day?.year()).checked_add(*years)?;
            Value::hung(part_of(i16::try_from(year).ok()?, *months, *index)?, Hook::Published, None)
        }
        Meaning::Holiday(holiday, side) => named_day(*holiday, *side, clause, day?)?,
        Meaning::Date(date, _, From::Text) => {
            let (first, _, by, _) = story.any?;
            Value::hung(date.value(first.year())?, Hook::Item(by), None)
        }
        Meaning::Date(date, side, From::Published) => dated(*date, *side, item, day, story)?,
        Meaning::Range(from, to) => ranged(*from, *to, item, day)?,
    };
    if let (Some((hour, minute)), Some(day)) = (item.said.clock, value.edtf.as_day()) {
        value.edtf = format!("{day}T{hour:02}:{minute:02}:00").parse().ok()?;
    }
    Some(value)
}

fn from_text(relation: Relation, item: &Item, day: Option<Date>, story: &Story<'_>) -> Option<Value> {
    let near = |line: u32| item.line.saturating_sub(line) <= MEMORY;
    let by_day = story.day.filter(|(_, _, line)| near(*line));
    let last = story.any.filter(|(.., line)| near(*line));
    // Years and months are counted from whatever was spoken of last, if that is as fine as they.
    let fine = |first: Date, last: Date| match relation {
        Relation::Unit(CalendarUnit::Month, _) => (first.year(), first.month()) == (last.year(), last.month()),
        Relation::Unit(CalendarUnit::Week | CalendarUnit::Weekend, _) => between(first, last) < 7,
        Relation::Unit(..) => first.year() == last.year(),
        _ => first == last,
    };
    match (last, by_day) {
        (Some((first, last, by, _)), _) if fine(first, last) => {
            Some(Value::hung(relation.resolve(first)?, Hook::Item(by), relation))
        }
        (_, Some((anchor, by, _))) => Some(Value::hung(relation.resolve(anchor)?, Hook::Item(by), relation)),
        (None, None) if !item.quoted => Some(Value::hung(relation.resolve(day?)?, Hook::Published, relation)),
        _ => None,
    }
}

/// Whether a value counted from the text's own day is one that the report could tell of.
fn told(value: &Value, item: &Item, day: Option<Date>) -> bool {
    item.clause.direction == Some(Direction::Ahead)
        || day.is_none_or(|d| value.edtf.range().is_none_or(|r| r.first <= d))
}

fn same(from: From, item: &Item, day: Option<Date>, story: &Story<'_>) -> Option<Value> {
    match story.day.filter(|(_, _, line)| item.line.saturating_sub(*line) <= 1) {
        Some((anchor, by, _)) => Some(Value::hung(Edtf::day(anchor), Hook::Item(by), Relation::Days(0))),
        // What a speaker points at is not the day of print.
        None if from == From::Text || item.quoted => None,
        None => Some(Value::hung(Edtf::day(day?), Hook::Published, Relation::Days(0))),
    }
}

/// Weeks from the day's own to that of the weekend.
fn weekend(day: Date, side: Option<Towards>, direction: Option<Direction>) -> i32 {
    // Days until Saturday, and since Sunday.
    let (until, since) = (6 - i32::from(weekday_number(day)), i32::from(weekday_number(day)));
    let within = until <= 0;
    match (side, direction) {
        (Some(Towards::Past), _) => -1,
        (Some(Towards::Future), _) => i32::from(within),
        (_, Some(Direction::Ahead)) => 0,
        _ if within => 0,
        // On a Friday even a verb of the past mostly leads to what is to come.
        (_, Some(Direction::Behind)) => {
            if until * 4 < since {
                0
            } else {
                -1
            }
        }
        (_, None) => {
            if until < since {
                0
            } else {
                -1
            }
        }
    }
}

/// How much farther away a date seems when it lies on the other side than its verb points.
fn weight(ahead: bool, clause: &Clause) -> i32 {
    match (ahead, clause.direction) {
        // A present tells of both, and "before" of whatever came next.
        (_, None) if clause.present && !clause.weak => 1,
        (ahead, Some(Direction::Ahead)) if clause.loose => 1 + i32::from(ahead),
        // A noun between them loosens the verb's hold.
        (true, Some(Direction::Behind)) if clause.weak => 3,
        (false, Some(Direction::Ahead)) if clause.weak => 2,
        (true, Some(Direction::Behind)) => 8,
        (false, Some(Direction::Ahead)) => 4,
        (true, None) => 2,
        _ => 1,
    }
}

/// The value of the year on the right side, or of the year that puts it nearest.
fn nearest_year(
    day: Date,
    side: Option<Towards>,
    clause: &Clause,
    in_year: impl Fn(i16) -> Option<Edtf>,
) -> Option<Edtf> {
    let year = day.year();
    (year.saturating_sub(2)..=year.saturating_add(2))
        .filter(|y| (0..=9999).contains(y))
        .filter_map(|y| {
            let value = in_year(y)?;
            let range = value.range()?;
            let ahead = range.first > day;
            let behind = range.last < day;
            let fits = match side {
                Some(Towards::Past) => behind,
                Some(Towards::Future) => ahead,
                _ => true,
            };
            let distance = if ahead {
                between(range.first, day)
            } else if behind {
                between(range.last, day)
            } else {
                0
            };
            let clause = if side == Some(Towards::This) { &Clause::default() } else { clause };
            fits.then(|| (distance * weight(ahead, clause), value))
        })
        .min()
        .map(|(_, value)| value)
}

fn named_day(holiday: Holiday, side: Option<Towards>, clause: &Clause, day: Date) -> Option<Value> {
    let edtf = nearest_year(day, side, clause, |y| holiday.in_year(y).map(Edtf::day))?;
    Some(Value::hung(edtf, Hook::Published, None))
}

fn dated(date: Partial, side: Option<Towards>, item: &Item, day: Option<Date>, story: &Story<'_>) -> Option<Value> {
    let colour = story.year.filter(|(_, at, line)| {
        item.line.saturating_sub(*line) <= 1 && item.at.saturating_sub(*at) <= YEAR_MEMORY && date.month.is_some()
    });
    let Some(day) = day else {
        return Some(Value::fixed(match colour {
            Some((told, ..)) => date.value(told.year())?,
            None => match story.full.iter().find(|d| Some(d.day()) == date.day && Some(d.month()) == date.month) {
                Some(same) => Edtf::day(*same),
                None => date.without_year()?,
            },
        }));
    };
    // In a tale of an earlier year its dates are of that year; of the last year, those that follow.
    if let Some((told, ..)) = colour
        && side.is_none()
        && item.clause.direction != Some(Direction::Ahead)
        && let Some(edtf) = date.value(told.year())
        && edtf.range().is_some_and(|r| {
            // The weekday must fit the year, and what is near is news.
            let other = date.weekday.is_some_and(|w| w != weekday_number(r.first));
            let near = beside(date, side, &item.clause, day).and_then(|(e, _)| e.range());
            let news = near.is_some_and(|n| between(n.first, day) <= 31);
            let last = told.year() == day.year() - 1;
            !other && !news && told.year() < day.year() && (!last || (told <= r.first && r.last <= day))
        })
    {
        return Some(Value::fixed(edtf));
    }
    let bare = date.day.is_none() && date.month.is_none();
    if let (true, true, None, Ok(next)) = (story.late, bare, side, day.tomorrow())
        && date.weekday == Some(weekday_number(next))
    {
        return Some(Value::hung(Edtf::day(next), Hook::Published, Relation::Days(1)));
    }
    let (edtf, relation) = beside(date, side, &item.clause, day)?;
    // The year that the text gives the same day elsewhere, unless a near day is meant.
    if let (Some(dom), Some(month), None) = (date.day, date.month, side)
        && edtf.as_day().is_some_and(|near| between(near, day) > 60)
        && let Some(same) = story.full.iter().find(|d| d.day() == dom && d.month() == month)
    {
        return Some(Value::fixed(Edtf::day(*same)));
    }
    Some(Value::hung(edtf, Hook::Published, relation))
}

/// The date of that form on the side of `day` that the words tell, else the nearest.
fn beside(date: Partial, side: Option<Towards>, clause: &Clause, day: Date) -> Option<(Edtf, Relation)> {
    let Partial { weekday, day: dom, month, .. } = date;
    let at = |side: Side| {
        let relation = |weekday| Relation::Date { weekday, day: dom, month, side };
        let exact = relation(weekday);
        let value = exact.resolve(day)?;
        // A weekday that fits the date in a far year only is a slip.
        let free = relation(None);
        let plain = free.resolve(day).filter(|_| weekday.is_some() && month.is_some());
        let far = |v: &Edtf| v.as_day().map_or(0, |d| between(d, day));
        match plain {
            Some(plain) if far(&value) > 400 || (far(&value) > 200 && far(&plain) <= 60) => Some((plain, free)),
            _ => Some((value, exact)),
        }
    };
    let bare_weekday = dom.is_none() && month.is_none();
    match (side, clause.direction) {
        (Some(Towards::Past), _) => return at(Side::Before),
        (Some(Towards::Future), _) => return at(Side::After),
        (None, Some(Direction::Ahead)) if bare_weekday => return at(Side::OnOrAfter),
        // "se rend lundi": a present beside a weekday tells of the nearer one.
        (None, None) if bare_weekday && clause.present && !clause.weak => {}
        (None, _) if bare_weekday => return at(Side::OnOrBefore),
        _ => {}
    }
    let distance = |value: &Edtf| {
        let range = value.range()?;
        Some(if range.first > day {
            between(range.first, day)
        } else if range.last < day {
            between(range.last, day)
        } else {
            0
        })
    };
    let back = at(Side::OnOrBefore);
    let on = at(Side::OnOrAfter);
    match (back, on) {
        (Some(back), Some(on)) => {
            // The week's days weigh the same on both sides.
            let weight = |ahead| if bare_weekday { 1 } else { weight(ahead, clause) };
            let far_back = distance(&back.0)? * weight(false);
            let far_on = distance(&on.0)? * weight(true);
            Some(if far_back <= far_on { back } else { on })
        }
        (one, other) => one.or(other),
    }
}

fn ranged(from: Partial, to: Partial, item: &Item, day: Option<Date>) -> Option<Value> {
    let Some(day) = day else {
        let (from, to) = (from.without_year()?, to.without_year()?);
        return Some(Value::fixed(format!("{from}/{to}").parse().ok()?));
    };
    let (clause, free) = (&item.clause, Clause::default());
    let ahead = Clause::pointing(Direction::Ahead);
    let bare = |p: Partial| p.day.is_none() && p.month.is_none();
    let (first, last) = if bare(from) && bare(to) && clause.direction != Some(Direction::Ahead) {
        // "in the night from Tuesday to Wednesday": the end has come, the beginning before it.
        let last = beside(to, None, clause, day)?.0;
        let first = beside(from, Some(Towards::Past), &free, last.as_day()?)?.0;
        (first, last)
    } else {
        let first = beside(from, None, clause, day)?.0;
        let start = first.range()?.first;
        let last = match to.month {
            Some(_) if to.day.is_none() => nearest_year(start, None, &ahead, |y| to.value(y))?,
            // The weekday is a flourish beside a day and month.
            Some(_) => beside(Partial { weekday: None, ..to }, Some(Towards::Future), &free, start)?.0,
            None => beside(to, Some(Towards::Future), &free, start)?.0,
        };
        (first, last)
    };
    let edtf = Edtf::interval(&first, &last);
    let range = edtf.range()?;
    (range.first < range.last).then(|| Value::hung(edtf, Hook::Published, None))
}
