//! Names of speakers: from a word of the text to whoever it names.

use std::ops::Range;

use chancery_record::{ActorCode, EntityKind, NameLabel, Span};

use super::cues::{Finder, Who};
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
    agreement: Agreement,
    /// The noun of the description.
    noun: Option<String>,
}

impl Speaker {
    /// Whether it has a name, and not only a description.
    fn proper(&self) -> bool {
        self.name.chars().next().is_some_and(char::is_uppercase)
    }
}

/// Gender and number as far as the words show them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Agreement {
    feminine: Option<bool>,
    plural: Option<bool>,
}

impl Agreement {
    /// Whether two mentions can be of one entity.
    fn fits(self, other: Agreement) -> bool {
        let fit = |a: Option<bool>, b: Option<bool>| a.is_none() || b.is_none() || a == b;
        fit(self.feminine, other.feminine) && fit(self.plural, other.plural)
    }
}

/// Turns words into speakers, and remembers who spoke last.
pub(super) struct Speakers<'c, 'a, 'f> {
    cx: Context<'a>,
    actors: &'c Actors,
    finder: &'c Finder<'f, 'a, 'c>,
    /// Names of persons by their last word, the longest of each, and whether it is feminine.
    persons: Vec<(String, String)>,
    /// Nouns by which each person has been introduced, by the last word of the name.
    titles: std::collections::BTreeMap<String, std::collections::BTreeSet<String>>,
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
        let titles = titles(cx, finder, &persons);
        Speakers { cx, actors, finder, persons, titles, current: None }
    }

    /// Whoever a cue of unit `u` reports; the current speaker where the cue leaves it open.
    pub(super) fn resolve(&self, who: Who, u: usize) -> Option<Speaker> {
        match who {
            Who::Word(w) => self.word(w, u),
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
        if self.finder.lexicon.carriers.contains(&view.lemma(w))
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

    /// Whoever spoke last, when a bare definite noun takes up what they were introduced as.
    fn titled(&self, w: usize, start: usize, end: usize, u: usize) -> Option<Speaker> {
        let view = self.finder.view;
        let determiner = start.checked_sub(1).filter(|&d| view.unit_of(d) == view.unit_of(w))?;
        if !self.finder.lexicon.definite.contains(&view.form(determiner)) || end - start > 2 {
            return None;
        }
        let (speaker, paragraph, _) = self.current.as_ref()?;
        let known = self
            .titles
            .get(&speaker.name.split(' ').next_back().unwrap_or_default().to_lowercase())
            .is_some_and(|t| (start..end).all(|j| t.contains(&view.lemma(j))));
        (known && *paragraph + 2 >= view.units[u].paragraph)
            .then(|| Speaker { span: Some(view.span(start, end - 1)), ..speaker.clone() })
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
            && own.and_then(|e| e.code.as_ref()).zip(speaker.code.as_ref()).is_some_and(|(a, b)| a != b);
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

    /// The entity or name that the words mention.
    fn named(&self, w: usize, start: usize, end: usize, unit: &Range<usize>) -> Option<Speaker> {
        let view = self.finder.view;
        let span = view.span(start, end - 1);
        let agreement = self.agreement(w);
        let at = |i: usize| self.actors.at(view.id(i)).map(|m| m.entity);
        // "X, le président de Y, …": the name before its apposition.
        let lead =
            (unit.start..start).rev().take(3).find(|&j| !matches!(view.token(j).upos.as_str(), "DET" | "ADV" | "ADJ"));
        if let Some(comma) = lead.filter(|&c| view.is_comma(c))
            && comma > unit.start
            && let Some((name, true)) = self.finder.in_name[comma - 1]
        {
            let mut first = comma - 1;
            while first > unit.start && self.finder.in_name[first - 1] == Some((name, true)) {
                first -= 1;
            }
            let leads = first == unit.start || !matches!(view.token(first - 1).upos.as_str(), "ADP" | "VERB");
            if leads && !(first..comma).contains(&w) {
                return self.named(comma - 1, first, comma, unit);
            }
        }
        // A person's name set beside the description says who it is.
        let (_, hi) = view.extent(w);
        let reach = (hi + 1).min(unit.end).min(start + 40);
        let mut j = start;
        while j < reach {
            if view.is_finite(j) && view.quote_of(j).is_none() || view.quote_of(j).is_some() && j > end {
                break;
            }
            if let Some((name, true)) = self.finder.in_name[j] {
                let mut past = j + 1;
                while past < unit.end && self.finder.in_name[past] == Some((name, true)) {
                    past += 1;
                }
                if self.apposed(j, past, w, start) {
                    let entity = (j..past).find_map(at).filter(|&e| self.actors.entities[e].kind == EntityKind::Person);
                    let name_span = self.cx.syntax.names[name].span;
                    return Some(match entity {
                        Some(e) => self.of_entity(e, span.cover(name_span), agreement),
                        None => Speaker {
                            name: self.full_name(&self.words(name_span)),
                            code: at(w).and_then(|e| self.actors.entities[e].code.clone()),
                            entity: None,
                            span: Some(span.cover(name_span)),
                            agreement,
                            noun: Some(view.lemma(w)),
                        },
                    });
                }
                j = past;
                continue;
            }
            j += 1;
        }
        // "l'ambassadeur de X, Y Z :": a name between the nominal's comma and the next mark.
        let after = (hi.max(w) + 1).min(unit.end);
        if self.person_noun(w)
            && let Some(comma) = [end, after].into_iter().find(|&c| c < unit.end && view.is_comma(c)).or_else(|| {
                // Past complements that the tree hangs on the verb: "l'ambassadeur français à X, Y Z, a dit".
                (end..unit.end.min(end + 10))
                    .take_while(|&c| view.quote_of(c).is_none() && !view.is_verb(c))
                    .find(|&c| view.is_comma(c))
            })
            && let Some((name, true)) = self.finder.in_name.get(comma + 1).copied().flatten()
            && comma + 1 < unit.end
        {
            let mut past = comma + 1;
            while past < unit.end && self.finder.in_name[past] == Some((name, true)) {
                past += 1;
            }
            let closed = past >= unit.end || view.is_punct(past) || view.quote_of(past).is_some();
            if closed {
                return self.named(comma + 1, comma + 1, past, unit);
            }
        }
        // An outlet named beside its kind: "le quotidien X", "the X news agency".
        if self.finder.lexicon.outlets.contains(&view.lemma(w)) {
            let named = (start..end).rev().find(|&j| {
                self.finder.in_name[j].is_some()
                    && view.token(j).deprel != "nmod:poss"
                    && view.token(j).upos != "PART"
                    && j != w
                    && !view.children(j).iter().any(|&c| view.token(c).rel() == "case")
                    && !(j > 0 && view.token(j - 1).upos == "ADP")
            });
            if let Some(j) = named {
                let (n, _) = self.finder.in_name[j].unwrap_or_default();
                let name_span = self.cx.syntax.names[n].span;
                let entity = at(j).or_else(|| at(w));
                return Some(Speaker {
                    name: self.words(name_span),
                    code: entity.and_then(|e| self.actors.entities[e].code.clone()),
                    entity,
                    span: Some(span),
                    agreement,
                    noun: Some(view.lemma(w)),
                });
            }
        }
        // An apposition of capitals to a noun of persons is a name, whatever its label.
        if self.finder.lexicon.persons.contains(&view.lemma(w)) {
            let apposed = view.children(w).iter().copied().find(|&c| {
                c > w
                    && unit.contains(&c)
                    && view.token(c).rel() == "appos"
                    && view.token(c).upos == "PROPN"
                    && self.finder.in_name[c].is_some()
            });
            if let Some(c) = apposed {
                let (n, _) = self.finder.in_name[c].unwrap_or_default();
                let name_span = self.cx.syntax.names[n].span;
                let entity = at(c).filter(|&e| self.actors.entities[e].kind == EntityKind::Person);
                if name_span.of(&self.cx.article.text).contains(' ') {
                    return Some(match entity {
                        Some(e) => self.of_entity(e, span.cover(name_span), agreement),
                        None => Speaker {
                            name: self.words(name_span),
                            code: at(w).and_then(|e| self.actors.entities[e].code.clone()),
                            entity: None,
                            span: Some(span.cover(name_span)),
                            agreement,
                            noun: Some(view.lemma(w)),
                        },
                    });
                }
            }
        }
        if let Some(entity) = at(w) {
            let speaker = Speaker { noun: Some(view.lemma(w)), ..self.of_entity(entity, span, agreement) };
            // A capital, a seat, a department that stands for a state keeps its own words.
            let e = &self.actors.entities[entity];
            if matches!(e.kind, EntityKind::State | EntityKind::Place) {
                let own = match self.finder.in_name[w] {
                    Some((n, _)) => self.cx.syntax.names[n].span,
                    None => span,
                };
                return Some(Speaker { name: self.words(own), ..speaker });
            }
            return Some(speaker);
        }
        if let Some((n, _)) = self.finder.in_name[w] {
            let name = self.cx.syntax.names[n].span;
            let entity = (start..end).filter(|&i| self.finder.in_name[i].is_some_and(|(m, _)| m == n)).find_map(at);
            if let Some(entity) = entity {
                return Some(self.of_entity(entity, span, agreement));
            }
            // Without a day that the recogniser took in.
            let last = (start..end).rev().find(|&j| !self.finder.in_time[j]).unwrap_or(end - 1);
            let name = Span { end: name.end.min(view.token(last).span.end).max(name.start), ..name };
            let name = self.full_name(&plain(name.of(&self.cx.article.text)));
            return Some(Speaker { name, code: None, entity: None, span: Some(span), agreement, noun: None });
        }
        None
    }

    /// Whether the noun names persons: by the lexicon, or by the entity it mentions.
    fn person_noun(&self, w: usize) -> bool {
        let view = self.finder.view;
        self.finder.lexicon.persons.contains(&view.lemma(w))
            || self.actors.at(view.id(w)).is_some_and(|m| self.actors.entities[m.entity].kind == EntityKind::Person)
    }

    /// Whether the person's name `j..past` stands in apposition to the nominal headed by `w`, and is no complement.
    fn apposed(&self, j: usize, past: usize, w: usize, start: usize) -> bool {
        let view = self.finder.view;
        if (j..past).contains(&w) {
            return true;
        }
        if past <= w {
            // Before its head: "Reuters correspondent", "Smith's lawyer".
            return false;
        }
        let lexicon = self.finder.lexicon;
        // Back over the title before the name to what governs the two.
        let mut k = j;
        let mut titled = false;
        while k > start.max(w) {
            let p = k - 1;
            let token = view.token(p);
            if lexicon.persons.contains(&view.lemma(p)) || lexicon.honorifics.contains(token.form.as_str()) {
                titled = true;
            } else if view.is_comma(p) {
                return true;
            } else if token.upos == "ADP" {
                return false;
            } else if !(token.upos == "DET" || token.upos == "ADJ" && titled) {
                // The end of the description: the name belongs to its head.
                return !titled || p == w;
            }
            if p == w {
                return true;
            }
            k = p;
        }
        true
    }

    /// Several speakers at once.
    fn joint(&self, w: usize, start: usize, first_end: usize, unit: &Range<usize>) -> Option<Speaker> {
        let view = self.finder.view;
        let conjuncts: Vec<usize> = view
            .children(w)
            .iter()
            .copied()
            .filter(|&c| {
                c > w
                    && unit.contains(&c)
                    && view.token(c).rel() == "conj"
                    && view.is_nominal(c)
                    && view.quote_of(c).is_none()
                    && (self.finder.is_actor[c] || view.token(c).upos == "NOUN")
            })
            .collect();
        let last = *conjuncts.last()?;
        let end = self.description_end(last, last, unit);
        let whole = view.span(start, end - 1);
        let broken = (first_end..last).any(|j| view.is_finite(j) || view.quote_of(j).is_some());
        // "X, et Y": one conjunct after a comma belongs to something else.
        // "le journaliste et avocat X": one person with two callings.
        let determined = |n: usize| view.children(n).iter().any(|&c| view.token(c).upos == "DET");
        let one = conjuncts.len() == 1
            && view.token(last).upos == "NOUN"
            && determined(w)
            && !determined(last)
            && self.agreement(last).plural != Some(true);
        if one {
            return None;
        }
        let parted = conjuncts.len() == 1 && (first_end..last).any(|j| view.is_comma(j));
        if broken || parted || whole.len() > 200 {
            return None;
        }
        let code = self.named(w, start, first_end, unit).and_then(|s| s.code);
        let agreement = Agreement { plural: Some(true), ..self.agreement(w) };
        Some(Speaker { name: self.words(whole), code, entity: None, span: Some(whole), agreement, noun: None })
    }

    fn of_entity(&self, entity: usize, span: Span, agreement: Agreement) -> Speaker {
        let e = &self.actors.entities[entity];
        // The recogniser's longer name wins over a first name.
        if e.kind == EntityKind::Person && !e.name.contains(' ') {
            let full = self.full_name(&e.name);
            if full.len() > e.name.len() {
                return Speaker {
                    name: full,
                    code: e.code.clone(),
                    entity: Some(entity),
                    span: Some(span),
                    agreement,
                    noun: None,
                };
            }
        }
        Speaker {
            name: e.name.clone(),
            code: e.code.clone(),
            entity: Some(entity),
            span: Some(span),
            agreement,
            noun: None,
        }
    }

    /// The words of a span without a clitic that ends them: `Brazil` of `Brazil's`.
    fn words(&self, span: Span) -> String {
        let view = self.finder.view;
        let text = plain(span.of(&self.cx.article.text));
        let end = view.word_from(span.end);
        // The last surface token may be several words, of which the last is a case marker.
        match end.checked_sub(1).map(|l| view.token(l)) {
            Some(last) if last.part.is_some() && last.upos == "PART" && last.span.end == span.end => {
                text.strip_suffix(last.form.as_str()).unwrap_or(&text).trim_end().to_owned()
            }
            _ => text,
        }
    }

    fn full_name(&self, name: &str) -> String {
        // A first name alone, when only one person has it.
        if !name.contains(' ') {
            let mut with =
                self.persons.iter().filter(|(_, full)| full.split(' ').next() == Some(name) && full.contains(' '));
            if let (Some((_, full)), None) = (with.next(), with.next()) {
                return full.clone();
            }
        }
        let last = name.split(' ').next_back().unwrap_or(name).to_lowercase();
        match self.persons.binary_search_by(|(s, _)| s.as_str().cmp(last.as_str())) {
            Ok(i) => self.persons[i].1.clone(),
            Err(_) => name.to_owned(),
        }
    }

    /// Gender and number that the word shows; a name shows those of the title before it.
    fn agreement(&self, w: usize) -> Agreement {
        let view = self.finder.view;
        let mut at = w;
        if view.token(w).upos == "PROPN" {
            let title = (w.saturating_sub(4)..w).rev().take_while(|&j| view.unit_of(j) == view.unit_of(w)).find(|&j| {
                view.token(j).upos == "NOUN"
                    && (self.finder.lexicon.honorifics.contains(view.token(j).form.as_str())
                        || self.finder.lexicon.persons.contains(&view.lemma(j)))
            });
            match title {
                Some(t) => at = t,
                None => return Agreement::default(),
            }
        }
        let feat = |name: &str, yes: &str| view.token(at).feat(name).filter(|v| !v.contains(',')).map(|v| v == yes);
        Agreement { feminine: feat("Gender", "Fem"), plural: feat("Number", "Plur") }
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
        let fits = |s: &Speaker| s.agreement.fits(own) && (!personal || self.is_person(s));
        if let Some(s) = self.subject(u, w).filter(|&s| view.head(s) != view.head(w))
            && let Some(speaker) = self.word(s, u)
            && fits(&speaker)
        {
            return Some(say(speaker));
        }
        let current = self.current.as_ref().filter(|(s, p, _)| *p + 2 >= paragraph && fits(s));
        // Somebody else may have become the subject since.
        let before = u.checked_sub(1).filter(|&b| view.units[b].paragraph + 1 >= paragraph);
        if let Some((speaker, _, since)) = current {
            let turned = before.filter(|b| b > since).and_then(|b| self.subject(b, usize::MAX));
            match turned.filter(|&t| self.finder.is_actor[t]).and_then(|t| self.word(t, u - 1)) {
                Some(other) if fits(&other) && self.can_speak(&other) => return Some(say(other)),
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
        self.recent(u).map(say)
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
    fn can_speak(&self, speaker: &Speaker) -> bool {
        match speaker.entity {
            Some(e) => self.actors.entities[e].kind != EntityKind::Place,
            None => speaker.name.chars().next().is_some_and(char::is_uppercase) || speaker.code.is_some(),
        }
    }

    /// The subject of the main clause of a unit, outside quotations and before `limit`.
    fn subject(&self, unit: usize, limit: usize) -> Option<usize> {
        let view = self.finder.view;
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

    fn description_start(&self, w: usize, unit: &Range<usize>) -> usize {
        let view = self.finder.view;
        let (lo, _) = view.extent(w);
        let mut start = w;
        // A name is not cut.
        while start > unit.start
            && self.finder.in_name[w].is_some()
            && self.finder.in_name[start - 1] == self.finder.in_name[w]
        {
            start -= 1;
        }
        let mut j = start;
        while j > lo.max(unit.start) && w - j < 12 {
            j -= 1;
            let token = view.token(j);
            if view.quote_of(j).is_some() || view.is_punct(j) && !self.hyphen(j) || view.is_finite(j) {
                break;
            }
            if matches!(token.rel(), "case" | "mark" | "cc" | "advmod") && view.head(j) == Some(w)
                || matches!(token.upos.as_str(), "ADP" | "SCONJ" | "CCONJ")
            {
                break;
            }
            if token.upos == "DET" && view.head(j) == Some(w) && token.feat("Poss").is_none() {
                // Determiners are no part of a description; numerals and possessives are.
                break;
            }
            if self.finder.lexicon.honorifics.contains(token.form.as_str()) {
                break;
            }
            start = j;
        }
        start
    }

    fn hyphen(&self, j: usize) -> bool {
        let form = self.finder.view.token(j).form.as_str();
        matches!(form, "-" | "'" | "’") && !self.finder.view.is_dash(j)
    }

    fn description_end(&self, w: usize, start: usize, unit: &Range<usize>) -> usize {
        let view = self.finder.view;
        let (_, hi) = view.extent(w);
        let mut end = w.max(start) + 1;
        while end < unit.end && self.finder.in_name[w].is_some() && self.finder.in_name[end] == self.finder.in_name[w] {
            end += 1;
        }
        for j in end..=hi.min(unit.end - 1) {
            if view.quote_of(j).is_some() && view.quote_of(w).is_none() && !self.short_quote(j) {
                break;
            }
            let token = view.token(j);
            let quoted = view.quote_of(j).is_some();
            if view.is_punct(j) && !quoted && !self.hyphen(j) && token.form != "."
                || view.is_finite(j)
                || self.finder.in_time[j]
            {
                break;
            }
            if token.upos == "PRON" && self.finder.lexicon.relative.contains(&view.form(j)) {
                break;
            }
            if token.upos == "VERB" && token.deprel.starts_with("acl") {
                break;
            }
            if token.upos == "ADP" && view.head(j).is_some_and(|h| self.finder.in_time[h]) {
                break;
            }
            if token.upos == "CCONJ"
                && view.head(j).is_some_and(|h| view.head(h) == Some(w) && view.token(h).rel() == "conj")
            {
                break;
            }
            end = j + 1;
        }
        while end > w + 1
            && matches!(view.token(end - 1).upos.as_str(), "ADP" | "DET" | "CCONJ" | "PUNCT" | "ADV" | "SCONJ")
            && view.quote_of(end - 1).is_none()
        {
            end -= 1;
        }
        end
    }

    /// Whether the stretch round `j` is a bit inside a name: `la formation "Bleu Blanc"`.
    fn short_quote(&self, j: usize) -> bool {
        let view = self.finder.view;
        let Some(q) = view.quote_of(j) else { return false };
        view.stretch_words[q].as_ref().is_some_and(|r| r.len() <= 3)
    }
}

/// One blank between words.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Nouns of persons beside each person's name, by the name's last word: `le président X`, `X, minister of Y`.
fn titles(
    cx: Context<'_>,
    finder: &Finder<'_, '_, '_>,
    persons: &[(String, String)],
) -> std::collections::BTreeMap<String, std::collections::BTreeSet<String>> {
    let view = finder.view;
    let mut titles: std::collections::BTreeMap<String, std::collections::BTreeSet<String>> =
        std::collections::BTreeMap::new();
    for name in cx.syntax.names.iter().filter(|n| n.label == NameLabel::Per) {
        let words = plain(name.span.of(&cx.article.text));
        let Some(last) = words.split(' ').next_back().map(str::to_lowercase) else { continue };
        if persons.binary_search_by(|(s, _)| s.as_str().cmp(last.as_str())).is_err() {
            continue;
        }
        let first = view.word_from(name.span.start);
        if first >= view.len() {
            continue;
        }
        let unit = view.units[view.unit_of(first)].words.clone();
        let before = (unit.start..first)
            .rev()
            .take(7)
            .take_while(|&j| !view.is_punct(j) && !view.is_finite(j) && view.token(j).upos != "CCONJ");
        let past = view.word_from(name.span.end);
        let after = (past..unit.end.min(past + 6))
            .skip(1)
            .take_while(|&j| !view.is_punct(j) && !view.is_finite(j) && view.token(j).upos != "CCONJ");
        let apposed = past < unit.end && view.is_comma(past);
        let nouns = before.chain(after.filter(|_| apposed)).map(|j| view.lemma(j));
        for noun in nouns.filter(|n| finder.lexicon.persons.contains(n)) {
            titles.entry(last.clone()).or_default().insert(noun);
        }
    }
    titles
}
