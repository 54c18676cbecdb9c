//! Forms of a dossier.

mod html;
mod markdown;
mod text;

pub use html::html;
pub use markdown::markdown;
pub use text::text;

use crate::dossier::Passage;

/// Where a passage stands: article, day, outlet, code points.
fn place(passage: &Passage) -> String {
    let date = passage.date.as_deref().unwrap_or("no date");
    let outlet = passage.outlet.as_deref().map(|o| format!(", {o}")).unwrap_or_default();
    format!("{date}{outlet}, {}–{}", passage.start, passage.end)
}
