//! First- and second-level divisions of states.

use std::path::Path;

use crate::compile::sources::{Rows, text};
use crate::compile::{Codes, latin, stub};
use crate::layer::{DraftItem, Key};
use crate::{Kind, NameForm, WorldError};

/// How well known a division is that no table names.
const WEIGHT: u16 = 430;

fn division(codes: &Codes, code: &str, name: &str) -> Option<DraftItem> {
    let (alpha2, _) = code.split_once('-')?;
    let mut item = DraftItem::new(Kind::Region, name);
    item.country = codes.alpha3(alpha2)?.to_owned();
    item.division = code.to_owned();
    item.keys.push(Key::division(code)?);
    item.weight = WEIGHT;
    Some(item)
}

/// English names of the Unicode CLDR.
pub(super) fn open(sources: &Path, codes: &Codes) -> Result<Vec<DraftItem>, WorldError> {
    let mut items = Vec::new();
    for line in text(sources, "cldr-names/cldr_subdivisions_en.tsv")?.lines() {
        let Some((code, name)) = line.split_once('\t') else { continue };
        let Some((country, rest)) = code.split_at_checked(2) else { continue };
        let code = format!("{country}-{rest}").to_uppercase();
        items.extend(division(codes, &code, name.trim()));
    }
    Ok(items)
}

/// Names of ISO 3166-2 in the translations of iso-codes.
pub(super) fn iso_codes(sources: &Path, codes: &Codes) -> Result<Vec<DraftItem>, WorldError> {
    let rows = Rows::tsv(sources, "iso-codes/iso_3166-2.tsv", &["code", "name", "fr"])?;
    let mut items = Vec::new();
    for row in rows.iter() {
        let Some(mut item) = division(codes, row.get("code"), row.get("name")) else { continue };
        item.name_fr = row.get("fr").to_owned();
        for column in ["es", "de"] {
            item.name(row.get(column), NameForm::Alternate);
        }
        items.push(item);
    }
    Ok(items)
}

/// Names of dr5hn's states; never its display names or coordinates.
pub(super) fn dr5hn(sources: &Path, codes: &Codes) -> Result<Vec<DraftItem>, WorldError> {
    let rows = Rows::tsv(sources, "dr5hn-places/states_translated.tsv", &["cc", "iso3166_2", "name", "fr"])?;
    let mut items = Vec::new();
    for row in rows.iter() {
        let code = row.get("iso3166_2");
        let mut item = match division(codes, code, row.get("name")) {
            Some(item) => item,
            None => {
                let Some(country) = codes.alpha3(row.get("cc")) else { continue };
                let mut item = stub(Kind::Region, row.get("name"));
                item.country = country.to_owned();
                item.weight = WEIGHT;
                item
            }
        };
        for column in ["native", "fr", "es", "pt", "de", "it"] {
            let name = row.get(column);
            let cased = name.chars().next().is_some_and(char::is_uppercase);
            if cased && latin(name) && name != "-" && name.chars().count() >= 3 {
                item.name(name, NameForm::Alternate);
            }
        }
        items.push(item);
    }
    Ok(items)
}
