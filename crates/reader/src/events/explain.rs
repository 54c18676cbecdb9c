//! How the acts of a sentence were read, step by step, for people.

use chancery_record::{Event, Span};
use serde::Serialize;

use super::coding::Coder;
use super::frames::Says;
use super::predicates::Sight;
use super::settling::Setting;
use super::{Layers, Lexicon};
use crate::Context;

/// One word of a sentence's tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Node {
    /// The word.
    pub form: String,
    /// Its dictionary form.
    pub lemma: String,
    /// Its part of speech.
    pub upos: String,
    /// Its relation to its head.
    pub deprel: String,
    /// Index of its head; none for the root.
    pub head: Option<usize>,
}

/// A logical role of a predicate and the words that fill it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleFilled {
    /// `subject`, `object`, `against`…
    pub role: String,
    /// Indices of the words in the tree.
    pub words: Vec<usize>,
}

/// How one predicate was read.
#[derive(Clone, Debug, Serialize)]
pub struct Derivation {
    /// The sentence, byte offsets of the text.
    pub sentence: Span,
    /// Its tree.
    pub tree: Vec<Node>,
    /// Index of the predicate.
    pub predicate: usize,
    /// Its logical roles, as the frame settles them.
    pub roles: Vec<RoleFilled>,
    /// Frames whose conditions hold, the most specific first: `fr/condamner (operator condemn)`.
    pub frames: Vec<String>,
    /// Operators, the outermost first, and what was filled in from outside the clause.
    pub steps: Vec<String>,
    /// The event that came of it.
    pub event: Option<Event>,
    /// Why no event came of it.
    pub rejected: Option<String>,
}

/// The derivations of the sentence around a byte offset, one for each predicate that some frame fits.
///
/// An event carries the name of its rule and its own steps; here stand, besides, the predicates
/// that came to nothing, and why.
pub fn explain(cx: Context<'_>, lexicon: &Lexicon, layers: Layers<'_>, offset: u32) -> Vec<Derivation> {
    let Some(index) = cx.syntax.sentence_at(offset) else { return Vec::new() };
    let sentence = &cx.syntax.sentences[index];
    let tree = crate::tree::Tree::new(sentence);
    let sight = Sight::new(&tree, index as u32, lexicon, layers, cx);
    let setting = Setting::of(cx, lexicon, layers);
    let coder = Coder::new(sight, &lexicon.frames);
    let acts = coder.acts();
    let nodes: Vec<Node> = (0..tree.len())
        .map(|i| {
            let token = tree.token(i);
            Node {
                form: token.form.to_string(),
                lemma: token.lemma.to_string(),
                upos: token.upos.to_string(),
                deprel: token.deprel.to_string(),
                head: tree.head(i),
            }
        })
        .collect();
    let mut out = Vec::new();
    for i in 0..tree.len() {
        let matches = coder.matches(i);
        let Some(first) = matches.first() else { continue };
        let mut roles: Vec<RoleFilled> = Vec::new();
        for (role, word) in first.roles.all() {
            match roles.iter_mut().find(|r| r.role == role.name()) {
                Some(filled) => filled.words.push(*word),
                None => roles.push(RoleFilled { role: role.name().to_owned(), words: vec![*word] }),
            }
        }
        let frames = matches
            .iter()
            .map(|m| match &m.frame.says {
                Says::Act(kind) => format!("{} ({kind})", m.frame.rule),
                Says::Operator(op) => format!("{} (operator {})", m.frame.rule, op.name()),
                Says::Nothing => format!("{} (no event)", m.frame.rule),
            })
            .collect();
        let act = acts.iter().find(|a| a.at == i);
        let (event, steps, rejected) = match act {
            Some(act) => match setting.settle(&sight, act, &acts) {
                Ok(draft) => {
                    let steps = draft.event.because.steps.clone();
                    (Some(draft.event), steps, None)
                }
                Err(why) => (None, act.steps.clone(), Some(why.to_owned())),
            },
            None => {
                let above = acts.iter().find(|a| a.taken.contains(&i) || a.words.contains(&i));
                let why = match above {
                    Some(a) => format!("part of '{}' ({})", tree.token(a.at).form, a.rule),
                    None if matches!(first.frame.says, Says::Nothing) => {
                        "the frame says that it is no event".to_owned()
                    }
                    None => "an operator without an act under it".to_owned(),
                };
                (None, Vec::new(), Some(why))
            }
        };
        out.push(Derivation {
            sentence: sentence.span,
            tree: nodes.clone(),
            predicate: i,
            roles,
            frames,
            steps,
            event,
            rejected,
        });
    }
    out
}
