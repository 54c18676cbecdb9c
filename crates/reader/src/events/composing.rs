//! Operators at work: the act under one, and what becomes of it.

use chancery_record::{EventType, SmolStr, Status};

use super::coding::{Act, Coder};
use super::counting;
use super::frames::Negated;
use super::matching::Match;
use super::operators::{Effect, Operator, undone};
use super::roles::Role;
use super::status::{join, negated};

impl Coder<'_> {
    /// Whether a finite clause is in a past tense.
    fn over(&self, w: usize) -> bool {
        let tree = self.sight.tree;
        std::iter::once(w)
            .chain(tree.children(w).iter().copied().filter(|&c| matches!(tree.token(c).rel(), "aux" | "cop")))
            .any(|t| {
                let token = tree.token(t);
                let past = matches!(token.feat("Tense"), Some("Past" | "Imp")) || t != w && token.deprel == "aux:tense";
                token.feat("VerbForm") == Some("Fin") && past && token.feat("Mood") != Some("Cnd")
            })
    }

    /// What the operator at `i` makes of the act under it.
    pub(super) fn operate(&self, i: usize, op: Operator, found: &Match<'_>, depth: usize) -> Option<Act> {
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
        // "Warned that its neighbour would attack": what others may do is no threat of the speaker's.
        let named = inner.source_words.iter().all(|&w| self.sight.tree.token(w).upos != "PRON");
        // "Warned Paris not to attack" is one.
        let warned = inner.source.iter().any(|s| target.contains(s));
        if op == Operator::Threaten && named && !warned && self.others(&base.source, &inner.source) {
            if inner.status != Status::Actual {
                self.denied.borrow_mut().extend(std::iter::once(inner.at).chain(inner.words).chain(inner.taken));
            }
            return None;
        }
        // "A assuré qu'il n'avait pas critiqué": of what is over nobody promises or threatens anything.
        if matches!(op, Operator::Promise | Operator::Threaten)
            && let Some((Role::Content, w)) = via
            && self.over(w)
        {
            return None;
        }
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

    /// Whether two groups of actors are known and of no common country.
    fn others(&self, these: &[usize], those: &[usize]) -> bool {
        let lands = |list: &[usize]| -> Vec<SmolStr> {
            list.iter().filter_map(|&e| self.sight.actors.code(e)).map(|c| SmolStr::new(c.country())).collect()
        };
        let (these, those) = (lands(these), lands(those));
        !these.is_empty() && !those.is_empty() && those.iter().all(|c| !these.contains(c))
    }
}
