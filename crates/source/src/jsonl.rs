//! JSON Lines: an article a line.

use std::io::BufRead;

use chancery_record::Article;
use serde::Deserialize;
use serde_json::Value;

use crate::charset::decode;
use crate::text::{complete, date};
use crate::{LARGEST, Options, Origin, SourceError, Sourced};

/// The fields of a line that are used; others are left alone.
#[derive(Deserialize)]
struct Line {
    id: Option<Value>,
    lang: Option<String>,
    title: Option<String>,
    date: Option<Value>,
    source: Option<String>,
    #[serde(alias = "url_or_origin")]
    url: Option<String>,
    text: Option<String>,
}

/// The articles of a JSON Lines file, read as they are asked for.
pub(crate) struct Lines<R> {
    reader: R,
    file: String,
    line: u64,
    options: Options,
    done: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R, file: String, options: Options) -> Self {
        Lines { reader, file, line: 0, options, done: false }
    }

    /// The next line's bytes without its end; `Ok(None)` at the end, `Err` with the length of a line that is too long.
    fn next_line(&mut self) -> std::io::Result<Option<Result<Vec<u8>, usize>>> {
        let mut line = Vec::new();
        let mut length = 0usize;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok((length > 0).then_some(if length > LARGEST { Err(length) } else { Ok(line) }));
            }
            let end = memchr(buffer);
            let piece = &buffer[..end.unwrap_or(buffer.len())];
            length += piece.len();
            if length <= LARGEST {
                line.extend_from_slice(piece);
            } else {
                line = Vec::new();
            }
            let used = end.map_or(buffer.len(), |e| e + 1);
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(if length > LARGEST { Err(length) } else { Ok(line) }));
            }
        }
    }

    fn article(&self, bytes: Vec<u8>, origin: &Origin) -> Result<Sourced, SourceError> {
        let decoded = decode(bytes);
        let mut notes: Vec<String> = decoded.note.into_iter().collect();
        let line: Line = serde_json::from_str(&decoded.text).map_err(|e| {
            SourceError::new(origin, format!("broken JSON: {}", without_place(&e)))
                .hint(format!("column {}; a line holds one object with at least \"text\"", e.column()))
        })?;
        let plain = |value: Value| match value {
            Value::String(s) => Some(s),
            Value::Number(n) => Some(n.to_string()),
            _ => None,
        };
        let Some(text) = line.text.filter(|t| !t.trim().is_empty()) else {
            return Err(SourceError::new(origin, "no text in it").hint("the field \"text\" holds the article"));
        };
        let mut article = Article {
            id: line.id.and_then(plain).unwrap_or_else(|| origin.to_string()),
            lang: line.lang.filter(|l| !l.is_empty()),
            title: line.title.filter(|t| !t.is_empty()),
            date: line.date.and_then(plain).and_then(|d| date(&d, &mut notes)),
            source: line.source.filter(|s| !s.is_empty()),
            url: line.url.filter(|u| !u.is_empty()),
            text,
        };
        complete(&mut article, &self.options, false);
        Ok(Sourced { article, origin: origin.clone(), notes })
    }
}

fn memchr(buffer: &[u8]) -> Option<usize> {
    buffer.iter().position(|b| *b == b'\n')
}

/// The message of a JSON error without "at line 1 column 5": the line is another one here.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Sourced, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            self.line += 1;
            let origin = Origin { file: self.file.clone(), line: Some(self.line) };
            match self.next_line() {
                Err(error) => {
                    self.done = true;
                    return Some(Err(SourceError::new(&origin, error.to_string())));
                }
                Ok(None) => self.done = true,
                Ok(Some(Err(length))) => {
                    return Some(Err(SourceError::new(
                        &origin,
                        format!("a line of {} MiB where {} MiB is the most that is read", length >> 20, LARGEST >> 20),
                    )));
                }
                Ok(Some(Ok(line))) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Some(Ok(line))) => return Some(self.article(line, &origin)),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<Result<Sourced, SourceError>> {
        Lines::new(text, "f.jsonl".into(), Options::default()).collect()
    }

    #[test]
    fn a_broken_line_names_its_place_and_the_rest_is_read() {
        let all = lines(b"{\"id\": 7, \"text\": \"Un.\"}\n\n{\"id\": \"b\", \"text\": }\n{\"text\": \"Trois.\", \"date\": \"hier\"}");
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].as_ref().unwrap().article.id, "7");
        let error = all[1].as_ref().unwrap_err();
        assert_eq!(error.origin.to_string(), "f.jsonl:3");
        assert!(error.message.starts_with("broken JSON: expected value"), "{}", error.message);
        let last = all[2].as_ref().unwrap();
        assert_eq!((last.article.id.as_str(), last.article.date.as_ref()), ("f.jsonl:4", None));
        assert!(last.notes[0].contains("hier"));
    }

    #[test]
    fn an_endless_line_is_an_error_and_the_next_is_read() {
        let mut text = vec![b'x'; LARGEST + 10];
        text.extend_from_slice(b"\n{\"text\": \"ok\"}\n");
        let all = lines(&text);
        assert!(all[0].as_ref().unwrap_err().message.contains("64 MiB"));
        assert_eq!(all[1].as_ref().unwrap().article.text, "ok");
    }

    #[test]
    fn a_line_without_text_is_an_error() {
        assert!(lines(b"{\"id\": \"a\"}")[0].as_ref().unwrap_err().message.contains("no text"));
        assert!(lines(b"[1, 2]")[0].is_err());
    }
}
