//! Calendar expressions and their EDTF values.
//!
//! A language's `times/*.toml` names words and patterns (`languages/template/times`); the engine
//! finds the patterns in the text, asks tense and prepositions on which side of the day of
//! publication each lies, and computes the values. Where the day of publication is known to the
//! month only, every day of it is tried, and a value that differs becomes the set of what it may
//! be; all values hang on the same day, so that they stay consistent.

use chancery_record::{Anchor, Article, Because, Edtf, SmolStr, Span, Syntax, Time};
use jiff::civil::Date;

use crate::Context;

mod evidence;
mod holidays;
mod lexicon;
mod matching;
mod meaning;
mod notation;
mod resolving;
mod tense;
#[cfg(test)]
mod tests;
mod tokens;

pub use lexicon::Lexicon;

use lexicon::{From, Towards};
use matching::Match;
use meaning::{Meaning, Partial};
use resolving::{Hook, Item, Value};

/// Most values that an uncertain expression may have; one with more is left out.
const MOST_MEMBERS: usize = 12;
/// Most days of publication that are tried.
const MOST_DAYS: usize = 366;
/// How much of a text may hold its dateline, in bytes.
const HEAD: usize = 1500;

/// Finds calendar expressions, in text order.
pub fn read(cx: Context<'_>, lexicon: &Lexicon) -> Vec<Time> {
    let text = cx.article.text.as_str();
    let tokens = tokens::tokenize(text, cx.syntax, &lexicon.vocabulary);
    let found = matching::choose(matching::find(&tokens, lexicon, false), &tokens, lexicon);
    let items: Vec<Item> = found.iter().filter_map(|m| item(m, &tokens, cx, lexicon)).collect();
    let published = published(cx.article, &tokens, lexicon);
    let days = days(published.as_ref(), &items, lexicon);
    let yearly = published.as_ref().filter(|p| days.is_empty() || p.as_str().len() == 4);
    let mut values = merged(&items, &days);
    for (item, value) in items.iter().zip(&mut values) {
        // "in the evening" of a day that nothing names says nothing.
        let unnamed = value.as_ref().is_some_and(|v| v.hook == Some(Hook::Published) && v.edtf.is_one_of());
        if matches!(item.said.meaning, Meaning::Same(_)) && unnamed {
            *value = None;
        }
    }
    if let Some(year) = yearly.and_then(|p| p.as_str().parse::<i16>().ok()) {
        of_year(&items, year, &mut values);
    }
    if days.len() > 1 {
        by_named_weekday(&items, &mut values);
    }
    let edtfs: Vec<Option<Edtf>> = values.iter().map(|v| v.as_ref().map(|v| v.edtf.clone())).collect();
    items
        .iter()
        .zip(values)
        .filter_map(|(item, value)| Some(time(item, value?, &items, &edtfs, published.as_ref(), lexicon)))
        .collect()
}

/// The date that the text gives for itself, `MINSK, March 5 (Reuters) –`, `Publié le 5 mars 2025`,
/// and the words that give it.
pub fn dateline(text: &str, lexicon: &Lexicon) -> Option<(Edtf, Span)> {
    dateline_of(&tokens::tokenize(text, &Syntax::default(), &lexicon.vocabulary), lexicon)
}

fn dateline_of(tokens: &[tokens::Token], lexicon: &Lexicon) -> Option<(Edtf, Span)> {
    let end = tokens.partition_point(|t| (t.span.start as usize) < HEAD);
    let head = &tokens[..end];
    matching::choose(matching::find(head, lexicon, true), head, lexicon).iter().find_map(|m| {
        let said = meaning::said(m, lexicon)?;
        let value = match said.meaning {
            Meaning::Fixed(edtf) => edtf,
            Meaning::Date(date, _, From::Published) => date.without_year()?,
            _ => return None,
        };
        Some((value, m.span(head)))
    })
}

/// The article's own date: what came with it, made exact by the text where it is not a day.
fn published(article: &Article, tokens: &[tokens::Token], lexicon: &Lexicon) -> Option<Edtf> {
    let given = article.date.clone();
    if given.as_ref().is_some_and(|d| d.as_day().is_some()) {
        return given;
    }
    let inside = dateline_of(tokens, lexicon).map(|(edtf, _)| edtf);
    match (given, inside) {
        (Some(given), Some(inside)) => {
            let filled = inside
                .as_str()
                .strip_prefix("XXXX")
                .and_then(|rest| format!("{}{rest}", given.as_str().get(..4)?).parse::<Edtf>().ok());
            let inside = filled.unwrap_or(inside);
            Some(if given.contains(&inside) { inside } else { given })
        }
        (given, inside) => given.or(inside),
    }
}

/// What a match says, with all that does not depend on the day of publication.
fn item(m: &Match, tokens: &[tokens::Token], cx: Context<'_>, lexicon: &Lexicon) -> Option<Item> {
    let rule = &lexicon.rules[m.rule];
    let span = m.span(tokens);
    let named = cx.syntax.names.iter().find(|n| n.span.contains(span) && n.span.len() > span.len());
    let said = meaning::said(m, lexicon)?;
    // "Theresa May", "Christmas Charity": a part of a person's or organisation's name is no time.
    // A weekday or a year beside a name is, whatever the recogniser takes into the name.
    let capital = tokens[m.core.0].kind == (tokens::Kind::Word { capital: true });
    let dated = matches!(said.meaning, Meaning::Date(Partial { weekday: Some(_), .. }, ..));
    if capital
        && !dated
        && named.is_some_and(|n| matches!(n.label, chancery_record::NameLabel::Per | chancery_record::NameLabel::Org))
    {
        return None;
    }
    let clause = tense::clause(m.core, tokens, &cx.article.text, cx.syntax, &lexicon.tense);
    let quoted = tokens[m.core.0].quoted;
    // "today" means a day in what people say, and beside verbs of the past or future; with a
    // present of the report's own it means our times.
    if rule.nowadays && (clause.state || (!quoted && clause.present)) {
        return None;
    }
    let first = &tokens[m.core.0];
    Some(Item { span, rule: m.rule, at: m.core.0, line: first.line, quoted: first.quoted, said, clause })
}

/// The days on which the article may have been published.
fn days(published: Option<&Edtf>, items: &[Item], lexicon: &Lexicon) -> Vec<Date> {
    let Some(published) = published else { return Vec::new() };
    let mut days: Vec<Date> = Vec::new();
    for member in published.members() {
        let Some(range) = member.range() else { return Vec::new() };
        let mut day = range.first;
        while day <= range.last {
            days.push(day);
            if days.len() > MOST_DAYS {
                return Vec::new();
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
    }
    days.sort_unstable();
    days.dedup();
    if days.len() > 1 { narrowed(days, items, lexicon) } else { days }
}

/// Of the days on which the article may have been published, those that its words leave.
fn narrowed(days: Vec<Date>, items: &[Item], lexicon: &Lexicon) -> Vec<Date> {
    let weekday = |d: &Date| chancery_record::edtf::weekday_number(*d);
    let told = |i: &&Item| !i.quoted && i.clause.direction != Some(tense::Direction::Ahead);
    // "this Wednesday": the day of publication is one.
    let today = items.iter().filter(told).filter(|i| lexicon.rules[i.rule].today).find_map(|i| match i.said.meaning {
        Meaning::Date(Partial { weekday, day: None, .. }, Some(Towards::This), _) => weekday,
        _ => None,
    });
    if let Some(today) = today
        && days.iter().any(|d| weekday(d) == today)
    {
        return days.into_iter().filter(|d| weekday(d) == today).collect();
    }
    // A report that dates its acts by weekday and day was written on the last of these days or
    // on the next.
    let dated = |i: &Item| match i.said.meaning {
        Meaning::Date(Partial { weekday: Some(w), day: Some(day), month: Some(month), .. }, None, _) => {
            days.iter().copied().find(|d| weekday(d) == w && d.day() == day && d.month() == month)
        }
        _ => None,
    };
    match items.iter().filter(told).filter(|i| i.clause.verb).filter_map(dated).max() {
        Some(last) => days.into_iter().filter(|d| *d == last || last.tomorrow().is_ok_and(|next| *d == next)).collect(),
        None => days,
    }
}

/// The items' values over all days of publication.
fn merged(items: &[Item], days: &[Date]) -> Vec<Option<Value>> {
    if days.is_empty() {
        return resolving::resolve(items, None);
    }
    let mut all: Vec<Vec<Value>> = vec![Vec::new(); items.len()];
    for day in days {
        for (values, value) in all.iter_mut().zip(resolving::resolve(items, Some(*day))) {
            values.extend(value);
        }
    }
    all.into_iter().map(one_of).collect()
}

/// One value of many: itself when they agree, else their set.
fn one_of(values: Vec<Value>) -> Option<Value> {
    let first = values.first()?.clone();
    let relation = first.relation.filter(|r| values.iter().all(|v| v.relation == Some(*r)));
    let mut members: Vec<Edtf> = values.into_iter().map(|v| v.edtf).collect();
    members.sort();
    members.dedup();
    let edtf = if members.len() > MOST_MEMBERS { run_of_days(&members)? } else { Edtf::one_of(members)? };
    Some(Value { edtf, relation, ..first })
}

/// `[2025-03-01..2025-03-30]`, when the members are days without a gap.
fn run_of_days(members: &[Edtf]) -> Option<Edtf> {
    let days: Option<Vec<Date>> = members.iter().map(|m| m.as_day().filter(|_| m.as_str().len() == 10)).collect();
    let days = days?;
    let run = days.windows(2).all(|w| w[0].tomorrow().is_ok_and(|next| next == w[1]));
    (run && days.len() <= 31).then(|| format!("[{}..{}]", days[0], days[days.len() - 1]).parse().ok()).flatten()
}

/// Of an article of which only the year is known, dates without a year are of that year.
fn of_year(items: &[Item], year: i16, values: &mut [Option<Value>]) {
    for (item, value) in items.iter().zip(values) {
        if let Meaning::Date(date, None, From::Published) = item.said.meaning
            && date.month.is_some()
            && let Some(edtf) = date.value(year)
        {
            *value = Some(Value { edtf, hook: Some(Hook::Published), relation: None });
        }
    }
}

/// Where the day of publication is unsure, a bare weekday is the last one that the text names
/// by its date too.
fn by_named_weekday(items: &[Item], values: &mut [Option<Value>]) {
    // Weekday, place, item, and whether it is the end of an interval.
    let mut named: Vec<(i8, usize, usize, bool)> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let mut add = |date: &Partial, last: bool| {
            if let (Some(w), Some(_)) = (date.weekday, date.day) {
                named.push((w, item.at, i, last));
            }
        };
        match &item.said.meaning {
            Meaning::Date(date, ..) => add(date, false),
            Meaning::Range(from, to) => {
                add(from, false);
                add(to, true);
            }
            _ => {}
        }
    }
    for (i, item) in items.iter().enumerate() {
        let Meaning::Date(Partial { weekday: Some(weekday), day: None, month: None, .. }, side, From::Published) =
            item.said.meaning
        else {
            continue;
        };
        if matches!(side, Some(Towards::Past | Towards::Future))
            || !values[i].as_ref().is_some_and(|v| v.edtf.is_one_of())
        {
            continue;
        }
        // What the text named before comes first.
        let near = named
            .iter()
            .filter(|(w, ..)| *w == weekday)
            .min_by_key(|(_, at, ..)| (*at > item.at, at.abs_diff(item.at)));
        if let Some((_, _, by, last)) = near
            && let Some(range) = values[*by].as_ref().and_then(|v| v.edtf.range())
        {
            let day = Edtf::day(if *last { range.last } else { range.first });
            values[i] = Some(Value { edtf: day, hook: Some(Hook::Item(*by)), relation: None });
        }
    }
}

/// The record of an item.
fn time(
    item: &Item,
    value: Value,
    items: &[Item],
    edtfs: &[Option<Edtf>],
    published: Option<&Edtf>,
    lexicon: &Lexicon,
) -> Time {
    let mut because = Because::rule(lexicon.rules[item.rule].name.clone());
    let mut to: Option<(String, String)> = None;
    match value.hook {
        Some(Hook::Published) => {
            let day = published.map_or("?", Edtf::as_str);
            to = Some(("published".to_owned(), format!("published {day}")));
        }
        Some(Hook::Item(by)) => {
            because = because.with("anchor", items[by].span);
            to = edtfs[by].as_ref().map(|e| (e.to_string(), format!("the text speaks of {e}")));
        }
        None => {}
    }
    if let (Some(cue), Some(direction), Some(_)) = (item.clause.cue, item.clause.direction, value.hook) {
        let field: SmolStr = match direction {
            tense::Direction::Ahead => "ahead".into(),
            tense::Direction::Behind => "behind".into(),
        };
        because = because.with(&field, cue);
    }
    let anchor = to.map(|(to, step)| {
        because.steps.push(step);
        match value.relation {
            Some(relation) => {
                because.steps.push(relation.to_string());
                relation.anchor(to)
            }
            None => Anchor { to, days: None, relation: None },
        }
    });
    Time { span: item.span, edtf: value.edtf, anchor, because: Some(because) }
}
