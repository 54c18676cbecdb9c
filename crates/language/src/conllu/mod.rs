//! CoNLL-U (<https://universaldependencies.org/format.html>), in and out.
//!
//! Two kinds of file are read. A treebank carries its own text: [`read`]
//! rebuilds it from the forms and `SpaceAfter=No`, a [`Document`] for every
//! `# newdoc`. Trees that were made for a text at hand say where each surface
//! token stands (`TokenRange=start:end` in code points): [`with_ranges`] lays
//! them over that text. [`write()`] gives both, so that either way back works.
//!
//! Names travel in the MISC column, `Name=B-PER` on the first token of a name
//! and `Name=I-PER` on the others. Empty nodes (`8.1`) and enhanced
//! dependencies are skipped, since [`Syntax`] has no place for them.
//!
//! ```
//! use chancery_language::conllu;
//!
//! let treebank = "1\tElle\telle\tPRON\t_\t_\t2\tnsubj\t_\t_\n\
//!                 2\tsigne\tsigner\tVERB\t_\tTense=Pres\t0\troot\t_\tSpaceAfter=No\n\
//!                 3\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_\n\n";
//! let documents = conllu::read(treebank, "fr")?;
//! assert_eq!(documents[0].text, "Elle signe.");
//! let again = conllu::write(&documents[0].text, &documents[0].syntax, Some("note"));
//! assert_eq!(conllu::with_ranges(&again, &documents[0].text, "fr")?, documents[0].syntax);
//! # Ok::<(), conllu::ConlluError>(())
//! ```

mod read;
mod rows;
mod write;

#[cfg(test)]
mod tests;

use chancery_record::{SmolStr, Syntax};
use thiserror::Error;

pub use read::{read, with_ranges};
pub use write::write;

/// A CoNLL-U text that cannot be read.
#[derive(Debug, Error)]
#[error("line {line}: {message}")]
pub struct ConlluError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// One document of a treebank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What `# newdoc id = …` says; empty when the file names no documents.
    pub id: SmolStr,
    /// The text, rebuilt from the tokens: one blank between tokens unless the
    /// file says otherwise, a blank line between paragraphs.
    pub text: String,
    /// Trees and names, their spans in `text`.
    pub syntax: Syntax,
}
