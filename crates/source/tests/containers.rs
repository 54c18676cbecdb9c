//! Archives, web archives and what is wrong with them.

use std::io::Write;

use chancery_source::{Format, Input, Limits, Options, SourceError, Sourced, from_bytes, open};
use flate2::Compression;
use flate2::write::GzEncoder;

type Items = Vec<Result<Sourced, SourceError>>;

fn read(bytes: &[u8], name: &str) -> Items {
    from_bytes(bytes.to_vec(), name, &Options::default()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn addresses(items: &Items) -> Vec<String> {
    items.iter().map(|i| i.as_ref().map_or_else(|e| format!("! {}", e.origin), |s| s.origin.to_string())).collect()
}

const PAGE: &str = "<!DOCTYPE html><html lang='fr'><head><meta charset='utf-8'><title>Pourparlers à Genève - Le Courrier</title>\
<meta property='og:site_name' content='Le Courrier'><meta property='article:published_time' content='2024-05-02T08:00:00+02:00'>\
<link rel='canonical' href='https://exemple.org/a'></head><body><nav><a href='/'>Accueil</a></nav><article><h1>Pourparlers à Genève</h1>\
<p>La Suisse a proposé jeudi d'accueillir une réunion des deux délégations, selon le ministère des Affaires étrangères.</p>\
<div class='newsletter-box'><p>Inscrivez-vous à notre lettre, chaque matin dans votre boîte, avec nos meilleurs articles.</p></div>\
<p>Kiev a accepté l'invitation, a dit un porte-parole, mais Moscou n'a pas encore répondu à la proposition.</p></article>\
<footer><p>Tous droits réservés, Le Courrier, Genève, contact, mentions légales et conditions.</p></footer></body></html>";

fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-03T00:00:00Z\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    bytes.extend_from_slice(block);
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes
}

fn response(url: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").into_bytes();
    block.extend_from_slice(body);
    record("response", url, "application/http; msgtype=response", &block)
}

fn crawl() -> Vec<Vec<u8>> {
    let latin: Vec<u8> = PAGE.replace("utf-8", "none").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let mut chunked = Vec::new();
    for chunk in gzip(PAGE.as_bytes()).chunks(100) {
        chunked.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        chunked.extend_from_slice(chunk);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    vec![
        record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
        record("request", "https://exemple.org/a", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
        response("https://exemple.org/a", "Content-Type: text/html; charset=utf-8", PAGE.as_bytes()),
        response("https://exemple.org/i", "Content-Type: image/png", b"\x89PNG"),
        response(
            "https://exemple.org/b",
            "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip",
            &chunked,
        ),
        response("https://exemple.org/c", "Content-Type: text/html; charset=ISO-8859-1", &latin),
        record("conversion", "https://exemple.org/d", "text/plain", "Un texte tiré d'une page.".as_bytes()),
    ]
}

#[test]
fn web_archives_are_read_compressed_and_not() {
    let plain: Vec<u8> = crawl().concat();
    let members: Vec<u8> = crawl().iter().flat_map(|r| gzip(r)).collect();
    for (bytes, name) in [(&plain, "c.warc"), (&members, "c.warc.gz")] {
        let all = read(bytes, name);
        let expected: Vec<String> = [3, 5, 6, 7].iter().map(|n| format!("{name}:#{n}")).collect();
        assert_eq!(addresses(&all), expected);
        for item in &all[..3] {
            let sourced = item.as_ref().unwrap();
            let article = &sourced.article;
            assert!(article.text.starts_with("La Suisse a proposé jeudi"), "{}", article.text);
            assert!(article.text.ends_with("répondu à la proposition."), "{}", article.text);
            assert!(!article.text.contains("Inscrivez-vous"));
            assert_eq!(article.title.as_deref(), Some("Pourparlers à Genève"));
            assert_eq!(article.date.as_ref().unwrap().as_str(), "2024-05-02T08:00:00");
            assert_eq!((article.source.as_deref(), article.lang.as_deref()), (Some("Le Courrier"), Some("fr")));
            assert_eq!(article.url.as_deref(), Some("https://exemple.org/a"));
        }
        assert_eq!(all[3].as_ref().unwrap().article.url.as_deref(), Some("https://exemple.org/d"));
    }
}

#[test]
fn a_web_archive_that_is_cut_off_gives_what_came_before() {
    let plain: Vec<u8> = crawl().concat();
    let cut = plain.len() - 200;
    let all = read(&plain[..cut], "c.warc");
    assert!(all[0].is_ok() && all[1].is_ok());
    assert!(all.last().unwrap().as_ref().unwrap_err().message.contains("cut off"));
    let members: Vec<u8> = crawl().iter().flat_map(|r| gzip(r)).collect();
    let all = read(&members[..members.len() - 50], "c.warc.gz");
    assert!(all[0].is_ok() && all.last().unwrap().is_err());
    let all = read(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "c.warc");
    assert!(all[0].as_ref().unwrap_err().message.contains("Content-Length"));
}

#[test]
fn archives_of_archives_are_read_in_order_with_addresses() {
    let lines = b"{\"text\": \"Un.\"}\n{\"text\": }\n{\"text\": \"Trois.\"}\n";
    let inner = zip(&[
        ("x/a.html", PAGE.as_bytes()),
        ("b.jsonl.gz", &gzip(lines)),
        ("__MACOSX/._a", b"no"),
        (".DS_Store", b"no"),
    ]);
    let outer = tar(&[("inner.zip", &inner), ("note.txt", b"Une note.")]);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("all.tar.gz");
    std::fs::write(&file, gzip(&outer)).unwrap();
    let name = file.to_str().unwrap().to_owned();
    let all: Items = open([Input::Path(file.clone())], Options::default()).collect();
    let expected = [
        "inner.zip:x/a.html",
        "inner.zip:b.jsonl.gz:1",
        "inner.zip:b.jsonl.gz:2",
        "inner.zip:b.jsonl.gz:3",
        "note.txt",
    ];
    let expected: Vec<String> =
        expected.iter().map(|e| format!("{}{name}:{e}", if e.ends_with(":2") { "! " } else { "" })).collect();
    assert_eq!(addresses(&all), expected);
    // Every address reads its article again, and an error its error.
    for (address, item) in expected.iter().zip(&all) {
        let again: Items = open([Input::from_arg(address.trim_start_matches("! "))], Options::default()).collect();
        assert_eq!(again.len(), 1, "{address}");
        match (&again[0], item) {
            (Ok(a), Ok(b)) => assert_eq!(a.article, b.article),
            (Err(a), Err(b)) => assert_eq!(a.to_string(), b.to_string()),
            _ => panic!("{address} reads otherwise"),
        }
    }
}

#[test]
fn other_compressions_are_read() {
    // `printf 'Un texte.' | xz`, `| bzip2` and `| zstd`.
    let xz: &[u8] = &include!("data/text.xz.in");
    let bzip2: &[u8] = &include!("data/text.bz2.in");
    let zstd: &[u8] = &include!("data/text.zst.in");
    for (bytes, name) in [(xz, "a.txt.xz"), (bzip2, "a.txt.bz2"), (zstd, "a.txt.zst")] {
        let all = read(bytes, name);
        assert_eq!(all[0].as_ref().unwrap_or_else(|e| panic!("{name}: {e}")).article.text, "Un texte.", "{name}");
        assert!(read(&bytes[..bytes.len() - 12], name).iter().any(Result::is_err), "{name} cut off");
    }
}

#[test]
fn bombs_are_refused() {
    let limits = Limits { expanded: 1 << 18, ratio: 10, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let lines = "{\"text\": \"Un texte.\"}\n".repeat(1 << 16);
    for (bytes, name) in [
        (gzip(lines.as_bytes()), "a.jsonl.gz"),
        (zip(&[("a.jsonl", lines.as_bytes()), ("b.jsonl", lines.as_bytes())]), "a.zip"),
        (gzip(&tar(&[("a.jsonl", lines.as_bytes())])), "a.tgz"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(name);
        std::fs::write(&file, &bytes).unwrap();
        let all: Items = open([Input::Path(file)], options.clone()).collect();
        let error = all.iter().find_map(|i| i.as_ref().err()).unwrap_or_else(|| panic!("{name} was read whole"));
        assert!(error.message.contains("bomb"), "{name}: {error}");
        assert!(all.len() < 1 << 16, "{name}");
    }
    // The same is read where it is in proportion.
    assert_eq!(read(&gzip(lines.as_bytes()), "a.jsonl.gz").iter().filter(|i| i.is_ok()).count(), 1 << 16);
}

#[test]
fn archives_nested_too_deep_are_refused() {
    let mut bytes = b"Un texte.".to_vec();
    for _ in 0..12 {
        bytes = zip(&[("a.zip", &bytes)]);
    }
    let all = read(&bytes, "a.zip");
    assert!(all[0].as_ref().unwrap_err().message.contains("an archive in 6 others"), "{:?}", all[0]);
}

#[test]
fn a_zip_that_is_cut_off_gives_the_files_before_the_damage() {
    let whole = zip(&[("a.txt", b"Un."), ("b.txt", &[b'x'; 5000]), ("c.txt", b"Trois.")]);
    let all = read(&whole[..60], "a.zip");
    assert_eq!(all[0].as_ref().unwrap().article.text, "Un.");
    assert!(all.last().unwrap().as_ref().unwrap_err().message.contains("cut off"));
}

#[test]
fn what_is_not_read_says_what_to_do() {
    for (bytes, word) in
        [(&b"%PDF-1.7 \x00"[..], "PDF"), (b"Rar!\x1a\x07", "RAR"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "Word")]
    {
        let error = read(bytes, "a.bin").remove(0).unwrap_err();
        assert!(error.message.contains(word) && error.hint.is_some(), "{error}");
    }
}

#[test]
fn a_format_can_be_forced_through_an_archive() {
    let options = Options { format: Some(Format::Text), ..Options::default() };
    let all: Items = from_bytes(zip(&[("a.html", PAGE.as_bytes())]), "a.zip", &options).collect();
    assert!(all[0].as_ref().unwrap().article.text.starts_with("<!DOCTYPE"));
}

#[test]
fn word_documents_are_read() {
    let document = "<?xml version='1.0'?><w:document xmlns:w='w'><w:body><w:p><w:r><w:t>Title: Pourparlers</w:t></w:r></w:p><w:p/>\
<w:p><w:r><w:t>La Suisse &amp; Kiev</w:t></w:r><w:r><w:t xml:space='preserve'> parlent.</w:t></w:r></w:p></w:body></w:document>";
    let bytes = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())]);
    let all = read(&bytes, "a.docx");
    let article = &all[0].as_ref().unwrap().article;
    assert_eq!((article.title.as_deref(), article.text.trim()), (Some("Pourparlers"), "La Suisse & Kiev parlent."));
}
