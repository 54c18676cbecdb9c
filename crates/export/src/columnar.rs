//! The tables as Apache Parquet (feature `parquet`): typed columns, Snappy, row groups of at most
//! 16,384 rows, so that memory stays bounded.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use chancery_record::Reading;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::Sink;
use crate::tables::{Cell, Kind, Row, TABLES, Table};
use crate::view::View;

const GROUP: usize = 16_384;

/// One table as a Parquet file.
pub(crate) struct OneTable<W: Write + Send> {
    table: &'static Table,
    out: Option<SerializedFileWriter<W>>,
    waiting: Vec<Row>,
}

impl<W: Write + Send> OneTable<W> {
    pub(crate) fn new(table: &'static Table, out: W) -> io::Result<Self> {
        let fields = table.columns.iter().map(|column| {
            let (physical, logical) = match column.kind {
                Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Kind::Integer => (Physical::INT64, None),
                Kind::Number => (Physical::DOUBLE, None),
                Kind::Boolean => (Physical::BOOLEAN, None),
                Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
            };
            Type::primitive_type_builder(column.name, physical)
                .with_logical_type(logical)
                .with_repetition(Repetition::OPTIONAL)
                .build()
                .map(Arc::new)
        });
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(io::Error::other)?;
        let schema = Type::group_type_builder(table.name).with_fields(fields).build().map_err(io::Error::other)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("chancery".to_owned())
            .build();
        let out = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(io::Error::other)?;
        Ok(OneTable { table, out: Some(out), waiting: Vec::new() })
    }

    fn rows(&mut self, view: &View<'_>) -> io::Result<()> {
        self.waiting.extend((self.table.rows)(view));
        if self.waiting.len() >= GROUP { self.group() } else { Ok(()) }
    }

    fn group(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        let Some(out) = self.out.as_mut().filter(|_| !rows.is_empty()) else { return Ok(()) };
        write_group(out, self.table, &rows).map_err(io::Error::other)
    }
}

fn write_group<W: Write + Send>(
    out: &mut SerializedFileWriter<W>,
    table: &Table,
    rows: &[Row],
) -> parquet::errors::Result<()> {
    let mut group = out.next_row_group()?;
    for (at, column) in table.columns.iter().enumerate() {
        let Some(mut writer) = group.next_column()? else { break };
        let cells = || rows.iter().map(move |r| &r[at]);
        let present: Vec<i16> = cells().map(|c| i16::from(*c != Cell::Empty)).collect();
        macro_rules! batch {
            ($type:ty, $pattern:pat => $value:expr) => {{
                let values: Vec<_> =
                    cells().filter_map(|c| if let $pattern = c { Some($value) } else { None }).collect();
                writer.typed::<$type>().write_batch(&values, Some(&present), None)?;
            }};
        }
        match column.kind {
            Kind::Text => batch!(ByteArrayType, Cell::Text(t) => ByteArray::from(t.as_str())),
            Kind::Integer => batch!(Int64Type, Cell::Integer(n) => *n),
            Kind::Number => batch!(DoubleType, Cell::Number(n) => *n),
            Kind::Boolean => batch!(BoolType, Cell::Boolean(b) => *b),
            Kind::Date => batch!(Int32Type, Cell::Text(t) => days(t)),
        }
        writer.close()?;
    }
    group.close()?;
    Ok(())
}

/// Days since 1970-01-01.
fn days(text: &str) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    text.parse::<jiff::civil::Date>().ok().and_then(|d| epoch.until(d).ok()).map_or(0, |span| span.get_days())
}

impl<W: Write + Send> Sink for OneTable<W> {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        self.rows(&View::new(reading))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.group()?;
        if let Some(out) = self.out.take() {
            out.into_inner().map_err(io::Error::other)?.flush()?;
        }
        Ok(())
    }
}

/// Every table as a Parquet file of a folder.
pub(crate) struct Folder(Vec<OneTable<File>>);

impl Folder {
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(path)?;
        let tables = TABLES
            .iter()
            .map(|t| OneTable::new(t, File::create(path.join(format!("{}.parquet", t.name)))?))
            .collect::<io::Result<_>>()?;
        Ok(Folder(tables))
    }
}

impl Sink for Folder {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        let view = View::new(reading);
        self.0.iter_mut().try_for_each(|t| t.rows(&view))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.0.iter_mut().try_for_each(Sink::finish)
    }
}
