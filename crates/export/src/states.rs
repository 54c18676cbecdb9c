//! States in the codings of other data sets: `data/states.tsv`.

use std::collections::HashMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../data/states.tsv");

/// One state or territory. Empty fields: the other data set does not have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// ISO 3166-1 alpha-3.
    pub iso3: &'static str,
    /// ISO 3166-1 alpha-2.
    pub iso2: &'static str,
    /// English name.
    pub name: &'static str,
    /// FIPS 10-4 code.
    pub fips: &'static str,
    /// Correlates of War state number.
    pub cow: &'static str,
    /// Gleditsch and Ward state number.
    pub gw: &'static str,
}

/// The state with an ISO 3166-1 alpha-3 code.
pub fn state(iso3: &str) -> Option<&'static State> {
    static STATES: OnceLock<HashMap<&'static str, State>> = OnceLock::new();
    STATES.get_or_init(|| rows().map(|s| (s.iso3, s)).collect()).get(iso3)
}

fn rows() -> impl Iterator<Item = State> {
    TABLE.lines().filter(|l| !l.starts_with('#')).skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        let mut next = || cells.next();
        Some(State { iso3: next()?, iso2: next()?, name: next()?, fips: next()?, cow: next()?, gw: next()? })
    })
}

/// The name of a code before the hyphen: a state's, or that of the bodies of the guidelines.
pub(crate) fn country_name(code: &str) -> Option<&'static str> {
    Some(match code {
        "UNO" => "United Nations",
        "EUR" => "European Union",
        "NAT" => "NATO",
        "AFU" => "African Union",
        "ECO" => "Economic Community of West African States",
        "OSC" => "Organization for Security and Co-operation in Europe",
        "ARL" => "Arab League",
        "ICC" => "International Criminal Court",
        _ => return state(code).map(|s| s.name),
    })
}

/// Whether the part before the hyphen names a state or territory.
pub(crate) fn is_state(code: &str) -> bool {
    state(code).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole_and_its_codes_are_its_own() {
        let all: Vec<State> = rows().collect();
        assert_eq!(all.len(), TABLE.lines().filter(|l| !l.starts_with('#')).count() - 1);
        assert_eq!(all.iter().filter(|s| !s.cow.is_empty()).count(), 195, "members of the COW state system");
        for field in [|s: &State| s.iso3, |s: &State| s.iso2, |s: &State| s.fips, |s: &State| s.cow] {
            let mut values: Vec<&str> = all.iter().map(field).filter(|v| !v.is_empty()).collect();
            let count = values.len();
            values.sort_unstable();
            values.dedup();
            assert_eq!(values.len(), count, "a code stands twice");
        }
    }

    #[test]
    fn codings_differ_where_they_should() {
        let germany = state("DEU").unwrap();
        assert_eq!((germany.cow, germany.gw, germany.fips), ("255", "260", "GM"));
        assert_eq!(state("UKR").unwrap().cow, "369");
        assert_eq!(state("PSE").unwrap().cow, "");
        assert_eq!(country_name("UNO"), Some("United Nations"));
        assert_eq!(country_name("UNK"), None);
    }
}
