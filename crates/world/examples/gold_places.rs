//! Share of annotated places whose name leads to the right country first.
//!
//! `cargo run -p chancery-world --example gold_places FILE.jsonl…`
#![allow(clippy::print_stdout)]
use std::collections::BTreeMap;
use std::time::Instant;

use chancery_world::World;
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let world = World::builtin()?;
    println!("loaded in {:?}: {:?}", start.elapsed(), world.layers());
    let (mut right, mut all) = (0, 0);
    let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
    let (mut looked, mut spent) = (0, std::time::Duration::ZERO);
    for file in std::env::args().skip(1) {
        for line in std::fs::read_to_string(&file)?.lines() {
            let record: Value = serde_json::from_str(line)?;
            let text: Vec<char> = record["text"].as_str().unwrap_or("").chars().collect();
            for place in record["places"].as_array().into_iter().flatten() {
                let at = |key: &str| place[key].as_u64().unwrap_or(0) as usize;
                let name: String = text.get(at("start")..at("end")).unwrap_or_default().iter().collect();
                let before = Instant::now();
                let found = world.find(&name);
                spent += before.elapsed();
                looked += 1;
                let first = found.iter().find(|c| c.item.kind.is_place() || c.item.kind == chancery_world::Kind::Seat);
                let got = first.and_then(|c| c.item.country);
                let gold = place["country"].as_str();
                all += 1;
                if first.is_some() && got == gold {
                    right += 1;
                } else {
                    let shown =
                        first.map_or("nothing".to_owned(), |c| format!("{} {:?}", c.item.name_en, c.item.country));
                    *wrong.entry(format!("{name}: {gold:?}, found {shown}")).or_default() += 1;
                }
            }
        }
    }
    for (what, count) in wrong {
        println!("{count:4} {what}");
    }
    println!(
        "{right} of {all} right ({:.2} %), {:?} a look-up",
        100.0 * f64::from(right) / f64::from(all),
        spent / looked.max(1)
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|l| l.starts_with("VmRSS")).unwrap_or(""));
    Ok(())
}
