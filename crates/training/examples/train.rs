//! Runs a recipe: `cargo run --release -p chancery-training --example train -- RECIPE.toml`.
//! `--subwords RAW OUT` makes the file of subword pieces.
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::process::ExitCode;

use chancery_training::recipe::Recipe;
use chancery_training::train::{Progress, train};

const RELATIONS: [&str; 13] = [
    "nsubj",
    "nsubj:pass",
    "obj",
    "obl:agent",
    "iobj",
    "obl*",
    "obl:mod",
    "obl:arg",
    "nmod",
    "acl",
    "acl:relcl",
    "ccomp",
    "xcomp",
];

fn run() -> Result<(), chancery_training::TrainingError> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, raw, out] = args.as_slice()
        && flag == "--subwords"
    {
        return chancery_training::subwords::convert(Path::new(raw), Path::new(out));
    }
    // `--export RECIPE LANG DOMAIN OUT`: a model of a checkpoint that is at its end.
    let exporting = args.first().is_some_and(|a| a == "--export");
    if exporting {
        let mut recipe = Recipe::read(Path::new(&args[1]))?;
        recipe.lang = Some(args[2].clone());
        recipe.domain = Some(args[3].clone());
        let trained = train(&recipe, &mut |_| {})?;
        let scores: Vec<(String, String)> = trained.reports.iter().map(|(n, r)| (n.clone(), r.line())).collect();
        let file = chancery_training::export::export(&recipe, &trained, &scores)?;
        println!("{} bytes {scores:?}", file.len());
        return std::fs::write(&args[4], file)
            .map_err(|source| chancery_training::TrainingError::Io { path: args[4].clone(), source });
    }
    let recipe = Recipe::read(Path::new(args.first().map_or("recipe.toml", String::as_str)))?;
    let start = std::time::Instant::now();
    train(&recipe, &mut |p| match p {
        Progress::Read { name, sentences, words } => println!("{name}: {sentences} sentences, {words} words"),
        Progress::Batch { epoch, batch, of, losses } => {
            if batch % 100 == 0 || batch == of {
                println!("{:.0}s epoch {epoch} {batch}/{of} {:.3?}", start.elapsed().as_secs_f32(), losses.parts);
            }
        }
        Progress::Measured { epoch, name, report } => {
            println!("== epoch {epoch} {name}: {}", report.line());
            println!("     {}", report.relation_line(&RELATIONS));
        }
    })?;
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            println!("{e}");
            ExitCode::FAILURE
        }
    }
}
