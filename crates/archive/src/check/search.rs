//! The full-text index beside the texts. SQLite compares the two itself only where it may write; here
//! the index is asked for the words of every text.

use std::collections::BTreeSet;

use rusqlite::params;

use super::Report;
use crate::Identity;
use crate::error::ArchiveError;
use crate::store::Archive;

/// Words in a question: one with too many is refused.
const AT_ONCE: usize = 40;

/// Whether every article is indexed, and nothing else.
pub(super) fn rows(archive: &Archive, report: &mut Report) -> Result<(), ArchiveError> {
    for (what, from, but) in [
        ("articles are not in the full-text index", "SELECT key FROM articles", "SELECT id FROM articles_fts_docsize"),
        (
            "rows of the full-text index have no article",
            "SELECT id FROM articles_fts_docsize",
            "SELECT key FROM articles",
        ),
    ] {
        let many: u64 =
            archive
                .connection()
                .query_row(&format!("SELECT count(*) FROM ({from} EXCEPT {but})"), [], |row| row.get(0))?;
        if many > 0 {
            report.problem("search", None, format!("{many} {what}"));
        }
    }
    Ok(())
}

/// Whether an article is found by all its words.
pub(super) fn article(
    archive: &Archive,
    report: &mut Report,
    article: Identity,
    title: Option<&str>,
    text: &str,
) -> Result<(), ArchiveError> {
    for (column, text) in [("title", title.unwrap_or_default()), ("text", text)] {
        let words: BTreeSet<&str> = text.split_whitespace().filter(|w| is_indexed(w)).collect();
        let words: Vec<&str> = words.into_iter().collect();
        for some in words.chunks(AT_ONCE) {
            let quoted: Vec<String> = some.iter().map(|w| format!("\"{}\"", w.replace('"', "\"\""))).collect();
            let question = format!("{column} : ({})", quoted.join(" AND "));
            let found: rusqlite::Result<u64> = archive
                .connection()
                .prepare_cached("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?1 AND rowid = ?2")?
                .query_row(params![question, article.key()], |row| row.get(0));
            match found.map_err(ArchiveError::from) {
                Ok(1) => {}
                Ok(_) => {
                    report.problem("search", Some(article), format!("not all words of its {column} find it"));
                    break;
                }
                Err(error) if error.is_damaged() => {
                    report.problem("search", Some(article), "the full-text index is damaged".to_owned());
                    break;
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Whether the tokenizer surely takes something of the word: a letter or digit of scripts that its
/// tables have always had.
fn is_indexed(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_alphanumeric() || (('\u{c0}'..='\u{24f}').contains(&c) && c.is_alphabetic()))
        && word.len() < 200
}
