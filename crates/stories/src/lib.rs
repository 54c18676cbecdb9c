//! What many articles tell together: which copy one text, which tell one story, which of their
//! events are one, how many independent witnesses an event has, where they contradict each
//! other, and which dates one article makes closer for another.
//!
//! Everything here is a pure function of the articles' readings, whatever their order.
//!
//! ```
//! use chancery_record::{Article, Reading};
//! use chancery_stories::{Settings, Stories, StoryInput};
//!
//! let reading = |id: &str, text: &str| {
//!     Reading::of(&Article { id: id.into(), lang: Some("en".into()), text: text.into(), ..Article::default() })
//! };
//! let stories = Stories::build(
//!     [
//!         reading("a", "Envoys of Sudan's army and the paramilitaries met in Jeddah on Monday to discuss a truce."),
//!         reading("b", "Envoys of Sudan's army and the paramilitaries met in Jeddah on Monday to discuss a truce, again."),
//!         reading("c", "The central bank of Chile left its rate unchanged at 5 percent."),
//!     ]
//!     .iter()
//!     .map(StoryInput::of),
//!     Settings::default(),
//! );
//! assert_eq!(stories.stories().count(), 2);
//! assert_eq!(stories.duplicates().next().unwrap().members, ["a", "b"]);
//! ```

mod article;
mod background;
mod credits;
mod duplicates;
mod events;
mod facts;
mod input;
mod likeness;
mod linkage;
mod narrowing;
mod origins;
mod retold;
mod stories;
mod words;

pub use credits::{Credit, CreditKind};
pub use duplicates::{Duplicate, Duplicates, Run};
pub use events::{Contradiction, MergedEvent, Side, Witness};
pub use facts::Fact;
pub use input::StoryInput;
pub use likeness::Likeness;
pub use narrowing::{Constraint, Narrowed};
pub use origins::{Origin, OriginReason};
pub use retold::Retold;
pub use stories::{Changes, Member, Settings, Stories, Story};
pub use words::{Word, Words};
