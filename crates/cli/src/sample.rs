use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anstream::eprintln;
use anyhow::{Context as _, Result, bail, ensure};
use chancery::archive::{Archive, Strata};
use chancery::evaluation::{Judged, Share, stratified, wilson};

use crate::Outcome;
use crate::filter::{self, FilterArgs};
use crate::output::{self, Format};

/// Arguments of `chancery sample`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery sample press.chancery --by type,lang --size 200 --seed 7 > sheet.csv
  chancery sample press.chancery --by outlet --actor SDN --size 100 --proportional > sheet.csv
  chancery sample --score sheet.csv

The sheet has a row an event, with its words in their context, what was read, and empty columns: type_ok,
source_ok, target_ok, status_ok, date_ok, place_ok (y or n, empty for not judged) and note. --score gives the
share of y in each column and stratum with Wilson's 95 % interval, over all judged rows, and weighted by the
strata's sizes; `triple` is right where type, source and target are. Seed and archive give the same sheet on
every machine.")]
pub(crate) struct Args {
    /// The archive
    #[arg(required_unless_present = "score")]
    archive: Option<PathBuf>,

    /// What the strata are: type, quad, status, lang, outlet, month, year (of the article's dateline)
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "type", value_parser = strata)]
    by: Vec<Strata>,

    /// How many events
    #[arg(long, value_name = "N", default_value = "100")]
    size: u64,

    /// Another seed, another draw
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,

    /// From each stratum in proportion to its size, not the same from each
    #[arg(long)]
    proportional: bool,

    /// Score a filled sheet
    #[arg(long, value_name = "SHEET", conflicts_with = "archive")]
    score: Option<PathBuf>,

    /// Form of the scores [default: table on a terminal, else json]
    #[arg(long, short, value_enum, requires = "score")]
    format: Option<Format>,

    #[command(flatten)]
    filter: FilterArgs,
}

const STRATA: [(&str, Strata); 7] = [
    ("type", Strata::Type),
    ("quad", Strata::Quad),
    ("status", Strata::Status),
    ("lang", Strata::Lang),
    ("outlet", Strata::Outlet),
    ("month", Strata::Month),
    ("year", Strata::Year),
];

fn strata(word: &str) -> Result<Strata, String> {
    let known = STRATA.map(|(word, _)| word);
    let found = STRATA.iter().find(|(known, _)| *known == word);
    found
        .map(|(_, strata)| *strata)
        .ok_or_else(|| format!("no strata{} (there are {})", filter::like(word, known), known.join(", ")))
}

/// Columns that a coder fills.
const JUDGED: [&str; 6] = ["type_ok", "source_ok", "target_ok", "status_ok", "date_ok", "place_ok"];

/// What a row must have right to be a right triple.
const TRIPLE: [&str; 3] = ["type_ok", "source_ok", "target_ok"];

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    match (&args.score, &args.archive) {
        (Some(sheet), _) => score(sheet, Format::or_default(args.format)),
        (None, Some(archive)) => draw(args, archive),
        (None, None) => bail!("name an archive to draw from, or a sheet to score (--score SHEET.csv)"),
    }
}

fn draw(args: &Args, archive: &Path) -> Result<Outcome> {
    let archive = Archive::open_readonly(archive)?;
    let asked = args.filter.filter(None)?;
    let drawn = archive.sample(&asked, &args.by, args.size, args.seed, args.proportional)?;
    let mut header = vec!["stratum", "stratum_size", "stratum_drawn", "before", "words", "after"];
    header.extend(["type", "mode", "of", "status", "date", "source", "target", "place", "place_name"]);
    header.extend(JUDGED);
    header.extend(["note", "lang", "published", "outlet", "title", "article", "event", "start", "end"]);
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let rows = drawn.rows.iter().map(|row| {
        let (stratum, e) = (&drawn.strata[row.stratum], &row.event);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let mut cells = vec![stratum.name.clone(), stratum.size.to_string(), stratum.drawn.to_string()];
        cells.extend([one_line(&row.before), one_line(&e.words), one_line(&row.after)]);
        cells.extend([e.event_type.clone(), text(&e.mode), text(&e.of), e.status.clone(), text(&e.date)]);
        cells.extend([text(&e.source), text(&e.target), text(&e.place), text(&e.place_name)]);
        cells.extend(std::iter::repeat_n(String::new(), JUDGED.len() + 1));
        cells.extend([text(&e.lang), text(&e.published), text(&e.outlet), text(&e.title)]);
        cells.extend([e.article.clone(), e.event.clone(), e.start.to_string(), e.end.to_string()]);
        cells
    });
    let mut out = output::stdout();
    output::csv(&mut out, &header, rows)?;
    out.flush()?;
    if drawn.rows.is_empty() {
        filter::nothing(&archive, &asked, "event")?;
    } else {
        let all: u64 = drawn.strata.iter().map(|s| s.size).sum();
        eprintln!("{} of {all} events drawn from {} strata", drawn.rows.len(), drawn.strata.len());
    }
    Ok(Outcome::Done)
}

fn verdict(word: &str) -> Option<Option<bool>> {
    match word.trim().to_lowercase().as_str() {
        "" => Some(None),
        "y" | "yes" | "1" | "true" | "x" | "o" | "oui" => Some(Some(true)),
        "n" | "no" | "0" | "false" | "non" => Some(Some(false)),
        _ => None,
    }
}

/// Judgements of one column, by stratum.
type Column = BTreeMap<String, Judged>;

fn score(sheet: &Path, format: Format) -> Result<Outcome> {
    let name = sheet.display();
    let text = std::fs::read_to_string(sheet).with_context(|| format!("{name}: the sheet cannot be read"))?;
    let text = text.trim_start_matches('\u{feff}');
    // Spreadsheets of some countries write semicolons.
    let first = text.lines().next().unwrap_or_default();
    let semicolons = first.matches(';').count() > first.matches(',').count();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(if semicolons { b';' } else { b',' }).from_reader(text.as_bytes());
    let header = reader.headers().with_context(|| format!("{name}: no header"))?.clone();
    let at = |column: &str| header.iter().position(|h| h == column);
    let need = |column: &str| {
        at(column).with_context(|| format!("{name}: no column '{column}': give a sheet of `chancery sample`"))
    };
    let (stratum, size) = (need("stratum")?, need("stratum_size")?);
    let judged: Vec<(&str, usize)> = JUDGED.iter().filter_map(|c| Some((*c, at(c)?))).collect();
    ensure!(!judged.is_empty(), "{name}: none of the columns {}", JUDGED.join(", "));
    let mut columns: BTreeMap<&str, Column> = BTreeMap::new();
    let mut rows = 0;
    for record in reader.records() {
        let record = record.with_context(|| format!("{name}: a row is damaged"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |i: usize| record.get(i).unwrap_or_default();
        let size: u64 =
            cell(size).trim().parse().with_context(|| format!("{name}:{line}: stratum_size is no number"))?;
        rows += 1;
        let mut verdicts = BTreeMap::new();
        for (column, i) in &judged {
            let Some(verdict) = verdict(cell(*i)) else {
                bail!("{name}:{line}: '{}' in {column}: write y or n, or leave it empty", cell(*i));
            };
            verdicts.insert(*column, verdict);
        }
        let triple: Option<Vec<bool>> = TRIPLE.iter().map(|c| verdicts.get(c).copied().flatten()).collect();
        verdicts.insert("triple", triple.map(|all| all.into_iter().all(|ok| ok)));
        for (column, verdict) in verdicts {
            let strata = columns.entry(column).or_default();
            let of = strata.entry(cell(stratum).to_owned()).or_insert(Judged { size, judged: 0, right: 0 });
            ensure!(
                of.size == size,
                "{name}:{line}: stratum '{}' has two sizes, {} and {size}",
                cell(stratum),
                of.size
            );
            of.judged += u64::from(verdict.is_some());
            of.right += u64::from(verdict == Some(true));
        }
    }
    ensure!(
        columns.values().flat_map(BTreeMap::values).any(|j| j.judged > 0),
        "{name}: nothing is judged in {rows} rows: write y or n in {}",
        JUDGED.join(", ")
    );
    print(&columns, format)?;
    Ok(Outcome::Done)
}

fn print(columns: &BTreeMap<&str, Column>, format: Format) -> Result<()> {
    let mut rows: Vec<(Vec<String>, Option<Share>)> = Vec::new();
    for column in JUDGED.iter().chain(&["triple"]) {
        let Some(strata) = columns.get(column) else { continue };
        let (judged, right) = strata.values().fold((0, 0), |(j, r), s| (j + s.judged, r + s.right));
        if judged == 0 {
            continue;
        }
        let row = |stratum: &str, size: u64, judged: u64, right: u64| {
            vec![(*column).to_owned(), stratum.to_owned(), size.to_string(), judged.to_string(), right.to_string()]
        };
        let share = |judged: u64, right: u64| wilson(right as f64 / (judged as f64).max(1.0), judged as f64);
        for (name, s) in strata {
            rows.push((row(name, s.size, s.judged, s.right), share(s.judged, s.right)));
        }
        let all: u64 = strata.values().map(|s| s.size).sum();
        rows.push((row("(all judged)", all, judged, right), share(judged, right)));
        let parts: Vec<Judged> = strata.values().copied().collect();
        rows.push((row("(weighted)", all, judged, right), stratified(&parts)));
    }
    let header = ["column", "stratum", "size", "judged", "right", "precision", "low", "high"];
    let number = |value: f64| format!("{value:.3}");
    let cells = rows.iter().map(|(row, share)| {
        let share = share.map_or([String::new(), String::new(), String::new()], |s| {
            [number(s.value), number(s.low), number(s.high)]
        });
        row.iter().cloned().chain(share).collect::<Vec<String>>()
    });
    let mut out = output::stdout();
    match format {
        Format::Csv => output::csv(&mut out, &header, cells)?,
        Format::Table => output::columns(&mut out, &header, &[2, 3, 4, 5, 6, 7], &cells.collect::<Vec<_>>())?,
        Format::Json => {
            for (row, share) in &rows {
                let count = |i: usize| row[i].parse::<u64>().unwrap_or_default();
                let value = serde_json::json!({
                    "column": row[0], "stratum": row[1], "size": count(2), "judged": count(3), "right": count(4),
                    "precision": share.map(|s| s.value), "low": share.map(|s| s.low), "high": share.map(|s| s.high),
                });
                writeln!(out, "{value}")?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
