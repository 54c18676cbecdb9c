use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;

use anstream::eprintln;
use anyhow::Result;
use chancery::archive::{Archive, Found, Page, Sort};
use serde::Serialize;

use crate::filter::{self, FilterArgs};
use crate::{Outcome, find, output};

/// Arguments of `chancery timeline`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery timeline press.chancery --actor SDN --from 2023-04
  chancery timeline press.chancery --between RUS,UKR --type CONSULT,AGREE --format markdown > talks.md
  chancery timeline press.chancery --story s0123456789 --raw --format csv

A row is an act over all articles that tell it, in order of date; --raw gives each telling a row. What has
no date is left out, and its number told on standard error.")]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    #[command(flatten)]
    filter: FilterArgs,

    /// A row each telling of an act
    #[arg(long)]
    raw: bool,

    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,

    /// So many left out first
    #[arg(long, value_name = "N", default_value = "0")]
    offset: u32,

    /// Form of the output [default: table on a terminal, else json]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// An object a line
    Json,
    /// Comma-separated values with a header
    Csv,
    /// A Markdown table
    Markdown,
}

/// A dated act.
#[derive(Serialize)]
struct Row {
    date: String,
    source: String,
    #[serde(rename = "type")]
    kind: String,
    mode: Option<String>,
    of: Option<String>,
    target: String,
    status: String,
    place: Option<String>,
    place_name: Option<String>,
    witnesses: u32,
    origins: u32,
    disputed: String,
    /// The sentence, the words of the act between brackets.
    sentence: String,
    article: String,
    start: u32,
    end: u32,
    outlet: Option<String>,
    published: Option<String>,
    act: Option<String>,
    story: Option<String>,
}

const COLUMNS: [&str; 20] = [
    "date",
    "source",
    "type",
    "mode",
    "of",
    "target",
    "status",
    "place",
    "place_name",
    "witnesses",
    "origins",
    "disputed",
    "sentence",
    "article",
    "start",
    "end",
    "outlet",
    "published",
    "act",
    "story",
];

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    let asked = args.filter.filter(None)?;
    let page = Page { sort: Sort::Date, reverse: false, limit: None, offset: 0 };
    let take = args.limit.map_or(usize::MAX, |n| n as usize);
    // What has no date comes last, and is cut off.
    let (dated, total, rows) = if args.raw {
        let found = archive.find_events(&asked, page)?;
        let dated = found.rows.iter().filter(|e| e.date.is_some()).count();
        let some = found.rows.into_iter().filter(|e| e.date.is_some()).skip(args.offset as usize).take(take);
        (dated, found.total, some.map(|e| telling(&archive, e)).collect::<Result<Vec<_>>>()?)
    } else {
        let dated = archive.dated_acts(&asked)?;
        let limit = (dated as usize).saturating_sub(args.offset as usize).min(take) as u32;
        let page = Page { limit: Some(limit), offset: args.offset, ..page };
        let found = archive.find_acts(&asked, page)?;
        (dated as usize, found.total, found.rows.into_iter().map(|a| act(&archive, a)).collect::<Result<Vec<_>>>()?)
    };
    let mut out = output::stdout();
    let default = if std::io::stdout().is_terminal() { Format::Table } else { Format::Json };
    match args.format.unwrap_or(default) {
        Format::Json => output::json(&mut out, &rows)?,
        Format::Csv if rows.is_empty() => output::csv(&mut out, &COLUMNS, std::iter::empty::<Vec<String>>())?,
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(&mut out);
            for row in &rows {
                writer.serialize(row)?;
            }
            writer.flush()?;
        }
        Format::Table => rows.iter().try_for_each(|row| table(&mut out, row))?,
        Format::Markdown => markdown(&mut out, &rows)?,
    }
    out.flush()?;
    let what = if args.raw { "dated events" } else { "dated acts" };
    if total == 0 {
        filter::nothing(&archive, &asked, if args.raw { "event" } else { "act" })?;
    } else {
        output::shown(rows.len(), args.offset, dated as u64, what);
        if total > dated as u64 {
            eprintln!("{} that fit have no date and are left out", total - dated as u64);
        }
    }
    Ok(Outcome::Done)
}

fn telling(archive: &Archive, e: Found) -> Result<Row> {
    let (before, after) = archive.around(&e.article, e.start, e.end)?;
    Ok(Row {
        date: e.date.unwrap_or_default(),
        source: e.source.unwrap_or_default(),
        kind: e.event_type,
        mode: e.mode,
        of: e.of,
        target: e.target.unwrap_or_default(),
        status: e.status,
        place: e.place,
        place_name: e.place_name,
        witnesses: e.witnesses.unwrap_or(1),
        origins: e.origins.unwrap_or(1),
        disputed: String::new(),
        sentence: output::sentence(&before, &e.words, &after),
        article: e.article,
        start: e.start,
        end: e.end,
        outlet: e.outlet,
        published: e.published,
        act: e.act,
        story: e.story,
    })
}

fn act(archive: &Archive, act: chancery::archive::Act) -> Result<Row> {
    let first = act.told_by.into_iter().next();
    let (mut sentence, mut at) = (String::new(), (String::new(), 0, 0));
    if let Some(told) = &first {
        let (before, after) = archive.around(&told.article, told.start, told.end)?;
        sentence = output::sentence(&before, &told.words, &after);
        at = (told.article.clone(), told.start, told.end);
    }
    Ok(Row {
        date: act.date.unwrap_or_default(),
        source: act.source.join(";"),
        kind: act.event_type,
        mode: act.mode,
        of: act.of,
        target: act.target.join(";"),
        status: act.status,
        place: act.place,
        place_name: act.place_name,
        witnesses: act.witnesses,
        origins: act.origins,
        disputed: act.disputes.iter().map(|d| d.field.as_str()).collect::<Vec<_>>().join(";"),
        sentence,
        article: at.0,
        start: at.1,
        end: at.2,
        outlet: first.as_ref().and_then(|t| t.outlet.clone()),
        published: first.and_then(|t| t.published),
        act: Some(act.act),
        story: act.story,
    })
}

fn or<'t>(text: &'t str, none: &'t str) -> &'t str {
    if text.is_empty() { none } else { text }
}

fn told(row: &Row) -> String {
    match (row.witnesses, row.origins) {
        (1, _) => "1 article".to_owned(),
        (articles, 1) => format!("{articles} articles, 1 origin"),
        (articles, origins) => format!("{articles} articles, {origins} origins"),
    }
}

fn table(out: &mut impl Write, row: &Row) -> Result<()> {
    let kind = find::kind(&row.kind, row.mode.as_deref(), row.of.as_deref());
    let place = row.place_name.as_deref().or(row.place.as_deref()).map(|p| format!("  {p}")).unwrap_or_default();
    let status = if row.status == "actual" { String::new() } else { format!("  {}", row.status) };
    let disputed = if row.disputed.is_empty() { String::new() } else { format!("  they differ on {}", row.disputed) };
    let (source, target) = (or(&row.source, "?"), or(&row.target, "?"));
    writeln!(out, "{}  {kind}  {source} → {target}{status}{place}  {}{disputed}", row.date, told(row))?;
    writeln!(out, "    {}  {} {}–{}", row.sentence, row.article, row.start, row.end)?;
    Ok(())
}

fn markdown(out: &mut impl Write, rows: &[Row]) -> Result<()> {
    writeln!(out, "| date | who | act | to whom | place | told by | words |\n|---|---|---|---|---|---|---|")?;
    for row in rows {
        let kind = find::kind(&row.kind, row.mode.as_deref(), row.of.as_deref());
        let status = if row.status == "actual" { String::new() } else { format!(" ({})", row.status) };
        let place = row.place_name.as_deref().or(row.place.as_deref()).unwrap_or_default();
        let from: Vec<&str> = row.outlet.as_deref().into_iter().chain(row.published.as_deref()).collect();
        let from = if from.is_empty() { String::new() } else { format!("{}, ", from.join(", ")) };
        let at = format!("{from}{} {}–{}", row.article, row.start, row.end);
        writeln!(
            out,
            "| {} | {} | {kind}{status} | {} | {} | {} | {} ({}) |",
            row.date,
            row.source,
            row.target,
            output::cell(place),
            told(row),
            output::cell(&row.sentence),
            output::cell(&at)
        )?;
    }
    Ok(())
}
