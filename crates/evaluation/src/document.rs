use serde::Deserialize;
use thiserror::Error;

/// A document with annotated layers, or a reading of it. A layer that is
/// absent is not annotated; an empty one is, and has nothing.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Document {
    /// Identifier.
    pub id: String,
    /// Language.
    #[serde(default)]
    pub lang: Option<String>,
    /// Date of publication (EDTF).
    #[serde(default)]
    pub date: Option<String>,
    /// Headline.
    #[serde(default)]
    pub title: Option<String>,
    /// The text; absent in readings that were exported without.
    #[serde(default)]
    pub text: Option<String>,
    /// Hash of the text, for annotations that are kept without it.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Acts and speech acts.
    #[serde(default)]
    pub events: Option<Vec<Event>>,
    /// Quotations.
    #[serde(default)]
    pub quotations: Option<Vec<Quoted>>,
    /// Calendar expressions.
    #[serde(default)]
    pub times: Option<Vec<Spotted>>,
    /// Names of places.
    #[serde(default)]
    pub places: Option<Vec<Spotted>>,
}

/// An event, as far as it is scored.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Event {
    /// First code point of the trigger.
    pub start: usize,
    /// Code point after the trigger.
    pub end: usize,
    /// Other mentions.
    #[serde(default)]
    pub also: Vec<[usize; 2]>,
    /// Event type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Mode.
    #[serde(default)]
    pub mode: Option<String>,
    /// The act that a speech act is about.
    #[serde(default)]
    pub of: Option<String>,
    /// Codes of those who act.
    #[serde(default)]
    pub source: Vec<String>,
    /// Codes of those acted upon.
    #[serde(default)]
    pub target: Vec<String>,
    /// Whether it took place.
    #[serde(default)]
    pub status: Option<String>,
    /// When (EDTF).
    #[serde(default)]
    pub date: Option<String>,
    /// Where (alpha-3).
    #[serde(default)]
    pub place: Option<String>,
    /// Share of like readings that were right, as a reading states it.
    #[serde(default)]
    pub confidence: Option<f64>,
}

/// A quotation, as far as it is scored.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Quoted {
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// `direct` or `indirect`.
    #[serde(default)]
    pub kind: String,
    /// Name or description.
    #[serde(default)]
    pub speaker: Option<String>,
    /// Actor code.
    #[serde(default)]
    pub speaker_code: Option<String>,
}

/// A time with its value or a place with its country.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Spotted {
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// Value of a time.
    #[serde(default)]
    pub edtf: Option<String>,
    /// Country of a place.
    #[serde(default)]
    pub country: Option<String>,
}

/// A gold file that cannot be used.
#[derive(Debug, Error)]
#[error("{file}:{line}: {message}")]
pub struct GoldError {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// The documents of a JSON Lines text. A later document replaces an earlier one of the same id.
///
/// # Errors
/// A [`GoldError`] at the first line that is no document.
pub fn load(jsonl: &str, file: &str) -> Result<Vec<Document>, GoldError> {
    let mut documents: Vec<Document> = Vec::new();
    for (i, line) in jsonl.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let document: Document = serde_json::from_str(line).map_err(|e| GoldError {
            file: file.to_owned(),
            line: i + 1,
            message: e.to_string(),
        })?;
        match documents.iter_mut().find(|d| d.id == document.id) {
            Some(known) => *known = document,
            None => documents.push(document),
        }
    }
    Ok(documents)
}
