//! Cuts inside compounds: units after digits, clitics after hyphens, hyphens themselves.

use super::characters::is_hyphen;
use super::data::Hyphens;
use super::lexicon::lower_into;
use super::tokens::{Kind, REACH, Scanner};

/// Most clitics at the end of one word: `donne-le-moi`, `allez-vous-en`.
const CLITICS: usize = 3;

impl Scanner<'_, '_> {
    /// Digits, then a unit or an ending: `3e` stays, `14h30` is three tokens where `h` is a unit.
    pub(super) fn cut_number(&mut self, start: usize, from: usize, end: usize) -> usize {
        let text = self.text;
        let digits = text[from..end].find(|c: char| c.is_alphabetic()).map_or(end, |i| from + i);
        if digits == end || digits == from {
            return self.push(start, end, Kind::Number);
        }
        let letters = text[digits..end].find(|c: char| !c.is_alphabetic()).map_or(end, |i| digits + i);
        lower_into(&text[digits..letters], &mut self.lower);
        let lexicon = &self.segmenter.lexicon;
        let (exact, lower) = (lexicon.get(&text[digits..letters]), lexicon.get(&self.lower));
        let tail = &text[letters..end];
        let plain_tail = tail.bytes().all(|b| b.is_ascii_digit());
        if lower.number_ending && tail.is_empty() || !(exact.unit || lower.unit) || !plain_tail {
            return self.push(start, end, Kind::Number);
        }
        self.push(start, digits, Kind::Number);
        self.push(digits, letters, Kind::Word);
        if letters < end {
            self.push(letters, end, Kind::Number);
        }
        end
    }

    pub(super) fn cut_hyphens(&mut self, at: usize, end: usize, digits: bool) -> usize {
        match self.segmenter.lexicon.hyphens {
            Hyphens::Keep => self.cut_clitics(at, end),
            Hyphens::Split => self.cut_pieces(at, end, digits),
        }
    }

    /// Cuts up to three clitics off the end: `donne-le-moi`, `a-t-il`.
    fn cut_clitics(&mut self, at: usize, end: usize) -> usize {
        let text = self.text;
        let mut cuts = [0usize; CLITICS];
        let (mut count, mut stem) = (0, end);
        while count < cuts.len() {
            let Some(cut) = self.clitic(at, stem) else { break };
            cuts[count] = cut;
            count += 1;
            stem = cut;
        }
        let number = text[at..stem].bytes().all(|b| !b.is_ascii_alphabetic()) && text[at..stem].is_ascii();
        self.push(at, stem, if number { Kind::Number } else { Kind::Word });
        for i in (0..count).rev() {
            let to = if i == 0 { end } else { cuts[i - 1] };
            self.push(cuts[i], to, Kind::Word);
        }
        end
    }

    /// Where the clitic at the end of `at..end` begins.
    fn clitic(&mut self, at: usize, end: usize) -> Option<usize> {
        let text = self.text;
        let reach = text[at..end].char_indices().rev().take(12);
        let mut hyphens = reach.filter(|(_, c)| is_hyphen(*c)).map(|(i, _)| at + i);
        let last = hyphens.next()?;
        let longer = hyphens.next();
        let mut shouted = None;
        for cut in longer.into_iter().chain([last]) {
            lower_into(&text[cut..end], &mut self.lower);
            if cut == at || !self.segmenter.lexicon.clitics.contains(self.lower.as_str()) {
                continue;
            }
            // "Jean-Le" is a name; "DIT-IL" is not.
            let capital = text[cut..end].chars().any(char::is_uppercase);
            let shout = *shouted.get_or_insert_with(|| !text[at..end].chars().take(REACH).any(char::is_lowercase));
            if !capital || shout {
                return Some(cut);
            }
        }
        None
    }

    /// Cuts at every hyphen but those after prefixes and in telephone numbers.
    fn cut_pieces(&mut self, at: usize, end: usize, digits: bool) -> usize {
        let text = self.text;
        if digits && is_telephone(&text[at..end]) {
            return self.push(at, end, Kind::Number);
        }
        let mut start = at;
        let mut piece = at;
        while piece < end {
            let stop = text[piece..end].find(is_hyphen).map_or(end, |i| piece + i);
            if stop < end {
                lower_into(&text[piece..stop], &mut self.lower);
                let hyphen = text[stop..].chars().next().map_or(1, char::len_utf8);
                if piece == start && self.segmenter.lexicon.get(&self.lower).prefix {
                    piece = stop + hyphen;
                    continue;
                }
                self.cut_piece(start, stop);
                self.push(stop, stop + hyphen, Kind::Other);
                start = stop + hyphen;
                piece = start;
            } else {
                self.cut_piece(start, stop);
                piece = stop;
            }
        }
        end
    }

    fn cut_piece(&mut self, start: usize, end: usize) {
        if self.text.as_bytes()[start].is_ascii_digit() {
            self.cut_number(start, start, end);
        } else {
            self.push(start, end, Kind::Word);
        }
    }
}

/// Three or more groups of digits, or three digits and four.
fn is_telephone(text: &str) -> bool {
    let mut groups = 0;
    let mut lengths = [0usize; 2];
    for group in text.split(is_hyphen) {
        if group.is_empty() || !group.bytes().all(|b| b.is_ascii_digit() || b == b'/') {
            return false;
        }
        if let Some(length) = lengths.get_mut(groups) {
            *length = group.len();
        }
        groups += 1;
    }
    groups >= 3 || lengths == [3, 4]
}
