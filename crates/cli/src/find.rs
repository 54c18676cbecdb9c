use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use chancery::archive::{Act, Archive, Found, Page, Sort};

use crate::Outcome;
use crate::filter::{self, FilterArgs};
use crate::output::{self, Format};

/// Arguments of `chancery find`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// Words of the article, accents and case aside; "…" is a phrase, word* a beginning
    query: Option<String>,

    #[command(flatten)]
    filter: FilterArgs,

    /// One row an act, over the articles that tell it, with witnesses and independent origins
    #[arg(long)]
    merged: bool,

    #[command(flatten)]
    page: PageArgs,

    /// Form of the output [default: table on a terminal, else json]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
}

/// Order and part of the answers.
#[derive(clap::Args)]
pub(crate) struct PageArgs {
    /// Order of the answers
    #[arg(long, value_enum, default_value = "date")]
    sort: Order,

    /// The other way round
    #[arg(long)]
    reverse: bool,

    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,

    /// So many left out first
    #[arg(long, value_name = "N", default_value = "0")]
    offset: u32,
}

impl PageArgs {
    pub(crate) fn page(&self) -> Page {
        let sort = match self.sort {
            Order::Date => Sort::Date,
            Order::Relevance => Sort::Relevance,
            Order::Published => Sort::Published,
            Order::Goldstein => Sort::Goldstein,
            Order::Witnesses => Sort::Witnesses,
        };
        Page { sort, reverse: self.reverse, limit: self.limit, offset: self.offset }
    }
}

const EXAMPLES: &str = "\
Examples:
  chancery find press.chancery --type SANCTION --from 2022
  chancery find press.chancery 'sanctions' --source CAN --sort relevance --limit 20
  chancery find press.chancery --place Genève --type CONSULT,AGREE --merged
  chancery find press.chancery --near Khartoum,100 --type ASSAULT --sort witnesses --merged
  chancery find press.chancery --actor MMR --format csv > events.csv

Each line names the article and the code points (start, end) of its words. With --merged the dates and
the status asked for are those of the act; it fits when one telling has the rest. How many fit is told on
standard error.";

#[derive(Clone, Copy, clap::ValueEnum)]
enum Order {
    /// Earliest first, what has no date last
    Date,
    /// Best match of the words first
    Relevance,
    /// Earliest dateline first
    Published,
    /// Most conflictual Goldstein value first
    Goldstein,
    /// Told by most independent origins first
    Witnesses,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    let asked = args.filter.filter(args.query.as_deref())?;
    let page = args.page.page();
    let format = Format::or_default(args.format);
    let mut out = output::stdout();
    let (rows, total, what) = if args.merged {
        let found = archive.find_acts(&asked, page)?;
        match format {
            Format::Json => output::json(&mut out, &found.rows)?,
            Format::Csv => output::csv(&mut out, &Act::COLUMNS, found.rows.iter().map(Act::row))?,
            Format::Table => {
                for act in &found.rows {
                    self::act(&mut out, act)?;
                }
            }
        }
        (found.rows.len(), found.total, "acts")
    } else {
        let found = archive.find_events(&asked, page)?;
        match format {
            Format::Json => output::json(&mut out, &found.rows)?,
            Format::Csv => events(&mut out, &found.rows)?,
            Format::Table => {
                for event in &found.rows {
                    self::event(&mut out, event)?;
                }
            }
        }
        (found.rows.len(), found.total, "events")
    };
    out.flush()?;
    match total {
        0 => filter::nothing(&archive, &asked, if args.merged { "act" } else { "event" })?,
        _ => output::shown(rows, page.offset, total, what),
    }
    Ok(Outcome::Done)
}

fn events(out: &mut impl Write, found: &[Found]) -> Result<()> {
    if found.is_empty() {
        return output::csv(out, &Found::COLUMNS, std::iter::empty::<Vec<String>>());
    }
    let mut rows = csv::Writer::from_writer(out);
    for event in found {
        rows.serialize(event)?;
    }
    rows.flush()?;
    Ok(())
}

/// Type, mode, and what a speech act is about.
pub(crate) fn kind(event_type: &str, mode: Option<&str>, of: Option<&str>) -> String {
    let mode = mode.map(|m| format!(" {m}")).unwrap_or_default();
    let of = of.map(|o| format!(" of {o}")).unwrap_or_default();
    format!("{event_type}{mode}{of}")
}

fn event(out: &mut impl Write, e: &Found) -> Result<()> {
    let or = |field: &Option<String>, none: &str| field.clone().unwrap_or_else(|| none.to_owned());
    let kind = kind(&e.event_type, e.mode.as_deref(), e.of.as_deref());
    let (date, source, target) = (or(&e.date, "no date"), or(&e.source, "?"), or(&e.target, "?"));
    let place = or(&e.place_name, e.place.as_deref().unwrap_or_default());
    let sure = e.confidence.map_or(String::new(), |c| format!("  {:.0} %", 100.0 * c));
    writeln!(out, "{}{sure}", format!("{date}  {kind}  {source} → {target}  {}  {place}", e.status).trim_end())?;
    let words = e.words.split_whitespace().collect::<Vec<_>>().join(" ");
    writeln!(out, "    [{words}]  {} {}–{}  {}", e.article, e.start, e.end, or(&e.title, ""))?;
    Ok(())
}

fn act(out: &mut impl Write, act: &Act) -> Result<()> {
    writeln!(out, "{}", headline(act))?;
    for telling in act.told_by.iter().filter(|t| t.fits).take(3) {
        let words = telling.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let (article, start, end) = (&telling.article, telling.start, telling.end);
        writeln!(out, "    [{words}]  {article} {start}–{end}  {}", telling.title.as_deref().unwrap_or_default())?;
    }
    let told = act.told_by.len();
    if told > 3 {
        writeln!(out, "    and {} more", told - act.told_by.iter().filter(|t| t.fits).take(3).count())?;
    }
    Ok(())
}

/// An act in one line.
pub(crate) fn headline(act: &Act) -> String {
    let who = |codes: &[String]| if codes.is_empty() { "?".to_owned() } else { codes.join(";") };
    let kind = kind(&act.event_type, act.mode.as_deref(), act.of.as_deref());
    let date = act.date.as_deref().unwrap_or("no date");
    let place = act.place_name.as_deref().or(act.place.as_deref()).map(|p| format!("  {p}")).unwrap_or_default();
    let status = if act.status == "actual" { String::new() } else { format!("  {}", act.status) };
    let told = match (act.witnesses, act.origins) {
        (1, _) => String::new(),
        (articles, 1) => format!("  told by {articles} of 1 origin"),
        (articles, origins) => format!("  told by {articles} of {origins} origins"),
    };
    let disputed: Vec<&str> = act.disputes.iter().map(|d| d.field.as_str()).collect();
    let disputed =
        if disputed.is_empty() { String::new() } else { format!("  they differ on {}", disputed.join(", ")) };
    format!("{date}  {kind}  {} → {}{status}{place}{told}{disputed}", who(&act.source), who(&act.target))
}
