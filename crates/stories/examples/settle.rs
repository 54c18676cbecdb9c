//! Times how long stories take to form: `settle READINGS.jsonl [COUNT]`, a reading with its text a
//! line. Prints seconds and the process's peak memory after each step.

use std::io::{BufRead as _, Write as _};
use std::time::Instant;

use chancery_record::Reading;
use chancery_stories::{Settings, Stories, StoryInput};

/// Peak memory in MB, where the system tells it (Linux).
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("settle READINGS.jsonl [COUNT]")?;
    let count = args.next().map_or(Ok(usize::MAX), |n| n.parse())?;
    let mut stories = Stories::new(Settings::default());
    let (mut parsing, mut inserting) = (0.0, 0.0);
    let lines = std::io::BufReader::new(std::fs::File::open(path)?).lines();
    for line in lines.take(count) {
        let start = Instant::now();
        let reading: Reading = serde_json::from_str(&line?)?;
        let input = StoryInput::of(&reading);
        parsing += start.elapsed().as_secs_f64();
        let start = Instant::now();
        stories.insert(input);
        inserting += start.elapsed().as_secs_f64();
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} articles: made ready {parsing:.1} s, compared {inserting:.1} s, {} MB", stories.len(), peak())?;
    let start = Instant::now();
    stories.settle();
    writeln!(
        out,
        "{} stories, {} groups of copies in {:.1} s, {} MB; {}",
        stories.stories().count(),
        stories.duplicates().count(),
        start.elapsed().as_secs_f64(),
        peak(),
        stories.size()
    )?;
    Ok(())
}
