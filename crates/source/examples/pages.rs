//! Prints what is read from files as JSON Lines: `file`, `title`, `date`,
//! `author`, `source`, `url`, `lang`, `text`, or `error`; for `benches/main_text.py`.

use std::io::Write;

use chancery_source::{Input, Options, open};

fn main() -> std::io::Result<()> {
    let inputs: Vec<Input> = std::env::args().skip(1).map(|a| Input::from_arg(&a)).collect();
    let started = std::time::Instant::now();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut count = 0u64;
    for item in open(inputs, Options::default()) {
        count += 1;
        let line = match item {
            Ok(s) => serde_json::json!({
                "file": s.origin.to_string(), "title": s.article.title, "date": s.article.date,
                "author": s.author, "source": s.article.source, "url": s.article.url, "lang": s.article.lang,
                "text": s.article.text, "notes": s.notes,
            }),
            Err(e) => serde_json::json!({ "file": e.origin.to_string(), "error": e.message }),
        };
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    let seconds = started.elapsed().as_secs_f64();
    writeln!(std::io::stderr(), "{count} in {seconds:.2} s, {:.0} a second", count as f64 / seconds)
}
