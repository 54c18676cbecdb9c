//! Populated places: GeoNames with Natural Earth's capitals and tagged names.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use crate::compile::sources::Rows;
use crate::compile::{Codes, latin, stub};
use crate::fold::fold;
use crate::layer::{DraftItem, Key};
use crate::{Kind, NameForm, WorldError};

/// Places below this are left out, but for capitals and the states below.
const SMALLEST: u32 = 3000;

/// States whose own press, in the languages that are read, names villages.
const VILLAGES: &[&str] = &["FRA", "BEL", "CHE", "LUX", "MCO"];

/// States where even villages are in the news.
const CONFLICT: &[&str] = &[
    "UKR", "SYR", "IRQ", "YEM", "ISR", "PSE", "LBN", "SDN", "SSD", "COD", "CAF", "MLI", "BFA", "NER", "NGA", "SOM",
    "ETH", "AFG", "LBY", "MMR", "AZE", "ARM", "GEO", "HTI", "MOZ", "CMR", "TCD", "BLR", "MDA", "ERI", "BDI", "RWA",
    "IRN", "SRB", "XKX", "BIH",
];

/// Towns with their names, for layers that add names to them.
pub(super) struct Towns {
    pub(super) items: Vec<DraftItem>,
    /// By country and folded name.
    by_name: HashMap<(String, String), Vec<usize>>,
}

impl Towns {
    /// The town of that name nearest to a point, within 40 km.
    pub(super) fn near(&self, country: &str, names: &[&str], at: (f32, f32)) -> Option<&DraftItem> {
        let found = names
            .iter()
            .filter_map(|n| self.by_name.get(&(country.to_owned(), fold(n))))
            .flatten()
            .filter_map(|n| Some((distance(self.items[*n].at?, at), *n)))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
        (found.0 < 40.0).then(|| &self.items[found.1])
    }
}

fn distance(a: (f32, f32), b: (f32, f32)) -> f32 {
    let x = (a.1 - b.1) * ((a.0 + b.0) / 2.0).to_radians().cos();
    let y = a.0 - b.0;
    x.hypot(y) * 111.2
}

/// How well known a town of so many inhabitants is.
fn weight(population: u32) -> u16 {
    let n = f64::from(population.max(500)) / f64::from(SMALLEST);
    (300.0 + 120.0 * n.log10()).clamp(200.0, 740.0) as u16
}

/// Whether an alternate of GeoNames is fit to be looked for in news.
fn usable(alternate: &str) -> bool {
    let letters = alternate.chars().filter(|c| c.is_alphabetic()).count();
    latin(alternate)
        && letters >= 3
        && alternate.chars().count() <= 40
        && !alternate.contains(|c: char| c.is_ascii_digit() || ",()/;:[]".contains(c))
        && alternate.chars().next().is_some_and(|c| c.is_uppercase() || c == '\'' || c == '‘' || c == 'ʻ')
        && !(alternate.chars().count() <= 4 && alternate.chars().all(|c| c.is_ascii_uppercase()))
}

/// Reads GeoNames, Natural Earth and the CLDR names of time-zone cities.
pub(super) fn read(sources: &Path, codes: &Codes) -> Result<Towns, WorldError> {
    let natural = Rows::tsv(
        sources,
        "naturalearth-places/ne_10m_populated_places_names.tsv",
        &["name", "featurecla", "geonameid", "name_en", "name_fr", "wikidataid"],
    )?;
    let mut tagged: BTreeMap<u32, Tagged> = BTreeMap::new();
    for row in natural.iter() {
        let Some(id) = row.number::<f64>("geonameid").filter(|n| *n > 0.0) else { continue };
        tagged.insert(
            id as u32,
            Tagged {
                en: row.get("name_en").to_owned(),
                fr: row.get("name_fr").to_owned(),
                class: row.get("featurecla").to_owned(),
                wikidata: row.get("wikidataid").trim_start_matches('Q').parse().unwrap_or(0),
                others: ["name", "name_es", "name_pt", "name_de"].iter().map(|c| row.get(c).to_owned()).collect(),
            },
        );
    }
    let zones = Rows::tsv(sources, "cldr-names/cldr_tz_cities.tsv", &["tz", "fr"])?;
    let mut zone_names: HashMap<(String, String), (String, String)> = HashMap::new();
    for row in zones.iter() {
        let zone = row.get("tz");
        let last = fold(&zone.rsplit('/').next().unwrap_or("").replace('_', " "));
        zone_names.insert((zone.to_owned(), last), (row.get("en").to_owned(), row.get("fr").to_owned()));
    }
    let rows = Rows::tsv(sources, "geonames-cities500/cities500.tsv", &["geonameid", "name", "cc", "pop", "altnames"])?;
    let mut items = Vec::new();
    for row in rows.iter() {
        let Some(id) = row.number::<u32>("geonameid") else { continue };
        let Some(country) = codes.alpha3(row.get("cc")) else { continue };
        let population = row.number::<u32>("pop").unwrap_or(0);
        let tags = tagged.get(&id);
        let capital = tags.is_some_and(|t| t.class == "Admin-0 capital");
        let seat = tags.is_some_and(|t| t.class.starts_with("Admin-1"));
        let kept = population >= SMALLEST || VILLAGES.contains(&country) || CONFLICT.contains(&country);
        if !(kept || capital || seat) {
            continue;
        }
        let name = row.get("name");
        let mut item = DraftItem::new(if capital { Kind::Capital } else { Kind::City }, name);
        item.country = country.to_owned();
        item.at = row.at("lat", "lon");
        item.population = population;
        item.geonames = id;
        item.weight = weight(population) + if seat { 40 } else { 0 } + if capital { 150 } else { 0 };
        let mut display = Vec::new();
        if let Some(tags) = tags {
            item.wikidata = tags.wikidata;
            display.push((tags.en.clone(), true));
            display.push((tags.fr.clone(), false));
        }
        if let Some((en, fr)) = zone_names.get(&(row.get("tz").to_owned(), fold(name))) {
            display.push((en.clone(), true));
            display.push((fr.clone(), false));
        }
        for (shown, english) in &display {
            if shown.is_empty() || !latin(shown) {
                continue;
            }
            if *english {
                item.name_en = shown.clone();
            } else {
                item.name_fr = shown.clone();
            }
        }
        item.name(name, NameForm::Full);
        let mut seen: HashSet<String> = [name, &item.name_en, &item.name_fr].iter().map(|n| fold(n)).collect();
        let others = tags.map_or(&[][..], |t| &t.others);
        for alternate in others.iter().map(String::as_str).chain(row.get("altnames").split('|')) {
            // One spelling of those that fold alike is enough.
            if usable(alternate) && seen.insert(fold(alternate)) {
                item.name(alternate, NameForm::Alternate);
            }
        }
        items.push(item);
    }
    let mut by_name: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (number, item) in items.iter().enumerate() {
        let own = [&item.name_en, &item.name_fr];
        let names: HashSet<String> =
            own.into_iter().chain(item.names.iter().map(|(n, _)| n)).map(|n| fold(n)).collect();
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort_unstable();
        for name in names {
            by_name.entry((item.country.clone(), name)).or_default().push(number);
        }
    }
    Ok(Towns { items, by_name })
}

struct Tagged {
    en: String,
    fr: String,
    class: String,
    wikidata: u32,
    others: Vec<String>,
}

/// Names that dr5hn adds to towns of GeoNames.
pub(super) fn dr5hn(sources: &Path, codes: &Codes, towns: &Towns) -> Result<Vec<DraftItem>, WorldError> {
    let rows = Rows::tsv(sources, "dr5hn-places/cities_translated.tsv", &["cc", "lat", "lon", "name", "native", "fr"])?;
    let mut items: BTreeMap<u32, DraftItem> = BTreeMap::new();
    for row in rows.iter() {
        let (Some(country), Some(at)) = (codes.alpha3(row.get("cc")), row.at("lat", "lon")) else { continue };
        let Some(town) = towns.near(country, &[row.get("name"), row.get("native")], at) else { continue };
        let known: HashSet<String> = [&town.name_en, &town.name_fr]
            .into_iter()
            .chain(town.names.iter().map(|(n, _)| n))
            .map(|n| fold(n))
            .collect();
        for column in ["native", "fr", "es", "pt", "de", "it", "pl", "tr"] {
            let name = row.get(column);
            if usable(name) && !known.contains(&fold(name)) {
                let item = items.entry(town.geonames).or_insert_with(|| {
                    let mut item = stub(town.kind, &town.name_en);
                    item.country = town.country.clone();
                    item.geonames = town.geonames;
                    item.keys.push(Key::geonames(town.geonames));
                    item
                });
                if !item.names.iter().any(|(n, _)| n == name) {
                    item.name(name, NameForm::Alternate);
                }
            }
        }
    }
    Ok(items.into_values().collect())
}
