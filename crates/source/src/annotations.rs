//! Files that lie beside articles and are none: annotations, readings, settings, code.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use serde_json::{Map, Value};

use crate::jsonl::next_line;
use crate::{Origin, SourceError};

/// Longest first line that is looked at: annotations of one article are shorter.
const HEAD: usize = 4 << 20;

/// Fields that hold what was marked in an article, each item with `start` and `end`.
const LAYERS: [&str; 8] = ["events", "quotations", "times", "places", "entities", "names", "mentions", "annotations"];

/// Names' ends of files that hold settings or code: their text is no news.
const OTHERS: [&str; 17] =
    ["toml", "yaml", "yml", "ini", "cfg", "conf", "lock", "rs", "py", "r", "js", "ts", "css", "sh", "sql", "c", "h"];

/// Why a file of a folder is no article, when it is none. A file that is named by itself is read.
pub fn no_article(path: &Path) -> Option<&'static str> {
    let other = path.extension().is_some_and(|e| OTHERS.iter().any(|o| e.eq_ignore_ascii_case(o)));
    if other {
        return Some("it holds settings or code, not articles");
    }
    holds_annotations(path).then_some("it holds annotations, not articles")
}

/// Whether a file holds annotations or readings (JSON Lines) and not articles: its first line is an
/// object that marks places in a text.
///
/// ```
/// let dir = tempfile::tempdir()?;
/// let gold = dir.path().join("gold.jsonl");
/// std::fs::write(&gold, r#"{"id": "a", "text": "They met.", "events": [{"start": 5, "end": 8, "type": "CONSULT"}]}"#)?;
/// assert!(chancery_source::holds_annotations(&gold));
/// let news = dir.path().join("news.jsonl");
/// std::fs::write(&news, r#"{"id": "a", "text": "They met.", "events": ["summit"]}"#)?;
/// assert!(!chancery_source::holds_annotations(&news));
/// # std::io::Result::Ok(())
/// ```
pub fn holds_annotations(path: &Path) -> bool {
    let json = path.extension().is_some_and(|e| ["jsonl", "ndjson"].iter().any(|j| e.eq_ignore_ascii_case(j)));
    json && File::open(path).is_ok_and(|file| {
        let mut reader = BufReader::new(file.take(HEAD as u64));
        matches!(next_line(&mut reader, HEAD), Ok(Some(Ok(line))) if marks(&line))
    })
}

/// The file as something that is left out of a folder.
pub(crate) fn left_out(origin: &Origin, why: &str) -> SourceError {
    SourceError { left_out: true, ..SourceError::new(origin, format!("left out: {why}")) }
        .hint("name the file itself to read the texts in it")
}

fn marks(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let Ok(Value::Object(object)) = serde_json::from_slice(line) else { return false };
    // A reading says what made it; annotations of a process stand one level down.
    object.contains_key("coded_by")
        || object.get("diplomacy").is_some_and(Value::is_object)
        || LAYERS.iter().any(|layer| layer_of(&object, layer))
}

fn layer_of(object: &Map<String, Value>, layer: &str) -> bool {
    let spans = |item: &Value| {
        let number = |key: &str| item.get(key).is_some_and(Value::is_u64);
        (number("start") && number("end")) || item.get("mentions").is_some_and(Value::is_array)
    };
    let items = object.get(layer).and_then(Value::as_array);
    items.is_some_and(|items| !items.is_empty() && items.iter().all(spans))
}
