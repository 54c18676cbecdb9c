//! The sixty-one columns of GDELT 2.0's event table.
//!
//! Names, order and meaning follow "The GDELT Event Database, Data Format Codebook V2.0" (2015).
//! As there, the file has tabs between and no header, and a row is a pair of two actors. The
//! second column, `Day` in the codebook, has its name in the tables, `SQLDATE`.
//!
//! Filled: the day (only when it is one), the actors (country and role codes, as CAMEO builds
//! them: `UKRGOV`), CAMEO code with base and root, quad class, Goldstein value, the place. Of the
//! places of actors, of tone, ethnic and religious codes the record knows nothing: they stay
//! empty. `GLOBALEVENTID` is a number made of the event's identifier and the text's hash (52
//! bits, so that it survives a double). `NumMentions` counts the mentions of the event in the
//! article, `NumSources` and `NumArticles` are 1: a row comes from one article. `ActionGeo_Type`
//! is 1 for a country and 4 for a named place with coordinates (3 in the USA, as cities there);
//! country codes of places are FIPS 10-4, as in GDELT. `DATEADDED` is the article's day at
//! midnight. `SOURCEURL` is the article's address with a fragment that leads to the words.

use chancery_record::{ActorCode, Event, sha256_hex};

use crate::icews::pairs;
use crate::rows::Draft;
use crate::states::{is_state, state};
use crate::view::{View, double, number, percent, quad};

/// The columns.
pub const COLUMNS: &[&str] = &[
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
];

pub(crate) fn rows(view: &View<'_>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for event in &view.reading.events {
        for (source, target) in pairs(event) {
            rows.push(row(view, event, source, target));
        }
    }
    rows
}

fn row(view: &View<'_>, event: &Event, source: Option<&ActorCode>, target: Option<&ActorCode>) -> Vec<String> {
    let r = view.reading;
    let mut row = Draft::new(COLUMNS);
    let pair = format!("{}>{}", source.map_or("", |c| c.as_str()), target.map_or("", |c| c.as_str()));
    row.set("GLOBALEVENTID", global_id(&[&r.id, &r.sha256, &event.id, &pair]).to_string());
    if let Some(day) = event.date.as_ref().and_then(|d| d.as_day()) {
        row.set("SQLDATE", day.strftime("%Y%m%d").to_string());
        row.set("MonthYear", day.strftime("%Y%m").to_string());
        row.set("Year", day.strftime("%Y").to_string());
        // The codebook's formula: months of thirty days in a year of 365.
        let fraction = (f64::from(day.month()) * 30.0 + f64::from(day.day())) / 365.0;
        row.set("FractionDate", format!("{:.4}", f64::from(day.year()) + fraction));
    }
    actor(&mut row, view, "Actor1", source, &event.source_entities);
    actor(&mut row, view, "Actor2", target, &event.target_entities);
    row.set("IsRootEvent", if is_root(view, event) { "1" } else { "0" });
    if let Some(code) = event.cameo.as_deref() {
        row.set("EventCode", code);
        row.set_some("EventBaseCode", code.get(..3.min(code.len())));
        row.set_some("EventRootCode", code.get(..2));
    }
    row.set("QuadClass", quad(event.kind).to_string());
    row.set_some("GoldsteinScale", event.goldstein.map(|g| number(double(g))));
    row.set("NumMentions", (1 + event.also.len()).to_string());
    row.set("NumSources", "1");
    row.set("NumArticles", "1");
    action_geo(&mut row, view, event);
    if let Some(day) = r.date.as_ref().and_then(|d| d.as_day()) {
        row.set("DATEADDED", day.strftime("%Y%m%d000000").to_string());
    }
    let base = view.iri();
    let join = if base.contains('#') { '&' } else { '#' };
    row.set("SOURCEURL", format!("{base}{join}article={};{}", percent(&r.id), view.fragment(event.span)));
    row.done()
}

fn global_id(parts: &[&str]) -> u64 {
    let hex = sha256_hex(parts.join("\u{1f}").as_bytes());
    u64::from_str_radix(&hex[..13], 16).unwrap_or_default()
}

/// The codebook's root event stands in the lead paragraph.
fn is_root(view: &View<'_>, event: &Event) -> bool {
    let Some(text) = view.reading.text.as_deref() else { return false };
    let lead = text.trim_start().split_once("\n\n").map_or(text, |(lead, _)| lead);
    let before = text.len() - text.trim_start().len();
    (event.span.start as usize) < text[..before].chars().count() + lead.chars().count()
}

fn actor(row: &mut Draft, view: &View<'_>, who: &str, code: Option<&ActorCode>, ids: &[String]) {
    let Some(code) = code else { return };
    let known = |part: &str| if part == "UNK" { String::new() } else { part.to_owned() };
    let (country, sector) = (known(code.country()), known(code.sector()));
    row.set(&format!("{who}Code"), format!("{country}{sector}"));
    row.set_some(&format!("{who}Name"), view.entity_of(code.as_str(), ids).map(|e| e.name.to_uppercase()));
    if is_state(&country) {
        row.set(&format!("{who}CountryCode"), country.as_str());
    } else {
        row.set(&format!("{who}KnownGroupCode"), country.as_str());
    }
    row.set(&format!("{who}Type1Code"), sector);
}

fn action_geo(row: &mut Draft, view: &View<'_>, event: &Event) {
    let country = event.place.as_deref().and_then(state);
    row.set_some("ActionGeo_CountryCode", country.map(|s| s.fips));
    match (view.place_of(event), &event.place_name, country) {
        (Some(place), ..) => {
            row.set("ActionGeo_Type", if event.place.as_deref() == Some("USA") { "3" } else { "4" });
            let within = country.map_or(String::new(), |s| format!(", {}", s.name));
            row.set("ActionGeo_FullName", format!("{}{within}", place.name));
            row.set_some("ActionGeo_Lat", place.lat.map(|v| v.to_string()));
            row.set_some("ActionGeo_Long", place.lon.map(|v| v.to_string()));
            // GDELT names features by GNS or GNIS; ours are GeoNames', which are others.
        }
        (None, Some(name), country) => {
            let within = country.map_or(String::new(), |s| format!(", {}", s.name));
            row.set("ActionGeo_FullName", format!("{name}{within}"));
        }
        (None, None, Some(country)) => {
            row.set("ActionGeo_Type", "1");
            row.set("ActionGeo_FullName", country.name);
        }
        _ => {}
    }
}
