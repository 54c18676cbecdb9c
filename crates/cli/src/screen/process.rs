//! The state of a peace process, relations, stances and claims, for people.

use std::fmt::Write as _;

use chancery::record::{Edtf, Reading, Span};

use super::{ACTOR, FAINT, HEAD, TYPE, WORDS, one_line};

/// The code of an entity, else its name; a code stands for itself.
fn who(reading: &Reading, id: &str) -> String {
    let entity = reading.entities.iter().find(|e| e.id == id);
    let shown = entity.map_or(id, |e| e.code.as_ref().map_or(e.name.as_str(), |c| c.as_str()));
    format!("{ACTOR}{shown}{ACTOR:#}")
}

fn named(reading: &Reading, id: &str) -> String {
    let name = reading.entities.iter().find(|e| e.id == id).map_or(id, |e| e.name.as_str());
    format!("{ACTOR}{}{ACTOR:#}", one_line(name))
}

fn all(reading: &Reading, ids: &[String]) -> String {
    if ids.is_empty() {
        return format!("{FAINT}–{FAINT:#}");
    }
    let codes: Vec<String> = ids.iter().map(|id| who(reading, id)).collect();
    codes.join(" ")
}

fn dates<'d>(dates: impl IntoIterator<Item = &'d Edtf>) -> String {
    dates.into_iter().fold(String::new(), |all, d| format!("{all}  {d}"))
}

fn venue(reading: &Reading, id: Option<&String>) -> String {
    id.map_or(String::new(), |id| {
        let name = reading.entities.iter().find(|e| e.id == *id).map_or(id.as_str(), |e| e.name.as_str());
        format!("  {name}")
    })
}

fn words(text: &str, span: Span) -> String {
    format!("{WORDS}[{}]{WORDS:#}", one_line(span.of(text)))
}

fn head(out: &mut String, name: &str, count: usize) {
    if count > 0 {
        let _ = writeln!(out, "\n{HEAD}{name}{HEAD:#} {FAINT}{count}{FAINT:#}");
    }
}

/// Offers with their answers, accords, leverage, rounds; nothing where there are none.
pub(super) fn process(reading: &Reading, text: &str) -> String {
    let mut out = String::new();
    let Some(diplomacy) = &reading.diplomacy else { return out };
    head(&mut out, "Offers", diplomacy.offers.len());
    for offer in &diplomacy.offers {
        let (by, place) = (all(reading, &offer.offeror), venue(reading, offer.venue.as_ref()));
        let when = dates(&offer.date);
        let _ = writeln!(out, "  {TYPE}{}{TYPE:#}  {by}{place}{when}  {}", offer.kind, words(text, offer.span));
        for invitation in &offer.invitations {
            let mut line =
                format!("      {}  {}", who(reading, &invitation.invitee), invitation.response.replace('_', " "));
            if let (Some(by), Some(level)) = (&invitation.by, &invitation.level) {
                let _ = write!(line, " by {} ({level})", named(reading, by));
            }
            let _ = writeln!(out, "{line}{}", dates(&invitation.as_of));
        }
    }
    head(&mut out, "Accords", diplomacy.accords.len());
    for accord in &diplomacy.accords {
        let parties = all(reading, &accord.parties);
        let when = dates(&accord.dates);
        let _ = writeln!(
            out,
            "  {TYPE}{}{TYPE:#}  {parties}{when}  {}, implementation {}",
            one_line(&accord.name),
            accord.status.replace('_', " "),
            accord.implementation
        );
        if !accord.mediators.is_empty() {
            let _ = writeln!(out, "      mediators {}", all(reading, &accord.mediators));
        }
        for provision in &accord.provisions {
            let _ = writeln!(out, "      {}  {}", provision.category, words(text, provision.span));
        }
        for breach in &accord.breaches {
            let by = breach.by.as_ref().map_or(String::new(), |b| format!(" by {}", who(reading, b)));
            let alleged = breach.alleged_by.as_ref().map_or(String::new(), |b| format!(", says {}", who(reading, b)));
            let _ = writeln!(out, "      breach{by}{alleged}  {}", words(text, breach.span));
        }
    }
    head(&mut out, "Leverage", diplomacy.leverage.len());
    for act in &diplomacy.leverage {
        let _ = writeln!(
            out,
            "  {TYPE}{} {}{TYPE:#}  {} → {}{}  {}",
            act.direction,
            act.instrument,
            all(reading, &act.source),
            all(reading, &act.target),
            dates(&act.date),
            words(text, act.span)
        );
    }
    head(&mut out, "Rounds", diplomacy.rounds.len());
    for round in &diplomacy.rounds {
        let place = venue(reading, round.venue.as_ref());
        let _ = writeln!(
            out,
            "  {}{place}{}  {TYPE}{}{TYPE:#}, outcome {}  {}",
            all(reading, &round.participants),
            dates(&round.dates),
            round.level,
            round.outcome,
            words(text, round.span)
        );
        if !round.mediators.is_empty() {
            let _ = writeln!(out, "      mediators {}", all(reading, &round.mediators));
        }
    }
    out
}

/// Relations, stances and claims; nothing where there are none.
pub(super) fn statements(reading: &Reading, text: &str) -> String {
    let mut out = String::new();
    head(&mut out, "Relations", reading.relations.len());
    for relation in &reading.relations {
        let (from, to) = (named(reading, &relation.from), named(reading, &relation.to));
        let _ = writeln!(out, "  {from}  {TYPE}{}{TYPE:#}  {to}  {}", relation.kind, words(text, relation.span));
    }
    head(&mut out, "Stances", reading.stances.len());
    for stance in &reading.stances {
        let (holder, towards) = (named(reading, &stance.holder), named(reading, &stance.towards));
        let _ = writeln!(out, "  {holder}  {TYPE}{}{TYPE:#}  {towards}  {}", stance.polarity, words(text, stance.span));
    }
    head(&mut out, "Claims", reading.claims.len());
    for claim in &reading.claims {
        let _ = writeln!(
            out,
            "  {TYPE}{}{TYPE:#} {}  stated {}, computed {}  {}",
            claim.kind,
            claim.verdict,
            claim.stated,
            claim.computed,
            words(text, claim.span)
        );
    }
    out
}
