//! Countries of actors: what the words say, else where the text is set.

use chancery_record::{EntityKind, SmolStr};

use super::super::nominals::{Determiner, Owner};
use super::super::topic::is_state;
use super::Resolver;

impl Resolver<'_, '_> {
    /// The country that the words of a description give.
    pub(in super::super) fn stated_country(&self, n: usize) -> Option<SmolStr> {
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
            Some(Owner::Nominal(o)) if self.links.name.contains_key(&o) => {
                let named = self.links.name.get(&o).and_then(|&k| self.identities.of[k]);
                if let Some(country) = named.and_then(|i| self.identities.all[i].country.clone()) {
                    return Some(country);
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
        let known = self.names[place].best().and_then(|c| c.item.country).map(SmolStr::from);
        // "professeur à l'Université de Séoul": a body that its name places.
        let body = || {
            let c = *self.by_identity.get(&self.identities.of[place]?)?;
            let named = self.clusters[c].kind == EntityKind::Organization;
            named.then(|| self.name_code(c))?.map(|code| SmolStr::from(code.country())).filter(|c| is_state(c))
        };
        known.or_else(body)
    }

    /// Whom the possessive of a description means.
    pub(in super::super) fn possessor(&self, n: usize) -> Option<usize> {
        match self.nominals[n].determiner {
            Determiner::Possessive(word) => self.possessors.get(&(self.nominals[n].sentence, word)).copied(),
            _ => None,
        }
    }

    /// The country of a description that does not say it: that of a like one just before
    /// ("les forces françaises … les soldats"), else where the text is set.
    pub(in super::super) fn country_at_hand(&self, n: usize) -> Option<SmolStr> {
        let nominal = &self.nominals[n];
        let sector = |m: usize| self.lexicon.roles.get(self.nominals[m].role).and_then(|r| r.sector.as_deref());
        let mine = sector(n).filter(|s| !matches!(*s, "CVL" | "UNK"));
        // "Russia has massed troops": the forces are the subject's.
        if mine == Some("MIL")
            && let Some(country) = self.sender(n)
        {
            return Some(country);
        }
        // An army stays in the field for longer than a ministry.
        let back = if mine == Some("MIL") { 10 } else { 1 };
        let like = mine.and_then(|mine| {
            (0..n)
                .rev()
                .take_while(|&m| self.nominals[m].sentence + back >= nominal.sentence)
                .filter(|&m| sector(m) == Some(mine))
                .find_map(|m| self.stated_country(m))
        });
        like.or_else(|| self.default_country(nominal.sentence))
    }

    /// The state that does something with a description's object: the subject of its verb, by name.
    fn sender(&self, n: usize) -> Option<SmolStr> {
        let nominal = &self.nominals[n];
        let tree = &self.trees[nominal.sentence];
        let indefinite = matches!(nominal.determiner, Determiner::Bare | Determiner::Indefinite);
        if tree.token(nominal.head).rel() != "obj" || !indefinite {
            return None;
        }
        let verb = tree.head(nominal.head)?;
        let subject = tree.children(verb).iter().copied().find(|&c| tree.token(c).deprel == "nsubj")?;
        let first = self.names.partition_point(|x| x.sentence < nominal.sentence);
        let name = self.names[first..]
            .iter()
            .take_while(|x| x.sentence == nominal.sentence)
            .find(|x| x.head == subject && !x.nested)?;
        let best = name.best().filter(|b| b.item.kind.is_place() || b.item.kind == chancery_world::Kind::Seat)?;
        best.item.country.filter(|c| is_state(c)).map(SmolStr::from)
    }

    /// The country of an actor in a sentence that does not say it: the one that the
    /// article is about, unless the sentence or the one before is set elsewhere.
    pub(in super::super) fn default_country(&self, sentence: usize) -> Option<SmolStr> {
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
}
