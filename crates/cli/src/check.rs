use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;
use chancery::archive::Archive;
use chancery::pipeline;

use crate::{Outcome, open, progress};

/// Arguments of `chancery check`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery check press.chancery
  chancery check press.chancery --json | jq .problems
  chancery check press.chancery --repair

A check reads only: it works on archives that cannot be written, and beside one who writes.
Exit status: 0 the archive is whole; 1 something is wrong; 2 it cannot be opened.")]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// Print the report as JSON
    #[arg(long)]
    json: bool,

    /// Make flat rows, full text and stories anew from the readings and corrections, then check
    #[arg(long)]
    repair: bool,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    if args.repair {
        let mut archive = open::writable(&args.archive)?;
        let bar = progress::articles(archive.len()?);
        archive.repair(|| bar.inc(1))?;
        pipeline::settle(&mut archive)?;
        bar.finish_and_clear();
    }
    let archive = Archive::open_readonly(&args.archive)?;
    let bar = progress::articles(archive.len()?);
    let report = archive.check(|| bar.inc(1))?;
    bar.finish_and_clear();
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    } else {
        for (table, rows) in &report.rows {
            writeln!(out, "{table:<16}{rows:>10}")?;
        }
        let mut hints = Vec::new();
        for problem in &report.problems {
            let article = problem.article.as_deref().map(|a| format!(" {a}:")).unwrap_or_default();
            writeln!(out, "{}:{article} {}", problem.check, problem.message)?;
            if !hints.contains(&problem.hint()) {
                hints.push(problem.hint());
            }
        }
        for hint in hints {
            writeln!(out, "to do: {hint}")?;
        }
        for note in &report.notes {
            writeln!(out, "note: {note}")?;
        }
        match report.problems.len() {
            0 => writeln!(out, "the archive is whole")?,
            n => writeln!(out, "{n} problems")?,
        }
    }
    Ok(if report.is_whole() { Outcome::Done } else { Outcome::Partly })
}
