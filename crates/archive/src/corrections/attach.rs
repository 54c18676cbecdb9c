//! Items of a reading, and the way from a correction to the item that it is about.

use chancery_record::{Pair, Reading, Span};

use super::{Action, Correction, Layer};
use crate::layers::by_place;

/// An item of a layer as corrections and comparisons see it. Offsets are code points.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    /// Identifier in the article.
    pub(crate) id: String,
    /// Event type, entity or quotation kind; empty where there is none.
    pub(crate) kind: String,
    /// Where it stands first.
    pub(crate) span: Span,
    /// Further mentions.
    pub(crate) also: Vec<Pair>,
}

impl Item {
    /// Code points that it shares with `span`, in its main words and in all its mentions.
    fn shared(&self, span: Span) -> (u32, u32) {
        let common = |a: Span| a.end.min(span.end).saturating_sub(a.start.max(span.start));
        let main = common(self.span);
        (main, self.also.iter().map(|p| common(p.0)).max().unwrap_or(0).max(main))
    }
}

/// The items of a layer, in text order.
pub(crate) fn items(reading: &Reading, layer: Layer) -> Vec<Item> {
    let places = |prefix: &str, spans: Vec<Span>| {
        let ids = by_place(prefix, spans.iter().copied());
        let item = |(id, span)| Item { id, kind: String::new(), span, also: Vec::new() };
        ids.into_iter().zip(spans).map(item).collect()
    };
    match layer {
        Layer::Event => reading
            .events
            .iter()
            .map(|e| Item { id: e.id.clone(), kind: e.kind.as_str().to_owned(), span: e.span, also: e.also.clone() })
            .collect(),
        Layer::Actor => reading
            .entities
            .iter()
            .map(|e| Item {
                id: e.id.clone(),
                kind: serde_json::to_value(e.kind).ok().and_then(|k| Some(k.as_str()?.to_owned())).unwrap_or_default(),
                span: e.mentions.first().map(|m| m.0).unwrap_or_default(),
                also: e.mentions.clone(),
            })
            .collect(),
        Layer::Quotation => reading
            .quotations
            .iter()
            .map(|q| Item {
                id: q.id.clone(),
                kind: serde_json::to_value(q.kind).ok().and_then(|k| Some(k.as_str()?.to_owned())).unwrap_or_default(),
                span: q.span,
                also: Vec::new(),
            })
            .collect(),
        Layer::Time => places("t", reading.times.iter().map(|t| t.span).collect()),
        Layer::Place => places("p", reading.places.iter().map(|p| p.span).collect()),
        Layer::Merged => Vec::new(),
    }
}

/// What an item was when it was decided about.
pub(crate) struct Was<'a> {
    pub(crate) id: &'a str,
    pub(crate) kind: Option<&'a str>,
    pub(crate) span: Option<Span>,
    pub(crate) words: Option<&'a str>,
    /// Whether another type makes it another thing.
    pub(crate) strict: bool,
}

impl<'a> Was<'a> {
    pub(crate) fn of(correction: &'a Correction) -> Self {
        Was {
            id: &correction.item,
            kind: correction.kind.as_deref(),
            span: correction.start.zip(correction.end).map(|(start, end)| Span { start, end }),
            words: correction.words.as_deref(),
            // What was said of an act is not said of another act in the same words; a value is.
            strict: correction.action != Action::Edit,
        }
    }
}

/// The item that `was` is now: by its id, else the one that shares its words and type, or its words
/// alone, or its type alone; the one with more in common first.
///
/// `words` gives the words of a span. When there is none: why, for people.
pub(crate) fn find(all: &[Item], was: &Was<'_>, words: impl Fn(Span) -> String) -> Result<usize, String> {
    if let Some(at) = all.iter().position(|i| i.id == was.id) {
        return Ok(at);
    }
    let Some(span) = was.span else { return Err(format!("{} is not there", was.id)) };
    let near: Vec<(usize, (u32, u32))> =
        all.iter().enumerate().map(|(at, i)| (at, i.shared(span))).filter(|(_, shared)| shared.1 > 0).collect();
    let mut best: Vec<(usize, _)> = Vec::new();
    for (at, shared) in &near {
        let same_kind = was.kind.is_none_or(|k| k == all[*at].kind);
        let same_words = was.words.is_some_and(|w| w == words(all[*at].span));
        if !same_kind && (was.strict || !same_words) {
            continue;
        }
        let rank = (same_kind && same_words, same_words, *shared);
        match best.first().map(|b| rank.cmp(&b.1)) {
            Some(std::cmp::Ordering::Less) => {}
            Some(std::cmp::Ordering::Equal) => best.push((*at, rank)),
            _ => best = vec![(*at, rank)],
        }
    }
    let what = |at: &usize| {
        let item = &all[*at];
        let kind = if item.kind.is_empty() { String::new() } else { format!("{} ", item.kind) };
        format!("{kind}“{}” ({})", words(item.span), item.id)
    };
    match best.as_slice() {
        [(at, _)] => Ok(*at),
        [] if near.is_empty() => Err("nothing is read at these words any more".to_owned()),
        [] => {
            let now: Vec<String> = near.iter().map(|(at, _)| what(at)).collect();
            Err(format!("at these words there is now {}", now.join(", ")))
        }
        several => {
            let all: Vec<String> = several.iter().map(|(at, _)| what(at)).collect();
            Err(format!("several items fit: {}", all.join(", ")))
        }
    }
}
