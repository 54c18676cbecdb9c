//! What runs: work in parallel, results in the order of the input; articles into an archive.

mod ingest;
mod ordered;
mod reread;
mod settle;

pub use ingest::{Ingest, Note, Progress, Summary};
pub use ordered::{Panicked, ordered};
pub use reread::{Reread, RereadSummary};
pub use settle::{Settler, settle};
