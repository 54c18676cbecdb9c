//! Readings in the formats that other programs read.
//!
//! [`open`] gives a [`Sink`] for a [`Format`] and a stream, [`open_folder`] one for formats of
//! several files. A sink takes readings one by one, in constant memory (graphs: one entry a pair
//! of actors), keeps their order, and is closed with [`Sink::finish`]:
//!
//! ```
//! use chancery_export::{Format, Options, open};
//! let mut out = Vec::new();
//! let mut sink = open(Format::Polecat, &Options::default(), &mut out)?;
//! sink.reading(&chancery_record::Reading::default())?;
//! sink.finish()?;
//! drop(sink);
//! assert_eq!(String::from_utf8(out).unwrap().split('\t').count(), 40);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Offsets of the readings given must be Unicode code points (`Reading::in_unit`). Every row or
//! item leads to its words by article, offsets and the hash of the article's text. Codes stay
//! strings, and what a reading does not know stays empty.

mod annotations;
#[cfg(feature = "parquet")]
mod columnar;
mod folder;
mod ftm;
mod gdelt;
mod geojson;
mod graph;
mod icews;
mod lines;
mod pax;
pub mod plover;
mod polecat;
mod rows;
#[cfg(test)]
mod sample;
mod states;
pub mod tables;
mod view;

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

use chancery_record::{Reading, UnknownWord};

pub use folder::descriptor;
pub use graph::{Graph, GraphFormat, Tie};
pub use states::{State, state};

/// Column names of the event tables of other data sets.
pub mod columns {
    pub use crate::gdelt::COLUMNS as GDELT;
    pub use crate::icews::COLUMNS as ICEWS;
    pub use crate::pax::{ACCORDS as PAX, CEASEFIRES};
    pub use crate::polecat::COLUMNS as POLECAT;
}

/// Takes readings one by one and writes them.
pub trait Sink {
    /// Writes one reading, whose offsets are code points.
    ///
    /// # Errors
    /// Those of the stream.
    fn reading(&mut self, reading: &Reading) -> io::Result<()>;

    /// Writes what comes last, and flushes. Without it the output is not whole.
    ///
    /// # Errors
    /// Those of the stream.
    fn finish(&mut self) -> io::Result<()>;
}

macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// A format that readings can be written in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format { $($(#[$doc])* $variant),+ }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Format] = &[$(Format::$variant),+];

            /// Its name on the command line.
            pub fn as_str(self) -> &'static str {
                match self { $(Format::$variant => $word),+ }
            }
        }

        impl FromStr for Format {
            type Err = UnknownWord;
            fn from_str(s: &str) -> Result<Self, UnknownWord> {
                match s {
                    $($word => Ok(Format::$variant),)+
                    _ => Err(UnknownWord { what: "format", word: s.to_owned() }),
                }
            }
        }
    };
}

formats! {
    /// The readings themselves, a line each.
    Json = "json",
    /// PLOVER JSON Lines.
    Plover = "plover",
    /// POLECAT's 40 columns, tab-separated.
    Polecat = "polecat",
    /// ICEWS' 20 columns, tab-separated.
    Icews = "icews",
    /// GDELT 2.0's 61 event columns, tab-separated, without header.
    Gdelt = "gdelt",
    /// Tables as CSV; a folder with `datapackage.json`, or one table.
    Csv = "csv",
    /// Tables as Parquet; a folder, or one table.
    Parquet = "parquet",
    /// Located events as GeoJSON.
    GeoJson = "geojson",
    /// Who does what to whom, as GraphML.
    GraphMl = "graphml",
    /// Who does what to whom, as GEXF.
    Gexf = "gexf",
    /// FollowTheMoney entities, a line each.
    FollowTheMoney = "ftm",
    /// W3C Web Annotations, JSON-LD.
    Annotations = "annotations",
    /// Accords in PA-X's columns, CSV.
    Pax = "pax",
    /// Ceasefires in ETH/PRIO's columns, CSV.
    Ceasefires = "ceasefires",
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How to write.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Leave out the articles' words.
    pub no_text: bool,
    /// The table that CSV and Parquet write on a stream [default: events].
    pub table: Option<String>,
}

impl Format {
    /// Whether the format is a folder of files as well as one table on a stream.
    pub fn is_folder(self) -> bool {
        matches!(self, Format::Csv | Format::Parquet)
    }

    /// Whether this build writes it: Parquet needs the feature `parquet`.
    pub fn is_available(self) -> bool {
        self != Format::Parquet || cfg!(feature = "parquet")
    }
}

/// A sink that writes to a stream. Put a buffer around slow streams.
///
/// # Errors
/// Those of the stream; an unknown table; a format that this build does not write.
pub fn open<'w>(format: Format, options: &Options, out: impl Write + Send + 'w) -> io::Result<Box<dyn Sink + 'w>> {
    let table = || {
        let name = options.table.as_deref().unwrap_or("events");
        tables::table(name).ok_or_else(|| {
            let names: Vec<&str> = tables::TABLES.iter().map(|t| t.name).collect();
            invalid(format!("there is no table '{name}'; there are {}", names.join(", ")))
        })
    };
    let sink: Box<dyn Sink + 'w> = match format {
        Format::Json => Box::new(lines::Readings(out)),
        Format::Plover => Box::new(lines::Plover(out)),
        Format::Polecat => Box::new(rows::Rows::new(&rows::POLECAT, out)?),
        Format::Icews => Box::new(rows::Rows::new(&rows::ICEWS, out)?),
        Format::Gdelt => Box::new(rows::Rows::new(&rows::GDELT, out)?),
        Format::Pax => Box::new(rows::Rows::new(&rows::PAX, out)?),
        Format::Ceasefires => Box::new(rows::Rows::new(&rows::CEASEFIRES, out)?),
        Format::Csv => Box::new(folder::OneTable::new(table()?, out)?),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(columnar::OneTable::new(table()?, out)?),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(no_parquet()),
        Format::GeoJson => Box::new(geojson::GeoJson::new(out)?),
        Format::GraphMl => Box::new(graph::GraphSink::new(GraphFormat::GraphMl, out)),
        Format::Gexf => Box::new(graph::GraphSink::new(GraphFormat::Gexf, out)),
        Format::FollowTheMoney => Box::new(ftm::Entities::new(out)),
        Format::Annotations => Box::new(annotations::Annotations::new(out)?),
    };
    Ok(textless(sink, options))
}

/// A sink that writes the files of a folder, which is made when it is not there.
///
/// # Errors
/// Those of the file system; a format that is none of several files, or that this build does not
/// write.
pub fn open_folder(format: Format, options: &Options, path: &Path) -> io::Result<Box<dyn Sink>> {
    let sink: Box<dyn Sink> = match format {
        Format::Csv => Box::new(folder::Folder::create(path)?),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(columnar::Folder::create(path)?),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(no_parquet()),
        other => return Err(invalid(format!("'{other}' is one file, not a folder"))),
    };
    Ok(textless(sink, options))
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(not(feature = "parquet"))]
fn no_parquet() -> io::Error {
    invalid("this program was built without Parquet; build it with `--features parquet`".to_owned())
}

fn textless<'w>(sink: Box<dyn Sink + 'w>, options: &Options) -> Box<dyn Sink + 'w> {
    if options.no_text { Box::new(Textless(sink)) } else { sink }
}

/// Takes the text away before it is written.
struct Textless<'w>(Box<dyn Sink + 'w>);

impl Sink for Textless<'_> {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        let mut reading = reading.clone();
        reading.text = None;
        self.0.reading(&reading)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.0.finish()
    }
}
