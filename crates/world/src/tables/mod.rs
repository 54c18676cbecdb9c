//! Hand-written tables: tab-separated rows with a header, one subject a file.
//!
//! The part of a file's name before the first `_` says what its rows are:
//! `countries`, `places`, `seats`, `persons`, `groups`, `organizations`,
//! `demonyms`; `common` is a list of words. A cell with several values
//! separates them with ` | `. A line that starts with `#` is a comment.

mod rows;

pub(crate) use rows::{is_acronym, surname, weight_of};

use std::borrow::Cow;
use std::path::Path;

use chancery_record::sha256_hex;
use include_dir::{Dir, include_dir};

use crate::fold::fold;
use crate::layer::DraftLayer;
use crate::{Layer, WorldError};

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../world/tables");

/// One file of rows.
pub(crate) struct Table {
    /// Path as the user knows it.
    pub(crate) origin: String,
    /// File name without ending.
    pub(crate) stem: String,
    /// Contents.
    pub(crate) text: Cow<'static, str>,
}

/// The subjects of tables, in the order in which they are read: later rows
/// refer to earlier ones.
const SUBJECTS: &[&str] = &["common", "countries", "places", "seats", "groups", "organizations", "persons", "demonyms"];

impl Table {
    fn subject(&self) -> &str {
        self.stem.split('_').next().unwrap_or(&self.stem)
    }
}

/// The tables that the program carries, by path.
pub(crate) fn builtin() -> Vec<Table> {
    let mut tables: Vec<Table> = BUILTIN
        .files()
        .filter_map(|file| {
            let name = file.path().file_name()?.to_str()?;
            let stem = stem(name)?;
            Some(Table {
                origin: format!("world/tables/{name}"),
                stem: stem.to_owned(),
                text: Cow::Borrowed(file.contents_utf8()?),
            })
        })
        .collect();
    tables.sort_by(|a, b| a.origin.cmp(&b.origin));
    tables
}

/// The tables in a folder, by path.
pub(crate) fn read_folder(folder: &Path) -> Result<Vec<Table>, WorldError> {
    let shown = folder.display().to_string();
    let unreadable = |e: std::io::Error| WorldError::new(e.to_string()).at(&shown, None);
    let mut tables = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(stem) = path.file_name().and_then(|n| n.to_str()).and_then(stem) else { continue };
        let origin = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|e| WorldError::new(e.to_string()).at(&origin, None))?;
        tables.push(Table { origin, stem: stem.to_owned(), text: Cow::Owned(text) });
    }
    tables.sort_by(|a, b| a.origin.cmp(&b.origin));
    Ok(tables)
}

fn stem(name: &str) -> Option<&str> {
    name.strip_suffix(".tsv")
}

/// SHA-256 over the names and texts of tables, hexadecimal.
pub(crate) fn digest(tables: &[Table]) -> String {
    let mut all = String::new();
    for table in tables {
        for part in [table.stem.as_str(), "\n", &table.text, "\n"] {
            all.push_str(part);
        }
    }
    sha256_hex(all.as_bytes())
}

/// The list of common words in the tables, folded and sorted.
pub(crate) fn common(tables: &[Table]) -> Vec<String> {
    let lists = tables.iter().filter(|t| t.subject() == "common");
    let mut words: Vec<String> = lists.flat_map(|t| content(&t.text)).map(|(_, line)| fold(line)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Reads the rows of all tables into one layer.
pub(crate) fn draft(tables: &[Table], layer: Layer) -> Result<DraftLayer, WorldError> {
    let mut reading = rows::Reading::new(layer);
    for table in tables {
        if !SUBJECTS.contains(&table.subject()) {
            return Err(WorldError::new(format!("'{}' is no subject of a table", table.subject()))
                .at(&table.origin, None)
                .hint(format!("name the file after one of {}, as in persons_cabinet.tsv", SUBJECTS.join(", "))));
        }
    }
    for subject in SUBJECTS {
        for table in tables.iter().filter(|t| t.subject() == *subject) {
            if *subject != "common" {
                reading.table(table)?;
            }
        }
    }
    let mut layer = reading.finish();
    layer.origin = digest(tables);
    Ok(layer)
}

/// Lines that are neither empty nor comments, with their numbers.
fn content(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(n, line)| (n + 1, line.trim_end_matches('\r')))
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests;
