//! Corrections of events over articles.
//!
//! The stories are computed anew from the readings; a correction finds its event again by the
//! witnesses that it had, the event with most of them first.

use std::collections::BTreeSet;

use chancery_record::short_id;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Value, json};

use super::decide::{Decided, blank, insert};
use super::locate::{self, NotFound};
use super::{Action, COLUMNS, Correction, Layer, Request, correction, fields, note_fit, plain};
use crate::Identity;
use crate::batch::Batch;
use crate::error::ArchiveError;
use crate::layers::days;

type Members = Vec<(String, String)>;
type Fits = Result<(), String>;

impl Batch<'_> {
    /// Applies the corrections of merged events to stories that were just written.
    ///
    /// # Errors
    /// When the archive cannot be read or written.
    pub fn correct_merged(&self) -> Result<(), ArchiveError> {
        let sql = self.transaction();
        let made: Vec<Correction> = sql
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM corrections c WHERE c.layer = 'merged' AND c.undone_at IS NULL ORDER BY c.id"
            ))?
            .query_map([], correction)?
            .collect::<Result<_, _>>()?;
        for correction in &made {
            let fits = apply(sql, correction)?;
            note_fit(sql, correction.id, None, fits.err())?;
        }
        Ok(())
    }
}

fn members(sql: &Connection, id: &str) -> Result<Members, ArchiveError> {
    let mut statement =
        sql.prepare_cached("SELECT article, event FROM witnesses WHERE merged = ?1 ORDER BY article, event")?;
    let rows = statement.query_map([id], |row| Ok((Identity::from_key(row.get(0)?).id(), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The merged event that has most of these witnesses.
fn find(sql: &Connection, members: &Members) -> Result<Option<String>, ArchiveError> {
    let mut counts: std::collections::BTreeMap<String, usize> = Default::default();
    for (article, event) in members {
        let Some(article) = Identity::from_id(article) else { continue };
        let id: Option<String> = sql
            .prepare_cached("SELECT merged FROM witnesses WHERE article = ?1 AND event = ?2 ORDER BY merged LIMIT 1")?
            .query_row(params![article.key(), event], |row| row.get(0))
            .optional()?;
        if let Some(id) = id {
            *counts.entry(id).or_default() += 1;
        }
    }
    Ok(counts.into_iter().max_by_key(|(id, n)| (*n, std::cmp::Reverse(id.clone()))).map(|(id, _)| id))
}

fn column(field: &fields::FieldInfo) -> &'static str {
    field.path[0]
}

fn value_of(sql: &Connection, id: &str, field: &fields::FieldInfo) -> Result<Value, ArchiveError> {
    let query = format!("SELECT {} FROM merged_events WHERE id = ?1", column(field));
    let value: Option<Sql> = sql.prepare_cached(&query)?.query_row([id], |row| row.get(0)).optional()?;
    Ok(match value {
        Some(Sql::Integer(n)) => n.into(),
        Some(Sql::Text(text)) if field.kind == fields::Kind::Codes => serde_json::from_str(&text)?,
        Some(Sql::Text(text)) => text.into(),
        _ => Value::Null,
    })
}

fn snapshot(sql: &Connection, id: &str) -> Result<Value, ArchiveError> {
    let mut all = serde_json::Map::new();
    for field in fields::fields(Layer::Merged) {
        let value = value_of(sql, id, field)?;
        if !value.is_null() {
            all.insert(field.name.to_owned(), value);
        }
    }
    Ok(Value::Object(all))
}

/// Decides about a merged event.
pub(crate) fn decide(
    sql: &Connection,
    request: &Request,
    author: &str,
    id: &str,
) -> Result<Result<Decided, NotFound>, ArchiveError> {
    let mut made = blank(sql, request, author, Layer::Merged)?;
    made.item = id.to_owned();
    made.members = Some(members(sql, id)?);
    made.kind = sql
        .prepare_cached("SELECT type FROM merged_events WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let decided = |correction: Option<i64>, made: &Correction, so: &str| Decided {
        request: 0,
        correction,
        article: None,
        item: made.item.clone(),
        what: format!("{}{so}", made.brief()),
    };
    match request.action {
        Action::Accept => {
            made.old = Some(snapshot(sql, id)?);
            let review: Option<String> = sql
                .prepare_cached("SELECT review FROM merged_events WHERE id = ?1")?
                .query_row([id], |row| row.get(0))?;
            if review.as_deref() == Some("accepted") {
                return Ok(Ok(decided(None, &made, ": so already")));
            }
        }
        Action::Reject => {}
        Action::Edit => {
            let field = match fields::named(Layer::Merged, request.field.as_deref().unwrap_or_default()) {
                Ok(field) => field,
                Err(none) => return Ok(Err(none)),
            };
            let value = match field.value(&request.value, &|_| None) {
                Ok(value) => value,
                Err(message) => return Ok(Err((message, format!("give {}", field.form)))),
            };
            made.field = Some(field.name.to_owned());
            made.old = Some(value_of(sql, id, field)?);
            if made.old.as_ref() == Some(&value) {
                return Ok(Ok(decided(None, &made, ": so already")));
            }
            made.new = Some(value);
        }
        Action::Merge => {
            let mut others = Vec::new();
            for other in &request.others {
                match locate::item(sql, other, None)? {
                    Ok(named) if named.layer == Layer::Merged && named.id != id => {
                        others.push(json!({"id": named.id, "members": members(sql, &named.id)?}));
                    }
                    Ok(named) if named.layer == Layer::Merged => {}
                    Ok(_) => return Ok(Err((format!("{other} is no merged event"), "merge items of one kind".into()))),
                    Err(none) => return Ok(Err(none)),
                }
            }
            if others.is_empty() {
                return Ok(Err(("a merge needs another item".into(), "name the events that are the same".into())));
            }
            made.new = Some(others.into());
        }
        Action::Split => {
            let all = made.members.clone().unwrap_or_default();
            let mut gone: Members = Vec::new();
            for word in &request.mentions {
                let fits = |m: &&(String, String)| match word.split_once('/') {
                    Some((article, event)) => m.0 == article && m.1 == event,
                    None => m.0 == *word || m.1 == *word,
                };
                let found: Vec<_> = all.iter().filter(fits).cloned().collect();
                if found.is_empty() {
                    let all: Vec<String> = all.iter().map(|(a, e)| format!("{a}/{e}")).collect();
                    return Ok(Err((format!("{word} is no witness of {id}"), format!("there are {}", all.join(", ")))));
                }
                gone.extend(found);
            }
            gone.sort();
            gone.dedup();
            if gone.is_empty() || gone.len() == all.len() {
                let all: Vec<String> = all.iter().map(|(a, e)| format!("{a}/{e}")).collect();
                return Ok(Err((
                    "a split needs some of the witnesses, not all".into(),
                    format!("there are {}", all.join(", ")),
                )));
            }
            let mut given = serde_json::Map::new();
            for (name, value) in &request.fields {
                let field = match fields::named(Layer::Merged, name) {
                    Ok(field) => field,
                    Err(none) => return Ok(Err(none)),
                };
                match field.value(value, &|_| None) {
                    Ok(value) => drop(given.insert(field.name.to_owned(), value)),
                    Err(message) => return Ok(Err((message, format!("give {}", field.form)))),
                }
            }
            made.new = Some(json!({"members": gone, "fields": given}));
        }
    }
    if let Err(reason) = apply(sql, &made)? {
        return Ok(Err((reason, String::new())));
    }
    insert(sql, &made)?;
    Ok(Ok(decided(Some(made.id), &made, "")))
}

/// Applies a correction to the tables as they are.
fn apply(sql: &Connection, made: &Correction) -> Result<Fits, ArchiveError> {
    let Some(id) = find(sql, made.members.as_deref().unwrap_or_default().to_vec().as_ref())? else {
        return Ok(Err("none of its witnesses is in an event over articles any more".to_owned()));
    };
    match made.action {
        Action::Accept => {
            let now = snapshot(sql, &id)?;
            let old = made.old.clone().unwrap_or_default();
            let names = fields::fields(Layer::Merged).iter().map(|f| f.name);
            let other: Vec<String> = names
                .filter(|name| old.get(*name) != now.get(*name))
                .map(|name| format!("{name} {} → {}", plain(old.get(name)), plain(now.get(name))))
                .collect();
            if !other.is_empty() {
                return Ok(Err(format!("what was accepted has changed: {}", other.join(", "))));
            }
            sql.execute("UPDATE merged_events SET review = coalesce(review, 'accepted') WHERE id = ?1", [&id])?;
        }
        Action::Reject => drop(sql.execute("DELETE FROM merged_events WHERE id = ?1", [&id])?),
        Action::Edit => {
            let Ok(field) = fields::named(Layer::Merged, made.field.as_deref().unwrap_or_default()) else {
                return Ok(Err("its field is not known".to_owned()));
            };
            set(sql, &id, field, made.new.as_ref().unwrap_or(&Value::Null))?;
        }
        Action::Merge => {
            let mut joined = false;
            for other in made.new.as_ref().and_then(Value::as_array).into_iter().flatten() {
                let of: Members = serde_json::from_value(other["members"].clone()).unwrap_or_default();
                match find(sql, &of)? {
                    Some(other) if other != id => {
                        join(sql, &id, &other)?;
                        joined = true;
                    }
                    Some(_) => joined = true,
                    None => {}
                }
            }
            if !joined {
                return Ok(Err("the events to merge are not there any more".to_owned()));
            }
            recount(sql, &id)?;
        }
        Action::Split => {
            let new = made.new.clone().unwrap_or_default();
            let gone: Members = serde_json::from_value(new["members"].clone()).unwrap_or_default();
            let held: BTreeSet<_> = members(sql, &id)?.into_iter().collect();
            let gone: Members = gone.into_iter().filter(|m| held.contains(m)).collect();
            if gone.is_empty() || gone.len() == held.len() {
                return Ok(Err("its witnesses are apart already, or gone".to_owned()));
            }
            let fresh = part(sql, &id, &gone)?;
            for (name, value) in new["fields"].as_object().into_iter().flatten() {
                if let Ok(field) = fields::named(Layer::Merged, name) {
                    set(sql, &fresh, field, value)?;
                }
            }
            recount(sql, &id)?;
            recount(sql, &fresh)?;
        }
    }
    Ok(Ok(()))
}

fn set(sql: &Connection, id: &str, field: &fields::FieldInfo, value: &Value) -> Result<(), ArchiveError> {
    let stored = match value {
        Value::Null if field.kind == fields::Kind::Codes => Sql::Text("[]".to_owned()),
        Value::Null => Sql::Null,
        Value::Number(n) => n.as_i64().map_or(Sql::Null, Sql::Integer),
        Value::String(text) => Sql::Text(text.clone()),
        other => Sql::Text(other.to_string()),
    };
    let column = column(field);
    sql.execute(
        &format!("UPDATE merged_events SET {column} = ?2, review = 'edited' WHERE id = ?1"),
        params![id, stored],
    )?;
    if field.name == "date" {
        let date = value.as_str().and_then(|d| d.parse().ok());
        let (first, last) = days(date.as_ref());
        sql.execute("UPDATE merged_events SET first_day = ?2, last_day = ?3 WHERE id = ?1", params![id, first, last])?;
    }
    // What is decided is no contradiction any more.
    sql.execute("DELETE FROM contradictions WHERE merged = ?1 AND field = ?2", params![id, field.name])?;
    Ok(())
}

/// Moves the witnesses of `other` to `id`.
fn join(sql: &Connection, id: &str, other: &str) -> Result<(), ArchiveError> {
    for table in ["witnesses", "contradictions"] {
        sql.execute(&format!("UPDATE OR IGNORE {table} SET merged = ?1 WHERE merged = ?2"), [id, other])?;
    }
    // What the kept one leaves open, the other may tell.
    for column in
        ["mode", "of_type", "date", "first_day", "last_day", "place", "place_name", "dead", "injured", "arrested"]
    {
        sql.execute(
            &format!(
                "UPDATE merged_events SET {column} = coalesce({column}, (SELECT {column} FROM merged_events WHERE id = ?2))
                   WHERE id = ?1"
            ),
            [id, other],
        )?;
    }
    sql.execute("DELETE FROM merged_events WHERE id = ?1", [other])?;
    Ok(())
}

/// Makes an event of its own of some witnesses, with the fields that the first of them gives; its id.
fn part(sql: &Connection, id: &str, gone: &Members) -> Result<String, ArchiveError> {
    let (article, event) = &gone[0];
    let key = Identity::from_id(article).map_or(-1, Identity::key);
    let fresh = short_id("m", &["split", article, event]);
    let codes = |role: &str| {
        format!(
            "(SELECT json_group_array(code) FROM (SELECT DISTINCT code FROM event_parties p WHERE p.article = e.article
               AND p.event = e.id AND role = '{role}' AND code IS NOT NULL ORDER BY code))"
        )
    };
    sql.execute(
        &format!(
            "INSERT OR REPLACE INTO merged_events (id, story, type, mode, of_type, status, date, first_day, last_day,
               place, place_name, source, target, dead, injured, arrested, witnesses, origins, reasons)
             SELECT ?1, (SELECT story FROM merged_events WHERE id = ?2), type, mode, of_type, status, date, first_day,
               last_day, place, place_name, {}, {}, dead, injured, arrested, 0, 0, '[]'
             FROM events e WHERE article = ?3 AND id = ?4",
            codes("source"),
            codes("target")
        ),
        params![fresh, id, key, event],
    )?;
    for (article, event) in gone {
        let key = Identity::from_id(article).map_or(-1, Identity::key);
        for table in ["witnesses", "contradictions"] {
            sql.execute(
                &format!("UPDATE OR IGNORE {table} SET merged = ?1 WHERE merged = ?2 AND article = ?3 AND event = ?4"),
                params![fresh, id, key, event],
            )?;
        }
    }
    Ok(fresh)
}

/// Counts witnesses and origins anew; a contradiction that one side alone is left of is none.
fn recount(sql: &Connection, id: &str) -> Result<(), ArchiveError> {
    sql.execute(
        "UPDATE merged_events SET review = 'edited',
           witnesses = (SELECT count(*) FROM witnesses WHERE merged = ?1),
           origins = (SELECT count(DISTINCT origin) FROM witnesses WHERE merged = ?1) WHERE id = ?1",
        [id],
    )?;
    sql.execute(
        "DELETE FROM contradictions WHERE merged = ?1 AND field IN
           (SELECT field FROM contradictions WHERE merged = ?1 GROUP BY field HAVING count(DISTINCT value) < 2)",
        [id],
    )?;
    Ok(())
}

/// After corrections of merged events were undone: what an edit changed is put back at once; merges,
/// splits and rejected events come back when the stories are settled next.
pub(crate) fn undone(sql: &Connection, over: &[Correction]) -> Result<(), ArchiveError> {
    for made in over {
        let Some(id) = find(sql, made.members.as_deref().unwrap_or_default().to_vec().as_ref())? else { continue };
        if let (Action::Edit, Some(Ok(field))) =
            (made.action, made.field.as_deref().map(|f| fields::named(Layer::Merged, f)))
        {
            set(sql, &id, field, made.old.as_ref().unwrap_or(&Value::Null))?;
        }
        sql.execute("UPDATE merged_events SET review = NULL WHERE id = ?1", [&id])?;
    }
    Ok(())
}
