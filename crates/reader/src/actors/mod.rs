//! Who is mentioned, where, and which entity it is.

use chancery_language::{DataError, Pack};
use chancery_record::{ActorCode, Entity, Span, TokenId};

use crate::Context;

/// The stage's lexicon in one language.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// Compiles the stage's files of a language folder.
    ///
    /// # Errors
    /// A [`DataError`] with file and line.
    pub fn compile(_pack: &Pack) -> Result<Lexicon, DataError> {
        Ok(Lexicon {})
    }
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
    /// How it is mentioned.
    pub kind: MentionKind,
}

/// The entities of an article and their mentions.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    /// Entities by first mention.
    pub entities: Vec<Entity>,
    /// Mentions by head position; at most one a head.
    pub mentions: Vec<Mention>,
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
pub fn read(_cx: Context<'_>, _lexicon: &Lexicon) -> Actors {
    Actors::default()
}
