//! What the parts of this stage ask of the layers before it.

use chancery_record::{Because, Edtf, Entity, EntityKind, Event, EventType, Sentence, Span, Status, Token};

use super::Layers;
use super::lexicon::Lexicon;
use crate::Context;
use crate::actors::{Mention, MentionKind};
use crate::events::{Grammar, Role};
use crate::phrases::Phrases;

/// A word of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) sentence: usize,
    pub(super) word: usize,
}

pub(super) struct View<'a> {
    pub(super) cx: Context<'a>,
    pub(super) lexicon: &'a Lexicon,
    pub(super) layers: Layers<'a>,
    pub(super) grammar: &'a Grammar<'a>,
}

impl<'a> View<'a> {
    pub(super) fn new(cx: Context<'a>, lexicon: &'a Lexicon, layers: Layers<'a>, grammar: &'a Grammar<'a>) -> Self {
        View { cx, lexicon, layers, grammar }
    }

    pub(super) fn tokens(&self, sentence: usize) -> &'a [Token] {
        &self.sentences()[sentence].tokens
    }

    /// Entities that the words of a sentence mention, those without a code left out.
    pub(super) fn who(&self, sentence: usize, words: impl Iterator<Item = usize>) -> Vec<String> {
        let found = self.grammar.entities(sentence, words);
        let all = &self.layers.actors.entities;
        found.into_iter().filter_map(|e| all.get(e)).filter(|e| e.code.is_some()).map(|e| e.id.clone()).collect()
    }

    /// The sides of something "between A and B" by the roles of its word; where trees hang B on a word inside A,
    /// the next coordinated actor or capital counts.
    pub(super) fn between(&self, sentence: usize, words: Vec<usize>) -> Vec<String> {
        let tokens = self.tokens(sentence);
        let mut found = self.who(sentence, words.iter().copied());
        let Some(&first) = words.first() else { return found };
        // The actor's head may be the word after: "séparatistes prorusses".
        if found.is_empty() {
            let last = (first + 1).min(tokens.len() - 1);
            let near = tokens[first].span.cover(tokens[last].span);
            found.extend(self.mentions_in(near).flat_map(|m| self.of_mention(m)));
        }
        if self.bound(found.clone()).len() < 2 {
            let last = (first..tokens.len()).find(|&w| tokens[w].form == ",").unwrap_or(tokens.len());
            let joined = (first + 1..last).find(|&w| tokens[w].upos == "CCONJ");
            let next =
                joined.and_then(|c| (c + 1..last).find(|&w| matches!(tokens[w].upos.as_str(), "PROPN" | "NOUN")));
            if let Some(next) = next {
                let named = self.who(sentence, std::iter::once(next));
                let capital = || self.government(&tokens[next].form);
                found.extend(if named.is_empty() { capital().into_iter().collect() } else { named });
            }
        }
        self.bound(found)
    }

    /// The code of the government whose seat is a capital of this name.
    pub(super) fn government(&self, name: &str) -> Option<String> {
        let all = self.cx.world.find(name);
        let capital = all.iter().map(|c| c.item).find(|i| i.kind == chancery_world::Kind::Capital)?;
        Some(format!("{}-GOV", capital.country?))
    }

    /// Those for whom delegates act: "officials from A, B and C", "les ministres de A et de B".
    pub(super) fn sent_by(&self, sentence: usize, words: &[usize]) -> Vec<String> {
        let tokens = self.tokens(sentence);
        let tree = self.grammar.tree(sentence);
        let levels = &self.lexicon.levels;
        let delegate =
            |w: usize| [&levels.envoy, &levels.minister, &levels.head].iter().any(|list| list.at(tokens, w).is_some());
        let mut found = Vec::new();
        for &word in words.iter().filter(|&&w| tokens[w].upos == "NOUN" && delegate(w)) {
            let of = tree.children(word).iter().copied().filter(|&c| {
                let marked =
                    self.grammar.marked(chancery_record::TokenId { sentence: sentence as u32, token: c as u32 });
                marked.iter().any(|r| matches!(r, Role::From | Role::Genitive))
            });
            for c in of.flat_map(|c| tree.conjuncts(c)) {
                let named = self.who(sentence, std::iter::once(c));
                let capital = || self.government(&tokens[c].form).into_iter().collect();
                found.extend(if named.is_empty() { capital() } else { named });
            }
        }
        self.bound(found)
    }

    /// Who acts for a people: "les Palestiniens ont rompu" tells of their government.
    pub(super) fn official(&self, id: String) -> String {
        let people = self.entity(&id).filter(|e| {
            e.kind == EntityKind::Group
                && e.code.as_ref().is_some_and(|c| c.sector() == "CVL")
                && !self.cx.world.demonym(&e.name, &self.cx.syntax.lang).is_empty()
        });
        match people.and_then(|e| e.code.as_ref()) {
            Some(code) => format!("{}-GOV", code.country()),
            None => id,
        }
    }

    /// The two sides of the fighting that an article tells of, the most often named first; none where they are
    /// not clear.
    pub(super) fn belligerents(&self) -> Vec<String> {
        let mut sides: Vec<(String, usize)> = Vec::new();
        let fights = self.layers.events.iter().filter(|e| e.kind == EventType::Assault && e.status == Status::Actual);
        for id in fights.flat_map(|e| [self.bound(self.sources(e)), self.bound(self.targets(e))].concat()) {
            let code = self.code(&id);
            let code = if code.ends_with("-MIL") { format!("{}-GOV", &code[..3]) } else { code.to_owned() };
            match sides.iter_mut().find(|(c, _)| *c == code) {
                Some(side) => side.1 += 1,
                None => sides.push((code, 1)),
            }
        }
        sides.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        match sides.as_slice() {
            [a, b] => vec![a.0.clone(), b.0.clone()],
            [a, b, c, ..] if b.1 > c.1 => vec![a.0.clone(), b.0.clone()],
            _ => self.at_home(),
        }
    }

    /// State and rebels of the country whose rebels the article speaks of most; none where there are no rebels.
    fn at_home(&self) -> Vec<String> {
        let armed = |e: &&Entity| e.code.as_ref().is_some_and(|c| matches!(c.sector(), "REB" | "PRM"));
        let rebels = self.layers.actors.entities.iter().filter(armed).max_by_key(|e| e.mentions.len());
        let Some(rebels) = rebels.filter(|e| e.mentions.len() > 1) else { return Vec::new() };
        let country = self.country(&rebels.id).unwrap_or_default().to_owned();
        let state =
            self.layers.actors.entities.iter().filter(|e| {
                e.code.as_ref().is_some_and(|c| c.country() == country && matches!(c.sector(), "GOV" | "MIL"))
            });
        match state.max_by_key(|e| e.mentions.len()) {
            Some(state) => vec![state.id.clone(), rebels.id.clone()],
            None => Vec::new(),
        }
    }

    /// Letters after the hyphen of the entity's code; empty without one.
    pub(super) fn sector<'s>(&'s self, id: &'s str) -> &'s str {
        self.code(id).get(4..).unwrap_or_default()
    }

    /// Countries of entities, sorted, each once.
    pub(super) fn lands(&self, ids: &[String]) -> Vec<String> {
        let mut all: Vec<String> = ids.iter().filter_map(|id| self.code(id).get(..3)).map(str::to_owned).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Words of the clause under a word: its complements and arguments, not what is told beside them.
    pub(super) fn content(&self, at: At) -> Vec<usize> {
        let tree = self.grammar.tree(at.sentence);
        let mut all = vec![at.word];
        let mut next = 0;
        while next < all.len() {
            for &c in tree.children(all[next]) {
                let token = tree.token(c);
                let beside = match token.rel() {
                    "acl" => token.deprel == "acl:relcl",
                    "advcl" => token.feat("VerbForm") == Some("Fin"),
                    "parataxis" | "nsubj" | "csubj" => true,
                    "conj" => all[next] == at.word && tree.is_verb(c),
                    _ => false,
                };
                if !beside && !all.contains(&c) {
                    all.push(c);
                }
            }
            next += 1;
        }
        all.retain(|w| *w != at.word);
        all
    }

    /// The clause around a word: from its verb down.
    pub(super) fn clause(&self, at: At) -> Span {
        let tokens = self.tokens(at.sentence);
        let mut top = at.word;
        for _ in 0..8 {
            if matches!(tokens[top].upos.as_str(), "VERB" | "AUX") && top != at.word {
                break;
            }
            match tokens[top].head {
                Some(head) if (head as usize) < tokens.len() => top = head as usize,
                _ => break,
            }
        }
        self.below(at.sentence, top)
    }

    /// Words that tell whose a noun is: "China's plan", "le plan présenté par X", "conditions Russia has suggested".
    pub(super) fn owners(&self, at: At) -> impl Iterator<Item = usize> {
        let tree = self.grammar.tree(at.sentence);
        let roles = self.grammar.roles(at.sentence, at.word);
        let mut words: Vec<usize> =
            [Role::Subject, Role::By, Role::Genitive].iter().flat_map(|r| roles.of(*r)).collect();
        for &c in tree.children(at.word) {
            if tree.token(c).rel() == "acl" {
                let of = self.grammar.roles(at.sentence, c);
                words.extend(of.of(Role::Subject).filter(|w| *w != at.word));
            }
        }
        words.into_iter()
    }

    /// Whether a mention can be who something is addressed to: no adjective, and not only where it happens or
    /// what it is about.
    pub(super) fn addressed(&self, mention: &Mention) -> bool {
        let marked = self.grammar.marked(mention.head);
        let about = !marked.is_empty() && marked.iter().all(|r| matches!(r, Role::Place | Role::Topic));
        !about && !matches!(mention.kind, MentionKind::Possessive)
    }

    /// The speaker of the quotation in which a span lies.
    pub(super) fn speaker_at(&self, span: Span) -> Option<String> {
        self.layers.quotations.iter().find(|q| q.span.contains(span)).and_then(|q| q.speaker_entity.clone())
    }

    /// The event whose words are among `spans`, the first of them first.
    pub(super) fn event_at(&self, sentence: usize, spans: &[Span]) -> Option<&'a Event> {
        spans.iter().find_map(|span| {
            self.layers.events.iter().find(|e| {
                e.span.overlaps(*span) && self.sentence_of(e.span) == Some(sentence)
                    || e.also.iter().any(|a| a.0.overlaps(*span))
            })
        })
    }

    /// Whether what the word states is only wished, possible or denied.
    pub(super) fn unreal(&self, at: At) -> bool {
        matches!(self.grammar.status(at.sentence, at.word), Status::Hypothetical | Status::Negated)
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
    pub(super) fn country<'s>(&'s self, id: &'s str) -> Option<&'s str> {
        let code = self.code(id);
        (code.len() == 7).then(|| &code[..3])
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
        if self.is(id, &lexicon.levels.envoy) {
            Some("envoy")
        } else if self.is(id, &lexicon.levels.minister) {
            Some("minister")
        } else if self.is(id, &lexicon.levels.head) {
            Some("head")
        } else {
            None
        }
    }
}

/// The name of a rule of this stage; the language and the words are added once the layer is whole.
pub(super) fn rule(name: &str) -> Option<Because> {
    Some(Because::rule(name))
}

fn ids<'c>(entities: &[String], codes: impl Iterator<Item = &'c str>) -> Vec<String> {
    if entities.is_empty() { codes.map(str::to_owned).collect() } else { entities.to_vec() }
}
