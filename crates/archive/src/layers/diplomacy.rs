//! The state of a peace process: offers with their invitations, accords, leverage, rounds.

use chancery_record::{ActorCode, Diplomacy, Edtf};
use rusqlite::params;

use super::{Rows, country, days, json, period};
use crate::error::ArchiveError;
use crate::identity::fold;

impl Rows<'_> {
    pub(super) fn diplomacy(&self, diplomacy: &Diplomacy) -> Result<(), ArchiveError> {
        self.offers(diplomacy)?;
        self.accords(diplomacy)?;
        self.leverage(diplomacy)?;
        self.rounds(diplomacy)
    }

    fn offers(&self, diplomacy: &Diplomacy) -> Result<(), ArchiveError> {
        let article = self.article;
        for (i, offer) in diplomacy.offers.iter().enumerate() {
            let (first, last) = days(offer.date.as_ref());
            self.insert(
                "INSERT INTO offers (article, position, event, span_start, span_end, also, kind, date, first_day,
                   last_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    article,
                    i,
                    offer.event,
                    offer.span.start,
                    offer.span.end,
                    json(&offer.also)?,
                    offer.kind,
                    offer.date.as_ref().map(Edtf::as_str),
                    first,
                    last
                ],
            )?;
            self.takes_part("offer", i, "offeror", &offer.offeror)?;
            self.takes_part("offer", i, "venue", offer.venue.as_slice())?;
            for (n, invitation) in offer.invitations.iter().enumerate() {
                let code = self.code(&invitation.invitee);
                self.insert(
                    "INSERT INTO invitations (article, offer, position, invitee, code, country, response, level,
                       by_entity, event, as_of) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                    params![
                        article,
                        i,
                        n,
                        invitation.invitee,
                        code.map(ActorCode::as_str),
                        country(code),
                        invitation.response,
                        invitation.level,
                        invitation.by,
                        invitation.event,
                        invitation.as_of.as_ref().map(Edtf::as_str)
                    ],
                )?;
            }
        }
        Ok(())
    }

    fn accords(&self, diplomacy: &Diplomacy) -> Result<(), ArchiveError> {
        let article = self.article;
        for (i, accord) in diplomacy.accords.iter().enumerate() {
            let (first, last) = period(&accord.dates);
            self.insert(
                "INSERT INTO accords (article, position, event, span_start, span_end, also, name, folded, dates,
                   first_day, last_day, implementation, status)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                params![
                    article,
                    i,
                    accord.event,
                    accord.span.start,
                    accord.span.end,
                    json(&accord.also)?,
                    accord.name,
                    fold(&accord.name),
                    json(&accord.dates)?,
                    first,
                    last,
                    accord.implementation,
                    accord.status
                ],
            )?;
            self.takes_part("accord", i, "party", &accord.parties)?;
            self.takes_part("accord", i, "mediator", &accord.mediators)?;
            for (n, provision) in accord.provisions.iter().enumerate() {
                self.insert(
                    "INSERT INTO provisions (article, accord, position, span_start, span_end, category)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![article, i, n, provision.span.start, provision.span.end, provision.category],
                )?;
            }
            for (n, breach) in accord.breaches.iter().enumerate() {
                self.insert(
                    "INSERT INTO breaches (article, accord, position, span_start, span_end, by_entity, alleged_by,
                       provision, event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                    params![
                        article,
                        i,
                        n,
                        breach.span.start,
                        breach.span.end,
                        breach.by,
                        breach.alleged_by,
                        breach.provision,
                        breach.event
                    ],
                )?;
            }
        }
        Ok(())
    }

    fn leverage(&self, diplomacy: &Diplomacy) -> Result<(), ArchiveError> {
        let article = self.article;
        for (i, act) in diplomacy.leverage.iter().enumerate() {
            let (first, last) = days(act.date.as_ref());
            self.insert(
                "INSERT INTO leverage (article, position, event, span_start, span_end, instrument, direction, date,
                   first_day, last_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    article,
                    i,
                    act.event,
                    act.span.start,
                    act.span.end,
                    act.instrument,
                    act.direction,
                    act.date.as_ref().map(Edtf::as_str),
                    first,
                    last
                ],
            )?;
            self.takes_part("leverage", i, "source", &act.source)?;
            self.takes_part("leverage", i, "target", &act.target)?;
        }
        Ok(())
    }

    fn rounds(&self, diplomacy: &Diplomacy) -> Result<(), ArchiveError> {
        let article = self.article;
        for (i, round) in diplomacy.rounds.iter().enumerate() {
            let (first, last) = period(&round.dates);
            self.insert(
                "INSERT INTO rounds (article, position, event, span_start, span_end, also, dates, first_day, last_day,
                   level, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                params![
                    article,
                    i,
                    round.event,
                    round.span.start,
                    round.span.end,
                    json(&round.also)?,
                    json(&round.dates)?,
                    first,
                    last,
                    round.level,
                    round.outcome
                ],
            )?;
            self.takes_part("round", i, "participant", &round.participants)?;
            self.takes_part("round", i, "mediator", &round.mediators)?;
            self.takes_part("round", i, "venue", round.venue.as_slice())?;
        }
        Ok(())
    }

    fn takes_part(&self, layer: &str, item: usize, role: &str, entities: &[String]) -> Result<(), ArchiveError> {
        for (position, entity) in entities.iter().enumerate() {
            let code = self.code(entity);
            self.insert(
                "INSERT INTO diplomacy_parties (article, layer, item, role, position, entity, name, code, country)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    self.article,
                    layer,
                    item,
                    role,
                    position,
                    entity,
                    self.entities.get(entity.as_str()).map(|e| e.name.as_str()),
                    code.map(ActorCode::as_str),
                    country(code)
                ],
            )?;
        }
        Ok(())
    }
}
