//! What each party says on each topic, in order, with what changed.

use std::collections::{BTreeMap, BTreeSet};

use chancery_archive::Archive;

use super::items::{EventRow, Items, order};
use super::scope::Scope;
use crate::diff::{Change, ChangeKind, bag, diff, likely};
use crate::dossier::{Actor, Formulation, Position};
use crate::lexicon::{Words, lexicon};
use crate::party::words_of;
use crate::{DossierError, dates};

/// Acts by which a stand is taken.
const STANDS: [&str; 7] = ["AGREE", "REQUEST", "REJECT", "THREATEN", "CONCEDE", "SUPPORT", "ACCUSE"];
/// Quotations shorter than this, in words, tell no stand.
const SHORTEST: usize = 4;
/// Share of common words from which two formulations of one day are one.
const SAME: f64 = 0.7;
/// How many earlier formulations a new one is compared with.
const LOOKED_AT: usize = 60;

/// Something said, before it is put under topics.
#[derive(Clone)]
struct Said {
    role: usize,
    article: i64,
    lang: Option<String>,
    topics: Vec<String>,
    /// Its words in order of the alphabet, to see quickly whether another can be alike.
    bag: Vec<String>,
    /// Folded, to know the same words again; of an act, with its sentence.
    folded: String,
    /// The merged event of an act.
    event: Option<String>,
    places: Vec<(i64, u32, u32)>,
    formulation: Formulation,
}

pub(super) fn gather(archive: &Archive, scope: &Scope<'_>, items: &Items) -> Result<Vec<Position>, DossierError> {
    let topics = topics(scope);
    let mut said = quotations(archive, scope, &topics)?;
    // A direct quotation within a reported clause is the same words again.
    let mut spans: BTreeMap<(i64, usize), Vec<(u32, u32)>> = BTreeMap::new();
    for one in &said {
        spans.entry((one.article, one.role)).or_default().push((one.places[0].1, one.places[0].2));
    }
    said.retain(|s| {
        let (_, start, end) = s.places[0];
        let within = |(from, to): &(u32, u32)| *from <= start && end <= *to && to - from > end - start;
        !spans[&(s.article, s.role)].iter().any(within)
    });
    let quoted: BTreeSet<(i64, u32, u32)> = said.iter().flat_map(|s| s.places.clone()).collect();
    said.extend(acts(scope, items, &topics, &quoted));
    said.sort_by(|a, b| {
        order(&a.formulation.when).cmp(&order(&b.formulation.when)).then_with(|| {
            let place = |s: &Said| s.places.first().map(|p| (scope.published(p.0), p.1));
            place(a).cmp(&place(b))
        })
    });
    let mut all: BTreeMap<(usize, String), Vec<Said>> = BTreeMap::new();
    let mut known: BTreeMap<(usize, String, String), usize> = BTreeMap::new();
    for one in said {
        for topic in &one.topics {
            let own = all.entry((one.role, topic.clone())).or_default();
            let key = |word: &str| (one.role, topic.clone(), word.to_owned());
            let (words, event) = (key(&one.folded), one.event.as_deref().map(key));
            let at = known.get(&words).or_else(|| known.get(event.as_ref()?)).copied();
            match at {
                Some(at) => own[at].places.extend(&one.places),
                None => own.push(one.clone()),
            }
            let at = at.unwrap_or(own.len() - 1);
            known.insert(words, at);
            known.extend(event.map(|e| (e, at)));
        }
    }
    let name = |role: usize| {
        let all = scope.process.parties.iter().chain(&scope.process.mediators);
        all.map(|p| p.name.clone()).nth(role).unwrap_or_default()
    };
    Ok(all
        .into_iter()
        .map(|((role, topic), said)| Position { party: name(role), topic, formulations: compared(scope, said) })
        .collect())
}

/// The topics asked for, with their words.
fn topics(scope: &Scope<'_>) -> BTreeMap<String, Words> {
    let known = &lexicon().topics;
    if scope.process.topics.is_empty() {
        return known.clone();
    }
    let own = scope.process.topics.iter().map(|(name, words)| {
        let words = if words.is_empty() { known.get(name).cloned().unwrap_or_default() } else { Words::new(words) };
        (name.clone(), words)
    });
    own.collect()
}

fn on_topics(topics: &BTreeMap<String, Words>, words: &str) -> Vec<String> {
    let words = words_of(words);
    topics.iter().filter(|(_, own)| own.are_in(&words)).map(|(name, _)| name.clone()).collect()
}

fn quotations(
    archive: &Archive,
    scope: &Scope<'_>,
    topics: &BTreeMap<String, Words>,
) -> Result<Vec<Said>, DossierError> {
    let mut statement = archive.connection().prepare(
        "SELECT q.article, q.span_start, q.span_end, q.kind, q.speaker, coalesce(q.code, n.code), q.date, q.channel
         FROM json_each(?1) k CROSS JOIN quotations q ON q.article = k.value
         LEFT JOIN entities n ON n.article = q.article AND n.id = q.entity
         WHERE q.speaker IS NOT NULL OR q.code IS NOT NULL ORDER BY q.article, q.position",
    )?;
    let mut rows = statement.query([&scope.own])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let place: (i64, u32, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let code: Option<String> = row.get(5)?;
        let name: Option<String> = row.get(4)?;
        let speaker = Actor { name: name.or_else(|| code.clone()).unwrap_or_default(), code };
        let Some(role) = scope.role(&speaker) else { continue };
        let Some(passage) = scope.passage(place.0, place.1, place.2) else { continue };
        let topics = on_topics(topics, &passage.words);
        let folded = words_of(&passage.words);
        if topics.is_empty() || folded.split_whitespace().count() < SHORTEST {
            continue;
        }
        let when = scope.when(place.0, row.get::<_, Option<String>>(6)?.as_deref());
        if scope.outside(&when) {
            continue;
        }
        all.push(Said {
            role,
            article: place.0,
            lang: scope.articles.get(&place.0).and_then(|a| a.lang.clone()),
            topics,
            bag: bag(&folded),
            folded,
            event: None,
            places: vec![place],
            formulation: Formulation {
                kind: row.get(3)?,
                speaker,
                act: None,
                when,
                channel: row.get(7)?,
                words: passage.words,
                changes: vec![],
                changed_since: None,
                origins: 0,
                passages: vec![],
            },
        });
    }
    Ok(all)
}

/// Speech acts that no quotation tells already.
fn acts(
    scope: &Scope<'_>,
    items: &Items,
    topics: &BTreeMap<String, Words>,
    quoted: &BTreeSet<(i64, u32, u32)>,
) -> Vec<Said> {
    // An act whose words announce a quotation (`said it was ready …`) or stand in one is told by it.
    let told = |e: &EventRow, sentence: u32| {
        let mut near = quoted.range((e.article, 0, 0)..(e.article, sentence, 0));
        near.any(|q| q.1 <= e.start && e.end <= q.2 || q.1 >= e.end)
    };
    let mut all = Vec::new();
    for event in &items.events {
        if event.status != "actual" || !STANDS.contains(&event.kind.as_str()) {
            continue;
        }
        let Some((role, speaker)) = event.cast("source").iter().find_map(|a| Some((scope.role(a)?, a))) else {
            continue;
        };
        let Some(passage) = scope.passage(event.article, event.start, event.end) else { continue };
        if told(event, event.end + u32::try_from(passage.after.chars().count()).unwrap_or_default()) {
            continue;
        }
        // What the act is about stands after its words, and close by.
        let after: Vec<&str> = passage.after.split_whitespace().take(14).collect();
        let topics = on_topics(topics, &format!("{} {}", passage.words, after.join(" ")));
        let when = Items::when(scope, event);
        if topics.is_empty() || scope.outside(&when) {
            continue;
        }
        let act = event.of.as_ref().map_or(event.kind.clone(), |of| format!("{} of {of}", event.kind));
        all.push(Said {
            role,
            article: event.article,
            lang: None,
            topics,
            bag: vec![],
            folded: words_of(&format!("{} {} {}", passage.before, passage.words, passage.after)),
            event: items.merged(event.article, Some(&event.id)).map(str::to_owned),
            places: vec![event.place()],
            formulation: Formulation {
                kind: "act".into(),
                speaker: speaker.clone(),
                act: Some(act),
                when,
                channel: None,
                words: passage.words,
                changes: vec![],
                changed_since: None,
                origins: 0,
                passages: vec![],
            },
        });
    }
    all
}

/// Formulations with their passages, and the difference from the latest earlier one that is alike.
fn compared(scope: &Scope<'_>, said: Vec<Said>) -> Vec<Formulation> {
    let mut done: Vec<Said> = Vec::new();
    for mut one in said {
        let new = &mut one.formulation;
        if new.kind != "act" {
            let before =
                |old: &&mut Said| old.lang == one.lang && old.formulation.kind != "act" && old.article != one.article;
            let alike: Vec<(usize, Vec<Change>)> = done
                .iter_mut()
                .enumerate()
                .rev()
                .filter(|(_, old)| before(old))
                .take(LOOKED_AT)
                .filter(|(_, old)| likely(&old.bag, &one.bag))
                .filter_map(|(at, old)| Some((at, diff(&old.formulation.words, &new.words)?)))
                .collect();
            // Of one day, what two outlets word a little differently is one statement.
            let same = |(at, changes): &&(usize, Vec<Change>)| {
                let old = &done[*at].formulation.when;
                dates::close(old) && dates::apart(old, &new.when) == Some(0) && kept(changes) >= SAME
            };
            if let Some(at) = alike.iter().find(same).map(|(at, _)| *at) {
                done[at].places.extend(&one.places);
                continue;
            }
            if let Some((at, changes)) =
                alike.into_iter().find(|(at, _)| earlier(&done[*at].formulation.when, &new.when))
            {
                new.changes = changes;
                new.changed_since = Some(done[at].formulation.when.clone());
            }
        }
        done.push(one);
    }
    done.into_iter()
        .map(|said| {
            let mut formulation = said.formulation;
            formulation.origins = scope.origins(said.places.iter().map(|p| p.0));
            formulation.passages = scope.passages(said.places);
            formulation
        })
        .collect()
}

/// Share of words that two formulations have in common.
fn kept(changes: &[Change]) -> f64 {
    let count = |kind: Option<ChangeKind>| -> usize {
        changes.iter().filter(|c| kind.is_none_or(|k| c.kind == k)).map(|c| c.words.split_whitespace().count()).sum()
    };
    count(Some(ChangeKind::Same)) as f64 / count(None).max(1) as f64
}

/// Whether one was said before the other as far as days tell: two outlets word one statement differently.
fn earlier(old: &crate::When, new: &crate::When) -> bool {
    old.last_day.as_ref().zip(new.first_day.as_ref()).is_some_and(|(old, new)| old < new)
}
