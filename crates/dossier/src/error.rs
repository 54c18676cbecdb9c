use std::fmt;

use chancery_archive::ArchiveError;

/// Why no dossier could be made: what is wrong, where, and what would mend it.
#[derive(Debug, thiserror::Error)]
pub struct DossierError {
    what: String,
    file: Option<Box<str>>,
    line: Option<usize>,
    hint: Option<Box<str>>,
    #[source]
    archive: Option<Box<ArchiveError>>,
}

impl DossierError {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        DossierError { what: what.into(), file: None, line: None, hint: None, archive: None }
    }

    pub(crate) fn at(mut self, file: &str, line: Option<usize>) -> Self {
        self.file = Some(file.into());
        self.line = line;
        self
    }

    pub(crate) fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into().into());
        self
    }

    /// What would mend it.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref().or_else(|| self.archive.as_ref().and_then(|a| a.hint()))
    }

    /// The line of the process file, counted from 1.
    pub fn line(&self) -> Option<usize> {
        self.line
    }
}

impl fmt::Display for DossierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}")?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", self.what)
    }
}

impl From<ArchiveError> for DossierError {
    fn from(error: ArchiveError) -> Self {
        DossierError { what: error.to_string(), file: None, line: None, hint: None, archive: Some(Box::new(error)) }
    }
}

impl From<chancery_archive::rusqlite::Error> for DossierError {
    fn from(error: chancery_archive::rusqlite::Error) -> Self {
        ArchiveError::from(error).into()
    }
}
