//! Factiva (Dow Jones): documents of coded fields (`HD`, `PD`, `LP`, `TD`…),
//! or as they are displayed, in HTML, RTF or text.

use scraper::{ElementRef, Html, Selector};

use super::{Document, is_copyright};

/// Codes of fields: Dow Jones Intelligent Indexing.
const CODES: [&str; 30] = [
    "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "ART", "CO", "IN",
    "NS", "RE", "IPC", "IPD", "PUB", "AN", "CLM", "CX", "CT", "RF", "NG",
];

/// The code that a line opens with, and what follows it.
fn code(line: &str) -> Option<(&'static str, &str)> {
    let line = line.trim_start();
    let end = line.find(char::is_whitespace).unwrap_or(line.len());
    let found = CODES.iter().find(|c| **c == &line[..end])?;
    Some((found, line[end..].trim()))
}

/// The number that ends a document: `Document LEMOND0020240502ek520001x`.
fn accession(line: &str) -> Option<&str> {
    let number = line.trim().strip_prefix("Document ")?.trim();
    let letters = number.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = number.bytes().skip(letters).take_while(u8::is_ascii_digit).count();
    ((2..=8).contains(&letters) && digits >= 8 && !number.contains(' ')).then_some(number)
}

/// Whether lines are of an export of Factiva.
pub(super) fn is_export<S: AsRef<str>>(lines: &[S]) -> bool {
    let coded = |wanted: &str| lines.iter().any(|l| code(l.as_ref()).is_some_and(|(c, _)| c == wanted));
    lines.iter().any(|l| accession(l.as_ref()).is_some())
        || (coded("HD") && coded("PD") && (coded("LP") || coded("TD")))
}

/// The documents of an HTML export.
pub(super) fn of_markup(html: &str) -> Vec<Document> {
    let html = Html::parse_document(html);
    let Ok(articles) = Selector::parse("div.article") else { return Vec::new() };
    let documents: Vec<Document> = html.select(&articles).map(of_element).collect();
    if documents.is_empty() {
        let text = crate::page::plain_text(&html.html());
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        return of_lines(&lines);
    }
    documents
}

fn of_element(article: ElementRef<'_>) -> Document {
    let mut lines: Vec<String> = Vec::new();
    if let (Ok(rows), Ok(cells)) = (Selector::parse("tr"), Selector::parse("td")) {
        for row in article.select(&rows) {
            let cells: Vec<String> = row.select(&cells).map(|c| crate::page::plain_text(&c.inner_html())).collect();
            if let [name, value] = &cells[..]
                && code(name).is_some_and(|(_, rest)| rest.is_empty())
            {
                lines.push(name.trim().to_owned());
                lines.extend(value.lines().map(str::to_owned));
            }
        }
    }
    if lines.is_empty() {
        let text = crate::page::plain_text(&article.inner_html());
        lines = text.lines().map(str::to_owned).collect();
    }
    let class = article.value().attr("class").unwrap_or_default();
    let lang = class.split_whitespace().find_map(|c| c.strip_suffix("Article")).filter(|l| l.len() == 2);
    let mut document = of_lines(&lines).into_iter().next().unwrap_or_default();
    if document.lang.is_none() {
        document.lang = lang.map(str::to_owned);
    }
    document
}

/// The documents of a text or RTF export.
pub(super) fn of_lines(lines: &[String]) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut current: Vec<&str> = Vec::new();
    for line in lines {
        if let Some(number) =
            accession(line).or_else(|| code(line).filter(|(c, _)| *c == "AN").and_then(|(_, r)| accession(r)))
        {
            let mut document = document(&current);
            document.id = Some(number.to_owned());
            documents.push(document);
            current.clear();
        } else {
            current.push(line);
        }
    }
    // A last one that is cut off before its number.
    let rest = document(&current);
    if !rest.paragraphs.is_empty() && (rest.title.is_some() && rest.date.is_some()) {
        documents.push(rest);
    }
    documents
}

fn document(lines: &[&str]) -> Document {
    if lines.iter().any(|l| code(l).is_some_and(|(c, _)| c == "HD")) { of_fields(lines) } else { of_display(lines) }
}

fn of_fields(lines: &[&str]) -> Document {
    let mut document = Document::default();
    let mut field = "";
    let mut values: Vec<(&str, Vec<String>)> = Vec::new();
    for line in lines {
        let text = match code(line) {
            Some((found, rest)) => {
                field = found;
                values.push((found, Vec::new()));
                rest
            }
            None => line.trim(),
        };
        if !text.is_empty()
            && !field.is_empty()
            && let Some((_, value)) = values.last_mut()
        {
            value.push(text.to_owned());
        }
    }
    let joined = |value: &[String]| Some(value.join(" ")).filter(|v| !v.is_empty());
    for (field, value) in &values {
        match *field {
            "HD" => document.title = joined(value),
            "BY" => document.author = joined(value),
            "PD" => document.date = joined(value),
            "SN" => document.source = joined(value),
            "LA" => document.lang = joined(value),
            "LP" | "TD" => document.paragraphs.extend(value.iter().cloned()),
            _ => {}
        }
    }
    document
}

/// A document as it is displayed: the headline, the writer, the number of
/// words, the day, the clock, the source, its code, pages, language, notice, text.
fn of_display(lines: &[&str]) -> Document {
    let lines: Vec<&str> = lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect();
    let mut document = Document::default();
    let is_count = |l: &str| {
        let mut words = l.split_whitespace();
        words.next().is_some_and(|n| n.chars().all(|c| c.is_ascii_digit() || ",.\u{a0}\u{202f}".contains(c)))
            && words.next_back().is_some_and(|w| matches!(w, "words" | "mots"))
    };
    let Some(count) = lines.iter().position(|l| is_count(l)) else {
        return document;
    };
    let head = &lines[..count];
    let (author, title) = match head {
        [.., title, author] if is_name(author) => (Some(*author), Some(*title)),
        [.., title] => (None, Some(*title)),
        [] => (None, None),
    };
    document.title = title.map(str::to_owned);
    document.author = author.map(str::to_owned);
    let mut body = count + 1;
    for (n, line) in lines.iter().enumerate().skip(count + 1).take(10) {
        let short = line.chars().count() < 80;
        if document.date.is_none() && short && crate::dates::find(line).is_some() {
            document.date = Some((*line).to_owned());
        } else if is_clock(line) {
        } else if document.date.is_some() && document.source.is_none() && short {
            document.source = Some((*line).to_owned());
        } else if let Some(tag) = super::language(line).filter(|_| !line.contains(' ') && line.chars().count() > 4) {
            document.lang = Some(tag);
        } else if is_copyright(line) {
            body = n + 1;
            break;
        } else if !short || line.ends_with('.') {
            body = n;
            break;
        }
        body = n + 1;
    }
    document.paragraphs = lines[body.min(lines.len())..].iter().map(|l| (*l).to_owned()).collect();
    document
}

fn is_name(line: &str) -> bool {
    let lower = line.to_lowercase();
    let words = line.split_whitespace().count();
    words <= 8
        && (lower.starts_with("by ")
            || lower.starts_with("par ")
            || (words <= 4
                && !line.ends_with(['.', '?', '!'])
                && line.split_whitespace().all(|w| w.starts_with(char::is_uppercase))))
}

fn is_clock(line: &str) -> bool {
    let digits = line.trim_end_matches(" GMT");
    digits.len() == 5 && digits.as_bytes()[2] == b':' && digits.bytes().filter(u8::is_ascii_digit).count() == 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn coded_fields_are_read() {
        let all = of_lines(&lines(
            "HD\nPourparlers à Genève\nBY\nAnne Dubois\nWC\n120 mots\nPD\n2 mai 2024\nSN\nLe Courrier\nLA\nFrançais\nLP\nLa Suisse propose une réunion.\nTD\nKiev accepte.\n\nMoscou se tait.\nNS\ngdip : Diplomatie\nAN\nDocument LECOUR0020240502ek520001x\nHD Talks\nPD 3 May 2024\nSN Herald\nLP Talks resumed.\nAN Document HERALD0020240503ek530001x\n",
        ));
        assert_eq!(all[0].title.as_deref(), Some("Pourparlers à Genève"));
        assert_eq!(all[0].paragraphs, ["La Suisse propose une réunion.", "Kiev accepte.", "Moscou se tait."]);
        assert_eq!(all[0].id.as_deref(), Some("LECOUR0020240502ek520001x"));
        assert_eq!((all[1].title.as_deref(), all[1].source.as_deref()), (Some("Talks"), Some("Herald")));
    }

    #[test]
    fn displayed_documents_are_read() {
        let text = "News\nTalks resume in Geneva\nBy Anne Dubois\n1,204 words\n2 May 2024\n06:30\nThe Herald\nHERALD\nEnglish\n© 2024 Herald Ltd.\n\nTalks resumed on Thursday.\n\nThey ended at noon.\n\nDocument HERALD0020240502ek520001x\n";
        assert!(is_export(&lines(text)));
        let one = &of_lines(&lines(text))[0];
        assert_eq!((one.title.as_deref(), one.source.as_deref()), (Some("Talks resume in Geneva"), Some("The Herald")));
        assert_eq!((one.date.as_deref(), one.lang.as_deref()), (Some("2 May 2024"), Some("en")));
        assert_eq!(one.paragraphs, ["Talks resumed on Thursday.", "They ended at noon."]);
    }

    #[test]
    fn html_exports_are_read() {
        let all = of_markup(
            r#"<html><body><div class="article frArticle"><table><tr><td><b>HD</b></td><td><b>Pourparlers</b></td></tr><tr><td><b>PD</b></td><td>2 mai 2024</td></tr><tr><td><b>SN</b></td><td>Le Courrier</td></tr><tr><td><b>LP</b></td><td><p>La Suisse propose.</p></td></tr><tr><td><b>TD</b></td><td><p>Kiev accepte.</p><p>Fin.</p></td></tr><tr><td><b>AN</b></td><td>Document LECOUR0020240502ek520001x</td></tr></table></div>
<div class="article enArticle"><div><span class="enHeadline">Talks resume</span></div><div>120 words</div><div>2 May 2024</div><div>The Herald</div><div>(c) 2024 Herald</div><p class="articleParagraph enarticleParagraph">Talks resumed.</p><p>Document HERALD0020240502ek520001x</p></div></body></html>"#,
        );
        assert_eq!(all[0].paragraphs, ["La Suisse propose.", "Kiev accepte.", "Fin."]);
        assert_eq!((all[0].lang.as_deref(), all[0].id.as_deref()), (Some("fr"), Some("LECOUR0020240502ek520001x")));
        assert_eq!((all[1].title.as_deref(), all[1].paragraphs.len()), (Some("Talks resume"), 1));
    }
}
