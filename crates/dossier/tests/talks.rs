//! Rounds, leverage and dates over several articles.

mod common;

use chancery_dossier::{Dossier, Process, Section, markdown};
use common::{Made, archive, made};
use serde_json::{Value, json};

const PROCESS: &str =
    "name = 'Border talks'\nparties = ['ARM', 'AZE']\nfrom = '2024'\n[topics]\ncrossings = ['crossing*']\n";

fn round(dates: &[&str], participants: &[&str], level: &str, outcome: &str, venue: bool) -> Value {
    let mut round =
        json!({"dates": dates, "participants": participants, "mediators": [], "level": level, "outcome": outcome});
    if venue {
        round["venue"] = json!("e9");
    }
    round
}

/// One meeting in two articles, an older one, and one of a party with somebody else.
fn articles() -> Vec<Made> {
    let parties = |m: Made| m.entity("e1", "Armenia", "ARM-GOV").entity("e2", "Azerbaijan", "AZE-GOV");
    vec![
        parties(made("a", "2024-03-03", "Lake Courier", "Envoys of Armenia and Azerbaijan met in Geneva on March 3, and were silent."))
            .entity("e9", "Geneva", "")
            .diplomacy("rounds", "met", round(&["2024-03-03"], &["e1", "e2"], "envoy", "unknown", true)),
        parties(made(
            "b",
            "2024-03-06",
            "Harbour Post",
            "A diplomat spoke of headway: the talks of Azerbaijan and Armenia on Sunday had opened two crossings. \
             Washington suspended its aid to the government in Baku over the weekend.",
        ))
        .entity("e3", "Washington", "USA-GOV")
        .event(
            "v1",
            "suspended",
            json!({"type": "SANCTION", "source": ["USA-GOV"], "target": ["AZE-GOV"], "date": "2024-03",
                "source_entities": ["e3"], "target_entities": ["e2"]}),
        )
        .event(
            "v2",
            "opened",
            json!({"type": "CONCEDE", "source": ["AZE-GOV"], "target": ["ARM-GOV"], "date": "2024-03",
                "source_entities": ["e2"], "target_entities": ["e1"]}),
        )
        .diplomacy("rounds", "talks", round(&["2024-03-03"], &["e2", "e1"], "unspecified", "progress", false))
        .diplomacy(
            "leverage",
            "suspended its aid",
            json!({"event": "v1", "source": ["e3"], "target": ["e2"], "instrument": "aid", "direction": "suspend", "date": "2024-03"}),
        ),
        parties(made(
            "c",
            "2024-04-01",
            "Lake Courier",
            "Earlier talks between Armenia and Azerbaijan, in October 2022, had come to nothing, and Armenia saw Cyprus last week.",
        ))
        .entity("e4", "Cyprus", "CYP-GOV")
        .diplomacy("rounds", "talks", round(&["2022-10"], &["e1", "e2"], "unspecified", "none", false))
        .diplomacy("rounds", "saw", round(&["2024-03-25"], &["e1", "e4"], "unspecified", "unknown", false)),
    ]
}

#[test]
fn a_round_told_twice_is_one_with_what_both_tell() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), articles());
    let process = Process::from_toml("p.toml", PROCESS).unwrap().remove(0);
    let dossier = Dossier::compile(&archive, &process, None).unwrap();
    assert_eq!(dossier.rounds.len(), 1, "{:#?}", dossier.rounds);
    let round = &dossier.rounds[0];
    assert_eq!(
        (round.level.as_str(), round.outcome.as_str(), round.venue.as_deref(), round.between_parties),
        ("envoy", "progress", Some("Geneva"), true)
    );
    assert_eq!((round.passages.len(), round.origins, round.participants.len()), (2, 2, 2));
    let past: Vec<_> =
        dossier.precedents.iter().map(|p| (p.layer.as_str(), p.when.date.as_deref(), p.outcome.as_deref())).collect();
    assert_eq!(past, [("round", Some("2022-10"), Some("none"))], "what was before the period is a precedent");
    let press = &dossier.leverage[0];
    assert_eq!((press.direction.as_str(), press.instrument.as_str()), ("suspend", "aid"));
    assert_eq!(press.source[0].code.as_deref(), Some("USA-GOV"), "leverage on a party by anybody");
}

#[test]
fn a_state_is_called_as_the_process_calls_it() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), articles());
    archive
        .connection()
        .execute("UPDATE entities SET kind = 'state', name = 'Yerevan' WHERE code = 'ARM-GOV'", [])
        .unwrap();
    archive.connection().execute("UPDATE diplomacy_parties SET name = 'Yerevan' WHERE code = 'ARM-GOV'", []).unwrap();
    let names = |parties: &str| -> Vec<String> {
        let process =
            Process::from_toml("p.toml", &format!("parties = [{parties}, 'AZE']\nfrom = '2024'")).unwrap().remove(0);
        let dossier = Dossier::compile(&archive, &process, None).unwrap();
        dossier.rounds[0].participants.iter().map(|a| a.name.clone()).collect()
    };
    assert_eq!(names("{ name = 'Armenia', codes = ['ARM'] }"), ["Armenia", "Azerbaijan"]);
    assert_eq!(names("'ARM'"), ["Yerevan", "Azerbaijan"], "a code is no name");
}

#[test]
fn a_date_that_others_make_closer_keeps_what_was_told() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), articles());
    archive
        .connection()
        .execute(
            "INSERT OR REPLACE INTO narrowed_dates (article, layer, item, stated, narrowed, first_day, last_day, reasons)
             SELECT article, 'event', id, date, '2024-03-02', '2024-03-02', '2024-03-02', '[]' FROM events WHERE id = 'v2'",
            [],
        )
        .unwrap();
    let process = Process::from_toml("p.toml", PROCESS).unwrap().remove(0);
    let dossier = Dossier::compile(&archive, &process, None).unwrap();
    let event = dossier.chronology.iter().find(|e| e.kind == "CONCEDE").unwrap();
    assert_eq!((event.when.date.as_deref(), event.when.narrowed.as_deref()), (Some("2024-03"), Some("2024-03-02")));
    assert_eq!(event.when.first_day.as_deref(), Some("2024-03-02"));
    assert!(markdown(&dossier, &[Section::Chronology]).contains("2024-03-02 (told as 2024-03)"));
    // Of what the text does not date, the day of print is told as such.
    assert!(dossier.chronology.iter().all(|e| e.when.date.is_some() != e.when.reported.is_some()));
    let topics: Vec<_> = dossier.positions.iter().map(|p| (p.party.as_str(), p.topic.as_str())).collect();
    assert_eq!(topics, [("AZE", "crossings")], "topics of the process' own words");
}
