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
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        let (text, wrong) = encoding.decode_without_bom_handling(&bytes[length..]);
        let note = (encoding != UTF_8 || wrong).then(|| said(encoding, "its byte order mark", wrong));
        return Decoded { text: text.into_owned(), note };
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, note: None },
        Err(error) => error.into_bytes(),
    };
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
    Decoded { text: text.into_owned(), note: Some(said(encoding, "a guess from its bytes", wrong)) }
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
    fn binaries_are_recognised() {
        assert!(binary(b"\x7fELF\0\0"));
        assert!(!binary("texte".as_bytes()));
        assert!(!binary(&[0xFF, 0xFE, b'a', 0]));
    }
}
