//! Text of a part of a page, cut into paragraphs.

use super::dom::{Dom, Kind};

/// What a paragraph stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Paragraph,
    Heading,
    Item,
    Cell,
    /// Text that stands in no element of its own (`div`, `section`).
    Loose,
}

/// A paragraph.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) text: String,
    /// Characters of it that are links.
    pub(super) linked: usize,
    pub(super) role: Role,
    /// The element that it stands in.
    pub(super) at: usize,
}

impl Block {
    /// Characters.
    pub(super) fn length(&self) -> usize {
        self.text.chars().count()
    }

    /// Share of it that is links.
    pub(super) fn links(&self) -> f64 {
        self.linked as f64 / self.length().max(1) as f64
    }
}

/// Elements that end a paragraph.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Elements whose text nobody reads.
pub(super) fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "iframe"
            | "object"
            | "embed"
            | "canvas"
            | "select"
            | "option"
            | "textarea"
            | "input"
            | "button"
            | "audio"
            | "video"
            | "map"
            | "head"
            | "math"
            | "datalist"
            | "progress"
            | "meter"
            | "title"
    )
}

/// The paragraphs within a node, without the nodes that `skip` names.
pub(super) fn blocks(dom: &Dom<'_>, at: usize, skip: &dyn Fn(usize) -> bool) -> Vec<Block> {
    let mut writer = Writer { blocks: Vec::new(), text: String::new(), linked: 0, role: Role::Loose, at };
    // Ends of the open blocks and links, with what they are.
    let mut open: Vec<(usize, bool, bool)> = Vec::new();
    let mut links = 0usize;
    let mut i = at;
    let last = dom.nodes[at].end;
    while i < last {
        while let Some(&(end, block, link)) = open.last()
            && end <= i
        {
            open.pop();
            links -= usize::from(link);
            if block {
                writer.flush();
            }
        }
        let node = &dom.nodes[i];
        match node.kind {
            Kind::Text(text) => {
                if writer.text.is_empty() {
                    (writer.role, writer.at) = role(dom, node.parent, at);
                }
                writer.push(text, links > 0);
            }
            Kind::Element(element) => {
                let name = element.name();
                if is_silent(name) || (i != at && skip(i)) {
                    if is_block(name) {
                        writer.flush();
                    }
                    i = node.end;
                    continue;
                }
                if name == "br" {
                    writer.newline();
                }
                let (block, link) = (is_block(name), name == "a");
                if block {
                    writer.flush();
                }
                links += usize::from(link);
                open.push((node.end, block, link));
            }
        }
        i += 1;
    }
    writer.flush();
    writer.blocks
}

/// The element that a text stands in, and what it makes of it.
fn role(dom: &Dom<'_>, mut at: usize, top: usize) -> (Role, usize) {
    loop {
        let node = &dom.nodes[at];
        let role = match node.name() {
            "p" | "pre" | "blockquote" | "dd" => Some(Role::Paragraph),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" => Some(Role::Heading),
            "li" => Some(Role::Item),
            "td" | "th" => Some(Role::Cell),
            name if is_block(name) => Some(Role::Loose),
            _ => None,
        };
        if let Some(role) = role {
            return (role, at);
        }
        if at == top || node.parent == at {
            return (Role::Loose, at);
        }
        at = node.parent;
    }
}

struct Writer {
    blocks: Vec<Block>,
    text: String,
    linked: usize,
    role: Role,
    at: usize,
}

impl Writer {
    fn push(&mut self, text: &str, linked: bool) {
        for (n, word) in text.split(char::is_whitespace).enumerate() {
            if n > 0 && !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
            self.text.push_str(word);
            if linked {
                self.linked += word.chars().count();
            }
        }
    }

    fn newline(&mut self) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        // An empty line is the end of a paragraph.
        if self.text.ends_with('\n') {
            let (role, at) = (self.role, self.at);
            self.flush();
            (self.role, self.at) = (role, at);
        } else if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}');
        if !text.is_empty() {
            self.blocks.push(Block { text: text.to_owned(), linked, role: self.role, at: self.at });
        }
    }
}
