//! What of a reading is needed to compare it with others.

use std::collections::BTreeMap;

use chancery_record::{Edtf, Entity, Event, Quotation, Reading, Signature, SmolStr, Unit};
use serde::{Deserialize, Serialize};

use crate::background::Background;
use crate::credits::{Credit, credits};
use crate::facts::{self, Fact};
use crate::words::{self, Words};

/// Words that stand for an article in reasons.
const KEYWORDS: usize = 40;

/// A reading, cut down to what tells stories apart: a few kilobytes that an archive can keep
/// beside the reading, so that it need not be read again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StoryInput {
    /// The article's identifier.
    pub id: String,
    /// Language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Dateline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// Headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// SHA-256 of the text.
    pub sha256: String,
    /// Words of the headline.
    #[serde(default)]
    pub title_words: Words,
    /// Words of the text.
    #[serde(default)]
    pub words: Words,
    /// The words that tell most, most telling first.
    #[serde(default)]
    pub keywords: Vec<SmolStr>,
    /// Names and numbers of each sentence that has some.
    #[serde(default)]
    pub facts: Vec<Vec<Fact>>,
    /// Agencies and outlets that the article credits.
    #[serde(default)]
    pub credits: Vec<Credit>,
    /// Actors and places, without their mentions.
    #[serde(default)]
    pub entities: Vec<Entity>,
    /// Events; their reasons stay in the reading.
    #[serde(default)]
    pub events: Vec<Event>,
    /// Quotations with a channel.
    #[serde(default)]
    pub quotations: Vec<Quotation>,
    /// How often each actor is mentioned, by a key that languages share where the world file
    /// knows it.
    #[serde(default)]
    pub actors: Vec<(SmolStr, u16)>,
    /// How often each place is mentioned, by its English name.
    #[serde(default)]
    pub places: Vec<(SmolStr, u16)>,
    /// MinHash and vector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

impl StoryInput {
    /// The projection of a reading whose offsets are code points, as in every record.
    ///
    /// A reading without text has no words: it is compared by its layers and its signature.
    pub fn of(reading: &Reading) -> Self {
        let text = reading.text.as_deref().unwrap_or_default();
        let title = reading.title.as_deref().unwrap_or_default();
        StoryInput {
            id: reading.id.clone(),
            lang: reading.lang.clone(),
            date: reading.date.clone(),
            title: reading.title.clone(),
            source: reading.source.clone(),
            sha256: reading.sha256.clone(),
            title_words: Words::of(title),
            words: Words::of(text),
            keywords: keywords(reading.lang.as_deref(), title, text),
            facts: facts::sentences(reading.lang.as_deref(), text),
            credits: credits(reading.source.as_deref(), text),
            entities: reading.entities.iter().map(|e| Entity { mentions: Vec::new(), ..e.clone() }).collect(),
            events: reading.events.iter().map(|e| Event { because: Default::default(), ..e.clone() }).collect(),
            quotations: reading
                .quotations
                .iter()
                .filter(|q| q.channel.is_some())
                .map(|q| Quotation { because: None, ..q.clone() })
                .collect(),
            actors: counts(reading.entities.iter().filter(|e| told_by_name(e)).flat_map(|e| {
                let key = entity_key(e);
                e.mentions.iter().map(move |_| key.clone())
            })),
            places: counts(reading.places.iter().map(|p| p.name.as_str().into())),
            signature: reading.signature.clone(),
        }
    }

    /// The same for a reading whose offsets are bytes, as the reader gives it.
    pub fn of_bytes(reading: &Reading) -> Self {
        let text = reading.text.clone().unwrap_or_default();
        StoryInput::of(&reading.clone().in_unit(&text, Unit::CodePoints))
    }
}

fn counts(keys: impl Iterator<Item = SmolStr>) -> Vec<(SmolStr, u16)> {
    let mut out: BTreeMap<SmolStr, u16> = BTreeMap::new();
    for key in keys {
        let n = out.entry(key).or_default();
        *n = n.saturating_add(1);
    }
    out.into_iter().collect()
}

fn told_by_name(entity: &Entity) -> bool {
    entity.wikidata.is_some() || entity.name.chars().next().is_some_and(char::is_uppercase)
}

fn keywords(lang: Option<&str>, title: &str, text: &str) -> Vec<SmolStr> {
    let table = Background::of(lang);
    let mut counts: BTreeMap<String, (u32, SmolStr)> = BTreeMap::new();
    for (_, _, word) in words::cut(title).chain(words::cut(text)) {
        counts.entry(word.to_lowercase()).or_insert_with(|| (0, word.into())).0 += 1;
    }
    let mut weighed: Vec<(f32, SmolStr)> = counts
        .into_iter()
        .map(|(folded, (count, word))| ((1.0 + (count as f32).ln()) * table.weight(words::form(&folded)), word))
        .collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    weighed.into_iter().take(KEYWORDS).map(|w| w.1).collect()
}

/// The key of an entity that other articles, and other languages, share.
pub(crate) fn entity_key(entity: &Entity) -> SmolStr {
    match (&entity.wikidata, &entity.code) {
        (Some(item), _) => item.into(),
        (None, Some(code)) if entity.kind == chancery_record::EntityKind::State => code.country().into(),
        _ => fold(&entity.name).into(),
    }
}

/// A name without case and accents.
pub(crate) fn fold(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'ç' => 'c',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ñ' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ý' | 'ÿ' => 'y',
            other => other,
        })
        .collect()
}
