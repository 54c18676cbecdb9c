//! Segmentation: paragraphs, sentences, surface tokens and the words of
//! multiword tokens, as Universal Dependencies draws them.
//!
//! The code knows characters; words stand in `languages/LANG/segmentation.toml`.
//! It works in three passes over the text, each linear: line breaks give blocks
//! that no sentence crosses, a block is cut into surface tokens, and marks
//! among them end sentences. Last, contractions are resolved into their words.
//!
//! What is always so: tokens stand in order and do not overlap, begin and end
//! at character boundaries, and only blanks lie between them.
//!
//! ```
//! use chancery_language::{Pack, Segmenter};
//!
//! let segmenter = Segmenter::compile(&Pack::builtin("fr").unwrap())?;
//! let sentences = segmenter.segment("M. Roux a-t-il parlé du traité ? « Oui. »");
//! let words: Vec<_> = sentences[0].tokens.iter().map(|t| t.form.as_str()).collect();
//! assert_eq!(words, ["M.", "Roux", "a", "-t-il", "parlé", "de", "le", "traité", "?"]);
//! assert_eq!(sentences.len(), 2);
//! # Ok::<(), chancery_language::DataError>(())
//! ```

mod blocks;
mod characters;
mod cuts;
mod data;
mod lexicon;
mod links;
mod sentences;
mod tokens;
mod words;

#[cfg(test)]
mod tests;

use chancery_record::{Sentence, Span};

use crate::pack::{DataError, Pack};
use lexicon::Lexicon;
use sentences::Ends;
use tokens::Scanner;

/// The words that the language's data knows as common, in lower case; none when it cannot be read.
pub(crate) fn common_words(pack: &Pack) -> std::collections::HashSet<String> {
    let data = pack.file("segmentation.toml").and_then(|file| data::Data::read(file).ok()).unwrap_or_default();
    data.starters.into_iter().chain(data.elisions).chain(data.multiwords.into_keys()).collect()
}

/// Cuts the text of one language into sentences and words.
#[derive(Debug)]
pub struct Segmenter {
    lexicon: Lexicon,
}

impl Segmenter {
    /// Reads `segmentation.toml` of a language.
    ///
    /// # Errors
    /// A [`DataError`] when the file is missing or does not fit.
    pub fn compile(pack: &Pack) -> Result<Segmenter, DataError> {
        let data = data::Data::read(pack.required("segmentation.toml")?)?;
        Ok(Segmenter { lexicon: Lexicon::new(&data) })
    }

    /// The sentences of `text` in order, none of them empty: spans, forms,
    /// parts of multiword tokens and paragraphs; lemmas, tags and heads are left empty.
    ///
    /// Sentences of more than 400 surface tokens are cut, so that what is
    /// quadratic in their length stays bounded.
    pub fn segment(&self, text: &str) -> Vec<Sentence> {
        let mut found = Vec::new();
        let mut scanner = Scanner::new(self, text);
        let mut ends = Vec::new();
        for (paragraph, block) in blocks::blocks(text).into_iter().enumerate() {
            scanner.scan(block.start as usize, block.end as usize);
            Ends { text, tokens: &scanner.tokens, lexicon: &self.lexicon }.find(&mut ends);
            let mut first = 0;
            for after in &ends {
                let raws = &scanner.tokens[first..*after];
                first = *after;
                if let (Some(head), Some(last)) = (raws.first(), raws.last()) {
                    found.push(Sentence {
                        span: Span::new(head.start, last.end),
                        paragraph: paragraph as u32,
                        tokens: self.words(text, raws),
                    });
                }
            }
        }
        found
    }
}
