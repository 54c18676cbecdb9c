//! Statements that can be checked without another article: distances against
//! coordinates, weekdays against dates, offices against who holds them.

use std::collections::BTreeMap;

use chancery_language::{DataError, Pack};
use chancery_record::{Because, Claim, Place, SmolStr, Span, Time};
use serde::Deserialize;

use crate::Context;
use crate::actors::Actors;
use crate::phrases::Phrases;

mod distances;
mod offices;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Unit and its length in kilometres.
    units: BTreeMap<String, f64>,
    /// Words after which two places stand, and after which one stands.
    between: Phrases,
    from: Phrases,
    /// Words for what is no point on the map.
    border: Phrases,
    /// Weekday and its number, 1 (Monday) to 7.
    weekdays: BTreeMap<String, i8>,
    /// Office and the title that the world file gives it.
    offices: BTreeMap<String, String>,
    /// Words by which an office is past or to come.
    former: Phrases,
}

/// The stage's lexicon in one language: `claims.toml`.
#[derive(Debug, Default)]
pub struct Lexicon {
    lang: String,
    words: File,
}

impl Lexicon {
    /// Compiles `claims.toml` of a language folder; without the file nothing is checked.
    ///
    /// # Errors
    /// A [`DataError`] with file and line.
    pub fn compile(pack: &Pack) -> Result<Lexicon, DataError> {
        let Some(source) = pack.file("claims.toml") else { return Ok(Lexicon::default()) };
        let words: File = source.toml()?;
        for (name, number) in &words.weekdays {
            if !(1..=7).contains(number) {
                let message = format!("weekday '{name}' has number {number} (1 is Monday, 7 Sunday)");
                return Err(source.error(source.line_with(name), message));
            }
        }
        for (unit, length) in &words.units {
            if !(length.is_finite() && *length > 0.0) {
                return Err(source.error(source.line_with(unit), format!("unit '{unit}' has no length in kilometres")));
            }
        }
        Ok(Lexicon { lang: pack.lang.to_owned(), words })
    }

    fn because(&self, rule: &str) -> Because {
        Because::rule(SmolStr::from(format!("{}/claims/{rule}", self.lang)))
    }
}

/// Finds checkable statements, in text order.
pub(crate) fn read(
    cx: Context<'_>,
    lexicon: &Lexicon,
    actors: &Actors,
    places: &[Place],
    times: &[Time],
) -> Vec<Claim> {
    let mut all = distances::read(cx, lexicon, places);
    all.extend(times.iter().filter_map(|t| weekday(cx, lexicon, t)));
    all.extend(offices::read(cx, lexicon, actors));
    all.sort_by_key(|c| c.span);
    all
}

/// "Wednesday, March 5, 2025": the calendar knows.
fn weekday(cx: Context<'_>, lexicon: &Lexicon, time: &Time) -> Option<Claim> {
    let text = time.span.of(&cx.article.text);
    // A weekday alone has its date from us: nothing to check.
    if !text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let named = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .find_map(|w| lexicon.words.weekdays.get(w).copied())?;
    let day = time.edtf.as_day()?;
    let actual = chancery_record::edtf::weekday_number(day);
    let name = lexicon.words.weekdays.iter().find(|(_, n)| **n == actual).map(|(w, _)| w.clone())?;
    let stated = lexicon.words.weekdays.iter().find(|(_, n)| **n == named).map(|(w, _)| w.clone())?;
    Some(Claim {
        span: time.span,
        kind: "date".to_owned(),
        stated: format!("{stated} {}", time.edtf),
        computed: format!("{name} {}", time.edtf),
        verdict: if actual == named {
            "holds"
        } else if time.edtf.as_str().get(..4).is_some_and(|year| text.contains(year)) {
            "contradicted"
        } else {
            // The year is ours, and may be the wrong one.
            "open"
        }
        .to_owned(),
        because: Some(lexicon.because("weekday").with("date", time.span)),
    })
}

fn claim(kind: &str, span: Span, stated: String, computed: String, verdict: &str, because: Because) -> Claim {
    Claim { span, kind: kind.to_owned(), stated, computed, verdict: verdict.to_owned(), because: Some(because) }
}
