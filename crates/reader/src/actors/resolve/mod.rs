//! Which description, pronoun and possessive stands for whom.

use std::collections::{BTreeMap, BTreeSet};

use chancery_record::{EntityKind, SmolStr, Span};
use chancery_world::{Kind, Role as Office, When};

use super::MentionKind;
use super::identities::{Identities, Identity};
use super::lexicon::Lexicon;
use super::names::FoundName;
use super::nominals::{Nominal, Sight};
use super::topic::{Topic, is_state};
use super::traits::{Gender, Number};
use super::tree::Tree;
use crate::Context;

mod countries;
mod descriptions;
mod pronouns;

/// How many sentences back a pronoun's antecedent may lie.
const WINDOW: usize = 3;

/// An entity in the making.
pub(super) struct Cluster<'w> {
    pub(super) kind: EntityKind,
    pub(super) identity: Option<usize>,
    pub(super) item: Option<chancery_world::Item<'w>>,
    /// Country or body code.
    pub(super) country: Option<SmolStr>,
    pub(super) gender: Option<Gender>,
    /// The gender is certain: a title or a pronoun told it.
    pub(super) gender_sure: bool,
    pub(super) plural: bool,
    /// Descriptions of it, by index.
    pub(super) nominals: Vec<usize>,
    pub(super) offices: Vec<Office>,
    pub(super) mentions: u32,
}

/// A mention in the making.
pub(super) struct Draft {
    pub(super) sentence: usize,
    pub(super) head: usize,
    pub(super) span: Span,
    pub(super) kind: MentionKind,
    /// Clusters that it stands for; several for a plural of named ones.
    pub(super) clusters: Vec<usize>,
}

#[derive(Clone)]
struct Seen {
    clusters: Vec<usize>,
    sentence: usize,
    head: usize,
    subject: bool,
    object: bool,
    adjective: bool,
    /// A thing that is no actor, which a pronoun may mean as well.
    thing: Option<(Option<Gender>, Option<Number>)>,
}

/// Everything that is known before descriptions are resolved.
pub(super) struct Resolver<'a, 'w> {
    pub(super) cx: Context<'w>,
    pub(super) lexicon: &'a Lexicon,
    pub(super) trees: &'a [Tree<'w>],
    pub(super) names: &'a [FoundName<'w>],
    pub(super) identities: &'a Identities<'w>,
    pub(super) nominals: &'a [Nominal],
    pub(super) links: &'a super::links::Links,
    pub(super) topic: &'a Topic,
    pub(super) when: When,
    pub(super) clusters: Vec<Cluster<'w>>,
    pub(super) drafts: Vec<Draft>,
    /// Cluster of each identity, once it is mentioned.
    by_identity: BTreeMap<usize, usize>,
    by_state: BTreeMap<SmolStr, usize>,
    /// Clusters of each description.
    pub(super) of_nominal: Vec<Vec<usize>>,
    seen: Vec<Seen>,
    pub(super) possessors: BTreeMap<(usize, usize), usize>,
    /// Stretches between quotation marks.
    pub(super) quotes: Vec<Span>,
}

impl<'a, 'w> Resolver<'a, 'w> {
    #[expect(clippy::too_many_arguments, reason = "what the passes before found, each under its name")]
    pub(super) fn new(
        cx: Context<'w>,
        lexicon: &'a Lexicon,
        trees: &'a [Tree<'w>],
        names: &'a [FoundName<'w>],
        identities: &'a Identities<'w>,
        nominals: &'a [Nominal],
        links: &'a super::links::Links,
        topic: &'a Topic,
        when: When,
    ) -> Self {
        Resolver {
            cx,
            lexicon,
            trees,
            names,
            identities,
            nominals,
            links,
            topic,
            when,
            clusters: Vec::new(),
            drafts: Vec::new(),
            by_identity: BTreeMap::new(),
            by_state: BTreeMap::new(),
            of_nominal: vec![Vec::new(); nominals.len()],
            seen: Vec::new(),
            possessors: BTreeMap::new(),
            quotes: super::quoted::quotes(&cx.article.text),
        }
    }

    /// Goes through one sentence.
    pub(super) fn sentence(&mut self, sight: &Sight<'_, 'w>, nominals: std::ops::Range<usize>) {
        let tree = sight.tree;
        let nominal_heads: BTreeMap<usize, usize> = nominals.map(|n| (self.nominals[n].head, n)).collect();
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        for i in 0..tree.len() {
            if let Some(&k) = sight.name_heads.get(&i) {
                if self.links.in_phrase.contains(&k) && !self.names[k].kind().is_some_and(stands_alone) {
                    continue;
                }
                if let Some(cluster) = self.name(k) {
                    self.push(sight, i, self.names[k].span, MentionKind::Name, vec![cluster]);
                    taken.insert(i);
                }
            } else if let Some(&n) = nominal_heads.get(&i) {
                let clusters = self.nominal(n, sight);
                if !clusters.is_empty() {
                    self.push(sight, i, self.nominals[n].span, MentionKind::Nominal, clusters);
                    taken.insert(i);
                }
            } else if let Some(demonym) = sight.demonyms.get(&i) {
                let cluster = self.state(&demonym.country.clone());
                self.push(sight, i, tree.word(i), MentionKind::Adjective, vec![cluster]);
                taken.insert(i);
            } else if tree.token(i).upos == "NOUN" && matches!(tree.token(i).rel(), "nsubj" | "obj" | "obl" | "root") {
                self.thing(sight, i);
            } else {
                self.closed_class(sight, i);
            }
        }
        self.coordinations(sight, &taken);
    }

    /// Remembers a noun that is no actor.
    fn thing(&mut self, sight: &Sight<'_, 'w>, head: usize) {
        let token = sight.tree.token(head);
        self.seen.push(Seen {
            clusters: Vec::new(),
            sentence: sight.sentence,
            head,
            subject: token.rel() == "nsubj",
            object: token.rel() == "obj",
            adjective: false,
            thing: Some((super::traits::gender(token), super::traits::number(token))),
        });
    }

    fn push(&mut self, sight: &Sight<'_, 'w>, head: usize, span: Span, kind: MentionKind, clusters: Vec<usize>) {
        let rel = sight.tree.token(sight.tree.first_conjunct(head)).rel();
        for &c in &clusters {
            self.clusters[c].mentions += 1;
        }
        self.seen.push(Seen {
            clusters: clusters.clone(),
            sentence: sight.sentence,
            head,
            subject: rel == "nsubj",
            object: matches!(rel, "obj" | "iobj"),
            adjective: kind == MentionKind::Adjective,
            thing: None,
        });
        self.drafts.push(Draft { sentence: sight.sentence, head, span, kind, clusters });
    }

    /// Coordinated mentions can be taken up together: "ils", "les deux hommes".
    fn coordinations(&mut self, sight: &Sight<'_, 'w>, taken: &BTreeSet<usize>) {
        let tree = sight.tree;
        for i in 0..tree.len() {
            if !taken.contains(&i) || tree.token(i).rel() == "conj" {
                continue;
            }
            let heads: Vec<usize> = tree.conjuncts(i).into_iter().filter(|c| taken.contains(c)).collect();
            if heads.len() < 2 {
                continue;
            }
            let mut clusters: Vec<usize> = Vec::new();
            for d in self.drafts.iter().rev().take_while(|d| d.sentence == sight.sentence) {
                if heads.contains(&d.head) {
                    for &c in &d.clusters {
                        if !clusters.contains(&c) {
                            clusters.push(c);
                        }
                    }
                }
            }
            clusters.reverse();
            let kinds: Vec<EntityKind> = clusters.iter().map(|&c| self.clusters[c].kind).collect();
            if clusters.len() >= 2 && kinds.iter().all(|k| *k != EntityKind::Place) {
                let rel = tree.token(i).rel();
                self.seen.push(Seen {
                    clusters,
                    sentence: sight.sentence,
                    head: i,
                    subject: rel == "nsubj",
                    object: rel == "obj",
                    adjective: false,
                    thing: None,
                });
            }
        }
    }

    /// The cluster of a name.
    pub(super) fn name(&mut self, k: usize) -> Option<usize> {
        let identity = self.identities.of[k]?;
        if let Some(&c) = self.by_identity.get(&identity) {
            return Some(c);
        }
        let what: &Identity<'w> = &self.identities.all[identity];
        if what.kind == EntityKind::State
            && let Some(country) = &what.country
            && let Some(&c) = self.by_state.get(country)
        {
            self.clusters[c].identity = Some(identity);
            self.by_identity.insert(identity, c);
            return Some(c);
        }
        let offices = match what.item {
            Some(item) if what.kind == EntityKind::Person => self.offices(item.id),
            _ => Vec::new(),
        };
        // "le président français … Emmanuel Macron": a description before the name.
        let before = what.item.filter(|_| what.kind == EntityKind::Person).and_then(|_| {
            (0..self.clusters.len()).find(|&c| {
                let d = &self.clusters[c];
                d.identity.is_none()
                    && d.kind == EntityKind::Person
                    && !d.plural
                    && d.country == what.country
                    && d.country.is_some()
                    && d.offices.iter().any(|o| offices.contains(o) && singular(*o))
            })
        });
        let c = match before {
            Some(c) => {
                self.clusters[c].identity = Some(identity);
                self.clusters[c].item = what.item;
                c
            }
            None => {
                let name = &self.names[what.fullest];
                let token = self.trees[name.sentence].token(name.head);
                let mut words = name.span.of(&self.cx.article.text).split_whitespace();
                let given =
                    if what.kind == EntityKind::Person { words.find_map(|w| self.lexicon.given(w)) } else { None };
                self.clusters.push(Cluster {
                    kind: what.kind,
                    identity: Some(identity),
                    item: what.item,
                    country: what.country.clone(),
                    gender: what.gender.or(given).or_else(|| super::traits::gender(token)),
                    gender_sure: what.gender.or(given).is_some(),
                    plural: what.kind != EntityKind::Person && token.feat("Number") == Some("Plur"),
                    nominals: Vec::new(),
                    offices: offices.clone(),
                    mentions: 0,
                });
                self.clusters.len() - 1
            }
        };
        for o in offices {
            if !self.clusters[c].offices.contains(&o) {
                self.clusters[c].offices.push(o);
            }
        }
        if what.kind == EntityKind::State
            && let Some(country) = &what.country
        {
            self.by_state.insert(country.clone(), c);
        }
        self.by_identity.insert(identity, c);
        Some(c)
    }

    fn offices(&self, id: chancery_world::ItemId) -> Vec<Office> {
        let mut out = Vec::new();
        for tenure in self.cx.world.tenures(id) {
            if tenure.when().overlaps(self.when) && !out.contains(&tenure.role) {
                out.push(tenure.role);
            }
        }
        out
    }

    /// The cluster of a state or body.
    pub(super) fn state(&mut self, country: &SmolStr) -> usize {
        if let Some(&c) = self.by_state.get(country) {
            return c;
        }
        // Its name may come later in the text.
        let identity = self.identities.all.iter().position(|i| {
            i.country.as_ref() == Some(country)
                && (i.kind == EntityKind::State
                    || i.item.is_some_and(|item| {
                        !is_state(country) && self.cx.world.country(country).is_some_and(|b| b.id == item.id)
                    }))
        });
        let item = self.cx.world.country(country);
        self.clusters.push(Cluster {
            kind: if is_state(country) { EntityKind::State } else { EntityKind::Organization },
            identity,
            item,
            country: Some(country.clone()),
            gender: None,
            gender_sure: false,
            plural: false,
            nominals: Vec::new(),
            offices: Vec::new(),
            mentions: 0,
        });
        let c = self.clusters.len() - 1;
        self.by_state.insert(country.clone(), c);
        if let Some(identity) = identity {
            self.by_identity.insert(identity, c);
        }
        c
    }
}

/// Whether a name inside a role's phrase ("maître du Kremlin") is a mention of its own.
fn stands_alone(kind: Kind) -> bool {
    matches!(kind, Kind::Country | Kind::Capital | Kind::Seat)
}

/// Whether an office has one holder at a time, so that it identifies somebody.
fn singular(office: Office) -> bool {
    use Office::*;
    matches!(
        office,
        HeadOfState
            | HeadOfGovernment
            | ForeignMinister
            | DefenceMinister
            | InteriorMinister
            | FinanceMinister
            | JusticeMinister
    )
}
