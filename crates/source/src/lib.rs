//! Files become [`Article`]s: texts, tables, web pages, feeds, mail, exports
//! of press databases, web archives, and archives of these, standard input too.
//!
//! What a file is, its content tells first and its name second. Nothing that
//! arrives stops the run: what cannot be read becomes a [`SourceError`] with
//! its place (file, member, record, line), and the next article follows.
//! Articles are given as they are read; memory does not grow with the input.
//!
//! ```
//! use chancery_source::{Options, from_bytes};
//!
//! let page = b"<html><head><title>Talks</title></head><body><article><p>The two delegations met in Geneva
//!     on Monday, for the first time in a year, and agreed to meet again.</p></article></body></html>";
//! let article = from_bytes(page.to_vec(), "talks.html", &Options::default()).next().unwrap().unwrap().article;
//! assert!(article.text.starts_with("The two delegations"));
//! ```

mod annotations;
mod charset;
mod container;
mod dates;
mod docx;
mod error;
mod feed;
mod fields;
mod format;
mod intake;
mod json;
mod jsonl;
mod mail;
mod options;
mod page;
mod piece;
mod press;
mod rtf;
mod sources;
mod table;
mod text;
mod warc;

pub use annotations::{holds_annotations, no_article};
pub use chancery_record::Article;
pub use charset::{Decoded, decode, decode_declared};
pub use error::{Origin, SourceError};
pub use format::{BadFormat, Format};
pub use options::{BadColumns, Columns, Input, Limits, Options};
pub use piece::Piece;
pub use sources::{Pieces, Progress, Sources, from_bytes, open};

/// An article, where it came from and what had to be done to read it.
#[derive(Clone, Debug)]
pub struct Sourced {
    /// The article.
    pub article: Article,
    /// Its file, member, record and line.
    pub origin: Origin,
    /// What a reader should know: a guessed charset, a date that is none.
    pub notes: Vec<String>,
    /// Who wrote it, as the source says.
    pub author: Option<String>,
}

/// The largest article, and the longest line of a JSON Lines file, that is read by default: 64 MiB.
pub const LARGEST: usize = 64 << 20;
