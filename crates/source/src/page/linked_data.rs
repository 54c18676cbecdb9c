//! JSON-LD with schema.org's vocabulary, as pages carry it for search engines.

use serde_json::Value;

use super::dom::Dom;

/// What the linked data of a page says of its article.
#[derive(Default)]
pub(super) struct LinkedData {
    pub(super) headline: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) author: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) url: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) body: Option<String>,
}

/// The linked data of a page: of its first article, completed by the others'.
pub(super) fn read(dom: &Dom<'_>) -> LinkedData {
    let mut found = LinkedData::default();
    let mut objects = Vec::new();
    for at in dom.elements("script") {
        if dom.nodes[at].attr("type").is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json")) {
            lenient(&dom.raw(at)).into_iter().for_each(|value| gather(value, &mut objects, 0));
        }
    }
    // Articles first, then what only describes the page.
    objects.sort_by_key(|(rank, _)| *rank);
    for (rank, object) in &objects {
        let text = |key: &str| object.get(key).and_then(name);
        let fill = |slot: &mut Option<String>, value: Option<String>| {
            if slot.is_none() {
                *slot = value.filter(|v| !v.trim().is_empty());
            }
        };
        fill(&mut found.published, text("datePublished"));
        fill(&mut found.modified, text("dateModified"));
        if *rank == 0 {
            fill(&mut found.headline, text("headline").or_else(|| text("name")));
            fill(&mut found.author, text("author"));
            fill(&mut found.url, text("mainEntityOfPage").or_else(|| text("url")).filter(|u| u.starts_with("http")));
            fill(&mut found.body, text("articleBody"));
            fill(&mut found.lang, text("inLanguage"));
        }
        fill(&mut found.publisher, text("publisher"));
    }
    found
}

/// Objects of interest with their rank, from graphs and lists too.
fn gather(value: Value, objects: &mut Vec<(u8, Value)>, depth: usize) {
    if depth > 6 || objects.len() > 64 {
        return;
    }
    match value {
        Value::Array(all) => all.into_iter().for_each(|v| gather(v, objects, depth + 1)),
        Value::Object(mut object) => {
            for key in ["@graph", "mainEntity"] {
                if let Some(inner @ (Value::Array(_) | Value::Object(_))) = object.remove(key) {
                    gather(inner, objects, depth + 1);
                }
            }
            let types = match object.get("@type") {
                Some(Value::String(s)) => s.clone(),
                Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
                _ => return,
            };
            let rank = if types.contains("Article") || types.contains("BlogPosting") || types.contains("Reportage") {
                0
            } else if types.contains("WebPage") {
                1
            } else {
                return;
            };
            objects.push((rank, Value::Object(object)));
        }
        _ => {}
    }
}

/// A value's text: itself, a name, an address, or those of a list.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(unescape(s)),
        Value::Array(all) => {
            let names: Vec<String> = all.iter().filter_map(name).filter(|n| !n.trim().is_empty()).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        Value::Object(o) => ["name", "@id", "url"].iter().find_map(|k| o.get(*k).and_then(name)),
        _ => None,
    }
}

/// Entities are often left in values.
fn unescape(text: &str) -> String {
    let text = if text.contains('&') { quick_xml_unescape(text) } else { text.to_owned() };
    text.trim().to_owned()
}

fn quick_xml_unescape(text: &str) -> String {
    quick_xml::escape::unescape_with(text, quick_xml::escape::resolve_html5_entity)
        .map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// Parses what is almost JSON: line breaks within strings, a trailing semicolon, comment marks.
fn lenient(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    let text = text.trim_start_matches("//<![CDATA[").trim_end_matches("//]]>").trim_end_matches(';').trim();
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    // Control characters are not allowed within strings, and common there.
    let mended: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if let Ok(value) = serde_json::from_str(&mended) {
        return Some(value);
    }
    // A first value followed by something else.
    serde_json::Deserializer::from_str(&mended).into_iter::<Value>().next()?.ok()
}
