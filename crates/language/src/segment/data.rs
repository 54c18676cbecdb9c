//! `segmentation.toml`: the words of a language that decide where others begin.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::pack::{DataError, PackFile};

/// What happens to words joined by hyphens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Hyphens {
    /// `porte-parole` is one token; clitics are cut off its end.
    #[default]
    Keep,
    /// `long-term` is three tokens; prefixes stay with what follows.
    Split,
}

/// The file as people write it; the template says what each key means.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Data {
    pub hyphens: Hyphens,
    pub prefixes: Vec<String>,
    pub clitics: Vec<String>,
    pub elisions: Vec<String>,
    pub enclitics: Vec<String>,
    pub possessive_after: String,
    pub bracketed_endings: Vec<String>,
    pub keep: Vec<String>,
    pub emoticons: Vec<String>,
    pub numbers: Numbers,
    pub abbreviations: Abbreviations,
    pub starters: Vec<String>,
    pub multiwords: BTreeMap<String, Vec<String>>,
    pub ambiguous: BTreeMap<String, Ambiguous>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Numbers {
    pub blank_groups: bool,
    pub endings: Vec<String>,
    pub units: Vec<String>,
    pub decimal_comma: bool,
    pub ordinal_period: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Abbreviations {
    pub never_final: Vec<String>,
    pub before_number: Vec<String>,
    pub anywhere: Vec<String>,
}

/// A multiword token that may also be one word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Ambiguous {
    pub one_word_after: Vec<String>,
    pub several_words_after: Vec<String>,
    pub as_before_after: Vec<String>,
    pub auxiliaries: Vec<String>,
    pub passive: Vec<String>,
    pub participle_endings: Vec<String>,
    pub at_start_one_word: bool,
}

impl Data {
    pub(super) fn read(file: &PackFile) -> Result<Data, DataError> {
        let data: Data = file.toml()?;
        data.check(file)?;
        Ok(data)
    }

    fn check(&self, file: &PackFile) -> Result<(), DataError> {
        let wrong = |needle: &str, message: String| {
            Err(file.error(file.line_with(&format!("\"{needle}\"")).or_else(|| file.line_with(needle)), message))
        };
        let lists = [
            &self.prefixes,
            &self.clitics,
            &self.elisions,
            &self.enclitics,
            &self.bracketed_endings,
            &self.keep,
            &self.emoticons,
            &self.starters,
            &self.numbers.endings,
            &self.numbers.units,
            &self.abbreviations.never_final,
            &self.abbreviations.before_number,
            &self.abbreviations.anywhere,
        ];
        for entry in lists.into_iter().flatten() {
            if entry.is_empty() || entry.contains(char::is_whitespace) {
                return wrong(entry, format!("\"{entry}\" is empty or contains a blank, and tokens do not"));
            }
        }
        for clitic in &self.clitics {
            if !clitic.starts_with('-') || clitic.len() == 1 {
                return wrong(clitic, format!("the clitic \"{clitic}\" must begin with the hyphen before it"));
            }
        }
        for elision in &self.elisions {
            if elision.contains(['\'', '’']) {
                return wrong(elision, format!("write the elision \"{elision}\" without its apostrophe"));
            }
        }
        for (form, words) in &self.multiwords {
            if words.len() < 2 || words.iter().any(String::is_empty) {
                return wrong(form, format!("the multiword token \"{form}\" needs two words or more"));
            }
            if *form != form.to_lowercase() {
                return wrong(form, format!("write the multiword token \"{form}\" in lower case"));
            }
        }
        for form in self.ambiguous.keys() {
            if !self.multiwords.contains_key(form) {
                return wrong(form, format!("\"{form}\" is ambiguous, but no multiword token"));
            }
        }
        Ok(())
    }
}
