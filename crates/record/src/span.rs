//! Spans and the units in which they are counted.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A half-open stretch `start..end` of an article's text.
///
/// In memory offsets are UTF-8 bytes at character boundaries; in exported
/// readings they are Unicode code points (see [`Offsets`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// First offset.
    pub start: u32,
    /// Offset after the last.
    pub end: u32,
}

impl Span {
    /// The span `start..end`.
    ///
    /// # Panics
    /// When `start > end` or an offset does not fit in 32 bits.
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "span {start}..{end}");
        Span {
            start: u32::try_from(start).expect("text under 4 GiB"),
            end: u32::try_from(end).expect("text under 4 GiB"),
        }
    }

    /// The offsets as a range, for indexing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The stretch of `text` that the span covers (byte offsets).
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Length in the span's unit.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing is covered.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share an offset.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A span written as a two-element array.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(from = "[u32; 2]", into = "[u32; 2]")]
#[schemars(with = "[u32; 2]")]
pub struct Pair(pub Span);

impl From<[u32; 2]> for Pair {
    fn from([start, end]: [u32; 2]) -> Self {
        Pair(Span { start, end })
    }
}

impl From<Pair> for [u32; 2] {
    fn from(pair: Pair) -> Self {
        [pair.0.start, pair.0.end]
    }
}

impl From<Span> for Pair {
    fn from(span: Span) -> Self {
        Pair(span)
    }
}

/// The unit in which offsets are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// UTF-8 bytes: the unit inside the program.
    Bytes,
    /// Unicode code points: the unit of every export.
    CodePoints,
    /// UTF-16 code units: for web pages.
    Utf16,
}

/// Everything that carries spans, so that one walk can change their unit.
pub trait Spans {
    /// Calls `change` once for every span inside.
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span));
}

impl Spans for Span {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        change(self);
    }
}

impl Spans for Pair {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        change(&mut self.0);
    }
}

impl<T: Spans> Spans for Vec<T> {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        for item in self {
            item.each_span(change);
        }
    }
}

impl<T: Spans> Spans for Option<T> {
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        if let Some(item) = self {
            item.each_span(change);
        }
    }
}

/// Implements [`Spans`] for a struct by listing the fields that carry spans.
macro_rules! spans {
    ($type:ty: $($field:ident),+) => {
        impl $crate::Spans for $type {
            fn each_span(&mut self, change: &mut dyn FnMut(&mut $crate::Span)) {
                $($crate::Spans::each_span(&mut self.$field, change);)+
            }
        }
    };
}
pub(crate) use spans;

/// Converts the offsets of one text between units.
///
/// A checkpoint every 64 bytes keeps conversions short without a table as long as the text.
pub struct Offsets<'t> {
    text: &'t str,
    /// Code points and UTF-16 units before byte `64 * i` (rounded down to a character).
    marks: Vec<(u32, u32, u32)>,
}

const STRIDE: usize = 64;

impl<'t> Offsets<'t> {
    /// Prepares `text` for conversions.
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let (mut points, mut units) = (0u32, 0u32);
        for (byte, c) in text.char_indices() {
            if byte >= marks.len() * STRIDE {
                marks.push((byte as u32, points, units));
            }
            points += 1;
            units += c.len_utf16() as u32;
        }
        Offsets { text, marks }
    }

    /// A byte offset in `unit`. Offsets beyond the text count as its end.
    pub fn from_bytes(&self, byte: u32, unit: Unit) -> u32 {
        let byte = (byte as usize).min(self.text.len());
        if unit == Unit::Bytes {
            return byte as u32;
        }
        let i = self.marks.partition_point(|m| m.0 as usize <= byte);
        let (from, points, units) = if i == 0 { (0, 0, 0) } else { self.marks[i - 1] };
        let between = &self.text[from as usize..byte];
        match unit {
            Unit::CodePoints => points + between.chars().count() as u32,
            _ => units + between.chars().map(|c| c.len_utf16() as u32).sum::<u32>(),
        }
    }

    /// The byte offset of an offset counted in `unit`. Offsets beyond the text count as its end.
    pub fn to_bytes(&self, offset: u32, unit: Unit) -> u32 {
        let of = |m: &(u32, u32, u32)| match unit {
            Unit::Bytes => m.0,
            Unit::CodePoints => m.1,
            Unit::Utf16 => m.2,
        };
        let i = self.marks.partition_point(|m| of(m) <= offset);
        let (from, mut at) = if i == 0 { (0, 0) } else { (self.marks[i - 1].0, of(&self.marks[i - 1])) };
        for (byte, c) in self.text[from as usize..].char_indices() {
            if at >= offset {
                return from + byte as u32;
            }
            at += match unit {
                Unit::Bytes => c.len_utf8() as u32,
                Unit::CodePoints => 1,
                Unit::Utf16 => c.len_utf16() as u32,
            };
        }
        self.text.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_round_trip_in_every_unit() {
        let text = "Élysée 🕊 paix, ".repeat(40);
        let offsets = Offsets::new(&text);
        for (byte, _) in text.char_indices() {
            for unit in [Unit::Bytes, Unit::CodePoints, Unit::Utf16] {
                let there = offsets.from_bytes(byte as u32, unit);
                assert_eq!(offsets.to_bytes(there, unit), byte as u32, "{unit:?} {byte}");
            }
        }
        assert_eq!(offsets.from_bytes(text.len() as u32, Unit::CodePoints) as usize, text.chars().count());
    }
}
