//! FollowTheMoney entities, a line each.
//!
//! Schemata and properties are those of the FollowTheMoney model (OCCRP and OpenSanctions,
//! <https://followthemoney.tech>): an `Article` a reading, `Person`, `Organization` or `PublicBody`
//! an actor, `Event` an event with those involved, `Mention` a mention. Persons with a Wikidata
//! item have one identifier over all articles, so that their lines are fragments of one entity
//! (`ftm aggregate` joins them); other actors are those of their article. `recordId` of an event
//! leads to the words: article, offsets and the hash of its text. Offsets of mentions are the last
//! part of their identifiers, `…-START-END`.

use std::io::{self, Write};

use chancery_record::{Entity, EntityKind, Event, Reading, short_id};
use serde_json::{Map, Value, json};

use crate::Sink;
use crate::states::state;
use crate::view::{View, bounds, is_web};

pub(crate) struct Entities<W: Write> {
    out: W,
}

impl<W: Write> Entities<W> {
    pub(crate) fn new(out: W) -> Self {
        Entities { out }
    }

    fn line(&mut self, id: &str, schema: &str, properties: Properties) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, &json!({"id": id, "schema": schema, "properties": properties.0}))?;
        self.out.write_all(b"\n")
    }
}

impl<W: Write> Sink for Entities<W> {
    fn reading(&mut self, reading: &Reading) -> io::Result<()> {
        let view = View::new(reading);
        let article = article_id(reading);
        self.line(&article, "Article", article_properties(&view))?;
        for entity in view.entities() {
            let Some(schema) = schema(entity) else { continue };
            let id = entity_id(reading, entity);
            self.line(&id, schema, entity_properties(entity, &article))?;
            for mention in &entity.mentions {
                let Some(words) = view.words(mention.0) else { continue };
                let mut p = Properties::default();
                p.add("document", &article);
                p.add("resolved", &id);
                p.add("name", words.split_whitespace().collect::<Vec<_>>().join(" "));
                p.add("detectedSchema", schema);
                self.line(&format!("{id}-{article}-{}-{}", mention.0.start, mention.0.end), "Mention", p)?;
            }
        }
        for event in &reading.events {
            self.line(&format!("{article}-{}", event.id), "Event", event_properties(&view, event, &article))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[derive(Default)]
struct Properties(Map<String, Value>);

impl Properties {
    fn add(&mut self, name: &str, value: impl Into<String>) {
        let value = Value::from(value.into());
        if value == "" {
            return;
        }
        let all = self.0.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(all) = all
            && !all.contains(&value)
        {
            all.push(value);
        }
    }

    fn add_some(&mut self, name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }
}

fn article_id(reading: &Reading) -> String {
    short_id("a", &["article", &reading.id, &reading.sha256])
}

fn entity_id(reading: &Reading, entity: &Entity) -> String {
    match &entity.wikidata {
        Some(item) => item.clone(),
        None => short_id("e", &["entity", &reading.id, &reading.sha256, &entity.id]),
    }
}

/// A state stands for its government; crowds and armed groups are organizations, as the model
/// has no nearer word. Places are no actors.
fn schema(entity: &Entity) -> Option<&'static str> {
    let sector = entity.code.as_ref().map(|c| c.sector());
    Some(match entity.kind {
        EntityKind::Person => "Person",
        EntityKind::State => "PublicBody",
        EntityKind::Organization if matches!(sector, Some("GOV" | "MIL" | "COP" | "SPY" | "JUD" | "LEG" | "IGO")) => {
            "PublicBody"
        }
        EntityKind::Organization | EntityKind::Group => "Organization",
        EntityKind::Place => return None,
    })
}

/// Two letters in lower case, as the model's countries are.
fn country(code: &str) -> Option<String> {
    state(code).map(|s| s.iso2.to_lowercase())
}

fn article_properties(view: &View<'_>) -> Properties {
    let r = view.reading;
    let mut p = Properties::default();
    p.add_some("title", r.title.as_deref());
    p.add("fileName", r.id.as_str());
    p.add_some("publishedAt", r.date.as_ref().and_then(plain));
    p.add_some("publisher", r.source.as_deref());
    p.add_some("sourceUrl", r.url.as_deref().filter(|u| is_web(u)));
    p.add_some("language", r.lang.as_deref().map(alpha3));
    p.add("mimeType", "text/plain");
    p.add("processingAgent", r.coded_by.program.as_str());
    p.add_some("bodyText", r.text.as_deref());
    p.add("notes", format!("{} sha256={}", r.id, r.sha256));
    p
}

/// Languages are ISO 639-3 in the model.
fn alpha3(tag: &str) -> &str {
    match tag {
        "fr" => "fra",
        "en" => "eng",
        other => other,
    }
}

/// A date as the model knows it: a year, a month or a day.
fn plain(date: &chancery_record::Edtf) -> Option<String> {
    let text = date.as_str();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'-') && matches!(text.len(), 4 | 7 | 10);
    plain.then(|| text.to_owned())
}

fn entity_properties(entity: &Entity, article: &str) -> Properties {
    let mut p = Properties::default();
    p.add("name", entity.name.as_str());
    p.add_some("wikidataId", entity.wikidata.as_deref());
    if let Some(code) = &entity.code {
        p.add_some("country", country(code.country()));
        p.add("keywords", code.as_str());
    }
    for office in &entity.offices {
        if entity.kind == EntityKind::Person {
            p.add("position", crate::tables::office(office));
        }
    }
    p.add("proof", article);
    p
}

fn event_properties(view: &View<'_>, event: &Event, article: &str) -> Properties {
    let r = view.reading;
    let mut p = Properties::default();
    let mut name = event.kind.to_string();
    if let Some(mode) = &event.mode {
        name += " ";
        name += mode;
    }
    let side = |codes: &[chancery_record::ActorCode]| codes.iter().map(|c| c.to_string()).collect::<Vec<_>>().join(" ");
    p.add("name", format!("{name}: {} → {}", side(&event.source), side(&event.target)));
    p.add_some("summary", view.words(event.span));
    p.add("keywords", event.kind.as_str());
    p.add("keywords", event.status.as_str());
    p.add_some("keywords", event.cameo.as_ref().map(|c| format!("CAMEO {c}")));
    match event.date.as_ref().and_then(plain) {
        Some(date) => p.add("date", date),
        None => {
            let (first, last) = bounds(event.date.as_ref());
            p.add_some("startDate", first);
            p.add_some("endDate", last);
        }
    }
    p.add_some("country", event.place.as_deref().and_then(country));
    p.add_some("location", event.place_name.as_deref());
    for id in &event.source_entities {
        if let Some(entity) = view.entity(id).filter(|e| schema(e).is_some()) {
            p.add("organizer", entity_id(r, entity));
        }
    }
    for id in event.source_entities.iter().chain(&event.target_entities) {
        if let Some(entity) = view.entity(id).filter(|e| schema(e).is_some()) {
            p.add("involved", entity_id(r, entity));
        }
    }
    p.add("recordId", view.locator(event.span));
    p.add_some("sourceUrl", r.url.as_deref().filter(|u| is_web(u)));
    p.add_some("publisher", r.source.as_deref());
    p.add("proof", article);
    p
}
