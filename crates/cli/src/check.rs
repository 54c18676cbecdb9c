use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;
use chancery::archive::Archive;

use crate::Outcome;

/// Arguments of `chancery check`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery check press.chancery
  chancery check press.chancery --json | jq .problems

Exit status: 0 the archive is whole; 1 something is wrong; 2 it cannot be opened.")]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    // The full-text index is compared only where the archive can be written.
    let archive = match Archive::open(&args.archive) {
        Err(error) if error.is_read_only() => Archive::open_readonly(&args.archive)?,
        outcome => outcome?,
    };
    let report = archive.check(|| {})?;
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    } else {
        for (table, rows) in &report.rows {
            writeln!(out, "{table:<16}{rows:>10}")?;
        }
        for problem in &report.problems {
            let article = problem.article.as_deref().map(|a| format!(" {a}:")).unwrap_or_default();
            writeln!(out, "{}:{article} {}", problem.check, problem.message)?;
        }
        match report.problems.len() {
            0 => writeln!(out, "the archive is whole")?,
            n => writeln!(out, "{n} problems")?,
        }
    }
    Ok(if report.is_whole() { Outcome::Done } else { Outcome::Partly })
}
