//! What can go wrong in training.

use thiserror::Error;

/// An error of the trainer, with its file.
#[derive(Debug, Error)]
pub enum TrainingError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file's content is not what it should be.
    #[error("{path}: {message}")]
    Data {
        /// The file, with a line where there is one.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// A model file cannot be used.
    #[error(transparent)]
    Model(#[from] chancery_language::container::ModelError),
}

impl TrainingError {
    pub(crate) fn data(path: impl Into<String>, message: impl Into<String>) -> Self {
        TrainingError::Data { path: path.into(), message: message.into() }
    }

    pub(crate) fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        TrainingError::Io { path: path.display().to_string(), source }
    }
}
