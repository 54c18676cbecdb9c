//! Named entities in columns: a token a line, its tag `B-PER`, `I-PER` or `O`
//! (CoNLL 2002 and 2003, Universal NER, HIPE).

use std::collections::{BTreeMap, BTreeSet};

use chancery_record::{Name, NameLabel, Sentence, SmolStr, Span, Syntax, Token};
use thiserror::Error;

use crate::conllu::Document;

/// A file of tagged tokens that cannot be read.
#[derive(Debug, Error)]
#[error("line {line}: {message}")]
pub struct IobError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// What a file of tagged tokens holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagged {
    /// All sentences as one document; the text joins tokens by blanks and sentences by line breaks.
    pub document: Document,
    /// The labels in use.
    pub labels: BTreeSet<NameLabel>,
    /// Labels that are none of ours, with how many names bear them; those names are left out.
    pub others: BTreeMap<SmolStr, usize>,
}

/// Reads tagged tokens, columns separated by tabs or blanks, sentences by blank
/// lines. A first column that counts up is passed over; the tags are in the
/// column that holds most of them. A name may begin with `I-` as well (IOB1).
///
/// # Errors
/// An [`IobError`] when a line has too few columns, or no column holds tags.
pub fn read(text: &str, lang: &str) -> Result<Tagged, IobError> {
    let rows = rows(text);
    let indexed = rows.iter().all(|row| row.columns.len() > 2 && row.columns[0].parse::<u32>().is_ok());
    let token = usize::from(indexed);
    let column = tag_column(&rows, token).ok_or_else(|| IobError {
        line: rows.first().map_or(1, |r| r.line),
        message: "no column of tags: a line is a token and O, B-PER, I-PER, …".to_owned(),
    })?;
    let mut tagged = Tagged::default();
    tagged.document.syntax = Syntax { lang: lang.into(), ..Syntax::default() };
    let mut open: Option<(NameLabel, usize)> = None;
    let mut sentence = usize::MAX;
    for row in &rows {
        let (Some(form), Some(tag)) = (row.columns.get(token), row.columns.get(column)) else {
            let message = format!("{} columns where the tag is in column {}", row.columns.len(), column + 1);
            return Err(IobError { line: row.line, message });
        };
        let document = &mut tagged.document;
        if row.sentence != sentence {
            sentence = row.sentence;
            open = None;
            if !document.text.is_empty() {
                document.text.push('\n');
            }
            document.syntax.sentences.push(Sentence::default());
        } else {
            document.text.push(' ');
        }
        let start = document.text.len();
        document.text.push_str(form);
        let span = Span::new(start, document.text.len());
        if let Some(sentence) = document.syntax.sentences.last_mut() {
            if sentence.tokens.is_empty() {
                sentence.span = span;
            }
            sentence.span.end = span.end;
            sentence.tokens.push(bare(span, form));
        }
        open = match tag.split_once('-') {
            Some((place @ ("B" | "I" | "E" | "S" | "L" | "U"), kind)) => match label(kind) {
                Some(label) => {
                    let continued = open.filter(|(before, _)| *before == label && !matches!(place, "B" | "S" | "U"));
                    let at = continued.map_or(document.syntax.names.len(), |(_, at)| at);
                    match document.syntax.names.get_mut(at) {
                        Some(name) => name.span.end = span.end,
                        None => document.syntax.names.push(Name { span, label }),
                    }
                    tagged.labels.insert(label);
                    Some((label, at))
                }
                None => {
                    if place != "I" {
                        *tagged.others.entry(kind.into()).or_default() += 1;
                    }
                    None
                }
            },
            _ => None,
        };
    }
    Ok(tagged)
}

struct Row<'t> {
    line: usize,
    sentence: usize,
    columns: Vec<&'t str>,
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut sentence = 0;
    for (i, line) in text.lines().enumerate() {
        let comment = line.starts_with("# ") || line.starts_with("-DOCSTART-");
        if line.trim().is_empty() || comment {
            sentence = rows.last().map_or(0, |row| row.sentence + 1);
            continue;
        }
        let columns = if line.contains('\t') { line.split('\t').collect() } else { line.split(' ').collect() };
        rows.push(Row { line: i + 1, sentence, columns });
    }
    rows
}

/// The column after `token` with the most tags of known labels; a file without names has the first of `O`s.
fn tag_column(rows: &[Row<'_>], token: usize) -> Option<usize> {
    let width = rows.iter().map(|row| row.columns.len()).max()?;
    let count = |column: usize, wanted: &dyn Fn(&str) -> bool| {
        rows.iter().filter(|row| row.columns.get(column).is_some_and(|value| wanted(value))).count()
    };
    let known =
        |value: &str| value.split_once('-').is_some_and(|(place, kind)| place.len() == 1 && label(kind).is_some());
    let best = |wanted: &dyn Fn(&str) -> bool| {
        let counted = (token + 1..width).map(|column| (count(column, wanted), std::cmp::Reverse(column)));
        counted.max().filter(|(count, _)| *count > 0).map(|(_, column)| column.0)
    };
    best(&known).or_else(|| best(&|value| value == "O"))
}

/// Our label for one of a corpus; what follows a period is a detail (`PER.author`).
fn label(kind: &str) -> Option<NameLabel> {
    match kind.split('.').next()?.to_ascii_uppercase().as_str() {
        "PER" | "PERS" | "PERSON" => Some(NameLabel::Per),
        "LOC" | "LOCATION" => Some(NameLabel::Loc),
        "ORG" | "ORGANISATION" | "ORGANIZATION" => Some(NameLabel::Org),
        "MISC" => Some(NameLabel::Misc),
        _ => None,
    }
}

fn bare(span: Span, form: &str) -> Token {
    Token {
        span,
        form: form.into(),
        lemma: SmolStr::default(),
        upos: SmolStr::default(),
        feats: SmolStr::default(),
        head: None,
        deprel: SmolStr::default(),
        part: None,
    }
}
