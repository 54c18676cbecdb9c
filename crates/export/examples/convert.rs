//! Readings from standard input (JSON Lines, offsets in code points) in another format:
//! `convert FORMAT` writes to standard output, `convert FORMAT FOLDER` all tables to a folder.

use std::io::{self, BufRead};
use std::path::Path;

use chancery_export::{Options, open, open_folder};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let format = args.next().ok_or("usage: convert FORMAT [FOLDER] < readings.jsonl")?.parse()?;
    let options = Options::default();
    let mut sink = match args.next() {
        Some(folder) => open_folder(format, &options, Path::new(&folder))?,
        None => open(format, &options, io::stdout())?,
    };
    for line in io::stdin().lock().lines() {
        sink.reading(&serde_json::from_str(&line?)?)?;
    }
    sink.finish()?;
    Ok(())
}
