//! Rich Text Format (Microsoft, version 1.9.1): its text, without its form.

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::intake::{Flow, Intake, Place};
use crate::press;

/// Reads a document: a press export, or one article.
pub(crate) fn read(intake: &mut Intake<'_>, bytes: Vec<u8>, place: &Place) -> Flow {
    let lines = lines(&bytes);
    press::read_lines(intake, &lines, place, None)
}

/// Destinations whose content is no text of the document.
const ASIDE: [&str; 24] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "footnote",
    "fldinst",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "themedata",
    "datastore",
    "xmlnstbl",
    "latentstyles",
];

#[derive(Clone, Copy)]
struct Group {
    aside: bool,
    /// Characters after `\u` that stand in for it.
    fallback: usize,
    charset: &'static Encoding,
}

/// The paragraphs of a document, one a line. What is broken is passed over.
pub(crate) fn lines(bytes: &[u8]) -> Vec<String> {
    let mut writer = Writer { lines: vec![String::new()], bytes: Vec::new(), skip: 0 };
    let mut group = Group { aside: false, fallback: 1, charset: WINDOWS_1252 };
    let mut groups: Vec<Group> = Vec::new();
    let mut document = WINDOWS_1252;
    let mut fonts: Vec<(i64, &'static Encoding)> = Vec::new();
    let (mut in_fonts, mut font) = (None, 0);
    let mut high: Option<u16> = None;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        at += 1;
        match byte {
            b'{' => {
                writer.flush(group.charset);
                groups.push(group);
            }
            b'}' => {
                writer.flush(group.charset);
                group = groups.pop().unwrap_or(group);
                if in_fonts.is_some_and(|depth| groups.len() < depth) {
                    in_fonts = None;
                }
            }
            b'\r' | b'\n' => {}
            b'\\' => {
                let Some(&next) = bytes.get(at) else { break };
                if !next.is_ascii_alphabetic() {
                    at += 1;
                    match next {
                        b'\'' => {
                            let code = bytes.get(at..at + 2).and_then(|h| std::str::from_utf8(h).ok());
                            if let Some(code) = code.and_then(|h| u8::from_str_radix(h, 16).ok()) {
                                at += 2;
                                writer.byte(code, group.aside);
                            }
                        }
                        b'*' => group.aside = true,
                        b'~' => writer.text("\u{a0}", group),
                        b'_' => writer.text("\u{2011}", group),
                        b'\\' | b'{' | b'}' => writer.byte(next, group.aside),
                        b'\r' | b'\n' => writer.line(group),
                        _ => {}
                    }
                    continue;
                }
                let start = at;
                while at < bytes.len() && bytes[at].is_ascii_alphabetic() && at - start < 32 {
                    at += 1;
                }
                let word = std::str::from_utf8(&bytes[start..at]).unwrap_or_default();
                let digits = at;
                if bytes.get(at) == Some(&b'-') {
                    at += 1;
                }
                while at < bytes.len() && bytes[at].is_ascii_digit() && at - digits < 12 {
                    at += 1;
                }
                let number: Option<i64> = std::str::from_utf8(&bytes[digits..at]).ok().and_then(|n| n.parse().ok());
                if bytes.get(at) == Some(&b' ') {
                    at += 1;
                }
                match word {
                    "par" | "line" | "sect" | "page" | "row" | "cell" => writer.line(group),
                    "tab" => writer.text("\t", group),
                    "emdash" => writer.text("—", group),
                    "endash" => writer.text("–", group),
                    "lquote" => writer.text("‘", group),
                    "rquote" => writer.text("’", group),
                    "ldblquote" => writer.text("“", group),
                    "rdblquote" => writer.text("”", group),
                    "bullet" => writer.text("•", group),
                    "uc" => group.fallback = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(16),
                    "u" => {
                        writer.flush(group.charset);
                        let unit = number.unwrap_or(0).rem_euclid(65_536) as u16;
                        let units: &[u16] = match high.take() {
                            Some(first) => &[first, unit],
                            None if (0xD800..0xDC00).contains(&unit) => {
                                high = Some(unit);
                                &[]
                            }
                            None => &[unit],
                        };
                        writer.text(&String::from_utf16_lossy(units), group);
                        writer.skip = group.fallback;
                        continue;
                    }
                    "bin" => {
                        at = at
                            .saturating_add(number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0))
                            .min(bytes.len())
                    }
                    "ansicpg" => {
                        document = code_page(number).unwrap_or(document);
                        group.charset = document;
                        groups.iter_mut().for_each(|g| g.charset = document);
                    }
                    "mac" => {
                        document = encoding_rs::MACINTOSH;
                        group.charset = document;
                    }
                    "f" if in_fonts.is_some() => font = number.unwrap_or(0),
                    "f" | "plain" => {
                        writer.flush(group.charset);
                        let known = fonts.iter().rev().find(|(n, _)| word == "f" && Some(*n) == number);
                        group.charset = known.map_or(document, |(_, c)| *c);
                    }
                    "fcharset" if in_fonts.is_some() => fonts.extend(font_charset(number).map(|c| (font, c))),
                    _ if ASIDE.contains(&word) => {
                        group.aside = true;
                        if word == "fonttbl" {
                            in_fonts = Some(groups.len());
                        }
                    }
                    _ => {}
                }
            }
            _ => writer.byte(byte, group.aside),
        }
    }
    writer.flush(group.charset);
    writer.lines
}

struct Writer {
    lines: Vec<String>,
    /// Bytes of the group's charset that are not decoded yet.
    bytes: Vec<u8>,
    /// Characters to leave out after a `\u`.
    skip: usize,
}

impl Writer {
    fn byte(&mut self, byte: u8, aside: bool) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !aside {
            self.bytes.push(byte);
        }
    }

    fn text(&mut self, text: &str, group: Group) {
        self.flush(group.charset);
        self.skip = 0;
        if !group.aside
            && let Some(line) = self.lines.last_mut()
        {
            line.push_str(text);
        }
    }

    fn line(&mut self, group: Group) {
        self.flush(group.charset);
        self.skip = 0;
        if !group.aside {
            self.lines.push(String::new());
        }
    }

    fn flush(&mut self, charset: &'static Encoding) {
        if let Some(line) = self.lines.last_mut()
            && !self.bytes.is_empty()
        {
            let (text, _) = charset.decode_without_bom_handling(&self.bytes);
            line.push_str(&text);
            self.bytes.clear();
        }
    }
}

fn code_page(number: Option<i64>) -> Option<&'static Encoding> {
    Encoding::for_label(match number? {
        65001 => b"utf-8",
        932 => b"shift_jis",
        936 => b"gbk",
        949 => b"euc-kr",
        950 => b"big5",
        10000 => b"macintosh",
        1250 => b"windows-1250",
        1251 => b"windows-1251",
        1253 => b"windows-1253",
        1254 => b"windows-1254",
        1255 => b"windows-1255",
        1256 => b"windows-1256",
        1257 => b"windows-1257",
        _ => b"windows-1252",
    })
}

fn font_charset(number: Option<i64>) -> Option<&'static Encoding> {
    code_page(Some(match number? {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        238 => 1250,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_taken_out_of_its_form() {
        let rtf = br"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}
{\colortbl;\red0\green0\blue0;}{\info{\title Secret}}{\*\generator Riched20;}\pard\b Pr\'e9sidence\b0\par
Le \u201?sommet\u8217\'92s\tab fin\{1\}\par {\f1 \'cf\'f0}\line{\header En-t\'eate}Fin.}";
        assert_eq!(lines(rtf), ["Présidence", "Le Ésommet’s\tfin{1}", "Пр", "Fin."]);
    }

    #[test]
    fn broken_form_is_passed_over() {
        for rtf in [&br"{\rtf1 a\'"[..], br"{\rtf1 \u", br"}}}{\rtf1\bin99999999999 x", br"\", br"{\rtf1 \'zz b}"] {
            let _ = lines(rtf);
        }
        assert_eq!(lines(br"{\rtf1 \'zz b}"), ["zz b"]);
    }
}
