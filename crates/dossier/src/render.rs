//! Forms of a dossier.

mod html;
mod markdown;
mod text;

pub use html::html;
pub use markdown::markdown;
pub use text::text;

use crate::dossier::Passage;

/// Passages with the same words in the same sentence as an earlier one of the line are copies of it: each
/// sentence once, with the copies that follow it.
fn without_copies<'d>(passages: &[&'d Passage]) -> Vec<(&'d Passage, Vec<&'d Passage>)> {
    let mut all: Vec<(&Passage, Vec<&Passage>)> = Vec::new();
    for passage in passages {
        let same = |p: &Passage| (&p.before, &p.words, &p.after) == (&passage.before, &passage.words, &passage.after);
        match all.iter_mut().find(|(first, _)| same(first)) {
            Some((_, copies)) => copies.push(passage),
            None => all.push((passage, vec![])),
        }
    }
    all
}

/// Where a passage stands: article, day, outlet, code points.
fn place(passage: &Passage) -> String {
    let date = passage.date.as_deref().unwrap_or("no date");
    let outlet = passage.outlet.as_deref().map(|o| format!(", {o}")).unwrap_or_default();
    format!("{date}{outlet}, {}–{}", passage.start, passage.end)
}
