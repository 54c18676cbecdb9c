//! Names settled by other names of the article.

use std::collections::{BTreeMap, BTreeSet};

use chancery_record::NameLabel;
use chancery_world::{Exactness, Kind, NameForm, When};

use super::super::tree::Tree;
use super::{FoundName, capitalised, minor};
use crate::Context;

/// A capitalised word that nobody knows, one slip away from a place of the text, is that
/// place: `Misk` where `Minsk` stands too.
pub(super) fn settle_slips<'w>(cx: Context<'w>, trees: &[Tree<'w>], names: &mut Vec<FoundName<'w>>) {
    let text = &cx.article.text;
    let single = |s: &str| s.chars().count() >= 4 && !s.contains(char::is_whitespace);
    let places: BTreeMap<&str, usize> = names
        .iter()
        .enumerate()
        .filter(|(_, n)| n.kind().is_some_and(Kind::is_place) && single(n.span.of(text)) && n.span.len() > 4)
        .map(|(k, n)| (n.span.of(text), k))
        .collect();
    let slip_of = |word: &str| {
        places
            .iter()
            .find(|(p, _)| p.chars().next() == word.chars().next() && **p != word && strsim::osa_distance(p, word) == 1)
            .map(|(_, k)| *k)
    };
    let mut added = Vec::new();
    for name in cx.syntax.names.iter().filter(|n| single(n.span.of(text))) {
        let word = name.span.of(text);
        let Some(k) = slip_of(word) else { continue };
        let known = !cx.world.find(word).is_empty()
            || !cx.world.demonym(word, "").is_empty()
            || !cx.world.person(word, When::ALWAYS, &[]).is_empty();
        if known
            || names.iter().any(|n| {
                n.is_person() && n.span.of(text).split_whitespace().count() > 1 && n.span.of(text).contains(word)
            })
        {
            continue;
        }
        let candidates = names[k].candidates.clone();
        if let Some(own) = names.iter_mut().find(|n| n.span.overlaps(name.span)) {
            if own.candidates.is_empty() && own.span == name.span {
                own.label = Some(NameLabel::Loc);
                own.candidates = candidates;
                own.slip = true;
            }
            continue;
        }
        let sentence = trees.partition_point(|t| t.sentence.span.end <= name.span.start);
        let Some(tree) = trees.get(sentence) else { continue };
        let Some(word) = (0..tree.len()).find(|&i| tree.word(i) == name.span) else { continue };
        added.push(FoundName {
            sentence,
            words: word..word + 1,
            head: word,
            span: name.span,
            label: Some(NameLabel::Loc),
            candidates,
            gender: None,
            nested: false,
            urban: false,
            slip: true,
        });
    }
    names.extend(added);
    names.sort_by_key(|n| (n.span.start, std::cmp::Reverse(n.span.end)));
}

/// A single word that is part of a person's full name elsewhere in the text is that
/// person, whatever the recogniser took it for.
pub(super) fn settle_persons<'w>(cx: Context<'w>, names: &mut [FoundName<'w>], when: When) {
    let text = &cx.article.text;
    let mut parts: BTreeSet<&str> = BTreeSet::new();
    let mut votes: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for name in names.iter() {
        let words = name.span.of(text);
        if name.is_person() {
            if words.contains(' ') {
                parts.extend(words.split_whitespace().filter(|w| capitalised(w)));
            }
            votes.entry(words).or_default().0 += 1;
        } else {
            votes.entry(words).or_default().1 += 1;
        }
    }
    let full: Vec<&str> =
        names.iter().filter(|n| n.is_person()).map(|n| n.span.of(text)).filter(|w| w.contains(' ')).collect();
    let bodies: BTreeMap<&str, Vec<chancery_world::Candidate<'w>>> = names
        .iter()
        .filter(|n| {
            !n.nested && n.best().is_some_and(|c| c.item.kind.is_body() && c.exactness <= Exactness::Case && !c.common)
        })
        .map(|n| (n.span.of(text), n.candidates.clone()))
        .collect();
    for name in names.iter_mut() {
        let words = name.span.of(text);
        if name.nested || name.urban {
            continue;
        }
        if name.is_person() {
            // A body elsewhere in the text is one here.
            if name.candidates.is_empty()
                && let Some(candidates) = bodies.get(words)
            {
                name.label = Some(NameLabel::Org);
                name.candidates.clone_from(candidates);
            }
            continue;
        }
        if words.contains(' ') {
            // "De Croo" where "Alexander De Croo" stands too.
            let surname = name.candidates.is_empty()
                && full.iter().any(|f| f.len() > words.len() && f.ends_with(&format!(" {words}")));
            let elsewhere = name.candidates.is_empty() && full.contains(&words);
            if surname || elsewhere {
                name.label = Some(NameLabel::Per);
                name.candidates = cx.world.person(words, when, &[]);
            }
            continue;
        }
        let rare = |c: &chancery_world::Candidate<'_>| {
            c.form == NameForm::Alternate || parts.contains(words) && c.form != NameForm::Full
        };
        let known = name.best().is_some_and(|c| c.exactness <= Exactness::Case && !minor(c) && !rare(c));
        let (persons, others) = votes.get(words).copied().unwrap_or_default();
        if !known && (parts.contains(words) || (name.candidates.is_empty() && persons > others)) {
            name.label = Some(NameLabel::Per);
            name.candidates = cx.world.person(words, when, &[]);
        }
    }
}
