//! Invented readings for tests.

use chancery_record::Reading;

pub(crate) fn readings() -> Vec<Reading> {
    let lines = include_str!("../tests/data/readings.jsonl").lines();
    lines.map(|l| serde_json::from_str(l).expect("a reading")).collect()
}
