//! Scores readings against annotated documents: the measures of the annotation
//! guidelines, with a bootstrap interval over documents.
//!
//! Offsets are Unicode code points, as in every exported record.

mod bootstrap;
mod calibration;
mod clusters;
mod diplomacy;
mod document;
mod matching;
mod proportion;
mod score;
mod sentences;
mod table;

pub use bootstrap::{Interval, intervals};
pub use calibration::{Reliability, Sample, cross_validated, fit, reliability};
pub use clusters::{ClusterScores, Prf, score_clusters};
pub use diplomacy::{DiplomacyMiss, DiplomacyScores, load_values, score_diplomacy};
pub use document::{Document, Event, GoldError, Quoted, Spotted, load};
pub use proportion::{Judged, Share, stratified, wilson};
pub use score::{Counts, Measure, Miss, Scores, right_events, score};
pub use table::{Row, rows};
