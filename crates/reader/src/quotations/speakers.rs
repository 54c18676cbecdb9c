//! Names of speakers: from a word of the text to whoever it names.

use std::ops::Range;

use chancery_record::{ActorCode, EntityKind, NameLabel, Span};

use super::cues::{Finder, Who};
use super::names::{abbreviated, lengthened, plain, titles};
use crate::Context;
use crate::actors::Actors;

/// A speaker as it goes into the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Speaker {
    /// Full name, else the fullest description.
    pub(super) name: String,
    pub(super) code: Option<ActorCode>,
    /// Index of the entity.
    pub(super) entity: Option<usize>,
    /// The words that name it where it speaks.
    pub(super) span: Option<Span>,
    /// Grammatical gender and number of those words, where they show.
    pub(super) agreement: Agreement,
    /// The noun of the description.
    pub(super) noun: Option<String>,
}

impl Speaker {
    /// Whether it has a name, and not only a description.
    pub(super) fn proper(&self) -> bool {
        self.name.chars().next().is_some_and(char::is_uppercase)
    }
}

/// Gender and number as far as the words show them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Agreement {
    pub(super) feminine: Option<bool>,
    pub(super) plural: Option<bool>,
}

impl Agreement {
    /// Whether two mentions can be of one entity.
    pub(super) fn fits(self, other: Agreement) -> bool {
        let fit = |a: Option<bool>, b: Option<bool>| a.is_none() || b.is_none() || a == b;
        fit(self.feminine, other.feminine) && fit(self.plural, other.plural)
    }
}

/// Turns words into speakers, and remembers who spoke last.
pub(super) struct Speakers<'c, 'a, 'f> {
    pub(super) cx: Context<'a>,
    pub(super) actors: &'c Actors,
    pub(super) finder: &'c Finder<'f, 'a, 'c>,
    /// Names of persons by their last word, the longest of each, and whether it is feminine.
    pub(super) persons: Vec<(String, String)>,
    /// Persons by their first name; none where several share it.
    pub(super) firsts: std::collections::BTreeMap<String, Option<String>>,
    /// Names that the text abbreviates: the words, the full name, the short one.
    pub(super) abbreviated: Vec<(Range<usize>, String, String)>,
    /// Names of bodies with what they are of, by their short form.
    pub(super) lengthened: std::collections::BTreeMap<String, Option<String>>,
    /// Nouns by which each person has been introduced, by the last word of the name.
    pub(super) titles: std::collections::BTreeMap<String, std::collections::BTreeSet<String>>,
    /// Who spoke last, in which paragraph and unit.
    pub(super) current: Option<(Speaker, usize, usize)>,
}

impl<'c, 'a, 'f> Speakers<'c, 'a, 'f> {
    pub(super) fn new(cx: Context<'a>, actors: &'c Actors, finder: &'c Finder<'f, 'a, 'c>) -> Self {
        let mut persons: Vec<(String, String)> = Vec::new();
        for name in cx.syntax.names.iter().filter(|n| n.label == NameLabel::Per) {
            let full = plain(name.span.of(&cx.article.text));
            let Some(last) = full.split(' ').next_back().map(str::to_lowercase) else { continue };
            persons.push((last, full));
        }
        // The longest name of each last word, the earliest among equals.
        persons.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.split(' ').count().cmp(&a.1.split(' ').count())));
        persons.dedup_by(|b, a| a.0 == b.0);
        let mut firsts: std::collections::BTreeMap<String, Option<String>> = std::collections::BTreeMap::new();
        for (_, full) in persons.iter().filter(|(_, full)| full.contains(' ')) {
            let first = full.split(' ').next().unwrap_or_default().to_owned();
            firsts.entry(first).and_modify(|f| *f = None).or_insert_with(|| Some(full.clone()));
        }
        let titles = titles(cx, finder, &persons);
        let abbreviated = abbreviated(cx, finder);
        let lengthened = lengthened(cx, finder);
        Speakers { cx, actors, finder, persons, firsts, abbreviated, lengthened, titles, current: None }
    }

    /// Whoever a cue of unit `u` reports; the current speaker where the cue leaves it open.
    pub(super) fn resolve(&self, who: Who, u: usize) -> Option<Speaker> {
        match who {
            Who::Word(w) => self.word(w, u).map(|s| self.spelt_out(w, s)),
            Who::Current => self.recent(u),
            Who::Nobody => None,
        }
    }

    /// The current speaker, when it spoke in this paragraph or one of the two before.
    pub(super) fn recent(&self, u: usize) -> Option<Speaker> {
        let paragraph = self.finder.view.units[u].paragraph;
        self.current
            .as_ref()
            .filter(|(_, p, _)| *p + 3 >= paragraph)
            .map(|(s, _, _)| Speaker { span: None, ..s.clone() })
    }

    /// Takes note of who speaks in unit `u`, and by which nouns they are introduced there.
    pub(super) fn note(&mut self, speaker: &Speaker, u: usize, paragraph: usize) {
        let view = self.finder.view;
        if let Some(span) = speaker.span.filter(|_| speaker.proper()) {
            let mut j = view.word_from(span.start);
            while j < view.len() && view.token(j).span.end <= span.end {
                let noun = view.lemma(j);
                if self.finder.lexicon.persons.contains(&noun) {
                    let last = speaker.name.split(' ').next_back().unwrap_or_default().to_lowercase();
                    self.titles.entry(last).or_default().insert(noun);
                }
                j += 1;
            }
        }
        self.current = Some((speaker.clone(), paragraph, u));
    }

    fn is_pronoun(&self, w: usize) -> bool {
        let token = self.finder.view.token(w);
        if self.finder.lexicon.honorifics.contains(token.form.as_str()) {
            return false;
        }
        matches!(token.upos.as_str(), "PRON" | "DET")
            || self.finder.lexicon.clitics.contains(self.finder.view.form(w).trim_start_matches('-'))
    }

    fn word(&self, w: usize, u: usize) -> Option<Speaker> {
        let view = self.finder.view;
        let token = view.token(w);
        let unit = view.units[view.unit_of(w)].words.clone();
        if self.is_pronoun(w) {
            // "Nancy, elle, dit": the name before its pronoun.
            let before = (unit.start..w).rev().take(2).find(|&j| !view.is_punct(j));
            if let Some(b) = before.filter(|&b| {
                self.finder.in_name[b].is_some_and(|(_, person)| person) && token.upos == "PRON" && b + 1 == w
            }) && !view.children(b).iter().any(|&c| view.token(c).rel() == "case")
            {
                return self.word(b, u);
            }
            // "ce dernier", "celui-ci": whoever was spoken of, unless a clause says who.
            let relative = view.children(w).iter().any(|&c| view.token(c).deprel.starts_with("acl"));
            if token.feat("PronType").is_some_and(|t| t.contains("Dem")) && !relative {
                return self.antecedent(w, u);
            }
            // Not a person's pronoun but a quantity: "l'un d'eux", "certains", "some".
            let complement = view.children(w).iter().any(|&c| view.token(c).rel() == "nmod");
            let clitic = self.finder.lexicon.clitics.contains(view.form(w).trim_start_matches('-'));
            let personal = token.feat("PronType").is_none_or(|t| t.contains("Prs")) && !complement;
            if personal || clitic {
                return self.antecedent(w, u);
            }
            if let Some(m) = self.actors.at(view.id(w)) {
                return Some(self.of_entity(m.entity, token.span, self.agreement(w)));
            }
        }
        let start = self.description_start(w, &unit);
        let end = self.description_end(w, start, &unit);
        if let Some(joint) = self.joint(w, start, end, &unit) {
            return Some(joint);
        }
        let named = self.named(w, start, end, &unit);
        // "the statement", after what its issuer said.
        let paper = self.finder.lexicon.channels.get(&view.lemma(w)).map(String::as_str);
        if matches!(paper, Some("statement" | "letter" | "speech" | "social media"))
            && start > unit.start
            && self.finder.lexicon.definite.contains(&view.form(start - 1))
            && end - start <= 2
            && let Some(s) = self.recent(u)
        {
            return Some(Speaker { span: Some(view.span(start, end - 1)), ..s });
        }
        // "the president", right after somebody who was introduced as one.
        if self.finder.in_name[w].is_none_or(|_| end - start == 1)
            && let Some(s) = self.titled(w, start, end, u)
        {
            return Some(s);
        }
        if let Some(s) = named.as_ref().filter(|s| s.proper()) {
            return Some(s.clone());
        }
        if let Some(s) = self.recalled(w, start, end, u) {
            return Some(s);
        }
        if named.is_some() {
            return named;
        }
        let span = view.span(start, end - 1);
        let name = self.words(span);
        let name = if name.chars().next().is_some_and(char::is_uppercase) { self.full_name(&name) } else { name };
        let unnamed = name.chars().next().is_some_and(char::is_lowercase);
        let code = if unnamed { "UNK-UNK".parse().ok() } else { None };
        let noun = Some(view.lemma(w));
        Some(Speaker { name, code, entity: None, span: Some(span), agreement: self.agreement(w), noun })
    }

    /// Whoever is speaking, when a cue goes on (`a ajouté le ministre`) and its subject is described, not named.
    pub(super) fn going_on(&self, who: Who, u: usize, resolved: Option<Speaker>) -> Option<Speaker> {
        let view = self.finder.view;
        let (Who::Word(w), Some((current, paragraph, _))) = (who, self.current.as_ref()) else { return resolved };
        if self.is_pronoun(w) || self.finder.in_name[w].is_some() || *paragraph != view.units[u].paragraph {
            return resolved;
        }
        let noun = view.lemma(w);
        let named = |s: &Speaker| {
            s.span.is_some_and(|span| {
                let first = view.word_from(span.start);
                (first..view.len())
                    .take_while(|&j| view.token(j).span.end <= span.end)
                    .any(|j| self.finder.in_name[j].is_some_and(|(_, person)| person))
            })
        };
        let titled = |s: &Speaker| {
            let last = s.name.split(' ').next_back().unwrap_or_default().to_lowercase();
            self.titles.get(&last).is_some_and(|t| t.contains(&noun))
        };
        let Some(other) = resolved else { return Some(current.clone()) };
        let agrees = current.agreement.fits(self.agreement(w)) && current.proper() && self.is_person(current);
        let distinct = named(&other) || titled(&other) && !titled(current) || !self.person_noun(w);
        if agrees && !distinct { Some(Speaker { span: other.span, ..current.clone() }) } else { Some(other) }
    }

    /// Whoever spoke last, when a bare definite noun takes up what they were introduced as.
    fn titled(&self, w: usize, start: usize, end: usize, u: usize) -> Option<Speaker> {
        let view = self.finder.view;
        let determiner = start.checked_sub(1).filter(|&d| view.unit_of(d) == view.unit_of(w))?;
        if !self.finder.lexicon.definite.contains(&view.form(determiner)) || end - start > 2 {
            return None;
        }
        let (speaker, paragraph, _) = self.current.as_ref()?;
        let titles = self.titles.get(&speaker.name.split(' ').next_back().unwrap_or_default().to_lowercase());
        // Somebody who was given no title yet may be given this one, if nothing known speaks against it.
        let untitled = titles.is_none_or(std::collections::BTreeSet::is_empty)
            && speaker.proper()
            && self.is_person(speaker)
            && end - start == 1
            && self.finder.lexicon.persons.contains(&view.lemma(w))
            && speaker.agreement.fits(self.agreement(w))
            && self.agreement(w).plural != Some(true)
            && self.own_code(w).is_none_or(|own| {
                speaker.code.as_ref().is_none_or(|c| *c == own || matches!(c.sector(), "CVL" | "UNK"))
            });
        let known = untitled || titles.is_some_and(|t| (start..end).all(|j| t.contains(&view.lemma(j))));
        (known && *paragraph + 2 >= view.units[u].paragraph)
            .then(|| Speaker { span: Some(view.span(start, end - 1)), ..speaker.clone() })
    }

    /// The code of whoever the word mentions.
    fn own_code(&self, w: usize) -> Option<ActorCode> {
        let mention = self.actors.at(self.finder.view.id(w))?;
        self.actors.entities[mention.entity].code.clone()
    }

    /// Whoever spoke last, when a description without a name of its own takes it up: `dit le jeune homme`.
    fn recalled(&self, w: usize, start: usize, end: usize, u: usize) -> Option<Speaker> {
        let view = self.finder.view;
        let paragraph = view.units[u].paragraph;
        let determiner = start.checked_sub(1).filter(|&d| view.unit_of(d) == view.unit_of(w))?;
        let definite = self.finder.lexicon.definite.contains(&view.form(determiner));
        let pointing = self.finder.lexicon.demonstrative.contains(&view.form(determiner));
        // Nothing in it tells of another: no complement, no name, no adjective of a country.
        let plain = (start..end).all(|j| {
            (matches!(view.token(j).upos.as_str(), "NOUN" | "ADJ" | "NUM")
                || pointing && matches!(view.token(j).upos.as_str(), "ADP" | "DET"))
                && view.quote_of(j).is_none()
                && (j == w || self.actors.at(view.id(j)).is_none())
        });
        let (speaker, p, _) = self.current.as_ref()?;
        let agreement = self.agreement(w);
        let human = match speaker.entity {
            Some(e) => self.actors.entities[e].kind == EntityKind::Person,
            None => speaker.proper(),
        };
        // A body is taken up by the noun that described it: "la chaîne X", then "la chaîne".
        let noun = view.lemma(w);
        let same_noun = speaker.noun.as_deref() == Some(noun.as_str());
        let own = self.actors.at(view.id(w)).map(|m| &self.actors.entities[m.entity]);
        let body = own.is_some_and(|e| {
            matches!(e.kind, EntityKind::Organization | EntityKind::State | EntityKind::Group | EntityKind::Place)
        });
        let person = self.finder.lexicon.persons.contains(&noun) || !body && own.is_some() || self.lexicon_person(w);
        // A known code that is another's tells them apart.
        let other = self.finder.lexicon.persons.contains(&noun)
            && !pointing
            && own
                .and_then(|e| e.code.as_ref())
                .zip(speaker.code.as_ref())
                .is_some_and(|(a, b)| a != b && !matches!(a.sector(), "CVL" | "UNK"));
        let fits = definite
            && plain
            && !other
            && *p + 1 >= paragraph
            && agreement.plural != Some(true)
            && speaker.agreement.fits(agreement)
            && speaker.proper();
        (fits && (same_noun || human && person))
            .then(|| Speaker { span: Some(view.span(start, end - 1)), ..speaker.clone() })
    }

    /// Whether nothing tells that the noun is no person: it heads no known mention of a body.
    fn lexicon_person(&self, w: usize) -> bool {
        let view = self.finder.view;
        self.actors.at(view.id(w)).is_none()
            && view.token(w).upos == "NOUN"
            && !self.finder.lexicon.carriers.contains(&view.lemma(w))
            && !self.finder.lexicon.outlets.contains(&view.lemma(w))
    }

    /// Who a pronoun that speaks stands for: the subject of its own sentence, the current speaker, the
    /// subject of the sentence before, else what the actors stage says.
    fn antecedent(&self, w: usize, u: usize) -> Option<Speaker> {
        let view = self.finder.view;
        let span = view.token(w).span;
        let own = self.agreement(w);
        let paragraph = view.units[u].paragraph;
        let say = |s: Speaker| Speaker { span: Some(span), ..s };
        // "he", "she": nobody but a person.
        let personal = self.finder.lexicon.personal.contains(&view.form(w));
        // "they" is no single person that has a name.
        let single = |s: &Speaker| {
            own.plural == Some(true)
                && s.agreement.plural != Some(true)
                && s.entity.is_some_and(|e| self.actors.entities[e].kind == EntityKind::Person)
                && s.proper()
        };
        let fits = |s: &Speaker| s.agreement.fits(own) && !single(s) && (!personal || self.is_person(s));
        if let Some(s) = self.subject(u, w).filter(|&s| view.head(s) != view.head(w) && self.finder.is_actor[s])
            && let Some(speaker) = self.word(s, u)
            && self.can_speak(&speaker)
            && fits(&speaker)
        {
            return Some(say(speaker));
        }
        let current = self.current.as_ref().filter(|(s, p, _)| *p + 2 >= paragraph && fits(s));
        // Somebody else may have become the subject since.
        let before = u.checked_sub(1).filter(|&b| view.units[b].paragraph + 1 >= paragraph);
        if let Some((speaker, _, since)) = current {
            let turned = before.filter(|b| b > since).and_then(|b| self.subject(b, usize::MAX));
            // A state that acts between two words of somebody does not speak for him.
            let land = |s: &Speaker| s.entity.is_some_and(|e| self.actors.entities[e].kind == EntityKind::State);
            match turned.filter(|&t| self.finder.is_actor[t]).and_then(|t| self.word(t, u - 1)) {
                Some(other) if fits(&other) && self.can_speak(&other) && !(land(&other) && self.is_person(speaker)) => {
                    return Some(say(other));
                }
                _ => return Some(say(speaker.clone())),
            }
        }
        let mut unit = u;
        for _ in 0..3 {
            let Some(b) = unit.checked_sub(1) else { break };
            if let Some(speaker) =
                self.subject(b, usize::MAX).filter(|&s| self.finder.is_actor[s]).and_then(|s| self.word(s, b))
                && fits(&speaker)
                && self.can_speak(&speaker)
            {
                return Some(say(speaker));
            }
            unit = b;
        }
        if let Some(m) = self.actors.at(view.id(w)) {
            return Some(self.of_entity(m.entity, span, own));
        }
        self.recent(u).map(say).or_else(|| {
            // The last person named in the two sentences before.
            let from = u.saturating_sub(2);
            let person = (view.units[from].words.start..view.units[u].words.start)
                .rev()
                .take(80)
                .find(|&j| self.finder.in_name[j].is_some_and(|(_, person)| person) && view.quote_of(j).is_none())?;
            self.word(person, view.unit_of(person)).map(say)
        })
    }

    /// Whether the speaker is known for a person, or for nothing else.
    fn is_person(&self, speaker: &Speaker) -> bool {
        match speaker.entity {
            Some(e) => self.actors.entities[e].kind == EntityKind::Person,
            None => {
                let words: Vec<&str> = speaker.name.split(' ').collect();
                let last = words.last().map(|w| w.to_lowercase()).unwrap_or_default();
                self.persons.binary_search_by(|(s, _)| s.as_str().cmp(last.as_str())).is_ok()
                    || speaker.noun.as_ref().is_some_and(|n| self.finder.lexicon.persons.contains(n))
            }
        }
    }

    /// Whether the speaker is somebody: not a thing or a bare place.
    pub(super) fn can_speak(&self, speaker: &Speaker) -> bool {
        match speaker.entity {
            Some(e) => self.actors.entities[e].kind != EntityKind::Place,
            None => speaker.proper() || speaker.noun.as_ref().is_some_and(|n| self.finder.lexicon.persons.contains(n)),
        }
    }

    /// The subject of the main clause of a unit, outside quotations and before `limit`.
    fn subject(&self, unit: usize, limit: usize) -> Option<usize> {
        let view = self.finder.view;
        // A pronoun that heads the sentence is its subject: those of the clauses below it are not.
        let main = view.units[unit]
            .words
            .clone()
            .take_while(|&j| j < limit)
            .find(|&j| view.token(j).rel() == "nsubj" && view.quote_of(j).is_none());
        let heads = |j: usize| view.head(j).is_some_and(|h| view.token(h).rel() == "root");
        if main.is_some_and(|j| {
            heads(j) && view.token(j).upos == "PRON" && self.finder.lexicon.clitics.contains(view.form(j).as_str())
        }) {
            return None;
        }
        view.units[unit].words.clone().take_while(|&j| j < limit).find(|&j| {
            view.token(j).rel() == "nsubj"
                && view.quote_of(j).is_none()
                && view.is_nominal(j)
                && view.token(j).upos != "PRON"
                && view.head(j).is_some_and(|h| !view.token(h).deprel.starts_with("acl") && view.quote_of(h).is_none())
        })
    }

    /// Whoever the sentence before unit `u` speaks of.
    pub(super) fn context(&self, u: usize) -> Option<Speaker> {
        let unit = u.checked_sub(1)?;
        self.subject(unit, usize::MAX)
            .and_then(|w| self.word(w, unit))
            .or_else(|| self.recent(u.min(self.finder.view.units.len() - 1)))
    }
}
