//! `chancery evaluate --clusters`: stories and copies against groups made by people.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use chancery::evaluation::{ClusterScores, Prf, score_clusters};
use chancery::pipeline;
use chancery::record::{Article, Reading};
use chancery::stories::{Settings, Stories, StoryInput};
use serde::Deserialize;

use crate::input::Data;
use crate::{Outcome, report};

/// Thresholds that `--sweep` tries.
const SWEEP: std::ops::RangeInclusive<u32> = 4..=24;

/// A line of a file of groups.
#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(alias = "story")]
    event_cluster: String,
}

impl Line {
    fn article(&self) -> Result<Article> {
        let given = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
        Ok(Article {
            id: self.id.clone(),
            lang: self.lang.clone(),
            title: given(&self.title),
            date: given(&self.date).map(|d| d.parse()).transpose()?,
            source: given(&self.source),
            url: None,
            text: self.text.clone().with_context(|| format!("{}: no text", self.id))?,
        })
    }
}

/// Scores the stories and the copies among the articles of files of groups.
pub(super) fn run(
    gold: &[PathBuf],
    readings: Option<&PathBuf>,
    data: &Data,
    threshold: Option<f32>,
    sweep: bool,
    floors: &[(String, f64)],
    json: bool,
) -> Result<Outcome> {
    let mut lines: Vec<Line> = Vec::new();
    for path in gold {
        lines.extend(rows::<Line>(path)?);
    }
    ensure!(!lines.is_empty(), "no articles in the files of groups");
    let inputs = match readings {
        Some(path) => {
            let wanted: std::collections::BTreeSet<&str> = lines.iter().map(|l| l.id.as_str()).collect();
            let all = rows::<Reading>(path)?;
            all.iter().filter(|r| wanted.contains(r.id.as_str())).map(StoryInput::of).collect()
        }
        None => read_all(&lines, data)?,
    };
    let truth: BTreeMap<String, String> = lines.iter().map(|l| (l.id.clone(), l.event_cluster.clone())).collect();
    let settings = Settings { threshold: threshold.unwrap_or(Settings::default().threshold), ..Settings::default() };
    let mut out = anstream::stdout().lock();
    if sweep {
        writeln!(out, "{:<12}{:>9}{:>9}{:>9}{:>10}", "threshold", "stories", "P", "R", "BCubed")?;
        for hundredths in SWEEP {
            let settings = Settings { threshold: hundredths as f32 / 100.0, ..settings };
            let (stories, _) = grouped(&inputs, settings);
            let s = score_clusters(&truth, &stories);
            let b = s.bcubed;
            writeln!(
                out,
                "{:<12.2}{:>9}{:>9.1}{:>9.1}{:>10.1}",
                settings.threshold,
                s.predicted,
                100.0 * b.precision,
                100.0 * b.recall,
                100.0 * b.f1
            )?;
        }
        return Ok(Outcome::Done);
    }
    let (stories, copies) = grouped(&inputs, settings);
    let measured = [("stories", score_clusters(&truth, &stories)), ("copies", score_clusters(&truth, &copies))];
    if json {
        let value: BTreeMap<&str, ClusterScores> = measured.into_iter().collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
    } else {
        let articles = inputs.len();
        writeln!(out, "{} articles in {} groups, {articles} read", truth.len(), measured[0].1.gold)?;
        writeln!(out, "{:<18}{:>8}{:>8}{:>8}{:>8}", "", "groups", "P", "R", "F1")?;
        for (name, s) in &measured {
            for (measure, Prf { precision, recall, f1 }) in [("BCubed", s.bcubed), ("pairs", s.pairs)] {
                writeln!(
                    out,
                    "{:<18}{:>8}{:>8.1}{:>8.1}{:>8.1}",
                    format!("{name}: {measure}"),
                    s.predicted,
                    100.0 * precision,
                    100.0 * recall,
                    100.0 * f1
                )?;
            }
        }
    }
    let mut outcome = Outcome::Done;
    for (name, least) in floors {
        for (what, s) in &measured {
            for (measure, prf) in [("BCubed", s.bcubed), ("pairs", s.pairs)] {
                if *name == format!("{what}: {measure}") && 100.0 * prf.f1 < *least {
                    report::warning(&format!("{name}: F1 {:.1} is under {least}", 100.0 * prf.f1));
                    outcome = Outcome::Partly;
                }
            }
        }
    }
    Ok(outcome)
}

/// Names that a floor may have here.
pub(super) const MEASURES: [&str; 4] = ["stories: BCubed", "stories: pairs", "copies: BCubed", "copies: pairs"];

type Labels = BTreeMap<String, String>;

/// Article to story, and article to group of copies.
fn grouped(inputs: &[StoryInput], settings: Settings) -> (Labels, Labels) {
    let all = Stories::build(inputs.iter().cloned(), settings);
    let stories = all.stories().flat_map(|s| s.members.iter().map(|m| (m.article.clone(), s.id.clone()))).collect();
    let copies = all.duplicates().flat_map(|d| d.members.iter().map(|m| (m.clone(), d.id.clone()))).collect();
    (stories, copies)
}

fn rows<T: serde::de::DeserializeOwned>(path: &PathBuf) -> Result<Vec<T>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, line)| serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), i + 1)))
        .collect()
}

fn read_all(lines: &[Line], data: &Data) -> Result<Vec<StoryInput>> {
    let reader = data.reader()?;
    let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut inputs = Vec::new();
    pipeline::ordered(
        lines.iter(),
        jobs,
        |line| -> Result<StoryInput> {
            let article = line.article()?;
            let syntax = data.trees(&reader, &article).map_err(|why| anyhow::anyhow!("{}: {why}", article.id))?;
            Ok(StoryInput::of_bytes(&reader.read_trees(&article, &syntax)))
        },
        |read| -> Result<()> {
            match read {
                Ok(Ok(input)) => inputs.push(input),
                Ok(Err(error)) => report::warning(&format!("{error:#}")),
                Err(panicked) => report::warning(&format!("a fault of the program: {}", panicked.0)),
            }
            Ok(())
        },
    )?;
    Ok(inputs)
}
