//! The bytes of a layer, read in place.
//!
//! Header: magic, layer, number of items sorted by GeoNames identifier, for
//! each section its offset and length, the SHA-256 of all sections, and that of
//! the texts from which they were compiled. All numbers are little endian.

use std::borrow::Cow;
use std::ops::Range;

use fst::{IntoStreamer, Map, Streamer};

use crate::layer::{Key, draft};
use crate::{DemonymUse, Item, ItemId, Kind, Layer, NameForm, Role, Tenure, WorldError};

const MAGIC: &[u8; 8] = b"CHWORLD2";
const SECTIONS: usize = 8;
const DIGEST: usize = 16 + SECTIONS * 8;
const ORIGIN: usize = DIGEST + 64;
const HEADER: usize = ORIGIN + 64;
const ITEM: usize = 52;
const TENURE: usize = 32;
const KEY: usize = 12;

/// Little-endian output.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn u8(&mut self, n: u8) {
        self.bytes.push(n);
    }
    pub(super) fn u16(&mut self, n: u16) {
        self.bytes.extend_from_slice(&n.to_le_bytes());
    }
    pub(super) fn u32(&mut self, n: u32) {
        self.bytes.extend_from_slice(&n.to_le_bytes());
    }
    pub(super) fn u64(&mut self, n: u64) {
        self.bytes.extend_from_slice(&n.to_le_bytes());
    }
    pub(super) fn f32(&mut self, n: f32) {
        self.bytes.extend_from_slice(&n.to_le_bytes());
    }
}

pub(super) mod section {
    use chancery_record::sha256_hex;

    use super::{HEADER, Layer, MAGIC, SECTIONS};

    /// Puts header and sections together.
    pub(in crate::layer) fn assemble(
        layer: Layer,
        sorted: u32,
        origin: &str,
        sections: [Vec<u8>; SECTIONS],
    ) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&(layer as u32).to_le_bytes());
        out.extend_from_slice(&sorted.to_le_bytes());
        let mut at = HEADER;
        for section in &sections {
            out.extend_from_slice(&(at as u32).to_le_bytes());
            out.extend_from_slice(&(section.len() as u32).to_le_bytes());
            at += section.len();
        }
        let sections = sections.concat();
        out.extend_from_slice(sha256_hex(&sections).as_bytes());
        out.extend_from_slice(format!("{origin:0<64.64}").as_bytes());
        out.extend_from_slice(&sections);
        out
    }
}

type Bytes = Cow<'static, [u8]>;

/// A part of the layer's bytes that a finite-state map can own.
struct Part {
    bytes: Bytes,
    range: Range<usize>,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(self.range.clone()).unwrap_or_default()
    }
}

/// A layer that can be looked up.
pub(crate) struct Stored {
    pub(crate) layer: Layer,
    bytes: Bytes,
    sorted: u32,
    strings: Range<usize>,
    items: Range<usize>,
    tenures: Range<usize>,
    keys: Range<usize>,
    names: Map<Part>,
    name_posts: Range<usize>,
    demonyms: Map<Part>,
    demonym_posts: Range<usize>,
}

/// One item behind a spelling.
pub(crate) struct NamePosting {
    pub(crate) item: u32,
    pub(crate) form: NameForm,
    pub(crate) spelling: String,
}

/// One item behind a demonym.
pub(crate) struct DemonymPosting {
    pub(crate) item: u32,
    pub(crate) usage: DemonymUse,
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}

impl Stored {
    /// Opens the bytes of a layer.
    pub(crate) fn open(bytes: Bytes) -> Result<Stored, WorldError> {
        let damaged = |what: &str| WorldError::new(format!("the layer is damaged: {what}"));
        if bytes.get(..8) != Some(MAGIC.as_slice()) {
            return Err(damaged("it does not start as a layer of this version does")
                .hint("compile it again: chancery world --compile SOURCES"));
        }
        let layer =
            u8::try_from(u32_at(&bytes, 8)).ok().and_then(Layer::from_u8).ok_or_else(|| damaged("unknown layer"))?;
        let part = |n: usize| -> Result<Range<usize>, WorldError> {
            let at = u32_at(&bytes, 16 + n * 8) as usize;
            let len = u32_at(&bytes, 20 + n * 8) as usize;
            match at.checked_add(len) {
                Some(end) if at >= HEADER && end <= bytes.len() => Ok(at..end),
                _ => Err(damaged("a section reaches beyond the end")),
            }
        };
        let map = |n: usize| -> Result<Map<Part>, WorldError> {
            let range = part(n)?;
            // Built-in bytes are borrowed; those of a file are copied once here.
            let (bytes, range) = match &bytes {
                Cow::Borrowed(b) => (Cow::Borrowed(*b), range),
                Cow::Owned(b) => (Cow::Owned(b[range.clone()].to_vec()), 0..range.len()),
            };
            Map::new(Part { bytes, range }).map_err(|e| damaged(&e.to_string()))
        };
        Ok(Stored {
            layer,
            sorted: u32_at(&bytes, 12),
            strings: part(0)?,
            items: part(1)?,
            tenures: part(2)?,
            keys: part(3)?,
            names: map(4)?,
            name_posts: part(5)?,
            demonyms: map(6)?,
            demonym_posts: part(7)?,
            bytes,
        })
    }

    /// SHA-256 of the layer's sections, hexadecimal, as written when it was made.
    pub(crate) fn digest(&self) -> &[u8] {
        self.bytes.get(DIGEST..ORIGIN).unwrap_or_default()
    }

    /// SHA-256 of the texts from which the layer was compiled, zeros where that was not noted.
    pub(crate) fn origin(&self) -> &[u8] {
        self.bytes.get(ORIGIN..HEADER).unwrap_or_default()
    }

    /// Number of items.
    pub(crate) fn len(&self) -> u32 {
        (self.items.len() / ITEM) as u32
    }

    fn string(&self, at: u32) -> &str {
        let pool = &self.bytes[self.strings.clone()];
        let at = at as usize;
        let Some(len) = pool.get(at..at + 2).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes) else {
            return "";
        };
        pool.get(at + 2..at + 2 + usize::from(len)).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("")
    }

    /// The item `number`, with its identifier in the world set to `id`.
    pub(crate) fn item(&self, number: u32, id: ItemId) -> Option<Item<'_>> {
        let record = self.record(number)?;
        let text = |at: usize| self.string(u32_at(record, at));
        let some = |s: &'_ str| (!s.is_empty()).then_some(()).is_some();
        let number_at = |at: usize| Some(u32_at(record, at)).filter(|n| *n != 0);
        let (lat, lon) = (f32::from_bits(u32_at(record, 20)), f32::from_bits(u32_at(record, 24)));
        let name_en = text(4);
        let name_fr = text(8);
        let optional = |at: usize| {
            let s = text(at);
            some(s).then_some(s)
        };
        Some(Item {
            id,
            kind: Kind::from_u8(record[0])?,
            name_en,
            name_fr: if name_fr.is_empty() { name_en } else { name_fr },
            country: optional(12),
            sector: optional(16),
            at: (!lat.is_nan() && !lon.is_nan()).then_some((lat, lon)),
            population: u32_at(record, 28),
            geonames: number_at(32),
            wikidata: number_at(36),
            division: optional(40),
            weight: u16::from_le_bytes([record[2], record[3]]),
            layer: self.layer,
            source: text(44),
        })
    }

    fn record(&self, number: u32) -> Option<&[u8]> {
        self.bytes[self.items.clone()].chunks_exact(ITEM).nth(number as usize)
    }

    /// What an item is and whose, without the rest.
    pub(crate) fn kind(&self, number: u32) -> Option<Kind> {
        self.record(number).and_then(|r| Kind::from_u8(r[0]))
    }

    /// Offices of an item.
    pub(crate) fn tenures(&self, number: u32) -> impl Iterator<Item = Tenure<'_>> {
        let table = &self.bytes[self.tenures.clone()];
        let all = (table.len() / TENURE) as u32;
        let first = self.record(number).map_or(all, |r| u32_at(r, 48));
        let next = self.record(number + 1).map_or(all, |r| u32_at(r, 48));
        (first..next.min(all)).filter_map(move |n| {
            let record = table.chunks_exact(TENURE).nth(n as usize)?;
            let text = |at: usize| self.string(u32_at(record, at));
            Some(Tenure {
                title: text(0),
                of: text(4),
                sector: text(8),
                body: text(12),
                from: text(16),
                to: text(20),
                source: text(24),
                role: Role::from_u8(u8::try_from(u32_at(record, 28)).ok()?)?,
            })
        })
    }

    /// Keys other than the GeoNames identifiers of the sorted items.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (Key, u32)> {
        self.bytes[self.keys.clone()].chunks_exact(KEY).map(|r| (Key(u64_at(r, 0)), u32_at(r, 8)))
    }

    /// The GeoNames keys of the sorted items.
    pub(crate) fn geonames_keys(&self) -> impl Iterator<Item = (Key, u32)> {
        (0..self.sorted).filter_map(|n| self.record(n).map(|r| (Key::geonames(u32_at(r, 32)), n)))
    }

    /// Number of items with a GeoNames identifier.
    pub(crate) fn geonames_count(&self) -> u32 {
        self.sorted
    }

    /// The item with a key.
    pub(crate) fn keyed(&self, key: Key) -> Option<u32> {
        if let Some(id) = key.as_geonames() {
            let (mut low, mut high) = (0, self.sorted);
            while low < high {
                let middle = low + (high - low) / 2;
                match self.record(middle).map(|r| u32_at(r, 32))?.cmp(&id) {
                    std::cmp::Ordering::Equal => return Some(middle),
                    std::cmp::Ordering::Less => low = middle + 1,
                    std::cmp::Ordering::Greater => high = middle,
                }
            }
        }
        let table = &self.bytes[self.keys.clone()];
        let count = table.len() / KEY;
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low + (high - low) / 2;
            if u64_at(table, middle * KEY) < key.0 { low = middle + 1 } else { high = middle }
        }
        (low < count && u64_at(table, low * KEY) == key.0).then(|| u32_at(table, low * KEY + 8))
    }

    /// Everything behind a folded name.
    pub(crate) fn named(&self, folded: &str, mut each: impl FnMut(NamePosting)) {
        between(&self.names, folded, |key, value| {
            let Some((_, spelling)) = draft::spelling_of(key) else { return };
            self.postings(&self.name_posts, value, |item, form| {
                if let Some(form) = NameForm::from_u8(form) {
                    each(NamePosting { item, form, spelling: spelling.clone() });
                }
            });
        });
    }

    /// Every spelling with its items, in the order of keys.
    pub(crate) fn all_names(&self, mut each: impl FnMut(&str, NamePosting)) {
        let mut stream = self.names.stream();
        while let Some((key, value)) = stream.next() {
            let Some((folded, spelling)) = draft::spelling_of(key) else { continue };
            self.postings(&self.name_posts, value, |item, form| {
                if let Some(form) = NameForm::from_u8(form) {
                    each(folded, NamePosting { item, form, spelling: spelling.clone() });
                }
            });
        }
    }

    /// Everything behind a folded demonym in a language, or in any.
    pub(crate) fn demonyms(&self, folded: &str, lang: &str, mut each: impl FnMut(DemonymPosting)) {
        between(&self.demonyms, folded, |key, value| {
            if !lang.is_empty() && key.get(folded.len() + 1..) != Some(lang.as_bytes()) {
                return;
            }
            self.postings(&self.demonym_posts, value, |item, usage| {
                if let Some(usage) = DemonymUse::from_u8(usage) {
                    each(DemonymPosting { item, usage });
                }
            });
        });
    }

    /// The automaton of names, for walking along a text.
    pub(crate) fn walk(&self) -> &fst::raw::Fst<impl AsRef<[u8]>> {
        self.names.as_fst()
    }

    fn postings(&self, lists: &Range<usize>, value: u64, mut each: impl FnMut(u32, u8)) {
        if value >> 63 == 0 {
            each((value >> 8) as u32, value as u8);
            return;
        }
        let table = &self.bytes[lists.clone()];
        let at = (value & !(1 << 63)) as usize;
        for n in 0..u32_at(table, at) as usize {
            let word = u32_at(table, at + 4 + n * 4);
            each(word >> 8, word as u8);
        }
    }
}

/// Calls `each` on the entries whose key is `folded`, a zero byte, and anything.
fn between(map: &Map<Part>, folded: &str, mut each: impl FnMut(&[u8], u64)) {
    let mut low = folded.as_bytes().to_vec();
    low.push(0);
    let mut high = folded.as_bytes().to_vec();
    high.push(1);
    let mut stream = map.range().ge(&low).lt(&high).into_stream();
    while let Some((key, value)) = stream.next() {
        each(key, value);
    }
}
