//! Archives opened for writing, with a word when that changes their schema.

use std::path::Path;

use anstream::eprintln;
use anyhow::Result;
use chancery::archive::{Archive, VERSION};

use crate::report;

/// Opens an archive for writing.
pub(crate) fn writable(path: &Path) -> Result<Archive> {
    tell(path);
    Ok(Archive::open(path)?)
}

/// The same; made when there is none.
pub(crate) fn or_made(path: &Path) -> Result<Archive> {
    tell(path);
    Ok(Archive::open_or_create(path)?)
}

fn tell(path: &Path) {
    // What is wrong with it is told when it is opened.
    if let Ok(version @ 1..VERSION) = Archive::schema_version(path) {
        report::warning(&format!(
            "{}: brought from schema version {version} to {VERSION}, in one step or not at all; older programs \
             cannot open it after that",
            path.display()
        ));
        eprintln!("  to keep one for them, copy it before: cp {0} {0}.v{version}", path.display());
    }
}
