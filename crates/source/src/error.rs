use std::fmt;

/// Where an article, or what should have been one, stands.
///
/// It is written as an address: `file[:member…][:#record][:line]`, as in
/// `crawl.tar:2024.warc.gz:#17` or `press.zip:export/may.jsonl:3`.
/// [`Input::from_arg`](crate::Input::from_arg) takes the same address to read that article again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Path as given, or `standard input`.
    pub file: String,
    /// The members that lead to it, from the outermost container inwards.
    pub members: Box<[String]>,
    /// Number from 1 in files that hold several: WARC records, entries of a
    /// feed, messages, documents of an export, elements of a JSON array.
    pub record: Option<u64>,
    /// Line, from 1, in files that hold an article a line.
    pub line: Option<u64>,
}

impl Origin {
    /// The place of a whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Origin { file: file.into(), ..Origin::default() }
    }

    /// The address below the file: `member:#record:line`, empty for the file itself.
    pub fn below(&self) -> String {
        let mut parts = self.members.to_vec();
        parts.extend(self.record.map(|n| format!("#{n}")));
        parts.extend(self.line.map(|n| n.to_string()));
        parts.join(":")
    }

    /// The place of a member of what stands here.
    pub(crate) fn member(&self, name: impl Into<String>) -> Self {
        let mut members = self.around();
        members.push(name.into());
        Origin { file: self.file.clone(), members: members.into(), record: None, line: None }
    }

    /// The place of the `n`th record of what stands here.
    pub(crate) fn record(&self, n: u64) -> Self {
        Origin { file: self.file.clone(), members: self.around().into(), record: Some(n), line: self.line }
    }

    /// The steps to what stands within.
    fn around(&self) -> Vec<String> {
        let mut members = self.members.to_vec();
        members.extend(self.record.map(|n| format!("#{n}")));
        members
    }

    /// The place of a line of what stands here.
    pub(crate) fn line(&self, n: u64) -> Self {
        Origin { line: Some(n), ..self.clone() }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        let below = self.below();
        if below.is_empty() { Ok(()) } else { write!(f, ":{below}") }
    }
}

/// Something that is no article; the articles after it are still read.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{origin}: {message}")]
pub struct SourceError {
    /// Where it stands.
    pub origin: Origin,
    /// What is wrong with it.
    pub message: Box<str>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether nothing is wrong: a file of a folder that holds something else than articles.
    pub left_out: bool,
}

impl SourceError {
    /// A file that stands among articles and is none, with the reason.
    pub fn no_article(path: &std::path::Path, why: &str) -> Self {
        crate::annotations::left_out(&Origin::file(path.display().to_string()), why)
    }

    /// A thing that could not be read.
    pub fn new(origin: &Origin, message: impl Into<Box<str>>) -> Self {
        SourceError { origin: origin.clone(), message: message.into(), hint: None, left_out: false }
    }

    /// With what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_every_step() {
        let file = Origin::file("a.zip");
        assert_eq!(file.to_string(), "a.zip");
        assert_eq!(file.member("b.warc").record(4).to_string(), "a.zip:b.warc:#4");
        assert_eq!(file.member("b.warc").record(4).record(2).to_string(), "a.zip:b.warc:#4:#2");
        assert_eq!(file.member("b.jsonl").line(3).below(), "b.jsonl:3");
    }
}
