use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use chancery::archive::Archive;
use chancery::export::{self, Format, Options};

use crate::Outcome;

/// Arguments of `chancery export`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// json, plover, polecat, icews, gdelt, csv, parquet, geojson, graphml, gexf, ftm, annotations,
    /// pax or ceasefires
    #[arg(long, short)]
    format: Format,

    /// File to write [default: standard output]; for csv and parquet also a folder of all tables
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,

    /// The one table that csv and parquet write to a file or standard output [default: events]
    #[arg(long, value_name = "NAME")]
    table: Option<String>,

    /// Leave out the articles' words; offsets, codes and the text's hash stay
    #[arg(long)]
    no_text: bool,
}

const EXAMPLES: &str = "\
Examples:
  chancery export press.chancery --format polecat > events.tsv
  chancery export press.chancery --format csv --out record/
  chancery export press.chancery --format csv --table invitations
  chancery export press.chancery --format graphml --out who-whom.graphml

With --out NAME, csv and parquet write the folder NAME with every table (csv with a Frictionless
datapackage.json), unless NAME ends in .csv or .parquet or --table is given.";

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    let options = Options { no_text: args.no_text, table: args.table.clone() };
    let is_file = |path: &Path| path.extension().is_some_and(|e| e == "csv" || e == "parquet");
    let mut sink: Box<dyn export::Sink> = match &args.out {
        Some(path) if args.format.is_folder() && args.table.is_none() && !is_file(path) => {
            export::open_folder(args.format, &options, path).with_context(|| path.display().to_string())?
        }
        Some(path) => {
            let file = File::create(path).with_context(|| path.display().to_string())?;
            export::open(args.format, &options, BufWriter::new(file))?
        }
        None => export::open(args.format, &options, BufWriter::new(io::stdout()))?,
    };
    for stored in archive.readings() {
        sink.reading(&stored?.reading)?;
    }
    sink.finish()?;
    Ok(Outcome::Done)
}
