//! Words in their sentence.

/// Most code points of context on either side.
const MOST: usize = 220;

/// The sentence around `start..end` (code points), cut into what stands before and after the words;
/// an ellipsis where it is cut short.
pub(crate) fn context(text: &[char], start: usize, end: usize) -> (String, String) {
    let (start, end) = (start.min(text.len()), end.min(text.len()));
    let mut from = start;
    while from > 0 && !ends(text, from - 1) {
        if start - from >= MOST {
            break;
        }
        from -= 1;
    }
    let mut to = end;
    while to < text.len() && text[to] != '\n' {
        if to - end >= MOST {
            break;
        }
        to += 1;
        if ends(text, to - 1) {
            break;
        }
    }
    let mut before: String = text[from..start].iter().collect();
    let mut after: String = text[end..to].iter().collect();
    if start - from >= MOST && from > 0 {
        let cut = before.find(' ').map_or(0, |at| at + 1);
        before = format!("…{}", &before[cut..]);
    }
    if to - end >= MOST && to < text.len() && !ends(text, to - 1) {
        let cut = after.rfind(' ').unwrap_or(after.len());
        after = format!("{}…", &after[..cut]);
    }
    (one_line(before.trim_start()), one_line(after.trim_end()))
}

/// Whether a sentence ends with the character at `at`.
fn ends(text: &[char], at: usize) -> bool {
    if text[at] == '\n' {
        return true;
    }
    // A full stop, or a closing quotation mark after one, before a space and a capital; not after an
    // initial or a title of one or two letters.
    let mut stop = at;
    if matches!(text[at], '"' | '”' | '»' | '’') && at > 0 {
        stop = at - 1;
        if text[stop] == ' ' && stop > 0 {
            stop -= 1;
        }
    }
    if !matches!(text[stop], '.' | '!' | '?' | '…') {
        return false;
    }
    let word = text[..stop].iter().rev().take_while(|c| c.is_alphanumeric()).count();
    if text[stop] == '.' && word < 3 && stop > 0 && !text[stop - 1].is_numeric() {
        return false;
    }
    let mut rest = text[at + 1..].iter();
    match rest.next() {
        None => true,
        Some(c) if c.is_whitespace() => {
            rest.find(|c| !c.is_whitespace()).is_none_or(|c| c.is_uppercase() || matches!(c, '"' | '“' | '«' | '—'))
        }
        // A lost line break: `the year.The other`.
        Some(c) => stop == at && stop > 0 && text[stop - 1].is_lowercase() && c.is_uppercase(),
    }
}

/// Without line breaks.
pub(crate) fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str, words: &str) -> (String, String) {
        let start = text[..text.find(words).unwrap()].chars().count();
        context(&text.chars().collect::<Vec<_>>(), start, start + words.chars().count())
    }

    #[test]
    fn words_stand_in_their_sentence() {
        let text = "Élan. Mr. Roth offered talks on May 3. “We wait.” Nobody answered.";
        assert_eq!(around(text, "offered"), ("Mr. Roth ".into(), " talks on May 3.".into()));
        assert_eq!(around(text, "answered"), ("Nobody ".into(), ".".into()));
        assert_eq!(around("one\ntwo three", "two"), (String::new(), " three".into()));
        assert_eq!(around("Of the year.The talks failed.", "talks"), ("The ".into(), " failed.".into()));
        let long = format!("{}word {}", "long ".repeat(90), "tail ".repeat(90));
        let (before, after) = around(&long, "word");
        assert!(before.starts_with("…long") && after.ends_with("tail…"));
    }
}
