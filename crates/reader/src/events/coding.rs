//! From predicates to acts: frames give acts, operators compose them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use chancery_record::{EventType, SmolStr, Status};

use super::frames::{Frame, Frames, Says};
use super::matching::{Match, find};
use super::operators::{Effect, Operator, undone};
use super::parties;
use super::predicates::Sight;
use super::roles::{Role, Roles};
use super::status::{join, negated, status};

/// An act as read from one predicate, before dates, places and merging.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) kind: EventType,
    pub(super) mode: Option<SmolStr>,
    pub(super) of: Option<EventType>,
    pub(super) cameo: Option<SmolStr>,
    /// Entity indices.
    pub(super) source: Vec<usize>,
    pub(super) target: Vec<usize>,
    /// The words behind `source` and `target`.
    pub(super) source_words: Vec<usize>,
    pub(super) target_words: Vec<usize>,
    pub(super) status: Status,
    /// The predicate's own words, the trigger first.
    pub(super) words: Vec<usize>,
    /// The frame's name, and those it was composed from.
    pub(super) rule: SmolStr,
    pub(super) steps: Vec<String>,
    pub(super) symmetric: bool,
    /// Predicates that this act has taken in.
    pub(super) taken: Vec<usize>,
    /// Words that fill place roles.
    pub(super) places: Vec<usize>,
}

/// Reads the acts of one sentence.
pub(super) struct Coder<'a> {
    pub(super) sight: Sight<'a>,
    frames: &'a Frames,
    memo: RefCell<BTreeMap<usize, Option<Act>>>,
}

const NEST: usize = 5;

impl<'a> Coder<'a> {
    pub(super) fn new(sight: Sight<'a>, frames: &'a Frames) -> Self {
        Coder { sight, frames, memo: RefCell::default() }
    }

    /// The acts of the sentence that no other act has taken in.
    pub(super) fn acts(&self) -> Vec<Act> {
        let acts: Vec<Act> = (0..self.sight.tree.len()).filter_map(|i| self.act(i, 0)).collect();
        let mut taken: Vec<usize> = acts.iter().flat_map(|a| a.taken.iter().copied()).collect();
        // A light verb's own frame gives way to its noun's.
        taken.extend(acts.iter().filter_map(|a| {
            let (verb, _) = self.sight.light_verb(a.words[0])?;
            (!self.takes(verb, a.words[0], &acts)).then_some(verb)
        }));
        acts.into_iter().filter(|a| !taken.contains(&a.words[0])).collect()
    }

    fn takes(&self, verb: usize, noun: usize, acts: &[Act]) -> bool {
        acts.iter().any(|a| a.words[0] == verb && (a.taken.contains(&noun) || a.words.contains(&noun)))
    }

    fn matched(&self, i: usize, roles: &Roles) -> Option<Match<'a>> {
        find(&self.sight, self.frames, i, roles, &|w| self.plain_kind(w))
    }

    /// The type that a word's frame states by itself, for conditions on arguments.
    fn plain_kind(&self, i: usize) -> Option<EventType> {
        let roles = Roles::default();
        let found = find(&self.sight, self.frames, i, &roles, &|_| None)?;
        match &found.frame.says {
            Says::Act(kind) => Some(*kind),
            Says::Operator(op) => op.bare(),
            Says::Nothing => None,
        }
    }

    /// The act that the word at `i` states.
    fn act(&self, i: usize, depth: usize) -> Option<Act> {
        if depth > NEST {
            return None;
        }
        if let Some(known) = self.memo.borrow().get(&i) {
            return known.clone();
        }
        let act = self.code(i, depth);
        if depth == 0 {
            self.memo.borrow_mut().insert(i, act.clone());
        }
        act
    }

    fn code(&self, i: usize, depth: usize) -> Option<Act> {
        let mut roles = self.sight.roles(i);
        let found = self.matched(i, &roles)?;
        self.settle_genitive(i, found.frame, &mut roles);
        match &found.frame.says {
            Says::Nothing => None,
            Says::Act(kind) => Some(self.plain(i, *kind, &found, &roles)),
            Says::Operator(op) => self.operate(i, *op, &found, &roles, depth),
        }
    }

    /// Decides what "of X" is to an event noun.
    fn settle_genitive(&self, i: usize, frame: &Frame, roles: &mut Roles) {
        if self.sight.tree.is_verb(i) || !roles.has(Role::Genitive) {
            return;
        }
        let kind = match &frame.says {
            Says::Act(kind) => Some(*kind),
            _ => None,
        };
        let objective = frame.genitive.unwrap_or(match kind {
            Some(EventType::Assault | EventType::Coerce | EventType::Sanction) => Role::Object,
            Some(EventType::Retreat) if frame.mode.as_deref() == Some("release") => Role::Object,
            _ => Role::Subject,
        }) == Role::Object;
        let genitive = roles.clone();
        let armed = |w: usize| {
            parties::mention_of(&self.sight, w)
                .and_then(|m| self.sight.actors.code(m.entity))
                .is_some_and(|c| matches!(c.sector(), "MIL" | "REB" | "PRM" | "COP"))
        };
        for w in genitive.of(Role::Genitive) {
            // Armed actors act, whoever else suffers.
            let agent = objective && kind == Some(EventType::Assault) && armed(w);
            let role = if objective && !agent || roles.has(Role::Subject) { Role::Object } else { Role::Subject };
            if !roles.has(role) || role == Role::Subject && genitive.of(Role::Genitive).count() > 1 {
                roles.add(role, w);
            }
        }
    }

    fn fill(&self, roles: &Roles, order: &[Vec<Role>]) -> (Vec<usize>, Vec<usize>) {
        for alternative in order {
            let words: Vec<usize> = alternative.iter().flat_map(|r| roles.of(*r)).collect();
            let entities = self.coded(parties::entities(&self.sight, words.iter().copied()));
            if !entities.is_empty() {
                return (entities, words);
            }
        }
        (Vec::new(), Vec::new())
    }

    fn coded(&self, mut entities: Vec<usize>) -> Vec<usize> {
        entities.retain(|&e| self.sight.actors.code(e).is_some());
        entities
    }

    fn plain(&self, i: usize, kind: EventType, found: &Match<'_>, roles: &Roles) -> Act {
        let frame = found.frame;
        let all = |list: &[Role]| vec![list.to_vec()];
        let each = |list: &[Role]| list.iter().map(|r| vec![*r]).collect::<Vec<_>>();
        let symmetric = frame.symmetric;
        let source_order = frame.source.clone().unwrap_or_else(|| {
            if symmetric {
                all(&[Role::Subject, Role::Object, Role::With, Role::Between])
            } else {
                each(&[Role::Subject, Role::By])
            }
        });
        let target_order = frame.target.clone().unwrap_or_else(|| {
            if symmetric { Vec::new() } else { each(&[Role::Object, Role::Against, Role::Recipient, Role::To]) }
        });
        let (source, source_words) = self.fill(roles, &source_order);
        let (mut target, target_words) = self.fill(roles, &target_order);
        target.retain(|t| !source.contains(t));
        Act {
            kind,
            mode: frame.mode.clone(),
            of: frame.of,
            cameo: frame.cameo.clone(),
            source,
            target,
            source_words,
            target_words,
            status: frame.status.unwrap_or_else(|| status(self.sight.tree, self.sight.functions, i)),
            words: found.words.clone(),
            rule: frame.rule.clone(),
            steps: Vec::new(),
            symmetric,
            taken: Vec::new(),
            places: roles.of(Role::Place).collect(),
        }
    }

    fn operate(&self, i: usize, op: Operator, found: &Match<'_>, roles: &Roles, depth: usize) -> Option<Act> {
        let frame = found.frame;
        let default = [Role::Content, Role::Object, Role::Topic, Role::For, Role::To, Role::From];
        let content = frame.content.as_deref().unwrap_or(&default);
        let mut inner = None;
        'search: for role in content {
            for w in roles.of(*role).filter(|w| !found.words.contains(w) && *w != i) {
                if let Some(act) = self.within(w, i, depth + 1, 0) {
                    inner = Some(act);
                    break 'search;
                }
            }
        }
        // The subject may be the act: "les frappes se poursuivent", "the attack killed".
        if inner.is_none() && matches!(op, Operator::Begin | Operator::End | Operator::Result | Operator::Fail) {
            inner = roles.of(Role::Subject).chain(roles.of(Role::Genitive)).find_map(|w| self.within(w, i, depth + 1, 0));
        }
        let denied = negated(self.sight.tree, self.sight.functions, i);
        let said = frame.status.unwrap_or_else(|| status(self.sight.tree, self.sight.functions, i));
        let source_order = frame.source.clone().unwrap_or_else(|| vec![vec![Role::Subject], vec![Role::By]]);
        let (source, source_words) = self.fill(roles, &source_order);
        let target_order = frame.target.clone().unwrap_or_else(|| {
            vec![vec![Role::Recipient], vec![Role::Object], vec![Role::Against], vec![Role::With], vec![Role::To], vec![Role::From]]
        });
        let (mut target, mut target_words) = self.fill(roles, &target_order);
        target.retain(|t| !source.contains(t));
        let mut base = Act {
            kind: EventType::Request,
            mode: frame.mode.clone(),
            of: frame.of,
            cameo: frame.cameo.clone(),
            source,
            target: Vec::new(),
            source_words,
            target_words: Vec::new(),
            status: said,
            words: found.words.clone(),
            rule: frame.rule.clone(),
            steps: Vec::new(),
            symmetric: false,
            taken: Vec::new(),
            places: roles.of(Role::Place).collect(),
        };
        let Some(inner) = inner else {
            let alone = frame.alone.unwrap_or(op.alone());
            let kind = op.bare().filter(|_| alone && !denied)?;
            base.kind = kind;
            base.mode = base.mode.or_else(|| op.mode(None));
            base.target = target;
            base.target_words = target_words;
            return Some(base);
        };
        base.taken.extend(inner.taken.iter().copied());
        base.taken.push(inner.words[0]);
        base.steps = inner.steps.clone();
        base.steps.push(format!("{} over {} {}", op.name(), inner.kind, inner.rule));
        match op.effect(inner.kind) {
            Effect::Nothing => None,
            Effect::Speech(mut kind) => {
                if denied {
                    // Not agreeing is refusing; other speech acts that were not uttered are none.
                    if matches!(op, Operator::Agree | Operator::Promise | Operator::Offer) {
                        kind = EventType::Reject;
                        base.status = Status::Actual;
                        base.mode = Operator::Refuse.mode(Some(inner.kind));
                    } else {
                        return None;
                    }
                }
                base.kind = kind;
                base.of = Some(inner.kind);
                base.mode = base.mode.or_else(|| op.mode(Some(inner.kind)));
                // An addressee named as the act's own source is the target; else those the act is done to.
                let fallback = if op.asks_of_addressee() { &inner.source } else { &inner.target };
                let fallback_words = if op.asks_of_addressee() { &inner.source_words } else { &inner.target_words };
                if target.is_empty() || (op.asks_of_addressee() && !inner.source.is_empty() && target_is_patient(&target, &inner)) {
                    target = fallback.clone();
                    target_words = fallback_words.clone();
                }
                target.retain(|t| !base.source.contains(t));
                base.target = target;
                base.target_words = target_words;
                Some(base)
            }
            Effect::Through(least) => {
                let mut act = inner;
                act.status = join(act.status, said);
                if let Some(least) = least {
                    act.status = join(act.status, least);
                }
                if matches!(op, Operator::Plan | Operator::Begin | Operator::Join | Operator::Host | Operator::Fail) && act.source.is_empty() {
                    act.source = base.source;
                    act.source_words = base.source_words;
                    act.target.retain(|t| !act.source.contains(t));
                }
                if matches!(op, Operator::Join | Operator::Host) && act.symmetric {
                    for s in self.fill(roles, &source_order).0 {
                        if !act.source.contains(&s) {
                            act.source.push(s);
                        }
                    }
                }
                act.taken = base.taken;
                act.steps = base.steps;
                act.places.extend(base.places);
                act.words = base.words;
                Some(act)
            }
            Effect::Undo => {
                let (kind, mode) = undone(inner.kind)?;
                base.kind = kind;
                base.mode = base.mode.or(mode.map(SmolStr::from));
                if base.source.is_empty() {
                    base.source = inner.source.clone();
                    base.source_words = inner.source_words.clone();
                }
                base.target = if inner.symmetric { inner.source.clone() } else { inner.target.clone() };
                base.target_words = if inner.symmetric { inner.source_words } else { inner.target_words };
                if base.target.is_empty() {
                    base.target = target;
                    base.target_words = target_words;
                }
                let source = base.source.clone();
                base.target.retain(|t| !source.contains(t));
                Some(base)
            }
        }
    }

    /// The act that a word states, or one that it leads to: "continuer les projets d'aide".
    fn within(&self, w: usize, from: usize, depth: usize, level: usize) -> Option<Act> {
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
            let leads = matches!(rel, "xcomp" | "obj" | "ccomp" | "conj")
                || rel == "nmod" && !tree.is_verb(w)
                || rel == "acl" && tree.token(c).feat("VerbForm") == Some("Inf")
                || rel == "obl" && tree.is_verb(w)
                || rel == "advcl" && tree.token(c).feat("VerbForm") == Some("Inf");
            if leads && let Some(act) = self.within(c, w, depth, level + 1) {
                return Some(act);
            }
        }
        None
    }
}

/// Whether what was taken for the addressee is rather what the act is done to.
fn target_is_patient(target: &[usize], inner: &Act) -> bool {
    target.iter().all(|t| inner.target.contains(t))
}
