//! Who is named where in a reading, so that an item can be renamed or taken out everywhere.

use chancery_record::{ActorCode, Event, Reading};

fn list(ids: &mut Vec<String>, to: &dyn Fn(&str) -> Option<String>) {
    let mut kept: Vec<String> = Vec::with_capacity(ids.len());
    for id in ids.drain(..) {
        if let Some(id) = to(&id)
            && !kept.contains(&id)
        {
            kept.push(id);
        }
    }
    *ids = kept;
}

fn one(id: &mut Option<String>, to: &dyn Fn(&str) -> Option<String>) {
    *id = id.take().and_then(|id| to(&id));
}

/// Gives every reference to an actor the id that `to` says; those without one are taken out, and
/// items that cannot be without with them.
pub(crate) fn actors(reading: &mut Reading, to: &dyn Fn(&str) -> Option<String>) {
    for event in &mut reading.events {
        list(&mut event.source_entities, to);
        list(&mut event.target_entities, to);
        list(&mut event.holders, to);
        event.participants.retain_mut(|p| to(&p.entity).map(|id| p.entity = id).is_some());
    }
    for quotation in &mut reading.quotations {
        one(&mut quotation.speaker_entity, to);
    }
    reading.relations.retain_mut(|r| {
        let (from, with) = (to(&r.from), to(&r.to));
        from.zip(with).map(|(from, with)| (r.from, r.to) = (from, with)).is_some() && r.from != r.to
    });
    reading.stances.retain_mut(|s| {
        let (holder, towards) = (to(&s.holder), to(&s.towards));
        holder.zip(towards).map(|(holder, towards)| (s.holder, s.towards) = (holder, towards)).is_some()
    });
    let Some(diplomacy) = &mut reading.diplomacy else { return };
    for offer in &mut diplomacy.offers {
        list(&mut offer.offeror, to);
        one(&mut offer.venue, to);
        offer.invitations.retain_mut(|i| {
            one(&mut i.by, to);
            to(&i.invitee).map(|id| i.invitee = id).is_some()
        });
    }
    for accord in &mut diplomacy.accords {
        list(&mut accord.parties, to);
        list(&mut accord.mediators, to);
        for breach in &mut accord.breaches {
            one(&mut breach.by, to);
            one(&mut breach.alleged_by, to);
        }
    }
    for act in &mut diplomacy.leverage {
        list(&mut act.source, to);
        list(&mut act.target, to);
    }
    for round in &mut diplomacy.rounds {
        list(&mut round.participants, to);
        list(&mut round.mediators, to);
        one(&mut round.venue, to);
    }
}

/// The same for references to events.
pub(crate) fn events(reading: &mut Reading, to: &dyn Fn(&str) -> Option<String>) {
    reading.stances.retain_mut(|s| to(&s.towards).map(|id| s.towards = id).is_some());
    let Some(diplomacy) = &mut reading.diplomacy else { return };
    for offer in &mut diplomacy.offers {
        one(&mut offer.event, to);
        offer.invitations.iter_mut().for_each(|i| one(&mut i.event, to));
    }
    for accord in &mut diplomacy.accords {
        one(&mut accord.event, to);
        accord.breaches.iter_mut().for_each(|b| one(&mut b.event, to));
    }
    diplomacy.leverage.iter_mut().for_each(|l| one(&mut l.event, to));
    diplomacy.rounds.iter_mut().for_each(|r| one(&mut r.event, to));
}

/// Takes out what is nothing without an event: offers, acts of leverage, breaches.
pub(crate) fn without_event(reading: &mut Reading, event: &str) {
    let Some(diplomacy) = &mut reading.diplomacy else { return };
    let other = |id: &Option<String>| id.as_deref() != Some(event);
    diplomacy.offers.retain(|o| other(&o.event));
    diplomacy.leverage.retain(|l| other(&l.event));
    for accord in &mut diplomacy.accords {
        accord.breaches.retain(|b| other(&b.event));
    }
}

/// Gives an actor another code wherever it stood under its old one: in `which` events, and as a
/// speaker. A code stays where another actor of the event has it.
pub(crate) fn recode(
    reading: &mut Reading,
    actor: &str,
    old: Option<&ActorCode>,
    new: Option<&ActorCode>,
    which: &dyn Fn(&Event, &str) -> bool,
) {
    if old == new {
        return;
    }
    let holders: Vec<(String, Option<ActorCode>)> =
        reading.entities.iter().map(|e| (e.id.clone(), e.code.clone())).collect();
    for event in &mut reading.events {
        let (in_source, in_target) = (which(event, "source"), which(event, "target"));
        let sides = [
            (&mut event.source, &event.source_entities, in_source),
            (&mut event.target, &event.target_entities, in_target),
        ];
        for (codes, entities, meant) in sides {
            if !meant || !entities.iter().any(|e| e == actor) || old.is_some_and(|old| !codes.contains(old)) {
                continue;
            }
            let shared = holders.iter().any(|(id, c)| id != actor && c.as_ref() == old && entities.contains(id));
            if !shared {
                codes.retain(|c| Some(c) != old);
            }
            codes.extend(new.cloned());
            codes.sort();
            codes.dedup();
        }
    }
    for quotation in &mut reading.quotations {
        if quotation.speaker_entity.as_deref() == Some(actor) && quotation.speaker_code.as_ref() == old {
            quotation.speaker_code = new.cloned();
        }
    }
}
