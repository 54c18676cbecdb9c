//! The vocabulary of Chancery: what came in ([`Article`]), what the language
//! room found in it ([`Syntax`]), and what was read ([`Reading`]).
//!
//! No input or output happens here and nothing here knows a language. Every
//! layer points into the article's text with [`Span`]s: bytes in memory,
//! Unicode code points in everything that leaves the program.

mod actor;
mod article;
mod diplomacy;
pub mod edtf;
mod entity;
mod event;
mod hash;
mod identity;
mod place;
mod quotation;
mod reading;
mod signature;
mod span;
mod syntax;

pub use actor::{ActorCode, BadCode};
pub use article::Article;
pub use diplomacy::{Accord, Breach, Diplomacy, Invitation, Leverage, Offer, Provision, Round};
pub use edtf::Edtf;
pub use entity::{Entity, EntityKind, Office};
pub use event::{Event, EventType, Participant, Status, UnknownWord};
pub use hash::{sha256_hex, short_id};
pub use identity::Identity;
pub use place::{Claim, Place, Relation, Stance, Time};
pub use quotation::{Channel, Quotation, QuotationKind};
pub use reading::{Anchor, Because, CodedBy, Reading, SCHEMA};
pub use signature::{BadSignature, HASHES, Signature};
pub use smol_str::SmolStr;
pub use span::{Offsets, Pair, Span, Spans, Unit};
pub use syntax::{Name, NameLabel, Sentence, Syntax, Token, TokenId};
