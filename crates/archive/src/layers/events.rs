//! Events with their parties, contexts and mentions.

use std::collections::BTreeMap;

use chancery_record::{ActorCode, Edtf, Event};
use rusqlite::params;

use super::{Rows, anchor, country, days, sector};
use crate::error::ArchiveError;

impl Rows<'_> {
    pub(super) fn events(&self, events: &[Event]) -> Result<(), ArchiveError> {
        for (position, event) in events.iter().enumerate() {
            let (first, last) = days(event.date.as_ref());
            let (to, by, relation) = anchor(event.anchor.as_ref());
            self.insert(
                "INSERT INTO events (article, id, position, span_start, span_end, type, mode, of_type, cameo, goldstein,
                   status, date, first_day, last_day, anchor_to, anchor_days, anchor_relation, place, place_name,
                   dead, injured, arrested, amount, confidence, rule, review)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                   ?21, ?22, ?23, ?24, ?25, ?26)",
                params![
                    self.article,
                    event.id,
                    position,
                    event.span.start,
                    event.span.end,
                    event.kind.as_str(),
                    event.mode.as_deref(),
                    event.of.map(|o| o.as_str()),
                    event.cameo.as_deref(),
                    event.goldstein,
                    event.status.as_str(),
                    event.date.as_ref().map(Edtf::as_str),
                    first,
                    last,
                    to,
                    by,
                    relation,
                    event.place,
                    event.place_name,
                    event.dead,
                    event.injured,
                    event.arrested,
                    event.amount,
                    event.confidence,
                    event.because.rule.as_str(),
                    self.review(&event.id),
                ],
            )?;
            self.spans("event_mentions", "event", &event.id, &event.also)?;
            for context in &event.contexts {
                self.insert(
                    "INSERT OR IGNORE INTO event_contexts (article, event, context) VALUES (?1, ?2, ?3)",
                    params![self.article, event.id, context.as_str()],
                )?;
            }
            self.parties(event)?;
        }
        Ok(())
    }

    fn parties(&self, event: &Event) -> Result<(), ArchiveError> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut party = |role, entity: Option<&str>, code: Option<&ActorCode>| {
            let position = counts.entry(role).or_default();
            *position += 1;
            self.insert(
                "INSERT INTO event_parties (article, event, role, position, entity, code, country, sector)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    self.article,
                    event.id,
                    role,
                    *position - 1,
                    entity,
                    code.map(ActorCode::as_str),
                    country(code),
                    sector(code)
                ],
            )
        };
        for (role, codes, entities) in
            [("source", &event.source, &event.source_entities), ("target", &event.target, &event.target_entities)]
        {
            // An entity may stand under a code that is not its own there; then both have a row.
            let own = |e: &String| self.code(e).filter(|c| codes.contains(c));
            for entity in entities {
                party(role, Some(entity.as_str()), own(entity))?;
            }
            for code in codes.iter().filter(|c| !entities.iter().any(|e| own(e) == Some(*c))) {
                party(role, None, Some(code))?;
            }
        }
        for holder in &event.holders {
            party("holder", Some(holder.as_str()), self.code(holder))?;
        }
        for participant in &event.participants {
            party(participant.role.as_str(), Some(participant.entity.as_str()), self.code(&participant.entity))?;
        }
        Ok(())
    }
}
