//! Words of a dialogue between dashes.

use super::lexicon::Lexicon;
use super::marks::Stretch;
use super::view::View;

/// Words of a dialogue between dashes: `- Nous partirons - a dit X.`
pub(super) fn dashed(view: &View<'_>, lexicon: &Lexicon) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for i in 0..view.len() {
        let gap = view.gap(i);
        if gap.contains('\n') {
            open = None;
        }
        let form = view.token(i).form.as_str();
        if !lexicon.dashes.iter().any(|d| d == form) || view.quote_of(i).is_some() {
            continue;
        }
        let end = view.token(i).span.end as usize;
        if let Some(from) = open
            && i > from + 3
            && speech_verb(view, lexicon, i + 1)
        {
            let inner_start = view.token(from + 1).span.start;
            let inner_end = view.token(i - 1).span.end;
            found.push(Stretch {
                inner: chancery_record::Span { start: inner_start, end: inner_end.max(inner_start) },
                outer: chancery_record::Span { start: view.token(from).span.start, end: view.token(i).span.end },
                nested: false,
                continues: false,
                closed: true,
            });
            open = None;
            continue;
        }
        let before = view.text[..view.token(i).span.start as usize].trim_end_matches([' ', '\u{a0}']);
        let fresh = before.is_empty() || before.ends_with(['\n', '.', '!', '?', '\u{2026}', '"', '”', '»']);
        let spaced = view.text[end..].starts_with([' ', '\u{a0}']);
        if fresh && spaced && i + 1 < view.len() {
            open = Some(i);
        }
    }
    found
}

/// Whether a verb of speech stands at `i`, or after a short subject there.
fn speech_verb(view: &View<'_>, lexicon: &Lexicon, i: usize) -> bool {
    let speaks = |j: usize| {
        j < view.len()
            && view.is_verb(j)
            && lexicon.verb(&view.lemma(j)).is_some_and(|f| f.fronted)
            && view.quote_of(j).is_none()
    };
    for j in i..(i + 4).min(view.len()) {
        if view.gap(j).contains('\n') && j > i {
            return false;
        }
        if speaks(j) {
            return true;
        }
        if view.is_punct(j) || view.is_finite(j) && view.token(j).upos != "AUX" {
            return false;
        }
    }
    false
}
