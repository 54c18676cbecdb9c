use std::collections::BTreeMap;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{Result, ensure};
use chancery::archive::{Archive, ArchiveError, Change, Compared, Difference, Version, version_parts};

use crate::Outcome;

/// Arguments of `chancery diff`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// Another archive: compare the articles that both have
    other: Option<PathBuf>,

    /// Readings by this version [default: each article's latest that is not that of --to]
    #[arg(long, value_name = "VERSION", conflicts_with = "other")]
    from: Option<String>,

    /// Readings by this version [default: each article's current one]
    #[arg(long, value_name = "VERSION", conflicts_with = "other")]
    to: Option<String>,

    /// List what made the readings of the archive, and compare nothing
    #[arg(long)]
    versions: bool,

    /// With corrections applied, when two archives are compared
    #[arg(long, requires = "other")]
    corrected: bool,

    /// One layer alone (events, quotations, actors, times, places…)
    #[arg(long, value_name = "LAYER")]
    layer: Option<String>,

    /// Form of the output [default: table on a terminal, else json]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
}

const EXAMPLES: &str = "\
Examples:
  chancery diff press.chancery
  chancery diff press.chancery --versions
  chancery diff press.chancery --from c0123456789 --to c9876543210 --format csv > changes.csv
  chancery diff before.chancery after.chancery --layer events

json and csv give one line a difference: an item added or removed, or one field of an item with its old
and new value, the words, and the rules behind the item in both readings. The table is a summary.
Exit status, as for diff(1): 0 no differences; 1 differences; 2 trouble.";

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A summary for people
    Table,
    /// An object a line
    Json,
    /// Comma-separated values with a header
    Csv,
}

const COLUMNS: [&str; 15] = [
    "article", "layer", "change", "item", "type", "start", "end", "words", "field", "old", "new", "rule_old",
    "rule_new", "from", "to",
];

/// Where differences go.
enum Sink<W: Write> {
    Table,
    Json(W),
    Csv(Box<csv::Writer<W>>),
}

/// Counts for the summary.
#[derive(Default)]
struct Counts {
    /// Layer to items added, removed, changed.
    layers: BTreeMap<&'static str, [u64; 3]>,
    /// Layer and field to changes, with one of them.
    fields: BTreeMap<(&'static str, String), (u64, String)>,
    /// Rule to items that came, went, or changed with it.
    rules: BTreeMap<String, [u64; 3]>,
    /// The item that was counted last, so that its fields count once.
    last: Option<(String, &'static str, Option<u32>, Option<String>)>,
    all: u64,
}

#[derive(Debug)]
enum Trouble {
    Archive(ArchiveError),
    Output(anyhow::Error),
}

impl From<ArchiveError> for Trouble {
    fn from(error: ArchiveError) -> Self {
        Trouble::Archive(error)
    }
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    if args.versions {
        return versions(args, &archive);
    }
    let other = args.other.as_deref().map(Archive::open_readonly).transpose()?;
    if let Some(layer) = &args.layer {
        ensure!(
            LAYERS.contains(&layer.as_str()),
            "there is no layer '{layer}' to compare; there are {}",
            LAYERS.join(", ")
        );
    }
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    let out = BufWriter::new(io::stdout().lock());
    let mut sink = match args.format.unwrap_or(default) {
        Format::Table => Sink::Table,
        Format::Json => Sink::Json(out),
        Format::Csv => {
            let mut rows = csv::Writer::from_writer(out);
            rows.write_record(COLUMNS)?;
            Sink::Csv(Box::new(rows))
        }
    };
    let mut counts = Counts::default();
    let each = |difference: Difference| {
        if args.layer.as_deref().is_some_and(|layer| layer != difference.layer) {
            return Ok(());
        }
        counts.take(&difference);
        sink.write(&difference).map_err(Trouble::Output)
    };
    let compared = match &other {
        Some(other) => archive.diff_with(other, args.corrected, each),
        None => archive.diff(args.from.as_deref(), args.to.as_deref(), each),
    };
    let compared = compared.map_err(|trouble| match trouble {
        Trouble::Archive(error) => error.into(),
        Trouble::Output(error) => error,
    })?;
    match sink {
        Sink::Table => {
            let mut known = archive.versions()?;
            known.extend(other.as_ref().map(Archive::versions).transpose()?.unwrap_or_default());
            counts.print(&compared, &known)?;
        }
        Sink::Json(mut out) => out.flush()?,
        Sink::Csv(mut rows) => rows.flush()?,
    }
    let differ = counts.all > 0 || compared.only != (0, 0);
    Ok(if differ { Outcome::Partly } else { Outcome::Done })
}

const LAYERS: [&str; 13] = [
    "article",
    "actors",
    "events",
    "quotations",
    "times",
    "places",
    "relations",
    "stances",
    "claims",
    "offers",
    "accords",
    "leverage",
    "rounds",
];

impl<W: Write> Sink<W> {
    fn write(&mut self, difference: &Difference) -> Result<()> {
        match self {
            Sink::Table => {}
            Sink::Json(out) => {
                serde_json::to_writer(&mut *out, difference)?;
                writeln!(out)?;
            }
            Sink::Csv(rows) => {
                let line = serde_json::to_value(difference)?;
                rows.write_record(COLUMNS.map(|name| plain(&line[name])))?;
            }
        }
        Ok(())
    }
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(all) if all.iter().all(|v| v.is_string()) => {
            all.iter().map(plain).collect::<Vec<_>>().join(";")
        }
        other => other.to_string(),
    }
}

fn short(value: Option<&serde_json::Value>) -> String {
    let text = value.map_or(String::new(), plain).replace('\n', " ");
    match text.char_indices().nth(40) {
        _ if text.is_empty() => "–".to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl Counts {
    fn take(&mut self, difference: &Difference) {
        self.all += 1;
        let at = match difference.change {
            Change::Added => 0,
            Change::Removed => 1,
            Change::Changed => 2,
        };
        let item = (difference.article.clone(), difference.layer, difference.start, difference.item.clone());
        let again = at == 2 && self.last.as_ref() == Some(&item);
        if !again {
            self.layers.entry(difference.layer).or_default()[at] += 1;
            let rules = [&difference.rule_new, &difference.rule_old];
            let mut rules: Vec<&String> = rules.into_iter().flatten().collect();
            rules.dedup();
            for rule in rules {
                self.rules.entry(rule.clone()).or_default()[at] += 1;
            }
        }
        self.last = Some(item).filter(|_| at == 2);
        if let Some(field) = &difference.field {
            let words = difference.words.as_deref().map(|w| format!("“{}” ", w.replace('\n', " "))).unwrap_or_default();
            let entry = self.fields.entry((difference.layer, field.clone())).or_insert_with(|| {
                let (old, new) = (short(difference.old.as_ref()), short(difference.new.as_ref()));
                (0, format!("{words}{old} → {new}"))
            });
            entry.0 += 1;
        }
    }

    fn print(&self, compared: &Compared, known: &[Version]) -> Result<()> {
        let mut out = BufWriter::new(io::stdout().lock());
        for ((from, to), articles) in &compared.versions {
            let find = |id: &str| known.iter().find(|v| v.id == id);
            let what = match (find(from), find(to)) {
                (Some(old), Some(new)) => match version_parts(&old.coded_by, &new.coded_by) {
                    parts if parts.is_empty() => "the same versions".to_owned(),
                    parts => format!("other {}", parts.join(", ")),
                },
                _ => String::new(),
            };
            writeln!(out, "{from} → {to}  {articles} articles  {what}")?;
        }
        writeln!(out, "{} articles compared, {} differ", compared.articles, compared.differ)?;
        if compared.only != (0, 0) {
            let (first, second) = compared.only;
            writeln!(out, "{first} articles in the first archive alone, {second} in the second alone")?;
        }
        if self.all == 0 {
            writeln!(out, "no differences in what was compared")?;
            out.flush()?;
            return Ok(());
        }
        writeln!(out, "\n{:<12}{:>9}{:>9}{:>9}", "layer", "added", "removed", "changed")?;
        for (layer, [added, removed, changed]) in &self.layers {
            writeln!(out, "{layer:<12}{added:>9}{removed:>9}{changed:>9}")?;
        }
        writeln!(out, "\n{:<12}{:<18}{:>9}  first of them", "layer", "field", "changes")?;
        for ((layer, field), (count, example)) in &self.fields {
            writeln!(out, "{layer:<12}{field:<18}{count:>9}  {example}")?;
        }
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(name, n)| (std::cmp::Reverse(n.iter().sum::<u64>()), (*name).clone()));
        if !rules.is_empty() {
            writeln!(out, "\n{:<36}{:>9}{:>9}{:>9}", "rule (most first)", "added", "removed", "changed")?;
        }
        for (rule, [added, removed, changed]) in rules.into_iter().take(15) {
            writeln!(out, "{rule:<36}{added:>9}{removed:>9}{changed:>9}")?;
        }
        out.flush()?;
        Ok(())
    }
}

fn versions(args: &Args, archive: &Archive) -> Result<Outcome> {
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    let mut out = BufWriter::new(io::stdout().lock());
    let all = archive.versions()?;
    match args.format.unwrap_or(default) {
        Format::Json => {
            for version in &all {
                serde_json::to_writer(&mut out, version)?;
                writeln!(out)?;
            }
        }
        Format::Table | Format::Csv => {
            let comma = args.format == Some(Format::Csv);
            let head = ["id", "program", "models", "lexicons", "world", "readings", "current"];
            let row = |cells: [&str; 7]| {
                if comma { cells.join(",") } else { cells.map(|c| format!("{c:<18}")).concat().trim_end().to_owned() }
            };
            writeln!(out, "{}", row(head))?;
            for Version { id, coded_by, readings, current } in &all {
                let (readings, current) = (readings.to_string(), current.to_string());
                let by = coded_by;
                writeln!(out, "{}", row([id, &by.program, &by.models, &by.lexicons, &by.world, &readings, &current]))?;
            }
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
