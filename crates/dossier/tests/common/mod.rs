//! Invented articles and their readings; the words of every item stand in the text.
#![allow(dead_code, reason = "each test uses some of it")]

use std::path::Path;

use chancery_archive::Archive;
use chancery_record::{Article, Reading};
use serde_json::{Value, json};

/// A reading in the making.
pub(crate) struct Made {
    text: String,
    value: Value,
}

pub(crate) fn made(id: &str, date: &str, outlet: &str, text: &str) -> Made {
    let article = Article {
        id: id.into(),
        lang: Some("en".into()),
        title: Some(format!("Headline of {id}")),
        date: date.parse().ok(),
        source: Some(outlet.into()),
        url: Some(format!("https://example.org/{id}")),
        text: text.into(),
    };
    let mut value = serde_json::to_value(Reading::of(&article)).unwrap();
    value["coded_by"] = json!({"program": "chancery 0.1.0", "models": "m1", "lexicons": "l1", "world": "w1"});
    value["diplomacy"] = json!({"offers": [], "accords": [], "leverage": [], "rounds": []});
    Made { text: text.into(), value }
}

impl Made {
    /// The bytes of `words`.
    fn at(&self, words: &str) -> (usize, usize) {
        let start = self.text.find(words).unwrap_or_else(|| panic!("'{words}' is not in '{}'", self.text));
        (start, start + words.len())
    }

    /// Adds an item to a layer, with the place of `words`.
    fn with(mut self, layer: &str, words: &str, mut item: Value) -> Self {
        let (start, end) = self.at(words);
        item["start"] = json!(start);
        item["end"] = json!(end);
        let list = match layer.strip_prefix("diplomacy.") {
            Some(own) => &mut self.value["diplomacy"][own],
            None => &mut self.value[layer],
        };
        list.as_array_mut().unwrap().push(item);
        self
    }

    pub(crate) fn entity(mut self, id: &str, name: &str, code: &str) -> Self {
        let (start, end) = self.at(name);
        let kind = if code.is_empty() { "place" } else { "group" };
        let mut item = json!({"id": id, "kind": kind, "name": name, "mentions": [[start, end]]});
        if !code.is_empty() {
            item["code"] = json!(code);
        }
        self.value["entities"].as_array_mut().unwrap().push(item);
        self
    }

    pub(crate) fn event(self, id: &str, words: &str, mut item: Value) -> Self {
        let (start, end) = self.at(words);
        item["id"] = json!(id);
        for (key, value) in [
            ("source", json!([])),
            ("target", json!([])),
            ("status", json!("actual")),
            ("contexts", json!([])),
            ("because", json!({"rule": "test", "spans": {"trigger": [start, end]}})),
        ] {
            if item.get(key).is_none() {
                item[key] = value;
            }
        }
        self.with("events", words, item)
    }

    pub(crate) fn quote(self, id: &str, words: &str, speaker: &str, code: &str) -> Self {
        self.with("quotations", words, json!({"id": id, "kind": "direct", "speaker": speaker, "speaker_code": code}))
    }

    pub(crate) fn claim(self, words: &str, stated: &str, computed: &str) -> Self {
        let item = json!({"kind": "distance", "stated": stated, "computed": computed, "verdict": "contradicted"});
        self.with("claims", words, item)
    }

    pub(crate) fn diplomacy(self, layer: &str, words: &str, item: Value) -> Self {
        self.with(&format!("diplomacy.{layer}"), words, item)
    }

    /// An accord, with its provisions and breaches given by their words.
    pub(crate) fn accord(self, words: &str, mut item: Value) -> Self {
        for part in ["provisions", "breaches"] {
            if let Some(list) = item.get_mut(part).and_then(Value::as_array_mut) {
                for one in list {
                    let (start, end) = self.at(one["words"].as_str().unwrap());
                    one.as_object_mut().unwrap().remove("words");
                    one["start"] = json!(start);
                    one["end"] = json!(end);
                }
            }
        }
        for (key, value) in [
            ("dates", json!([])),
            ("mediators", json!([])),
            ("provisions", json!([])),
            ("breaches", json!([])),
            ("implementation", json!("unknown")),
        ] {
            if item.get(key).is_none() {
                item[key] = value;
            }
        }
        self.diplomacy("accords", words, item)
    }

    pub(crate) fn reading(mut self) -> Reading {
        if self.value.get("claims").is_none_or(Value::is_null) {
            self.value["claims"] = json!([]);
        }
        serde_json::from_value(self.value).unwrap()
    }

    pub(crate) fn claims(mut self) -> Self {
        self.value["claims"] = json!([]);
        self
    }
}

/// An archive of readings, with stories, copies and merged events computed.
pub(crate) fn archive(folder: &Path, readings: impl IntoIterator<Item = Made>) -> Archive {
    let mut archive = Archive::create(&folder.join("press.chancery")).unwrap();
    for made in readings {
        archive.insert_reading(&made.reading()).unwrap();
    }
    chancery_pipeline::settle(&mut archive).unwrap();
    archive
}

const OFFER: &str = "Norway offered on Thursday to host talks in Oslo between the army and the Rapid Support Forces. \
                     \"We are not yet ready for a truce in the capital,\" army spokesman Nabil Idris said. \
                     Only 200 kilometres lie between Khartoum and Port Sudan, he added.";

/// The offer, as two outlets print it.
fn offer(id: &str, outlet: &str) -> Made {
    made(id, "2024-05-16", outlet, OFFER)
        .claims()
        .entity("e1", "Norway", "NOR-GOV")
        .entity("e2", "the army", "SDN-MIL")
        .entity("e3", "the Rapid Support Forces", "SDN-REB")
        .entity("e4", "Oslo", "")
        .event(
            "v1",
            "offered",
            json!({"type": "AGREE", "of": "CONSULT", "source": ["NOR-GOV"], "target": ["SDN-MIL", "SDN-REB"], "date": "2024-05-16",
                "source_entities": ["e1"], "target_entities": ["e2", "e3"]}),
        )
        .quote("q1", "We are not yet ready for a truce in the capital,", "Nabil Idris", "SDN-MIL")
        .claim("200 kilometres", "200 km", "680 km")
        .diplomacy(
            "offers",
            "offered",
            json!({"event": "v1", "kind": "host", "offeror": ["e1"], "venue": "e4", "date": "2024-05-16", "invitations": [
                {"invitee": "e2", "response": "none_reported"}, {"invitee": "e3", "response": "none_reported"}]}),
        )
}

/// An invented peace process: an offer printed twice, an answer, an accord, its breach, an older accord.
pub(crate) fn sudan() -> Vec<Made> {
    let answer = "The Rapid Support Forces accepted the offer of Norway on Sunday. The army kept silent. \
                  \"We are no longer ready for a truce in the capital,\" spokesman Nabil Idris of the army said.";
    let accord = "The army and the Rapid Support Forces signed the Oslo declaration on July 1. It provides for a truce of sixty days.";
    let breach =
        "The army accused the Rapid Support Forces of breaking the Oslo declaration by shelling a market, killing 23.";
    let count = "The army said that the Rapid Support Forces shelled a market on Friday, killing 31.";
    let old = "Diplomats recall how little came of the year before: the Jeddah accord bound both the Rapid Support Forces and the army \
               on paper, and was never carried out.";
    let parties = |m: Made| m.entity("e2", "army", "SDN-MIL").entity("e3", "Rapid Support Forces", "SDN-REB");
    vec![
        offer("one", "Lake Courier"),
        offer("one-copy", "Harbour Post"),
        parties(made("two", "2024-06-02", "Lake Courier", answer))
            .entity("e1", "Norway", "NOR-GOV")
            .event(
                "v2",
                "accepted",
                json!({"type": "AGREE", "of": "CONSULT", "source": ["SDN-REB"], "target": ["NOR-GOV"], "date": "2024-06-02",
                    "source_entities": ["e3"], "target_entities": ["e1"]}),
            )
            .quote("q2", "We are no longer ready for a truce in the capital,", "Nabil Idris", "SDN-MIL"),
        parties(made("three", "2024-07-01", "Harbour Post", accord)).accord(
            "Oslo declaration",
            json!({"name": "the Oslo declaration", "dates": ["2024-07-01"], "parties": ["e2", "e3"], "status": "signed",
                "provisions": [{"words": "truce of sixty days", "category": "ceasefire"}]}),
        ),
        parties(made("four", "2024-07-20", "Lake Courier", breach))
            .event(
                "v4",
                "shelling",
                json!({"type": "ASSAULT", "source": ["SDN-REB"], "target": ["SDN-CVL"], "date": "2024-07-19", "dead": 23,
                    "place": "SDN", "source_entities": ["e3"]}),
            )
            .accord(
                "Oslo declaration",
                json!({"name": "Oslo declaration", "parties": ["e2", "e3"], "status": "broken", "implementation": "partial",
                    "breaches": [{"words": "shelling", "by": "e3", "alleged_by": "e2"}]}),
            ),
        parties(made("five", "2024-07-20", "Harbour Post", count)).event(
            "v5",
            "shelled",
            json!({"type": "ASSAULT", "source": ["SDN-REB"], "target": ["SDN-CVL"], "date": "2024-07-19", "dead": 31,
                "place": "SDN", "source_entities": ["e3"]}),
        ),
        parties(made("six", "2024-05-20", "Lake Courier", old)).accord(
            "Jeddah accord",
            json!({"name": "Jeddah accord", "dates": ["2023"], "parties": ["e2", "e3"], "status": "signed", "implementation": "none"}),
        ),
    ]
}

pub(crate) const SUDAN: &str = "id = 'sudan'\nname = 'Sudan'\nparties = [\n  { name = 'Army', codes = ['SDN-MIL', 'SDN-GOV'] },\n  \
                                { name = 'Rapid Support Forces', codes = ['SDN-REB'] },\n]\nmediators = ['NOR']\n";
