//! Whether the stories are those of the present readings and corrections.

use std::collections::BTreeSet;

use chancery_record::sha256_hex;

use crate::error::ArchiveError;
use crate::store::Archive;

/// Name of the fact that tells which record the tables of stories were computed from.
pub(crate) const SETTLED: &str = "settled";

/// What the record of an archive is made of at present; equal ones give equal stories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present {
    /// Article, and the version of its current reading with the corrections that apply.
    pub readings: BTreeSet<(i64, String)>,
    /// Numbers of the corrections of merged events that apply.
    pub merged: Vec<i64>,
}

impl Present {
    /// A hash of it.
    pub fn mark(&self) -> String {
        let mut lines: Vec<String> = self.readings.iter().map(|(key, version)| format!("{key} {version}")).collect();
        if !self.merged.is_empty() {
            let numbers: Vec<String> = self.merged.iter().map(i64::to_string).collect();
            lines.push(format!("merged {}", numbers.join(" ")));
        }
        sha256_hex(lines.join("\n").as_bytes())
    }
}

impl Archive {
    /// What the record is made of at present.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn present(&self) -> Result<Present, ArchiveError> {
        let mut statement = self.connection.prepare(
            "SELECT r.article, r.coded_by || coalesce((SELECT group_concat(id, ' ') FROM (SELECT id FROM corrections c
               WHERE c.article = r.article AND undone_at IS NULL ORDER BY id)), '') FROM readings r WHERE current = 1",
        )?;
        let readings = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        let mut statement = self
            .connection
            .prepare("SELECT id FROM corrections WHERE layer = 'merged' AND undone_at IS NULL ORDER BY id")?;
        let merged = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Present { readings, merged })
    }

    /// Whether the tables of stories were computed from the present record.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn is_settled(&self) -> Result<bool, ArchiveError> {
        Ok(self.meta(SETTLED)?.as_deref() == Some(self.present()?.mark().as_str()))
    }
}
