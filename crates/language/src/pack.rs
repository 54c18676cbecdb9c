//! Language folders: the text files that people edit.
//!
//! The program carries `languages/` inside. A user's folder of the same shape
//! overlays it: a file of the same path replaces ours, a further file in a
//! folder of files (`frames/`) is added.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;
use thiserror::Error;

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../languages");

/// A data file that cannot be used, with its place and what to do.
#[derive(Debug, Error)]
#[error("{file}{}: {message}{}", .line.map(|l| format!(":{l}")).unwrap_or_default(), .hint.as_ref().map(|h| format!("\n  hint: {h}")).unwrap_or_default())]
pub struct DataError {
    /// Path of the file, as the user knows it.
    pub file: String,
    /// Line, counted from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What would mend it.
    pub hint: Option<String>,
}

/// One file of a language folder.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Path below the language's folder, `frames/assault.toml`.
    pub path: String,
    /// Path as the user knows it, for messages.
    pub origin: String,
    /// Contents.
    pub text: Cow<'static, str>,
}

impl PackFile {
    /// Reads the file as TOML into `T`.
    ///
    /// # Errors
    /// A [`DataError`] with the line, when the file is no TOML or does not fit `T`.
    pub fn toml<T: DeserializeOwned>(&self) -> Result<T, DataError> {
        toml::from_str(&self.text).map_err(|e| {
            let line = e.span().map(|s| self.line_of(s.start));
            self.error(line, e.message().to_owned())
        })
    }

    /// An error that points into this file.
    pub fn error(&self, line: Option<usize>, message: impl Into<String>) -> DataError {
        DataError { file: self.origin.clone(), line, message: message.into(), hint: None }
    }

    /// The line (from 1) of a byte offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.text.as_bytes()[..offset.min(self.text.len())].iter().filter(|b| **b == b'\n').count() + 1
    }

    /// The line (from 1) on which `needle` first stands, for errors found after parsing.
    pub fn line_with(&self, needle: &str) -> Option<usize> {
        self.text.find(needle).map(|at| self.line_of(at))
    }
}

/// The folder of one language, overlays applied.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Primary tag, `fr`.
    pub lang: String,
    files: BTreeMap<String, PackFile>,
}

impl Pack {
    /// Tags of the languages that the program carries.
    pub fn builtin_languages() -> Vec<&'static str> {
        let mut tags: Vec<_> =
            BUILTIN.dirs().filter_map(|d| d.path().file_name()?.to_str()).filter(|tag| *tag != "template").collect();
        tags.sort_unstable();
        tags
    }

    /// The folder that the program carries for `lang`.
    pub fn builtin(lang: &str) -> Option<Pack> {
        fn collect(dir: &'static Dir<'static>, root: &Path, files: &mut BTreeMap<String, PackFile>) {
            for file in dir.files() {
                let Some(text) = file.contents_utf8() else {
                    continue;
                };
                let path = slashed(file.path().strip_prefix(root).unwrap_or(file.path()));
                let origin = format!("languages/{}", slashed(file.path()));
                files.insert(path.clone(), PackFile { path, origin, text: Cow::Borrowed(text) });
            }
            for sub in dir.dirs() {
                collect(sub, root, files);
            }
        }
        let dir = BUILTIN.get_dir(lang)?;
        let mut files = BTreeMap::new();
        collect(dir, dir.path(), &mut files);
        Some(Pack { lang: lang.to_owned(), files })
    }

    /// Lays the files under `folder` over this pack.
    ///
    /// # Errors
    /// A [`DataError`] when a file cannot be read or is no UTF-8.
    pub fn overlay(&mut self, folder: &Path) -> Result<(), DataError> {
        let mut open = vec![folder.to_path_buf()];
        let mut found: Vec<PathBuf> = Vec::new();
        let unreadable = |path: &Path, e: std::io::Error| DataError {
            file: path.display().to_string(),
            line: None,
            message: e.to_string(),
            hint: Some("the overlay folder and its files must be readable UTF-8 text".to_owned()),
        };
        while let Some(dir) = open.pop() {
            for entry in std::fs::read_dir(&dir).map_err(|e| unreadable(&dir, e))? {
                let path = entry.map_err(|e| unreadable(&dir, e))?.path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    found.push(path);
                }
            }
        }
        found.sort();
        for path in found {
            let text = std::fs::read_to_string(&path).map_err(|e| unreadable(&path, e))?;
            let key = slashed(path.strip_prefix(folder).unwrap_or(&path));
            let origin = path.display().to_string();
            self.files.insert(key.clone(), PackFile { path: key, origin, text: Cow::Owned(text) });
        }
        Ok(())
    }

    /// The file at `path` below the folder.
    pub fn file(&self, path: &str) -> Option<&PackFile> {
        self.files.get(path)
    }

    /// The file at `path`, or the error that says which one is missing.
    ///
    /// # Errors
    /// A [`DataError`] when the language has no such file.
    pub fn required(&self, path: &str) -> Result<&PackFile, DataError> {
        self.file(path).ok_or_else(|| DataError {
            file: format!("languages/{}/{path}", self.lang),
            line: None,
            message: "the language has no such file".to_owned(),
            hint: Some("copy it from languages/template and fill it in".to_owned()),
        })
    }

    /// The files below a folder, by path.
    pub fn folder<'p>(&'p self, path: &'p str) -> impl Iterator<Item = &'p PackFile> + 'p {
        self.files.values().filter(move |f| f.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Every file, by path; for hashing.
    pub fn files(&self) -> impl Iterator<Item = &PackFile> {
        self.files.values()
    }
}

fn slashed(path: &Path) -> String {
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
