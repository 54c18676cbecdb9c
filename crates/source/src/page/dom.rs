//! A page as a flat list of nodes in document order: a subtree is a range.

use scraper::node::Element;
use scraper::{Html, Node as Parsed};

/// Deeper elements are taken for children of the deepest: no page needs more.
const DEEPEST: usize = 400;

/// An element or a text.
pub(super) struct Node<'a> {
    /// Index of the element around it; its own for the root.
    pub(super) parent: usize,
    /// One past the last node within it.
    pub(super) end: usize,
    pub(super) kind: Kind<'a>,
    /// Class, identifier and role in lower case.
    pub(super) label: String,
}

pub(super) enum Kind<'a> {
    Element(&'a Element),
    Text(&'a str),
}

impl<'a> Node<'a> {
    /// Name of the element, empty for a text.
    pub(super) fn name(&self) -> &'a str {
        match self.kind {
            Kind::Element(element) => element.name(),
            Kind::Text(_) => "",
        }
    }

    pub(super) fn attr(&self, name: &str) -> Option<&'a str> {
        match self.kind {
            Kind::Element(element) => element.attr(name),
            Kind::Text(_) => None,
        }
    }
}

/// The nodes of a page.
pub(super) struct Dom<'a> {
    pub(super) nodes: Vec<Node<'a>>,
}

impl<'a> Dom<'a> {
    pub(super) fn new(html: &'a Html) -> Self {
        let mut nodes: Vec<Node<'a>> = Vec::new();
        // Indexes of the open elements.
        let mut open: Vec<usize> = Vec::new();
        for edge in html.tree.root().traverse() {
            use ego_tree::iter::Edge;
            match edge {
                Edge::Open(node) => {
                    let parent = open.get(open.len().min(DEEPEST).wrapping_sub(1)).copied().unwrap_or(0);
                    match node.value() {
                        Parsed::Element(element) => {
                            open.push(nodes.len());
                            nodes.push(Node { parent, end: 0, kind: Kind::Element(element), label: label(element) });
                        }
                        Parsed::Text(text) => {
                            let end = nodes.len() + 1;
                            nodes.push(Node { parent, end, kind: Kind::Text(text), label: String::new() });
                        }
                        _ => {}
                    }
                }
                Edge::Close(node) => {
                    if node.value().is_element()
                        && let Some(at) = open.pop()
                    {
                        nodes[at].end = nodes.len();
                    }
                }
            }
        }
        Dom { nodes }
    }

    /// Elements of a name, in document order.
    pub(super) fn elements(&self, name: &str) -> impl Iterator<Item = usize> {
        self.nodes.iter().enumerate().filter(move |(_, n)| n.name() == name).map(|(i, _)| i)
    }

    /// The text within a node, on one line.
    pub(super) fn line(&self, at: usize) -> String {
        let mut text = String::new();
        for node in &self.nodes[at..self.nodes[at].end] {
            match node.kind {
                Kind::Text(t) => text.push_str(t),
                // Words on two lines are two words.
                Kind::Element(e) if matches!(e.name(), "br" | "p" | "div" | "li") => text.push(' '),
                Kind::Element(_) => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The raw text of a script or a style.
    pub(super) fn raw(&self, at: usize) -> String {
        self.nodes[at..self.nodes[at].end]
            .iter()
            .filter_map(|n| if let Kind::Text(t) = n.kind { Some(t) } else { None })
            .collect()
    }
}

fn label(element: &Element) -> String {
    let mut label = String::new();
    for name in ["class", "id", "role", "data-component", "data-testid", "data-component-name"] {
        if let Some(value) = element.attr(name) {
            if !label.is_empty() {
                label.push(' ');
            }
            let mut small = false;
            for c in value.chars() {
                // `inlineSignup` is two words.
                if small && c.is_ascii_uppercase() {
                    label.push('-');
                }
                small = c.is_ascii_lowercase();
                label.push(c.to_ascii_lowercase());
            }
        }
    }
    label
}
