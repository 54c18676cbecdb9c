//! Addresses: tokens whose inner signs divide nothing.

use super::characters::is_word;

/// Longest part of an e-mail address before its `@`, so that looking for it stays cheap.
const LOCAL: usize = 64;

/// Top-level domains and file endings that make `name.ending` one token. Those
/// that are also common words (`it`, `de`, `no`) need `www.` or a scheme.
const ENDINGS: &[&str] = &[
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "eu", "fr", "uk", "ru", "ua", "ch", "cn", "jp",
    "tv", "io", "co", "ca", "doc", "docx", "xls", "xlsx", "pdf", "txt", "html", "htm", "jpg", "jpeg", "png", "gif",
    "zip", "exe", "ppt", "csv", "mp3", "php", "js",
];

/// Whether `ending` (without its dot) makes an address of what stands before it.
pub(super) fn is_ending(ending: &str) -> bool {
    ENDINGS.contains(&ending)
}

/// What a stretch without blanks may contain, seen in one pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hints {
    /// An `@`, `://` or `www.` is inside.
    pub address: bool,
    /// Where the stretch ends.
    pub end: usize,
}

impl Hints {
    pub(super) fn of(text: &str, start: usize, end: usize) -> Hints {
        let bytes = &text.as_bytes()[start..end];
        let length = bytes.iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len());
        let bytes = &bytes[..length];
        let address = bytes.iter().enumerate().any(|(i, b)| match b {
            b'@' => true,
            b':' => bytes[i..].starts_with(b"://"),
            b'w' | b'W' => bytes.get(i..i + 4).is_some_and(|b| b.eq_ignore_ascii_case(b"www.")),
            _ => false,
        });
        Hints { address, end: start + length }
    }
}

/// Length of the address at the start of `text`, which no word character precedes.
pub(super) fn address(text: &str) -> Option<usize> {
    url(text).or_else(|| email(text)).or_else(|| handle(text))
}

fn url(text: &str) -> Option<usize> {
    let scheme = text.bytes().take(12).take_while(u8::is_ascii_alphabetic).count();
    let body = if scheme > 1 && text[scheme..].starts_with("://") {
        scheme + 3
    } else if scheme == 6 && text[..6].eq_ignore_ascii_case("mailto") && text[6..].starts_with(':') {
        7
    } else if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
        4
    } else {
        return None;
    };
    let outside = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”' | '{' | '}' | '|');
    let length = text.find(outside).unwrap_or(text.len());
    let mut url = &text[..length];
    // Marks of the sentence around it; a closing bracket belongs inside when it was opened there.
    let mut open = url.matches('(').count() as i64 - url.matches(')').count() as i64;
    while let Some(last) = url.chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '*' | ']' => {}
            ')' if open < 0 => open += 1,
            _ => break,
        }
        url = &url[..url.len() - last.len_utf8()];
    }
    (url.len() > body).then_some(url.len())
}

fn email(text: &str) -> Option<usize> {
    let inside = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
    let local = text.bytes().take(LOCAL + 1).take_while(|b| inside(*b)).count();
    if local == 0 || local > LOCAL || text.as_bytes().get(local) != Some(&b'@') {
        return None;
    }
    let domain = &text[local + 1..];
    let length = domain.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')).count();
    let domain = domain[..length].trim_end_matches(['.', '-']);
    let goes_on = text[local + 1 + domain.len()..].chars().next().is_some_and(is_word);
    (!domain.is_empty() && !goes_on).then_some(local + 1 + domain.len())
}

/// `@handle` and `#hashtag`; `#5` is a number after a sign.
fn handle(text: &str) -> Option<usize> {
    let sign = text.chars().next().filter(|c| matches!(c, '@' | '#'))?;
    let name = &text[1..];
    let first = name.chars().next()?;
    if !(first.is_alphabetic() || (sign == '@' && first == '_')) {
        return None;
    }
    Some(1 + name.find(|c| !(is_word(c) || c == '_')).unwrap_or(name.len()))
}

/// Whether a sign may begin a handle or hashtag.
pub(super) fn hashtag(text: &str) -> Option<usize> {
    if text.starts_with('#') { handle(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let cases = [
            ("https://example.org/a_(b)?q=1#x), dit-elle", "https://example.org/a_(b)?q=1#x"),
            ("http://example.org.", "http://example.org"),
            ("www.example.com/page», puis", "www.example.com/page"),
            ("jean.dupont@presse.example.fr, qui", "jean.dupont@presse.example.fr"),
            ("@ministere_info:", "@ministere_info"),
            ("#GenèveTalks!", "#GenèveTalks"),
        ];
        for (text, token) in cases {
            assert_eq!(address(text).map(|end| &text[..end]), Some(token), "{text}");
        }
        for text in ["www.", "http:// x", "@ 5", "#1", "a@", "peut-être", "://x"] {
            assert_eq!(address(text), None, "{text}");
        }
    }
}
