//! Which frames a word states, by its lemma, its company and its arguments.

use chancery_record::{EntityKind, EventType, Status};

use super::frames::{Frame, Frames, Is, Negated, Pattern, Says, Trigger, Voice};
use super::operators::{Operator, hostile};
use super::parties::mention_of;
use super::predicates::Sight;
use super::roles::{Role, Roles};
use super::status::status;
use crate::actors::Mention;
use crate::tree::Tree;

/// Words between two words of a multiword lemma at most.
const GAP: usize = 5;

/// A frame that a word states.
pub(super) struct Match<'f> {
    pub(super) frame: &'f Frame,
    /// The trigger and the other words of its multiword lemma.
    pub(super) words: Vec<usize>,
    /// Words of the lemma before the trigger: the modifiers of a compound.
    pub(super) modifiers: Vec<usize>,
    /// The word's roles, as the frame settles them.
    pub(super) roles: Roles,
}

/// Whether the word at `j` is the word of a multiword lemma.
fn is_word(sight: &Sight<'_>, j: usize, word: &str) -> bool {
    let tree = sight.tree;
    let form = tree.form(j).as_str();
    tree.lemma(j) == word
        || form == word
        || sight.functions.endings.iter().any(|e| form.strip_suffix(e.as_str()) == Some(word))
}

/// Whether the words of a multiword lemma follow the word at `i`, in order and near.
pub(super) fn follows<'w>(sight: &Sight<'_>, i: usize, rest: impl Iterator<Item = &'w str>) -> bool {
    company(sight, i, rest).is_some()
}

/// The words of a multiword lemma after `i`: its dependents, or the next words.
fn company<'w>(sight: &Sight<'_>, i: usize, rest: impl Iterator<Item = &'w str>) -> Option<Vec<usize>> {
    let tree: &Tree<'_> = sight.tree;
    let mut found = Vec::new();
    let mut at = i;
    for word in rest {
        let near = (at + 1..tree.len().min(at + 2 + GAP)).find(|&j| is_word(sight, j, word))?;
        let own = |w: usize| w == i || found.contains(&w);
        let linked = if matches!(tree.token(near).upos.as_str(), "ADP" | "ADV" | "PART" | "SCONJ") {
            // A particle or preposition goes with the verb, or with an argument of it.
            let above = tree.head(near);
            // "Called the president on Monday" is no calling on.
            if above.is_some_and(|h| sight.in_time(h)) {
                return None;
            }
            near == at + 1 || above.is_some_and(|h| own(h) || tree.head(h).is_some_and(own))
        } else if !tree.is_verb(i) {
            tree.below(near, i) || near <= at + 2
        } else {
            tree.below(near, i) || tree.head(i) == Some(near) || near <= at + 2 || tree.head(near) == tree.head(i)
        };
        if !linked {
            return None;
        }
        found.push(near);
        at = near;
    }
    Some(found)
}

/// Frames of the word at `i` whose conditions hold, the most specific first, up to the first that says
/// that the word is no event; `acts` tells which act another word states, for conditions on arguments.
pub(super) fn find<'f>(
    sight: &Sight<'_>,
    frames: &'f Frames,
    i: usize,
    roles: &dyn Fn() -> Roles,
    acts: &dyn Fn(usize) -> Option<EventType>,
) -> Vec<Match<'f>> {
    let tree = sight.tree;
    let token = tree.token(i);
    let triggers: &[Trigger] = match token.upos.as_str() {
        "VERB" if token.feat("VerbForm") == Some("Part") && sight.passive(i) => &[Trigger::Adjective, Trigger::Verb],
        "VERB" | "AUX" => &[Trigger::Verb],
        // A participle that the tagger took for a noun.
        "NOUN" | "ADJ" if token.rel() == "acl" => &[Trigger::Noun, Trigger::Adjective, Trigger::Verb],
        "NOUN" | "PROPN" => &[Trigger::Noun],
        "ADJ" if token.feat("VerbForm") == Some("Part") => &[Trigger::Adjective, Trigger::Verb],
        "ADJ" => &[Trigger::Adjective],
        _ => return Vec::new(),
    };
    let mut out = Vec::new();
    // A word inside a name states nothing: the Popular Front for the Liberation of Palestine.
    // "The accused", "the wounded" are people.
    if tree.is_verb(i) && tree.children(i).iter().any(|&c| c + 1 == i && tree.token(c).rel() == "det") {
        return out;
    }
    let title = tree.head(i).is_some_and(|h| tree.token(h).upos == "PROPN")
        && matches!(token.rel(), "nmod" | "compound" | "flat");
    if token.upos == "PROPN" && (title || sight.in_name(i)) || sight.in_time(i) {
        return out;
    }
    let mut plain: Option<Roles> = None;
    for &trigger in triggers {
        let mut patterns = frames.of(trigger, tree.lemma(i));
        // A participle that the tagger took for a verb: "est opposée à", "is opposed to".
        if trigger == Trigger::Adjective && tree.is_verb(i) {
            patterns = std::iter::once("")
                .chain(sight.functions.endings.iter().map(String::as_str))
                .filter_map(|e| tree.form(i).strip_suffix(e))
                .flat_map(|stem| [stem, stem.strip_suffix('e').unwrap_or(stem)])
                .map(|word| frames.of(trigger, word))
                .find(|found| !found.is_empty())
                .unwrap_or(&[]);
        }
        if patterns.is_empty()
            && let Some(word) = frames.lemma_of(trigger, tree.form(i))
        {
            patterns = frames.of(trigger, word);
        }
        if !patterns.is_empty() && !tree.is_verb(i) && sight.in_body(i) {
            return Vec::new();
        }
        for pattern in patterns {
            // "Ont libéré … en échange" is no "avoir un échange".
            if token.rel() == "aux" && !pattern.rest.is_empty() {
                continue;
            }
            let Some((modifiers, rest)) = stands(sight, i, pattern) else { continue };
            let frame = &frames.frames[pattern.frame];
            if frame.voice.is_some_and(|v| (v == Voice::Passive) != sight.passive(i))
                || frame.cue.is_some_and(|cue| cue != sight.cue(i))
            {
                continue;
            }
            if frame.predicate && !predicates(sight, i) {
                continue;
            }
            let mut own = plain.get_or_insert_with(roles).clone();
            // A noun of the lemma brings its own arguments: "faire l'éloge de".
            for &noun in rest.iter().filter(|&&w| tree.token(w).upos == "NOUN") {
                let below = sight.roles(noun);
                if !own.has(Role::Object) || rest.iter().any(|r| own.of(Role::Object).any(|o| o == *r)) {
                    for &c in tree.children(noun).iter().filter(|&&c| c > noun && tree.token(c).rel() == "nmod") {
                        if tree.token(c).upos == "PROPN" && tree.markers(c).is_empty() {
                            own.add(Role::Object, c);
                        }
                    }
                }
                for (role, word) in below.all().iter().filter(|(_, w)| *w != i && !rest.contains(w)) {
                    match role {
                        Role::Subject => {}
                        Role::Genitive
                            if own.has(Role::Object) && !rest.iter().any(|r| own.of(Role::Object).any(|o| o == *r)) => {
                        }
                        Role::Genitive => own.add(Role::Object, *word),
                        role => own.add(*role, *word),
                    }
                }
            }
            // The words of the lemma are no arguments of it.
            own.remove(&rest);
            if trigger == Trigger::Noun {
                undergone(sight, i, frame, &mut own);
                settle_genitive(sight, frame, &mut own);
            }
            let holds =
                |(role, is): &(Role, Vec<Is>)| is.iter().any(|is| satisfies(sight, frames, &own, *role, is, acts));
            if !frame.when.iter().all(holds)
                || frame.unless.iter().any(holds)
                || frame.negated.is_some_and(|n| (n == Negated::Only) != (status(sight, i) == Status::Negated))
                || !frame.any.is_empty() && !frame.any.iter().any(holds)
            {
                continue;
            }
            let mut words = vec![i];
            words.extend(rest);
            let shadow = matches!(frame.says, Says::Nothing);
            out.push(Match { frame, words, modifiers, roles: own });
            if shadow {
                return out;
            }
        }
    }
    out
}

/// Whether the pattern's words stand beside its trigger at `i`; gives those of a compound before it, and those after it.
fn stands(sight: &Sight<'_>, i: usize, pattern: &Pattern) -> Option<(Vec<usize>, Vec<usize>)> {
    let tree = sight.tree;
    if pattern.reflexive && !tree.children(i).iter().any(|&c| c < i && reflexive_pronoun(sight, c)) {
        return None;
    }
    let mut modifiers = Vec::new();
    if tree.is_verb(i) {
        // "s'appuyer sur" is another verb than "appuyer".
        if !pattern.reflexive
            && tree.children(i).iter().any(|&c| c < i && tree.token(c).rel() != "iobj" && reflexive_pronoun(sight, c))
        {
            return None;
        }
        let clitic = |word: &str| tree.children(i).iter().any(|&c| c < i && is_word(sight, c, word));
        if !pattern.before.iter().all(|w| clitic(w)) {
            return None;
        }
    } else {
        // The modifiers of a compound, the nearest first.
        let mut at = i;
        for word in &pattern.before {
            at = (at.saturating_sub(2)..at).rev().find(|&j| is_word(sight, j, word))?;
            modifiers.push(at);
        }
    }
    let rest = company(sight, i, pattern.rest.iter().map(|w| w.as_str()))?;
    Some((modifiers, rest))
}

/// Whether the predicate has a finite auxiliary or copula.
fn finite(sight: &Sight<'_>, w: usize) -> bool {
    let tree = sight.tree;
    tree.children(w)
        .iter()
        .any(|&c| matches!(tree.token(c).rel(), "aux" | "cop") && tree.token(c).feat("VerbForm") == Some("Fin"))
}

/// Whether the word is what is said of a subject.
fn predicates(sight: &Sight<'_>, i: usize) -> bool {
    let tree = sight.tree;
    tree.children(i).iter().any(|&c| tree.token(c).rel() == "cop") || tree.token(i).rel() == "xcomp"
}

fn reflexive_pronoun(sight: &Sight<'_>, c: usize) -> bool {
    let token = sight.tree.token(c);
    token.feat("Reflex") == Some("Yes")
        || sight.functions.reflexive.contains(sight.tree.lemma(c).as_str())
        || sight.functions.reflexive.contains(sight.tree.form(c).as_str())
}

/// Who is "in detention", "under attack", "on trial" undergoes what the noun states.
fn undergone(sight: &Sight<'_>, i: usize, frame: &Frame, roles: &mut Roles) {
    let tree = sight.tree;
    let harm = match &frame.says {
        Says::Act(EventType::Coerce) => frame.mode.as_deref() == Some("arrest"),
        Says::Act(kind) => matches!(kind, EventType::Assault | EventType::Sanction),
        Says::Operator(op) => *op == Operator::Accuse,
        Says::Nothing => false,
    };
    let children = tree.children(i);
    let state = children.iter().any(|&c| tree.token(c).rel() == "cop")
        && children.iter().any(|&c| tree.token(c).rel() == "case");
    if !harm || !state {
        return;
    }
    let subjects: Vec<usize> =
        roles.of(Role::Subject).filter(|w| tree.head(*w) == Some(i) && tree.token(*w).rel() == "nsubj").collect();
    roles.remove(&subjects);
    for w in subjects {
        roles.add(Role::Object, w);
    }
}

/// Decides what "of X" is to an event noun: subject or object of the act.
fn settle_genitive(sight: &Sight<'_>, frame: &Frame, roles: &mut Roles) {
    if !roles.has(Role::Genitive) {
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
    let armed = |w: usize| {
        mention_of(sight, w)
            .and_then(|m| sight.actors.code(m.entity))
            .is_some_and(|c| matches!(c.sector(), "MIL" | "REB" | "PRM" | "COP" | "CRM"))
    };
    let genitive: Vec<usize> = roles.of(Role::Genitive).collect();
    // "La tournée européenne du président": who travels is no adjective.
    let named = |w: &usize| sight.actors.entity_at(sight.at(*w)).is_some_and(|e| e.kind == EntityKind::Person);
    if !objective && genitive.iter().any(named) {
        let adjectives: Vec<usize> = roles.of(Role::Subject).filter(|w| sight.tree.token(*w).upos == "ADJ").collect();
        roles.take(Role::Subject, &adjectives);
    }
    let mut settled: Vec<(usize, Role)> = Vec::new();
    for &w in &genitive {
        // "La médiation de l'Arabie saoudite et des États-Unis": the second does what the first does.
        let first = sight.tree.head(w).filter(|_| sight.tree.token(w).rel() == "conj");
        if let Some(&(_, role)) = settled.iter().find(|(g, _)| Some(*g) == first) {
            settled.push((w, role));
            roles.add(role, w);
            continue;
        }
        // A possessor acts; armed actors act, whoever else suffers.
        let agent = objective
            && kind == Some(EventType::Assault)
            && !roles.has(Role::Subject)
            && armed(w)
            && frame.counts.is_none();
        let role = if objective && !agent || roles.has(Role::Subject) && !frame.symmetric {
            Role::Object
        } else {
            Role::Subject
        };
        if !roles.has(role) || genitive.len() > 1 || frame.symmetric {
            roles.add(role, w);
            settled.push((w, role));
        }
    }
}

fn satisfies(
    sight: &Sight<'_>,
    frames: &Frames,
    roles: &Roles,
    role: Role,
    is: &Is,
    acts: &dyn Fn(usize) -> Option<EventType>,
) -> bool {
    match is {
        Is::Empty => !roles.has(role),
        Is::Lemma(lemma) => roles.of(role).any(|w| counted(sight, w).any(|x| sight.tree.lemma(x) == lemma)),
        Is::Class(class) => roles.of(role).any(|w| in_class(sight, frames, w, class, acts)),
    }
}

/// A word, and what it counts: "thousands of officers".
fn counted<'a>(sight: &'a Sight<'_>, w: usize) -> impl Iterator<Item = usize> + 'a {
    let tree = sight.tree;
    let number = tree.token(w).upos == "NUM"
        || tree.token(w).feat("NumType").is_some()
        || sight.functions.number(tree.lemma(w)).is_some();
    let of = move |c: usize| {
        number
            && tree.token(c).rel() == "nmod"
            && tree.markers(c).iter().any(|m| sight.functions.roles_of(m).contains(&Role::From))
    };
    std::iter::once(w).chain(tree.children(w).iter().copied().filter(move |&c| of(c)))
}

/// Who a word is, or of whom: "thousands of protesters" are, "a response to its proposals" is nobody.
fn spoken_of<'a>(sight: &Sight<'a>, w: usize) -> Option<&'a Mention> {
    let tree = sight.tree;
    sight.actors.at(sight.at(w)).or_else(|| {
        let of = |c: usize| tree.markers(c).iter().any(|m| sight.functions.roles_of(m).contains(&Role::From));
        let inside = |c: &usize| match tree.token(*c).rel() {
            "nmod" => of(*c),
            "appos" | "flat" | "amod" | "compound" => true,
            _ => false,
        };
        let under = tree.children(w).iter().copied().filter(inside);
        under.into_iter().find_map(|c| sight.actors.at(sight.at(c)))
    })
}

fn in_class(
    sight: &Sight<'_>,
    frames: &Frames,
    w: usize,
    class: &str,
    acts: &dyn Fn(usize) -> Option<EventType>,
) -> bool {
    let tree = sight.tree;
    let mention = || spoken_of(sight, w).map(|m| &sight.actors.entities[m.entity]);
    let sector =
        |sectors: &[&str]| mention().and_then(|e| e.code.as_ref()).is_some_and(|c| sectors.contains(&c.sector()));
    match class {
        "actor" => {
            let named = tree.token(w).upos == "PROPN" && mention().is_none_or(|e| e.kind != EntityKind::Place);
            !sight.in_time(w) && (tree.token(w).upos == "PRON" || named || mention().is_some_and(|e| e.code.is_some()))
        }
        "person" => sight.actors.entity_at(sight.at(w)).is_some_and(|e| e.kind == EntityKind::Person),
        "armed" => sector(&["MIL", "REB", "PRM"]),
        "cop" => sector(&["COP", "SPY"]),
        "civilian" => sector(&["CVL", "REF", "LAB", "EDU", "REL", "MED", "OPP"]),
        "government" => sector(&["GOV", "IGO", "LEG"]),
        "place" => mention().is_some_and(|e| matches!(e.kind, EntityKind::Place | EntityKind::State)),
        "act" => acts(w).is_some(),
        "hostile" => acts(w).is_some_and(hostile),
        "good" => acts(w).is_some_and(|a| !hostile(a)),
        "finite" => tree.token(w).feat("VerbForm") == Some("Fin") || finite(sight, w),
        // In quotation marks: "called it 'a farce'".
        "quoted" => {
            let first = (0..tree.len()).find(|&x| tree.below(x, w)).unwrap_or(w);
            let mark = |x: usize| matches!(tree.token(x).form.as_str(), "\"" | "«" | "“" | "„" | "''" | "``" | "‘");
            (first.saturating_sub(1)..=w).any(mark)
        }
        "press" => sector(&["MED"]),
        "legislature" => sector(&["LEG"]),
        // "It would attack" is no infinitive, whatever its verb's form.
        "infinitive" => {
            tree.token(w).feat("VerbForm") == Some("Inf")
                && !tree.children(w).iter().any(|&c| tree.token(c).rel() == "aux")
        }
        "number" => tree.token(w).upos == "NUM" || tree.children(w).iter().any(|&c| tree.token(c).rel() == "nummod"),
        // "A barbarous act" is what its adjective says.
        listed => {
            counted(sight, w).any(|x| frames.in_class(listed, tree.lemma(x)))
                || tree.children(w).iter().any(|&c| {
                    tree.token(c).rel() == "amod"
                        && tree.token(c).upos == "ADJ"
                        && frames.in_class(listed, tree.lemma(c))
                })
        }
    }
}
