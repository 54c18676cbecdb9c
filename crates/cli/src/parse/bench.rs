//! `chancery parse --bench`: words a second on one thread.

use std::io::Write as _;
use std::time::Instant;

use anyhow::{Result, anyhow, ensure};
use chancery::record::Syntax;
use serde_json::json;

use super::{Args, Engines, Format, articles};
use crate::Outcome;

/// Processor time of this thread in seconds, where the system tells it (Linux).
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(stat.split_whitespace().next()?.parse::<u64>().ok()? as f64 / 1e9)
}

pub(super) fn run(args: &Args, engines: &Engines<'_>, runs: usize) -> Result<Outcome> {
    let mut texts = Vec::new();
    for item in articles(args) {
        let article = item.map_err(|e| anyhow!("{}: {}", e.origin, e.message))?.article;
        texts.push((engines.get(article.lang.as_deref(), &article.text)?, article.text));
    }
    ensure!(!texts.is_empty(), "no texts to time");
    let mut out = anstream::stdout().lock();
    let mut best: Option<(f64, f64)> = None;
    let mut words = 0;
    for run in 0..=runs {
        let (wall, processor) = (Instant::now(), processor_seconds());
        words = texts.iter().map(|(engine, text)| count(&engine.analyse(text))).sum();
        let wall = wall.elapsed().as_secs_f64();
        let seconds = processor_seconds().zip(processor).map_or(wall, |(after, before)| after - before);
        // The first run fills the caches and does not count.
        if run > 0 && best.is_none_or(|(_, fastest)| seconds < fastest) {
            best = Some((wall, seconds));
        }
    }
    let (wall, seconds) = best.unwrap_or_default();
    let clock = if processor_seconds().is_some() { "processor" } else { "wall clock" };
    let rate = words as f64 / seconds.max(1e-9);
    if args.format == Format::Json {
        let value = json!({
            "texts": texts.len(), "words": words, "runs": runs, "wall_seconds": wall, "seconds": seconds,
            "clock": clock, "words_per_second": rate.round(),
        });
        writeln!(out, "{value}")?;
    } else {
        writeln!(out, "{} texts, {words} words, best of {runs} runs on one thread", texts.len())?;
        writeln!(out, "{seconds:.2} s by the {clock}, {wall:.2} s in all: {rate:.0} words a second")?;
    }
    Ok(Outcome::Done)
}

fn count(syntax: &Syntax) -> usize {
    syntax.sentences.iter().map(|s| s.tokens.len()).sum()
}
