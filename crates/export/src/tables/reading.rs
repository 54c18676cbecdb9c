//! Articles, events, quotations, actors, times, places and what is said of them.

use chancery_record::{ActorCode, QuotationKind};

use super::{
    ARTICLE, Cell, Column, END, HASH, Row, START, Table, WORDS, boolean, date, dates, integer, located, numeric, text,
};
use crate::view::{View, bounds, joined, quad};

pub(super) const ARTICLES: Table = Table {
    name: "articles",
    about: "An article that was read",
    key: &["article_id"],
    columns: &[
        ARTICLE,
        text("source_id", "What its source calls it, where article_id is an archive's"),
        text("language", "Language of the text (BCP 47 primary tag)"),
        text("date", "Dateline, EDTF"),
        date("date_first", "First day of the dateline"),
        date("date_last", "Last day of the dateline"),
        text("title", "Headline"),
        text("source", "Outlet"),
        text("url", "Address or origin"),
        HASH,
        text("program", "Program that made the reading"),
        text("models", "Hash of the models"),
        text("lexicons", "Hash of lexicons and frames"),
        text("world", "Hash of the world file"),
        text("notes", "Why layers are missing, when they are"),
    ],
    rows: |view| {
        let r = view.reading;
        let (first, last) = bounds(r.date.as_ref());
        vec![vec![
            r.id.as_str().into(),
            r.source_id.as_deref().into(),
            r.lang.as_deref().into(),
            r.date.as_ref().into(),
            first.into(),
            last.into(),
            r.title.as_deref().into(),
            r.source.as_deref().into(),
            r.url.as_deref().into(),
            r.sha256.as_str().into(),
            r.coded_by.program.as_str().into(),
            r.coded_by.models.as_str().into(),
            r.coded_by.lexicons.as_str().into(),
            r.coded_by.world.as_str().into(),
            joined(r.notes.iter().map(String::as_str)).into(),
        ]]
    },
};

pub(super) const EVENTS: Table = Table {
    name: "events",
    about: "An act or speech act that an article reports",
    key: &["article_id", "event_id"],
    columns: &[
        text("event_id", "Stable identifier of the event in its article"),
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("type", "PLOVER event type"),
        text("mode", "PLOVER mode"),
        text("of", "PLOVER type of the act that a speech act is about"),
        text("status", "actual, future, hypothetical or negated"),
        text("contexts", "PLOVER contexts"),
        text("cameo", "CAMEO code"),
        numeric("goldstein", "Goldstein scale value of the CAMEO code, -10 to 10"),
        integer(
            "quad",
            "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict (of the type)",
        ),
        text("source", "Actor codes of who acts"),
        text("target", "Actor codes of those on whom"),
        text("source_names", "Names behind the source codes, as the article gives them"),
        text("target_names", "Names behind the target codes"),
        text("participants", "Others with a part: name (role)"),
        text("date", "When, EDTF"),
        date("date_first", "First day that the date covers"),
        date("date_last", "Last day that the date covers"),
        text("country", "Country where it happened, ISO 3166-1 alpha-3"),
        text("place", "English name of the place"),
        numeric("latitude", "Degrees north of the named place"),
        numeric("longitude", "Degrees east of the named place"),
        text("geonames", "GeoNames identifier of the named place"),
        integer("dead", "People killed"),
        integer("injured", "People injured"),
        integer("arrested", "People arrested"),
        text("amount", "Sum or quantity, in the article's words"),
        text("holders", "Names of those on whose word it rests"),
        numeric("confidence", "Share of like readings that were right on annotated text"),
        text("rule", "Rule that read it"),
        text("published", "Dateline of the article, EDTF"),
        text("outlet", "Outlet of the article"),
        text("language", "Language of the article"),
        text("url", "Address of the article"),
    ],
    rows: events,
};

fn events(view: &View<'_>) -> Vec<Row> {
    let r = view.reading;
    let codes = |all: &[ActorCode]| -> Cell { joined(all.iter().map(ActorCode::as_str)).into() };
    r.events
        .iter()
        .map(|e| {
            let place = view.place_of(e);
            let (first, last) = bounds(e.date.as_ref());
            let mut row: Row = vec![e.id.as_str().into()];
            row.extend(located(view, e.span));
            row.extend([
                e.kind.as_str().into(),
                e.mode.as_deref().into(),
                e.of.map(|k| k.as_str()).into(),
                e.status.as_str().into(),
                joined(e.contexts.iter().map(|c| c.as_str())).into(),
                e.cameo.as_deref().into(),
                e.goldstein.into(),
                Cell::Integer(i64::from(quad(e.kind))),
                codes(&e.source),
                codes(&e.target),
                view.names(&e.source_entities).into(),
                view.names(&e.target_entities).into(),
                e.participants
                    .iter()
                    .map(|p| format!("{} ({})", view.entity(&p.entity).map_or(p.entity.as_str(), |x| &x.name), p.role))
                    .collect::<Vec<_>>()
                    .join("; ")
                    .into(),
                e.date.as_ref().into(),
                first.into(),
                last.into(),
                e.place.as_deref().into(),
                e.place_name.as_deref().into(),
                place.and_then(|p| p.lat).into(),
                place.and_then(|p| p.lon).into(),
                place.and_then(|p| p.geonames).map(|g| g.to_string()).into(),
                e.dead.into(),
                e.injured.into(),
                e.arrested.into(),
                e.amount.as_deref().into(),
                view.names(&e.holders).into(),
                e.confidence.into(),
                e.because.rule.as_str().into(),
                r.date.as_ref().into(),
                r.source.as_deref().into(),
                r.lang.as_deref().into(),
                r.url.as_deref().into(),
            ]);
            row
        })
        .collect()
}

pub(super) const QUOTATIONS: Table = Table {
    name: "quotations",
    about: "A quoted stretch, direct or indirect, with its speaker",
    key: &["article_id", "quotation_id"],
    columns: &[
        text("quotation_id", "Stable identifier of the quotation in its article"),
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("kind", "direct or indirect"),
        text("speaker", "Name, else the fullest description"),
        text("speaker_code", "Actor code of the speaker"),
        text("speaker_wikidata", "Wikidata item of the speaker"),
        text("addressee", "To whom it was said"),
        integer("cue_start", "First offset of the words that announce the speech"),
        integer("cue_end", "Offset after their last"),
        text("date", "When it was said, EDTF"),
        text("repeats", "Identifier of an earlier quotation of the same words"),
        text("channel", "interview, press conference, statement, social media, speech…"),
        text("channel_outlet", "Outlet that carried it"),
        text("via", "Who relayed it"),
        text("published", "Dateline of the article, EDTF"),
        text("outlet", "Outlet of the article"),
        text("language", "Language of the article"),
        text("url", "Address of the article"),
    ],
    rows: |view| {
        let r = view.reading;
        r.quotations
            .iter()
            .map(|q| {
                let speaker = q.speaker_entity.as_deref().and_then(|id| view.entity(id));
                let channel = q.channel.as_ref();
                let mut row: Row = vec![q.id.as_str().into()];
                row.extend(located(view, q.span));
                row.extend([
                    match q.kind {
                        QuotationKind::Direct => "direct",
                        QuotationKind::Indirect => "indirect",
                    }
                    .into(),
                    q.speaker.as_deref().into(),
                    q.speaker_code.as_ref().map(|c| c.as_str()).into(),
                    speaker.and_then(|e| e.wikidata.as_deref()).into(),
                    q.addressee.as_deref().into(),
                    q.cue.map(|c| c.0.start).into(),
                    q.cue.map(|c| c.0.end).into(),
                    q.date.as_ref().into(),
                    q.repeats.as_deref().into(),
                    channel.and_then(|c| c.kind.as_deref()).into(),
                    channel.and_then(|c| c.outlet.as_deref()).into(),
                    channel.map(|c| joined(c.via.iter().map(String::as_str))).into(),
                    r.date.as_ref().into(),
                    r.source.as_deref().into(),
                    r.lang.as_deref().into(),
                    r.url.as_deref().into(),
                ]);
                row
            })
            .collect()
    },
};

pub(super) const ACTORS: Table = Table {
    name: "actors",
    about: "An actor or place with a part in an article; start and end are those of its first mention",
    key: &["article_id", "entity_id"],
    columns: &[
        text("entity_id", "Stable identifier of the entity in its article"),
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("kind", "person, state, organization, group or place"),
        text("name", "Fullest name in the article, else the fullest description"),
        text("code", "Actor code at the article's date"),
        text("country", "The code's country or body"),
        text("sector", "The code's sector"),
        text("wikidata", "Wikidata item"),
        text("offices", "Offices held at the article's date: title, of (from/to)"),
        integer("mentions", "How often it is mentioned"),
    ],
    rows: |view| {
        view.entities()
            .map(|e| {
                let mut row: Row = vec![e.id.as_str().into()];
                match e.mentions.first() {
                    Some(first) => row.extend(located(view, first.0)),
                    None => row.extend([
                        view.reading.id.as_str().into(),
                        Cell::Empty,
                        Cell::Empty,
                        view.reading.sha256.as_str().into(),
                        Cell::Empty,
                    ]),
                }
                row.extend([
                    kind_of(e.kind).into(),
                    e.name.as_str().into(),
                    e.code.as_ref().map(|c| c.as_str()).into(),
                    e.code.as_ref().map(|c| c.country()).into(),
                    e.code.as_ref().map(|c| c.sector()).into(),
                    e.wikidata.as_deref().into(),
                    e.offices.iter().map(office).collect::<Vec<_>>().join("; ").into(),
                    e.mentions.len().into(),
                ]);
                row
            })
            .collect()
    },
};

pub(crate) fn kind_of(kind: chancery_record::EntityKind) -> &'static str {
    use chancery_record::EntityKind as K;
    match kind {
        K::Person => "person",
        K::State => "state",
        K::Organization => "organization",
        K::Group => "group",
        K::Place => "place",
    }
}

pub(crate) fn office(office: &chancery_record::Office) -> String {
    let mut text = office.title.clone();
    if let Some(of) = &office.of {
        text += ", ";
        text += of;
    }
    match (&office.from, &office.to) {
        (None, None) => {}
        (from, to) => {
            let end = |e: &Option<chancery_record::Edtf>| e.as_ref().map_or("..".to_owned(), |d| d.to_string());
            text += &format!(" ({}/{})", end(from), end(to));
        }
    }
    text
}

pub(super) const MENTIONS: Table = Table {
    name: "mentions",
    about: "A mention of an actor or place",
    key: &["article_id", "entity_id", "start", "end"],
    columns: &[text("entity_id", "The entity"), ARTICLE, START, END, HASH, WORDS],
    rows: |view| {
        let mut rows = Vec::new();
        for entity in view.entities() {
            for mention in &entity.mentions {
                let mut row: Row = vec![entity.id.as_str().into()];
                row.extend(located(view, mention.0));
                rows.push(row);
            }
        }
        rows
    },
};

pub(super) const TIMES: Table = Table {
    name: "times",
    about: "An expression that names a calendar time or period",
    key: &["article_id", "start", "end"],
    columns: &[
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("date", "Its value, EDTF"),
        date("date_first", "First day that it covers"),
        date("date_last", "Last day that it covers"),
        text("anchor", "What a relative value hangs on: published, or the value of another expression"),
        integer("anchor_days", "Days from the anchor"),
        text("anchor_relation", "The relation, when it is no number of days"),
    ],
    rows: |view| {
        view.reading
            .times
            .iter()
            .map(|t| {
                let (first, last) = bounds(Some(&t.edtf));
                let anchor = t.anchor.as_ref();
                let mut row: Row = located(view, t.span).into();
                row.extend([
                    (&t.edtf).into(),
                    first.into(),
                    last.into(),
                    anchor.map(|a| a.to.as_str()).into(),
                    match anchor.and_then(|a| a.days) {
                        Some(days) => Cell::Integer(i64::from(days)),
                        None => Cell::Empty,
                    },
                    anchor.and_then(|a| a.relation.as_deref()).into(),
                ]);
                row
            })
            .collect()
    },
};

pub(super) const PLACES: Table = Table {
    name: "places",
    about: "A mention of a place by name",
    key: &["article_id", "start", "end"],
    columns: &[
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("name", "Common English name"),
        text("country", "ISO 3166-1 alpha-3; empty for regions across countries"),
        numeric("latitude", "Degrees north"),
        numeric("longitude", "Degrees east"),
        text("geonames", "GeoNames identifier"),
        boolean("metonym", "Whether it stands for its government"),
    ],
    rows: |view| {
        view.reading
            .places
            .iter()
            .map(|p| {
                let mut row: Row = located(view, p.span).into();
                row.extend([
                    p.name.as_str().into(),
                    p.country.as_deref().into(),
                    p.lat.into(),
                    p.lon.into(),
                    p.geonames.map(|g| g.to_string()).into(),
                    p.metonym.into(),
                ]);
                row
            })
            .collect()
    },
};

const FROM: Column = text("from_name", "Name of who stands in the relation");

pub(super) const RELATIONS: Table = Table {
    name: "relations",
    about: "A lasting relation between two actors",
    key: &["article_id", "start", "end", "kind", "from_entity", "to_entity"],
    columns: &[
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("kind", "ally, member, successor, spokesperson, owner, relative or opponent"),
        text("from_entity", "Who stands in the relation"),
        FROM,
        text("to_entity", "To whom"),
        text("to_name", "Its name"),
        text("dates", "When it held, EDTF"),
    ],
    rows: |view| {
        let name = |id: &str| -> Cell { view.entity(id).map(|e| e.name.as_str()).into() };
        view.reading
            .relations
            .iter()
            .map(|x| {
                let mut row: Row = located(view, x.span).into();
                row.extend([
                    x.kind.as_str().into(),
                    x.from.as_str().into(),
                    name(&x.from),
                    x.to.as_str().into(),
                    name(&x.to),
                    dates(&x.dates),
                ]);
                row
            })
            .collect()
    },
};

pub(super) const STANCES: Table = Table {
    name: "stances",
    about: "An attitude of one actor towards another or towards an event",
    key: &["article_id", "start", "end", "holder", "towards"],
    columns: &[
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("holder", "Whose attitude (entity)"),
        text("holder_name", "Its name"),
        text("towards", "Entity or event it is about"),
        text("towards_name", "Its name, for an entity"),
        text("polarity", "favourable, unfavourable or mixed"),
        text("quotation_id", "The quotation that expresses it"),
    ],
    rows: |view| {
        let name = |id: &str| -> Cell { view.entity(id).map(|e| e.name.as_str()).into() };
        view.reading
            .stances
            .iter()
            .map(|s| {
                let mut row: Row = located(view, s.span).into();
                row.extend([
                    s.holder.as_str().into(),
                    name(&s.holder),
                    s.towards.as_str().into(),
                    name(&s.towards),
                    s.polarity.as_str().into(),
                    s.quotation.as_deref().into(),
                ]);
                row
            })
            .collect()
    },
};

pub(super) const CLAIMS: Table = Table {
    name: "claims",
    about: "A statement that the map, the calendar or the table of offices can check",
    key: &["article_id", "start", "end", "kind"],
    columns: &[
        ARTICLE,
        START,
        END,
        HASH,
        WORDS,
        text("kind", "distance, date or office"),
        text("stated", "What the text says"),
        text("computed", "What was computed"),
        text("verdict", "holds, contradicted or open"),
    ],
    rows: |view| {
        view.reading
            .claims
            .iter()
            .map(|c| {
                let mut row: Row = located(view, c.span).into();
                row.extend([
                    c.kind.as_str().into(),
                    c.stated.as_str().into(),
                    c.computed.as_str().into(),
                    c.verdict.as_str().into(),
                ]);
                row
            })
            .collect()
    },
};
