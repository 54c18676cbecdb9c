//! The way of bytes to articles: what is met is told by its content, opened,
//! and handed on piece by piece.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use chancery_record::Edtf;

use crate::format::{Foreign, sniff};
use crate::{Format, Options, Origin, Piece, SourceError, Sourced};

/// Goes on, or stops because nobody takes the articles any more.
pub(crate) type Flow = ControlFlow<()>;

/// How much of a file is looked at to tell what it is.
const HEAD: usize = 32 << 10;

/// A thing to read: where it stands, and what is known of it from outside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    pub(crate) origin: Origin,
    /// File name, for the extension.
    pub(crate) name: String,
    /// Identifier of the article if it holds just one.
    pub(crate) id: String,
    /// Containers around it.
    pub(crate) depth: usize,
    /// The file, where it stands by itself on disk.
    pub(crate) path: Option<PathBuf>,
    pub(crate) hints: Hints,
}

/// What stands around a thing and says something about it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hints {
    pub(crate) charset: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) date: Option<Edtf>,
}

impl Place {
    /// A member of this container.
    pub(crate) fn member(&self, name: &str) -> Place {
        let origin = self.origin.member(name);
        Place {
            id: origin.to_string(),
            origin,
            name: name.to_owned(),
            depth: self.depth + 1,
            path: None,
            hints: Hints::default(),
        }
    }

    /// The `n`th record of this file.
    pub(crate) fn record(&self, n: u64) -> Place {
        let origin = self.origin.record(n);
        Place { id: origin.to_string(), origin, name: String::new(), path: None, ..self.clone() }
    }
}

/// How many bytes came in and how many they were expanded to, for one input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Budget {
    pub(crate) read: Arc<AtomicU64>,
    expanded: Arc<AtomicU64>,
    blown: Arc<AtomicBool>,
    /// Bytes of all inputs, for progress.
    pub(crate) all: Arc<AtomicU64>,
}

impl Budget {
    /// Counts from the start again, for a file that is opened anew.
    pub(crate) fn restart(&self) {
        let read = self.read.swap(0, Ordering::Relaxed);
        self.all.fetch_sub(read, Ordering::Relaxed);
    }

    /// A budget of its own for the next input.
    pub(crate) fn next(&self) -> Budget {
        Budget { all: self.all.clone(), ..Budget::default() }
    }
}

/// Counts the bytes of a file on disk.
pub(crate) struct Metered<R> {
    pub(crate) inner: R,
    pub(crate) budget: Budget,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.budget.read.fetch_add(n as u64, Ordering::Relaxed);
        self.budget.all.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl<R: io::Seek> io::Seek for Metered<R> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Counts expanded bytes, and fails when they are out of all proportion.
pub(crate) struct Expanding<'b, R> {
    inner: R,
    budget: Budget,
    options: &'b Options,
}

impl<'b, R> Expanding<'b, R> {
    pub(crate) fn new(inner: R, budget: Budget, options: &'b Options) -> Self {
        Expanding { inner, budget, options }
    }
}

impl<R: Read> Read for Expanding<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let expanded = self.budget.expanded.fetch_add(n as u64, Ordering::Relaxed) + n as u64;
        let limits = &self.options.limits;
        let read = self.budget.read.load(Ordering::Relaxed);
        if self.budget.blown.load(Ordering::Relaxed)
            || expanded > limits.expanded.saturating_add(read.saturating_mul(limits.ratio))
        {
            self.budget.blown.store(true, Ordering::Relaxed);
            return Err(io::Error::other(format!(
                "{} MiB expand to more than {} MiB: a bomb rather than an archive",
                read.div_ceil(1 << 20),
                expanded >> 20
            )));
        }
        Ok(n)
    }
}

/// What takes articles on behalf of one input.
pub(crate) struct Intake<'a> {
    pub(crate) options: &'a Arc<Options>,
    /// The part of the file that is wanted, as an address below it.
    pub(crate) part: Option<&'a str>,
    pub(crate) budget: Budget,
    pub(crate) send: &'a mut dyn FnMut(Piece) -> Flow,
    /// Whether anything of the wanted part was met.
    pub(crate) met: bool,
}

impl Intake<'_> {
    /// Whether what stands at an origin is wanted, holds what is wanted, or is part of it.
    pub(crate) fn wants(&self, origin: &Origin) -> bool {
        let Some(part) = self.part else { return true };
        let below = origin.below();
        let within = |outer: &str, inner: &str| {
            outer.is_empty() || inner == outer || inner.strip_prefix(outer).is_some_and(|r| r.starts_with(':'))
        };
        within(part, &below) || within(&below, part)
    }

    fn wanted(&mut self, origin: &Origin) -> bool {
        let Some(part) = self.part else { return true };
        let below = origin.below();
        let is = below == part || below.strip_prefix(part).is_some_and(|r| r.starts_with(':'));
        self.met |= is;
        is
    }

    /// Hands an article or an error on.
    pub(crate) fn emit(&mut self, item: Result<Sourced, SourceError>) -> Flow {
        let wanted = match &item {
            Ok(sourced) => self.wanted(&sourced.origin.clone()),
            // What keeps the wanted part from being reached is told too.
            Err(error) => {
                let origin = error.origin.clone();
                self.wanted(&origin)
                    || (self.wants(&origin) && {
                        self.met = true;
                        true
                    })
            }
        };
        if wanted { (self.send)(Piece::ready(item)) } else { Flow::Continue(()) }
    }

    /// Hands an error on.
    pub(crate) fn fail(&mut self, error: SourceError) -> Flow {
        self.emit(Err(error))
    }

    /// Hands on what is yet to be made an article, wherever the piece is finished.
    pub(crate) fn emit_later(&mut self, piece: Piece) -> Flow {
        let origin = piece.origin().clone();
        if self.wanted(&origin) { (self.send)(piece) } else { Flow::Continue(()) }
    }

    /// Whether the input expands out of all proportion and is given up.
    pub(crate) fn blown(&self) -> bool {
        self.budget.blown.load(Ordering::Relaxed)
    }

    /// Everything that a reader has, unless it is too much.
    ///
    /// # Errors
    /// More bytes than an article may have; a reader that fails.
    pub(crate) fn all(&self, reader: &mut dyn Read, origin: &Origin) -> Result<Vec<u8>, SourceError> {
        let limit = self.options.limits.article;
        let mut bytes = Vec::new();
        // One byte over the limit is enough to know that it is passed.
        reader.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| broken(origin, &e))?;
        if bytes.len() > limit {
            return Err(too_large(origin, limit));
        }
        Ok(bytes)
    }

    /// Reads what stands at a place, whatever it is.
    pub(crate) fn read(&mut self, reader: &mut dyn Read, place: &Place) -> Flow {
        if !self.wants(&place.origin) {
            return Flow::Continue(());
        }
        let head = match head(reader) {
            Ok(head) => head,
            Err(error) => return self.fail(broken(&place.origin, &error)),
        };
        let found = sniff(&head, &place.name);
        let format = match (self.options.format, found) {
            (Some(forced), Ok(found)) if found.is_container() && !forced.is_container() => found,
            (Some(forced), _) => forced,
            (None, Ok(found)) => found,
            (None, Err(Foreign { what, hint })) => {
                return self.fail(SourceError::new(&place.origin, what).hint(hint));
            }
        };
        if format.is_container() && place.depth >= self.options.limits.nesting {
            let error = SourceError::new(
                &place.origin,
                format!("an archive in {} others, which is the most that are opened", place.depth),
            );
            return self.fail(error.hint("unpack it first"));
        }
        let mut whole = Cursor::new(head).chain(BufReader::with_capacity(1 << 16, reader));
        self.open(format, &mut whole, place)
    }

    fn open(&mut self, format: Format, reader: &mut dyn BufRead, place: &Place) -> Flow {
        use crate::{container, docx, feed, json, jsonl, mail, page, press, rtf, table, text, warc};
        match format {
            Format::JsonLines => jsonl::read(self, reader, place),
            Format::Csv => table::read(self, reader, place, None),
            Format::Tsv => table::read(self, reader, place, Some(b'\t')),
            Format::Feed => feed::read(self, reader, place),
            Format::Mbox => mail::read_mbox(self, reader, place),
            Format::Warc => warc::read(self, reader, place),
            Format::Zip => container::zip(self, reader, place),
            Format::Tar => container::tar(self, reader, place),
            Format::Gzip | Format::Xz | Format::Bzip2 | Format::Zstd => {
                container::compressed(self, format, reader, place)
            }
            Format::Json if json::is_array(reader) => json::read_array(self, reader, place),
            _ => {
                let bytes = match self.all(reader, &place.origin) {
                    Ok(bytes) => bytes,
                    Err(error) => return self.fail(error),
                };
                match format {
                    Format::Json => json::read_document(self, bytes, place),
                    Format::Html => page::read(self, bytes, place),
                    Format::Europresse | Format::Factiva | Format::Nexis => press::read(self, format, bytes, place),
                    Format::Eml => mail::read_message(self, bytes, place),
                    Format::Rtf => rtf::read(self, bytes, place),
                    Format::Docx => docx::read(self, bytes, place),
                    _ => text::read(self, bytes, place),
                }
            }
        }
    }
}

/// The first bytes of a reader: enough to tell what it is, and no more than
/// have come where the first line tells it, so that a slow pipe is not held up.
fn head(reader: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = vec![0; HEAD];
    let mut length = 0;
    while length < HEAD {
        match reader.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            // What came before a fault is read; the fault comes up again after it.
            Err(e) if length > 0 && e.kind() != io::ErrorKind::Other => break,
            Err(e) => return Err(e),
        }
        let start = head[..length].trim_ascii_start();
        if start.first() == Some(&b'{') && start.contains(&b'\n') && start.len() > 1 && start[1] != b'\\' {
            break;
        }
    }
    head.truncate(length);
    Ok(head)
}

/// The error for a reader that failed.
pub(crate) fn broken(origin: &Origin, error: &io::Error) -> SourceError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => SourceError::new(origin, format!("cut off: {error}")),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            SourceError::new(origin, format!("damaged: {error}"))
        }
        io::ErrorKind::NotFound => {
            SourceError::new(origin, error.to_string()).hint("check the path; - reads standard input")
        }
        _ => SourceError::new(origin, error.to_string()),
    }
}

/// The error for an article that is larger than one may be.
pub(crate) fn too_large(origin: &Origin, limit: usize) -> SourceError {
    SourceError::new(origin, format!("more than {} MiB, the most that is read as one article", limit >> 20))
        .hint("split it into articles, for example one JSON object a line")
}
