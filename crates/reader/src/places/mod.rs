//! Mentions of places by name.

use chancery_record::{Because, NameLabel, Pair, Place};
use chancery_world::{Candidate, Kind};

use crate::Context;
use crate::actors::internals::{FoundName, Topic, Tree, located};
use crate::actors::{Actors, Lexicon, PlaceName};

/// Finds names of places, in text order.
pub fn read(_cx: Context<'_>, actors: &Actors) -> Vec<Place> {
    actors
        .places
        .iter()
        .map(|p| Place {
            span: p.span,
            name: p.name.clone(),
            country: p.country.clone(),
            lat: p.at.map(|(lat, _)| lat),
            lon: p.at.map(|(_, lon)| lon),
            geonames: p.geonames,
            metonym: p.metonym,
            because: Some(Because {
                rule: p.rule.into(),
                spans: std::iter::once(("name".into(), Pair(p.span))).collect(),
                steps: Vec::new(),
            }),
        })
        .collect()
}

/// The names that are places', with what they mean.
pub(crate) fn names(
    cx: Context<'_>,
    lexicon: &Lexicon,
    trees: &[Tree<'_>],
    found: &[FoundName<'_>],
    metonyms: &[bool],
    in_phrase: &std::collections::BTreeSet<usize>,
    topic: &Topic,
) -> Vec<PlaceName> {
    let mut out: Vec<PlaceName> = Vec::new();
    for (k, name) in found.iter().enumerate() {
        let tree = &trees[name.sentence];
        // A piece of a role ("ministre de l'Europe"), or an institution's name that is no place's.
        let text = name.span.of(&cx.article.text);
        let seat = name.kind() == Some(Kind::Seat);
        if in_phrase.contains(&k) && !seat || seat && lexicon.ends_in_phrase(text) {
            continue;
        }
        let place = match name.best() {
            Some(best) if best.item.kind.is_place() || best.item.kind == Kind::Seat => {
                let rule = if name.slip {
                    "place/slip"
                } else if name.nested {
                    "place/inside-name"
                } else {
                    "place/known"
                };
                Some(known(cx, name, best, metonyms[k], rule))
            }
            Some(_) => None,
            None => unknown(cx, lexicon, tree, name, found, topic),
        };
        out.extend(place);
    }
    out.sort_by_key(|p| (p.span.start, p.span.end));
    out
}

fn known(cx: Context<'_>, name: &FoundName<'_>, best: &Candidate<'_>, metonym: bool, rule: &'static str) -> PlaceName {
    let item = &best.item;
    // A body's code (the EU's of Brussels) is no country: the seat lies in one.
    let country = item.country.filter(|c| cx.world.country(c).is_some_and(|i| i.kind == Kind::Country));
    PlaceName {
        span: name.span,
        name: item.name_en.to_owned(),
        country: country.map(str::to_owned),
        at: item.lat().zip(item.lon()),
        geonames: item.geonames,
        metonym,
        rule,
    }
}

/// A place that the world does not know: one of the country that the article is about.
fn unknown(
    cx: Context<'_>,
    lexicon: &Lexicon,
    tree: &Tree<'_>,
    name: &FoundName<'_>,
    found: &[FoundName<'_>],
    topic: &Topic,
) -> Option<PlaceName> {
    if name.label != Some(NameLabel::Loc) {
        return None;
    }
    let text = name.span.of(&cx.article.text);
    let words = name.words.clone().filter(|&w| !tree.surface(w).is_empty());
    let demonym = words.clone().any(|w| !cx.world.demonym(tree.word(w).of(&cx.article.text), &lexicon.lang).is_empty());
    let common = |w: usize| lexicon.place_nouns.contains(tree.surface(w));
    let role = !name.urban
        && (words.clone().any(|w| lexicon.is_body_noun(tree.surface(w)))
            || words.clone().count() == 1 && words.clone().all(common));
    if demonym || role {
        return None;
    }
    let proper = name.words.clone().any(|w| tree.token(w).upos == "PROPN") || name.urban;
    let placed = name.urban || located(tree, lexicon, name.words.start) || name.words.len() > 1;
    if !proper
        || !placed
        || lexicon.never_place(text)
        || name.words.clone().any(|w| lexicon.never_place(tree.token(w).form.as_str()))
    {
        return None;
    }
    let country =
        local_country(found, name).filter(|c| topic.share(c) > 0.1).or_else(|| topic.main().map(ToString::to_string));
    // A known name inside tells the country: "pont de Kertch".
    let inside = name.words.clone().skip(1).find_map(|w| {
        let span = tree.word(w);
        let candidates = cx.world.find(span.of(&cx.article.text));
        let best = candidates.into_iter().next()?;
        let place = best.item.kind.is_place() && !best.common && tree.token(w).upos == "PROPN";
        if place { best.item.country.map(str::to_owned) } else { None }
    });
    Some(PlaceName {
        span: name.span,
        name: text.split_whitespace().collect::<Vec<_>>().join(" "),
        country: inside.filter(|_| !name.urban).or(country),
        at: None,
        geonames: None,
        metonym: false,
        rule: "place/context",
    })
}

/// Country of the nearest town named before in the sentence, or after it ("place X à Y").
fn local_country(found: &[FoundName<'_>], name: &FoundName<'_>) -> Option<String> {
    found
        .iter()
        .filter(|o| o.sentence == name.sentence && o.span != name.span && !o.nested)
        .filter(|o| o.kind().is_some_and(|k| matches!(k, Kind::City | Kind::Capital | Kind::Region)))
        .min_by_key(|o| o.words.start.abs_diff(name.words.start))
        .and_then(|o| o.best().and_then(|b| b.item.country))
        .map(str::to_owned)
}
