//! Event rows in the columns of other event data sets, tab-separated.

use std::io::{self, Write};

use chancery_record::Reading;

use crate::view::View;
use crate::{Sink, gdelt, icews, pax, polecat};

/// A format of fixed columns.
pub(crate) struct Layout {
    pub(crate) columns: &'static [&'static str],
    /// Whether the files of the data set begin with the names of the columns.
    pub(crate) header: bool,
    pub(crate) delimiter: u8,
    pub(crate) rows: fn(&View<'_>) -> Vec<Vec<String>>,
}

pub(crate) const POLECAT: Layout =
    Layout { columns: polecat::COLUMNS, header: true, delimiter: b'\t', rows: polecat::rows };
pub(crate) const ICEWS: Layout = Layout { columns: icews::COLUMNS, header: true, delimiter: b'\t', rows: icews::rows };
pub(crate) const GDELT: Layout = Layout { columns: gdelt::COLUMNS, header: false, delimiter: b'\t', rows: gdelt::rows };
pub(crate) const PAX: Layout = Layout { columns: pax::ACCORDS, header: true, delimiter: b',', rows: pax::accords };
pub(crate) const CEASEFIRES: Layout =
    Layout { columns: pax::CEASEFIRES, header: true, delimiter: b',', rows: pax::ceasefires };

pub(crate) struct Rows<W: Write> {
    layout: &'static Layout,
    out: csv::Writer<W>,
}

impl<W: Write> Rows<W> {
    pub(crate) fn new(layout: &'static Layout, out: W) -> io::Result<Self> {
        let mut out = csv::WriterBuilder::new().delimiter(layout.delimiter).from_writer(out);
        if layout.header {
            out.write_record(layout.columns)?;
        }
        Ok(Rows { layout, out })
    }
}

impl<W: Write> Sink for Rows<W> {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        for row in (self.layout.rows)(&View::new(reading)) {
            debug_assert_eq!(row.len(), self.layout.columns.len());
            // Readers of these files cut at tabs and line ends without heed of quotation marks.
            self.out.write_record(row.iter().map(|cell| one_line(cell)))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn one_line(cell: &str) -> String {
    if cell.contains(['\t', '\n', '\r']) {
        cell.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        cell.to_owned()
    }
}

/// A row by name of column: what is not set stays empty.
pub(crate) struct Draft {
    columns: &'static [&'static str],
    cells: Vec<String>,
}

impl Draft {
    pub(crate) fn new(columns: &'static [&'static str]) -> Self {
        Draft { columns, cells: vec![String::new(); columns.len()] }
    }

    pub(crate) fn set(&mut self, column: &str, value: impl Into<String>) {
        let at = self.columns.iter().position(|c| *c == column);
        debug_assert!(at.is_some(), "no column '{column}'");
        if let Some(at) = at {
            self.cells[at] = value.into();
        }
    }

    pub(crate) fn set_some(&mut self, column: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.set(column, value);
        }
    }

    pub(crate) fn done(self) -> Vec<String> {
        self.cells
    }
}
