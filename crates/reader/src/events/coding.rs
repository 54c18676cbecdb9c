//! From predicates to acts: frames give acts, operators compose them.

use std::cell::RefCell;
use std::rc::Rc;

use chancery_record::{EventType, SmolStr, Status};

use super::counting::{self, Figures};
use super::frames::{Counts, Frames, Negated, Says};
use super::matching::{Match, find};
use super::operators::Operator;
use super::predicates::Sight;
use super::roles::Role;
use super::status::{said, status};

/// An act as read from one predicate, before dates, places and merging.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) kind: EventType,
    pub(super) mode: Option<SmolStr>,
    pub(super) of: Option<EventType>,
    pub(super) cameo: Option<SmolStr>,
    /// The outermost operator that made it.
    pub(super) operator: Option<Operator>,
    /// Entity indices.
    pub(super) source: Vec<usize>,
    pub(super) target: Vec<usize>,
    /// The words behind `source` and `target`.
    pub(super) source_words: Vec<usize>,
    pub(super) target_words: Vec<usize>,
    pub(super) status: Status,
    /// The predicate that it was read from.
    pub(super) at: usize,
    /// The words that state it, the trigger first.
    pub(super) words: Vec<usize>,
    /// The frame's name.
    pub(super) rule: SmolStr,
    /// How it was composed, outermost first.
    pub(super) steps: Vec<String>,
    pub(super) symmetric: bool,
    /// Predicates that this act has taken in.
    pub(super) taken: Vec<usize>,
    /// Words that fill place roles.
    pub(super) places: Vec<usize>,
    /// Words that stand where the target does, whoever they are.
    pub(super) patients: Vec<usize>,
    /// Words in the roles of source and target, whether they name an actor or a place.
    pub(super) subjects: Vec<usize>,
    pub(super) addressed: Vec<usize>,
    /// Entities that host it.
    pub(super) hosts: Vec<usize>,
    /// Sector of the source where it is not said.
    pub(super) unsaid: Option<SmolStr>,
    /// The source is whoever says so.
    pub(super) speaker: bool,
    /// Casualties, arrests, sums.
    pub(super) figures: Figures,
    /// The frame counts the dead or injured.
    pub(super) casualties: bool,
}

/// Reads the acts of one sentence.
pub(super) struct Coder<'a> {
    pub(super) sight: Sight<'a>,
    pub(super) frames: &'a Frames,
    acts: RefCell<Vec<Option<Option<Act>>>>,
    kinds: RefCell<Vec<Option<Option<EventType>>>>,
    /// Predicates of acts that somebody denies.
    pub(super) denied: RefCell<Vec<usize>>,
    found: RefCell<Vec<Option<Rc<Vec<Match<'a>>>>>>,
}

const NEST: usize = 6;

/// Acts that are done by saying so in public, for which people gather, write and travel.
fn expressed(kind: EventType) -> bool {
    use EventType as T;
    matches!(kind, T::Request | T::Accuse | T::Support | T::Reject | T::Protest)
}

impl<'a> Coder<'a> {
    pub(super) fn new(sight: Sight<'a>, frames: &'a Frames) -> Self {
        let len = sight.tree.len();
        Coder {
            sight,
            frames,
            acts: RefCell::new(vec![None; len]),
            kinds: RefCell::new(vec![None; len]),
            denied: RefCell::default(),
            found: RefCell::new(vec![None; len]),
        }
    }

    /// The acts of the sentence that no other act has taken in.
    pub(super) fn acts(&self) -> Vec<Act> {
        let acts: Vec<Act> = (0..self.sight.tree.len()).filter_map(|i| self.act(i, 0)).collect();
        let mut taken: Vec<usize> = acts.iter().flat_map(|a| a.taken.iter().copied()).collect();
        // A light verb's own frame gives way to its noun's.
        taken.extend(acts.iter().filter_map(|a| {
            let (verb, _) = self.sight.light_verb(a.at)?;
            let takes = acts.iter().any(|v| v.at == verb && (v.words.len() > 1 || v.taken.contains(&a.at)));
            (!takes).then_some(verb)
        }));
        // The words of a multiword lemma are no acts of their own, nor the modifiers of a compound that is one or none.
        for i in 0..self.sight.tree.len() {
            if let Some(first) = self.matches(i).first() {
                taken.extend(first.modifiers.iter().copied());
                if matches!(first.frame.says, Says::Nothing) {
                    taken.extend(first.words.iter().copied().filter(|w| *w != i));
                }
            }
        }
        let compound = |a: &Act| self.sight.tree.token(a.at).rel() == "compound";
        taken.extend(acts.iter().filter(|a| compound(a)).filter_map(|a| {
            let head = self.sight.tree.head(a.at)?;
            acts.iter().any(|b| b.at == head && b.kind == a.kind).then_some(a.at)
        }));
        taken.extend(self.denied.borrow().iter().copied());
        taken.extend(acts.iter().flat_map(|a| a.words.iter().copied().filter(|w| *w != a.at)));
        acts.into_iter().filter(|a| !taken.contains(&a.at)).collect()
    }

    /// The frames of the word at `i` whose conditions hold, and its roles.
    pub(super) fn matches(&self, i: usize) -> Rc<Vec<Match<'a>>> {
        if let Some(known) = &self.found.borrow()[i] {
            return Rc::clone(known);
        }
        // A condition that leads back to this word sees nothing here.
        self.found.borrow_mut()[i] = Some(Rc::default());
        let found = Rc::new(find(&self.sight, self.frames, i, &|| self.sight.roles(i), &|w| self.kind(w)));
        self.found.borrow_mut()[i] = Some(Rc::clone(&found));
        found
    }

    /// Whether the word stands in a clause that tells of a protest: what a crowd demands is part of that.
    fn in_protest(&self, i: usize) -> bool {
        let tree = self.sight.tree;
        let protest = |w: usize| self.kind(w) == Some(EventType::Protest);
        let Some(head) = tree.head(i) else { return false };
        protest(head) || tree.children(head).iter().any(|&c| c < head && tree.token(c).rel() == "nsubj" && protest(c))
    }

    /// The type that a word's frame states, for conditions on arguments.
    fn kind(&self, i: usize) -> Option<EventType> {
        if let Some(known) = self.kinds.borrow()[i] {
            return known;
        }
        self.kinds.borrow_mut()[i] = Some(None);
        let kind = self.matches(i).first().and_then(|found| match &found.frame.says {
            Says::Act(kind) => Some(*kind),
            Says::Operator(op) => op.bare(),
            Says::Nothing => None,
        });
        self.kinds.borrow_mut()[i] = Some(kind);
        kind
    }

    /// The act that the word at `i` states.
    pub(super) fn act(&self, i: usize, depth: usize) -> Option<Act> {
        if depth > NEST {
            return None;
        }
        if let Some(known) = &self.acts.borrow()[i] {
            return known.clone();
        }
        self.acts.borrow_mut()[i] = Some(None);
        let act = self.code(i, depth);
        self.acts.borrow_mut()[i] = Some(act.clone());
        act
    }

    fn code(&self, i: usize, depth: usize) -> Option<Act> {
        for found in self.matches(i).iter() {
            match &found.frame.says {
                Says::Nothing => return None,
                Says::Act(kind) => return Some(self.plain(i, *kind, found)),
                Says::Operator(op) => {
                    if let Some(act) = self.operate(i, *op, found, depth) {
                        return Some(act);
                    }
                }
            }
        }
        None
    }

    pub(super) fn base(&self, i: usize, kind: EventType, found: &Match<'_>) -> Act {
        let frame = found.frame;
        Act {
            kind,
            mode: frame.mode.clone(),
            of: frame.of,
            cameo: frame.cameo.clone(),
            operator: None,
            source: Vec::new(),
            target: Vec::new(),
            source_words: Vec::new(),
            target_words: Vec::new(),
            status: match (frame.status, frame.negated) {
                (Some(fixed), _) => fixed,
                (None, Some(Negated::Only)) => Status::Actual,
                (None, _) if expressed(kind) && !self.in_protest(i) => said(&self.sight, i),
                (None, _) => status(&self.sight, i),
            },
            at: i,
            words: found.words.clone(),
            rule: frame.rule.clone(),
            steps: Vec::new(),
            symmetric: frame.symmetric,
            taken: Vec::new(),
            places: found.roles.of(Role::Place).collect(),
            patients: Vec::new(),
            subjects: Vec::new(),
            addressed: Vec::new(),
            hosts: Vec::new(),
            unsaid: frame.unsaid.clone(),
            speaker: frame.speaker,
            figures: Figures::default(),
            casualties: matches!(frame.counts, Some(Counts::Dead | Counts::Injured)) && frame.mode.is_none(),
        }
    }

    fn plain(&self, i: usize, kind: EventType, found: &Match<'_>) -> Act {
        let frame = found.frame;
        let roles = &found.roles;
        let each = |list: &[Role]| list.iter().map(|r| vec![*r]).collect::<Vec<_>>();
        let source_order = frame.source.clone().unwrap_or_else(|| {
            if frame.symmetric {
                vec![vec![Role::Subject, Role::Object, Role::With, Role::Between]]
            } else {
                each(&[Role::Subject, Role::By])
            }
        });
        let target_order = frame.target.clone().unwrap_or_else(|| {
            if frame.symmetric { Vec::new() } else { each(&[Role::Object, Role::Against, Role::Recipient, Role::To]) }
        });
        let mut act = self.base(i, kind, found);
        (act.source, act.source_words) = self.fill(roles, &source_order, &[]);
        if frame.symmetric && act.source.len() < 2 {
            self.between(i, &mut act);
        }
        let shared: Vec<usize> = if frame.symmetric { Vec::new() } else { act.source_words.clone() };
        (act.target, act.target_words) = self.fill(roles, &target_order, &shared);
        act.target.retain(|t| !act.source.contains(t));
        let undergo = target_order.iter().flatten().filter(|r| **r != Role::Place).flat_map(|r| roles.of(*r));
        act.patients = undergo.filter(|w| !act.source_words.contains(w)).collect();
        if frame.symmetric {
            act.patients = source_order.iter().flatten().flat_map(|r| roles.of(*r)).collect();
        }
        // Fighting between A and B: the first is the source.
        let fight = matches!(kind, EventType::Assault | EventType::Protest)
            && (roles.has(Role::Between) || self.sight.reflexive(i));
        if act.target.is_empty() && !frame.symmetric && act.source.len() == 2 && fight {
            act.target = act.source.split_off(1);
        }
        act.subjects = roles.of(Role::Subject).collect();
        act.addressed = target_order.iter().flatten().flat_map(|r| roles.of(*r)).collect();
        if act.target.is_empty() && !frame.symmetric {
            (act.target, act.target_words) = self.astray(i, &target_order, &act.source_words);
            act.target.retain(|t| !act.source.contains(t));
        }
        // "Tués dans une attaque": the attack is this act.
        if kind == EventType::Assault && self.sight.tree.is_verb(i) {
            let attack = |w: &usize| !self.sight.tree.is_verb(*w) && self.kind(*w) == Some(EventType::Assault);
            let nouns: Vec<usize> =
                [Role::Place, Role::By].into_iter().flat_map(|r| roles.of(r)).filter(attack).collect();
            // Its doer is theirs: "tués dans des frappes israéliennes".
            for inner in nouns.iter().filter_map(|&w| self.act(w, 1)) {
                if act.source.is_empty() {
                    act.source = inner.source.iter().copied().filter(|e| !act.target.contains(e)).collect();
                    act.source_words.clone_from(&inner.source_words);
                }
                act.mode = act.mode.or(inner.mode);
            }
            act.taken.extend(nouns);
        }
        // "Condamné pour espionnage", "arrêté pour meurtre": a charge is no act that the article asserts.
        let charged = match kind {
            EventType::Sanction => frame.mode.as_deref() == Some("convict"),
            EventType::Coerce => frame.mode.as_deref() == Some("arrest"),
            EventType::Accuse | EventType::Concede => true,
            _ => false,
        };
        if charged && self.sight.tree.is_verb(i) {
            // "Condamné à huit ans de prison pour espionnage": the tree may hang it on the penalty.
            let tree = self.sight.tree;
            let charge = |w: usize| {
                roles.of(Role::For).any(|r| r == w)
                    || tree.token(w).rel() == "nmod" && tree.below(w, i) && self.sight.marked(w).contains(&Role::For)
            };
            let charges = (i + 1..tree.len()).filter(|w| !tree.is_verb(*w) && charge(*w));
            act.taken.extend(charges.flat_map(|w| tree.conjuncts(w)));
        }
        // "suspendre l'aide": the aid is what is suspended, no act beside.
        if matches!(kind, EventType::Sanction | EventType::Agree | EventType::Reject | EventType::Concede) {
            let objects: Vec<usize> = [Role::Object, Role::To, Role::From].iter().flat_map(|r| roles.of(*r)).collect();
            let below = |w: usize| {
                objects.contains(&w)
                    || self.sight.tree.token(w).rel() == "nmod"
                        && self.sight.tree.head(w).is_some_and(|h| objects.contains(&h))
            };
            // Who gave and who received it are who suspends and who suffers.
            if matches!(kind, EventType::Sanction)
                && let Some(inner) =
                    objects.iter().filter(|w| !self.sight.tree.is_verb(**w)).find_map(|&w| self.act(w, 1))
                && inner.of.is_none()
            {
                if act.source.is_empty() {
                    act.source = if inner.symmetric { Vec::new() } else { inner.source.clone() };
                    act.source_words.clone_from(&inner.source_words);
                    act.target.retain(|t| !act.source.contains(t));
                }
                if act.target.is_empty() && !inner.target.is_empty() {
                    act.target.clone_from(&inner.target);
                    act.target_words.clone_from(&inner.target_words);
                    act.target.retain(|t| !act.source.contains(t));
                }
            }
            // "A rejeté l'appel à libérer": nor is what was called for.
            let called = |w: usize| {
                matches!(self.sight.tree.token(w).rel(), "acl" | "xcomp")
                    && self.sight.tree.token(w).feat("VerbForm") == Some("Inf")
                    && self.sight.tree.head(w).is_some_and(&below)
            };
            act.taken.extend((0..self.sight.tree.len()).filter(|w| called(*w)));
            act.taken.extend((0..self.sight.tree.len()).filter(|w| {
                below(*w) && !self.sight.tree.is_verb(*w) && self.kind(*w).is_some_and(|k| k != EventType::Protest)
            }));
        }
        act.figures = counting::figures(&self.sight, i, frame.counts, roles);
        if kind == EventType::Aid {
            act.figures.amount = counting::amount(&self.sight, self.frames, roles);
        }
        act
    }
}
