//! Paragraphs: which line breaks end a sentence and which only wrap a line.

use chancery_record::Span;

/// Widest column, in characters, to which text is taken to be wrapped by hand.
const WIDEST: usize = 120;
/// Narrowest one: in narrower columns lines break where the author wants.
const NARROWEST: usize = 40;
/// Share of the line breaks that must be forced by the width for a text to count as wrapped.
const FORCED: f64 = 0.75;

/// A line without its break and the blanks around it.
struct Line {
    span: Span,
    width: usize,
}

/// The stretches of `text` that no sentence crosses, none of them blank, in order.
///
/// A blank line always ends one. A single line break ends one unless the text
/// is wrapped by hand: then a break that the width forced is a blank like any other.
pub(super) fn blocks(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let width = wrapped_width(text, &lines);
    let mut blocks: Vec<Span> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in &lines {
        if line.span.is_empty() {
            before = None;
            continue;
        }
        match (before, blocks.last_mut()) {
            (Some(before), Some(block)) if continues(text, before, line, width) => block.end = line.span.end,
            _ => blocks.push(line.span),
        }
        before = Some(line);
    }
    blocks
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for raw in text.split(['\n', '\u{2028}', '\u{2029}', '\u{85}', '\u{c}']) {
        let trimmed = raw.trim();
        let from = start + (raw.len() - raw.trim_start().len());
        let span = Span::new(from.min(start + raw.len()), from.min(start + raw.len()) + trimmed.len());
        // Counting stops where the width no longer matters.
        lines.push(Line { span, width: trimmed.chars().take(WIDEST + 1).count() });
        start += raw.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    lines
}

/// The column to which the text is wrapped, if it is.
fn wrapped_width(text: &str, lines: &[Line]) -> Option<usize> {
    let width = lines.iter().map(|l| l.width).max()?;
    if !(NARROWEST..=WIDEST).contains(&width) {
        return None;
    }
    let pairs = || lines.windows(2).filter(|pair| !pair[0].span.is_empty() && !pair[1].span.is_empty());
    let breaks = pairs().count();
    let forced = pairs().filter(|pair| is_forced(text, &pair[0], &pair[1], width)).count();
    (breaks >= 2 && forced as f64 >= FORCED * breaks as f64).then_some(width)
}

/// Whether the first word of `next` did not fit on `line` any more.
fn is_forced(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let word = next.span.of(text).split_whitespace().next().unwrap_or_default();
    line.width + 1 + word.chars().take(WIDEST).count() > width
}

fn continues(text: &str, line: &Line, next: &Line, width: Option<usize>) -> bool {
    let last = line.span.of(text).chars().next_back();
    match width {
        Some(width) => is_forced(text, line, next, width),
        // A sentence that goes on in lower case, or with a mark that begins none, was broken by accident.
        None => {
            let mut chars = next.span.of(text).chars();
            let first = chars.next();
            let alone = chars.next().is_none_or(char::is_whitespace);
            first.is_some_and(char::is_lowercase) && last.is_some_and(|c| c.is_alphanumeric() || c == ',')
                || first.is_some_and(|c| matches!(c, '.' | ',' | ';' | ')' | '»' | '”')) && alone
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        blocks(text).into_iter().map(|b| b.of(text)).collect()
    }

    #[test]
    fn lines_of_an_article_are_paragraphs() {
        let text = "Un titre sans point\nLe premier paragraphe tient sur une ligne.\r\n\r\nLe second aussi.\n";
        let lines = ["Un titre sans point", "Le premier paragraphe tient sur une ligne.", "Le second aussi."];
        assert_eq!(texts(text), lines);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "The ministers met for three hours in the small town by\n\
                    the lake and agreed to meet again before the end of\n\
                    March, when a third round of talks will open in the\n\
                    capital.\n\nNothing else was said.";
        assert_eq!(texts(text).len(), 2);
        assert!(texts(text)[0].ends_with("capital."));
    }

    #[test]
    fn a_list_of_headings_is_not_wrapped_text() {
        let text = "Talks resume in Geneva after a week\nArmy denies attack on northern town\nUnion\nStrikes";
        assert_eq!(texts(text).len(), 4);
    }

    #[test]
    fn a_sentence_broken_by_accident_is_mended() {
        let text = "But this move\nhas done little to calm the anger seen since\n.\nThe talks go on\n, she said.\n.net is no mark.";
        assert_eq!(texts(text).len(), 3);
    }

    #[test]
    fn blank_text_has_no_paragraph() {
        assert!(texts(" \n\t\n\u{2028}").is_empty());
    }
}
