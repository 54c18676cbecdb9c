//! PLOVER JSON: an event a record.
//!
//! Field names follow the PLOVER data exchange format (Open Event Data
//! Alliance, PLOVER codebook, "Data format"): `event`, `mode`, `context`,
//! `source`, `target`, `date`, `location`, with what leads back to the words
//! (`article`, `start`, `end`, `sha256`). Codes stay strings.

use chancery_record::{Event, Reading};
use serde::Serialize;

/// One event in PLOVER's terms.
#[derive(Clone, Debug, Serialize)]
pub struct Record<'r> {
    id: &'r str,
    date: Option<&'r str>,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'static str>,
    context: Vec<&'r str>,
    source: Vec<&'r str>,
    target: Vec<&'r str>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cameo: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goldstein: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dead: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    injured: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    article: &'r str,
    start: u32,
    end: u32,
    sha256: &'r str,
    language: Option<&'r str>,
    publication: Option<&'r str>,
    url: Option<&'r str>,
    coder: &'r str,
}

#[derive(Clone, Debug, Serialize)]
struct Location<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'r str>,
    country: &'r str,
}

/// The events of a reading whose offsets are code points; the triggers' words when `text` is given.
pub fn records<'r>(reading: &'r Reading, text: Option<&str>) -> Vec<Record<'r>> {
    let chars: Option<Vec<char>> = text.map(|t| t.chars().collect());
    reading.events.iter().map(|event| record(reading, event, chars.as_deref())).collect()
}

fn record<'r>(reading: &'r Reading, event: &'r Event, chars: Option<&[char]>) -> Record<'r> {
    Record {
        id: &event.id,
        date: event.date.as_ref().map(|d| d.as_str()),
        event: event.kind.as_str(),
        mode: event.mode.as_deref(),
        of: event.of.map(|k| k.as_str()),
        context: event.contexts.iter().map(|c| c.as_str()).collect(),
        source: event.source.iter().map(|c| c.as_str()).collect(),
        target: event.target.iter().map(|c| c.as_str()).collect(),
        status: event.status.as_str(),
        cameo: event.cameo.as_deref(),
        goldstein: event.goldstein,
        location: event.place.as_deref().map(|country| Location { name: event.place_name.as_deref(), country }),
        dead: event.dead,
        injured: event.injured,
        text: chars.and_then(|c| c.get(event.span.range())).map(|c| c.iter().collect()),
        article: &reading.id,
        start: event.span.start,
        end: event.span.end,
        sha256: &reading.sha256,
        language: reading.lang.as_deref(),
        publication: reading.source.as_deref(),
        url: reading.url.as_deref(),
        coder: &reading.coded_by.program,
    }
}
