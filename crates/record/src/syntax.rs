//! What the language room finds: sentences, words, trees, names.

use smol_str::SmolStr;

use crate::Span;

/// Position of a word: its sentence and its index there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId {
    /// Index of the sentence.
    pub sentence: u32,
    /// Index of the word in the sentence.
    pub token: u32,
}

/// A syntactic word of Universal Dependencies.
///
/// The words of a multiword token (`du` = `de` + `le`) share its span; `form`
/// tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The surface token that it is, or is part of.
    pub span: Span,
    /// The word itself.
    pub form: SmolStr,
    /// Dictionary form.
    pub lemma: SmolStr,
    /// Universal part of speech, `NOUN`.
    pub upos: SmolStr,
    /// Features as in CoNLL-U, `Gender=Fem|Number=Sing`, empty when none.
    pub feats: SmolStr,
    /// Index of the head in the same sentence; none for the root.
    pub head: Option<u32>,
    /// Relation to the head with its subtype, `nsubj:pass`; `root` for the root.
    pub deprel: SmolStr,
    /// Index in the multiword token when it is part of one: 0 for the first word.
    pub part: Option<u8>,
}

impl Token {
    /// Value of a feature: `token.feat("Tense") == Some("Past")`.
    pub fn feat(&self, name: &str) -> Option<&str> {
        self.feats.split('|').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key == name).then_some(value)
        })
    }

    /// The relation without its subtype.
    pub fn rel(&self) -> &str {
        self.deprel.split(':').next().unwrap_or_default()
    }
}

/// A sentence and its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// From its first to its last character.
    pub span: Span,
    /// Index of its paragraph in the article.
    pub paragraph: u32,
    /// Its words in order.
    pub tokens: Vec<Token>,
}

impl Sentence {
    /// Index of the root word, if there is one.
    pub fn root(&self) -> Option<usize> {
        self.tokens.iter().position(|t| t.head.is_none())
    }

    /// Indices of the words whose head is `of`, in order.
    pub fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        self.tokens.iter().enumerate().filter(move |(_, t)| t.head == Some(of as u32)).map(|(i, _)| i)
    }
}

/// Kind of a named entity (CoNLL-2003).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameLabel {
    /// Person.
    Per,
    /// Location.
    Loc,
    /// Organisation.
    Org,
    /// Any other name.
    Misc,
}

impl NameLabel {
    /// `PER`, `LOC`, `ORG`, `MISC`.
    pub fn as_str(self) -> &'static str {
        match self {
            NameLabel::Per => "PER",
            NameLabel::Loc => "LOC",
            NameLabel::Org => "ORG",
            NameLabel::Misc => "MISC",
        }
    }
}

/// A named entity in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The longest name without its determiner.
    pub span: Span,
    /// Its kind.
    pub label: NameLabel,
}

/// Trees and names of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Syntax {
    /// Language of the trees.
    pub lang: SmolStr,
    /// Sentences in text order.
    pub sentences: Vec<Sentence>,
    /// Names in text order, without overlaps.
    pub names: Vec<Name>,
}

impl Syntax {
    /// The word at a position.
    pub fn token(&self, at: TokenId) -> &Token {
        &self.sentences[at.sentence as usize].tokens[at.token as usize]
    }

    /// Index of the sentence that covers a byte offset, else of the last one before it.
    pub fn sentence_at(&self, offset: u32) -> Option<usize> {
        self.sentences.partition_point(|s| s.span.start <= offset).checked_sub(1)
    }
}
