//! The state of a peace process.

use chancery_record::{Accord, Diplomacy, Offer};

use super::{ARTICLE, Cell, Column, END, HASH, Row, START, Table, WORDS, dates, integer, located, text};
use crate::view::View;

const OFFER: Column = integer("offer", "Number of the offer in its article, from 1");
const ACCORD: Column = integer("accord", "Number of the accord in its article, from 1");
const EVENT: Column = text("event_id", "The event that it is");

fn offers<'r>(view: &View<'r>) -> impl Iterator<Item = (usize, &'r Offer)> {
    view.reading.diplomacy.iter().flat_map(|d: &Diplomacy| &d.offers).zip(1..).map(|(o, n)| (n, o))
}

fn accords<'r>(view: &View<'r>) -> impl Iterator<Item = (usize, &'r Accord)> {
    view.reading.diplomacy.iter().flat_map(|d: &Diplomacy| &d.accords).zip(1..).map(|(a, n)| (n, a))
}

fn name(view: &View<'_>, id: Option<&str>) -> Cell {
    id.map(|id| view.entity(id).map_or(id, |e| e.name.as_str())).into()
}

fn code(view: &View<'_>, id: Option<&str>) -> Cell {
    id.and_then(|id| view.entity(id)).and_then(|e| e.code.as_ref()).map(|c| c.as_str()).into()
}

pub(super) const OFFERS: Table = Table {
    name: "offers",
    about: "A proposal to host, mediate, talk, cease fire, or terms of peace",
    key: &["article_id", "offer"],
    columns: &[
        OFFER,
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        EVENT,
        text("kind", "host, mediate, talks, ceasefire or terms"),
        text("offeror", "Names of who offers"),
        text("offeror_codes", "Their actor codes"),
        text("venue", "Where, for a host"),
        text("date", "When it was made, EDTF"),
    ],
    rows: |view| {
        offers(view)
            .map(|(n, o)| {
                let mut row: Row = vec![n.into()];
                row.extend(located(view, o.span));
                row.extend([
                    o.event.as_deref().into(),
                    o.kind.as_str().into(),
                    view.names(&o.offeror).into(),
                    view.codes(&o.offeror).into(),
                    name(view, o.venue.as_deref()),
                    o.date.as_ref().into(),
                ]);
                row
            })
            .collect()
    },
};

pub(super) const INVITATIONS: Table = Table {
    name: "invitations",
    about: "An addressee of an offer and the answer on record; start and end are the offer's",
    key: &["article_id", "offer", "invitation"],
    columns: &[
        OFFER,
        integer("invitation", "Number of the invitation in its offer, from 1"),
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("invitee", "Name of who is invited"),
        text("invitee_code", "Its actor code"),
        text("response", "none_reported, accept, conditional, welcome, noncommittal or decline"),
        text("level", "Whose answer: principal, minister, spokesperson or reported"),
        text("by", "Name of who answered"),
        text("response_event_id", "The event that is the answer"),
        text("as_of", "Date of the answer, or of the report that has none, EDTF"),
    ],
    rows: |view| {
        let mut rows = Vec::new();
        for (n, offer) in offers(view) {
            for (invitation, i) in offer.invitations.iter().zip(1usize..) {
                let mut row: Row = vec![n.into(), i.into()];
                row.extend(located(view, offer.span));
                row.extend([
                    name(view, Some(&invitation.invitee)),
                    code(view, Some(&invitation.invitee)),
                    invitation.response.as_str().into(),
                    invitation.level.as_deref().into(),
                    name(view, invitation.by.as_deref()),
                    invitation.event.as_deref().into(),
                    invitation.as_of.as_ref().into(),
                ]);
                rows.push(row);
            }
        }
        rows
    },
};

pub(super) const ACCORDS: Table = Table {
    name: "accords",
    about: "An agreement, treaty, ceasefire, exchange deal or settlement",
    key: &["article_id", "accord"],
    columns: &[
        ACCORD,
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        EVENT,
        text("name", "The text's name for it, or its words"),
        text("dates", "When it was agreed, announced or signed, EDTF"),
        text("parties", "Names of those bound"),
        text("party_codes", "Their actor codes"),
        text("mediators", "Names of mediators, sponsors, guarantors, witnesses"),
        text("mediator_codes", "Their actor codes"),
        text("status", "proposed, negotiated, signed, in_force, broken or ended"),
        text("implementation", "none, partial, full or unknown"),
    ],
    rows: |view| {
        accords(view)
            .map(|(n, a)| {
                let mut row: Row = vec![n.into()];
                row.extend(located(view, a.span));
                row.extend([
                    a.event.as_deref().into(),
                    a.name.as_str().into(),
                    dates(&a.dates),
                    view.names(&a.parties).into(),
                    view.codes(&a.parties).into(),
                    view.names(&a.mediators).into(),
                    view.codes(&a.mediators).into(),
                    a.status.as_str().into(),
                    a.implementation.as_str().into(),
                ]);
                row
            })
            .collect()
    },
};

pub(super) const PROVISIONS: Table = Table {
    name: "provisions",
    about: "A clause of an accord",
    key: &["article_id", "accord", "provision"],
    columns: &[
        ACCORD,
        integer("provision", "Number of the provision in its accord, from 1"),
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("category", "ceasefire, withdrawal, prisoners, … other"),
    ],
    rows: |view| {
        let mut rows = Vec::new();
        for (n, accord) in accords(view) {
            for (provision, i) in accord.provisions.iter().zip(1usize..) {
                let mut row: Row = vec![n.into(), i.into()];
                row.extend(located(view, provision.span));
                row.push(provision.category.as_str().into());
                rows.push(row);
            }
        }
        rows
    },
};

pub(super) const BREACHES: Table = Table {
    name: "breaches",
    about: "A breach of an accord, reported or alleged",
    key: &["article_id", "accord", "breach"],
    columns: &[
        ACCORD,
        integer("breach", "Number of the breach in its accord, from 1"),
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("by", "Name of who broke it"),
        text("by_code", "Its actor code"),
        text("alleged_by", "Name of who says so"),
        text("alleged_by_code", "Its actor code"),
        integer("provision", "Number of the provision that was broken, from 1"),
        EVENT,
    ],
    rows: |view| {
        let mut rows = Vec::new();
        for (n, accord) in accords(view) {
            for (breach, i) in accord.breaches.iter().zip(1usize..) {
                let mut row: Row = vec![n.into(), i.into()];
                row.extend(located(view, breach.span));
                row.extend([
                    name(view, breach.by.as_deref()),
                    code(view, breach.by.as_deref()),
                    name(view, breach.alleged_by.as_deref()),
                    code(view, breach.alleged_by.as_deref()),
                    breach.provision.map(|p| p + 1).into(),
                    breach.event.as_deref().into(),
                ]);
                rows.push(row);
            }
        }
        rows
    },
};

pub(super) const LEVERAGE: Table = Table {
    name: "leverage",
    about: "An act of pressure or reward short of war",
    key: &["article_id", "leverage"],
    columns: &[
        integer("leverage", "Number of the act in its article, from 1"),
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        EVENT,
        text("source", "Names of who acts"),
        text("source_codes", "Their actor codes"),
        text("target", "Names of those on whom"),
        text("target_codes", "Their actor codes"),
        text("instrument", "aid, arms, sanctions, recognition, troops, trade or statement"),
        text("direction", "apply, suspend, lift or threaten"),
        text("date", "When, EDTF"),
    ],
    rows: |view| {
        let all = view.reading.diplomacy.iter().flat_map(|d| &d.leverage);
        all.zip(1usize..)
            .map(|(l, n)| {
                let mut row: Row = vec![n.into()];
                row.extend(located(view, l.span));
                row.extend([
                    l.event.as_deref().into(),
                    view.names(&l.source).into(),
                    view.codes(&l.source).into(),
                    view.names(&l.target).into(),
                    view.codes(&l.target).into(),
                    l.instrument.as_str().into(),
                    l.direction.as_str().into(),
                    l.date.as_ref().into(),
                ]);
                row
            })
            .collect()
    },
};

pub(super) const ROUNDS: Table = Table {
    name: "rounds",
    about: "A meeting or series of talks between parties",
    key: &["article_id", "round"],
    columns: &[
        integer("round", "Number of the round in its article, from 1"),
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        EVENT,
        text("participants", "Names of all on equal terms"),
        text("participant_codes", "Their actor codes"),
        text("mediators", "Names of mediators"),
        text("mediator_codes", "Their actor codes"),
        text("venue", "Where"),
        text("dates", "When, EDTF"),
        text("level", "head, minister, envoy or unspecified"),
        text("outcome", "agreement, progress, none, ongoing or unknown"),
    ],
    rows: |view| {
        let all = view.reading.diplomacy.iter().flat_map(|d| &d.rounds);
        all.zip(1usize..)
            .map(|(r, n)| {
                let mut row: Row = vec![n.into()];
                row.extend(located(view, r.span));
                row.extend([
                    r.event.as_deref().into(),
                    view.names(&r.participants).into(),
                    view.codes(&r.participants).into(),
                    view.names(&r.mediators).into(),
                    view.codes(&r.mediators).into(),
                    name(view, r.venue.as_deref()),
                    dates(&r.dates),
                    r.level.as_str().into(),
                    r.outcome.as_str().into(),
                ]);
                row
            })
            .collect()
    },
};
