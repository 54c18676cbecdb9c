//! Corrections applied to a reading.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use chancery_record::{ActorCode, Because, Edtf, Entity, Reading, Span};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::attach::{Item, Was, find};
use super::{Action, Correction, Layer, fields, items, plain, references};
use crate::identity::fold;

/// A reading while corrections are applied to it. Offsets are code points.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) reading: Reading,
    pub(crate) text: String,
    chars: OnceCell<Vec<char>>,
    /// What the `review` columns hold, by item.
    pub(crate) review: BTreeMap<String, &'static str>,
    /// Items that corrections took out, and how.
    pub(crate) gone: BTreeMap<String, String>,
}

impl State {
    pub(crate) fn new(reading: Reading, text: String) -> Self {
        State { reading, text, chars: OnceCell::new(), review: BTreeMap::new(), gone: BTreeMap::new() }
    }

    pub(crate) fn words(&self, span: Span) -> String {
        let chars = self.chars.get_or_init(|| self.text.chars().collect());
        chars.get(span.range()).map(|c| c.iter().collect()).unwrap_or_default()
    }

    /// The item that a correction is about.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn find(&self, layer: Layer, was: &Was<'_>) -> Result<Item, String> {
        if let Some(how) = self.gone.get(was.id) {
            return Err(format!("{} {how}", was.id));
        }
        let mut all = items(&self.reading, layer);
        let at = find(&all, was, |span| self.words(span))?;
        Ok(all.swap_remove(at))
    }

    /// The id of an actor of the article, by id or by name without regard to case and accents.
    pub(crate) fn actor(&self, word: &str) -> Option<String> {
        let by_id = self.reading.entities.iter().find(|e| e.id == word);
        let folded = fold(word);
        by_id.or_else(|| self.reading.entities.iter().find(|e| fold(&e.name) == folded)).map(|e| e.id.clone())
    }

    /// An item as JSON.
    pub(crate) fn json(&self, layer: Layer, id: &str) -> Option<Value> {
        let at = items(&self.reading, layer).iter().position(|i| i.id == id)?;
        let value = match layer {
            Layer::Event => serde_json::to_value(&self.reading.events[at]),
            Layer::Actor => serde_json::to_value(&self.reading.entities[at]),
            Layer::Quotation => serde_json::to_value(&self.reading.quotations[at]),
            Layer::Time => serde_json::to_value(&self.reading.times[at]),
            Layer::Place => serde_json::to_value(&self.reading.places[at]),
            Layer::Merged => return None,
        };
        value.ok()
    }

    /// The fields of an item that can be edited, those that it has.
    pub(crate) fn snapshot(&self, layer: Layer, id: &str) -> Value {
        let json = self.json(layer, id).unwrap_or_default();
        let all = fields::fields(layer).iter().map(|f| (f.name.to_owned(), f.get(&json)));
        Value::Object(all.filter(|(_, v)| !v.is_null() && v.as_array().is_none_or(|a| !a.is_empty())).collect())
    }

    /// Applies a correction.
    ///
    /// # Errors
    /// Why it does not fit; then nothing was changed.
    pub(crate) fn apply(&mut self, correction: &Correction) -> Result<(), String> {
        let item = self.find(correction.layer, &Was::of(correction))?;
        match correction.action {
            Action::Accept => {
                if let Some(Value::Object(old)) = &correction.old {
                    let now = self.snapshot(correction.layer, &item.id);
                    let names = fields::fields(correction.layer).iter().map(|f| f.name);
                    let other: Vec<String> = names
                        .filter(|name| old.get(*name) != now.get(*name))
                        .map(|name| format!("{name} {} → {}", plain(old.get(name)), plain(now.get(name))))
                        .collect();
                    if !other.is_empty() {
                        return Err(format!("what was accepted has changed: {}", other.join(", ")));
                    }
                }
                self.review.entry(item.id).or_insert("accepted");
                Ok(())
            }
            Action::Reject => {
                self.reject(correction.layer, &item.id);
                self.gone.insert(item.id, format!("was rejected by correction {}", correction.id));
                Ok(())
            }
            Action::Edit => {
                let name = correction.field.as_deref().unwrap_or_default();
                let value = correction.new.clone().unwrap_or_default();
                self.edit(correction.layer, &item.id, name, &value)?;
                self.stamp(correction.layer, &item.id, correction);
                self.review.insert(item.id, "edited");
                Ok(())
            }
            Action::Merge => {
                self.merge(&item, correction)?;
                self.stamp(correction.layer, &item.id, correction);
                self.review.insert(item.id, "edited");
                Ok(())
            }
            Action::Split => {
                let fresh = self.split(&item, correction)?;
                for id in [item.id, fresh] {
                    self.stamp(correction.layer, &id, correction);
                    self.review.insert(id, "edited");
                }
                Ok(())
            }
        }
    }

    fn reject(&mut self, layer: Layer, id: &str) {
        let at = items(&self.reading, layer).iter().position(|i| i.id == id);
        let Some(at) = at else { return };
        let reading = &mut self.reading;
        match layer {
            Layer::Event => {
                references::without_event(reading, id);
                references::events(reading, &|other| (other != id).then(|| other.to_owned()));
                reading.events.remove(at);
            }
            Layer::Actor => {
                let code = reading.entities[at].code.clone();
                references::recode(reading, id, code.as_ref(), None, &|_, _| true);
                references::actors(reading, &|other| (other != id).then(|| other.to_owned()));
                reading.entities.retain(|e| e.id != id);
            }
            Layer::Quotation => {
                reading.quotations.remove(at);
                for quotation in &mut reading.quotations {
                    quotation.repeats = quotation.repeats.take().filter(|r| r != id);
                }
                for stance in &mut reading.stances {
                    stance.quotation = stance.quotation.take().filter(|q| q != id);
                }
            }
            Layer::Time => drop(reading.times.remove(at)),
            Layer::Place => drop(reading.places.remove(at)),
            Layer::Merged => {}
        }
    }

    /// Sets a field and what follows from it.
    pub(crate) fn edit(&mut self, layer: Layer, id: &str, name: &str, value: &Value) -> Result<(), String> {
        let field = fields::named(layer, name).map_err(|(what, _)| what)?;
        let all = items(&self.reading, layer);
        let Some(at) = all.iter().position(|i| i.id == id) else { return Err(format!("{id} is not there")) };
        match layer {
            Layer::Event => {
                if matches!(field.kind, fields::Kind::Parties | fields::Kind::Actors) {
                    return self.parties(at, name, value);
                }
                let event = &mut self.reading.events[at];
                let before = event.clone();
                put(event, |json| field.set(json, value))?;
                event.confidence = None;
                if (event.kind, &event.mode, event.of) != (before.kind, &before.mode, before.of) {
                    // The code was that of the act as it was.
                    (event.cameo, event.goldstein) = (None, None);
                }
                if event.cameo != before.cameo {
                    event.goldstein = None;
                }
                if event.date != before.date {
                    event.anchor = None;
                }
                if event.place != before.place {
                    event.place_name = None;
                }
            }
            Layer::Actor => {
                let before = self.reading.entities[at].clone();
                // Entities that share an id are one.
                for entity in self.reading.entities.iter_mut().filter(|e| e.id == id) {
                    put(entity, |json| field.set(json, value))?;
                }
                let after = self.reading.entities[at].clone();
                let (old, new) = (before.code.as_ref(), after.code.as_ref());
                references::recode(&mut self.reading, id, old, new, &|_, _| true);
                for quotation in &mut self.reading.quotations {
                    if quotation.speaker_entity.as_deref() == Some(id)
                        && quotation.speaker.as_ref() == Some(&before.name)
                    {
                        quotation.speaker = Some(after.name.clone());
                    }
                }
            }
            Layer::Quotation => {
                let chosen = value.as_str().and_then(|word| {
                    let actor = matches!(field.kind, fields::Kind::Speaker | fields::Kind::Actor);
                    self.reading.entities.iter().find(|e| actor && e.id == word).cloned()
                });
                if field.kind == fields::Kind::Actor && !value.is_null() && chosen.is_none() {
                    return Err(format!("{} is no actor of the article", plain(Some(value))));
                }
                let quotation = &mut self.reading.quotations[at];
                put(quotation, |json| field.set(json, value))?;
                match (field.kind, chosen) {
                    (_, Some(Entity { id, name, code, .. })) => {
                        quotation.speaker = Some(name);
                        (quotation.speaker_entity, quotation.speaker_code) = (Some(id), code);
                    }
                    // Another name is another speaker, of whom no more is known.
                    (fields::Kind::Speaker, None) => {
                        (quotation.speaker_entity, quotation.speaker_code) = (None, None);
                    }
                    _ => {}
                }
            }
            Layer::Time => {
                let time = &mut self.reading.times[at];
                let before = time.clone();
                put(time, |json| field.set(json, value))?;
                time.anchor = None;
                let (span, new) = (time.span, time.edtf.clone());
                self.redate(span, &before.edtf, &new);
            }
            Layer::Place => put(&mut self.reading.places[at], |json| field.set(json, value))?,
            Layer::Merged => {}
        }
        Ok(())
    }

    /// Events and quotations whose date rests on the words of `span` follow it.
    fn redate(&mut self, span: Span, old: &Edtf, new: &Edtf) {
        let rests = |because: &Because, date: &Option<Edtf>| {
            date.as_ref() == Some(old) && because.spans.get("date").is_some_and(|d| d.0.overlaps(span))
        };
        for event in &mut self.reading.events {
            if rests(&event.because, &event.date) {
                (event.date, event.anchor) = (Some(new.clone()), None);
            }
        }
        for quotation in &mut self.reading.quotations {
            if quotation.because.as_ref().is_some_and(|b| rests(b, &quotation.date)) {
                quotation.date = Some(new.clone());
            }
        }
    }

    fn parties(&mut self, at: usize, name: &str, value: &Value) -> Result<(), String> {
        let given: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let code_of = |id: &str| self.reading.entities.iter().find(|e| e.id == id).map(|e| e.code.clone());
        let (mut codes, mut chosen) = (Vec::new(), Vec::new());
        for word in given {
            match (word.parse::<ActorCode>(), code_of(word)) {
                (_, Some(code)) => {
                    codes.extend(code);
                    chosen.push(word.to_owned());
                }
                (Ok(code), None) => codes.push(code),
                (Err(_), None) => return Err(format!("{word} is no actor of the article any more")),
            }
        }
        codes.sort();
        codes.dedup();
        let keeps: Vec<String> = self
            .reading
            .entities
            .iter()
            .filter(|e| e.code.as_ref().is_some_and(|c| codes.contains(c)))
            .map(|e| e.id.clone())
            .collect();
        let event = &mut self.reading.events[at];
        event.confidence = None;
        let (of_codes, entities) = match name {
            "source" => (&mut event.source, &mut event.source_entities),
            "target" => (&mut event.target, &mut event.target_entities),
            _ => {
                event.holders = chosen;
                return Ok(());
            }
        };
        *of_codes = codes;
        // Of the actors behind the codes, those stay whose code is still meant.
        entities.retain(|e| keeps.contains(e) && !chosen.contains(e));
        entities.extend(chosen);
        Ok(())
    }

    /// Notes a correction in what tells why an item is in the record.
    fn stamp(&mut self, layer: Layer, id: &str, correction: &Correction) {
        let at = items(&self.reading, layer).iter().position(|i| i.id == id);
        let Some(at) = at else { return };
        let because = match layer {
            Layer::Event => Some(&mut self.reading.events[at].because),
            Layer::Quotation => self.reading.quotations[at].because.as_mut(),
            Layer::Time => self.reading.times[at].because.as_mut(),
            Layer::Place => self.reading.places[at].because.as_mut(),
            Layer::Actor | Layer::Merged => None,
        };
        if let Some(because) = because {
            because.steps.push(format!(
                "correction {} by {}: {}",
                correction.id,
                correction.author,
                correction.brief()
            ));
        }
    }
}

/// Changes an item by way of its JSON, so that only values that the record knows come in.
pub(crate) fn put<T: Serialize + DeserializeOwned>(
    item: &mut T,
    change: impl FnOnce(&mut Value),
) -> Result<(), String> {
    let mut json = serde_json::to_value(&*item).map_err(|e| e.to_string())?;
    change(&mut json);
    *item = serde_json::from_value(json).map_err(|e| e.to_string())?;
    Ok(())
}
