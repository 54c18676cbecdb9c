mod calibrate;
mod clusters;

use std::io::Write as _;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, Result, ensure};
use chancery::evaluation::{self, Document, Measure, Row, Scores};
use chancery::pipeline;
use chancery::reader::Reader;
use chancery::record::{Article, Unit};

use crate::input::Data;
use crate::{Outcome, report};

/// Arguments of `chancery evaluate`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Annotated articles, JSON Lines
    #[arg(value_name = "GOLD", required_unless_present = "clusters")]
    gold: Vec<PathBuf>,

    /// Articles with the group that each belongs to (id, text, event_cluster), JSON Lines: score
    /// stories and copies instead
    #[arg(long, value_name = "FILE", conflicts_with = "gold")]
    clusters: Vec<PathBuf>,

    /// Least mean likeness of the articles of one story, 0 to 1 (with --clusters)
    #[arg(long, value_name = "T", requires = "clusters")]
    threshold: Option<f32>,

    /// Try many thresholds (with --clusters)
    #[arg(long, requires = "clusters")]
    sweep: bool,

    /// Score these readings (JSON Lines) instead of reading the articles now
    #[arg(long, value_name = "FILE")]
    readings: Option<PathBuf>,

    /// Texts of annotations that are kept without them, JSON Lines with id and text
    #[arg(long, value_name = "FILE")]
    texts: Vec<PathBuf>,

    #[command(flatten)]
    data: Data,

    /// Score the diplomacy layer (offers, invitations, accords, provisions, breaches, leverage, rounds)
    #[arg(long)]
    diplomacy: bool,

    /// Fit the confidence of events to these annotated articles, write its weights to FILE, and print
    /// how far they can be believed on articles left out
    #[arg(long, value_name = "FILE", conflicts_with_all = ["diplomacy", "readings", "errors"])]
    calibrate: Option<PathBuf>,

    /// Annotated articles that the rules were made with, JSON Lines: confidence learns from them too, but what
    /// it owes to their being known is left out (with --calibrate)
    #[arg(long, value_name = "FILE", requires = "calibrate")]
    tuned: Vec<PathBuf>,

    /// Show the first N misses and false alarms: of the triple, or of the diplomacy layer
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,

    /// Draws of the bootstrap over documents; 0 leaves the intervals out
    #[arg(long, value_name = "N", default_value_t = 1000)]
    bootstrap: usize,

    /// Fail (exit status 1) when a measure's F1 is lower, as in "events: type=60"
    #[arg(long, value_name = "MEASURE=F1", value_parser = floor)]
    floor: Vec<(String, f64)>,

    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// `places: value=80`: a measure's name and the least F1 in per cent.
fn floor(arg: &str) -> Result<(String, f64), String> {
    let names: Vec<&str> =
        Measure::ALL.iter().map(|m| m.label().trim()).chain(evaluation::DiplomacyScores::labels()).collect();
    let (name, value) = arg.split_once('=').ok_or("expected MEASURE=F1, as in \"places: value=80\"")?;
    if !names.contains(&name.trim()) && !clusters::MEASURES.contains(&name.trim()) {
        let all: Vec<&str> = names.into_iter().chain(clusters::MEASURES).collect();
        return Err(format!("no such measure (those are: {})", all.join(", ")));
    }
    let value: f64 = value.trim().parse().map_err(|_| format!("'{value}' is no number"))?;
    Ok((name.trim().to_owned(), value))
}

const EXAMPLES: &str = "\
Examples:
  chancery evaluate gold.jsonl
  chancery evaluate gold.jsonl --readings mine.jsonl --errors 20
  chancery evaluate blind.jsonl --texts corpus.jsonl --json
  chancery evaluate process.jsonl --diplomacy --texts corpus.jsonl
  chancery evaluate unseen.jsonl --tuned known.jsonl --calibrate models/confidence.toml
  chancery evaluate --clusters events.jsonl --floor \"stories: BCubed=95\"

A gold line holds id, lang, date, text and any of events, quotations, times, places; offsets are
Unicode code points. A layer that a document omits is not scored in it. With --diplomacy, a gold line
holds id and diplomacy.";

/// Seed of the bootstrap: the same figures every time.
const SEED: u64 = 20_250_305;

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    if !args.clusters.is_empty() {
        let readings = args.readings.as_ref();
        let Args { clusters, data, threshold, sweep, floor, json, .. } = args;
        return clusters::run(clusters, readings, data, *threshold, *sweep, floor, *json);
    }
    let mut gold = Vec::new();
    for path in &args.gold {
        gold.extend(documents(path)?);
    }
    ensure!(!gold.is_empty(), "no documents in the gold files");
    // Readings that are at hand bring their texts.
    if !args.diplomacy || args.readings.is_none() {
        attach_texts(&mut gold, &args.texts)?;
    }
    if args.diplomacy {
        return diplomacy(args, &gold);
    }
    if let Some(path) = &args.calibrate {
        let mut tuned = Vec::new();
        for path in &args.tuned {
            tuned.extend(documents(path)?);
        }
        attach_texts(&mut tuned, &args.texts)?;
        return calibrate::run(args, &gold, &tuned, path);
    }
    let readings = match &args.readings {
        Some(path) => documents(path)?,
        None => read_all(args, &gold)?,
    };
    let scored: Vec<Scores> =
        gold.iter().map(|g| evaluation::score(g, readings.iter().find(|r| r.id == g.id))).collect();
    let mut all = Scores::default();
    scored.iter().for_each(|s| all.add(s));
    let missing = gold.iter().filter(|g| !readings.iter().any(|r| r.id == g.id)).count();
    let intervals = evaluation::intervals(&scored, args.bootstrap, SEED);
    let mut out = anstream::stdout().lock();
    if args.json {
        let measures: serde_json::Map<String, serde_json::Value> = evaluation::rows(&all)
            .iter()
            .filter_map(|row| match row {
                Row::Measured(m, c) => {
                    let interval = intervals.get(m).map(|i| [i.low, i.high]);
                    let value = serde_json::json!({
                        "hit": c.hit, "gold": c.gold, "predicted": c.predicted,
                        "precision": c.precision(), "recall": c.recall(), "f1": c.f1(), "interval": interval,
                    });
                    Some((m.label().trim().to_owned(), value))
                }
                Row::Speakers { .. } => None,
            })
            .collect();
        let speakers: serde_json::Map<String, serde_json::Value> = all
            .speakers
            .iter()
            .map(|(m, right)| (m.label().to_owned(), serde_json::json!({"right": right, "matched": all.get(*m).hit})))
            .collect();
        let types: serde_json::Map<String, serde_json::Value> = all
            .types
            .iter()
            .map(|(t, c)| (t.clone(), serde_json::json!({"hit": c.hit, "gold": c.gold, "predicted": c.predicted})))
            .collect();
        let value = serde_json::json!({
            "documents": gold.len(), "without_reading": missing, "measures": measures, "speakers": speakers, "types": types,
            "confidence": calibrate::stated(&gold, &readings).map(|r| calibrate::json(&r)),
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
        return Ok(below(args, &all));
    }
    writeln!(out, "{} gold documents, {missing} without a reading", gold.len())?;
    writeln!(out, "{:<28}{:>6}{:>7}{:>7}{:>8}{:>8}{:>8}", "", "hit", "gold", "pred", "P", "R", "F1")?;
    for row in evaluation::rows(&all) {
        write!(out, "{}", row.plain())?;
        if let Row::Measured(measure, _) = row
            && let Some(i) = intervals.get(&measure)
        {
            const FAINT: Style = Style::new().dimmed();
            write!(out, "  {FAINT}[{:.1}, {:.1}]{FAINT:#}", 100.0 * i.low, 100.0 * i.high)?;
        }
        writeln!(out)?;
    }
    let types: Vec<String> =
        all.types.iter().map(|(t, c)| format!("{t} {}/{}/{}", c.hit, c.gold, c.predicted)).collect();
    writeln!(out, "by type (hit/gold/pred): {}", types.join(", "))?;
    if let Some(found) = calibrate::stated(&gold, &readings) {
        writeln!(out, "{}", calibrate::line(&found))?;
    }
    for miss in all.misses.iter().take(args.errors) {
        let text = gold.iter().find(|g| g.id == miss.id).and_then(|g| g.text.as_deref()).unwrap_or_default();
        writeln!(out, "{}", show(miss, text))?;
    }
    Ok(below(args, &all))
}

/// Scores the diplomacy layer, over whole records.
fn diplomacy(args: &Args, documents: &[Document]) -> Result<Outcome> {
    let mut gold = Vec::new();
    for path in &args.gold {
        gold.extend(values(path)?);
    }
    let readings = match &args.readings {
        Some(path) => values(path)?,
        None => {
            let reader = args.data.reader()?;
            documents.iter().map(|d| read_whole(&reader, args, d)).collect::<Result<Vec<_>>>()?
        }
    };
    let mut scores = evaluation::DiplomacyScores::default();
    let reading = |id: &serde_json::Value| readings.iter().find(|r| r["id"] == *id);
    for document in &gold {
        evaluation::score_diplomacy(&mut scores, document, reading(&document["id"]));
    }
    let missing = gold.iter().filter(|g| reading(&g["id"]).is_none()).count();
    let mut out = anstream::stdout().lock();
    if args.json {
        let measures: serde_json::Map<String, serde_json::Value> = evaluation::DiplomacyScores::labels()
            .map(|label| {
                let c = scores.get(label);
                let value = serde_json::json!({
                    "hit": c.hit, "gold": c.gold, "predicted": c.predicted,
                    "precision": c.precision(), "recall": c.recall(), "f1": c.f1(),
                });
                (label.to_owned(), value)
            })
            .collect();
        let fields: Vec<_> = scores
            .fields()
            .map(|(layer, field, same, of)| serde_json::json!({"layer": layer, "field": field, "same": same, "of": of}))
            .collect();
        let value = serde_json::json!({
            "documents": gold.len(), "without_reading": missing, "measures": measures, "fields": fields,
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
    } else {
        writeln!(out, "{} gold documents, {missing} without a reading", gold.len())?;
        writeln!(out, "{:<28}{:>6}{:>7}{:>7}{:>8}{:>8}{:>8}", "", "hit", "gold", "pred", "P", "R", "F1")?;
        for line in scores.plain() {
            writeln!(out, "{line}")?;
        }
        for miss in scores.misses.iter().take(args.errors) {
            let text =
                readings.iter().find(|r| r["id"] == miss.id).and_then(|r| r["text"].as_str()).unwrap_or_default();
            let kind = if miss.missed { "missed" } else { "false" };
            let told = format!("{kind:<7}{} {} {}", miss.id, miss.layer, miss.told);
            writeln!(out, "{told} | {}", passage(text, miss.start, miss.end))?;
        }
    }
    let mut outcome = Outcome::Done;
    for (name, least) in &args.floor {
        let f1 = 100.0 * scores.get(name).f1();
        if evaluation::DiplomacyScores::labels().any(|l| l == name) && f1 < *least {
            report::warning(&format!("{name}: F1 {f1:.1} is under {least}"));
            outcome = Outcome::Partly;
        }
    }
    Ok(outcome)
}

fn values(path: &PathBuf) -> Result<Vec<serde_json::Value>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(evaluation::load_values(&text, &path.display().to_string())?)
}

/// Names the measures that miss their floor.
fn below(args: &Args, all: &Scores) -> Outcome {
    let mut outcome = Outcome::Done;
    for (name, least) in &args.floor {
        for measure in Measure::ALL.into_iter().filter(|m| m.label().trim() == name) {
            let f1 = 100.0 * all.get(measure).f1();
            if f1 < *least {
                report::warning(&format!("{name}: F1 {f1:.1} is under {least}"));
                outcome = Outcome::Partly;
            }
        }
    }
    outcome
}

/// Words with what stands around them.
fn passage(text: &str, start: usize, end: usize) -> String {
    const WORDS: Style = AnsiColor::Yellow.on_default().bold();
    let chars: Vec<char> = text.chars().collect();
    let piece = |from: usize, to: usize| -> String {
        let to = to.min(chars.len());
        chars[from.min(to)..to].iter().collect::<String>().replace('\n', " ")
    };
    let (before, after) = (piece(start.saturating_sub(60), start), piece(end, end + 60));
    format!("…{before}{WORDS}[{}]{WORDS:#}{after}…", piece(start, end))
}

fn show(miss: &evaluation::Miss, text: &str) -> String {
    let e = &miss.event;
    let mode = e.mode.as_deref().map(|m| format!("/{m}")).unwrap_or_default();
    let of = e.of.as_deref().map(|o| format!(" of {o}")).unwrap_or_default();
    format!(
        "{:<7}{} {}{mode}{of} {} → {} {} | {}",
        if miss.missed { "missed" } else { "false" },
        miss.id,
        e.kind,
        e.source.join(" "),
        e.target.join(" "),
        e.status.as_deref().unwrap_or("actual"),
        passage(text, e.start, e.end),
    )
}

fn documents(path: &PathBuf) -> Result<Vec<Document>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(evaluation::load(&text, &path.display().to_string())?)
}

/// Gives annotations without text the text of the same id and hash.
fn attach_texts(gold: &mut [Document], texts: &[PathBuf]) -> Result<()> {
    let mut known = Vec::new();
    for path in texts {
        known.extend(documents(path)?);
    }
    for document in gold.iter_mut().filter(|d| d.text.is_none()) {
        let found = known.iter().find(|k| k.id == document.id).and_then(|k| k.text.clone());
        let text =
            found.with_context(|| format!("{}: no text; name the file that has it with --texts", document.id))?;
        if let Some(hash) = &document.sha256 {
            let same = *hash == chancery::record::sha256_hex(text.as_bytes());
            ensure!(same, "{}: the text given with --texts is not the one that was annotated", document.id);
        }
        document.text = Some(text);
    }
    Ok(())
}

/// Reads the gold articles with the program as it is.
fn read_all(args: &Args, gold: &[Document]) -> Result<Vec<Document>> {
    let reader = args.data.reader()?;
    let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut readings = Vec::new();
    pipeline::ordered(
        gold.iter(),
        jobs,
        |g| read_one(&reader, args, g),
        |read| -> Result<()> {
            match read {
                Ok(Ok(document)) => readings.push(document),
                Ok(Err(error)) => report::warning(&error.to_string()),
                Err(panicked) => report::warning(&format!("a fault of the program: {}", panicked.0)),
            }
            Ok(())
        },
    )?;
    Ok(readings)
}

fn read_one(reader: &Reader, args: &Args, gold: &Document) -> Result<Document> {
    Ok(serde_json::from_value(read_whole(reader, args, gold)?)?)
}

fn read_whole(reader: &Reader, args: &Args, gold: &Document) -> Result<serde_json::Value> {
    let article = article(gold)?;
    let syntax = args.data.trees(reader, &article).map_err(|why| anyhow::anyhow!("{}: {why}", gold.id))?;
    let reading = reader.read_trees(&article, &syntax).in_unit(&article.text, Unit::CodePoints);
    Ok(serde_json::to_value(reading)?)
}

fn article(gold: &Document) -> Result<Article> {
    Ok(Article {
        id: gold.id.clone(),
        lang: gold.lang.clone(),
        title: gold.title.clone(),
        date: gold.date.as_deref().map(str::parse).transpose()?,
        text: gold.text.clone().unwrap_or_default(),
        ..Article::default()
    })
}
