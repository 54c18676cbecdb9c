use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;

use anyhow::{Result, bail};
use chancery::archive::{Archive, Brief, Development, Disputed, NewStory, Since};
use chancery::record::Edtf;

use crate::filter::FilterArgs;
use crate::{Outcome, find, output};

/// Arguments of `chancery brief`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  chancery brief press.chancery --run last
  chancery brief press.chancery --since 2024-05-16 --actor SDN
  chancery brief press.chancery --since 2024-05 --format markdown > may.md

--since takes articles by their dateline, so that the brief of a week is the same whenever it is made; articles
without a dateline are never new to it. --run takes articles by when they came in: those of the last run that
brought any, or of run N (the archive's table `runs`) and all later ones. New is an act that no older article
tells; a contradiction to which new articles add a value; an offer, accord, breach, round or act of leverage
that no older article has, or has in another state; an answer where none was on record.")]
pub(crate) struct Args {
    /// The archive
    archive: PathBuf,

    /// What articles dated on or after this day bring (EDTF)
    #[arg(long, value_name = "DATE", required_unless_present = "run", conflicts_with = "run")]
    since: Option<Edtf>,

    /// What the articles of a run, and later ones, bring: last, or its number
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    /// At most so many stories
    #[arg(long, value_name = "N", default_value = "20")]
    stories: usize,

    /// At most so many acts of a story
    #[arg(long, value_name = "N", default_value = "5")]
    acts: usize,

    #[command(flatten)]
    filter: FilterArgs,

    /// Form of the output [default: text on a terminal, else json]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object
    Json,
    /// Markdown
    Markdown,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let archive = Archive::open_readonly(&args.archive)?;
    let since = match (&args.since, args.run.as_deref()) {
        (Some(date), _) => Since::Published(date.clone()),
        (None, Some("last")) => Since::Run(archive.last_run()?),
        (None, Some(run)) => match run.parse() {
            Ok(run) => Since::Run(run),
            Err(_) => bail!("--run takes 'last' or a run's number, not '{run}'"),
        },
        (None, None) => bail!("give --since DATE or --run last"),
    };
    let brief = archive.brief(&since, &args.filter.filter(None)?, args.stories, args.acts)?;
    let mut out = output::stdout();
    let default = if std::io::stdout().is_terminal() { Format::Text } else { Format::Json };
    match args.format.unwrap_or(default) {
        Format::Json => {
            serde_json::to_writer(&mut out, &brief)?;
            writeln!(out)?;
        }
        format => write(&mut out, &archive, &brief, format == Format::Markdown)?,
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// The sections of the state of negotiations: layer, heading.
const LAYERS: [(&str, &str); 6] = [
    ("answer", "Answers to offers"),
    ("offer", "New offers, unanswered"),
    ("accord", "Accords"),
    ("breach", "Breaches"),
    ("leverage", "Leverage"),
    ("round", "Rounds of talks"),
];

fn write(out: &mut impl Write, archive: &Archive, brief: &Brief, markdown: bool) -> Result<()> {
    let (title, head, item) = if markdown { ("# ", "## ", "- ") } else { ("", "", "  ") };
    writeln!(out, "{title}New {}: {} of {} articles", brief.since, brief.new_articles, brief.articles)?;
    let empty = brief.stories.is_empty() && brief.disputes.is_empty() && brief.developments.is_empty();
    if empty {
        writeln!(out, "\nNothing new fits.")?;
    }
    for (layer, heading) in LAYERS {
        let of: Vec<&Development> = brief.developments.iter().filter(|d| d.layer == layer).collect();
        if of.is_empty() {
            continue;
        }
        writeln!(out, "\n{head}{heading} ({})\n", of.len())?;
        for development in of {
            writeln!(out, "{item}{}", self::development(development))?;
            let p = &development.passage;
            let (before, after) = archive.around(&p.article, p.start, p.end)?;
            let sentence = output::sentence(&before, &p.words, &after);
            let from: Vec<&str> = p.outlet.as_deref().into_iter().chain(p.published.as_deref()).collect();
            let from = if from.is_empty() { String::new() } else { format!("{}, ", from.join(", ")) };
            writeln!(out, "    {sentence} ({from}{} {}–{})", p.article, p.start, p.end)?;
        }
    }
    if !brief.stories.is_empty() {
        writeln!(out, "\n{head}Stories")?;
    }
    for story in &brief.stories {
        self::story(out, archive, story, markdown)?;
    }
    if brief.more_stories > 0 {
        writeln!(out, "\nand {} more (--stories N)", brief.more_stories)?;
    }
    if !brief.disputes.is_empty() {
        writeln!(out, "\n{head}New contradictions ({})\n", brief.disputes.len())?;
    }
    for dispute in &brief.disputes {
        writeln!(out, "{item}{}", self::dispute(dispute))?;
    }
    Ok(())
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "?".to_owned() } else { names.join(", ") }
}

fn development(d: &Development) -> String {
    let mut line = match d.layer.as_str() {
        "answer" => format!("{}: {} to the offer of {} ({})", list(&d.to), d.state, list(&d.by), d.what),
        "offer" => format!("{} offers {} to {}", list(&d.by), d.what, list(&d.to)),
        "accord" => format!("{} [{}] between {}", d.what, d.state, list(&d.to)),
        "breach" => format!("{} by {}", d.what, list(&d.by)),
        "leverage" => format!("{} {} {} on {}", list(&d.by), d.state, d.what, list(&d.to)),
        _ => format!("{} ({} level, outcome {})", list(&d.by), d.what, d.state),
    };
    if let Some(level) = &d.level {
        line += &format!(", {level}");
    }
    if !d.also.is_empty() {
        let role = match d.layer.as_str() {
            "answer" | "offer" => "by the word of",
            "breach" => "alleged by",
            _ => "mediated by",
        };
        line += &format!(", {role} {}", d.also.join(", "));
    }
    if let Some(venue) = &d.venue {
        line += &format!(", in {venue}");
    }
    if !d.dates.is_empty() {
        line += &format!(", {}", d.dates.join(" and "));
    }
    if let Some(before) = d.before.as_ref().filter(|b| !b.is_empty()) {
        line += &format!("; before: {before}");
    }
    if d.articles > 1 {
        line += &format!("; {} articles", d.articles);
    }
    line
}

fn story(out: &mut impl Write, archive: &Archive, story: &NewStory, markdown: bool) -> Result<()> {
    let title = match (&story.story, &story.title) {
        (None, _) => "Articles that stand alone".to_owned(),
        (Some(id), None) => id.clone(),
        (Some(id), Some(title)) => format!("{title} ({id})"),
    };
    let articles = match story.articles {
        0 => String::new(),
        all => format!("{} of {all} articles new, ", story.new_articles),
    };
    let (head, item) = if markdown { ("\n### ", "- ") } else { ("\n", "  ") };
    writeln!(out, "{head}{title}\n{articles}{} new acts", story.new_acts)?;
    if markdown {
        writeln!(out)?;
    }
    for act in &story.acts {
        writeln!(out, "{item}{}", find::headline(act))?;
        if let Some(told) = act.told_by.first() {
            let (before, after) = archive.around(&told.article, told.start, told.end)?;
            let sentence = output::sentence(&before, &told.words, &after);
            writeln!(out, "    {sentence} ({} {}–{})", told.article, told.start, told.end)?;
        }
    }
    Ok(())
}

fn dispute(d: &Disputed) -> String {
    let values: Vec<String> = d
        .values
        .iter()
        .map(|(value, articles, new)| {
            let new = if *new { ", new" } else { "" };
            let articles = if *articles == 1 { "1 article".to_owned() } else { format!("{articles} articles") };
            format!("{value} ({articles}{new})")
        })
        .collect();
    let mut act = d.act.clone();
    act.disputes.clear();
    format!("{}: {}  [{}]", d.field, values.join(", "), find::headline(&act))
}
