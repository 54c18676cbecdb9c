use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chancery::archive::Archive;
use chancery::dossier::{Dossier, Party, Process, Section, find, html, markdown, text};
use chancery::record::Edtf;

use crate::Outcome;
use crate::report::hinted;

/// Arguments of `chancery dossier`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// The process: an id that `chancery processes` lists, a TOML file, or FILE:ID for one of several
    /// in a file; options below add to it
    process: Option<String>,

    /// A side: a code (RUS, SDN-REB) or words of a name; several times for several
    #[arg(long, value_name = "WHO")]
    party: Vec<String>,

    /// Somebody between the sides: mediator, host, guarantor
    #[arg(long, value_name = "WHO")]
    mediator: Vec<String>,

    /// A place: its name, or a country's code
    #[arg(long)]
    place: Vec<String>,

    /// A word that an article must hold; word* is a beginning; several times for any of them
    #[arg(long, value_name = "WORD")]
    words: Vec<String>,

    /// Words of an accord's name
    #[arg(long, value_name = "NAME")]
    accord: Vec<String>,

    /// First day of the period (EDTF); what was earlier is a precedent
    #[arg(long, value_name = "DATE")]
    from: Option<Edtf>,

    /// Last day of the period (EDTF)
    #[arg(long, value_name = "DATE")]
    to: Option<Edtf>,

    /// Name of the dossier
    #[arg(long)]
    name: Option<String>,

    /// As of this day: later articles are left out, ages are counted to it [default: the archive's last]
    #[arg(long, value_name = "DATE")]
    on: Option<Edtf>,

    /// Parts to show, in the order of a dossier; json holds them all [default: all]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART")]
    section: Vec<Part>,

    /// Form of the output [default: by the name of --out, else text]
    #[arg(long, short, value_enum)]
    format: Option<Format>,

    /// File to write; standard output when absent or -
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Leave nothing out on a terminal (the other forms never do)
    #[arg(long)]
    all: bool,

    /// Columns of the text form [default: the terminal's, at most 100]
    #[arg(long, value_name = "COLUMNS")]
    width: Option<usize>,
}

const EXAMPLES: &str = "\
Examples:
  chancery processes press.chancery
  chancery dossier press.chancery rus_ukr
  chancery dossier press.chancery examples/processes/sudan.toml --out sudan.html
  chancery dossier press.chancery --party RUS --party UKR --from 2022 --section open,accords
  chancery dossier press.chancery rus_ukr --on 2022-04-01 --format json | jq '.open_offers'

An article is on the process when it names two of the parties (or the only one), one of the words and one
of the places where these are given; or when it tells one of the accords. docs/dossier.md explains the
file and the parts. Each line leads to its article, day, outlet and words (code points).";

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, on a terminal
    Text,
    /// For a report
    Markdown,
    /// One page that needs no network
    Html,
    /// One object (docs/dossier.schema.json)
    Json,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Part {
    Open,
    Initiatives,
    Rounds,
    Accords,
    Leverage,
    Positions,
    Chronology,
    Precedents,
    Contradictions,
    Sources,
}

impl Part {
    fn section(self) -> Section {
        match self {
            Part::Open => Section::Open,
            Part::Initiatives => Section::Initiatives,
            Part::Rounds => Section::Rounds,
            Part::Accords => Section::Accords,
            Part::Leverage => Section::Leverage,
            Part::Positions => Section::Positions,
            Part::Chronology => Section::Chronology,
            Part::Precedents => Section::Precedents,
            Part::Contradictions => Section::Contradictions,
            Part::Sources => Section::Sources,
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let format = format(args)?;
    let archive = Archive::open_readonly(&args.archive)?;
    let process = process(args, &archive)?;
    let dossier = Dossier::compile(&archive, &process, args.on.as_ref())?;
    let sections: Vec<Section> = if args.section.is_empty() {
        Section::ALL.to_vec()
    } else {
        args.section.iter().map(|p| p.section()).collect()
    };
    if dossier.sources.articles == 0 {
        crate::report::warning(
            "no article of the archive is on this process; `chancery processes` lists those that it tells of",
        );
    }
    let rendered = match format {
        Format::Text => text(&dossier, &sections, width(args), args.all),
        Format::Markdown => markdown(&dossier, &sections),
        Format::Html => html(&dossier, &sections),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&dossier)?),
    };
    match args.out.as_deref().filter(|f| *f != Path::new("-")) {
        Some(file) => {
            let mut out = anstream::StripStream::new(Vec::new());
            // Styles are for the terminal alone.
            if format == Format::Text {
                out.write_all(rendered.as_bytes())?
            }
            let bytes = if format == Format::Text { out.into_inner() } else { rendered.into_bytes() };
            std::fs::write(file, bytes).with_context(|| format!("{} cannot be written", file.display()))?;
        }
        None if format == Format::Text => {
            let mut out = anstream::stdout().lock();
            out.write_all(rendered.as_bytes())?;
            out.flush()?;
        }
        None => {
            let mut out = io::stdout().lock();
            out.write_all(rendered.as_bytes())?;
            out.flush()?;
        }
    }
    Ok(Outcome::Done)
}

fn width(args: &Args) -> usize {
    let own = || if io::stdout().is_terminal() { textwrap::termwidth().min(100) } else { 100 };
    args.width.unwrap_or_else(own)
}

fn format(args: &Args) -> Result<Format> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(file) = args.out.as_deref().filter(|f| *f != Path::new("-")) else { return Ok(Format::Text) };
    match file.extension().and_then(|e| e.to_str()) {
        Some("html" | "htm") => Ok(Format::Html),
        Some("md" | "markdown") => Ok(Format::Markdown),
        Some("json") => Ok(Format::Json),
        Some("txt") => Ok(Format::Text),
        _ => Err(hinted(
            format!("the name {} tells no form", file.display()),
            "end it in .html, .md, .json or .txt, or give --format",
        )),
    }
}

/// The process named, with what the options add to it.
fn process(args: &Args, archive: &Archive) -> Result<Process> {
    let mut process = match &args.process {
        None => Process::default(),
        Some(named) => self::named(named, archive)?,
    };
    process.parties.extend(args.party.iter().map(|w| Party::of(w)));
    process.mediators.extend(args.mediator.iter().map(|w| Party::of(w)));
    process.places.extend(args.place.iter().cloned());
    process.words.extend(args.words.iter().cloned());
    process.accords.extend(args.accord.iter().cloned());
    process.from = args.from.clone().or(process.from);
    process.to = args.to.clone().or(process.to);
    if let Some(name) = &args.name {
        process.name.clone_from(name);
    } else if process.name.is_empty() {
        process.name = process.named_by_parties();
    }
    if args.process.is_none() && process.check().is_err() {
        return Err(hinted(
            "no process is named",
            "give an id that `chancery processes ARCHIVE` lists, a TOML file, or sides: --party RUS --party UKR",
        ));
    }
    Ok(process)
}

fn named(named: &str, archive: &Archive) -> Result<Process> {
    let (file, id) = match named.rsplit_once(':') {
        Some((file, id)) if !Path::new(named).exists() && file.ends_with(".toml") => (file, Some(id)),
        _ => (named, None),
    };
    if !file.ends_with(".toml") && !Path::new(file).is_file() {
        return Ok(find(archive, named)?.process);
    }
    let text = std::fs::read_to_string(file).with_context(|| format!("the process file {file} cannot be read"))?;
    let mut all = Process::from_toml(file, &text)?;
    let ids: Vec<String> = all.iter().map(|p| p.id.clone()).collect();
    let at = match id {
        None if all.len() == 1 => Some(0),
        None => None,
        Some(id) => ids.iter().position(|own| own == id),
    };
    match at {
        Some(at) => Ok(all.swap_remove(at)),
        None => {
            let what = id.map_or_else(
                || format!("{file} holds {} processes", ids.len()),
                |id| format!("{file} holds no process '{id}'"),
            );
            Err(hinted(what, format!("name one of them as {file}:ID; it holds {}", ids.join(", "))))
        }
    }
}
