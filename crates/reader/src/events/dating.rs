//! When and where an act took place, as its sentence says.

use chancery_record::{ActorCode, Edtf, EventType, Place, SmolStr, Time};

use super::coding::Act;
use super::predicates::Sight;
use super::roles::Role;
use super::unsaid::{is_state, physical, speech};

/// Words of the sentence that an expression covers, the topmost one.
fn top(sight: &Sight<'_>, span: chancery_record::Span) -> Option<usize> {
    let tree = sight.tree;
    let inside = |i: usize| tree.token(i).span.overlaps(span);
    (0..tree.len()).find(|&i| inside(i) && tree.head(i).is_none_or(|h| !inside(h)))
}

/// Distance from an expression up to the act's predicate; none when the act is not above it.
fn distance(sight: &Sight<'_>, from: usize, act: &Act) -> Option<usize> {
    std::iter::once(from).chain(sight.tree.ancestors(from)).position(|a| act.words.contains(&a))
}

/// Chooses among expressions the one that belongs to `act`: nearest below its predicate and not
/// nearer to another act's; else, for an act under a governing clause, the one of that clause.
fn own<'x, T>(
    sight: &Sight<'_>,
    act: &Act,
    acts: &[Act],
    items: &'x [T],
    span: impl Fn(&T) -> chancery_record::Span,
) -> Option<&'x T> {
    let sentence = sight.tree.sentence.span;
    let mut best: Option<(usize, &T)> = None;
    for item in items.iter().filter(|x| sentence.overlaps(span(x))) {
        let Some(word) = top(sight, span(item)) else { continue };
        let mine = distance(sight, word, act);
        let light = mine.is_none().then(|| {
            let (verb, _) = sight.light_verb(act.words[0])?;
            std::iter::once(word).chain(sight.tree.ancestors(word)).position(|a| a == verb)
        });
        let Some(d) = mine.or(light.flatten()) else { continue };
        let nearer = acts
            .iter()
            .filter(|other| other.words[0] != act.words[0])
            .filter_map(|other| distance(sight, word, other))
            .any(|o| o < d);
        if !nearer && best.is_none_or(|(b, _)| d < b) {
            best = Some((d, item));
        }
    }
    if let Some((_, item)) = best {
        return Some(item);
    }
    // The governing clause's: "a annoncé lundi que …", for acts that have none of their own.
    for above in sight.tree.ancestors(act.words[0]) {
        let found = items
            .iter()
            .filter(|x| sentence.overlaps(span(x)))
            .find(|x| top(sight, span(x)).is_some_and(|w| sight.tree.head(w) == Some(above)));
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The calendar expression that dates the act.
pub(super) fn time<'x>(sight: &Sight<'_>, act: &Act, acts: &[Act], times: &'x [Time]) -> Option<&'x Time> {
    if !(speech(act.kind) && sight.tree.is_verb(act.at)) {
        return own(sight, act, acts, times, |t| t.span);
    }
    // "A invité les deux camps à se rendre à Oslo avant la fin juin": the day is of what is asked, not of the asking.
    let free: Vec<&Time> =
        times.iter().filter(|t| top(sight, t.span).is_none_or(|word| !in_content(sight, word, act))).collect();
    own(sight, act, acts, &free, |t| t.span).copied()
}

/// Whether a word stands in the clause that tells what is asked, promised or threatened.
fn in_content(sight: &Sight<'_>, word: usize, act: &Act) -> bool {
    let tree = sight.tree;
    let content = |w: usize| matches!(tree.token(w).deprel.as_str(), "xcomp" | "ccomp") && tree.is_verb(w);
    let path = || std::iter::once(word).chain(tree.ancestors(word));
    let Some(up) = path().position(|w| act.words.contains(&w)) else { return false };
    path().take(up).any(content)
}

/// Length of a date that is known to the day.
const DAY: usize = "2025-03-05".len();

/// Whether a word leaves the day of its act open: "has accused", "recently condemned", "who condemns".
pub(super) fn undated(sight: &Sight<'_>, i: usize) -> bool {
    let tree = sight.tree;
    let functions = sight.functions;
    let verb = if tree.is_verb(i) { i } else { sight.light_verb(i).map_or(i, |(verb, _)| verb) };
    tree.token(verb).deprel == "acl:relcl"
        || tree.children(verb).iter().any(|&c| {
            let token = tree.token(c);
            let perfect = token.rel() == "aux"
                && token.feat("Tense") == Some("Pres")
                && tree.token(verb).feat("VerbForm") == Some("Part")
                && functions.perfect.contains(tree.lemma(c).as_str());
            perfect || token.rel() == "advmod" && functions.undated.contains(tree.lemma(c).as_str())
        })
}

/// The only day that the sentence names.
pub(super) fn only_day<'x>(sight: &Sight<'_>, times: &'x [Time]) -> Option<&'x Time> {
    let sentence = sight.tree.sentence.span;
    let mut here = times.iter().filter(|t| sentence.overlaps(t.span));
    here.next().filter(|t| t.edtf.as_str().len() == DAY && here.next().is_none())
}

/// The date that a time gives an act: no finer than a day, and open where the time tells its beginning.
pub(super) fn value(sight: &Sight<'_>, act: &Act, time: &Time) -> Edtf {
    let tree = sight.tree;
    let text = time.edtf.as_str();
    let day = text.split_once('T').map_or(text, |(day, _)| day);
    let begins = top(sight, time.span).is_some_and(|w| {
        tree.markers(w).iter().chain(&tree.marks(w)).any(|m| sight.functions.since.contains(m.as_str()))
    });
    let lasts = begins && !day.contains(['/', '[', '{']) && tree.is_verb(act.at);
    let text = if lasts { format!("{day}/..") } else { day.to_owned() };
    text.parse().unwrap_or_else(|_| time.edtf.clone())
}

/// The place name that locates the act: never one that is its source or target.
pub(super) fn place<'x>(sight: &Sight<'_>, act: &Act, acts: &[Act], places: &'x [Place]) -> Option<&'x Place> {
    // What is said is said where its own clause says, not where what it speaks of lies.
    let spoken = matches!(
        act.kind,
        EventType::Accuse
            | EventType::Request
            | EventType::Reject
            | EventType::Threaten
            | EventType::Support
            | EventType::Agree
    );
    if spoken {
        return places.iter().find(|p| {
            let own = |w: usize| {
                let placed = sight.marked(w).contains(&Role::Place);
                placed
                    && sight.tree.token(w).rel() == "obl"
                    && sight.tree.head(w).is_some_and(|h| act.words.contains(&h))
            };
            !p.metonym && sight.tree.sentence.span.overlaps(p.span) && top(sight, p.span).is_some_and(own)
        });
    }
    let by_role = act.places.iter().find_map(|&w| {
        let span = sight.tree.token(w).span;
        places.iter().find(|p| p.span.overlaps(span) && !p.metonym)
    });
    by_role
        .or_else(|| {
            let free: Vec<&Place> = places
                .iter()
                .filter(|p| {
                    !p.metonym
                        && top(sight, p.span).is_some_and(|w| {
                            !act.source_words.contains(&w)
                                && sight
                                    .tree
                                    .markers(w)
                                    .iter()
                                    .any(|m| sight.functions.roles_of(m).contains(&Role::Place))
                        })
                })
                .collect();
            own(sight, act, acts, &free, |p| p.span).copied()
        })
        .or_else(|| {
            // "L'offensive au nord-est de la Syrie": a place inside the act's own phrase.
            let within = |p: &&Place| {
                !p.metonym
                    && top(sight, p.span).is_some_and(|w| {
                        !act.source_words.iter().chain(&act.target_words).any(|&a| sight.tree.below(w, a))
                            && sight.tree.ancestors(w).take(3).any(|a| a == act.words[0])
                    })
            };
            places.iter().find(within)
        })
}

/// The country of an act that no place name locates, from whose it is; `near` is the country of its parties.
pub(super) fn scene(act: &Act, source: &[ActorCode], near: impl Fn() -> Option<SmolStr>) -> Option<SmolStr> {
    let own = |sectors: &[&str]| {
        let code = source.first().filter(|c| is_state(c) && sectors.contains(&c.sector()))?;
        Some(SmolStr::new(code.country()))
    };
    match (act.kind, act.mode.as_deref()) {
        // Troops that gather against a neighbour do not stand in its country, nor always in their own.
        (EventType::Mobilize, Some("troops")) => None,
        // Authorities arrest, seize and forbid at home.
        (EventType::Coerce, Some("arrest" | "seize" | "restrict" | "censor" | "curfew" | "martial-law")) => {
            own(&["GOV", "COP", "JUD", "SPY"]).or_else(near)
        }
        (EventType::Accuse, Some("investigate")) => own(&["COP", "JUD"]),
        _ if physical(act) || act.kind == EventType::Concede => near(),
        _ => None,
    }
}
