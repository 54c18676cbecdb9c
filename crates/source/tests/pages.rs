//! Pages of invented papers: what is main text, and what the page says of itself.

use chancery_source::{Options, SourceError, Sourced, from_bytes};

fn read(page: &str) -> Result<Sourced, SourceError> {
    from_bytes(page.as_bytes().to_vec(), "page.html", &Options::default()).next().unwrap()
}

fn body(inner: &str) -> String {
    format!("<!DOCTYPE html><html><head><title>t</title></head><body>{inner}</body></html>")
}

const ONE: &str =
    "The two delegations met in Geneva on Thursday, for the first time in a year, and agreed to meet again.";
const TWO: &str =
    "A spokesman said that the talks, which lasted for six hours, had been frank, and that no date was set.";
const THREE: &str =
    "The mediators, who had prepared the meeting since March, will report to the Security Council on Monday.";

#[test]
fn quotes_lists_and_subheads_stay_and_the_rest_goes() {
    let page = body(&format!(
        "<header><ul class='menu'><li><a href='/w'>World</a></li><li><a href='/s'>Sport</a></li></ul></header>\
         <div class='cookie-banner'><p>We use cookies, and so do our partners, to measure, to tell and to sell.</p></div>\
         <div id='content'><h1>Talks resume</h1><div class='shareBar'><a href='#'>Share</a></div>\
         <div class='text'><p>{ONE}</p><figure><img src='x'><figcaption>Delegates, on Thursday, in Geneva.</figcaption></figure>\
         <h2>What was agreed</h2><ul><li>A hundred prisoners will be exchanged, the parties said.</li></ul>\
         <blockquote>{TWO}</blockquote><p><a href='/x'>Read more: who sits at the table, and who does not</a></p>\
         <div class='related-articles'><h3>Related</h3><p><a href='/y'>Another article of ours, about something else</a></p></div>\
         <p>{THREE}</p><p>Advertisement</p></div></div>\
         <aside><p>Most read, of today and yesterday, in all the sections, by all our readers.</p></aside>"
    ));
    let expected =
        [ONE, "What was agreed", "A hundred prisoners will be exchanged, the parties said.", TWO, THREE].join("\n\n");
    assert_eq!(read(&page).unwrap().article.text, expected);
}

#[test]
fn a_label_does_not_take_the_text_away() {
    // The whole text stands in what is called by the name of something beside it.
    let page = body(&format!(
        "<div class='sidebar-layout'><div class='promo'><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div></div>"
    ));
    assert_eq!(read(&page).unwrap().article.text, [ONE, TWO, THREE].join("\n\n"));
    let page = body(&format!(
        "<div class='sidebar-grid'><div class='article-content'><p>{ONE}</p></div></div><div><p>{TWO}</p></div>"
    ));
    assert!(read(&page).unwrap().article.text.contains(ONE));
}

#[test]
fn text_without_paragraphs_is_cut_at_empty_lines() {
    let page = body(&format!("<div class='story'>{ONE}<br><br>{TWO}<br/> <br/>{THREE}</div>"));
    assert_eq!(read(&page).unwrap().article.text, [ONE, TWO, THREE].join("\n\n"));
}

#[test]
fn linked_data_stands_in_for_a_page_that_shows_little() {
    let text = [ONE, TWO, THREE, ONE, TWO, THREE].join(" ");
    let data = format!(
        "{{\"@graph\": [{{\"@type\": \"NewsArticle\", \"headline\": \"Talks\", \"articleBody\": \"{text}\"}}]}}"
    );
    let page = body(&format!("<script type='application/ld+json'>{data}</script><p>{ONE}</p>"));
    let sourced = read(&page).unwrap();
    assert_eq!(sourced.article.text, text);
    assert!(sourced.notes.iter().any(|n| n.contains("linked data")));
}

#[test]
fn the_date_of_publication_comes_before_that_of_change() {
    let date = |head: &str, inner: &str| {
        let page =
            format!("<html><head>{head}</head><body><h1>Talks resume in Geneva</h1>{inner}<p>{ONE}</p></body></html>");
        read(&page).unwrap().article.date.map(|d| d.as_str().to_owned())
    };
    let of = |s: &str| Some(s.to_owned());
    let changed = "<meta property='article:modified_time' content='2024-06-01T00:00:00Z'>";
    let data = "<script type='application/ld+json'>{\"@type\": [\"ReportageNewsArticle\"], \"dateModified\": \"2024-06-01\", \
                \"datePublished\": \"2024-05-02T07:00:00.000Z\"}</script>";
    assert_eq!(date(&format!("{changed}{data}"), ""), of("2024-05-02T07:00:00"));
    assert_eq!(date(&format!("{changed}<meta name='DC.date.issued' content='2024-05-02'>"), ""), of("2024-05-02"));
    assert_eq!(date(changed, "<time datetime='2024-05-02'>2 May</time>"), of("2024-05-02"));
    assert_eq!(date("<link rel='canonical' href='https://example.org/2024/05/02/talks'>", ""), of("2024-05-02"));
    assert_eq!(date("", "<span class='date'>Publié le 2 mai 2024 à 14h30</span>"), of("2024-05-02"));
    assert_eq!(date(changed, ""), of("2024-06-01T00:00:00"));
    assert_eq!(date("", ""), None);
}

#[test]
fn title_author_site_language_and_address_are_read() {
    let page = format!(
        "<html lang='en-GB'><head><title>Talks resume in Geneva | The Herald</title><meta property='og:site_name' content='The Herald'>\
         <meta property='og:title' content='Talks resume in Geneva | The Herald'><meta name='author' content='Anne Dubois'>\
         <meta property='og:url' content='https://herald.example/talks'></head><body><h1>Talks resume in Geneva</h1><p>{ONE}</p></body></html>"
    );
    let sourced = read(&page).unwrap();
    let article = sourced.article;
    assert_eq!(article.title.as_deref(), Some("Talks resume in Geneva"));
    assert_eq!((article.source.as_deref(), article.lang.as_deref()), (Some("The Herald"), Some("en")));
    assert_eq!(
        (article.url.as_deref(), sourced.author.as_deref()),
        (Some("https://herald.example/talks"), Some("Anne Dubois"))
    );
}

#[test]
fn of_several_titles_the_whole_and_shortest_headline_is_taken() {
    let long = "Envoys of both sides reach Geneva for talks after a year of war";
    let cases = [
        // The heading adds a second line to the title that is shared.
        ("Envoys of both sides reach Geneva for talks", long, "", "Envoys of both sides reach Geneva for talks"),
        // The title that is shared adds the section.
        (
            "Envoys of both sides reach Geneva for talks - World",
            "Envoys of both sides reach Geneva for talks",
            "",
            "Envoys of both sides reach Geneva for talks",
        ),
        // A title that was cut off is none.
        ("Envoys of both sides reach Geneva for …", long, long, long),
        // No heading that another source knows: linked data and the page agree.
        ("You will not believe who met in Geneva today", "Latest from Geneva, minute by minute", long, long),
    ];
    for (shared, heading, linked, expected) in cases {
        let title = if linked.is_empty() { heading } else { linked };
        let page = format!(
            "<html><head><title>{title} | The Herald</title><meta property='og:site_name' content='The Herald'>\
             <meta property='og:title' content='{shared}'><script type='application/ld+json'>\
             {{\"@type\": \"NewsArticle\", \"headline\": \"{linked}\"}}</script></head>\
             <body><h1>{heading}</h1><p>{ONE}</p></body></html>"
        );
        assert_eq!(read(&page).unwrap().article.title.as_deref(), Some(expected), "{shared} / {heading}");
    }
}

#[test]
fn a_charset_that_is_declared_wrongly_is_overruled() {
    let page = "<html><head><meta charset='iso-8859-1'></head><body><p>La présidente a été reçue à Genève, jeudi, par les délégués des deux camps.</p></body></html>";
    let sourced = read(page).unwrap();
    assert!(sourced.article.text.starts_with("La présidente a été reçue"));
    assert!(sourced.notes[0].contains("overruled"));
}

#[test]
fn a_page_without_text_is_an_error_with_its_reason() {
    let error = read(&body(
        "<nav><a href='/a'>One</a> <a href='/b'>Two</a></nav><script>var a = 'text, and more text, and more';</script>",
    ));
    assert!(error.unwrap_err().message.contains("no main text"));
}
