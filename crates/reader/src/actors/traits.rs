//! Agreement: gender and number.

use chancery_record::Token;
use serde::Deserialize;

/// Grammatical or natural gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Gender {
    Masculine,
    Feminine,
}

/// One or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Number {
    Singular,
    Plural,
}

/// Gender as the tree tells it.
pub(crate) fn gender(token: &Token) -> Option<Gender> {
    match token.feat("Gender")? {
        "Masc" => Some(Gender::Masculine),
        "Fem" => Some(Gender::Feminine),
        _ => None,
    }
}

/// Number as the tree tells it.
pub(crate) fn number(token: &Token) -> Option<Number> {
    match token.feat("Number")? {
        "Sing" => Some(Number::Singular),
        "Plur" => Some(Number::Plural),
        _ => None,
    }
}
