use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use serde::Serialize;

use super::compile::{Binder, bounds};
use super::facts::{Fact, Unit, quad_of};
use super::filter::Filter;
use crate::Archive;
use crate::error::{ArchiveError, Kind};

/// How long the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// `2024-05-16`
    Day,
    /// ISO 8601 weeks, `2024-W20`; Monday first.
    Week,
    /// `2024-05`
    Month,
    /// `2024`
    Year,
}

impl Period {
    fn label(self, day: Date) -> String {
        match self {
            Period::Day => day.strftime("%Y-%m-%d").to_string(),
            Period::Month => day.strftime("%Y-%m").to_string(),
            Period::Year => day.strftime("%Y").to_string(),
            Period::Week => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
        }
    }

    /// The first day of the period that holds `day`.
    fn start(self, day: Date) -> Date {
        match self {
            Period::Day => day,
            Period::Month => day.first_of_month(),
            Period::Year => day.first_of_year(),
            Period::Week => {
                let week = day.iso_week_date();
                ISOWeekDate::new(week.year(), week.week(), Weekday::Monday).map_or(day, Date::from)
            }
        }
    }

    fn next(self, day: Date) -> Option<Date> {
        let step = match self {
            Period::Day => 1.day(),
            Period::Week => 1.week(),
            Period::Month => 1.month(),
            Period::Year => 1.year(),
        };
        day.checked_add(step).ok()
    }

    /// The period that holds all days; `None` when they lie in two.
    fn of(self, days: &(String, String)) -> Option<Date> {
        let (first, last): (Date, Date) = (days.0.parse().ok()?, days.1.parse().ok()?);
        (self.start(first) == self.start(last)).then(|| self.start(first))
    }
}

/// What events are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// PLOVER type.
    Type,
    /// Quad class.
    Quad,
    /// Type and mode.
    Mode,
    /// Whether it happened.
    Status,
    /// Code of who acts.
    Source,
    /// Code of who is acted on.
    Target,
    /// Source and target, `RUS-GOV>UKR-GOV`.
    Dyad,
    /// Country of who acts.
    SourceCountry,
    /// Country of who is acted on.
    TargetCountry,
    /// Countries of source and target, `RUS>UKR`.
    CountryDyad,
    /// Country where it happened.
    Place,
    /// Language of the article; of events only.
    Lang,
    /// Outlet; of events only.
    Outlet,
    /// Story.
    Story,
}

impl Dimension {
    /// Whether an event may have several values, and then counts once under each.
    pub fn is_multiple(self) -> bool {
        use Dimension as D;
        matches!(self, D::Source | D::Target | D::Dyad | D::SourceCountry | D::TargetCountry | D::CountryDyad)
    }

    /// The values of an event; `""` for none.
    fn of(self, fact: &Fact) -> BTreeSet<String> {
        use Dimension as D;
        let country = |code: &str| code.split('-').next().unwrap_or(code).to_owned();
        let text = |value: &Option<String>| BTreeSet::from([value.clone().unwrap_or_default()]);
        let many = match self {
            D::Type => BTreeSet::from([fact.kind.clone()]),
            D::Quad => BTreeSet::from([quad_of(&fact.kind).to_owned()]),
            D::Mode => {
                let mode = fact.mode.as_ref().map(|m| format!(" {m}")).unwrap_or_default();
                BTreeSet::from([format!("{}{mode}", fact.kind)])
            }
            D::Status => BTreeSet::from([fact.status.clone()]),
            D::Source => fact.sources.iter().cloned().collect(),
            D::Target => fact.targets.iter().cloned().collect(),
            D::SourceCountry => fact.sources.iter().map(|c| country(c)).collect(),
            D::TargetCountry => fact.targets.iter().map(|c| country(c)).collect(),
            D::Dyad => fact.pairs().into_iter().map(|(s, t)| format!("{s}>{t}")).collect(),
            D::CountryDyad => fact.pairs().into_iter().map(|(s, t)| format!("{}>{}", country(s), country(t))).collect(),
            D::Place => text(&fact.place),
            D::Lang => text(&fact.lang),
            D::Outlet => text(&fact.outlet),
            D::Story => text(&fact.story),
        };
        if many.is_empty() { BTreeSet::from([String::new()]) } else { many }
    }
}

/// How to count.
#[derive(Clone, Debug, Default)]
pub struct Counting {
    /// Events as told, or acts.
    pub unit: Unit,
    /// Rows a period; none for one table over all time.
    pub period: Option<Period>,
    /// Rows a value.
    pub by: Vec<Dimension>,
    /// Put events in the period of their article's dateline, not in that of their own date.
    pub published: bool,
    /// Leave out periods in which nothing is counted.
    pub no_zeros: bool,
}

/// A row of a table of counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The period; empty for what has no date, or one that no single period holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// A value for each dimension, empty for none.
    pub values: Vec<String>,
    /// Events or acts.
    pub count: u64,
    /// Articles in the archive of that period (and outlet or language, where rows are by these).
    pub articles: u64,
}

/// A table of counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// Rows by period and values.
    pub rows: Vec<Row>,
    /// Events or acts that fit, each once.
    pub total: u64,
    /// Of these, those that one period holds.
    pub placed: u64,
    /// Articles of the languages, outlets and datelines asked for.
    pub articles: u64,
}

/// Most rows that a table may have.
const MOST: usize = 2_000_000;

impl Archive {
    /// Counts what fits, by period and value, with a row of zero for each period in which a value that occurs
    /// anywhere does not. An event counts in the period that holds all days of its date; without a date,
    /// or with one over several periods, it stands under the empty period, so that the rows of one value
    /// add up to all events of that value.
    ///
    /// # Errors
    /// As for [`Archive::find_events`]; when acts are asked by what only their tellings have, or the table
    /// would have more than two million rows.
    pub fn count(&self, asked: &Filter, how: &Counting) -> Result<Table, ArchiveError> {
        if how.unit == Unit::Acts
            && (how.published || how.by.iter().any(|d| matches!(d, Dimension::Lang | Dimension::Outlet)))
        {
            return Err(ArchiveError::new(
                Kind::Wrong,
                "an act has no language, outlet or dateline, its tellings have: count events, or leave these out",
            ));
        }
        let facts = self.facts(asked, how.unit)?;
        let mut counts: BTreeMap<(Option<Date>, Vec<String>), u64> = BTreeMap::new();
        let mut table = Table { total: facts.len() as u64, ..Table::default() };
        for fact in &facts {
            let days = if how.published { &fact.published } else { &fact.days };
            let period = how.period.and_then(|p| p.of(days.as_ref()?));
            table.placed += u64::from(period.is_some());
            let mut all = vec![Vec::new()];
            for dimension in &how.by {
                let values = dimension.of(fact);
                all = all
                    .into_iter()
                    .flat_map(|start: Vec<String>| {
                        values.iter().map(move |value| [start.as_slice(), std::slice::from_ref(value)].concat())
                    })
                    .collect();
            }
            for values in all {
                *counts.entry((period, values)).or_default() += 1;
            }
        }
        let articles = Denominators::of(self, asked, how)?;
        table.articles = articles.total;
        let groups: BTreeSet<Vec<String>> = counts.keys().map(|(_, values)| values.clone()).collect();
        let periods = match how.period {
            Some(period) => self.periods(asked, how, period, counts.keys().filter_map(|(p, _)| *p))?,
            None => Vec::new(),
        };
        if !how.no_zeros && groups.len().max(1) * periods.len() > MOST {
            return Err(ArchiveError::new(
                Kind::Wrong,
                format!(
                    "{} periods of {} values are too many rows: give --from and --to, longer periods, or --no-zeros",
                    periods.len(),
                    groups.len()
                ),
            ));
        }
        let mut row = |at: Option<Date>, values: &Vec<String>, zeros: bool| {
            let count = counts.get(&(at, values.clone())).copied().unwrap_or_default();
            if count > 0 || zeros {
                let period = how.period.map(|p| at.map(|day| p.label(day)).unwrap_or_default());
                table.rows.push(Row { period, values: values.clone(), count, articles: articles.of_row(at, values) });
            }
        };
        for at in periods {
            groups.iter().for_each(|values| row(Some(at), values, !how.no_zeros));
        }
        groups.iter().for_each(|values| row(None, values, false));
        Ok(table)
    }

    /// Starts of all periods between the dates asked for, else between the first and the last counted.
    fn periods(
        &self,
        asked: &Filter,
        how: &Counting,
        period: Period,
        seen: impl Iterator<Item = Date>,
    ) -> Result<Vec<Date>, ArchiveError> {
        let (from, to) =
            if how.published { (&asked.published_from, &asked.published_to) } else { (&asked.from, &asked.to) };
        let day = |day: String| day.parse::<Date>().ok();
        let from = from.as_ref().map(bounds).transpose()?.and_then(|(first, _)| day(first));
        let to = to.as_ref().map(bounds).transpose()?.and_then(|(_, last)| day(last));
        let (mut least, mut most): (Option<Date>, Option<Date>) = (None, None);
        for at in seen {
            least = Some(least.map_or(at, |l| l.min(at)));
            most = Some(most.map_or(at, |m| m.max(at)));
        }
        let ends = from.map(|d| period.start(d)).or(least).zip(to.map(|d| period.start(d)).or(most));
        let Some((first, last)) = ends else { return Ok(Vec::new()) };
        // What begins before the dates asked for, and goes on in them, keeps its period.
        let (first, last) = (least.map_or(first, |l| l.min(first)), most.map_or(last, |m| m.max(last)));
        let mut all = Vec::new();
        let mut at = Some(first);
        while let Some(day) = at.filter(|d| *d <= last) {
            all.push(day);
            if all.len() > MOST {
                break;
            }
            at = period.next(day);
        }
        Ok(all)
    }
}

/// Articles by period, and by outlet and language where rows are by these.
struct Denominators {
    total: u64,
    by: Vec<usize>,
    counts: BTreeMap<(Option<Date>, Vec<String>), u64>,
}

impl Denominators {
    fn of(archive: &Archive, asked: &Filter, how: &Counting) -> Result<Self, ArchiveError> {
        // Of the filter, what says which articles were looked at, not what was looked for in them.
        let looked = Filter {
            langs: asked.langs.clone(),
            outlet: asked.outlet.clone(),
            published_from: asked.published_from.clone(),
            published_to: asked.published_to.clone(),
            ..Filter::default()
        };
        let mut binder = Binder::default();
        let mut holds = looked.article_holds("a.key", true, &mut binder)?;
        holds.extend(looked.outlet_holds(archive, "a.key", &mut binder)?);
        let holds = if holds.is_empty() { "1".to_owned() } else { holds.join(" AND ") };
        let by: Vec<usize> =
            (0..how.by.len()).filter(|i| matches!(how.by[*i], Dimension::Lang | Dimension::Outlet)).collect();
        let mut statement = archive.connection.prepare(&format!(
            "SELECT a.first_day, a.last_day, a.lang, a.source, count(*) FROM articles a WHERE {holds} GROUP BY 1, 2, 3, 4"
        ))?;
        let mut rows = statement.query(rusqlite::params_from_iter(&binder.values))?;
        let (mut total, mut counts) = (0, BTreeMap::new());
        while let Some(row) = rows.next()? {
            let days: Option<(String, String)> = row.get::<_, Option<String>>(0)?.zip(row.get(1)?);
            let period = how.period.and_then(|p| p.of(days.as_ref()?));
            let (lang, outlet): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
            let number: u64 = row.get(4)?;
            total += number;
            let values = by
                .iter()
                .map(|i| if how.by[*i] == Dimension::Lang { lang.clone() } else { outlet.clone() }.unwrap_or_default())
                .collect();
            *counts.entry((period, values)).or_default() += number;
        }
        Ok(Denominators { total, by, counts })
    }

    fn of_row(&self, at: Option<Date>, values: &[String]) -> u64 {
        let own = self.by.iter().map(|i| values[*i].clone()).collect();
        self.counts.get(&(at, own)).copied().unwrap_or_default()
    }
}
