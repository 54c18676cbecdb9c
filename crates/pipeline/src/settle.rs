//! Stories over the articles of an archive, kept in its tables.

use std::collections::BTreeSet;

use chancery_archive::rusqlite::params;
use chancery_archive::{Archive, ArchiveError, Batch, Identity, days};
use chancery_record::Edtf;
use chancery_stories::{MergedEvent, OriginReason, Settings, Stories, Story, StoryInput};

/// The stories of an archive in memory, so that a few new articles cost little.
#[derive(Debug)]
pub struct Settler {
    stories: Stories,
    /// `articles.key` and version of the readings that are in.
    known: BTreeSet<(i64, String)>,
}

/// Name of the fact that tells which readings the tables of stories were computed from.
const SETTLED: &str = "settled";

impl Settler {
    /// No articles yet.
    pub fn new() -> Self {
        Settler { stories: Stories::new(Settings::default()), known: BTreeSet::new() }
    }

    /// Brings the archive's tables of stories up to its readings, in one transaction. Whether there
    /// was anything to do.
    ///
    /// The outcome hangs on the readings alone, not on the order in which they came.
    ///
    /// # Errors
    /// When the archive cannot be read or written; then the tables stay as they were.
    pub fn settle(&mut self, archive: &mut Archive) -> Result<bool, ArchiveError> {
        let present = archive.present()?;
        let mark = present.mark();
        let current = present.readings;
        if archive.meta(SETTLED)?.as_deref() == Some(mark.as_str()) {
            return Ok(false);
        }
        let gone: Vec<_> = self.known.difference(&current).map(|(key, _)| *key).collect();
        for key in gone {
            self.stories.remove(&Identity::from_key(key).id());
        }
        for (key, _) in current.difference(&self.known) {
            if let Some(mut stored) = archive.reading(Identity::from_key(*key))? {
                stored.reading.id = stored.identity.id();
                self.stories.insert(StoryInput::of(&stored.reading));
            }
        }
        self.stories.settle();
        let batch = archive.batch()?;
        write(&batch, &self.stories)?;
        batch.correct_merged()?;
        batch.set_meta(SETTLED, &mark)?;
        batch.commit()?;
        self.known = current;
        Ok(true)
    }
}

impl Default for Settler {
    fn default() -> Self {
        Settler::new()
    }
}

/// Computes the stories of an archive whose readings changed since it was last done.
///
/// # Errors
/// When the archive cannot be read or written.
pub fn settle(archive: &mut Archive) -> Result<bool, ArchiveError> {
    Settler::new().settle(archive)
}

fn key(article: &str) -> i64 {
    Identity::from_id(article).map_or(-1, Identity::key)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, ArchiveError> {
    Ok(serde_json::to_string(value)?)
}

fn write(batch: &Batch<'_>, stories: &Stories) -> Result<(), ArchiveError> {
    let sql = batch.transaction();
    // Members and merged events go with their story, witnesses with their event.
    for table in ["near_duplicates", "stories", "narrowed_dates"] {
        sql.execute(&format!("DELETE FROM {table}"), [])?;
    }
    for story in stories.stories() {
        members(batch, story)?;
        copies(batch, story)?;
        for event in &story.events {
            merged(batch, story, event)?;
        }
        for narrowed in &story.narrowed {
            let (layer, item) = match narrowed.field.as_str() {
                "date" => ("article", ""),
                event => ("event", event),
            };
            let (first, last) = days(Some(&narrowed.to));
            sql.prepare_cached(
                "INSERT OR REPLACE INTO narrowed_dates (article, layer, item, stated, narrowed, first_day, last_day,
                   reasons) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                key(&narrowed.article),
                layer,
                item,
                narrowed.from.as_str(),
                narrowed.to.as_str(),
                first,
                last,
                json(&narrowed.because)?
            ])?;
        }
    }
    Ok(())
}

fn members(batch: &Batch<'_>, story: &Story) -> Result<(), ArchiveError> {
    let sql = batch.transaction();
    sql.prepare_cached("INSERT INTO stories (id, articles, languages, reasons) VALUES (?1, ?2, '[]', ?3)")?
        .execute(params![story.id, story.members.len(), json(&story.keywords)?])?;
    for member in &story.members {
        let reasons = serde_json::json!({"like": member.like, "because": member.because});
        sql.prepare_cached("INSERT INTO story_members (story, article, score, reasons) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![
                story.id,
                key(&member.article),
                member.because.as_ref().map(|b| b.score),
                reasons.to_string()
            ])?;
    }
    // The headline is that of the first member that has one, in the story's order.
    for member in &story.members {
        let changed = sql
            .prepare_cached(
                "UPDATE stories SET title = (SELECT title FROM articles WHERE key = ?2) WHERE id = ?1
                   AND (SELECT title FROM articles WHERE key = ?2) IS NOT NULL",
            )?
            .execute(params![story.id, key(&member.article)])?;
        if changed > 0 {
            break;
        }
    }
    sql.prepare_cached(
        "UPDATE stories SET (first_day, last_day, languages) = (
           SELECT min(first_day), max(last_day),
             (SELECT json_group_array(lang) FROM (SELECT DISTINCT lang FROM story_members m
                JOIN articles ON key = m.article WHERE m.story = ?1 AND lang IS NOT NULL ORDER BY lang))
           FROM story_members m JOIN articles ON key = m.article WHERE m.story = ?1) WHERE id = ?1",
    )?
    .execute([&story.id])?;
    Ok(())
}

fn copies(batch: &Batch<'_>, story: &Story) -> Result<(), ArchiveError> {
    for group in &story.duplicates {
        for (place, member) in group.members.iter().enumerate() {
            let pairs: Vec<_> = group.pairs.iter().filter(|p| p.first == *member || p.second == *member).collect();
            let score = pairs.iter().map(|p| p.share_of_first.max(p.share_of_second)).max_by(f32::total_cmp);
            batch
                .transaction()
                .prepare_cached(
                    "INSERT INTO near_duplicates (id, article, first, score, reasons) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![group.id, key(member), place == 0, score, json(&pairs)?])?;
        }
    }
    Ok(())
}

fn merged(batch: &Batch<'_>, story: &Story, event: &MergedEvent) -> Result<(), ArchiveError> {
    let sql = batch.transaction();
    let (first, last) = days(event.date.as_ref());
    // The numbers on which all witnesses who give one agree; others are contradictions.
    sql.prepare_cached(
        "INSERT INTO merged_events (id, story, type, mode, of_type, status, date, first_day, last_day, place,
           place_name, source, target, witnesses, origins, reasons)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        event.id,
        story.id,
        event.kind.as_str(),
        event.mode.as_deref(),
        event.of.map(|o| o.as_str()),
        event.status.as_str(),
        event.date.as_ref().map(Edtf::as_str),
        first,
        last,
        event.place,
        event.place_name,
        json(&event.source)?,
        json(&event.target)?,
        event.witnesses.len(),
        event.independent,
        json(&event.because)?,
    ])?;
    for (at, witness) in event.witnesses.iter().enumerate() {
        let origin = event.origins.iter().position(|o| o.witnesses.contains(&at)).unwrap_or(at);
        let because = event.origins.get(origin).map(|o| o.because.as_slice()).unwrap_or_default();
        let kind = because.first().map_or("own", |reason| match reason {
            OriginReason::Copy { .. } => "copy",
            OriginReason::Agency { .. } => "agency",
            OriginReason::Interview { .. } => "interview",
            _ => "other",
        });
        sql.prepare_cached(
            "INSERT OR IGNORE INTO witnesses (merged, article, event, origin, kind, reasons)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            event.id,
            key(&witness.article),
            witness.event,
            format!("{}-{}", event.id, origin + 1),
            kind,
            json(&because)?
        ])?;
    }
    for field in ["dead", "injured", "arrested"] {
        if !event.contradictions.iter().any(|c| c.field == field) {
            sql.prepare_cached(&format!(
                "UPDATE merged_events SET {field} = (SELECT max(e.{field}) FROM witnesses w
                   JOIN events e ON e.article = w.article AND e.id = w.event WHERE w.merged = ?1) WHERE id = ?1"
            ))?
            .execute([&event.id])?;
        }
    }
    for contradiction in &event.contradictions {
        for side in &contradiction.sides {
            for witness in side.witnesses.iter().filter_map(|at| event.witnesses.get(*at)) {
                sql.prepare_cached(
                    "INSERT OR IGNORE INTO contradictions (merged, field, value, article, event)
                       VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    event.id,
                    contradiction.field.as_str(),
                    side.value,
                    key(&witness.article),
                    witness.event
                ])?;
            }
        }
    }
    Ok(())
}
