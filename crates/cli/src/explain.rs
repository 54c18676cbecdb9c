mod items;

use std::fmt::Write as _;
use std::io::Write as _;

use anstyle::{AnsiColor, Style};
use anyhow::{Result, anyhow, bail, ensure};
use chancery::reader::Reader;
use chancery::reader::events::Derivation;
use chancery::record::{Article, Event, Offsets, Span, Syntax, Unit};

use self::items::Layer;
use crate::input::{Data, Sources};
use crate::{Outcome, report};

/// Arguments of `chancery explain`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    sources: Sources,

    #[command(flatten)]
    data: Data,

    /// Explain the sentence at this code point only
    #[arg(long, value_name = "OFFSET", conflicts_with = "event")]
    at: Option<u32>,

    /// Layers to explain, with commas between
    #[arg(
        long,
        value_enum,
        value_name = "LAYER",
        value_delimiter = ',',
        default_value = "events",
        conflicts_with = "event"
    )]
    layer: Vec<Layer>,

    /// Explain this event only (its identifier, as in v1a2b3c4d5e)
    #[arg(long, value_name = "ID")]
    event: Option<String>,

    /// Print the derivations as JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  chancery explain dispatch.txt
  chancery explain dispatch.txt --at 412
  chancery explain news.jsonl --event v9d0c1e77aa --json
  chancery explain dispatch.txt --layer diplomacy
  chancery explain dispatch.txt --layer times,places --at 412
  chancery explain dispatch.txt --layer all

For each event: the sentence, its tree, the predicate with its logical roles, the frames that fit,
the operators over them, and how each field came about. For the other layers: the fields of each item, the
words that carry them (←), what was inferred (step), and the rule.";

const HEAD: Style = Style::new().bold().underline();
const WORDS: Style = AnsiColor::Yellow.on_default().bold();
const FIELD: Style = AnsiColor::Cyan.on_default();
const FAINT: Style = Style::new().dimmed();

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let reader = args.data.reader()?;
    let mut out = anstream::stdout().lock();
    let mut failed = false;
    let mut met = false;
    for item in args.sources.open() {
        let sourced = match item {
            Ok(sourced) => sourced,
            Err(error) => {
                report::unread(&error);
                failed = true;
                continue;
            }
        };
        let article = &sourced.article;
        let syntax = args.data.trees(&reader, article).map_err(|why| anyhow!("{}: {why}", sourced.origin))?;
        let events = args.layer.iter().any(|l| matches!(l, Layer::Events | Layer::All));
        let shown = if events { chosen(&reader, args, article, &syntax)? } else { Vec::new() };
        for shown in shown {
            met = true;
            if args.json {
                serde_json::to_writer(&mut out, &shown)?;
                writeln!(out)?;
            } else {
                write!(out, "{}", page(&shown, &article.text))?;
            }
        }
        if args.layer.iter().any(|l| *l != Layer::Events) {
            let reading = reader.read_trees(article, &syntax);
            let sentence_at = |start: u32| syntax.sentence_at(start).map(|i| syntax.sentences[i].span);
            let within = match args.at {
                Some(at) => sentence_at(byte_of(article, at)?).or(Some(Span::default())),
                None => None,
            };
            for item in items::chosen(&reading, &args.layer, within)? {
                met = true;
                if args.json {
                    serde_json::to_writer(&mut out, &item)?;
                    writeln!(out)?;
                } else {
                    let around = |s: Span| sentence_at(s.start).unwrap_or(s);
                    write!(out, "{}", items::page(&item, &reading, &article.text, around))?;
                }
            }
        }
    }
    if let (Some(id), false) = (&args.event, met) {
        bail!("no event '{id}' in what was read; `chancery read --format json` prints the identifiers");
    }
    if !met && args.at.is_none() {
        let layers: Vec<String> = args.layer.iter().map(|l| format!("{l:?}").to_lowercase()).collect();
        writeln!(out, "no {}", layers.join(", no "))?;
    }
    Ok(if failed { Outcome::Partly } else { Outcome::Done })
}

/// The byte offset of a code point.
fn byte_of(article: &Article, at: u32) -> Result<u32> {
    let length = article.text.chars().count();
    ensure!((at as usize) < length, "--at {at} lies beyond the text of {length} code points");
    Ok(Offsets::new(&article.text).to_bytes(at, Unit::CodePoints))
}

/// One derivation, its predicate's place and the reading's event that came of it, if one did.
#[derive(serde::Serialize)]
struct Shown {
    article: String,
    trigger: Span,
    derivation: Derivation,
    event: Option<Event>,
}

fn chosen(reader: &Reader, args: &Args, article: &Article, syntax: &Syntax) -> Result<Vec<Shown>> {
    let reading = reader.read_trees(article, syntax);
    let starts: Vec<u32> = match (&args.at, &args.event) {
        (Some(at), _) => vec![byte_of(article, *at)?],
        (None, Some(id)) => reading.events.iter().filter(|e| e.id == *id).map(|e| e.span.start).collect(),
        (None, None) => {
            let mut starts: Vec<u32> = reading.events.iter().map(|e| e.span.start).collect();
            starts.dedup_by_key(|s| syntax.sentence_at(*s));
            starts
        }
    };
    let mut shown = Vec::new();
    for start in starts {
        for derivation in reader.explain(article, syntax, start).map_err(|why| anyhow!("{}: {why}", article.id))? {
            let word = syntax
                .sentence_at(derivation.sentence.start)
                .and_then(|i| syntax.sentences[i].tokens.get(derivation.predicate))
                .map_or(derivation.sentence, |t| t.span);
            let trigger = derivation.event.as_ref().map_or(word, |e| e.span);
            let event =
                reading.events.iter().find(|e| e.span == trigger || e.also.iter().any(|a| a.0 == trigger)).cloned();
            if args.event.is_some() && event.as_ref().map(|e| &e.id) != args.event.as_ref() {
                continue;
            }
            shown.push(Shown { article: article.id.clone(), trigger, derivation, event });
        }
    }
    Ok(shown)
}

fn page(shown: &Shown, text: &str) -> String {
    let d = &shown.derivation;
    let mut out = String::new();
    let _ = writeln!(out, "{HEAD}{}{HEAD:#}", shown.trigger.of(text));
    let _ = writeln!(out, "  {}\n", sentence(d.sentence, shown.trigger, text));
    for (i, node) in d.tree.iter().enumerate() {
        let head = node.head.map_or("–".to_owned(), |h| d.tree[h].form.clone());
        let mark = if i == d.predicate { "►" } else { " " };
        let _ = writeln!(
            out,
            "  {mark} {:<18} {:<16} {:<6} {:<12} ← {head}",
            node.form, node.lemma, node.upos, node.deprel
        );
    }
    let field = |out: &mut String, name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {FIELD}{name:<10}{FIELD:#} {value}");
        }
    };
    out.push('\n');
    for role in &d.roles {
        let words: Vec<&str> = role.words.iter().map(|w| d.tree[*w].form.as_str()).collect();
        field(&mut out, &role.role, &words.join(", "));
    }
    field(&mut out, "frames", &d.frames.join("; "));
    for step in &d.steps {
        field(&mut out, "step", step);
    }
    if let Some(why) = &d.rejected {
        field(&mut out, "no event", why);
    }
    if let Some(event) = &shown.event {
        let codes =
            |list: &[chancery::record::ActorCode]| list.iter().map(|c| c.as_str()).collect::<Vec<_>>().join(" ");
        field(
            &mut out,
            "event",
            &format!("{} {} → {} {}", event.kind, codes(&event.source), codes(&event.target), event.status),
        );
        for (name, span) in &event.because.spans {
            field(&mut out, name, &format!("{WORDS}{}{WORDS:#}", span.0.of(text)));
        }
        let _ = writeln!(out, "  {FAINT}event {}, rule {}{FAINT:#}", event.id, event.because.rule);
    }
    out.push('\n');
    out
}

fn sentence(sentence: Span, words: Span, text: &str) -> String {
    let cover = sentence.cover(words);
    let flat = |from: u32, to: u32| text[from as usize..to as usize].replace('\n', " ");
    format!(
        "{}{WORDS}[{}]{WORDS:#}{}",
        flat(cover.start, words.start),
        flat(words.start, words.end),
        flat(words.end, cover.end)
    )
}
