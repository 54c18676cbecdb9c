use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::{Result, ensure};
use chancery::reader::Reader;
use chancery::reader::events::{self, Rule};
use chancery::record::EventType;

use crate::Outcome;
use crate::input::Data;

/// Arguments of `chancery codebook`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  chancery codebook > docs/codebook.md
  chancery codebook --lang fr
  chancery codebook --lang en --with mine

Every event names the rule that read it (because.rule); the codebook has the rule's words,
codes and example.")]
pub(crate) struct Args {
    /// The rules of this language only (fr, en); else of every language
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,

    #[command(flatten)]
    data: Data,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let reader = args.data.reader()?;
    std::io::stdout().write_all(text(&reader, args.lang.as_deref())?.as_bytes())?;
    Ok(Outcome::Done)
}

/// The codebook in Markdown.
pub(crate) fn text(reader: &Reader, lang: Option<&str>) -> Result<String> {
    let mut languages: Vec<&str> = reader.languages().filter(|l| lang.is_none_or(|only| only == *l)).collect();
    languages.sort_unstable();
    ensure!(
        !languages.is_empty(),
        "no rules for the language '{}' (there are: {})",
        lang.unwrap_or_default(),
        reader.languages().collect::<Vec<_>>().join(", ")
    );
    let rules: Vec<(&str, Vec<Rule<'_>>)> =
        languages.iter().filter_map(|l| Some((*l, reader.lexicons(l)?.events.rules()))).collect();
    let mut out =
        "# Codebook of events\n\nWritten by `chancery codebook` from the frames of `languages/`; the event types are \
         PLOVER's, the codes CAMEO 1.1b3's, the scale Goldstein's (1992). An event's `because.rule` names the rule \
         that read it. A rule's example is a test of it: `reads` is TYPE/mode:OF SOURCE > TARGET status, `*` any \
         code, `-` nobody.\n\nCite as: Chancery, version VERSION, Codebook of events.\n\n| language | rules | \
         predicates |\n|---|---|---|\n"
            .replace("VERSION", env!("CARGO_PKG_VERSION"));
    for (lang, list) in &rules {
        let words: std::collections::BTreeSet<&str> =
            list.iter().filter(|r| !r.none).flat_map(|r| r.words).map(|w| w.as_str()).collect();
        writeln!(out, "| {lang} | {} | {} |", list.len(), words.len())?;
    }
    for (kind, definition) in events::types() {
        writeln!(out, "\n## {kind}\n\n{definition}\n\n| mode | meaning | CAMEO | Goldstein |\n|---|---|---|---|")?;
        let modes =
            std::iter::once((None, "no mode said")).chain(events::modes(kind).iter().map(|(m, d)| (Some(*m), *d)));
        for (mode, meaning) in modes {
            let (code, value) = events::scale(kind, mode);
            writeln!(out, "| {} | {meaning} | {code} | {} |", mode.unwrap_or("–"), number(value))?;
        }
        for (lang, list) in &rules {
            section(&mut out, lang, list.iter().filter(|r| r.kind == Some(kind)))?;
        }
    }
    writeln!(out, "\n## Words that act on another act\n\nThey give its status, end it, join it or tell its result.")?;
    for (lang, list) in &rules {
        section(&mut out, lang, list.iter().filter(|r| r.kind.is_none() && !r.none))?;
    }
    writeln!(out, "\n## Words that are no event\n\nIdioms and senses that shadow the rules above.")?;
    for (lang, list) in &rules {
        section(&mut out, lang, list.iter().filter(|r| r.none))?;
    }
    Ok(out)
}

fn number(value: Option<f32>) -> String {
    value.map_or_else(|| "–".to_owned(), |v| format!("{v:.1}"))
}

fn section<'a>(out: &mut String, lang: &str, rules: impl Iterator<Item = &'a Rule<'a>>) -> Result<()> {
    let mut rules = rules.peekable();
    if rules.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "\n### {lang}\n")?;
    for rule in rules {
        let mut says: Vec<String> = Vec::new();
        says.extend(rule.operator.map(|o| format!("operator {o}")));
        says.extend(rule.mode.map(|m| format!("mode {m}")));
        says.extend(rule.of.map(|o: EventType| format!("of {o}")));
        says.extend(rule.cameo.map(|c| format!("CAMEO {c}")));
        says.extend(rule.goldstein.map(|g| format!("Goldstein {g:.1}")));
        let says = if says.is_empty() { String::new() } else { format!(" ({})", says.join(", ")) };
        writeln!(
            out,
            "- **{}**{says}: {}",
            rule.name,
            rule.words.iter().map(|w| w.as_str()).collect::<Vec<_>>().join("; ")
        )?;
        if let Some((example, reads)) = rule.example {
            writeln!(out, "  <br>*{example}* → `{reads}`")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_codebook_is_the_generated_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/codebook.md");
        let committed = std::fs::read_to_string(path).unwrap();
        let reader = chancery::reader::Reader::builtin().unwrap();
        assert!(
            committed == super::text(&reader, None).unwrap(),
            "renew it: cargo run -q -p chancery-cli -- codebook > docs/codebook.md"
        );
    }

    #[test]
    fn an_unknown_language_is_refused_with_those_there_are() {
        let reader = chancery::reader::Reader::builtin().unwrap();
        let error = super::text(&reader, Some("xx")).unwrap_err().to_string();
        assert!(error.contains("fr"), "{error}");
    }
}
