use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use thiserror::Error;

/// An actor code `COUNTRY-SECTOR` (PLOVER sectors, ISO 3166-1 alpha-3 or a
/// body's code as in the annotation guidelines, `UNO-IGO`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct ActorCode(SmolStr);

/// A string that is no actor code.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is no actor code (expected COUNTRY-SECTOR, three capitals each, as in UKR-GOV)")]
pub struct BadCode(String);

impl ActorCode {
    /// Code from a country and a sector, three capital letters each.
    ///
    /// # Errors
    /// [`BadCode`] when either part is not three capital letters.
    pub fn new(country: &str, sector: &str) -> Result<Self, BadCode> {
        let good = |part: &str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_uppercase());
        if good(country) && good(sector) {
            Ok(ActorCode(SmolStr::new(format!("{country}-{sector}"))))
        } else {
            Err(BadCode(format!("{country}-{sector}")))
        }
    }

    /// The three letters before the hyphen.
    pub fn country(&self) -> &str {
        &self.0[..3]
    }

    /// The three letters after the hyphen.
    pub fn sector(&self) -> &str {
        &self.0[4..]
    }

    /// The whole code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ActorCode {
    type Err = BadCode;
    fn from_str(s: &str) -> Result<Self, BadCode> {
        match s.split_once('-') {
            Some((country, sector)) => ActorCode::new(country, sector),
            None => Err(BadCode(s.to_owned())),
        }
    }
}

impl TryFrom<String> for ActorCode {
    type Error = BadCode;
    fn try_from(s: String) -> Result<Self, BadCode> {
        s.parse()
    }
}

impl From<ActorCode> for String {
    fn from(code: ActorCode) -> String {
        code.0.into()
    }
}

impl fmt::Display for ActorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_checked() {
        let code: ActorCode = "BLR-GOV".parse().unwrap();
        assert_eq!((code.country(), code.sector()), ("BLR", "GOV"));
        for bad in ["BLR", "blr-GOV", "BLR-GOVT", "É2R-GOV", ""] {
            assert!(bad.parse::<ActorCode>().is_err(), "{bad}");
        }
    }
}
