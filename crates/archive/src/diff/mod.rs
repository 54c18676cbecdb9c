//! What two readings of the same articles say differently, and why.

mod compare;

use std::collections::BTreeMap;

use chancery_record::{CodedBy, Identity, Reading};
use rusqlite::{OptionalExtension as _, params};
use serde::Serialize;
use serde_json::Value;

use crate::error::{ArchiveError, Kind};
use crate::store::Archive;

pub use compare::compare;

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It is in the newer reading alone.
    Added,
    /// It is in the older reading alone.
    Removed,
    /// One of its fields has another value.
    Changed,
}

/// One difference: an item that came or went, or one field of an item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// `articles.id`.
    pub article: String,
    /// `article`, `actors`, `events`, `quotations`, `times`, `places`, `relations`, `stances`, `claims`,
    /// `offers`, `accords`, `leverage` or `rounds`.
    pub layer: &'static str,
    /// What became of it.
    pub change: Change,
    /// The item's id in the reading where it is (the newer one of two), when it has one.
    pub item: Option<String>,
    /// Event type, kind of entity, quotation, offer…
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// First code point.
    pub start: Option<u32>,
    /// Code point after the last.
    pub end: Option<u32>,
    /// The words there.
    pub words: Option<String>,
    /// The field that changed.
    pub field: Option<String>,
    /// Its value in the older reading; ids of items are replaced by names and words.
    pub old: Option<Value>,
    /// Its value in the newer reading.
    pub new: Option<Value>,
    /// The rule behind the item in the older reading.
    pub rule_old: Option<String>,
    /// The rule behind the item in the newer reading.
    pub rule_new: Option<String>,
    /// What made the older reading: `versions.id`.
    pub from: String,
    /// What made the newer one.
    pub to: String,
}

/// What made readings in an archive.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Version {
    /// `versions.id`.
    pub id: String,
    /// The versions of the program and its data.
    #[serde(flatten)]
    pub coded_by: CodedBy,
    /// Readings by it.
    pub readings: u64,
    /// Those of them that are current.
    pub current: u64,
}

/// Counts over all articles that were compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Compared {
    /// Articles with both readings.
    pub articles: u64,
    /// Those of them with differences.
    pub differ: u64,
    /// Articles that one archive alone has: in the first, in the second.
    pub only: (u64, u64),
    /// Pairs of versions that were compared, and how many articles.
    pub versions: BTreeMap<(String, String), u64>,
}

/// The parts in which two versions differ: `program`, `models`, `lexicons`, `world`.
pub fn parts(old: &CodedBy, new: &CodedBy) -> Vec<&'static str> {
    let pairs = [
        ("program", &old.program, &new.program),
        ("models", &old.models, &new.models),
        ("lexicons", &old.lexicons, &new.lexicons),
        ("world", &old.world, &new.world),
    ];
    pairs.into_iter().filter(|(_, a, b)| a != b).map(|(name, ..)| name).collect()
}

impl Archive {
    /// What made the readings of this archive, the oldest first.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn versions(&self) -> Result<Vec<Version>, ArchiveError> {
        let mut statement = self.connection.prepare(
            "SELECT v.id, program, models, lexicons, world, count(r.article), coalesce(sum(r.current), 0)
               FROM versions v LEFT JOIN readings r ON r.coded_by = v.id GROUP BY v.id ORDER BY min(r.rowid), v.id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Version {
                id: row.get(0)?,
                coded_by: CodedBy {
                    program: row.get(1)?,
                    models: row.get(2)?,
                    lexicons: row.get(3)?,
                    world: row.get(4)?,
                },
                readings: row.get(5)?,
                current: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The version whose id is `name`, or alone begins with it.
    ///
    /// # Errors
    /// When there is none or several, or the archive cannot be read.
    pub fn version(&self, name: &str) -> Result<Version, ArchiveError> {
        let all = self.versions()?;
        let mut fits: Vec<&Version> = all.iter().filter(|v| v.id.starts_with(name)).collect();
        if let Some(exact) = all.iter().find(|v| v.id == name) {
            fits = vec![exact];
        }
        let ids: Vec<&str> = all.iter().map(|v| v.id.as_str()).collect();
        let wrong = |what: String| ArchiveError::new(Kind::Wrong, what).advise(format!("there are {}", ids.join(", ")));
        match fits.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(wrong(format!("no reading is by a version '{name}'"))),
            _ => Err(wrong(format!("several versions begin with '{name}'"))),
        }
    }

    /// A reading of an article as it was read, with its text; offsets are code points. Without a version
    /// the current one; `before` the latest by another version than that.
    fn read_by(
        &self,
        article: i64,
        version: Option<&str>,
        before: Option<&str>,
    ) -> Result<Option<Reading>, ArchiveError> {
        let found: Option<(String, String)> = self
            .connection
            .prepare_cached(
                "SELECT json, text FROM readings r JOIN articles a ON a.key = r.article WHERE r.article = ?1
                   AND (?2 IS NULL OR r.coded_by = ?2) AND (?3 IS NULL OR r.coded_by <> ?3)
                   AND (?2 IS NOT NULL OR ?3 IS NOT NULL OR r.current = 1) ORDER BY run DESC, r.rowid DESC LIMIT 1",
            )?
            .query_row(params![article, version, before], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let reading = |(json, text): (String, String)| {
            let mut reading: Reading = serde_json::from_str(&json)?;
            reading.text = Some(text);
            Ok(reading)
        };
        found.map(reading).transpose()
    }

    /// Compares two readings of every article of this archive that has both: by version `from`, else
    /// the latest that is not that of `to`; and by version `to`, else the current one.
    ///
    /// # Errors
    /// When a version is unknown, or the archive cannot be read; those of `each`.
    pub fn diff<E: From<ArchiveError>>(
        &self,
        from: Option<&str>,
        to: Option<&str>,
        mut each: impl FnMut(Difference) -> Result<(), E>,
    ) -> Result<Compared, E> {
        let from = from.map(|name| self.version(name)).transpose()?.map(|v| v.id);
        let to = to.map(|name| self.version(name)).transpose()?.map(|v| v.id);
        let mut compared = Compared::default();
        for key in self.keys()? {
            let Some(new) = self.read_by(key, to.as_deref(), None)? else { continue };
            let own = crate::version_id(&new.coded_by);
            let old = match &from {
                Some(from) => self.read_by(key, Some(from), None)?,
                None => self.read_by(key, None, Some(&own))?,
            };
            let Some(old) = old else { continue };
            compared.take(key, &old, &new, &mut each)?;
        }
        Ok(compared)
    }

    /// Compares the current readings of the articles that two archives share, `corrected` or as they
    /// were read.
    ///
    /// # Errors
    /// When an archive cannot be read; those of `each`.
    pub fn diff_with<E: From<ArchiveError>>(
        &self,
        other: &Archive,
        corrected: bool,
        mut each: impl FnMut(Difference) -> Result<(), E>,
    ) -> Result<Compared, E> {
        let mut compared = Compared::default();
        let reading = |archive: &Archive, key: i64| -> Result<Option<Reading>, ArchiveError> {
            if corrected {
                Ok(archive.reading(Identity::from_key(key))?.map(|s| s.reading))
            } else {
                archive.read_by(key, None, None)
            }
        };
        let (ours, theirs) = (self.keys()?, other.keys()?);
        compared.only.1 = theirs.iter().filter(|key| ours.binary_search(key).is_err()).count() as u64;
        for key in ours {
            if theirs.binary_search(&key).is_err() {
                compared.only.0 += 1;
                continue;
            }
            let (Some(old), Some(new)) = (reading(self, key)?, reading(other, key)?) else { continue };
            compared.take(key, &old, &new, &mut each)?;
        }
        Ok(compared)
    }
}

impl Compared {
    fn take<E>(
        &mut self,
        key: i64,
        old: &Reading,
        new: &Reading,
        each: &mut impl FnMut(Difference) -> Result<(), E>,
    ) -> Result<(), E> {
        self.articles += 1;
        let pair = (crate::version_id(&old.coded_by), crate::version_id(&new.coded_by));
        *self.versions.entry(pair).or_default() += 1;
        let all = compare(&Identity::from_key(key).id(), old, new);
        self.differ += u64::from(!all.is_empty());
        all.into_iter().try_for_each(each)
    }
}
