use std::fmt::Write as _;

use super::{place, without_copies};
use crate::dossier::{Dossier, Passage, Section};
use crate::page::{Group, Line, Page, Piece};

/// Style of the page; it has no script, and loads nothing.
const STYLE: &str = include_str!("dossier.css");

/// The dossier as one HTML page that needs no network: each line with its passages folded under it,
/// the words marked in their sentence.
pub fn html(dossier: &Dossier, sections: &[Section]) -> String {
    let page = Page::of(dossier, sections);
    let title = escaped(&page.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">To the dossier</a>\n<header>\n<h1>{title}</h1>\n<dl>\n"
    );
    for (name, value) in &page.facts {
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escaped(name), escaped(value));
    }
    out.push_str("</dl>\n<nav aria-label=\"Parts\">\n<ul>\n");
    for part in &page.parts {
        let _ = writeln!(
            out,
            "<li><a href=\"#{}\">{}</a> <span class=\"n\">{}</span></li>",
            part.anchor, part.title, part.count
        );
    }
    out.push_str("</ul>\n</nav>\n</header>\n<main id=\"main\">\n");
    for part in &page.parts {
        let _ = write!(
            out,
            "<section id=\"{0}\" aria-labelledby=\"{0}-h\">\n<h2 id=\"{0}-h\">{1} <span class=\"n\">{2}</span></h2>\n<p class=\"note\">{3}</p>\n",
            part.anchor,
            part.title,
            part.count,
            escaped(&part.note)
        );
        for group in &part.groups {
            self::group(&mut out, group);
        }
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n<footer><p>Compiled by Chancery. Numbers beside a passage are the Unicode code points of its words in the article.</p></footer>\n</body>\n</html>\n");
    out
}

fn group(out: &mut String, group: &Group<'_>) {
    if let Some(title) = &group.title {
        let _ = writeln!(out, "<h3>{} <span class=\"n\">{}</span></h3>", escaped(title), group.count);
    }
    out.push_str("<ul class=\"lines\">\n");
    let mut depth = 0;
    for (at, line) in group.lines.iter().enumerate() {
        // A list deeper is part of the item before it.
        if at > 0 {
            if line.level > depth {
                out.push_str("<ul>\n");
            } else {
                for _ in line.level..depth {
                    out.push_str("</li>\n</ul>\n");
                }
                out.push_str("</li>\n");
            }
        }
        depth = line.level;
        self::line(out, line);
    }
    for _ in 0..depth {
        out.push_str("</li>\n</ul>\n");
    }
    out.push_str("</li>\n</ul>\n");
}

fn line(out: &mut String, line: &Line<'_>) {
    match &line.anchor {
        Some(anchor) => {
            let _ = write!(out, "<li id=\"{}\">", escaped(anchor));
        }
        None => out.push_str("<li>"),
    }
    let text: Vec<String> = line.pieces.iter().map(piece).collect();
    let _ = write!(out, "<p>{}</p>", text.join(" "));
    if let Some(first) = line.passages.first() {
        let more = match line.passages.len() {
            1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        let _ = write!(
            out,
            "\n<details><summary><q>{}</q> <small>{}{more}</small></summary>\n",
            escaped(&first.words),
            escaped(&place(first))
        );
        for (passage, copies) in without_copies(&line.passages) {
            out.push_str(&self::passage(passage, &copies));
        }
        out.push_str("</details>");
    }
    out.push('\n');
}

fn passage(passage: &Passage, copies: &[&Passage]) -> String {
    let mut out = format!(
        "<blockquote><p>{}<mark>{}</mark>{}</p>",
        escaped(&passage.before),
        escaped(&passage.words),
        escaped(&passage.after)
    );
    for place in std::iter::once(&passage).chain(copies) {
        let id = escaped(&place.article);
        let _ =
            write!(out, "<footer><a href=\"#{id}\">{id}</a> <small>{}</small></footer>", escaped(&self::place(place)));
    }
    out.push_str("</blockquote>\n");
    out
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Plain(text) => escaped(text),
        Piece::Strong(text) => format!("<strong>{}</strong>", escaped(text)),
        Piece::Actor(text) => format!("<span class=\"actor\">{}</span>", escaped(text)),
        Piece::Faint(text) => format!("<small>{}</small>", escaped(text)),
        Piece::Removed(text) => format!("<del>{}</del>", escaped(text)),
        Piece::Added(text) => format!("<ins>{}</ins>", escaped(text)),
        Piece::Link(text, target) if target.contains("://") => {
            format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escaped(target), escaped(text))
        }
        Piece::Link(text, target) => format!("<a href=\"#{}\">{}</a>", escaped(target), escaped(text)),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Characters that no HTML page may hold.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
