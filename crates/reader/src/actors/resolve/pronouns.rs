//! Whom a pronoun or possessive means.

use chancery_record::EntityKind;

use super::super::MentionKind;
use super::super::lexicon::{Animacy, Pronoun};
use super::super::nominals::Sight;
use super::super::traits::Number;
use super::super::tree::Tree;
use super::{Resolver, Seen, WINDOW};

/// What a thing counts for against a person (0.8) or body (0).
const THING: f32 = -0.2;
/// What a thing counts for beyond that as an object: what is done is mostly done to things.
const OBJECT_THING: f32 = 0.6;
/// What a human being counts for.
const PERSON: f32 = 0.8;
/// What a subject counts for, and its possessor in the same sentence beyond that.
const SUBJECT: f32 = 1.0;
const SUBJECT_OF_POSSESSION: f32 = 0.3;
/// What a sentence's distance costs.
const DISTANCE: f32 = 0.8;

impl<'w> Resolver<'_, 'w> {
    pub(super) fn closed_class(&mut self, sight: &Sight<'_, 'w>, i: usize) {
        let tree = sight.tree;
        let token = tree.token(i);
        let form = super::super::lexicon::fold_word(&token.form);
        let form = form.trim_start_matches('-').trim_start_matches("t-").to_owned();
        if token.upos == "DET" || token.upos == "PRON" && token.feat("Poss") == Some("Yes") {
            if let Some(possessive) = self.lexicon.possessive(&form).filter(|p| !p.first).cloned()
                && let Some(antecedent) = self.antecedent(sight, i, &possessive, true)
            {
                if let [only] = antecedent.as_slice() {
                    self.possessors.insert((sight.sentence, i), *only);
                }
                self.push(sight, i, tree.word(i), MentionKind::Possessive, antecedent);
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
            self.push(sight, i, tree.word(i), MentionKind::Pronoun, antecedent);
        }
    }

    /// `il faut`, `it rains`.
    pub(super) fn impersonal(&self, tree: &Tree<'_>, i: usize) -> bool {
        let Some(verb) = tree.head(i) else { return false };
        if tree.token(i).rel() != "nsubj" {
            return false;
        }
        // "il va falloir": the infinitive tells.
        let complement = |c: &usize| tree.token(*c).rel() == "xcomp";
        let lemmas = std::iter::once(verb).chain(tree.children(verb).iter().copied().filter(complement));
        if lemmas.into_iter().any(|w| self.lexicon.impersonal.contains(&tree.lemma(w))) {
            return true;
        }
        // "il y a": the adverb of place is part of the verb.
        if tree
            .children(verb)
            .iter()
            .any(|&c| self.lexicon.existential.iter().any(|(v, y)| *v == tree.lemma(verb) && *y == tree.lemma(c)))
        {
            return true;
        }
        // "il est possible que": an adjective with a clause after it.
        tree.token(verb).upos == "ADJ"
            && tree.children(verb).iter().any(|&c| matches!(tree.token(c).rel(), "csubj" | "ccomp"))
    }

    /// Whom a pronoun or possessive stands for.
    pub(super) fn antecedent(
        &self,
        sight: &Sight<'_, 'w>,
        i: usize,
        pronoun: &Pronoun,
        possessive: bool,
    ) -> Option<Vec<usize>> {
        let tree = sight.tree;
        // "Airbus and its chief": the possessor is the one it is coordinated with.
        if possessive
            && let Some(owned) = tree.head(i)
            && tree.token(owned).rel() == "conj"
            && let Some(first) = tree.head(owned)
            && let Some(seen) =
                self.seen.iter().rev().take_while(|s| s.sentence == sight.sentence).find(|s| s.head == first)
            && seen.clusters.len() == 1
            && self.agreement(seen, pronoun).is_some()
        {
            return Some(seen.clusters.clone());
        }
        let clause = |w: usize| tree.ancestors(w).find(|&a| tree.is_verb(a));
        let my_clause = clause(i);
        // "A téléphoné à X et lui a demandé": the verb shares its subject with the one that it is joined to.
        let shared = my_clause.filter(|&v| {
            tree.token(v).rel() == "conj" && !tree.children(v).iter().any(|&c| tree.token(c).rel() == "nsubj")
        });
        let shared = shared.and_then(|v| tree.head(v));
        // Who says something is not among those of whom it is said.
        let quoted = |span: chancery_record::Span| {
            let next = self.quotes.partition_point(|q| q.end <= span.start);
            self.quotes.get(next).is_some_and(|q| q.contains(span))
        };
        let outside = !quoted(tree.token(i).span);
        let me_subject = tree.token(i).rel() == "nsubj";
        let mut best: Option<(f32, &Seen)> = None;
        let mut considered: Vec<&[usize]> = Vec::new();
        for seen in self.seen.iter().rev() {
            if seen.sentence + WINDOW < sight.sentence {
                break;
            }
            if seen.adjective || seen.thing.is_none() && considered.contains(&seen.clusters.as_slice()) {
                continue;
            }
            if outside && quoted(self.trees[seen.sentence].token(seen.head).span) {
                continue;
            }
            let Some(mut score) = self.agreement(seen, pronoun) else { continue };
            let distance = (sight.sentence - seen.sentence) as f32;
            let together = || {
                let with = clause(seen.head);
                with == my_clause || seen.subject && with.is_some() && with == shared
            };
            if seen.sentence == sight.sentence && !possessive && !me_subject && together() {
                // "Il l'accuse": an object is not its own subject, wherever else that is named.
                if seen.subject {
                    considered.push(&seen.clusters);
                }
                continue;
            }
            if seen.sentence == sight.sentence && tree.below(i, seen.head) && !possessive {
                continue;
            }
            // "Contrairement à X, il …": another than X.
            if seen.sentence == sight.sentence
                && (tree.markers(seen.head).iter().any(|m| self.lexicon.contrast.contains(m))
                    || (seen.head.saturating_sub(4)..seen.head)
                        .any(|w| self.lexicon.contrast.contains(tree.surface(w))))
            {
                continue;
            }
            if seen.thing.is_none() {
                considered.push(&seen.clusters);
            } else if tree.token(i).rel() == "obj" {
                score += OBJECT_THING;
            }
            score -= distance * DISTANCE;
            if seen.subject {
                score += SUBJECT;
                if possessive && seen.sentence == sight.sentence {
                    score += SUBJECT_OF_POSSESSION;
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
        best.map(|(_, seen)| seen.clusters.clone()).filter(|c| !c.is_empty())
    }

    /// How well a mention agrees with a pronoun; none when it cannot be meant.
    pub(super) fn agreement(&self, seen: &Seen, pronoun: &Pronoun) -> Option<f32> {
        if let Some((gender, number)) = seen.thing {
            let agrees = pronoun.gender.is_none_or(|g| gender.is_none_or(|h| h == g))
                && number.is_none_or(|n| n == pronoun.number);
            return (agrees && pronoun.of != Some(Animacy::Person)).then_some(THING);
        }
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
            EntityKind::Person => score += PERSON,
            EntityKind::Place => return None,
            _ => {}
        }
        Some(score)
    }
}
