//! Where sentences end inside a block.

use super::characters::{closes, is_full_stop, is_hyphen, opens};
use super::lexicon::{Abbreviation, Lexicon, lower_into};
use super::tokens::{Kind, Raw};

/// Most words of a sentence. Longer ones are lists or text without marks; they
/// are cut at a comma or semicolon so that what stands on us keeps its bounds.
pub(super) const LONGEST: usize = 400;

/// Decides for one block.
pub(super) struct Ends<'b> {
    pub text: &'b str,
    pub tokens: &'b [Raw],
    pub lexicon: &'b Lexicon,
}

impl Ends<'_> {
    /// Puts into `out` the index after the last token of every sentence.
    pub(super) fn find(&self, out: &mut Vec<usize>) {
        out.clear();
        let (mut first, mut at) = (0, 0);
        while at < self.tokens.len() {
            let after = self.after(first, at);
            at += 1;
            if let Some(after) = after {
                self.close(first, after, out);
                (first, at) = (after, after);
            }
        }
        if first < self.tokens.len() {
            self.close(first, self.tokens.len(), out);
        }
    }

    /// Takes up the sentence `first..after`, in pieces when it is too long.
    fn close(&self, mut first: usize, after: usize, out: &mut Vec<usize>) {
        while after - first > LONGEST {
            let window = &self.tokens[first + LONGEST / 2..first + LONGEST];
            let mark = window.iter().rposition(|t| matches!(self.form(t), ";" | ":" | "," | "،" | "、"));
            first += mark.map_or(LONGEST, |i| LONGEST / 2 + i + 1);
            out.push(first);
        }
        out.push(after);
    }

    fn form(&self, token: &Raw) -> &str {
        &self.text[token.start..token.end]
    }

    fn first_char(&self, token: &Raw) -> char {
        self.form(token).chars().next().unwrap_or(' ')
    }

    /// The index after the sentence from `first` if it ends with the token `at`.
    fn after(&self, first: usize, at: usize) -> Option<usize> {
        let token = &self.tokens[at];
        match token.kind {
            Kind::Terminal => {
                let after = self.closers(at + 1);
                self.ends_at_mark(first, at, after).then_some(after)
            }
            Kind::Initial | Kind::Abbreviation(Abbreviation::Anywhere) => {
                let after = self.closers(at + 1);
                let next = self.beyond_openers(after);
                let starts = next.is_some_and(|next| {
                    let mut lower = String::new();
                    lower_into(self.form(next), &mut lower);
                    self.first_char(next).is_uppercase() && self.starts(&lower)
                });
                starts.then_some(after)
            }
            _ => None,
        }
    }

    /// Whether a word begins sentences; the elided form counts without its apostrophe.
    fn starts(&self, lower: &str) -> bool {
        self.lexicon.get(lower).starter || self.lexicon.get(lower.trim_end_matches('\'')).starter
    }

    /// Skips closing marks that belong to the sentence before, and notes such as `[3]`.
    fn closers(&self, mut at: usize) -> usize {
        while let Some(token) = self.tokens.get(at) {
            let glued = self.tokens[at - 1].end == token.start;
            let closing = token.kind == Kind::Close && (glued || self.closes_anyway(at));
            if closing {
                at += 1;
            } else if self.is_note(at) {
                at += 3;
            } else {
                break;
            }
        }
        at
    }

    /// A closing mark after a blank: only one that cannot open, or that another needs.
    fn closes_anyway(&self, at: usize) -> bool {
        closes(self.first_char(&self.tokens[at])) || self.tokens[at].kind == Kind::Close
    }

    fn is_note(&self, at: usize) -> bool {
        matches!(self.tokens.get(at..at + 3), Some([open, number, close])
            if self.form(open) == "[" && number.kind == Kind::Number && self.form(close) == "]")
    }

    /// The first token from `at` on that is no opening mark and no dash.
    fn beyond_openers(&self, at: usize) -> Option<&Raw> {
        self.tokens[at..].iter().take(4).find(|t| {
            let c = self.first_char(t);
            let skipped = t.kind == Kind::Open || (t.kind == Kind::Other && (is_dash(c) || opens(c)));
            !skipped
        })
    }

    fn ends_at_mark(&self, first: usize, at: usize, after: usize) -> bool {
        let (mark, before) = (&self.tokens[at], at.checked_sub(1).map(|i| &self.tokens[i]));
        let form = self.form(mark);
        let Some(next) = self.tokens.get(after) else { return true };
        if form.chars().any(is_full_stop) {
            return !matches!(next.kind, Kind::Terminal | Kind::Close);
        }
        if form.chars().next().is_some_and(is_dotted_ellipsis) && self.is_bracketed(at) {
            return false;
        }
        // "1. Name": the number of an item is no sentence.
        if form == "." && at == first + 1 && self.is_item(first) {
            return false;
        }
        let last = &self.tokens[after - 1];
        let glued = last.end == next.start;
        match next.kind {
            Kind::Terminal | Kind::Close => return false,
            Kind::Other if matches!(self.first_char(next), ',' | ';' | ':' | '/' | '%') => return false,
            _ => {}
        }
        if glued && after == at + 1 {
            // A blank is missing: "envoyé.Le", not "v.Le" or "3.Le".
            let word = before.is_some_and(|b| b.kind == Kind::Word && self.ends_in_lowercase(b, 2));
            return word && self.first_char(next).is_uppercase();
        }
        let Some(word) = self.beyond_openers(after) else { return true };
        let c = self.first_char(word);
        if c.is_lowercase() {
            // A name like "iPad", or a sentence in careless spelling after a full word.
            let camel = self.form(word).chars().nth(1).is_some_and(char::is_uppercase);
            let plain = form == "." && before.is_some_and(|b| b.kind == Kind::Word && self.ends_in_lowercase(b, 4));
            return camel || plain;
        }
        // "(enfin !) Paul": an exclamation in brackets goes by.
        let bracket = self.tokens[at + 1..after].iter().any(|t| matches!(self.form(t), ")" | "]"));
        if bracket && form != "." && !self.opens_inside(first) {
            return false;
        }
        word.kind != Kind::Other || !matches!(c, ',' | ';' | ':')
    }

    fn ends_in_lowercase(&self, token: &Raw, least: usize) -> bool {
        let form = self.form(token);
        form.chars().nth(least - 1).is_some()
            && form.chars().rev().take(least).all(|c| c.is_alphabetic() && !c.is_uppercase())
    }

    /// `[…]` and `(...)` stand for what was left out.
    fn is_bracketed(&self, at: usize) -> bool {
        let is = |token: Option<&Raw>, marks: &[&str]| token.is_some_and(|t| marks.contains(&self.form(t)));
        is(at.checked_sub(1).and_then(|i| self.tokens.get(i)), &["[", "("]) && is(self.tokens.get(at + 1), &["]", ")"])
    }

    /// Whether the sentence begins with a bracket.
    fn opens_inside(&self, first: usize) -> bool {
        matches!(self.form(&self.tokens[first]), "(" | "[")
    }

    /// A short number, a letter or a Roman numeral that heads an item of a list.
    fn is_item(&self, first: usize) -> bool {
        let token = &self.tokens[first];
        let form = self.form(token);
        let roman = form.len() <= 4 && form.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
        let letter = form.chars().count() == 1 && form.chars().all(char::is_alphabetic);
        roman || letter || (token.kind == Kind::Number && form.len() <= 3)
    }
}

fn is_dash(c: char) -> bool {
    is_hyphen(c) || matches!(c, '–' | '—' | '―' | '•' | '*' | '·')
}

fn is_dotted_ellipsis(c: char) -> bool {
    matches!(c, '.' | '…')
}
