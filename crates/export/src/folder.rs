//! The tables as CSV: one on a stream, or all in a folder with a Frictionless `datapackage.json`
//! (Data Package v1, <https://specs.frictionlessdata.io/data-package/>).

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chancery_record::Reading;
use serde_json::{Value, json};

use crate::Sink;
use crate::tables::{Cell, Kind, Row, TABLES, Table};
use crate::view::{View, number};

/// One table as CSV with a header.
pub(crate) struct OneTable<W: Write> {
    table: &'static Table,
    out: csv::Writer<W>,
}

impl<W: Write> OneTable<W> {
    pub(crate) fn new(table: &'static Table, out: W) -> io::Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(table.columns.iter().map(|c| c.name))?;
        Ok(OneTable { table, out })
    }

    fn rows(&mut self, view: &View<'_>) -> io::Result<()> {
        for row in (self.table.rows)(view) {
            write(&mut self.out, &row)?;
        }
        Ok(())
    }
}

impl<W: Write> Sink for OneTable<W> {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        self.rows(&View::new(reading))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn write<W: Write>(out: &mut csv::Writer<W>, row: &Row) -> io::Result<()> {
    for cell in row {
        match cell {
            Cell::Empty => out.write_field(b"")?,
            Cell::Text(text) => out.write_field(text)?,
            Cell::Integer(n) => out.write_field(n.to_string())?,
            Cell::Number(n) => out.write_field(number(*n))?,
            Cell::Boolean(b) => out.write_field(if *b { "true" } else { "false" })?,
        }
    }
    out.write_record(None::<&[u8]>)?;
    Ok(())
}

/// Every table as a CSV file of a folder.
pub(crate) struct Folder {
    path: PathBuf,
    tables: Vec<OneTable<BufWriter<File>>>,
}

impl Folder {
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(path)?;
        let tables = TABLES
            .iter()
            .map(|table| {
                let file = File::create(path.join(format!("{}.csv", table.name)))?;
                OneTable::new(table, BufWriter::new(file))
            })
            .collect::<io::Result<_>>()?;
        Ok(Folder { path: path.to_owned(), tables })
    }
}

impl Sink for Folder {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        let view = View::new(reading);
        self.tables.iter_mut().try_for_each(|t| t.rows(&view))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.tables.iter_mut().try_for_each(Sink::finish)?;
        let mut out = BufWriter::new(File::create(self.path.join("datapackage.json"))?);
        serde_json::to_writer_pretty(&mut out, &descriptor())?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

/// `datapackage.json`: every table's schema, key and meaning.
pub fn descriptor() -> Value {
    let resources: Vec<Value> = TABLES.iter().map(|t| resource(t)).collect();
    json!({
        "profile": "tabular-data-package",
        "name": "chancery-record",
        "title": "Record of what articles report",
        "description": "Events, quotations, actors, times, places and the state of peace processes, each with \
             article, offsets in Unicode code points and the SHA-256 of the article's text. Dates are EDTF \
             (ISO 8601-2). An empty cell means: not known.",
        "resources": resources,
    })
}

fn resource(table: &Table) -> Value {
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|column| {
            let kind = match column.kind {
                Kind::Text => "string",
                Kind::Integer => "integer",
                Kind::Number => "number",
                Kind::Boolean => "boolean",
                Kind::Date => "date",
            };
            json!({"name": column.name, "type": kind, "description": column.about})
        })
        .collect();
    let mut schema = json!({"fields": fields, "missingValues": [""], "primaryKey": table.key});
    if table.name != "articles" {
        schema["foreignKeys"] =
            json!([{"fields": "article_id", "reference": {"resource": "articles", "fields": "article_id"}}]);
    }
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": format!("{}.csv", table.name),
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    })
}
