//! From what the user names to articles, in a fixed order.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use crate::jsonl::Lines;
use crate::{Input, LARGEST, Options, Origin, SourceError, Sourced, text};

type Articles = Box<dyn Iterator<Item = Result<Sourced, SourceError>> + Send>;

/// The articles of all inputs in order, opened one after the other.
pub struct Sources {
    inputs: VecDeque<Input>,
    options: Options,
    current: Option<Articles>,
}

/// Articles from files, folders and standard input.
///
/// Folders are walked in the order of names; hidden files are left out. A file
/// named `*.jsonl`, `*.ndjson` or `*.json`, or one that opens with a brace,
/// holds an article a line; every other file is one text.
pub fn open(inputs: impl IntoIterator<Item = Input>, options: Options) -> Sources {
    Sources { inputs: inputs.into_iter().collect(), options, current: None }
}

impl Iterator for Sources {
    type Item = Result<Sourced, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some(item) = current.next() {
                    return Some(item);
                }
                self.current = None;
            }
            let opened = match self.inputs.pop_front()? {
                Input::Stdin => stdin(&self.options),
                Input::Path(path) if path.is_dir() => match listing(&path) {
                    Ok(paths) => {
                        for path in paths.into_iter().rev() {
                            self.inputs.push_front(Input::Path(path));
                        }
                        continue;
                    }
                    Err(error) => Err(error),
                },
                Input::Path(path) => file(&path, &self.options),
            };
            match opened {
                Ok(articles) => self.current = Some(articles),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// The visible entries of a folder, by name.
fn listing(folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let origin = Origin { file: folder.display().to_string(), line: None };
    let fail = |e: std::io::Error| SourceError::new(&origin, e.to_string());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

fn file(path: &Path, options: &Options) -> Result<Articles, SourceError> {
    let origin = Origin { file: path.display().to_string(), line: None };
    let open = File::open(path).map_err(|e| {
        let error = SourceError::new(&origin, e.to_string());
        if e.kind() == std::io::ErrorKind::NotFound {
            error.hint("check the path; - reads standard input")
        } else {
            error
        }
    })?;
    let lines = path.extension().is_some_and(|e| ["jsonl", "ndjson", "json"].iter().any(|j| e.eq_ignore_ascii_case(j)));
    let id = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    articles(BufReader::with_capacity(1 << 16, open), &origin, id, lines, options)
}

fn stdin(options: &Options) -> Result<Articles, SourceError> {
    let origin = Origin { file: "standard input".into(), line: None };
    articles(BufReader::new(std::io::stdin()), &origin, "stdin".into(), false, options)
}

fn articles<R: BufRead + Send + 'static>(
    mut reader: R,
    origin: &Origin,
    id: String,
    lines: bool,
    options: &Options,
) -> Result<Articles, SourceError> {
    let fail = |e: std::io::Error| SourceError::new(origin, e.to_string());
    let head = reader.fill_buf().map_err(fail)?;
    let brace = head.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
    if lines || brace {
        return Ok(Box::new(Lines::new(reader, origin.file.clone(), options.clone())));
    }
    let mut bytes = Vec::new();
    // One byte over the limit is enough to know that it is passed.
    reader.take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(fail)?;
    let article = text::article(bytes, origin, id, options);
    Ok(Box::new(std::iter::once(article)))
}

/// Articles from bytes in memory, as if they stood in a file.
pub fn from_bytes(bytes: Vec<u8>, name: &str, options: &Options) -> Sources {
    let origin = Origin { file: name.to_owned(), line: None };
    let mut sources = open([], options.clone());
    let opened = articles(Cursor::new(bytes), &origin, name.to_owned(), false, options);
    sources.current = Some(match opened {
        Ok(articles) => articles,
        Err(error) => Box::new(std::iter::once(Err(error))),
    });
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_in_order_and_a_missing_file_does_not_stop_the_run() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("b.txt"), "Deux.").unwrap();
        std::fs::write(dir.path().join("a.jsonl"), "{\"id\": \"un\", \"text\": \"Un.\"}\n").unwrap();
        std::fs::write(dir.path().join(".hidden"), "non").unwrap();
        let inputs = [Input::Path(dir.path().join("nowhere.txt")), Input::Path(dir.path().into())];
        let all: Vec<_> = open(inputs, Options::default()).collect();
        assert!(all[0].as_ref().unwrap_err().hint.is_some());
        let ids: Vec<_> = all[1..].iter().map(|a| a.as_ref().unwrap().article.id.as_str()).collect();
        assert_eq!(ids, ["un", "b"]);
    }

    #[test]
    fn options_complete_a_text() {
        let options =
            Options { lang: Some("fr".into()), date: "2024-05".parse().ok(), id: Some("mine".into()), title: None };
        let all: Vec<_> = from_bytes(b"Texte.".to_vec(), "t", &options).collect();
        let article = &all[0].as_ref().unwrap().article;
        assert_eq!((article.id.as_str(), article.lang.as_deref()), ("mine", Some("fr")));
        assert_eq!(article.date.as_ref().unwrap().as_str(), "2024-05");
    }
}
