//! No bytes make a reader panic, hang, or lose its place.

use chancery_source::{Format, Options, from_bytes};
use proptest::prelude::*;

fn read(bytes: Vec<u8>, name: &str, format: Option<Format>) {
    let options = Options { format, ..Options::default() };
    for item in from_bytes(bytes, name, &options) {
        let message = match item {
            Ok(sourced) => {
                assert!(!sourced.article.text.trim().is_empty());
                continue;
            }
            Err(error) => error.to_string(),
        };
        assert!(!message.contains("a fault of the program"), "{message}");
    }
}

/// Bytes that look like something: pieces of formats between anything.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        proptest::sample::select(vec![
            "<html><body>",
            "<p>",
            "</p>",
            "<div class='article-body'>",
            "</div>",
            "<rss><channel><item>",
            "</item>",
            "<title>",
            "<![CDATA[",
            "]]>",
            "&amp;",
            "&#x110000;",
            "{\\rtf1 ",
            "\\u-3",
            "\\'e9",
            "}",
            "{\"text\": \"a\"}",
            "[{",
            "\n",
            "\r\n\r\n",
            "WARC/1.0\r\n",
            "WARC-Type: response\r\n",
            "Content-Length: 20\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
            "From a@b Thu May  2 10:11:12 2024\n",
            "Subject: x\n",
            "MIME-Version: 1.0\n",
            "Content-Type: multipart/mixed; boundary=b\n",
            "--b\n",
            "HD\n",
            "PD 2 May 2024\n",
            "LP\nText.\n",
            "Document ABCDEF0020240502ek520001x\n",
            "1 of 2 DOCUMENTS\n",
            "LENGTH: 3 words\n",
            "Body\n",
            "End of Document\n",
            "<article><span class=\"DocPublicationName\">É</span>",
            "<span class=\"DocHeader\">2 mai 2024</span>",
            "title,text\n",
            "a;\"b",
            "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"datePublished\":\"2024\"}</script>",
            "é",
            "\u{202f}",
            "İ",
            "Une phrase assez longue, avec des virgules, pour être prise pour un paragraphe du texte. ",
        ])
        .prop_map(|s| s.as_bytes().to_vec()),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_in_any_format(bytes in pieces(), at in 0..Format::ALL.len()) {
        read(bytes, "x", Some(Format::ALL[at]));
    }

    #[test]
    fn any_bytes_under_any_name(bytes in pieces(), name in "[a-z]{0,3}\\.(html|csv|tsv|json|jsonl|eml|mbox|xml|rss|docx|rtf|gz|zip|warc)") {
        read(bytes, &name, None);
    }

    #[test]
    fn archives_that_are_cut_off_or_damaged(cut in 0usize..2000, at in 0usize..2000, value: u8) {
        use std::io::Write;
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let mut warc = Vec::new();
        for n in 0..5 {
            writer.start_file(format!("{n}.txt"), zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(format!("Le texte numéro {n}.").repeat(9).as_bytes()).unwrap();
            let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{}</p>", "Un texte, assez long. ".repeat(n));
            warc.extend(format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n", body.len()).into_bytes());
        }
        for (mut bytes, name) in [(writer.finish().unwrap().into_inner(), "a.zip"), (warc, "a.warc")] {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
            bytes.truncate(cut.max(1));
            read(bytes, name, None);
        }
    }
}

#[test]
fn a_page_nested_without_end_is_refused_and_a_deep_one_read() {
    read("<div>".repeat(1_000_000).into_bytes(), "a.html", None);
    let deep = format!(
        "{}<p>Une phrase, assez longue pour être lue comme un texte, se trouve au fond.</p>",
        "<div>".repeat(2000)
    );
    let item = from_bytes(deep.into_bytes(), "a.html", &Options::default()).next().unwrap();
    assert!(item.unwrap().article.text.starts_with("Une phrase"));
}
