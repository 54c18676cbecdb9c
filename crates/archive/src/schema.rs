//! The schema: versions, and the way from one to the next.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{ArchiveError, Kind};

/// Schema version that this program writes.
pub const VERSION: u32 = 2;

/// `CHNC`, in the SQLite header: the file is an archive.
pub const APPLICATION_ID: i32 = 0x4348_4E43;

/// `STEPS[n]` brings an archive from version n to version n + 1; version 0 is an empty file.
const STEPS: &[&[&str]] = &[
    &[
        include_str!("schema/v1_articles.sql"),
        include_str!("schema/v1_layers.sql"),
        include_str!("schema/v1_diplomacy.sql"),
        include_str!("schema/v1_stories.sql"),
    ],
    &[include_str!("schema/v2.sql")],
];

/// `SEEN[n - 1]` shows an archive of version n, open for reading, as one of version n + 1.
const SEEN: &[&str] = &[include_str!("schema/v1_seen.sql")];

/// Version of the schema in the file.
pub(crate) fn version(connection: &Connection) -> Result<u32, ArchiveError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Refuses files that are no archive, and archives of a newer program.
pub(crate) fn recognise(connection: &Connection) -> Result<u32, ArchiveError> {
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application != APPLICATION_ID {
        return Err(ArchiveError::new(Kind::Foreign, "no archive of chancery"));
    }
    let version = version(connection)?;
    if version > VERSION {
        return Err(ArchiveError::new(
            Kind::Newer,
            format!("the archive has schema version {version}, this program knows up to {VERSION}"),
        ));
    }
    Ok(version)
}

/// Lets an older archive be read as if it had this program's schema, without writing to it.
pub(crate) fn see(connection: &Connection, version: u32) -> Result<(), ArchiveError> {
    if (1..VERSION).contains(&version) {
        connection.pragma_update(None, "temp_store", "memory")?;
        for view in &SEEN[version as usize - 1..] {
            connection.execute_batch(view)?;
        }
    }
    Ok(())
}

/// Empty tables of this schema in memory.
pub(crate) fn in_memory() -> Result<Connection, ArchiveError> {
    let connection = Connection::open_in_memory()?;
    connection.pragma_update(None, "foreign_keys", false)?;
    for part in STEPS.iter().copied().flatten() {
        connection.execute_batch(part)?;
    }
    Ok(connection)
}

/// Brings the archive from `from` to [`VERSION`], all steps in one transaction.
pub(crate) fn migrate(connection: &mut Connection, from: u32) -> Result<(), ArchiveError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in &STEPS[from as usize..] {
        for part in *step {
            transaction.execute_batch(part)?;
        }
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(())
}
