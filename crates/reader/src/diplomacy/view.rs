//! What the parts of this stage ask of the layers before it.

use chancery_record::{Edtf, Entity, EntityKind, Event, Sentence, Span, Token};

use super::Layers;
use super::lexicon::Lexicon;
use super::phrases::Phrases;
use crate::Context;
use crate::actors::Mention;

pub(super) struct View<'a> {
    pub(super) cx: Context<'a>,
    pub(super) lexicon: &'a Lexicon,
    pub(super) layers: Layers<'a>,
}

impl<'a> View<'a> {
    pub(super) fn new(cx: Context<'a>, lexicon: &'a Lexicon, layers: Layers<'a>) -> Self {
        View { cx, lexicon, layers }
    }

    pub(super) fn sentences(&self) -> &'a [Sentence] {
        &self.cx.syntax.sentences
    }

    pub(super) fn sentence_of(&self, span: Span) -> Option<usize> {
        self.cx.syntax.sentence_at(span.start)
    }

    /// The words of the sentence in which a span begins.
    pub(super) fn around(&self, span: Span) -> &'a [Token] {
        self.sentence_of(span).map_or(&[], |i| &self.sentences()[i].tokens)
    }

    pub(super) fn entity(&self, id: &str) -> Option<&'a Entity> {
        self.layers.actors.entities.iter().find(|e| e.id == id)
    }

    /// Country of an entity id, or of a code that stands where no entity is named.
    pub(super) fn country(&self, id: &str) -> Option<&'a str>
    where
        'a: 'a,
    {
        self.entity(id).and_then(|e| e.code.as_ref()).map(|c| c.country())
    }

    pub(super) fn code<'s>(&'s self, id: &'s str) -> &'s str {
        match self.entity(id).and_then(|e| e.code.as_ref()) {
            Some(code) => code.as_str(),
            None => id,
        }
    }

    /// Those who act on the state's or a party's behalf, once a code.
    pub(super) fn parties(&self, ids: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut seen: Vec<String> = Vec::new();
        let mut kept = Vec::new();
        for id in ids {
            let code = self.code(&id).to_owned();
            if code.len() == 7 && !seen.contains(&code) && !code.ends_with("-MED") && !code.starts_with("UNK") {
                seen.push(code);
                kept.push(id);
            }
        }
        kept
    }

    /// Those of them who can be bound: governments, armed groups, oppositions, bodies; an army stands for its state.
    pub(super) fn bound(&self, ids: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut kept = self.parties(ids);
        kept.retain(|id| matches!(self.code(id).get(4..), Some("GOV" | "REB" | "MIL" | "OPP" | "IGO" | "PRM")));
        let states: Vec<String> =
            kept.iter().filter(|id| self.code(id).ends_with("-GOV")).map(|id| self.code(id)[..3].to_owned()).collect();
        kept.retain(|id| {
            !(self.code(id).ends_with("-MIL") && states.iter().any(|s| self.code(id).starts_with(s.as_str())))
        });
        kept
    }

    /// Actors named in the phrase of a noun; where they are fewer than two, with the subject of its verb.
    pub(super) fn named_with(&self, sentence: usize, noun: usize) -> Vec<String> {
        let tokens = &self.sentences()[sentence].tokens;
        let inside = self.mentions_in(self.below(sentence, noun)).flat_map(|m| self.of_mention(m));
        let mut found = self.bound(inside);
        if found.len() < 2
            && let Some(verb) = tokens[noun].head.map(|h| h as usize).filter(|h| *h < tokens.len())
        {
            let subjects = tokens.iter().enumerate().filter(|(i, t)| {
                *i != noun
                    && t.head == Some(verb as u32)
                    && matches!(t.rel(), "nsubj" | "obl")
                    && (t.rel() == "nsubj" || t.deprel == "obl:agent")
            });
            let mut more = found.clone();
            for (i, _) in subjects {
                more.extend(self.mentions_in(self.below(sentence, i)).flat_map(|m| self.of_mention(m)));
            }
            found = self.bound(more);
        }
        found
    }

    /// Source and target of an event, as entity ids, else as codes.
    pub(super) fn sources(&self, event: &Event) -> Vec<String> {
        ids(&event.source_entities, event.source.iter().map(|c| c.as_str()))
    }

    pub(super) fn targets(&self, event: &Event) -> Vec<String> {
        ids(&event.target_entities, event.target.iter().map(|c| c.as_str()))
    }

    /// Mentions whose head lies in `span`.
    pub(super) fn mentions_in(&self, span: Span) -> impl Iterator<Item = &'a Mention> {
        let syntax = self.cx.syntax;
        self.layers.actors.mentions.iter().filter(move |m| span.contains(syntax.token(m.head).span))
    }

    /// Entity ids of a mention, those it stands for too.
    pub(super) fn of_mention(&self, mention: &Mention) -> Vec<String> {
        std::iter::once(mention.entity)
            .chain(mention.also.iter().copied())
            .filter_map(|e| self.layers.actors.entities.get(e))
            .filter(|e| e.code.is_some())
            .map(|e| e.id.clone())
            .collect()
    }

    /// The words below a word of a sentence, itself included, as a span.
    pub(super) fn below(&self, sentence: usize, top: usize) -> Span {
        let tokens = &self.sentences()[sentence].tokens;
        let mut inside = vec![false; tokens.len()];
        inside[top] = true;
        // Heads may stand on either side: repeat until nothing is added.
        loop {
            let mut grown = false;
            for (i, token) in tokens.iter().enumerate() {
                if !inside[i] && token.head.is_some_and(|h| inside.get(h as usize) == Some(&true)) {
                    inside[i] = true;
                    grown = true;
                }
            }
            if !grown {
                break;
            }
        }
        tokens.iter().zip(&inside).filter(|(_, i)| **i).map(|(t, _)| t.span).reduce(Span::cover).unwrap_or_default()
    }

    /// Values of the calendar expressions inside `span`.
    pub(super) fn dates_in(&self, span: Span) -> Vec<Edtf> {
        let mut dates: Vec<Edtf> =
            self.layers.times.iter().filter(|t| span.contains(t.span)).map(|t| t.edtf.clone()).collect();
        dates.sort();
        dates.dedup();
        dates
    }

    /// The place named first inside `span` that does not stand for its government: its entity, else its name.
    pub(super) fn venue_in(&self, span: Span) -> Option<String> {
        self.layers.places.iter().find(|p| span.contains(p.span) && !p.metonym).map(|p| {
            let known = self.layers.actors.entities.iter().find(|e| e.kind == EntityKind::Place && e.name == p.name);
            known.map_or_else(|| p.name.clone(), |e| e.id.clone())
        })
    }

    /// Whether some mention of the entity, or an office of it, is in the list.
    pub(super) fn is(&self, id: &str, words: &Phrases) -> bool {
        let Some(entity) = self.entity(id) else { return false };
        let said = entity.mentions.iter().any(|m| {
            let tokens = self.around(m.0);
            // The description may stand beside the name: "le porte-parole du Kremlin, Dmitri Peskov".
            let from = tokens.partition_point(|t| t.span.start < m.0.start);
            let to = tokens.partition_point(|t| t.span.start < m.0.end);
            words.any(&tokens[from.saturating_sub(5)..to.min(tokens.len())])
        });
        said || entity.offices.iter().any(|o| {
            let title = o.title.to_lowercase();
            title.split(|c: char| !c.is_alphanumeric() && c != '-').any(|w| words.holds(w))
        })
    }

    /// Level of one side: head, minister, envoy.
    pub(super) fn level(&self, id: &str) -> Option<&'static str> {
        if self.entity(id)?.kind != EntityKind::Person {
            return None;
        }
        let lexicon = self.lexicon;
        if self.is(id, &lexicon.envoy) {
            Some("envoy")
        } else if self.is(id, &lexicon.minister) {
            Some("minister")
        } else if self.is(id, &lexicon.head) {
            Some("head")
        } else {
            None
        }
    }
}

fn ids<'c>(entities: &[String], codes: impl Iterator<Item = &'c str>) -> Vec<String> {
    if entities.is_empty() { codes.map(str::to_owned).collect() } else { entities.to_vec() }
}
