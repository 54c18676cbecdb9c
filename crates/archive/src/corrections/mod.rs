//! What people decide about a record: items accepted, rejected, edited, merged and split; undone.
//!
//! A reading stays in `readings` as it was read. A [`Correction`] is a row of `corrections`; the flat
//! tables hold the current reading with all corrections applied that are not undone, in their order,
//! and so do [`Archive::readings`](crate::Archive::readings) and everything built on it. Another
//! reading of the article takes them over: an item is found again by its stable id, else by its words
//! ([`State::find`]); what finds none is in `conflicts`.
//!
//! ```
//! use chancery_archive::{Action, Archive, Request};
//! # use chancery_record::{Article, Reading};
//! # let dir = tempfile::tempdir()?;
//! # let mut archive = Archive::create(&dir.path().join("press.chancery"))?;
//! # let mut reading = Reading::of(&Article { id: "one".into(), text: "Paix en mai.".into(), ..Article::default() });
//! # reading.times = serde_json::from_str(r#"[{"start": 8, "end": 11, "edtf": "2024-05"}]"#)?;
//! # let article = archive.insert_reading(&reading)?.article.id();
//! let mut request = Request::new(Action::Edit, &format!("{article}/t8"));
//! request.field = Some("date".into());
//! request.value = "2023-05".into();
//! let outcome = archive.correct(&[request], "A. Reader")?;
//! assert!(outcome.refused.is_empty());
//! archive.undo(&[outcome.decided[0].correction.unwrap()], "A. Reader", Some("2024 after all"))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod apply;
mod attach;
mod decide;
mod fields;
mod filling;
mod joining;
mod lists;
mod locate;
mod merged;
mod references;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Identity;
use crate::error::ArchiveError;
use crate::layers;
use crate::work::now;

pub(crate) use apply::State;
pub(crate) use attach::items;
pub(crate) use decide::rewrite;
pub use decide::{Decided, Outcome, Refused};
pub use fields::{FieldInfo, fields};
pub use lists::{Conflict, Wanted};

/// What a correction is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// An event of an article (`v…`).
    Event,
    /// An actor or place as an entity (`e…`).
    Actor,
    /// A quotation (`q…`).
    Quotation,
    /// A calendar expression (`t` and its first code point).
    Time,
    /// A mention of a place (`p` and its first code point).
    Place,
    /// An event over articles (`m…`).
    Merged,
}

impl Layer {
    /// All of them.
    pub const ALL: [Layer; 6] =
        [Layer::Event, Layer::Actor, Layer::Quotation, Layer::Time, Layer::Place, Layer::Merged];

    /// The word in the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Layer::Event => "event",
            Layer::Actor => "actor",
            Layer::Quotation => "quotation",
            Layer::Time => "time",
            Layer::Place => "place",
            Layer::Merged => "merged",
        }
    }

    /// The layer that an identifier is of, by its form.
    pub(crate) fn of_id(id: &str) -> Option<Layer> {
        let layer = match id.chars().next()? {
            'v' => Layer::Event,
            'e' => Layer::Actor,
            'q' => Layer::Quotation,
            't' => Layer::Time,
            'p' => Layer::Place,
            'm' => Layer::Merged,
            _ => return None,
        };
        let rest = id[1..].split_once('-').map_or(&id[1..], |(hash, _)| hash);
        let fits = match layer {
            Layer::Time | Layer::Place => rest.bytes().all(|b| b.is_ascii_digit()),
            // Hashes have ten digits; readings by other programs may have shorter names.
            _ => rest.bytes().all(|b| b.is_ascii_hexdigit()),
        };
        (fits && !rest.is_empty()).then_some(layer)
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Layer {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Layer::ALL.into_iter().find(|l| l.as_str() == word).ok_or_else(|| format!("'{word}' is no layer"))
    }
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is right as it stands.
    Accept,
    /// It is not so: it leaves the record.
    Reject,
    /// One of its fields has another value.
    Edit,
    /// Others are the same as this one.
    Merge,
    /// Some of its mentions (or members) are another.
    Split,
}

impl Action {
    /// The word in the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Accept => "accept",
            Action::Reject => "reject",
            Action::Edit => "edit",
            Action::Merge => "merge",
            Action::Split => "split",
        }
    }
}

impl FromStr for Action {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Action::Accept, Action::Reject, Action::Edit, Action::Merge, Action::Split]
            .into_iter()
            .find(|a| a.as_str() == word)
            .ok_or_else(|| format!("'{word}' is no decision: accept, reject, edit, merge or split"))
    }
}

/// A decision that is asked for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// What is decided.
    pub action: Action,
    /// The item: its id, or `ARTICLE/ID`; for actors also `ARTICLE/NAME`.
    pub item: String,
    /// The article, where the item does not name it: `articles.id` or the identifier that its source gives it.
    #[serde(default)]
    pub article: Option<String>,
    /// For an edit: the field.
    #[serde(default)]
    pub field: Option<String>,
    /// For an edit: the value; null or an empty string takes it away.
    #[serde(default)]
    pub value: Value,
    /// For a merge: the items that are the same as this one.
    #[serde(default)]
    pub others: Vec<String>,
    /// For a split: what goes, mentions as `START-END` in code points, members as `ARTICLE/EVENT`.
    #[serde(default)]
    pub mentions: Vec<String>,
    /// For a split: fields of what is split off.
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
    /// Why.
    #[serde(default)]
    pub note: Option<String>,
    /// Who decides, where it is another than the one who applies it.
    #[serde(default)]
    pub author: Option<String>,
}

impl Request {
    /// A decision about an item without more.
    pub fn new(action: Action, item: &str) -> Self {
        Request {
            action,
            item: item.to_owned(),
            article: None,
            field: None,
            value: Value::Null,
            others: Vec::new(),
            mentions: Vec::new(),
            fields: BTreeMap::new(),
            note: None,
            author: None,
        }
    }
}

/// A decision on record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Correction {
    /// Its number.
    pub id: i64,
    /// `articles.id`; none for merged events.
    pub article: Option<String>,
    /// What it is about.
    pub layer: Layer,
    /// What was decided.
    pub action: Action,
    /// Stable id of the item when it was decided.
    pub item: String,
    /// What it was then: event type, entity or quotation kind.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// First code point of its words.
    pub start: Option<u32>,
    /// Code point after the last.
    pub end: Option<u32>,
    /// The words.
    pub words: Option<String>,
    /// For an edit.
    pub field: Option<String>,
    /// Value before an edit; the fields as they were when accepted.
    pub old: Option<Value>,
    /// Value after an edit; the other items of a merge; what a split takes off.
    pub new: Option<Value>,
    /// Witnesses of a merged event then: pairs of article and event.
    pub members: Option<Vec<(String, String)>>,
    /// Why.
    pub note: Option<String>,
    /// Who decided.
    pub author: String,
    /// When, UTC, RFC 3339.
    pub at: String,
    /// Who undid it.
    pub undone_by: Option<String>,
    /// When it was undone.
    pub undone_at: Option<String>,
    /// Why it was undone.
    pub undone_note: Option<String>,
    /// The correction that took its place.
    pub replaced_by: Option<i64>,
}

impl Correction {
    /// What was decided in a few words, without the item: `edit type: AGREE → SANCTION`.
    pub fn brief(&self) -> String {
        match (self.action, &self.field) {
            (Action::Edit, Some(field)) => {
                format!("edit {field}: {} → {}", plain(self.old.as_ref()), plain(self.new.as_ref()))
            }
            (Action::Merge, _) => {
                let others = self.new.as_ref().and_then(Value::as_array).into_iter().flatten();
                let ids: Vec<&str> = others.filter_map(|o| o.get("id")?.as_str()).collect();
                format!("merge {} into it", ids.join(", "))
            }
            (action, _) => action.as_str().to_owned(),
        }
    }
}

/// A JSON value for people: lists joined by `;`, nothing as `–`.
pub(crate) fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(all)) if all.is_empty() => "–".to_owned(),
        Some(Value::Array(all)) => all.iter().map(|v| plain(Some(v))).collect::<Vec<_>>().join(";"),
        Some(other) => other.to_string(),
    }
}

pub(crate) const COLUMNS: &str = "c.id, c.article, c.layer, c.action, c.item, c.type, c.span_start, c.span_end, c.words, \
   c.field, c.old, c.new, c.members, c.note, c.author, c.at, c.undone_by, c.undone_at, c.undone_note, c.replaced_by";

/// A row of [`COLUMNS`].
pub(crate) fn correction(row: &Row<'_>) -> rusqlite::Result<Correction> {
    let word = |at: usize, text: String, fits: Option<()>| {
        fits.ok_or_else(|| {
            let what = format!("'{text}' in the table of corrections").into();
            rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, what)
        })
    };
    let (layer, action): (String, String) = (row.get(2)?, row.get(3)?);
    let (of, does) = (layer.parse::<Layer>(), action.parse::<Action>());
    word(2, layer, of.as_ref().ok().map(|_| ()))?;
    word(3, action, does.as_ref().ok().map(|_| ()))?;
    let json = |at: usize| -> rusqlite::Result<Option<Value>> {
        let text: Option<String> = row.get(at)?;
        Ok(text.and_then(|t| serde_json::from_str(&t).ok()))
    };
    Ok(Correction {
        id: row.get(0)?,
        article: row.get::<_, Option<i64>>(1)?.map(|key| Identity::from_key(key).id()),
        layer: of.unwrap_or(Layer::Event),
        action: does.unwrap_or(Action::Accept),
        item: row.get(4)?,
        kind: row.get(5)?,
        start: row.get(6)?,
        end: row.get(7)?,
        words: row.get(8)?,
        field: row.get(9)?,
        old: json(10)?,
        new: json(11)?,
        members: json(12)?.and_then(|v| serde_json::from_value(v).ok()),
        note: row.get(13)?,
        author: row.get(14)?,
        at: row.get(15)?,
        undone_by: row.get(16)?,
        undone_at: row.get(17)?,
        undone_note: row.get(18)?,
        replaced_by: row.get(19)?,
    })
}

/// Corrections of an article that are not undone, in their order.
pub(crate) fn of_article(connection: &Connection, article: i64) -> Result<Vec<Correction>, ArchiveError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM corrections c WHERE c.article = ?1 AND c.undone_at IS NULL ORDER BY c.id"
    ))?;
    let rows = statement.query_map([article], correction)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes the flat rows of an article anew: its reading (offsets in code points) with the corrections
/// on record; those that do not fit become `conflicts`.
pub(crate) fn flatten(
    connection: &Connection,
    article: i64,
    reading: chancery_record::Reading,
    text: &str,
    version: &str,
) -> Result<(), ArchiveError> {
    let made = of_article(connection, article)?;
    connection
        .prepare_cached(
            "DELETE FROM conflicts WHERE correction IN (SELECT id FROM corrections WHERE article = ?1
               AND undone_at IS NOT NULL)",
        )?
        .execute([article])?;
    if made.is_empty() {
        return layers::replace(connection, article, &reading, &BTreeMap::new());
    }
    let mut state = State::new(reading, text.to_owned());
    for correction in &made {
        note_fit(connection, correction.id, Some(version), state.apply(correction).err())?;
    }
    layers::replace(connection, article, &state.reading, &state.review)
}

/// Notes that a correction fits, or why it does not.
pub(crate) fn note_fit(
    connection: &Connection,
    correction: i64,
    version: Option<&str>,
    misfit: Option<String>,
) -> Result<(), ArchiveError> {
    match misfit {
        None => {
            connection.prepare_cached("DELETE FROM conflicts WHERE correction = ?1")?.execute([correction])?;
        }
        Some(reason) => {
            connection
                .prepare_cached(
                    "INSERT INTO conflicts (correction, coded_by, reason, at) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (correction) DO UPDATE SET coded_by = excluded.coded_by, reason = excluded.reason",
                )?
                .execute(params![correction, version, reason, now()])?;
        }
    }
    Ok(())
}
