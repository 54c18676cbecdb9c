use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why an archive could not be opened, read or written; the archive stays as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}{what}", path.as_deref().map(|p| format!("{}: ", p.display())).unwrap_or_default())]
pub struct ArchiveError {
    kind: Kind,
    what: String,
    path: Option<PathBuf>,
    advice: Option<String>,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What went wrong, for the hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Missing,
    Exists,
    Foreign,
    Newer,
    Damaged,
    ReadOnly,
    Full,
    Busy,
    Wrong,
    Other,
}

impl ArchiveError {
    pub(crate) fn new(kind: Kind, what: impl Into<String>) -> Self {
        ArchiveError { kind, what: what.into(), path: None, advice: None, source: None }
    }

    pub(crate) fn at(mut self, path: &Path) -> Self {
        self.path.get_or_insert_with(|| path.to_owned());
        self
    }

    /// Advice of its own instead of that of its kind.
    pub(crate) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        if let Some(advice) = &self.advice {
            return Some(advice);
        }
        Some(match self.kind {
            Kind::Missing => "check the path; `chancery ingest` makes a new archive",
            Kind::Exists => "name another file, or open the one that is there",
            Kind::Foreign => "name a file made by `chancery ingest`; this one was left as it is",
            Kind::Newer => "use the version of chancery that wrote it, or a newer one; the archive was left as it is",
            Kind::Damaged => {
                "restore a copy; `sqlite3 ARCHIVE .recover` may save the rest; `chancery check` lists what is wrong"
            }
            Kind::ReadOnly => "make the file and its folder writable, or copy the archive to a place that is",
            Kind::Full => "free some space and run the same command again: it goes on where it stopped",
            Kind::Busy => "another process is writing to the archive: wait for it, or end it, and try again",
            Kind::Wrong | Kind::Other => return None,
        })
    }

    /// Whether the disk, or the room given to the archive, is full.
    pub fn is_full(&self) -> bool {
        self.kind == Kind::Full
    }

    /// Whether the archive may be read but not written.
    pub fn is_read_only(&self) -> bool {
        self.kind == Kind::ReadOnly
    }

    /// Whether the file is damaged or cut short.
    pub fn is_damaged(&self) -> bool {
        self.kind == Kind::Damaged
    }

    /// Whether the file is no archive.
    pub fn is_foreign(&self) -> bool {
        self.kind == Kind::Foreign
    }

    /// Whether a newer program wrote the archive.
    pub fn is_newer(&self) -> bool {
        self.kind == Kind::Newer
    }

    /// Whether what was to be written is at fault, not the archive.
    pub fn is_about_content(&self) -> bool {
        self.kind == Kind::Wrong
    }

    /// Whether another process holds the archive for writing.
    pub fn is_busy(&self) -> bool {
        self.kind == Kind::Busy
    }
}

impl From<rusqlite::Error> for ArchiveError {
    fn from(error: rusqlite::Error) -> Self {
        let (kind, what) = match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => (Kind::Full, "no room left to write"),
            Some(ErrorCode::ReadOnly) => (Kind::ReadOnly, "the archive cannot be written"),
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                (Kind::ReadOnly, "the archive cannot be opened")
            }
            Some(ErrorCode::NotADatabase) => (Kind::Foreign, "no archive of chancery"),
            Some(ErrorCode::DatabaseCorrupt) => (Kind::Damaged, "the archive is damaged or cut short"),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (Kind::Busy, "the archive is in use"),
            Some(ErrorCode::ConstraintViolation) => (Kind::Wrong, "the rows do not fit the archive's tables"),
            Some(ErrorCode::SystemIoFailure) => (Kind::Other, "the archive could not be read or written"),
            _ => (Kind::Other, "the archive did not take a statement"),
        };
        ArchiveError { kind, what: what.into(), path: None, advice: None, source: Some(Box::new(error)) }
    }
}

impl From<serde_json::Error> for ArchiveError {
    fn from(error: serde_json::Error) -> Self {
        ArchiveError {
            kind: Kind::Damaged,
            what: "a reading in the archive is no reading".into(),
            path: None,
            advice: None,
            source: Some(Box::new(error)),
        }
    }
}
