//! Acts and speech acts: predicates with logical roles, frames, operators.

use chancery_language::{DataError, Pack};
use chancery_record::{Event, Place, Quotation, Time};

use crate::Context;
use crate::actors::Actors;

mod astray;
mod cameo;
mod codebook;
mod coding;
mod composing;
mod counting;
mod dating;
mod discourse;
mod explain;
mod filling;
mod frames;
mod functions;
mod grammar;
mod lands;
mod matching;
mod merging;
mod nominals;
mod operators;
mod parties;
mod predicates;
mod roles;
mod settling;
mod status;
#[cfg(test)]
mod tests;
mod topics;
mod unsaid;

pub use codebook::{Rule, mode_definition, modes, scale, types};
pub use explain::{Derivation, Node, RoleFilled, explain};

pub(crate) use grammar::Grammar;
pub(crate) use roles::Role;

/// The stage's lexicon in one language: frames and function words.
#[derive(Debug, Default)]
pub struct Lexicon {
    functions: functions::Functions,
    frames: frames::Frames,
    topics: topics::Topics,
}

impl Lexicon {
    /// Compiles `functions.toml`, `classes.toml`, `frames/*.toml`, `domains.toml` and `contexts.toml` of a
    /// language folder; the last two may be missing.
    ///
    /// # Errors
    /// A [`DataError`] with file and line.
    pub fn compile(pack: &Pack) -> Result<Lexicon, DataError> {
        let functions = functions::Functions::compile(pack)?;
        let frames = frames::Frames::compile(pack, &functions)?;
        let topics = topics::Topics::compile(pack)?;
        Ok(Lexicon { functions, frames, topics })
    }

    /// The frames' examples and what each must read as: `(rule, example, reads)`.
    pub fn examples(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.frames.frames.iter().filter_map(|f| {
            let (example, reads) = f.example.as_ref()?;
            Some((f.rule.as_str(), example.as_str(), reads.as_str()))
        })
    }
}

/// The layers that the events stage builds on.
#[derive(Clone, Copy)]
pub struct Layers<'a> {
    /// Entities and mentions.
    pub actors: &'a Actors,
    /// Calendar expressions.
    pub times: &'a [Time],
    /// Place names.
    pub places: &'a [Place],
    /// Quotations.
    pub quotations: &'a [Quotation],
}

/// Finds events, in text order.
pub fn read(cx: Context<'_>, lexicon: &Lexicon, layers: Layers<'_>) -> Vec<Event> {
    if lexicon.topics.apolitical(cx.syntax) {
        return Vec::new();
    }
    let setting = settling::Setting::of(cx, lexicon, layers);
    let mut drafts = Vec::new();
    for (index, sentence) in cx.syntax.sentences.iter().enumerate() {
        let tree = crate::tree::Tree::new(sentence);
        let sight = predicates::Sight::new(&tree, index as u32, lexicon, layers, cx);
        let coder = coding::Coder::new(sight, &lexicon.frames);
        let acts = coder.acts();
        for act in &acts {
            drafts.extend(setting.settle(&sight, act, &acts).ok());
        }
    }
    discourse::complete(&mut drafts, &setting.states);
    merging::merge(cx, drafts)
}
