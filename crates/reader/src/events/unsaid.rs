//! What kind of act an act is, and whom it involves where the sentence does not say.

use chancery_record::{ActorCode, Edtf, EventType};

use super::coding::Act;
use super::predicates::Sight;

/// Whether the act lies before the time of the telling: "avait demandé", "had asked".
pub(super) fn anterior(sight: &Sight<'_>, i: usize) -> bool {
    let tree = sight.tree;
    tree.token(i).feat("VerbForm") == Some("Part")
        && tree.children(i).iter().any(|&c| {
            let aux = tree.token(c);
            aux.rel() == "aux"
                && matches!(aux.feat("Tense"), Some("Imp" | "Past"))
                && aux.feat("VerbForm") == Some("Fin")
        })
}

/// Whether the act's noun points back, and whether it brings in something new.
pub(super) fn pointing(sight: &Sight<'_>, act: &Act) -> (bool, bool) {
    let tree = sight.tree;
    let noun = act.words[0];
    if tree.is_verb(noun) {
        return (false, false);
    }
    let mut back = false;
    let mut new = false;
    for &c in tree.children(noun) {
        let token = tree.token(c);
        match token.rel() {
            "det" => {
                // "lors d'une manifestation" tells of none that is new.
                let told = matches!(tree.token(noun).rel(), "nsubj" | "obj" | "root" | "conj" | "ccomp" | "parataxis");
                new |= told && token.feat("Definite") == Some("Ind");
                back |= token.feat("PronType") == Some("Dem") || token.feat("Definite") == Some("Def");
            }
            "amod" => new |= sight.functions.other.contains(tree.lemma(c).as_str()),
            _ => {}
        }
    }
    (back && !new, new)
}

/// Whether a day is the other or one of the three days before it.
pub(super) fn close(day: &Edtf, published: &Edtf) -> bool {
    let parse = |d: &Edtf| d.as_str().parse::<jiff::civil::Date>().ok();
    match (parse(day), parse(published)) {
        (Some(day), Some(published)) => {
            let past = published.since(day).map_or(-1, |span| i64::from(span.get_days()));
            (0..=3).contains(&past)
        }
        _ => false,
    }
}

pub(super) fn unsaid_source(act: &Act, country: Option<&str>) -> Option<ActorCode> {
    if let Some(sector) = &act.unsaid {
        return ActorCode::new(country?, sector).ok();
    }
    let sector = match (act.kind, act.mode.as_deref()) {
        (EventType::Protest, Some("strike")) => "LAB",
        (EventType::Protest, _) => "CVL",
        (EventType::Coerce, Some("arrest")) => "COP",
        (EventType::Coerce, _) => "GOV",
        (EventType::Concede, _) => "GOV",
        (EventType::Sanction, Some("convict")) => "JUD",
        (EventType::Accuse, Some("investigate")) => "JUD",
        (EventType::Assault, Some("crowd-control")) => "COP",
        (EventType::Assault, _) => "UNK",
        _ => return None,
    };
    ActorCode::new(country?, sector).ok()
}

pub(super) fn unsaid_target(act: &Act, source: &[ActorCode], country: Option<&str>) -> Option<ActorCode> {
    let sector = match (act.kind, act.mode.as_deref()) {
        (EventType::Protest, Some("demo" | "strike" | "obstruct" | "hunger") | None) => "GOV",
        (EventType::Mobilize, Some("police")) => "CVL",
        (EventType::Protest, Some("riot")) => "COP",
        (EventType::Coerce | EventType::Concede, _) => "CVL",
        (EventType::Assault, _) => "CVL",
        // Praise of a protest and calls for one are addressed to the crowd.
        (EventType::Support | EventType::Request, _) if act.of == Some(EventType::Protest) => "CVL",
        // What a crowd demands, it demands of the government.
        (EventType::Request, _) if !source.is_empty() && source.iter().all(|c| c.sector() == "CVL") => "GOV",
        _ => return None,
    };
    ActorCode::new(country?, sector).ok()
}

/// Whether the code's first part is a state, not a body's or nobody's.
pub(super) fn is_state(code: &ActorCode) -> bool {
    const BODIES: [&str; 13] =
        ["UNO", "EUR", "NAT", "AFU", "ECO", "OSC", "ARL", "ICC", "IGO", "NGO", "MNC", "IMG", "UNK"];
    !BODIES.contains(&code.country())
}

pub(super) fn first_person_near(sight: &Sight<'_>, act: &Act) -> bool {
    let i = act.at;
    sight.tree.token(i).feat("Person") == Some("1")
        || sight.tree.children(i).iter().any(|&c| {
            matches!(sight.tree.token(c).rel(), "nsubj" | "aux") && sight.tree.token(c).feat("Person") == Some("1")
        })
}

/// Acts that are done by speaking.
pub(super) fn speech(kind: EventType) -> bool {
    use EventType as T;
    matches!(kind, T::Accuse | T::Request | T::Reject | T::Threaten | T::Support | T::Agree)
}

/// Acts that can be told without a name: somebody was killed, arrested, marched.
pub(super) fn happens(kind: EventType) -> bool {
    use EventType as T;
    matches!(kind, T::Assault | T::Protest | T::Coerce | T::Mobilize | T::Retreat | T::Concede | T::Sanction)
}

/// Acts that happen somewhere rather than being said.
pub(super) fn physical(act: &Act) -> bool {
    use EventType as T;
    matches!(act.kind, T::Protest | T::Coerce | T::Assault | T::Mobilize | T::Retreat)
}

/// The country of an act between actors of one state: it takes place there.
pub(super) fn domestic(act: &Act, source: &[ActorCode], target: &[ActorCode]) -> Option<String> {
    use EventType as T;
    if !matches!(act.kind, T::Support | T::Reject | T::Agree | T::Consult | T::Sanction | T::Request | T::Accuse) {
        return None;
    }
    let country = source.first().filter(|c| is_state(c))?.country();
    let here = |codes: &[ActorCode]| codes.iter().all(|c| c.country() == country);
    (here(source) && here(target) && (act.symmetric || !target.is_empty())).then(|| country.to_owned())
}

/// Acts that somebody wills: told in passing and of nobody, they are no news.
pub(super) fn willed(kind: EventType) -> bool {
    use EventType as T;
    matches!(kind, T::Support | T::Agree | T::Aid | T::Cooperate | T::Threaten | T::Mobilize | T::Consult)
}

/// Harm that is news though its doer is not said.
pub(super) fn harm(act: &Act) -> bool {
    use EventType as T;
    matches!(act.kind, T::Assault | T::Coerce)
        || act.kind == T::Accuse && (act.of.is_some() || act.mode.as_deref() != Some("disapprove"))
        || act.kind == T::Sanction && matches!(act.mode.as_deref(), Some("convict" | "expel"))
}

/// Violence as individuals do it: what armies, bombers and torturers do is none of it.
pub(super) fn ordinary(act: &Act) -> bool {
    matches!(act.mode.as_deref(), None | Some("beat" | "primitive" | "firearms" | "sexual" | "abduct"))
}

/// Whether the actor is of the state, contends for it, or is a body of states.
pub(super) fn public(code: &ActorCode) -> bool {
    matches!(code.sector(), "GOV" | "MIL" | "COP" | "SPY" | "JUD" | "LEG" | "PTY" | "OPP" | "REB" | "PRM" | "IGO")
}

/// Whether the word is a participle that describes a noun: "les soldats déployés au Sahel".
pub(super) fn attribute(sight: &Sight<'_>, i: usize) -> bool {
    let token = sight.tree.token(i);
    let past = token.feat("Tense") == Some("Past") || token.feat("Voice") == Some("Pass");
    past && token.feat("VerbForm") == Some("Part")
        && matches!(token.rel(), "acl" | "amod")
        && token.deprel != "acl:relcl"
}

/// Whether all are the forces or the government of states.
pub(super) fn forces(codes: &[ActorCode]) -> bool {
    codes.iter().all(|c| is_state(c) && matches!(c.sector(), "GOV" | "MIL"))
}
