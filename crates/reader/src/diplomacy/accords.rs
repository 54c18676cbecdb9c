//! Accords: agreements, treaties, ceasefires and the like, found by their
//! nouns; mentions of one accord are brought together.

use std::collections::BTreeSet;

use chancery_record::{Accord, Breach, Edtf, EventType, Pair, Provision, Round, Span, Status};

use super::view::View;

/// One mention of an accord and what its sentence tells of it.
struct Told {
    sentence: usize,
    span: Span,
    /// The noun with its modifiers.
    phrase: Span,
    parties: Vec<String>,
    mediators: Vec<String>,
    dates: Vec<Edtf>,
    status: Option<&'static str>,
    implementation: Option<&'static str>,
    definite: bool,
    ceasefire: bool,
    event: Option<String>,
}

pub(super) fn read(view: &View<'_>, rounds: &mut [Round]) -> Vec<Accord> {
    let mut groups: Vec<Vec<Told>> = Vec::new();
    for told in told(view, rounds) {
        match groups.iter_mut().rev().find(|g| joins(view, g, &told)) {
            Some(group) => group.push(told),
            None => groups.push(vec![told]),
        }
    }
    groups.into_iter().filter_map(|g| accord(view, &g)).collect()
}

fn told(view: &View<'_>, rounds: &[Round]) -> Vec<Told> {
    let lexicon = view.lexicon;
    let mut all = Vec::new();
    for (index, sentence) in view.sentences().iter().enumerate() {
        let tokens = &sentence.tokens;
        for (at, length) in lexicon.accord.all(tokens) {
            let noun = &tokens[at];
            if !matches!(noun.upos.as_str(), "NOUN" | "PROPN") || lexicon.not_accord.at(tokens, at).is_some() {
                continue;
            }
            let span = noun.span.cover(tokens[at + length - 1].span);
            let phrase = view.below(index, at);
            let clause = clause(view, index, at);
            // What is only wished for is no accord.
            let governed =
                noun.head.map(|h| h as usize).into_iter().flat_map(|h| h.saturating_sub(1)..(h + 1).min(tokens.len()));
            let wished = governed.chain(at.saturating_sub(3)..at).any(|i| lexicon.wished.at(tokens, i).is_some());
            if wished {
                continue;
            }
            let event = view.layers.events.iter().find(|e| {
                e.span.overlaps(span)
                    || clause.contains(e.span)
                        && matches!(e.kind, EventType::Agree | EventType::Support | EventType::Retreat)
                        && e.status == Status::Actual
            });
            let mut parties = named_parties(view, index, at, phrase);
            if parties.len() < 2
                && let Some(event) = event
            {
                parties.extend(view.sources(event));
                parties.extend(view.targets(event));
                parties = view.parties(std::mem::take(&mut parties));
            }
            let mut mediators = mediators(view, index);
            if parties.len() < 2
                && let Some(round) = rounds.iter().rev().find(|r| {
                    view.sentence_of(r.span).is_some_and(|s| s <= index && index - s <= 1)
                        || r.also.iter().any(|a| view.sentence_of(a.0).is_some_and(|s| s <= index && index - s <= 1))
                })
                && lexicon.talks.any(tokens)
            {
                parties.clone_from(&round.participants);
                mediators.extend(round.mediators.clone());
            }
            parties.retain(|p| !mediators.contains(p));
            let words = view.sentences()[index].tokens.as_slice();
            let status = status(view, words);
            let definite = tokens.iter().any(|t| {
                t.head == Some(at as u32) && t.rel() == "det" && matches!(t.feat("Definite"), Some("Def"))
                    || t.head == Some(at as u32) && t.feat("PronType") == Some("Dem")
            });
            all.push(Told {
                sentence: index,
                span,
                phrase,
                parties,
                mediators,
                dates: view.dates_in(clause),
                status,
                implementation: implementation(view, words),
                definite,
                ceasefire: lexicon.ceasefire.at(tokens, at).is_some(),
                event: event.map(|e| e.id.clone()),
            });
        }
    }
    all
}

/// The clause around a word: from its verb down.
fn clause(view: &View<'_>, sentence: usize, at: usize) -> Span {
    let tokens = &view.sentences()[sentence].tokens;
    let mut top = at;
    for _ in 0..8 {
        if matches!(tokens[top].upos.as_str(), "VERB" | "AUX") && top != at {
            break;
        }
        match tokens[top].head {
            Some(head) if (head as usize) < tokens.len() => top = head as usize,
            _ => break,
        }
    }
    view.below(sentence, top)
}

/// Parties inside the noun's phrase, and those of the clause that signs it.
fn named_parties(view: &View<'_>, sentence: usize, at: usize, phrase: Span) -> Vec<String> {
    let tokens = &view.sentences()[sentence].tokens;
    let inside: Vec<String> = view.mentions_in(phrase).flat_map(|m| view.of_mention(m)).collect();
    let mut parties = view.bound(inside);
    let signs = tokens[at].head.map(|h| h as usize).filter(|h| *h < tokens.len());
    if parties.len() < 2
        && let Some(verb) = signs
        && (view.lexicon.signed.at(tokens, verb).is_some() || view.lexicon.reached.at(tokens, verb).is_some())
    {
        let around = clause(view, sentence, at);
        let others = view.mentions_in(around).flat_map(|m| view.of_mention(m));
        parties = view.bound(parties.clone().into_iter().chain(others));
    }
    parties
}

/// Those named after a word of mediation in the sentence.
fn mediators(view: &View<'_>, sentence: usize) -> Vec<String> {
    let tokens = &view.sentences()[sentence].tokens;
    let mut found = Vec::new();
    for (at, length) in view.lexicon.mediation.all(tokens) {
        let below = view.below(sentence, at);
        let last = tokens[at + length - 1].span;
        let span = Span { start: last.end.min(below.end), end: below.end.max(last.end) };
        let mut own: Vec<String> = view.mentions_in(span).flat_map(|m| view.of_mention(m)).collect();
        if own.is_empty() {
            // A tree may hang the mediator elsewhere: the next actor on.
            let rest = Span { start: last.end, end: view.sentences()[sentence].span.end };
            own = view.mentions_in(rest).take(1).flat_map(|m| view.of_mention(m)).collect();
        }
        found.extend(own);
    }
    view.parties(found)
}

fn status(view: &View<'_>, words: &[chancery_record::Token]) -> Option<&'static str> {
    let lexicon = view.lexicon;
    [
        ("broken", &lexicon.broken),
        ("ended", &lexicon.ended),
        ("in_force", &lexicon.in_force),
        ("signed", &lexicon.signed),
        ("negotiated", &lexicon.reached),
    ]
    .into_iter()
    .find(|(_, list)| list.any(words))
    .map(|(name, _)| name)
}

fn implementation(view: &View<'_>, words: &[chancery_record::Token]) -> Option<&'static str> {
    let lexicon = view.lexicon;
    [("none", &lexicon.unmet), ("partial", &lexicon.partly), ("full", &lexicon.met)]
        .into_iter()
        .find(|(_, list)| list.any(words))
        .map(|(name, _)| name)
}

/// Whether a mention tells of an accord that is known already.
fn joins(view: &View<'_>, group: &[Told], told: &Told) -> bool {
    let codes = |list: &[String]| list.iter().map(|id| view.code(id).to_owned()).collect::<BTreeSet<_>>();
    let known: BTreeSet<String> = group.iter().flat_map(|t| codes(&t.parties)).collect();
    let own = codes(&told.parties);
    let phrase = |t: &Told| t.phrase.of(&view.cx.article.text).to_lowercase();
    if group.iter().any(|t| phrase(t) == phrase(told))
        && (own.is_empty() || known.is_empty() || !own.is_disjoint(&known))
    {
        return true;
    }
    if own.len() >= 2 && known.len() >= 2 {
        return own.is_subset(&known) || known.is_subset(&own);
    }
    if !own.is_empty() && !known.is_empty() && own.is_disjoint(&known) {
        return false;
    }
    let dated = |t: &Told| t.dates.first().cloned();
    let other_date = match (group.iter().find_map(dated), dated(told)) {
        (Some(a), Some(b)) => a.as_str().get(..4) != b.as_str().get(..4),
        _ => false,
    };
    let kinds = group.iter().any(|t| t.ceasefire == told.ceasefire) || told.definite;
    let near = group.last().is_some_and(|t| told.sentence - t.sentence <= 12);
    (told.definite || own.is_empty()) && kinds && near && !other_date
}

fn accord(view: &View<'_>, group: &[Told]) -> Option<Accord> {
    // The mention that names most parties knows best; others may tell of onlookers.
    let best_told =
        group.iter().max_by_key(|t| (view.bound(t.parties.clone()).len().min(2), std::cmp::Reverse(t.span.start)))?;
    let mut parties = view.bound(best_told.parties.clone());
    if parties.len() < 2 {
        parties = view.bound(group.iter().flat_map(|t| t.parties.clone()));
    }
    // Something must say that it exists: two who are bound by it, or a body whose members are.
    if parties.len() < 2 && !parties.iter().any(|p| view.code(p).ends_with("-IGO") && best_told.status.is_some()) {
        return None;
    }
    let best = group.iter().max_by_key(|t| (t.parties.len(), t.status.is_some(), std::cmp::Reverse(t.span.start)))?;
    let text = &view.cx.article.text;
    let status = ["broken", "ended", "in_force", "signed", "negotiated"]
        .into_iter()
        .find(|s| group.iter().any(|t| t.status == Some(s)))
        .unwrap_or(if group.iter().any(|t| t.event.is_some()) { "signed" } else { "negotiated" });
    let implementation = group.iter().find_map(|t| t.implementation).unwrap_or(match status {
        "in_force" => "partial",
        _ => "unknown",
    });
    let mut dates: Vec<Edtf> = group.iter().filter(|t| t.status.is_some()).flat_map(|t| t.dates.clone()).collect();
    dates.sort();
    dates.dedup();
    let trimmed = Span { start: best.span.start, end: best.phrase.end.min(best.span.end + 60).max(best.span.end) };
    let mediators = view.parties(group.iter().flat_map(|t| t.mediators.clone()));
    Some(Accord {
        span: best.span,
        event: best.event.clone(),
        also: group.iter().filter(|t| t.span != best.span).map(|t| Pair(t.span)).collect(),
        name: floor(text, trimmed),
        dates,
        parties,
        mediators,
        provisions: provisions(view, group),
        implementation: implementation.to_owned(),
        status: status.to_owned(),
        breaches: breaches(view, group),
    })
}

/// The words of a span, cut at a character.
fn floor(text: &str, span: Span) -> String {
    let mut end = span.end as usize;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[span.start as usize..end].split(['\n', ',', '(']).next().unwrap_or_default().trim().to_owned()
}

/// Clauses told in the sentences that tell the accord, or say what it provides.
fn provisions(view: &View<'_>, group: &[Told]) -> Vec<Provision> {
    let mut found: Vec<Provision> = Vec::new();
    let sentences: BTreeSet<usize> = group.iter().map(|t| t.sentence).collect();
    for index in sentences {
        let tokens = &view.sentences()[index].tokens;
        let tells = view.lexicon.provides.any(tokens);
        for (category, words) in &view.lexicon.provisions {
            for (at, length) in words.all(tokens) {
                let span = tokens[at].span.cover(tokens[at + length - 1].span);
                let own = group.iter().any(|t| t.phrase.contains(span));
                if tells || own {
                    found.push(Provision { span, category: (*category).to_owned() });
                }
            }
        }
    }
    found.sort_by_key(|p| (p.span, p.category.clone()));
    found.dedup_by(|a, b| a.category == b.category && a.span == b.span);
    found
}

/// Acts said to break it: accusations and denials in sentences that name it with a word of breach.
fn breaches(view: &View<'_>, group: &[Told]) -> Vec<Breach> {
    let mut found = Vec::new();
    let sentences: BTreeSet<usize> = group.iter().map(|t| t.sentence).collect();
    for index in sentences {
        let sentence = &view.sentences()[index];
        let Some((at, length)) = view.lexicon.breach.all(&sentence.tokens).into_iter().next() else { continue };
        let span = sentence.tokens[at].span.cover(sentence.tokens[at + length - 1].span);
        let accusation =
            view.layers.events.iter().find(|e| sentence.span.contains(e.span) && e.kind == EventType::Accuse);
        found.push(Breach {
            span,
            by: accusation.and_then(|e| view.targets(e).into_iter().next()),
            alleged_by: accusation.and_then(|e| view.sources(e).into_iter().next()),
            provision: None,
            event: accusation.map(|e| e.id.clone()),
        });
    }
    found
}
