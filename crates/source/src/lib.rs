//! Files become [`Article`]s: text with a short header, JSON Lines, folders of
//! either, standard input.
//!
//! Nothing that arrives stops the run: what cannot be read becomes a
//! [`SourceError`] with its file and line, and the next article follows.

mod charset;
mod error;
mod jsonl;
mod options;
mod text;
mod walk;

pub use chancery_record::Article;
pub use charset::{Decoded, decode};
pub use error::{Origin, SourceError};
pub use options::{Input, Options};
pub use walk::{Sources, from_bytes, open};

/// An article, where it came from and what had to be done to read it.
#[derive(Clone, Debug)]
pub struct Sourced {
    /// The article.
    pub article: Article,
    /// Its file and line.
    pub origin: Origin,
    /// What a reader should know: a guessed charset, a date that is none.
    pub notes: Vec<String>,
}

/// The largest text, and the longest line of a JSON Lines file, that is read: 64 MiB.
pub const LARGEST: usize = 64 << 20;
