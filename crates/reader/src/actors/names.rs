//! Names: those that the recogniser found, and those that it missed and the world knows.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chancery_record::{EntityKind, NameLabel, Span};
use chancery_world::{Candidate, Exactness, Kind, NameForm, When};

use super::lexicon::Lexicon;
use super::traits::Gender;
use super::tree::Tree;
use crate::Context;

/// A name in the text and what it may mean.
pub(crate) struct FoundName<'w> {
    /// Index of its sentence.
    pub(crate) sentence: usize,
    /// Its words there.
    pub(crate) words: Range<usize>,
    /// Its syntactic head.
    pub(crate) head: usize,
    pub(crate) span: Span,
    /// What the recogniser took it for.
    pub(crate) label: Option<NameLabel>,
    /// What it may mean, best first.
    pub(crate) candidates: Vec<Candidate<'w>>,
    /// Gender that a title tells.
    pub(crate) gender: Option<Gender>,
    /// It stands inside the name of an organisation.
    pub(crate) nested: bool,
    /// A street, square, bridge: a place of the country at hand, whatever else is so called.
    pub(crate) urban: bool,
    /// Its spelling is a slip for the name of its candidates.
    pub(crate) slip: bool,
}

impl<'w> FoundName<'w> {
    pub(crate) fn best(&self) -> Option<&Candidate<'w>> {
        self.candidates.first()
    }

    /// Kind of the best candidate.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.best().map(|c| c.item.kind)
    }

    /// Whether it names a person.
    pub(crate) fn is_person(&self) -> bool {
        match self.kind() {
            Some(kind) => kind == Kind::Person,
            None => self.label == Some(NameLabel::Per),
        }
    }
}

/// How well a kind of item goes with what the recogniser saw; 0 is not at all.
fn fit(label: Option<NameLabel>, kind: Kind) -> i32 {
    match label {
        Some(NameLabel::Per) => match kind {
            Kind::Person => 3,
            Kind::Country | Kind::Capital | Kind::Seat => 1,
            _ => 0,
        },
        Some(NameLabel::Loc) => match kind {
            Kind::Person => 0,
            k if k.is_place() || k == Kind::Seat => 3,
            _ => 2,
        },
        Some(NameLabel::Org) => match kind {
            Kind::Person => 0,
            k if k.is_body() || k == Kind::Seat => 3,
            _ => 1,
        },
        Some(NameLabel::Misc) | None => 1,
    }
}

/// Towns, divisions and other minor places, of which too many are called like something else.
fn minor(c: &Candidate<'_>) -> bool {
    matches!(c.item.kind, Kind::City | Kind::Region | Kind::Feature)
}

/// Whether a spelling can be the known one: case and accents may differ, but not
/// so that a common word or an acronym becomes a name.
fn plausible(c: &Candidate<'_>, written: &str) -> bool {
    let capitals = written.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    match c.exactness {
        Exactness::Exact => true,
        Exactness::Case => {
            !(capitals && minor(c) && c.item.weight < 450) && capitals && written.chars().count() > 3
                || written
                    .split([' ', '-', '\'', '’'])
                    .zip(c.spelling.split([' ', '-', '\'', '’']))
                    .all(|(a, b)| capitalised(a) == capitalised(b))
        }
        Exactness::Folded => !(capitals && written.chars().count() < 6 && minor(c)),
        Exactness::Slip => false,
    }
}

/// Whether a case marker of places stands before word `i`, or a noun for places.
pub(crate) fn located(tree: &Tree<'_>, lexicon: &Lexicon, i: usize) -> bool {
    // "the Nice region".
    let named = tree.next(i).is_some_and(|n| lexicon.place_nouns.contains(tree.surface(n)) && tree.head(i) == Some(n));
    if named {
        return true;
    }
    let marks = |b: usize| lexicon.place.contains(&tree.lemma(b)) || lexicon.place.contains(tree.surface(b));
    let mut at = i;
    for _ in 0..4 {
        let Some(before) = tree.previous(at) else { return false };
        if marks(before)
            || lexicon.place_nouns.contains(tree.surface(before))
            || lexicon.place_nouns.contains(&tree.lemma(before))
        {
            return true;
        }
        let passes = tree.token(before).upos == "DET"
            || lexicon.owner.contains(tree.surface(before))
            || lexicon.owner.contains(&tree.lemma(before));
        if !passes {
            return false;
        }
        at = before;
    }
    false
}

/// Begins with a capital, or with a short article before one: `al-Joumhouriya`.
fn capitalised(word: &str) -> bool {
    let upper = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    upper(word) || word.split_once('-').is_some_and(|(article, rest)| article.len() <= 3 && upper(rest))
}

struct Finder<'a, 'w> {
    cx: Context<'w>,
    lexicon: &'a Lexicon,
    tree: &'a Tree<'w>,
    sentence: usize,
    when: When,
    /// Recogniser's name over each word.
    labels: Vec<Option<(NameLabel, usize, usize)>>,
    out: Vec<FoundName<'w>>,
    /// Names that stand as places somewhere in the text.
    certain: &'a BTreeSet<String>,
}

/// Finds the names of an article, in text order; those inside others follow them.
pub(crate) fn find<'w>(cx: Context<'w>, lexicon: &Lexicon, trees: &[Tree<'w>], when: When) -> Vec<FoundName<'w>> {
    let first = scan_all(cx, lexicon, trees, when, &BTreeSet::new());
    // What stands as a place somewhere is one everywhere.
    let certain: BTreeSet<String> = first
        .iter()
        .filter(|n| n.kind().is_some_and(Kind::is_place) && !n.nested)
        .filter(|n| n.label == Some(NameLabel::Loc) && located(&trees[n.sentence], lexicon, n.words.start))
        .map(|n| n.span.of(&cx.article.text).to_owned())
        .collect();
    let mistaken =
        first.iter().any(|n| !n.kind().is_some_and(Kind::is_place) && certain.contains(n.span.of(&cx.article.text)));
    let misc =
        cx.syntax.names.iter().any(|n| n.label != NameLabel::Loc && certain.contains(n.span.of(&cx.article.text)));
    let mut out = if mistaken || misc { scan_all(cx, lexicon, trees, when, &certain) } else { first };
    settle_persons(cx, &mut out, when);
    settle_slips(cx, trees, &mut out);
    out
}

/// A capitalised word that nobody knows, one slip away from a place of the text, is that
/// place: `Misk` where `Minsk` stands too.
fn settle_slips<'w>(cx: Context<'w>, trees: &[Tree<'w>], names: &mut Vec<FoundName<'w>>) {
    let text = &cx.article.text;
    let single = |s: &str| s.chars().count() >= 4 && !s.contains(char::is_whitespace);
    let places: BTreeMap<&str, usize> = names
        .iter()
        .enumerate()
        .filter(|(_, n)| n.kind().is_some_and(Kind::is_place) && single(n.span.of(text)) && n.span.len() > 4)
        .map(|(k, n)| (n.span.of(text), k))
        .collect();
    let slip_of = |word: &str| {
        places
            .iter()
            .find(|(p, _)| p.chars().next() == word.chars().next() && **p != word && strsim::osa_distance(p, word) == 1)
            .map(|(_, k)| *k)
    };
    let mut added = Vec::new();
    for name in cx.syntax.names.iter().filter(|n| single(n.span.of(text))) {
        let word = name.span.of(text);
        let Some(k) = slip_of(word) else { continue };
        let known = !cx.world.find(word).is_empty()
            || !cx.world.demonym(word, "").is_empty()
            || !cx.world.person(word, When::ALWAYS, &[]).is_empty();
        if known
            || names.iter().any(|n| {
                n.is_person() && n.span.of(text).split_whitespace().count() > 1 && n.span.of(text).contains(word)
            })
        {
            continue;
        }
        let candidates = names[k].candidates.clone();
        if let Some(own) = names.iter_mut().find(|n| n.span.overlaps(name.span)) {
            if own.candidates.is_empty() && own.span == name.span {
                own.label = Some(NameLabel::Loc);
                own.candidates = candidates;
                own.slip = true;
            }
            continue;
        }
        let sentence = trees.partition_point(|t| t.sentence.span.end <= name.span.start);
        let Some(tree) = trees.get(sentence) else { continue };
        let Some(word) = (0..tree.len()).find(|&i| tree.word(i) == name.span) else { continue };
        added.push(FoundName {
            sentence,
            words: word..word + 1,
            head: word,
            span: name.span,
            label: Some(NameLabel::Loc),
            candidates,
            gender: None,
            nested: false,
            urban: false,
            slip: true,
        });
    }
    names.extend(added);
    names.sort_by_key(|n| (n.span.start, std::cmp::Reverse(n.span.end)));
}

fn scan_all<'w>(
    cx: Context<'w>,
    lexicon: &Lexicon,
    trees: &[Tree<'w>],
    when: When,
    certain: &BTreeSet<String>,
) -> Vec<FoundName<'w>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (sentence, tree) in trees.iter().enumerate() {
        let span = tree.sentence.span;
        while from < cx.syntax.names.len() && cx.syntax.names[from].span.end <= span.start {
            from += 1;
        }
        let mut labels = vec![None; tree.len()];
        for name in cx.syntax.names[from..].iter().take_while(|n| n.span.start < span.end) {
            let mut inside: Vec<usize> = (0..tree.len()).filter(|&i| name.span.overlaps(tree.word(i))).collect();
            // The possessive marker is no part of the name.
            while inside.len() > 1
                && inside.last().is_some_and(|&i| tree.token(i).rel() == "case" && tree.token(i).part.is_some())
            {
                inside.pop();
            }
            if let (Some(&first), Some(&last)) = (inside.first(), inside.last()) {
                for i in inside {
                    labels[i] = Some((name.label, first, last + 1));
                }
            }
        }
        let mut finder = Finder { cx, lexicon, tree, sentence, when, labels, out, certain };
        finder.scan();
        out = finder.out;
    }
    out
}

impl<'w> Finder<'_, 'w> {
    fn scan(&mut self) {
        let mut i = 0;
        let mut title: Option<Option<Gender>> = None;
        while i < self.tree.len() {
            if self.tree.surface(i).is_empty() {
                i += 1;
                continue;
            }
            let word = self.tree.word(i).of(&self.cx.article.text);
            if let Some(gender) = self.lexicon.title(word) {
                title = Some(gender);
                i += 1;
                continue;
            }
            let taken = self.name_at(i, word, title);
            // A full stop may stand between a title and its name.
            if word != "." {
                title = None;
            }
            i = taken.unwrap_or(i + 1).max(i + 1);
        }
    }

    /// Takes the name that starts at word `i`; gives the word after it.
    fn name_at(&mut self, i: usize, word: &str, title: Option<Option<Gender>>) -> Option<usize> {
        let mut label = self.labels[i];
        if let Some(end) = self.urban_at(i) {
            return Some(end);
        }
        if !capitalised(word) {
            // "al-Qaida": a name may begin low when the recogniser says so and the world knows it.
            let (kind, first, end) = label?;
            if first != i {
                return None;
            }
            let candidates = self.look_up(&(i..end), Some(kind));
            let exact = candidates.first().is_some_and(|c| c.exactness <= Exactness::Case && c.item.kind.is_body());
            return exact.then(|| self.add(i..end, Some(kind), candidates, title));
        }
        let upos = self.tree.token(i).upos.as_str();
        let mut known = self.known_at(i);
        if upos == "DET"
            && let Some(next) = self.tree.next(i)
            && let Some((_, inner)) = self.known_at(next)
            && known.as_ref().is_none_or(|(_, outer)| inner[0].score >= outer[0].score)
        {
            // "La France" before a hamlet of that name.
            return None;
        }
        if known.as_ref().is_some_and(|(range, found)| self.people(range, &found[0])) {
            return None;
        }
        if let Some((_, first, end)) = label
            && first <= i
            && title.is_none()
        {
            if let Some((range, found)) = &known
                && (self.place_after_all(range, &found[0], end) || self.place_and_role(range, &found[0], end))
            {
                label = Some((NameLabel::Loc, i, range.end.max(i + 1)));
            } else if let Some((range, found)) = &known
                && self.body_after_all(range, &found[0], end)
            {
                label = Some((NameLabel::Org, i, range.end));
            } else if known.is_none()
                && self.place_noun_before(i)
                && self.labels[i].is_some_and(|l| l.0 != NameLabel::Org)
            {
                label = Some((NameLabel::Loc, first, end));
            }
        } else if let Some((range, found)) = &known
            && self.dateline(range)
            && found[0].item.kind.is_place()
        {
            let (range, candidates) = (range.clone(), found.clone());
            return Some(self.add(range, Some(NameLabel::Loc), candidates, None));
        }
        if let Some((range, found)) = &known
            && title.is_none()
            && let Some(end) = self.longer_name(range, &found[0])
        {
            let located = self.located(i);
            let label = if located { NameLabel::Org } else { NameLabel::Per };
            let whole = i..end;
            let candidates = self.look_up(&whole, Some(label));
            return Some(self.add(whole, Some(label), candidates, title));
        }
        if known.as_ref().is_some_and(|(range, found)| found[0].item.kind == Kind::Country && self.numbered(range)) {
            known = None;
            if label.is_none_or(|(_, first, end)| end == first + 1) {
                return None;
            }
        }
        let Some((kind, _, end)) = label else {
            let Some((range, candidates)) = known else { return self.unknown_town(i, word) };
            if !self.acceptable(&range, &candidates) {
                return None;
            }
            let body = candidates[0].item.kind.is_body();
            let end = self.add(range.clone(), None, candidates, title);
            if body {
                self.nested_places(range);
            }
            return Some(end);
        };
        if self.lexicon.never_place(word) {
            if kind != NameLabel::Per {
                return Some(end);
            }
            // A weekday at the head of a sentence.
            if end == i + 1 && title.is_none() && self.cx.world.person(word, self.when, &[]).is_empty() {
                return None;
            }
        }
        if end == i + 1 && self.lexicon.compass.contains(word) {
            return None;
        }
        if let Some((range, candidates)) = known {
            let best = &candidates[0];
            let place = best.item.kind.is_place() || best.item.kind == Kind::Seat;
            let sure = best.exactness <= Exactness::Case && !(best.common && range.len() == 1);
            let longer = range.end > end && sure;
            let same = range.end == end && fit(Some(kind), best.item.kind) > 0;
            let inner_place = range.end < end && kind == NameLabel::Loc && place && sure && self.strong(best);
            let inner_person = range.end < end
                && kind == NameLabel::Per
                && best.item.kind == Kind::Person
                && best.form == NameForm::Full
                && !capitalised(self.tree.word(range.end).of(&self.cx.article.text));
            let owner = range.end < end
                && kind == NameLabel::Per
                && best.item.kind == Kind::Country
                && best.exactness == Exactness::Exact
                && (self.located(i) || self.after_owner_marker(i, 0));
            let misc = kind == NameLabel::Misc && self.acceptable(&range, &candidates);
            if longer || same || inner_place || inner_person || owner || misc {
                let body = candidates[0].item.kind.is_body();
                let end = self.add(range.clone(), Some(kind), candidates, title);
                if body {
                    self.nested_places(range);
                }
                return Some(end);
            }
        }
        if kind == NameLabel::Misc || upos == "DET" || (upos == "ADP" && kind != NameLabel::Org) {
            return None;
        }
        if end == i + 1 && kind != NameLabel::Per && !self.cx.world.demonym(word, &self.lexicon.lang).is_empty() {
            return None;
        }
        // A common noun alone ("la Constitution") is a description, not a name.
        if end == i + 1 && upos == "NOUN" && !self.lexicon.phrases(self.tree.surface(i)).is_empty() {
            return None;
        }
        let range = i..self.trim_end(i, end);
        let candidates = self.look_up(&range, Some(kind));
        let end = self.add(range.clone(), Some(kind), candidates, title);
        if kind == NameLabel::Org {
            self.nested_places(range);
        }
        Some(end)
    }

    /// A proper noun right after a case marker of places, which nobody knows: `à Kout`.
    fn unknown_town(&mut self, i: usize, word: &str) -> Option<usize> {
        let before = self.tree.previous(i)?;
        if self.lexicon.never_place(word) || !self.cx.world.demonym(word, &self.lexicon.lang).is_empty() {
            return None;
        }
        let marked = self.lexicon.town.contains(&self.tree.lemma(before))
            || self.lexicon.town.contains(self.tree.surface(before));
        let proper =
            self.tree.token(i).upos == "PROPN" && word.chars().count() > 3 && word.chars().any(char::is_lowercase);
        if !marked
            || !proper
            || self.tree.token(before).upos != "ADP"
            || !matches!(self.tree.token(i).rel(), "obl" | "nmod")
        {
            return None;
        }
        let text = &self.cx.article.text;
        let mut end = i + 1;
        while end < self.tree.len()
            && self.labels[end].is_none()
            && self.tree.token(end).upos == "PROPN"
            && capitalised(self.tree.word(end).of(text))
        {
            end += 1;
        }
        Some(self.add(i..end, Some(NameLabel::Loc), Vec::new(), None))
    }

    /// "place de l'Indépendance", "pont X": a street or square, a name of its own.
    fn urban_at(&mut self, i: usize) -> Option<usize> {
        if !self.lexicon.urban.contains(self.tree.surface(i))
            || !matches!(self.tree.token(i).upos.as_str(), "NOUN" | "PROPN")
        {
            return None;
        }
        let text = &self.cx.article.text;
        let mut start = self.tree.next(i)?;
        while start < self.tree.len()
            && start <= i + 3
            && matches!(self.tree.token(start).upos.as_str(), "ADP" | "DET")
            && !capitalised(self.tree.word(start).of(text))
        {
            start += 1;
        }
        if start >= self.tree.len() || !capitalised(self.tree.word(start).of(text)) {
            return None;
        }
        let mut end = match self.labels[start] {
            Some((_, _, end)) => end,
            None => start + 1,
        };
        while end < self.tree.len() && self.tree.token(end).upos == "PROPN" && capitalised(self.tree.word(end).of(text))
        {
            end += 1;
        }
        let whole = i..end.max(start + 1);
        let candidates = match self.known_at(i) {
            Some((range, found)) if range.end >= whole.end => found,
            _ => Vec::new(),
        };
        let seat = candidates.first().is_some_and(|c| c.item.kind == Kind::Seat);
        let end = self.add(whole, Some(NameLabel::Loc), candidates, None);
        if let Some(last) = self.out.last_mut() {
            last.urban = !seat;
        }
        Some(end)
    }

    /// A place that the recogniser took for something else: it stands like a place here,
    /// or does so elsewhere in the text.
    fn place_after_all(&self, range: &Range<usize>, best: &Candidate<'_>, end: usize) -> bool {
        if range.end < end || !best.item.kind.is_place() || best.exactness > Exactness::Folded {
            return false;
        }
        let Some((kind, _, _)) = self.labels[range.start] else { return false };
        if kind == NameLabel::Loc {
            return false;
        }
        let text = self.tree.span(range.clone()).of(&self.cx.article.text);
        if self.certain.contains(text) || self.dateline(range) {
            return true;
        }
        if kind == NameLabel::Per && !self.cx.world.person(text, self.when, &[]).is_empty() {
            return false;
        }
        let strong = !minor(best) || best.item.weight >= 450;
        let attributive = self
            .tree
            .next(range.end - 1)
            .is_some_and(|n| self.tree.token(n).upos == "NOUN" && self.tree.below(range.start, n));
        self.place_noun_before(range.start)
            || strong && kind != NameLabel::Org && !best.common && (self.located(range.start) || attributive)
    }

    /// A body that the recogniser took for a person.
    fn body_after_all(&self, range: &Range<usize>, best: &Candidate<'_>, end: usize) -> bool {
        let person = self.labels[range.start].is_some_and(|l| l.0 == NameLabel::Per);
        if !person || range.end < end || !best.item.kind.is_body() || best.exactness > Exactness::Case || best.common {
            return false;
        }
        let text = self.tree.span(range.clone()).of(&self.cx.article.text);
        matches!(best.form, NameForm::Full | NameForm::Acronym | NameForm::Short)
            && self.cx.world.person(text, self.when, &[]).is_empty()
    }

    /// `Belarus President`, `Cologne Police`: the recogniser took the role along.
    fn place_and_role(&self, range: &Range<usize>, best: &Candidate<'_>, end: usize) -> bool {
        if range.end + 1 != end || !best.item.kind.is_place() || !self.strong(best) || best.exactness > Exactness::Case
        {
            return false;
        }
        let words = [self.tree.surface(range.end).to_owned()];
        self.lexicon.phrases(&words[0]).iter().any(|p| {
            let role = &self.lexicon.roles[p.role];
            p.words == words
                && (role.kind == EntityKind::Person || matches!(role.sector.as_deref(), Some("COP" | "MIL")))
        })
    }

    /// `MINSK (Reuters)`, `KUNDUZ, Afghanistan`: in capitals at the head of a sentence.
    fn dateline(&self, range: &Range<usize>) -> bool {
        let text = self.tree.span(range.clone()).of(&self.cx.article.text);
        let capitals = text.chars().count() > 3 && !text.chars().any(char::is_lowercase);
        let initial = (0..range.start).all(|j| self.tree.token(j).upos == "PUNCT");
        let next = self.tree.next(range.end - 1).map(|n| self.tree.token(n).form.as_str());
        capitals && initial && matches!(next, Some("," | "(" | "-" | "–" | "—"))
    }

    /// A noun for places with the owner's marker stands right before: `village of X`.
    fn place_noun_before(&self, i: usize) -> bool {
        let Some(marker) = self.tree.previous(i) else { return false };
        if !self.lexicon.owner.contains(self.tree.surface(marker))
            && !self.lexicon.owner.contains(&self.tree.lemma(marker))
        {
            return false;
        }
        self.tree.previous(marker).is_some_and(|n| {
            let nouns = &self.lexicon.place_nouns;
            nouns.contains(self.tree.surface(n)) || nouns.contains(&self.tree.lemma(n))
        })
    }

    /// A demonym that is spelt like a place: `un Suisse`, `Italien`.
    fn people(&self, range: &Range<usize>, best: &Candidate<'_>) -> bool {
        if range.len() != 1 || best.item.kind == Kind::Person || best.item.kind.is_body() {
            return false;
        }
        let i = range.start;
        let word = self.tree.word(i).of(&self.cx.article.text);
        if self.cx.world.demonym(word, &self.lexicon.lang).is_empty() {
            return false;
        }
        if !matches!(best.item.kind, Kind::Country | Kind::Capital | Kind::Area | Kind::Water) {
            return true;
        }
        self.tree.children(i).iter().any(|&c| {
            let det = self.tree.token(c);
            det.rel() == "det"
                && (det.feat("Definite") == Some("Ind")
                    || det.feat("Number") == Some("Plur") && self.tree.token(i).feat("Number") != Some("Plur"))
        })
    }

    /// A town or the like whose word only begins a longer name: `Nancy Quiñonez`, `Grodno Azot`.
    fn longer_name(&self, range: &Range<usize>, best: &Candidate<'_>) -> Option<usize> {
        if range.len() != 1 || !matches!(best.item.kind, Kind::City | Kind::Region | Kind::Feature | Kind::Country) {
            return None;
        }
        if best.item.kind == Kind::Country && best.form == NameForm::Full {
            return None;
        }
        let text = &self.cx.article.text;
        let mut end = range.end;
        while end < self.tree.len()
            && self.tree.token(end).upos == "PROPN"
            && capitalised(self.tree.word(end).of(text))
            && self.tree.word(end).start == self.tree.word(end - 1).end + 1
            && self.tree.below(end, range.start)
        {
            end += 1;
        }
        if end == range.end
            || self
                .known_at(range.end)
                .is_some_and(|(r, c)| r.end >= end && c[0].item.kind != Kind::Person && self.strong(&c[0]))
        {
            return None;
        }
        Some(end)
    }

    /// `France 2`: a channel, not the country.
    fn numbered(&self, range: &Range<usize>) -> bool {
        let Some(next) = self.tree.next(range.end - 1) else { return false };
        let form = self.tree.token(next).form.as_str();
        if form.len() != 1 || !form.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        let counts = self.tree.next(next).is_some_and(|n| {
            self.tree.token(n).upos == "NOUN" && !capitalised(self.tree.word(n).of(&self.cx.article.text))
        });
        !counts || self.tree.head(next).is_some_and(|h| range.contains(&h))
    }

    /// A case marker of places stands before it, or a noun for places.
    fn located(&self, i: usize) -> bool {
        located(self.tree, self.lexicon, i)
    }

    /// Known well enough to be meant without more evidence.
    fn strong(&self, c: &Candidate<'_>) -> bool {
        match c.item.kind {
            Kind::City | Kind::Region | Kind::Feature => {
                c.item.weight >= 350 && !matches!(c.form, NameForm::Alternate | NameForm::Former)
            }
            _ => true,
        }
    }

    /// The longest known name at word `i`.
    fn known_at(&self, i: usize) -> Option<(Range<usize>, Vec<Candidate<'w>>)> {
        let start = self.tree.word(i).start as usize;
        let keep = |c: &Candidate<'_>| {
            !(c.item.kind == Kind::Person && c.form != NameForm::Full && c.form != NameForm::Alternate)
        };
        let mut found = self.cx.world.longest_match_where(&self.cx.article.text, start, keep)?;
        let written = &self.cx.article.text[start..found.end];
        let single = found.end <= self.tree.word(i).end as usize;
        let upos = self.tree.token(i).upos.as_str();
        found.candidates.retain(|c| {
            plausible(c, written)
                && (!single
                    || matches!(upos, "PROPN" | "X" | "NOUN" | "ADJ") && (upos == "PROPN" || upos == "X" || !minor(c)))
        });
        if found.candidates.is_empty() {
            return None;
        }
        let end =
            (i..self.tree.len()).find(|&j| self.tree.word(j).start as usize >= found.end).unwrap_or(self.tree.len());
        // The match must end with a word of the tree.
        let last = self.tree.word(end.checked_sub(1)?);
        if end <= i || (last.end as usize) != found.end {
            return None;
        }
        Some((i..end, found.candidates))
    }

    fn look_up(&self, range: &Range<usize>, label: Option<NameLabel>) -> Vec<Candidate<'w>> {
        let text = self.tree.span(range.clone()).of(&self.cx.article.text);
        let mut found = if label == Some(NameLabel::Per) {
            let persons = self.cx.world.person(text, self.when, &[]);
            if persons.is_empty() { self.cx.world.find(text) } else { persons }
        } else {
            self.cx.world.find(text)
        };
        found.retain(|c| fit(label, c.item.kind) > 0 && plausible(c, text));
        found
    }

    /// Whether a known name that the recogniser did not see is one.
    fn acceptable(&self, range: &Range<usize>, candidates: &[Candidate<'_>]) -> bool {
        let Some(best) = candidates.first() else { return false };
        let initial = (0..range.start).all(|j| self.tree.token(j).upos == "PUNCT");
        let proper = range.clone().any(|j| self.tree.token(j).upos == "PROPN");
        let written = self.tree.span(range.clone()).of(&self.cx.article.text);
        let folded = best.exactness == Exactness::Folded && written.chars().count() >= 6;
        if best.exactness > Exactness::Case && !folded {
            return false;
        }
        let in_town = self.tree.previous(range.start).is_some_and(|b| self.lexicon.town.contains(self.tree.surface(b)));
        if best.common && !(in_town && proper) && range.len() == 1 && (initial || !proper) {
            return false;
        }
        if range.len() == 1
            && initial
            && !proper
            && !matches!(best.item.kind, Kind::Country | Kind::Capital | Kind::Seat)
        {
            return false;
        }
        let before = self.tree.previous(range.start);
        let text = &self.cx.article.text;
        let apart = |a: usize, b: usize| self.tree.word(b).start > self.tree.word(a).end;
        let proper_at = |j: usize| {
            self.tree.token(j).upos == "PROPN" && capitalised(self.tree.word(j).of(text)) && self.labels[j].is_none()
        };
        // A piece of an unknown longer name: "South China Morning Post".
        if best.item.kind.is_place()
            && self
                .tree
                .next(range.end - 1)
                .is_some_and(|n| proper_at(n) && apart(range.end - 1, n) && self.known_at(n).is_none())
            && before.is_some_and(|b| proper_at(b) && apart(b, range.start))
        {
            return false;
        }
        if best.item.kind.is_place()
            && (before.is_some_and(|b| self.lexicon.never_place(self.tree.token(b).form.as_str()))
                || self.lexicon.never_place(self.tree.token(range.start).form.as_str()))
        {
            return false;
        }
        if range.len() == 1 && self.lexicon.compass.contains(self.tree.token(range.start).form.as_str()) {
            return false;
        }
        // A lesser place before another capital is a piece of a longer name: "North African".
        if minor(best)
            && self.tree.next(range.end - 1).is_some_and(|n| {
                let word = self.tree.word(n).of(text);
                apart(range.end - 1, n) && capitalised(word) && self.tree.token(n).upos != "PUNCT"
            })
        {
            return false;
        }
        match best.item.kind {
            Kind::Country | Kind::Capital | Kind::Area | Kind::Seat | Kind::Territory | Kind::Water => true,
            Kind::City | Kind::Region | Kind::Feature => proper && (self.located(range.start) || self.strong(best)),
            Kind::Person => best.form == NameForm::Full && range.len() > 1,
            Kind::Organization | Kind::Group | Kind::Media | Kind::Agency => {
                range.len() > 1 || best.exactness == Exactness::Exact && (best.form != NameForm::Alternate)
            }
        }
    }

    /// Leaves off punctuation and a lower-case tail that the recogniser took along.
    fn trim_end(&self, start: usize, end: usize) -> usize {
        let mut end = end;
        while end > start + 1 && self.tree.token(end - 1).upos == "PUNCT" && self.tree.token(end - 1).form != "." {
            end -= 1;
        }
        end
    }

    /// Places after "of" inside an organisation's name: `Supreme Court of the United Kingdom`.
    fn nested_places(&mut self, range: Range<usize>) {
        let mut j = range.start + 1;
        while j < range.end {
            let word = self.tree.word(j).of(&self.cx.article.text);
            if capitalised(word)
                && self.after_owner_marker(j, range.start)
                && let Some((inner, candidates)) = self.known_at(j)
                && inner.end <= range.end
                && candidates[0].item.kind.is_place()
                && candidates[0].exactness <= Exactness::Case
                && !candidates[0].common
                && self.strong(&candidates[0])
            {
                j = inner.end;
                self.add(inner, Some(NameLabel::Loc), candidates, None);
                if let Some(last) = self.out.last_mut() {
                    last.nested = true;
                }
                continue;
            }
            j += 1;
        }
    }

    fn after_owner_marker(&self, j: usize, from: usize) -> bool {
        let mut at = j;
        while at > from {
            at -= 1;
            let token = self.tree.token(at);
            if token.upos == "DET" {
                continue;
            }
            return self.lexicon.owner.contains(&self.tree.lemma(at))
                || self.lexicon.owner.contains(&token.form.to_lowercase());
        }
        false
    }

    fn add(
        &mut self,
        words: Range<usize>,
        label: Option<NameLabel>,
        candidates: Vec<Candidate<'w>>,
        title: Option<Option<Gender>>,
    ) -> usize {
        let head = self.tree.head_of(words.clone());
        let end = words.end;
        // A title makes a person of whatever the recogniser saw.
        let (label, candidates) = match title {
            Some(_) => (Some(NameLabel::Per), self.look_up(&words, Some(NameLabel::Per))),
            None => (label, candidates),
        };
        let mut candidates = candidates;
        candidates.sort_by_key(|c| std::cmp::Reverse(fit(label, c.item.kind).min(3)));
        self.out.push(FoundName {
            sentence: self.sentence,
            head,
            span: self.tree.span(words.clone()),
            words,
            label,
            candidates,
            gender: title.flatten(),
            nested: false,
            urban: false,
            slip: false,
        });
        end
    }
}

/// A single word that is part of a person's full name elsewhere in the text is that
/// person, whatever the recogniser took it for.
fn settle_persons<'w>(cx: Context<'w>, names: &mut [FoundName<'w>], when: When) {
    let text = &cx.article.text;
    let mut parts: BTreeSet<&str> = BTreeSet::new();
    let mut votes: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for name in names.iter() {
        let words = name.span.of(text);
        if name.is_person() {
            if words.contains(' ') {
                parts.extend(words.split_whitespace().filter(|w| capitalised(w)));
            }
            votes.entry(words).or_default().0 += 1;
        } else {
            votes.entry(words).or_default().1 += 1;
        }
    }
    for name in names.iter_mut() {
        let words = name.span.of(text);
        if name.is_person() || words.contains(' ') || name.nested || name.urban {
            continue;
        }
        let known =
            name.best().is_some_and(|c| c.exactness <= Exactness::Case && !minor(c) && c.form != NameForm::Alternate);
        let (persons, others) = votes.get(words).copied().unwrap_or_default();
        if !known && (parts.contains(words) || (name.candidates.is_empty() && persons > others)) {
            name.label = Some(NameLabel::Per);
            name.candidates = cx.world.person(words, when, &[]);
        }
    }
}
