//! The words of a text, as far as likeness needs them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Bit of a word that begins with a capital letter.
const CAPITAL: u32 = 1 << 31;
/// Bit of a word that is a number.
const NUMBER: u32 = 1 << 30;
/// Bits of the folded form's hash.
const FORM: u32 = NUMBER - 1;

/// One word: a hash of its lower-case form, whether it began with a capital, whether it is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(u32);

impl Word {
    /// A word as it stands in a text.
    pub fn new(word: &str) -> Self {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let number = word.bytes().all(|b| b.is_ascii_digit());
        Word(form(word) | if capital { CAPITAL } else { 0 } | if number { NUMBER } else { 0 })
    }

    /// The hash of the form in lower case.
    pub fn form(self) -> u32 {
        self.0 & FORM
    }

    /// Whether it began with a capital letter.
    pub fn is_capital(self) -> bool {
        self.0 & CAPITAL != 0
    }

    /// Whether it is written in digits.
    pub fn is_number(self) -> bool {
        self.0 & NUMBER != 0
    }
}

/// FNV-1a of the word in lower case, cut to thirty bits.
pub(crate) fn form(word: &str) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut buffer = [0; 4];
    for c in word.chars().flat_map(char::to_lowercase) {
        for byte in c.encode_utf8(&mut buffer).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    ((hash ^ (hash >> 30)) as u32) & FORM
}

/// The words of a text in order, with the offsets (code points) of each.
///
/// Letters and digits make words; everything else divides them. In records a string: base64 of
/// four bytes a word, and of the lengths of gaps and words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    words: Vec<Word>,
    /// First code point and the one after the last.
    spans: Vec<(u32, u32)>,
}

impl Words {
    /// Cuts a text.
    pub fn of(text: &str) -> Self {
        let mut out = Words::default();
        for (start, end, word) in cut(text) {
            out.words.push(Word::new(word));
            out.spans.push((start, end));
        }
        out
    }

    /// The words in order.
    pub fn as_slice(&self) -> &[Word] {
        &self.words
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The stretch of the text, in code points, from word `first` to before word `last`.
    pub fn stretch(&self, first: usize, last: usize) -> [u32; 2] {
        match (self.spans.get(first), last.checked_sub(1).and_then(|i| self.spans.get(i))) {
            (Some(from), Some(to)) if first < last => [from.0, to.1],
            _ => [0, 0],
        }
    }
}

/// The words of a text with their code points.
pub(crate) fn cut(text: &str) -> impl Iterator<Item = (u32, u32, &str)> {
    let mut chars = text.char_indices().enumerate().peekable();
    std::iter::from_fn(move || {
        let (start, (from, _)) = chars.find(|(_, (_, c))| c.is_alphanumeric())?;
        let (mut end, mut to) = (start as u32 + 1, text.len());
        while let Some(&(at, (byte, c))) = chars.peek() {
            to = byte;
            end = at as u32;
            if !c.is_alphanumeric() {
                return Some((start as u32, end, &text[from..to]));
            }
            chars.next();
            end = at as u32 + 1;
            to = text.len();
        }
        Some((start as u32, end, &text[from..to]))
    })
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::with_capacity(6 * self.words.len());
        let mut at = 0;
        for (word, &(start, end)) in self.words.iter().zip(&self.spans) {
            bytes.extend(word.0.to_le_bytes());
            put(&mut bytes, start - at);
            put(&mut bytes, end - start);
            at = end;
        }
        to.serialize_str(&STANDARD_NO_PAD.encode(bytes))
    }
}

/// A number in base 128, low digits first.
fn put(bytes: &mut Vec<u8>, mut n: u32) {
    while n >= 128 {
        bytes.push((n & 127) as u8 | 128);
        n >>= 7;
    }
    bytes.push(n as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u32> {
    let mut n = 0u32;
    for shift in (0..32).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        n |= u32::from(byte & 127).checked_shl(shift)?;
        if byte < 128 {
            return Some(n);
        }
    }
    None
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Words;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the words of a text, in base64")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Words, E> {
                let bytes = STANDARD_NO_PAD.decode(text).map_err(E::custom)?;
                unpack(&bytes).ok_or_else(|| E::custom("the words of a text are cut short"))
            }
        }
        from.deserialize_str(Text)
    }
}

fn unpack(mut bytes: &[u8]) -> Option<Words> {
    let mut out = Words::default();
    let mut at = 0u32;
    while let Some((word, rest)) = bytes.split_first_chunk::<4>() {
        bytes = rest;
        let start = at.checked_add(take(&mut bytes)?)?;
        at = start.checked_add(take(&mut bytes)?)?;
        out.words.push(Word(u32::from_le_bytes(*word)));
        out.spans.push((start, at));
    }
    bytes.is_empty().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_everything_but_letters_and_digits() {
        let text = "L'Élysée a dit: «200 morts»!";
        let words: Vec<&str> = cut(text).map(|w| w.2).collect();
        assert_eq!(words, ["L", "Élysée", "a", "dit", "200", "morts"]);
        let chars: Vec<char> = text.chars().collect();
        for (start, end, word) in cut(text) {
            assert_eq!(chars[start as usize..end as usize].iter().collect::<String>(), word);
        }
        assert_eq!(cut("fin").collect::<Vec<_>>(), [(0, 3, "fin")]);
        assert_eq!(cut(" … ").count(), 0);
    }

    #[test]
    fn case_is_kept_beside_the_form() {
        let (small, capital, number) = (Word::new("accord"), Word::new("Accord"), Word::new("2025"));
        assert_eq!(small.form(), capital.form());
        assert!(capital.is_capital() && !small.is_capital() && number.is_number());
    }

    #[test]
    fn words_round_trip_in_a_record() {
        let words = Words::of(&"Le cessez-le-feu a tenu 3 jours. ".repeat(50));
        let json = serde_json::to_string(&words).unwrap();
        assert_eq!(serde_json::from_str::<Words>(&json).unwrap(), words);
        assert!(serde_json::from_str::<Words>("\"AAAA\"").is_err());
        assert_eq!(words.stretch(1, 3), [3, 12]);
    }
}
