//! Forms of output that answers share.

use std::io::{self, IsTerminal, Write};

use anstream::eprintln;
use anyhow::Result;
use serde::Serialize;

/// Table, JSON or CSV.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// An object a line
    Json,
    /// Comma-separated values with a header
    Csv,
}

impl Format {
    /// The form asked for, else a table on a terminal and JSON elsewhere.
    pub(crate) fn or_default(asked: Option<Format>) -> Format {
        asked.unwrap_or(if io::stdout().is_terminal() { Format::Table } else { Format::Json })
    }
}

/// Standard output, buffered, without colours where nobody sees them.
pub(crate) fn stdout() -> io::BufWriter<anstream::AutoStream<io::Stdout>> {
    io::BufWriter::new(anstream::AutoStream::auto(io::stdout()))
}

/// An object a line.
pub(crate) fn json<T: Serialize>(out: &mut impl Write, rows: &[T]) -> Result<()> {
    for row in rows {
        serde_json::to_writer(&mut *out, row)?;
        writeln!(out)?;
    }
    Ok(())
}

/// A header and rows of fields.
pub(crate) fn csv<R>(out: &mut impl Write, header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<()>
where
    R: IntoIterator,
    R::Item: AsRef<[u8]>,
{
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush()?;
    Ok(())
}

/// Columns with two spaces between; those of `numbers` to the right. The last may be long.
pub(crate) fn columns(out: &mut impl Write, header: &[&str], numbers: &[usize], rows: &[Vec<String>]) -> Result<()> {
    let width = |text: &str| textwrap::core::display_width(text);
    let widths: Vec<usize> = (0..header.len())
        .map(|i| rows.iter().map(|r| width(&r[i])).chain([width(header[i])]).max().unwrap_or_default())
        .collect();
    let head = header.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>();
    for row in std::iter::once(&head).chain(rows) {
        let mut line = String::new();
        for (i, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[i] - width(cell));
            line += &if numbers.contains(&i) { format!("{pad}{cell}  ") } else { format!("{cell}{pad}  ") };
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// How much of all is shown, on standard error.
pub(crate) fn shown(rows: usize, offset: u32, total: u64, what: &str) {
    if rows as u64 == total {
        eprintln!("{total} {what}");
    } else if rows == 0 {
        eprintln!("none of {total} {what} after the first {offset}");
    } else {
        eprintln!("{}–{} of {total} {what}", offset + 1, offset as usize + rows);
    }
}

/// A cell of a Markdown table.
pub(crate) fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// The sentence of some words, these between brackets, from what stands around them.
pub(crate) fn sentence(before: &str, words: &str, after: &str) -> String {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '…' | '\n');
    // A full stop ends a sentence where a space and no small letter come next.
    let is_end = |text: &str, at: usize, c: char| {
        let next = text[at + c.len_utf8()..].trim_start_matches(['"', '”', '»', ')', '\u{a0}']);
        c == '\n'
            || next.is_empty()
            || (next.starts_with(char::is_whitespace)
                && !next.trim_start().starts_with(|n: char| n.is_lowercase() || n.is_numeric()))
    };
    let start = before
        .char_indices()
        .rfind(|(at, c)| ends(*c) && is_end(before, *at, *c) && !before[at + c.len_utf8()..].trim().is_empty())
        .map_or(0, |(at, c)| at + c.len_utf8());
    let start = if start == 0 && before.ends_with('\n') { before.len() } else { start };
    let end = after
        .char_indices()
        .find(|(at, c)| ends(*c) && is_end(after, *at, *c))
        .map_or(after.len(), |(at, c)| at + c.len_utf8());
    let before = before[start..].trim_start_matches(['"', '”', '»', ')', ' ', '\u{a0}', '\n']);
    format!("{before}[{words}]{}", &after[..end]).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sentence_is_cut_out_of_its_surroundings() {
        let cut = super::sentence(
            "The talks failed. Envoys of the U.S. and Peru again ",
            "met",
            " in Lima, 3.5 hours\nlater than planned.\nA truce holds.",
        );
        assert_eq!(cut, "Envoys of the U.S. and Peru again [met] in Lima, 3.5 hours");
        assert_eq!(super::sentence("", "Paix", ""), "[Paix]");
        assert_eq!(super::sentence("« Non. » Il a ", "refusé", ". Puis"), "Il a [refusé].");
    }
}
