use std::io::Write;
use std::path::PathBuf;

use anstream::eprintln;
use anyhow::{Result, ensure};
use chancery::archive::{Archive, Counting, Dimension, Period, Table, Unit};

use crate::Outcome;
use crate::filter::{self, FilterArgs};
use crate::output::{self, Format};

/// Arguments of `chancery stats`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery stats press.chancery --by month,type --from 2022 --to 2023 --format csv > panel.csv
  chancery stats press.chancery --by week,country-dyad --between RUS,UKR --merged
  chancery stats press.chancery --by published-month,outlet,quad --format csv
  chancery stats press.chancery --by source-country

By day, week, month or year (of the event's own date; published-month and the like: of its article's
dateline), and by type, mode, quad, status, source, target, dyad, source-country, target-country,
country-dyad, place, lang, outlet or story. Where a value occurs anywhere, every period between the first
and the last has a row, of zero too. What has no date, or one that no single period holds, stands under the
empty period, so that the rows of a value add up. An event with several sources, targets or dyads counts
under each. `articles` is how many articles of that period (and outlet or language, where rows are by
these) the archive has: the denominator.")]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// What to count by, at most one of them a period
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "type", value_parser = by)]
    by: Vec<By>,

    /// Count an act once, however many articles tell it
    #[arg(long)]
    merged: bool,

    /// Leave out rows of zero
    #[arg(long)]
    no_zeros: bool,

    #[command(flatten)]
    filter: FilterArgs,

    /// Form of the output [default: table on a terminal, else json]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Debug)]
struct By {
    word: &'static str,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Period(Period, bool),
    Value(Dimension),
}

const WORDS: [(&str, What); 22] = [
    ("day", What::Period(Period::Day, false)),
    ("week", What::Period(Period::Week, false)),
    ("month", What::Period(Period::Month, false)),
    ("year", What::Period(Period::Year, false)),
    ("published-day", What::Period(Period::Day, true)),
    ("published-week", What::Period(Period::Week, true)),
    ("published-month", What::Period(Period::Month, true)),
    ("published-year", What::Period(Period::Year, true)),
    ("type", What::Value(Dimension::Type)),
    ("quad", What::Value(Dimension::Quad)),
    ("mode", What::Value(Dimension::Mode)),
    ("status", What::Value(Dimension::Status)),
    ("source", What::Value(Dimension::Source)),
    ("target", What::Value(Dimension::Target)),
    ("dyad", What::Value(Dimension::Dyad)),
    ("source-country", What::Value(Dimension::SourceCountry)),
    ("target-country", What::Value(Dimension::TargetCountry)),
    ("country-dyad", What::Value(Dimension::CountryDyad)),
    ("place", What::Value(Dimension::Place)),
    ("lang", What::Value(Dimension::Lang)),
    ("outlet", What::Value(Dimension::Outlet)),
    ("story", What::Value(Dimension::Story)),
];

fn by(word: &str) -> Result<By, String> {
    let found = WORDS.iter().find(|(known, _)| *known == word);
    found.map(|(word, what)| By { word, what: *what }).ok_or_else(|| {
        let known: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
        format!("nothing to count by{} (there are {})", filter::like(word, known.iter().copied()), known.join(", "))
    })
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    let asked = args.filter.filter(None)?;
    let mut how = Counting {
        unit: if args.merged { Unit::Acts } else { Unit::Events },
        no_zeros: args.no_zeros,
        ..Counting::default()
    };
    let (mut period, mut values) = (None, Vec::new());
    for by in &args.by {
        match by.what {
            What::Period(length, published) => {
                ensure!(period.is_none(), "--by takes one period: {} or {}", period.unwrap_or_default(), by.word);
                period = Some(by.word);
                (how.period, how.published) = (Some(length), published);
            }
            What::Value(dimension) => {
                ensure!(!how.by.contains(&dimension), "--by has {} twice", by.word);
                how.by.push(dimension);
                values.push(by.word);
            }
        }
    }
    let table = archive.count(&asked, &how)?;
    let count = if args.merged { "acts" } else { "events" };
    let header: Vec<&str> = period.into_iter().chain(values).chain([count, "articles"]).collect();
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            let cells = row.period.iter().chain(&row.values).cloned();
            cells.chain([row.count.to_string(), row.articles.to_string()]).collect()
        })
        .collect();
    let mut out = output::stdout();
    match Format::or_default(args.format) {
        Format::Csv => output::csv(&mut out, &header, &rows)?,
        Format::Json => json(&mut out, &table, &header)?,
        Format::Table => {
            let dashes = rows.into_iter().map(|r| r.into_iter().map(|c| if c.is_empty() { "–".into() } else { c }));
            let rows: Vec<Vec<String>> = dashes.map(Iterator::collect).collect();
            output::columns(&mut out, &header, &[header.len() - 2, header.len() - 1], &rows)?;
        }
    }
    out.flush()?;
    if table.total == 0 {
        filter::nothing(&archive, &asked, count.trim_end_matches('s'))?;
        return Ok(Outcome::Done);
    }
    eprintln!("{} {count} fit, in an archive of {} articles", table.total, table.articles);
    if how.period.is_some() && table.placed < table.total {
        eprintln!("{} of them are in no single period", table.total - table.placed);
    }
    if how.by.iter().any(|d| d.is_multiple()) {
        eprintln!("rows add up to more where an event has several values");
    }
    Ok(Outcome::Done)
}

fn json(out: &mut impl Write, table: &Table, header: &[&str]) -> Result<()> {
    for row in &table.rows {
        let mut object = serde_json::Map::new();
        let cells = row.period.iter().chain(&row.values);
        for (name, cell) in header.iter().zip(cells) {
            object.insert((*name).to_owned(), if cell.is_empty() { None } else { Some(cell.as_str()) }.into());
        }
        object.insert(header[header.len() - 2].to_owned(), row.count.into());
        object.insert("articles".to_owned(), row.articles.into());
        serde_json::to_writer(&mut *out, &object)?;
        writeln!(out)?;
    }
    Ok(())
}
