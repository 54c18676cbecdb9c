use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::{place, without_copies};
use crate::dossier::{Dossier, Passage, Section};
use crate::page::{Group, Line, Page, Piece};
use crate::text::one_line;

const HEAD: Style = Style::new().bold().underline();
const STRONG: Style = Style::new().bold();
const ACTOR: Style = AnsiColor::Green.on_default();
const WORDS: Style = AnsiColor::Yellow.on_default().bold();
const FAINT: Style = Style::new().dimmed();
const REMOVED: Style = AnsiColor::Red.on_default().strikethrough();
const ADDED: Style = AnsiColor::Cyan.on_default().bold();

/// What is shown unless all is asked for: groups of a part (months, offers, accords), lines of a group
/// with a heading and of one without, passages of a line.
const GROUPS: usize = 24;
const TITLED: usize = 6;
const LINES: usize = 24;
const PASSAGES: usize = 2;

/// The dossier for a terminal `width` columns wide, with ANSI styles. Of a group of many lines the
/// last are shown, and of a line the first passages; what is left out is counted. `all` leaves out nothing.
pub fn text(dossier: &Dossier, sections: &[Section], width: usize, all: bool) -> String {
    let page = Page::of(dossier, sections);
    let mut out = format!("{HEAD}{}{HEAD:#}\n", clean(&page.title));
    for (name, value) in &page.facts {
        filled(&mut out, &format!("{FAINT}{name}:{FAINT:#} {}", clean(value)), width, "  ", "    ");
    }
    for part in &page.parts {
        let _ = writeln!(out, "\n{HEAD}{}{HEAD:#} {FAINT}{}{FAINT:#}", part.title, part.count);
        filled(&mut out, &format!("{FAINT}{}{FAINT:#}", part.note), width, "  ", "  ");
        // A party on a topic is never left out; the oldest months and offers are.
        let most = if all || part.anchor == "positions" { usize::MAX } else { GROUPS };
        let shown = part.groups.len().saturating_sub(most);
        if shown > 0 {
            let _ = writeln!(out, "  {FAINT}… {shown} earlier left out; --all shows them{FAINT:#}");
        }
        for group in &part.groups[shown..] {
            self::group(&mut out, group, width, all);
        }
    }
    out
}

fn group(out: &mut String, group: &Group<'_>, width: usize, all: bool) {
    if let Some(title) = &group.title {
        let _ = writeln!(out, "\n  {STRONG}{}{STRONG:#} {FAINT}{}{FAINT:#}", clean(title), group.count);
    }
    // An accord or offer is one group, to be seen whole.
    let most = if group.count == group.lines.len() { TITLED } else { LINES };
    let hidden = if all { 0 } else { group.lines.len().saturating_sub(most) };
    let shown = if group.newest_first { 0..group.lines.len() - hidden } else { hidden..group.lines.len() };
    let say = |out: &mut String| {
        if hidden > 0 {
            let _ = writeln!(out, "  {FAINT}… {hidden} lines left out; --all shows them{FAINT:#}");
        }
    };
    if !group.newest_first {
        say(out);
    }
    let mut above: &[&Passage] = &[];
    for line in &group.lines[shown] {
        self::line(out, line, above, width, all);
        above = &line.passages;
    }
    if group.newest_first {
        say(out);
    }
}

fn line(out: &mut String, line: &Line<'_>, above: &[&Passage], width: usize, all: bool) {
    let indent = "  ".repeat(line.level + 1);
    let text: Vec<String> = line.pieces.iter().filter_map(piece).collect();
    filled(out, &text.join(" "), width, &indent, &format!("{indent}  "));
    let deeper = format!("{indent}    ");
    let most = if all { usize::MAX } else { PASSAGES };
    let passages = without_copies(&line.passages);
    for (passage, copies) in passages.iter().take(most) {
        // Words that stand just above are not printed again.
        let mut text = if above.contains(passage) { format!("{FAINT}as above{FAINT:#}") } else { words(passage) };
        for place in std::iter::once(passage).chain(copies) {
            let _ = write!(text, " {FAINT}— {} {}{FAINT:#}", place.article, clean(&self::place(place)));
        }
        filled(out, &text, width, &deeper, &deeper);
    }
    if passages.len() > most {
        let _ = writeln!(out, "{deeper}{FAINT}… and {} more{FAINT:#}", passages.len() - most);
    }
}

fn piece(piece: &Piece) -> Option<String> {
    Some(match piece {
        Piece::Plain(text) => clean(text),
        Piece::Strong(text) => format!("{STRONG}{}{STRONG:#}", clean(text)),
        Piece::Actor(text) => format!("{ACTOR}{}{ACTOR:#}", clean(text)),
        Piece::Faint(text) => format!("{FAINT}{}{FAINT:#}", clean(text)),
        // Marks that stay when colours are off.
        Piece::Removed(text) => format!("{REMOVED}[-{}-]{REMOVED:#}", clean(text)),
        Piece::Added(text) => format!("{ADDED}{{+{}+}}{ADDED:#}", clean(text)),
        Piece::Link(text, target) if text == target => clean(text),
        Piece::Link(_, target) if target.contains("://") => format!("{FAINT}{}{FAINT:#}", clean(target)),
        Piece::Link(..) => return None,
    })
}

fn words(passage: &Passage) -> String {
    format!("{}{WORDS}[{}]{WORDS:#}{}", clean(&passage.before), clean(&passage.words), clean(&passage.after))
}

/// Texts come from outside: an escape sequence in one must not reach the terminal.
fn clean(text: &str) -> String {
    one_line(text).chars().filter(|c| !c.is_control()).collect()
}

fn filled(out: &mut String, text: &str, width: usize, first: &str, rest: &str) {
    let options = textwrap::Options::new(width.max(30))
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        // Codes are not broken at their hyphen.
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    out.push_str(&textwrap::fill(text.trim(), options));
    out.push('\n');
}
