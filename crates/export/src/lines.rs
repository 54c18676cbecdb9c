//! A JSON value a line.

use std::io::{self, Write};

use chancery_record::Reading;

use crate::{Sink, plover};

/// The readings themselves.
pub(crate) struct Readings<W: Write>(pub(crate) W);

impl<W: Write> Sink for Readings<W> {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        serde_json::to_writer(&mut self.0, reading)?;
        self.0.write_all(b"\n")
    }

    fn finish(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// PLOVER records.
pub(crate) struct Plover<W: Write>(pub(crate) W);

impl<W: Write> Sink for Plover<W> {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        for record in plover::records(reading, reading.text.as_deref()) {
            serde_json::to_writer(&mut self.0, &record)?;
            self.0.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
