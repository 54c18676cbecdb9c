//! JSON: arrays of articles, objects that wrap one, JSON Feed.

use std::io::BufRead;

use chancery_record::Article;
use serde_json::{Map, Value};

use crate::charset::decode;
use crate::fields;
use crate::intake::{Flow, Intake, Place, broken, too_large};
use crate::text::{complete, date};
use crate::{Options, Origin, SourceError, Sourced};

/// Guesses of field names that were told already.
#[derive(Default)]
pub(crate) struct Guesses(Vec<String>);

/// Keys under which an object keeps its list of articles.
const LISTS: [&str; 12] = [
    "articles",
    "items",
    "docs",
    "documents",
    "results",
    "records",
    "data",
    "entries",
    "news",
    "hits",
    "value",
    "response",
];

/// Whether an object wraps a list of articles rather than being one.
pub(crate) fn wraps(text: &str) -> bool {
    let object = text.get(..2000.min(text.len())).unwrap_or(text);
    !object.contains("\"text\"")
        && LISTS.iter().any(|key| {
            text.find(&format!("\"{key}\"")).is_some_and(|at| {
                let rest = text[at + key.len() + 2..].trim_start();
                rest.strip_prefix(':').is_some_and(|r| r.trim_start().starts_with(['[', '{']))
            })
        })
}

/// An article of an object's fields.
pub(crate) fn article(
    value: Value,
    origin: &Origin,
    note: Option<String>,
    options: &Options,
    guessed: &mut Guesses,
) -> Result<Sourced, SourceError> {
    let Value::Object(mut object) = value else {
        return Err(SourceError::new(origin, "no object in it").hint("an article is an object with at least \"text\""));
    };
    // Search engines keep the document one level down.
    if let Some(Value::Object(inner)) = object.remove("_source") {
        object = inner;
    }
    let mut notes: Vec<String> = note.into_iter().collect();
    let keys: Vec<String> = object.keys().cloned().collect();
    let names: Vec<&str> = keys.iter().map(String::as_str).collect();
    let mut take = |field: &str| -> Option<String> {
        // The best name that holds something, not just the best that is there.
        let mut left = names.clone();
        while let Some((at, guess)) = fields::find(field, &left, &options.columns) {
            let name = left[at];
            if let Some(value) = object.get(name).and_then(plain).filter(|v| !v.trim().is_empty()) {
                let said = format!("{field} from '{name}'");
                if guess && !guessed.0.contains(&said) {
                    guessed.0.push(said.clone());
                    notes.push(format!("took the {said}"));
                }
                return Some(value);
            }
            left.remove(at);
        }
        None
    };
    let Some(text) = take("text") else {
        return Err(SourceError::new(origin, "no text in it")
            .hint("the field \"text\" holds the article; --columns text=NAME names another"));
    };
    let (id, lang, title) = (take("id"), take("lang"), take("title"));
    let (day, source, url, author) = (take("date"), take("source"), take("url"), take("author"));
    let text = if looks_like_markup(&text) { crate::page::plain_text(&text) } else { text };
    let mut article = Article {
        id: id.unwrap_or_else(|| origin.to_string()),
        lang,
        title,
        date: day.and_then(|d| date(&d, &mut notes)),
        source,
        url,
        text,
    };
    complete(&mut article, options, false);
    Ok(Sourced { article, origin: origin.clone(), notes, author })
}

/// Whether a field holds HTML rather than text.
pub(crate) fn looks_like_markup(text: &str) -> bool {
    let closing = ["</p>", "</div>", "<br", "</li>", "</span>", "<p>"];
    text.trim_start().starts_with('<') && closing.iter().any(|c| text.contains(c))
}

/// A value as text: strings, numbers, the name of an object, a list of these.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Array(all) => {
            let parts: Vec<String> = all.iter().filter_map(plain).collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        }
        Value::Object(o) => {
            ["name", "title", "value", "rendered", "url"].iter().find_map(|k| o.get(*k).and_then(plain))
        }
        _ => None,
    }
}

/// The message of a JSON error without "at line 1 column 5": the line is another one here.
pub(crate) fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// Whether a document opens with a bracket.
pub(crate) fn is_array(reader: &mut dyn BufRead) -> bool {
    let head = reader.fill_buf().unwrap_or_default();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.trim_ascii_start().first() == Some(&b'[')
}

/// Reads the elements of an array one by one.
pub(crate) fn read_array(intake: &mut Intake<'_>, reader: &mut dyn BufRead, place: &Place) -> Flow {
    let mut cutter = Cutter::default();
    let mut guessed = Guesses::default();
    let mut number = 0;
    let limit = intake.options.limits.article;
    loop {
        let next = cutter.next(reader, limit);
        number += 1;
        let origin = place.origin.record(number);
        match next {
            Ok(Cut::Element(_)) if !intake.wants(&origin) => {}
            Ok(Cut::Element(bytes)) => {
                let decoded = decode(bytes);
                let item = match serde_json::from_str(&decoded.text) {
                    Ok(value) => article(value, &origin, decoded.note, intake.options, &mut guessed),
                    Err(e) => Err(SourceError::new(&origin, format!("broken JSON: {}", without_place(&e)))
                        .hint("an element of the array is one object with at least \"text\"")),
                };
                intake.emit(item)?;
            }
            Ok(Cut::TooLarge) => intake.fail(too_large(&origin, limit))?,
            Ok(Cut::End) => return Flow::Continue(()),
            Ok(Cut::Short) => {
                return intake.fail(SourceError::new(&origin, "cut off: the array is not closed"));
            }
            Err(error) => return intake.fail(broken(&origin, &error)),
        }
    }
}

/// Cuts an array into its elements without parsing them.
#[derive(Default)]
struct Cutter {
    opened: bool,
}

enum Cut {
    Element(Vec<u8>),
    TooLarge,
    End,
    Short,
}

impl Cutter {
    fn next(&mut self, reader: &mut dyn BufRead, limit: usize) -> std::io::Result<Cut> {
        let mut element = Vec::new();
        let (mut length, mut depth) = (0usize, 0usize);
        let (mut in_string, mut escaped) = (false, false);
        loop {
            let buffer = reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(if self.opened { Cut::Short } else { Cut::End });
            }
            let mut used = 0;
            let mut cut = None;
            for &byte in buffer {
                used += 1;
                if !self.opened {
                    self.opened = byte == b'[';
                    continue;
                }
                if in_string {
                    match byte {
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        b'"' => in_string = false,
                        _ => {}
                    }
                } else {
                    match byte {
                        b'"' => in_string = true,
                        b'{' | b'[' => depth += 1,
                        b']' if depth == 0 => {
                            self.opened = false;
                            cut = Some(Cut::End);
                            break;
                        }
                        b'}' | b']' => depth = depth.saturating_sub(1),
                        b',' if depth == 0 => {
                            cut = Some(Cut::End);
                            break;
                        }
                        _ => {}
                    }
                }
                length += 1;
                if length <= limit {
                    element.push(byte);
                }
            }
            reader.consume(used);
            if cut.is_some() {
                return Ok(if length > limit {
                    Cut::TooLarge
                } else if !element.iter().all(u8::is_ascii_whitespace) {
                    Cut::Element(element)
                } else if self.opened {
                    // Nothing between two commas.
                    length = 0;
                    element.clear();
                    continue;
                } else {
                    Cut::End
                });
            }
        }
    }
}

/// Reads a document that is one object: an article, a JSON Feed, or a wrapped list.
pub(crate) fn read_document(intake: &mut Intake<'_>, bytes: Vec<u8>, place: &Place) -> Flow {
    let decoded = decode(bytes);
    let value: Value = match serde_json::from_str(&decoded.text) {
        Ok(value) => value,
        Err(e) => {
            let error = SourceError::new(&place.origin, format!("broken JSON: {e}"));
            return intake.fail(error.hint("a file of many objects, one a line, is called .jsonl"));
        }
    };
    let outlet = value.get("version").and_then(Value::as_str).filter(|v| v.contains("jsonfeed.org"));
    let outlet = outlet.and(value.get("title").and_then(Value::as_str)).map(str::to_owned);
    match list(value) {
        Ok(elements) => {
            let mut guessed = Guesses::default();
            if elements.is_empty() {
                return intake.fail(SourceError::new(&place.origin, "no articles in it: its list is empty"));
            }
            for (number, element) in (1..).zip(elements) {
                let origin = place.origin.record(number);
                let element = if outlet.is_some() { feed_item(element) } else { element };
                let mut item = article(element, &origin, decoded.note.clone(), intake.options, &mut guessed);
                if let Ok(sourced) = &mut item
                    && sourced.article.source.is_none()
                {
                    sourced.article.source.clone_from(&outlet);
                }
                intake.emit(item)?;
            }
            Flow::Continue(())
        }
        Err(object) => {
            let mut guessed = Guesses::default();
            let item = article(Value::Object(object), &place.origin, decoded.note, intake.options, &mut guessed);
            intake.emit(item)
        }
    }
}

/// An item of a JSON Feed: its text is the first of its contents that holds some.
fn feed_item(element: Value) -> Value {
    let Value::Object(mut object) = element else { return element };
    let filled = |o: &Map<String, Value>, k: &str| {
        o.get(k).and_then(Value::as_str).filter(|s| !s.trim().is_empty()).map(str::to_owned)
    };
    let html = filled(&object, "content_html").map(|h| crate::page::plain_text(&h));
    let text = filled(&object, "content_text").or(html).or_else(|| filled(&object, "summary"));
    for key in ["content_text", "content_html", "summary"] {
        object.remove(key);
    }
    object.extend(text.map(|t| ("text".to_owned(), Value::String(t))));
    Value::Object(object)
}

/// The list that a document wraps, or the document itself.
fn list(value: Value) -> Result<Vec<Value>, Map<String, Value>> {
    let mut object = match value {
        Value::Array(elements) => return Ok(elements),
        Value::Object(object) => object,
        _ => return Err(Map::new()),
    };
    let names: Vec<&str> = object.keys().map(String::as_str).collect();
    if names.iter().any(|n| *n == "text" || *n == "body") {
        return Err(object);
    }
    for key in LISTS {
        match object.get(key) {
            Some(Value::Array(all)) if all.iter().all(Value::is_object) => {
                let Some(Value::Array(all)) = object.remove(key) else { continue };
                return Ok(all);
            }
            Some(Value::Object(_)) => {
                let Some(inner) = object.remove(key) else { continue };
                match list(inner) {
                    Ok(all) => return Ok(all),
                    Err(inner) => object.insert(key.to_owned(), Value::Object(inner)),
                };
            }
            _ => {}
        }
    }
    Err(object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::from_bytes;

    fn read(text: &str) -> Vec<Result<Sourced, SourceError>> {
        from_bytes(text.as_bytes().to_vec(), "f.json", &Options::default()).collect()
    }

    #[test]
    fn arrays_are_read_element_by_element() {
        let all = read(
            "\u{feff}[\n {\"text\": \"Un [1], \\\"deux\\\" {.\"},\n {\"text\": }, {\"id\": \"c\", \"text\": \"Trois.\", \"tags\": [1, 2]}\n]\n",
        );
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].as_ref().unwrap().article.text, "Un [1], \"deux\" {.");
        assert_eq!(all[1].as_ref().unwrap_err().origin.to_string(), "f.json:#2");
        assert_eq!(all[2].as_ref().unwrap().article.id, "c");
        assert!(read("[]").is_empty());
    }

    #[test]
    fn an_array_that_is_cut_off_gives_what_came_before() {
        let all = read("[{\"text\": \"Un.\"}, {\"text\": \"De");
        assert!(all[0].is_ok());
        assert!(all[1].as_ref().unwrap_err().message.contains("cut off"));
    }

    #[test]
    fn wrapped_lists_and_single_objects_are_read() {
        let all = read("{\n \"status\": \"ok\",\n \"articles\": [{\"title\": \"T\", \"content\": \"Un.\"}]\n}");
        assert_eq!(all[0].as_ref().unwrap().article.text, "Un.");
        let all = read("{\n \"response\": {\"docs\": [{\"body\": \"Un.\"}, {\"body\": \"Deux.\"}]}\n}");
        assert_eq!(all.len(), 2);
        let all = read("{\n \"title\": \"T\",\n \"text\": \"Un.\"\n}");
        assert_eq!(all[0].as_ref().unwrap().article.id, "f.json");
        let all = read("{\"text\": \"Un.\"}");
        assert_eq!(all[0].as_ref().unwrap().origin.line, Some(1));
    }

    #[test]
    fn a_json_feed_is_read() {
        let all = read(
            "{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"Dépêches\", \"items\": [{\"id\": \"1\", \
             \"url\": \"https://exemple.org/1\", \"title\": \"T\", \"content_html\": \"<p>Un &amp; deux.</p><p>Trois.</p>\", \
             \"date_published\": \"2024-05-02T08:00:00+02:00\", \"author\": {\"name\": \"A. B.\"}}]}",
        );
        let one = all[0].as_ref().unwrap();
        assert_eq!(one.article.text, "Un & deux.\n\nTrois.");
        assert_eq!(one.article.source.as_deref(), Some("Dépêches"));
        assert_eq!(
            (one.author.as_deref(), one.article.date.as_ref().unwrap().as_str()),
            (Some("A. B."), "2024-05-02T08:00:00")
        );
    }
}
