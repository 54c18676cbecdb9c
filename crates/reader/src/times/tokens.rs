//! Words, numbers and marks of a text, as the patterns see them.

use std::collections::HashMap;

use chancery_record::{SmolStr, Span, Syntax};

/// A word, a run of digits, or one mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Its bytes in the text.
    pub(super) span: Span,
    /// Its number in the lexicon's vocabulary; none for a word that no pattern uses.
    pub(super) word: Option<u32>,
    /// What it is.
    pub(super) kind: Kind,
    /// Whether it touches the token before it.
    pub(super) glued: bool,
    /// Number of its line; a sentence that goes on over a line break stays in one line.
    pub(super) line: u32,
    /// Whether it stands between quotation marks.
    pub(super) quoted: bool,
}

/// Kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters; whether the first is a capital.
    Word {
        /// Whether the first letter is a capital.
        capital: bool,
    },
    /// Digits: their value (none when it is too great) and how many there are.
    Number {
        /// The number, when it fits.
        value: Option<i32>,
        /// How many digits.
        digits: u8,
    },
    /// Any other character.
    Mark(char),
}

/// The words of a language's patterns, each with its number.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<SmolStr, u32>,
}

impl Vocabulary {
    /// The number of a token's normal form, given one if it has none yet.
    pub(super) fn add(&mut self, word: &str) -> u32 {
        let next = self.ids.len() as u32;
        *self.ids.entry(word.into()).or_insert(next)
    }

    fn get(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// The normal forms of the tokens of a literal.
    pub(super) fn literal(&mut self, text: &str) -> Vec<u32> {
        pieces(text).map(|p| self.add(&normal(&text[p.0..p.1]))).collect()
    }
}

/// Lower case, one kind of apostrophe, one kind of hyphen.
fn normal(piece: &str) -> String {
    piece
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | '‘' | 'ʼ' | '´' => '\'',
            '‐' | '‑' | '–' | '−' => '-',
            c => c,
        })
        .collect()
}

/// Whether a script writes words without blanks, so that each character is a token.
fn alone(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Byte ranges of the tokens of `text`.
fn pieces(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.find(|(_, c)| !c.is_whitespace() && *c != '\u{feff}')?;
        let mut end = start + first.len_utf8();
        let same: fn(char) -> bool = if first.is_ascii_digit() {
            |c| c.is_ascii_digit()
        } else if first.is_alphabetic() && !alone(first) {
            |c| (c.is_alphabetic() && !alone(c)) || ('\u{300}'..='\u{36f}').contains(&c)
        } else {
            |_| false
        };
        while let Some((at, c)) = chars.next_if(|(_, c)| same(*c)) {
            end = at + c.len_utf8();
        }
        Some((start, end))
    })
}

/// Splits `text`; `syntax` tells which line breaks stand inside a sentence.
pub(super) fn tokenize(text: &str, syntax: &Syntax, vocabulary: &Vocabulary) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5);
    let mut line = 0;
    let mut end = 0;
    let mut quotes = Quotes::default();
    for (start, stop) in pieces(text) {
        let piece = &text[start..stop];
        let gap = &text[end..start];
        if gap.contains('\n') && !inside_sentence(syntax, end, start, gap) {
            line += 1;
            quotes.close();
        }
        let first = piece.chars().next().unwrap_or(' ');
        let kind = if first.is_ascii_digit() {
            let value = piece.parse().ok();
            Kind::Number { value, digits: piece.len().min(255) as u8 }
        } else if first.is_alphabetic() {
            Kind::Word { capital: first.is_uppercase() }
        } else {
            Kind::Mark(first)
        };
        let glued = start == end && start > 0;
        let quoted = quotes.pass(kind, glued, text[stop..].chars().next());
        tokens.push(Token {
            span: Span::new(start, stop),
            word: vocabulary.get(&normal(piece)),
            kind,
            glued,
            line,
            quoted,
        });
        end = stop;
    }
    tokens
}

/// A single line break that lies inside one sentence of the trees is a wrap, not an end.
fn inside_sentence(syntax: &Syntax, end: usize, start: usize, gap: &str) -> bool {
    gap.matches('\n').count() == 1
        && syntax
            .sentence_at(start as u32)
            .and_then(|i| syntax.sentences.get(i))
            .is_some_and(|s| (s.span.start as usize) < end && (s.span.end as usize) > start)
}

/// Follows quotation marks through a text.
#[derive(Default)]
struct Quotes {
    /// The mark that will close, when one is open.
    closing: Option<char>,
}

impl Quotes {
    fn close(&mut self) {
        // Quotations over paragraphs open again in each of them.
        self.closing = None;
    }

    /// Takes the next token; whether it is quoted.
    fn pass(&mut self, kind: Kind, glued: bool, next: Option<char>) -> bool {
        let Kind::Mark(mark) = kind else { return self.closing.is_some() };
        let opens = match mark {
            '«' => Some('»'),
            '“' | '„' => Some('”'),
            '"' if self.closing.is_none() && (!glued || next.is_some_and(char::is_alphanumeric)) => Some('"'),
            _ => None,
        };
        match (opens, self.closing) {
            (Some(closing), None) => {
                self.closing = Some(closing);
                false
            }
            (_, Some(closing)) if mark == closing => {
                self.closing = None;
                false
            }
            (_, open) => open.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        pieces(text).map(|(a, b)| &text[a..b]).collect()
    }

    #[test]
    fn words_numbers_and_marks() {
        assert_eq!(split("l'été 2014, 18h30"), ["l", "'", "été", "2014", ",", "18", "h", "30"]);
        assert_eq!(split("2025年3月5日"), ["2025", "年", "3", "月", "5", "日"]);
        assert_eq!(split(""), [""; 0]);
        assert_eq!(normal("Aujourd’Hui"), "aujourd'hui");
    }

    #[test]
    fn quoted_words_are_known() {
        let text = "Il a dit: \"Venez demain\", mardi. « Hier » aussi.";
        let tokens = tokenize(text, &Syntax::default(), &Vocabulary::default());
        let quoted: Vec<&str> = tokens.iter().filter(|t| t.quoted).map(|t| t.span.of(text)).collect();
        assert_eq!(quoted, ["Venez", "demain", "Hier"]);
    }
}
