//! Arguments that several commands share: what to read and with which data.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use chancery::language::conllu;
use chancery::reader::Reader;
use chancery::record::{Article, Edtf, Syntax};
use chancery::source::{Columns, Format, Input, Options};

/// Which articles, and what is said of them.
#[derive(clap::Args)]
pub(crate) struct Sources {
    /// Text, JSON, tables, pages, feeds, mail, press exports, WARC, archives and folders of these,
    /// FILE:PART for a part of one, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,

    /// Language of the articles (fr, en); else what the source says, else what the text is
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,

    /// Date of publication for articles that have none (EDTF: 2025, 2025-03, 2025-03-05)
    #[arg(long, value_name = "DATE")]
    date: Option<Edtf>,

    /// Identifier, for a single text
    #[arg(long)]
    id: Option<String>,

    /// Headline, for a single text
    #[arg(long)]
    title: Option<String>,

    /// Format of the files, where their content shall not tell (text, jsonl, csv, html, factiva…)
    #[arg(long, value_name = "FORMAT")]
    format_in: Option<Format>,

    /// Columns or fields that hold what, as in title=Titre,text=Texte,date=Jour
    #[arg(long, value_name = "MAP")]
    columns: Option<Columns>,
}

impl Sources {
    /// The articles in order.
    pub(crate) fn open(&self) -> chancery::source::Sources {
        chancery::source::open(self.inputs(), self.options())
    }

    /// What to read.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        self.files.iter().map(|f| Input::from_arg(f)).collect()
    }

    /// What is said of the articles.
    pub(crate) fn options(&self) -> Options {
        Options {
            lang: self.lang.clone(),
            date: self.date.clone(),
            id: self.id.clone(),
            title: self.title.clone(),
            format: self.format_in,
            columns: self.columns.clone().unwrap_or_default(),
            ..Options::default()
        }
    }
}

/// With which lexicons, world and trees.
#[derive(clap::Args)]
pub(crate) struct Data {
    /// Lay your own actors, places and frames over the program's (a folder with languages/ and world/)
    #[arg(long = "with", value_name = "DIR")]
    overlays: Vec<PathBuf>,

    /// Take the trees from DIR/ID.conllu (with TokenRange) instead of the program's own parser
    #[arg(long, value_name = "DIR")]
    trees: Option<PathBuf>,
}

impl Data {
    /// The reader that the arguments ask for.
    pub(crate) fn reader(&self) -> Result<Reader> {
        let folders: Vec<&Path> = self.overlays.iter().map(PathBuf::as_path).collect();
        for folder in &folders {
            anyhow::ensure!(
                folder.join("languages").is_dir() || folder.join("world").is_dir(),
                "{}: neither languages/ nor world/ in it",
                folder.display()
            );
        }
        Reader::with_overlays(&folders).context("the data to read with could not be loaded")
    }

    /// Whether the trees are the program's own.
    pub(crate) fn own_parser(&self) -> bool {
        self.trees.is_none()
    }

    /// The trees of an article, or why there are none.
    pub(crate) fn trees(&self, reader: &Reader, article: &Article) -> Result<Syntax, String> {
        let Some(folder) = &self.trees else {
            return reader.analyse(article);
        };
        let path = folder.join(format!("{}.conllu", article.id));
        let text = std::fs::read_to_string(&path).map_err(|e| format!("no layers: {}: {e}", path.display()))?;
        let lang = article.lang.as_deref().ok_or("no layers: the language is unknown")?;
        conllu::with_ranges(&text, &article.text, lang).map_err(|e| format!("no layers: {}: {e}", path.display()))
    }
}
