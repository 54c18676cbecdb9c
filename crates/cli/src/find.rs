use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anstream::eprintln;
use anyhow::Result;
use chancery::archive::{Archive, Events, Found, Sort};
use chancery::record::{Edtf, EventType, Status};

use crate::Outcome;

/// Arguments of `chancery find`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// Words of the article, accents and case aside; "…" is a phrase, word* a beginning
    query: Option<String>,

    /// Who takes part, in any role: a code, a country's code, or words of a name
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,

    /// Who acts
    #[arg(long, value_name = "WHO")]
    source: Option<String>,

    /// On whom
    #[arg(long, value_name = "WHO")]
    target: Option<String>,

    /// PLOVER event type; `chancery codebook` lists them
    #[arg(long = "type", value_name = "TYPE", value_parser = event_type)]
    event_type: Option<EventType>,

    /// PLOVER mode
    #[arg(long)]
    mode: Option<String>,

    /// actual, future, hypothetical or negated
    #[arg(long, value_parser = status)]
    status: Option<Status>,

    /// Country (ISO 3166-1 alpha-3) or words of a place's name
    #[arg(long)]
    place: Option<String>,

    /// Not over before this date (EDTF)
    #[arg(long, value_name = "DATE")]
    from: Option<Edtf>,

    /// Not begun after this date (EDTF)
    #[arg(long, value_name = "DATE")]
    to: Option<Edtf>,

    /// Who is quoted in the article
    #[arg(long, value_name = "WHO")]
    speaker: Option<String>,

    /// Language of the article
    #[arg(long)]
    lang: Option<String>,

    /// Order of the events
    #[arg(long, value_enum, default_value = "date")]
    sort: Order,

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

const EXAMPLES: &str = "\
Examples:
  chancery find press.chancery --type SANCTION --from 2022
  chancery find press.chancery 'sanctions' --source CAN --sort relevance
  chancery find press.chancery --actor MMR --format csv > events.csv

Each line names the article and the code points (start, end) of its words.";

#[derive(Clone, Copy, clap::ValueEnum)]
enum Order {
    Date,
    Relevance,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// An object a line
    Json,
    /// Comma-separated values with a header
    Csv,
}

fn event_type(word: &str) -> Result<EventType, String> {
    word.to_uppercase().parse().map_err(|_| "no PLOVER type; `chancery codebook` lists them".to_owned())
}

fn status(word: &str) -> Result<Status, String> {
    word.to_lowercase().parse().map_err(|_| "give actual, future, hypothetical or negated".to_owned())
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let found = Archive::open_readonly(&args.archive)?.find_events(&Events {
        query: args.query.clone(),
        actor: args.actor.clone(),
        source: args.source.clone(),
        target: args.target.clone(),
        event_type: args.event_type,
        mode: args.mode.clone(),
        status: args.status,
        place: args.place.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        speaker: args.speaker.clone(),
        lang: args.lang.clone(),
        sort: match args.sort {
            Order::Date => Sort::Date,
            Order::Relevance => Sort::Relevance,
        },
        limit: args.limit,
        offset: args.offset,
    })?;
    if found.is_empty() {
        eprintln!("no event fits");
    }
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format.unwrap_or(default) {
        Format::Json => {
            for event in &found {
                serde_json::to_writer(&mut out, event)?;
                writeln!(out)?;
            }
        }
        Format::Csv => {
            let mut rows = csv::Writer::from_writer(&mut out);
            if found.is_empty() {
                rows.write_record(Found::COLUMNS)?;
            }
            for event in &found {
                rows.serialize(event)?;
            }
            rows.flush()?;
        }
        Format::Table => {
            for e in &found {
                let or = |field: &Option<String>, none: &str| field.clone().unwrap_or_else(|| none.to_owned());
                let kind = e.mode.as_ref().map_or(e.event_type.clone(), |m| format!("{} {m}", e.event_type));
                let (date, source, target) = (or(&e.date, "no date"), or(&e.source, "?"), or(&e.target, "?"));
                writeln!(out, "{date}  {kind}  {source} → {target}  {}  {}", e.status, or(&e.place_name, ""))?;
                writeln!(out, "    [{}]  {} {}–{}  {}", e.words, e.article, e.start, e.end, or(&e.title, ""))?;
            }
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
