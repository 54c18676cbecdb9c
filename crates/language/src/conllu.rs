//! CoNLL-U (<https://universaldependencies.org/format.html>), in and out.

use chancery_record::{Name, NameLabel, Sentence, SmolStr, Span, Syntax, Token};
use thiserror::Error;

/// A CoNLL-U text that cannot be read.
#[derive(Debug, Error)]
#[error("line {line}: {message}")]
pub struct ConlluError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Reads the trees of `text` from CoNLL-U whose MISC column gives every
/// surface token's place as `TokenRange=start:end` in code points, and names
/// as `Name=B-PER`.
///
/// # Errors
/// A [`ConlluError`] with its line when a row has not ten columns, or no range
/// that lies in the text.
pub fn with_ranges(conllu: &str, text: &str, lang: &str) -> Result<Syntax, ConlluError> {
    let offsets = chancery_record::Offsets::new(text);
    let byte = |p: u32| offsets.to_bytes(p, chancery_record::Unit::CodePoints) as usize;
    let mut syntax = Syntax { lang: lang.into(), ..Syntax::default() };
    let mut words: Vec<Token> = Vec::new();
    let mut mwt: Option<(u32, Span, u8)> = None;
    let mut paragraph = 0;
    let mut last_end = 0usize;
    for (i, row) in conllu.lines().chain(std::iter::once("")).enumerate() {
        let fail = |message: String| ConlluError { line: i + 1, message };
        if row.starts_with('#') {
            continue;
        }
        if row.trim().is_empty() {
            if let (Some(first), Some(last)) = (words.first(), words.last()) {
                let span = Span { start: first.span.start, end: last.span.end };
                if text[last_end..first.span.start as usize].contains('\n') && last_end > 0 {
                    paragraph += 1;
                }
                last_end = span.end as usize;
                syntax.sentences.push(Sentence { span, paragraph, tokens: std::mem::take(&mut words) });
            }
            continue;
        }
        let cols: Vec<&str> = row.split('\t').collect();
        if cols.len() != 10 {
            return Err(fail(format!("{} columns where CoNLL-U has 10", cols.len())));
        }
        let misc = |key: &str| cols[9].split('|').find_map(|m| m.strip_prefix(key)?.strip_prefix('='));
        let range = misc("TokenRange").and_then(|r| {
            let (s, e) = r.split_once(':')?;
            let span = Span::new(byte(s.parse().ok()?), byte(e.parse().ok()?));
            Some(span)
        });
        if let Some((_, last)) = cols[0].split_once('-') {
            let last = last.parse().map_err(|_| fail("bad id".into()))?;
            mwt = Some((last, range.ok_or_else(|| fail("no TokenRange".into()))?, 0));
            continue;
        }
        if cols[0].contains('.') {
            continue;
        }
        let id: u32 = cols[0].parse().map_err(|_| fail(format!("bad id '{}'", cols[0])))?;
        let (span, part) = match &mut mwt {
            Some((last, span, next)) if id <= *last => {
                *next += 1;
                (*span, Some(*next - 1))
            }
            _ => (range.ok_or_else(|| fail("no TokenRange".into()))?, None),
        };
        let head: u32 = cols[6].parse().map_err(|_| fail(format!("bad head '{}'", cols[6])))?;
        let none = |s: &str| if s == "_" { SmolStr::default() } else { s.into() };
        if let Some((tag, label)) = misc("Name").and_then(|n| n.split_once('-')) {
            let label = match label {
                "PER" => NameLabel::Per,
                "LOC" => NameLabel::Loc,
                "ORG" => NameLabel::Org,
                _ => NameLabel::Misc,
            };
            match syntax.names.last_mut() {
                Some(name) if tag == "I" => name.span.end = span.end,
                _ => syntax.names.push(Name { span, label }),
            }
        }
        words.push(Token {
            span,
            form: cols[1].into(),
            lemma: none(cols[2]),
            upos: none(cols[3]),
            feats: none(cols[5]),
            head: head.checked_sub(1),
            deprel: none(cols[7]),
            part,
        });
    }
    Ok(syntax)
}
