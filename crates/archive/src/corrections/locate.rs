//! From what people write to the item that they mean.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::Layer;
use crate::Identity;
use crate::error::ArchiveError;
use crate::identity::fold;

/// An item by name.
pub(crate) struct Named {
    /// `articles.key`; none for merged events.
    pub(crate) article: Option<i64>,
    pub(crate) layer: Layer,
    pub(crate) id: String,
}

/// Why it was not found, and what to do.
pub(crate) type NotFound = (String, String);

/// The table where a layer's items stand with an id of their own.
fn table(layer: Layer) -> Option<&'static str> {
    Some(match layer {
        Layer::Event => "events",
        Layer::Actor => "entities",
        Layer::Quotation => "quotations",
        Layer::Merged => "merged_events",
        Layer::Time | Layer::Place => return None,
    })
}

/// The key of an article by its id, or by the identifier that its source gives it.
pub(crate) fn article(sql: &Connection, name: &str) -> Result<Result<i64, NotFound>, ArchiveError> {
    if let Some(identity) = Identity::from_id(name) {
        let found: Option<i64> = sql
            .prepare_cached("SELECT key FROM articles WHERE key = ?1")?
            .query_row([identity.key()], |row| row.get(0))
            .optional()?;
        if let Some(key) = found {
            return Ok(Ok(key));
        }
    }
    let mut statement = sql.prepare_cached("SELECT key FROM articles WHERE source_id = ?1 ORDER BY key LIMIT 2")?;
    let keys: Vec<i64> = statement.query_map([name], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(match keys.as_slice() {
        [key] => Ok(*key),
        [] => {
            let mut statement = sql
                .prepare_cached("SELECT id FROM articles WHERE id GLOB ?1 OR source_id GLOB ?1 ORDER BY id LIMIT 5")?;
            let plain: String =
                name.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ')).collect();
            let mut hint = "`chancery find ARCHIVE` names articles".to_owned();
            for length in [8, 5, 3] {
                let start: String = plain.chars().take(length).collect();
                if start.len() < 3 {
                    continue;
                }
                let near: Vec<String> =
                    statement.query_map([format!("{start}*")], |row| row.get(0))?.collect::<Result<_, _>>()?;
                if !near.is_empty() {
                    hint = format!("near it: {}", near.join(", "));
                    break;
                }
            }
            Err((format!("there is no article '{name}' in the archive"), hint))
        }
        _ => Err((
            format!("several articles have the identifier '{name}' in their sources"),
            "name the article by its id in the archive (a and 16 digits)".to_owned(),
        )),
    })
}

/// The item that `item` names, alone or as `ARTICLE/ID` (for an actor `ARTICLE/NAME`).
pub(crate) fn item(sql: &Connection, item: &str, of: Option<&str>) -> Result<Result<Named, NotFound>, ArchiveError> {
    let (of, id) = match item.split_once('/') {
        Some((article, id)) => (Some(article), id),
        None => (of, item),
    };
    let layer = Layer::of_id(id);
    if let (Some(name), false) = (of, layer == Some(Layer::Merged)) {
        let key = match article(sql, name)? {
            Ok(key) => key,
            Err(none) => return Ok(Err(none)),
        };
        if let Some(layer) = layer {
            return Ok(Ok(Named { article: Some(key), layer, id: id.to_owned() }));
        }
        let mut statement =
            sql.prepare_cached("SELECT id FROM entities WHERE article = ?1 AND folded = ?2 ORDER BY id LIMIT 2")?;
        let ids: Vec<String> =
            statement.query_map(params![key, fold(id)], |row| row.get(0))?.collect::<Result<_, _>>()?;
        return Ok(match ids.as_slice() {
            [only] => Ok(Named { article: Some(key), layer: Layer::Actor, id: only.clone() }),
            [] => Err((format!("the article has no actor '{id}'"), actors(sql, key)?)),
            several => {
                Err((format!("the article has several actors '{id}'"), format!("name one: {}", several.join(", "))))
            }
        });
    }
    let Some(layer) = layer else {
        return Ok(Err((
            format!("'{id}' is no item"),
            "events are v…, actors e…, quotations q…, merged events m… (`chancery find`, `chancery export` tell \
             them), times and places ARTICLE/t… and ARTICLE/p… with their first code point"
                .to_owned(),
        )));
    };
    let Some(table) = table(layer) else {
        return Ok(Err((
            format!("'{id}' stands for a {layer} of an article, and the article is not named"),
            format!("write ARTICLE/{id}, or give --article"),
        )));
    };
    if layer == Layer::Merged {
        let found: Option<String> = sql
            .prepare_cached("SELECT id FROM merged_events WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        return Ok(match found {
            Some(id) => Ok(Named { article: None, layer, id }),
            None => Err(missing(sql, table, layer, id)?),
        });
    }
    let mut statement =
        sql.prepare_cached(&format!("SELECT DISTINCT article FROM {table} WHERE id = ?1 ORDER BY article LIMIT 3"))?;
    let keys: Vec<i64> = statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(match keys.as_slice() {
        [key] => Ok(Named { article: Some(*key), layer, id: id.to_owned() }),
        [] => Err(missing(sql, table, layer, id)?),
        several => {
            let names: Vec<String> = several.iter().map(|k| format!("{}/{id}", Identity::from_key(*k).id())).collect();
            Err((format!("'{id}' is in several articles"), format!("name one: {}", names.join(", "))))
        }
    })
}

/// Why an item is not there: what was decided about it, else what is near.
fn missing(sql: &Connection, table: &str, layer: Layer, id: &str) -> Result<NotFound, ArchiveError> {
    let earlier: Option<(i64, String)> = sql
        .prepare_cached(
            "SELECT id, action FROM corrections WHERE layer = ?1 AND undone_at IS NULL
               AND (item = ?2 AND action = 'reject' OR action = 'merge' AND new LIKE '%\"' || ?2 || '\"%')
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row(params![layer.as_str(), id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((correction, action)) = earlier {
        let how = if action == "merge" { "was merged into another" } else { "was rejected" };
        return Ok((
            format!("{id} {how} by correction {correction}"),
            format!("`chancery correct ARCHIVE --undo {correction}` brings it back"),
        ));
    }
    for length in [8, 6, 5, 4, 3] {
        let Some(start) = id.get(..length) else { continue };
        let mut statement = sql.prepare_cached(&format!(
            "SELECT DISTINCT id FROM {table} WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 5"
        ))?;
        let near: Vec<String> =
            statement.query_map([start, &format!("{start}~")], |row| row.get(0))?.collect::<Result<_, _>>()?;
        if !near.is_empty() {
            return Ok((format!("there is no {layer} '{id}' in the archive"), format!("near it: {}", near.join(", "))));
        }
    }
    Ok((
        format!("there is no {layer} '{id}' in the archive"),
        "`chancery find ARCHIVE --format json` and `chancery export ARCHIVE --format csv` tell the ids".to_owned(),
    ))
}

/// The actors of an article, for a hint.
fn actors(sql: &Connection, article: i64) -> Result<String, ArchiveError> {
    let mut statement = sql.prepare_cached(
        "SELECT name || ' (' || id || ')' FROM entities WHERE article = ?1 AND kind <> 'place'
           ORDER BY mentions DESC, id LIMIT 8",
    )?;
    let all: Vec<String> = statement.query_map([article], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(if all.is_empty() { "none is read in it".to_owned() } else { format!("there are {}", all.join(", ")) })
}
