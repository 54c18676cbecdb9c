//! One text a file, with an optional short header.

use chancery_record::{Article, Edtf};

use crate::charset::{binary, decode_declared};
use crate::intake::{Flow, Intake, Place};
use crate::{Options, SourceError, Sourced};

/// Reads a text file: one article.
pub(crate) fn read(intake: &mut Intake<'_>, bytes: Vec<u8>, place: &Place) -> Flow {
    let item = article(bytes, place, intake.options);
    intake.emit(item)
}

/// An article from the bytes of a text file.
///
/// A header is a block of `Key: value` lines at the top (`id`, `lang`,
/// `title`, `date`, `source`, `url`), ended by an empty line. The article's
/// text is what follows.
pub(crate) fn article(bytes: Vec<u8>, place: &Place, options: &Options) -> Result<Sourced, SourceError> {
    let origin = &place.origin;
    if binary(&bytes) {
        return Err(SourceError::new(origin, "not a text: it has NUL bytes")
            .hint("give plain text (.txt) or JSON Lines (.jsonl)"));
    }
    let decoded = decode_declared(bytes, place.hints.charset.as_deref());
    let mut notes: Vec<String> = decoded.note.into_iter().collect();
    let mut article = Article {
        id: place.id.clone(),
        url: place.hints.url.clone(),
        date: place.hints.date.clone(),
        ..Article::default()
    };
    let body = header(&decoded.text, &mut article, &mut notes);
    article.text = body.to_owned();
    if article.text.trim().is_empty() {
        return Err(SourceError::new(origin, "no text in it"));
    }
    complete(&mut article, options, true);
    Ok(Sourced { article, origin: origin.clone(), notes, author: None })
}

/// Lays what the user said over what the file said.
pub(crate) fn complete(article: &mut Article, options: &Options, single: bool) {
    if options.lang.is_some() {
        article.lang.clone_from(&options.lang);
    }
    if article.date.is_none() {
        article.date.clone_from(&options.date);
    }
    if single {
        if let Some(id) = &options.id {
            article.id.clone_from(id);
        }
        if options.title.is_some() {
            article.title.clone_from(&options.title);
        }
    }
}

/// A date as the source gives it, or the note that it is none.
pub(crate) fn date(value: &str, notes: &mut Vec<String>) -> Option<Edtf> {
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    let date = crate::dates::parse(value);
    if date.is_none() {
        notes.push(format!("the date '{value}' was left out: it is no date as 2025, 2025-03 or 2025-03-05"));
    }
    date
}

fn header<'t>(text: &'t str, article: &mut Article, notes: &mut Vec<String>) -> &'t str {
    const KEYS: [&str; 6] = ["id", "lang", "title", "date", "source", "url"];
    let mut rest = text;
    let mut found = Vec::new();
    while let Some(end) = rest.find('\n') {
        let line = rest[..end].trim_end_matches('\r');
        rest = &rest[end + 1..];
        if line.trim().is_empty() {
            break;
        }
        match line.split_once(':') {
            Some((key, value)) if KEYS.contains(&key.trim().to_lowercase().as_str()) => {
                found.push((key.trim().to_lowercase(), value.trim().to_owned()));
            }
            _ => return text,
        }
    }
    if found.is_empty() {
        return text;
    }
    for (key, value) in found {
        match key.as_str() {
            "id" => article.id = value,
            "lang" => article.lang = Some(value),
            "title" => article.title = Some(value),
            "date" => article.date = date(&value, notes),
            "source" => article.source = Some(value),
            _ => article.url = Some(value),
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Sourced {
        article(text.as_bytes().to_vec(), &Place::default(), &Options::default()).unwrap()
    }

    #[test]
    fn headers_are_taken_off() {
        let sourced = read("Title: Pourparlers à Genève\r\ndate: 2024-05-02\r\nLang: fr\r\n\r\nLa Suisse propose.\n");
        assert_eq!(sourced.article.title.as_deref(), Some("Pourparlers à Genève"));
        assert_eq!(sourced.article.date.unwrap().as_str(), "2024-05-02");
        assert_eq!(sourced.article.text, "La Suisse propose.\n");
    }

    #[test]
    fn a_text_that_opens_with_a_colon_line_is_no_header() {
        let text = "Mali : deux soldats tués\n\nDeux soldats ont été tués.";
        assert_eq!(read(text).article.text, text);
        let text = "Paris: police fired tear gas.\nMore follows.\n\nEnd.";
        assert_eq!(read(text).article.text, text);
    }

    #[test]
    fn a_wrong_date_is_left_out_with_a_note() {
        let sourced = read("Date: 2024-13-02\n\nTexte.");
        assert_eq!(sourced.article.date, None);
        assert!(sourced.notes[0].contains("2024-13-02"));
        assert_eq!(date("2024-05-02T10:11:12.5+02:00", &mut Vec::new()).unwrap().as_str(), "2024-05-02T10:11:12");
    }

    #[test]
    fn empty_and_binary_files_are_errors() {
        let none = |bytes: &[u8]| article(bytes.to_vec(), &Place::default(), &Options::default()).unwrap_err().message;
        assert_eq!(&*none(b" \n "), "no text in it");
        assert!(none(b"PK\x03\x04\0\0").contains("NUL"));
    }
}
