//! Which description, pronoun and possessive stands for whom.

use std::collections::BTreeMap;

use chancery_record::{EntityKind, SmolStr, Span};
use chancery_world::{Role as Office, When};

use super::MentionKind;
use super::identities::{Identities, Identity};
use super::lexicon::{Animacy, Lexicon, Pronoun};
use super::names::FoundName;
use super::nominals::{Determiner, Nominal, Owner, Sight};
use super::topic::{Topic, is_state};
use super::traits::{Gender, Number};
use super::tree::Tree;
use crate::Context;

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
        }
    }

    /// Goes through one sentence.
    pub(super) fn sentence(&mut self, sight: &Sight<'_, 'w>, nominals: std::ops::Range<usize>) {
        let tree = sight.tree;
        let nominal_heads: BTreeMap<usize, usize> = nominals.map(|n| (self.nominals[n].head, n)).collect();
        let mut taken = vec![false; tree.len()];
        for i in 0..tree.len() {
            if let Some(&k) = sight.name_heads.get(&i) {
                if let Some(cluster) = self.name(k) {
                    self.push(sight, i, self.names[k].span, MentionKind::Name, vec![cluster]);
                    taken[i] = true;
                }
            } else if let Some(&n) = nominal_heads.get(&i) {
                let clusters = self.nominal(n, sight);
                if !clusters.is_empty() {
                    self.push(sight, i, self.nominals[n].span, MentionKind::Nominal, clusters);
                    taken[i] = true;
                }
            } else if let Some(demonym) = sight.demonyms.get(&i) {
                let cluster = self.state(&demonym.country.clone());
                self.push(sight, i, tree.token(i).span, MentionKind::Adjective, vec![cluster]);
                taken[i] = true;
            } else {
                self.closed_class(sight, i);
            }
        }
        self.coordinations(sight, &taken);
    }

    fn closed_class(&mut self, sight: &Sight<'_, 'w>, i: usize) {
        let tree = sight.tree;
        let token = tree.token(i);
        let form = super::lexicon::fold_word(&token.form);
        let form = form.trim_start_matches('-').trim_start_matches("t-").to_owned();
        if token.upos == "DET" || token.upos == "PRON" && token.feat("Poss") == Some("Yes") {
            if let Some(possessive) = self.lexicon.possessive(&form).filter(|p| !p.first).cloned()
                && let Some(antecedent) = self.antecedent(sight, i, &possessive, true)
            {
                if let [only] = antecedent.as_slice() {
                    self.possessors.insert((sight.sentence, i), *only);
                }
                self.push(sight, i, token.span, MentionKind::Possessive, antecedent);
            }
            return;
        }
        if token.upos != "PRON" || token.rel() == "expl" || token.feat("Reflex") == Some("Yes") {
            return;
        }
        let Some(pronoun) = self.lexicon.pronoun(&form, &token.upos).filter(|p| !p.first).cloned() else { return };
        if self.impersonal(tree, i) {
            return;
        }
        if let Some(antecedent) = self.antecedent(sight, i, &pronoun, false) {
            if let [only] = antecedent.as_slice()
                && let Some(gender) = pronoun.gender
                && self.clusters[*only].kind == EntityKind::Person
                && self.clusters[*only].gender.is_none()
            {
                self.clusters[*only].gender = Some(gender);
            }
            self.push(sight, i, token.span, MentionKind::Pronoun, antecedent);
        }
    }

    /// `il faut`, `it rains`.
    fn impersonal(&self, tree: &Tree<'_>, i: usize) -> bool {
        let Some(verb) = tree.head(i) else { return false };
        if tree.token(i).rel() != "nsubj" {
            return false;
        }
        if self.lexicon.impersonal.contains(&tree.lemma(verb)) {
            return true;
        }
        // "il est possible que": an adjective with a clause after it.
        tree.token(verb).upos == "ADJ"
            && tree.children(verb).iter().any(|&c| matches!(tree.token(c).rel(), "csubj" | "ccomp"))
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
        });
        self.drafts.push(Draft { sentence: sight.sentence, head, span, kind, clusters });
    }

    /// Coordinated mentions can be taken up together: "ils", "les deux hommes".
    fn coordinations(&mut self, sight: &Sight<'_, 'w>, taken: &[bool]) {
        let tree = sight.tree;
        for i in 0..tree.len() {
            if !taken[i] || tree.token(i).rel() == "conj" {
                continue;
            }
            let heads: Vec<usize> = tree.conjuncts(i).into_iter().filter(|&c| taken[c]).collect();
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
                let first = name.span.of(&self.cx.article.text).split_whitespace().next().unwrap_or_default();
                let given = if what.kind == EntityKind::Person { self.lexicon.given(first) } else { None };
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

    /// The country that the words of a description give.
    pub(super) fn stated_country(&self, n: usize) -> Option<SmolStr> {
        let nominal = &self.nominals[n];
        if let Some((country, _)) = nominal.demonyms.first() {
            return Some(country.clone());
        }
        match nominal.owner {
            Some(Owner::Name(k)) => {
                if let Some(country) = self.identities.of[k].and_then(|i| self.identities.all[i].country.clone()) {
                    return Some(country);
                }
                if let Some(c) = self.identities.of[k].and_then(|i| self.by_identity.get(&i))
                    && let Some(&other) = self.clusters[*c].nominals.iter().find(|&&o| o != n)
                    && other < n
                {
                    return self.stated_country(other);
                }
            }
            Some(Owner::Nominal(o)) if o > n => {
                if let Some(country) = self.stated_country(o) {
                    return Some(country);
                }
            }
            Some(Owner::Nominal(o)) if o < n => {
                // "le porte-parole de l'armée": only forwards, or to what is resolved.
                return self.of_nominal[o].first().and_then(|&c| self.clusters[c].country.clone());
            }
            _ => {}
        }
        if let Determiner::Possessive(word) = nominal.determiner
            && let Some(&c) = self.possessors.get(&(nominal.sentence, word))
            && let Some(country) = &self.clusters[c].country
        {
            return Some(country.clone());
        }
        let abroad = self.lexicon.roles.get(nominal.role).is_some_and(|r| r.abroad);
        let place = nominal.place.filter(|_| !abroad)?;
        self.names[place].best().and_then(|c| c.item.country).map(SmolStr::from)
    }

    /// Whom the possessive of a description means.
    pub(super) fn possessor(&self, n: usize) -> Option<usize> {
        match self.nominals[n].determiner {
            Determiner::Possessive(word) => self.possessors.get(&(self.nominals[n].sentence, word)).copied(),
            _ => None,
        }
    }

    /// The country of an actor in a sentence that does not say it: the one that the
    /// article is about, unless the sentence or the one before is set elsewhere.
    pub(super) fn default_country(&self, sentence: usize) -> Option<SmolStr> {
        let mut near: Vec<(SmolStr, f32)> = Vec::new();
        let first = self.names.partition_point(|x| x.sentence + 1 < sentence);
        for name in self.names[first..].iter().take_while(|x| x.sentence <= sentence) {
            let Some(best) = name.best().filter(|b| b.item.kind.is_place() && !name.nested) else { continue };
            let Some(country) = best.item.country.filter(|c| is_state(c)) else { continue };
            let tree = &self.trees[name.sentence];
            let markers = tree.markers(name.head);
            let located = markers.iter().any(|m| self.lexicon.place.contains(m));
            let weight = match (name.sentence == sentence, located) {
                (true, true) => 0.5,
                (true, false) => 0.1,
                (false, true) => 0.2,
                (false, false) => 0.05,
            };
            match near.iter_mut().find(|(c, _)| c == country) {
                Some((_, w)) if *w < weight => *w = weight,
                Some(_) => {}
                None => near.push((country.into(), weight)),
            }
        }
        if let Some(main) = self.topic.main()
            && !near.iter().any(|(c, _)| c == main)
        {
            near.push((main.clone(), 0.0));
        }
        near.into_iter()
            .map(|(c, w)| (w + self.topic.share(&c), c))
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)))
            .map(|(_, c)| c)
    }

    fn nominal(&mut self, n: usize, sight: &Sight<'_, 'w>) -> Vec<usize> {
        let clusters = self.resolve_nominal(n, sight);
        for &c in &clusters {
            self.attach(c, n, clusters.len() == 1);
        }
        self.of_nominal[n].clone_from(&clusters);
        clusters
    }

    fn attach(&mut self, c: usize, n: usize, alone: bool) {
        let nominal = &self.nominals[n];
        let role = self.lexicon.roles.get(nominal.role);
        let country = self.stated_country(n);
        let cluster = &mut self.clusters[c];
        cluster.nominals.push(n);
        if !alone {
            return;
        }
        if let Some(office) = role.and_then(|r| r.office)
            && !nominal.former
            && !cluster.offices.contains(&office)
        {
            cluster.offices.push(office);
        }
        if cluster.country.is_none() {
            cluster.country = country;
        }
        if cluster.gender.is_none() {
            cluster.gender = nominal.gender;
        }
    }

    fn resolve_nominal(&mut self, n: usize, sight: &Sight<'_, 'w>) -> Vec<usize> {
        if let Some(members) = self.links.members.get(&n) {
            let members = members.clone();
            return members.into_iter().filter_map(|k| self.name(k)).collect();
        }
        if let Some(&k) = self.links.name.get(&n)
            && let Some(c) = self.name(k)
        {
            return vec![c];
        }
        if let Some(&other) = self.links.nominal.get(&n)
            && let [c] = self.of_nominal[other].as_slice()
        {
            return vec![*c];
        }
        let nominal = &self.nominals[n];
        if nominal.people {
            return vec![self.described(n, sight.kind_of(nominal), true)];
        }
        let role = &self.lexicon.roles[nominal.role];
        let plural = nominal.number == Number::Plural;
        if plural && nominal.demonyms.len() > 1 {
            // "les présidents russe et ukrainien".
            let countries: Vec<SmolStr> = nominal.demonyms.iter().map(|(c, _)| c.clone()).collect();
            return countries.iter().map(|country| self.officer(n, country)).collect();
        }
        if role.counterpart {
            return self.counterparts(n);
        }
        if role.refers {
            return self.taken_up(n, sight).into_iter().collect();
        }
        let known =
            matches!(nominal.determiner, Determiner::Definite | Determiner::Demonstrative | Determiner::Possessive(_))
                || nominal.determiner == Determiner::Bare && !plural;
        if known && let Some(c) = self.known(n, plural) {
            return vec![c];
        }
        vec![self.described(n, sight.kind_of(nominal), plural)]
    }

    /// A new cluster from a description.
    fn described(&mut self, n: usize, kind: EntityKind, plural: bool) -> usize {
        let nominal = &self.nominals[n];
        self.clusters.push(Cluster {
            kind,
            identity: None,
            item: None,
            country: self.stated_country(n),
            gender: nominal.gender,
            gender_sure: false,
            plural,
            nominals: Vec::new(),
            offices: Vec::new(),
            mentions: 0,
        });
        let c = self.clusters.len() - 1;
        let topical = nominal.people || self.lexicon.roles.get(nominal.role).is_some_and(|r| r.topic);
        if self.clusters[c].country.is_none() && topical {
            self.clusters[c].country = self.default_country(self.nominals[n].sentence);
        }
        c
    }

    /// The holder of a description's office in one country.
    fn officer(&mut self, n: usize, country: &SmolStr) -> usize {
        let nominal = &self.nominals[n];
        let office = self.lexicon.roles.get(nominal.role).and_then(|r| r.office);
        if let Some(office) = office
            && let Some(c) = self.holder(country, office)
        {
            return c;
        }
        let kind = self.lexicon.roles.get(nominal.role).map_or(EntityKind::Group, |r| r.kind);
        let same = (0..self.clusters.len()).rev().find(|&c| {
            let d = &self.clusters[c];
            d.identity.is_none()
                && d.country.as_ref() == Some(country)
                && d.nominals.iter().any(|&m| self.nominals[m].role == nominal.role)
        });
        if let Some(c) = same {
            return c;
        }
        let c = self.described(n, kind, false);
        self.clusters[c].country = Some(country.clone());
        if let Some(office) = office {
            self.clusters[c].offices.push(office);
        }
        c
    }

    /// Somebody of the text who holds an office of a country.
    fn holder(&mut self, country: &SmolStr, office: Office) -> Option<usize> {
        let fits = |c: &Cluster<'_>| {
            c.kind == EntityKind::Person
                && !c.plural
                && c.country.as_ref() == Some(country)
                && c.offices.contains(&office)
        };
        if let Some(c) = self.recent(|c| fits(c)) {
            return Some(c);
        }
        // Somebody named later in the text.
        let holders = self.cx.world.holder(country, office, self.when);
        let identity = holders
            .iter()
            .find_map(|h| self.identities.all.iter().position(|i| i.item.is_some_and(|item| item.id == h.item.id)))?;
        let fullest = self.identities.all[identity].fullest;
        self.name(fullest)
    }

    /// "son homologue russe": the same office elsewhere.
    fn counterparts(&mut self, n: usize) -> Vec<usize> {
        let nominal = &self.nominals[n];
        let whose = match nominal.determiner {
            Determiner::Possessive(word) => self.possessors.get(&(nominal.sentence, word)).copied(),
            _ => match nominal.owner {
                Some(Owner::Name(k)) => self.name(k),
                _ => None,
            },
        };
        let offices = whose.map(|c| self.clusters[c].offices.clone()).unwrap_or_default();
        let countries: Vec<SmolStr> = nominal.demonyms.iter().map(|(c, _)| c.clone()).collect();
        let mut out = Vec::new();
        for country in &countries {
            let found = offices.iter().find_map(|&o| self.holder(country, o));
            let c = match found {
                Some(c) => c,
                None => {
                    let c = self.described(n, EntityKind::Person, false);
                    self.clusters[c].country = Some(country.clone());
                    self.clusters[c].offices.clone_from(&offices);
                    c
                }
            };
            out.push(c);
        }
        out
    }

    /// The most recent cluster that fits.
    fn recent(&self, fits: impl Fn(&Cluster<'w>) -> bool) -> Option<usize> {
        self.seen
            .iter()
            .rev()
            .filter(|s| !s.adjective && s.clusters.len() == 1)
            .map(|s| s.clusters[0])
            .find(|&c| fits(&self.clusters[c]))
    }

    /// A definite description of somebody known.
    fn known(&mut self, n: usize, plural: bool) -> Option<usize> {
        let nominal = &self.nominals[n];
        let role = &self.lexicon.roles[nominal.role];
        let stated = self.stated_country(n);
        let default = if role.topic { self.default_country(self.nominals[n].sentence) } else { None };
        let country = stated.clone().or(default);
        let owned = nominal.owner.is_some();
        if let (Some(office), false, false) = (role.office, plural, nominal.former)
            && !(role.office_of_state && owned && stated.as_deref().is_none_or(|c| !is_state(c)))
        {
            if let Some(country) = &stated
                && let Some(c) = self.holder(country, office)
            {
                return Some(c);
            }
            if stated.is_none() {
                let c = self.recent(|c| c.kind == EntityKind::Person && !c.plural && c.offices.contains(&office));
                if c.is_some() {
                    return c;
                }
                if let Some(country) = &country
                    && let Some(c) = self.holder(country, office)
                {
                    return Some(c);
                }
            }
        }
        // The same noun again, nothing against it.
        let noun = self.noun(n);
        let owner = nominal.owner.map(|o| self.owner_cluster(o));
        let same_noun = |c: &Cluster<'w>| {
            c.plural == plural
                && c.nominals.iter().any(|&m| {
                    let other = self.noun(m);
                    other == noun
                        || (!owned && other.starts_with(noun.as_str()) && other[noun.len()..].starts_with(' '))
                })
                && match (&stated, &c.country) {
                    (Some(a), Some(b)) => a == b,
                    (Some(_), None) => false,
                    (None, _) => true,
                }
                && owner.is_none_or(|o| {
                    o.is_none()
                        || c.nominals.iter().any(|&m| self.nominals[m].owner.map(|x| self.owner_cluster(x)) == Some(o))
                })
        };
        if let Some(c) = self.recent(same_noun) {
            return Some(c);
        }
        // "la chaîne", "le parti": a body of that sort named before.
        if stated.is_none()
            && !owned
            && !plural
            && role.kind == EntityKind::Organization
            && matches!(role.sector.as_deref(), Some("MED" | "PTY" | "LAB" | "BUS" | "EDU" | "NGO" | "REL"))
        {
            let sector = role.sector.as_deref();
            return self.recent(|c| {
                c.kind == EntityKind::Organization && c.identity.is_some() && c.item.is_some_and(|i| i.sector == sector)
            });
        }
        None
    }

    fn owner_cluster(&self, owner: Owner) -> Option<usize> {
        match owner {
            Owner::Name(k) => self.identities.of[k].and_then(|i| self.by_identity.get(&i)).copied(),
            Owner::Nominal(o) => self.of_nominal[o].first().copied(),
        }
    }

    /// A description's noun phrase, lemmas joined by blanks.
    fn noun(&self, n: usize) -> String {
        let nominal = &self.nominals[n];
        let tree = &self.trees[nominal.sentence];
        let words: Vec<String> = nominal
            .phrase
            .clone()
            .filter(|&w| !tree.surface(w).is_empty() && !nominal.demonyms.iter().any(|d| d.1 == w))
            .map(|w| tree.lemma(w))
            .collect();
        words.join(" ")
    }

    /// "le pays", "l'homme", "ce dernier", "l'organisation".
    fn taken_up(&mut self, n: usize, sight: &Sight<'_, 'w>) -> Option<usize> {
        let nominal = &self.nominals[n];
        let role = &self.lexicon.roles[nominal.role];
        let plural = nominal.number == Number::Plural;
        let definite = matches!(nominal.determiner, Determiner::Definite | Determiner::Demonstrative);
        let own = role.sector.is_some();
        if let Determiner::Possessive(word) = nominal.determiner
            && role.kind == EntityKind::State
        {
            let &c = self.possessors.get(&(nominal.sentence, word))?;
            let country = self.clusters[c].country.clone().filter(|c| is_state(c))?;
            return Some(self.state(&country));
        }
        if let Some((country, _)) = nominal.demonyms.first().cloned()
            && role.kind == EntityKind::State
        {
            return Some(self.state(&country));
        }
        let bare = nominal.owner.is_none() && nominal.demonyms.is_empty();
        if definite && bare && !plural {
            let kind = role.kind;
            let gender = nominal.gender;
            let found = match kind {
                EntityKind::State => {
                    let recent = self
                        .seen
                        .iter()
                        .rev()
                        .map(|s| s.clusters[0])
                        .find(|&c| self.clusters[c].kind == EntityKind::State);
                    match recent {
                        Some(c) => Some(c),
                        None => self.topic.main().cloned().map(|country| self.state(&country)),
                    }
                }
                EntityKind::Person => {
                    let fits = |c: &Cluster<'w>| {
                        c.kind == EntityKind::Person
                            && !c.plural
                            && (gender.is_none() || c.gender.is_none() || c.gender == gender)
                    };
                    let near = |s: &&Seen| s.sentence + WINDOW >= sight.sentence;
                    self.seen
                        .iter()
                        .rev()
                        .take_while(near)
                        .filter(|s| !s.adjective && s.clusters.len() == 1)
                        .map(|s| s.clusters[0])
                        .find(|&c| fits(&self.clusters[c]))
                }
                EntityKind::Organization | EntityKind::Group => {
                    let fits =
                        |c: &Cluster<'w>| matches!(c.kind, EntityKind::Organization | EntityKind::Group) && !c.plural;
                    self.recent(fits)
                }
                EntityKind::Place => self.recent(|c| c.kind == EntityKind::Place),
            };
            if found.is_some() {
                return found;
            }
        }
        // One with a sector of its own ("un homme") is somebody new.
        (own && role.kind != EntityKind::State).then(|| self.described(n, sight.kind_of(nominal), plural))
    }

    /// Whom a pronoun or possessive stands for.
    fn antecedent(&self, sight: &Sight<'_, 'w>, i: usize, pronoun: &Pronoun, possessive: bool) -> Option<Vec<usize>> {
        let tree = sight.tree;
        let clause = |w: usize| tree.ancestors(w).find(|&a| tree.is_verb(a));
        let my_clause = clause(i);
        let me_subject = tree.token(i).rel() == "nsubj";
        let mut best: Option<(f32, &Seen)> = None;
        let mut considered: Vec<&[usize]> = Vec::new();
        for seen in self.seen.iter().rev() {
            if seen.sentence + WINDOW < sight.sentence {
                break;
            }
            if seen.adjective || considered.contains(&seen.clusters.as_slice()) {
                continue;
            }
            let Some(mut score) = self.agreement(seen, pronoun) else { continue };
            let distance = (sight.sentence - seen.sentence) as f32;
            if seen.sentence == sight.sentence && !possessive && !me_subject && clause(seen.head) == my_clause {
                continue; // "il l'accuse": an object is not its own subject.
            }
            if seen.sentence == sight.sentence && tree.below(i, seen.head) && !possessive {
                continue;
            }
            considered.push(&seen.clusters);
            score -= distance;
            if seen.subject {
                score += 1.0;
                if possessive && seen.sentence == sight.sentence {
                    score += 0.6;
                }
            } else if seen.object {
                score += 0.3;
            }
            if pronoun.nearest {
                score = -(considered.len() as f32);
            }
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, seen));
            }
        }
        best.map(|(_, seen)| seen.clusters.clone())
    }

    /// How well a mention agrees with a pronoun; none when it cannot be meant.
    fn agreement(&self, seen: &Seen, pronoun: &Pronoun) -> Option<f32> {
        if seen.clusters.len() > 1 {
            return (pronoun.number == Number::Plural).then_some(0.4);
        }
        let c = &self.clusters[seen.clusters[0]];
        let person = c.kind == EntityKind::Person;
        let mut score = (c.mentions as f32 * 0.1).min(0.5);
        match pronoun.of {
            Some(Animacy::Person) if !person && !(pronoun.number == Number::Plural) => return None,
            Some(Animacy::Thing) if person => return None,
            _ => {}
        }
        match pronoun.number {
            Number::Singular if c.plural => return None,
            Number::Plural if !c.plural => {
                if person || matches!(c.kind, EntityKind::State | EntityKind::Place) {
                    return None;
                }
                score -= 0.7;
            }
            _ => {}
        }
        if let (Some(a), Some(b)) = (pronoun.gender, c.gender)
            && a != b
        {
            // A certain gender, or that of a noun, forbids; that of a name only speaks against.
            if c.gender_sure || c.identity.is_none() {
                return None;
            }
            score -= 1.0;
        }
        match c.kind {
            EntityKind::Person => score += 0.8,
            EntityKind::Place => return None,
            _ => {}
        }
        Some(score)
    }
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
