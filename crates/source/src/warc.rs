//! Web ARChive (ISO 28500:2017): pages as crawlers keep them.

use std::io::{self, BufRead, Read};

use crate::intake::{Flow, Intake, Place, broken, too_large};
use crate::jsonl::next_line;
use crate::{Origin, SourceError};

/// The longest header line, and the most of them.
const HEADER_LINE: usize = 64 << 10;
const HEADER_LINES: usize = 512;

#[derive(Default)]
struct Header {
    kind: String,
    length: u64,
    url: Option<String>,
    content_type: String,
}

/// Reads the records that hold pages, texts and feeds; others are passed over.
pub(crate) fn read(intake: &mut Intake<'_>, mut reader: &mut dyn BufRead, place: &Place) -> Flow {
    let mut number = 0;
    loop {
        number += 1;
        let origin = place.origin.record(number);
        let header = match header(&mut reader, &origin) {
            Ok(Some(header)) => header,
            Ok(None) => return Flow::Continue(()),
            Err(error) => return intake.fail(error),
        };
        let mut block = Read::take(&mut reader, header.length);
        let flow = if intake.wants(&origin) {
            record(intake, &mut block, &header, &place.record(number))
        } else {
            Flow::Continue(())
        };
        flow?;
        // What was left of the record.
        let left = block.limit();
        match io::copy(&mut block, &mut io::sink()) {
            Ok(n) if n == left => {}
            Ok(_) => {
                // Told already where the record itself was wanted and found short.
                return Flow::Continue(());
            }
            Err(error) => return intake.fail(broken(&origin, &error)),
        }
    }
}

/// The next record's header; none at the end.
fn header(reader: &mut dyn BufRead, origin: &Origin) -> Result<Option<Header>, SourceError> {
    let mut line = || match next_line(reader, HEADER_LINE) {
        Ok(Some(Ok(line))) => Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned())),
        Ok(Some(Err(_))) => Err(SourceError::new(origin, "damaged: a header line without an end")),
        Ok(None) => Ok(None),
        Err(error) => Err(broken(origin, &error)),
    };
    // Records are parted by empty lines.
    let version = loop {
        match line()? {
            None => return Ok(None),
            Some(text) if text.is_empty() => {}
            Some(text) => break text,
        }
    };
    if !version.starts_with("WARC/") {
        let start: String = version.chars().take(30).collect();
        return Err(SourceError::new(origin, format!("damaged: a record opens with '{start}' and not with WARC/")));
    }
    let mut header = Header::default();
    let mut length = None;
    for _ in 0..HEADER_LINES {
        let Some(text) = line()? else {
            return Err(SourceError::new(origin, "cut off within the header of a record"));
        };
        if text.is_empty() {
            header.length =
                length.ok_or_else(|| SourceError::new(origin, "damaged: a record without Content-Length"))?;
            return Ok(Some(header));
        }
        let Some((name, value)) = text.split_once(':') else { continue };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "warc-type" => header.kind = value.to_ascii_lowercase(),
            "content-length" => length = value.parse().ok(),
            "warc-target-uri" => header.url = Some(value.trim_matches(['<', '>']).to_owned()),
            "content-type" => header.content_type = value.to_ascii_lowercase(),
            _ => {}
        }
    }
    Err(SourceError::new(origin, "damaged: a header of more lines than a record has"))
}

fn record(intake: &mut Intake<'_>, block: &mut dyn Read, header: &Header, place: &Place) -> Flow {
    let response = header.kind == "response" && !header.content_type.contains("msgtype=request");
    if !response && !matches!(header.kind.as_str(), "resource" | "conversion") {
        return Flow::Continue(());
    }
    let mut place = place.clone();
    place.hints.url.clone_from(&header.url);
    let limit = intake.options.limits.article;
    if header.length > limit as u64 && !response && !holds_articles(&header.content_type) {
        return Flow::Continue(());
    }
    let bytes = match intake.all(block, &place.origin) {
        Ok(bytes) => bytes,
        Err(error) => return intake.fail(error),
    };
    if (bytes.len() as u64) < header.length {
        let error = format!("cut off: {} of the record's {} bytes are there", bytes.len(), header.length);
        return intake.fail(SourceError::new(&place.origin, error));
    }
    let http = response && (header.content_type.is_empty() || header.content_type.starts_with("application/http"));
    let (content_type, body) = if http {
        match http_body(&bytes, limit) {
            Ok(Some((content_type, body))) => (content_type, body),
            Ok(None) => return Flow::Continue(()),
            Err(HttpError::TooLarge) => return intake.fail(too_large(&place.origin, limit)),
            Err(HttpError::Broken(why)) => return intake.fail(SourceError::new(&place.origin, why)),
        }
    } else {
        (header.content_type.clone(), bytes)
    };
    if !holds_articles(&content_type) || body.trim_ascii().is_empty() {
        return Flow::Continue(());
    }
    place.hints.charset = content_type.split("charset=").nth(1).map(|c| {
        c.trim_matches(|c: char| c == '"' || c == '\'' || c.is_whitespace())
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    place.name = if content_type.contains("html") { "page.html".into() } else { String::new() };
    intake.read(&mut body.as_slice(), &place)
}

/// Whether a media type is one that articles come in; the empty one may be.
fn holds_articles(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.is_empty()
        || (kind.starts_with("text/") && !matches!(kind, "text/css" | "text/javascript" | "text/x-component"))
        || kind.contains("html")
        || kind.contains("rss")
        || kind.contains("atom")
        || kind.ends_with("/xml")
        || kind.ends_with("feed+json")
}

enum HttpError {
    TooLarge,
    Broken(String),
}

/// Media type and decoded body of a response; none where it is no page that was found.
fn http_body(bytes: &[u8], limit: usize) -> Result<Option<(String, Vec<u8>)>, HttpError> {
    let mut headers = [httparse::EMPTY_HEADER; 256];
    let mut response = httparse::Response::new(&mut headers);
    let mut config = httparse::ParserConfig::default();
    config
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true);
    let start = match config.parse_response(&mut response, bytes) {
        Ok(httparse::Status::Complete(start)) => start,
        Ok(httparse::Status::Partial) => {
            return Err(HttpError::Broken("damaged: an HTTP header without an end".into()));
        }
        Err(error) => return Err(HttpError::Broken(format!("damaged HTTP header: {error}"))),
    };
    if response.code != Some(200) {
        return Ok(None);
    }
    let header = |name: &str| {
        let found = response.headers.iter().find(|h| h.name.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(found.value).trim().to_ascii_lowercase())
    };
    let content_type = header("content-type").unwrap_or_default();
    if !holds_articles(&content_type) {
        return Ok(None);
    }
    let mut body = bytes[start..].to_vec();
    // Crawlers often keep the header and undo what it announces.
    if header("transfer-encoding").is_some_and(|e| e.contains("chunked"))
        && let Some(whole) = unchunked(&body)
    {
        body = whole;
    }
    let encoding = header("content-encoding").unwrap_or_default();
    for one in encoding.split(',').rev().map(str::trim) {
        body = decoded(body, one, limit)?;
    }
    Ok(Some((content_type, body)))
}

/// The body of chunks; none where it is no sequence of them.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = memchr::memchr(b'\n', rest.get(..rest.len().min(1024))?)?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        if size > rest.len() {
            // Cut off within a chunk: what there is.
            whole.extend_from_slice(rest);
            return Some(whole);
        }
        whole.extend_from_slice(&rest[..size]);
        rest = rest[size..].strip_prefix(b"\r\n").or_else(|| rest[size..].strip_prefix(b"\n"))?;
    }
}

fn decoded(body: Vec<u8>, encoding: &str, limit: usize) -> Result<Vec<u8>, HttpError> {
    let expand = |reader: &mut dyn Read| {
        let mut bytes = Vec::new();
        match reader.take(limit as u64 + 1).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() > limit => Err(HttpError::TooLarge),
            Ok(_) => Ok(bytes),
            // A page that is cut off is mostly there.
            Err(_) if bytes.len() > 1024 => Ok(bytes),
            Err(error) => Err(HttpError::Broken(format!("damaged: a body that is not {encoding}: {error}"))),
        }
    };
    match encoding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => {
            expand(&mut flate2::read::MultiGzDecoder::new(body.as_slice()))
        }
        "deflate" if !body.trim_ascii_start().starts_with(b"<") => {
            let zlib = expand(&mut flate2::read::ZlibDecoder::new(body.as_slice()));
            zlib.or_else(|_| expand(&mut flate2::read::DeflateDecoder::new(body.as_slice())))
        }
        "br" if !body.trim_ascii_start().starts_with(b"<") => {
            expand(&mut brotli_decompressor::Decompressor::new(body.as_slice(), 1 << 14))
        }
        "zstd" if body.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => {
            match ruzstd::decoding::StreamingDecoder::new(body.as_slice()) {
                Ok(mut decoder) => expand(&mut decoder),
                Err(error) => Err(HttpError::Broken(format!("damaged: a body that is not zstd: {error}"))),
            }
        }
        _ => Ok(body),
    }
}
