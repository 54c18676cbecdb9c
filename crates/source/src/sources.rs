//! From what the user names to articles, in a fixed order.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use crate::annotations::no_article;
use crate::intake::{Budget, Flow, Intake, Metered, Place, broken};
use crate::{Input, Options, Origin, Piece, SourceError, Sourced};

/// Pieces under way between the reading thread and who takes them.
const AHEAD: usize = 16;

/// The articles of all inputs in order, opened one after the other.
///
/// Files are read by a thread of their own, a bounded number of pieces ahead.
pub struct Sources {
    pieces: Pieces,
}

/// The pieces of all inputs in order: articles, errors, and pages whose main
/// text is yet to be found, which [`Piece::finish`] does on any thread.
pub struct Pieces {
    state: State,
    budget: Budget,
    inputs: Vec<Input>,
}

enum State {
    Waiting(VecDeque<Work>, Arc<Options>),
    Running(Receiver<Piece>),
    Done,
}

enum Work {
    Input(Input),
    Bytes(Vec<u8>, String),
}

/// How far the reading of the files is.
#[derive(Clone)]
pub struct Progress {
    read: Arc<AtomicU64>,
    inputs: Arc<Vec<Input>>,
}

impl Progress {
    /// Bytes read from disk or standard input so far.
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Bytes of all files, by walking the folders; none with standard input.
    pub fn total(&self) -> Option<u64> {
        self.inputs
            .iter()
            .map(|input| match input {
                Input::Path(path) | Input::Part(path, _) => size(path, 0),
                Input::Stdin => None,
            })
            .sum()
    }
}

fn size(path: &Path, depth: usize) -> Option<u64> {
    if !path.is_dir() {
        return Some(path.metadata().map_or(0, |m| m.len()));
    }
    if depth > DEEPEST {
        return Some(0);
    }
    Some(listing(path).unwrap_or_default().iter().filter_map(|p| size(p, depth + 1)).sum())
}

/// Folders within folders; deeper is a loop of links.
const DEEPEST: usize = 64;

/// Articles from files, folders and standard input.
///
/// Folders are walked in the order of names; hidden files and files of annotations are left out. What a
/// file is, its content tells first and its name second ([`Format`](crate::Format)).
pub fn open(inputs: impl IntoIterator<Item = Input>, options: Options) -> Sources {
    let inputs: Vec<Input> = inputs.into_iter().collect();
    let work = inputs.iter().cloned().map(Work::Input).collect();
    Sources::over(work, inputs, options)
}

/// Articles from bytes in memory, as if they stood in a file.
pub fn from_bytes(bytes: Vec<u8>, name: &str, options: &Options) -> Sources {
    Sources::over(VecDeque::from([Work::Bytes(bytes, name.to_owned())]), Vec::new(), options.clone())
}

impl Sources {
    fn over(work: VecDeque<Work>, inputs: Vec<Input>, options: Options) -> Sources {
        let state = State::Waiting(work, Arc::new(options));
        Sources { pieces: Pieces { state, budget: Budget::default(), inputs } }
    }

    /// The same, with the search for the main text of pages left to whoever
    /// takes the pieces: it is most of the work, and any thread can do it.
    pub fn pieces(self) -> Pieces {
        self.pieces
    }

    /// How far the reading of the files is, while it goes on.
    pub fn progress(&self) -> Progress {
        self.pieces.progress()
    }
}

impl Iterator for Sources {
    type Item = Result<Sourced, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pieces.next().map(Piece::finish)
    }
}

impl Pieces {
    /// How far the reading of the files is, while it goes on.
    pub fn progress(&self) -> Progress {
        Progress { read: self.budget.all.clone(), inputs: Arc::new(self.inputs.clone()) }
    }

    fn start(&mut self) {
        let State::Waiting(work, options) = std::mem::replace(&mut self.state, State::Done) else { return };
        let (sender, receiver) = sync_channel(AHEAD);
        let budget = self.budget.clone();
        let reading = move || {
            let mut send = |piece| if sender.send(piece).is_ok() { Flow::Continue(()) } else { Flow::Break(()) };
            for work in work {
                let flow = match work {
                    Work::Input(input) => read_input(input, &options, &budget, &mut send),
                    Work::Bytes(bytes, name) => {
                        let place = Place { id: name.clone(), name: name.clone(), ..Place::default() };
                        let place = Place { origin: Origin::file(name), ..place };
                        read_one(&mut Cursor::new(bytes), &place, None, &options, &budget, &mut send)
                    }
                };
                if flow.is_break() {
                    break;
                }
            }
        };
        let started = std::thread::Builder::new().name("source".into()).stack_size(8 << 20).spawn(reading);
        self.state = match started {
            Ok(_) => State::Running(receiver),
            Err(error) => {
                let (sender, receiver) = sync_channel(1);
                let error = SourceError::new(&Origin::default(), format!("no thread to read with: {error}"));
                let _ = sender.send(Piece::ready(Err(error)));
                State::Running(receiver)
            }
        };
    }
}

impl Iterator for Pieces {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if matches!(self.state, State::Waiting(..)) {
            self.start();
        }
        let State::Running(receiver) = &self.state else { return None };
        let piece = receiver.recv().ok();
        if piece.is_none() {
            self.state = State::Done;
        }
        piece
    }
}

fn read_input(input: Input, options: &Arc<Options>, budget: &Budget, send: &mut dyn FnMut(Piece) -> Flow) -> Flow {
    match input {
        Input::Stdin => {
            let place = Place { origin: Origin::file("standard input"), id: "stdin".into(), ..Place::default() };
            read_one(&mut std::io::stdin().lock(), &place, None, options, budget, send)
        }
        Input::Path(path) => read_path(&path, None, 0, options, budget, send),
        Input::Part(path, part) => read_path(&path, Some(&part), 0, options, budget, send),
    }
}

fn read_path(
    path: &Path,
    part: Option<&str>,
    depth: usize,
    options: &Arc<Options>,
    budget: &Budget,
    send: &mut dyn FnMut(Piece) -> Flow,
) -> Flow {
    let origin = Origin::file(path.display().to_string());
    if path.is_dir() {
        if depth > DEEPEST {
            return send(Piece::ready(Err(SourceError::new(
                &origin,
                "folders nested too deep, or in a loop of links",
            ))));
        }
        return match listing(path) {
            Ok(paths) => paths.iter().try_for_each(|p| read_path(p, None, depth + 1, options, budget, send)),
            Err(error) => send(Piece::ready(Err(broken(&origin, &error)))),
        };
    }
    if depth > 0
        && let Some(why) = no_article(path)
    {
        return send(Piece::ready(Err(SourceError::no_article(path, why))));
    }
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return send(Piece::ready(Err(broken(&origin, &error)))),
    };
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let id = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let place = Place { origin, name, id, path: Some(path.to_owned()), ..Place::default() };
    read_one(&mut file, &place, part, options, budget, send)
}

/// Reads one input; a fault of ours or of a library becomes an error of that input.
fn read_one(
    reader: &mut dyn Read,
    place: &Place,
    part: Option<&str>,
    options: &Arc<Options>,
    budget: &Budget,
    send: &mut dyn FnMut(Piece) -> Flow,
) -> Flow {
    let budget = budget.next();
    let mut reader = Metered { inner: reader, budget: budget.clone() };
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut intake = Intake { options, part, budget, send: &mut *send, met: false };
        let flow = intake.read(&mut reader, place);
        (flow, intake.met)
    }));
    match outcome {
        Ok((flow, met)) => match part {
            Some(part) if !met && flow.is_continue() => {
                let error = SourceError::new(&place.origin, format!("no article '{part}' in it"))
                    .hint("an address is FILE:MEMBER:#RECORD:LINE, as errors and readings give it");
                send(Piece::ready(Err(error)))
            }
            _ => flow,
        },
        Err(_) => send(Piece::ready(Err(SourceError::new(
            &place.origin,
            "a fault of the program; the rest of this file was left out",
        )
        .hint("please report it with the file")))),
    }
}

/// The visible entries of a folder, by name.
fn listing(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
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
        let sources = open(inputs, Options::default());
        let progress = sources.progress();
        let all: Vec<_> = sources.collect();
        assert!(all[0].as_ref().unwrap_err().hint.is_some());
        let ids: Vec<_> = all[1..].iter().map(|a| a.as_ref().unwrap().article.id.as_str()).collect();
        assert_eq!(ids, ["un", "b"]);
        assert_eq!(progress.total(), Some(progress.read()));
    }

    #[test]
    fn options_complete_a_text() {
        let options = Options {
            lang: Some("fr".into()),
            date: "2024-05".parse().ok(),
            id: Some("mine".into()),
            ..Options::default()
        };
        let all: Vec<_> = from_bytes(b"Texte.".to_vec(), "t", &options).collect();
        let article = &all[0].as_ref().unwrap().article;
        assert_eq!((article.id.as_str(), article.lang.as_deref()), ("mine", Some("fr")));
        assert_eq!(article.date.as_ref().unwrap().as_str(), "2024-05");
    }

    #[test]
    fn an_address_gives_one_article() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.jsonl");
        std::fs::write(&file, "{\"text\": \"Un.\"}\n{\"text\": \"Deux.\"}\n").unwrap();
        let read = |below: &str| {
            let arg = format!("{}:{below}", file.display());
            open([Input::from_arg(&arg)], Options::default()).collect::<Vec<_>>()
        };
        let all = read("2");
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].as_ref().unwrap().article.text, "Deux.");
        assert!(read("7")[0].as_ref().unwrap_err().message.contains("no article '7'"));
    }

    #[test]
    fn who_stops_early_stops_the_reading() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.jsonl");
        std::fs::write(&file, "{\"text\": \"Un.\"}\n".repeat(10_000)).unwrap();
        let mut sources = open([Input::Path(file)], Options::default());
        assert!(sources.next().is_some());
        drop(sources);
    }
}
