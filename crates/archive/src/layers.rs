//! A reading's layers as rows.

use std::collections::BTreeMap;

use chancery_record::{ActorCode, Anchor, Because, Diplomacy, Edtf, Entity, Event, Pair, Reading, Span};
use rusqlite::{Connection, ToSql, params};

use crate::error::ArchiveError;
use crate::identity::fold;

/// Tables of the layers, those that are emptied before a reading's rows are written.
pub(crate) const TABLES: &[&str] = &[
    "entities",
    "offices",
    "mentions",
    "events",
    "event_parties",
    "event_contexts",
    "event_mentions",
    "quotations",
    "times",
    "places",
    "relations",
    "stances",
    "claims",
    "offers",
    "invitations",
    "accords",
    "provisions",
    "breaches",
    "leverage",
    "rounds",
    "diplomacy_parties",
];

/// First and last day of a date as the tables hold them; open ends are the first and last of all days.
pub fn days(date: Option<&Edtf>) -> (Option<String>, Option<String>) {
    let Some(days) = date.and_then(Edtf::range) else { return (None, None) };
    let day = |day: jiff::civil::Date| {
        if day.year() < 0 { "0000-01-01".to_owned() } else { day.strftime("%Y-%m-%d").to_string() }
    };
    (Some(day(days.first)), Some(day(days.last)))
}

/// First and last day of several dates.
fn period(dates: &[Edtf]) -> (Option<String>, Option<String>) {
    let all: Vec<_> = dates.iter().map(|d| days(Some(d))).collect();
    (all.iter().filter_map(|d| d.0.clone()).min(), all.into_iter().filter_map(|d| d.1).max())
}

/// Replaces the flat rows of an article by those of `reading`, whose offsets are code points.
///
/// `review` says of corrected items, by id, what the `review` columns hold.
pub(crate) fn replace(
    connection: &Connection,
    article: i64,
    reading: &Reading,
    review: &BTreeMap<String, &'static str>,
) -> Result<(), ArchiveError> {
    for table in TABLES {
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE article = ?1"))?.execute([article])?;
    }
    let rows =
        Rows { connection, article, entities: reading.entities.iter().map(|e| (e.id.as_str(), e)).collect(), review };
    rows.entities(&reading.entities)?;
    rows.events(&reading.events)?;
    rows.quotations(reading)?;
    rows.simple(reading)?;
    reading.diplomacy.as_ref().map_or(Ok(()), |d| rows.diplomacy(d))
}

struct Rows<'r> {
    connection: &'r Connection,
    article: i64,
    entities: BTreeMap<&'r str, &'r Entity>,
    review: &'r BTreeMap<String, &'static str>,
}

fn country(code: Option<&ActorCode>) -> Option<&str> {
    code.map(ActorCode::country)
}

fn sector(code: Option<&ActorCode>) -> Option<&str> {
    code.map(ActorCode::sector)
}

fn rule(because: Option<&Because>) -> Option<&str> {
    because.map(|b| b.rule.as_str())
}

type AnchorColumns<'a> = (Option<&'a str>, Option<i32>, Option<&'a str>);

fn anchor(anchor: Option<&Anchor>) -> AnchorColumns<'_> {
    anchor.map_or((None, None, None), |a| (Some(a.to.as_str()), a.days, a.relation.as_deref()))
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, ArchiveError> {
    Ok(serde_json::to_string(value)?)
}

impl Rows<'_> {
    fn insert(&self, sql: &str, values: &[&dyn ToSql]) -> Result<(), ArchiveError> {
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    fn review(&self, id: &str) -> Option<&str> {
        self.review.get(id).copied()
    }

    fn code(&self, entity: &str) -> Option<&ActorCode> {
        self.entities.get(entity)?.code.as_ref()
    }

    fn spans(&self, table: &str, owner: &str, id: &str, spans: &[Pair]) -> Result<(), ArchiveError> {
        let sql = format!(
            "INSERT INTO {table} (article, {owner}, position, span_start, span_end) VALUES (?1, ?2, ?3, ?4, ?5)"
        );
        for (position, Pair(Span { start, end })) in spans.iter().enumerate() {
            self.insert(&sql, params![self.article, id, position, start, end])?;
        }
        Ok(())
    }

    fn entities(&self, entities: &[Entity]) -> Result<(), ArchiveError> {
        // Two entities may share an id when they share all that it is made of: then they are one row.
        let mut seen: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
        for entity in entities {
            seen.entry(&entity.id).or_default().extend(&entity.mentions);
        }
        for entity in entities {
            let Some(mut mentions) = seen.remove(entity.id.as_str()) else { continue };
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

    fn events(&self, events: &[Event]) -> Result<(), ArchiveError> {
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

    fn quotations(&self, reading: &Reading) -> Result<(), ArchiveError> {
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

    fn simple(&self, reading: &Reading) -> Result<(), ArchiveError> {
        let article = self.article;
        for (i, time) in reading.times.iter().enumerate() {
            let (first, last) = days(Some(&time.edtf));
            let (to, by, relation) = anchor(time.anchor.as_ref());
            let id = format!("t{}", time.span.start);
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
                    self.review(&id)
                ],
            )?;
        }
        for (i, place) in reading.places.iter().enumerate() {
            self.insert(
                "INSERT INTO places (article, position, span_start, span_end, name, folded, country, lat, lon, geonames,
                   metonym) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                params![
                    article, i, place.span.start, place.span.end, place.name, fold(&place.name), place.country,
                    place.lat, place.lon, place.geonames, place.metonym
                ],
            )?;
        }
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

    fn diplomacy(&self, diplomacy: &Diplomacy) -> Result<(), ArchiveError> {
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
