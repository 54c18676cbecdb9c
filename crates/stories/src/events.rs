//! Events told by several articles, made one.

use std::collections::{BTreeMap, BTreeSet};

use chancery_record::{ActorCode, Edtf, Event, EventType, SmolStr, Status, short_id};
use serde::{Deserialize, Serialize};

use crate::duplicates::Duplicates;
use crate::input::{StoryInput, fold};
use crate::narrowing::Narrowed;
use crate::origins::{Origin, origins};

/// One article's account of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    /// The article.
    pub article: String,
    /// The event there.
    pub event: String,
    /// Its words, in code points of the article's text.
    pub words: [u32; 2],
    /// When, by this article, after narrowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// Whether it happened, by this article.
    pub status: Status,
}

/// What some witnesses say against others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// What they say.
    pub value: String,
    /// Their places in the list of witnesses.
    pub witnesses: Vec<usize>,
    /// How many of them are independent of each other.
    pub independent: usize,
}

/// A field on which witnesses do not agree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contradiction {
    /// `dead`, `injured`, `arrested`, `source`, `status` or `date`.
    pub field: SmolStr,
    /// The sides, that with the most independent witnesses first.
    pub sides: Vec<Side>,
}

/// One event with all who tell it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergedEvent {
    /// Stable identifier, `m…`: a hash of the first member's article and event.
    pub id: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// Mode, where a witness gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<SmolStr>,
    /// The act that a speech act is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<EventType>,
    /// Who acts: codes that most witnesses with one give.
    pub source: Vec<ActorCode>,
    /// On whom.
    pub target: Vec<ActorCode>,
    /// The closest date on which the most witnesses agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// Country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_name: Option<String>,
    /// Whether it happened, by most witnesses.
    pub status: Status,
    /// Who tells it, in the story's order.
    pub witnesses: Vec<Witness>,
    /// Witnesses grouped by the origin of their word.
    pub origins: Vec<Origin>,
    /// Number of origins.
    pub independent: usize,
    /// Where the witnesses do not agree.
    pub contradictions: Vec<Contradiction>,
    /// What ties the accounts together, as in `same source` or `same day`.
    pub because: Vec<SmolStr>,
}

/// Evidence that makes two accounts one event.
const ENOUGH: u32 = 5;

/// Days by which accounts of one material act may differ.
const SLACK: i32 = 3;

/// Acts that leave traces, so that accounts that differ in the doer or the day may still be of one.
fn is_material(kind: EventType) -> bool {
    use EventType::{Aid, Assault, Coerce, Mobilize, Protest, Retreat, Sanction};
    matches!(kind, Aid | Assault | Coerce | Mobilize | Protest | Retreat | Sanction)
}

/// Countries of known actors.
fn countries(codes: &[ActorCode]) -> BTreeSet<&str> {
    codes.iter().filter(|c| c.sector() != "UNK").map(ActorCode::country).collect()
}

/// How two lists of actors lie to each other.
enum Parties {
    /// One is not told.
    Open,
    /// Same code.
    Same,
    /// Same country.
    Country,
    /// Nothing in common.
    Other,
}

fn parties(a: &[ActorCode], b: &[ActorCode]) -> Parties {
    let (x, y) = (countries(a), countries(b));
    if x.is_empty() || y.is_empty() {
        return Parties::Open;
    }
    if a.iter().any(|c| c.sector() != "UNK" && b.contains(c)) {
        return Parties::Same;
    }
    if x.intersection(&y).next().is_some() { Parties::Country } else { Parties::Other }
}

/// Evidence that two accounts are of one event, and in what they agree; none when they cannot be.
fn evidence(a: &Event, date_a: Option<&Edtf>, b: &Event, date_b: Option<&Edtf>) -> Option<(u32, BTreeSet<SmolStr>)> {
    if a.kind != b.kind {
        return None;
    }
    let apart = |x: &Option<SmolStr>, y: &Option<SmolStr>| matches!((x, y), (Some(x), Some(y)) if x != y);
    if apart(&a.mode, &b.mode) || matches!((a.of, b.of), (Some(x), Some(y)) if x != y) {
        return None;
    }
    let material = is_material(a.kind);
    let mut score = 0;
    let mut why = BTreeSet::new();
    let mut agree = |points: u32, what: &str| {
        score += points;
        why.insert(SmolStr::new(what));
    };
    match parties(&a.source, &b.source) {
        Parties::Same => agree(2, "same source"),
        Parties::Country => agree(1, "source of the same country"),
        Parties::Open => {}
        // Who did it may be what the accounts dispute.
        Parties::Other if material && a.kind != EventType::Sanction => {}
        Parties::Other => return None,
    }
    match parties(&a.target, &b.target) {
        Parties::Same => agree(2, "same target"),
        Parties::Country => agree(1, "target of the same country"),
        Parties::Open => {}
        Parties::Other => return None,
    }
    match (&a.place, &b.place) {
        (Some(x), Some(y)) if x != y => return None,
        (Some(_), Some(_)) => match (&a.place_name, &b.place_name) {
            (Some(x), Some(y)) if fold(x) == fold(y) => agree(2, "same place"),
            // A town and its country agree; two towns do not.
            (Some(_), Some(_)) => return None,
            _ => agree(1, "same country"),
        },
        _ => {}
    }
    if a.of.is_some() && a.of == b.of {
        agree(1, "about the same act");
    }
    if a.mode.is_some() && a.mode == b.mode {
        agree(1, "same mode");
    }
    for (x, y) in [(a.dead, b.dead), (a.injured, b.injured), (a.arrested, b.arrested)] {
        if x.is_some_and(|n| n > 1) && x == y {
            agree(2, "same numbers");
        }
    }
    if let (Some(x), Some(y)) = (date_a, date_b) {
        let days = |d: &Edtf| d.range().map(|r| (r.first, r.last));
        if x == y && x.as_day().is_some() {
            agree(2, "same day");
        } else if x.intersect(y).is_some() {
            agree(1, "dates agree");
        } else if let (Some(x), Some(y)) = (days(x), days(y)) {
            let gap = if x.1 < y.0 { y.0 - x.1 } else { x.0 - y.1 }.get_days().abs();
            if !(material && gap <= SLACK) {
                return None;
            }
        }
    }
    Some((score, why))
}

/// Whether two accounts of different articles are of one act, as far as a date may be taken from
/// one to the other: in copies the same words are enough.
pub(crate) fn same_act(a: &Event, of_a: &StoryInput, b: &Event, of_b: &StoryInput, copy: bool) -> bool {
    debug_assert_ne!(of_a.id, of_b.id);
    let Some((score, _)) = evidence(a, a.date.as_ref(), b, b.date.as_ref()) else { return false };
    let parties = matches!(parties(&a.source, &b.source), Parties::Same | Parties::Country)
        || matches!(parties(&a.target, &b.target), Parties::Same | Parties::Country);
    // The dates agree by one point at least already.
    score >= if copy { 3 } else { ENOUGH } && parties && a.status == b.status
}

/// An account and where it comes from.
#[derive(Clone)]
struct Account<'i> {
    order: usize,
    input: &'i StoryInput,
    event: &'i Event,
    date: Option<Edtf>,
}

/// The events of a story, each once; events that one article alone tells are among them.
pub(crate) fn merge(inputs: &[&StoryInput], duplicates: &[Duplicates], narrowed: &[Narrowed]) -> Vec<MergedEvent> {
    let mut accounts = Vec::new();
    for (order, &input) in inputs.iter().enumerate() {
        for event in &input.events {
            let closer = narrowed.iter().find(|n| n.article == input.id && n.field == event.id);
            let date = closer.map(|n| n.to.clone()).or_else(|| event.date.clone());
            accounts.push(Account { order, input, event, date });
        }
    }
    let mut pairs = Vec::new();
    let mut by_type: BTreeMap<EventType, Vec<usize>> = BTreeMap::new();
    for (i, account) in accounts.iter().enumerate() {
        by_type.entry(account.event.kind).or_default().push(i);
    }
    for same in by_type.values() {
        for (n, &i) in same.iter().enumerate() {
            for &j in &same[n + 1..] {
                let (a, b) = (&accounts[i], &accounts[j]);
                if a.order == b.order {
                    continue;
                }
                let found = evidence(a.event, a.date.as_ref(), b.event, b.date.as_ref());
                if let Some((score, why)) = found.filter(|f| f.0 >= ENOUGH) {
                    pairs.push((score, i, j, why));
                }
            }
        }
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let groups = group(&accounts, &pairs);
    let mut out: Vec<MergedEvent> = groups
        .into_iter()
        .map(|(members, why)| {
            let members: Vec<&Account<'_>> = members.iter().map(|&i| &accounts[i]).collect();
            merged(&members, why, duplicates)
        })
        .collect();
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}

/// Accounts grouped, the best pairs first; no two of one article, none that cannot be one event.
fn group(
    accounts: &[Account<'_>],
    pairs: &[(u32, usize, usize, BTreeSet<SmolStr>)],
) -> Vec<(Vec<usize>, BTreeSet<SmolStr>)> {
    let mut of: Vec<usize> = (0..accounts.len()).collect();
    let mut groups: Vec<(Vec<usize>, BTreeSet<SmolStr>)> =
        (0..accounts.len()).map(|i| (vec![i], BTreeSet::new())).collect();
    for (_, i, j, why) in pairs {
        let (a, b) = (of[*i].min(of[*j]), of[*i].max(of[*j]));
        if a == b {
            groups[a].1.extend(why.iter().cloned());
            continue;
        }
        let fit = groups[a].0.iter().all(|&x| {
            groups[b].0.iter().all(|&y| {
                let (x, y) = (&accounts[x], &accounts[y]);
                x.order != y.order && evidence(x.event, x.date.as_ref(), y.event, y.date.as_ref()).is_some()
            })
        });
        if fit {
            let (gone, reasons) = std::mem::take(&mut groups[b]);
            gone.iter().for_each(|&x| of[x] = a);
            groups[a].0.extend(gone);
            groups[a].1.extend(reasons);
            groups[a].1.extend(why.iter().cloned());
        }
    }
    groups.retain(|g| !g.0.is_empty());
    groups.iter_mut().for_each(|g| g.0.sort_unstable());
    groups
}

/// The value that most give; of equals the one that came first.
fn most<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, (usize, usize)> = BTreeMap::new();
    for (at, value) in values.enumerate() {
        counts.entry(value).or_insert((0, at)).0 += 1;
    }
    counts.into_iter().max_by(|a, b| a.1.0.cmp(&b.1.0).then(b.1.1.cmp(&a.1.1))).map(|c| c.0)
}

fn merged(members: &[&Account<'_>], why: BTreeSet<SmolStr>, duplicates: &[Duplicates]) -> MergedEvent {
    let events = || members.iter().map(|m| m.event);
    let first = members[0];
    let pairs: Vec<(&StoryInput, &Event)> = members.iter().map(|m| (m.input, m.event)).collect();
    let origins = origins(&pairs, duplicates);
    let status = most(events().map(|e| e.status)).unwrap_or(Status::Actual);
    MergedEvent {
        id: short_id("m", &[&first.input.id, &first.event.id]),
        kind: first.event.kind,
        mode: most(events().filter_map(|e| e.mode.clone())),
        of: most(events().filter_map(|e| e.of)),
        source: most(events().filter(|e| !e.source.is_empty()).map(|e| e.source.clone())).unwrap_or_default(),
        target: most(events().filter(|e| !e.target.is_empty()).map(|e| e.target.clone())).unwrap_or_default(),
        date: common_date(members),
        place: most(events().filter_map(|e| e.place.clone())),
        place_name: most(events().filter_map(|e| e.place_name.clone())),
        status,
        witnesses: members
            .iter()
            .map(|m| Witness {
                article: m.input.id.clone(),
                event: m.event.id.clone(),
                words: [m.event.span.start, m.event.span.end],
                date: m.date.clone(),
                status: m.event.status,
            })
            .collect(),
        independent: origins.len(),
        contradictions: contradictions(members, &origins),
        origins,
        because: why.into_iter().collect(),
    }
}

/// The date that most exact ones give, else what all leave over.
fn common_date(members: &[&Account<'_>]) -> Option<Edtf> {
    let dates = || members.iter().filter_map(|m| m.date.clone());
    most(dates().filter(|d| d.as_day().is_some())).or_else(|| {
        let all = dates().map(Some).reduce(|a, b| a?.intersect(&b?)).flatten();
        all.or_else(|| most(dates()))
    })
}

fn contradictions(members: &[&Account<'_>], origins: &[Origin]) -> Vec<Contradiction> {
    let mut out = Vec::new();
    let mut check = |field: &str, values: Vec<Option<String>>| {
        let mut sides: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, value) in values.into_iter().enumerate() {
            if let Some(value) = value {
                sides.entry(value).or_default().push(at);
            }
        }
        if sides.len() > 1 {
            let mut sides: Vec<Side> = sides
                .into_iter()
                .map(|(value, witnesses)| {
                    let independent =
                        origins.iter().filter(|o| o.witnesses.iter().any(|w| witnesses.contains(w))).count();
                    Side { value, witnesses, independent }
                })
                .collect();
            sides.sort_by(|a, b| b.independent.cmp(&a.independent).then_with(|| a.witnesses.cmp(&b.witnesses)));
            out.push(Contradiction { field: field.into(), sides });
        }
    };
    let number = |n: Option<u32>| n.map(|n| n.to_string());
    check("dead", members.iter().map(|m| number(m.event.dead)).collect());
    check("injured", members.iter().map(|m| number(m.event.injured)).collect());
    check("arrested", members.iter().map(|m| number(m.event.arrested)).collect());
    let disputed = members
        .iter()
        .enumerate()
        .any(|(i, a)| members[..i].iter().any(|b| matches!(parties(&a.event.source, &b.event.source), Parties::Other)));
    if disputed {
        let code = |m: &&Account<'_>| {
            let known: Vec<&str> = countries(&m.event.source).into_iter().collect();
            (!known.is_empty()).then(|| m.event.source.iter().map(ActorCode::as_str).collect::<Vec<_>>().join(" "))
        };
        check("source", members.iter().map(code).collect());
    }
    if members.iter().any(|m| m.event.status == Status::Negated) {
        let status = |m: &&Account<'_>| {
            matches!(m.event.status, Status::Negated | Status::Actual).then(|| m.event.status.to_string())
        };
        check("status", members.iter().map(status).collect());
    }
    let apart = members.iter().enumerate().any(|(i, a)| {
        members[..i].iter().any(|b| matches!((&a.date, &b.date), (Some(x), Some(y)) if x.intersect(y).is_none()))
    });
    if apart {
        check("date", members.iter().map(|m| m.date.as_ref().map(Edtf::to_string)).collect());
    }
    out
}
