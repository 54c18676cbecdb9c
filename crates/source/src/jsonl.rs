//! JSON Lines: an article a line.

use std::io::BufRead;

use crate::charset::decode;
use crate::intake::{Flow, Intake, Place, broken};
use crate::{Origin, SourceError, json};

/// Reads an article a line, as the lines come.
pub(crate) fn read(intake: &mut Intake<'_>, reader: &mut dyn BufRead, place: &Place) -> Flow {
    let limit = intake.options.limits.article;
    let mut guessed = json::Guesses::default();
    let mut number = 0;
    loop {
        number += 1;
        let origin = place.origin.line(number);
        match next_line(reader, limit) {
            Err(error) => return intake.fail(broken(&origin, &error)),
            Ok(None) => return Flow::Continue(()),
            Ok(Some(Err(length))) => intake.fail(SourceError::new(
                &origin,
                format!("a line of {} MiB where {} MiB is the most that is read", length >> 20, limit >> 20),
            ))?,
            Ok(Some(Ok(line))) if line.iter().all(u8::is_ascii_whitespace) => {}
            // The many lines before the one that is wanted are not parsed.
            Ok(Some(Ok(_))) if !intake.wants(&origin) => {}
            Ok(Some(Ok(line))) => {
                let item = article(line, &origin, intake, &mut guessed);
                intake.emit(item)?;
            }
        }
    }
}

fn article(
    bytes: Vec<u8>,
    origin: &Origin,
    intake: &Intake<'_>,
    guessed: &mut json::Guesses,
) -> Result<crate::Sourced, SourceError> {
    let decoded = decode(bytes);
    let text = decoded.text.trim_start_matches('\u{feff}');
    let value = serde_json::from_str(text).map_err(|e| {
        SourceError::new(origin, format!("broken JSON: {}", json::without_place(&e)))
            .hint(format!("column {}; a line holds one object with at least \"text\"", e.column()))
    })?;
    json::article(value, origin, decoded.note, intake.options, guessed)
}

/// The next line's bytes without its end; `Ok(None)` at the end, `Err` with the length of a line that is too long.
pub(crate) fn next_line(reader: &mut dyn BufRead, limit: usize) -> std::io::Result<Option<Result<Vec<u8>, usize>>> {
    let mut line = Vec::new();
    let mut length = 0usize;
    loop {
        let buffer = match reader.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            return Ok((length > 0).then_some(if length > limit { Err(length) } else { Ok(line) }));
        }
        let end = memchr::memchr(b'\n', buffer);
        let piece = &buffer[..end.unwrap_or(buffer.len())];
        length += piece.len();
        if length <= limit {
            line.extend_from_slice(piece);
        } else {
            line = Vec::new();
        }
        let used = end.map_or(buffer.len(), |e| e + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(Some(if length > limit { Err(length) } else { Ok(line) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Format, LARGEST, Options, SourceError, Sourced, from_bytes};

    fn lines(text: &[u8]) -> Vec<Result<Sourced, SourceError>> {
        let options = Options { format: Some(Format::JsonLines), ..Options::default() };
        from_bytes(text.to_vec(), "f.jsonl", &options).collect()
    }

    #[test]
    fn a_broken_line_names_its_place_and_the_rest_is_read() {
        let all =
            lines(b"{\"id\": 7, \"text\": \"Un.\"}\n\n{\"id\": \"b\", \"text\": }\n{\"text\": \"Trois.\", \"date\": \"hier\"}");
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
        assert!(lines(b"{\"id\": \"a\", \"text\": \" \"}")[0].is_err());
    }

    #[test]
    fn fields_of_other_makers_are_found_with_a_note() {
        let all = lines("{\"titre\": \"T\", \"maintext\": \"Corps.\", \"date_publish\": \"2024-05-02 10:00:00\"}\n{\"maintext\": \"Deux.\", \"titre\": \"U\"}\n".as_bytes());
        let one = all[0].as_ref().unwrap();
        assert_eq!(one.article.title.as_deref(), Some("T"));
        assert_eq!(one.article.date.as_ref().unwrap().as_str(), "2024-05-02T10:00:00");
        assert!(one.notes.iter().any(|n| n.contains("text from 'maintext'")), "{:?}", one.notes);
        assert!(all[1].as_ref().unwrap().notes.is_empty(), "a guess is told once a file");
    }
}
