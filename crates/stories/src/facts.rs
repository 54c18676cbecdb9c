//! What a text tells of persons, places and quantities, sentence by sentence: what a rewrite, an
//! update and a translation keep when no five words in a row are left.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::background::Background;
use crate::input::fold;
use crate::words::{cut, form};

const NUMERALS: &str = include_str!("../data/numerals.tsv");

/// Rarity from which a capital word at the head of a sentence counts as a name.
const NAME_AT_HEAD: f32 = 5.0;

/// Most rarity that a name brings, and the weight of one unit of it.
const RAREST: f32 = 10.0;
const NAME: f32 = 0.7;

/// A name or number with the weight that its agreement has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// A hash of the name without case and accents, or of the number's value.
    pub key: u32,
    /// How much its agreement tells.
    pub weight: f32,
    /// Whether it is a number.
    pub number: bool,
}

/// The facts of each sentence that has some, by key, each once in its sentence.
pub(crate) fn sentences(lang: Option<&str>, text: &str) -> Vec<Vec<Fact>> {
    pieces(text).into_iter().map(|s| of_sentence(lang, s)).filter(|facts| !facts.is_empty()).collect()
}

/// Cuts at stops and ends of lines; an abbreviation too many does no harm.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|n| n.1);
        let ends = c == '\n' || (matches!(c, '.' | '!' | '?') && next.is_none_or(char::is_whitespace));
        if ends {
            let end = at + c.len_utf8();
            out.push(&text[start..end]);
            start = end;
        }
    }
    out.push(&text[start..]);
    out
}

fn of_sentence(lang: Option<&str>, sentence: &str) -> Vec<Fact> {
    let table = Background::of(lang);
    let mut facts: BTreeMap<u32, Fact> = BTreeMap::new();
    for value in numbers(lang, sentence) {
        let key = form(&format!("#{value}"));
        facts.insert(key, Fact { key, weight: weight(value / 1000), number: true });
    }
    // What opens a sentence, or words quoted in it, may have its capital from there.
    let mut head = true;
    let mut after = 0;
    let chars: Vec<char> = sentence.chars().collect();
    for (start, end, word) in cut(sentence) {
        head |= chars[after as usize..start as usize].iter().any(|c| matches!(c, '«' | '“' | '"' | ':'));
        after = end;
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        if capital && word.chars().count() > 2 {
            let rarity = table.weight(form(word));
            if !head || rarity >= NAME_AT_HEAD {
                let key = form(&fold(word));
                facts.insert(key, Fact { key, weight: rarity.min(RAREST) * NAME, number: false });
            }
        }
        head = false;
    }
    facts.into_values().collect()
}

/// Large and odd numbers agree by chance less often than small ones; years are common.
fn weight(value: u64) -> f32 {
    match value {
        0..=3 => 1.0,
        4..=12 => 2.5,
        1990..=2040 => 2.0,
        13..=99 => 4.0,
        _ => 6.0,
    }
}

fn numeral(lang: Option<&str>, word: &str) -> Option<u64> {
    static TABLE: OnceLock<HashMap<(&str, &str), u64>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        NUMERALS
            .lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(|line| {
                let mut cells = line.split('\t');
                let (lang, word, value) = (cells.next()?, cells.next()?, cells.next()?.parse().ok()?);
                Some(((lang, word), value))
            })
            .collect()
    });
    table.get(&(lang?, word.to_lowercase().as_str())).copied()
}

/// A number that is being read.
#[derive(Default)]
struct Reading {
    /// Thousandths of what stands so far.
    value: Option<u64>,
    whole: u64,
}

impl Reading {
    fn take(&mut self, value: u64, scale: bool) {
        let thousandths = value * 1000;
        match (self.value, scale) {
            // quatre-vingts
            (Some(4000), false) if value == 20 => self.value = Some(80_000),
            (Some(before), true) => self.value = Some(before.saturating_mul(value)),
            (Some(before), false) => self.value = Some(before.saturating_add(thousandths)),
            (None, _) => self.value = Some(thousandths),
        }
        if scale && value >= 1000 {
            self.whole = self.whole.saturating_add(self.value.take().unwrap_or(0));
        }
    }

    fn end(&mut self, out: &mut BTreeSet<u64>) {
        let whole = std::mem::take(&mut self.whole);
        let rest = self.value.take();
        if whole > 0 || rest.is_some() {
            out.insert(whole.saturating_add(rest.unwrap_or(0)));
        }
    }
}

/// The values of the numbers in a text, in thousandths, written in digits (`1,800`, `1 800`, `4.9 million`) or words.
fn numbers(lang: Option<&str>, text: &str) -> BTreeSet<u64> {
    let mut out = BTreeSet::new();
    let words: Vec<(u32, u32, &str)> = cut(text).collect();
    let chars: Vec<char> = text.chars().collect();
    let mut reading = Reading::default();
    let mut at = 0;
    while let Some(&(start, mut end, word)) = words.get(at) {
        at += 1;
        let between = |a: u32, b: u32| chars[a as usize..b as usize].iter().collect::<String>();
        if word.bytes().all(|b| b.is_ascii_digit()) && word.len() <= 12 {
            reading.end(&mut out);
            let mut digits = word.to_owned();
            let mut thousandths = None;
            // Groups of three go on, one or two digits behind a point or comma are a fraction.
            while let Some(&(s, e, next)) = words.get(at) {
                let gap = between(end, s);
                let numeric = next.bytes().all(|b| b.is_ascii_digit());
                let group = digits.len() <= 9 && next.len() == 3 && word.len() <= 3;
                if numeric && group && matches!(gap.as_str(), "," | "." | " " | "\u{a0}" | "\u{202f}" | "'" | "’") {
                    digits.push_str(next);
                } else if numeric && next.len() <= 2 && matches!(gap.as_str(), "," | ".") {
                    thousandths = format!("{next:0<3}").parse::<u64>().ok();
                    end = e;
                    at += 1;
                    break;
                } else {
                    break;
                }
                end = e;
                at += 1;
            }
            let value = digits.parse::<u64>().unwrap_or(0);
            reading.value = Some(value.saturating_mul(1000).saturating_add(thousandths.unwrap_or(0)));
        } else if let Some(value) = numeral(lang, word) {
            reading.take(value, value >= 100);
        } else {
            reading.end(&mut out);
            continue;
        }
        // A number goes on over a space or hyphen into a numeral, and over nothing else.
        let goes_on = words.get(at).is_some_and(|&(s, _, next)| {
            let gap = between(end.max(start), s);
            numeral(lang, next).is_some() && matches!(gap.as_str(), " " | "-" | "\u{a0}" | "\u{202f}")
        });
        if !goes_on {
            reading.end(&mut out);
        }
    }
    reading.end(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_value_however_they_are_written() {
        for (lang, text, expected) in [
            ("en", "Fourteen of the 1,800 barrels and 4.9 million tonnes", vec![14, 1800, 4_900_000]),
            ("fr", "quatorze des 1 800 barils et 4,9 millions de tonnes", vec![14, 1800, 4_900_000]),
            ("fr", "soixante-trois kilomètres, quatre-vingt-dix mines, 1 150 vols", vec![63, 90, 1150]),
            ("en", "fifty-seven men, two hundred tents, 1.6 billion euros", vec![57, 200, 1_600_000_000]),
            ("fr", "1,6 milliard d'euros en 2023, deux cents tentes", vec![200, 2023, 1_600_000_000]),
            ("en", "in Room 12B, a stew for the children", vec![]),
            ("en", "none at all", vec![]),
        ] {
            let found: Vec<u64> = numbers(Some(lang), text).into_iter().map(|n| n / 1000).collect();
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(numbers(Some("fr"), "50,4 %"), numbers(Some("en"), "50.4 percent"));
        assert_eq!(numbers(Some("fr"), "50,4 %"), BTreeSet::from([50_400]));
    }

    #[test]
    fn a_name_is_one_in_both_languages_and_a_capital_at_the_head_is_none() {
        let keys = |lang: &str, text: &str| -> BTreeSet<u32> {
            sentences(Some(lang), text).into_iter().flatten().map(|f| f.key).collect()
        };
        let french = keys("fr", "Le ministre Élias Nkemba est arrivé à Tunis. Il a parlé de paix.");
        let english = keys("en", "The minister, Elias Nkemba, came to Tunis. He spoke of peace.");
        assert_eq!(french, english);
        assert_eq!(french.len(), 3);
    }

    #[test]
    fn every_numeral_is_read() {
        let lines = NUMERALS.lines().filter(|l| !l.starts_with('#'));
        for (n, line) in lines.enumerate() {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(numeral(Some(cells[0]), cells[1]), cells[2].parse().ok(), "numeral {n}: {line}");
        }
    }
}
