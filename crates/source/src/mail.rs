//! Mail: single messages (RFC 5322) and mailboxes (RFC 4155).

use std::io::BufRead;

use chancery_record::Article;
use mail_parser::{MessageParser, MimeHeaders};

use crate::intake::{Flow, Intake, Place, broken, too_large};
use crate::jsonl::next_line;
use crate::text::complete;
use crate::{Format, SourceError, Sourced, dates};

/// Whether a text opens as a message or a mailbox does.
pub(crate) fn sniff(start: &str) -> Option<Format> {
    let mut lines = start.lines();
    let first = lines.next()?;
    let mailbox = first.starts_with("From ") && first.chars().filter(|c| *c == ':').count() >= 2;
    let names = if mailbox { start.split_once('\n')?.1 } else { start };
    let mut found = 0;
    let mut sure = false;
    for line in names.lines().take(60) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "from" | "to" | "subject" | "date" => found += 1,
            "mime-version" | "message-id" | "received" | "return-path" | "delivered-to" | "content-type"
            | "x-mailer" => {
                found += 1;
                sure = true;
            }
            name if name.contains(' ') => break,
            _ => {}
        }
    }
    match (mailbox, sure, found) {
        (true, _, 1..) => Some(Format::Mbox),
        (false, true, 2..) | (false, false, 3..) => Some(Format::Eml),
        _ => None,
    }
}

/// Reads the messages of a mailbox one by one.
pub(crate) fn read_mbox(intake: &mut Intake<'_>, reader: &mut dyn BufRead, place: &Place) -> Flow {
    let limit = intake.options.limits.article;
    let mut message: Vec<u8> = Vec::new();
    let (mut number, mut empty, mut large) = (0, true, false);
    loop {
        let line = match next_line(reader, limit) {
            Ok(Some(Ok(line))) => Some(line),
            Ok(Some(Err(_))) => {
                large = true;
                continue;
            }
            Ok(None) => None,
            Err(error) => return intake.fail(broken(&place.origin.record(number + 1), &error)),
        };
        let opens = line.as_ref().is_none_or(|l| empty && l.starts_with(b"From "));
        if opens && !message.is_empty() {
            number += 1;
            let place = place.record(number);
            if large {
                intake.fail(too_large(&place.origin, limit))?;
            } else if intake.wants(&place.origin) {
                read_message(intake, std::mem::take(&mut message), &place)?;
            }
            message.clear();
            large = false;
        }
        let Some(line) = line else { return Flow::Continue(()) };
        empty = line.trim_ascii().is_empty();
        if opens {
            continue;
        }
        if message.len() + line.len() > limit {
            large = true;
            continue;
        }
        // `>From` is how a mailbox keeps a line that opens with `From`.
        let quoted = line.iter().take_while(|b| **b == b'>').count();
        let line = if quoted > 0 && line[quoted..].starts_with(b"From ") { &line[1..] } else { &line[..] };
        message.extend_from_slice(line);
        message.push(b'\n');
    }
}

/// Reads one message: its text, and every attachment that is a file of articles.
pub(crate) fn read_message(intake: &mut Intake<'_>, bytes: Vec<u8>, place: &Place) -> Flow {
    let origin = &place.origin;
    let Some(message) = MessageParser::default().parse(&bytes) else {
        return intake.fail(SourceError::new(origin, "no mail message: it has no header"));
    };
    let attached: Vec<(String, Vec<u8>)> = message
        .attachments()
        .filter(|part| !part.is_message() && part.attachment_name().is_some_and(|n| !is_picture(n)))
        .map(|part| (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec()))
        .collect();
    let html = message.html_bodies().any(mail_parser::MessagePart::is_text_html);
    let plain = message.text_bodies().any(|p| p.is_text() && !p.is_text_html());
    let text = if html && !plain {
        message.body_html(0).map(|h| crate::page::plain_text(&h))
    } else {
        message.body_text(0).map(|t| t.replace("\r\n", "\n"))
    };
    let date = message.date().map(mail_parser::DateTime::to_rfc3339);
    let sender = message.from().and_then(|f| f.first());
    let text = text.filter(|t| !t.trim().is_empty());
    if text.is_none() && attached.is_empty() {
        return intake.fail(SourceError::new(origin, "no text in the message"));
    }
    if let Some(text) = text {
        let mut article = Article {
            id: message.message_id().map_or_else(|| place.id.clone(), str::to_owned),
            lang: None,
            title: message.subject().map(str::to_owned).filter(|s| !s.trim().is_empty()),
            date: date.as_deref().and_then(dates::parse),
            source: sender.and_then(|s| s.name().or(s.address())).map(str::to_owned),
            url: None,
            text,
        };
        complete(&mut article, intake.options, false);
        let author = sender.and_then(|s| s.address()).map(str::to_owned);
        intake.emit(Ok(Sourced { article, origin: origin.clone(), notes: Vec::new(), author }))?;
    }
    if place.depth >= intake.options.limits.nesting {
        return Flow::Continue(());
    }
    for (name, contents) in attached {
        intake.read(&mut contents.as_slice(), &place.member(&name))?;
    }
    Flow::Continue(())
}

/// Attachments that are known to hold no article: signatures' logos and the like.
fn is_picture(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "ics", "vcf", "p7s", "asc", "sig"].contains(&extension.as_str())
}

#[cfg(test)]
mod tests {
    use crate::{Options, SourceError, Sourced, from_bytes};

    fn read(bytes: &[u8], name: &str) -> Vec<Result<Sourced, SourceError>> {
        from_bytes(bytes.to_vec(), name, &Options::default()).collect()
    }

    const MESSAGE: &str = "From: =?utf-8?q?Agence_=C3=89cho?= <desk@exemple.org>\r\nTo: all@exemple.org\r\nSubject: =?iso-8859-1?q?Pourparlers_=E0_Gen=E8ve?=\r\nDate: Thu, 02 May 2024 10:11:12 +0200\r\nMessage-ID: <m1@exemple.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>La Suisse propose une r=E9union.</p><p>Kiev accepte.</p>\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"note.txt\"\r\n\r\nTitle: Note\r\n\r\nUne note.\r\n--b--\r\n";

    #[test]
    fn a_message_and_its_attachment_are_read() {
        let all = read(MESSAGE.as_bytes(), "m.eml");
        let one = all[0].as_ref().unwrap();
        assert_eq!(one.article.title.as_deref(), Some("Pourparlers à Genève"));
        assert_eq!(one.article.text, "La Suisse propose une réunion.\n\nKiev accepte.");
        assert_eq!(one.article.date.as_ref().unwrap().as_str(), "2024-05-02T10:11:12");
        assert_eq!(one.article.source.as_deref(), Some("Agence Écho"));
        let note = all[1].as_ref().unwrap();
        assert_eq!((note.article.title.as_deref(), note.origin.to_string().as_str()), (Some("Note"), "m.eml:note.txt"));
    }

    #[test]
    fn a_mailbox_is_cut_into_its_messages() {
        let one = "From a@b Thu May  2 10:11:12 2024\nFrom: a@b\nSubject: Un\nDate: 2 May 2024 10:11:12 +0000\n\nTexte.\n>From here on.\n\n";
        let two = "From a@b Thu May  2 10:11:13 2024\nFrom: a@b\nSubject: Deux\n\nAutre.\n";
        let all = read(format!("{one}{two}").as_bytes(), "box");
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].as_ref().unwrap().article.text.trim(), "Texte.\nFrom here on.");
        assert_eq!(all[1].as_ref().unwrap().origin.to_string(), "box:#2");
    }

    #[test]
    fn a_header_of_ours_is_no_mail() {
        let all = read(b"Title: T\nDate: 2024-05-02\n\nTexte.", "t");
        assert_eq!(all[0].as_ref().unwrap().article.text, "Texte.");
    }
}
