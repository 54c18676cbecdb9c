use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Result;
use chancery::archive::Archive;

use crate::Outcome;

/// Arguments of `chancery errors`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery errors press.chancery
  chancery errors press.chancery --format csv > errors.csv")]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

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
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let errors = Archive::open_readonly(&args.archive)?.errors()?;
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format.unwrap_or(default) {
        Format::Json => {
            for error in &errors {
                serde_json::to_writer(&mut out, error)?;
                writeln!(out)?;
            }
        }
        Format::Csv => {
            let mut rows = csv::Writer::from_writer(&mut out);
            if errors.is_empty() {
                rows.write_record(["file", "place", "message", "hint", "kind"])?;
            }
            for error in &errors {
                rows.serialize(error)?;
            }
            rows.flush()?;
        }
        Format::Table => {
            for error in &errors {
                let place = if error.place.is_empty() { String::new() } else { format!(":{}", error.place) };
                writeln!(out, "{}{place}: {}", error.file, error.message)?;
                if let Some(hint) = &error.hint {
                    writeln!(out, "    {hint}")?;
                }
            }
            match errors.len() {
                0 => writeln!(out, "nothing that could not be read")?,
                n => writeln!(out, "{n} could not be read")?,
            }
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
