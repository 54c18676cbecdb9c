//! From type, mode and operator to CAMEO codes, and from those to the Goldstein scale.
//!
//! CAMEO: Schrodt, *CAMEO: Conflict and Mediation Event Observations. Event and Actor
//! Codebook*, version 1.1b3 (2012). Goldstein: Goldstein, "A Conflict-Cooperation Scale for
//! WEIS Events Data", *Journal of Conflict Resolution* 36 (1992), as mapped to CAMEO by its authors.

use chancery_record::EventType;

use super::operators::Operator;

/// The CAMEO code of an act; a frame that knows better overrides it.
pub(super) fn code(
    operator: Option<Operator>,
    kind: EventType,
    mode: Option<&str>,
    of: Option<EventType>,
) -> &'static str {
    use EventType as T;
    match (kind, mode, of) {
        (T::Agree, _, Some(T::Consult)) if operator == Some(Operator::Offer) => "039",
        (T::Agree, _, Some(T::Consult)) => "036",
        (T::Agree, _, Some(T::Cooperate)) => "031",
        (T::Agree, _, Some(T::Support)) => "032",
        (T::Agree, _, Some(T::Aid | T::Mobilize)) => "033",
        (T::Agree, _, Some(T::Concede | T::Retreat)) => "035",
        (T::Agree, ..) => "030",
        (T::Consult, Some("phone"), _) => "041",
        (T::Consult, Some("visit"), _) => "042",
        (T::Consult, Some("third-party"), _) => "045",
        (T::Consult, ..) => "040",
        (T::Support, ..) if operator == Some(Operator::Praise) => "051",
        (T::Support, ..) => "050",
        (T::Concede, ..) => "080",
        (T::Cooperate, ..) => "060",
        (T::Aid, ..) => "070",
        (T::Retreat, Some("ceasefire"), _) => "0871",
        (T::Retreat, Some("withdraw"), _) => "0874",
        (T::Retreat, Some("disarm"), _) => "0873",
        (T::Retreat, Some("release"), _) => "0841",
        (T::Retreat, Some("access"), _) => "0863",
        (T::Retreat, ..) => "087",
        (T::Request, _, Some(T::Aid)) => "023",
        (T::Request, _, Some(T::Support)) => "022",
        (T::Request, Some("meet"), _) => "026",
        (T::Request, Some("yield"), _) => "025",
        (T::Request, Some("change"), _) => "024",
        (T::Request, Some("assist"), _) => "021",
        (T::Request, ..) => "020",
        (T::Accuse, Some("disapprove"), _) => "111",
        (T::Accuse, Some("allege"), _) => "112",
        (T::Accuse, Some("investigate"), _) => "090",
        (T::Accuse, ..) => "110",
        (T::Reject, Some("assist"), _) => "121",
        (T::Reject, Some("change"), _) => "123",
        (T::Reject, Some("yield"), _) => "124",
        (T::Reject, Some("meet"), _) => "125",
        (T::Reject, ..) => "120",
        (T::Threaten, Some("relations"), _) => "1312",
        (T::Threaten, Some("restrict" | "arrest" | "expel"), _) => "132",
        (T::Threaten, Some("violence" | "territory"), _) => "138",
        (T::Threaten, ..) => "130",
        (T::Protest, Some("demo"), _) => "141",
        (T::Protest, Some("hunger"), _) => "142",
        (T::Protest, Some("strike" | "boycott"), _) => "143",
        (T::Protest, Some("obstruct"), _) => "144",
        (T::Protest, Some("riot" | "vandalize"), _) => "145",
        (T::Protest, ..) => "140",
        (T::Sanction, Some("convict"), _) => "172",
        (T::Sanction, Some("expel"), _) => "161",
        (T::Sanction, Some("withdraw"), _) => "162",
        (T::Sanction, Some("discontinue"), _) => "163",
        (T::Sanction, ..) => "160",
        (T::Mobilize, Some("police"), _) => "153",
        (T::Mobilize, Some("troops" | "militia"), _) => "154",
        (T::Mobilize, ..) => "150",
        (T::Coerce, Some("seize"), _) => "171",
        (T::Coerce, Some("restrict" | "withhold"), _) => "172",
        (T::Coerce, Some("censor"), _) => "1721",
        (T::Coerce, Some("curfew"), _) => "1723",
        (T::Coerce, Some("martial-law"), _) => "1724",
        (T::Coerce, Some("arrest"), _) => "173",
        (T::Coerce, Some("deport"), _) => "174",
        (T::Coerce, Some("cyber"), _) => "176",
        (T::Coerce, ..) => "170",
        (T::Assault, Some("abduct"), _) => "181",
        (T::Assault, Some("beat" | "primitive"), _) => "182",
        (T::Assault, Some("sexual"), _) => "1821",
        (T::Assault, Some("torture"), _) => "1822",
        (T::Assault, Some("explosives"), _) => "183",
        (T::Assault, Some("suicide-attack"), _) => "1831",
        (T::Assault, Some("targeted"), _) => "186",
        (T::Assault, Some("crowd-control"), _) => "175",
        (T::Assault, Some("firearms"), _) => "193",
        (T::Assault, Some("heavy-weapons"), _) => "194",
        (T::Assault, Some("aerial" | "drone"), _) => "195",
        (T::Assault, Some("unconventional"), _) => "204",
        (T::Assault, Some("destroy"), _) => "180",
        (T::Assault, ..) => "190",
    }
}

/// Values by code; a code that is not here has its parent's.
const GOLDSTEIN: &[(&str, f32)] = &[
    ("01", 0.0),
    ("02", 3.0),
    ("021", 3.4),
    ("022", 3.2),
    ("023", 3.4),
    ("024", -0.3),
    ("025", -0.3),
    ("026", 4.0),
    ("03", 4.0),
    ("031", 5.2),
    ("032", 4.5),
    ("033", 5.2),
    ("035", 7.0),
    ("036", 4.0),
    ("039", 5.0),
    ("04", 1.0),
    ("042", 1.9),
    ("043", 2.8),
    ("044", 2.5),
    ("045", 5.0),
    ("046", 7.0),
    ("05", 3.5),
    ("051", 3.4),
    ("053", 3.8),
    ("054", 6.0),
    ("055", 7.0),
    ("056", 7.0),
    ("057", 8.0),
    ("06", 6.0),
    ("061", 6.4),
    ("062", 7.4),
    ("07", 7.0),
    ("071", 7.4),
    ("072", 8.3),
    ("073", 7.4),
    ("074", 8.5),
    ("08", 5.0),
    ("084", 7.0),
    ("086", 9.0),
    ("087", 9.0),
    ("0874", 10.0),
    ("09", -2.0),
    ("10", -5.0),
    ("11", -2.0),
    ("12", -4.0),
    ("124", -5.0),
    ("125", -5.0),
    ("126", -5.0),
    ("129", -5.0),
    ("13", -4.4),
    ("131", -5.8),
    ("132", -5.8),
    ("136", -7.0),
    ("137", -7.0),
    ("138", -7.0),
    ("139", -7.0),
    ("14", -6.5),
    ("144", -7.5),
    ("145", -7.5),
    ("15", -7.2),
    ("16", -4.0),
    ("162", -5.6),
    ("163", -8.0),
    ("164", -7.0),
    ("165", -6.5),
    ("166", -7.0),
    ("17", -7.0),
    ("171", -9.2),
    ("172", -5.0),
    ("173", -5.0),
    ("174", -5.0),
    ("175", -9.0),
    ("18", -9.0),
    ("182", -9.5),
    ("183", -10.0),
    ("184", -8.0),
    ("185", -8.0),
    ("186", -10.0),
    ("19", -10.0),
    ("191", -9.5),
    ("192", -9.5),
    ("196", -9.5),
    ("20", -10.0),
];

/// The Goldstein value of a CAMEO code, -10 (conflict) to 10 (cooperation).
pub(super) fn goldstein(code: &str) -> Option<f32> {
    (2..=code.len()).rev().find_map(|n| {
        let part = code.get(..n)?;
        GOLDSTEIN.iter().find(|(c, _)| *c == part).map(|(_, value)| *value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODES: &[(EventType, &[&str])] = &[
        (EventType::Consult, &["visit", "third-party", "multilateral", "phone"]),
        (EventType::Retreat, &["withdraw", "release", "disarm", "ceasefire", "access"]),
        (EventType::Request, &["assist", "change", "yield", "meet"]),
        (EventType::Accuse, &["disapprove", "investigate", "allege"]),
        (EventType::Reject, &["assist", "change", "yield", "meet"]),
        (EventType::Threaten, &["restrict", "arrest", "relations", "expel", "territory", "violence"]),
        (EventType::Protest, &["demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"]),
        (EventType::Sanction, &["convict", "expel", "withdraw", "discontinue"]),
        (EventType::Mobilize, &["troops", "weapons", "police", "militia"]),
        (EventType::Coerce, &["seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "cyber"]),
        (EventType::Assault, &["abduct", "beat", "torture", "sexual", "targeted", "firearms", "aerial", "drone"]),
    ];

    /// PLOVER's sixteen types keep to the CAMEO root codes that they were made from.
    fn roots(kind: EventType) -> &'static [&'static str] {
        use EventType as T;
        match kind {
            T::Agree => &["03"],
            T::Consult => &["04"],
            T::Support => &["05"],
            T::Cooperate => &["06"],
            T::Aid => &["07"],
            T::Concede | T::Retreat => &["08"],
            T::Request => &["02", "10"],
            T::Accuse => &["09", "11"],
            T::Reject => &["12"],
            T::Threaten => &["13"],
            T::Protest => &["14"],
            T::Mobilize => &["15"],
            T::Sanction => &["16", "17"],
            T::Coerce => &["17"],
            T::Assault => &["17", "18", "19", "20"],
        }
    }

    #[test]
    fn every_type_and_mode_has_a_code_under_its_root_and_a_value_of_its_sign() {
        for kind in EventType::ALL {
            let listed = MODES.iter().find(|(k, _)| k == kind).map_or(&[][..], |(_, modes)| modes);
            for mode in listed.iter().map(|m| Some(*m)).chain([None]) {
                let code = code(None, *kind, mode, None);
                assert!(roots(*kind).contains(&&code[..2]), "{kind} {mode:?}: {code}");
                let value = goldstein(code).unwrap_or_else(|| panic!("{code} has no value"));
                let harsh = super::super::operators::hostile(*kind);
                assert!(*kind == EventType::Request || (value < 0.0) == harsh, "{kind} {mode:?}: {code} {value}");
            }
        }
    }

    #[test]
    fn operators_choose_the_code_of_the_speech_act() {
        let offer = code(Some(Operator::Offer), EventType::Agree, None, Some(EventType::Consult));
        assert_eq!((offer, goldstein(offer)), ("039", Some(5.0)));
        assert_eq!(code(Some(Operator::Praise), EventType::Support, None, None), "051");
        assert_eq!(
            code(Some(Operator::Threaten), EventType::Threaten, Some("violence"), Some(EventType::Assault)),
            "138"
        );
    }

    #[test]
    fn a_code_without_a_value_has_its_parent_s() {
        assert_eq!(goldstein("0871"), Some(9.0));
        assert_eq!(goldstein("1831"), Some(-10.0));
        assert_eq!(goldstein("99"), None);
        assert_eq!(goldstein("é"), None);
    }
}
