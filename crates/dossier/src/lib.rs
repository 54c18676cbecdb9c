//! The dossier of a conflict or a negotiation, compiled from an archive.
//!
//! A [`Process`] says what it is about: parties, mediators, places, words, accords, a period. It comes
//! from a small TOML file, from options, or from [`suggest`], which finds the pairs of actors that
//! fight and talk in the archive. [`Dossier::compile`] gathers what the archive holds on it:
//! chronology, initiatives with the answers on record, rounds, accords, leverage, positions,
//! precedents, open offers, contradictions and sources. Each line carries [`Passage`]s: article, day,
//! outlet and the words, in Unicode code points.
//!
//! ```
//! use chancery_archive::Archive;
//! use chancery_dossier::{Dossier, Process, Section, markdown};
//! use chancery_record::{Article, Reading};
//!
//! let dir = tempfile::tempdir()?;
//! let mut archive = Archive::create(&dir.path().join("press.chancery"))?;
//! let article = Article {
//!     id: "one".into(),
//!     date: "2024-05-16".parse().ok(),
//!     text: "Norway offered to host talks between the army and the rebels of Sudan.".into(),
//!     ..Article::default()
//! };
//! archive.insert_reading(&Reading::of(&article))?;
//!
//! let process = Process::from_toml("sudan.toml", "name = 'Sudan'\nwords = ['Sudan']")?.remove(0);
//! let dossier = Dossier::compile(&archive, &process, None)?;
//! assert_eq!(dossier.sources.articles, 1);
//! assert_eq!(dossier.on.as_deref(), Some("2024-05-16"));
//! assert!(dossier.initiatives.is_empty(), "a reading without layers has no offer");
//! assert!(markdown(&dossier, &Section::ALL).starts_with("# Sudan"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compile;
mod dates;
mod diff;
mod dossier;
mod error;
mod lexicon;
mod page;
mod party;
mod process;
mod render;
mod suggest;
mod text;

pub use diff::{Change, ChangeKind};
pub use dossier::{
    Accord, AccordStanding, Actor, Answer, Breach, Contradiction, Count, Dossier, DoubtfulClaim, Event, Formulation,
    Initiative, Invitee, Leverage, OpenOffer, Passage, Period, Position, Precedent, Provision, Round, SCHEMA, Section,
    Side, Source, Sources, Standing, When,
};
pub use error::DossierError;
pub use lexicon::topic_names;
pub use party::Party;
pub use process::{Process, to_toml};
pub use render::{html, markdown, text};
pub use suggest::{Suggestion, find, suggest};
