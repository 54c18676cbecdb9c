//! "N kilometres between A and B", "N km from A": great-circle distances of coordinates.

use chancery_record::{Claim, Place};

use super::{Lexicon, claim};
use crate::Context;

/// Mean radius of the Earth in kilometres.
const RADIUS: f64 = 6371.0;
/// A road may be so much longer than the straight line, and a round figure so much shorter.
const ROAD: f64 = 1.5;
const ROUND: f64 = 0.8;
/// From here on no road and no rounding explains the difference.
const FAR: f64 = 2.0;
const SHORT: f64 = 0.65;

pub(super) fn read(cx: Context<'_>, lexicon: &Lexicon, places: &[Place]) -> Vec<Claim> {
    let mut all = Vec::new();
    let words = &lexicon.words;
    for sentence in &cx.syntax.sentences {
        let tokens = &sentence.tokens;
        for unit in 1..tokens.len() {
            let form = tokens[unit].form.to_lowercase();
            let length = words.units.get(&form).or_else(|| words.units.get(tokens[unit].lemma.to_lowercase().as_str()));
            let (Some(length), Some(number)) = (length, number(&tokens[unit - 1].form)) else { continue };
            let stated = number * length;
            let span = tokens[unit - 1].span.cover(tokens[unit].span);
            let after =
                |from: u32| places.iter().filter(move |p| p.span.start >= from && p.span.end <= sentence.span.end);
            let mut border = false;
            let between = (unit + 1..tokens.len()).find(|&w| words.between.at(tokens, w).is_some());
            let from = (unit + 1..tokens.len().min(unit + 6)).find(|&w| words.from.at(tokens, w).is_some());
            let pair: Option<(&Place, &Place)> = if let Some(between) = between {
                border = (between..tokens.len().min(between + 6)).any(|w| words.border.at(tokens, w).is_some());
                let mut two = after(tokens[between].span.end);
                two.next().and_then(|a| Some((a, two.find(|b| b.name != a.name)?)))
            } else if let Some(from) = from {
                border = (from..tokens.len().min(from + 3)).any(|w| words.border.at(tokens, w).is_some());
                let target = after(tokens[from].span.end).next();
                let subject = places
                    .iter()
                    .rev()
                    .find(|p| p.span.end <= span.start && p.span.start >= sentence.span.start && point(cx, p));
                subject.zip(target)
            } else {
                None
            };
            let mut because = lexicon.because("distance").with("distance", span);
            let Some((a, b)) = pair else {
                if border {
                    all.push(claim(
                        "distance",
                        span,
                        kilometres(stated),
                        "not a point on the map".to_owned(),
                        "open",
                        because,
                    ));
                }
                continue;
            };
            because = because.with("a", a.span).with("b", b.span);
            if border || !point(cx, a) || !point(cx, b) {
                all.push(claim(
                    "distance",
                    span,
                    kilometres(stated),
                    "not a point on the map".to_owned(),
                    "open",
                    because,
                ));
                continue;
            }
            let Some(actual) = distance(a, b).filter(|d| *d >= 1.0) else { continue };
            let ratio = stated / actual;
            let verdict = if (ROUND..=ROAD).contains(&ratio) {
                "holds"
            } else if !(SHORT..=FAR).contains(&ratio) && !namesake(cx, a, b, stated) {
                "contradicted"
            } else {
                "open"
            };
            let whole = span.cover(b.span).cover(a.span);
            let whole = if whole.len() > 200 { span } else { whole };
            all.push(claim("distance", whole, kilometres(stated), kilometres(actual), verdict, because));
        }
    }
    all
}

fn kilometres(km: f64) -> String {
    format!("{km:.0} km")
}

/// A number in digits, with the separators of thousands that news use.
fn number(form: &str) -> Option<f64> {
    let digits: String = form.chars().filter(|c| !matches!(c, '\u{a0}' | '\u{202f}' | ' ' | ',')).collect();
    digits.parse().ok().filter(|n| *n > 0.0)
}

/// Whether a town of the same name and country as one of the two would make the distance hold: the text may mean
/// that one.
fn namesake(cx: Context<'_>, a: &Place, b: &Place, stated: f64) -> bool {
    let all = |place: &Place| -> Vec<(f64, f64)> {
        let found = cx.world.find(place.span.of(&cx.article.text));
        let same = found.iter().filter(|c| c.item.country == place.country.as_deref());
        same.filter_map(|c| c.item.lat().zip(c.item.lon())).collect()
    };
    let near = |one: &(f64, f64), other: &(f64, f64)| {
        let ratio = stated / great_circle(*one, *other).max(1.0);
        (ROUND..=ROAD).contains(&ratio)
    };
    let (ones, others) = (all(a), all(b));
    ones.iter().any(|one| others.iter().any(|other| near(one, other)))
}

/// A country is no point.
fn point(cx: Context<'_>, place: &Place) -> bool {
    let country = place.country.as_deref().and_then(|c| cx.world.country(c));
    country.is_none_or(|c| c.name_en != place.name)
}

/// Great-circle distance in kilometres (haversine formula).
fn distance(a: &Place, b: &Place) -> Option<f64> {
    Some(great_circle((a.lat?, a.lon?), (b.lat?, b.lon?)))
}

fn great_circle(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat1, lon1, lat2, lon2) = (a.0.to_radians(), a.1.to_radians(), b.0.to_radians(), b.1.to_radians());
    let half = |d: f64| (d / 2.0).sin().powi(2);
    let h = half(lat2 - lat1) + lat1.cos() * lat2.cos() * half(lon2 - lon1);
    2.0 * RADIUS * h.sqrt().min(1.0).asin()
}
