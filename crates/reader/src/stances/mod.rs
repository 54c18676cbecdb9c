//! Attitudes of one actor towards another: praise and blame as acts, and the
//! words of a quotation about somebody.

use chancery_language::{DataError, Pack};
use chancery_record::{Because, Event, EventType, Quotation, QuotationKind, SmolStr, Stance, Status, Token};
use serde::Deserialize;

use crate::Context;
use crate::actors::{Actors, MentionKind};
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
) -> Vec<Stance> {
    let mut all: Vec<Stance> = events.iter().filter_map(|e| of_act(lexicon, e)).collect();
    all.extend(quotations.iter().filter(|q| q.repeats.is_none()).filter_map(|q| of_words(cx, lexicon, actors, q)));
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

/// A quotation that says something good or bad of the one whom it names first.
fn of_words(cx: Context<'_>, lexicon: &Lexicon, actors: &Actors, quotation: &Quotation) -> Option<Stance> {
    let holder = quotation.speaker_entity.as_ref()?;
    if quotation.kind != QuotationKind::Direct {
        return None;
    }
    let words: Vec<Token> = cx
        .syntax
        .sentences
        .iter()
        .filter(|s| s.span.overlaps(quotation.span))
        .flat_map(|s| s.tokens.iter().filter(|t| quotation.span.contains(t.span)).cloned())
        .collect();
    let good = lexicon.words.favourable.all(&words);
    let bad = lexicon.words.unfavourable.all(&words);
    let polarity = match (good.is_empty(), bad.is_empty()) {
        (true, true) => return None,
        (false, true) => "favourable",
        (true, false) => "unfavourable",
        (false, false) => "mixed",
    };
    let about = actors.mentions.iter().find(|m| {
        quotation.span.contains(cx.syntax.token(m.head).span)
            && matches!(m.kind, MentionKind::Name | MentionKind::Nominal)
            && actors.entities[m.entity].code.is_some()
            && actors.entities[m.entity].id != *holder
    })?;
    let (at, length) = *good.first().or(bad.first())?;
    let span = words[at].span.cover(words[at + length - 1].span);
    Some(Stance {
        span,
        holder: holder.clone(),
        towards: actors.entities[about.entity].id.clone(),
        polarity: polarity.to_owned(),
        quotation: Some(quotation.id.clone()),
        because: Some(
            Because::rule(SmolStr::from(format!("{}/stances/words", lexicon.lang)))
                .with("words", span)
                .with("towards", about.span),
        ),
    })
}
