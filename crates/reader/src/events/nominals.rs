//! Logical roles of event nouns, and the light verbs that carry them.

use chancery_record::EntityKind;

use super::functions::LightVerb;
use super::predicates::Sight;
use super::roles::{Role, Roles};
use crate::actors::MentionKind;

impl Sight<'_> {
    pub(super) fn noun(&self, i: usize, depth: usize) -> Roles {
        let tree = self.tree;
        let mut roles = Roles::default();
        for &c in tree.children(i) {
            let child = tree.token(c);
            match child.deprel.as_str() {
                "nmod:poss" => {
                    let role = if self.acts(c) { Role::Subject } else { Role::Genitive };
                    self.spread(&mut roles, role, c);
                }
                "compound" | "nmod:compound" | "flat" | "nmod:npmod" | "nmod:unmarked" | "nmod:desc" | "appos"
                    if self.actors.at(self.at(c)).is_some() && child.rel() != "appos" && child.rel() != "flat" =>
                {
                    let role = if child.rel() == "compound" && self.acts(c) && self.body(c) {
                        Role::Subject
                    } else {
                        Role::Genitive
                    };
                    self.spread(&mut roles, role, c);
                }
                "amod" | "acl" if self.adjectival_actor(c) => self.spread(&mut roles, Role::Subject, c),
                // "Des exercices conjoints entre X et Y": the adjective's company is the noun's.
                "amod" | "acl" if tree.token(c).upos == "ADJ" => {
                    for &d in tree.children(c).iter().filter(|&&d| matches!(tree.token(d).rel(), "obl" | "nmod")) {
                        for role in self.marked(d) {
                            if matches!(role, Role::Between | Role::With | Role::Against) {
                                self.spread(&mut roles, role, d);
                            }
                        }
                    }
                }
                "det" | "det:poss" if self.actors.at(self.at(c)).is_some_and(|m| m.kind == MentionKind::Possessive) => {
                    roles.add(Role::Genitive, c);
                }
                _ => match child.rel() {
                    "nmod" | "obl" if !self.in_time(c) => {
                        let target = c;
                        for marker in &tree.markers(c) {
                            let mut known = self.functions.roles_of(marker);
                            if known.is_empty() {
                                known = self.functions.roles_of(marker.split(' ').next().unwrap_or_default());
                            }
                            for role in known {
                                match role {
                                    Role::By => {
                                        self.spread(&mut roles, Role::Subject, target);
                                        roles.add(Role::By, target);
                                    }
                                    Role::From => {
                                        self.spread(&mut roles, Role::Genitive, target);
                                        self.spread(&mut roles, Role::From, target);
                                    }
                                    Role::To => {
                                        self.spread(&mut roles, Role::To, target);
                                        self.spread(&mut roles, Role::Recipient, target);
                                    }
                                    role => self.spread(&mut roles, *role, target),
                                }
                            }
                        }
                    }
                    "acl"
                        if tree.token(c).feat("VerbForm") == Some("Inf")
                            || child.deprel == "acl" && !tree.marks(c).is_empty() =>
                    {
                        roles.add(Role::Content, c);
                    }
                    "ccomp" | "xcomp" => roles.add(Role::Content, c),
                    "nsubj" => self.spread(&mut roles, Role::Subject, self.antecedent(c, i).unwrap_or(c)),
                    _ => {}
                },
            }
        }
        // "L'attaque de l'ambassade par les rebelles": trees hang the agent on the nearer noun.
        if !roles.has(Role::Subject) && roles.has(Role::Genitive) {
            let low: Vec<usize> = roles
                .of(Role::Genitive)
                .flat_map(|w| tree.children(w).iter().copied())
                .filter(|&d| matches!(tree.token(d).rel(), "nmod" | "obl") && self.marked(d).contains(&Role::By))
                .collect();
            for d in low {
                self.spread(&mut roles, Role::Subject, d);
            }
        }
        self.light(i, &mut roles, depth);
        roles
    }

    /// Whether a possessor does what the noun states: a state, a body, an armed group.
    fn acts(&self, c: usize) -> bool {
        self.actors.at(self.at(c)).is_some_and(|m| {
            let entity = &self.actors.entities[m.entity];
            let armed = entity.code.as_ref().is_some_and(|code| matches!(code.sector(), "MIL" | "REB" | "PRM" | "COP"));
            m.kind != MentionKind::Pronoun
                && (armed || matches!(entity.kind, EntityKind::State | EntityKind::Organization))
        })
    }

    /// Whether an attributive name is a body's, or a state's in letters ("US", "UK"): "Gaza strikes" fall on Gaza.
    fn body(&self, c: usize) -> bool {
        let letters = self.tree.token(c).form.chars().all(|x| x.is_uppercase() || x == '.');
        letters || self.actors.at(self.at(c)).is_some_and(|m| self.actors.entities[m.entity].kind != EntityKind::State)
    }

    fn adjectival_actor(&self, c: usize) -> bool {
        // "American military aid": two adjectives can be one actor.
        let adjective = self.tree.token(c).upos == "ADJ";
        self.actors
            .at(self.at(c))
            .is_some_and(|m| m.kind == MentionKind::Adjective || adjective && m.kind == MentionKind::Nominal)
    }

    /// The light verb that carries the noun at `i`, if one does.
    pub(super) fn light_verb(&self, i: usize) -> Option<(usize, LightVerb)> {
        let tree = self.tree;
        let rel = tree.token(i).rel();
        let head = tree.head(i)?;
        if !tree.is_verb(head) {
            return None;
        }
        let undergoes = self.passive(head);
        self.functions.light(tree.lemma(head)).iter().find_map(|(rest, kind)| {
            let fits = match kind {
                LightVerb::Active | LightVerb::Passive => {
                    // "Carried out the attack in retaliation for strikes" carries out no strikes.
                    let oblique = rel == "obl" && !tree.has_child(head, "obj");
                    oblique || matches!(rel, "obj" | "xcomp") || (rel == "nsubj" && undergoes)
                }
                LightVerb::Existential => rel == "nsubj",
            };
            let said = rest.is_empty() || super::matching::follows(self, head, rest.iter().map(String::as_str));
            (fits && said).then_some((head, *kind))
        })
    }

    fn light(&self, i: usize, roles: &mut Roles, depth: usize) {
        let Some((verb, kind)) = self.light_verb(i) else {
            if let Some(head) = self.tree.head(i)
                && self.tree.token(i).rel() == "conj"
                && self.light_verb(head).is_some()
            {
                let shared = self.roles_at(head, depth + 1);
                roles.inherit(&shared, &[Role::Subject]);
            }
            return;
        };
        let carrier = self.verb(verb, depth + 1);
        match kind {
            LightVerb::Active => {
                if !roles.has(Role::Subject) {
                    for w in carrier.of(Role::Subject).filter(|w| *w != i) {
                        roles.add(Role::Subject, w);
                    }
                }
            }
            LightVerb::Passive => {
                for w in carrier.of(Role::Subject).filter(|w| *w != i) {
                    roles.add(Role::Object, w);
                }
            }
            LightVerb::Existential => {}
        }
        for (role, w) in carrier.all() {
            if *w != i
                && matches!(
                    role,
                    Role::Against
                        | Role::With
                        | Role::Between
                        | Role::To
                        | Role::Recipient
                        | Role::Topic
                        | Role::Place
                        | Role::From
                        | Role::For
                        | Role::Content
                )
            {
                roles.add(*role, *w);
            }
        }
    }
}
