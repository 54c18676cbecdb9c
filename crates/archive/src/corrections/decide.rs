//! Decisions made, undone and moved, each lot in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use chancery_record::{Pair, Reading};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use serde_json::Value;

use super::apply::State;
use super::filling::fill;
use super::locate::{self, NotFound};
use super::{Action, COLUMNS, Correction, Layer, Request, correction, flatten, items, merged, of_article};
use crate::Identity;
use crate::error::ArchiveError;
use crate::layers;
use crate::store::Archive;
use crate::work::now;

/// What became of decisions. When one is refused, none is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// Those that stand.
    pub decided: Vec<Decided>,
    /// Those that cannot.
    pub refused: Vec<Refused>,
}

/// A decision that stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decided {
    /// Its place in the list.
    pub request: usize,
    /// The number of the correction; none when it was so already.
    pub correction: Option<i64>,
    /// `articles.id`; none for merged events.
    pub article: Option<String>,
    /// The item.
    pub item: String,
    /// What was decided, in words.
    pub what: String,
}

/// A decision that cannot stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Its place in the list.
    pub request: usize,
    /// Why.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// An article whose items are decided about.
struct Work {
    state: State,
    made: Vec<Correction>,
    changed: bool,
}

/// What is decided in one transaction.
struct Desk<'c> {
    sql: &'c Connection,
    author: &'c str,
    works: BTreeMap<i64, Work>,
}

impl Archive {
    /// Makes corrections, all or none: when one of the requests cannot be met, nothing is changed. The
    /// flat tables follow in the same transaction, the merged events of the articles at the next
    /// settling of the stories. What is so already makes no correction.
    ///
    /// # Errors
    /// When the archive cannot be read or written.
    pub fn correct(&mut self, requests: &[Request], author: &str) -> Result<Outcome, ArchiveError> {
        self.decide(requests, author, true)
    }

    /// What [`Archive::correct`] would do; nothing is kept.
    ///
    /// # Errors
    /// When the archive cannot be read or written.
    pub fn would_correct(&mut self, requests: &[Request], author: &str) -> Result<Outcome, ArchiveError> {
        self.decide(requests, author, false)
    }

    fn decide(&mut self, requests: &[Request], author: &str, keep: bool) -> Result<Outcome, ArchiveError> {
        let batch = self.batch()?;
        let mut desk = Desk { sql: batch.transaction(), author, works: BTreeMap::new() };
        let mut outcome = Outcome::default();
        for (request, asked) in requests.iter().enumerate() {
            match desk.one(asked)? {
                Ok(decided) => outcome.decided.push(Decided { request, ..decided }),
                Err((message, hint)) => {
                    let hint = Some(hint).filter(|h| !h.is_empty());
                    outcome.refused.push(Refused { request, message, hint });
                }
            }
        }
        if outcome.refused.is_empty() && keep {
            desk.write()?;
            batch.commit()?;
        }
        Ok(outcome)
    }

    /// Undoes corrections; they stay on record with who undid them. Those that followed from them and
    /// do not fit any more become conflicts.
    ///
    /// # Errors
    /// When the archive cannot be read or written.
    pub fn undo(&mut self, ids: &[i64], author: &str, note: Option<&str>) -> Result<Outcome, ArchiveError> {
        let batch = self.batch()?;
        let sql = batch.transaction();
        let mut outcome = Outcome::default();
        let mut articles = BTreeSet::new();
        let mut over = Vec::new();
        for (request, id) in ids.iter().enumerate() {
            match one_by_number(sql, *id)? {
                Ok(made) => {
                    undone(sql, *id, author, note, None)?;
                    match made.article.as_deref().and_then(Identity::from_id) {
                        Some(article) => drop(articles.insert(article.key())),
                        None => over.push(made.clone()),
                    }
                    let what = format!("{} undone", made.brief());
                    let Correction { article, item, .. } = made;
                    outcome.decided.push(Decided { request, correction: Some(*id), article, item, what });
                }
                Err((message, hint)) => outcome.refused.push(Refused { request, message, hint: Some(hint) }),
            }
        }
        if outcome.refused.is_empty() {
            for article in articles {
                rewrite(sql, article)?;
            }
            merged::undone(sql, &over)?;
            batch.commit()?;
        }
        Ok(outcome)
    }

    /// Makes a correction again for another item (or the same one), in the place of the old.
    ///
    /// # Errors
    /// When the archive cannot be read or written.
    pub fn reapply(&mut self, id: i64, item: &str, author: &str) -> Result<Outcome, ArchiveError> {
        let batch = self.batch()?;
        let sql = batch.transaction();
        let refused = |(message, hint): NotFound| Outcome {
            decided: Vec::new(),
            refused: vec![Refused { request: 0, message, hint: Some(hint) }],
        };
        let made = match one_by_number(sql, id)? {
            Ok(made) => made,
            Err(none) => return Ok(refused(none)),
        };
        undone(sql, id, author, Some("made again for another item"), None)?;
        if let Some(article) = made.article.as_deref().and_then(Identity::from_id) {
            rewrite(sql, article.key())?;
        }
        let request = again(&made, item);
        let mut desk = Desk { sql, author, works: BTreeMap::new() };
        match desk.one(&request)? {
            Ok(decided) => {
                desk.write()?;
                sql.execute("UPDATE corrections SET replaced_by = ?2 WHERE id = ?1", params![id, decided.correction])?;
                sql.execute("DELETE FROM conflicts WHERE correction = ?1", [id])?;
                batch.commit()?;
                Ok(Outcome { decided: vec![decided], refused: Vec::new() })
            }
            Err(none) => Ok(refused(none)),
        }
    }
}

/// The request that made a correction, for another item.
fn again(made: &Correction, item: &str) -> Request {
    let new = made.new.clone().unwrap_or_default();
    let mut request = Request::new(made.action, item);
    request.article.clone_from(&made.article);
    request.field.clone_from(&made.field);
    request.note.clone_from(&made.note);
    match made.action {
        Action::Edit => request.value = new,
        Action::Merge => {
            let ids = new.as_array().into_iter().flatten().filter_map(|o| Some(o.get("id")?.as_str()?.to_owned()));
            request.others = ids.collect();
        }
        Action::Split => {
            let pairs: Vec<Pair> = serde_json::from_value(new["mentions"].clone()).unwrap_or_default();
            request.mentions = pairs.iter().map(|p| format!("{}-{}", p.0.start, p.0.end)).collect();
            request.fields = serde_json::from_value(new["fields"].clone()).unwrap_or_default();
        }
        Action::Accept | Action::Reject => {}
    }
    request
}

/// A correction that is not undone.
fn one_by_number(sql: &Connection, id: i64) -> Result<Result<Correction, NotFound>, ArchiveError> {
    let found = sql
        .prepare_cached(&format!("SELECT {COLUMNS} FROM corrections c WHERE c.id = ?1"))?
        .query_row([id], correction)
        .optional()?;
    let list = "`chancery corrections ARCHIVE` lists them".to_owned();
    Ok(match found {
        None => Err((format!("there is no correction {id}"), list)),
        Some(Correction { undone_at: Some(at), undone_by, .. }) => {
            let by = undone_by.unwrap_or_default();
            Err((format!("correction {id} was undone by {by} on {at}"), format!("{list}; make it anew where it holds")))
        }
        Some(made) => Ok(made),
    })
}

fn undone(sql: &Connection, id: i64, author: &str, note: Option<&str>, by: Option<i64>) -> Result<(), ArchiveError> {
    sql.execute(
        "UPDATE corrections SET undone_by = ?2, undone_at = ?3, undone_note = ?4, replaced_by = ?5 WHERE id = ?1",
        params![id, author, now(), note, by],
    )?;
    sql.execute("DELETE FROM conflicts WHERE correction = ?1", [id])?;
    Ok(())
}

type Current = (Reading, String, String);

/// The current reading of an article as it was read, its text, and its version.
pub(crate) fn current(sql: &Connection, article: i64) -> Result<Option<Current>, ArchiveError> {
    let row: Option<(String, String, String)> = sql
        .prepare_cached(
            "SELECT r.json, a.text, r.coded_by FROM readings r JOIN articles a ON a.key = r.article
               WHERE r.article = ?1 AND r.current = 1",
        )?
        .query_row([article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    row.map(|(json, text, version)| Ok((serde_json::from_str(&json)?, text, version))).transpose()
}

/// Writes the flat rows of an article anew.
pub(crate) fn rewrite(sql: &Connection, article: i64) -> Result<(), ArchiveError> {
    match current(sql, article)? {
        Some((reading, text, version)) => flatten(sql, article, reading, &text, &version),
        None => Ok(()),
    }
}

/// Puts a correction on record.
pub(crate) fn insert(sql: &Connection, made: &Correction) -> Result<(), ArchiveError> {
    let json = |value: &Option<Value>| value.as_ref().map(Value::to_string);
    sql.prepare_cached(
        "INSERT INTO corrections (id, article, layer, action, item, type, span_start, span_end, words, field, old, new,
           members, note, author, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        made.id,
        made.article.as_deref().and_then(Identity::from_id).map(Identity::key),
        made.layer.as_str(),
        made.action.as_str(),
        made.item,
        made.kind,
        made.start,
        made.end,
        made.words,
        made.field,
        json(&made.old),
        json(&made.new),
        made.members.as_ref().map(serde_json::to_string).transpose()?,
        made.note,
        made.author,
        made.at
    ])?;
    Ok(())
}

/// A correction without content.
pub(crate) fn blank(
    sql: &Connection,
    request: &Request,
    author: &str,
    layer: Layer,
) -> Result<Correction, ArchiveError> {
    let last: i64 =
        sql.prepare_cached("SELECT coalesce(max(id), 0) FROM corrections")?.query_row([], |row| row.get(0))?;
    Ok(Correction {
        id: last + 1,
        article: None,
        layer,
        action: request.action,
        item: String::new(),
        kind: None,
        start: None,
        end: None,
        words: None,
        field: None,
        old: None,
        new: None,
        members: None,
        note: request.note.clone().filter(|n| !n.trim().is_empty()),
        author: request.author.clone().filter(|a| !a.trim().is_empty()).unwrap_or_else(|| author.to_owned()),
        at: now(),
        undone_by: None,
        undone_at: None,
        undone_note: None,
        replaced_by: None,
    })
}

pub(super) type Asked<T> = Result<T, NotFound>;

impl Desk<'_> {
    fn one(&mut self, request: &Request) -> Result<Asked<Decided>, ArchiveError> {
        let named = match locate::item(self.sql, &request.item, request.article.as_deref())? {
            Ok(named) => named,
            Err(none) => match self.made_here(&request.item) {
                Some(named) => named,
                None => return Ok(Err(none)),
            },
        };
        let Some(article) = named.article else {
            return merged::decide(self.sql, request, self.author, &named.id);
        };
        if let Err(none) = self.load(article)? {
            return Ok(Err(none));
        }
        let mut made = blank(self.sql, request, self.author, named.layer)?;
        let Some(work) = self.works.get_mut(&article) else { return Ok(Err((String::new(), String::new()))) };
        made.article = Some(Identity::from_key(article).id());
        match fill(self.sql, &work.state, request, &named.id, &mut made)? {
            Err(none) => return Ok(Err(none)),
            Ok(()) => {
                if known(work, &made) {
                    let what = format!("{}: so already", made.brief());
                    return Ok(Ok(Decided {
                        request: 0,
                        correction: None,
                        article: made.article,
                        item: made.item,
                        what,
                    }));
                }
            }
        }
        let mut after = work.state.clone();
        if let Err(reason) = after.apply(&made) {
            return Ok(Err((reason, String::new())));
        }
        insert(self.sql, &made)?;
        (work.state, work.changed) = (after, true);
        let decided = Decided {
            request: 0,
            correction: Some(made.id),
            article: made.article.clone(),
            item: made.item.clone(),
            what: made.brief(),
        };
        work.made.push(made);
        Ok(Ok(decided))
    }

    /// An item that an earlier decision of this lot made.
    fn made_here(&self, id: &str) -> Option<locate::Named> {
        let layer = Layer::of_id(id)?;
        let mut fits = self.works.iter().filter(|(_, w)| items(&w.state.reading, layer).iter().any(|i| i.id == id));
        let (article, _) = fits.next()?;
        fits.next().is_none().then(|| locate::Named { article: Some(*article), layer, id: id.to_owned() })
    }

    fn load(&mut self, article: i64) -> Result<Asked<()>, ArchiveError> {
        if self.works.contains_key(&article) {
            return Ok(Ok(()));
        }
        let Some((reading, text, _)) = current(self.sql, article)? else {
            let id = Identity::from_key(article).id();
            return Ok(Err((format!("the article {id} has no reading"), "`chancery reread` makes one".to_owned())));
        };
        let mut state = State::new(reading, text);
        let made = of_article(self.sql, article)?;
        for correction in &made {
            let _ = state.apply(correction);
        }
        self.works.insert(article, Work { state, made, changed: false });
        Ok(Ok(()))
    }

    fn write(&self) -> Result<(), ArchiveError> {
        for (article, work) in self.works.iter().filter(|(_, w)| w.changed) {
            layers::replace(self.sql, *article, &work.state.reading, &work.state.review)?;
        }
        Ok(())
    }
}

/// Whether the same was decided already, and stands.
fn known(work: &Work, made: &Correction) -> bool {
    match made.action {
        Action::Edit => made.old == made.new || (made.old.is_none() && made.new == Some(Value::Null)),
        Action::Accept => {
            work.made.iter().any(|c| c.action == Action::Accept && c.item == made.item && c.old == made.old)
        }
        _ => false,
    }
}
