//! The lines of a CoNLL-U file, checked one by one.

use super::ConlluError;

/// What the first column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Id {
    /// A word, from 1.
    Word(u32),
    /// A surface token over the words from `.0` to `.1`.
    Range(u32, u32),
    /// An empty node of the enhanced graph.
    Empty,
}

/// One line of ten columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'t> {
    /// Line in the file, from 1.
    pub line: usize,
    pub id: Id,
    /// The ten columns.
    pub columns: [&'t str; 10],
}

impl<'t> Row<'t> {
    fn parse(line: usize, row: &'t str) -> Result<Row<'t>, ConlluError> {
        let mut columns = [""; 10];
        let mut count = 0;
        for column in row.split('\t') {
            if let Some(slot) = columns.get_mut(count) {
                *slot = column;
            }
            count += 1;
        }
        if count != 10 {
            let hint = if count == 1 { "; columns are separated by tabs" } else { "" };
            return Err(fail(line, format!("{count} columns where CoNLL-U has 10{hint}")));
        }
        let bad =
            || fail(line, format!("'{}' is no id of a word (3), a range (3-4) or an empty node (3.1)", columns[0]));
        let number = |s: &str| s.parse::<u32>().ok().filter(|n| *n > 0);
        let id = if let Some((first, last)) = columns[0].split_once('-') {
            let (first, last) = (number(first).ok_or_else(bad)?, number(last).ok_or_else(bad)?);
            if first > last {
                return Err(bad());
            }
            Id::Range(first, last)
        } else if columns[0].contains('.') {
            Id::Empty
        } else {
            Id::Word(number(columns[0]).ok_or_else(bad)?)
        };
        Ok(Row { line, id, columns })
    }

    /// A value of the MISC column.
    pub(super) fn misc(&self, key: &str) -> Option<&'t str> {
        self.columns[9].split('|').find_map(|m| m.strip_prefix(key)?.strip_prefix('='))
    }

    /// A column, empty where it says `_`.
    pub(super) fn value(&self, column: usize) -> &'t str {
        match self.columns[column] {
            "_" => "",
            value => value,
        }
    }

    /// Code points of `TokenRange`.
    pub(super) fn range(&self) -> Result<(u32, u32), ConlluError> {
        let Some(range) = self.misc("TokenRange") else {
            return Err(fail(self.line, format!("'{}' has no TokenRange in its MISC column", self.columns[1])));
        };
        range
            .split_once(':')
            .and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)))
            .filter(|(start, end)| start < end)
            .ok_or_else(|| fail(self.line, format!("'TokenRange={range}' is not START:END in code points")))
    }

    /// Index of the head: the outer `None` where the column says nothing.
    pub(super) fn head(&self) -> Result<Option<Option<u32>>, ConlluError> {
        match self.columns[6] {
            "_" => Ok(None),
            head => head
                .parse::<u32>()
                .map(|head| Some(head.checked_sub(1)))
                .map_err(|_| fail(self.line, format!("head '{head}' is no number"))),
        }
    }
}

/// The rows of one sentence and the comments before it that place it.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows<'t> {
    /// `Some(id)` when a document begins here, the id empty when not given.
    pub newdoc: Option<&'t str>,
    /// Whether a paragraph begins here.
    pub newpar: bool,
    pub rows: Vec<Row<'t>>,
}

/// Cuts a file into sentences.
pub(super) struct Sentences<'t> {
    lines: std::iter::Enumerate<std::str::Lines<'t>>,
}

impl<'t> Sentences<'t> {
    pub(super) fn new(conllu: &'t str) -> Self {
        let conllu = conllu.strip_prefix('\u{feff}').unwrap_or(conllu);
        Sentences { lines: conllu.lines().enumerate() }
    }
}

impl<'t> Iterator for Sentences<'t> {
    type Item = Result<Rows<'t>, ConlluError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut sentence = Rows::default();
        for (i, line) in self.lines.by_ref() {
            if let Some(comment) = line.strip_prefix('#') {
                let (key, value) = comment.split_once('=').unwrap_or((comment, ""));
                match key.split_whitespace().next() {
                    Some("newdoc") => sentence.newdoc = Some(value.trim()),
                    Some("newpar") => sentence.newpar = true,
                    _ => {}
                }
            } else if line.trim().is_empty() {
                if !sentence.rows.is_empty() {
                    return Some(check(sentence));
                }
            } else {
                match Row::parse(i + 1, line) {
                    Ok(row) => sentence.rows.push(row),
                    Err(error) => return Some(Err(error)),
                }
            }
        }
        (!sentence.rows.is_empty()).then(|| check(sentence))
    }
}

/// Ids must count up, ranges stand before their words and heads be words of the sentence.
fn check(sentence: Rows<'_>) -> Result<Rows<'_>, ConlluError> {
    let words = sentence.rows.iter().filter(|r| matches!(r.id, Id::Word(_))).count() as u32;
    let (mut next, mut covered) = (1, 0);
    for row in &sentence.rows {
        match row.id {
            Id::Word(id) if id != next => {
                return Err(fail(row.line, format!("word {id} where word {next} is due")));
            }
            Id::Word(id) => {
                next += 1;
                if let Some(Some(head)) = row.head()? {
                    if head >= words {
                        return Err(fail(
                            row.line,
                            format!("head {} lies outside the sentence of {words} words", head + 1),
                        ));
                    }
                    if head + 1 == id {
                        return Err(fail(row.line, format!("word {id} is its own head")));
                    }
                }
            }
            Id::Range(first, last) if first != next || first <= covered || last > words => {
                return Err(fail(row.line, format!("range {first}-{last} does not stand before its words")));
            }
            Id::Range(_, last) => covered = last,
            Id::Empty => {}
        }
    }
    if words == 0 {
        let line = sentence.rows.first().map_or(1, |r| r.line);
        return Err(fail(line, "a sentence without words".to_owned()));
    }
    Ok(sentence)
}

pub(super) fn fail(line: usize, message: String) -> ConlluError {
    ConlluError { line, message }
}
