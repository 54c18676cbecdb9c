//! The same act told again is one event with its other mentions.

use chancery_record::{ActorCode, Event, Pair, short_id};

use crate::Context;

/// Sorts events, folds repeated tellings into `also`, and gives identifiers.
pub(super) fn merge(cx: Context<'_>, mut drafts: Vec<Event>) -> Vec<Event> {
    drafts.sort_by_key(|e| (e.span.start, e.span.end));
    let mut out: Vec<Event> = Vec::new();
    for event in drafts {
        if let Some(first) = out.iter_mut().find(|e| same(e, &event)) {
            let span = event.span;
            if span != first.span && !first.also.contains(&Pair(span)) {
                first.also.push(Pair(span));
            }
            if first.date.is_none() {
                first.date = event.date;
                first.anchor = event.anchor;
            }
            if first.place.is_none() {
                first.place = event.place;
                first.place_name = event.place_name;
            }
            first.mode = first.mode.take().or(event.mode);
            first.of = first.of.or(event.of);
            continue;
        }
        out.push(event);
    }
    for event in &mut out {
        event.id = short_id(
            "v",
            &[&cx.article.id, "events", event.kind.as_str(), &format!("{}-{}", event.span.start, event.span.end)],
        );
    }
    out
}

fn same(a: &Event, b: &Event) -> bool {
    a.kind == b.kind
        && a.of == b.of
        && a.status == b.status
        && codes(&a.source, &b.source)
        && codes(&a.target, &b.target)
        && match (&a.date, &b.date) {
            (Some(x), Some(y)) => x == y,
            _ => true,
        }
}

fn codes(a: &[ActorCode], b: &[ActorCode]) -> bool {
    a == b
}
