//! Makes the models of the language room: reads annotated text, trains a
//! network, and writes the model file that the program embeds.

pub mod corpus;
pub mod data;
pub mod error;
pub mod evaluate;
pub mod export;
pub mod network;
mod ops;
pub mod params;
pub mod random;
pub mod recipe;
mod start;
pub mod subwords;
pub mod train;

pub use error::TrainingError;
