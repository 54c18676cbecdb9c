//! Exports of press databases: Europresse, Factiva, Nexis.

mod europresse;
mod factiva;
mod nexis;

use chancery_record::Article;

use crate::charset::{declared_in_markup, decode_declared};
use crate::intake::{Flow, Intake, Place};
use crate::text::complete;
use crate::{Format, Options, Origin, SourceError, Sourced, docx, rtf};

/// What a document of an export says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Document {
    pub(crate) id: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) lang: Option<String>,
    pub(crate) paragraphs: Vec<String>,
}

/// Whether lowercase markup opens as an export of Europresse.
pub(crate) fn is_europresse(lower: &str) -> bool {
    lower.contains("docpublicationname") || lower.contains("titrearticlevisu")
}

/// Whether lowercase markup opens as an export of Factiva.
pub(crate) fn is_factiva_markup(lower: &str) -> bool {
    lower.contains("articleparagraph")
        || (lower.contains("<b>hd</b>") && (lower.contains("<b>wc</b>") || lower.contains("<b>pd</b>")))
        || (lower.contains("class=\"article ") && lower.contains("article\"") && lower.contains("factiva"))
}

/// The press database that a page was exported from.
pub(crate) fn sniff_markup(bytes: &[u8]) -> Option<Format> {
    let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    if has(b"DocPublicationName") && (has(b"DocHeader") || has(b"itreArticle")) {
        return Some(Format::Europresse);
    }
    let factiva = has(b"articleParagraph") && has(b"class=\"article ");
    (factiva || (has(b"<b>HD</b>") && has(b"<b>PD</b>"))).then_some(Format::Factiva)
}

/// The press database that a text was exported from.
pub(crate) fn sniff_text(start: &str) -> Option<Format> {
    let lines: Vec<&str> = start.lines().take(400).collect();
    sniff_lines(&lines)
}

fn sniff_lines<S: AsRef<str>>(lines: &[S]) -> Option<Format> {
    if nexis::is_export(lines) {
        Some(Format::Nexis)
    } else if factiva::is_export(lines) {
        Some(Format::Factiva)
    } else {
        None
    }
}

/// Reads an export, whatever it was saved as.
pub(crate) fn read(intake: &mut Intake<'_>, format: Format, bytes: Vec<u8>, place: &Place) -> Flow {
    if bytes.starts_with(b"{\\rtf") {
        let lines = rtf::lines(&bytes);
        return read_lines(intake, &lines, place, Some(format));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return match docx::lines(bytes, place, intake) {
            Ok(lines) => read_lines(intake, &lines, place, Some(format)),
            Err(error) => intake.fail(error),
        };
    }
    let declared = place.hints.charset.clone().or_else(|| declared_in_markup(&bytes));
    let decoded = decode_declared(bytes, declared.as_deref());
    let markup = decoded.text.trim_start().starts_with('<');
    let documents = match format {
        Format::Europresse => europresse::documents(&decoded.text),
        Format::Factiva if markup => factiva::of_markup(&decoded.text),
        _ => {
            let text = if markup { crate::page::plain_text(&decoded.text) } else { decoded.text };
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            return read_lines(intake, &lines, place, Some(format));
        }
    };
    emit(intake, documents, format, place)
}

/// Reads the paragraphs of a document: an export, or one article.
pub(crate) fn read_lines(intake: &mut Intake<'_>, lines: &[String], place: &Place, forced: Option<Format>) -> Flow {
    match forced.or_else(|| sniff_lines(lines)) {
        Some(format @ Format::Nexis) => emit(intake, nexis::documents(lines), format, place),
        Some(format) => emit(intake, factiva::of_lines(lines), format, place),
        None => {
            let text = join(lines);
            let item = crate::text::article(text.into_bytes(), place, intake.options);
            intake.emit(item)
        }
    }
}

/// Lines as a text, several empty ones as one.
fn join(lines: &[String]) -> String {
    let mut text = String::new();
    let mut empty = true;
    for line in lines {
        let line = line.trim_end();
        if line.trim().is_empty() {
            if !empty {
                text.push('\n');
            }
            empty = true;
        } else {
            text.push_str(line);
            text.push('\n');
            empty = false;
        }
    }
    text
}

fn emit(intake: &mut Intake<'_>, documents: Vec<Document>, format: Format, place: &Place) -> Flow {
    if documents.is_empty() {
        let error = SourceError::new(&place.origin, format!("no article in the export of {}", title(format)));
        return intake.fail(
            error.hint("its layout may be a new one; please report it, with the markers that part its articles"),
        );
    }
    for (number, document) in (1..).zip(documents) {
        let item = article(document, &place.origin.record(number), intake.options);
        intake.emit(item)?;
    }
    Flow::Continue(())
}

fn title(format: Format) -> &'static str {
    match format {
        Format::Europresse => "Europresse",
        Format::Nexis => "Nexis",
        _ => "Factiva",
    }
}

fn article(document: Document, origin: &Origin, options: &Options) -> Result<Sourced, SourceError> {
    let mut notes = Vec::new();
    let text = document.paragraphs.join("\n\n");
    if text.trim().is_empty() {
        let named = document.title.map(|t| format!(" ('{t}')")).unwrap_or_default();
        return Err(SourceError::new(origin, format!("no text in the document{named}")));
    }
    let mut article = Article {
        id: document.id.unwrap_or_else(|| origin.to_string()),
        lang: document.lang.as_deref().and_then(language),
        title: document.title,
        date: document.date.and_then(|d| crate::text::date(&d, &mut notes)),
        source: document.source,
        url: None,
        text,
    };
    complete(&mut article, options, false);
    Ok(Sourced { article, origin: origin.clone(), notes, author: document.author })
}

/// The tag of a language that is named in French or English.
fn language(name: &str) -> Option<String> {
    let lower = name.trim().to_lowercase();
    let first = lower.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let tag = match first {
        "english" | "anglais" => "en",
        "french" | "français" => "fr",
        "german" | "deutsch" | "allemand" => "de",
        "spanish" | "espagnol" => "es",
        "italian" | "italien" => "it",
        "portuguese" | "portugais" => "pt",
        "arabic" | "arabe" => "ar",
        "russian" | "russe" => "ru",
        "dutch" | "néerlandais" => "nl",
        "chinese" | "chinois" => "zh",
        _ => return crate::feed::primary(first).filter(|t| t.len() == 2),
    };
    Some(tag.to_owned())
}

/// Whether a text is nothing but a copyright notice.
fn is_copyright(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    lower.starts_with('©') || lower.starts_with("(c) ") || lower.starts_with("copyright ")
}
