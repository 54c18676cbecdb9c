//! Web pages: main text and what the page says of itself.

mod blocks;
mod content;
mod dom;
mod linked_data;
mod metadata;

use std::sync::Arc;

use chancery_record::Article;
use scraper::Html;

use crate::charset::{declared_in_markup, decode_declared};
use crate::intake::{Flow, Intake, Place};
use crate::text::complete;
use crate::{Options, Piece, SourceError, Sourced, press};

/// A page that was read and not yet taken apart.
pub(crate) struct Page {
    pub(crate) place: Place,
    bytes: Vec<u8>,
    options: Arc<Options>,
}

/// Reads a page; one that is an export of a press database is read as that.
pub(crate) fn read(intake: &mut Intake<'_>, bytes: Vec<u8>, place: &Place) -> Flow {
    if intake.options.format.is_none()
        && let Some(format) = press::sniff_markup(&bytes)
    {
        return press::read(intake, format, bytes, place);
    }
    let page = Page { place: place.clone(), bytes, options: intake.options.clone() };
    intake.emit_later(Piece::page(page))
}

impl Page {
    /// The article of the page.
    ///
    /// # Errors
    /// A page without a main text.
    pub(crate) fn article(self) -> Result<Sourced, SourceError> {
        let Page { place, bytes, options } = self;
        let origin = &place.origin;
        let declared = place.hints.charset.clone().or_else(|| declared_in_markup(&bytes));
        let decoded = decode_declared(bytes, declared.as_deref());
        // Declared charsets are the rule on the web, and no news.
        let mut notes: Vec<String> = decoded.note.into_iter().filter(|n| !n.ends_with("its declaration")).collect();
        if nests_too_deep(&decoded.text) {
            return Err(SourceError::new(origin, "elements nested thousands deep: no page that a person reads"));
        }
        let html = Html::parse_document(&decoded.text);
        let dom = dom::Dom::new(&html);
        let said = metadata::read(&dom, place.hints.url.as_deref());
        let text = content::main_text(&dom, &said, &mut notes);
        if text.trim().is_empty() {
            return Err(SourceError::new(origin, "no main text in the page")
                .hint("overviews, players and pages that a script fills hold none"));
        }
        let mut article = Article {
            id: place.id.clone(),
            lang: said.lang,
            title: said.title,
            date: said.date.or_else(|| place.hints.date.clone()),
            source: said.site,
            url: place.hints.url.clone().filter(|_| said.url.is_none()).or(said.url),
            text,
        };
        complete(&mut article, &options, place.origin.members.is_empty() && place.origin.record.is_none());
        Ok(Sourced { article, origin: place.origin, notes, author: said.author })
    }
}

/// The text of a piece of HTML, its paragraphs parted by empty lines.
pub(crate) fn plain_text(html: &str) -> String {
    if nests_too_deep(html) {
        return html.to_owned();
    }
    let html = Html::parse_document(html);
    let dom = dom::Dom::new(&html);
    if dom.nodes.is_empty() {
        return String::new();
    }
    let all = blocks::blocks(&dom, 0, &|_| false);
    all.into_iter().map(|b| b.text).collect::<Vec<_>>().join("\n\n")
}

/// Whether so many elements stay open that the parser, whose time grows with
/// the square of the depth, would not come to an end.
fn nests_too_deep(html: &str) -> bool {
    const DEEPEST: i64 = 3000;
    let bytes = html.as_bytes();
    let mut depth = 0i64;
    for at in memchr::memchr_iter(b'<', bytes) {
        match bytes.get(at + 1) {
            Some(b'/') => depth = (depth - 1).max(0),
            Some(b) if b.is_ascii_alphabetic() => {
                let name: Vec<u8> = bytes[at + 1..]
                    .iter()
                    .take(10)
                    .take_while(|b| b.is_ascii_alphanumeric())
                    .map(u8::to_ascii_lowercase)
                    .collect();
                const OPEN: [&[u8]; 22] = [
                    b"p", b"li", b"br", b"img", b"meta", b"link", b"input", b"hr", b"td", b"tr", b"th", b"option",
                    b"dd", b"dt", b"source", b"wbr", b"area", b"base", b"col", b"embed", b"track", b"param",
                ];
                if !OPEN.contains(&name.as_slice()) {
                    depth += 1;
                }
            }
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}
