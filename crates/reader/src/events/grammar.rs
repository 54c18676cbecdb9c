//! Logical roles, for the stages after this one.

use chancery_record::{Status, TokenId};

use super::predicates::Sight;
use super::roles::{Role, Roles};
use super::{Layers, Lexicon};
use crate::Context;
use crate::tree::Tree;

/// The trees of an article with the roles of their predicates.
pub(crate) struct Grammar<'a> {
    cx: Context<'a>,
    lexicon: &'a Lexicon,
    layers: Layers<'a>,
    trees: Vec<Tree<'a>>,
}

impl<'a> Grammar<'a> {
    pub(crate) fn new(cx: Context<'a>, lexicon: &'a Lexicon, layers: Layers<'a>) -> Self {
        Grammar { cx, lexicon, layers, trees: cx.syntax.sentences.iter().map(Tree::new).collect() }
    }

    pub(crate) fn tree(&self, sentence: usize) -> &Tree<'a> {
        &self.trees[sentence]
    }

    fn sight(&self, sentence: usize) -> Sight<'_> {
        Sight::new(&self.trees[sentence], sentence as u32, self.lexicon, self.layers, self.cx)
    }

    /// Roles of the predicate, verb or noun, at a word.
    pub(crate) fn roles(&self, sentence: usize, word: usize) -> Roles {
        self.sight(sentence).roles(word)
    }

    /// Roles that the case markers of a word tell.
    pub(crate) fn marked(&self, at: TokenId) -> Vec<Role> {
        self.sight(at.sentence as usize).marked(at.token as usize)
    }

    /// Entities (indices) that the words, or what is nearest inside their phrases, mention.
    pub(crate) fn entities(&self, sentence: usize, words: impl Iterator<Item = usize>) -> Vec<usize> {
        super::parties::entities(&self.sight(sentence), words)
    }

    /// Whether the word is negated.
    pub(crate) fn negated(&self, sentence: usize, word: usize) -> bool {
        super::status::negated(&self.sight(sentence), word)
    }

    /// Whether what the word states took place.
    pub(crate) fn status(&self, sentence: usize, word: usize) -> Status {
        super::status::status(&self.sight(sentence), word)
    }
}
