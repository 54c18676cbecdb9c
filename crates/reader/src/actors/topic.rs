//! Which countries an article is about, to choose among namesakes and to place
//! actors that the text leaves without a country.

use std::collections::HashMap;

use chancery_record::{SmolStr, TokenId};
use chancery_world::{Candidate, DemonymUse, Exactness, Kind, NameForm};

use super::lexicon::Lexicon;
use super::names::FoundName;
use super::tree::Tree;
use crate::Context;

/// The continent whose adjective stands for a union of states, and the union's code.
const UNION: (&str, &str) = ("Europe", "EUR");

/// How much less known a state of the same demonym may be.
const NAMESAKE: u16 = 200;

/// A demonym in the text: `français`, `Palestinians`.
pub(crate) struct FoundDemonym {
    pub(crate) sentence: usize,
    pub(crate) word: usize,
    /// Country or body code.
    pub(crate) country: SmolStr,
    /// Further states that the word may point to: `congolais`, `coréen`.
    pub(crate) others: Vec<SmolStr>,
    /// It can stand for inhabitants.
    pub(crate) noun: bool,
}

/// Finds demonyms outside names.
pub(crate) fn demonyms(
    cx: Context<'_>,
    lexicon: &Lexicon,
    trees: &[Tree<'_>],
    names: &[FoundName<'_>],
) -> Vec<FoundDemonym> {
    let mut out = Vec::new();
    let mut known: HashMap<String, Option<(SmolStr, Vec<SmolStr>, bool)>> = HashMap::new();
    let mut next = 0;
    for (sentence, tree) in trees.iter().enumerate() {
        let first = next;
        while next < names.len() && names[next].sentence == sentence {
            next += 1;
        }
        let here = &names[first..next];
        let mut taken = None;
        for word in 0..tree.len() {
            if taken == Some(word) {
                continue;
            }
            // "South Korean": two words, the second one's place.
            if let Some(next) = tree.next(word)
                && next == word + 1
                && capital(tree.word(word).of(&cx.article.text))
                && capital(tree.word(next).of(&cx.article.text))
                && !here.iter().any(|n| n.words.contains(&word) || n.words.contains(&next))
                && let Some(d) = pair_demonym(cx, lexicon, tree, word, next)
            {
                out.push(FoundDemonym { sentence, word: next, country: d, others: Vec::new(), noun: true });
                taken = Some(next);
                continue;
            }
            let token = tree.token(word);
            if !matches!(token.upos.as_str(), "ADJ" | "NOUN" | "PROPN" | "X" | "VERB") || tree.surface(word).is_empty()
            {
                continue;
            }
            // A name that the world knows, or of a person or place, is none.
            if here.iter().any(|n| n.words.contains(&word) && (!n.candidates.is_empty() || n.words.len() > 1)) {
                continue;
            }
            let form = token.span.of(&cx.article.text);
            if form.chars().count() < 4 {
                continue;
            }
            let found = known.entry(form.to_owned()).or_insert_with(|| {
                let all = cx.world.demonym(form, &lexicon.lang);
                let weight = |d: &&chancery_world::Demonym<'_>| {
                    (d.item.kind == Kind::Country || d.item.kind.is_body(), d.item.weight)
                };
                let best = all.iter().rev().max_by_key(weight)?;
                // Europe's leaders and sources are the union's.
                let union = (best.item.name_en == UNION.0).then_some(UNION.1);
                let country = SmolStr::from(best.country.or(union)?);
                let mut others: Vec<SmolStr> = all
                    .iter()
                    .filter(|d| d.item.kind == Kind::Country && d.item.weight + NAMESAKE >= best.item.weight)
                    .filter_map(|d| d.country.map(SmolStr::from))
                    .filter(|c| *c != country)
                    .collect();
                others.sort();
                others.dedup();
                Some((country, others, best.usage != DemonymUse::Adjective))
            });
            if let Some((country, others, noun)) = found {
                out.push(FoundDemonym {
                    sentence,
                    word,
                    country: country.clone(),
                    others: others.clone(),
                    noun: *noun,
                });
            }
        }
    }
    out
}

fn capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// The country that two words are the demonym of.
fn pair_demonym(cx: Context<'_>, lexicon: &Lexicon, tree: &Tree<'_>, word: usize, next: usize) -> Option<SmolStr> {
    let text = tree.span(word..next + 1).of(&cx.article.text);
    cx.world.demonym(text, &lexicon.lang).first().and_then(|d| d.country).map(SmolStr::from)
}

/// Countries by how much the article is about them.
#[derive(Debug, Default)]
pub(crate) struct Topic {
    ranking: Vec<(SmolStr, f32)>,
    /// Words that speak for a country, at most two each.
    support: Vec<(SmolStr, Vec<SmolStr>)>,
}

impl Topic {
    /// Weighs the countries of names and demonyms; the title and the first paragraph count more.
    pub(crate) fn of(
        cx: Context<'_>,
        lexicon: &Lexicon,
        trees: &[Tree<'_>],
        names: &[FoundName<'_>],
        demonyms: &[FoundDemonym],
    ) -> Topic {
        let mut weights: Vec<(SmolStr, f32)> = Vec::new();
        let mut add = |country: &str, weight: f32| match weights.iter_mut().find(|(c, _)| c == country) {
            Some((_, sum)) => *sum += weight,
            None => weights.push((country.into(), weight)),
        };
        let mut support: Vec<(SmolStr, Vec<SmolStr>)> = Vec::new();
        let mut back = |country: &str, word: &str| match support.iter_mut().find(|(c, _)| c == country) {
            Some((_, words)) if words.len() < 2 && !words.iter().any(|w| w == word) => words.push(word.into()),
            Some(_) => {}
            None => support.push((country.into(), vec![word.into()])),
        };
        let early = |sentence: usize| if trees[sentence].sentence.paragraph == 0 || sentence < 2 { 2.0 } else { 1.0 };
        for name in names {
            let Some(best) = name.best() else { continue };
            let Some(country) = best.item.country else { continue };
            // Namesakes in several countries say nothing before the context is known.
            let unsure = name.candidates.iter().any(|c| {
                c.item.country.is_some_and(|o| o != country)
                    && c.exactness == best.exactness
                    && c.score * 2 > best.score
            });
            let weight = match best.item.kind {
                Kind::Capital if country == super::identities::SEAT_OF_UNION.0 => 0.2,
                Kind::Country => 1.0,
                Kind::Capital | Kind::Seat => 0.8,
                Kind::Person => 0.5,
                Kind::Media | Kind::Agency => 0.1,
                // A crowd's name is carried over borders: the yellow vests of Charleroi.
                _ if best.item.sector == Some("CVL") => 0.3,
                Kind::City | Kind::Region | Kind::Feature if weak(best) => 0.05,
                _ if unsure => 0.1,
                _ => 0.6,
            };
            add(country, weight * early(name.sentence));
            if weight >= 0.5 {
                back(country, name.span.of(&cx.article.text));
            }
        }
        for d in demonyms {
            if !d.others.is_empty() {
                continue;
            }
            add(&d.country, 0.8 * early(d.sentence));
            back(&d.country, &trees[d.sentence].token(d.word).form);
        }
        if let Some(title) = &cx.article.title {
            for country in title_countries(cx, lexicon, title) {
                add(&country, 3.0);
            }
        }
        weights.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Topic { ranking: weights, support }
    }

    /// The state that the article is about most.
    pub(crate) fn main(&self) -> Option<&SmolStr> {
        self.ranking.iter().map(|(c, _)| c).find(|c| is_state(c))
    }

    /// Whether something else than this word speaks for a country.
    pub(crate) fn supported(&self, country: &str, word: &str) -> bool {
        self.support.iter().any(|(c, words)| c == country && words.iter().any(|w| w != word))
    }

    /// Share of the article's weight that a country has.
    pub(crate) fn share(&self, country: &str) -> f32 {
        let total: f32 = self.ranking.iter().map(|(_, w)| w).sum();
        self.ranking.iter().find(|(c, _)| c == country).map_or(0.0, |(_, w)| w / total.max(1.0))
    }
}

/// Whether a country code is a state's, not a body's.
pub(crate) fn is_state(country: &str) -> bool {
    !matches!(
        country,
        "UNO" | "EUR" | "NAT" | "AFU" | "ECO" | "OSC" | "ARL" | "ICC" | "IGO" | "NGO" | "MNC" | "IMG" | "UNK"
    )
}

fn title_countries(cx: Context<'_>, lexicon: &Lexicon, title: &str) -> Vec<SmolStr> {
    let mut out = Vec::new();
    let mut skip_to = 0;
    let mut at_start = true;
    for (at, c) in title.char_indices() {
        let start = at_start && c.is_alphanumeric();
        at_start = !c.is_alphanumeric();
        if !start || at < skip_to {
            continue;
        }
        let word_end = title[at..].find(|c: char| !c.is_alphanumeric() && c != '-').map_or(title.len(), |e| at + e);
        if c.is_uppercase()
            && let Some(found) = cx.world.longest_match(title, at)
            && let Some(best) = found.candidates.first()
            && best.exactness <= Exactness::Case
            && matches!(best.item.kind, Kind::Country | Kind::Capital | Kind::Seat | Kind::Person)
            && !best.common
        {
            skip_to = found.end;
            out.extend(best.item.country.map(SmolStr::from));
            continue;
        }
        if word_end - at > 4 {
            out.extend(
                cx.world
                    .demonym(&title[at..word_end], &lexicon.lang)
                    .first()
                    .and_then(|d| d.country)
                    .map(SmolStr::from),
            );
        }
        skip_to = word_end;
    }
    out
}

/// Gives words that may point to several states the one that the text is about.
pub(crate) fn settle_demonyms(demonyms: &mut [FoundDemonym], topic: &Topic) {
    for d in demonyms.iter_mut().filter(|d| !d.others.is_empty()) {
        let first = d.country.clone();
        let shares = |c: &SmolStr| topic.share(c);
        let best = d.others.iter().max_by(|a, b| shares(a).total_cmp(&shares(b)).then_with(|| b.cmp(a)));
        if let Some(best) = best
            && shares(best) > shares(&first)
        {
            d.country = best.clone();
        }
    }
}

/// Under a spelling that is seldom meant.
fn rare(c: &Candidate<'_>) -> bool {
    matches!(c.form, NameForm::Alternate | NameForm::Former)
}

/// A minor place under a rare spelling, which more often means something else.
fn weak(c: &Candidate<'_>) -> bool {
    matches!(c.item.kind, Kind::City | Kind::Region | Kind::Feature) && (c.item.weight < 300 || rare(c))
}

/// Orders the candidates of every name by the context, best first, and leaves off
/// minor places under rare spellings that the context does not speak for.
pub(crate) fn disambiguate(
    cx: Context<'_>,
    lexicon: &Lexicon,
    trees: &[Tree<'_>],
    names: &mut [FoundName<'_>],
    topic: &Topic,
) {
    for name in names {
        if name.candidates.is_empty() {
            continue;
        }
        // Countries that share a name are told apart by what else the article speaks of: Congo beside Kinshasa.
        let mut states = name.candidates.iter().filter(|c| c.item.kind == Kind::Country).map(|c| c.item.country);
        let first = states.next();
        let shared = first.is_some() && states.any(|c| Some(c) != first);
        let worth = |c: &Candidate<'_>| {
            let share = c.item.country.map_or(0.0, |code| topic.share(code));
            // A namesake in a country that the article is about outranks a better known one elsewhere.
            let pull = if c.item.kind.is_body() { 300.0 } else { 800.0 };
            // A rare spelling needs more than the country: the river Nile before a division so called.
            let pull = if rare(c) { pull / 4.0 } else { pull };
            let context = (share.min(0.5) * pull) as i32;
            c.score + if c.item.kind == Kind::Country && !shared { 0 } else { context }
        };
        let best = name
            .candidates
            .iter()
            .enumerate()
            .filter(|(_, c)| c.exactness <= name.candidates[0].exactness.max(Exactness::Case))
            .max_by_key(|(i, c)| (worth(c), std::cmp::Reverse(*i)))
            .map_or(0, |(i, _)| i);
        let chosen = name.candidates.remove(best);
        let share = chosen.item.country.map_or(0.0, |code| topic.share(code));
        let minor = matches!(chosen.item.kind, Kind::City | Kind::Region | Kind::Feature);
        let alone = chosen.item.country.is_none_or(|c| !topic.supported(c, name.span.of(&cx.article.text)));
        let placed = super::names::located(&trees[name.sentence], lexicon, name.words.start);
        let rare = rare(&chosen);
        let elsewhere = alone && chosen.item.country.is_some_and(is_state);
        // A surname that little known people of a country share which the text does not speak of.
        let namesake = chosen.item.kind == Kind::Person
            && chosen.form == NameForm::Surname
            && elsewhere
            && chosen.item.weight < 500;
        // "the Labor Party" of another country than the one that the text is about.
        let party = chosen.item.sector == Some("PTY")
            && chosen.form != NameForm::Acronym
            && elsewhere
            && topic.main().is_some_and(|m| topic.share(m) > 0.3 && chosen.item.country != Some(m.as_str()));
        // "l'Assemblée nationale" of another state than the best known one's.
        let main = topic.main().filter(|m| chosen.item.country != Some(m.as_str())).map_or(0.0, |m| topic.share(m));
        let foreign = chosen.item.kind.is_body()
            && chosen.item.country.is_some_and(is_state)
            && share < (main * 0.5).max(0.1)
            && institution(lexicon, name.span.of(&cx.article.text));
        if namesake
            || party
            || foreign
            || weak(&chosen) && (share < if rare { 0.08 } else { 0.04 } || alone)
            || minor && chosen.common && share < 0.2
            || minor && alone && !placed && chosen.item.weight < 500
            || name.urban && alone
        {
            name.candidates.clear();
        } else {
            name.candidates.insert(0, chosen);
        }
    }
}

/// Whether a name is but the common noun of an institution: `Assemblée nationale`, `Congrès`.
fn institution(lexicon: &Lexicon, name: &str) -> bool {
    lexicon.is_phrase(name) || lexicon.is_noun(&super::lexicon::fold_word(name))
}

/// Position of a word.
pub(crate) fn at(sentence: usize, word: usize) -> TokenId {
    TokenId { sentence: sentence as u32, token: word as u32 }
}
