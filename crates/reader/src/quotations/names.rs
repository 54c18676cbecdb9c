//! Full names: the entity, apposition or outlet that a nominal names.

use std::ops::Range;

use chancery_record::{EntityKind, NameLabel, Span};

use super::cues::Finder;
use super::speakers::{Agreement, Speaker, Speakers};
use crate::Context;

impl Speakers<'_, '_, '_> {
    /// The entity or name that the words mention.
    pub(super) fn named(&self, w: usize, start: usize, end: usize, unit: &Range<usize>) -> Option<Speaker> {
        let view = self.finder.view;
        let span = view.span(start, end - 1);
        let agreement = self.agreement(w);
        let at = |i: usize| self.actors.at(view.id(i)).map(|m| m.entity);
        // "X, le président de Y, …": the name before its apposition.
        let lead =
            (unit.start..start).rev().take(3).find(|&j| !matches!(view.token(j).upos.as_str(), "DET" | "ADV" | "ADJ"));
        // A person's name after another's is no apposition to it.
        let person = self.finder.in_name[w].is_some_and(|(_, person)| person);
        // "…, le ministre a refusé": a subject of its own.
        let subject = end < unit.end && view.is_finite(end) && view.quote_of(end).is_none();
        if let Some(comma) = lead.filter(|&c| view.is_comma(c) && !person && !subject)
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

    /// The speaker by the full name, where the text gives a short one beside it: `the … Agency (XYZ)`.
    pub(super) fn spelt_out(&self, w: usize, speaker: Speaker) -> Speaker {
        let full = self.abbreviated.iter().find(|(words, full, short)| {
            words.contains(&w) && full.len() > speaker.name.len() || *short == speaker.name
        });
        // Persons and states keep the name that they are called by.
        let kind = speaker.entity.map(|e| self.actors.entities[e].kind);
        if matches!(kind, Some(EntityKind::Person | EntityKind::State)) {
            return speaker;
        }
        match full.map(|(_, full, _)| full).or_else(|| self.lengthened.get(&speaker.name)?.as_ref()) {
            Some(full) => Speaker { name: full.clone(), ..speaker },
            None => speaker,
        }
    }

    /// Whether the noun names persons: by the lexicon, or by the entity it mentions.
    pub(super) fn person_noun(&self, w: usize) -> bool {
        let view = self.finder.view;
        self.finder.lexicon.persons.contains(&view.lemma(w))
            || self.actors.at(view.id(w)).is_some_and(|m| self.actors.entities[m.entity].kind == EntityKind::Person)
    }

    /// Whether the person's name `j..past` stands in apposition to the nominal headed by `w`, and is no complement.
    pub(super) fn apposed(&self, j: usize, past: usize, w: usize, start: usize) -> bool {
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
    pub(super) fn joint(&self, w: usize, start: usize, first_end: usize, unit: &Range<usize>) -> Option<Speaker> {
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
        // "les ONG A, B et C": the members stand in apposition to their kind.
        if conjuncts.is_empty() && self.agreement(w).plural == Some(true) {
            let first = view.children(w).iter().copied().find(|&c| {
                c > w
                    && unit.contains(&c)
                    && matches!(view.token(c).rel(), "appos" | "flat" | "nmod")
                    && self.finder.in_name[c].is_some()
                    && self.finder.in_name[c] != self.finder.in_name[w]
                    && !view.children(c).iter().any(|&k| view.token(k).rel() == "case")
            })?;
            let last = view.children(first).iter().copied().rfind(|&c| {
                c > first && view.token(c).rel() == "conj" && view.is_nominal(c) && view.quote_of(c).is_none()
            })?;
            // The first of them may have been taken for a part of the kind's name.
            let from = if self.finder.in_name[w].is_some() { start } else { first };
            let whole = view.span(from, self.description_end(last, last, unit) - 1);
            let broken = (first..last).any(|j| view.is_finite(j));
            let code = self.named(w, start, first_end, unit).and_then(|s| s.code);
            let agreement = Agreement { plural: Some(true), ..Agreement::default() };
            return (!broken && whole.len() < 200).then(|| Speaker {
                name: self.words(whole),
                code,
                entity: None,
                span: Some(whole),
                agreement,
                noun: Some(view.lemma(w)),
            });
        }
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

    pub(super) fn of_entity(&self, entity: usize, span: Span, agreement: Agreement) -> Speaker {
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
    pub(super) fn words(&self, span: Span) -> String {
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

    pub(super) fn full_name(&self, name: &str) -> String {
        // A first name alone, when only one person has it.
        if !name.contains(' ')
            && let Some(Some(full)) = self.firsts.get(name)
        {
            return full.clone();
        }
        let last = name.split(' ').next_back().unwrap_or(name).to_lowercase();
        match self.persons.binary_search_by(|(s, _)| s.as_str().cmp(last.as_str())) {
            Ok(i) => self.persons[i].1.clone(),
            Err(_) => name.to_owned(),
        }
    }

    /// Gender and number that the word shows; a name shows those of the title before it.
    pub(super) fn agreement(&self, w: usize) -> Agreement {
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
        // An acronym shows its number in its determiner.
        let determiner = || view.children(at).iter().copied().find(|&c| view.token(c).upos == "DET");
        let feat = |name: &str, yes: &str| {
            let own = view.token(at).feat(name);
            let shown = own.or_else(|| view.token(determiner()?).feat(name));
            shown.filter(|v| !v.contains(',')).map(|v| v == yes)
        };
        Agreement { feminine: feat("Gender", "Fem"), plural: feat("Number", "Plur") }
    }
}

/// One blank between words.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Nouns of persons beside each person's name, by the name's last word: `le président X`, `X, minister of Y`.
pub(super) fn titles(
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

/// Names with their short form in brackets: the words of the full name, its text, the short form.
pub(super) fn abbreviated(cx: Context<'_>, finder: &Finder<'_, '_, '_>) -> Vec<(Range<usize>, String, String)> {
    let view = finder.view;
    let capital = |i: usize| view.token(i).form.chars().next().is_some_and(char::is_uppercase);
    let mut found = Vec::new();
    for open in 1..view.len() {
        if view.token(open).form != "(" || open + 2 >= view.len() || view.token(open + 2).form != ")" {
            continue;
        }
        let short = view.token(open + 1).form.as_str();
        let letters = short.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 2 || !capital(open + 1) || short.contains(' ') {
            continue;
        }
        // Back to the determiner before a capital, past the complements of the name.
        let unit = view.units[view.unit_of(open)].words.start;
        let mut start = open;
        let mut name = None;
        while start > unit && open - start < 14 {
            let p = start - 1;
            if view.quote_of(p).is_some() || view.is_verb(p) || view.is_punct(p) && view.token(p).form != "-" {
                break;
            }
            let token = view.token(p);
            if token.upos == "DET" && capital(start) {
                let joined = p > unit + 1
                    && view.token(p - 1).upos == "ADP"
                    && capital(p - 2)
                    && matches!(view.token(p - 2).upos.as_str(), "NOUN" | "PROPN");
                if !joined {
                    break;
                }
            }
            start = p;
            if capital(start) && view.is_nominal(start) || capital(start) && token.upos == "ADJ" {
                name = Some(start);
            }
        }
        // The full name begins like the short one.
        let first = short.chars().next();
        if let Some(begin) = name.filter(|&b| open - b >= 2 && view.token(b).form.chars().next() == first) {
            let span = view.span(begin, open - 1);
            let full = plain(span.of(&cx.article.text));
            found.push((begin..open, full, short.to_owned()));
        }
    }
    found
}

/// Names of bodies that the text gives with what they are of (`Supreme Court of the United Kingdom`), by their short
/// form; none where the same short form belongs to several.
pub(super) fn lengthened(
    cx: Context<'_>,
    finder: &Finder<'_, '_, '_>,
) -> std::collections::BTreeMap<String, Option<String>> {
    let view = finder.view;
    let mut found: std::collections::BTreeMap<String, Option<String>> = std::collections::BTreeMap::new();
    for name in cx.syntax.names.iter().filter(|n| n.label == NameLabel::Org) {
        let past = view.word_from(name.span.end);
        if past + 1 >= view.len() || !finder.lexicon.issuer.contains(&view.form(past)) || view.token(past).upos != "ADP"
        {
            continue;
        }
        let mut end = past + 1;
        if view.token(end).upos == "DET" {
            end += 1;
        }
        let of = finder.in_name.get(end).copied().flatten();
        let Some((other, false)) = of else { continue };
        if view.unit_of(end) != view.unit_of(past) {
            continue;
        }
        let whole = Span { start: name.span.start, end: cx.syntax.names[other].span.end.max(name.span.start) };
        let short = plain(name.span.of(&cx.article.text));
        let full = plain(whole.of(&cx.article.text));
        found
            .entry(short)
            .and_modify(|known| {
                if known.as_ref() != Some(&full) {
                    *known = None;
                }
            })
            .or_insert(Some(full));
    }
    found
}
