//! From the words that fill a role to actors and their codes.

use chancery_record::{ActorCode, EntityKind};

use super::predicates::Sight;
use crate::actors::Mention;

/// The mention that a role's filler is, or the nearest one inside it that can stand for it:
/// in "la volonté affichée par le président" the president's.
pub(super) fn mention_of<'a>(sight: &Sight<'a>, word: usize) -> Option<&'a Mention> {
    let coded = |m: &&Mention| sight.actors.entities[m.entity].code.is_some();
    let own = sight.actors.at(sight.at(word));
    if let Some(found) = own.filter(coded) {
        return Some(found);
    }
    let mut level = vec![word];
    for _ in 0..3 {
        let mut next = Vec::new();
        for &w in &level {
            for &c in sight.tree.children(w) {
                let rel = sight.tree.token(c).deprel.as_str();
                if matches!(
                    rel,
                    "nmod"
                        | "nmod:poss"
                        | "flat"
                        | "flat:name"
                        | "appos"
                        | "amod"
                        | "compound"
                        | "det"
                        | "det:poss"
                        | "obl:agent"
                        | "acl"
                        | "nsubj"
                ) || rel.starts_with("nmod:") && rel != "nmod:tmod"
                {
                    next.push(c);
                }
            }
        }
        for &w in &next {
            if let Some(found) = sight.actors.at(sight.at(w)).filter(coded) {
                return Some(found);
            }
        }
        level = next;
    }
    own
}

/// Entities that fill a role, in text order, each once.
pub(super) fn entities(sight: &Sight<'_>, words: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut out = Vec::new();
    for word in words {
        let Some(mention) = mention_of(sight, word) else { continue };
        // "Leurs alliés, le Royaume-Uni et la France": the states in apposition are who is meant.
        let named: Vec<usize> = sight
            .tree
            .children(word)
            .iter()
            .filter(|&&c| c > word && sight.tree.token(c).rel() == "appos")
            .flat_map(|&c| sight.tree.conjuncts(c))
            .filter_map(|c| sight.actors.at(sight.at(c)))
            .map(|m| m.entity)
            .filter(|&e| sight.actors.entities[e].kind == EntityKind::State && e != mention.entity)
            .collect();
        if sight.actors.entities[mention.entity].kind != EntityKind::State && named.len() > 1 {
            out.extend(named);
            continue;
        }
        // A plural may stand for several: "les présidents russe et ukrainien".
        for entity in std::iter::once(mention.entity).chain(mention.also.iter().copied()) {
            if !out.contains(&entity) {
                out.push(entity);
            }
        }
        // "The ministers of Egypt and Sudan": the plural is one of each.
        let plural = sight.tree.token(word).feat("Number") == Some("Plur");
        let office = sight.actors.code(mention.entity).is_some_and(|c| matches!(c.sector(), "GOV" | "IGO"));
        for &of in
            sight.tree.children(word).iter().filter(|&&c| plural && office && sight.tree.token(c).rel() == "nmod")
        {
            for w in sight.tree.conjuncts(of).into_iter().filter(|&w| w != of) {
                let state = sight.actors.at(sight.at(w)).filter(|m| {
                    let code = sight.actors.code(m.entity);
                    sight.tree.token(w).upos == "PROPN" && code.is_some_and(|c| matches!(c.sector(), "GOV" | "IGO"))
                });
                if let Some(state) = state
                    && !out.contains(&state.entity)
                {
                    out.push(state.entity);
                }
            }
        }
    }
    out
}

/// Codes of entities, sorted, each once.
pub(super) fn codes(sight: &Sight<'_>, entities: &[usize]) -> Vec<ActorCode> {
    let mut out: Vec<ActorCode> = entities.iter().filter_map(|&e| sight.actors.code(e).cloned()).collect();
    out.sort();
    out.dedup();
    out
}
