//! Leverage: acts short of war that raise or lower the price of a party's stand.

use chancery_record::{Event, EventType, Leverage, Span, Status};

use super::view::View;

pub(super) fn read(view: &View<'_>) -> Vec<Leverage> {
    view.layers.events.iter().filter_map(|e| of_event(view, e)).collect()
}

fn of_event(view: &View<'_>, event: &Event) -> Option<Leverage> {
    if matches!(event.status, Status::Negated | Status::Hypothetical) {
        return None;
    }
    let instrument = instrument(view, event);
    let (direction, instrument) = match event.kind {
        EventType::Threaten => match event.of {
            Some(EventType::Sanction) => ("threaten", instrument.unwrap_or("sanctions")),
            _ => return None,
        },
        EventType::Sanction => match event.mode.as_deref() {
            Some("convict" | "expel") => return None,
            Some("withdraw" | "discontinue") => ("suspend", instrument?),
            _ => ("apply", instrument.unwrap_or("sanctions")),
        },
        EventType::Concede | EventType::Aid | EventType::Cooperate => {
            let tokens = view.around(event.span);
            let near = &tokens[window(tokens, event.span)];
            match instrument? {
                i @ ("sanctions" | "trade") if view.lexicon.lift.any(near) => ("lift", i),
                i @ ("aid" | "arms") if event.kind == EventType::Aid => ("apply", i),
                i @ "recognition" => ("apply", i),
                _ => return None,
            }
        }
        // Troops that go home, not those of a party that yields in its own war.
        EventType::Retreat if event.mode.as_deref() == Some("withdraw") => {
            let abroad = event.place.as_deref().is_none_or(|p| event.source.iter().all(|c| c.country() != p));
            let state = event.source.iter().any(|c| matches!(c.sector(), "GOV" | "MIL"));
            if !abroad || !state {
                return None;
            }
            ("lift", "troops")
        }
        _ => return None,
    };
    let states = |ids: Vec<String>| {
        let acting = |id: &String| matches!(view.code(id).get(4..), Some("GOV" | "MIL" | "LEG" | "IGO" | "REB"));
        view.parties(ids.into_iter().filter(acting))
    };
    let source = states(view.sources(event));
    let target = states(view.targets(event));
    let between = source.iter().any(|s| target.iter().all(|t| view.country(s) != view.country(t)));
    if source.is_empty() || !between || target.is_empty() && instrument != "troops" {
        return None;
    }
    Some(Leverage {
        span: event.span,
        event: Some(event.id.clone()),
        source,
        target,
        instrument: instrument.to_owned(),
        direction: direction.to_owned(),
        date: event.date.clone(),
    })
}

/// What the act is done with, by the words around its trigger.
fn instrument(view: &View<'_>, event: &Event) -> Option<&'static str> {
    let tokens = view.around(event.span);
    let near = &tokens[window(tokens, event.span)];
    // Arms before aid: "aide militaire" is both.
    let order = ["arms", "sanctions", "recognition", "troops", "trade", "aid"];
    order.into_iter().find(|name| view.lexicon.instruments.iter().any(|(n, words)| n == name && words.any(near)))
}

/// The trigger's words and the eight after them.
fn window(tokens: &[chancery_record::Token], span: Span) -> std::ops::Range<usize> {
    let from = tokens.partition_point(|t| t.span.end <= span.start);
    let to = tokens.partition_point(|t| t.span.start < span.end);
    from..(to + 8).min(tokens.len()).max(from)
}
