use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use chancery::record::Edtf;
use chancery::world::{Candidate, Demonym, Exactness, Item, NameForm, Tenure, When, World};

use crate::Outcome;

/// Arguments of `chancery world`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  chancery world Minsk
  chancery world Poutine --on 2025-03
  chancery world bélarusse --lang fr
  chancery world --compile SOURCES --out world/compiled

world/NOTICE.md lists the sources, their licences and what was taken from them.")]
pub(crate) struct Args {
    /// Name, acronym, demonym or surname to look up; without one, the layers
    #[arg(value_name = "NAME", conflicts_with = "compile")]
    name: Vec<String>,
    /// What is known on this date (EDTF: 2025, 2025-03, 2025-03-05)
    #[arg(long, value_name = "DATE")]
    on: Option<Edtf>,
    /// Language of display names, and of demonyms
    #[arg(long, value_name = "LANG", default_value = "en")]
    lang: String,
    /// Print every spelling of the first hit
    #[arg(long)]
    names: bool,
    /// How many to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    most: usize,
    /// World in this folder (compiled/ and tables/) instead of the program's own
    #[arg(long, value_name = "FOLDER")]
    world: Option<PathBuf>,
    /// Lay your own tables over it
    #[arg(long, value_name = "FOLDER")]
    overlay: Option<PathBuf>,
    /// Compile the source files in this folder into layers
    #[arg(long, value_name = "SOURCES")]
    compile: Option<PathBuf>,
    /// Where the layers are written
    #[arg(long, value_name = "FOLDER", default_value = "world/compiled", requires = "compile")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let mut out = std::io::stdout().lock();
    if let Some(sources) = &args.compile {
        let done = chancery::world::compile(sources, &args.out).context("the world was not compiled")?;
        for layer in done {
            writeln!(out, "{:<20} {:>9} items {:>11} bytes", layer.file, layer.items, layer.bytes)?;
        }
        return Ok(Outcome::Done);
    }
    let mut world = match &args.world {
        Some(folder) if !folder.is_dir() => bail!("{}: no such folder", folder.display()),
        Some(folder) => World::load(folder)?,
        None => World::carried()?,
    };
    if let Some(folder) = &args.overlay {
        world.overlay(folder)?;
    }
    for missing in world.missing() {
        anstream::eprintln!("{missing}: not there; the world is used without it");
    }
    if args.name.is_empty() {
        for (layer, items) in world.layers() {
            writeln!(out, "{layer:<14} {items:>8} items")?;
        }
        writeln!(out, "hash {}", world.hash())?;
        return Ok(Outcome::Done);
    }
    let name = args.name.join(" ");
    let when = When::from(args.on.as_ref());
    let found = match args.on {
        Some(_) => ranked(&world, &name, when),
        None => world.find(&name),
    };
    for candidate in found.iter().take(args.most) {
        show(&mut out, &world, candidate, args, when)?;
    }
    if found.len() > args.most {
        writeln!(out, "and {} more (--most {})", found.len() - args.most, found.len())?;
    }
    let demonyms = world.demonym(&name, if args.lang == "en" { "" } else { &args.lang });
    for demonym in &demonyms {
        show_demonym(&mut out, demonym, &args.lang)?;
    }
    if args.names
        && let Some(first) = found.first()
    {
        writeln!(out, "\nspellings of {}:", first.item.name_en)?;
        for (spelling, form) in world.names(first.item.id) {
            writeln!(out, "  {spelling}  ({form})")?;
        }
    }
    if found.is_empty() && demonyms.is_empty() {
        let slips = world.fuzzy(&name);
        if slips.is_empty() {
            writeln!(out, "{name}: not known")?;
            return Ok(Outcome::Partly);
        }
        writeln!(out, "{name}: not known; a slip for")?;
        for candidate in slips.iter().take(args.most) {
            show(&mut out, &world, candidate, args, when)?;
        }
    }
    Ok(Outcome::Done)
}

/// Candidates of a name, persons ranked by what they were on the date.
fn ranked<'w>(world: &'w World, name: &str, when: When) -> Vec<Candidate<'w>> {
    let mut found = world.person(name, when, &[]);
    found.extend(
        world.find(name).into_iter().filter(|c| !found.iter().any(|p| p.item.id == c.item.id)).collect::<Vec<_>>(),
    );
    found.sort_by_key(|c| std::cmp::Reverse(c.score));
    found
}

fn show(out: &mut impl Write, world: &World, candidate: &Candidate<'_>, args: &Args, when: When) -> Result<()> {
    let item = &candidate.item;
    write!(out, "{}", item.name(&args.lang))?;
    if candidate.spelling != item.name(&args.lang) {
        write!(out, "  <- {}", candidate.spelling)?;
    }
    let form = match candidate.form {
        NameForm::Full => String::new(),
        form => format!(", {form}"),
    };
    let met = match candidate.exactness {
        Exactness::Exact => "",
        Exactness::Case => ", other case",
        Exactness::Folded => ", other accents",
        Exactness::Slip => ", a slip",
    };
    let common = if candidate.common { ", a common word too" } else { "" };
    writeln!(out, "\n  {}{form}{met}{common}; score {}", item.kind, candidate.score)?;
    write!(out, "  {}", describe(world, item, when))?;
    writeln!(out)?;
    for tenure in world.tenures(item.id) {
        if tenure.when().overlaps(when) {
            writeln!(out, "  {}", office(&tenure))?;
        }
    }
    let source = if item.source.is_empty() { String::new() } else { format!(" ({})", item.source) };
    writeln!(out, "  from {}{source}", item.layer)?;
    Ok(())
}

fn describe(world: &World, item: &Item<'_>, when: When) -> String {
    let mut parts: Vec<String> = Vec::new();
    match world.code(item.id, when) {
        Some(code) => parts.push(code.to_string()),
        None => parts.push(item.country.unwrap_or("no country").to_owned()),
    }
    if let (Some(lat), Some(lon)) = (item.lat(), item.lon()) {
        parts.push(format!("{lat:.3}, {lon:.3}"));
    }
    if item.population > 0 {
        parts.push(format!("{} inhabitants", item.population));
    }
    parts.extend(item.division.map(str::to_owned));
    parts.extend(item.geonames.map(|id| format!("geonames {id}")));
    parts.extend(item.wikidata.map(|id| format!("Q{id}")));
    parts.join("; ")
}

fn office(tenure: &Tenure<'_>) -> String {
    let what = if tenure.title.is_empty() { "code" } else { tenure.title };
    let body = if tenure.body.is_empty() { String::new() } else { format!(", {}", tenure.body) };
    let from = if tenure.from.is_empty() { "?" } else { tenure.from };
    let to = if tenure.to.is_empty() { ".." } else { tenure.to };
    format!("{what}{body}: {}-{} {from}/{to} ({})", tenure.of, tenure.sector, tenure.source)
}

fn show_demonym(out: &mut impl Write, demonym: &Demonym<'_>, lang: &str) -> Result<()> {
    let country = demonym.country.unwrap_or("no country");
    writeln!(out, "demonym ({}) of {}: {country}", demonym.usage, demonym.item.name(lang))?;
    Ok(())
}
