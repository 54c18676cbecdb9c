use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Result;
use chancery::archive::{Archive, Conflict, Correction, Wanted};

use crate::Outcome;

/// Arguments of `chancery corrections`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// Those alone that do not fit the current reading any more, and why
    #[arg(long)]
    conflicts: bool,

    /// Those that were undone too
    #[arg(long, conflicts_with = "conflicts")]
    undone: bool,

    /// Of one article: its id in the archive, or in its source
    #[arg(long)]
    article: Option<String>,

    /// Of one item
    #[arg(long)]
    item: Option<String>,

    /// By one person
    #[arg(long, value_name = "AUTHOR")]
    by: Option<String>,

    /// Form of the output [default: table on a terminal, else json]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
}

const EXAMPLES: &str = "\
Examples:
  chancery corrections press.chancery
  chancery corrections press.chancery --by 'B. Coder' --undone --format csv > decisions.csv
  chancery corrections press.chancery --conflicts

A conflict is resolved by undoing the correction (`chancery correct ARCHIVE --undo NUMBER`), or by
making it again for the item that it means now (`--reapply NUMBER --to ITEM`).
Exit status: 0; with --conflicts 1 when there are some.";

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// An object a line
    Json,
    /// Comma-separated values with a header
    Csv,
}

const COLUMNS: [&str; 19] = [
    "id",
    "article",
    "layer",
    "action",
    "item",
    "type",
    "start",
    "end",
    "words",
    "field",
    "old",
    "new",
    "note",
    "author",
    "at",
    "undone_by",
    "undone_at",
    "replaced_by",
    "conflict",
];

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    let wanted =
        Wanted { article: args.article.clone(), item: args.item.clone(), author: args.by.clone(), undone: args.undone };
    let conflicts = archive.conflicts()?;
    let all = archive.corrections(&wanted)?;
    let of = |id: i64| conflicts.iter().find(|c| c.correction.id == id);
    let shown: Vec<(&Correction, Option<&Conflict>)> =
        all.iter().map(|c| (c, of(c.id))).filter(|(_, conflict)| !args.conflicts || conflict.is_some()).collect();
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format.unwrap_or(default) {
        Format::Json => {
            for (correction, conflict) in &shown {
                let mut line = serde_json::to_value(correction)?;
                line["conflict"] = conflict.map(|c| c.reason.clone()).into();
                serde_json::to_writer(&mut out, &line)?;
                writeln!(out)?;
            }
        }
        Format::Csv => {
            let mut rows = csv::Writer::from_writer(&mut out);
            rows.write_record(COLUMNS)?;
            for (correction, conflict) in &shown {
                let mut line = serde_json::to_value(correction)?;
                line["conflict"] = conflict.map(|c| c.reason.clone()).into();
                rows.write_record(COLUMNS.map(|name| match &line[name] {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                }))?;
            }
            rows.flush()?;
        }
        Format::Table => {
            for (correction, conflict) in &shown {
                table(&mut out, correction, conflict.map(|c| c.reason.as_str()))?;
            }
            let undone = all.iter().filter(|c| c.undone_at.is_some()).count();
            match (args.conflicts, shown.len()) {
                (true, 0) => writeln!(out, "no conflicts")?,
                (true, n) => writeln!(out, "{n} that do not fit")?,
                (false, n) => {
                    writeln!(out, "{n} corrections, {undone} of them undone, {} do not fit", conflicts.len())?
                }
            }
        }
    }
    out.flush()?;
    Ok(if args.conflicts && !shown.is_empty() { Outcome::Partly } else { Outcome::Done })
}

fn table(out: &mut impl Write, correction: &Correction, conflict: Option<&str>) -> io::Result<()> {
    let article = correction.article.as_deref().map(|a| format!("{a}/")).unwrap_or_default();
    let kind = correction.kind.as_deref().unwrap_or(correction.layer.as_str());
    let words = correction.words.as_deref().map(|w| format!(" “{}”", w.replace('\n', " "))).unwrap_or_default();
    writeln!(out, "{:>6}  {}  {article}{}  {kind}{words}", correction.id, correction.at, correction.item)?;
    writeln!(out, "        {}: {}", correction.author, correction.brief())?;
    if let Some(note) = &correction.note {
        writeln!(out, "        {note}")?;
    }
    if let (Some(by), Some(at)) = (&correction.undone_by, &correction.undone_at) {
        let note = correction.undone_note.as_deref().map(|n| format!(": {n}")).unwrap_or_default();
        let next = correction.replaced_by.map(|n| format!(", replaced by {n}")).unwrap_or_default();
        writeln!(out, "        undone by {by}, {at}{next}{note}")?;
    }
    if let Some(reason) = conflict {
        writeln!(out, "        does not fit: {reason}")?;
        writeln!(out, "        drop it with --undo {0}, or make it again with --reapply {0} --to ITEM", correction.id)?;
    }
    Ok(())
}
