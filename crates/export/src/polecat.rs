//! POLECAT's forty columns.
//!
//! Names and order are those of the files of the POLECAT weekly data (Halterman, Bagozzi, Beger,
//! Schrodt and Scarborough, "PLOVER and POLECAT", 2023; Harvard Dataverse,
//! doi:10.7910/DVN/AJGVIT), as its coder NGEC writes them: a header, tabs between, several values
//! of a cell separated by `; `.
//!
//! A row is an event. `Event ID` leads to the words: the event's identifier, `@`, the article's,
//! and a fragment with offsets and the hash of the text (`v12@art#char=3,9;sha256=…`).
//! `Event Date` is filled when the day is known and stays empty otherwise: a month is no day, and
//! the day of print is not taken in its place. `Intensity` is the Goldstein value of the CAMEO
//! code. `Quad Code` is spelt out. Columns for which a reading has nothing stay empty: district,
//! province, feature type, Wikipedia titles.

use chancery_record::{ActorCode, EntityKind, Event};

use crate::rows::Draft;
use crate::states::state;
use crate::view::{View, day, double, joined, number, quad};

/// The columns.
pub const COLUMNS: &[&str] = &[
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

const QUADS: [&str; 4] = ["VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"];

pub(crate) fn rows(view: &View<'_>) -> Vec<Vec<String>> {
    let story = Story::of(view);
    view.reading.events.iter().map(|event| row(view, event, &story)).collect()
}

/// What stands in every row of one article.
struct Story {
    people: String,
    organizations: String,
    locations: String,
}

impl Story {
    fn of(view: &View<'_>) -> Story {
        let named =
            |kinds: &[EntityKind]| joined(view.entities().filter(|e| kinds.contains(&e.kind)).map(|e| e.name.as_str()));
        let mut places: Vec<&str> = Vec::new();
        for place in &view.reading.places {
            if !places.contains(&place.name.as_str()) {
                places.push(&place.name);
            }
        }
        Story {
            people: named(&[EntityKind::Person]),
            organizations: named(&[EntityKind::Organization, EntityKind::Group]),
            locations: joined(places),
        }
    }
}

fn row(view: &View<'_>, event: &Event, story: &Story) -> Vec<String> {
    let r = view.reading;
    let mut row = Draft::new(COLUMNS);
    row.set("Event ID", format!("{}@{}", event.id, view.locator(event.span)));
    row.set_some("Event Date", day(event.date.as_ref()));
    row.set("Event Type", event.kind.as_str());
    row.set_some("Event Mode", event.mode.as_deref());
    row.set_some("Intensity", event.goldstein.map(|g| number(double(g))));
    row.set("Quad Code", QUADS[usize::from(quad(event.kind)) - 1]);
    row.set("Contexts", joined(event.contexts.iter().map(|c| c.as_str())));
    party(&mut row, view, "Actor", &event.source, &event.source_entities);
    party(&mut row, view, "Recipient", &event.target, &event.target_entities);
    row.set_some("Placename", event.place_name.as_deref());
    row.set_some("Country", event.place.as_deref());
    if let Some(place) = view.place_of(event) {
        row.set_some("Latitude", place.lat.map(|v| v.to_string()));
        row.set_some("Longitude", place.lon.map(|v| v.to_string()));
        row.set_some("GeoNames ID", place.geonames.map(|g| g.to_string()));
        row.set_some("Raw Placename", view.words(place.span));
    }
    row.set_some("Source", r.source.as_deref());
    row.set_some("Publication Date", day(r.date.as_ref()));
    row.set("Story People", story.people.as_str());
    row.set("Story Organizations", story.organizations.as_str());
    row.set("Story Locations", story.locations.as_str());
    row.set_some("Language", r.lang.as_deref());
    row.set("Version", r.coded_by.program.as_str());
    row.done()
}

fn party(row: &mut Draft, view: &View<'_>, who: &str, codes: &[ActorCode], ids: &[String]) {
    let entities: Vec<_> = ids.iter().filter_map(|id| view.entity(id)).collect();
    row.set(&format!("{who} Name"), joined(entities.iter().map(|e| e.name.as_str())));
    row.set(&format!("{who} Country"), joined(codes.iter().map(ActorCode::country)));
    // One number a country, an empty place where it has none, so that the two lists stay in step.
    if codes.iter().any(|c| state(c.country()).is_some_and(|s| !s.cow.is_empty())) {
        let numbers = codes.iter().map(|c| state(c.country()).map_or("", |s| s.cow));
        row.set(&format!("{who} COW"), joined(numbers));
    }
    row.set_some(&format!("Primary {who} Sector"), codes.first().map(|c| c.sector()));
    row.set(&format!("{who} Sectors"), joined(codes.iter().map(ActorCode::sector)));
    let titles = entities.iter().flat_map(|e| &e.offices).map(|o| o.title.as_str());
    row.set(&format!("{who} Title"), joined(titles));
    let raw: Vec<String> = entities.iter().filter_map(|e| view.words(e.mentions.first()?.0)).collect();
    row.set(&format!("{who} Name Raw"), joined(raw.iter().map(String::as_str)));
}
