//! A reading for people: events with their words in the sentence, then
//! quotations, actors, times and places.

mod process;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use chancery::record::{ActorCode, Entity, Event, Quotation, QuotationKind, Reading, Span, Status, Syntax};

const HEAD: Style = Style::new().bold().underline();
const TYPE: Style = AnsiColor::Cyan.on_default().bold();
const ACTOR: Style = AnsiColor::Green.on_default();
const WORDS: Style = AnsiColor::Yellow.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// The reading as text with ANSI styles, `width` columns wide. Offsets are bytes of `text`.
pub(crate) fn reading(reading: &Reading, syntax: &Syntax, text: &str, width: usize) -> String {
    let mut out = String::new();
    let date = reading.date.as_ref().map_or("no date", |d| d.as_str());
    let lang = reading.lang.as_deref().unwrap_or("language unknown");
    let _ = write!(out, "{HEAD}{}{HEAD:#}  {lang}  {date}", reading.id);
    if let Some(title) = &reading.title {
        let _ = write!(out, "  {title}");
    }
    out.push('\n');
    for note in &reading.notes {
        let _ = writeln!(out, "  {FAINT}{note}{FAINT:#}");
    }
    section(&mut out, "Events", reading.events.len());
    for event in &reading.events {
        out += &self::event(event, syntax, text, width);
    }
    out += &process::process(reading, text);
    section(&mut out, "Quotations", reading.quotations.len());
    for quotation in &reading.quotations {
        out += &self::quotation(quotation, text, width);
    }
    let actors: Vec<&Entity> = reading.entities.iter().filter(|e| e.code.is_some()).collect();
    section(&mut out, "Actors", actors.len());
    for entity in actors {
        out += &actor(entity);
    }
    out += &process::statements(reading, text);
    section(&mut out, "Times", reading.times.len());
    for time in &reading.times {
        let _ = writeln!(out, "  {WORDS}{}{WORDS:#}  {}", one_line(time.span.of(text)), time.edtf);
    }
    section(&mut out, "Places", reading.places.len());
    out += &places(reading);
    out.push('\n');
    out
}

fn section(out: &mut String, name: &str, count: usize) {
    let _ = writeln!(out, "\n{HEAD}{name}{HEAD:#} {FAINT}{count}{FAINT:#}");
}

fn codes(codes: &[ActorCode]) -> String {
    if codes.is_empty() {
        return format!("{FAINT}–{FAINT:#}");
    }
    let all: Vec<&str> = codes.iter().map(ActorCode::as_str).collect();
    format!("{ACTOR}{}{ACTOR:#}", all.join(" "))
}

fn event(event: &Event, syntax: &Syntax, text: &str, width: usize) -> String {
    let mut line = format!("  {TYPE}{}{TYPE:#}", event.kind);
    if let Some(mode) = &event.mode {
        let _ = write!(line, " {mode}");
    }
    if let Some(of) = event.of {
        let _ = write!(line, " of {TYPE}{of}{TYPE:#}");
    }
    let _ = write!(line, "  {} → {}", codes(&event.source), codes(&event.target));
    if event.status != Status::Actual {
        let _ = write!(line, "  {}", event.status);
    }
    if let Some(date) = &event.date {
        let _ = write!(line, "  {date}");
    }
    match (&event.place_name, &event.place) {
        (Some(name), Some(country)) => {
            let _ = write!(line, "  {name} ({country})");
        }
        (_, Some(country)) => {
            let _ = write!(line, "  {country}");
        }
        _ => {}
    }
    for (what, number) in [("dead", event.dead), ("injured", event.injured), ("arrested", event.arrested)] {
        if let Some(number) = number {
            let _ = write!(line, "  {number} {what}");
        }
    }
    if let Some(share) = event.confidence {
        let _ = write!(line, "  {FAINT}{:.0} %{FAINT:#}", 100.0 * share);
    }
    let sentence = syntax.sentence_at(event.span.start).map_or(event.span, |i| syntax.sentences[i].span);
    let words = paragraph(&marked(text, sentence, event.span), width, "      ");
    format!("{line}\n{words}\n")
}

/// The sentence with the words that state the event set off.
fn marked(text: &str, sentence: Span, words: Span) -> String {
    let cover = sentence.cover(words);
    let (start, end) = (words.start as usize, words.end as usize);
    let before = one_line(&text[cover.start as usize..start]);
    let after = one_line(&text[end..cover.end as usize]);
    format!("{before}{WORDS}[{}]{WORDS:#}{after}", one_line(&text[start..end]))
}

fn quotation(quotation: &Quotation, text: &str, width: usize) -> String {
    let who = quotation.speaker.as_deref().unwrap_or("speaker unknown");
    let code = quotation.speaker_code.as_ref().map_or(String::new(), |c| format!(" {ACTOR}{c}{ACTOR:#}"));
    let words = one_line(quotation.span.of(text));
    let words = match quotation.kind {
        QuotationKind::Direct => format!("“{words}”"),
        QuotationKind::Indirect => words,
    };
    let mut line = format!("  {who}{code}");
    if let Some(date) = &quotation.date {
        let _ = write!(line, "  {date}");
    }
    if quotation.repeats.is_some() {
        let _ = write!(line, "  {FAINT}the same words again{FAINT:#}");
    }
    format!("{line}\n{}\n", paragraph(&words, width, "      "))
}

fn actor(entity: &Entity) -> String {
    let code = entity.code.as_ref().map_or("", |c| c.as_str());
    let mut line = format!("  {ACTOR}{code:<8}{ACTOR:#} {}", one_line(&entity.name));
    let offices: Vec<String> = entity
        .offices
        .iter()
        .map(|o| {
            let since = o.from.as_ref().map_or(String::new(), |d| format!(" since {d}"));
            format!("{}{since}", o.title)
        })
        .collect();
    if !offices.is_empty() {
        let _ = write!(line, " {FAINT}({}){FAINT:#}", offices.join("; "));
    }
    let times = entity.mentions.len();
    let _ = writeln!(line, "  {FAINT}{times}×{FAINT:#}");
    line
}

/// Places once each, with how often they are named.
fn places(reading: &Reading) -> String {
    let mut order = Vec::new();
    let mut seen: BTreeMap<(&str, Option<&str>, bool), usize> = BTreeMap::new();
    for place in &reading.places {
        let key = (place.name.as_str(), place.country.as_deref(), place.metonym);
        let times = seen.entry(key).or_default();
        *times += 1;
        if *times == 1 {
            order.push((key, place));
        }
    }
    let mut out = String::new();
    for (key, place) in order {
        let country = key.1.unwrap_or("–");
        let _ = write!(out, "  {WORDS}{}{WORDS:#}  {country}", key.0);
        if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
            let _ = write!(out, "  {lat:.2}, {lon:.2}");
        }
        if key.2 {
            let _ = write!(out, "  as its government");
        }
        let _ = writeln!(out, "  {FAINT}{}×{FAINT:#}", seen[&key]);
    }
    out
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

fn paragraph(text: &str, width: usize, indent: &str) -> String {
    let options = textwrap::Options::new(width).initial_indent(indent).subsequent_indent(indent);
    textwrap::fill(text.trim(), options)
}
