//! Invented articles and their readings; offsets are bytes.
#![allow(dead_code, reason = "each test uses some of it")]

pub(crate) mod desk;

use chancery_record::{Article, Reading, SmolStr};
use serde_json::json;

/// A reading without layers.
pub(crate) fn plain(id: &str, text: &str) -> Reading {
    let mut reading = Reading::of(&Article { id: id.into(), text: text.into(), ..Article::default() });
    reading.coded_by.program = "chancery 0.1.0".into();
    reading
}

/// The bytes of `words` in `text`.
pub(crate) fn at(text: &str, words: &str) -> (usize, usize) {
    let start = text.find(words).unwrap();
    (start, start + words.len())
}

/// An offer to host talks, with one event, one quotation, one offer.
pub(crate) fn offer() -> Reading {
    let text = "Élisabeth Roth, la présidente fédérale, propose d'accueillir à Genève des pourparlers entre Kiev, Moscou \
                et des médiateurs. « La porte est ouverte », a-t-elle dit en mai.";
    let article = Article {
        id: "fr-genève".into(),
        lang: Some("fr".into()),
        title: Some("Berne offre Genève".into()),
        date: "2024-05-16".parse().ok(),
        source: Some("Le Courrier du Lac".into()),
        url: Some("https://example.org/offre".into()),
        text: text.into(),
    };
    let mut value = serde_json::to_value(Reading::of(&article)).unwrap();
    let pair = |words: &str| json!([at(text, words).0, at(text, words).1]);
    let start = |words: &str| at(text, words).0;
    let end = |words: &str| at(text, words).1;
    value["coded_by"] = json!({"program": "chancery 0.1.0", "models": "m1", "lexicons": "l1", "world": "w1"});
    value["entities"] = json!([
        {"id": "e1", "kind": "person", "name": "Élisabeth Roth", "code": "CHE-GOV", "mentions": [pair("Élisabeth Roth")],
         "offices": [{"title": "President", "of": "CHE", "from": "2023"}]},
        {"id": "e2", "kind": "state", "name": "Kiev", "code": "UKR-GOV", "mentions": [pair("Kiev")]},
        {"id": "e3", "kind": "group", "name": "des médiateurs", "mentions": [pair("des médiateurs")]},
        {"id": "e4", "kind": "place", "name": "Genève", "mentions": [pair("Genève")]},
        {"id": "e5", "kind": "person", "name": "elle", "mentions": [pair("elle")]}
    ]);
    value["events"] = json!([{
        "id": "v1", "start": start("propose"), "end": end("propose"), "type": "AGREE", "of": "CONSULT", "cameo": "039",
        "contexts": ["diplomatic"], "source": ["CHE-GOV"], "target": ["RUS-GOV", "UKR-GOV"], "source_entities": ["e1"],
        "target_entities": ["e3", "e2"], "status": "actual", "date": "2024-05", "place": "CHE", "place_name": "Geneva",
        "because": {"rule": "fr/proposer", "spans": {"trigger": pair("propose")}}
    }]);
    value["quotations"] = json!([{
        "id": "q1", "start": start("La porte est ouverte"), "end": end("La porte est ouverte"), "kind": "direct",
        "speaker": "Élisabeth Roth", "speaker_code": "CHE-GOV", "speaker_entity": "e1", "cue": pair("a-t-elle dit"),
        "channel": {"kind": "interview", "via": ["ATS"]}
    }]);
    value["times"] = json!([{"start": start("mai"), "end": end("mai"), "edtf": "2024-05"}]);
    value["places"] = json!([{"start": start("Genève"), "end": end("Genève"), "name": "Geneva", "country": "CHE",
        "lat": 46.2, "lon": 6.15, "geonames": 2_660_646}]);
    value["diplomacy"] = json!({
        "offers": [{"start": start("propose"), "end": end("propose"), "event": "v1", "kind": "host", "offeror": ["e1"],
            "venue": "e4", "date": "2024-05", "invitations": [{"invitee": "e2", "response": "none_reported"}]}],
        "accords": [], "leverage": [], "rounds": []
    });
    let reading: Reading = serde_json::from_value(value).unwrap();
    assert_eq!(reading.events[0].because.rule, SmolStr::new("fr/proposer"));
    reading
}
