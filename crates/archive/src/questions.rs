//! Questions to an archive; every answer names its article and the code points of its words.

mod find;
mod quotes;

pub use find::{Events, Found, Sort};
pub use quotes::Quoted;

use crate::identity::fold;

/// An FTS5 expression that asks for all words of `query`; words in double quotes are a phrase, and a
/// `*` at the end of a word stands for any ending. `None` when there is no word in it.
fn full_text(query: &str) -> Option<String> {
    let mut parts = Vec::new();
    for (i, piece) in query.split('"').enumerate() {
        let units: Vec<&str> = if i % 2 == 1 { vec![piece] } else { piece.split_whitespace().collect() };
        for unit in units.into_iter().filter(|u| u.chars().any(char::is_alphanumeric)) {
            let star = if i % 2 == 0 && unit.ends_with('*') { "*" } else { "" };
            parts.push(format!("\"{}\"{star}", unit.trim_end_matches('*')));
        }
    }
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

/// A LIKE pattern (escaped with `\`) for text that contains `words`, folded.
fn containing(words: &str) -> String {
    format!("%{}%", fold(words).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
