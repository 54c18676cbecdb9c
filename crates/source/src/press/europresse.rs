//! Europresse (CEDROM-SNi): HTML with an `article` element a document, or, of
//! old, a table cell a document.

use scraper::{ElementRef, Html, Selector};

use super::{Document, is_copyright};

/// The documents of an export.
pub(super) fn documents(html: &str) -> Vec<Document> {
    let html = Html::parse_document(html);
    let select = |s: &str| Selector::parse(s).ok();
    let (Some(articles), Some(cells), Some(names)) = (select("article"), select("td"), select(".DocPublicationName"))
    else {
        return Vec::new();
    };
    let mut documents: Vec<Document> = html.select(&articles).map(|a| document(a, false)).collect();
    if documents.is_empty() {
        // The innermost cells that hold a publication's name.
        let holds = |e: &ElementRef<'_>| e.select(&names).next().is_some();
        let inner = |e: &ElementRef<'_>| !e.select(&cells).any(|c| c.id() != e.id() && holds(&c));
        documents = html.select(&cells).filter(|e| holds(e) && inner(e)).map(|e| document(e, true)).collect();
    }
    documents
}

fn line(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn document(article: ElementRef<'_>, old: bool) -> Document {
    let all = |s: &str| -> Vec<ElementRef<'_>> {
        Selector::parse(s).map(|s| article.select(&s).collect()).unwrap_or_default()
    };
    let first = |s: &str| all(s).into_iter().map(line).find(|t| !t.is_empty());
    let name = first(".DocPublicationName").map(|n| {
        // The issue, the edition and the page follow the name.
        let cut =
            ["(site web)", ", no. ", ", no ", ", n°", " - "].iter().filter_map(|m| n.find(m)).min().unwrap_or(n.len());
        n[..cut].trim().trim_end_matches(',').to_owned()
    });
    let title = first("p.titreArticleVisu, div.titreArticleVisu, span.titreArticleVisu, .rdp__articletitle")
        .or_else(|| first(".TitreArticleVisu"))
        .or_else(|| first(".titreArticle"));
    let headers: Vec<String> = all(".DocHeader, .DocTitreSousSection + span").into_iter().map(line).collect();
    let date = headers.iter().find_map(|h| crate::dates::find(h)).map(|d| d.as_str().to_owned());
    let id = all(".publiC-lblNodoc, .docNumber")
        .into_iter()
        .map(line)
        .find(|t| !t.is_empty())
        .or_else(|| doc_number(article));
    let author = first(".docAuthors, .sm-margin-bottomNews").filter(|a| a.split_whitespace().count() <= 10);
    let date = date.or_else(|| {
        let number = id.as_deref()?;
        number.split(|c: char| !c.is_ascii_digit()).find(|p| p.len() == 8).map(str::to_owned)
    });
    let body = all(".docOcurrContainer").into_iter().next().or_else(|| all(".DocText").into_iter().next());
    let paragraphs = match body {
        Some(body) => of_body(&crate::page::plain_text(&body.inner_html())),
        None if old => {
            let text = crate::page::plain_text(&article.inner_html());
            let after = title.as_deref().and_then(|t| text.find(t).map(|at| at + t.len())).unwrap_or(0);
            of_body(&text[after..])
        }
        None => Vec::new(),
    };
    Document { id, title, source: name, date, author, lang: None, paragraphs }
}

fn of_body(text: &str) -> Vec<String> {
    let mut all: Vec<String> = text
        .split("\n\n")
        .map(|p| p.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|p| !p.is_empty())
        .collect();
    let notice = |p: &String| is_copyright(p) || p.starts_with("Cet article est paru dans") || is_number(p);
    while all.last().is_some_and(notice) {
        all.pop();
    }
    // The number and the notices stand at the end of old exports.
    if let Some(at) = all.iter().rposition(|p| is_copyright(p) && p.chars().count() < 200)
        && at * 2 > all.len()
    {
        all.truncate(at);
    }
    all
}

/// A document's number: `news·20240502·LM·1234567`.
fn is_number(text: &str) -> bool {
    let text = text.trim().trim_start_matches("Numéro de document :").trim_start_matches("Document number:").trim();
    text.split('·').count() >= 3 && !text.contains(' ')
}

fn doc_number(article: ElementRef<'_>) -> Option<String> {
    article
        .text()
        .map(str::trim)
        .filter(|t| t.contains('·'))
        .find(|t| is_number(t))
        .map(|t| t.rsplit(':').next().unwrap_or(t).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPORT: &str = r#"<html><body><article><header>
<div class="rdp__DocPublicationName"><span class="DocPublicationName">Le Courrier, no. 1204</span></div>
<span class="DocHeader">International, jeudi 2 mai 2024 670 mots, p. 4</span>
<div class="titreArticle"><p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">Pourparlers à <mark>Genève</mark></p></div>
<p class="sm-margin-bottomNews">Anne Dubois</p></header>
<section><div class="DocText clearfix"><div class="docOcurrContainer"><p>La Suisse <mark>propose</mark> une réunion.</p><p>Kiev accepte.</p></div></div></section>
<footer><div class="publiC"><span class="publiC-lblNodoc">news·20240502·LC·0001</span></div><small>© 2024 Le Courrier. Tous droits réservés.</small></footer></article>
<article><span class="DocPublicationName">The Herald (site web)</span><span class="DocHeader">News, Thursday, May 2, 2024</span>
<p class="titreArticleVisu">Talks</p><div class="DocText clearfix"><p>Talks resumed.</p></div></article></body></html>"#;

    #[test]
    fn documents_are_read() {
        let all = documents(EXPORT);
        let one = &all[0];
        assert_eq!(one.source.as_deref(), Some("Le Courrier"));
        assert_eq!(one.title.as_deref(), Some("Pourparlers à Genève"));
        assert_eq!((one.date.as_deref(), one.id.as_deref()), (Some("2024-05-02"), Some("news·20240502·LC·0001")));
        assert_eq!(one.author.as_deref(), Some("Anne Dubois"));
        assert_eq!(one.paragraphs, ["La Suisse propose une réunion.", "Kiev accepte."]);
        assert_eq!((all[1].source.as_deref(), all[1].date.as_deref()), (Some("The Herald"), Some("2024-05-02")));
    }

    #[test]
    fn old_exports_are_read() {
        let all = documents(
            r#"<html><body><table><tr><td><span class="DocPublicationName">Le Courrier, no. 12</span> <span class="DocHeader">Monde, </span>
<span class="DocHeader">jeudi 2 mai 2013, p. 4</span><br><span class="TitreArticleVisu">Pourparlers</span><br><br>La Suisse propose une réunion.<br><br>Kiev accepte.<br><br>© 2013 Le Courrier.<br><br>news·20130502·LC·0001</td></tr></table></body></html>"#,
        );
        assert_eq!(all[0].paragraphs, ["La Suisse propose une réunion.", "Kiev accepte."]);
        assert_eq!(all[0].date.as_deref(), Some("2013-05-02"));
    }
}
