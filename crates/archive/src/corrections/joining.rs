//! Items of one article merged and split.

use chancery_record::{Because, Event, Pair, Span, short_id};
use serde_json::{Value, json};

use super::apply::State;
use super::attach::{Item, Was};
use super::{Correction, Layer, references};

/// An item as a merge notes it, so that it can be found again.
pub(crate) fn noted(state: &State, item: &Item) -> Value {
    json!({"id": item.id, "type": item.kind, "start": item.span.start, "end": item.span.end,
        "words": state.words(item.span)})
}

fn was(noted: &Value) -> Was<'_> {
    let number = |name: &str| noted.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    Was {
        id: noted.get("id").and_then(Value::as_str).unwrap_or_default(),
        kind: noted.get("type").and_then(Value::as_str),
        span: number("start").zip(number("end")).map(|(start, end)| Span { start, end }),
        words: noted.get("words").and_then(Value::as_str),
        strict: true,
    }
}

/// The id of what a split makes.
fn fresh_id(article: &str, layer: Layer, item: &str, first: Span) -> String {
    let prefix = if layer == Layer::Event { "v" } else { "e" };
    short_id(prefix, &[article, "split", item, &first.start.to_string(), &first.end.to_string()])
}

impl State {
    pub(super) fn merge(&mut self, keep: &Item, correction: &Correction) -> Result<(), String> {
        let mut others = Vec::new();
        for noted in correction.new.as_ref().and_then(Value::as_array).into_iter().flatten() {
            let other = self.find(correction.layer, &was(noted))?;
            if other.id != keep.id && !others.iter().any(|o: &Item| o.id == other.id) {
                others.push(other);
            }
        }
        for other in others {
            match correction.layer {
                Layer::Actor => self.merge_actor(&keep.id, &other.id),
                Layer::Event => self.merge_event(&keep.id, &other.id),
                layer => return Err(format!("items of the layer {layer} cannot be merged")),
            }
            let how = format!("was merged into {} by correction {}", keep.id, correction.id);
            self.gone.insert(other.id, how);
        }
        Ok(())
    }

    fn merge_actor(&mut self, keep: &str, other: &str) {
        let reading = &mut self.reading;
        let Some(gone) = reading.entities.iter().find(|e| e.id == other).cloned() else { return };
        let mentions: Vec<Pair> =
            reading.entities.iter().filter(|e| e.id == other).flat_map(|e| e.mentions.clone()).collect();
        let Some(kept) = reading.entities.iter_mut().find(|e| e.id == keep) else { return };
        kept.mentions.extend(mentions);
        kept.mentions.sort();
        kept.mentions.dedup();
        for office in gone.offices {
            if !kept.offices.contains(&office) {
                kept.offices.push(office);
            }
        }
        kept.wikidata = kept.wikidata.take().or(gone.wikidata);
        kept.code = kept.code.take().or_else(|| gone.code.clone());
        let (name, code) = (kept.name.clone(), kept.code.clone());
        references::recode(reading, other, gone.code.as_ref(), code.as_ref(), &|_, _| true);
        for quotation in &mut reading.quotations {
            if quotation.speaker_entity.as_deref() == Some(other) {
                quotation.speaker = Some(name.clone());
            }
        }
        references::actors(reading, &|id| Some(if id == other { keep } else { id }.to_owned()));
        reading.entities.retain(|e| e.id != other);
    }

    fn merge_event(&mut self, keep: &str, other: &str) {
        let reading = &mut self.reading;
        let Some(at) = reading.events.iter().position(|e| e.id == other) else { return };
        let gone = reading.events.remove(at);
        references::events(reading, &|id| Some(if id == other { keep } else { id }.to_owned()));
        let Some(kept) = reading.events.iter_mut().find(|e| e.id == keep) else { return };
        kept.also.push(Pair(gone.span));
        kept.also.extend(gone.also);
        kept.also.sort();
        kept.also.dedup();
        // What the first account leaves open, the second may tell.
        if kept.source.is_empty() && kept.source_entities.is_empty() {
            (kept.source, kept.source_entities) = (gone.source, gone.source_entities);
        }
        if kept.target.is_empty() && kept.target_entities.is_empty() {
            (kept.target, kept.target_entities) = (gone.target, gone.target_entities);
        }
        if kept.date.is_none() {
            (kept.date, kept.anchor) = (gone.date, gone.anchor);
        }
        if kept.place.is_none() && kept.place_name.is_none() {
            (kept.place, kept.place_name) = (gone.place, gone.place_name);
        }
        kept.dead = kept.dead.or(gone.dead);
        kept.injured = kept.injured.or(gone.injured);
        kept.arrested = kept.arrested.or(gone.arrested);
        kept.amount = kept.amount.take().or(gone.amount);
        kept.confidence = None;
    }

    /// Splits mentions off an item; the id of the new one.
    pub(super) fn split(&mut self, item: &Item, correction: &Correction) -> Result<String, String> {
        let new = correction.new.clone().unwrap_or_default();
        let moved: Vec<Pair> = new
            .get("mentions")
            .and_then(|m| serde_json::from_value(m.clone()).ok())
            .ok_or("the mentions to split off are not given")?;
        let first = moved.first().map(|p| p.0).ok_or("the mentions to split off are not given")?;
        let own = match correction.layer {
            Layer::Actor => &item.also,
            Layer::Event => &item.also,
            layer => return Err(format!("items of the layer {layer} cannot be split")),
        };
        if let Some(none) = moved.iter().find(|m| !own.contains(m)) {
            return Err(format!("{}-{} is no mention of {} to split off", none.0.start, none.0.end, item.id));
        }
        let id = fresh_id(&self.reading.id, correction.layer, &correction.item, first);
        if correction.layer == Layer::Actor {
            if moved.len() >= own.len() {
                return Err(format!("no mention would be left of {}", item.id));
            }
            self.split_actor(&item.id, &id, &moved);
        } else {
            self.split_event(&item.id, &id, &moved);
        }
        for (name, value) in new.get("fields").and_then(Value::as_object).into_iter().flatten() {
            self.edit(correction.layer, &id, name, value)?;
        }
        Ok(id)
    }

    fn split_actor(&mut self, old: &str, fresh: &str, moved: &[Pair]) {
        let longest = moved.iter().max_by_key(|m| (m.0.len(), std::cmp::Reverse(m.0.start))).map(|m| self.words(m.0));
        let reading = &mut self.reading;
        let Some(at) = reading.entities.iter().position(|e| e.id == old) else { return };
        for entity in reading.entities.iter_mut().filter(|e| e.id == old) {
            entity.mentions.retain(|m| !moved.contains(m));
        }
        let mut new = reading.entities[at].clone();
        let code = new.code.take();
        new.id = fresh.to_owned();
        new.name = longest.unwrap_or_default();
        new.wikidata = None;
        new.offices.clear();
        new.mentions = moved.to_vec();
        reading.entities.insert(at + 1, new);
        // The words that carry a part in an event tell whose it is.
        let on_moved = |because: &Because, side: &str| {
            because.spans.get(side).is_some_and(|s| moved.iter().any(|m| m.0.overlaps(s.0)))
        };
        references::recode(reading, old, code.as_ref(), None, &|event: &Event, side| on_moved(&event.because, side));
        for event in &mut reading.events {
            let sides = [
                ("source", &mut event.source_entities),
                ("target", &mut event.target_entities),
                ("holder", &mut event.holders),
            ];
            for (side, ids) in sides {
                if on_moved(&event.because, side) {
                    ids.iter_mut().filter(|id| *id == old).for_each(|id| *id = fresh.to_owned());
                }
            }
        }
        let name = reading.entities[at + 1].name.clone();
        for quotation in &mut reading.quotations {
            if quotation.speaker_entity.as_deref() == Some(old)
                && quotation.because.as_ref().is_some_and(|b| on_moved(b, "speaker"))
            {
                quotation.speaker = Some(name.clone());
                (quotation.speaker_entity, quotation.speaker_code) = (Some(fresh.to_owned()), None);
            }
        }
    }

    fn split_event(&mut self, old: &str, fresh: &str, moved: &[Pair]) {
        let events = &mut self.reading.events;
        let Some(at) = events.iter().position(|e| e.id == old) else { return };
        events[at].also.retain(|m| !moved.contains(m));
        let mut new = events[at].clone();
        new.id = fresh.to_owned();
        new.span = moved[0].0;
        new.also = moved[1..].to_vec();
        new.confidence = None;
        new.because.spans.insert("trigger".into(), moved[0]);
        let place = events.partition_point(|e| e.span.start <= new.span.start);
        events.insert(place, new);
    }
}
