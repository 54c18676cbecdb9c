//! The confidence of events: fitting it, and how far it can be believed.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use chancery::evaluation::{self, Document, Reliability, Sample};
use chancery::reader::confidence;
use chancery::record::{Reading, Unit};

use super::{Args, article};
use crate::Outcome;

/// Parts into which the articles are split; each is rated by weights fitted to the others.
const FOLDS: usize = 10;

/// The feature of events in articles that the rules were made with; it is not kept.
const TUNED: &str = "article known";

/// Fits weights to annotated articles and writes them; prints their reliability on articles left out.
pub(super) fn run(args: &Args, gold: &[Document], tuned: &[Document], path: &Path) -> Result<Outcome> {
    let mut samples = samples(args, gold, 0)?;
    let unseen = samples.len();
    ensure!(unseen > 0, "no event was read in the annotated articles");
    for mut sample in self::samples(args, tuned, gold.len())? {
        sample.features.push(TUNED.to_owned());
        samples.push(sample);
    }
    ensure!(samples.len() >= 100, "{} events are too few to fit confidence to (100 at least)", samples.len());
    let shares = evaluation::cross_validated(&samples, FOLDS);
    let stated: Vec<(f64, bool)> = shares.into_iter().zip(samples.iter().map(|s| s.right)).take(unseen).collect();
    let found = evaluation::reliability(&stated);
    let (intercept, mut weights) = evaluation::fit(&samples.iter().collect::<Vec<_>>());
    let known = weights.remove(TUNED);
    let mut file = format!(
        "# Log-odds that the type and the countries of an event are right, by what is known of it when it is read.\n\
         # Fitted to {} events of {} annotated articles by `chancery evaluate GOLD… --tuned GOLD… --calibrate FILE`.\n\
         intercept = {intercept:?}\n\n[weights]\n",
        samples.len(),
        gold.iter().chain(tuned).filter(|g| g.events.is_some()).count(),
    );
    for (name, weight) in &weights {
        let _ = writeln!(file, "{} = {weight:?}", serde_json::to_string(name)?);
    }
    std::fs::write(path, file).with_context(|| format!("{} cannot be written", path.display()))?;
    let mut out = anstream::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&json(&found))?)?;
        return Ok(Outcome::Done);
    }
    writeln!(out, "{} weights in {}; on articles left out ({FOLDS} parts):", weights.len(), path.display())?;
    writeln!(out, "{}", line(&found))?;
    if let Some(known) = known {
        writeln!(out, "log-odds that the articles the rules were made with owe to that: {known:.2}")?;
    }
    for (said, was, events) in &found.bins {
        writeln!(out, "  stated {:>5.1} %  right {:>5.1} %  of {events}", 100.0 * said, 100.0 * was)?;
    }
    Ok(Outcome::Done)
}

fn samples(args: &Args, gold: &[Document], before: usize) -> Result<Vec<Sample>> {
    let reader = args.data.reader()?;
    let mut samples = Vec::new();
    for (document, annotated) in gold.iter().enumerate().filter(|(_, g)| g.events.is_some()) {
        let article = article(annotated)?;
        let syntax = args.data.trees(&reader, &article).map_err(|why| anyhow::anyhow!("{}: {why}", annotated.id))?;
        let reading: Reading = reader.read_trees(&article, &syntax);
        let features: Vec<Vec<String>> =
            reading.events.iter().map(|e| confidence::features(e, &reading.events, &syntax)).collect();
        let reading: Document =
            serde_json::from_value(serde_json::to_value(reading.in_unit(&article.text, Unit::CodePoints))?)?;
        let right = evaluation::right_events(annotated, &reading).unwrap_or_default();
        samples.extend(features.into_iter().zip(right).map(|(features, right)| Sample {
            document: before + document,
            features,
            right,
        }));
    }
    Ok(samples)
}

/// How far the confidence that readings state agrees with the gold; none where they state none.
pub(super) fn stated(gold: &[Document], readings: &[Document]) -> Option<Reliability> {
    let mut all = Vec::new();
    for annotated in gold {
        let Some(reading) = readings.iter().find(|r| r.id == annotated.id) else { continue };
        let right = evaluation::right_events(annotated, reading).unwrap_or_default();
        let events = reading.events.iter().flatten();
        all.extend(events.zip(right).filter_map(|(e, right)| Some((e.confidence?, right))));
    }
    (!all.is_empty()).then(|| evaluation::reliability(&all))
}

pub(super) fn line(found: &Reliability) -> String {
    format!(
        "confidence of {} events, {} right in type and countries: Brier {:.3} ({:.3} if the mean were stated), \
         ECE {:.3}, AUC {:.2}",
        found.events, found.right, found.brier, found.brier_of_the_mean, found.ece, found.auc
    )
}

pub(super) fn json(found: &Reliability) -> serde_json::Value {
    let bins: Vec<_> = found
        .bins
        .iter()
        .map(|(said, was, events)| serde_json::json!({"stated": said, "right": was, "events": events}))
        .collect();
    serde_json::json!({
        "events": found.events, "right": found.right, "brier": found.brier,
        "brier_of_the_mean": found.brier_of_the_mean, "ece": found.ece, "auc": found.auc, "bins": bins,
    })
}
