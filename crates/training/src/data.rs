//! Annotated text: CoNLL-U, IOB2 and CoNLL columns, plain or xz-compressed.

use std::collections::HashMap;
use std::path::Path;

use chancery_language::names::WordSpan;
use chancery_language::{Pack, Segmenter};
use chancery_record::{Offsets, Unit};
use serde::Deserialize;

use crate::error::TrainingError;

/// A word and what is known of it.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// Form.
    pub form: String,
    /// Lemma, empty when unknown.
    pub lemma: String,
    /// Part of speech, empty when unknown.
    pub upos: String,
    /// Features, `_` when there are none, empty when unknown.
    pub feats: String,
    /// Head: 0 the root, else the number of the word from 1; none when unknown.
    pub head: Option<u32>,
    /// Relation with its subtype.
    pub deprel: String,
}

/// A sentence of annotated text.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// `sent_id` of the source, empty when it has none.
    pub id: String,
    /// Words.
    pub words: Vec<Word>,
    /// Names, when the source marks them.
    pub names: Option<Vec<WordSpan>>,
}

/// Reads a text file, unpacking it when its name ends in `.xz`.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, TrainingError> {
    let bytes = std::fs::read(path).map_err(|e| TrainingError::io(path, e))?;
    let bytes = if path.extension().is_some_and(|e| e == "xz") {
        let mut out = Vec::new();
        lzma_rs::xz_decompress(&mut bytes.as_slice(), &mut out)
            .map_err(|e| TrainingError::data(path.display().to_string(), format!("xz: {e}")))?;
        out
    } else {
        bytes
    };
    String::from_utf8(bytes).map_err(|_| TrainingError::data(path.display().to_string(), "not UTF-8"))
}

fn label(name: &str) -> Option<usize> {
    match name {
        "PER" => Some(0),
        "LOC" => Some(1),
        "ORG" => Some(2),
        "MISC" => Some(3),
        _ => None,
    }
}

/// Collects spans from tags `B-PER`, `I-PER`, `O`; an `I-` after another kind opens a name.
#[derive(Default)]
struct Spans {
    spans: Vec<WordSpan>,
    open: Option<usize>,
}

impl Spans {
    fn push(&mut self, at: usize, tag: &str) {
        let (mark, kind) = tag.split_once('-').unwrap_or(("O", ""));
        let Some(kind) = label(kind) else {
            self.open = None;
            return;
        };
        match self.spans.last_mut() {
            Some(span) if mark == "I" && self.open == Some(kind) => span.1 = at,
            _ => self.spans.push((at, at, kind)),
        }
        self.open = Some(kind);
    }
}

/// Reads CoNLL-U. Names are taken from `Name=B-PER` in MISC where `names` says
/// that the source marks them.
///
/// # Errors
/// With file and line when a row is malformed.
pub fn read_conllu(path: &Path, names: bool) -> Result<Vec<Sample>, TrainingError> {
    let text = read_text(path)?;
    let mut samples = Vec::new();
    let mut sample = Sample::default();
    let mut spans = Spans::default();
    for (i, row) in text.lines().chain(std::iter::once("")).enumerate() {
        let fail = |message: &str| TrainingError::data(format!("{}:{}", path.display(), i + 1), message);
        if let Some(comment) = row.strip_prefix('#') {
            if let Some((key, value)) = comment.split_once('=')
                && key.trim() == "sent_id"
            {
                sample.id = value.trim().to_owned();
            }
            continue;
        }
        if row.trim().is_empty() {
            let spans = std::mem::take(&mut spans);
            if !sample.words.is_empty() {
                sample.names = names.then_some(spans.spans);
                let n = sample.words.len() as u32;
                if sample.words.iter().any(|w| w.head.is_some_and(|h| h > n)) {
                    return Err(fail("a head outside the sentence"));
                }
                samples.push(std::mem::take(&mut sample));
            }
            sample = Sample::default();
            continue;
        }
        let cols: Vec<&str> = row.split('\t').collect();
        if cols.len() != 10 {
            return Err(fail("a row of CoNLL-U has ten columns"));
        }
        if cols[0].contains(['-', '.']) {
            continue;
        }
        let known = |s: &str| if s == "_" { String::new() } else { s.to_owned() };
        if names {
            let tag = cols[9].split('|').find_map(|m| m.strip_prefix("Name=")).unwrap_or("O");
            spans.push(sample.words.len(), tag);
        }
        sample.words.push(Word {
            form: cols[1].to_owned(),
            lemma: if cols[2] == "_" && cols[1] != "_" { String::new() } else { cols[2].to_owned() },
            upos: known(cols[3]),
            feats: cols[5].to_owned(),
            head: cols[6].parse().ok(),
            deprel: known(cols[7]),
        });
    }
    Ok(samples)
}

/// Reads names in columns: IOB2 with the word and the tag at the given columns.
/// Sentences end at empty lines; `# sent_id` is kept; `-DOCSTART-` is skipped.
///
/// # Errors
/// With file and line when a row lacks a column.
pub fn read_columns(path: &Path, word: usize, tag: usize) -> Result<Vec<Sample>, TrainingError> {
    let text = read_text(path)?;
    let mut samples = Vec::new();
    let mut sample = Sample::default();
    let mut spans = Spans::default();
    for (i, row) in text.lines().chain(std::iter::once("")).enumerate() {
        if let Some(comment) = row.strip_prefix("# ") {
            if let Some((key, value)) = comment.split_once('=')
                && key.trim() == "sent_id"
            {
                sample.id = value.trim().to_owned();
            }
            continue;
        }
        if row.trim().is_empty() || row.starts_with("-DOCSTART-") {
            let spans = std::mem::take(&mut spans);
            if !sample.words.is_empty() {
                sample.names = Some(spans.spans);
                samples.push(std::mem::take(&mut sample));
            }
            sample = Sample::default();
            continue;
        }
        let cols: Vec<&str> = row.split(['\t', ' ']).collect();
        let (Some(form), Some(mark)) = (cols.get(word), cols.get(tag)) else {
            return Err(TrainingError::data(format!("{}:{}", path.display(), i + 1), "a row lacks a column"));
        };
        spans.push(sample.words.len(), mark);
        sample.words.push(Word { form: (*form).to_owned(), ..Word::default() });
    }
    Ok(samples)
}

#[derive(Deserialize)]
struct Row {
    text: String,
    names: Vec<RowName>,
}

#[derive(Deserialize)]
struct RowName {
    start: u32,
    end: u32,
    label: String,
}

/// Reads names as JSON lines; the segmenter of `lang` cuts the texts into
/// words. A name that covers part of a word covers all of it.
///
/// # Errors
/// With file and line when a line is malformed, or when the language has no folder.
pub fn read_names(path: &Path, lang: &str) -> Result<Vec<Sample>, TrainingError> {
    let place = path.display().to_string();
    let pack = Pack::builtin(lang).ok_or_else(|| TrainingError::data(&place, format!("no folder for '{lang}'")))?;
    let segmenter = Segmenter::compile(&pack).map_err(|e| TrainingError::data(&place, e.to_string()))?;
    let mut samples = Vec::new();
    for (i, line) in read_text(path)?.lines().enumerate() {
        let row: Row =
            serde_json::from_str(line).map_err(|e| TrainingError::data(format!("{place}:{}", i + 1), e.to_string()))?;
        let offsets = Offsets::new(&row.text);
        let mut names = Vec::new();
        for name in &row.names {
            let byte = |p| offsets.to_bytes(p, Unit::CodePoints);
            if let Some(label) = label(&name.label) {
                names.push((byte(name.start), byte(name.end), label));
            }
        }
        for sentence in segmenter.segment(&row.text) {
            let mut spans: Vec<WordSpan> = Vec::new();
            for &(start, end, label) in &names {
                let first = sentence.tokens.iter().position(|t| t.span.end > start && t.span.start < end);
                let last = sentence.tokens.iter().rposition(|t| t.span.end > start && t.span.start < end);
                if let (Some(first), Some(last)) = (first, last)
                    && spans.last().is_none_or(|s| s.1 < first)
                {
                    spans.push((first, last, label));
                }
            }
            let words =
                sentence.tokens.into_iter().map(|t| Word { form: t.form.to_string(), ..Word::default() }).collect();
            samples.push(Sample { id: String::new(), words, names: Some(spans) });
        }
    }
    Ok(samples)
}

/// Lays the names of one reading of a text over the trees of another, by
/// sentence id; gives how many sentences did not fit.
pub fn join_names(trees: &mut [Sample], names: &[Sample]) -> usize {
    let by_id: HashMap<&str, &Sample> = names.iter().map(|s| (s.id.as_str(), s)).collect();
    let mut missed = 0;
    for tree in trees {
        match by_id.get(tree.id.as_str()) {
            Some(sample) if sample.words.len() == tree.words.len() => tree.names.clone_from(&sample.names),
            _ => missed += 1,
        }
    }
    missed
}
