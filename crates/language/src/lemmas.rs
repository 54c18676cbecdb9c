//! Lemmas as edits of the form.
//!
//! A [`Script`] says how many characters to take off the end, what to add, and
//! how to set capitals; or it gives the lemma whole. The network chooses among
//! the scripts seen in training; a lexicon of forms and tags settles the words
//! whose lemma is known.

use std::fmt;
use std::str::FromStr;

/// Capitals of the lemma.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Case {
    /// All small.
    Lower,
    /// As in the form.
    Keep,
    /// The first letter is a capital.
    Title,
    /// All capitals.
    Upper,
}

/// An edit that makes a lemma of a form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Script(Edit);

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Edit {
    Ending { case: Case, strip: usize, add: String },
    Whole(String),
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}

fn title(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().enumerate().map(|(i, c)| if i == 0 { upper(c) } else { lower(c) })
}

impl Script {
    /// The edit that makes `lemma` of `form`.
    pub fn between(form: &str, lemma: &str) -> Self {
        let form_chars: Vec<char> = form.chars().map(lower).collect();
        let lemma_chars: Vec<char> = lemma.chars().map(lower).collect();
        let common = form_chars.iter().zip(&lemma_chars).take_while(|(a, b)| a == b).count();
        if common > 0 || form_chars.is_empty() {
            let strip = form_chars.len() - common;
            let add: String = lemma_chars[common..].iter().collect();
            for case in [Case::Lower, Case::Keep, Case::Title, Case::Upper] {
                let script = Script(Edit::Ending { case, strip, add: add.clone() });
                if script.apply(form).as_deref() == Some(lemma) {
                    return script;
                }
            }
        }
        Script(Edit::Whole(lemma.to_owned()))
    }

    /// The lemma, or nothing when the form is too short for the edit.
    pub fn apply(&self, form: &str) -> Option<String> {
        let mut out = String::with_capacity(form.len() + 4);
        self.apply_into(form, &mut out).then_some(out)
    }

    /// Whether the form is long enough for the edit.
    pub fn fits(&self, form: &str) -> bool {
        match &self.0 {
            Edit::Whole(lemma) => !lemma.is_empty(),
            Edit::Ending { strip, .. } => form.chars().count() > *strip,
        }
    }

    /// Like [`Script::apply`], into a buffer; false when the form is too short.
    pub fn apply_into(&self, form: &str, out: &mut String) -> bool {
        out.clear();
        match &self.0 {
            Edit::Whole(lemma) => out.push_str(lemma),
            Edit::Ending { case, strip, add } => {
                let n = form.chars().count();
                let Some(keep) = n.checked_sub(*strip) else { return false };
                if keep == 0 && n > 0 {
                    return false;
                }
                let kept = form.chars().take(keep);
                match case {
                    Case::Lower => out.extend(kept.map(lower)),
                    Case::Keep => out.extend(kept),
                    Case::Title => out.extend(title(form).take(keep)),
                    Case::Upper => out.extend(kept.map(upper)),
                }
                match case {
                    Case::Upper => out.extend(add.chars().map(upper)),
                    _ => out.push_str(add),
                }
            }
        }
        !out.is_empty()
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Edit::Whole(lemma) => write!(f, "={lemma}"),
            Edit::Ending { case, strip, add } => {
                let case = match case {
                    Case::Lower => 'l',
                    Case::Keep => 'k',
                    Case::Title => 't',
                    Case::Upper => 'u',
                };
                write!(f, "{case}{strip}|{add}")
            }
        }
    }
}

impl FromStr for Script {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fail = || format!("'{text}' is no lemma script");
        let mut chars = text.chars();
        let case = match chars.next().ok_or_else(fail)? {
            '=' => return Ok(Script(Edit::Whole(chars.as_str().to_owned()))),
            'l' => Case::Lower,
            'k' => Case::Keep,
            't' => Case::Title,
            'u' => Case::Upper,
            _ => return Err(fail()),
        };
        let (strip, add) = chars.as_str().split_once('|').ok_or_else(fail)?;
        let strip = strip.parse().map_err(|_| fail())?;
        Ok(Script(Edit::Ending { case, strip, add: add.to_owned() }))
    }
}

/// Key of a form and a tag in the lexicon, into a buffer.
pub fn lexicon_key(form: &str, upos: &str, out: &mut Vec<u8>) {
    out.clear();
    for c in form.chars() {
        let c = if c == '’' { '\'' } else { lower(c) };
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    out.push(b'\t');
    out.extend_from_slice(upos.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_make_the_lemma_and_read_back() {
        for (form, lemma) in [
            ("parlait", "parler"),
            ("Parlait", "parler"),
            ("Paris", "Paris"),
            ("PARIS", "Paris"),
            ("OTAN", "OTAN"),
            ("est", "être"),
            ("yeux", "œil"),
            ("va", "aller"),
            ("geese", "goose"),
            ("d'", "de"),
            ("iPhones", "iPhone"),
            ("É", "é"),
        ] {
            let script = Script::between(form, lemma);
            assert_eq!(script.apply(form).as_deref(), Some(lemma), "{script}");
            assert_eq!(script.to_string().parse::<Script>().unwrap(), script);
        }
    }

    #[test]
    fn a_script_carries_over_to_like_words() {
        let script = Script::between("parlait", "parler");
        assert_eq!(script.apply("chantait").as_deref(), Some("chanter"));
        assert_eq!(script.apply("ait"), None);
    }
}
