use std::fmt::Write as _;

use super::{place, without_copies};
use crate::dossier::{Dossier, Section};
use crate::page::{Line, Page, Piece};
use crate::text::one_line;

/// The dossier as Markdown (CommonMark with strikethrough), nothing left out.
pub fn markdown(dossier: &Dossier, sections: &[Section]) -> String {
    let page = Page::of(dossier, sections);
    let mut out = format!("# {}\n\n", escaped(&page.title));
    for (name, value) in &page.facts {
        let _ = writeln!(out, "- {name}: {}", escaped(value));
    }
    for part in &page.parts {
        let _ = write!(out, "\n## {} ({})\n\n{}\n", part.title, part.count, part.note);
        for (at, group) in part.groups.iter().enumerate() {
            match &group.title {
                Some(title) => {
                    let _ = write!(out, "\n### {}\n\n", escaped(title));
                }
                None if at == 0 => out.push('\n'),
                None => {}
            }
            for line in &group.lines {
                self::line(&mut out, line);
            }
        }
    }
    out
}

fn line(out: &mut String, line: &Line<'_>) {
    let indent = "  ".repeat(line.level);
    let text: Vec<String> = line.pieces.iter().filter_map(piece).collect();
    let _ = writeln!(out, "{indent}- {}", text.join(" "));
    for (passage, copies) in without_copies(&line.passages) {
        let _ = write!(
            out,
            "{indent}  - {}**{}**{}",
            escaped(&passage.before),
            escaped(passage.words.trim()),
            escaped(&passage.after)
        );
        for place in std::iter::once(passage).chain(copies) {
            let _ = write!(out, " — `{}` {}", place.article, escaped(&self::place(place)));
        }
        out.push('\n');
    }
}

fn piece(piece: &Piece) -> Option<String> {
    Some(match piece {
        Piece::Plain(text) | Piece::Actor(text) => escaped(text),
        Piece::Strong(text) => format!("**{}**", escaped(text.trim())),
        Piece::Faint(text) => format!("*{}*", escaped(text.trim())),
        Piece::Removed(text) => format!("~~{}~~", escaped(text.trim())),
        Piece::Added(text) => format!("**{}**", escaped(text.trim())),
        Piece::Link(text, target) if text == target => format!("`{text}`"),
        Piece::Link(text, target) if target.contains("://") => {
            let safe = target.replace(' ', "%20").replace('<', "%3C").replace('>', "%3E");
            format!("[{}](<{safe}>)", escaped(text))
        }
        Piece::Link(..) => return None,
    })
}

/// Without what Markdown would read as a mark.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars().filter(|c| !c.is_control()) {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
