//! "Le président X": whether X held the office at the article's date, by the world file.

use chancery_record::{Claim, EntityKind};
use chancery_world::When;

use super::{Lexicon, claim};
use crate::Context;
use crate::actors::{Actors, MentionKind};

/// Words before a name among which its office is looked for.
const REACH: usize = 6;

pub(super) fn read(cx: Context<'_>, lexicon: &Lexicon, actors: &Actors) -> Vec<Claim> {
    let mut all: Vec<Claim> = Vec::new();
    let Some(date) = cx.article.date.as_ref() else { return all };
    let when = When::from(Some(date));
    for mention in actors.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
        let entity = &actors.entities[mention.entity];
        let Some(number) = entity.wikidata.as_deref().filter(|_| entity.kind == EntityKind::Person) else { continue };
        let sentence = &cx.syntax.sentences[mention.head.sentence as usize];
        let tokens = &sentence.tokens;
        let first = tokens.partition_point(|t| t.span.end <= mention.span.start);
        let from = first.saturating_sub(REACH);
        let words: Vec<String> = tokens[from..first].iter().map(|t| t.form.to_lowercase()).collect();
        // The nearest word before the name that is an office, with nothing but its adjectives and names between.
        let office = (0..words.len()).rev().find_map(|w| {
            let title = (w + 1..=words.len()).rev().find_map(|e| lexicon.words.offices.get(&words[w..e].join(" ")))?;
            Some((w, title))
        });
        let Some((at, title)) = office else { continue };
        let plain = |w: usize| matches!(tokens[w].upos.as_str(), "ADJ" | "PROPN" | "NOUN" | "ADP" | "DET");
        // "Former Vice President of the United States X": the word may stand farther off.
        let past = (from.saturating_sub(2)..first).any(|w| lexicon.words.former.at(tokens, w).is_some());
        if past || !(from + at..first).all(plain) {
            continue;
        }
        let found = cx.world.find(&entity.name);
        let Some(item) =
            found.iter().map(|c| c.item).find(|i| i.wikidata.map(|q| format!("Q{q}")).as_deref() == Some(number))
        else {
            continue;
        };
        let tenures = cx.world.tenures(item.id);
        let like = |t: &str| t.starts_with(title.as_str());
        let held: Vec<String> = tenures
            .iter()
            .filter(|t| t.when().overlaps(when) && !t.title.is_empty())
            .map(|t| t.title.to_owned())
            .collect();
        let verdict = if held.iter().any(|t| like(t)) {
            "holds"
        } else if tenures.iter().any(|t| like(t.title) && t.when().last < when.first) {
            // A story of the past may call a former holder by the office of then.
            "open"
        } else if tenures.iter().any(|t| like(t.title)) {
            "contradicted"
        } else {
            continue;
        };
        let span = tokens[from + at].span.cover(mention.span);
        let stated = format!("{}: {title}, {date}", entity.name);
        if all.iter().any(|c| c.stated == stated) {
            continue;
        }
        let computed = if held.is_empty() { "no office".to_owned() } else { held.join("; ") };
        let because = lexicon.because("office").with("office", tokens[from + at].span).with("holder", mention.span);
        all.push(claim("office", span, stated, computed, verdict, because));
    }
    all
}
