use thiserror::Error;

/// What keeps the world from being loaded, with file and line where there is one.
#[derive(Debug, Error)]
#[error("{}{message}{}", .place.as_ref().map(|p| format!("{p}: ")).unwrap_or_default(), .hint.as_ref().map(|h| format!("\n  hint: {h}")).unwrap_or_default())]
pub struct WorldError {
    place: Option<String>,
    message: String,
    hint: Option<String>,
}

impl WorldError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        WorldError { place: None, message: message.into(), hint: None }
    }

    pub(crate) fn word(what: &str, word: &str, known: &[&str]) -> Self {
        WorldError::new(format!("'{word}' is no {}", what.to_lowercase())).hint(format!("one of {}", known.join(", ")))
    }

    pub(crate) fn at(mut self, file: &str, line: Option<usize>) -> Self {
        self.place = Some(match line {
            Some(line) => format!("{file}:{line}"),
            None => file.to_owned(),
        });
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
