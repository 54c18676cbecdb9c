//! From predicates to acts: frames give acts, operators compose them.

use std::cell::RefCell;
use std::rc::Rc;

use chancery_record::{EventType, SmolStr, Status};

use super::counting::{self, Figures};
use super::frames::{Counts, Frames, Negated, Says};
use super::matching::{Match, find};
use super::operators::{Effect, Operator, undone};
use super::predicates::Sight;
use super::roles::Role;
use super::status::{join, negated, status};

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
    frames: &'a Frames,
    acts: RefCell<Vec<Option<Option<Act>>>>,
    kinds: RefCell<Vec<Option<Option<EventType>>>>,
    /// Predicates of acts that somebody denies.
    denied: RefCell<Vec<usize>>,
    found: RefCell<Vec<Option<Rc<Vec<Match<'a>>>>>>,
}

const NEST: usize = 6;

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

    fn base(&self, i: usize, kind: EventType, found: &Match<'_>) -> Act {
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
            let nouns = [Role::Place, Role::By].into_iter().flat_map(|r| roles.of(r));
            act.taken
                .extend(nouns.filter(|w| !self.sight.tree.is_verb(*w) && self.kind(*w) == Some(EventType::Assault)));
        }
        // "suspendre l'aide": the aid is what is suspended, no act beside.
        if matches!(kind, EventType::Sanction | EventType::Agree | EventType::Reject) {
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

    fn operate(&self, i: usize, op: Operator, found: &Match<'_>, depth: usize) -> Option<Act> {
        let frame = found.frame;
        let roles = &found.roles;
        let default = [Role::Content, Role::Object, Role::Topic, Role::For, Role::To, Role::From];
        let content = frame.content.as_deref().unwrap_or(&default);
        let mut inner = None;
        let mut via = None;
        'search: for role in content {
            for w in roles.of(*role).filter(|w| !found.words.contains(w) && *w != i) {
                if let Some(act) = self.within(w, i, depth + 1, 0) {
                    inner = Some(act);
                    via = Some((*role, w));
                    break 'search;
                }
            }
        }
        // The act may hang on a word of the lemma: "expressed their intention to meet".
        if inner.is_none() {
            'lemma: for &w in &found.words[1..] {
                for &c in self.sight.tree.children(w).iter().filter(|c| !found.words.contains(c)) {
                    if matches!(self.sight.tree.token(c).rel(), "acl" | "nmod" | "ccomp" | "xcomp")
                        && let Some(act) = self.within(c, w, depth + 1, 0)
                    {
                        inner = Some(act);
                        via = Some((Role::Content, c));
                        break 'lemma;
                    }
                }
            }
        }
        // Trees go astray: an act further below, that no other clause holds.
        if inner.is_none() && (frame.alone == Some(false) || op.alone()) && !op.takes_subject() {
            inner = self.stray(i, &found.words, depth);
            via = inner.as_ref().map(|a| (Role::Content, a.at));
        }
        // The subject may be the act: "les frappes se poursuivent".
        if inner.is_none() && op.takes_subject() {
            via = None;
            inner = roles.of(Role::Subject).find_map(|w| self.within(w, i, depth + 1, 0));
        }
        let denied = negated(&self.sight, i) && frame.negated != Some(Negated::Only);
        let mut base = self.base(i, EventType::Request, found);
        base.operator = Some(op);
        let source_order = frame.source.clone().unwrap_or_else(|| vec![vec![Role::Subject], vec![Role::By]]);
        let target_order = frame.target.clone().unwrap_or_else(|| {
            [Role::Recipient, Role::Object, Role::Against, Role::With, Role::To, Role::From].map(|r| vec![r]).to_vec()
        });
        // "Allowed the opposition to march": the word that the act hangs on can be an actor itself.
        let acts = |w: &usize| inner.as_ref().is_some_and(|act: &Act| act.at == *w || act.words.contains(w));
        let led: Vec<usize> = via.iter().map(|(_, w)| *w).filter(acts).collect();
        (base.source, base.source_words) = self.fill(roles, &source_order, &led);
        let mut but = base.source_words.clone();
        but.extend(led);
        let (mut target, mut target_words) = self.fill(roles, &target_order, &but);
        if target.is_empty() {
            (target, target_words) = self.astray(i, &target_order, &but);
        }
        target.retain(|t| !base.source.contains(t));
        base.subjects = roles.of(Role::Subject).filter(|w| !but.contains(w)).collect();
        base.addressed =
            target_order.iter().flatten().flat_map(|r| roles.of(*r)).filter(|w| !but.contains(w)).collect();
        // "A condamné l'attaque par les rebelles": an active verb has no agent, its noun has.
        if let Some(act) = &mut inner
            && act.source.is_empty()
            && via.is_some()
            && !self.sight.passive(i)
        {
            (act.source, act.source_words) = self.fill(roles, &[vec![Role::By]], &base.source_words);
            act.source.retain(|e| !act.target.contains(e));
        }
        let Some(inner) = inner else {
            let alone = frame.alone.unwrap_or(op.alone());
            // "Accused criminals": a participle before its noun says nothing without an act.
            let attribute = self.sight.tree.token(i).rel() == "amod" && self.sight.tree.head(i).is_some_and(|h| h > i);
            base.kind = op.bare().filter(|_| alone && !denied && !attribute)?;
            base.mode = base.mode.or_else(|| op.mode(None, None));
            base.target = target;
            base.target_words = target_words;
            return Some(base);
        };
        base.taken.extend(inner.taken.iter().copied());
        base.taken.push(inner.at);
        base.taken.extend(inner.words.iter().copied());
        base.taken.extend(via.map(|(_, w)| w));
        base.taken.retain(|w| !base.words.contains(w));
        base.steps.push(format!("{} over {} ({})", op.name(), inner.kind, inner.rule));
        base.steps.extend(inner.steps.iter().cloned());
        match op.effect(inner.kind) {
            Effect::Nothing => {
                // What was denied is no event, unless others assert it elsewhere.
                self.denied.borrow_mut().extend(base.taken);
                None
            }
            Effect::Speech(mut kind) => {
                // "The alleged abduction" says no more than that it is alleged.
                let attribute =
                    self.sight.tree.token(i).rel() == "amod" && self.sight.tree.head(i).is_some_and(|h| h > i);
                if attribute {
                    return None;
                }
                if denied {
                    // Not agreeing is refusing; other speech acts that were not uttered are none.
                    if !matches!(op, Operator::Agree | Operator::Promise | Operator::Offer) {
                        return None;
                    }
                    kind = EventType::Reject;
                    base.status = Status::Actual;
                    base.operator = Some(Operator::Refuse);
                    base.mode = Operator::Refuse.mode(Some(inner.kind), None);
                    base.steps.push("not agreeing is refusing".to_owned());
                } else if let Some(mode) = op.mode(Some(inner.kind), inner.mode.as_deref())
                    && (!op.names_manner() || base.mode.is_none())
                {
                    base.mode = Some(mode);
                }
                base.kind = kind;
                base.of = Some(inner.kind);
                // Who refuses a demand refuses what was demanded, to those who demanded it.
                let answers = op == Operator::Refuse && matches!(inner.kind, EventType::Request | EventType::Agree);
                if answers {
                    base.of = inner.of;
                    base.mode = op.mode(inner.of, None).or(base.mode);
                }
                if base.patients.is_empty() {
                    base.patients.clone_from(&inner.patients);
                }
                // Refusing to promise is no answer to oneself.
                let answers = answers && inner.source.iter().any(|s| !base.source.contains(s));
                let (fallback, words) = if op.asks_of_addressee() || inner.symmetric || answers {
                    (&inner.source, &inner.source_words)
                } else {
                    (&inner.target, &inner.target_words)
                };
                let patient = op.asks_of_addressee()
                    && !inner.source.is_empty()
                    && target.iter().all(|t| inner.target.contains(t));
                let none = frame.target.as_ref().is_some_and(Vec::is_empty);
                if (target.is_empty() || patient) && !none {
                    target = fallback.clone();
                    target_words = words.clone();
                }
                target.retain(|t| !base.source.contains(t));
                base.target = target;
                base.target_words = target_words;
                base.places = Vec::new();
                Some(base)
            }
            Effect::Through(least) => {
                let mut act = inner;
                act.status = join(act.status, base.status);
                if let Some(least) = least {
                    act.status = join(act.status, least);
                }
                if denied && op == Operator::Fail {
                    act.status = Status::Actual;
                }
                let controls = frame.control.map_or(op.controls(), |r| r == Role::Subject) && via.is_some();
                if controls && act.symmetric && !base.source.is_empty() {
                    for (e, w) in base.source.iter().zip(base.source_words.iter().cycle()) {
                        if !act.source.contains(e) {
                            act.source.push(*e);
                            act.source_words.push(*w);
                        }
                    }
                } else if controls && act.source.is_empty() {
                    act.source = base.source;
                    act.source_words = base.source_words;
                    act.target.retain(|t| !act.source.contains(t));
                }
                // "entamer avec X des négociations": arguments of the carrier are the act's.
                let carries = matches!(op, Operator::Begin | Operator::Host | Operator::Join | Operator::Plan);
                if carries && act.symmetric {
                    let (more, words) = self.fill(roles, &[vec![Role::With, Role::Between]], &act.source_words);
                    for e in more {
                        if !act.source.contains(&e) {
                            act.source.push(e);
                        }
                    }
                    act.source_words.extend(words);
                } else if op == Operator::Begin && act.target.is_empty() {
                    (act.target, act.target_words) =
                        self.fill(roles, &[vec![Role::Against], vec![Role::Recipient]], &act.source_words);
                    act.target.retain(|t| !act.source.contains(t));
                }
                if op == Operator::Result {
                    // "The strike killed two soldiers": those who suffer the effect suffered the act.
                    if act.target.is_empty() {
                        act.target = target;
                        act.target_words = target_words;
                        // Bystanders are of the place that is hit, not of those who hit it.
                        let land = |e: usize| self.sight.actors.code(e).map(|c| c.country().to_owned());
                        let sources: Vec<_> = act.source.iter().map(|s| land(*s)).collect();
                        act.target.retain(|t| !act.source.contains(t) && !sources.contains(&land(*t)));
                    }
                    act.figures.join(&counting::casualties(&self.sight, self.frames, roles));
                }
                if op == Operator::Host {
                    act.hosts = self.fill(roles, &source_order, &[]).0;
                }
                act.operator = Some(op);
                act.at = i;
                act.taken = base.taken;
                act.taken.retain(|w| *w != i);
                act.steps = base.steps;
                act.places.extend(base.places);
                Some(act)
            }
            Effect::Undo => {
                let (kind, mode) = undone(inner.kind)?;
                if denied {
                    return None;
                }
                base.kind = kind;
                base.mode = mode.map(SmolStr::from);
                if base.source.is_empty() {
                    base.source = inner.source.clone();
                    base.source_words = inner.source_words.clone();
                }
                (base.target, base.target_words) = if inner.symmetric {
                    (inner.source.clone(), inner.source_words.clone())
                } else {
                    (inner.target.clone(), inner.target_words.clone())
                };
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
}
