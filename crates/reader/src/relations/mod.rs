//! Lasting relations between actors: allies, members, successors, spokespersons,
//! owners, relatives, opponents. A noun of the list tells one between who it
//! is said of and whose it is; a verb between its subject and whom it succeeds.

use std::collections::BTreeMap;

use chancery_language::{DataError, Pack};
use chancery_record::{Because, Entity, EntityKind, Pair, Relation, SmolStr, Span, Status, TokenId};

use crate::Context;
use crate::actors::Actors;
use crate::events::{Grammar, Role};
use crate::phrases::Phrases;

/// Kinds of relations (the record).
const KINDS: [&str; 7] = ["ally", "member", "successor", "spokesperson", "owner", "relative", "opponent"];

/// The stage's lexicon in one language: `relations.toml`.
#[derive(Debug, Default)]
pub struct Lexicon {
    lang: String,
    kinds: Vec<(&'static str, Phrases)>,
}

impl Lexicon {
    /// Compiles `relations.toml` of a language folder; without the file there are no relations.
    ///
    /// # Errors
    /// A [`DataError`] with file and line.
    pub fn compile(pack: &Pack) -> Result<Lexicon, DataError> {
        let Some(source) = pack.file("relations.toml") else { return Ok(Lexicon::default()) };
        let lists: BTreeMap<String, Phrases> = source.toml()?;
        if let Some(name) = lists.keys().find(|k| !KINDS.contains(&k.as_str())) {
            let message = format!("'{name}' is no kind of relation (those are: {})", KINDS.join(", "));
            return Err(source.error(source.line_with(name), message));
        }
        let kinds = KINDS.iter().filter_map(|k| Some((*k, lists.get(*k)?.clone()))).collect();
        Ok(Lexicon { lang: pack.lang.to_owned(), kinds })
    }
}

/// Finds relations, in text order, each once.
pub(crate) fn read(cx: Context<'_>, lexicon: &Lexicon, actors: &Actors, grammar: &Grammar<'_>) -> Vec<Relation> {
    let mut all: Vec<Relation> = Vec::new();
    for (index, sentence) in cx.syntax.sentences.iter().enumerate() {
        for (kind, words) in &lexicon.kinds {
            for (word, length) in words.all(&sentence.tokens) {
                let Some((from, to)) = sides(actors, grammar, index, word) else { continue };
                let known = |r: &Relation| {
                    r.kind == *kind && r.from == actors.entities[from.0].id && r.to == actors.entities[to.0].id
                };
                if from.0 == to.0
                    || all.iter().any(known)
                    || !fits(kind, &actors.entities[from.0], &actors.entities[to.0])
                {
                    continue;
                }
                let span = sentence.tokens[word].span.cover(sentence.tokens[word + length - 1].span);
                let mut because = Because::rule(SmolStr::from(format!("{}/relations/{kind}", lexicon.lang)));
                because.spans.insert("from".into(), Pair(from.1));
                because.spans.insert("to".into(), Pair(to.1));
                all.push(Relation {
                    span,
                    kind: (*kind).to_owned(),
                    from: actors.entities[from.0].id.clone(),
                    to: actors.entities[to.0].id.clone(),
                    dates: Vec::new(),
                    because: Some(because),
                });
            }
        }
    }
    all.sort_by_key(|r| r.span);
    all
}

/// Whether two entities can stand in a relation: one is a member of a body, a spokesperson or relative is a person.
fn fits(kind: &str, from: &Entity, to: &Entity) -> bool {
    let body = |e: &Entity| matches!(e.kind, EntityKind::Organization | EntityKind::State | EntityKind::Group);
    let person = |e: &Entity| matches!(e.kind, EntityKind::Person | EntityKind::Group);
    match kind {
        "member" => {
            body(to) && from.kind != EntityKind::Place && (from.code.is_some() || from.kind == EntityKind::Person)
        }
        "spokesperson" => from.kind == EntityKind::Person && !head_of_state(from),
        "relative" => person(from) && person(to),
        _ => from.kind != EntityKind::Place && to.kind != EntityKind::Place,
    }
}

/// "The presidential spokesman" names no president.
fn head_of_state(entity: &Entity) -> bool {
    entity.offices.iter().any(|o| o.title == "President" || o.title == "Prime Minister" || o.title == "King")
}

type Side = (usize, Span);

/// Who stands in the relation that a word tells, and to whom.
fn sides(actors: &Actors, grammar: &Grammar<'_>, index: usize, word: usize) -> Option<(Side, Side)> {
    let tree = grammar.tree(index);
    let token = tree.token(word);
    let roles = grammar.roles(index, word);
    let first = |words: &mut dyn Iterator<Item = usize>, but: Option<usize>| -> Option<Side> {
        for w in words {
            let found = grammar.entities(index, std::iter::once(w));
            if let Some(e) = found.into_iter().find(|e| Some(*e) != but) {
                return Some((e, tree.token(w).span));
            }
        }
        None
    };
    if tree.is_verb(word) && token.feat("VerbForm") == Some("Part") && token.rel() == "acl" {
        return None;
    }
    if tree.is_verb(word) && grammar.status(index, word) != Status::Actual {
        return None;
    }
    if tree.is_verb(word) {
        let from = first(&mut roles.of(Role::Subject), None)?;
        let mut objects = roles.of(Role::Recipient).chain(roles.of(Role::Object)).chain(roles.of(Role::To));
        let to = first(&mut objects, Some(from.0))?;
        return Some((from, to));
    }
    if token.upos != "NOUN" || grammar.negated(index, word) {
        return None;
    }
    // What the noun is said of: its subject, the name beside it, the name that it stands beside, or itself.
    let beside = |rels: &'static [&'static str]| {
        tree.children(word).iter().copied().filter(move |&c| rels.contains(&tree.token(c).rel()))
    };
    // "Members of X" says who they are, and nothing more.
    let own = actors
        .at(TokenId { sentence: index as u32, token: word as u32 })
        .filter(|m| !actors.entities[m.entity].name.to_lowercase().contains(tree.form(word).as_str()))
        .map(|m| (m.entity, token.span));
    let above = matches!(token.rel(), "appos" | "compound" | "flat").then(|| tree.head(word)).flatten();
    let from = first(&mut beside(&["nsubj"]), None)
        .or_else(|| first(&mut beside(&["appos", "flat"]), None))
        .or_else(|| first(&mut above.into_iter(), None))
        .or(own)?;
    let mut whose =
        roles.of(Role::Genitive).chain(roles.of(Role::Subject).filter(|w| !beside(&["nsubj"]).any(|s| s == *w)));
    let to = first(&mut whose, Some(from.0))?;
    Some((from, to))
}
