//! The stories beside the record that they are computed from.

use super::Report;
use crate::error::ArchiveError;
use crate::store::Archive;

/// What must hold of the tables whatever the record, and what is wrong when a row comes.
const ALWAYS: &[(&str, &str)] = &[
    (
        "SELECT id FROM stories s WHERE articles <> (SELECT count(*) FROM story_members WHERE story = s.id)",
        "the story has another number of articles than members",
    ),
    (
        "SELECT id FROM merged_events m WHERE witnesses <> (SELECT count(*) FROM witnesses WHERE merged = m.id)",
        "the event over articles has another number of witnesses than noted",
    ),
    (
        "SELECT id FROM merged_events m WHERE origins > witnesses",
        "the event over articles has more origins than witnesses",
    ),
    (
        "SELECT c.merged FROM contradictions c LEFT JOIN witnesses w ON w.merged = c.merged AND w.article = c.article
           AND w.event = c.event WHERE w.merged IS NULL",
        "a contradiction in the event over articles is by none of its witnesses",
    ),
];

/// What must hold when the stories are those of the present record.
const SETTLED: &[(&str, &str)] = &[
    (
        "SELECT w.merged FROM witnesses w LEFT JOIN events e ON e.article = w.article AND e.id = w.event
           WHERE e.id IS NULL",
        "a witness of the event over articles is no event of its article",
    ),
    ("SELECT a.id FROM articles a LEFT JOIN story_members m ON m.article = a.key WHERE m.story IS NULL", "in no story"),
];

pub(super) fn check(archive: &Archive, report: &mut Report) -> Result<(), ArchiveError> {
    let ask = |report: &mut Report, list: &[(&str, &str)]| -> Result<(), ArchiveError> {
        for (question, wrong) in list {
            let mut statement = archive.connection().prepare(question)?;
            let ids: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            for id in ids {
                report.problem("stories", None, format!("{id}: {wrong}"));
            }
        }
        Ok(())
    };
    ask(report, ALWAYS)?;
    if archive.is_settled()? {
        ask(report, SETTLED)?;
    } else if !archive.is_empty()? {
        report
            .notes
            .push("the stories are older than the record; the next `chancery ingest` brings them up to it".to_owned());
    }
    let conflicts: u64 = archive.connection().query_row("SELECT count(*) FROM conflicts", [], |row| row.get(0))?;
    if conflicts > 0 {
        report.notes.push(format!(
            "{conflicts} corrections do not fit the current readings; `chancery corrections ARCHIVE --conflicts` tells why"
        ));
    }
    Ok(())
}
