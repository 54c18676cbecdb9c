use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8};

/// Decoded text, with a note when it was not plain UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The charset that was used and why, when it was not UTF-8.
    pub note: Option<String>,
}

/// Decodes bytes: by their byte order mark, as UTF-8, else by a detected
/// charset (chardetng). Bytes that do not fit are replaced by U+FFFD, and the
/// note says so.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    decode_declared(bytes, None)
}

/// Decodes bytes for which a charset was declared (by HTTP, a `meta` element,
/// an XML declaration, a mail header).
///
/// The declaration is believed where the bytes fit it. It is overruled by a
/// byte order mark, by bytes that are UTF-8 with characters beyond ASCII, and
/// by bytes that the declared charset does not have; the note says so.
pub fn decode_declared(bytes: Vec<u8>, declared: Option<&str>) -> Decoded {
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        let (text, wrong) = encoding.decode_without_bom_handling(&bytes[length..]);
        let note = (encoding != UTF_8 || wrong).then(|| said(encoding, "its byte order mark", wrong));
        return Decoded { text: text.into_owned(), note };
    }
    if let Some(encoding) = declared.filter(|e| !e.is_ascii_compatible() && looks_wide(e, &bytes)) {
        let (text, wrong) = encoding.decode_without_bom_handling(&bytes);
        return Decoded { text: text.into_owned(), note: Some(said(encoding, "its declaration", wrong)) };
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            let overruled = declared.filter(|e| *e != UTF_8 && !text.is_ascii());
            let note =
                overruled.map(|e| format!("decoded as UTF-8 by its bytes; the declared {} was overruled", e.name()));
            return Decoded { text, note };
        }
        Err(error) => error.into_bytes(),
    };
    let overruled = match declared {
        Some(encoding) if encoding != UTF_8 => {
            let (text, wrong) = encoding.decode_without_bom_handling(&bytes);
            if !wrong {
                return Decoded { text: text.into_owned(), note: Some(said(encoding, "its declaration", false)) };
            }
            Some(encoding)
        }
        other => other,
    };
    let tail = overruled.map(|e| format!("; the declared {} does not fit", e.name())).unwrap_or_default();
    let mut detector = EncodingDetector::new();
    detector.feed(&bytes, true);
    let encoding = detector.guess(None, false);
    // Mostly UTF-8 with a few broken bytes is more likely damage than another charset.
    let lossy = String::from_utf8_lossy(&bytes);
    let broken = lossy.matches('\u{FFFD}').count();
    let multibyte = lossy.chars().filter(|c| !c.is_ascii() && *c != '\u{FFFD}').count();
    if multibyte > broken {
        return Decoded { text: lossy.into_owned(), note: Some(said(UTF_8, "most of its bytes", true)) };
    }
    let (text, wrong) = encoding.decode_without_bom_handling(&bytes);
    Decoded { text: text.into_owned(), note: Some(said(encoding, "a guess from its bytes", wrong) + &tail) }
}

/// Whether bytes can be of a charset of two-byte units or of escape sequences.
fn looks_wide(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    if encoding.name().starts_with("UTF-16") {
        head.iter().filter(|b| **b == 0).count() * 4 > head.len()
    } else {
        bytes.contains(&0x1B)
    }
}

/// The charset that an HTML page or an XML document declares in its head.
pub(crate) fn declared_in_markup(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(4096)];
    let lower = head.to_ascii_lowercase();
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&lower[at..], b"charset") {
        at += found + "charset".len();
        if let Some(label) = label_after_equals(&lower[at..]) {
            return Some(label);
        }
    }
    let encoding = memchr::memmem::find(&lower, b"encoding")?;
    let declaration = memchr::memmem::find(&lower, b"<?xml")?;
    (declaration < encoding).then(|| label_after_equals(&lower[encoding + "encoding".len()..])).flatten()
}

fn label_after_equals(bytes: &[u8]) -> Option<String> {
    let rest = bytes.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let label: Vec<u8> =
        rest.iter().copied().take_while(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(b)).collect();
    Encoding::for_label(&label)?;
    String::from_utf8(label).ok()
}

fn said(encoding: &'static Encoding, by: &str, replaced: bool) -> String {
    let tail = if replaced { "; bytes that do not fit were replaced by U+FFFD" } else { "" };
    format!("decoded as {} by {by}{tail}", encoding.name())
}

/// Whether bytes are no text in any charset that is read here.
pub(crate) fn binary(head: &[u8]) -> bool {
    Encoding::for_bom(head).is_none() && head.iter().take(8192).any(|b| *b == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_recognised_and_stated() {
        assert_eq!(decode("Élysée".into()), Decoded { text: "Élysée".into(), note: None });
        let latin = decode(b"Le pr\xe9sident a \xe9t\xe9 re\xe7u \xe0 Gen\xe8ve par des d\xe9l\xe9gu\xe9s.".to_vec());
        assert_eq!(latin.text, "Le président a été reçu à Genève par des délégués.");
        assert!(latin.note.unwrap().contains("windows-1252"));
        let utf16 = decode(vec![0xFF, 0xFE, b'a', 0, 0xE9, 0]);
        assert_eq!(utf16.text, "aé");
        assert!(utf16.note.is_some());
        let damaged = decode(["é".repeat(50).as_bytes(), b"\xff"].concat());
        assert!(damaged.text.starts_with("éé") && damaged.note.unwrap().contains("replaced"));
    }

    #[test]
    fn a_declared_charset_is_believed_where_it_fits() {
        let greek = b"\xcf \xf0\xf1\xfc\xe5\xe4\xf1\xef\xf2".to_vec();
        assert_eq!(decode_declared(greek, Some("iso-8859-7")).text, "Ο πρόεδρος");
        let utf8 = decode_declared("Élysée".into(), Some("iso-8859-1"));
        assert_eq!(utf8.text, "Élysée");
        assert!(utf8.note.unwrap().contains("overruled"));
        let latin = decode_declared(b"La pr\xe9sidence de l'\xc9tat a parl\xe9 \xe0 No\xebl.".to_vec(), Some("utf-8"));
        assert_eq!(latin.text, "La présidence de l'État a parlé à Noël.");
        assert!(latin.note.unwrap().contains("does not fit"));
        assert_eq!(decode_declared("plain".into(), Some("no-such-charset")), decode("plain".into()));
    }

    #[test]
    fn declarations_are_found_in_markup() {
        let of = |s: &str| declared_in_markup(s.as_bytes());
        assert_eq!(of("<html><meta charset=\"windows-1252\">").as_deref(), Some("windows-1252"));
        assert_eq!(of("<meta content='text/html; Charset = UTF-8'>").as_deref(), Some("utf-8"));
        assert_eq!(of("<?xml version='1.0' encoding='ISO-8859-1'?>").as_deref(), Some("iso-8859-1"));
        assert_eq!(of("<p>encoding = none, charset of nothing</p>"), None);
    }

    #[test]
    fn binaries_are_recognised() {
        assert!(binary(b"\x7fELF\0\0"));
        assert!(!binary("texte".as_bytes()));
        assert!(!binary(&[0xFF, 0xFE, b'a', 0]));
    }
}
