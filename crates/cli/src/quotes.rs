use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anstream::eprintln;
use anyhow::Result;
use chancery::archive::Archive;
use chancery::record::Edtf;

use crate::Outcome;

/// Arguments of `chancery quotes`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery quotes press.chancery --speaker 'Wang Wenbin'
  chancery quotes press.chancery --speaker CHN --about pressure --since 2022 --format json")]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// Who speaks: a code, a country's code, or words of a name
    #[arg(long, value_name = "WHO")]
    speaker: String,

    /// Words in the quotation, accents and case aside
    #[arg(long, value_name = "WORDS")]
    about: Option<String>,

    /// Said on or after this date (EDTF)
    #[arg(long, value_name = "DATE")]
    since: Option<Edtf>,

    /// Form of the output [default: table on a terminal, else json]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// An object a line
    Json,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    let found = archive.quotes(&args.speaker, args.about.as_deref(), args.since.as_ref())?;
    if found.is_empty() {
        eprintln!("no quotation fits");
    }
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    let mut out = BufWriter::new(io::stdout().lock());
    for q in &found {
        match args.format.unwrap_or(default) {
            Format::Json => {
                serde_json::to_writer(&mut out, q)?;
                writeln!(out)?;
            }
            Format::Table => {
                let (date, who) = (q.date.as_deref().unwrap_or("no date"), q.speaker.as_deref().unwrap_or("?"));
                writeln!(out, "{date}  {who}  {} {}", q.kind, q.channel.as_deref().unwrap_or(""))?;
                writeln!(out, "    “{}”  {} {}–{}", q.words, q.article, q.start, q.end)?;
            }
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
