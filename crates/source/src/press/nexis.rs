//! Nexis (LexisNexis): the layout of Nexis Uni and Advance (`Body`, `End of
//! Document`) and the older one (`1 of 20 DOCUMENTS`, `LENGTH:`, `LANGUAGE:`).

use super::{Document, is_copyright};

/// Whether a line opens a document of the older layout.
fn is_count(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    match words[..] {
        [n, "of", m, "DOCUMENTS"] => number(n) && number(m),
        ["Document", n, "de" | "of", m] | ["DOCUMENT", n, "DE" | "OF", m] | ["Dokument", n, "von", m] => {
            number(n) && number(m)
        }
        _ => false,
    }
}

fn is_end(line: &str) -> bool {
    matches!(line.trim(), "End of Document" | "Fin du document" | "Fin de document" | "Ende des Dokuments")
}

fn is_body(line: &str) -> bool {
    matches!(line.trim(), "Body" | "Corps" | "Corps du texte" | "Texte")
}

/// Labels of fields, in the languages of the service.
const LABELS: [(&str, &str); 24] = [
    ("length", "length"),
    ("longueur", "length"),
    ("länge", "length"),
    ("byline", "author"),
    ("auteur", "author"),
    ("par", "author"),
    ("autor", "author"),
    ("language", "lang"),
    ("langue", "lang"),
    ("sprache", "lang"),
    ("headline", "title"),
    ("titre", "title"),
    ("load-date", "loaded"),
    ("date de chargement", "loaded"),
    ("date de chargement", "loaded"),
    ("section", "other"),
    ("rubrique", "other"),
    ("dateline", "other"),
    ("highlight", "other"),
    ("publication-type", "other"),
    ("type de publication", "other"),
    ("journal code", "other"),
    ("subject", "other"),
    ("sujet", "other"),
];

/// The field that a line gives, and its value.
fn labelled(line: &str) -> Option<(&'static str, &str)> {
    let (label, value) = line.trim().split_once(':')?;
    let lower = label.trim().to_lowercase();
    let (_, field) = LABELS.iter().find(|(l, _)| *l == lower)?;
    Some((field, value.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}')))
}

/// Whether lines are of an export of Nexis.
pub(super) fn is_export<S: AsRef<str>>(lines: &[S]) -> bool {
    let length = lines.iter().any(|l| labelled(l.as_ref()).is_some_and(|(f, _)| f == "length"));
    let body = lines.iter().any(|l| is_body(l.as_ref()));
    lines.iter().any(|l| is_count(l.as_ref())) && length
        || (body && (length || lines.iter().any(|l| is_end(l.as_ref()))))
}

/// The documents of an export.
pub(super) fn documents(lines: &[String]) -> Vec<Document> {
    if lines.iter().any(|l| is_count(l)) {
        return parts(lines, is_count, true).iter().map(|p| older(p)).filter(has_something).collect();
    }
    parts(lines, is_end, false).iter().map(|p| newer(p)).filter(has_something).collect()
}

fn has_something(document: &Document) -> bool {
    document.title.is_some() && (document.date.is_some() || !document.paragraphs.is_empty())
}

/// Lines cut at a marker: what follows each, or what precedes each.
fn parts(lines: &[String], marker: impl Fn(&str) -> bool, opens: bool) -> Vec<Vec<&str>> {
    let mut all: Vec<Vec<&str>> = vec![Vec::new()];
    for line in lines {
        if marker(line) {
            all.push(Vec::new());
        } else if let Some(last) = all.last_mut() {
            last.push(line);
        }
    }
    if opens {
        all.remove(0);
    }
    all.retain(|part| part.iter().any(|l| !l.trim().is_empty()));
    all
}

fn newer(lines: &[&str]) -> Document {
    let mut document = Document::default();
    let body = lines.iter().position(|l| is_body(l)).unwrap_or(lines.len());
    let mut head: Vec<&str> = lines[..body].iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect();
    // A list of contents may stand before the first document.
    if let Some(at) = head.iter().rposition(|l| is_listing(l)) {
        head.drain(..=at);
    }
    let plain: Vec<&str> = head.iter().copied().take_while(|l| labelled(l).is_none()).collect();
    let dated = plain.iter().position(|l| crate::dates::find(l).is_some() && l.chars().count() < 80);
    match dated {
        Some(at) if at >= 2 => {
            document.title = Some(plain[at - 2].to_owned());
            document.source = Some(plain[at - 1].to_owned());
            document.date = Some(plain[at].to_owned());
        }
        Some(at) => {
            document.date = Some(plain[at].to_owned());
            document.title = plain.first().filter(|_| at > 0).map(|t| (*t).to_owned());
        }
        None => document.title = plain.first().map(|t| (*t).to_owned()),
    }
    let ends = ["Classification", "Graphic", "Graphique", "Illustration", "Load-Date", "Notes", "Classement"];
    let mut rest = lines.get(body + 1..).unwrap_or_default().iter();
    for line in rest.by_ref() {
        let line = line.trim();
        if ends.iter().any(|e| line == *e || line.strip_prefix(e).is_some_and(|r| r.starts_with(':'))) {
            if let Some(("loaded", value)) = labelled(line) {
                document.date.get_or_insert_with(|| value.to_owned());
            }
            break;
        }
        if !line.is_empty() {
            document.paragraphs.push(line.to_owned());
        }
    }
    for line in head.iter().copied().chain(rest.copied()) {
        match labelled(line) {
            Some(("author", value)) => document.author = Some(value.to_owned()),
            Some(("lang", value)) => document.lang = Some(value.to_owned()),
            Some(("loaded", value)) => {
                document.date.get_or_insert_with(|| value.to_owned());
            }
            _ => {}
        }
    }
    document
}

/// A line of the cover page that lists the documents.
fn is_listing(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["date and time:", "job number:", "documents (", "client/matter:", "search terms:", "search type:", "narrowed by"]
        .iter()
        .any(|s| lower.starts_with(s))
}

fn older(lines: &[&str]) -> Document {
    let mut document = Document::default();
    let trimmed: Vec<&str> = lines.iter().map(|l| l.trim()).collect();
    let labels: Vec<usize> = (0..trimmed.len()).filter(|n| labelled(trimmed[*n]).is_some()).collect();
    let length = labels.iter().copied().find(|n| labelled(trimmed[*n]).is_some_and(|(f, _)| f == "length"));
    let Some(length) = length else { return document };
    // The labels that follow the text.
    let last = labels.iter().copied().find(|n| *n > length + 1 && is_tail(trimmed[*n])).unwrap_or(trimmed.len());
    let first_label = labels.first().copied().unwrap_or(length);
    let head = blocks(&trimmed[..first_label]);
    document.source = head.first().cloned();
    let dated = head.iter().skip(1).position(|l| crate::dates::find(l).is_some());
    document.date = dated.map(|at| head[at + 1].clone());
    document.title = head.iter().skip(dated.map_or(1, |at| at + 2)).find(|l| !is_copyright(l)).cloned();
    for n in labels {
        match labelled(trimmed[n]) {
            Some(("title", value)) => document.title = Some(value.to_owned()),
            Some(("author", value)) if n < last => document.author = Some(value.to_owned()),
            Some(("lang", value)) => document.lang = Some(value.to_owned()),
            Some(("loaded", value)) => {
                document.date.get_or_insert_with(|| value.to_owned());
            }
            _ => {}
        }
    }
    document.paragraphs = blocks(&trimmed[length + 1..last]).into_iter().filter(|p| labelled(p).is_none()).collect();
    document
}

fn is_tail(line: &str) -> bool {
    labelled(line).is_some_and(|(f, _)| matches!(f, "loaded" | "lang"))
        || ["SUBJECT:", "PUBLICATION-TYPE:", "GRAPHIC:", "TYPE DE PUBLICATION:", "SUJET:"]
            .iter()
            .any(|l| line.starts_with(l))
}

/// Paragraphs of lines that were broken to a width.
fn blocks(lines: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for part in lines.split(|l| l.is_empty()) {
        if !part.is_empty() {
            all.push(part.join(" "));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_newer_layout_is_read() {
        let text = "Date and Time: Thursday\nJob Number: 1\nDocuments (2)\nTalks resume in Geneva\nThe Herald\nMay 2, 2024 Thursday\nCopyright 2024 Herald Ltd. All Rights Reserved\nSection: NEWS; Pg. 4\nLength:\u{a0}120 words\nByline:\u{a0}Anne Dubois\nBody\n\nTalks resumed on Thursday.\nThey ended at noon.\nClassification\nLanguage:\u{a0}ENGLISH\nLoad-Date:\u{a0}May 3, 2024\nEnd of Document\nPourparlers\nLe Courrier\n2 mai 2024 jeudi\nLongueur: 80 mots\nCorps\nLa Suisse propose.\nLoad-Date: 3 mai 2024\nEnd of Document\n";
        assert!(is_export(&lines(text)));
        let all = documents(&lines(text));
        assert_eq!(all[0].title.as_deref(), Some("Talks resume in Geneva"));
        assert_eq!((all[0].source.as_deref(), all[0].lang.as_deref()), (Some("The Herald"), Some("ENGLISH")));
        assert_eq!(
            (all[0].date.as_deref(), all[0].author.as_deref()),
            (Some("May 2, 2024 Thursday"), Some("Anne Dubois"))
        );
        assert_eq!(all[0].paragraphs, ["Talks resumed on Thursday.", "They ended at noon."]);
        assert_eq!((all[1].title.as_deref(), all[1].paragraphs.len()), (Some("Pourparlers"), 1));
    }

    #[test]
    fn the_older_layout_is_read() {
        let text = "\n   1 of 2 DOCUMENTS\n\n   The Herald (London)\n\n   May 2, 2014 Thursday\n\nTalks resume in\nGeneva\n\nBYLINE: Anne Dubois\n\nSECTION: NEWS; Pg. 4\n\nLENGTH: 120 words\n\n\nTalks resumed on\nThursday.\n\nThey ended at noon.\n\nLOAD-DATE: May 3, 2014\n\nLANGUAGE: ENGLISH\n\nCopyright 2014\n\n   2 of 2 DOCUMENTS\n\nHerald\n\nMay 4, 2014\n\nSecond\n\nLENGTH: 3 words\n\nOne more text.\n\nLANGUAGE: ENGLISH\n";
        let all = documents(&lines(text));
        assert_eq!(
            (all[0].title.as_deref(), all[0].source.as_deref()),
            (Some("Talks resume in Geneva"), Some("The Herald (London)"))
        );
        assert_eq!(all[0].paragraphs, ["Talks resumed on Thursday.", "They ended at noon."]);
        assert_eq!((all[1].date.as_deref(), all[1].paragraphs.len()), (Some("May 4, 2014"), 1));
    }
}
