//! What the program says on standard error.

use std::io;

use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use chancery::source::SourceError;

const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default().bold();

/// An error with its causes, one a line.
pub(crate) fn failure(error: &anyhow::Error) {
    eprintln!("{RED}error{RED:#}: {error}");
    let mut last = error.to_string();
    for cause in error.chain().skip(1) {
        let text = cause.to_string();
        if !last.contains(&text) {
            eprintln!("  because: {text}");
        }
        last = text;
    }
    let hint = error.chain().find_map(|cause| {
        let archive = || cause.downcast_ref::<chancery::archive::ArchiveError>()?.hint();
        let dossier = || cause.downcast_ref::<chancery::dossier::DossierError>()?.hint();
        let own = || Some(cause.downcast_ref::<Hinted>()?.hint.as_str());
        archive().or_else(dossier).or_else(own)
    });
    if let Some(hint) = hint {
        eprintln!("  {CYAN}hint{CYAN:#}: {hint}");
    }
}

/// An article that could not be read.
pub(crate) fn unread(error: &SourceError) {
    eprintln!("{RED}error{RED:#}: {}: {}", error.origin, error.message);
    if let Some(hint) = &error.hint {
        eprintln!("  {CYAN}hint{CYAN:#}: {hint}");
    }
}

/// Something that was asked for and cannot be done, with its place in a file.
pub(crate) fn refused(place: &str, message: &str, hint: Option<&str>) {
    let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
    eprintln!("{RED}error{RED:#}: {place}{message}");
    if let Some(hint) = hint {
        eprintln!("  {CYAN}hint{CYAN:#}: {hint}");
    }
}

/// Something that a reader of the output should know.
pub(crate) fn warning(message: &str) {
    eprintln!("{YELLOW}warning{YELLOW:#}: {message}");
}

/// Whether the far end of a pipe was closed.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|e| e.io_error_kind() == Some(io::ErrorKind::BrokenPipe))
    })
}

/// What is wrong with the command line, with a remedy.
#[derive(Debug)]
struct Hinted {
    what: String,
    hint: String,
}

impl std::fmt::Display for Hinted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Hinted {}

/// An error that [`failure`] shows with its remedy.
pub(crate) fn hinted(what: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
    Hinted { what: what.into(), hint: hint.into() }.into()
}
