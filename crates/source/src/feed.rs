//! Feeds: RSS 0.9x, 1.0 (RDF) and 2.0, Atom 0.3 and 1.0.

use std::io::BufRead;

use chancery_record::Article;
use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::charset::{declared_in_markup, decode_declared};
use crate::intake::{Flow, Intake, Place};
use crate::page::plain_text;
use crate::text::{complete, date};
use crate::{SourceError, Sourced};

/// What a channel or an entry says of itself, as it stands.
#[derive(Default)]
struct Fields {
    id: Option<String>,
    title: Option<String>,
    link: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    author: Option<String>,
    lang: Option<String>,
    /// Whole contents, then summaries: the first that holds text is the article's.
    content: Option<String>,
    summary: Option<String>,
    outlet: Option<String>,
}

/// Reads the entries of a feed, each an article.
pub(crate) fn read(intake: &mut Intake<'_>, reader: &mut dyn BufRead, place: &Place) -> Flow {
    let bytes = match intake.all(reader, &place.origin) {
        Ok(bytes) => bytes,
        Err(error) => return intake.fail(error),
    };
    let declared = place.hints.charset.clone().or_else(|| declared_in_markup(&bytes));
    let decoded = decode_declared(bytes, declared.as_deref());
    let mut xml = Reader::from_str(decoded.text.trim_start());
    let config = xml.config_mut();
    // Feeds are often not quite well-formed.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut channel = Fields::default();
    let mut entry: Option<Fields> = None;
    // The element whose text is collected, its depth below it, and the text.
    let mut field: Option<(String, usize, String)> = None;
    // Elements of a channel (image, textinput) and an entry (author, source) with fields of their own.
    let mut around: Vec<String> = Vec::new();
    let (mut number, mut depth) = (0, 0usize);
    loop {
        let event = match xml.read_event() {
            Ok(event) => event,
            Err(error) => {
                let origin = place.origin.record(number + u64::from(entry.is_none()));
                return intake.fail(SourceError::new(&origin, format!("broken XML: {error}")));
            }
        };
        match event {
            Event::Start(element) => {
                depth += 1;
                let name = element.name().as_ref().to_lowercase();
                if let Some((_, below, text)) = &mut field {
                    *below += 1;
                    // Markup within a text field is kept for its paragraphs.
                    text.push('<');
                    text.push_str(element.local_name().as_ref());
                    text.push('>');
                } else if is_entry(&name) {
                    number += 1;
                    around.clear();
                    let about = attribute(&element, "rdf:about");
                    entry = Some(Fields { id: about, ..Fields::default() });
                } else {
                    let target = entry.as_mut().unwrap_or(&mut channel);
                    take_attributes(&element, &name, target);
                    if is_field(&name) && (around.is_empty() || name == "name" || name == "title") {
                        field = Some((name, 0, String::new()));
                    } else if ["image", "textinput", "author", "contributor", "source", "media:group"]
                        .contains(&name.as_str())
                    {
                        around.push(name);
                    }
                }
            }
            Event::Empty(element) => {
                let name = element.name().as_ref().to_lowercase();
                if let Some((_, _, text)) = &mut field {
                    text.push('<');
                    text.push_str(element.local_name().as_ref());
                    text.push('>');
                } else {
                    take_attributes(&element, &name, entry.as_mut().unwrap_or(&mut channel));
                }
            }
            Event::Text(text) => {
                if let Some((_, _, field)) = &mut field {
                    field.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some((_, _, field)) = &mut field {
                    field.push_str(&text);
                }
            }
            Event::GeneralRef(entity) => {
                if let Some((_, _, field)) = &mut field {
                    push_entity(&entity, field);
                }
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                let name = element.name().as_ref().to_lowercase();
                if let Some((_, below, text)) = &mut field
                    && *below > 0
                {
                    *below -= 1;
                    text.push_str("</");
                    text.push_str(element.local_name().as_ref());
                    text.push('>');
                } else if let Some((name, _, text)) = field.take() {
                    let target = entry.as_mut().unwrap_or(&mut channel);
                    put(target, &name, text, around.last().map(String::as_str));
                } else if is_entry(&name) {
                    if let Some(fields) = entry.take() {
                        let origin = place.origin.record(number);
                        if intake.wants(&origin) {
                            let item = article(fields, &channel, &origin, decoded.note.clone(), intake);
                            intake.emit(item)?;
                        }
                    }
                } else if around.last() == Some(&name) {
                    around.pop();
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if entry.is_some() || depth > 0 {
        let origin = if entry.is_some() { place.origin.record(number) } else { place.origin.clone() };
        return intake.fail(SourceError::new(&origin, "cut off: the feed is not closed"));
    }
    if number == 0 {
        return intake.fail(SourceError::new(&place.origin, "no entries in the feed"));
    }
    Flow::Continue(())
}

fn is_entry(name: &str) -> bool {
    matches!(name, "item" | "entry" | "rss:item" | "atom:entry")
}

fn is_field(name: &str) -> bool {
    const FIELDS: [&str; 27] = [
        "title",
        "link",
        "guid",
        "id",
        "pubdate",
        "published",
        "issued",
        "dc:date",
        "dcterms:created",
        "dcterms:issued",
        "updated",
        "modified",
        "lastbuilddate",
        "dcterms:modified",
        "dc:creator",
        "name",
        "language",
        "dc:language",
        "description",
        "summary",
        "content",
        "content:encoded",
        "fulltext",
        "dc:publisher",
        "atom:title",
        "atom:summary",
        "dc:source",
    ];
    FIELDS.contains(&name)
}

fn take_attributes(element: &BytesStart<'_>, name: &str, target: &mut Fields) {
    if (name == "link" || name == "atom:link")
        && attribute(element, "rel").is_none_or(|rel| rel == "alternate")
        && let Some(href) = attribute(element, "href")
    {
        target.link.get_or_insert(href);
    }
    if matches!(name, "feed" | "rss" | "content" | "title")
        && let Some(lang) = attribute(element, "xml:lang")
    {
        target.lang.get_or_insert(lang);
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    Some(plain_line(&attribute.value))
}

fn put(target: &mut Fields, name: &str, text: String, around: Option<&str>) {
    let line = || Some(plain_line(&text)).filter(|t| !t.is_empty());
    let first = |slot: &mut Option<String>, value: Option<String>| {
        if slot.is_none() {
            *slot = value;
        }
    };
    match (name, around) {
        ("name", Some("author")) => first(&mut target.author, line()),
        ("title", Some("source")) => first(&mut target.outlet, line()),
        (_, Some(_)) | ("name", None) => {}
        ("title" | "atom:title", None) => first(&mut target.title, line()),
        ("link", None) => first(&mut target.link, line()),
        ("guid" | "id", None) => first(&mut target.id, line()),
        ("pubdate" | "published" | "issued" | "dc:date" | "dcterms:created" | "dcterms:issued", None) => {
            first(&mut target.published, line());
        }
        ("updated" | "modified" | "lastbuilddate" | "dcterms:modified", None) => first(&mut target.updated, line()),
        ("dc:creator", None) => first(&mut target.author, line()),
        ("language" | "dc:language", None) => first(&mut target.lang, line()),
        ("dc:publisher" | "dc:source", None) => first(&mut target.outlet, line()),
        ("content" | "content:encoded" | "fulltext", None) => first(&mut target.content, Some(text)),
        _ => first(&mut target.summary, Some(text)),
    }
}

/// A short field on one line, its markup and entities resolved.
fn plain_line(text: &str) -> String {
    let text = if text.contains(['<', '&']) { plain_text(text) } else { text.to_owned() };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn article(
    fields: Fields,
    channel: &Fields,
    origin: &crate::Origin,
    note: Option<String>,
    intake: &Intake<'_>,
) -> Result<Sourced, SourceError> {
    let mut notes: Vec<String> = note.into_iter().collect();
    let texts = [&fields.content, &fields.summary];
    let text = texts.into_iter().flatten().map(|t| plain_text(t)).find(|t| !t.trim().is_empty());
    let Some(text) = text else {
        return Err(SourceError::new(origin, "no text in the entry").hint("the feed gives titles and links only"));
    };
    let day = fields.published.or(fields.updated);
    let mut article = Article {
        id: fields.id.or_else(|| fields.link.clone()).unwrap_or_else(|| origin.to_string()),
        lang: fields.lang.or_else(|| channel.lang.clone()).and_then(|l| primary(&l)),
        title: fields.title,
        date: day.and_then(|d| date(&d, &mut notes)),
        source: fields.outlet.or_else(|| channel.title.clone()),
        url: fields.link,
        text,
    };
    complete(&mut article, intake.options, false);
    Ok(Sourced { article, origin: origin.clone(), notes, author: fields.author.or_else(|| channel.author.clone()) })
}

/// The primary tag of a language tag (`fr-FR` → `fr`).
pub(crate) fn primary(tag: &str) -> Option<String> {
    let tag = tag.trim().split(['-', '_', ',', ' ']).next().unwrap_or_default().to_lowercase();
    ((2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase())).then_some(tag)
}

/// Appends what an entity stands for; an unknown one stays as it is.
pub(crate) fn push_entity(entity: &BytesRef<'_>, text: &mut String) {
    match entity.resolve_char_ref() {
        Ok(Some(c)) => text.push(c),
        _ => match resolve_html5_entity(entity) {
            // An escaped angle bracket is markup in the text to be, as the writer of the feed meant it.
            Some(resolved) => text.push_str(resolved),
            None => {
                text.push('&');
                text.push_str(entity);
                text.push(';');
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, from_bytes};

    fn read(text: &str) -> Vec<Result<Sourced, SourceError>> {
        from_bytes(text.as_bytes().to_vec(), "f.xml", &Options::default()).collect()
    }

    const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="x"><channel>
<title>Dépêches &amp; notes</title><language>fr-FR</language><image><title>Logo</title></image>
<item><title><![CDATA[Pourparlers à Genève]]></title><link>https://exemple.org/1</link><guid>g-1</guid>
<pubDate>Thu, 02 May 2024 10:11:12 +0200</pubDate><description>R&#233;sum&eacute;.</description>
<content:encoded><![CDATA[<p>La Suisse <b>propose</b> une r&eacute;union.</p><p>Kiev accepte.</p>]]></content:encoded></item>
<item><title>Sans texte</title><link>https://exemple.org/2</link></item>
<item><title>Deux</title><description>&lt;p&gt;Un texte &amp;amp; court.&lt;/p&gt;</description></item>
</channel></rss>"#;

    #[test]
    fn rss_is_read() {
        let all = read(RSS);
        let one = all[0].as_ref().unwrap();
        assert_eq!(one.article.text, "La Suisse propose une réunion.\n\nKiev accepte.");
        assert_eq!(one.article.title.as_deref(), Some("Pourparlers à Genève"));
        assert_eq!((one.article.id.as_str(), one.article.lang.as_deref()), ("g-1", Some("fr")));
        assert_eq!(one.article.date.as_ref().unwrap().as_str(), "2024-05-02T10:11:12");
        assert_eq!(one.article.source.as_deref(), Some("Dépêches & notes"));
        assert_eq!(all[1].as_ref().unwrap_err().origin.to_string(), "f.xml:#2");
        assert_eq!(all[2].as_ref().unwrap().article.text, "Un texte & court.");
    }

    #[test]
    fn atom_is_read() {
        let all = read(
            r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Wire</title><author><name>Desk</name></author>
<entry><title type="html">Talks &amp;amp; walks</title><link rel="self" href="no"/><link href="https://example.org/a"/><id>urn:a</id>
<updated>2024-05-03T00:00:00Z</updated><published>2024-05-02T00:00:00Z</published><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Talks <i>resumed</i>.</p><p>They ended.</p></div></content></entry></feed>"#,
        );
        let one = all[0].as_ref().unwrap();
        assert_eq!(one.article.text, "Talks resumed.\n\nThey ended.");
        assert_eq!(one.article.title.as_deref(), Some("Talks & walks"));
        assert_eq!(one.article.date.as_ref().unwrap().as_str(), "2024-05-02T00:00:00");
        assert_eq!((one.article.url.as_deref(), one.author.as_deref()), (Some("https://example.org/a"), Some("Desk")));
    }

    #[test]
    fn rdf_is_read() {
        let all = read(
            r#"<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/" xmlns:dc="d"><channel rdf:about="c"><title>C</title></channel>
<item rdf:about="https://example.org/1"><title>T</title><description>Text.</description><dc:date>2024-05-02</dc:date></item></rdf:RDF>"#,
        );
        assert_eq!(all[0].as_ref().unwrap().article.id, "https://example.org/1");
    }

    #[test]
    fn a_feed_that_is_cut_off_gives_what_came_before() {
        let all = read(&RSS[..RSS.find("Deux").unwrap()]);
        assert!(all[0].is_ok());
        let error = all.last().unwrap().as_ref().unwrap_err();
        assert!(error.message.contains("cut off") || error.message.contains("broken XML"), "{}", error.message);
    }
}
