use chancery_archive::fold;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sectors that speak and act for a state or a body: a party named by its country alone is these.
/// Courts are left out: they judge, they do not negotiate.
const OFFICIAL: [&str; 5] = ["GOV", "MIL", "LEG", "SPY", "IGO"];

/// One side of a process, or somebody between the sides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Party {
    /// Name for people.
    pub name: String,
    /// Codes, any of them: a country or body (`RUS`, which stands for its government, army,
    /// parliament and services) or a country with a sector (`SDN-REB`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Words of names, any of them, accents and case aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

impl Party {
    /// A party from one word: a code in capitals (`RUS`, `SDN-REB`), else words of a name.
    ///
    /// ```
    /// use chancery_dossier::Party;
    /// assert!(Party::of("SDN").is(Some("SDN-MIL"), None));
    /// assert!(!Party::of("SDN").is(Some("SDN-REB"), None));
    /// assert!(Party::of("hamas").is(None, Some("Le Hamas")));
    /// ```
    pub fn of(word: &str) -> Party {
        let word = word.trim();
        let (codes, names) =
            if is_code(word) { (vec![word.to_owned()], vec![]) } else { (vec![], vec![word.to_owned()]) };
        Party { name: word.to_owned(), codes, names }
    }

    /// Whether an actor of that code or name is this party, or acts for it.
    pub fn is(&self, code: Option<&str>, name: Option<&str>) -> bool {
        self.codes.iter().any(|own| {
            code.is_some_and(|code| {
                own == code
                    || code
                        .split_once('-')
                        .is_some_and(|(country, sector)| own == country && OFFICIAL.contains(&sector))
            })
        }) || self.is_named(name)
    }

    /// As [`Party::is`], and the people of its country too: whom an attack hits, who is arrested. An
    /// armed group or an opposition is nobody's people.
    pub fn touches(&self, code: Option<&str>, name: Option<&str>) -> bool {
        let country = |code: &str| code.split('-').next().map(str::to_owned);
        let people = |c: &str| !matches!(c.split('-').nth(1), Some("REB" | "OPP" | "PRM"));
        self.is(code, name)
            || code.is_some_and(|c| people(c) && self.codes.iter().any(|own| country(c) == country(own)))
    }

    fn is_named(&self, name: Option<&str>) -> bool {
        let Some(name) = name.filter(|_| !self.names.is_empty()) else { return false };
        let name = words_of(name);
        self.names.iter().any(|own| name.contains(&words_of(own)))
    }
}

/// `RUS` or `SDN-REB`.
pub(crate) fn is_code(word: &str) -> bool {
    let part = |p: &str| p.len() == 3 && p.bytes().all(|b| b.is_ascii_uppercase());
    match word.split_once('-') {
        Some((country, sector)) => part(country) && part(sector),
        None => part(word),
    }
}

/// The folded words of a name with a space on either side, so that whole words are compared.
pub(crate) fn words_of(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    format!(" {} ", words.join(" "))
}
