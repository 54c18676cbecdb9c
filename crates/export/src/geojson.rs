//! GeoJSON (RFC 7946): a point for every event whose place has coordinates.
//!
//! Properties are the columns of the events' table. Events without a named place with
//! coordinates are left out and counted in the foreign member `without_coordinates`.

use std::io::{self, Write};

use chancery_record::Reading;
use serde_json::{Map, Value, json};

use crate::Sink;
use crate::tables::{Cell, table};
use crate::view::View;

pub(crate) struct GeoJson<W: Write> {
    out: W,
    written: usize,
    left_out: usize,
}

impl<W: Write> GeoJson<W> {
    pub(crate) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(GeoJson { out, written: 0, left_out: 0 })
    }
}

impl<W: Write> Sink for GeoJson<W> {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        let view = View::new(reading);
        let Some(events) = table("events") else { return Ok(()) };
        for (row, event) in (events.rows)(&view).into_iter().zip(&reading.events) {
            let place = view.place_of(event);
            let (Some(lat), Some(lon)) = (place.and_then(|p| p.lat), place.and_then(|p| p.lon)) else {
                self.left_out += 1;
                continue;
            };
            let mut properties = Map::new();
            for (column, cell) in events.columns.iter().zip(row) {
                properties.insert(column.name.to_owned(), value(cell));
            }
            let feature = json!({
                "type": "Feature",
                "id": format!("{}/{}", reading.id, event.id),
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
                "properties": properties,
            });
            self.out.write_all(if self.written == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut self.out, &feature)?;
            self.written += 1;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        writeln!(self.out, "\n],\"without_coordinates\":{}}}", self.left_out)?;
        self.out.flush()
    }
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => text.into(),
        Cell::Integer(n) => n.into(),
        Cell::Number(n) => n.into(),
        Cell::Boolean(b) => b.into(),
    }
}
