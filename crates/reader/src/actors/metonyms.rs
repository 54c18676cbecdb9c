//! Whether the name of a country, capital or palace stands for its government.

use super::lexicon::Lexicon;
use super::tree::Tree;

/// Whether the place name headed by `i` acts, speaks or is dealt with.
pub(super) fn acts(tree: &Tree<'_>, i: usize, lexicon: &Lexicon) -> bool {
    let first = tree.first_conjunct(i);
    let mut markers = tree.markers(i);
    if markers.is_empty() {
        markers = tree.markers(first);
    }
    let token = tree.token(first);
    let governor = tree.head(first);
    let lemma = governor.map(|g| tree.lemma(g)).unwrap_or_default();
    let addressed = lexicon.address.contains(&lemma);
    if lexicon.distance_nouns.contains(&lemma) {
        return false;
    }
    if markers.iter().any(|m| lexicon.actor.contains(m)) {
        return true;
    }
    if markers.iter().any(|m| lexicon.place.contains(m)) {
        return addressed && markers.iter().any(|m| lexicon.recipient.contains(m));
    }
    match token.rel() {
        "nsubj" | "dislocated" => {
            let Some(g) = governor else { return false };
            if tree.children(g).iter().any(|&c| tree.token(c).rel() == "cop") {
                return tree.token(g).upos == "ADJ" || lexicon.is_noun(&lemma);
            }
            let passive = token.deprel == "nsubj:pass";
            tree.is_verb(g) && !lexicon.scene.contains(&lemma) && !(passive && lexicon.place_verbs.contains(&lemma))
        }
        "obj" | "iobj" => !lexicon.place_verbs.contains(&lemma),
        "obl" => token.deprel == "obl:agent",
        "nmod" | "compound" => lexicon.government_nouns.contains(&lemma),
        _ => false,
    }
}
