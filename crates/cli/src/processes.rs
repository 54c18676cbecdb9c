use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anstream::eprintln;
use anyhow::{Context, Result};
use chancery::archive::Archive;
use chancery::dossier::{Party, Process, suggest, to_toml};

use crate::Outcome;

/// Arguments of `chancery processes`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery processes press.chancery
  chancery processes press.chancery --party UKR --format json
  chancery processes press.chancery --write processes.toml
  chancery dossier press.chancery rus_ukr

A process is a pair of actors that talk (offers, rounds, accords) and are in conflict (attacks, threats,
sanctions, accusations) in the archive's articles, with those between them. Written to a file, it can be
edited: docs/dossier.md explains the fields.")]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// Only those with this side: a code, or words of a name
    #[arg(long, value_name = "WHO")]
    party: Option<String>,

    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Write them to a TOML file for `chancery dossier ARCHIVE FILE:ID`; - for standard output
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,

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
    let mut found = suggest(&archive)?;
    if let Some(who) = &args.party {
        let wanted = Party::of(who);
        let has = |p: &Party| {
            p.codes.iter().any(|c| wanted.codes.iter().any(|w| c == w || c.split('-').next() == Some(w)))
                || wanted.is(None, Some(&p.name))
        };
        found.retain(|s| s.process.parties.iter().any(has));
    }
    found.truncate(args.limit.unwrap_or(usize::MAX));
    if found.is_empty() {
        eprintln!("no process was found; `chancery dossier ARCHIVE --party … --party …` takes sides that you name");
    }
    if let Some(file) = &args.write {
        let processes: Vec<Process> = found.into_iter().map(|s| s.process).collect();
        let text = to_toml(&processes)?;
        if file.as_os_str() == "-" {
            io::stdout().lock().write_all(text.as_bytes())?;
        } else {
            std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        }
        return Ok(Outcome::Done);
    }
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    let mut out = io::stdout().lock();
    for s in &found {
        match args.format.unwrap_or(default) {
            Format::Json => {
                serde_json::to_writer(&mut out, s)?;
                writeln!(out)?;
            }
            Format::Table => {
                let days = match (&s.first_day, &s.last_day) {
                    (Some(first), Some(last)) => format!("{first} to {last}"),
                    _ => "no dates".to_owned(),
                };
                let between: Vec<&str> = s.process.mediators.iter().map(|p| p.name.as_str()).collect();
                writeln!(
                    out,
                    "{:<16} {:<32} {days:<24} offers {:>3}  rounds {:>3}  accords {:>3}  conflict {:>4}{}{}",
                    s.process.id,
                    s.process.name,
                    s.offers,
                    s.rounds,
                    s.accords,
                    s.conflicts,
                    if between.is_empty() { "" } else { "  with " },
                    between.join(", ")
                )?;
            }
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
