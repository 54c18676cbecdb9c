//! The flat rows that a reading with its corrections gives, beside those that are there.

use std::collections::{BTreeMap, BTreeSet};

use chancery_record::Reading;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::Report;
use crate::Identity;
use crate::corrections::{self, State};
use crate::error::ArchiveError;
use crate::layers;
use crate::schema;
use crate::store::Archive;

/// Empty tables of the schema, filled with one article at a time.
pub(super) struct Expected {
    memory: Connection,
    /// A question for the rows of an article in the order of their keys, for every table.
    questions: Vec<(&'static str, String)>,
}

impl Expected {
    pub(super) fn new() -> Result<Self, ArchiveError> {
        let memory = schema::in_memory()?;
        memory.set_prepared_statement_cache_capacity(96);
        let mut questions = Vec::new();
        for table in layers::TABLES {
            let mut statement = memory.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?;
            let keys: Vec<String> = statement.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?;
            questions.push((*table, format!("SELECT * FROM {table} WHERE article = ?1 ORDER BY {}", keys.join(", "))));
        }
        Ok(Expected { memory, questions })
    }

    pub(super) fn compare(
        &mut self,
        archive: &Archive,
        report: &mut Report,
        article: Identity,
        reading: Reading,
        text: &str,
    ) -> Result<(), ArchiveError> {
        let made = corrections::of_article(archive.connection(), article.key())?;
        let (mut unfit, mut review) = (BTreeSet::new(), BTreeMap::new());
        let mut reading = reading;
        if !made.is_empty() {
            let mut state = State::new(reading, text.to_owned());
            for correction in &made {
                if state.apply(correction).is_err() {
                    unfit.insert(correction.id);
                }
            }
            (reading, review) = (state.reading, state.review);
        }
        let mut statement = archive.connection().prepare_cached(
            "SELECT correction FROM conflicts f JOIN corrections c ON c.id = f.correction WHERE c.article = ?1",
        )?;
        let noted: BTreeSet<i64> = statement.query_map([article.key()], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for id in unfit.symmetric_difference(&noted) {
            let what = if unfit.contains(id) { "does not fit, and is no conflict" } else { "fits, and is a conflict" };
            report.problem("corrections", Some(article), format!("correction {id} {what}"));
        }
        self.memory.execute_batch("BEGIN")?;
        let same = match layers::replace(&self.memory, article.key(), &reading, &review) {
            Ok(()) => self.differing(archive, article)?,
            Err(error) => Some(format!("its reading makes no rows: {error}")),
        };
        self.memory.execute_batch("ROLLBACK")?;
        if let Some(what) = same {
            report.problem("rows", Some(article), what);
        }
        Ok(())
    }

    fn differing(&self, archive: &Archive, article: Identity) -> Result<Option<String>, ArchiveError> {
        let mut tables = Vec::new();
        for (table, question) in &self.questions {
            let should = rows(&self.memory, question, article)?;
            let is = rows(archive.connection(), question, article)?;
            if !alike(&should, &is) {
                tables.push(format!("{table} ({} rows, {} were expected)", is.len(), should.len()));
            }
        }
        Ok((!tables.is_empty())
            .then(|| format!("its flat rows are not those of its reading and corrections: {}", tables.join(", "))))
    }
}

/// Whether rows are the same; numbers with a fraction to fifteen digits, which a way through JSON keeps.
fn alike(some: &[Vec<Value>], others: &[Vec<Value>]) -> bool {
    let same = |a: &Value, b: &Value| match (a, b) {
        (Value::Real(a), Value::Real(b)) => (a - b).abs() <= a.abs() * 1e-14,
        _ => a == b,
    };
    some.len() == others.len()
        && some.iter().zip(others).all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)))
}

fn rows(sql: &Connection, question: &str, article: Identity) -> Result<Vec<Vec<Value>>, ArchiveError> {
    let mut statement = sql.prepare_cached(question)?;
    let columns = statement.column_count();
    let rows = statement.query_map([article.key()], |row| (0..columns).map(|at| row.get(at)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}
