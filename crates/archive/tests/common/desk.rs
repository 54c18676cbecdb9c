//! Four invented dispatches on one negotiation, and what is known over them.

use chancery_archive::Archive;
use chancery_record::{Article, Reading};
use serde_json::{Value, json};

use super::at;

/// A reading of `text`; `layers` is given the bytes of words.
pub(crate) fn reading(
    id: &str,
    lang: &str,
    date: &str,
    outlet: &str,
    text: &str,
    layers: impl FnOnce(&dyn Fn(&str) -> (usize, usize)) -> Value,
) -> Reading {
    let article = Article {
        id: id.into(),
        lang: Some(lang.into()),
        title: Some(format!("Headline of {id}")),
        date: date.parse().ok(),
        source: Some(outlet.into()),
        url: None,
        text: text.into(),
    };
    let mut value = serde_json::to_value(Reading::of(&article)).unwrap();
    value["coded_by"] = json!({"program": "chancery 0.1.0", "models": "m1", "lexicons": "l1", "world": "w1"});
    let spans = |words: &str| at(text, words);
    let layers = layers(&spans);
    for (layer, items) in layers.as_object().unwrap() {
        value[layer] = items.clone();
    }
    serde_json::from_value(value).unwrap()
}

/// An event with the given fields laid over the usual ones.
pub(crate) fn event(id: &str, words: (usize, usize), kind: &str, fields: Value) -> Value {
    let mut event = json!({
        "id": id, "start": words.0, "end": words.1, "type": kind, "source": [], "target": [], "status": "actual",
        "because": {"rule": "en/test"}
    });
    for (name, value) in fields.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

/// The four, in the order in which they were published.
pub(crate) fn dispatches() -> Vec<Reading> {
    let offer = "Kenya offered on Monday to host talks in Nairobi. Shells fell on Port Sudan, killing 4 people. \
                 \"We will come without conditions,\" said Adam Osman.";
    let first = reading("one", "en", "2024-05-13", "Coast Daily", offer, |at| {
        let pair = |words: &str| json!([at(words).0, at(words).1]);
        json!({
            "entities": [
                {"id": "k", "kind": "state", "name": "Kenya", "code": "KEN-GOV", "mentions": [pair("Kenya")]},
                {"id": "n", "kind": "place", "name": "Nairobi", "mentions": [pair("Nairobi")]},
                {"id": "o", "kind": "person", "name": "Adam Osman", "code": "SDN-GOV", "wikidata": "Q11",
                 "mentions": [pair("Adam Osman")]}
            ],
            "events": [
                event("v1", at("offered"), "AGREE", json!({"of": "CONSULT", "source": ["KEN-GOV"],
                    "target": ["SDN-GOV", "SDN-REB"], "date": "2024-05-13", "goldstein": 3.0,
                    "contexts": ["diplomatic"], "status": "actual"})),
                event("v2", at("Shells fell"), "ASSAULT", json!({"mode": "explosives", "source": ["SDN-REB"],
                    "target": ["SDN-CVL"], "date": "2024-05", "goldstein": -10.0, "place": "SDN",
                    "place_name": "Port Sudan", "dead": 4, "contexts": ["military"]}))
            ],
            "quotations": [
                {"id": "q1", "start": at("We will").0, "end": at(" conditions,").1, "kind": "direct",
                 "speaker": "Adam Osman", "speaker_code": "SDN-GOV", "speaker_entity": "o", "addressee": "Kenya"}
            ],
            "places": [
                {"start": at("Nairobi").0, "end": at("Nairobi").1, "name": "Nairobi", "country": "KEN", "lat": -1.28,
                 "lon": 36.82},
                {"start": at("Port Sudan").0, "end": at("Port Sudan").1, "name": "Port Sudan", "country": "SDN",
                 "lat": 19.62, "lon": 37.22}
            ],
            "diplomacy": {"offers": [{"start": at("offered").0, "end": at("offered").1, "event": "v1", "kind": "host",
                "offeror": ["k"], "venue": "n", "date": "2024-05-13",
                "invitations": [{"invitee": "o", "response": "none_reported"}]}],
                "accords": [], "leverage": [], "rounds": []}
        })
    });
    let copy = format!("PORT SUDAN - {offer}");
    let second = reading("two", "en", "2024-05-14", "Hill Post", &copy, |at| {
        json!({
            "events": [event("v3", at("Shells fell"), "ASSAULT", json!({"mode": "explosives", "source": ["SDN-REB"],
                "target": ["SDN-CVL"], "date": "2024-05-14", "goldstein": -10.0, "place": "SDN",
                "place_name": "Port Sudan", "dead": 9}))],
            "quotations": [
                {"id": "q2", "start": at("We will").0, "end": at(" conditions").1, "kind": "direct",
                 "speaker": "Osman", "speaker_code": "SDN-GOV"}
            ]
        })
    });
    let answer = "L'armée a accepté l'invitation du Kenya. Les rebelles menacent de bloquer le port.";
    let third = reading("trois", "fr", "2024-06-02", "Le Fleuve", answer, |at| {
        let pair = |words: &str| json!([at(words).0, at(words).1]);
        json!({
            "entities": [
                {"id": "a", "kind": "group", "name": "L'armée", "code": "SDN-GOV", "mentions": [pair("L'armée")]},
                {"id": "k", "kind": "state", "name": "Kenya", "code": "KEN-GOV", "mentions": [pair("Kenya")]}
            ],
            "events": [
                event("v4", at("accepté"), "AGREE", json!({"source": ["SDN-GOV"], "target": ["KEN-GOV"],
                    "date": "2024-06-01", "goldstein": 5.0})),
                event("v5", at("menacent"), "THREATEN", json!({"source": ["SDN-REB"], "target": ["SDN-GOV"]}))
            ],
            "diplomacy": {"offers": [{"start": at("invitation").0, "end": at("invitation").1, "event": "v4",
                "kind": "host", "offeror": ["k"], "invitations": [{"invitee": "a", "response": "accept",
                "level": "principal", "as_of": "2024-06-01"}]}], "accords": [], "leverage": [], "rounds": []}
        })
    });
    let talks = "Envoys of Kenya, Egypt and Sudan met in Cairo in July.";
    let fourth = reading("four", "en", "2024-07", "Coast Daily", talks, |at| {
        json!({"events": [event("v6", at("met"), "CONSULT", json!({"mode": "meet",
            "source": ["KEN-GOV", "EGY-GOV", "SDN-GOV"], "date": "2024-07-03/2024-07-04", "goldstein": 2.8,
            "place": "EGY", "place_name": "Cairo"}))]})
    });
    vec![first, second, third, fourth]
}

/// The four in an archive, with the shelling as one act of two tellings that differ on the dead.
pub(crate) fn desk(archive: &mut Archive) {
    let batch = archive.batch().unwrap();
    let run = batch.begin_run("ingest", "[]").unwrap();
    for reading in dispatches() {
        batch.insert(&reading, None, &chancery_archive::Seen::default(), Some(run)).unwrap();
    }
    batch.commit().unwrap();
    settle(archive);
}

/// One act an event, but for the shelling; a story of the first three articles.
pub(crate) fn settle(archive: &Archive) {
    archive
        .connection()
        .execute_batch(
            "DELETE FROM witnesses; DELETE FROM contradictions; DELETE FROM merged_events; DELETE FROM story_members;
             DELETE FROM stories; DELETE FROM near_duplicates;
             INSERT INTO stories (id, title, first_day, last_day, articles, languages, reasons) VALUES ('s1', 'The talks', '2024-05-13', '2024-06-02', 3, '[\"en\",\"fr\"]', '{}');
             INSERT INTO story_members (story, article, score, reasons) SELECT 's1', key, 1.0, '[]' FROM articles WHERE source_id <> 'four';
             INSERT INTO near_duplicates (id, article, first, score, reasons) SELECT 'd1', key, source_id = 'one', 0.9, '{}' FROM articles
               WHERE source_id IN ('one', 'two');
             INSERT INTO merged_events (id, story, type, mode, of_type, status, date, first_day, last_day, place,
               place_name, source, target, dead, injured, arrested, witnesses, origins, reasons) SELECT 'm' || e.id || iif(e.type = 'AGREE' AND e.status = 'actual'
               AND e.place = 'CHE', 'x', ''), s.story, e.type, e.mode, e.of_type, e.status, e.date,
               e.first_day, e.last_day, e.place, e.place_name,
               (SELECT json_group_array(code) FROM (SELECT code FROM event_parties p WHERE p.article = e.article
                  AND p.event = e.id AND role = 'source' ORDER BY position)),
               (SELECT json_group_array(code) FROM (SELECT code FROM event_parties p WHERE p.article = e.article
                  AND p.event = e.id AND role = 'target' ORDER BY position)),
               e.dead, e.injured, e.arrested, 1, 1, '[]'
               FROM events e LEFT JOIN story_members s ON s.article = e.article WHERE e.id <> 'v3';
             INSERT INTO witnesses (merged, article, event, origin, kind, reasons) SELECT CASE e.id WHEN 'v3' THEN 'mv2' ELSE 'm' || e.id
               || iif(e.type = 'AGREE' AND e.status = 'actual' AND e.place = 'CHE', 'x', '') END, e.article, e.id,
               'o' || e.id, 'other', '{}' FROM events e;
             UPDATE merged_events SET witnesses = 2, origins = 1, date = '2024-05-13', first_day = '2024-05-13',
               last_day = '2024-05-13' WHERE id = 'mv2';
             INSERT INTO contradictions (merged, field, value, article, event) SELECT 'mv2', 'dead', dead, article, id FROM events WHERE dead NOT NULL;",
        )
        .unwrap();
}
