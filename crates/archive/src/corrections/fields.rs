//! The fields that can be edited, layer by layer, and the form of their values.

use chancery_record::{ActorCode, Edtf, EntityKind, EventType, QuotationKind, Status};
use serde_json::Value;

use super::Layer;

/// A field that can be edited.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// Its name.
    pub name: &'static str,
    /// What a value looks like, with an example.
    pub form: &'static str,
    /// Whether it may be taken away.
    pub optional: bool,
    pub(crate) kind: Kind,
    /// Where it stands in the record's JSON.
    pub(crate) path: &'static [&'static str],
}

/// Kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Type,
    Status,
    OfActor,
    OfQuotation,
    Word,
    Words,
    Digits,
    Real,
    Count,
    Flag,
    Text,
    Date,
    Country,
    Code,
    Codes,
    /// Codes, ids or names of actors: who acts, or on whom.
    Parties,
    /// Ids or names of actors.
    Actors,
    /// Id or name of an actor.
    Actor,
    /// Id or name of an actor, or any name.
    Speaker,
    Wikidata,
}

const fn field(
    name: &'static str,
    path: &'static [&'static str],
    kind: Kind,
    optional: bool,
    form: &'static str,
) -> FieldInfo {
    FieldInfo { name, form, optional, kind, path }
}

const TYPE: &str = "a PLOVER type, as SANCTION; `chancery codebook` lists them";
const DATE: &str = "EDTF, as 2024-05-16 or 2024-05";
const COUNTRY: &str = "ISO 3166-1 alpha-3, as CHE";
const CODE: &str = "COUNTRY-SECTOR, as UKR-GOV";
const COUNT: &str = "a whole number";
const STATUS: &str = "actual, future, hypothetical or negated";
const TEXT: &str = "words";

const EVENT: &[FieldInfo] = &[
    field("type", &["type"], Kind::Type, false, TYPE),
    field("mode", &["mode"], Kind::Word, true, "a PLOVER mode, as convict; `chancery codebook` lists them"),
    field("of", &["of"], Kind::Type, true, TYPE),
    field("cameo", &["cameo"], Kind::Digits, true, "a CAMEO code, digits, as 057"),
    field("contexts", &["contexts"], Kind::Words, true, "PLOVER contexts joined by ;, as military;diplomatic"),
    field("goldstein", &["goldstein"], Kind::Real, true, "a number from -10 to 10"),
    field("source", &["source"], Kind::Parties, true, "codes, ids or names of its actors joined by ;, as UKR-GOV"),
    field("target", &["target"], Kind::Parties, true, "codes, ids or names of its actors joined by ;, as UKR-GOV"),
    field("status", &["status"], Kind::Status, false, STATUS),
    field("date", &["date"], Kind::Date, true, DATE),
    field("place", &["place"], Kind::Country, true, COUNTRY),
    field("place_name", &["place_name"], Kind::Text, true, "the English name of the place"),
    field("dead", &["dead"], Kind::Count, true, COUNT),
    field("injured", &["injured"], Kind::Count, true, COUNT),
    field("arrested", &["arrested"], Kind::Count, true, COUNT),
    field("amount", &["amount"], Kind::Text, true, TEXT),
    field("holders", &["holders"], Kind::Actors, true, "ids or names of its actors joined by ;"),
];

const ACTOR: &[FieldInfo] = &[
    field("name", &["name"], Kind::Text, false, "the name"),
    field("kind", &["kind"], Kind::OfActor, false, "person, state, organization, group or place"),
    field("code", &["code"], Kind::Code, true, CODE),
    field("wikidata", &["wikidata"], Kind::Wikidata, true, "a Wikidata item, as Q39"),
];

const QUOTATION: &[FieldInfo] = &[
    field("speaker", &["speaker"], Kind::Speaker, true, "id or name of an actor of the article, or any name"),
    field("speaker_code", &["speaker_code"], Kind::Code, true, CODE),
    field("speaker_entity", &["speaker_entity"], Kind::Actor, true, "id or name of an actor of the article"),
    field("addressee", &["addressee"], Kind::Text, true, TEXT),
    field("kind", &["kind"], Kind::OfQuotation, false, "direct or indirect"),
    field("date", &["date"], Kind::Date, true, DATE),
    field("channel", &["channel", "kind"], Kind::Text, true, "interview, press conference, statement, speech…"),
    field("outlet", &["channel", "outlet"], Kind::Text, true, TEXT),
];

const TIME: &[FieldInfo] = &[field("date", &["edtf"], Kind::Date, false, DATE)];

const PLACE: &[FieldInfo] = &[
    field("name", &["name"], Kind::Text, false, "the common English name"),
    field("country", &["country"], Kind::Country, true, COUNTRY),
    field("lat", &["lat"], Kind::Real, true, "degrees north"),
    field("lon", &["lon"], Kind::Real, true, "degrees east"),
    field("geonames", &["geonames"], Kind::Count, true, "a GeoNames number"),
    field("metonym", &["metonym"], Kind::Flag, true, "true when it stands for its government, else false"),
];

// The path is the column of merged_events.
const MERGED: &[FieldInfo] = &[
    field("type", &["type"], Kind::Type, false, TYPE),
    field("mode", &["mode"], Kind::Word, true, "a PLOVER mode, as convict; `chancery codebook` lists them"),
    field("of", &["of_type"], Kind::Type, true, TYPE),
    field("source", &["source"], Kind::Codes, true, "codes joined by ;, as UKR-GOV"),
    field("target", &["target"], Kind::Codes, true, "codes joined by ;, as UKR-GOV"),
    field("status", &["status"], Kind::Status, false, STATUS),
    field("date", &["date"], Kind::Date, true, DATE),
    field("place", &["place"], Kind::Country, true, COUNTRY),
    field("place_name", &["place_name"], Kind::Text, true, "the English name of the place"),
    field("dead", &["dead"], Kind::Count, true, COUNT),
    field("injured", &["injured"], Kind::Count, true, COUNT),
    field("arrested", &["arrested"], Kind::Count, true, COUNT),
];

/// The fields of a layer that can be edited.
pub fn fields(layer: Layer) -> &'static [FieldInfo] {
    match layer {
        Layer::Event => EVENT,
        Layer::Actor => ACTOR,
        Layer::Quotation => QUOTATION,
        Layer::Time => TIME,
        Layer::Place => PLACE,
        Layer::Merged => MERGED,
    }
}

/// A field by its name.
///
/// # Errors
/// The names that there are.
pub(crate) fn named(layer: Layer, name: &str) -> Result<&'static FieldInfo, (String, String)> {
    let all = fields(layer);
    all.iter().find(|f| f.name == name || (name == "edtf" && f.path == ["edtf"])).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|f| f.name).collect();
        let article = if layer.as_str().starts_with(['a', 'e']) { "an" } else { "a" };
        (format!("{article} {layer} has no field '{name}' to edit"), format!("there are {}", names.join(", ")))
    })
}

impl FieldInfo {
    /// The value in the form in which the record holds it; null takes the field away. Names of actors
    /// are resolved by `actor`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn value(&self, given: &Value, actor: &dyn Fn(&str) -> Option<String>) -> Result<Value, String> {
        let text = match given {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            Value::Null => String::new(),
            Value::Array(all) => {
                let words: Option<Vec<&str>> = all.iter().map(Value::as_str).collect();
                words.ok_or_else(|| format!("a list of words was expected: {}", self.form))?.join(";")
            }
            Value::Object(_) => return Err(format!("an object is no value for {}", self.name)),
        };
        if text.is_empty() {
            return if self.optional { Ok(Value::Null) } else { Err(format!("{} cannot be taken away", self.name)) };
        }
        let wrong = || format!("'{text}' is no value for {}", self.name);
        let parts = || text.split(';').map(str::trim).filter(|p| !p.is_empty());
        let lower = text.to_lowercase();
        Ok(match self.kind {
            Kind::Type => text.to_uppercase().parse::<EventType>().map_err(|_| wrong())?.as_str().into(),
            Kind::Status => lower.parse::<Status>().map_err(|_| wrong())?.as_str().into(),
            Kind::OfActor => known::<EntityKind>(&lower).ok_or_else(wrong)?,
            Kind::OfQuotation => known::<QuotationKind>(&lower).ok_or_else(wrong)?,
            Kind::Word if is_word(&lower) => lower.into(),
            Kind::Words => {
                let words: Vec<String> = parts().map(str::to_lowercase).collect();
                if !words.iter().all(|w| is_word(w)) {
                    return Err(wrong());
                }
                words.into()
            }
            Kind::Digits if (2..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) => text.into(),
            Kind::Real => {
                let number: f64 = text.parse().map_err(|_| wrong())?;
                if !number.is_finite() {
                    return Err(wrong());
                }
                number.into()
            }
            Kind::Count => text.parse::<u32>().map_err(|_| wrong())?.into(),
            Kind::Flag => match lower.as_str() {
                "true" | "yes" | "1" => true.into(),
                "false" | "no" | "0" => false.into(),
                _ => return Err(wrong()),
            },
            Kind::Text => text.into(),
            Kind::Date => text.parse::<Edtf>().map_err(|_| wrong())?.as_str().into(),
            Kind::Country => {
                let code = text.to_uppercase();
                if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
                    return Err(wrong());
                }
                code.into()
            }
            Kind::Code => text.to_uppercase().parse::<ActorCode>().map_err(|_| wrong())?.as_str().into(),
            Kind::Codes => {
                let mut codes = Vec::new();
                for part in parts() {
                    codes.push(part.to_uppercase().parse::<ActorCode>().map_err(|_| wrong())?);
                }
                codes.sort();
                codes.dedup();
                codes.iter().map(|c| c.as_str().to_owned()).collect::<Vec<_>>().into()
            }
            Kind::Parties | Kind::Actors => {
                let mut all: Vec<String> = Vec::new();
                for part in parts() {
                    let code = part.to_uppercase().parse::<ActorCode>().ok().filter(|_| self.kind == Kind::Parties);
                    let one = match code {
                        Some(code) => code.as_str().to_owned(),
                        None => actor(part).ok_or_else(|| format!("'{part}' is no actor of the article"))?,
                    };
                    if !all.contains(&one) {
                        all.push(one);
                    }
                }
                all.into()
            }
            Kind::Actor => actor(&text).ok_or_else(|| format!("'{text}' is no actor of the article"))?.into(),
            Kind::Speaker => actor(&text).unwrap_or(text).into(),
            Kind::Wikidata if lower.starts_with('q') && lower[1..].parse::<u64>().is_ok() => text.to_uppercase().into(),
            Kind::Word | Kind::Digits | Kind::Wikidata => return Err(wrong()),
        })
    }

    /// Its value in an item's JSON.
    pub(crate) fn get(&self, item: &Value) -> Value {
        self.path.iter().try_fold(item, |value, key| value.get(key)).cloned().unwrap_or_default()
    }

    /// Sets it in an item's JSON.
    pub(crate) fn set(&self, item: &mut Value, value: &Value) {
        let Some((last, path)) = self.path.split_last() else { return };
        let mut at = item;
        for key in path {
            let Some(object) = at.as_object_mut() else { return };
            at = object.entry((*key).to_owned()).or_insert_with(|| Value::Object(Default::default()));
        }
        if let Some(object) = at.as_object_mut() {
            if value.is_null() {
                object.remove(*last);
            } else {
                object.insert((*last).to_owned(), value.clone());
            }
        }
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

fn known<T: serde::de::DeserializeOwned>(word: &str) -> Option<Value> {
    let value = Value::from(word);
    serde_json::from_value::<T>(value.clone()).ok().map(|_| value)
}
