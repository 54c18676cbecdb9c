use std::path::{Path, PathBuf};
use std::time::Duration;

use chancery_record::{CodedBy, Reading, short_id};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::batch::{Batch, Inserted, Seen};
use crate::error::{ArchiveError, Kind};
use crate::schema;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(10);

/// An archive on disk, open for reading or for both.
#[derive(Debug)]
pub struct Archive {
    pub(crate) connection: Connection,
    path: PathBuf,
}

impl Archive {
    /// Makes a new archive.
    ///
    /// # Errors
    /// When a file of that name is there already, or cannot be made.
    pub fn create(path: &Path) -> Result<Self, ArchiveError> {
        if path.exists() {
            return Err(ArchiveError::new(Kind::Exists, "the file is there already").at(path));
        }
        Self::fresh(path).map_err(|e| e.at(path))
    }

    fn fresh(path: &Path) -> Result<Self, ArchiveError> {
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty() && !f.is_dir()) {
            return Err(ArchiveError::new(Kind::Missing, format!("there is no folder {}", folder.display())));
        }
        let mut connection = Connection::open(path)?;
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        prepare(&connection)?;
        schema::migrate(&mut connection, 0)?;
        Ok(Archive { connection, path: path.to_owned() })
    }

    /// Opens an archive for reading and writing, and brings an older one to this program's schema.
    ///
    /// # Errors
    /// When there is none, the file is foreign, damaged, newer than the program or not writable.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let open = || {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let mut connection = existing(path, flags)?;
            if connection.is_readonly(rusqlite::MAIN_DB)? {
                return Err(ArchiveError::new(Kind::ReadOnly, "the archive cannot be written"));
            }
            let version = schema::recognise(&connection)?;
            prepare(&connection)?;
            connection.pragma_update(None, "journal_mode", "wal")?;
            if version < schema::VERSION {
                schema::migrate(&mut connection, version)?;
            }
            Ok(Archive { connection, path: path.to_owned() })
        };
        open().map_err(|e: ArchiveError| e.at(path))
    }

    /// Opens the archive, or makes it when there is none. An empty file counts as none.
    ///
    /// # Errors
    /// As for [`Archive::open`] and [`Archive::create`].
    pub fn open_or_create(path: &Path) -> Result<Self, ArchiveError> {
        // A run that was killed while it made the archive leaves an empty file, or one without a schema.
        match std::fs::metadata(path) {
            Ok(found) if found.len() > 0 => match Self::open(path) {
                Err(error) if error.is_foreign() && unmade(path) => Self::fresh(path).map_err(|e| e.at(path)),
                outcome => outcome,
            },
            _ => Self::fresh(path).map_err(|e| e.at(path)),
        }
    }

    /// Opens an archive for reading, beside whoever writes. An older one is read as it is, and shows
    /// what it does not have as empty.
    ///
    /// # Errors
    /// When there is none, or the file is foreign, damaged, or newer than the program.
    pub fn open_readonly(path: &Path) -> Result<Self, ArchiveError> {
        let open = || {
            let (connection, version) = seen(path)?;
            schema::see(&connection, version)?;
            connection.set_prepared_statement_cache_capacity(96);
            Ok(Archive { connection, path: path.to_owned() })
        };
        open().map_err(|e: ArchiveError| e.at(path))
    }

    /// Schema version of the archive at `path`, which is left as it is.
    ///
    /// # Errors
    /// As for [`Archive::open_readonly`].
    pub fn schema_version(path: &Path) -> Result<u32, ArchiveError> {
        seen(path).map(|(_, version)| version).map_err(|e| e.at(path))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The SQLite connection, for questions in SQL.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// As [`Archive::connection`], for transactions.
    pub fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// Limits the archive to `bytes` on disk, for tests and quotas.
    ///
    /// # Errors
    /// When the limit cannot be set.
    pub fn limit(&self, bytes: u64) -> Result<(), ArchiveError> {
        let page: u64 = self.connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        self.connection.query_row(&format!("PRAGMA max_page_count = {}", bytes / page), [], |_| Ok(()))?;
        Ok(())
    }

    /// Begins a transaction that takes many articles at once. Dropped without
    /// [`Batch::commit`], it leaves the archive as it was.
    ///
    /// # Errors
    /// When another process writes.
    pub fn batch(&mut self) -> Result<Batch<'_>, ArchiveError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        Ok(Batch::new(transaction.map_err(|e| ArchiveError::from(e).at(&self.path))?))
    }

    /// Inserts one reading in a transaction of its own, with its article: `reading.text` holds the
    /// text and offsets are bytes of it, as the reader gives them ([`Reading::from_unit`] makes
    /// them from code points).
    ///
    /// # Errors
    /// When the reading has no text, or the archive cannot be written.
    pub fn insert_reading(&mut self, reading: &Reading) -> Result<Inserted, ArchiveError> {
        let batch = self.batch()?;
        let inserted = batch.insert(reading, None, &Seen::default(), None)?;
        batch.commit()?;
        Ok(inserted)
    }

    /// A fact about the archive.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn meta(&self, name: &str) -> Result<Option<String>, ArchiveError> {
        use rusqlite::OptionalExtension as _;
        Ok(self.connection.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0)).optional()?)
    }
}

/// Identifier of a set of versions, as in `versions.id`: `c` and ten hexadecimal digits.
pub fn version_id(coded_by: &CodedBy) -> String {
    short_id("c", &[&coded_by.program, &coded_by.models, &coded_by.lexicons, &coded_by.world])
}

fn existing(path: &Path, flags: OpenFlags) -> Result<Connection, ArchiveError> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(ArchiveError::new(Kind::Missing, "there is no such archive"));
        }
        Ok(found) if found.is_dir() => {
            return Err(ArchiveError::new(Kind::Foreign, "a folder where an archive was expected"));
        }
        Ok(found) if found.len() == 0 => {
            return Err(ArchiveError::new(Kind::Foreign, "an empty file, no archive of chancery"));
        }
        _ => {}
    }
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

/// An archive open for reading, and its schema version.
fn seen(path: &Path) -> Result<(Connection, u32), ArchiveError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |connection: Connection| {
        let version = schema::recognise(&connection)?;
        Ok::<_, ArchiveError>((connection, version))
    };
    match existing(path, flags).and_then(open) {
        // Beside a database in WAL mode SQLite wants to make a file; where it may not, the archive can
        // still be read as it lies there, when nothing is left to be taken over from the log.
        Err(error) if error.is_read_only() && std::fs::File::open(path).is_ok() => {
            let mut log = path.as_os_str().to_owned();
            log.push("-wal");
            if std::fs::metadata(&log).is_ok_and(|m| m.len() > 0) {
                return Err(error.advise(
                    "its folder cannot be written, and a writer left work in ARCHIVE-wal: copy both files to a \
                     folder of your own and open the archive there",
                ));
            }
            let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            let absolute = if path.is_absolute() { "//" } else { "" };
            let uri = format!("file:{absolute}{escaped}?immutable=1");
            open(Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?)
        }
        outcome => outcome,
    }
}

/// Whether the file is a database of ours whose schema was never written.
fn unmade(path: &Path) -> bool {
    let Ok(connection) = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE) else { return false };
    let empty: rusqlite::Result<u32> = connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0));
    matches!((schema::version(&connection), empty), (Ok(0), Ok(0)))
}

fn prepare(connection: &Connection) -> Result<(), ArchiveError> {
    connection.busy_timeout(PATIENCE)?;
    // In WAL mode a killed process loses nothing that was committed; a power cut may lose the last
    // batches, never the archive.
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.set_prepared_statement_cache_capacity(96);
    Ok(())
}
