//! ICEWS' twenty columns.
//!
//! Names and order are those of the ICEWS Coded Event Data (Boschee, Lautenschlager, O'Brien,
//! Shellman, Starz and Ward, Harvard Dataverse, doi:10.7910/DVN/28075): a header, tabs between.
//!
//! A row is a pair of one source and one target, as there; an event of several parties gives
//! several rows with one `Event ID`, an event without a party on one side a row with that side
//! empty. `Event Date` is filled when the day is known. `Intensity` is the Goldstein value.
//! An actor without a name is called by sector and country, as there (`Police (Kenya)`).
//! `Story ID` leads to the words: article, offsets and hash of the text. `Sentence Number`, city,
//! district and province stay empty.

use chancery_record::{ActorCode, Event};

use crate::rows::Draft;
use crate::states::country_name;
use crate::view::{View, day, double, number};

/// The columns.
pub const COLUMNS: &[&str] = &[
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
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

/// Every source with every target; a side without parties stands once as none.
pub(crate) fn pairs(event: &Event) -> Vec<(Option<&ActorCode>, Option<&ActorCode>)> {
    let side = |codes: &'_ [ActorCode]| -> Vec<usize> { (0..codes.len().max(1)).collect() };
    let mut pairs = Vec::new();
    for s in side(&event.source) {
        for t in side(&event.target) {
            pairs.push((event.source.get(s), event.target.get(t)));
        }
    }
    pairs
}

fn row(view: &View<'_>, event: &Event, source: Option<&ActorCode>, target: Option<&ActorCode>) -> Vec<String> {
    let mut row = Draft::new(COLUMNS);
    row.set("Event ID", event.id.as_str());
    row.set_some("Event Date", day(event.date.as_ref()));
    for (who, code, ids) in [("Source", source, &event.source_entities), ("Target", target, &event.target_entities)] {
        let Some(code) = code else { continue };
        row.set(&format!("{who} Name"), name(view, code, ids));
        row.set_some(&format!("{who} Sectors"), sector(code.sector()));
        row.set_some(&format!("{who} Country"), country_name(code.country()));
    }
    row.set_some("Event Text", event.cameo.as_deref().and_then(text));
    row.set_some("CAMEO Code", event.cameo.as_deref());
    row.set_some("Intensity", event.goldstein.map(|g| number(double(g))));
    row.set("Story ID", view.locator(event.span));
    row.set_some("Publisher", view.reading.source.as_deref());
    if let Some(place) = view.place_of(event) {
        row.set_some("Latitude", place.lat.map(|v| v.to_string()));
        row.set_some("Longitude", place.lon.map(|v| v.to_string()));
    }
    row.set_some("Country", event.place.as_deref().and_then(country_name));
    row.done()
}

/// The entity's name, else the sector with its country as ICEWS names unnamed actors.
fn name(view: &View<'_>, code: &ActorCode, ids: &[String]) -> String {
    match (view.entity_of(code.as_str(), ids), sector(code.sector()), country_name(code.country())) {
        (Some(entity), ..) => entity.name.clone(),
        (None, Some(sector), Some(country)) => format!("{sector} ({country})"),
        (None, None, Some(country)) => country.to_owned(),
        (None, Some(sector), None) => sector.to_owned(),
        (None, None, None) => String::new(),
    }
}

/// PLOVER sectors in words.
pub(crate) fn sector(code: &str) -> Option<&'static str> {
    Some(match code {
        "GOV" => "Government",
        "MIL" => "Military",
        "COP" => "Police",
        "SPY" => "Intelligence",
        "JUD" => "Judicial",
        "LEG" => "Legislative / Parliamentary",
        "PTY" => "Parties",
        "OPP" => "Opposition",
        "REB" => "Rebel",
        "PRM" => "Pro-government Militia",
        "ELI" => "Elite",
        "MED" => "Media",
        "BUS" => "Business",
        "LAB" => "Labor",
        "EDU" => "Education",
        "REL" => "Religious",
        "NGO" => "Nongovernmental Organization / Activists",
        "REF" => "Refugees",
        "CRM" => "Criminal",
        "CVL" => "General Population / Civilian / Social",
        "IGO" => "Intergovernmental Organization",
        _ => return None,
    })
}

/// What a CAMEO code says (CAMEO codebook 1.1b3); of a code that is not here, what its parent says.
pub(crate) fn text(code: &str) -> Option<&'static str> {
    (2..=code.len()).rev().find_map(|n| {
        let part = code.get(..n)?;
        CAMEO.iter().find(|(c, _)| *c == part).map(|(_, text)| *text)
    })
}

const CAMEO: &[(&str, &str)] = &[
    ("01", "Make public statement"),
    ("02", "Make an appeal or request"),
    ("03", "Express intent to cooperate"),
    ("031", "Express intent to engage in material cooperation"),
    ("032", "Express intent to provide diplomatic cooperation"),
    ("033", "Express intent to provide material aid"),
    ("034", "Express intent to institute political reform"),
    ("035", "Express intent to yield"),
    ("036", "Express intent to meet or negotiate"),
    ("037", "Express intent to settle dispute"),
    ("038", "Express intent to accept mediation"),
    ("039", "Express intent to mediate"),
    ("04", "Consult"),
    ("041", "Discuss by telephone"),
    ("042", "Make a visit"),
    ("043", "Host a visit"),
    ("044", "Meet at a third location"),
    ("045", "Mediate"),
    ("046", "Engage in negotiation"),
    ("05", "Engage in diplomatic cooperation"),
    ("051", "Praise or endorse"),
    ("052", "Defend verbally"),
    ("053", "Rally support on behalf of"),
    ("054", "Grant diplomatic recognition"),
    ("055", "Apologize"),
    ("056", "Forgive"),
    ("057", "Sign formal agreement"),
    ("06", "Engage in material cooperation"),
    ("061", "Cooperate economically"),
    ("062", "Cooperate militarily"),
    ("063", "Engage in judicial cooperation"),
    ("064", "Share intelligence or information"),
    ("07", "Provide aid"),
    ("071", "Provide economic aid"),
    ("072", "Provide military aid"),
    ("073", "Provide humanitarian aid"),
    ("074", "Provide military protection or peacekeeping"),
    ("075", "Grant asylum"),
    ("08", "Yield"),
    ("081", "Ease administrative sanctions"),
    ("082", "Ease political dissent"),
    ("083", "Accede to requests or demands for political reform"),
    ("084", "Return, release"),
    ("085", "Ease economic sanctions, boycott, embargo"),
    ("086", "Allow international involvement"),
    ("087", "De-escalate military engagement"),
    ("0871", "Declare truce, ceasefire"),
    ("0872", "Ease military blockade"),
    ("0873", "Demobilize armed forces"),
    ("0874", "Retreat or surrender militarily"),
    ("09", "Investigate"),
    ("10", "Demand"),
    ("11", "Disapprove"),
    ("111", "Criticize or denounce"),
    ("112", "Accuse"),
    ("113", "Rally opposition against"),
    ("114", "Complain officially"),
    ("115", "Bring lawsuit against"),
    ("116", "Find guilty or liable (legally)"),
    ("12", "Reject"),
    ("13", "Threaten"),
    ("138", "Threaten with military force"),
    ("139", "Give ultimatum"),
    ("14", "Engage in political dissent"),
    ("141", "Demonstrate or rally"),
    ("142", "Conduct hunger strike"),
    ("143", "Conduct strike or boycott"),
    ("144", "Obstruct passage, block"),
    ("145", "Protest violently, riot"),
    ("15", "Demonstrate military or police power"),
    ("152", "Increase military alert status"),
    ("153", "Mobilize or increase police power"),
    ("154", "Mobilize or increase armed forces"),
    ("16", "Reduce relations"),
    ("161", "Reduce or break diplomatic relations"),
    ("162", "Reduce or stop aid"),
    ("163", "Impose embargo, boycott, or sanctions"),
    ("164", "Halt negotiations"),
    ("165", "Halt mediation"),
    ("166", "Expel or withdraw"),
    ("17", "Coerce"),
    ("171", "Seize or damage property"),
    ("172", "Impose administrative sanctions"),
    ("1721", "Impose restrictions on political freedoms"),
    ("1723", "Impose curfew"),
    ("1724", "Impose state of emergency or martial law"),
    ("173", "Arrest, detain, or charge with legal action"),
    ("174", "Expel or deport individuals"),
    ("175", "Use tactics of violent repression"),
    ("176", "Attack cybernetically"),
    ("18", "Use unconventional violence"),
    ("181", "Abduct, hijack, or take hostage"),
    ("182", "Physically assault"),
    ("1821", "Sexually assault"),
    ("1822", "Torture"),
    ("183", "Conduct suicide, car, or other non-military bombing"),
    ("1831", "Carry out suicide bombing"),
    ("186", "Assassinate"),
    ("19", "Use conventional military force"),
    ("191", "Impose blockade, restrict movement"),
    ("192", "Occupy territory"),
    ("193", "Fight with small arms and light weapons"),
    ("194", "Fight with artillery and tanks"),
    ("195", "Employ aerial weapons"),
    ("196", "Violate ceasefire"),
    ("20", "Use unconventional mass violence"),
    ("204", "Use weapons of mass destruction"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_what_it_or_its_parent_says() {
        assert_eq!(text("0871"), Some("Declare truce, ceasefire"));
        assert_eq!(text("0841"), Some("Return, release"));
        assert_eq!(text("120"), Some("Reject"));
        assert_eq!(text("2"), None);
    }
}
