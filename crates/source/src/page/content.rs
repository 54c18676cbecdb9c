//! The main text: which part of a page holds it, and which of its paragraphs
//! belong to it.

use std::sync::LazyLock;

use serde::Deserialize;

use super::blocks::{Block, Role, blocks, is_silent};
use super::dom::Dom;
use super::metadata::Said;

/// What labels and lines tell (`hints.toml`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hints {
    aside_words: Vec<String>,
    aside_parts: Vec<String>,
    keep_parts: Vec<String>,
    body_parts: Vec<String>,
    boilerplate_starts: Vec<String>,
}

static HINTS: LazyLock<Hints> =
    LazyLock::new(|| toml::from_str(include_str!("hints.toml")).unwrap_or_else(|e| panic!("page/hints.toml: {e}")));

/// The share of the page's good text that a part must hold to be the main one.
const MOST: f64 = 0.5;
/// The share that a child must hold for the search to go on within it.
const WITHIN: f64 = 0.8;
/// The share of the page's good text that makes a part belong to it against its label.
const MUCH: f64 = 0.3;
/// Paragraphs with more of their text in links are lists of other articles.
const LINKED: f64 = 0.5;

/// The main text of a page, its paragraphs parted by empty lines.
pub(super) fn main_text(dom: &Dom<'_>, said: &Said, notes: &mut Vec<String>) -> String {
    if dom.nodes.is_empty() {
        return String::new();
    }
    let beside: Vec<bool> = (0..dom.nodes.len()).map(|at| is_beside(dom.nodes[at].name())).collect();
    let weight = weights(dom, &beside);
    // What holds much of the text is not beside it, whatever it is called.
    let much = |at: usize| weight[at] >= MUCH * weight[0] && !dom.nodes[at].label.contains("comment");
    let around = around_body(dom);
    let aside: Vec<bool> =
        (0..dom.nodes.len()).map(|at| beside[at] || (is_aside(dom, at) && !much(at) && !around[at])).collect();
    let mut text = of_part(dom, &aside, said);
    if text.chars().count() < 250 {
        // Labels misled: without those that only look like something beside the text.
        let all = of_part(dom, &beside, said);
        if all.chars().count() > 2 * text.chars().count() {
            text = all;
        }
    }
    let body = said.body.as_deref().map(body_text).unwrap_or_default();
    if body.chars().count() > 400 && words(&text) * 2 < words(&body) {
        notes.push("the text is that of the page's linked data: the page itself shows less".to_owned());
        return body;
    }
    text
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The article's text in linked data, which may be markup.
fn body_text(body: &str) -> String {
    if body.contains("</") || body.contains("<br") || body.contains("&nbsp;") {
        super::plain_text(body)
    } else {
        body.to_owned()
    }
}

fn of_part(dom: &Dom<'_>, aside: &[bool], said: &Said) -> String {
    let weight = weights(dom, aside);
    let chosen = blocks(dom, part(dom, aside, &weight), &|at| aside[at]);
    paragraphs(chosen, said)
}

/// How much good text each node holds.
fn weights(dom: &Dom<'_>, aside: &[bool]) -> Vec<f64> {
    let mut weight = vec![0f64; dom.nodes.len()];
    for block in blocks(dom, 0, &|at| aside[at]) {
        let good = goodness(&block);
        let mut at = block.at;
        loop {
            weight[at] += good;
            if dom.nodes[at].parent == at {
                break;
            }
            at = dom.nodes[at].parent;
        }
    }
    weight
}

/// How much a paragraph speaks for being of the main text.
fn goodness(block: &Block) -> f64 {
    let length = block.length();
    if length < 25 || block.links() > LINKED || matches!(block.role, Role::Heading) {
        return 0.0;
    }
    let commas = block.text.matches([',', '،', ';']).count() as f64;
    let sentences = block.text.matches(['.', '?', '!', '»', '”']).count() as f64;
    let factor = match block.role {
        Role::Paragraph => 1.0,
        Role::Loose => 0.6,
        _ => 0.35,
    };
    factor * (1.0 - block.links()) * ((length as f64 / 100.0).min(3.0) + (commas + sentences).min(6.0) / 3.0)
}

/// The element that holds the main text.
fn part(dom: &Dom<'_>, aside: &[bool], weight: &[f64]) -> usize {
    let total = weight[0];
    if total <= 0.0 {
        return 0;
    }
    let hints = &*HINTS;
    let best = |test: &dyn Fn(usize) -> bool, share: f64| -> Option<usize> {
        (0..dom.nodes.len())
            .filter(|at| !aside[*at] && weight[*at] >= share * total && test(*at))
            .max_by(|a, b| weight[*a].total_cmp(&weight[*b]).then(a.cmp(b)))
    };
    let marked = |at: usize| dom.nodes[at].attr("itemprop").is_some_and(|p| p.to_lowercase().contains("articlebody"));
    let named = |at: usize| hints.body_parts.iter().any(|p| dom.nodes[at].label.contains(p.as_str()));
    let article = |at: usize| dom.nodes[at].name() == "article";
    let main = |at: usize| dom.nodes[at].name() == "main" || dom.nodes[at].attr("role") == Some("main");
    let mut at = best(&marked, MOST)
        .or_else(|| best(&named, MOST))
        .or_else(|| best(&article, 0.4))
        .or_else(|| best(&main, MOST))
        .unwrap_or(0);
    // Down to the element whose text is spread over its children.
    loop {
        let end = dom.nodes[at].end;
        let mut child = at + 1;
        let mut next = None;
        while child < end {
            if weight[child] >= WITHIN * weight[at] && !dom.nodes[child].name().is_empty() {
                next = Some(child);
                break;
            }
            child = dom.nodes[child].end;
        }
        match next {
            Some(child) if dom.nodes[child].name() != "p" => at = child,
            _ => return at,
        }
    }
}

/// Elements that stand beside the text whatever they are called.
fn is_beside(name: &str) -> bool {
    matches!(name, "nav" | "aside" | "footer" | "form" | "figure" | "figcaption" | "dialog") || is_silent(name)
}

/// Which elements stand around one that is labelled as holding the text.
fn around_body(dom: &Dom<'_>) -> Vec<bool> {
    let mut around = vec![false; dom.nodes.len()];
    for at in 0..dom.nodes.len() {
        if keeps(&dom.nodes[at].label) && dom.nodes[at].end - at > 8 {
            let mut at = at;
            while !around[at] {
                around[at] = true;
                at = dom.nodes[at].parent;
            }
        }
    }
    around
}

fn keeps(label: &str) -> bool {
    label.split_whitespace().any(|token| HINTS.keep_parts.iter().any(|p| token.ends_with(p.as_str())))
}

fn is_aside(dom: &Dom<'_>, at: usize) -> bool {
    let node = &dom.nodes[at];
    let name = node.name();
    if name.is_empty() || matches!(name, "html" | "body") {
        return false;
    }
    if is_beside(name) {
        return true;
    }
    let hidden = node.attr("hidden").is_some()
        || node.attr("aria-hidden") == Some("true")
        || node.attr("style").is_some_and(|s| s.replace(' ', "").to_lowercase().contains("display:none"));
    if hidden && node.end - at < 60 && name != "p" {
        return true;
    }
    if node.label.is_empty() || matches!(name, "article" | "main") {
        return false;
    }
    let hints = &*HINTS;
    let label = node.label.as_str();
    if keeps(label) {
        return false;
    }
    hints.aside_parts.iter().any(|p| label.contains(p.as_str()))
        || label
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word.len() > 1 && hints.aside_words.iter().any(|w| w == word))
}

/// The paragraphs that belong to the text.
fn paragraphs(all: Vec<Block>, said: &Said) -> String {
    let fold = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let title = said.title.as_deref().map(fold).unwrap_or_default();
    let mut kept: Vec<Block> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for block in all {
        let length = block.length();
        let folded = fold(&block.text);
        let linked = block.links();
        let repeats = !title.is_empty() && folded == title;
        let list_of_links = linked > LINKED && (length < 200 || linked > 0.8);
        let shouts = length < 120 && is_boilerplate(&block.text);
        let stub = matches!(block.role, Role::Loose | Role::Item | Role::Cell)
            && length < 25
            && !block.text.ends_with(['.', '!', '?', ':', '»', '”', '"']);
        if repeats || list_of_links || shouts || stub || folded.is_empty() {
            continue;
        }
        // Pages show a paragraph twice, for narrow and for wide screens.
        if length > 60 && !seen.insert(block.text.clone()) {
            continue;
        }
        kept.push(block);
    }
    // A heading over nothing leads to what was left out.
    while kept.last().is_some_and(|b| b.role == Role::Heading) {
        kept.pop();
    }
    kept.into_iter().map(|b| b.text).collect::<Vec<_>>().join("\n\n")
}

fn is_boilerplate(text: &str) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
    HINTS.boilerplate_starts.iter().any(|s| lower.starts_with(s.as_str()))
}
