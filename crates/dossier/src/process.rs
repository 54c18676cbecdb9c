//! What a dossier is about, and the TOML file that says it.

use std::collections::{BTreeMap, BTreeSet};

use chancery_record::Edtf;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::{Spanned, Value};

use crate::lexicon::topic_names;
use crate::party::{Party, is_code};
use crate::{DossierError, dates};

/// A conflict or a negotiation.
///
/// An article is on it when it names two of the parties (or the only one), and one of the words and
/// one of the places where these are given; or when it tells one of the accords.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Process {
    /// Short name for the command line.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The sides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
    /// Those between them: mediators, hosts, guarantors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mediators: Vec<Party>,
    /// Names of places or codes of countries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// Words of the texts, one of which must be there; `word*` is a beginning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Words of the names of accords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accords: Vec<String>,
    /// Topics of the positions with their words; a topic without words takes those that the program
    /// knows. None: all topics that the program knows.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub topics: BTreeMap<String, Vec<String>>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Edtf>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Edtf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Many {
    process: Vec<Spanned<Raw>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: Option<Spanned<String>>,
    name: Option<Spanned<String>>,
    #[serde(default)]
    parties: Vec<Spanned<Value>>,
    #[serde(default)]
    mediators: Vec<Spanned<Value>>,
    #[serde(default)]
    places: Vec<Spanned<String>>,
    #[serde(default)]
    words: Vec<Spanned<String>>,
    #[serde(default)]
    accords: Vec<Spanned<String>>,
    #[serde(default)]
    topics: BTreeMap<String, Spanned<Vec<String>>>,
    from: Option<Spanned<Value>>,
    to: Option<Spanned<Value>>,
}

const FIELDS: &str = "a process has id, name, parties, mediators, places, words, accords, topics, from, to";

/// The text of a file, to tell lines.
struct Lines<'t> {
    file: &'t str,
    text: &'t str,
}

impl Lines<'_> {
    fn error(&self, at: usize, what: impl Into<String>) -> DossierError {
        let line = self.text.as_bytes()[..at.min(self.text.len())].iter().filter(|b| **b == b'\n').count() + 1;
        DossierError::new(what).at(self.file, Some(line))
    }

    fn toml(&self, error: &toml::de::Error) -> DossierError {
        let place = error.span().map_or(0, |s| s.start);
        let wrong = self.error(place, error.message());
        if error.message().contains("unknown field") { wrong.hinted(FIELDS) } else { wrong }
    }
}

impl Process {
    /// The processes of a TOML file: one at the top, or several under `[[process]]`.
    ///
    /// # Errors
    /// With file, line and remedy, when the text is no TOML, a field is unknown or wrong, or a process
    /// defines nothing.
    pub fn from_toml(file: &str, text: &str) -> Result<Vec<Process>, DossierError> {
        let lines = Lines { file, text };
        let table: toml::Table = toml::from_str(text)
            .map_err(|e| lines.toml(&e).hinted("strings and dates stand in quotation marks: from = \"2024-05\""))?;
        let raws = if table.contains_key("process") {
            toml::from_str::<Many>(text).map_err(|e| lines.toml(&e))?.process
        } else {
            vec![Spanned::new(0..0, toml::from_str::<Raw>(text).map_err(|e| lines.toml(&e))?)]
        };
        let mut all: Vec<Process> = Vec::new();
        for raw in raws {
            let at = raw.span().start;
            let process = checked(&lines, at, raw.into_inner())?;
            if all.iter().any(|p| p.id == process.id) {
                return Err(lines
                    .error(at, format!("a second process with the id '{}'", process.id))
                    .hinted("give each an id of its own"));
            }
            all.push(process);
        }
        Ok(all)
    }

    /// Whether it says what it is about.
    ///
    /// # Errors
    /// When there is no party, word, place or accord, or the period ends before it begins.
    pub fn check(&self) -> Result<(), DossierError> {
        if self.parties.is_empty() && self.words.is_empty() && self.places.is_empty() && self.accords.is_empty() {
            return Err(DossierError::new(
                "the process has no parties, words, places or accords: it is about everything",
            )
            .hinted("give at least one, as in parties = [\"RUS\", \"UKR\"], or --party RUS --party UKR"));
        }
        for date in [&self.from, &self.to].into_iter().flatten() {
            if dates::days(Some(date.as_str())).0.is_none() {
                return Err(DossierError::new(format!("the date {date} covers no days"))
                    .hinted("give one with its year, such as 2024, 2024-05 or 2024-05-16"));
            }
        }
        let (from, to) = (self.first_day(), self.last_day());
        if let (Some(from), Some(to)) = (&from, &to)
            && from > to
        {
            return Err(DossierError::new(format!("the period ends ({to}) before it begins ({from})"))
                .hinted("exchange `from` and `to`"));
        }
        Ok(())
    }

    /// First day of the period.
    pub(crate) fn first_day(&self) -> Option<String> {
        self.from.as_ref().and_then(|d| dates::days(Some(d.as_str())).0)
    }

    /// Last day of the period.
    pub(crate) fn last_day(&self) -> Option<String> {
        self.to.as_ref().and_then(|d| dates::days(Some(d.as_str())).1)
    }

    /// A name made of the parties.
    pub fn named_by_parties(&self) -> String {
        let of = |names: Vec<&str>| names.join(" – ");
        if !self.parties.is_empty() {
            of(self.parties.iter().map(|p| p.name.as_str()).collect())
        } else if !self.words.is_empty() {
            of(self.words.iter().map(String::as_str).collect())
        } else {
            of(self.places.iter().chain(&self.accords).map(String::as_str).collect())
        }
    }
}

fn checked(lines: &Lines<'_>, at: usize, raw: Raw) -> Result<Process, DossierError> {
    let mut process = Process {
        parties: parties(lines, &raw.parties)?,
        mediators: parties(lines, &raw.mediators)?,
        places: words(lines, &raw.places)?,
        words: words(lines, &raw.words)?,
        accords: words(lines, &raw.accords)?,
        from: date(lines, raw.from)?,
        to: date(lines, raw.to)?,
        ..Process::default()
    };
    let mut seen = BTreeSet::new();
    for (party, at) in process.parties.iter().zip(&raw.parties) {
        if !seen.insert(&party.name) {
            return Err(lines
                .error(at.span().start, format!("the party '{}' stands here twice", party.name))
                .hinted("name each side once; several codes of one side go into codes = [\"SDN-MIL\", \"SDN-GOV\"]"));
        }
    }
    for (name, own) in raw.topics {
        if own.get_ref().is_empty() && !topic_names().contains(&name.as_str()) {
            return Err(lines
                .error(own.span().start, format!("the topic '{name}' has no words, and the program knows none"))
                .hinted(format!("give its words, or take one of: {}", topic_names().join(", "))));
        }
        process.topics.insert(name, own.into_inner());
    }
    process.name = raw.name.map_or_else(|| process.named_by_parties(), Spanned::into_inner);
    process.id = match raw.id {
        None => slug(&process.name),
        Some(id) if !id.get_ref().is_empty() && !id.get_ref().contains([':', '/', ' ']) => id.into_inner(),
        Some(id) => {
            return Err(lines
                .error(id.span().start, format!("'{}' is no id", id.get_ref()))
                .hinted("an id is a short word without spaces, colons and slashes, such as sudan-talks"));
        }
    };
    process.check().map_err(|e| {
        let hint = e.hint().unwrap_or_default().to_owned();
        lines.error(at, e.to_string()).hinted(hint)
    })?;
    Ok(process)
}

fn words(lines: &Lines<'_>, raw: &[Spanned<String>]) -> Result<Vec<String>, DossierError> {
    raw.iter()
        .map(|word| {
            if word.get_ref().chars().any(char::is_alphanumeric) {
                Ok(word.get_ref().clone())
            } else {
                Err(lines
                    .error(word.span().start, format!("'{}' has no letter or digit to look for", word.get_ref()))
                    .hinted("write the word as it stands in texts; a * at its end stands for any ending"))
            }
        })
        .collect()
}

fn parties(lines: &Lines<'_>, raw: &[Spanned<Value>]) -> Result<Vec<Party>, DossierError> {
    raw.iter().map(|one| party(lines, one.span().start, one.get_ref())).collect()
}

const PARTY: &str = "a party is a code (\"RUS\", \"SDN-REB\"), words of a name (\"Hamas\"), or a table: \
                     { name = \"Army\", codes = [\"SDN-MIL\", \"SDN-GOV\"], names = [\"Burhan\"] }";

fn party(lines: &Lines<'_>, at: usize, value: &Value) -> Result<Party, DossierError> {
    let wrong = |what: String| lines.error(at, what).hinted(PARTY);
    match value {
        Value::String(word) => {
            if looks_coded(word) && !is_code(word) {
                return Err(wrong(format!("'{word}' looks like a code and is none")));
            }
            if !word.chars().any(char::is_alphanumeric) {
                return Err(wrong(format!("'{word}' names nobody")));
            }
            Ok(Party::of(word))
        }
        Value::Table(table) => {
            let list = |key: &str| -> Result<Vec<String>, DossierError> {
                let Some(value) = table.get(key) else { return Ok(vec![]) };
                let list = value.as_array().and_then(|a| a.iter().map(|v| v.as_str().map(str::to_owned)).collect());
                list.ok_or_else(|| wrong(format!("`{key}` of a party is a list of strings")))
            };
            if let Some(unknown) = table.keys().find(|k| !["name", "codes", "names"].contains(&k.as_str())) {
                return Err(wrong(format!("a party has no field '{unknown}'")));
            }
            let (codes, names) = (list("codes")?, list("names")?);
            if let Some(bad) = codes.iter().find(|c| !is_code(c)) {
                return Err(wrong(format!("'{bad}' is no code")));
            }
            let first =
                names.first().or(codes.first()).ok_or_else(|| wrong("a party without codes and names".into()))?;
            let name = table.get("name").and_then(Value::as_str).unwrap_or(first).to_owned();
            Ok(Party { name, codes, names })
        }
        other => Err(wrong(format!("a {} is no party", other.type_str()))),
    }
}

/// `RUS-GOVT`, `SDN-`: meant as a code.
fn looks_coded(word: &str) -> bool {
    word.split_once('-').is_some_and(|(country, sector)| {
        country.len() == 3 && [country, sector].iter().all(|p| p.bytes().all(|b| b.is_ascii_uppercase()))
    })
}

fn date(lines: &Lines<'_>, raw: Option<Spanned<Value>>) -> Result<Option<Edtf>, DossierError> {
    let Some(raw) = raw else { return Ok(None) };
    let at = raw.span().start;
    let text = match raw.into_inner() {
        Value::String(text) => text,
        Value::Datetime(day) => day.to_string(),
        Value::Integer(year) => format!("{year:04}"),
        other => other.to_string(),
    };
    text.parse()
        .map(Some)
        .map_err(|e: chancery_record::edtf::BadEdtf| lines.error(at, e.to_string()).hinted("write it as \"2024-05\""))
}

/// A short name for the command line.
pub(crate) fn slug(name: &str) -> String {
    crate::party::words_of(name).split_whitespace().collect::<Vec<_>>().join("-")
}

/// Processes as a file that [`Process::from_toml`] reads.
///
/// # Errors
/// When a process cannot be written as TOML.
pub fn to_toml(processes: &[Process]) -> Result<String, DossierError> {
    #[derive(Serialize)]
    struct File<'p> {
        process: &'p [Process],
    }
    let body = toml::to_string(&File { process: processes })
        .map_err(|e| DossierError::new(format!("the processes cannot be written as TOML: {e}")))?;
    Ok(format!("# Processes for `chancery dossier ARCHIVE FILE:ID`; docs/dossier.md explains the fields.\n\n{body}"))
}
