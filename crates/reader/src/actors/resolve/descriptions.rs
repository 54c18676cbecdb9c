//! Whom a description means.

use chancery_record::{EntityKind, SmolStr};
use chancery_world::Role as Office;

use super::super::lexicon::{Animacy, Pronoun, fold_word};
use super::super::nominals::{Determiner, Owner, Sight};
use super::super::topic::is_state;
use super::super::traits::Number;
use super::{Cluster, Resolver, Seen, WINDOW};

impl<'w> Resolver<'_, 'w> {
    pub(super) fn nominal(&mut self, n: usize, sight: &Sight<'_, 'w>) -> Vec<usize> {
        let clusters = self.resolve_nominal(n, sight);
        for &c in &clusters {
            self.attach(c, n, clusters.len() == 1);
        }
        self.of_nominal[n].clone_from(&clusters);
        clusters
    }

    pub(super) fn attach(&mut self, c: usize, n: usize, alone: bool) {
        let nominal = &self.nominals[n];
        let role = self.lexicon.roles.get(nominal.role);
        let country = self.stated_country(n);
        let cluster = &mut self.clusters[c];
        cluster.nominals.push(n);
        if !alone {
            return;
        }
        let of_state = country.as_deref().is_none_or(is_state) && !nominal.other;
        if let Some(office) = role.filter(|r| of_state || !r.office_of_state).and_then(|r| r.office)
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

    pub(super) fn resolve_nominal(&mut self, n: usize, sight: &Sight<'_, 'w>) -> Vec<usize> {
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
        if role.refers && plural && matches!(nominal.determiner, Determiner::Definite | Determiner::Demonstrative) {
            let pair = self.pair(n);
            if !pair.is_empty() {
                return pair;
            }
        }
        if role.refers {
            return self.taken_up(n, sight).into_iter().collect();
        }
        if plural && role.kind == EntityKind::Person {
            // "les deux militaires" are no two ministers.
            let pair = self.pair(n);
            let sector = role.sector.as_deref();
            let alike = |&c: &usize| self.code(c).is_some_and(|code| Some(code.sector()) == sector);
            if !pair.is_empty() && pair.iter().all(alike) {
                return pair;
            }
        }
        let known =
            matches!(nominal.determiner, Determiner::Definite | Determiner::Demonstrative | Determiner::Possessive(_))
                || nominal.determiner == Determiner::Bare && !plural;
        if known && let Some(c) = self.known(n, plural) {
            return vec![c];
        }
        if !plural
            && role.kind == EntityKind::Person
            && let Some(c) = self.epithet(n, sight)
        {
            return vec![c];
        }
        vec![self.described(n, sight.kind_of(nominal), plural)]
    }

    /// "les deux pays", "les deux hommes": the two of that sort named last.
    fn pair(&self, n: usize) -> Vec<usize> {
        let nominal = &self.nominals[n];
        let tree = &self.trees[nominal.sentence];
        let children = tree.children(nominal.head);
        let two = children
            .iter()
            .any(|&c| self.lexicon.two.contains(&tree.lemma(c)) || self.lexicon.two.contains(tree.surface(c)));
        if !two
            || nominal.determiner == Determiner::Indefinite
            || nominal.other
            || nominal.owner.is_some()
            || !nominal.demonyms.is_empty()
        {
            return Vec::new();
        }
        let kind = self.lexicon.roles[nominal.role].kind;
        let mut out: Vec<usize> = Vec::new();
        for seen in self.seen.iter().rev().take_while(|s| s.sentence + WINDOW >= nominal.sentence) {
            for &c in &seen.clusters {
                let cluster = &self.clusters[c];
                if cluster.kind == kind && !cluster.plural && !out.contains(&c) && cluster.identity.is_some() {
                    out.push(c);
                }
            }
            if out.len() >= 2 {
                out.truncate(2);
                out.reverse();
                return out;
            }
        }
        Vec::new()
    }

    /// "ce responsable", "l'universitaire": whoever was spoken of, when nothing tells of another.
    fn epithet(&self, n: usize, sight: &Sight<'_, 'w>) -> Option<usize> {
        let nominal = &self.nominals[n];
        let role = &self.lexicon.roles[nominal.role];
        if nominal.owner.is_some() || nominal.other || nominal.place.is_some() {
            return None;
        }
        let stated = self.stated_country(n);
        let near = |s: &&Seen| s.sentence + WINDOW >= sight.sentence;
        let fits = |c: usize| {
            let cluster = &self.clusters[c];
            cluster.kind == EntityKind::Person
                && !cluster.plural
                && cluster.identity.is_some()
                && (nominal.gender.is_none() || cluster.gender.is_none() || cluster.gender == nominal.gender)
                && stated.as_ref().is_none_or(|s| cluster.country.as_ref().is_none_or(|c| c == s))
        };
        let sector_of = |c: usize| self.code(c).map(|code| code.sector().to_owned());
        let seen = self.seen.iter().rev().take_while(near).filter(|s| !s.adjective && s.clusters.len() == 1);
        match nominal.determiner {
            Determiner::Demonstrative => seen.filter(|s| s.subject).map(|s| s.clusters[0]).find(|&c| fits(c)),
            Determiner::Definite => {
                let sector = role.sector.as_deref().filter(|s| !matches!(*s, "CVL" | "UNK"))?;
                // Who ran for an office sits in a party, in parliament or in the opposition.
                let political = |s: &str| matches!(s, "PTY" | "OPP" | "LEG");
                let same = |s: &str| s == sector || sector == "PTY" && political(s);
                seen.map(|s| s.clusters[0]).find(|&c| fits(c) && sector_of(c).as_deref().is_some_and(same))
            }
            _ => None,
        }
    }

    /// A new cluster from a description.
    pub(super) fn described(&mut self, n: usize, kind: EntityKind, plural: bool) -> usize {
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
            self.clusters[c].country = self.country_at_hand(n);
        }
        c
    }

    /// The holder of a description's office in one country.
    pub(super) fn officer(&mut self, n: usize, country: &SmolStr) -> usize {
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
    pub(super) fn holder(&mut self, country: &SmolStr, office: Office) -> Option<usize> {
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
    pub(super) fn counterparts(&mut self, n: usize) -> Vec<usize> {
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
    pub(super) fn recent(&self, fits: impl Fn(&Cluster<'w>) -> bool) -> Option<usize> {
        self.seen
            .iter()
            .rev()
            .filter(|s| !s.adjective && s.clusters.len() == 1)
            .map(|s| s.clusters[0])
            .find(|&c| fits(&self.clusters[c]))
    }

    /// A definite description of somebody known.
    pub(super) fn known(&mut self, n: usize, plural: bool) -> Option<usize> {
        let nominal = &self.nominals[n];
        let role = &self.lexicon.roles[nominal.role];
        let stated = self.stated_country(n);
        let default = if role.topic { self.country_at_hand(n) } else { None };
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
        // "the Russian leader".
        if role.leads
            && !plural
            && !nominal.former
            && let Some(country) = stated.as_ref().filter(|c| is_state(c))
            && nominal.owner.is_none_or(|o| self.of_state(o))
        {
            let leads = |o: &Office| matches!(o, Office::HeadOfState | Office::HeadOfGovernment);
            let c = self.recent(|c| {
                c.kind == EntityKind::Person
                    && !c.plural
                    && c.country.as_ref() == Some(country)
                    && c.offices.iter().any(leads)
            });
            let c = match c {
                Some(c) => Some(c),
                None => match self.holder(country, Office::HeadOfState) {
                    Some(c) => Some(c),
                    None => self.holder(country, Office::HeadOfGovernment),
                },
            };
            if c.is_some() {
                return c;
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
                && (owner.flatten().is_some()
                    || match (&stated, &c.country) {
                        (Some(a), Some(b)) => a == b,
                        (Some(_), None) => false,
                        (None, _) => true,
                    })
                && owner.is_none_or(|o| {
                    o.is_none()
                        || c.nominals.iter().any(|&m| self.nominals[m].owner.map(|x| self.owner_cluster(x)) == Some(o))
                })
        };
        if let Some(c) = self.recent(same_noun) {
            return Some(c);
        }
        // "the embassy" of "the US Embassy".
        if stated.is_none()
            && !owned
            && !plural
            && role.kind == EntityKind::Organization
            && let Some(c) = self.called(n)
        {
            return Some(c);
        }
        // "la chaîne", "le parti": a body of that sort named before.
        if !owned
            && !plural
            && role.kind == EntityKind::Organization
            && matches!(role.sector.as_deref(), Some("MED" | "PTY" | "LAB" | "BUS" | "EDU" | "NGO" | "REL"))
        {
            let sector = role.sector.as_deref();
            return self.recent(|c| {
                c.kind == EntityKind::Organization
                    && c.identity.is_some()
                    && c.item.is_some_and(|i| i.sector == sector)
                    && (stated.is_none() || stated == c.country)
            });
        }
        None
    }

    /// The body named last before whose name has the description's noun in it.
    fn called(&self, n: usize) -> Option<usize> {
        let noun = self.noun(n);
        let nominal = &self.nominals[n];
        if noun.contains(' ') || !matches!(nominal.determiner, Determiner::Definite | Determiner::Demonstrative) {
            return None;
        }
        let named = |c: &Cluster<'w>| {
            c.kind == EntityKind::Organization
                && c.identity.is_some_and(|identity| {
                    let name = &self.names[self.identities.all[identity].fullest];
                    let tree = &self.trees[name.sentence];
                    name.words.len() > 1
                        && name.words.clone().any(|w| tree.surface(w) == noun || fold_word(&tree.lemma(w)) == noun)
                })
        };
        self.recent(named)
    }

    /// Whether an owner is a state, by its own name.
    fn of_state(&self, owner: Owner) -> bool {
        match owner {
            Owner::Name(k) => self.identities.of[k].is_some_and(|i| self.identities.all[i].kind == EntityKind::State),
            Owner::Nominal(_) => false,
        }
    }

    pub(super) fn owner_cluster(&self, owner: Owner) -> Option<usize> {
        match owner {
            Owner::Name(k) => self.identities.of[k].and_then(|i| self.by_identity.get(&i)).copied(),
            Owner::Nominal(o) => self.of_nominal[o].first().copied(),
        }
    }

    /// A description's noun phrase, lemmas joined by blanks.
    pub(super) fn noun(&self, n: usize) -> String {
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
    pub(super) fn taken_up(&mut self, n: usize, sight: &Sight<'_, 'w>) -> Option<usize> {
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
        let tree = &self.trees[nominal.sentence];
        let modified = tree.children(nominal.head).iter().any(|&c| matches!(tree.token(c).rel(), "nmod" | "acl"));
        let bare = nominal.owner.is_none() && nominal.demonyms.is_empty() && !modified;
        if definite && bare && !plural {
            let kind = role.kind;
            let gender = nominal.gender;
            let found = match kind {
                EntityKind::State => {
                    let recent = self
                        .seen
                        .iter()
                        .rev()
                        .filter_map(|s| s.clusters.first().copied())
                        .find(|&c| self.clusters[c].kind == EntityKind::State);
                    match recent {
                        Some(c) => Some(c),
                        None => self.topic.main().cloned().map(|country| self.state(&country)),
                    }
                }
                // "le milliardaire": whoever a pronoun there would mean.
                EntityKind::Person if role.sector.is_some() => {
                    let like = Pronoun {
                        gender,
                        number: Number::Singular,
                        of: Some(Animacy::Person),
                        only: None,
                        nearest: false,
                        first: false,
                    };
                    self.antecedent(sight, nominal.head, &like, false)
                        .filter(|c| c.len() == 1 && self.clusters[c[0]].kind == EntityKind::Person)
                        .map(|c| c[0])
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
                EntityKind::Organization | EntityKind::Group if self.called(n).is_some() => self.called(n),
                EntityKind::Organization | EntityKind::Group => {
                    let fits = |c: &Cluster<'w>| {
                        matches!(c.kind, EntityKind::Organization | EntityKind::Group) && self.movement(c)
                    };
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

    /// Whether "the group", "the movement" can mean a body: not a branch of a state.
    fn movement(&self, c: &Cluster<'w>) -> bool {
        let state = |sector: Option<&str>| matches!(sector, Some("GOV" | "MIL" | "COP" | "JUD" | "LEG" | "SPY"));
        !state(c.item.and_then(|i| i.sector))
            && !c
                .nominals
                .iter()
                .any(|&n| state(self.lexicon.roles.get(self.nominals[n].role).and_then(|r| r.sector.as_deref())))
    }
}
