//! The same act told again is one event with its other mentions.

use chancery_record::{ActorCode, Edtf, Event, EventType, Pair, SmolStr, short_id};

use crate::Context;

/// An event as one sentence tells it, and how that telling stands to others.
pub(super) struct Draft {
    pub(super) event: Event,
    /// The noun points back: "cette attaque", "the attack".
    pub(super) anaphoric: bool,
    /// The noun brings in something new: "une attaque", "another attack".
    pub(super) fresh: bool,
    /// Source and target are named in the sentence, not filled in.
    pub(super) source_said: bool,
    pub(super) target_said: bool,
    /// A noun that names neither party: "après sa détention", "l'enquête".
    pub(super) bare: bool,
    /// It is told by a verb.
    pub(super) verb: bool,
    /// It only counts the dead or injured, of whatever attack.
    pub(super) casualties: bool,
    /// The sentences that tell it.
    pub(super) sentences: Vec<u32>,
}

/// Sorts events, folds repeated tellings into `also`, and gives identifiers.
pub(super) fn merge(cx: Context<'_>, mut drafts: Vec<Draft>) -> Vec<Event> {
    drafts.sort_by_key(|d| (d.event.span.start, d.event.span.end));
    let mut out: Vec<Draft> = Vec::new();
    for draft in drafts {
        if let Some(first) = out.iter_mut().find(|d| same(d, &draft)) {
            fold(first, draft);
        } else {
            out.push(draft);
        }
    }
    perpetrators(&mut out);
    blame(&mut out);
    let mut events: Vec<Event> = out.into_iter().map(|d| d.event).collect();
    events.sort_by_key(|e| (e.span.start, e.span.end));
    for event in &mut events {
        event.id = short_id(
            "v",
            &[&cx.article.id, "events", event.kind.as_str(), &format!("{}-{}", event.span.start, event.span.end)],
        );
    }
    events
}

fn fold(first: &mut Draft, mut other: Draft) {
    // What names nobody only mentions what is told in full elsewhere.
    if first.bare && !other.bare {
        std::mem::swap(first, &mut other);
    }
    let Draft { event, source_said, target_said, sentences, casualties, .. } = other;
    first.sentences.extend(sentences);
    let kept = &mut first.event;
    if event.span != kept.span && !kept.also.contains(&Pair(event.span)) {
        kept.also.push(Pair(event.span));
    }
    if !first.source_said && source_said {
        kept.source = event.source;
        kept.source_entities = event.source_entities;
        first.source_said = true;
    }
    if first.target_said && target_said && casualties && kept.kind == EventType::Assault {
        kept.target.extend(event.target.iter().filter(|c| c.sector() == "CVL").cloned());
        kept.target.sort();
        kept.target.dedup();
    }
    if !first.target_said && target_said {
        kept.target = event.target;
        kept.target_entities = event.target_entities;
        first.target_said = true;
    }
    if kept.date.is_none() {
        kept.date = event.date;
        kept.anchor = event.anchor;
    }
    if kept.place.is_none() {
        kept.place = event.place;
        kept.place_name = event.place_name;
    }
    // How it was done is told by the act rather than by its blast.
    let rank = |mode: Option<&str>| GROUND.iter().position(|m| Some(*m) == mode);
    if kept.mode.is_none() || rank(event.mode.as_deref()) < rank(kept.mode.as_deref()) && event.mode.is_some() {
        kept.mode = event.mode;
    }
    kept.of = kept.of.or(event.of);
    kept.dead = kept.dead.or(event.dead);
    kept.injured = kept.injured.or(event.injured);
    kept.arrested = kept.arrested.or(event.arrested);
    if kept.amount.is_none() {
        kept.amount = event.amount;
    }
}

/// Modes of one attack on the ground as its parts are told, the most telling first: a suicide bomber's
/// blast and the gunfire after it are one, an air strike told of beside them is another.
const GROUND: [&str; 6] = ["suicide-attack", "primitive", "beat", "crowd-control", "explosives", "firearms"];

fn same(a: &Draft, b: &Draft) -> bool {
    let (x, y) = (&a.event, &b.event);
    if x.kind != y.kind || x.status != y.status || !agree(x.of.as_ref(), y.of.as_ref()) {
        return false;
    }
    // An attack, its blast and its deaths are one, whatever each is called.
    let near = |n: u32| a.sentences.iter().any(|s| s.abs_diff(b.sentences.first().copied().unwrap_or(*s)) <= n);
    let toll = b.casualties && near(2) || a.casualties && near(0);
    // Two sentences on the same victim tell of one attack.
    let victim = near(2) && x.target_entities.iter().any(|e| y.target_entities.contains(e));
    let assault = x.kind == EventType::Assault && (b.anaphoric || toll || near(0) || victim);
    let ground = |mode: &Option<SmolStr>| mode.as_deref().is_some_and(|m| GROUND.contains(&m));
    if !(agree(x.mode.as_ref(), y.mode.as_ref()) || assault && ground(&x.mode) == ground(&y.mode)) {
        return false;
    }
    if !dates(x.date.as_ref(), y.date.as_ref()) {
        return false;
    }
    let source = codes(&x.source, a.source_said, &y.source, b.source_said);
    let target = codes(&x.target, a.target_said, &y.target, b.target_said);
    // The dead of one attack can be of several countries.
    if source == Fit::Clash || target == Fit::Clash && !(assault && toll) {
        return false;
    }
    // Crowds march again, and armies strike again: what a further sentence tells by a verb of its own is another.
    let again =
        b.verb && !near(0) && (x.kind == EventType::Protest || x.kind == EventType::Assault && a.verb && !near(1));
    if again && !victim && (x.date.is_none() || x.date != y.date) {
        return false;
    }
    if b.anaphoric || assault {
        return true;
    }
    if b.fresh {
        return false;
    }
    // A noun that names nobody tells again what the article tells in full.
    if (a.bare || b.bare) && mentioned_again(x.kind) {
        return true;
    }
    let rule = x.because.rule == y.because.rule;
    let dated = x.date.is_some() && x.date == y.date;
    match (source, target) {
        (Fit::Equal, Fit::Equal) => true,
        (Fit::Equal, _) | (_, Fit::Equal) => rule || dated,
        _ => rule && dated,
    }
}

/// Acts that articles come back to by a bare noun: "l'arrestation", "l'accusation", "le procès".
fn mentioned_again(kind: EventType) -> bool {
    use EventType as T;
    matches!(kind, T::Coerce | T::Accuse | T::Sanction | T::Concede | T::Retreat | T::Consult)
}

/// An assault whose doer is not said is done by whoever the article says assaults the same country.
fn perpetrators(drafts: &mut [Draft]) {
    let lands = |codes: &[ActorCode]| codes.iter().map(|c| c.country().to_owned()).collect::<Vec<_>>();
    for i in 0..drafts.len() {
        let own = &drafts[i];
        if own.event.kind != EventType::Assault || own.source_said || own.event.target.is_empty() {
            continue;
        }
        let hit = lands(&own.event.target);
        let doer = |d: &&Draft| {
            d.event.kind == EventType::Assault
                && d.source_said
                && lands(&d.event.target) == hit
                && agree(d.event.mode.as_ref(), own.event.mode.as_ref())
                && d.event.source.iter().all(|c| matches!(c.sector(), "GOV" | "MIL" | "REB"))
        };
        let mut doers = drafts.iter().filter(doer);
        let Some(found) = doers.next() else { continue };
        // Two who fight over one country are told apart by nobody else.
        if doers.any(|d| d.event.source != found.event.source) {
            continue;
        }
        let (codes, ids) = (found.event.source.clone(), found.event.source_entities.clone());
        let event = &mut drafts[i].event;
        event.because.steps.push("source: who else assaults the same country".to_owned());
        event.source = codes;
        event.source_entities = ids;
    }
}

/// Blame of an act told of elsewhere falls on who did it: "Tunisia condemned the attack".
fn blame(drafts: &mut [Draft]) {
    for i in 0..drafts.len() {
        let event = &drafts[i].event;
        let Some(of) = event.of else { continue };
        if event.kind != EventType::Accuse || !event.target.is_empty() {
            continue;
        }
        let known = |d: &&Draft| d.event.kind == of && d.event.source.iter().any(|c| c.sector() != "UNK");
        let before = drafts[..i].iter().rev().find(known);
        let Some(act) = before.or_else(|| drafts[i..].iter().find(known)) else { continue };
        let (codes, ids) = (act.event.source.clone(), act.event.source_entities.clone());
        if codes.iter().any(|c| event.source.contains(c)) {
            continue;
        }
        let event = &mut drafts[i].event;
        event.because.steps.push(format!("target: who did the {of} told of elsewhere"));
        event.target = codes;
        event.target_entities = ids;
    }
}

/// Nothing known on one side, or the same on both.
fn agree<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// Whether two dates can be the same day.
fn dates(a: Option<&Edtf>, b: Option<&Edtf>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    let (a, b) = (a.as_str(), b.as_str());
    a == b || a.starts_with(b) || b.starts_with(a) || a.contains(b) || b.contains(a)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// The same codes, named in both.
    Equal,
    /// One side does not say, or says less.
    Compatible,
    Clash,
}

fn codes(a: &[ActorCode], a_said: bool, b: &[ActorCode], b_said: bool) -> Fit {
    if a == b {
        return if a_said == b_said || a.is_empty() { Fit::Equal } else { Fit::Compatible };
    }
    let within = |a: &[ActorCode], b: &[ActorCode]| a.iter().all(|c| b.contains(c));
    if !a_said || !b_said || within(a, b) || within(b, a) { Fit::Compatible } else { Fit::Clash }
}
