//! From what is asked to a correction that can be put on record.

use chancery_record::{Pair, Span};
use rusqlite::Connection;
use serde_json::json;

use super::apply::State;
use super::attach::Was;
use super::decide::Asked;
use super::{Action, Correction, Request, fields, items, joining, locate};
use crate::Identity;
use crate::error::ArchiveError;

fn span(word: &str) -> Option<Span> {
    let (start, end) = word.trim().split_once('-')?;
    let span = Span { start: start.trim().parse().ok()?, end: end.trim().parse().ok()? };
    (span.start < span.end).then_some(span)
}

/// Fills a correction in from what is asked and the item as it is.
pub(super) fn fill(
    sql: &Connection,
    state: &State,
    request: &Request,
    id: &str,
    made: &mut Correction,
) -> Result<Asked<()>, ArchiveError> {
    let by_id = |id: &str| {
        let was = Was { id, kind: None, span: None, words: None, strict: true };
        state.find(made.layer, &was).map_err(|reason| {
            let all: Vec<String> = items(&state.reading, made.layer)
                .iter()
                .take(8)
                .map(|i| format!("{} “{}”", i.id, state.words(i.span)))
                .collect();
            let hint = match reason.rsplit_once("correction ") {
                Some((_, number)) => format!("`chancery correct ARCHIVE --undo {number}` brings it back"),
                None if all.is_empty() => format!("the article has no {} to correct", made.layer),
                None => format!("the article has {}", all.join(", ")),
            };
            (reason, hint)
        })
    };
    let item = match by_id(id) {
        Ok(item) => item,
        Err(none) => return Ok(Err(none)),
    };
    made.item.clone_from(&item.id);
    made.kind = Some(item.kind.clone()).filter(|k| !k.is_empty());
    (made.start, made.end) = (Some(item.span.start), Some(item.span.end));
    made.words = Some(state.words(item.span));
    let actor = |word: &str| state.actor(word);
    match request.action {
        Action::Accept => made.old = Some(state.snapshot(made.layer, &item.id)),
        Action::Reject => {}
        Action::Edit => {
            let Some(name) = request.field.as_deref().filter(|n| !n.is_empty()) else {
                let names: Vec<&str> = fields::fields(made.layer).iter().map(|f| f.name).collect();
                return Ok(Err(("an edit needs a field".into(), format!("there are {}", names.join(", ")))));
            };
            let field = match fields::named(made.layer, name) {
                Ok(field) => field,
                Err(none) => return Ok(Err(none)),
            };
            let value = match field.value(&request.value, &actor) {
                Ok(value) => value,
                Err(message) => return Ok(Err((message, format!("give {}", field.form)))),
            };
            let json = state.json(made.layer, &item.id).unwrap_or_default();
            made.field = Some(field.name.to_owned());
            (made.old, made.new) = (Some(field.get(&json)), Some(value));
        }
        Action::Merge => {
            let mut others = Vec::new();
            for other in &request.others {
                let named = match locate::item(sql, other, made.article.as_deref())? {
                    Ok(named) => named,
                    Err(none) => return Ok(Err(none)),
                };
                if named.article.map(|key| Identity::from_key(key).id()) != made.article {
                    return Ok(Err((
                        format!("{other} is in another article than {}", item.id),
                        "items of one article are merged; over articles, merge the merged events (m…)".into(),
                    )));
                }
                if named.layer != made.layer {
                    return Ok(Err((format!("{other} is no {}", made.layer), "merge items of one kind".into())));
                }
                match by_id(&named.id) {
                    Ok(found) if found.id != item.id => others.push(joining::noted(state, &found)),
                    Ok(_) => {}
                    Err(none) => return Ok(Err(none)),
                }
            }
            if others.is_empty() {
                return Ok(Err(("a merge needs another item".into(), "name the items that are the same".into())));
            }
            made.new = Some(others.into());
        }
        Action::Split => {
            let all: Vec<String> =
                item.also.iter().map(|m| format!("{}-{} “{}”", m.0.start, m.0.end, state.words(m.0))).collect();
            let hint = if all.is_empty() {
                "it has one mention only".to_owned()
            } else {
                format!("there are {}", all.join(", "))
            };
            let mut moved = Vec::new();
            for word in &request.mentions {
                match span(word).map(Pair).filter(|p| item.also.contains(p)) {
                    Some(pair) => moved.push(pair),
                    None => return Ok(Err((format!("'{word}' is no mention of {} to split off", item.id), hint))),
                }
            }
            if moved.is_empty() {
                return Ok(Err(("a split needs the mentions that go (START-END)".into(), hint)));
            }
            moved.sort();
            moved.dedup();
            let mut given = serde_json::Map::new();
            for (name, value) in &request.fields {
                let field = match fields::named(made.layer, name) {
                    Ok(field) => field,
                    Err(none) => return Ok(Err(none)),
                };
                match field.value(value, &actor) {
                    Ok(value) => drop(given.insert(field.name.to_owned(), value)),
                    Err(message) => return Ok(Err((message, format!("give {}", field.form)))),
                }
            }
            made.new = Some(json!({"mentions": moved, "fields": given}));
        }
    }
    Ok(Ok(()))
}
