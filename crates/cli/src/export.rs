use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use chancery::archive::Archive;
use chancery::export::{self, Format, Options};

use crate::Outcome;
use crate::filter::{self, FilterArgs};

/// Arguments of `chancery export`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// json, plover, polecat, icews, gdelt, csv, parquet, geojson, graphml, gexf, ftm, annotations,
    /// pax or ceasefires
    #[arg(long, short, value_parser = format)]
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

    #[command(flatten)]
    filter: FilterArgs,
}

const EXAMPLES: &str = "\
Examples:
  chancery export press.chancery --format polecat > events.tsv
  chancery export press.chancery --format csv --out record/
  chancery export press.chancery --format csv --table invitations
  chancery export press.chancery --format graphml --out who-whom.graphml
  chancery export press.chancery --format polecat --actor SDN --from 2023-04 --lang fr > sudan.tsv

With a filter, readings are written in which an event or a quotation fits, with those events and quotations
that do. Actors, places, times, relations, stances and claims stay: the rest hangs on them. Offers, accords,
leverage and rounds stay with their event; one that is no event's stays when its date fits, unless acts are
asked for (--type, --actor, --place…). Readings come in the order of their articles' identifiers.

With --out NAME, csv and parquet write the folder NAME with every table (csv with a Frictionless
datapackage.json), unless NAME ends in .csv or .parquet or --table is given.";

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    let asked = args.filter.filter(None)?;
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
    if asked.is_empty() {
        for stored in archive.readings() {
            sink.reading(&stored?.reading)?;
        }
    } else {
        let selection = archive.select(&asked)?;
        if selection.is_empty() {
            filter::nothing(&archive, &asked, "event or quotation")?;
        }
        for stored in selection {
            sink.reading(&stored?.reading)?;
        }
    }
    sink.finish()?;
    Ok(Outcome::Done)
}

/// A format by its name; others are told, and the nearest.
pub(crate) fn format(word: &str) -> Result<Format, String> {
    let known: Vec<&str> = Format::ALL.iter().map(|f| f.as_str()).collect();
    word.to_lowercase()
        .parse()
        .map_err(|_| format!("no format{} (there are {})", filter::like(word, known.iter().copied()), known.join(", ")))
}
