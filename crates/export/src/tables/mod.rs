//! A record set as tables: what CSV and Parquet write. Each row has its article, offsets (Unicode
//! code points, end exclusive) and the SHA-256 of the article's text. Codes are text, dates EDTF
//! with the first and last day that they cover beside them, lists are joined by `; `, and what is
//! not known is empty.

mod diplomacy;
mod reading;

pub(crate) use reading::office;

use chancery_record::{Edtf, Span};

use crate::view::View;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text; codes are text too.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A day, `YYYY-MM-DD`.
    Date,
}

/// A column with its meaning.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Its meaning.
    pub about: &'static str,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Not known.
    Empty,
    /// Text, and days as `YYYY-MM-DD`.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Boolean(bool),
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}
impl From<&str> for Cell {
    fn from(value: &str) -> Cell {
        if value.is_empty() { Cell::Empty } else { Cell::Text(value.to_owned()) }
    }
}
impl From<String> for Cell {
    fn from(value: String) -> Cell {
        if value.is_empty() { Cell::Empty } else { Cell::Text(value) }
    }
}
impl From<&String> for Cell {
    fn from(value: &String) -> Cell {
        Cell::from(value.as_str())
    }
}
impl From<u32> for Cell {
    fn from(value: u32) -> Cell {
        Cell::Integer(i64::from(value))
    }
}
impl From<usize> for Cell {
    fn from(value: usize) -> Cell {
        Cell::Integer(value as i64)
    }
}
impl From<f64> for Cell {
    fn from(value: f64) -> Cell {
        Cell::Number(value)
    }
}
impl From<f32> for Cell {
    fn from(value: f32) -> Cell {
        Cell::Number(crate::view::double(value))
    }
}
impl From<bool> for Cell {
    fn from(value: bool) -> Cell {
        Cell::Boolean(value)
    }
}
impl From<&Edtf> for Cell {
    fn from(value: &Edtf) -> Cell {
        Cell::Text(value.as_str().to_owned())
    }
}

/// A row, one cell a column.
pub type Row = Vec<Cell>;

/// One table of the record set.
pub struct Table {
    /// Its name, also of its file.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// The columns that tell its rows apart.
    pub key: &'static [&'static str],
    pub(crate) rows: fn(&View<'_>) -> Vec<Row>,
}

/// Every table, in the order in which they are listed.
pub const TABLES: &[&Table] = &[
    &reading::ARTICLES,
    &reading::EVENTS,
    &reading::QUOTATIONS,
    &reading::ACTORS,
    &reading::MENTIONS,
    &reading::TIMES,
    &reading::PLACES,
    &reading::RELATIONS,
    &reading::STANCES,
    &reading::CLAIMS,
    &diplomacy::OFFERS,
    &diplomacy::INVITATIONS,
    &diplomacy::ACCORDS,
    &diplomacy::PROVISIONS,
    &diplomacy::BREACHES,
    &diplomacy::LEVERAGE,
    &diplomacy::ROUNDS,
];

/// The table of that name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().copied().find(|t| t.name == name)
}

const fn text(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Text, about }
}
const fn integer(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Integer, about }
}
const fn numeric(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Number, about }
}
const fn boolean(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Boolean, about }
}
const fn date(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Date, about }
}

const ARTICLE: Column = text("article_id", "Identifier of the article");
const START: Column = integer("start", "First offset of the words, in Unicode code points of the article's text");
const END: Column = integer("end", "Offset after the last");
const HASH: Column = text("sha256", "SHA-256 of the article's text");
const WORDS: Column = text("words", "The words themselves; empty where texts are left out");

/// The cells of [`ARTICLE`], [`START`], [`END`], [`HASH`] and [`WORDS`].
fn located(view: &View<'_>, span: Span) -> [Cell; 5] {
    [
        view.reading.id.as_str().into(),
        span.start.into(),
        span.end.into(),
        view.reading.sha256.as_str().into(),
        view.words(span).into(),
    ]
}

/// Several dates in one cell.
fn dates(all: &[Edtf]) -> Cell {
    crate::view::joined(all.iter().map(Edtf::as_str)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_row_has_a_cell_a_column_of_the_columns_kind() {
        let mut filled = 0;
        for reading in sample::readings() {
            let view = View::new(&reading);
            for table in TABLES {
                for row in (table.rows)(&view) {
                    assert_eq!(row.len(), table.columns.len(), "{}", table.name);
                    for (cell, column) in row.iter().zip(table.columns) {
                        let fits = match cell {
                            Cell::Empty => true,
                            Cell::Text(_) => matches!(column.kind, Kind::Text | Kind::Date),
                            Cell::Integer(_) => column.kind == Kind::Integer,
                            Cell::Number(_) => column.kind == Kind::Number,
                            Cell::Boolean(_) => column.kind == Kind::Boolean,
                        };
                        assert!(fits, "{}.{}: {cell:?}", table.name, column.name);
                    }
                    filled += 1;
                }
            }
        }
        assert!(filled > 30, "{filled} rows");
    }

    #[test]
    fn keys_are_columns_and_tell_rows_apart() {
        for table in TABLES {
            let at: Vec<usize> = table
                .key
                .iter()
                .map(|k| table.columns.iter().position(|c| c.name == *k).unwrap_or_else(|| panic!("{k}")))
                .collect();
            let mut seen = std::collections::BTreeSet::new();
            for reading in sample::readings() {
                for row in (table.rows)(&View::new(&reading)) {
                    let key: Vec<String> = at.iter().map(|i| format!("{:?}", row[*i])).collect();
                    assert!(seen.insert(key.clone()), "{}: {key:?} stands twice", table.name);
                }
            }
        }
    }
}
