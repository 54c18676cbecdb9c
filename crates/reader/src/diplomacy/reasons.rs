//! Why each item is in the layer: its rule, the words that carry who takes part, and who was inferred.

use chancery_record::{Because, Diplomacy, Pair, SmolStr, Span};

use super::view::View;

/// Completes the reasons of every item.
pub(super) fn give(view: &View<'_>, diplomacy: &mut Diplomacy) {
    for offer in &mut diplomacy.offers {
        let invitees: Vec<String> = offer.invitations.iter().map(|i| i.invitee.clone()).collect();
        let venue: Vec<String> = offer.venue.iter().cloned().collect();
        let fields = [("offeror", &offer.offeror), ("invitee", &invitees), ("venue", &venue)];
        complete(view, &mut offer.because, offer.span, &fields);
        let answers = offer.invitations.iter().filter(|i| i.response != "none_reported");
        let steps = answers.map(|i| {
            let by = i.by.as_deref().map_or("", |by| name(view, by));
            let level = i.level.as_deref().unwrap_or("reported");
            format!("answer of {}: {} by {by} ({level})", view.code(&i.invitee), i.response)
        });
        let steps: Vec<String> = steps.collect();
        offer.because.get_or_insert_default().steps.extend(steps);
    }
    for accord in &mut diplomacy.accords {
        let fields = [("party", &accord.parties), ("mediator", &accord.mediators)];
        complete(view, &mut accord.because, accord.span, &fields);
    }
    for act in &mut diplomacy.leverage {
        complete(view, &mut act.because, act.span, &[("source", &act.source), ("target", &act.target)]);
    }
    for round in &mut diplomacy.rounds {
        let fields = [("participant", &round.participants), ("mediator", &round.mediators)];
        complete(view, &mut round.because, round.span, &fields);
    }
}

fn complete(view: &View<'_>, because: &mut Option<Because>, span: Span, fields: &[(&str, &Vec<String>)]) {
    let because = because.get_or_insert_default();
    because.rule = SmolStr::from(format!("{}/diplomacy/{}", view.cx.syntax.lang, because.rule));
    because.spans.insert("trigger".into(), Pair(span));
    let Some(sentence) = view.sentence_of(span) else { return };
    let whole = view.sentences()[sentence].span;
    for (field, ids) in fields {
        for (n, id) in ids.iter().enumerate() {
            let key = if n == 0 { (*field).to_owned() } else { format!("{field} {}", n + 1) };
            let mention = view.mentions_in(whole).find(|m| view.of_mention(m).iter().any(|e| e == id));
            let place = || {
                let named = view.layers.places.iter().filter(|p| *field == "venue" && p.name == name(view, id));
                named.map(|p| p.span).min_by_key(|s| s.start.abs_diff(span.start))
            };
            match mention.map(|m| m.span).or_else(place) {
                Some(words) => {
                    because.spans.insert(key.into(), Pair(words));
                }
                None => because.steps.push(format!("{field}: {} is not named in the sentence", name(view, id))),
            }
        }
    }
}

fn name<'s>(view: &'s View<'_>, id: &'s str) -> &'s str {
    view.entity(id).map_or(id, |e| e.name.as_str())
}
