//! One layer: flat arrays and finite-state maps over one block of bytes.

mod draft;
mod format;

pub(crate) use draft::{DraftItem, DraftLayer, DraftTenure};
pub(crate) use format::Stored;

/// A key that tells that items of two layers are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(pub(crate) u64);

impl Key {
    /// Three capital letters of a state or body.
    pub(crate) fn country(code: &str) -> Option<Key> {
        Key::text(1, code)
    }

    /// A GeoNames identifier.
    pub(crate) fn geonames(id: u32) -> Key {
        Key((2 << 56) | u64::from(id))
    }

    /// An ISO 3166-2 code without its hyphen, at most seven characters.
    pub(crate) fn division(code: &str) -> Option<Key> {
        Key::text(3, &code.replace('-', "").to_ascii_uppercase())
    }

    /// The number of a Wikidata item.
    pub(crate) fn wikidata(number: u32) -> Key {
        Key((4 << 56) | u64::from(number))
    }

    /// The identifier if this is a GeoNames key.
    pub(crate) fn as_geonames(self) -> Option<u32> {
        (self.0 >> 56 == 2).then_some(self.0 as u32)
    }

    fn text(tag: u64, text: &str) -> Option<Key> {
        if text.is_empty() || text.len() > 7 || !text.is_ascii() {
            return None;
        }
        let packed = text.bytes().fold(0u64, |n, b| (n << 8) | u64::from(b));
        Some(Key((tag << 56) | packed))
    }
}
