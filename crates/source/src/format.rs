//! What a file is: by its content first, by its name second.

use std::fmt;
use std::str::FromStr;

use crate::charset::{binary, decode};

/// A format that articles come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One text, with an optional header.
    Text,
    /// A JSON object a line.
    JsonLines,
    /// A JSON array of articles, one object, or a JSON Feed.
    Json,
    /// Comma- or semicolon-separated values with a row of names.
    Csv,
    /// Tab-separated values with a row of names.
    Tsv,
    /// A web page.
    Html,
    /// RSS (0.9x, 1.0, 2.0) or Atom.
    Feed,
    /// An HTML export of Europresse (CEDROM-SNi).
    Europresse,
    /// An export of Factiva (Dow Jones): HTML, RTF or text.
    Factiva,
    /// An export of Nexis (LexisNexis): text, RTF or DOCX.
    Nexis,
    /// One mail message.
    Eml,
    /// Mail messages, one after the other.
    Mbox,
    /// Rich Text Format.
    Rtf,
    /// Office Open XML text.
    Docx,
    /// Web ARChive (ISO 28500).
    Warc,
    /// ZIP archive.
    Zip,
    /// Tape archive.
    Tar,
    /// gzip.
    Gzip,
    /// xz.
    Xz,
    /// bzip2.
    Bzip2,
    /// Zstandard.
    Zstd,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 21] = [
        Format::Text,
        Format::JsonLines,
        Format::Json,
        Format::Csv,
        Format::Tsv,
        Format::Html,
        Format::Feed,
        Format::Europresse,
        Format::Factiva,
        Format::Nexis,
        Format::Eml,
        Format::Mbox,
        Format::Rtf,
        Format::Docx,
        Format::Warc,
        Format::Zip,
        Format::Tar,
        Format::Gzip,
        Format::Xz,
        Format::Bzip2,
        Format::Zstd,
    ];

    /// The name by which a user chooses it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::JsonLines => "jsonl",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Html => "html",
            Format::Feed => "feed",
            Format::Europresse => "europresse",
            Format::Factiva => "factiva",
            Format::Nexis => "nexis",
            Format::Eml => "eml",
            Format::Mbox => "mbox",
            Format::Rtf => "rtf",
            Format::Docx => "docx",
            Format::Warc => "warc",
            Format::Zip => "zip",
            Format::Tar => "tar",
            Format::Gzip => "gz",
            Format::Xz => "xz",
            Format::Bzip2 => "bz2",
            Format::Zstd => "zst",
        }
    }

    /// Whether it holds files.
    pub fn is_container(self) -> bool {
        use Format::{Bzip2, Gzip, Tar, Xz, Zip, Zstd};
        matches!(self, Zip | Tar | Gzip | Xz | Bzip2 | Zstd)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no format's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no format; there are {names}", names = Format::ALL.map(Format::name).join(", "))]
pub struct BadFormat(String);

impl FromStr for Format {
    type Err = BadFormat;

    fn from_str(s: &str) -> Result<Self, BadFormat> {
        let wanted = s.to_lowercase();
        Format::ALL.into_iter().find(|f| f.name() == wanted).ok_or_else(|| BadFormat(s.to_owned()))
    }
}

/// What cannot be read, and what to do instead.
pub(crate) struct Foreign {
    pub(crate) what: &'static str,
    pub(crate) hint: &'static str,
}

/// The format of what opens with `head` and is called `name`.
///
/// # Errors
/// What is known and holds no articles that can be read.
pub(crate) fn sniff(head: &[u8], name: &str) -> Result<Format, Foreign> {
    if let Some(format) = by_magic(head)? {
        return Ok(format);
    }
    let extension = extension(name);
    let named = by_extension(&extension);
    if binary(head) {
        return match named {
            // UTF-16 without a byte order mark is for its reader to decode.
            Some(format @ (Format::Html | Format::Csv | Format::Tsv)) => Ok(format),
            _ => Err(Foreign {
                what: "not a text: it has NUL bytes",
                hint: "articles are read from text, tables, pages, feeds, mail, press exports and archives of these",
            }),
        };
    }
    let text = decode(head.to_vec()).text;
    let start = text.trim_start();
    if start.starts_with('<')
        && let Some(format) = by_markup(start)?
    {
        return Ok(format);
    }
    if start.starts_with('{') {
        return Ok(if extension == "jsonl" || extension == "ndjson" {
            Format::JsonLines
        } else {
            json_or_lines(start)
        });
    }
    if start.starts_with('[') && matches!(start[1..].trim_start().chars().next(), Some('{' | ']')) {
        return Ok(Format::Json);
    }
    if let Some(format) = crate::mail::sniff(start).or_else(|| crate::press::sniff_text(start)) {
        return Ok(format);
    }
    // An object of an export in a text file and the like: content over name.
    Ok(match named {
        Some(Format::Json | Format::Feed) if !start.is_empty() && extension != "json" => Format::Text,
        Some(Format::Html) if start.is_empty() => Format::Text,
        Some(format) => format,
        None => crate::table::sniff(start).unwrap_or(Format::Text),
    })
}

fn by_magic(head: &[u8]) -> Result<Option<Format>, Foreign> {
    let foreign = |what, hint| Err(Foreign { what, hint });
    Ok(Some(match head {
        [0x1F, 0x8B, ..] => Format::Gzip,
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Format::Xz,
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..] => Format::Bzip2,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Format::Zstd,
        [b'P', b'K', 3, 4, ..] => {
            let docx = memchr::memmem::find(head, b"word/").is_some()
                && memchr::memmem::find(head, b"[Content_Types].xml").is_some();
            if docx { Format::Docx } else { Format::Zip }
        }
        [b'P', b'K', 5, 6, ..] => Format::Zip,
        [b'{', b'\\', b'r', b't', b'f', ..] => Format::Rtf,
        _ if head.starts_with(b"WARC/") => Format::Warc,
        _ if head.get(257..262) == Some(b"ustar") => Format::Tar,
        _ if head.starts_with(b"%PDF-") => {
            return foreign("a PDF, which is not read", "export the articles as HTML, RTF, DOCX or text");
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            return foreign("an old Word document, which is not read", "save it as DOCX, RTF or text");
        }
        [b'7', b'z', 0xBC, 0xAF, ..] => {
            return foreign("a 7z archive, which is not read", "unpack it, or pack it as zip");
        }
        _ if head.starts_with(b"Rar!") => {
            return foreign("a RAR archive, which is not read", "unpack it, or pack it as zip");
        }
        _ => return Ok(None),
    }))
}

fn by_markup(start: &str) -> Result<Option<Format>, Foreign> {
    let lower: String = start.chars().take(20_000).collect::<String>().to_lowercase();
    if crate::press::is_europresse(&lower) {
        return Ok(Some(Format::Europresse));
    }
    if crate::press::is_factiva_markup(&lower) {
        return Ok(Some(Format::Factiva));
    }
    // The first element that is no declaration, comment or processing instruction.
    let mut rest = lower.as_str();
    let root = loop {
        let Some(at) = rest.find('<') else { return Ok(None) };
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if rest.starts_with("!doctype html") {
            break "html";
        } else if rest.starts_with(['?', '!']) {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        } else {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != ':' && c != '-').unwrap_or(rest.len());
            break &rest[..end];
        }
    };
    const PAGE: [&str; 18] = [
        "html", "head", "body", "div", "article", "section", "main", "table", "p", "h1", "h2", "h3", "title", "meta",
        "span", "script", "style", "link",
    ];
    match root {
        "rss" | "feed" | "atom:feed" | "rdf:rdf" | "channel" => Ok(Some(Format::Feed)),
        "urlset" | "sitemapindex" => Err(Foreign {
            what: "a sitemap: it lists addresses and holds no articles",
            hint: "fetch the pages and give them as HTML files or WARC",
        }),
        root if PAGE.contains(&root) => Ok(Some(Format::Html)),
        _ if lower.starts_with("<?xml") => Err(Foreign {
            what: "an XML document of a kind that is not read",
            hint: "feeds (RSS, Atom) and XHTML pages are read; convert others to JSON Lines or CSV",
        }),
        _ => Ok(None),
    }
}

/// One object over several lines, or an object a line.
fn json_or_lines(start: &str) -> Format {
    let mut lines = start.lines().filter(|l| !l.trim().is_empty());
    let Some(first) = lines.next() else { return Format::JsonLines };
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(first);
    match whole {
        // A line of its own is a document when it wraps a list of articles.
        Ok(_) if lines.next().is_none() && crate::json::wraps(first) => Format::Json,
        Ok(_) => Format::JsonLines,
        Err(error) if error.is_eof() => match lines.next() {
            Some(second) if second.starts_with('{') => Format::JsonLines,
            Some(_) => Format::Json,
            None if crate::json::wraps(first) => Format::Json,
            None => Format::JsonLines,
        },
        Err(_) => Format::JsonLines,
    }
}

/// The extension of a name in lower case; that of `a.html.gz` is `gz`.
fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default()
}

fn by_extension(extension: &str) -> Option<Format> {
    Some(match extension {
        "jsonl" | "ndjson" => Format::JsonLines,
        "json" => Format::JsonLines,
        "csv" => Format::Csv,
        "tsv" | "tab" => Format::Tsv,
        "html" | "htm" | "xhtml" | "shtml" => Format::Html,
        "rss" | "atom" | "rdf" => Format::Feed,
        "eml" => Format::Eml,
        "mbox" => Format::Mbox,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(head: &str, name: &str) -> String {
        match sniff(head.as_bytes(), name) {
            Ok(format) => format.to_string(),
            Err(foreign) => foreign.what.to_owned(),
        }
    }

    #[test]
    fn content_comes_before_the_name() {
        assert_eq!(kind("<!DOCTYPE html><html>", "a.txt"), "html");
        assert_eq!(kind("\u{feff}<?xml version='1.0'?>\n<!-- x --><rss version='2.0'>", "a.html"), "feed");
        assert_eq!(kind("<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html>", ""), "html");
        assert_eq!(kind("<feed xmlns='http://www.w3.org/2005/Atom'>", "x"), "feed");
        assert!(kind("<?xml version='1.0'?><urlset>", "x.xml").contains("sitemap"));
        assert!(kind("%PDF-1.7", "x.txt").contains("PDF"));
        assert_eq!(kind("{\"text\": \"a\"}\n{", "x"), "jsonl");
        assert_eq!(kind("{\n  \"text\": \"a\"\n}", "x"), "json");
        assert_eq!(kind("[ {\"text\": \"a\"}]", "x.json"), "json");
        assert_eq!(kind("[Genève] Les délégués", "x"), "text");
        assert_eq!(kind("WARC/1.0\r\n", "x.warc"), "warc");
        assert_eq!(kind("{\\rtf1\\ansi", "x.txt"), "rtf");
        assert_eq!(kind("id;titre;texte\n1;a;b\n", "x.csv"), "csv");
        assert_eq!(kind("Talks resumed in Geneva.", "x"), "text");
        assert_eq!(kind("", "x.html"), "text");
    }

    #[test]
    fn names_round_trip() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert!("pdf".parse::<Format>().unwrap_err().to_string().contains("jsonl"));
    }
}
