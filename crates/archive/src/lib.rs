//! The archive: articles and their readings in one SQLite file.
//!
//! An [`Archive`] holds every article once (its key is a hash of what it is, see [`Identity`]), every
//! [`Reading`](chancery_record::Reading) of it whole, and the layers of the current reading flat, one
//! table a layer, so that questions are plain SQL.
//!
//! ```
//! use chancery_archive::Archive;
//! use chancery_record::{Article, Reading};
//!
//! let dir = tempfile::tempdir()?;
//! let mut archive = Archive::create(&dir.path().join("press.chancery"))?;
//! let article = Article { id: "one".into(), text: "Les pourparlers ont repris.".into(), ..Article::default() };
//! archive.insert_reading(&Reading::of(&article))?;
//! let found: u64 = archive.connection().query_row(
//!     "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'pourparlers'", [], |row| row.get(0))?;
//! assert_eq!(found, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The tables
//! Every column is explained in `src/schema/*.sql`, beside its name.
//!
//! | tables | one row is |
//! |---|---|
//! | `articles`, `articles_fts` | an article with its text; full text with accents folded (`rowid` is `articles.key`) |
//! | `sightings` | a place where an article was met: file, line or member, its identifier there |
//! | `readings`, `versions` | a reading as JSON, before corrections; what made it (`current = 1`: shown by the flat tables) |
//! | `entities`, `offices`, `mentions` | an actor or place of an article; an office it holds; where it is mentioned |
//! | `events`, `event_parties`, `event_contexts`, `event_mentions` | an act; who has which part in it; a PLOVER context; another mention |
//! | `quotations`, `times`, `places`, `relations`, `stances`, `claims` | an item of that layer |
//! | `offers`, `invitations`, `accords`, `provisions`, `breaches`, `leverage`, `rounds`, `diplomacy_parties` | an item of the diplomacy layer; who takes part in it |
//! | `near_duplicates`, `stories`, `story_members` | an article in a group of copies; a story; an article in it, with the reasons |
//! | `merged_events`, `witnesses`, `contradictions`, `narrowed_dates` | one act over articles; who tells it and from which origin; what they say differently; a date made finer by others |
//! | `errors`, `files`, `runs` | what could not be read; a file read to its end; a piece of work |
//! | `corrections`, `conflicts` | a decision by a person; one that the current reading no longer fits |
//!
//! Flat tables are keyed by `article` (`articles.key`) and the item's `id` or `position`. Offsets are
//! Unicode code points. Dates are EDTF with `first_day` and `last_day` beside them, so that a period
//! is asked for with `first_day <= :to AND last_day >= :from`.
//!
//! # Trust
//! The file carries an application id and a schema version; older versions are migrated when opened
//! for writing, newer ones refused. Writing goes through transactions in WAL mode: several processes
//! read while one writes, and a killed one leaves what it had committed.

mod batch;
mod check;
mod corrections;
mod diff;
mod error;
mod identity;
mod layers;
mod questions;
mod readings;
mod reread;
mod schema;
mod settled;
mod store;
mod work;

pub use batch::{Batch, Inserted, Seen};
pub use chancery_record::Identity;
pub use check::{Problem, Report};
pub use corrections::{
    Action, Conflict, Correction, Decided, FieldInfo, Layer, Outcome, Refused, Request, Wanted, fields,
};
pub use diff::{Change, Compared, Difference, Version, compare, parts as version_parts};
pub use error::ArchiveError;
pub use identity::fold;
pub use layers::days;
pub use questions::{
    Act, Answers, Brief, Circle, Counting, Development, Dimension, Dispute, Disputed, Drawn, Edge, Filter, Found,
    Network, NewStory, Node, Nodes, Page, Passage, Period, Quoted, Repeat, Row, Sampled, Selection, Since, Sort, Spot,
    Strata, Stratum, Table, Telling, Unit, Who, quad_class,
};
pub use readings::{Readings, Stored};
pub use reread::{Held, Which};
pub use schema::{APPLICATION_ID, VERSION};
pub use settled::Present;
pub use store::{Archive, version_id};
pub use work::{Counts, FileMark, Unread};

pub use rusqlite;
