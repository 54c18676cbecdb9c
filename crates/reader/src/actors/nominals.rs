//! Descriptions of actors by their role: `le président bélarusse`, `the army`.

use std::collections::HashMap;
use std::ops::Range;

use chancery_record::{EntityKind, SmolStr, Span};

use super::lexicon::{IGNORED, Lexicon, fold_word};
use super::names::FoundName;
use super::topic::FoundDemonym;
use super::traits::{self, Gender, Number};
use super::tree::Tree;

/// How a description is determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Determiner {
    /// `le président`.
    Definite,
    /// `ce président`.
    Demonstrative,
    /// `un président`.
    Indefinite,
    /// `son président`: the word of the possessive.
    Possessive(usize),
    /// None.
    Bare,
}

/// Who or what a role belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A name, by its index.
    Name(usize),
    /// Another description, by its index.
    Nominal(usize),
}

/// A description.
pub(super) struct Nominal {
    pub(super) sentence: usize,
    /// The words of the phrase, `forces de l'ordre`.
    pub(super) phrase: Range<usize>,
    pub(super) head: usize,
    pub(super) span: Span,
    /// Index into the lexicon's roles.
    pub(super) role: usize,
    pub(super) gender: Option<Gender>,
    pub(super) number: Number,
    pub(super) determiner: Determiner,
    /// Countries that demonyms beside it give, with the demonym's word.
    pub(super) demonyms: Vec<(SmolStr, usize)>,
    /// Whose it is.
    pub(super) owner: Option<Owner>,
    /// Index of a place name that says where.
    pub(super) place: Option<usize>,
    /// The office is over.
    pub(super) former: bool,
    /// Sector that an adjective gives.
    pub(super) sector: Option<SmolStr>,
    /// It only says what a demonym says: `les Algériens`.
    pub(super) people: bool,
    /// It has a complement that is no actor: `museum director`.
    pub(super) other: bool,
}

/// Names, descriptions and demonyms of one sentence by their words.
pub(super) struct Sight<'a, 'w> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) tree: &'a Tree<'w>,
    pub(super) sentence: usize,
    pub(super) text: &'w str,
    /// Index of the name that covers each word.
    pub(super) covered: Vec<Option<usize>>,
    /// Index of the name with each head.
    pub(super) name_heads: HashMap<usize, usize>,
    /// Names of persons, by index.
    persons: std::collections::BTreeSet<usize>,
    /// Demonyms by word.
    pub(super) demonyms: HashMap<usize, &'a FoundDemonym>,
}

impl<'a, 'w> Sight<'a, 'w> {
    pub(super) fn new(
        lexicon: &'a Lexicon,
        tree: &'a Tree<'w>,
        sentence: usize,
        text: &'w str,
        names: &'a [FoundName<'w>],
        demonyms: &'a [FoundDemonym],
    ) -> Self {
        let first = names.partition_point(|n| n.sentence < sentence);
        let mut covered = vec![None; tree.len()];
        let mut name_heads = HashMap::new();
        let mut persons = std::collections::BTreeSet::new();
        for (k, name) in names.iter().enumerate().skip(first).take_while(|(_, n)| n.sentence == sentence) {
            for i in name.words.clone() {
                if covered[i].is_none() || name.nested {
                    covered[i] = Some(k);
                }
            }
            name_heads.insert(name.head, k);
            if name.is_person() {
                persons.insert(k);
            }
        }
        let from = demonyms.partition_point(|d| d.sentence < sentence);
        let demonyms = demonyms[from..].iter().take_while(|d| d.sentence == sentence).map(|d| (d.word, d)).collect();
        Sight { lexicon, tree, sentence, text, covered, name_heads, persons, demonyms }
    }

    /// Descriptions of the sentence, in text order.
    pub(super) fn nominals(&self, base: usize) -> Vec<Nominal> {
        let mut out: Vec<Nominal> = Vec::new();
        let mut heads: HashMap<usize, usize> = HashMap::new();
        let mut i = 0;
        while i < self.tree.len() {
            let found = self.phrase_at(i);
            if let Some((range, IGNORED, _)) = found {
                i = range.end;
            } else if let Some((range, role, former)) = found {
                let mut nominal = self.describe(range.clone(), role, former);
                nominal.other = self.complement(&nominal);
                if nominal.other && self.lexicon.roles[role].alone {
                    i = range.end;
                    continue;
                }
                // A head is one mention's; another phrase under it has its own first word.
                if heads.contains_key(&nominal.head) {
                    nominal.head = range.start;
                }
                heads.entry(nominal.head).or_insert_with(|| {
                    out.push(nominal);
                    out.len() - 1
                });
                i = range.end;
            } else {
                if let Some(people) = self.people_at(i) {
                    heads.insert(people.head, out.len());
                    out.push(people);
                }
                i += 1;
            }
        }
        // Owners among the descriptions, now that all are known.
        let owners: Vec<Option<Owner>> = out.iter().map(|n| self.owner_of(n, &heads, base)).collect();
        for (nominal, owner) in out.iter_mut().zip(owners) {
            nominal.owner = owner;
        }
        out
    }

    /// The longest phrase of the lexicon that starts at word `i`.
    fn phrase_at(&self, i: usize) -> Option<(Range<usize>, usize, bool)> {
        let surface = self.tree.surface(i);
        if surface.is_empty()
            || self.covered[i].is_some_and(|_| !self.name_heads.contains_key(&i))
            || self.covered[i].is_some()
        {
            return None;
        }
        let lemma = fold_word(&self.tree.lemma(i));
        let bare = self.lexicon.without_former_prefix(surface).map(str::to_owned);
        let bare_lemma = self.lexicon.without_former_prefix(&lemma).map(str::to_owned);
        let former = bare.is_some();
        let tries = [Some(surface.to_owned()), Some(lemma), bare, bare_lemma];
        let mut best: Option<(Range<usize>, usize)> = None;
        for key in tries.into_iter().flatten() {
            for phrase in self.lexicon.phrases(&key) {
                if best.as_ref().is_some_and(|(r, _)| r.len() >= phrase.words.len()) {
                    continue;
                }
                if let Some(range) = self.matches(i, &phrase.words) {
                    best = Some((range, phrase.role));
                }
            }
        }
        let (range, role) = best?;
        if role == IGNORED {
            return Some((range, role, false));
        }
        if range.len() == 1 && !self.noun_like(i) {
            return None;
        }
        let determined = self.tree.children(i).iter().any(|&c| matches!(self.tree.token(c).rel(), "det" | "nummod"));
        if range.len() == 1
            && self.lexicon.roles[role].refers
            && !determined
            && self.tree.token(i).feat("Number") != Some("Plur")
        {
            return None;
        }
        Some((range, role, former))
    }

    fn matches(&self, i: usize, words: &[String]) -> Option<Range<usize>> {
        let mut at = i;
        for (k, word) in words.iter().enumerate() {
            if k > 0 {
                at = self.tree.next(at)?;
                // "ministre ukrainien des Affaires étrangères".
                let mut left = if k == 1 { 2 } else { 0 };
                while left > 0
                    && self.tree.surface(at) != word
                    && (self.demonyms.contains_key(&at) || self.tree.token(at).upos == "ADJ")
                {
                    at = self.tree.next(at)?;
                    left -= 1;
                }
                if self.tree.surface(at) != word && fold_word(&self.tree.lemma(at)) != *word {
                    return None;
                }
            }
        }
        Some(i..self.tree.next(at).unwrap_or(self.tree.len()))
    }

    /// A noun, or another word that stands as one.
    fn noun_like(&self, i: usize) -> bool {
        let token = self.tree.token(i);
        match token.upos.as_str() {
            "NOUN" | "PROPN" => true,
            "ADJ" | "VERB" | "X" => {
                let determined = self.tree.children(i).iter().any(|&c| self.tree.token(c).rel() == "det");
                determined && !matches!(token.rel(), "amod" | "acl")
            }
            _ => false,
        }
    }

    /// `les Algériens`, `Palestinians`.
    fn people_at(&self, i: usize) -> Option<Nominal> {
        let demonym = self.demonyms.get(&i)?;
        let token = self.tree.token(i);
        if !demonym.noun
            || token.rel() == "amod"
            || !self.noun_like(i)
            || !self.text[token.span.range()].starts_with(char::is_uppercase)
        {
            return None;
        }
        let mut out = self.describe(i..self.tree.next(i).unwrap_or(self.tree.len()), usize::MAX, false);
        out.people = true;
        out.demonyms = vec![(demonym.country.clone(), i)];
        Some(out)
    }

    fn describe(&self, phrase: Range<usize>, role: usize, former: bool) -> Nominal {
        let tree = self.tree;
        let head = tree.head_of(phrase.clone());
        let token = tree.token(head);
        let mut children: Vec<usize> =
            phrase.clone().flat_map(|w| tree.children(w).iter().copied()).filter(|c| !phrase.contains(c)).collect();
        children.sort_unstable();
        let mut determiner = Determiner::Bare;
        let mut number = traits::number(token);
        for &c in &children {
            let child = tree.token(c);
            if child.rel() != "det" && child.upos != "DET" {
                continue;
            }
            if c > head {
                continue;
            }
            let form = fold_word(&child.form);
            determiner = if self.lexicon.possessive(&form).is_some() {
                Determiner::Possessive(c)
            } else if self.lexicon.is_demonstrative(&form) {
                Determiner::Demonstrative
            } else if self.lexicon.is_definite(&form) || child.feat("Definite") == Some("Def") {
                Determiner::Definite
            } else {
                Determiner::Indefinite
            };
            number = number.or_else(|| traits::number(child));
        }
        let mut demonyms: Vec<(SmolStr, usize)> = Vec::new();
        let mut sector = None;
        let mut ended = former;
        let mut look = |c: usize| {
            if let Some(d) = self.demonyms.get(&c)
                && !demonyms.iter().any(|(_, w)| *w == c)
            {
                demonyms.push((d.country.clone(), c));
                // "prisonniers talibans": a movement's adjective tells both.
                sector = sector.take().or_else(|| self.lexicon.adjective(&tree.lemma(c)).cloned());
            } else if self.lexicon.former(&tree.lemma(c)) {
                ended = true;
            } else if sector.is_none() {
                sector = self.lexicon.adjective(&tree.lemma(c)).cloned();
            }
        };
        for &c in &children {
            let child = tree.token(c);
            let adjectival = matches!(child.upos.as_str(), "ADJ" | "VERB" | "X") || self.demonyms.contains_key(&c);
            if adjectival
                && matches!(child.rel(), "amod" | "nmod" | "compound" | "flat" | "acl" | "appos" | "dep" | "conj")
                && self.covered[c].is_none()
                && tree.markers(c).is_empty()
            {
                for w in tree.conjuncts(c) {
                    if w == c || tree.token(w).upos == "ADJ" || self.demonyms.contains_key(&w) {
                        look(w);
                    }
                }
            }
        }
        // Adjectives beside the phrase that the tree hung elsewhere.
        let mut next = phrase.end;
        while next < tree.len()
            && next < phrase.end + 3
            && tree.token(next).upos == "ADJ"
            && self.covered[next].is_none()
        {
            look(next);
            next += 1;
        }
        if let Some(before) = tree.previous(phrase.start)
            && tree.token(before).upos == "ADJ"
            && self.covered[before].is_none()
        {
            look(before);
        }
        // Adjectives inside the phrase: "secrétaire américain à la défense".
        for w in phrase.clone() {
            if w != head && self.demonyms.contains_key(&w) {
                look(w);
            }
        }
        let place = children.iter().copied().find_map(|c| {
            let located = tree.markers(c).iter().any(|m| self.lexicon.place.contains(m));
            if located { self.name_heads.get(&c).copied() } else { None }
        });
        Nominal {
            sentence: self.sentence,
            head,
            span: self.extent(head, &phrase),
            phrase,
            role,
            gender: traits::gender(token),
            number: number.unwrap_or(Number::Singular),
            determiner,
            demonyms,
            owner: None,
            place,
            former: ended,
            sector,
            people: false,
            other: false,
        }
    }

    /// The description with its modifiers and complements, without its determiner.
    fn extent(&self, head: usize, phrase: &Range<usize>) -> Span {
        let tree = self.tree;
        let keep = |c: usize| {
            let t = tree.token(c);
            // The name it stands beside is a mention of its own, and so is a possessive.
            let beside = c >= phrase.end && self.covered[c].is_some() && tree.markers(c).is_empty();
            let conjunct = || tree.head(c).is_some_and(|h| tree.token(h).rel() == "amod");
            // "l'ambassadeur en France Anne Petit": a person's name after another.
            let person = |w: usize| self.covered[w].filter(|&k| self.persons.contains(&k));
            if c >= phrase.end
                && tree.markers(c).is_empty()
                && person(c).is_some()
                && tree.head(c).is_some_and(|h| person(h) != person(c))
            {
                return false;
            }
            match t.rel() {
                "nmod" if t.upos == "PRON" => false,
                "nmod" | "flat" | "appos"
                    if beside && tree.head(c).is_some_and(|h| h == head || phrase.contains(&h)) =>
                {
                    false
                }
                "nmod" => {
                    let markers = tree.markers(c);
                    markers.is_empty()
                        || markers.iter().any(|m| self.lexicon.owner.contains(m))
                        || self.covered[c].is_some() && markers.iter().any(|m| self.lexicon.place.contains(m))
                }
                "amod" | "compound" | "flat" | "fixed" | "case" | "nummod" => true,
                "conj" => t.upos == "ADJ" && conjunct(),
                "cc" => tree.head(c).is_some_and(|h| tree.token(h).rel() == "conj"),
                "det" => tree.head(c).is_some_and(|h| h != head),
                _ => phrase.contains(&c),
            }
        };
        let (mut first, mut last) = tree.extent(head, &keep);
        first = first.min(phrase.start);
        last = last.max(phrase.end - 1);
        // A comma or bracket inside ends it.
        for w in head..=last {
            if tree.token(w).upos == "PUNCT"
                && w >= phrase.end
                && !matches!(tree.token(w).form.as_str(), "-" | "'" | "’")
            {
                last = w - 1;
                break;
            }
        }
        // To its left stand but its adjectives, numerals and owners.
        let head_or_phrase = |w: usize| w == head || phrase.contains(&w);
        while first < phrase.start {
            let token = tree.token(first);
            let own = tree.head(first).is_some_and(|h| head_or_phrase(h) || tree.head(h).is_some_and(head_or_phrase));
            let fits =
                matches!(token.rel(), "amod" | "nummod" | "compound" | "flat" | "nmod") && token.upos != "DET" && own;
            if fits && (first..phrase.start).all(|w| !matches!(tree.token(w).upos.as_str(), "PUNCT" | "ADP" | "CCONJ"))
            {
                break;
            }
            first += 1;
        }
        tree.span(first..last + 1)
    }

    /// Whether a complement in the genitive, or before the noun, is a thing and no actor.
    fn complement(&self, nominal: &Nominal) -> bool {
        let tree = self.tree;
        let thing = |c: usize| {
            let token = tree.token(c);
            let noun = matches!(token.upos.as_str(), "NOUN" | "PROPN")
                && self.covered[c].is_none()
                && !self.demonyms.contains_key(&c)
                && self.phrase_at(c).is_none()
                && self.lexicon.adjective(&tree.lemma(c)).is_none();
            let markers = tree.markers(c);
            noun && match token.rel() {
                "nmod" => token.deprel == "nmod:poss" || markers.iter().any(|m| self.lexicon.owner.contains(m)),
                "compound" => markers.is_empty(),
                _ => false,
            }
        };
        let outside = |c: &usize| !nominal.phrase.contains(c);
        nominal.phrase.clone().flat_map(|w| tree.children(w).iter().copied()).filter(outside).any(thing)
    }

    /// The name or description in the genitive, or before the noun in a compound.
    fn owner_of(&self, nominal: &Nominal, heads: &HashMap<usize, usize>, base: usize) -> Option<Owner> {
        let tree = self.tree;
        let mut children: Vec<usize> = nominal
            .phrase
            .clone()
            .flat_map(|w| tree.children(w).iter().copied())
            .filter(|c| !nominal.phrase.contains(c))
            .collect();
        children.sort_unstable();
        let own = |c: usize| {
            self.name_heads.get(&c).map(|&k| Owner::Name(k)).or_else(|| {
                heads.get(&c).filter(|&&n| c != nominal.head && n != usize::MAX).map(|&n| Owner::Nominal(base + n))
            })
        };
        for &c in &children {
            let token = tree.token(c);
            let markers = tree.markers(c);
            let genitive = matches!(token.rel(), "nmod" | "obl" | "appos" | "dep")
                && markers.iter().any(|m| self.lexicon.owner.contains(m));
            let before = c < nominal.phrase.start;
            let attributive = before
                && (matches!(token.rel(), "compound" | "amod")
                    || token.deprel == "nmod:poss"
                    || token.rel() == "nmod" && markers.is_empty());
            if genitive || attributive || token.deprel == "nmod:poss" {
                let deeper = || {
                    tree.children(c)
                        .iter()
                        .copied()
                        .filter(|&d| {
                            tree.token(d).rel() == "nmod"
                                && tree.markers(d).iter().any(|m| self.lexicon.owner.contains(m))
                        })
                        .find_map(own)
                };
                if let Some(owner) = own(c).or_else(deeper) {
                    return Some(owner);
                }
            }
        }
        // "président de X", "président français de X": the words beside it, whatever the tree says.
        let mut at = nominal.phrase.end;
        while at < tree.len() && tree.token(at).upos == "ADJ" {
            at += 1;
        }
        if at < tree.len() && self.lexicon.owner.contains(&tree.lemma(at)) {
            let mut k = at + 1;
            while k < tree.len() && (tree.token(k).upos == "DET" || tree.surface(k).is_empty()) {
                k += 1;
            }
            if k < tree.len() {
                if let Some(name) = self.covered[k] {
                    return Some(Owner::Name(name));
                }
                return own(k);
            }
        }
        None
    }

    /// Whether a word is the head of a description of this kind of actor.
    pub(super) fn kind_of(&self, nominal: &Nominal) -> EntityKind {
        if nominal.people {
            return if nominal.number == Number::Plural { EntityKind::Group } else { EntityKind::Person };
        }
        let kind = self.lexicon.roles[nominal.role].kind;
        match (kind, nominal.number) {
            (EntityKind::Person, Number::Plural) => EntityKind::Group,
            (EntityKind::Group, Number::Singular) if !nominal.phrase.is_empty() => EntityKind::Group,
            (kind, _) => kind,
        }
    }
}
