//! Surface tokens: one pass over a block, no look-ahead without a bound.

use super::Segmenter;
use super::characters::{
    closes, is_apostrophe, is_attached, is_hyphen, is_ideograph, is_pictograph, is_regional, is_terminal, is_word,
    modifies_emoji, opens,
};
use super::lexicon::{Abbreviation, lower_into};
use super::links::{self, Hints};

/// Longest stretch that is looked at to decide about one character.
pub(super) const REACH: usize = 64;

/// What a token is to the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// An abbreviation with its period.
    Abbreviation(Abbreviation),
    /// A capital with its period, or capitals with periods between.
    Initial,
    Number,
    /// Marks that may end a sentence.
    Terminal,
    Open,
    Close,
    Other,
}

/// A surface token, in bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

/// Cuts one block.
pub(super) struct Scanner<'s, 't> {
    pub segmenter: &'s Segmenter,
    pub text: &'t str,
    block: usize,
    end: usize,
    hints: Hints,
    /// Whether a straight double or single quotation mark waits for its partner.
    open_double: bool,
    open_single: bool,
    pub lower: String,
    pub tokens: Vec<Raw>,
}

/// A run of letters and digits with the signs that join them.
#[derive(Default)]
struct Compound {
    end: usize,
    hyphens: bool,
    apostrophes: bool,
    /// Single letters with periods between.
    dotted: bool,
    /// It must not be cut further.
    whole: bool,
    digits: bool,
}

impl<'s, 't> Scanner<'s, 't> {
    pub(super) fn new(segmenter: &'s Segmenter, text: &'t str) -> Self {
        Scanner {
            segmenter,
            text,
            block: 0,
            end: 0,
            hints: Hints::default(),
            open_double: false,
            open_single: false,
            lower: String::new(),
            tokens: Vec::new(),
        }
    }

    /// Puts the tokens of `start..end` into `tokens`.
    pub(super) fn scan(&mut self, start: usize, end: usize) {
        self.tokens.clear();
        (self.block, self.end) = (start, end);
        (self.open_double, self.open_single) = (false, false);
        self.hints = Hints::default();
        let mut at = start;
        while let Some(c) = self.char(at) {
            if c.is_whitespace() {
                at += c.len_utf8();
                continue;
            }
            if at >= self.hints.end {
                self.hints = Hints::of(self.text, at, self.end);
            }
            at = self.token(at, c);
        }
    }

    fn char(&self, at: usize) -> Option<char> {
        if at >= self.end {
            return None;
        }
        match self.text.as_bytes()[at] {
            byte if byte.is_ascii() => Some(byte as char),
            _ => self.text[at..self.end].chars().next(),
        }
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[self.block..at].chars().next_back()
    }

    fn rest(&self, at: usize) -> &'t str {
        &self.text[at..self.end]
    }

    pub(super) fn push(&mut self, start: usize, end: usize, kind: Kind) -> usize {
        self.tokens.push(Raw { start, end, kind });
        end
    }

    /// Cuts the token, or the tokens of the compound, at `at`; gives where it ends.
    fn token(&mut self, at: usize, c: char) -> usize {
        let after_word = self.before(at).is_some_and(is_word);
        if self.hints.address
            && !after_word
            && let Some(length) = links::address(self.rest(at))
        {
            return self.push(at, at + length, Kind::Word);
        }
        if is_ideograph(c) {
            let mut end = at + c.len_utf8();
            while let Some(c) = self.char(end).filter(|c| is_attached(*c)) {
                end += c.len_utf8();
            }
            return self.push(at, end, Kind::Word);
        }
        if is_word(c) {
            return self.word(at);
        }
        if !c.is_ascii() && (is_pictograph(c) || is_regional(c)) {
            let end = self.emoji(at, c);
            return self.push(at, end, Kind::Other);
        }
        if let Some(length) = self.segmenter.lexicon.sign(self.rest(at)).filter(|_| !after_word) {
            return self.push(at, at + length, Kind::Word);
        }
        if c == '#'
            && !after_word
            && let Some(length) = links::hashtag(self.rest(at))
        {
            return self.push(at, at + length, Kind::Word);
        }
        self.mark(at, c)
    }

    /// Punctuation and signs.
    fn mark(&mut self, at: usize, c: char) -> usize {
        let next = at + c.len_utf8();
        let before = self.before(at);
        let loose = before.is_none_or(|b| b.is_whitespace() || opens(b));
        if is_terminal(c) {
            // ".324" and "…", "?!", "..." as one.
            let digit = self.char(next).is_some_and(|d| d.is_ascii_digit());
            if c == '.' && digit && loose {
                return self.number(at, next);
            }
            let mut end = next;
            while let Some(more) = self.char(end).filter(|more| is_terminal(*more)) {
                end += more.len_utf8();
            }
            return self.push(at, end, Kind::Terminal);
        }
        if matches!(c, '+' | '-' | '−') && loose && self.char(next).is_some_and(|d| d.is_ascii_digit()) {
            return self.number(at, next);
        }
        if c == '"' || is_apostrophe(c) {
            return self.quote(at, c, next);
        }
        if opens(c) {
            return self.push(at, next, Kind::Open);
        }
        if closes(c) {
            return self.push(at, next, Kind::Close);
        }
        // Rules, dashes and the like stay together.
        let mut end = next;
        if matches!(c, '-' | '–' | '—' | '_' | '=' | '*' | '~' | '#' | '<' | '>' | '`' | '•') {
            while self.char(end) == Some(c) {
                end += c.len_utf8();
            }
        }
        while let Some(mark) = self.char(end).filter(|mark| is_attached(*mark)) {
            end += mark.len_utf8();
        }
        self.push(at, end, Kind::Other)
    }

    fn quote(&mut self, at: usize, c: char, next: usize) -> usize {
        // '' and ’’ are double quotation marks of typewriters.
        let doubled = is_apostrophe(c) && self.char(next) == Some(c);
        let end = if doubled { next + c.len_utf8() } else { next };
        let left = self.before(at).is_none_or(|b| b.is_whitespace() || opens(b) || matches!(b, '"' | '-' | '–' | '—'));
        let right = self.char(end).is_none_or(char::is_whitespace);
        let double = c == '"' || doubled;
        let waiting = if double { self.open_double } else { self.open_single };
        let opening = match (left, right) {
            (true, false) => true,
            (false, true) => false,
            _ => !waiting,
        };
        if double {
            self.open_double = opening;
        } else {
            self.open_single = opening;
        }
        self.push(at, end, if opening { Kind::Open } else { Kind::Close })
    }

    /// One emoji with its modifiers and what is joined to it.
    fn emoji(&self, at: usize, c: char) -> usize {
        let mut end = at + c.len_utf8();
        if is_regional(c)
            && let Some(second) = self.char(end).filter(|c| is_regional(*c))
        {
            end += second.len_utf8();
        }
        while let Some(c) = self.char(end) {
            if modifies_emoji(c) {
                end += c.len_utf8();
                if c == '\u{200D}'
                    && let Some(joined) = self.char(end).filter(|c| is_pictograph(*c))
                {
                    end += joined.len_utf8();
                }
            } else {
                break;
            }
        }
        end
    }

    /// A number that begins with a sign or a period: `from` is its first digit.
    fn number(&mut self, at: usize, from: usize) -> usize {
        let compound = self.compound(from);
        self.cut_number(at, from, compound.end)
    }

    fn word(&mut self, at: usize) -> usize {
        let compound = self.compound(at);
        let end = compound.end;
        if compound.whole {
            return self.push(at, end, Kind::Word);
        }
        if let Some(end) = self.abbreviation(at, &compound) {
            return end;
        }
        let first_digit = self.text.as_bytes()[at].is_ascii_digit();
        if compound.hyphens {
            self.cut_hyphens(at, end, compound.digits)
        } else if first_digit && !compound.apostrophes {
            self.cut_number(at, at, end)
        } else {
            self.push(at, end, if first_digit { Kind::Number } else { Kind::Word })
        }
    }

    /// Reads on from `at` over letters, digits and joining signs.
    fn compound(&mut self, at: usize) -> Compound {
        let segmenter = self.segmenter;
        let mut compound = Compound::default();
        let (mut here, mut piece) = (at, at);
        let mut last = '\0';
        loop {
            while let Some(c) = self.char(here).filter(|c| is_word(*c)) {
                if is_ideograph(c) {
                    break;
                }
                compound.digits |= c.is_ascii_digit();
                last = c;
                here += c.len_utf8();
            }
            compound.end = here;
            let Some(c) = self.char(here) else { return compound };
            if here == piece {
                return compound;
            }
            // The token is closed by most characters that are no letters.
            if c == ' ' && !last.is_ascii_digit() {
                return compound;
            }
            let next_at = here + c.len_utf8();
            let next = self.char(next_at);
            if piece == at && here - at <= REACH {
                lower_into(&self.text[at..here], &mut self.lower);
                if let Some(length) = segmenter.lexicon.kept(&self.lower, self.rest(at)) {
                    compound.end = at + length;
                    compound.whole = true;
                    return compound;
                }
                if is_apostrophe(c)
                    && segmenter.lexicon.has_elisions
                    && segmenter.lexicon.get(&self.lower).elision
                    && !(self.open_single && next.is_none_or(|n| !is_word(n) && !opens(n) && n != '"'))
                {
                    compound.end = next_at;
                    compound.whole = true;
                    return compound;
                }
            }
            let pair = next.filter(|n| is_word(*n) && !is_ideograph(*n));
            if is_group_blank(c) {
                if !self.blank_group(at, piece, here, next_at) {
                    return compound;
                }
            } else if let Some(length) = self.bracketed(c, last, here) {
                // "délégué(e)s" goes on behind the bracket.
                here += length;
                piece = at;
                last = ')';
                if self.char(here).is_none_or(|c| !c.is_lowercase()) {
                    compound.end = here;
                    return compound;
                }
                continue;
            } else if is_apostrophe(c) {
                if pair.is_some() {
                    compound.apostrophes = true;
                } else {
                    // A bare apostrophe after the right letter is a possessive, if no quotation waits for it.
                    let possessive = segmenter.lexicon.possessive_after.iter().any(|p| last.to_lowercase().eq([*p]));
                    if possessive && !self.open_single && next != Some(c) {
                        compound.apostrophes = true;
                        compound.end = next_at;
                    }
                    return compound;
                }
            } else if let Some(next) = pair {
                if is_hyphen(c) {
                    compound.hyphens = true;
                } else if !self.joins(piece, here, last, c, next_at, next, &mut compound) {
                    return compound;
                }
            } else if c == '.' && self.dotted_hyphen(piece, here, next_at) {
                // "J.-C.": the hyphen between initials.
                here = next_at + 1;
                piece = here;
                compound.dotted = true;
                continue;
            } else if matches!(c, '°' | 'º') && last.is_alphabetic() && here - piece <= 2 {
                compound.end = next_at;
                compound.whole = true;
                return compound;
            } else {
                return compound;
            }
            here = next_at;
            piece = next_at;
        }
    }

    /// Whether the sign `c` joins the piece before it and what follows.
    #[allow(clippy::too_many_arguments)]
    fn joins(
        &self,
        piece: usize,
        here: usize,
        last: char,
        c: char,
        next_at: usize,
        next: char,
        compound: &mut Compound,
    ) -> bool {
        let digits = last.is_ascii_digit() && next.is_ascii_digit();
        let single = || {
            let mut chars = self.text[piece..here].chars();
            let alone = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic());
            alone(chars.next())
                && chars.next().is_none()
                && next.is_alphabetic()
                && self.char(next_at + next.len_utf8()).is_none_or(|c| !is_word(c))
        };
        match c {
            '.' if digits => true,
            '.' if single() => {
                compound.dotted = true;
                true
            }
            '.' => {
                let rest = self.rest(next_at);
                let ending = &rest[..rest.bytes().take(REACH).take_while(u8::is_ascii_alphanumeric).count()];
                let goes_on = rest[ending.len()..].chars().next().is_some_and(is_word);
                let shouted = ending.bytes().all(|b| b.is_ascii_uppercase());
                !goes_on && (links::is_ending(ending) || (shouted && links::is_ending(&ending.to_ascii_lowercase())))
            }
            ',' => {
                let rest = self.rest(next_at).as_bytes();
                let group = rest.iter().take(4).take_while(|b| b.is_ascii_digit()).count() == 3;
                digits && (self.segmenter.lexicon.decimal_comma || group)
            }
            ':' => digits,
            '/' => {
                digits || (self.is_capital(piece, here) && (next.is_ascii_digit() || (single() && next.is_uppercase())))
            }
            '&' => (last.is_uppercase() && next.is_uppercase()) || single(),
            '_' | '·' => true,
            _ => false,
        }
    }

    /// Length of a listed ending in brackets that stands at `here`.
    fn bracketed(&self, c: char, last: char, here: usize) -> Option<usize> {
        let endings = &self.segmenter.lexicon.bracketed_endings;
        let rest = (c == '(' && last.is_lowercase()).then(|| self.rest(here))?;
        endings.iter().find(|e| rest.starts_with(e.as_str())).map(String::len)
    }

    fn is_capital(&self, start: usize, end: usize) -> bool {
        let mut chars = self.text[start..end].chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
    }

    fn dotted_hyphen(&self, piece: usize, here: usize, next_at: usize) -> bool {
        let mut right = self.rest(next_at).chars();
        self.is_capital(piece, here)
            && right.next().is_some_and(is_hyphen)
            && right.next().is_some_and(char::is_uppercase)
            && right.next() == Some('.')
    }

    /// Whether a blank inside `1 000` joins: one to three digits before it, just three after.
    fn blank_group(&self, at: usize, piece: usize, here: usize, next_at: usize) -> bool {
        if !self.segmenter.lexicon.blank_groups {
            return false;
        }
        let before = &self.text.as_bytes()[piece..here];
        let length = if piece == at { 1..=3 } else { 3..=3 };
        let after = self.rest(next_at).as_bytes();
        let digits = after.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
        length.contains(&before.len())
            && before.iter().all(u8::is_ascii_digit)
            && before[0] != b'0'
            && digits == 3
            && self.char(next_at + 3).is_none_or(|c| !is_word(c))
    }

    /// Takes up a word and the period after it, when both are one token.
    fn abbreviation(&mut self, at: usize, compound: &Compound) -> Option<usize> {
        let (end, segmenter) = (compound.end, self.segmenter);
        if self.char(end) != Some('.') || end - at > REACH {
            return None;
        }
        let after = end + 1;
        let follows = self.char(after);
        if matches!(follows, Some('.' | '…')) {
            return None;
        }
        if compound.dotted {
            return Some(self.push(at, after, Kind::Initial));
        }
        let form = &self.text[at..end];
        let mut lower = std::mem::take(&mut self.lower);
        lower_into(form, &mut lower);
        let known = segmenter.lexicon.abbreviation(form, &lower);
        self.lower = lower;
        // The word behind the blank, in the same block.
        let gap = self.rest(after).chars().take_while(|c| c.is_whitespace()).map(char::len_utf8).sum::<usize>();
        let next = self.char(after + gap);
        let kind = match known {
            Some(Abbreviation::Number) if self.number_at(after + gap) => Kind::Abbreviation(Abbreviation::Number),
            Some(Abbreviation::NeverFinal) if next.is_none() || follows.is_some_and(is_word) && compound.digits => {
                return None;
            }
            Some(kind) if kind != Abbreviation::Number => Kind::Abbreviation(kind),
            _ => {
                let mut chars = form.chars();
                let capital = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
                let name = next.is_some_and(char::is_uppercase) && !self.starter_at(after + gap);
                let roman = segmenter.lexicon.ordinal_period && form.bytes().all(|b| b.is_ascii_digit()) && gap > 0;
                if capital && name {
                    Kind::Initial
                } else if roman && next.is_some_and(|c| c.is_alphabetic()) {
                    Kind::Abbreviation(Abbreviation::NeverFinal)
                } else {
                    return None;
                }
            }
        };
        Some(self.push(at, after, kind))
    }

    /// Whether a number stands at `at`, in digits or Roman.
    fn number_at(&self, at: usize) -> bool {
        let rest = self.rest(at);
        let roman = rest.bytes().take(8).take_while(|b| b"IVXLCDM".contains(b)).count();
        rest.starts_with(|c: char| c.is_ascii_digit() || c == '°') || (roman > 0 && !rest[roman..].starts_with(is_word))
    }

    /// Whether the word at `at` is one that begins sentences.
    fn starter_at(&mut self, at: usize) -> bool {
        let rest = self.rest(at);
        let end = rest.char_indices().take(REACH).find(|(_, c)| !is_word(*c)).map_or(rest.len().min(REACH), |(i, _)| i);
        let Some(word) = rest.get(..end) else { return false };
        lower_into(word, &mut self.lower);
        self.segmenter.lexicon.get(&self.lower).starter
    }
}

/// The blanks that group digits: plain, no-break, narrow no-break, thin.
fn is_group_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}')
}
