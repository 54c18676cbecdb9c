//! Articles of an archive read again by the present program.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chancery_archive::{Archive, ArchiveError, Counts, Held, Unread, Which, version_id};
use chancery_reader::Reader;
use chancery_record::Reading;

use crate::ordered;

/// How long work may wait for its transaction.
const PATIENCE: Duration = Duration::from_secs(2);

/// Beginnings of the notes that a reader makes; others are the source's and stay.
const READERS: [&str; 2] = ["no layers:", "the date was taken from the text:"];

/// How articles are read again.
#[derive(Clone, Debug)]
pub struct Reread {
    /// Which articles.
    pub which: Which,
    /// Articles read at the same time.
    pub jobs: NonZeroUsize,
    /// Articles in a transaction.
    pub batch: NonZeroUsize,
    /// What to note of the run, in JSON.
    pub notes: String,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RereadSummary {
    /// Articles that were asked for and had another reading.
    pub of: u64,
    /// Articles that were read.
    pub read: u64,
    /// Articles that these versions had read before: that reading is the current one again.
    pub revived: u64,
    /// Articles on which the program failed; their reading stays.
    pub failed: u64,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}

enum Done {
    Read(Box<Reading>, Box<Held>),
    Revive(i64),
    Failed(Unread),
    Broken(ArchiveError),
}

impl Reread {
    /// Reads what is asked for; readings by other versions stay beside the new ones. What was
    /// committed when it is killed stays, and the next run does the rest.
    ///
    /// `progress` is called with the articles done, of all; `stop` ends the run after those under way.
    ///
    /// # Errors
    /// When the archive cannot be read or written.
    pub fn run(
        &self,
        archive: &mut Archive,
        reader: &Reader,
        stop: &AtomicBool,
        mut progress: impl FnMut(u64, u64, Option<&Unread>),
    ) -> Result<RereadSummary, ArchiveError> {
        let version = version_id(reader.coded_by());
        let keys = archive.to_read(&self.which, &version)?;
        let mut summary = RereadSummary { of: keys.len() as u64, ..RereadSummary::default() };
        if keys.is_empty() {
            return Ok(summary);
        }
        // Articles are fetched beside the one that writes.
        let fetch = Archive::open_readonly(archive.path())?;
        let (by, all) = (version.clone(), self.which.all);
        let going = move |_: &i64| !stop.load(Ordering::Relaxed);
        let feed = keys.into_iter().take_while(going).filter_map(move |key| match has(&fetch, key, &by, all) {
            Ok(true) => Some(Err(Done::Revive(key))),
            Ok(false) => fetch.held(key).map(|held| held.map(|h| Ok(Box::new(h)))).unwrap_or_else(broken),
            Err(error) => broken(error),
        });
        let mut pending: Vec<Done> = Vec::new();
        let mut since = Instant::now();
        let mut run = None;
        let mut done = 0;
        let of = summary.of;
        let work = |found: Result<Box<Held>, Done>| match found {
            Ok(held) => read(reader, held),
            Err(done) => done,
        };
        ordered(feed, self.jobs.get(), work, |outcome| {
            let outcome = match outcome {
                Ok(Done::Broken(error)) => return Err(error),
                Ok(outcome) => outcome,
                Err(panicked) => Done::Failed(fault(("", ""), &panicked.0)),
            };
            done += 1;
            progress(done, of, if let Done::Failed(unread) = &outcome { Some(unread) } else { None });
            if pending.is_empty() {
                since = Instant::now();
            }
            pending.push(outcome);
            if pending.len() >= self.batch.get() || since.elapsed() >= PATIENCE {
                self.write(archive, &mut run, &mut pending, &version, &mut summary, false)?;
            }
            Ok(())
        })?;
        summary.stopped = stop.load(Ordering::Relaxed) && done < of;
        let last = !summary.stopped;
        self.write(archive, &mut run, &mut pending, &version, &mut summary, last)?;
        Ok(summary)
    }

    fn write(
        &self,
        archive: &mut Archive,
        run: &mut Option<i64>,
        pending: &mut Vec<Done>,
        version: &str,
        summary: &mut RereadSummary,
        last: bool,
    ) -> Result<(), ArchiveError> {
        let batch = archive.batch()?;
        let number = match *run {
            Some(run) => run,
            None => batch.begin_run("reread", &self.notes)?,
        };
        let mut counts = *summary;
        for done in pending.drain(..) {
            match done {
                Done::Read(reading, held) => {
                    let wrong = batch.attempt(|| batch.replace(&reading, &held, number).map(|_| ()))?;
                    match wrong {
                        None => counts.read += 1,
                        Some(message) => {
                            batch.error(&fault((&held.place.0, &held.place.1), &message), number)?;
                            counts.failed += 1;
                        }
                    }
                }
                Done::Revive(key) => {
                    batch.revive(chancery_archive::Identity::from_key(key), version, number)?;
                    counts.revived += 1;
                }
                Done::Failed(unread) => {
                    batch.error(&unread, number)?;
                    counts.failed += 1;
                }
                Done::Broken(error) => return Err(error),
            }
        }
        let noted = Counts { added: counts.read + counts.revived, known: 0, failed: counts.failed };
        batch.note_run(number, noted, last)?;
        batch.commit()?;
        (*run, *summary) = (Some(number), counts);
        Ok(())
    }
}

fn broken(error: ArchiveError) -> Option<Result<Box<Held>, Done>> {
    Some(Err(Done::Broken(error)))
}

/// Whether these versions read the article before, and that will do.
fn has(archive: &Archive, key: i64, version: &str, all: bool) -> Result<bool, ArchiveError> {
    if all {
        return Ok(false);
    }
    let known: bool = archive
        .connection()
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM readings WHERE article = ?1 AND coded_by = ?2)")?
        .query_row((key, version), |row| row.get(0))?;
    Ok(known)
}

fn read(reader: &Reader, held: Box<Held>) -> Done {
    let mut article = held.article.clone();
    article.id = held.identity.id();
    match catch_unwind(AssertUnwindSafe(|| reader.read(&article))) {
        Ok(mut reading) => {
            let own = |note: &String| READERS.iter().any(|start| note.starts_with(start));
            let sources: Vec<String> = held.notes.iter().filter(|n| !own(n)).cloned().collect();
            reading.notes.splice(0..0, sources);
            Done::Read(Box::new(reading), held)
        }
        Err(panic) => {
            let message = panic
                .downcast_ref::<&str>()
                .map(|s| (*s).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_default();
            let what = format!("a fault of the program in '{}': {message}", held.article.id);
            Done::Failed(fault((&held.place.0, &held.place.1), &what))
        }
    }
}

fn fault((file, place): (&str, &str), message: &str) -> Unread {
    Unread {
        file: file.to_owned(),
        place: place.to_owned(),
        message: message.to_owned(),
        hint: Some("please report it with the article, or with the words around which it happens".to_owned()),
        kind: "fault".to_owned(),
    }
}
