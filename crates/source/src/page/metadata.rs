//! Title, date, author, site, address and language of a page.

use std::collections::BTreeMap;

use chancery_record::Edtf;

use super::dom::Dom;
use super::linked_data::{self, LinkedData};
use crate::dates;
use crate::feed::primary;

/// What a page says of itself.
#[derive(Default)]
pub(super) struct Said {
    pub(super) title: Option<String>,
    pub(super) date: Option<Edtf>,
    pub(super) author: Option<String>,
    pub(super) site: Option<String>,
    pub(super) url: Option<String>,
    pub(super) lang: Option<String>,
    /// The article's text as linked data has it.
    pub(super) body: Option<String>,
}

/// Names of `meta` elements that hold the date of publication, best first.
const PUBLISHED: [&str; 26] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "publicationdate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:recs:articlepublishtime",
    "pubdate",
    "published_at",
    "dcterms.created",
    "dcterms.issued",
    "dcterms.date",
    "dc.date.issued",
    "dc.date.created",
    "dc.date",
    "article.published",
    "date",
    "originalpublicationdate",
    "bt:pubdate",
];

const MODIFIED: [&str; 6] =
    ["article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified"];

/// Reads what a page says of itself; `address` is where it was fetched.
pub(super) fn read(dom: &Dom<'_>, address: Option<&str>) -> Said {
    let linked = linked_data::read(dom);
    let meta = meta(dom);
    let first = |names: &[&str]| names.iter().find_map(|n| meta.get(*n).cloned());
    let canonical = dom
        .elements("link")
        .find(|at| dom.nodes[*at].attr("rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")))
        .and_then(|at| dom.nodes[at].attr("href"))
        .map(|u| u.trim().to_owned());
    let url = canonical
        .filter(|u| u.starts_with("http"))
        .or_else(|| first(&["og:url"]).filter(|u| u.starts_with("http")))
        .or_else(|| linked.url.clone());
    let site = first(&["og:site_name", "application-name"])
        .or_else(|| linked.publisher.clone())
        .or_else(|| url.as_deref().or(address).and_then(host).map(str::to_owned));
    let title = title(dom, &meta, &linked, site.as_deref());
    let published = linked.published.as_deref().and_then(dates::parse);
    let date = published
        .or_else(|| PUBLISHED.iter().find_map(|n| meta.get(*n).and_then(|v| dates::parse(v))))
        .or_else(|| marked_date(dom))
        .or_else(|| url.as_deref().or(address).and_then(date_in_address))
        .or_else(|| visible_date(dom))
        .or_else(|| linked.modified.as_deref().and_then(dates::parse))
        .or_else(|| MODIFIED.iter().find_map(|n| meta.get(*n).and_then(|v| dates::parse(v))));
    let html = dom.elements("html").next();
    let lang = html
        .and_then(|at| dom.nodes[at].attr("lang").or_else(|| dom.nodes[at].attr("xml:lang")))
        .and_then(primary)
        .or_else(|| first(&["content-language", "language", "dc.language", "og:locale"]).and_then(|l| primary(&l)))
        .or_else(|| linked.lang.as_deref().and_then(primary));
    let author = linked
        .author
        .or_else(|| first(&["author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"]))
        .filter(|a| !a.starts_with("http"));
    Said { title, date, author, site, url, lang, body: linked.body }
}

/// The contents of `meta` elements by name, the first of each.
fn meta(dom: &Dom<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for at in dom.elements("meta") {
        let node = &dom.nodes[at];
        let Some(content) = node.attr("content").map(str::trim).filter(|c| !c.is_empty()) else { continue };
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = node.attr(key) {
                all.entry(name.trim().to_lowercase()).or_insert_with(|| content.to_owned());
            }
        }
    }
    all
}

fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|h| h.contains('.'))
}

/// A day in an address: `/2024/05/02/` or `2024-05-02`, `20240502`.
fn date_in_address(url: &str) -> Option<Edtf> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let parts: Vec<&str> = path.split(['/', '-', '_', '.', '?']).collect();
    let number = |s: &str, length: usize| s.len() == length && s.bytes().all(|b| b.is_ascii_digit());
    for three in parts.windows(3) {
        if number(three[0], 4) && number(three[1], 2) && number(three[2], 2) {
            let date = dates::parse(&three.join("-"));
            if date.is_some() {
                return date;
            }
        }
    }
    parts.iter().filter(|p| number(p, 8) && (p.starts_with("19") || p.starts_with("20"))).find_map(|p| dates::parse(p))
}

/// The date of an element that is marked as one.
fn marked_date(dom: &Dom<'_>) -> Option<Edtf> {
    let of = |at: usize| {
        let node = &dom.nodes[at];
        let given = node.attr("datetime").or_else(|| node.attr("content")).filter(|v| !v.trim().is_empty());
        given.and_then(dates::parse).or_else(|| dates::find(&dom.line(at)))
    };
    let marked = |wanted: &str| {
        (0..dom.nodes.len())
            .filter(|at| dom.nodes[*at].attr("itemprop").is_some_and(|p| p.to_lowercase().contains(wanted)))
            .find_map(of)
    };
    let published = |at: &usize| dom.nodes[*at].attr("pubdate").is_some() || dom.nodes[*at].label.contains("publi");
    marked("datepublished").or_else(|| dom.elements("time").filter(published).find_map(of)).or_else(|| {
        // Times of other articles stand after the headline's own.
        let headline = dom.elements("h1").next().unwrap_or(0);
        let near: Vec<usize> = dom.elements("time").filter(|at| *at + 400 > headline && !of_others(dom, *at)).collect();
        let after = near.iter().copied().filter(|at| *at > headline).find_map(of);
        after.or_else(|| near.iter().copied().find_map(of))
    })
}

/// Whether an element stands in a list of other articles.
fn of_others(dom: &Dom<'_>, mut at: usize) -> bool {
    while dom.nodes[at].parent != at {
        at = dom.nodes[at].parent;
        let node = &dom.nodes[at];
        if matches!(node.name(), "aside" | "nav" | "footer" | "li")
            || ["related", "recent", "popular", "comment", "teaser"].iter().any(|w| node.label.contains(w))
        {
            return true;
        }
    }
    false
}

/// A date that a reader sees beside the headline.
fn visible_date(dom: &Dom<'_>) -> Option<Edtf> {
    let labelled = |at: &usize| {
        let label = &dom.nodes[*at].label;
        let dated = ["date", "time", "publi", "posted", "byline", "meta", "dateline"].iter().any(|w| label.contains(w));
        dated && dom.nodes[*at].end - at < 40
    };
    let found = (0..dom.nodes.len()).filter(labelled).filter(|at| !of_others(dom, *at)).find_map(|at| {
        let line = dom.line(at);
        (line.len() < 200).then(|| dates::find(&line)).flatten()
    });
    found.or_else(|| {
        let said = ["publié", "published", "mis en ligne", "posted", "first published", "le "];
        (0..dom.nodes.len()).filter(|at| dom.nodes[*at].name().is_empty()).find_map(|at| {
            let line = dom.line(at);
            let lower = line.to_lowercase();
            (line.len() < 120 && said.iter().any(|s| lower.starts_with(s))).then(|| dates::find(&line)).flatten()
        })
    })
}

/// The headline: what linked data, `meta` elements and the first heading agree on.
fn title(dom: &Dom<'_>, meta: &BTreeMap<String, String>, linked: &LinkedData, site: Option<&str>) -> Option<String> {
    let clean = |t: &str| without_site(&t.split_whitespace().collect::<Vec<_>>().join(" "), site);
    let heads: Vec<String> =
        dom.elements("h1").map(|at| dom.line(at)).filter(|t| t.chars().count() > 8).map(|t| clean(&t)).collect();
    let shared = meta.get("og:title").or_else(|| meta.get("twitter:title")).map(|t| clean(t));
    let linked = linked.headline.as_deref().map(clean);
    let whole = dom.elements("title").map(|at| dom.line(at)).find(|t| !t.is_empty()).map(|t| clean(&t));
    // A heading that another source knows is what readers see; that of a live page is its latest turn.
    let same = |a: &str, b: &str| {
        let (a, b) = (a.to_lowercase(), b.to_lowercase());
        a == b || a.contains(&b) || b.contains(&a)
    };
    let live = |t: &str| t.contains("LIVE") || t.contains("EN DIRECT");
    let known = heads
        .iter()
        .filter(|h| !live(h))
        .find(|h| [&shared, &linked, &whole].into_iter().flatten().any(|t| same(h, t)));
    // What the heading adds to the title that is shared is its second line; what that one adds, a section's name.
    let shorter = known.zip(shared.as_ref()).map(|(head, shared)| if within(shared, head) { shared } else { head });
    // Without one, what linked data and the page's own title agree on goes before what is made for sharing.
    let agreed = linked.as_ref().filter(|t| !live(t) && whole.as_ref().is_some_and(|w| same(w, t)));
    shorter
        .or(known)
        .or(agreed)
        .cloned()
        .or(shared)
        .or(linked)
        .or_else(|| heads.first().cloned())
        .or(whole)
        .filter(|t| !t.is_empty())
}

/// Whether a title is the first part of another, whole and not cut off.
fn within(part: &str, whole: &str) -> bool {
    let (part, whole) = (part.to_lowercase(), whole.to_lowercase());
    let rest = whole.strip_prefix(&part).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    rest && part.chars().count() > 20 && !part.ends_with(['…', '.'])
}

/// A title without the name of the site at its end.
fn without_site(title: &str, site: Option<&str>) -> String {
    for separator in [" | ", " - ", " – ", " — ", " : ", " • ", " · "] {
        if let Some((head, tail)) = title.rsplit_once(separator) {
            let letters =
                |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
            let (tail_letters, site_letters) = (letters(tail), letters(site.unwrap_or_default()));
            let named = !site_letters.is_empty()
                && !tail_letters.is_empty()
                && (site_letters.contains(&tail_letters) || tail_letters.contains(&site_letters));
            if named && head.chars().count() > 8 {
                return without_site(head.trim(), site);
            }
        }
    }
    title.trim().to_owned()
}
