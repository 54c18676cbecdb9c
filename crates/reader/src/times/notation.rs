//! The notation of patterns, documented in `languages/template/times/README.md`.

use std::collections::BTreeMap;

use chancery_record::SmolStr;

use super::lexicon::base;
use super::tokens::Vocabulary;

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A word of the vocabulary.
    Word(u32),
    /// A member of a class, captured under a name; of one value only when that is given.
    Class {
        /// Index of the class.
        class: usize,
        /// Name of the capture: the class's, with the slot after it.
        capture: SmolStr,
        /// The value that it must have.
        value: Option<i32>,
    },
    /// One after the other.
    Seq(Vec<Node>),
    /// Any of them.
    Any(Vec<Node>),
    /// Present or not.
    Maybe(Box<Node>),
    /// The expression begins here; what stands before is context.
    Open,
    /// The expression ends here.
    Close,
    /// The line begins here.
    LineStart,
    /// The line ends here.
    LineEnd,
    /// A word that begins with a capital.
    Capital,
}

impl Node {
    /// Whether every way through the pattern captures `name`.
    pub(super) fn captures(&self, name: &str) -> bool {
        match self {
            Node::Class { capture, .. } => capture == name,
            Node::Seq(nodes) => nodes.iter().any(|n| n.captures(name)),
            Node::Any(nodes) => nodes.iter().all(|n| n.captures(name)),
            _ => false,
        }
    }
}

/// What a pattern may refer to.
pub(super) struct Scope<'a> {
    /// The vocabulary, which grows by the pattern's words.
    pub(super) vocabulary: &'a mut Vocabulary,
    /// Index of a class by name.
    pub(super) class: &'a dyn Fn(&str) -> Option<usize>,
    /// Value of a class by name, `<unit=day>`.
    pub(super) value: &'a dyn Fn(&str, &str) -> Option<i32>,
    /// Named patterns compiled before.
    pub(super) named: &'a BTreeMap<String, Node>,
}

/// Compiles a pattern.
///
/// # Errors
/// In words, what cannot be read.
pub(super) fn compile(pattern: &str, scope: &mut Scope<'_>) -> Result<Node, String> {
    let mut parser = Parser { rest: pattern, scope };
    let node = parser.alternatives()?;
    match parser.rest.chars().next() {
        None => Ok(node),
        Some(c) => Err(format!("'{c}' closes nothing in '{pattern}'")),
    }
}

struct Parser<'p, 's, 'a> {
    rest: &'p str,
    scope: &'s mut Scope<'a>,
}

impl Parser<'_, '_, '_> {
    fn alternatives(&mut self) -> Result<Node, String> {
        let mut all = vec![self.sequence()?];
        while self.eat('|') {
            all.push(self.sequence()?);
        }
        Ok(if all.len() == 1 { all.swap_remove(0) } else { Node::Any(all) })
    }

    fn eat(&mut self, c: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, c: char) -> Result<(), String> {
        if self.eat(c) { Ok(()) } else { Err(format!("'{c}' is missing before '{}'", self.rest)) }
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut all = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            let Some(c) = self.rest.chars().next() else { break };
            match c {
                '|' | ')' | ']' => break,
                '(' => {
                    self.eat('(');
                    all.push(self.alternatives()?);
                    self.expect(')')?;
                }
                '[' => {
                    self.eat('[');
                    let inner = self.alternatives()?;
                    self.expect(']')?;
                    all.push(Node::Maybe(Box::new(inner)));
                }
                '{' | '}' | '^' | '$' | '%' => {
                    self.eat(c);
                    all.push(match c {
                        '{' => Node::Open,
                        '}' => Node::Close,
                        '^' => Node::LineStart,
                        '$' => Node::LineEnd,
                        _ => Node::Capital,
                    });
                }
                '<' => {
                    self.eat('<');
                    let end = self.rest.find('>').ok_or("'<' is not closed")?;
                    let inner = &self.rest[..end];
                    self.rest = &self.rest[end + 1..];
                    all.push(self.class(inner)?);
                }
                '@' => {
                    self.eat('@');
                    let end = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(self.rest.len());
                    let name = &self.rest[..end];
                    self.rest = &self.rest[end..];
                    let node = self.scope.named.get(name).ok_or_else(|| {
                        format!("no pattern is called '{name}' (it must be defined before it is used)")
                    })?;
                    all.push(node.clone());
                }
                _ => {
                    let literal = self.literal();
                    all.extend(self.scope.vocabulary.literal(&literal).into_iter().map(Node::Word));
                }
            }
        }
        Ok(if all.len() == 1 { all.swap_remove(0) } else { Node::Seq(all) })
    }

    /// Characters up to a blank or a sign of the notation; `\` takes the next one as it is.
    fn literal(&mut self) -> String {
        let mut out = String::new();
        let mut chars = self.rest.char_indices();
        let mut end = self.rest.len();
        while let Some((at, c)) = chars.next() {
            if c == '\\' {
                out.extend(chars.next().map(|(_, c)| c));
            } else if c.is_whitespace() || "|()[]{}<>@^$%".contains(c) {
                end = at;
                break;
            } else {
                out.push(c);
            }
        }
        self.rest = &self.rest[end..];
        out
    }

    fn class(&mut self, inner: &str) -> Result<Node, String> {
        let (name, value) = match inner.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (inner, None),
        };
        let (name, slot) = name.split_once(':').unwrap_or((name, ""));
        let class = (self.scope.class)(name).ok_or_else(|| format!("no class is called '{name}'"))?;
        let value = value
            .map(|v| (self.scope.value)(name, v).ok_or_else(|| format!("class '{name}' has no value '{v}'")))
            .transpose()?;
        Ok(Node::Class { class, capture: format!("{}{slot}", base(name)).into(), value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(pattern: &str) -> Result<Node, String> {
        let mut vocabulary = Vocabulary::default();
        let named = BTreeMap::from([("ab".to_owned(), Node::Word(7))]);
        let mut scope = Scope {
            vocabulary: &mut vocabulary,
            class: &|name| (name == "month").then_some(0),
            value: &|_, value| value.parse().ok(),
            named: &named,
        };
        compile(pattern, &mut scope)
    }

    #[test]
    fn patterns_compile() {
        let word = |n| Node::Word(n);
        assert_eq!(parse("a b"), Ok(Node::Seq(vec![word(0), word(1)])));
        assert_eq!(
            parse("(a|b c) [d]"),
            Ok(Node::Seq(vec![
                Node::Any(vec![word(0), Node::Seq(vec![word(1), word(2)])]),
                Node::Maybe(Box::new(word(3))),
            ]))
        );
        assert_eq!(
            parse("en {<month:2=3>}"),
            Ok(Node::Seq(vec![
                word(0),
                Node::Open,
                Node::Class { class: 0, capture: "month2".into(), value: Some(3) },
                Node::Close,
            ]))
        );
        assert_eq!(parse(r"@ab \("), Ok(Node::Seq(vec![word(7), word(0)])));
    }

    #[test]
    fn mistakes_are_named() {
        for (pattern, message) in [
            ("(a", "')' is missing"),
            ("a)", "closes nothing"),
            ("<moon>", "no class is called 'moon'"),
            ("<month=x>", "has no value 'x'"),
            ("@cd", "no pattern is called 'cd'"),
            ("<month", "'<' is not closed"),
        ] {
            let error = parse(pattern).expect_err(pattern);
            assert!(error.contains(message), "{pattern}: {error}");
        }
    }
}
