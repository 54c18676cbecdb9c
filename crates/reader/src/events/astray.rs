//! Arguments that the parser hangs one word off.

use super::predicates::Sight;
use super::roles::{Role, Roles};

impl Sight<'_> {
    /// Whom the verb is done to, where the tree hangs him on its object: "unleashed a war against X", "fired rockets at X".
    pub(super) fn on_object(&self, i: usize, roles: &mut Roles) {
        let tree = self.tree;
        let mut found = Roles::default();
        for &o in tree.children(i).iter().filter(|&&o| o > i && tree.token(o).rel() == "obj") {
            for &d in tree.children(o).iter().filter(|&&d| tree.token(d).rel() == "nmod" && !self.in_time(d)) {
                for role in self.marked(d) {
                    if matches!(role, Role::Against | Role::To | Role::With | Role::For | Role::Between) {
                        self.spread(&mut found, role, d);
                    }
                }
            }
        }
        for role in [Role::Against, Role::To, Role::With, Role::For, Role::Between] {
            if !roles.has(role) {
                roles.inherit(&found, &[role]);
            }
        }
    }

    /// "A demandé au président d'intervenir": an infinitive that the tree hangs on whoever is addressed is what is
    /// asked of him.
    pub(super) fn addressee_clause(&self, i: usize, roles: &mut Roles) {
        let tree = self.tree;
        if roles.has(Role::Content) {
            return;
        }
        let addressed = |c: &usize| *c > i && matches!(tree.token(*c).rel(), "obj" | "iobj" | "obl");
        for &c in tree.children(i).iter().filter(|c| addressed(c)) {
            let actor = self.actors.at(self.at(c)).is_some_and(|m| self.actors.entities[m.entity].code.is_some());
            let asked = |&&d: &&usize| {
                d > c
                    && tree.token(d).rel() == "acl"
                    && tree.token(d).feat("VerbForm") == Some("Inf")
                    && !tree.marks(d).is_empty()
            };
            if actor && let Some(&d) = tree.children(c).iter().find(asked) {
                roles.add(Role::Content, d);
                return;
            }
        }
    }

    /// Who a relative clause is about: where the tree hangs it on a word inside a name or description
    /// ("les forces de l'ordre, qui"), the actor that the word is part of.
    pub(super) fn bearer(&self, word: usize, clause: usize) -> usize {
        let tree = self.tree;
        let coded =
            |w: usize| self.actors.at(self.at(w)).is_some_and(|m| self.actors.entities[m.entity].code.is_some());
        // "A et B, qui accusaient": a plural verb is about all that are joined.
        let plural = std::iter::once(clause)
            .chain(tree.children(clause).iter().copied().filter(|&c| tree.token(c).rel() == "aux"))
            .any(|w| tree.token(w).feat("VerbForm") == Some("Fin") && tree.token(w).feat("Number") == Some("Plur"));
        let first = tree.first_conjunct(word);
        if plural && first != word && coded(word) && coded(first) {
            return first;
        }
        let mut at = word;
        for _ in 0..2 {
            let inside = matches!(tree.token(at).rel(), "nmod" | "flat" | "amod" | "compound");
            let Some(head) = tree.head(at).filter(|&h| inside && tree.is_nominal(h)) else { return word };
            if coded(at) {
                return at;
            }
            at = head;
        }
        if coded(at) { at } else { word }
    }

    /// An object that the tree hangs elsewhere: a partitive ("demander de l'aide") taken for an oblique,
    /// or a bare noun below an oblique ("rencontrer à Genève son homologue").
    pub(super) fn misplaced_object(&self, i: usize, roles: &mut Roles) {
        let tree = self.tree;
        let reflexive = self.reflexive(i);
        for &c in tree.children(i).iter().filter(|&&c| c > i && tree.token(c).rel() == "obl") {
            let partitive = tree.markers(c).iter().any(|m| self.functions.partitive.contains(m.as_str()))
                && tree.children(c).iter().any(|&d| matches!(tree.token(d).rel(), "det" | "nummod"));
            if partitive && !reflexive {
                self.spread(roles, Role::Object, c);
                return;
            }
            let bare = |&&d: &&usize| {
                let common =
                    tree.token(d).upos == "NOUN" && tree.children(d).iter().any(|&e| tree.token(e).rel() == "det");
                let name = tree.token(d).upos == "PROPN" && self.in_time(c);
                d > c
                    && matches!(tree.token(d).rel(), "nmod" | "appos" | "amod")
                    && tree.markers(d).is_empty()
                    && (name || common && super::parties::mention_of(self, d).is_some())
            };
            if let Some(&d) = tree.children(c).iter().find(bare) {
                self.spread(roles, Role::Object, d);
                return;
            }
        }
    }
}
