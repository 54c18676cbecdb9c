//! Actor codes of entities at the article's date.

use chancery_record::{ActorCode, EntityKind, SmolStr};
use chancery_world::{Exactness, Kind};

use super::nominals::{Determiner, Owner};
use super::resolve::Resolver;
use super::topic::is_state;

/// How deep "le porte-parole du chef du parti" is followed.
const DEPTH: usize = 4;

/// Code of a sector in a country or body; a body has a sector of its own.
fn code(country: &str, sector: &str) -> Option<ActorCode> {
    let sector = match country {
        "NGO" => "NGO",
        "MNC" => "BUS",
        "IMG" => "REB",
        c if !is_state(c) && c != "UNK" => "IGO",
        _ => sector,
    };
    ActorCode::new(country, sector).ok()
}

impl Resolver<'_, '_> {
    /// Code of a cluster.
    pub(super) fn code(&self, c: usize) -> Option<ActorCode> {
        self.code_within(c, DEPTH)
    }

    fn code_within(&self, c: usize, depth: usize) -> Option<ActorCode> {
        let cluster = &self.clusters[c];
        match cluster.kind {
            EntityKind::State => return code(cluster.country.as_deref()?, "GOV"),
            EntityKind::Place => return self.place_code(c),
            EntityKind::Person => return self.person_code(c, depth),
            EntityKind::Organization | EntityKind::Group => {}
        }
        if let Some(item) = cluster.item
            && let Some(known) = self.cx.world.code(item.id, self.when).or_else(|| item.code())
        {
            return self.crowd_at_hand(c, &known).or_else(|| self.qualified(c, &known)).or(Some(known));
        }
        if let Some(said) = self.said(c, depth) {
            return Some(said);
        }
        self.name_code(c)
    }

    /// A crowd whose name has spread abroad is of the country that the article is about, where nothing else in it
    /// speaks of the crowd's own: the yellow vests of Charleroi are Belgians.
    fn crowd_at_hand(&self, c: usize, known: &ActorCode) -> Option<ActorCode> {
        let name = self.clusters[c].identity.map(|i| self.names[self.identities.all[i].fullest].span)?;
        let main = self.topic.main().filter(|m| known.sector() == "CVL" && *m != known.country())?;
        let own = self.topic.supported(known.country(), name.of(&self.cx.article.text));
        if own { None } else { code(main, "CVL") }
    }

    /// A service or armed body of a state that the text says is another's: "le KGB biélorusse".
    fn qualified(&self, c: usize, known: &ActorCode) -> Option<ActorCode> {
        if !is_state(known.country()) || !matches!(known.sector(), "SPY" | "MIL" | "COP" | "REB" | "PRM") {
            return None;
        }
        let identity = self.clusters[c].identity?;
        let mut names = (0..self.names.len()).filter(|&k| self.identities.of[k] == Some(identity));
        let said = names.find_map(|k| self.links.demonym.get(&k))?;
        if said.as_str() == known.country() { None } else { code(said, known.sector()) }
    }

    /// A city or region that acts is its government.
    fn place_code(&self, c: usize) -> Option<ActorCode> {
        let cluster = &self.clusters[c];
        let identity = cluster.identity?;
        let acts = self
            .names
            .iter()
            .enumerate()
            .any(|(k, _)| self.identities.of[k] == Some(identity) && self.identities.metonyms[k]);
        let regional = cluster.item.is_some_and(|i| matches!(i.kind, Kind::Region | Kind::Territory));
        (acts && regional).then(|| code(cluster.country.as_deref()?, "GOV"))?
    }

    /// Code that the descriptions of a cluster give, the most telling first.
    fn said(&self, c: usize, depth: usize) -> Option<ActorCode> {
        let cluster = &self.clusters[c];
        let mut weak = None;
        // What somebody was says less than what he is.
        let (past, present): (Vec<usize>, Vec<usize>) =
            cluster.nominals.iter().partition(|&&n| self.nominals[n].former);
        for &n in present.iter().chain(&past) {
            let Some(found) = self.nominal_code(n, depth, cluster.country.as_ref()) else { continue };
            let telling = self
                .lexicon
                .roles
                .get(self.nominals[n].role)
                .is_some_and(|r| !r.refers && r.sector.as_deref() != Some("CVL"));
            if telling && found.country() != "UNK" {
                return Some(found);
            }
            weak = weak.or(Some(found));
        }
        weak
    }

    fn person_code(&self, c: usize, depth: usize) -> Option<ActorCode> {
        let cluster = &self.clusters[c];
        let said = self.said(c, depth);
        if let Some(item) = cluster.item
            && let Some(known) = self.cx.world.code(item.id, self.when)
        {
            // A namesake: the text describes somebody who never had such an office.
            let tenures = self.cx.world.tenures(item.id);
            // An epithet ("le milliardaire") is no office.
            let described = cluster
                .nominals
                .iter()
                .any(|&n| self.lexicon.roles.get(self.nominals[n].role).is_some_and(|r| !r.refers));
            let contradicted = described
                && said.as_ref().is_some_and(|s| {
                    s.sector() != known.sector()
                        && s.sector() != "CVL"
                        && !tenures.iter().any(|t| t.sector == s.sector())
                        && (known.country() != s.country() || !matches!(s.sector(), "GOV" | "LEG" | "PTY" | "OPP"))
                });
            // "L'ancien président X": out of office, he is that rather than an opponent.
            let retired = matches!(known.sector(), "OPP" | "PTY" | "CVL")
                && said.as_ref().is_some_and(|s| s.sector() == "ELI" && s.country() == known.country())
                && cluster.nominals.iter().any(|&n| {
                    self.nominals[n].former
                        && self.lexicon.roles.get(self.nominals[n].role).is_some_and(|r| r.office.is_some())
                });
            if retired {
                return said;
            }
            if !contradicted {
                return Some(known);
            }
        }
        let identity = cluster.identity;
        let names = || (0..self.names.len()).filter(move |&k| identity.is_some() && self.identities.of[k] == identity);
        let affiliation =
            names().find_map(|k| self.links.affiliation.get(&k)).and_then(|&k| self.affiliation_code(k, depth));
        if let Some(said) = said {
            if said.country() != "UNK" {
                return Some(said);
            }
            // "Oliver Letwin (conservateur), député": what the description leaves open the bracket tells.
            if let Some(by) = affiliation {
                return if is_state(by.country()) { code(by.country(), said.sector()) } else { Some(by) };
            }
            // A scholar with a name is of the country at hand; sources are of none.
            let at_hand = names()
                .next()
                .filter(|_| said.sector() != "UNK")
                .and_then(|k| self.default_country(self.names[k].sentence));
            return at_hand.and_then(|country| code(&country, said.sector())).or(Some(said));
        }
        if let Some(by) = affiliation {
            return Some(by);
        }
        cluster.identity?;
        // Somebody unknown is a civilian of the country at hand.
        let country = names()
            .find_map(|k| self.links.demonym.get(&k).cloned())
            .or_else(|| cluster.country.clone())
            .or_else(|| names().next().and_then(|k| self.default_country(self.names[k].sentence)));
        code(country.as_deref().unwrap_or("UNK"), "CVL")
    }

    fn affiliation_code(&self, k: usize, depth: usize) -> Option<ActorCode> {
        let name = &self.names[k];
        if let Some(best) = name.best()
            && best.item.kind.is_place()
        {
            return code(best.item.country?, "CVL");
        }
        let identity = self.identities.of[k]?;
        if depth == 0 {
            return None;
        }
        let c = (0..self.clusters.len()).find(|&c| self.clusters[c].identity == Some(identity))?;
        self.code_within(c, depth - 1)
    }

    /// Code that one description gives.
    fn nominal_code(&self, n: usize, depth: usize, known: Option<&SmolStr>) -> Option<ActorCode> {
        let nominal = &self.nominals[n];
        // "les gouvernements suisse et brésilien": each has its own.
        let own = known.filter(|k| nominal.demonyms.len() > 1 && nominal.demonyms.iter().any(|(c, _)| c == *k));
        let stated = own.cloned().or_else(|| self.stated_country(n));
        if nominal.people {
            return code(stated.as_deref()?, "CVL");
        }
        let role = self.lexicon.roles.get(nominal.role)?;
        if let Some(fixed) = &role.code {
            return match &stated {
                Some(country) if fixed.country() == "UNK" => code(country, fixed.sector()),
                _ => Some(fixed.clone()),
            };
        }
        if role.counterpart {
            let like = self.possessor(n).filter(|_| depth > 0).and_then(|c| self.code_within(c, depth - 1));
            return code(stated.as_deref()?, like.as_ref().map_or("GOV", ActorCode::sector));
        }
        let owner = if depth == 0 { None } else { nominal.owner.and_then(|o| self.owner_code(o, depth - 1)) };
        if let Some((by, of_place)) = &owner
            && !of_place
            && nominal.demonyms.is_empty()
            && (role.inherits
                || !is_state(by.country())
                // "Taliban soldiers" are the Taliban's.
                || role.sector.as_deref() == Some("MIL") && matches!(by.sector(), "REB" | "PRM" | "OPP" | "PTY"))
        {
            return Some(by.clone());
        }
        // "son porte-parole" speaks for whom "son" means.
        if role.inherits
            && nominal.demonyms.is_empty()
            && owner.is_none()
            && depth > 0
            && matches!(nominal.determiner, Determiner::Possessive(_))
            && let Some(c) = self.possessor(n)
            && let Some(by) = self.code_within(c, depth - 1)
        {
            return Some(by);
        }
        // "the museum director": a calling, no office of the state.
        let unknown_owner = owner.is_none() && matches!(nominal.owner, Some(Owner::Name(_)));
        let private = role.vague && nominal.demonyms.is_empty() && (nominal.other && owner.is_none() || unknown_owner);
        let base = if private { Some("CVL") } else { role.sector.as_deref() };
        let sector = match (&nominal.sector, base) {
            (Some(adjective), None) => adjective.as_str(),
            (Some(adjective), Some(_))
                if role.inherits || base == Some("GOV") && adjective != "CVL" && adjective != "GOV" =>
            {
                adjective.as_str()
            }
            (_, Some(base)) => base,
            (None, None) => return None,
        };
        let sector = if nominal.former && sector == "GOV" { "ELI" } else { sector };
        let country =
            stated.or_else(|| known.cloned()).or_else(|| if role.topic { self.country_at_hand(n) } else { None });
        code(country.as_deref().unwrap_or("UNK"), sector)
    }

    /// Code of an owner, and whether it is but a place or a state.
    fn owner_code(&self, owner: Owner, depth: usize) -> Option<(ActorCode, bool)> {
        match owner {
            Owner::Name(k) => {
                let identity = self.identities.of[k]?;
                let what = &self.identities.all[identity];
                let of_place = matches!(what.kind, EntityKind::State | EntityKind::Place);
                let c = (0..self.clusters.len()).find(|&c| self.clusters[c].identity == Some(identity))?;
                Some((self.code_within(c, depth)?, of_place))
            }
            Owner::Nominal(o) => {
                let of_place = self
                    .lexicon
                    .roles
                    .get(self.nominals[o].role)
                    .is_none_or(|r| matches!(r.kind, EntityKind::State | EntityKind::Place));
                let code = match self.of_nominal[o].first() {
                    Some(&c) => self.code_within(c, depth)?,
                    _ => self.nominal_code(o, depth, None)?,
                };
                Some((code, of_place))
            }
        }
    }

    /// A body that has the name of one elsewhere: "the Belarusian KGB" is to Belarus what the KGB was to Russia.
    fn namesake_code(&self, name: &super::names::FoundName<'_>) -> Option<ActorCode> {
        let words = name.span.of(&self.cx.article.text);
        let (first, rest) = words.split_once(' ')?;
        let country = self.cx.world.demonym(first, &self.lexicon.lang).first().and_then(|d| d.country)?;
        let found = self.cx.world.find(rest);
        let known = found.iter().find(|c| c.item.kind.is_body() && c.exactness == Exactness::Exact && !c.common)?;
        let like = self.cx.world.code(known.item.id, self.when).or_else(|| known.item.code())?;
        if is_state(like.country()) { code(country, like.sector()) } else { None }
    }

    /// A body that the world does not know: what the words of its name say.
    pub(super) fn name_code(&self, c: usize) -> Option<ActorCode> {
        let identity = self.clusters[c].identity?;
        let k = self.identities.all[identity].fullest;
        let name = &self.names[k];
        let tree = &self.trees[name.sentence];
        let role = name.words.clone().find_map(|w| {
            if tree.surface(w).is_empty() {
                return None;
            }
            let keys = [
                tree.surface(w).to_owned(),
                super::lexicon::fold_word(&tree.lemma(w)),
                self.lexicon.unaccented(tree.surface(w)).to_owned(),
            ];
            keys.iter().find_map(|key| {
                self.lexicon
                    .phrases(key)
                    .iter()
                    .find(|p| {
                        let mut at = w;
                        p.words.iter().enumerate().all(|(i, word)| {
                            if i == 0 {
                                return true;
                            }
                            match tree.next(at) {
                                Some(next)
                                    if next < name.words.end
                                        && (tree.surface(next) == word || tree.lemma(next) == *word) =>
                                {
                                    at = next;
                                    true
                                }
                                _ => false,
                            }
                        })
                    })
                    .and_then(|p| self.lexicon.roles.get(p.role))
                    .filter(|r| (r.sector.is_some() || r.code.is_some()) && r.kind != EntityKind::Person)
            })
        });
        let Some(role) = role else { return self.namesake_code(name) };
        if let Some(fixed) = &role.code {
            return Some(fixed.clone());
        }
        let inside = |k2: usize| self.names[k2].nested && name.span.contains(self.names[k2].span);
        let nested =
            (k + 1..self.names.len()).take_while(|&k2| self.names[k2].sentence == name.sentence).find(|&k2| inside(k2));
        let first = name.words.clone().find_map(|w| {
            let start = tree.word(w).start as usize;
            let found = self.cx.world.longest_match_where(&self.cx.article.text, start, |c| {
                matches!(c.item.kind, Kind::Country | Kind::Capital) && c.exactness <= Exactness::Case
            })?;
            if found.end > name.span.end as usize {
                None
            } else {
                found.candidates.first().and_then(|c| c.item.country)
            }
        });
        let country = first
            .map(SmolStr::from)
            .or_else(|| nested.and_then(|k2| self.names[k2].best().and_then(|b| b.item.country)).map(SmolStr::from))
            .or_else(|| {
                name.words.clone().find_map(|w| {
                    let form = tree.word(w).of(&self.cx.article.text);
                    self.cx.world.demonym(form, &self.lexicon.lang).first().and_then(|d| d.country).map(SmolStr::from)
                })
            })
            .or_else(|| self.topic.main().cloned());
        code(country.as_deref().unwrap_or("UNK"), role.sector.as_deref()?)
    }
}
