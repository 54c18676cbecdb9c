use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::place;
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

/// Lines of a group, and passages of a line, that are shown unless all are asked for.
const LINES: usize = 12;
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
        let shown = part.groups.len().saturating_sub(if all { usize::MAX } else { 3 * LINES });
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
        let _ = writeln!(out, "\n  {STRONG}{}{STRONG:#} {FAINT}{}{FAINT:#}", clean(title), group.lines.len());
    }
    let hidden = if all { 0 } else { group.lines.len().saturating_sub(2 * LINES) };
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
    for passage in line.passages.iter().take(most) {
        // Words that stand just above are not printed again.
        if above.contains(passage) {
            let again = format!("{FAINT}as above — {} {}{FAINT:#}", passage.article, clean(&place(passage)));
            filled(out, &again, width, &deeper, &deeper);
            continue;
        }
        filled(out, &words(passage), width, &deeper, &deeper);
    }
    if line.passages.len() > most {
        let _ = writeln!(out, "{deeper}{FAINT}… and {} more{FAINT:#}", line.passages.len() - most);
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
    format!(
        "{}{WORDS}[{}]{WORDS:#}{} {FAINT}— {} {}{FAINT:#}",
        clean(&passage.before),
        clean(&passage.words),
        clean(&passage.after),
        passage.article,
        clean(&place(passage))
    )
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
