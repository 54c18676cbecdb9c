//! Who is mentioned, where, and which entity it is.
//!
//! Names come from the recogniser and from the world (`names`); descriptions
//! by role from the language's `actors/roles.toml` (`nominals`). Names of one
//! thing are grouped first (`identities`), then one pass in text order gives
//! descriptions, pronouns and possessives their entity (`resolve`), and
//! every entity its code at the article's date (`codes`).

use std::collections::BTreeSet;

use chancery_record::{ActorCode, Entity, EntityKind, Office, Pair, Span, TokenId, short_id};
use chancery_world::When;

use crate::Context;

mod codes;
mod identities;
mod lexicon;
mod links;
mod metonyms;
mod names;
mod nominals;
mod quoted;
mod resolve;
mod topic;
mod traits;
mod tree;

pub use lexicon::Lexicon;

/// What the places stage shares with this one.
pub(crate) mod internals {
    pub(crate) use super::names::{FoundName, located};
    pub(crate) use super::topic::Topic;
    pub(crate) use super::tree::Tree;
}

/// How an entity is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// By name: `Alexandre Loukachenko`, `Moscou`.
    Name,
    /// By a description: `le président bélarusse`, `the army`.
    Nominal,
    /// By a pronoun: `il`, `they`.
    Pronoun,
    /// By a possessive determiner: `ses`, `their`.
    Possessive,
    /// By a demonym or relational adjective: `américain`, `Russian`.
    Adjective,
}

/// One mention of an entity.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Its words.
    pub span: Span,
    /// Its syntactic head.
    pub head: TokenId,
    /// Index into [`Actors::entities`].
    pub entity: usize,
    /// Further entities that it stands for: `ils` for two persons, `les présidents
    /// russe et ukrainien`.
    pub also: Vec<usize>,
    /// How it is mentioned.
    pub kind: MentionKind,
}

/// A name of a place and what it means.
#[derive(Clone, Debug)]
pub(crate) struct PlaceName {
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) country: Option<String>,
    pub(crate) at: Option<(f64, f64)>,
    pub(crate) geonames: Option<u32>,
    pub(crate) metonym: bool,
    pub(crate) rule: &'static str,
}

/// The entities of an article and their mentions.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    /// Entities by first mention.
    pub entities: Vec<Entity>,
    /// Mentions by head position; at most one a head.
    pub mentions: Vec<Mention>,
    /// Names of places, in text order.
    pub(crate) places: Vec<PlaceName>,
}

impl Actors {
    /// The mention whose head is the word at `at`.
    pub fn at(&self, at: TokenId) -> Option<&Mention> {
        self.mentions.binary_search_by_key(&at, |m| m.head).ok().map(|i| &self.mentions[i])
    }

    /// The entity that the word at `at` mentions as its head.
    pub fn entity_at(&self, at: TokenId) -> Option<&Entity> {
        self.at(at).map(|m| &self.entities[m.entity])
    }

    /// The code of an entity, when it has one.
    pub fn code(&self, entity: usize) -> Option<&ActorCode> {
        self.entities[entity].code.as_ref()
    }
}

/// Finds mentions and groups them into entities.
pub fn read(cx: Context<'_>, lexicon: &Lexicon) -> Actors {
    let when = When::from(cx.article.date.as_ref());
    let trees: Vec<tree::Tree<'_>> = cx.syntax.sentences.iter().map(|s| tree::Tree::new(s, &cx.article.text)).collect();
    let mut names = names::find(cx, lexicon, &trees, when);
    let mut demonyms = topic::demonyms(cx, lexicon, &trees, &names);
    let about = topic::Topic::of(cx, lexicon, &trees, &names, &demonyms);
    topic::settle_demonyms(&mut demonyms, &about);
    topic::disambiguate(cx, lexicon, &trees, &mut names, &about);
    names.retain(|n| n.label.is_some() || !n.candidates.is_empty());
    let identities = identities::group(cx, lexicon, &trees, &names, &about);

    let sights: Vec<nominals::Sight<'_, '_>> = trees
        .iter()
        .enumerate()
        .map(|(i, tree)| nominals::Sight::new(lexicon, tree, i, &cx.article.text, &names, &demonyms))
        .collect();
    let mut described = Vec::new();
    let mut ranges = Vec::with_capacity(sights.len());
    for sight in &sights {
        let base = described.len();
        described.extend(sight.nominals(base));
        ranges.push(base..described.len());
    }
    let mut links = links::Links::default();
    for (sight, range) in sights.iter().zip(&ranges) {
        links.add(sight, &names, &described, range.clone());
    }
    let mut resolver =
        resolve::Resolver::new(cx, lexicon, &trees, &names, &identities, &described, &links, &about, when);
    for (sight, range) in sights.iter().zip(&ranges) {
        resolver.sentence(sight, range.clone());
    }
    resolver.first_persons();
    let mut actors = assemble(&resolver);
    actors.places = crate::places::names(cx, lexicon, &trees, &names, &identities.metonyms, &links.in_phrase, &about);
    actors
}

/// Entities by first mention, with codes, offices and ids.
fn assemble(resolver: &resolve::Resolver<'_, '_>) -> Actors {
    let mut drafts: Vec<&resolve::Draft> = resolver.drafts.iter().collect();
    drafts.sort_by_key(|d| (d.sentence, d.head));
    let mut actors = Actors::default();
    let mut index: Vec<Option<usize>> = vec![None; resolver.clusters.len()];
    let mut ids = BTreeSet::new();
    for draft in drafts {
        let head = topic::at(draft.sentence, draft.head);
        if actors.mentions.last().is_some_and(|m| m.head == head) {
            continue;
        }
        let mut entities = Vec::with_capacity(draft.clusters.len());
        for &c in &draft.clusters {
            let e = *index[c].get_or_insert_with(|| {
                let mut entity = entity(resolver, c, draft.span);
                entity.id = id(resolver, c, &entity.name, draft.span, &mut ids);
                actors.entities.push(entity);
                actors.entities.len() - 1
            });
            if !entities.contains(&e) {
                actors.entities[e].mentions.push(Pair(draft.span));
                entities.push(e);
            }
        }
        let Some((&first, also)) = entities.split_first() else { continue };
        actors.mentions.push(Mention { span: draft.span, head, entity: first, also: also.to_vec(), kind: draft.kind });
    }
    actors
}

fn entity(resolver: &resolve::Resolver<'_, '_>, c: usize, first: Span) -> Entity {
    let cluster = &resolver.clusters[c];
    let text = &resolver.cx.article.text;
    let world = resolver.cx.world;
    let own_name = |identity: usize| {
        let fullest = &resolver.names[resolver.identities.all[identity].fullest];
        cluster.kind != EntityKind::State || fullest.kind() == Some(chancery_world::Kind::Country)
    };
    let country =
        || cluster.country.as_deref().and_then(|c| world.country(c)).map(|i| i.name(&resolver.lexicon.lang).to_owned());
    let name = match cluster.identity {
        // A state that is only called by its capital has its own name.
        Some(identity) if !own_name(identity) && country().is_some() => country().unwrap_or_default(),
        Some(identity) => {
            let fullest = resolver.names[resolver.identities.all[identity].fullest].span.of(text);
            fullest.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        None => match cluster
            .nominals
            .iter()
            .map(|&n| resolver.nominals[n].span)
            .max_by_key(|s| (s.len(), std::cmp::Reverse(s.start)))
        {
            Some(span) => span.of(text).split_whitespace().collect::<Vec<_>>().join(" "),
            None => match cluster.item {
                Some(item) => item.name(&resolver.lexicon.lang).to_owned(),
                None => first.of(text).to_owned(),
            },
        },
    };
    let mut offices: Vec<Office> = Vec::new();
    if let Some(item) = cluster.item.filter(|_| cluster.kind == EntityKind::Person) {
        for tenure in world.tenures(item.id) {
            if tenure.when().overlaps(resolver.when) && !tenure.title.is_empty() {
                offices.push(Office {
                    title: tenure.title.to_owned(),
                    of: (!tenure.of.is_empty()).then(|| tenure.of.to_owned()),
                    from: tenure.from.parse().ok(),
                    to: tenure.to.parse().ok(),
                });
            }
        }
    }
    let kind = match cluster.kind {
        EntityKind::Place if resolver.code(c).is_some() => EntityKind::State,
        kind => kind,
    };
    Entity {
        id: String::new(),
        kind,
        name,
        code: resolver.code(c),
        wikidata: cluster.item.and_then(|i| i.wikidata).map(|q| format!("Q{q}")),
        offices,
        mentions: Vec::new(),
    }
}

/// An entity's id: a hash of the article, its name and its first mention.
///
/// Words that stand for several (`les autorités belges et françaises`) are the first mention of
/// each under one name: there the country tells them apart, and where that is the same too, a number.
fn id(resolver: &resolve::Resolver<'_, '_>, c: usize, name: &str, first: Span, taken: &mut BTreeSet<String>) -> String {
    let place = format!("{}:{}", first.start, first.end);
    let parts = [&resolver.cx.article.id, "entity", name, &place];
    let plain = short_id("e", &parts);
    if taken.insert(plain.clone()) {
        return plain;
    }
    let country = resolver.clusters[c].country.as_deref().unwrap_or_default();
    let own = short_id("e", &[parts.as_slice(), &[country]].concat());
    let numbered = (2..).map(|n| format!("{own}-{n}"));
    std::iter::once(own.clone()).chain(numbered).find(|id| taken.insert(id.clone())).unwrap_or(own)
}
