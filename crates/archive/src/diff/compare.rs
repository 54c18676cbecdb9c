//! Two readings of one article, item by item, by way of their JSON: every layer alike.

use std::collections::BTreeMap;

use chancery_record::{Reading, Span};
use serde_json::{Map, Value};

use super::{Change, Difference};

/// Layers, and where they stand in the record.
const LAYERS: &[(&str, &[&str])] = &[
    ("actors", &["entities"]),
    ("events", &["events"]),
    ("quotations", &["quotations"]),
    ("times", &["times"]),
    ("places", &["places"]),
    ("relations", &["relations"]),
    ("stances", &["stances"]),
    ("claims", &["claims"]),
    ("offers", &["diplomacy", "offers"]),
    ("accords", &["diplomacy", "accords"]),
    ("leverage", &["diplomacy", "leverage"]),
    ("rounds", &["diplomacy", "rounds"]),
];

/// Facts of the article that a reader finds in its text.
const OF_ARTICLE: &[&str] = &["lang", "date", "notes"];

struct Item {
    id: Option<String>,
    kind: Option<String>,
    span: Option<Span>,
    words: Option<String>,
    rule: Option<String>,
    /// Fields that are compared, references by name.
    fields: Map<String, Value>,
}

impl Item {
    fn shared(&self, other: &Item) -> u32 {
        self.span.zip(other.span).map_or(0, |(a, b)| a.end.min(b.end).saturating_sub(a.start.max(b.start)))
    }
}

/// What `new` says differently from `old`, two readings of the article `article`. Offsets are code
/// points; words are given where a reading has its text.
///
/// Items are the same that have one id; else those of one type on the same words; else those that
/// share most words.
pub fn compare(article: &str, old: &Reading, new: &Reading) -> Vec<Difference> {
    let text: Option<Vec<char>> = old.text.as_ref().or(new.text.as_ref()).map(|t| t.chars().collect());
    let versions = (crate::version_id(&old.coded_by), crate::version_id(&new.coded_by));
    let (old, new) = (json(old), json(new));
    let mut out = Vec::new();
    let blank = || Difference {
        article: article.to_owned(),
        layer: "article",
        change: Change::Changed,
        item: None,
        kind: None,
        start: None,
        end: None,
        words: None,
        field: None,
        old: None,
        new: None,
        rule_old: None,
        rule_new: None,
        from: versions.0.clone(),
        to: versions.1.clone(),
    };
    for field in OF_ARTICLE {
        if old.get(*field) != new.get(*field) {
            out.push(Difference {
                field: Some((*field).to_owned()),
                old: old.get(*field).cloned(),
                new: new.get(*field).cloned(),
                ..blank()
            });
        }
    }
    let names = (names(&old, text.as_deref()), self::names(&new, text.as_deref()));
    for (layer, path) in LAYERS {
        let (older, newer) =
            (items(&old, path, &names.0, text.as_deref()), items(&new, path, &names.1, text.as_deref()));
        let pairs = pair(&older, &newer);
        let about = |item: &Item| Difference {
            layer,
            item: item.id.clone(),
            kind: item.kind.clone(),
            start: item.span.map(|s| s.start),
            end: item.span.map(|s| s.end),
            words: item.words.clone(),
            ..blank()
        };
        for (at, item) in older.iter().enumerate() {
            if !pairs.iter().any(|p| p.0 == at) {
                out.push(Difference { change: Change::Removed, rule_old: item.rule.clone(), ..about(item) });
            }
        }
        for (at, item) in newer.iter().enumerate() {
            let Some((was, _)) = pairs.iter().find(|p| p.1 == at) else {
                out.push(Difference { change: Change::Added, rule_new: item.rule.clone(), ..about(item) });
                continue;
            };
            let was = &older[*was];
            for (field, before, now) in fields(was, item) {
                out.push(Difference {
                    field: Some(field),
                    old: before,
                    new: now,
                    rule_old: was.rule.clone(),
                    rule_new: item.rule.clone(),
                    ..about(item)
                });
            }
        }
    }
    out
}

fn json(reading: &Reading) -> Value {
    serde_json::to_value(reading).unwrap_or_default()
}

fn words(text: Option<&[char]>, span: Span) -> Option<String> {
    text?.get(span.range()).map(|c| c.iter().collect())
}

fn span(item: &Value) -> Option<Span> {
    let number = |v: &Value| v.as_u64().and_then(|n| u32::try_from(n).ok());
    let pair = |v: &Value| Some(Span { start: number(v.get(0)?)?, end: number(v.get(1)?)? });
    match (item.get("start"), item.get("end")) {
        (Some(start), Some(end)) => Some(Span { start: number(start)?, end: number(end)? }),
        _ => item.get("mentions")?.get(0).and_then(pair),
    }
}

/// What items are called where others refer to them.
fn names(reading: &Value, text: Option<&[char]>) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for layer in ["entities", "events", "quotations"] {
        for item in reading.get(layer).and_then(Value::as_array).into_iter().flatten() {
            let Some(id) = item.get("id").and_then(Value::as_str) else { continue };
            let name = match item.get("name").and_then(Value::as_str) {
                Some(name) => name.to_owned(),
                None => {
                    let kind = item.get("type").or(item.get("kind")).and_then(Value::as_str).unwrap_or_default();
                    let at = span(item).unwrap_or_default();
                    match words(text, at) {
                        Some(words) => format!("{kind} “{words}”"),
                        None => format!("{kind} {}-{}", at.start, at.end),
                    }
                }
            };
            out.insert(id.to_owned(), name);
        }
    }
    out
}

fn named(value: &Value, names: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(id) => names.get(id).cloned().map_or_else(|| value.clone(), Value::from),
        Value::Array(all) => all.iter().map(|v| named(v, names)).collect(),
        Value::Object(all) => Value::Object(
            all.iter().filter(|(k, _)| *k != "because").map(|(k, v)| (k.clone(), named(v, names))).collect(),
        ),
        other => other.clone(),
    }
}

fn items(reading: &Value, path: &[&str], names: &BTreeMap<String, String>, text: Option<&[char]>) -> Vec<Item> {
    let list = path.iter().try_fold(reading, |value, key| value.get(key));
    let word = |item: &Value, key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|item| {
            let at = span(item);
            let mut fields = match named(item, names) {
                Value::Object(fields) => fields,
                _ => Map::new(),
            };
            for own in ["id", "start", "end"] {
                fields.remove(own);
            }
            let rule = item.get("because").and_then(|b| word(b, "rule"));
            Item {
                id: word(item, "id"),
                kind: word(item, "type").or_else(|| word(item, "kind")),
                span: at,
                words: word(item, "name").or_else(|| at.and_then(|at| words(text, at))),
                rule,
                fields,
            }
        })
        .collect()
}

/// Which item of the older reading is which of the newer.
fn pair(old: &[Item], new: &[Item]) -> Vec<(usize, usize)> {
    let (mut pairs, mut free_old, mut free_new) = (Vec::new(), vec![true; old.len()], vec![true; new.len()]);
    let mut join = |fits: &dyn Fn(&Item, &Item) -> bool, free_old: &mut Vec<bool>, free_new: &mut Vec<bool>| {
        for (a, was) in old.iter().enumerate() {
            let Some(b) = (0..new.len()).find(|b| free_old[a] && free_new[*b] && fits(was, &new[*b])) else { continue };
            (free_old[a], free_new[b]) = (false, false);
            pairs.push((a, b));
        }
    };
    join(&|a, b| a.id.is_some() && a.id == b.id, &mut free_old, &mut free_new);
    join(&|a, b| a.kind == b.kind && a.span.is_some() && a.span == b.span, &mut free_old, &mut free_new);
    join(&|a, b| a.span.is_some() && a.span == b.span, &mut free_old, &mut free_new);
    // The rest by the words they share, most first.
    let mut near: Vec<(bool, u32, usize, usize)> = Vec::new();
    for (a, was) in old.iter().enumerate().filter(|(a, _)| free_old[*a]) {
        for (b, is) in new.iter().enumerate().filter(|(b, _)| free_new[*b]) {
            let shared = was.shared(is);
            if shared > 0 {
                near.push((was.kind == is.kind, shared, a, b));
            }
        }
    }
    near.sort_by(|x, y| (y.0, y.1).cmp(&(x.0, x.1)).then_with(|| (x.2, x.3).cmp(&(y.2, y.3))));
    for (_, _, a, b) in near {
        if free_old[a] && free_new[b] {
            (free_old[a], free_new[b]) = (false, false);
            pairs.push((a, b));
        }
    }
    pairs
}

type Field = (String, Option<Value>, Option<Value>);

fn fields(was: &Item, is: &Item) -> Vec<Field> {
    let mut out = Vec::new();
    if was.span != is.span {
        let span = |s: Option<Span>| s.map(|s| Value::from(format!("{}-{}", s.start, s.end)));
        out.push(("words".to_owned(), span(was.span), span(is.span)));
    }
    let mut names: Vec<&String> = was.fields.keys().chain(is.fields.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let (before, now) = (was.fields.get(name), is.fields.get(name));
        if before != now {
            out.push((name.clone(), before.cloned(), now.cloned()));
        }
    }
    if was.rule != is.rule {
        out.push(("rule".to_owned(), was.rule.clone().map(Value::from), is.rule.clone().map(Value::from)));
    }
    out
}
