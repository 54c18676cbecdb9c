//! Attitudes of one actor towards another: praise and blame as acts, and the
//! words of a quotation about somebody.

use chancery_language::{DataError, Pack};
use chancery_record::{Because, Event, EventType, Quotation, QuotationKind, SmolStr, Span, Stance, Status, TokenId};
use serde::Deserialize;

use crate::Context;
use crate::actors::Actors;
use crate::events::{Grammar, Role};
use crate::phrases::Phrases;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    favourable: Phrases,
    unfavourable: Phrases,
}

/// The stage's lexicon in one language: `stances.toml`.
#[derive(Debug, Default)]
pub struct Lexicon {
    lang: String,
    words: File,
}

impl Lexicon {
    /// Compiles `stances.toml` of a language folder; without the file only acts tell stances.
    ///
    /// # Errors
    /// A [`DataError`] with file and line.
    pub fn compile(pack: &Pack) -> Result<Lexicon, DataError> {
        let words = pack.file("stances.toml").map(|f| f.toml()).transpose()?.unwrap_or_default();
        Ok(Lexicon { lang: pack.lang.to_owned(), words })
    }
}

/// Finds stances, in text order.
pub(crate) fn read(
    cx: Context<'_>,
    lexicon: &Lexicon,
    actors: &Actors,
    quotations: &[Quotation],
    events: &[Event],
    grammar: &Grammar<'_>,
) -> Vec<Stance> {
    let mut all: Vec<Stance> = events.iter().filter_map(|e| of_act(lexicon, e)).collect();
    let first = quotations.iter().filter(|q| q.repeats.is_none() && q.kind == QuotationKind::Direct);
    all.extend(first.filter_map(|q| of_words(cx, lexicon, actors, q, grammar)));
    // Nobody takes a stand on himself, or his government on itself.
    let code = |id: &str| actors.entities.iter().find(|e| e.id == id).and_then(|e| e.code.as_ref());
    all.retain(|s| s.holder != s.towards && (code(&s.holder) != code(&s.towards) || code(&s.holder).is_none()));
    all.sort_by_key(|s| s.span);
    all
}

/// Praise and blame that are acts of their own, without an act under them.
fn of_act(lexicon: &Lexicon, event: &Event) -> Option<Stance> {
    if event.status != Status::Actual || event.of.is_some() {
        return None;
    }
    let polarity = match (event.kind, event.mode.as_deref()) {
        (EventType::Support, _) => "favourable",
        (EventType::Accuse, Some("disapprove") | None) => "unfavourable",
        _ => return None,
    };
    Some(Stance {
        span: event.span,
        holder: event.source_entities.first()?.clone(),
        towards: event.target_entities.first()?.clone(),
        polarity: polarity.to_owned(),
        quotation: None,
        because: Some(Because::rule(SmolStr::from(format!("{}/stances/act", lexicon.lang))).with("act", event.span)),
    })
}

/// A quotation that says something good or bad of somebody: of whom the word is said, whom its verb has as object,
/// or whose it is.
fn of_words(
    cx: Context<'_>,
    lexicon: &Lexicon,
    actors: &Actors,
    quotation: &Quotation,
    grammar: &Grammar<'_>,
) -> Option<Stance> {
    let holder = quotation.speaker_entity.as_ref()?;
    let mut told: Vec<(usize, Span, Span, bool)> = Vec::new();
    for (index, sentence) in cx.syntax.sentences.iter().enumerate() {
        if !sentence.span.overlaps(quotation.span) {
            continue;
        }
        for (list, good) in [(&lexicon.words.favourable, true), (&lexicon.words.unfavourable, false)] {
            for (at, length) in list.all(&sentence.tokens) {
                let span = sentence.tokens[at].span.cover(sentence.tokens[at + length - 1].span);
                // "The International Criminal Court" blames nobody.
                let name = sentence.tokens[at].upos == "PROPN";
                if name || !quotation.span.contains(span) || grammar.negated(index, at) {
                    continue;
                }
                let about = (at..at + length).find_map(|word| subject(actors, grammar, index, word));
                told.extend(about.map(|(entity, words)| (entity, words, span, good)));
            }
        }
    }
    told.retain(|(entity, ..)| actors.entities[*entity].code.is_some() && actors.entities[*entity].id != *holder);
    let (entity, words, span, good) = *told.first()?;
    let mixed = told.iter().any(|(other, _, _, g)| *other == entity && *g != good);
    let polarity = match (mixed, good) {
        (true, _) => "mixed",
        (false, true) => "favourable",
        (false, false) => "unfavourable",
    };
    Some(Stance {
        span,
        holder: holder.clone(),
        towards: actors.entities[entity].id.clone(),
        polarity: polarity.to_owned(),
        quotation: Some(quotation.id.clone()),
        because: Some(
            Because::rule(SmolStr::from(format!("{}/stances/words", lexicon.lang)))
                .with("words", span)
                .with("towards", words),
        ),
    })
}

/// Of whom a word is said, and where: the object of a verb, the subject of a noun or adjective, whose mistake or lie
/// it is, or the name that it stands for.
fn subject(actors: &Actors, grammar: &Grammar<'_>, sentence: usize, word: usize) -> Option<(usize, Span)> {
    let tree = grammar.tree(sentence);
    let token = tree.token(word);
    let roles = grammar.roles(sentence, word);
    let found = |words: Vec<usize>| {
        let first = *words.first()?;
        let entity = *grammar.entities(sentence, words.into_iter()).first()?;
        Some((entity, tree.token(first).span))
    };
    let of = |role: Role| found(roles.of(role).filter(|w| *w != word).collect());
    if token.upos == "VERB" {
        return of(Role::Object).or_else(|| of(Role::Recipient));
    }
    // "Ce dictateur": the word itself is somebody who is named elsewhere.
    let own = || {
        let at = TokenId { sentence: sentence as u32, token: word as u32 };
        let mention = actors.at(at)?;
        let entity = &actors.entities[mention.entity];
        let named = entity.wikidata.is_some() || entity.mentions.len() > 1;
        named.then_some((mention.entity, mention.span))
    };
    // A dislocated subject, which trees may take for one who is called: "Trump, c'est un bon gars".
    let aside = || {
        let aside = |c: &usize| matches!(tree.token(*c).rel(), "dislocated" | "nsubj" | "vocative");
        let beside = tree.children(word).iter().copied().filter(aside);
        found(beside.collect())
    };
    of(Role::Subject).or_else(aside).or_else(|| of(Role::Genitive)).or_else(own)
}
