use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use chancery_training::recipe::Recipe;
use chancery_training::train::{Progress, train};
use chancery_training::{export, subwords};
use indicatif::{ProgressBar, ProgressStyle};

use crate::Outcome;

/// Arguments of `chancery train`.
#[derive(clap::Args)]
#[command(after_help = "Example: chancery train models/recipes/fr.toml\n\
    A run that was stopped goes on from its checkpoint; docs/models.md says how the files are made.")]
pub(crate) struct Args {
    /// Recipe of a model
    recipe: PathBuf,
    /// Instead of training, make the file of pieces that the recipe names, from the output of subwords.py
    #[arg(long, value_name = "RAW")]
    pieces: Option<PathBuf>,
}

/// Relations that are shown while training.
const SHOWN: [&str; 11] =
    ["nsubj", "nsubj:pass", "obj", "obl:agent", "iobj", "obl*", "nmod*", "acl", "acl:relcl", "ccomp", "xcomp"];

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let recipe = Recipe::read(&args.recipe)?;
    for file in [Some(&recipe.checkpoint), recipe.output.as_ref(), Some(&recipe.subwords)].into_iter().flatten() {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
    }
    if let Some(raw) = &args.pieces {
        subwords::convert(raw, &recipe.subwords)?;
        return Ok(Outcome::Done);
    }
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} {msg} {eta}")?);
    bar.enable_steady_tick(Duration::from_millis(500));
    // Without a terminal the bar is silent; a log still wants the figures.
    let tell = |line: String| match bar.is_hidden() {
        true => anstream::eprintln!("{line}"),
        false => bar.println(line),
    };
    let trained = train(&recipe, &mut |progress| match progress {
        Progress::Read { name, sentences, words } => {
            tell(format!("{name}: {sentences} sentences, {words} words"));
        }
        Progress::Batch { epoch, batch, of, losses } => {
            bar.set_length(of as u64);
            bar.set_position(batch as u64);
            bar.set_prefix(format!("epoch {epoch}"));
            let [arcs, rels, upos, feats, lemmas, names] = losses.parts;
            bar.set_message(format!(
                "arcs {arcs:.3} relations {rels:.3} tags {upos:.3} features {feats:.3} lemmas {lemmas:.3} names {names:.3}"
            ));
        }
        Progress::Measured { epoch, name, report } => {
            tell(format!("epoch {epoch}, {name}: {}", report.line()));
            tell(format!("  {}", report.relation_line(&SHOWN)));
        }
    })?;
    bar.finish_and_clear();
    if let Some(output) = &recipe.output {
        let scores: Vec<_> = trained.reports.iter().map(|(name, report)| (name.clone(), report.line())).collect();
        let file = export::export(&recipe, &trained, &scores)?;
        std::fs::write(output, file).with_context(|| output.display().to_string())?;
    }
    Ok(Outcome::Done)
}
