//! Source files: xz-compressed tab- or comma-separated tables and JSON.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::WorldError;

/// The text of a source; `.xz` is added to the name.
pub(super) fn text(sources: &Path, file: &str) -> Result<String, WorldError> {
    let path = sources.join(format!("{file}.xz"));
    let shown = path.display().to_string();
    let opened = File::open(&path).map_err(|e| {
        WorldError::new(e.to_string())
            .at(&shown, None)
            .hint("world/NOTICE.md lists the sources and where they come from")
    })?;
    let mut bytes = Vec::new();
    lzma_rs::xz_decompress(&mut BufReader::new(opened), &mut bytes)
        .map_err(|e| WorldError::new(format!("{e:?}")).at(&shown, None))?;
    String::from_utf8(bytes).map_err(|e| WorldError::new(e.to_string()).at(&shown, None))
}

/// A table with a header.
pub(super) struct Rows {
    columns: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    columns: &'t HashMap<String, usize>,
    cells: &'t [String],
}

impl<'t> Row<'t> {
    /// The cell of a column, empty when there is none.
    pub(super) fn get(&self, column: &str) -> &'t str {
        self.columns.get(column).and_then(|at| self.cells.get(*at)).map_or("", |c| c.trim())
    }

    pub(super) fn number<T: std::str::FromStr>(&self, column: &str) -> Option<T> {
        self.get(column).parse().ok()
    }

    /// Latitude and longitude.
    pub(super) fn at(&self, lat: &str, lon: &str) -> Option<(f32, f32)> {
        Some((self.number(lat)?, self.number(lon)?))
    }
}

impl Rows {
    /// Reads a tab-separated source whose columns must include `needed`.
    pub(super) fn tsv(sources: &Path, file: &str, needed: &[&str]) -> Result<Rows, WorldError> {
        let text = text(sources, file)?;
        let rows = text.lines().map(|l| l.split('\t').map(str::to_owned).collect());
        Rows::with_header(file, rows.collect(), needed)
    }

    /// Reads a comma-separated source with quoted cells.
    pub(super) fn csv(sources: &Path, file: &str, needed: &[&str]) -> Result<Rows, WorldError> {
        let text = text(sources, file)?;
        Rows::with_header(file, csv(text.trim_start_matches('\u{feff}')), needed)
    }

    fn with_header(file: &str, mut rows: Vec<Vec<String>>, needed: &[&str]) -> Result<Rows, WorldError> {
        if rows.is_empty() {
            return Err(WorldError::new("the source is empty").at(file, None));
        }
        let header = rows.remove(0);
        let columns: HashMap<String, usize> =
            header.into_iter().enumerate().map(|(n, h)| (h.trim().to_owned(), n)).collect();
        for column in needed {
            if !columns.contains_key(*column) {
                return Err(WorldError::new(format!("the source has no column '{column}'")).at(file, Some(1)));
            }
        }
        Ok(Rows { columns, rows })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { columns: &self.columns, cells })
    }
}

/// Rows of comma-separated text (RFC 4180).
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_cells_may_hold_anything() {
        assert_eq!(csv("a,\"b \"\"c\"\", d\ne\"\nf,g\n"), vec![vec!["a", "b \"c\", d\ne"], vec!["f", "g"]]);
    }
}
