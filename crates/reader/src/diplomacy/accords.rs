//! Accords: agreements, treaties, ceasefires and the like, found by their
//! nouns; mentions of one accord are brought together.

mod breaches;
mod parties;

use std::collections::BTreeSet;

use chancery_record::{Accord, Edtf, EventType, Offer, Pair, Provision, Round, Span, Status};

use super::view::{At, View, rule};
use crate::events::Role;

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
    /// Whether it has a name of its own: "accords de Minsk", "traité de 2010".
    proper: bool,
    ceasefire: bool,
    event: Option<String>,
}

pub(super) fn read(view: &View<'_>, rounds: &[Round]) -> Vec<Accord> {
    let mut groups: Vec<Vec<Told>> = Vec::new();
    for told in told(view, rounds) {
        match groups.iter_mut().rev().find(|g| joins(view, g, &told)) {
            Some(group) => group.push(told),
            None => groups.push(vec![told]),
        }
    }
    let told: Vec<Option<Accord>> = groups.iter().map(|g| accord(view, g, &[])).collect();
    let main = told.iter().flatten().find(|a| a.parties.len() > 1).map(|a| a.parties.clone());
    // Earlier accords that are told without their parties are those of the parties at hand: "plusieurs accords
    // avaient échoué, en 2006 et en 2010".
    let earlier = |group: &[Told]| group.iter().any(|t| t.status.is_some() && !t.dates.is_empty() && !t.definite);
    let again = |(told, group): (Option<Accord>, &Vec<Told>)| {
        let parties = main.as_deref().filter(|_| earlier(group));
        told.or_else(|| accord(view, group, parties?))
    };
    told.into_iter().zip(&groups).filter_map(again).collect()
}

/// Plans that some addressee has accepted: accords that are proposed, or agreed upon where all have.
pub(super) fn accepted(view: &View<'_>, offers: &[Offer], known: &[Accord]) -> Vec<Accord> {
    let mut found = Vec::new();
    for offer in offers.iter().filter(|o| matches!(o.kind.as_str(), "ceasefire" | "terms")) {
        let yes = offer.invitations.iter().filter(|i| i.response == "accept").count();
        let invited = offer.invitations.iter().map(|i| i.invitee.clone());
        let between = offer.invitations.len() > 1;
        let parties = view.bound(if between {
            invited.collect()
        } else {
            invited.chain(offer.offeror.clone()).collect::<Vec<_>>()
        });
        let here = |a: &Accord| {
            view.sentence_of(a.span) == view.sentence_of(offer.span) || view.lands(&a.parties) == view.lands(&parties)
        };
        if yes == 0 || parties.len() < 2 || known.iter().any(here) {
            continue;
        }
        let all = yes == offer.invitations.len();
        found.push(Accord {
            because: rule("accord/accepted offer"),
            span: offer.span,
            event: offer.event.clone(),
            also: offer.also.clone(),
            name: offer.span.of(&view.cx.article.text).to_owned(),
            dates: offer.date.iter().cloned().collect(),
            parties,
            mediators: if between { offer.offeror.clone() } else { Vec::new() },
            provisions: Vec::new(),
            implementation: "none".to_owned(),
            status: if all { "negotiated" } else { "proposed" }.to_owned(),
            breaches: Vec::new(),
        });
    }
    found
}

fn told(view: &View<'_>, rounds: &[Round]) -> Vec<Told> {
    let lexicon = &view.lexicon.accords;
    let mut all = Vec::new();
    for (index, sentence) in view.sentences().iter().enumerate() {
        let tokens = &sentence.tokens;
        for (word, length) in lexicon.nouns.all(tokens) {
            let at = At { sentence: index, word };
            let noun = &tokens[word];
            if !matches!(noun.upos.as_str(), "NOUN" | "PROPN")
                || lexicon.not.at(tokens, word).is_some()
                || word > 0 && lexicon.not.at(tokens, word - 1).is_some()
            {
                continue;
            }
            if wished(view, at) || consent(view, at) {
                continue;
            }
            let span = noun.span.cover(tokens[word + length - 1].span);
            let phrase = view.below(index, word);
            let clause = view.clause(at);
            let event = view.layers.events.iter().find(|e| {
                e.span.overlaps(span)
                    || clause.contains(e.span)
                        && matches!(e.kind, EventType::Agree | EventType::Support | EventType::Retreat)
                        && e.status == Status::Actual
            });
            let mut mediators = mediators(view, index);
            let event_id = event.map(|e| e.id.clone());
            let inside: Vec<_> = tokens.iter().filter(|t| clause.contains(t.span)).cloned().collect();
            let status = status(view, &inside).or_else(|| status(view, tokens));
            let definite = definite(view, at);
            let proper = proper(view, at);
            let implementation = implementation(view, tokens);
            let ceasefire = lexicon.ceasefire.at(tokens, word).is_some();
            let mut sides = parties::of_mention(view, at, event, &mut mediators, rounds);
            if sides.is_empty() {
                sides.push(Vec::new());
            }
            let several = sides.len() > 1;
            for mut parties in sides {
                parties.retain(|p| !mediators.contains(p));
                let own = several.then(|| parties.last().and_then(|p| parties::mention_in(view, index, p))).flatten();
                all.push(Told {
                    sentence: index,
                    span: own.unwrap_or(span),
                    phrase: own.unwrap_or(phrase),
                    parties,
                    mediators: mediators.clone(),
                    dates: view.dates_in(own.map_or(clause, |o| Span { start: o.start, end: o.end + 10 })),
                    status,
                    implementation,
                    definite: definite && !several,
                    proper: proper && !several,
                    ceasefire,
                    event: event_id.clone(),
                });
            }
        }
    }
    all
}

/// Whether the noun is only wished for, asked for or planned.
fn wished(view: &View<'_>, at: At) -> bool {
    let lexicon = &view.lexicon.accords;
    let tokens = view.tokens(at.sentence);
    if lexicon.past.any(&tokens[at.word..(at.word + 4).min(tokens.len())]) {
        return false;
    }
    let tree = view.grammar.tree(at.sentence);
    let over = tree.ancestors(at.word).take(2).any(|i| {
        lexicon.wished.at(tokens, i).is_some()
            || tree.is_verb(i) && lexicon.reached.at(tokens, i).is_some() && view.unreal(At { word: i, ..at })
    });
    over || (at.word.saturating_sub(3)..at.word).any(|i| lexicon.wished.at(tokens, i).is_some())
}

/// "Donner son accord": a consent and no accord.
fn consent(view: &View<'_>, at: At) -> bool {
    let tokens = view.tokens(at.sentence);
    let tree = view.grammar.tree(at.sentence);
    // "A annoncé son accord à ce cessez-le-feu": what is consented to is only proposed.
    let owned_noun = |w: usize| {
        view.lexicon.accords.nouns.at(tokens, w).is_some()
            && tree.children(w).iter().any(|&c| tree.token(c).feat("Poss") == Some("Yes"))
    };
    if let Some(head) = tree.head(at.word) {
        let beside = tree.children(head).iter().any(|&c| c != at.word && tree.token(c).rel() == "obj" && owned_noun(c));
        let given = |w: usize| view.lexicon.accords.consent.at(tokens, w).is_some();
        if beside && given(head) || owned_noun(head) && tree.head(head).is_some_and(given) {
            return true;
        }
    }
    let owned = tree.children(at.word).iter().any(|&c| tree.token(c).feat("Poss") == Some("Yes"));
    owned && tree.head(at.word).is_some_and(|h| view.lexicon.accords.consent.at(tokens, h).is_some())
}

/// Whether the noun is named after a place or a year, or names its matter: "accords de Minsk", "the Paris agreement".
fn proper(view: &View<'_>, at: At) -> bool {
    let tree = view.grammar.tree(at.sentence);
    let names = |w: usize| {
        let token = tree.token(w);
        let year = token.form.len() == 4 && token.form.bytes().all(|b| b.is_ascii_digit());
        (token.upos == "PROPN" || year) && matches!(token.rel(), "nmod" | "compound" | "flat" | "appos" | "nummod")
    };
    let cited =
        tree.head(at.word).is_some_and(|h| view.lexicon.accords.cited.at(view.tokens(at.sentence), h).is_some());
    let dated = |w: usize| names(w) && tree.token(w).upos == "NUM";
    // "L'accord conclu en mars": it was concluded, whoever its parties are.
    let concluded =
        |w: usize| tree.token(w).rel() == "acl" && view.lexicon.accords.past.at(view.tokens(at.sentence), w).is_some();
    let children = tree.children(at.word);
    let named =
        children.iter().any(|&c| names(c) && (dated(c) || definite(view, at)) || concluded(c) && definite(view, at));
    named && !cited
}

fn definite(view: &View<'_>, at: At) -> bool {
    let tree = view.grammar.tree(at.sentence);
    tree.children(at.word)
        .iter()
        .map(|&c| tree.token(c))
        .any(|t| t.rel() == "det" && (t.feat("Definite") == Some("Def") || t.feat("PronType") == Some("Dem")))
}

/// Those named after a word of mediation in the sentence.
pub(super) fn mediators(view: &View<'_>, sentence: usize) -> Vec<String> {
    let tokens = &view.sentences()[sentence].tokens;
    let mut found = Vec::new();
    for (at, length) in view.lexicon.accords.mediation.all(tokens) {
        let top = (at..at + length).find(|&w| matches!(tokens[w].upos.as_str(), "NOUN" | "VERB")).unwrap_or(at);
        let below = view.below(sentence, top);
        let last = tokens[at + length - 1].span;
        let span = Span { start: last.end.min(below.end), end: below.end.max(last.end) };
        let mut own: Vec<String> = view.mentions_in(span).flat_map(|m| view.of_mention(m)).collect();
        if own.is_empty() {
            // A tree may hang the mediator elsewhere: the next actor on.
            let rest = Span { start: last.end, end: view.sentences()[sentence].span.end };
            own = view.mentions_in(rest).take(1).flat_map(|m| view.of_mention(m)).collect();
        }
        found.extend(own);
        found.extend(listed(view, sentence, last.end));
    }
    view.parties(found)
}

/// Actors in a row from a word on, joined by commas and conjunctions, whatever the tree hangs them on.
fn listed(view: &View<'_>, sentence: usize, from: u32) -> Vec<String> {
    let tokens = view.tokens(sentence);
    let rest = Span { start: from, end: view.sentences()[sentence].span.end };
    let joins = |a: u32, b: u32| {
        let between = tokens.iter().filter(|t| t.span.start >= a && t.span.end <= b);
        between.clone().all(|t| matches!(t.upos.as_str(), "CCONJ" | "PUNCT" | "DET" | "ADP"))
            && between.filter(|t| matches!(t.form.as_str(), ";" | "." | "(")).count() == 0
    };
    let mut end = from;
    let mut found = Vec::new();
    for mention in view.mentions_in(rest) {
        if !joins(end, mention.span.start) {
            break;
        }
        end = mention.span.end;
        found.extend(view.of_mention(mention));
    }
    found
}

fn status(view: &View<'_>, words: &[chancery_record::Token]) -> Option<&'static str> {
    let lexicon = &view.lexicon.accords;
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
    let lexicon = &view.lexicon.accords;
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

fn accord(view: &View<'_>, group: &[Told], others: &[String]) -> Option<Accord> {
    // The mention that names most parties knows best; others may tell of onlookers.
    let best_told =
        group.iter().max_by_key(|t| (view.bound(t.parties.clone()).len().min(2), std::cmp::Reverse(t.span.start)))?;
    let mut parties = view.bound(best_told.parties.clone());
    if parties.len() < 2 {
        parties = view.bound(group.iter().flat_map(|t| t.parties.clone()));
    }
    if parties.is_empty() {
        parties = others.to_vec();
    }
    // A ceasefire without names binds those who fight.
    let alone = parties.iter().all(|p| view.sector(p) == "IGO");
    if parties.len() < 2 && alone && group.iter().any(|t| t.ceasefire && t.status.is_some()) {
        let fighting = view.belligerents();
        parties = if fighting.is_empty() { parties } else { fighting };
    }
    // Something must say that it exists: its name, two who are bound by it, or a body whose members are.
    let proper = group.iter().any(|t| t.proper);
    // Where it was made is no party: "accords de Minsk".
    if proper && let [only] = parties.as_slice() {
        let place = |span: Span| view.layers.places.iter().any(|p| p.span.overlaps(span));
        let named = view.mentions_in(best_told.phrase).any(|m| place(m.span) && view.of_mention(m).contains(only));
        if named && best_told.proper {
            parties.clear();
        }
    }
    if !proper
        && parties.len() < 2
        && !parties.iter().any(|p| view.code(p).ends_with("-IGO") && best_told.status.is_some())
    {
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
    // What was never carried out is not in force.
    let status = if status == "in_force" && implementation == "none" { "signed" } else { status };
    let mut dates: Vec<Edtf> = group.iter().filter(|t| t.status.is_some()).flat_map(|t| t.dates.clone()).collect();
    dates.sort();
    dates.dedup();
    let trimmed = Span { start: best.span.start, end: best.phrase.end.min(best.span.end + 60).max(best.span.end) };
    let mediators = view.parties(group.iter().flat_map(|t| t.mediators.clone()));
    let provisions = provisions(view, group);
    Some(Accord {
        because: rule("accord/noun"),
        span: best.span,
        event: best.event.clone(),
        also: group.iter().filter(|t| t.span != best.span).map(|t| Pair(t.span)).collect(),
        name: floor(text, trimmed),
        dates,
        parties,
        mediators,
        breaches: breaches::read(view, group, &provisions),
        provisions,
        implementation: implementation.to_owned(),
        status: status.to_owned(),
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

/// Clauses that the accord's noun governs, or of which it or its text is the subject.
fn provisions(view: &View<'_>, group: &[Told]) -> Vec<Provision> {
    let mut found: Vec<Provision> = Vec::new();
    for told in group {
        let after = (told.sentence..view.sentences().len().min(told.sentence + 2)).filter(|&index| {
            index == told.sentence || view.lexicon.accords.text.at(view.tokens(index), 0).is_some() || {
                let tokens = view.tokens(index);
                tokens.len() > 1 && view.lexicon.accords.text.at(tokens, 1).is_some()
            }
        });
        for index in after {
            let tokens = view.tokens(index);
            let spans = telling(view, index, told);
            for (category, words) in &view.lexicon.provisions {
                for (at, length) in words.all(tokens) {
                    let span = tokens[at].span.cover(tokens[at + length - 1].span);
                    if spans.iter().any(|s| s.contains(span)) {
                        found.push(Provision { span, category: (*category).to_owned() });
                    }
                }
            }
        }
    }
    found.sort_by_key(|p| (p.span, p.category.clone()));
    found.dedup_by(|a, b| a.category == b.category && a.span == b.span);
    found
}

/// Where a sentence tells what the accord provides: the noun's own phrase, what stands under a verb of
/// providing of which the accord or its text is the subject, and a clause that names it as its ground.
fn telling(view: &View<'_>, index: usize, told: &Told) -> Vec<Span> {
    let tokens = view.tokens(index);
    let lexicon = &view.lexicon.accords;
    let tree = view.grammar.tree(index);
    let named = |w: usize| tokens[w].span.overlaps(told.span) || lexicon.text.at(tokens, w).is_some();
    let mut spans = Vec::new();
    if index == told.sentence {
        spans.push(told.phrase);
    }
    for verb in 0..tokens.len() {
        if !tree.is_verb(verb) || lexicon.provides.at(tokens, verb).is_none() {
            continue;
        }
        let roles = view.grammar.roles(index, verb);
        if roles.of(Role::Subject).any(named)
            || tree.head(verb).is_some_and(|h| tree.token(verb).rel() == "acl" && named(h))
        {
            spans.push(view.below(index, verb));
        }
    }
    for word in 0..tokens.len() {
        if lexicon.under.at(tokens, word).is_some()
            && (word..(word + 8).min(tokens.len())).any(named)
            && let Some(top) = tree.ancestors(word).last().or(Some(word))
        {
            spans.push(view.below(index, top));
        }
    }
    spans
}
