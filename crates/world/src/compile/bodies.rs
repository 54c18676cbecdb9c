//! Intergovernmental bodies and armed groups.

use std::collections::BTreeMap;
use std::path::Path;

use crate::compile::sources::{Rows, text};
use crate::compile::{Codes, latin};
use crate::layer::{DraftItem, Key};
use crate::tables::is_acronym;
use crate::{Kind, NameForm, WorldError};

/// How well known a body is that no table names.
const WEIGHT: u16 = 420;

fn body(name: &str, code: &str) -> DraftItem {
    let mut item = DraftItem::new(Kind::Organization, name);
    item.country = code.to_owned();
    item.sector = "IGO".to_owned();
    item.weight = WEIGHT;
    item
}

/// International organisations of the Factbook's appendix.
pub(super) fn factbook(sources: &Path) -> Result<Vec<DraftItem>, WorldError> {
    let rows = Rows::tsv(sources, "igo-factbook-appendixB/igo_appendixB.tsv", &["name", "abbrev", "text"])?;
    let mut items = Vec::new();
    for row in rows.iter() {
        let name = row.get("name");
        // Small letters mean a class of economies, not a body.
        if !name.chars().next().is_some_and(char::is_uppercase) || !name.contains(' ') {
            continue;
        }
        let code = if name.starts_with("United Nations") || name.starts_with("UN ") { "UNO" } else { "IGO" };
        let mut item = body(name, code);
        if row.get("abbrev").chars().count() > 2 {
            item.name(row.get("abbrev"), NameForm::Acronym);
        }
        items.push(item);
    }
    Ok(items)
}

/// Bodies of the supraverden list.
pub(super) fn supraverden(sources: &Path) -> Result<Vec<DraftItem>, WorldError> {
    let text = text(sources, "igo-supraverden/general_list.yaml")?;
    let mut items = Vec::new();
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    // The file is a map of flat maps: two spaces, key, colon, value.
    for line in text.lines().chain(std::iter::once("End:")) {
        if !line.starts_with([' ', '-']) && line.ends_with(':') {
            items.extend(listed(&fields));
            fields.clear();
        } else if let Some((key, value)) = line.strip_prefix("  ").and_then(|l| l.split_once(": ")) {
            fields.insert(key.to_owned(), value.trim_matches(['\'', '"']).to_owned());
        }
    }
    Ok(items)
}

fn listed(fields: &BTreeMap<String, String>) -> Option<DraftItem> {
    let get = |key: &str| fields.get(key).map_or("", String::as_str);
    let code = match get("Org_family") {
        "EU institutions and bodies" => "EUR",
        "UN and affiliates" | "UN Environment Programme entities" | "World Bank Group entities" => "UNO",
        "African Union entities" => "AFU",
        "ECOWAS entities" => "ECO",
        "OSCE entities" => "OSC",
        "Arab League entities" => "ARL",
        _ => "IGO",
    };
    let mut item = body(Some(get("Name_en")).filter(|n| !n.is_empty())?, code);
    item.name_fr = get("Name_fr").to_owned();
    item.wikidata = get("Wikidata_code").trim_start_matches('Q').parse().unwrap_or(0);
    if item.wikidata != 0 {
        item.keys.push(Key::wikidata(item.wikidata));
    }
    for key in ["Name_other_en", "Name_other_2_en", "Name_es", "Name_de", "Name_pt"] {
        if latin(get(key)) {
            item.name(get(key), NameForm::Alternate);
        }
    }
    for key in ["Abbreviation_en", "Abbreviation_fr", "Abbreviation_es"] {
        if is_acronym(get(key)) && get(key).chars().count() > 2 {
            item.name(get(key), NameForm::Acronym);
        }
    }
    Some(item)
}

/// Armed groups of the UCDP Actor dataset.
pub(super) fn ucdp(sources: &Path, codes: &Codes) -> Result<Vec<DraftItem>, WorldError> {
    let rows = Rows::csv(
        sources,
        "ucdp/ucdp-actor-221.csv",
        &["NameData", "NameOrig", "NameOrigFull", "NameOrigFullEng", "Org", "Location"],
    )?;
    let mut items = Vec::new();
    for row in rows.iter() {
        if row.get("Org") != "1" {
            continue;
        }
        let location = row.get("Location");
        let places: Vec<&str> = location
            .split(',')
            .map(|p| p.split('(').next().unwrap_or(p).trim())
            .filter_map(|p| codes.named(p))
            .collect();
        let Some(first) = places.first() else { continue };
        let name = row.get("NameData");
        // Civilians and unnamed bands are no names to look for.
        if name.starts_with("Supporters") || name.starts_with("Forces of") || name.contains(" - ") {
            continue;
        }
        let mut item = DraftItem::new(Kind::Group, name);
        item.country = (*first).to_owned();
        item.sector = "REB".to_owned();
        item.weight = WEIGHT;
        let columns =
            ["NameOrig", "NameOrigFull", "NameOrigFullEng", "NewName", "NewNameFullMotherTongue", "NewNameFullEng"];
        for column in columns {
            for spelling in row.get(column).split('/') {
                let spelling = spelling.trim();
                if spelling != "n/a" && latin(spelling) && spelling.chars().count() >= 3 {
                    let form = if is_acronym(spelling) { NameForm::Acronym } else { NameForm::Alternate };
                    item.name(spelling, form);
                }
            }
        }
        items.push(item);
    }
    Ok(items)
}
