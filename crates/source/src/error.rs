use std::fmt;

/// Where an article, or what should have been one, stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Path as given, or `standard input`.
    pub file: String,
    /// Line, from 1, in files that hold an article a line.
    pub line: Option<u64>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match self.line {
            Some(line) => write!(f, ":{line}"),
            None => Ok(()),
        }
    }
}

/// Something that is no article; the articles after it are still read.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{origin}: {message}")]
pub struct SourceError {
    /// Where it stands.
    pub origin: Origin,
    /// What is wrong with it.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl SourceError {
    pub(crate) fn new(origin: &Origin, message: impl Into<String>) -> Self {
        SourceError { origin: origin.clone(), message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
