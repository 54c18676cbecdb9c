//! Further names of states, added to those of the hand-written table by code.

use std::path::Path;

use serde_json::Value;

use crate::compile::sources::{Rows, text};
use crate::compile::{Codes, latin, stub};
use crate::layer::{DraftItem, Key};
use crate::{Kind, NameForm, WorldError};

fn country(code: &str, name: &str) -> Option<DraftItem> {
    let mut item = stub(Kind::Country, name);
    item.country = code.to_owned();
    item.keys.push(Key::country(code)?);
    item.sector = "GOV".to_owned();
    item.weight = 900;
    Some(item)
}

fn add(item: &mut DraftItem, name: &str, form: NameForm) {
    let code_like = name.chars().count() <= 3 && name.chars().all(|c| c.is_ascii_uppercase());
    if !name.is_empty() && latin(name) && !code_like && name.chars().next().is_some_and(char::is_uppercase) {
        item.name(name, form);
    }
}

/// Territories of the Unicode CLDR.
pub(super) fn cldr(sources: &Path, codes: &Codes) -> Result<Vec<DraftItem>, WorldError> {
    let rows = Rows::tsv(sources, "cldr-names/cldr_territories.tsv", &["key", "en", "fr"])?;
    let mut items = Vec::new();
    for row in rows.iter() {
        let Some(alpha2) = row.get("key").split('-').next().filter(|k| k.len() == 2) else { continue };
        let Some(code) = codes.alpha3(alpha2) else { continue };
        let variant = row.get("key").contains('-');
        let Some(mut item) = country(code, row.get("en")) else { continue };
        item.name_fr = row.get("fr").to_owned();
        if variant {
            // Short forms such as `US` are in the table of countries, with their case.
            add(&mut item, row.get("en"), NameForm::Short);
            item.name_en = String::new();
            item.name_fr = String::new();
            add(&mut item, row.get("fr"), NameForm::Short);
        }
        for column in ["es", "pt", "de"] {
            add(&mut item, row.get(column), NameForm::Alternate);
        }
        items.push(item);
    }
    Ok(items)
}

/// Names of ISO 3166-1 in the translations of iso-codes.
pub(super) fn iso_codes(sources: &Path) -> Result<Vec<DraftItem>, WorldError> {
    let rows = Rows::tsv(sources, "iso-codes/iso_3166-1.tsv", &["alpha_3", "name", "fr"])?;
    let mut items = Vec::new();
    for row in rows.iter() {
        let Some(mut item) = country(row.get("alpha_3"), row.get("name")) else { continue };
        for column in ["official_name", "common_name", "fr", "off_fr"] {
            add(&mut item, row.get(column), NameForm::Full);
        }
        for column in ["es", "pt", "de"] {
            add(&mut item, row.get(column), NameForm::Alternate);
        }
        items.push(item);
    }
    Ok(items)
}

fn json(sources: &Path, file: &str) -> Result<Vec<Value>, WorldError> {
    serde_json::from_str(&text(sources, file)?).map_err(|e| WorldError::new(e.to_string()).at(file, Some(e.line())))
}

fn string<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or("").trim()
}

/// Names, demonyms and centres of mledoze's countries.
pub(super) fn mledoze(sources: &Path) -> Result<Vec<DraftItem>, WorldError> {
    let mut items = Vec::new();
    for value in json(sources, "mledoze-countries/countries.json")? {
        let code = match string(&value, "/cca3") {
            "UNK" => "XKX",
            code => code,
        };
        let Some(mut item) = country(code, string(&value, "/name/common")) else { continue };
        add(&mut item, string(&value, "/name/official"), NameForm::Full);
        for spelling in value["altSpellings"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            add(&mut item, spelling, NameForm::Alternate);
        }
        for (lang, form) in [("fra", NameForm::Full), ("deu", NameForm::Alternate), ("spa", NameForm::Alternate)] {
            add(&mut item, string(&value, &format!("/translations/{lang}/common")), form);
            add(&mut item, string(&value, &format!("/translations/{lang}/official")), form);
        }
        let number = |n: usize| value["latlng"][n].as_f64().map(|x| x as f32);
        item.at = number(0).zip(number(1));
        for (from, lang) in [("eng", "en"), ("fra", "fr")] {
            for gender in ["m", "f"] {
                let word = string(&value, &format!("/demonyms/{from}/{gender}"));
                if !word.is_empty() && latin(word) {
                    item.demonyms.push((word.to_owned(), lang.to_owned(), crate::DemonymUse::Both));
                }
            }
        }
        items.push(item);
    }
    Ok(items)
}

/// Names of dr5hn's countries in Latin script.
pub(super) fn dr5hn(sources: &Path) -> Result<Vec<DraftItem>, WorldError> {
    let mut items = Vec::new();
    for value in json(sources, "dr5hn-places/countries.json")? {
        let Some(mut item) = country(string(&value, "/iso3"), string(&value, "/name")) else { continue };
        for lang in ["fr", "es", "de", "it", "pt", "nl", "pl", "tr"] {
            add(&mut item, string(&value, &format!("/translations/{lang}")), NameForm::Alternate);
        }
        items.push(item);
    }
    Ok(items)
}
