//! Sentences as the guidelines' scorer sees them: broken after a full stop with
//! its closing marks and a blank, and at line breaks.

/// Code points at which sentences begin.
pub(crate) fn starts(text: &str) -> Vec<usize> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = vec![0];
    let mut at = 0;
    while at < chars.len() {
        if let Some(end) = full_stop(&chars, at).or_else(|| line_break(&chars, at)) {
            found.push(end);
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

fn full_stop(chars: &[char], at: usize) -> Option<usize> {
    if at == 0 || !matches!(chars[at - 1], '.' | '!' | '?' | '…') {
        return None;
    }
    let mut end = at;
    while end < chars.len() && matches!(chars[end], '"' | '»' | '”' | '\'' | ')' | ']') {
        end += 1;
    }
    let blank = end;
    while end < chars.len() && white(chars[end]) {
        end += 1;
    }
    (end > blank).then_some(end)
}

fn line_break(chars: &[char], at: usize) -> Option<usize> {
    let mut end = at;
    while end < chars.len() && chars[end] == '\n' {
        end += 1;
    }
    (end > at).then_some(end)
}

/// Python's `\s`: Unicode white space and the four information separators.
fn white(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Index of the sentence in which a code point lies.
pub(crate) fn at(offset: usize, starts: &[usize]) -> usize {
    starts.partition_point(|s| *s <= offset) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_after_stops_with_their_marks_and_at_line_breaks() {
        assert_eq!(starts("Un. Deux !» Trois\n\nQuatre"), [0, 4, 12, 19]);
        assert_eq!(starts("U.S. a.b"), [0, 5]);
        assert_eq!(at(5, &[0, 4, 12]), 1);
        assert_eq!(at(4, &[0, 4, 12]), 1);
    }
}
