//! Quoted stretches: which characters of the text stand between quotation marks.
//!
//! No tree is needed here, only the characters. Marks are paired paragraph by
//! paragraph; a stretch left open runs on into the next paragraph when that one
//! opens with the same mark again, or holds the closing one.

use chancery_record::Span;

/// One unbroken stretch between marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The words, without marks and blanks.
    pub(super) inner: Span,
    /// With its marks.
    pub(super) outer: Span,
    /// Whether it stands inside another stretch.
    pub(super) nested: bool,
    /// Whether it takes up the stretch before it, which was left open at the end of its paragraph.
    pub(super) continues: bool,
    /// Whether its closing mark is there.
    pub(super) closed: bool,
}

/// An opening and a closing mark; the two may be equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) open: String,
    pub(super) close: String,
}

impl Pair {
    fn symmetric(&self) -> bool {
        self.open == self.close
    }

    /// Whether the marks are apostrophes too, so that only their place tells what they are.
    fn apostrophe(&self) -> bool {
        matches!(self.close.as_str(), "'" | "\u{2019}")
    }
}

/// Longest stretch between apostrophes, in bytes: beyond it the marks are taken for apostrophes.
const APOSTROPHE_REACH: usize = 400;
/// Longest stretch that may run on into the next paragraph without its opening mark repeated.
const RUN_ON_REACH: usize = 1500;

/// Most marks that may be open at once.
const DEEPEST: usize = 8;

struct Open {
    pair: usize,
    at: usize,
    inner: usize,
    continues: bool,
}

/// What the characters round a mark say of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Opening,
    Closing,
    Either,
}

/// Finds the stretches of `text`, in the order of their opening marks.
pub(super) fn stretches(text: &str, pairs: &[Pair]) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        if end > start {
            paragraph(text, start..end, pairs, &mut open, &mut found);
            settle(text, end, pairs, &mut open, &mut found);
        }
        start += line.len();
    }
    for left in open.drain(..) {
        push(text, &left, text.len(), text.len(), false, false, &mut found);
    }
    found.sort_by_key(|s: &Stretch| (s.outer.start, std::cmp::Reverse(s.outer.end)));
    let mut reach = 0;
    for stretch in &mut found {
        stretch.nested = stretch.outer.start < reach;
        reach = reach.max(stretch.outer.end);
    }
    found
}

fn paragraph(
    text: &str,
    range: std::ops::Range<usize>,
    pairs: &[Pair],
    open: &mut Vec<Open>,
    found: &mut Vec<Stretch>,
) {
    let mut at = range.start;
    let mut skip_to = at;
    // A repeated opening mark takes up the stretch that the last paragraph left open.
    if let Some(last) = open.last() {
        let pair = &pairs[last.pair];
        let lead = range.start + (text[range.clone()].len() - text[range.clone()].trim_start().len());
        let mark = [&pair.open, &pair.close].into_iter().find(|m| text[lead..range.end].starts_with(m.as_str()));
        if let Some(mark) = mark {
            let pair = last.pair;
            open.clear();
            open.push(Open { pair, at: lead, inner: lead + mark.len(), continues: true });
            skip_to = lead + mark.len();
        }
    }
    while at < range.end {
        let Some(c) = text[at..].chars().next() else { break };
        if at < skip_to || c.is_alphanumeric() || c == ' ' {
            at += c.len_utf8();
            continue;
        }
        let rest = &text[at..range.end];
        let closes = |p: &Pair| rest.starts_with(p.close.as_str());
        let opens = |p: &Pair| rest.starts_with(p.open.as_str());
        let top = open.iter().rposition(|o| closes(&pairs[o.pair])).or_else(|| {
            // A curly mark may close a straight one.
            let curly = matches!(c, '\u{201d}' | '\u{bb}') && look(text, at, c.len_utf8(), &range) != Look::Opening;
            open.iter().rposition(|o| curly && pairs[o.pair].open == "\"")
        });
        let start = pairs.iter().position(opens);
        let mut step = c.len_utf8();
        match (top, start) {
            (Some(i), _) if may_close(text, at, &range, pairs, open, i) => {
                let pair = open[i].pair;
                step = if closes(&pairs[pair]) { pairs[pair].close.len() } else { c.len_utf8() };
                let last = open.swap_remove(i);
                open.truncate(i);
                push(text, &last, at, at + step, true, last.continues, found);
            }
            (_, Some(pair)) if open.len() < DEEPEST && may_open(text, at, &range, &pairs[pair], open, pair) => {
                step = pairs[pair].open.len();
                // The same mark cannot stand in itself: the earlier one was never closed.
                open.retain(|o| !(o.pair == pair && pairs[pair].symmetric()));
                open.push(Open { pair, at, inner: at + step, continues: false });
            }
            _ => {}
        }
        at += step;
    }
}

fn look(text: &str, at: usize, len: usize, range: &std::ops::Range<usize>) -> Look {
    let before = text[range.start..at].chars().next_back();
    let after = text[at + len..range.end].chars().next();
    let free_before = before.is_none_or(|c| {
        c.is_whitespace() || matches!(c, '(' | '[' | '\u{2014}' | '\u{2013}' | '-' | '\u{2019}' | '\'' | ':' | '/')
    });
    let free_after = after.is_none_or(|c| {
        c.is_whitespace()
            || matches!(c, ',' | '.' | ';' | ':' | ')' | ']' | '!' | '?' | '\u{2026}' | '-' | '\u{2013}' | '\u{2014}')
    });
    match (free_before, free_after) {
        (true, false) => Look::Opening,
        (false, true) => Look::Closing,
        (true, true) if after.is_none_or(|c| !c.is_whitespace()) && before.is_some_and(char::is_whitespace) => {
            Look::Closing
        }
        _ => Look::Either,
    }
}

fn may_close(text: &str, at: usize, range: &std::ops::Range<usize>, pairs: &[Pair], open: &[Open], i: usize) -> bool {
    let pair = &pairs[open[i].pair];
    if !text[at..].starts_with(pair.close.as_str()) {
        return true;
    }
    let look = look(text, at, pair.close.len(), range);
    if pair.apostrophe() {
        let after = text[at + pair.close.len()..range.end].chars().next();
        return !after.is_some_and(char::is_alphanumeric) && look != Look::Opening;
    }
    if !pair.symmetric() || look != Look::Opening {
        return true;
    }
    // A straight mark that looks like an opening one closes only when the marks after it fit:
    // the next one of the kind looks like an opening mark again, or there is none.
    let rest = at + pair.close.len();
    match text[rest..range.end].find(pair.close.as_str()) {
        Some(next) => self::look(text, rest + next, pair.close.len(), range) == Look::Opening,
        None => true,
    }
}

fn may_open(text: &str, at: usize, range: &std::ops::Range<usize>, pair: &Pair, open: &[Open], index: usize) -> bool {
    if pair.apostrophe() || matches!(pair.open.as_str(), "\u{2018}" | "\u{2019}") {
        if open.iter().any(|o| o.pair == index) {
            return false;
        }
        let before = text[range.start..at].chars().next_back();
        let rest = at + pair.open.len();
        let after = text[rest..range.end].chars().next();
        if before.is_some_and(char::is_alphanumeric)
            || !after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '[' | '\u{2026}'))
        {
            return false;
        }
        if look(text, at, pair.open.len(), range) == Look::Closing {
            return false;
        }
        let mut reach = (rest + APOSTROPHE_REACH).min(range.end);
        while !text.is_char_boundary(reach) {
            reach -= 1;
        }
        // Some later mark must be able to close.
        return text[rest..reach].match_indices(pair.close.as_str()).any(|(i, m)| {
            let after = text[rest + i + m.len()..range.end].chars().next();
            !after.is_some_and(char::is_alphanumeric) && i > 0
        });
    }
    !pair.symmetric() || look(text, at, pair.open.len(), range) != Look::Closing
}

/// Decides at the end of a paragraph what becomes of stretches still open.
fn settle(text: &str, end: usize, pairs: &[Pair], open: &mut Vec<Open>, found: &mut Vec<Stretch>) {
    open.retain(|o| !pairs[o.pair].apostrophe());
    let Some(first) = open.first() else { return };
    let pair = &pairs[first.pair];
    let rest = &text[end..];
    let next_start = rest.len() - rest.trim_start().len();
    let next = rest[next_start..].lines().next().unwrap_or_default();
    let repeated = next.starts_with(pair.open.as_str()) || next.starts_with(pair.close.as_str());
    if repeated && !next.is_empty() {
        let left = open.swap_remove(0);
        push(text, &left, end, end, false, left.continues, found);
        open.clear();
        open.push(left);
        return;
    }
    // A paragraph close by may close what this one opened, when nothing opens before.
    let mut high = (end + RUN_ON_REACH).min(text.len());
    while !text.is_char_boundary(high) {
        high -= 1;
    }
    let closes = text[end..high].find(pair.close.as_str()).is_some_and(|i| {
        let at = end + i;
        let from = text[end..at].rfind('\n').map_or(end, |n| end + n + 1);
        let to = text[at..].find('\n').map_or(text.len(), |n| at + n);
        let opens_before = !pair.symmetric() && text[end..at].contains(pair.open.as_str());
        !opens_before
            && look(text, at, pair.close.len(), &(from..to)) != Look::Opening
            && at - first.at < RUN_ON_REACH
            && text[end..at].matches('\n').count() <= 6
    });
    if closes {
        open.truncate(1);
        return;
    }
    for left in open.drain(..) {
        push(text, &left, end, end, false, left.continues, found);
    }
}

fn push(
    text: &str,
    open: &Open,
    inner_end: usize,
    outer_end: usize,
    closed: bool,
    continues: bool,
    found: &mut Vec<Stretch>,
) {
    if inner_end < open.inner {
        return;
    }
    let words = &text[open.inner..inner_end];
    let start = open.inner + (words.len() - words.trim_start().len());
    let end = start + words.trim().len();
    if start >= end {
        return;
    }
    found.push(Stretch {
        inner: Span::new(start, end),
        outer: Span::new(open.at, outer_end),
        nested: false,
        continues,
        closed,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs() -> Vec<Pair> {
        [("\"", "\""), ("“", "”"), ("«", "»"), ("‹", "›"), ("„", "“"), ("‘", "’"), ("'", "'")]
            .map(|(open, close)| Pair { open: open.into(), close: close.into() })
            .into()
    }

    fn inner(text: &str) -> Vec<&str> {
        stretches(text, &pairs()).iter().filter(|s| !s.nested).map(|s| s.inner.of(text)).collect()
    }

    #[test]
    fn every_style_is_read() {
        for text in [
            "Il a dit \"oui à la paix\".",
            "Il a dit « oui à la paix ».",
            "Il a dit «\u{a0}oui à la paix\u{a0}».",
            "He said “oui à la paix”.",
            "He said ‘oui à la paix’.",
            "He said 'oui à la paix'.",
            "Er sagte „oui à la paix“.",
            "Il a dit ‹ oui à la paix ›.",
        ] {
            assert_eq!(inner(text), ["oui à la paix"], "{text}");
        }
    }

    #[test]
    fn a_curly_mark_may_close_a_straight_one() {
        assert_eq!(inner("They would \"face what they had sown” if they came."), ["face what they had sown"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert_eq!(inner("Don't blame the ministers' aides, it's their boss's choice."), [""; 0]);
        assert_eq!(inner("L'accord qu'il voulait, d'après l'ONU, n'est pas mort."), [""; 0]);
        assert_eq!(inner("The officer said 'it's not over yet' and left."), ["it's not over yet"]);
    }

    #[test]
    fn marks_inside_marks_are_nested() {
        let text = "« Le mot “paix” n'a pas été dit », a-t-il regretté.";
        let all = stretches(text, &pairs());
        assert_eq!(all.len(), 2);
        assert!(!all[0].nested && all[1].nested);
        assert_eq!(all[1].inner.of(text), "paix");
    }

    #[test]
    fn a_blank_before_the_closing_mark_does_no_harm() {
        assert_eq!(
            inner("\"Nous avons perdu \", dit-il. \"Mais pas tout\" , ajoute-t-il."),
            ["Nous avons perdu", "Mais pas tout"]
        );
    }

    #[test]
    fn an_opening_mark_repeated_takes_the_stretch_up() {
        let text = "“The first part of it.\n\n“And the second,” he said.";
        let all = stretches(text, &pairs());
        assert_eq!(
            all.iter().map(|s| s.inner.of(text)).collect::<Vec<_>>(),
            ["The first part of it.", "And the second,"]
        );
        assert!(!all[0].closed && all[1].closed && all[1].continues);
    }

    #[test]
    fn a_stretch_may_end_in_the_next_paragraph() {
        let text = "Elle a lu : \"Nos pensées vont aux familles.\n\nNous les saluons\". \"Merci\", a-t-elle conclu.";
        assert_eq!(inner(text), ["Nos pensées vont aux familles.\n\nNous les saluons", "Merci"]);
    }

    #[test]
    fn a_lost_mark_spoils_one_paragraph_only() {
        let text = "Il a dit \"que la paix viendrait.\nAu matin, \"nous verrons bien\", a-t-il ajouté.";
        assert_eq!(inner(text), ["que la paix viendrait.", "nous verrons bien"]);
    }
}
