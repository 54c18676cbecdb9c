//! Why an item of a layer other than events is in the record: its fields, the rule, the words behind each, and what
//! was inferred.

use std::fmt::Write as _;

use chancery::record::{Reading, Span};
use serde_json::Value;

use super::{FAINT, FIELD, HEAD, WORDS, sentence};

/// A layer that can be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Layer {
    /// Acts and speech acts, with their trees
    Events,
    /// Quotations and their speakers
    Quotations,
    /// Calendar expressions
    Times,
    /// Names of places
    Places,
    /// Lasting relations
    Relations,
    /// Attitudes
    Stances,
    /// Checkable statements
    Claims,
    /// Offers, accords, leverage and rounds
    Diplomacy,
    /// Everything
    All,
}

/// Layers of the record in the order they are shown, each with its name there.
const LAYERS: [(Layer, &str); 6] = [
    (Layer::Quotations, "quotations"),
    (Layer::Times, "times"),
    (Layer::Places, "places"),
    (Layer::Relations, "relations"),
    (Layer::Stances, "stances"),
    (Layer::Claims, "claims"),
];
const PROCESS: [&str; 4] = ["offers", "accords", "leverage", "rounds"];

/// An item with the layer that it stands in; offsets are bytes.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Item {
    pub(super) article: String,
    pub(super) layer: &'static str,
    pub(super) item: Value,
}

/// The items of the layers asked for, those that touch `within` where it is given.
pub(super) fn chosen(reading: &Reading, layers: &[Layer], within: Option<Span>) -> serde_json::Result<Vec<Item>> {
    let whole = serde_json::to_value(reading)?;
    let asked = |layer: Layer| layers.contains(&layer) || layers.contains(&Layer::All);
    let plain = LAYERS.iter().filter(|(l, _)| asked(*l)).map(|(_, name)| (*name, &whole[*name]));
    let process = PROCESS.iter().filter(|_| asked(Layer::Diplomacy)).map(|name| (*name, &whole["diplomacy"][*name]));
    let mut items = Vec::new();
    for (layer, list) in plain.chain(process) {
        for item in list.as_array().into_iter().flatten() {
            let touches = |w: Span| span(item).is_some_and(|s| s.overlaps(w));
            if within.is_none_or(touches) {
                items.push(Item { article: reading.id.clone(), layer, item: item.clone() });
            }
        }
    }
    Ok(items)
}

fn span(item: &Value) -> Option<Span> {
    let number = |key: &str| item[key].as_u64().and_then(|n| u32::try_from(n).ok());
    Some(Span { start: number("start")?, end: number("end")? })
}

/// The item for people; `around` is the sentence in which it stands.
pub(super) fn page(shown: &Item, reading: &Reading, text: &str, around: impl Fn(Span) -> Span) -> String {
    let item = &shown.item;
    let mut out = String::new();
    let Some(words) = span(item) else { return out };
    let _ = writeln!(out, "{HEAD}{}{HEAD:#} {FAINT}{}{FAINT:#}", flat(words.of(text)), shown.layer);
    let _ = writeln!(out, "  {}\n", sentence(around(words), words, text));
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {FIELD}{:<13}{FIELD:#} {value}", name.replace('_', " "));
        }
    };
    for (name, value) in item.as_object().into_iter().flatten() {
        match name.as_str() {
            "start" | "end" | "because" | "id" => {}
            "also" | "cue" => field(name, places(value, text)),
            "provisions" | "breaches" | "invitations" => {
                for part in value.as_array().into_iter().flatten() {
                    let said =
                        span(part).map_or(String::new(), |s| format!("  {WORDS}[{}]{WORDS:#}", flat(s.of(text))));
                    field(name.trim_end_matches('s'), format!("{}{said}", shown_value(part, reading)));
                }
            }
            _ => field(name, shown_value(value, reading)),
        }
    }
    let because = &item["because"];
    for (name, pair) in because["spans"].as_object().into_iter().flatten() {
        field(&format!("← {name}"), places(pair, text));
    }
    for step in because["steps"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        field("step", step.to_owned());
    }
    if let Some(rule) = because["rule"].as_str() {
        let id = item["id"].as_str().map_or(String::new(), |id| format!("{id}, "));
        let _ = writeln!(out, "  {FAINT}{id}rule {rule}{FAINT:#}");
    }
    out.push('\n');
    out
}

/// A value in words: entities by name and code, parts of an object one after the other.
fn shown_value(value: &Value, reading: &Reading) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(s) => entity(s, reading),
        Value::Array(all) => all.iter().map(|v| shown_value(v, reading)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let told = fields.iter().filter(|(name, _)| !matches!(name.as_str(), "start" | "end"));
            let parts = told.map(|(name, v)| format!("{} {}", name.replace('_', " "), shown_value(v, reading)));
            parts.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

fn entity(id: &str, reading: &Reading) -> String {
    match reading.entities.iter().find(|e| e.id == id) {
        Some(e) => e.code.as_ref().map_or(e.name.clone(), |c| format!("{} ({})", e.name, c.as_str())),
        None => id.to_owned(),
    }
}

/// The words of a pair of offsets, or of several.
fn places(value: &Value, text: &str) -> String {
    let one = |v: &Value| {
        let number = |i: usize| v[i].as_u64().and_then(|n| u32::try_from(n).ok());
        let span = Span { start: number(0)?, end: number(1)? };
        Some(format!("{WORDS}[{}]{WORDS:#}", flat(span.of(text))))
    };
    one(value).unwrap_or_else(|| value.as_array().into_iter().flatten().filter_map(one).collect::<Vec<_>>().join(" "))
}

fn flat(words: &str) -> String {
    words.replace('\n', " ")
}
