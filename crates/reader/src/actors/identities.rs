//! Which names are names of one thing.

use std::collections::BTreeMap;

use chancery_record::{EntityKind, NameLabel, SmolStr};
use chancery_world::{Item, Kind};

use super::lexicon::Lexicon;
use super::metonyms;
use super::names::{FoundName, dateline};
use super::topic::Topic;
use super::traits::Gender;
use super::tree::Tree;
use crate::Context;

/// Names that are taken for one thing.
pub(super) struct Identity<'w> {
    pub(super) kind: EntityKind,
    /// What it is in the world.
    pub(super) item: Option<Item<'w>>,
    /// Country or body code; of an unknown thing what its name says.
    pub(super) country: Option<SmolStr>,
    pub(super) gender: Option<Gender>,
    /// The fullest name, by its index.
    pub(super) fullest: usize,
}

/// Identities, and that of each name (none for names that stand for nothing that is followed).
pub(super) struct Identities<'w> {
    pub(super) all: Vec<Identity<'w>>,
    pub(super) of: Vec<Option<usize>>,
    /// Names of places that stand for their government.
    pub(super) metonyms: Vec<bool>,
}

/// The state whose capital is the seat of a union of states, and the union's code.
pub(crate) const SEAT_OF_UNION: (&str, &str) = ("BEL", "EUR");

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    State(SmolStr),
    Item(chancery_world::ItemId),
    Text(String),
}

/// Case and accents folded, hyphens and full stops gone.
pub(super) fn fold(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut out = String::with_capacity(name.len());
    for c in name.nfd().flat_map(char::to_lowercase) {
        match c {
            '\u{300}'..='\u{36f}' | '.' => {}
            '-' | '\u{2010}'..='\u{2015}' | '\n' | '\u{a0}' => out.push(' '),
            '’' => out.push('\''),
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Groups the names of an article.
pub(super) fn group<'w>(
    cx: Context<'w>,
    lexicon: &Lexicon,
    trees: &[Tree<'w>],
    names: &[FoundName<'w>],
    topic: &Topic,
) -> Identities<'w> {
    let metonyms: Vec<bool> = names
        .iter()
        .map(|n| {
            let tree = &trees[n.sentence];
            match n.kind() {
                Some(Kind::Seat) => true,
                Some(Kind::Country | Kind::Capital | Kind::Region | Kind::Territory) => {
                    !n.nested && !dateline(tree, &n.words, &cx.article.text) && metonyms::acts(tree, n.head, lexicon)
                }
                _ => false,
            }
        })
        .collect();
    let mut grouping = Grouping {
        cx,
        topic,
        lexicon,
        trees,
        names,
        metonyms: &metonyms,
        all: Vec::new(),
        of: vec![None; names.len()],
        keys: BTreeMap::new(),
    };
    grouping.persons();
    grouping.others(trees);
    let (all, of) = (grouping.all, grouping.of);
    Identities { all, of, metonyms }
}

struct Grouping<'a, 'w> {
    cx: Context<'w>,
    topic: &'a Topic,
    lexicon: &'a Lexicon,
    trees: &'a [Tree<'w>],
    names: &'a [FoundName<'w>],
    metonyms: &'a [bool],
    all: Vec<Identity<'w>>,
    of: Vec<Option<usize>>,
    keys: BTreeMap<Key, usize>,
}

impl<'w> Grouping<'_, 'w> {
    fn text(&self, k: usize) -> &'w str {
        self.names[k].span.of(&self.cx.article.text)
    }

    /// Persons: the fullest names first, then shorter ones that fit them.
    fn persons(&mut self) {
        let mut order: Vec<usize> = (0..self.names.len()).filter(|&k| self.names[k].is_person()).collect();
        let words: BTreeMap<usize, Vec<String>> =
            order.iter().map(|&k| (k, fold(self.text(k)).split(' ').map(str::to_owned).collect())).collect();
        order.sort_by_key(|k| (std::cmp::Reverse(words[k].len()), *k));
        let mut fullest: Vec<(usize, Vec<usize>)> = Vec::new();
        for &k in &order {
            let name = &self.names[k];
            let mine = &words[&k];
            let fits: Vec<usize> = fullest
                .iter()
                .enumerate()
                .filter(|(_, (id, members))| {
                    let other = &self.all[*id];
                    let gender_clash = name.gender.is_some() && other.gender.is_some() && name.gender != other.gender;
                    !gender_clash && members.iter().any(|m| same_person(&words[m], mine))
                })
                .map(|(f, _)| f)
                .collect();
            // Of several that fit, the one last named before.
            let chosen = fits.iter().copied().max_by_key(|&f| {
                let before = fullest[f].1.iter().filter(|&&m| m < k);
                // A bare surname is the one's who was first called by it; kin go by full or given names.
                let first = before.clone().min().copied();
                let bare = mine.len() == 1 && words[&fullest[f].1[0]].last() == mine.last();
                let last = before.max().copied();
                if bare {
                    (first.is_some(), usize::MAX - first.unwrap_or(0), std::cmp::Reverse(f))
                } else {
                    (last.is_some(), last.unwrap_or(0), std::cmp::Reverse(f))
                }
            });
            let identity = match chosen {
                Some(f) => {
                    fullest[f].1.push(k);
                    fullest[f].0
                }
                None => {
                    let item = name.best().filter(|c| c.item.kind == Kind::Person).map(|c| c.item);
                    let known = item.and_then(|i| self.keys.get(&Key::Item(i.id)).copied());
                    let identity = known.unwrap_or_else(|| {
                        self.all.push(Identity {
                            kind: EntityKind::Person,
                            item,
                            country: item.and_then(|i| i.country).map(SmolStr::from),
                            gender: name.gender.or_else(|| self.given(k)),
                            fullest: k,
                        });
                        self.all.len() - 1
                    });
                    if let Some(item) = item {
                        self.keys.insert(Key::Item(item.id), identity);
                    }
                    fullest.push((identity, vec![k]));
                    identity
                }
            };
            let known = &mut self.all[identity];
            known.gender = known.gender.or(name.gender);
            self.of[k] = Some(identity);
        }
    }

    /// Gender that the first of several words of a person's name tells.
    fn given(&self, k: usize) -> Option<Gender> {
        let (first, _) = self.text(k).split_once(char::is_whitespace)?;
        self.lexicon.given(first)
    }

    fn others(&mut self, trees: &[Tree<'w>]) {
        let aliases = self.acronyms(trees);
        for k in 0..self.names.len() {
            let name = &self.names[k];
            if self.of[k].is_some() {
                continue;
            }
            let known = match aliases.get(&k) {
                Some(&full) if self.of[full].is_some() => self.of[full],
                _ => None,
            };
            let identity = match known {
                Some(identity) => Some(identity),
                None => self.other(k, name),
            };
            if let Some(identity) = identity {
                self.of[k] = Some(identity);
                let longer = self.text(k).chars().count() > self.text(self.all[identity].fullest).chars().count();
                // A state is called by its own name before those of its capital and palace.
                let state = self.all[identity].kind == EntityKind::State;
                let own = |k: usize| self.names[k].kind() == Some(Kind::Country);
                let fullest = self.all[identity].fullest;
                if state && (own(k), longer) > (own(fullest), false) && (own(k) || !own(fullest)) || !state && longer {
                    self.all[identity].fullest = k;
                }
            }
        }
    }

    fn other(&mut self, k: usize, name: &FoundName<'w>) -> Option<usize> {
        let item = name.best().map(|c| c.item);
        let (key, kind, country) = match item {
            Some(item) => {
                let mut country = item.country.map(SmolStr::from);
                // Brussels acts for the European Union where the text is not about Belgium.
                if item.kind == Kind::Capital
                    && self.metonyms[k]
                    && item.country == Some(SEAT_OF_UNION.0)
                    && !self.topic.supported(SEAT_OF_UNION.0, self.text(k))
                {
                    country = Some(SEAT_OF_UNION.1.into());
                }
                match item.kind {
                    Kind::Country => (Key::State(country.clone()?), EntityKind::State, country),
                    Kind::Capital | Kind::Seat
                        if self.metonyms[k] && item.sector.is_none_or(|s| s == "GOV" || s == "IGO") =>
                    {
                        (Key::State(country.clone()?), EntityKind::State, country)
                    }
                    Kind::Seat | Kind::Organization | Kind::Media | Kind::Agency => {
                        (Key::Item(item.id), EntityKind::Organization, country)
                    }
                    Kind::Group => (Key::Item(item.id), EntityKind::Group, country),
                    Kind::Person => return None,
                    _ => (Key::Item(item.id), EntityKind::Place, country),
                }
            }
            None => {
                let tree = &self.trees[name.sentence];
                let body = || !name.urban && name.words.clone().any(|w| self.lexicon.is_body_noun(tree.surface(w)));
                let kind = match name.label? {
                    NameLabel::Loc if body() => EntityKind::Organization,
                    NameLabel::Loc => EntityKind::Place,
                    NameLabel::Org => EntityKind::Organization,
                    NameLabel::Per | NameLabel::Misc => return None,
                };
                (Key::Text(fold(self.text(k))), kind, None)
            }
        };
        if let Some(&identity) = self.keys.get(&key) {
            return Some(identity);
        }
        self.all.push(Identity { kind, item, country, gender: None, fullest: k });
        let identity = self.all.len() - 1;
        self.keys.insert(key, identity);
        Some(identity)
    }

    /// Acronyms that the text defines: `Fonds monétaire international (FMI)`.
    fn acronyms(&self, trees: &[Tree<'w>]) -> BTreeMap<usize, usize> {
        let mut out = BTreeMap::new();
        let mut defined: BTreeMap<&str, usize> = BTreeMap::new();
        for k in 1..self.names.len() {
            let (full, short) = (&self.names[k - 1], &self.names[k]);
            let text = self.text(k);
            let shape = text.chars().count() >= 2
                && text.chars().filter(|c| c.is_uppercase()).count() >= 2
                && !text.contains(' ');
            if full.sentence != short.sentence || !shape || full.is_person() {
                continue;
            }
            let tree = &trees[full.sentence];
            let between = full.words.end..short.words.start;
            let bracket = between.len() == 1 && tree.token(between.start).form == "(";
            let spelt = short.candidates.is_empty() || spells(self.text(k - 1), text);
            if bracket && full.words.len() > 1 && full.item_is_none_or_body() && spelt {
                defined.entry(text).or_insert(k - 1);
            }
        }
        for k in 0..self.names.len() {
            if let Some(&full) = defined.get(self.text(k))
                && full < k
            {
                out.insert(k, full);
            }
        }
        out
    }
}

impl FoundName<'_> {
    fn item_is_none_or_body(&self) -> bool {
        self.kind().is_none_or(|k| k.is_body())
    }
}

/// Whether a shorter name can be the longer one's.
fn same_person(long: &[String], short: &[String]) -> bool {
    let alike = |a: &str, b: &str| {
        a == b || (a.chars().count() >= 6 && b.chars().count() >= 6 && strsim::osa_distance(a, b) <= 1)
    };
    let (Some(a), Some(b)) = (long.last(), short.last()) else { return false };
    if short.len() == 1 {
        return alike(a, b)
            || (long.len() > 1 && alike(&long[0], b))
            || (long.len() > 2 && long[1..].iter().any(|w| alike(w, b)));
    }
    if !alike(a, b) {
        return false;
    }
    // First names must agree, or be initials of each other.
    let (x, y) = (&long[0], &short[0]);
    alike(x, y)
        || long.iter().any(|w| w == y)
        || (x.chars().count().min(y.chars().count()) == 1 && x.chars().next() == y.chars().next())
}

/// Whether an acronym is made of the first letters of a name's words, some left out.
fn spells(name: &str, acronym: &str) -> bool {
    let mut letters = acronym.chars().flat_map(char::to_lowercase).peekable();
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        let initial = word.chars().flat_map(char::to_lowercase).next();
        if initial.is_some() && letters.peek() == initial.as_ref() {
            letters.next();
        }
    }
    letters.peek().is_none()
}
