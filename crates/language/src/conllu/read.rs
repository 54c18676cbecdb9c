//! From CoNLL-U to trees over a text.

use chancery_record::{Name, NameLabel, Offsets, Sentence, Span, Syntax, Token, Unit};

use super::rows::{Id, Row, Rows, Sentences, fail};
use super::{ConlluError, Document};

/// Reads a treebank: a document for every `# newdoc`, or one when there is none.
///
/// # Errors
/// A [`ConlluError`] with its line when a row has not ten columns, ids do not
/// count up, a head lies outside its sentence, or a name has no known label.
pub fn read(conllu: &str, lang: &str) -> Result<Vec<Document>, ConlluError> {
    let mut documents: Vec<Document> = Vec::new();
    let mut paragraph = 0;
    let mut glued = true;
    for sentence in Sentences::new(conllu) {
        let sentence = sentence?;
        if sentence.newdoc.is_some() || documents.is_empty() {
            documents.push(Document {
                id: sentence.newdoc.unwrap_or_default().into(),
                text: String::new(),
                syntax: Syntax { lang: lang.into(), ..Syntax::default() },
            });
            paragraph = 0;
            glued = true;
        }
        let Some(document) = documents.last_mut() else {
            continue;
        };
        if sentence.newpar && !document.syntax.sentences.is_empty() {
            document.text.truncate(document.text.trim_end().len());
            document.text.push_str("\n\n");
            paragraph += 1;
        } else if !glued {
            document.text.push(' ');
        }
        let text = &mut document.text;
        let built = build(&sentence, paragraph, &mut document.syntax.names, |row| {
            if !glued && !text.ends_with(char::is_whitespace) {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(row.columns[1]);
            let span = Span::new(start, text.len());
            if let Some(spaces) = row.misc("SpacesAfter") {
                unescape(spaces, text);
                glued = true;
            } else {
                glued = row.misc("SpaceAfter") == Some("No");
            }
            Ok(span)
        })?;
        document.syntax.sentences.push(built);
    }
    for document in &mut documents {
        document.text.truncate(document.text.trim_end().len());
    }
    Ok(documents)
}

/// Reads the trees of `text` from CoNLL-U whose MISC column gives every
/// surface token's place as `TokenRange=start:end` in code points, and names
/// as `Name=B-PER`.
///
/// Paragraphs are those that `# newpar` marks; where a file marks none, a line
/// break between two sentences of `text` begins one.
///
/// # Errors
/// A [`ConlluError`] with its line when a row has not ten columns, or no range
/// that lies in the text after the token before it.
pub fn with_ranges(conllu: &str, text: &str, lang: &str) -> Result<Syntax, ConlluError> {
    let offsets = Offsets::new(text);
    let length = offsets.from_bytes(text.len() as u32, Unit::CodePoints);
    let sentences = Sentences::new(conllu).collect::<Result<Vec<_>, _>>()?;
    let marked = sentences.iter().any(|s| s.newpar);
    let mut syntax = Syntax { lang: lang.into(), ..Syntax::default() };
    let (mut paragraph, mut last_end) = (0, 0u32);
    for (i, sentence) in sentences.iter().enumerate() {
        let before = last_end;
        let mut built = build(sentence, 0, &mut syntax.names, |row| {
            let (start, end) = row.range()?;
            if end > length {
                return Err(fail(row.line, format!("TokenRange={start}:{end} ends after the text of {length}")));
            }
            let byte = |at| offsets.to_bytes(at, Unit::CodePoints);
            let span = Span { start: byte(start), end: byte(end) };
            if span.start < last_end {
                return Err(fail(row.line, format!("TokenRange={start}:{end} begins inside the token before")));
            }
            last_end = span.end;
            Ok(span)
        })?;
        let gap = &text[before as usize..built.span.start as usize];
        if i > 0 && if marked { sentence.newpar } else { gap.contains('\n') } {
            paragraph += 1;
        }
        built.paragraph = paragraph;
        syntax.sentences.push(built);
    }
    Ok(syntax)
}

/// Makes the sentence, asking `place` for the span of every surface token.
fn build<'t>(
    sentence: &Rows<'t>,
    paragraph: u32,
    names: &mut Vec<Name>,
    mut place: impl FnMut(&Row<'t>) -> Result<Span, ConlluError>,
) -> Result<Sentence, ConlluError> {
    let mut tokens: Vec<Token> = Vec::with_capacity(sentence.rows.len());
    // The surface token over the coming words: its last word, span, next part and name.
    let mut multiword: Option<(u32, Span, u8)> = None;
    // The name that the next token may continue.
    let mut open: Option<NameLabel> = None;
    for row in &sentence.rows {
        let id = match row.id {
            Id::Empty => continue,
            Id::Range(_, last) => {
                let span = place(row)?;
                multiword = Some((last, span, 0));
                if row.misc("Name").is_some() {
                    open = name(row, span, open, names)?;
                }
                continue;
            }
            Id::Word(id) => id,
        };
        let (span, part) = match &mut multiword {
            Some((last, span, next)) if id <= *last => {
                *next = next.saturating_add(1);
                (*span, Some(*next - 1))
            }
            _ => (place(row)?, None),
        };
        if part.is_none() || row.misc("Name").is_some() {
            open = name(row, span, open, names)?;
        }
        let form = row.columns[1];
        tokens.push(Token {
            span,
            form: form.into(),
            // "_" is the lemma of an underscore, and nothing elsewhere.
            lemma: if form == "_" { row.columns[2] } else { row.value(2) }.into(),
            upos: row.value(3).into(),
            feats: row.value(5).into(),
            head: row.head()?.flatten(),
            deprel: row.value(7).into(),
            part,
        });
    }
    let span = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.cover(last.span),
        _ => Span::default(),
    };
    Ok(Sentence { span, paragraph, tokens })
}

/// Takes up what a row says of names; gives the label that the next row may continue.
fn name(
    row: &Row<'_>,
    span: Span,
    open: Option<NameLabel>,
    names: &mut Vec<Name>,
) -> Result<Option<NameLabel>, ConlluError> {
    let Some(value) = row.misc("Name").filter(|v| *v != "O") else {
        return Ok(None);
    };
    let unknown = || {
        let known = "PER, LOC, ORG or MISC after B- or I-";
        fail(row.line, format!("'Name={value}' is not {known}"))
    };
    let (tag, label) = value.split_once('-').ok_or_else(unknown)?;
    let label = match label {
        "PER" => NameLabel::Per,
        "LOC" => NameLabel::Loc,
        "ORG" => NameLabel::Org,
        "MISC" => NameLabel::Misc,
        _ => return Err(unknown()),
    };
    match (tag, names.last_mut()) {
        // The words of a multiword token share its span: the name grows once.
        ("I", Some(last)) if open == Some(label) => last.span = last.span.cover(span),
        ("B", Some(last)) if last.span.contains(span) => {}
        ("B" | "I", _) => names.push(Name { span, label }),
        _ => return Err(unknown()),
    }
    Ok(Some(label))
}

/// Writes out the blanks of `SpacesAfter`: `\s`, `\t`, `\n`, `\r`.
fn unescape(spaces: &str, text: &mut String) {
    let mut chars = spaces.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('s') => text.push(' '),
            Some('t') => text.push('\t'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            _ => {}
        }
    }
}
