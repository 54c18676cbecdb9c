use std::io::{self, BufWriter, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use anyhow::Result;
use chancery::export::{self, Options, Sink};
use chancery::pipeline;
use chancery::reader::Reader;
use chancery::record::{Reading, Syntax, Unit};
use chancery::source::{Piece, SourceError, Sourced};
use indicatif::{ProgressBar, ProgressStyle};

use crate::input::{Data, Sources};
use crate::{Outcome, report, screen};

/// Arguments of `chancery read`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    sources: Sources,

    #[command(flatten)]
    data: Data,

    /// table (for people), json (a reading a line), conllu (trees with names), or a format of
    /// `chancery export`: plover, polecat, icews, gdelt, csv, parquet, geojson, graphml, gexf, ftm,
    /// annotations, pax, ceasefires [default: table on a terminal, else json]
    #[arg(long, short, value_parser = format)]
    format: Option<Format>,

    /// The table that csv and parquet write [default: events]
    #[arg(long, value_name = "NAME")]
    table: Option<String>,

    /// Leave out the articles' text; offsets, codes and the text's hash stay
    #[arg(long)]
    no_text: bool,

    /// Articles read at the same time [default: one a processor]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

const EXAMPLES: &str = "\
Examples:
  chancery read dispatch.txt --date 2025-03-05
  chancery read archive/ --format json > readings.jsonl
  chancery read page.html crawl.warc.gz export-factiva.rtf feed.xml
  chancery read table.csv --columns title=Titre,text=Texte,date=Jour
  chancery read press.zip:may.jsonl:3
  curl -s https://example.org/feed.xml | chancery read - --format plover --no-text
  chancery read dispatch.txt --with my-lexicons/

A text may open with a short header of Title:, Date:, Lang:, Id:, Source: or Url: lines and an
empty line. A JSON line holds id, lang, title, date, source, url and text. Formats and what is taken
from them: docs/formats.md.";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    /// For people: events with their words, quotations, actors, times, places
    Table,
    /// A reading a line, offsets in Unicode code points
    Json,
    /// Trees with names
    Conllu,
    /// As `chancery export` writes it
    Export(export::Format),
}

fn format(word: &str) -> Result<Format, String> {
    match word.to_lowercase().as_str() {
        "table" => Ok(Format::Table),
        "json" => Ok(Format::Json),
        "conllu" => Ok(Format::Conllu),
        _ => crate::export::format(word).map(Format::Export).map_err(|e| format!("{e}, table and conllu")),
    }
}

/// What became of one input.
enum Done {
    Read { bytes: Vec<u8>, warnings: Vec<String> },
    Reading { reading: Box<Reading>, warnings: Vec<String> },
    Failed(SourceError),
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let reader = args.data.reader()?;
    let on_terminal = io::stdout().is_terminal();
    let format = args.format.unwrap_or(if on_terminal { Format::Table } else { Format::Json });
    let jobs = match args.jobs {
        Some(jobs) => jobs.get(),
        None => std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
    };
    let width = if on_terminal { textwrap::termwidth().clamp(40, 120) } else { 100 };
    let bar = progress(on_terminal);
    let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout()));
    let mut sink: Option<Box<dyn Sink>> = match format {
        Format::Export(format) => {
            let options = Options { no_text: args.no_text, table: args.table.clone() };
            Some(export::open(format, &options, BufWriter::new(io::stdout()))?)
        }
        _ => None,
    };
    let mut failed = false;
    // Pages are taken apart here, on every thread, and not where files are read.
    let work = |piece: Piece| match piece.finish() {
        // Caught here and not by the pipeline alone, so that the article can be named.
        Ok(sourced) => {
            catch_unwind(AssertUnwindSafe(|| one(&reader, args, &sourced, format, width))).unwrap_or_else(|_| {
                let message = format!("a fault of the program in '{}'; the article was left out", sourced.article.id);
                Done::Failed(
                    SourceError::new(&sourced.origin, message)
                        .hint("please report it with the article, or with the words around which it happens"),
                )
            })
        }
        Err(error) => Done::Failed(error),
    };
    pipeline::ordered(args.sources.open().pieces(), jobs, work, |done| -> io::Result<()> {
        match done {
            Ok(Done::Read { bytes, warnings }) => {
                bar.suspend(|| warnings.iter().for_each(|w| report::warning(w)));
                bar.inc(1);
                out.write_all(&bytes)
            }
            Ok(Done::Reading { reading, warnings }) => {
                bar.suspend(|| warnings.iter().for_each(|w| report::warning(w)));
                bar.inc(1);
                sink.as_mut().map_or(Ok(()), |sink| sink.reading(&reading))
            }
            Ok(Done::Failed(error)) if error.left_out => {
                bar.suspend(|| report::warning(&error.to_string()));
                Ok(())
            }
            Ok(Done::Failed(error)) => {
                failed = true;
                bar.suspend(|| report::unread(&error));
                Ok(())
            }
            Err(panicked) => {
                failed = true;
                bar.suspend(|| {
                    report::warning(&format!("an article was left out, a fault of the program: {}", panicked.0))
                });
                Ok(())
            }
        }
    })?;
    out.flush()?;
    sink.as_mut().map_or(Ok(()), |sink| sink.finish())?;
    bar.finish_and_clear();
    Ok(if failed { Outcome::Partly } else { Outcome::Done })
}

/// Shown while output goes to a file and somebody watches.
fn progress(output_on_terminal: bool) -> ProgressBar {
    if output_on_terminal || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} articles read, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn one(reader: &Reader, args: &Args, sourced: &Sourced, format: Format, width: usize) -> Done {
    let article = &sourced.article;
    let mut warnings: Vec<String> = sourced.notes.iter().map(|n| format!("{}: {n}", sourced.origin)).collect();
    let (mut reading, syntax) = match args.data.trees(reader, article) {
        Ok(syntax) => (reader.read_trees(article, &syntax), syntax),
        Err(why) => (reader.unread(article, why), Syntax::default()),
    };
    warnings.extend(reading.notes.iter().map(|n| format!("{}: {n}", sourced.origin)));
    reading.notes.splice(0..0, sourced.notes.iter().cloned());
    if matches!(format, Format::Export(_)) {
        let reading = Box::new(reading.in_unit(&article.text, Unit::CodePoints));
        return Done::Reading { reading, warnings };
    }
    let bytes = match render(reading, &syntax, &article.text, format, args.no_text, width) {
        Ok(bytes) => bytes,
        Err(error) => {
            warnings.push(format!("{}: {error}", sourced.origin));
            Vec::new()
        }
    };
    Done::Read { bytes, warnings }
}

fn render(
    mut reading: Reading,
    syntax: &Syntax,
    text: &str,
    format: Format,
    no_text: bool,
    width: usize,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match format {
        Format::Table => bytes = screen::reading(&reading, syntax, text, width).into_bytes(),
        Format::Json => {
            if no_text {
                reading.text = None;
            }
            serde_json::to_writer(&mut bytes, &reading.in_unit(text, Unit::CodePoints))?;
            bytes.push(b'\n');
        }
        Format::Conllu => bytes = chancery::language::conllu::write(text, syntax, Some(&reading.id)).into_bytes(),
        // Written by a sink, in the order of the articles.
        Format::Export(_) => {}
    }
    Ok(bytes)
}
