//! Quotations, times, places, relations, stances and claims.

use chancery_record::{ActorCode, Edtf, Reading};
use rusqlite::params;

use super::{Rows, anchor, by_place, country, days, json, rule, sector};
use crate::error::ArchiveError;
use crate::identity::fold;

impl Rows<'_> {
    pub(super) fn quotations(&self, reading: &Reading) -> Result<(), ArchiveError> {
        for (position, quotation) in reading.quotations.iter().enumerate() {
            let (first, last) = days(quotation.date.as_ref());
            let code = quotation.speaker_code.as_ref();
            let channel = quotation.channel.clone().unwrap_or_default();
            let via = if channel.via.is_empty() { None } else { Some(json(&channel.via)?) };
            self.insert(
                "INSERT INTO quotations (article, id, position, span_start, span_end, kind, speaker, folded, code,
                   country, sector, entity, addressee, cue_start, cue_end, date, first_day, last_day, repeats, channel,
                   outlet, interviewer, recorded, published, via, rule, review)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                   ?21, ?22, ?23, ?24, ?25, ?26, ?27)",
                params![
                    self.article,
                    quotation.id,
                    position,
                    quotation.span.start,
                    quotation.span.end,
                    serde_json::to_value(quotation.kind)?.as_str(),
                    quotation.speaker,
                    quotation.speaker.as_deref().map(fold),
                    code.map(ActorCode::as_str),
                    country(code),
                    sector(code),
                    quotation.speaker_entity,
                    quotation.addressee,
                    quotation.cue.map(|c| c.0.start),
                    quotation.cue.map(|c| c.0.end),
                    quotation.date.as_ref().map(Edtf::as_str),
                    first,
                    last,
                    quotation.repeats,
                    channel.kind,
                    channel.outlet,
                    channel.interviewer,
                    channel.recorded.as_ref().map(Edtf::as_str),
                    channel.published.as_ref().map(Edtf::as_str),
                    via,
                    rule(quotation.because.as_ref()),
                    self.review(&quotation.id),
                ],
            )?;
        }
        Ok(())
    }

    pub(super) fn times(&self, reading: &Reading) -> Result<(), ArchiveError> {
        let article = self.article;
        let ids = by_place("t", reading.times.iter().map(|t| t.span));
        for (i, time) in reading.times.iter().enumerate() {
            let (first, last) = days(Some(&time.edtf));
            let (to, by, relation) = anchor(time.anchor.as_ref());
            self.insert(
                "INSERT INTO times (article, position, span_start, span_end, date, first_day, last_day, anchor_to,
                   anchor_days, anchor_relation, rule, review)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                params![
                    article,
                    i,
                    time.span.start,
                    time.span.end,
                    time.edtf.as_str(),
                    first,
                    last,
                    to,
                    by,
                    relation,
                    rule(time.because.as_ref()),
                    self.review(&ids[i])
                ],
            )?;
        }
        Ok(())
    }

    pub(super) fn places(&self, reading: &Reading) -> Result<(), ArchiveError> {
        let article = self.article;
        let ids = by_place("p", reading.places.iter().map(|p| p.span));
        for (i, place) in reading.places.iter().enumerate() {
            self.insert(
                "INSERT INTO places (article, position, span_start, span_end, name, folded, country, lat, lon, geonames,
                   metonym, review) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                params![
                    article, i, place.span.start, place.span.end, place.name, fold(&place.name), place.country,
                    place.lat, place.lon, place.geonames, place.metonym, self.review(&ids[i])
                ],
            )?;
        }
        Ok(())
    }

    pub(super) fn relations(&self, reading: &Reading) -> Result<(), ArchiveError> {
        let article = self.article;
        for (i, relation) in reading.relations.iter().enumerate() {
            self.insert(
                "INSERT INTO relations (article, position, span_start, span_end, kind, from_entity, to_entity, dates)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    article,
                    i,
                    relation.span.start,
                    relation.span.end,
                    relation.kind,
                    relation.from,
                    relation.to,
                    json(&relation.dates)?
                ],
            )?;
        }
        Ok(())
    }

    pub(super) fn stances(&self, reading: &Reading) -> Result<(), ArchiveError> {
        let article = self.article;
        for (i, stance) in reading.stances.iter().enumerate() {
            self.insert(
                "INSERT INTO stances (article, position, span_start, span_end, holder, towards, polarity, quotation)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    article,
                    i,
                    stance.span.start,
                    stance.span.end,
                    stance.holder,
                    stance.towards,
                    stance.polarity,
                    stance.quotation
                ],
            )?;
        }
        Ok(())
    }

    pub(super) fn claims(&self, reading: &Reading) -> Result<(), ArchiveError> {
        let article = self.article;
        for (i, claim) in reading.claims.iter().enumerate() {
            self.insert(
                "INSERT INTO claims (article, position, span_start, span_end, kind, stated, computed, verdict)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    article,
                    i,
                    claim.span.start,
                    claim.span.end,
                    claim.kind,
                    claim.stated,
                    claim.computed,
                    claim.verdict
                ],
            )?;
        }
        Ok(())
    }
}
