//! Whose word an event rests on: witnesses with one origin count once.

use std::collections::BTreeMap;

use chancery_record::{Event, Quotation, Span};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::credits::agency;
use crate::duplicates::Duplicates;
use crate::input::{StoryInput, fold};

/// Why witnesses have one origin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum OriginReason {
    /// Their articles are copies of one text.
    Copy {
        /// The group of copies.
        duplicates: String,
    },
    /// Their articles credit one agency, or tell the event on its word.
    Agency {
        /// Its name.
        name: SmolStr,
    },
    /// The event is told in one interview.
    Interview {
        /// Who spoke.
        speaker: String,
        /// Who asked or carried it.
        outlet: String,
    },
    /// They are of one outlet.
    Outlet {
        /// Its name, as its articles give it.
        name: String,
    },
}

/// Witnesses that count once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Their places in the list of witnesses.
    pub witnesses: Vec<usize>,
    /// What ties them together, or would tie others to them.
    pub because: Vec<OriginReason>,
}

/// The origins of witnesses, in the order of their first ones.
pub(crate) fn origins(witnesses: &[(&StoryInput, &Event)], duplicates: &[Duplicates]) -> Vec<Origin> {
    let reasons: Vec<Vec<OriginReason>> = witnesses.iter().map(|(i, e)| reasons(i, e, duplicates)).collect();
    let mut group: Vec<usize> = (0..witnesses.len()).collect();
    let mut first: BTreeMap<&OriginReason, usize> = BTreeMap::new();
    for (at, own) in reasons.iter().enumerate() {
        for reason in own {
            let other = *first.entry(reason).or_insert(at);
            let (a, b) = (root(&group, at), root(&group, other));
            group[a.max(b)] = a.min(b);
        }
    }
    let mut out: BTreeMap<usize, Origin> = BTreeMap::new();
    for (at, own) in reasons.into_iter().enumerate() {
        let origin =
            out.entry(root(&group, at)).or_insert_with(|| Origin { witnesses: Vec::new(), because: Vec::new() });
        origin.witnesses.push(at);
        origin.because.extend(own);
    }
    let mut out: Vec<Origin> = out.into_values().collect();
    for origin in &mut out {
        origin.because.sort();
        origin.because.dedup();
    }
    out
}

fn root(group: &[usize], mut at: usize) -> usize {
    while group[at] != at {
        at = group[at];
    }
    at
}

fn reasons(input: &StoryInput, event: &Event, duplicates: &[Duplicates]) -> Vec<OriginReason> {
    let mut out = Vec::new();
    if let Some(copies) = duplicates.iter().find(|d| d.members.contains(&input.id)) {
        out.push(OriginReason::Copy { duplicates: copies.id.clone() });
    }
    out.extend(input.credits.iter().map(|c| OriginReason::Agency { name: c.agency.clone() }));
    for holder in &event.holders {
        let name = input.entities.iter().find(|e| e.id == *holder).and_then(|e| agency(&e.name));
        out.extend(name.map(|name| OriginReason::Agency { name }));
    }
    for quotation in input.quotations.iter().filter(|q| q.span.contains(words_of(event))) {
        out.extend(interview(quotation));
        let via = quotation.channel.iter().flat_map(|c| &c.via);
        out.extend(via.filter_map(|v| agency(v)).map(|name| OriginReason::Agency { name }));
    }
    if let Some(outlet) = &input.source {
        out.push(OriginReason::Outlet { name: outlet.clone() });
    }
    out.sort();
    out.dedup();
    out
}

fn words_of(event: &Event) -> Span {
    event.span
}

fn interview(quotation: &Quotation) -> Option<OriginReason> {
    let channel = quotation.channel.as_ref()?;
    if channel.kind.as_deref() != Some("interview") {
        return None;
    }
    let outlet = channel.interviewer.as_ref().or(channel.outlet.as_ref())?;
    let speaker = quotation.speaker.as_ref()?;
    // Short and full names of one speaker share the last word.
    let speaker = fold(speaker.split_whitespace().next_back()?);
    Some(OriginReason::Interview { speaker, outlet: fold(outlet) })
}
