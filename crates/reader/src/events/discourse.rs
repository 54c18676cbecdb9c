//! What a sentence leaves unsaid and the article tells: whom a reproach, demand or
//! sanction is addressed to.

use chancery_record::{ActorCode, EventType, SmolStr};

use super::merging::Draft;
use super::unsaid::is_state;

/// Fills targets that are known from the other acts of the same source.
pub(super) fn complete(drafts: &mut [Draft], states: &[(SmolStr, usize)]) {
    authorities(drafts);
    for i in 0..drafts.len() {
        let event = &drafts[i].event;
        if !event.target.is_empty() || !addressed(event.kind) || unknown(&event.source) {
            continue;
        }
        // Blame of an act told of elsewhere falls on who did it, once its tellings are one.
        let told = event.kind == EventType::Accuse
            && event.of.is_some_and(|of| drafts.iter().any(|d| d.event.kind == of && d.source_said));
        // A weapon is tested against nobody.
        let test = event.kind == EventType::Mobilize && event.mode.as_deref() == Some("weapons");
        if told || test {
            continue;
        }
        let found =
            same_story(drafts, i).or_else(|| own_government(&drafts[i])).or_else(|| other_state(&drafts[i], states));
        if let Some((target, step)) = found {
            let draft = &mut drafts[i];
            draft.event.target = target;
            draft.event.because.steps.push(step.to_owned());
        }
    }
}

/// Who arrests, tries, acquits and releases one person in several acts is of one country: where a sentence does not
/// say, others that do decide, or the place where they say it happened.
fn authorities(drafts: &mut [Draft]) {
    for i in 0..drafts.len() {
        let own = &drafts[i];
        let [source] = own.event.source.as_slice() else { continue };
        // A release that nobody is said to grant is a court's.
        let released = own.event.kind == EventType::Retreat;
        let open = unknown(&own.event.source);
        if own.source_said || !in_custody(&own.event) || own.event.place_name.is_some() || open && !released {
            continue;
        }
        let sector = if open { "JUD" } else { source.sector() };
        let same = |d: &Draft| d.event.target_entities.iter().any(|e| own.event.target_entities.contains(e));
        let told = |d: &Draft| -> Option<ActorCode> {
            let code = d.event.source.first().filter(|c| !unknown(std::slice::from_ref(*c)))?;
            let official = matches!(code.sector(), "GOV" | "JUD" | "COP" | "MIL" | "IGO");
            if d.source_said && official {
                return if is_state(code) { ActorCode::new(code.country(), sector).ok() } else { Some(code.clone()) };
            }
            let place = d.event.place.as_deref().filter(|_| d.event.place_name.is_some())?;
            ActorCode::new(place, sector).ok()
        };
        let near = (0..drafts.len()).filter(|&j| j != i && in_custody(&drafts[j].event) && same(&drafts[j]));
        let found = near.filter_map(|j| Some((j.abs_diff(i), told(&drafts[j])?))).min_by_key(|(d, _)| *d);
        let Some((_, code)) = found.filter(|(_, c)| c.country() != source.country()) else { continue };
        let event = &mut drafts[i].event;
        event.because.steps.push(format!("source: {code}, by another act on the same person"));
        if is_state(&code) {
            event.place = Some(code.country().to_owned());
        }
        event.source = vec![code];
    }
}

/// Acts of courts, police and gaolers.
fn in_custody(event: &chancery_record::Event) -> bool {
    use EventType as T;
    match (event.kind, event.mode.as_deref()) {
        (T::Coerce, Some("arrest")) | (T::Accuse, Some("investigate")) | (T::Sanction, Some("convict")) => true,
        (T::Retreat, Some("release")) | (T::Concede, _) => !event.target_entities.is_empty(),
        _ => false,
    }
}

/// Types whose target is somebody even where it is not named.
fn addressed(kind: EventType) -> bool {
    use EventType as T;
    matches!(kind, T::Accuse | T::Request | T::Reject | T::Threaten | T::Sanction | T::Mobilize | T::Support | T::Aid)
}

fn unknown(source: &[ActorCode]) -> bool {
    source.is_empty() || source.iter().all(|c| c.country() == "UNK")
}

/// Whom the nearest act of the same source is done to, or who does the nearest act to it.
fn same_story(drafts: &[Draft], i: usize) -> Option<(Vec<ActorCode>, &'static str)> {
    let own = &drafts[i].event;
    let friendly = |kind: EventType| matches!(kind, EventType::Support | EventType::Aid);
    let mut best: Option<(usize, Vec<ActorCode>, &'static str)> = None;
    for (j, other) in drafts.iter().enumerate() {
        let event = &other.event;
        if j == i || !addressed(event.kind) || friendly(event.kind) != friendly(own.kind) {
            continue;
        }
        let distance = if j < i { 2 * (i - j) } else { 2 * (j - i) + 1 };
        let found = if other.target_said && event.source == own.source && !event.target.is_empty() {
            Some((&event.target, "target: whom the nearest act of the same source is done to"))
        } else if other.source_said && event.target == own.source && !unknown(&event.source) {
            Some((&event.source, "target: who did the nearest act to the source"))
        } else {
            None
        };
        if let Some((codes, step)) = found
            && codes.iter().all(|c| !own.source.contains(c))
            && best.as_ref().is_none_or(|(d, _, _)| distance < *d)
        {
            best = Some((distance, codes.clone(), step));
        }
    }
    best.map(|(_, codes, step)| (codes, step))
}

/// Citizens, parties and the press of a country speak to its government.
fn own_government(draft: &Draft) -> Option<(Vec<ActorCode>, &'static str)> {
    let event = &draft.event;
    if !matches!(event.kind, EventType::Accuse | EventType::Request | EventType::Reject) {
        return None;
    }
    let [code] = event.source.as_slice() else { return None };
    let below = matches!(code.sector(), "OPP" | "CVL" | "LAB" | "MED" | "EDU" | "REL" | "NGO" | "BUS" | "REB" | "PTY");
    let government = (below && is_state(code)).then(|| ActorCode::new(code.country(), "GOV").ok()).flatten()?;
    Some((vec![government], "target: the government of the source's country"))
}

/// How often an article must speak of a state to be about it.
const OFTEN: usize = 3;

/// Between states, the other state that the article is about.
fn other_state(draft: &Draft, states: &[(SmolStr, usize)]) -> Option<(Vec<ActorCode>, &'static str)> {
    use EventType as T;
    let event = &draft.event;
    let foreign = matches!(event.kind, T::Accuse | T::Request | T::Threaten | T::Mobilize | T::Sanction);
    let official = event.source.iter().all(|c| is_state(c) && matches!(c.sector(), "GOV" | "MIL"));
    if !foreign || !official {
        return None;
    }
    let own = |country: &str| event.source.iter().any(|c| c.country() == country);
    let (country, _) = states.iter().find(|(c, n)| *n >= OFTEN && !own(c))?;
    let government = ActorCode::new(country, "GOV").ok()?;
    Some((vec![government], "target: the other state that the article is about"))
}
