//! Accords and ceasefires in columns named as in the data sets on peace processes.
//!
//! [`ACCORDS`]: variables of the PA-X Peace Agreements Database (Bell and Badanjak, "Introducing
//! PA-X", *Journal of Peace Research* 56 (2019); codebook, version 8). A row is an accord that an
//! article tells, not a document, so variables that need the text of the agreement are left out,
//! and topics say only what the article tells: `1` where a provision of that kind is told, empty
//! otherwise (not `0`: silence of the press is no absence). `Status` and `Stage` are the record's
//! own words where PA-X has another list.
//!
//! [`CEASEFIRES`]: variables of the ETH/PRIO Civil Conflict Ceasefire Dataset (Clayton, Nygård,
//! Strand, Rustad, Wiehler and others, *Journal of Conflict Resolution* 67 (2023)). As there, a
//! row is a ceasefire and one party to it: accords with a provision `ceasefire`, offers of a
//! ceasefire, and events RETREAT with the mode `ceasefire`. Identifiers of conflicts, dyads and
//! actors of UCDP are not known and stay empty.
//!
//! Both end with the columns that lead to the words.

use chancery_record::{Accord, Edtf, EventType, Span};

use crate::rows::Draft;
use crate::states::state;
use crate::view::{View, bounds, joined};

/// Columns for accords, PA-X's names first.
pub const ACCORDS: &[&str] = &[
    "Con",
    "AgtId",
    "Agt",
    "Dat",
    "Status",
    "Part",
    "ThrdPart",
    "Loc1ISO",
    "Loc2ISO",
    "Loc1GWNO",
    "Loc2GWNO",
    "Ce",
    "SsrFf",
    "TjPrire",
    "SsrDdr",
    "SsrArm",
    "Polps",
    "ElecComm",
    "Cons",
    "StDef",
    "Terps",
    "TjGen",
    "TjAm",
    "HrGen",
    "DevHum",
    "GRef",
    "Dev",
    "ImSrc",
    "Pol",
    "implementation",
    "dates",
    "date_first",
    "date_last",
    "provisions",
    "breaches",
    "article_id",
    "start",
    "end",
    "sha256",
    "url",
];

/// Columns for ceasefires, ETH/PRIO's names first.
pub const CEASEFIRES: &[&str] = &[
    "cf_id",
    "location",
    "ucdp_acd_id",
    "ucdp_dyad",
    "ucdp_actor_id",
    "actor_name",
    "side",
    "pax_id",
    "cf_dec_yr",
    "cf_dec_month",
    "cf_dec_day",
    "cf_effect_yr",
    "cf_effect_month",
    "cf_effect_day",
    "mediator_nego",
    "ended",
    "end_yr",
    "end_month",
    "end_day",
    "kind",
    "status",
    "actor_code",
    "dates",
    "name",
    "article_id",
    "start",
    "end",
    "sha256",
    "url",
];

/// Categories of provisions and PA-X's variables for them. Monitoring is `ImSrc`'s neighbour of
/// many kinds in PA-X and has no single variable; nor has `other`.
const TOPICS: &[(&str, &str)] = &[
    ("ceasefire", "Ce"),
    ("withdrawal", "SsrFf"),
    ("prisoners", "TjPrire"),
    ("disarmament", "SsrDdr"),
    ("security-forces", "SsrArm"),
    ("power-sharing", "Polps"),
    ("elections", "ElecComm"),
    ("constitution", "Cons"),
    ("territory", "StDef"),
    ("autonomy", "Terps"),
    ("justice", "TjGen"),
    ("amnesty", "TjAm"),
    ("human-rights", "HrGen"),
    ("humanitarian", "DevHum"),
    ("refugees", "GRef"),
    ("economy", "Dev"),
    ("political-process", "Pol"),
];

fn all<'r>(view: &View<'r>) -> impl Iterator<Item = &'r Accord> {
    view.reading.diplomacy.iter().flat_map(|d| &d.accords)
}

fn locate(row: &mut Draft, view: &View<'_>, span: Span) {
    row.set("article_id", view.reading.id.as_str());
    row.set("start", span.start.to_string());
    row.set("end", span.end.to_string());
    row.set("sha256", view.reading.sha256.as_str());
    row.set_some("url", view.reading.url.as_deref());
}

/// States among the parties, each once.
fn states(view: &View<'_>, parties: &[String]) -> Vec<String> {
    let mut states: Vec<String> = Vec::new();
    for id in parties {
        let code = view.entity(id).and_then(|e| e.code.as_ref());
        if let Some(country) = code.map(|c| c.country()).filter(|c| state(c).is_some())
            && !states.iter().any(|s| s == country)
        {
            states.push(country.to_owned());
        }
    }
    states
}

pub(crate) fn accords(view: &View<'_>) -> Vec<Vec<String>> {
    all(view)
        .zip(1usize..)
        .map(|(accord, n)| {
            let mut row = Draft::new(ACCORDS);
            let states = states(view, &accord.parties);
            row.set("Con", joined(states.iter().filter_map(|s| state(s)).map(|s| s.name)));
            row.set("AgtId", format!("{}/accord/{n}", view.reading.id));
            row.set("Agt", accord.name.as_str());
            // PA-X takes the last day of a range; a month or year is no day.
            let last = accord.dates.iter().filter_map(|d| Some((d, d.as_day()?))).max_by_key(|(_, day)| *day);
            row.set_some("Dat", last.map(|(_, day)| day.to_string()));
            row.set("Status", accord.status.as_str());
            row.set("Part", view.names(&accord.parties));
            row.set("ThrdPart", view.names(&accord.mediators));
            for (iso, gw, s) in [("Loc1ISO", "Loc1GWNO", states.first()), ("Loc2ISO", "Loc2GWNO", states.get(1))] {
                row.set_some(iso, s.cloned());
                row.set_some(gw, s.and_then(|s| state(s)).map(|s| s.gw));
            }
            for (category, variable) in TOPICS {
                if accord.provisions.iter().any(|p| p.category == *category) {
                    row.set(variable, "1");
                }
            }
            row.set("implementation", accord.implementation.as_str());
            row.set("dates", joined(accord.dates.iter().map(Edtf::as_str)));
            let spans: Vec<_> = accord.dates.iter().map(|d| bounds(Some(d))).collect();
            row.set_some("date_first", spans.iter().filter_map(|(first, _)| first.clone()).min());
            row.set_some("date_last", spans.iter().filter_map(|(_, last)| last.clone()).max());
            row.set("provisions", joined(accord.provisions.iter().map(|p| p.category.as_str())));
            row.set("breaches", accord.breaches.len().to_string());
            locate(&mut row, view, accord.span);
            row.done()
        })
        .collect()
}

/// Year, month and day as far as they are known.
fn parts(date: &Edtf) -> [Option<String>; 3] {
    let mut fields = date.as_str().split('T').next().unwrap_or_default().split('-');
    let mut next = |len: usize| {
        let field = fields.next()?;
        (field.len() == len && field.bytes().all(|b| b.is_ascii_digit())).then(|| field.to_owned())
    };
    let year = next(4);
    // What hangs on an unknown year or month is not known.
    let month = year.as_ref().and_then(|_| next(2)).filter(|m| m.as_str() <= "12");
    let day = month.as_ref().and_then(|_| next(2));
    [year, month, day]
}

fn set_date(row: &mut Draft, columns: [&str; 3], date: Option<&Edtf>) {
    for (column, part) in columns.into_iter().zip(date.map(parts).unwrap_or_default()) {
        row.set_some(column, part);
    }
}

const DECLARED: [&str; 3] = ["cf_dec_yr", "cf_dec_month", "cf_dec_day"];
const IN_EFFECT: [&str; 3] = ["cf_effect_yr", "cf_effect_month", "cf_effect_day"];

/// A ceasefire that an article tells, before it is laid out a row a party.
struct Ceasefire<'r> {
    id: String,
    kind: &'static str,
    status: &'r str,
    name: Option<&'r str>,
    parties: Vec<(String, String)>,
    mediators: String,
    declared: Option<&'r Edtf>,
    effect: Option<&'r Edtf>,
    dates: String,
    broken: bool,
    span: Span,
}

pub(crate) fn ceasefires(view: &View<'_>) -> Vec<Vec<String>> {
    let r = view.reading;
    let party = |id: &String| {
        let entity = view.entity(id);
        let code = entity.and_then(|e| e.code.as_ref()).map(|c| c.to_string()).unwrap_or_default();
        (entity.map_or_else(|| id.clone(), |e| e.name.clone()), code)
    };
    let mut found: Vec<Ceasefire<'_>> = Vec::new();
    for (accord, n) in all(view).zip(1usize..) {
        if !accord.provisions.iter().any(|p| p.category == "ceasefire") {
            continue;
        }
        found.push(Ceasefire {
            id: format!("{}/accord/{n}", r.id),
            kind: "accord",
            status: &accord.status,
            name: Some(&accord.name),
            parties: accord.parties.iter().map(party).collect(),
            mediators: view.names(&accord.mediators),
            declared: accord.dates.first(),
            effect: None,
            dates: joined(accord.dates.iter().map(Edtf::as_str)),
            broken: matches!(accord.status.as_str(), "broken" | "ended"),
            span: accord.span,
        });
    }
    for (offer, n) in r.diplomacy.iter().flat_map(|d| &d.offers).zip(1usize..) {
        if offer.kind != "ceasefire" {
            continue;
        }
        found.push(Ceasefire {
            id: format!("{}/offer/{n}", r.id),
            kind: "offer",
            status: "proposed",
            name: None,
            parties: offer.offeror.iter().map(party).collect(),
            mediators: String::new(),
            declared: offer.date.as_ref(),
            effect: None,
            dates: offer.date.as_ref().map(|d| d.to_string()).unwrap_or_default(),
            broken: false,
            span: offer.span,
        });
    }
    for event in &r.events {
        if event.kind != EventType::Retreat || event.mode.as_deref() != Some("ceasefire") {
            continue;
        }
        let named = |codes: &[chancery_record::ActorCode], ids: &[String]| -> Vec<(String, String)> {
            let name = |code: &str| view.entity_of(code, ids).map_or(String::new(), |e| e.name.clone());
            codes.iter().map(|c| (name(c.as_str()), c.to_string())).collect()
        };
        found.push(Ceasefire {
            id: format!("{}/{}", r.id, event.id),
            kind: "event",
            status: event.status.as_str(),
            name: None,
            parties: named(&event.source, &event.source_entities),
            mediators: joined(
                event
                    .participants
                    .iter()
                    .filter(|p| p.role == "mediator")
                    .filter_map(|p| view.entity(&p.entity))
                    .map(|e| e.name.as_str()),
            ),
            declared: None,
            effect: event.date.as_ref(),
            dates: event.date.as_ref().map(|d| d.to_string()).unwrap_or_default(),
            broken: false,
            span: event.span,
        });
    }
    found.iter().flat_map(|c| rows(view, c)).collect()
}

fn rows(view: &View<'_>, ceasefire: &Ceasefire<'_>) -> Vec<Vec<String>> {
    let nobody = [(String::new(), String::new())];
    let parties = if ceasefire.parties.is_empty() { &nobody[..] } else { &ceasefire.parties };
    parties
        .iter()
        .map(|(name, code)| {
            let mut row = Draft::new(CEASEFIRES);
            row.set("cf_id", ceasefire.id.as_str());
            row.set_some("location", code.get(..3).and_then(state).map(|s| s.name));
            row.set("actor_name", name.as_str());
            row.set("actor_code", code.as_str());
            set_date(&mut row, DECLARED, ceasefire.declared);
            set_date(&mut row, IN_EFFECT, ceasefire.effect);
            row.set("mediator_nego", ceasefire.mediators.as_str());
            row.set("ended", if ceasefire.broken { "1" } else { "" });
            row.set("kind", ceasefire.kind);
            row.set("status", ceasefire.status);
            row.set("dates", ceasefire.dates.as_str());
            row.set_some("name", ceasefire.name);
            locate(&mut row, view, ceasefire.span);
            row.done()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_split_as_far_as_they_are_known() {
        let split = |s: &str| parts(&s.parse().unwrap()).map(Option::unwrap_or_default);
        assert_eq!(split("2024-05-16T10:00:00"), ["2024", "05", "16"]);
        assert_eq!(split("2024-05"), ["2024", "05", ""]);
        assert_eq!(split("XXXX-05-16"), ["", "", ""]);
        assert_eq!(split("2024-05-16/2024-05-20"), ["2024", "05", ""]);
        assert_eq!(split("[2024-05-16,2024-05-17]"), ["", "", ""]);
    }
}
