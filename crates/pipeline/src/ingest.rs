//! Articles from files into an archive.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chancery_archive::{Archive, ArchiveError, Batch, Counts, FileMark, Identity, Seen, Unread};
use chancery_reader::Reader;
use chancery_record::{Reading, sha256_hex};
use chancery_source::{Input, Options, Origin, SourceError, Sourced, no_article};

use crate::ordered;

/// How long work may wait for its transaction.
const PATIENCE: Duration = Duration::from_secs(2);

/// How articles come into an archive.
#[derive(Clone, Debug)]
pub struct Ingest {
    /// What the user says of the articles.
    pub options: Options,
    /// Articles read at the same time.
    pub jobs: NonZeroUsize,
    /// Articles in a transaction.
    pub batch: NonZeroUsize,
    /// Leave files alone that changed less than this ago: they may still be written.
    pub rest: Duration,
    /// What to note of the run, in JSON.
    pub notes: String,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What was done.
    pub counts: Counts,
    /// Bytes of the files that were read, an estimate for the one under way.
    pub bytes: u64,
    /// Bytes of all files; 0 while that is not known (standard input).
    pub of: u64,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Articles and errors.
    pub counts: Counts,
    /// Files that were opened.
    pub files: u64,
    /// Files of folders that hold no articles: annotations, settings, code.
    pub left_out: u64,
    /// Files that had not changed since they were last read, and were not opened.
    pub skipped: u64,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}

/// Something to tell of while a run goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// What could not be read.
    Unread(Unread),
    /// A file that was left out, and why.
    LeftOut(String),
}

/// What the feed finds.
enum Found {
    New(Box<Sourced>, Identity),
    Again(Identity, Seen, Option<String>),
    Failed(SourceError),
    Skipped(FileMark),
    End(Option<FileMark>, String),
}

/// What is to be written.
enum Done {
    Read(Box<Reading>, Identity, Seen),
    Again(Identity, Seen, Option<String>),
    Failed(Unread),
    LeftOut(SourceError),
    Skipped(FileMark),
    End(Option<FileMark>, String),
}

impl Ingest {
    /// Reads what is new in `inputs` into the archive. What was committed when it is killed stays, and
    /// the next run does the rest; a run over the same files adds nothing.
    ///
    /// What cannot be read becomes a row of `errors`. `stop` ends the run after the articles under way.
    ///
    /// # Errors
    /// When the archive cannot be read or written.
    pub fn run(
        &self,
        archive: &mut Archive,
        reader: &Reader,
        inputs: &[Input],
        stop: &AtomicBool,
        mut progress: impl FnMut(&Progress, Option<&Note>),
    ) -> Result<Summary, ArchiveError> {
        let (units, problems) = expand(inputs);
        let of = units.iter().map(Unit::bytes).sum::<Option<u64>>().unwrap_or(0);
        let options = sha256_hex(format!("{:?}", self.options).as_bytes())[..16].to_owned();
        let mut marks = BTreeMap::new();
        for path in units.iter().filter_map(Unit::path) {
            if let Some(mark) = archive.file(&absolute(path))? {
                marks.insert(mark.path.clone(), mark);
            }
        }
        let feed = Feed {
            units: units.into(),
            problems: problems.into(),
            current: None,
            known: archive.keys()?.into_iter().collect(),
            marks,
            settings: self,
            options,
            stop,
        };
        let texts = AtomicU64::new(0);
        let work = |found: Found| self.read(reader, found, &texts);
        let mut writer = Writer {
            archive,
            settings: self,
            run: None,
            pending: Vec::new(),
            since: Instant::now(),
            summary: Summary::default(),
            in_file: Counts::default(),
        };
        let mut finished = 0;
        ordered(feed, self.jobs.get(), work, |done| {
            // The pipeline's own net: `read` has caught what a stage throws.
            let done = done.unwrap_or_else(|panicked| Done::Failed(fault(&Origin::default(), "", &panicked.0)));
            let note = match &done {
                Done::Failed(unread) => Some(Note::Unread(unread.clone())),
                Done::LeftOut(error) => Some(Note::LeftOut(error.to_string())),
                _ => None,
            };
            if let Done::Skipped(mark) | Done::End(Some(mark), _) = &done {
                finished += mark.bytes.unsigned_abs();
                texts.store(0, Ordering::Relaxed);
            }
            writer.take(done)?;
            let bytes = (finished + texts.load(Ordering::Relaxed)).min(of);
            progress(&Progress { counts: writer.summary.counts, bytes, of }, note.as_ref());
            Ok::<(), ArchiveError>(())
        })?;
        writer.summary.stopped = stop.load(Ordering::Relaxed);
        writer.finish()
    }

    fn read(&self, reader: &Reader, found: Found, texts: &AtomicU64) -> Done {
        match found {
            Found::New(sourced, identity) => {
                let Sourced { mut article, origin, notes, .. } = *sourced;
                texts.fetch_add(article.text.len() as u64, Ordering::Relaxed);
                // In an archive an article is called by what it is: files may give two the same number.
                let source_id = std::mem::replace(&mut article.id, identity.id());
                match catch_unwind(AssertUnwindSafe(|| reader.read(&article))) {
                    Ok(mut reading) => {
                        reading.notes.splice(0..0, notes);
                        Done::Read(Box::new(reading), identity, seen(&origin, source_id))
                    }
                    Err(panic) => {
                        let message = panic
                            .downcast_ref::<&str>()
                            .map(|s| (*s).to_owned())
                            .or_else(|| panic.downcast_ref::<String>().cloned())
                            .unwrap_or_default();
                        Done::Failed(fault(&origin, &source_id, &message))
                    }
                }
            }
            Found::Again(identity, seen, url) => Done::Again(identity, seen, url),
            Found::Failed(error) if error.left_out => Done::LeftOut(error),
            Found::Failed(error) => Done::Failed(Unread {
                place: place(&error.origin),
                file: error.origin.file,
                message: error.message.into(),
                hint: error.hint,
                kind: "source".to_owned(),
            }),
            Found::Skipped(mark) => Done::Skipped(mark),
            Found::End(mark, name) => Done::End(mark, name),
        }
    }
}

fn fault(origin: &Origin, id: &str, message: &str) -> Unread {
    Unread {
        file: origin.file.clone(),
        place: place(origin),
        message: format!("a fault of the program in '{id}': {message}"),
        hint: Some("please report it with the article, or with the words around which it happens".to_owned()),
        kind: "fault".to_owned(),
    }
}

/// Where in its file an article stands: what its origin adds to the file's name.
fn place(origin: &Origin) -> String {
    let whole = origin.to_string();
    whole.strip_prefix(&origin.file).unwrap_or(&whole).trim_start_matches(':').to_owned()
}

fn seen(origin: &Origin, source_id: String) -> Seen {
    Seen { file: origin.file.clone(), place: place(origin), source_id }
}

/// A file, or standard input.
enum Unit {
    File(PathBuf, Option<std::fs::Metadata>),
    /// Standard input, or a part of a file: read afresh each time.
    Other(Input),
}

impl Unit {
    fn bytes(&self) -> Option<u64> {
        match self {
            Unit::File(_, metadata) => Some(metadata.as_ref().map_or(0, std::fs::Metadata::len)),
            Unit::Other(_) => None,
        }
    }

    fn path(&self) -> Option<&Path> {
        match self {
            Unit::File(path, _) => Some(path),
            Unit::Other(_) => None,
        }
    }
}

/// The files of the inputs in a fixed order, hidden ones left out.
fn expand(inputs: &[Input]) -> (Vec<Unit>, Vec<SourceError>) {
    let (mut units, mut problems) = (Vec::new(), Vec::new());
    let mut open: Vec<Input> = inputs.iter().rev().cloned().collect();
    while let Some(input) = open.pop() {
        match input {
            input @ (Input::Stdin | Input::Part(..)) => units.push(Unit::Other(input)),
            Input::Path(path) if path.is_dir() => match folder(&path) {
                Ok(paths) => {
                    // What lies beside articles and is none is left out; a file that is named is taken at its word.
                    let mut articles = Vec::new();
                    for path in paths {
                        match no_article(&path).filter(|_| !path.is_dir()) {
                            Some(why) => problems.push(SourceError::no_article(&path, why)),
                            None => articles.push(path),
                        }
                    }
                    open.extend(articles.into_iter().rev().map(Input::Path));
                }
                Err(error) => {
                    let origin = Origin { file: path.display().to_string(), ..Origin::default() };
                    problems.push(SourceError::new(&origin, error.to_string()));
                }
            },
            Input::Path(path) => {
                let metadata = std::fs::metadata(&path).ok();
                units.push(Unit::File(path, metadata));
            }
        }
    }
    (units, problems)
}

fn folder(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

/// The file that is being read.
struct Current {
    articles: chancery_source::Sources,
    mark: Option<FileMark>,
    name: String,
}

/// Articles in order, with what is already known of them.
struct Feed<'a> {
    units: VecDeque<Unit>,
    problems: VecDeque<SourceError>,
    current: Option<Current>,
    known: HashSet<i64>,
    marks: BTreeMap<String, FileMark>,
    settings: &'a Ingest,
    options: String,
    stop: &'a AtomicBool,
}

impl Feed<'_> {
    fn found(&mut self, item: Result<Sourced, SourceError>) -> Found {
        match item {
            Ok(sourced) => {
                let identity = Identity::of(&sourced.article);
                if self.known.insert(identity.key()) {
                    Found::New(Box::new(sourced), identity)
                } else {
                    Found::Again(identity, seen(&sourced.origin, sourced.article.id), sourced.article.url)
                }
            }
            Err(error) => Found::Failed(error),
        }
    }

    /// What is known of a file before it is read; `None` when it should rest.
    fn mark(&self, path: &Path, metadata: &std::fs::Metadata) -> Option<FileMark> {
        let changed = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        if !self.settings.rest.is_zero() && changed.elapsed().is_ok_and(|age| age < self.settings.rest) {
            return None;
        }
        let since = changed.duration_since(UNIX_EPOCH).unwrap_or_default();
        Some(FileMark {
            path: absolute(path),
            bytes: i64::try_from(metadata.len()).unwrap_or(i64::MAX),
            modified: i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
            options: self.options.clone(),
            articles: 0,
            failed: 0,
        })
    }
}

impl Iterator for Feed<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return None;
            }
            if let Some(problem) = self.problems.pop_front() {
                return Some(Found::Failed(problem));
            }
            if let Some(current) = &mut self.current {
                if let Some(item) = current.articles.next() {
                    return Some(self.found(item));
                }
                let Some(Current { mark, name, .. }) = self.current.take() else { continue };
                return Some(Found::End(mark, name));
            }
            let (input, mark, name) = match self.units.pop_front()? {
                Unit::Other(input) => (input, None, "standard input".to_owned()),
                Unit::File(path, metadata) => {
                    let mark = match &metadata {
                        Some(metadata) => match self.mark(&path, metadata) {
                            Some(mark) => Some(mark),
                            None => continue,
                        },
                        None => None,
                    };
                    if let Some(mark) = &mark
                        && let Some(old) = self.marks.get(&mark.path)
                        && (old.bytes, old.modified, &old.options) == (mark.bytes, mark.modified, &mark.options)
                    {
                        return Some(Found::Skipped(old.clone()));
                    }
                    let name = path.display().to_string();
                    (Input::Path(path), mark, name)
                }
            };
            let articles = chancery_source::open([input], self.settings.options.clone());
            self.current = Some(Current { articles, mark, name });
        }
    }
}

/// The one that writes.
struct Writer<'a> {
    archive: &'a mut Archive,
    settings: &'a Ingest,
    run: Option<i64>,
    pending: Vec<Done>,
    since: Instant,
    summary: Summary,
    /// Articles and errors of the file under way.
    in_file: Counts,
}

impl Writer<'_> {
    fn take(&mut self, done: Done) -> Result<(), ArchiveError> {
        if let Done::Skipped(mark) = &done {
            self.summary.skipped += 1;
            self.summary.counts.known += mark.articles.unsigned_abs();
            return Ok(());
        }
        if let Done::LeftOut(_) = &done {
            self.summary.left_out += 1;
            return Ok(());
        }
        if self.pending.is_empty() {
            self.since = Instant::now();
        }
        self.pending.push(done);
        if self.pending.len() >= self.settings.batch.get() || self.since.elapsed() >= PATIENCE {
            self.flush(false)?;
        }
        Ok(())
    }

    fn flush(&mut self, last: bool) -> Result<(), ArchiveError> {
        let batch = self.archive.batch()?;
        let run = match self.run {
            Some(run) => run,
            None => batch.begin_run("ingest", &self.settings.notes)?,
        };
        for done in self.pending.drain(..) {
            let wrong = match done {
                Done::Read(reading, identity, seen) => match one(&batch, &reading, identity, &seen, run)? {
                    None => {
                        self.summary.counts.added += 1;
                        self.in_file.added += 1;
                        None
                    }
                    Some(message) => Some((seen, message)),
                },
                Done::Again(identity, seen, url) => {
                    if batch.sighting(identity, &seen, url.as_deref())? {
                        self.summary.counts.known += 1;
                        self.in_file.known += 1;
                        None
                    } else {
                        Some((seen, "the same article as one that could not be read".to_owned()))
                    }
                }
                Done::Failed(unread) => {
                    batch.error(&unread, run)?;
                    self.summary.counts.failed += 1;
                    self.in_file.failed += 1;
                    None
                }
                Done::End(mark, name) => {
                    self.summary.files += 1;
                    let counts = std::mem::take(&mut self.in_file);
                    if let Some(mut mark) = mark {
                        mark.articles = (counts.added + counts.known) as i64;
                        mark.failed = counts.failed as i64;
                        batch.finish_file(&mark, &name, run)?;
                    }
                    None
                }
                Done::Skipped(_) | Done::LeftOut(_) => None,
            };
            if let Some((seen, message)) = wrong {
                let unread =
                    Unread { file: seen.file, place: seen.place, message, hint: None, kind: "fault".to_owned() };
                batch.error(&unread, run)?;
                self.summary.counts.failed += 1;
                self.in_file.failed += 1;
            }
        }
        batch.note_run(run, self.summary.counts, last)?;
        batch.commit()?;
        self.run = Some(run);
        Ok(())
    }

    fn finish(mut self) -> Result<Summary, ArchiveError> {
        // While a folder is watched, a look that found nothing is no run.
        if self.run.is_some() || !self.pending.is_empty() || self.settings.rest.is_zero() {
            self.flush(true)?;
        }
        Ok(self.summary)
    }
}

/// Writes one reading; a message when it does not fit, and then nothing of it is kept.
fn one(
    batch: &Batch<'_>,
    reading: &Reading,
    identity: Identity,
    seen: &Seen,
    run: i64,
) -> Result<Option<String>, ArchiveError> {
    batch.attempt(|| batch.insert(reading, Some(identity), seen, Some(run)).map(|_| ()))
}
