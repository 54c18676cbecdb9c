//! From trees over a text to CoNLL-U.

use std::fmt::Write as _;

use chancery_record::{Name, Offsets, Sentence, Span, Syntax, Unit};

/// Writes the trees of `text` as CoNLL-U.
///
/// Every sentence gets `# sent_id` and `# text`, the first of the document
/// `# newdoc` (with its id), the first of a paragraph `# newpar`. MISC says
/// `SpaceAfter=No`, `TokenRange` in code points and the name that a token is
/// part of.
pub fn write(text: &str, syntax: &Syntax, id: Option<&str>) -> String {
    let offsets = Offsets::new(text);
    let id = id.map(one_line);
    let mut out = String::with_capacity(text.len() * 12);
    let mut names = syntax.names.iter().peekable();
    for (i, sentence) in syntax.sentences.iter().enumerate() {
        let before = i.checked_sub(1).map(|before| &syntax.sentences[before]);
        match (&id, before) {
            (Some(id), None) => line(&mut out, format_args!("# newdoc id = {id}")),
            (None, None) => line(&mut out, format_args!("# newdoc")),
            _ => {}
        }
        if before.is_none_or(|b| b.paragraph != sentence.paragraph) {
            line(&mut out, format_args!("# newpar"));
        }
        match &id {
            Some(id) => line(&mut out, format_args!("# sent_id = {id}-{}", i + 1)),
            None => line(&mut out, format_args!("# sent_id = {}", i + 1)),
        }
        line(&mut out, format_args!("# text = {}", one_line(sentence.span.of(text))));
        rows(&mut out, text, sentence, &offsets, &mut names);
        out.push('\n');
    }
    out
}

fn rows<'n>(
    out: &mut String,
    text: &str,
    sentence: &Sentence,
    offsets: &Offsets<'_>,
    names: &mut std::iter::Peekable<impl Iterator<Item = &'n Name>>,
) {
    let tokens = &sentence.tokens;
    // The name under way, and whether its first token has been written.
    let mut begun = false;
    for (i, token) in tokens.iter().enumerate() {
        let fresh = token.part.is_none_or(|part| part == 0);
        let mut misc = String::new();
        if fresh {
            while names.peek().is_some_and(|n| n.span.end <= token.span.start) {
                names.next();
                begun = false;
            }
            let mut add = |item: std::fmt::Arguments<'_>| {
                if !misc.is_empty() {
                    misc.push('|');
                }
                let _ = misc.write_fmt(item);
            };
            if let Some(name) = names.peek().filter(|n| n.span.overlaps(token.span)) {
                let tag = if begun { 'I' } else { 'B' };
                begun = true;
                add(format_args!("Name={tag}-{}", name.label.as_str()));
            }
            let after = text[token.span.end as usize..].chars().next();
            if after.is_some_and(|c| !c.is_whitespace()) {
                add(format_args!("SpaceAfter=No"));
            }
            let (start, end) = points(token.span, offsets);
            add(format_args!("TokenRange={start}:{end}"));
        }
        let parts = tokens[i..].iter().skip(1).take_while(|t| t.part.is_some_and(|p| p > 0)).count();
        if token.part == Some(0) {
            let surface = one_line(token.span.of(text));
            line(out, format_args!("{}-{}\t{surface}\t_\t_\t_\t_\t_\t_\t_\t{misc}", i + 1, i + 1 + parts));
            misc.clear();
        }
        let head = match (token.head, token.deprel.is_empty()) {
            (Some(head), _) => (head + 1).to_string(),
            (None, false) => "0".to_owned(),
            (None, true) => "_".to_owned(),
        };
        line(
            out,
            format_args!(
                "{}\t{}\t{}\t{}\t_\t{}\t{head}\t{}\t_\t{}",
                i + 1,
                one_line(&token.form),
                one_line(or_none(&token.lemma)),
                or_none(&token.upos),
                or_none(&token.feats),
                or_none(&token.deprel),
                or_none(&misc),
            ),
        );
    }
}

fn points(span: Span, offsets: &Offsets<'_>) -> (u32, u32) {
    let point = |byte| offsets.from_bytes(byte, Unit::CodePoints);
    (point(span.start), point(span.end))
}

fn or_none(value: &str) -> &str {
    if value.is_empty() { "_" } else { value }
}

/// The same text with every line break and tab turned to a blank, since both
/// mean something else in the format.
fn one_line(text: &str) -> std::borrow::Cow<'_, str> {
    let breaks = |c: char| matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if text.contains(breaks) { text.replace(breaks, " ").into() } else { text.into() }
}

fn line(out: &mut String, content: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(content);
    out.push('\n');
}
