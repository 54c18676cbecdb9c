//! Actors with their offices and mentions.

use std::collections::BTreeMap;

use chancery_record::{ActorCode, Edtf, Entity, Pair};
use rusqlite::params;

use super::{Rows, country, sector};
use crate::error::ArchiveError;
use crate::identity::fold;

impl Rows<'_> {
    pub(super) fn entities(&self, entities: &[Entity]) -> Result<(), ArchiveError> {
        // In readings by older programs two entities may share an id: then they are one row.
        let mut shared: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
        for entity in entities {
            shared.entry(&entity.id).or_default().extend(&entity.mentions);
        }
        for entity in entities {
            let Some(mut mentions) = shared.remove(entity.id.as_str()) else { continue };
            mentions.sort();
            mentions.dedup();
            let code = entity.code.as_ref();
            self.insert(
                "INSERT INTO entities (article, id, kind, name, folded, code, country, sector, wikidata,
                   mentions, review) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                params![
                    self.article,
                    entity.id,
                    serde_json::to_value(entity.kind)?.as_str(),
                    entity.name,
                    fold(&entity.name),
                    code.map(ActorCode::as_str),
                    country(code),
                    sector(code),
                    entity.wikidata,
                    mentions.len(),
                    self.review(&entity.id),
                ],
            )?;
            for (position, office) in entity.offices.iter().enumerate() {
                self.insert(
                    "INSERT INTO offices (article, entity, position, title, of_body, since, until)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![
                        self.article,
                        entity.id,
                        position,
                        office.title,
                        office.of,
                        office.from.as_ref().map(Edtf::as_str),
                        office.to.as_ref().map(Edtf::as_str),
                    ],
                )?;
            }
            self.spans("mentions", "entity", &entity.id, &mentions)?;
        }
        Ok(())
    }
}
