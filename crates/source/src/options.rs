use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chancery_record::Edtf;

use crate::Format;

/// What the user says of the articles: it stands in for what a file does not say.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Language (BCP 47 primary tag); overrides what a file says.
    pub lang: Option<String>,
    /// Date of publication for articles that have none.
    pub date: Option<Edtf>,
    /// Identifier, for a single text.
    pub id: Option<String>,
    /// Headline, for a single text.
    pub title: Option<String>,
    /// Format of the files, where their content shall not tell. Containers are
    /// opened all the same: the format is that of what they hold.
    pub format: Option<Format>,
    /// Which column or field holds what.
    pub columns: Columns,
    /// How much is read at most.
    pub limits: Limits,
}

/// Bounds that keep a hostile or broken file from filling memory or running for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one article, page, feed or export document, and of one line.
    pub article: usize,
    /// Bytes that what was compressed may expand to whatever its size.
    pub expanded: u64,
    /// Bytes that each compressed byte may expand to beyond `expanded`.
    pub ratio: u64,
    /// Containers within containers.
    pub nesting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { article: crate::LARGEST, expanded: 512 << 20, ratio: 200, nesting: 6 }
    }
}

/// Which column or field of a table or a JSON object holds what: names of our
/// fields (`id`, `lang`, `title`, `date`, `source`, `url`, `author`, `text`) to theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(pub(crate) BTreeMap<String, String>);

/// A mapping of columns that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}; a mapping looks like title=Titre,text=Texte,date=Date of publication")]
pub struct BadColumns(String);

impl FromStr for Columns {
    type Err = BadColumns;

    fn from_str(s: &str) -> Result<Self, BadColumns> {
        let mut columns = BTreeMap::new();
        for pair in s.split(',').filter(|p| !p.trim().is_empty()) {
            let Some((ours, theirs)) = pair.split_once('=') else {
                return Err(BadColumns(format!("'{}' has no '='", pair.trim())));
            };
            let ours = ours.trim().to_lowercase();
            if !crate::fields::NAMES.contains(&ours.as_str()) {
                return Err(BadColumns(format!("'{ours}' is none of {}", crate::fields::NAMES.join(", "))));
            }
            if columns.insert(ours.clone(), theirs.trim().to_owned()).is_some() {
                return Err(BadColumns(format!("'{ours}' is named twice")));
            }
        }
        Ok(Columns(columns))
    }
}

/// One thing to read articles from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, or a folder whose files are read in the order of their names.
    Path(PathBuf),
    /// What stands at an address within a file: `member`, `#record`, `line`,
    /// joined by colons ([`Origin::below`](crate::Origin::below)).
    Part(PathBuf, String),
    /// Standard input.
    Stdin,
}

impl Input {
    /// `-` is standard input, an existing path that path, and `FILE:PART` a
    /// part of an existing file; anything else is taken for a path.
    pub fn from_arg(arg: &str) -> Input {
        if arg == "-" {
            return Input::Stdin;
        }
        if !Path::new(arg).exists() {
            for (at, _) in arg.rmatch_indices(':') {
                let (file, part) = (&arg[..at], &arg[at + 1..]);
                if !part.is_empty() && Path::new(file).is_file() {
                    return Input::Part(file.into(), part.to_owned());
                }
            }
        }
        Input::Path(arg.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_parsed_and_checked() {
        let columns: Columns = "title=Titre, text = Corps du texte".parse().unwrap();
        assert_eq!(columns.0["text"], "Corps du texte");
        assert!("titre=Titre".parse::<Columns>().unwrap_err().to_string().contains("'titre' is none of"));
        assert!("title".parse::<Columns>().is_err());
        assert!("title=a,title=b".parse::<Columns>().is_err());
    }

    #[test]
    fn a_part_is_told_from_a_path() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a:b.zip");
        std::fs::write(&file, "x").unwrap();
        let name = file.to_str().unwrap();
        assert_eq!(Input::from_arg(name), Input::Path(file.clone()));
        let part = format!("{name}:c/d.html:#2");
        assert_eq!(Input::from_arg(&part), Input::Part(file.clone(), "c/d.html:#2".into()));
        assert_eq!(Input::from_arg("no:where"), Input::Path("no:where".into()));
    }
}
