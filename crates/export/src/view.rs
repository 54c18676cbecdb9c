//! What every format asks of a reading: words, entities, the place of an event.

use std::collections::{HashMap, HashSet};

use chancery_record::{Edtf, Entity, Event, EventType, Place, Reading, Span};

/// A reading with look-ups. Offsets are code points.
pub(crate) struct View<'r> {
    pub(crate) reading: &'r Reading,
    chars: Option<Vec<char>>,
    entities: HashMap<&'r str, &'r Entity>,
}

impl<'r> View<'r> {
    pub(crate) fn new(reading: &'r Reading) -> Self {
        View {
            reading,
            chars: reading.text.as_ref().map(|t| t.chars().collect()),
            entities: reading.entities.iter().map(|e| (e.id.as_str(), e)).collect(),
        }
    }

    /// The words of a span; none when the text was left out.
    pub(crate) fn words(&self, span: Span) -> Option<String> {
        self.chars.as_ref()?.get(span.range()).map(|c| c.iter().collect())
    }

    /// Up to `reach` code points before and after a span.
    pub(crate) fn around(&self, span: Span, reach: usize) -> Option<(String, String)> {
        let chars = self.chars.as_ref()?;
        let (start, end) = (span.start as usize, span.end as usize);
        if start > end || end > chars.len() {
            return None;
        }
        let before = chars[start.saturating_sub(reach)..start].iter().collect();
        let after = chars[end..(end + reach).min(chars.len())].iter().collect();
        Some((before, after))
    }

    pub(crate) fn entity(&self, id: &str) -> Option<&'r Entity> {
        self.entities.get(id).copied()
    }

    /// The entities, each identifier once.
    pub(crate) fn entities(&self) -> impl Iterator<Item = &'r Entity> {
        let mut seen = HashSet::new();
        self.reading.entities.iter().filter(move |e| seen.insert(e.id.as_str()))
    }

    /// The entity among `ids` whose code is `code`.
    pub(crate) fn entity_of(&self, code: &str, ids: &[String]) -> Option<&'r Entity> {
        ids.iter().filter_map(|id| self.entity(id)).find(|e| e.code.as_ref().is_some_and(|c| c.as_str() == code))
    }

    /// Names of entities, `; ` between them; an id that is none stands as it is.
    pub(crate) fn names(&self, ids: &[String]) -> String {
        joined(ids.iter().map(|id| self.entity(id).map_or(id.as_str(), |e| e.name.as_str())))
    }

    /// Codes of entities, `; ` between them; those without one are left out.
    pub(crate) fn codes(&self, ids: &[String]) -> String {
        joined(ids.iter().filter_map(|id| self.entity(id)?.code.as_ref().map(|c| c.as_str())))
    }

    /// The mention of a place that the event's `place_name` means: of those with its name and
    /// country and with coordinates, the nearest to its words.
    pub(crate) fn place_of(&self, event: &Event) -> Option<&'r Place> {
        let name = event.place_name.as_deref()?;
        self.reading
            .places
            .iter()
            .filter(|p| p.name == name && p.lat.is_some() && p.lon.is_some())
            .filter(|p| event.place.is_none() || p.country == event.place)
            .min_by_key(|p| (p.span.start.abs_diff(event.span.start), p.span.start))
    }

    /// Where a span is, in one string: `ARTICLE#char=START,END;sha256=HASH`. The fragment follows
    /// RFC 5147 (offsets in characters); the hash is that of the article's text.
    pub(crate) fn locator(&self, span: Span) -> String {
        format!("{}#{}", self.reading.id, self.fragment(span))
    }

    pub(crate) fn fragment(&self, span: Span) -> String {
        format!("char={},{};sha256={}", span.start, span.end, self.reading.sha256)
    }

    /// The article as an IRI: its address, else `urn:chancery:article:ID`.
    pub(crate) fn iri(&self) -> String {
        match self.reading.url.as_deref() {
            Some(url) if is_web(url) => url.to_owned(),
            _ => format!("urn:chancery:article:{}", percent(&self.reading.id)),
        }
    }
}

pub(crate) fn is_web(url: &str) -> bool {
    (url.starts_with("http://") || url.starts_with("https://")) && !url.contains(char::is_whitespace)
}

/// `; ` between.
pub(crate) fn joined<'a>(all: impl IntoIterator<Item = &'a str>) -> String {
    all.into_iter().collect::<Vec<_>>().join("; ")
}

/// Percent-encoding of everything outside RFC 3986's unreserved characters.
pub(crate) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// `YYYY-MM-DD` when the value is one day; a month, a year or a set of days is none.
pub(crate) fn day(date: Option<&Edtf>) -> Option<String> {
    date?.as_day().map(|d| d.to_string())
}

/// First and last day that a value covers.
pub(crate) fn bounds(date: Option<&Edtf>) -> (Option<String>, Option<String>) {
    match date.and_then(Edtf::range) {
        Some(days) => (Some(days.first.to_string()), Some(days.last.to_string())),
        None => (None, None),
    }
}

/// The quad class of a PLOVER type, 1 to 4: verbal cooperation, material cooperation, verbal
/// conflict, material conflict (PLOVER codebook, "Event types").
pub(crate) fn quad(kind: EventType) -> u8 {
    use EventType as T;
    match kind {
        T::Agree | T::Consult | T::Support | T::Concede => 1,
        T::Cooperate | T::Aid | T::Retreat => 2,
        T::Request | T::Accuse | T::Reject | T::Threaten => 3,
        T::Protest | T::Sanction | T::Mobilize | T::Coerce | T::Assault => 4,
    }
}

/// A number as JSON writes it, without a needless fraction.
pub(crate) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.1}") } else { format!("{value}") }
}

/// A 32-bit number as a 64-bit one that prints alike (5.2, not 5.199999809265137).
pub(crate) fn double(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}
