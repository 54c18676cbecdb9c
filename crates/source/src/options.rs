use std::path::PathBuf;

use chancery_record::Edtf;

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
}

/// One thing to read articles from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, or a folder whose files are read in the order of their names.
    Path(PathBuf),
    /// Standard input: JSON Lines when it opens with a brace, else one text.
    Stdin,
}

impl Input {
    /// `-` is standard input, anything else a path.
    pub fn from_arg(arg: &str) -> Input {
        if arg == "-" { Input::Stdin } else { Input::Path(arg.into()) }
    }
}
