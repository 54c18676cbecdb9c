//! Decisions from a file: CSV with a header, or a JSON object a line.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use chancery::archive::Request;

/// The requests, and where each stands.
pub(super) fn read(path: &Path, article: Option<&str>, note: Option<&str>) -> Result<(Vec<Request>, Vec<String>)> {
    let mut bytes = Vec::new();
    let name = if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).context("standard input")?;
        "standard input".to_owned()
    } else {
        bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
        path.display().to_string()
    };
    let text = String::from_utf8(bytes).with_context(|| format!("{name}: not UTF-8; save the sheet as UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut all = if text.trim_start().starts_with('{') { json(text, &name)? } else { csv(text, &name)? };
    for (request, _) in &mut all {
        if request.article.is_none() {
            request.article = article.map(str::to_owned);
        }
        if request.note.is_none() {
            request.note = note.map(str::to_owned);
        }
    }
    Ok(all.into_iter().unzip())
}

fn json(text: &str, name: &str) -> Result<Vec<(Request, String)>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| {
            let place = format!("{name}:{}", n + 1);
            let request = serde_json::from_str(line).with_context(|| format!("{place}: no decision"))?;
            Ok((request, place))
        })
        .collect()
}

fn csv(text: &str, name: &str) -> Result<Vec<(Request, String)>> {
    let header = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|d| header.bytes().filter(|b| b == d).count());
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = rows.headers().with_context(|| name.to_owned())?.clone();
    let column = |names: &[&str]| names.iter().find_map(|n| header.iter().position(|h| h.eq_ignore_ascii_case(n)));
    let (action, item) = (column(&["action", "decision"]), column(&["item", "event", "id"]));
    let (Some(action), Some(item)) = (action, item) else {
        let found: Vec<&str> = header.iter().collect();
        bail!("{name}: the columns action and item (or event) are needed; there are {}", found.join(", "));
    };
    let [article, field, value, others, mentions, note, author] =
        ["article", "field", "value", "others", "mentions", "note", "author"].map(|n| column(&[n]));
    let mut all = Vec::new();
    for row in rows.records() {
        let row = row.with_context(|| name.to_owned())?;
        let place = format!("{name}:{}", row.position().map_or(0, csv::Position::line));
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).filter(|c| !c.is_empty()).map(str::to_owned);
        let list = |at| -> Vec<String> {
            let cell = cell(at).unwrap_or_default();
            cell.split(';').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
        };
        let Some(does) = cell(Some(action)) else { continue };
        let does = does.to_lowercase().parse().map_err(|e: String| anyhow::anyhow!("{place}: {e}"))?;
        let Some(about) = cell(Some(item)) else { bail!("{place}: the item is not named") };
        let mut request = Request::new(does, &about);
        (request.article, request.field) = (cell(article), cell(field));
        request.value = cell(value).map_or(serde_json::Value::Null, Into::into);
        (request.others, request.mentions) = (list(others), list(mentions));
        (request.note, request.author) = (cell(note), cell(author));
        all.push((request, place));
    }
    ensure!(!header.is_empty(), "{name}: an empty sheet");
    Ok(all)
}
