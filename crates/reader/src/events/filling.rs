//! Which actors fill the roles of source and target, also where a tree goes astray.

use super::coding::{Act, Coder};
use super::parties;
use super::roles::{Role, Roles};

impl Coder<'_> {
    /// Fills a role from the first alternative that gives an actor; `but` are no candidates.
    pub(super) fn fill(&self, roles: &Roles, order: &[Vec<Role>], but: &[usize]) -> (Vec<usize>, Vec<usize>) {
        for alternative in order {
            let words: Vec<usize> =
                alternative.iter().flat_map(|r| roles.of(*r)).filter(|w| !but.contains(w)).collect();
            let mut entities = parties::entities(&self.sight, words.iter().copied());
            entities.retain(|&e| self.sight.actors.code(e).is_some());
            if !entities.is_empty() {
                return (entities, words);
            }
        }
        (Vec::new(), Vec::new())
    }

    /// "Between X and Y" further on in the sentence, wherever the tree hangs it.
    pub(super) fn between(&self, i: usize, act: &mut Act) {
        let tree = self.sight.tree;
        let Some(w) = (i + 1..tree.len()).find(|&w| self.sight.marked(w).contains(&Role::Between)) else { return };
        let words = tree.conjuncts(w);
        let mut entities = parties::entities(&self.sight, words.iter().copied());
        entities.retain(|&e| self.sight.actors.code(e).is_some());
        for e in entities {
            if !act.source.contains(&e) {
                act.source.push(e);
            }
        }
        act.source_words.extend(words);
    }

    /// Fills a role from a phrase that the tree hangs one level too low: "s'en est pris avec virulence à X".
    pub(super) fn astray(&self, i: usize, order: &[Vec<Role>], but: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let tree = self.sight.tree;
        if !tree.is_verb(i) {
            return (Vec::new(), Vec::new());
        }
        let mut low = Roles::default();
        for &c in tree.children(i).iter().filter(|&&c| matches!(tree.token(c).rel(), "obl" | "obj" | "advmod")) {
            for &d in tree.children(c).iter().filter(|&&d| tree.token(d).rel() == "nmod" && !but.contains(&d)) {
                for role in self.sight.marked(d) {
                    low.add(role, d);
                    if role == Role::To {
                        low.add(Role::Recipient, d);
                    }
                }
            }
        }
        let wanted: Vec<Vec<Role>> = order
            .iter()
            .filter(|a| a.iter().all(|r| matches!(r, Role::To | Role::Recipient | Role::Against | Role::With)))
            .cloned()
            .collect();
        self.fill(&low, &wanted, but)
    }

    /// An act below the predicate that stands in an unexpected place: "accueillir à Minsk des pourparlers",
    /// where the tree hangs the talks on the town.
    pub(super) fn stray(&self, i: usize, but: &[usize], depth: usize) -> Option<Act> {
        let tree = self.sight.tree;
        let phrase = |w: usize| matches!(tree.token(w).rel(), "obl" | "obj" | "nmod" | "xcomp" | "iobj");
        (i + 1..tree.len().min(i + 10)).find_map(|w| {
            let inside = phrase(w)
                && !but.contains(&w)
                && tree.ancestors(w).take_while(|a| *a != i).all(phrase)
                && tree.ancestors(w).take(4).any(|a| a == i);
            (inside && !tree.is_verb(w)).then(|| self.act(w, depth + 1)).flatten()
        })
    }

    /// The act that a word states, or one that it leads to: "continuer les projets d'aide".
    pub(super) fn within(&self, w: usize, from: usize, depth: usize, level: usize) -> Option<Act> {
        if let Some(act) = self.act(w, depth) {
            return Some(act);
        }
        if level >= 2 {
            return None;
        }
        let tree = self.sight.tree;
        for &c in tree.children(w) {
            if c == from {
                continue;
            }
            let rel = tree.token(c).rel();
            let infinitive = tree.token(c).feat("VerbForm") == Some("Inf");
            let leads = matches!(rel, "xcomp" | "obj" | "ccomp" | "conj")
                || rel == "nmod" && !tree.is_verb(w) && level == 0
                || rel == "acl" && (infinitive || !tree.marks(c).is_empty())
                || rel == "obl" && tree.is_verb(w) && tree.token(c).deprel != "obl:mod"
                || rel == "advcl" && infinitive && level == 0 && tree.token(w).rel() != "xcomp"
                // "Investigates whether a bomb was involved": a clause can be about the act of its subject.
                || rel == "nsubj" && level == 0 && matches!(tree.token(w).rel(), "ccomp" | "advcl");
            if leads && let Some(act) = self.within(c, w, depth, level + 1) {
                return Some(act);
            }
        }
        None
    }
}
