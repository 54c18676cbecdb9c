//! A layer in the making.

use std::collections::{BTreeMap, HashMap};

use crate::fold::{fold, plain, title_case};
use crate::layer::Key;
use crate::layer::format::{Writer, section};
use crate::{DemonymUse, Kind, Layer, NameForm, Role};

/// An office in the making; see [`crate::Tenure`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DraftTenure {
    pub(crate) title: String,
    pub(crate) of: String,
    pub(crate) role: Role,
    pub(crate) sector: String,
    pub(crate) body: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) source: String,
}

/// An item in the making; see [`crate::Item`].
#[derive(Clone, Debug)]
pub(crate) struct DraftItem {
    pub(crate) kind: Kind,
    pub(crate) keys: Vec<Key>,
    pub(crate) name_en: String,
    pub(crate) name_fr: String,
    pub(crate) country: String,
    pub(crate) sector: String,
    pub(crate) at: Option<(f32, f32)>,
    pub(crate) population: u32,
    pub(crate) geonames: u32,
    pub(crate) wikidata: u32,
    pub(crate) division: String,
    pub(crate) weight: u16,
    pub(crate) source: String,
    pub(crate) names: Vec<(String, NameForm)>,
    pub(crate) tenures: Vec<DraftTenure>,
    /// Word, language tag, use.
    pub(crate) demonyms: Vec<(String, String, DemonymUse)>,
}

impl DraftItem {
    /// An item with a name and nothing else.
    pub(crate) fn new(kind: Kind, name_en: &str) -> DraftItem {
        DraftItem {
            kind,
            keys: Vec::new(),
            name_en: name_en.to_owned(),
            name_fr: String::new(),
            country: String::new(),
            sector: String::new(),
            at: None,
            population: 0,
            geonames: 0,
            wikidata: 0,
            division: String::new(),
            weight: 0,
            source: String::new(),
            names: Vec::new(),
            tenures: Vec::new(),
            demonyms: Vec::new(),
        }
    }

    /// Adds a spelling, unless it is empty.
    pub(crate) fn name(&mut self, spelling: &str, form: NameForm) {
        let spelling = spelling.trim();
        if !spelling.is_empty() {
            self.names.push((spelling.to_owned(), form));
        }
    }
}

/// A layer in the making.
#[derive(Clone, Debug)]
pub(crate) struct DraftLayer {
    pub(crate) layer: Layer,
    pub(crate) items: Vec<DraftItem>,
    /// SHA-256 of the texts that the items come from, hexadecimal; may be empty.
    pub(crate) origin: String,
}

/// Key of a spelling in the finite-state map: the folded form, a zero byte and
/// what the folded form does not tell.
pub(crate) fn name_key(spelling: &str) -> Option<Vec<u8>> {
    let plain = plain(spelling);
    let folded = fold(&plain);
    if folded.is_empty() || folded.contains('\0') {
        return None;
    }
    let mut key = folded.clone().into_bytes();
    key.push(0);
    if plain == folded.to_uppercase() {
        key.push(1);
    } else if plain != title_case(&folded) {
        key.extend_from_slice(plain.as_bytes());
    }
    Some(key)
}

/// The spelling behind a key, and the folded form.
pub(crate) fn spelling_of(key: &[u8]) -> Option<(&str, String)> {
    let zero = key.iter().position(|b| *b == 0)?;
    let folded = std::str::from_utf8(&key[..zero]).ok()?;
    let spelling = match &key[zero + 1..] {
        [] => title_case(folded),
        [1] => folded.to_uppercase(),
        rest => std::str::from_utf8(rest).ok()?.to_owned(),
    };
    Some((folded, spelling))
}

impl DraftLayer {
    /// The bytes of the layer. Equal items give equal bytes.
    pub(crate) fn encode(mut self) -> Vec<u8> {
        // Items with GeoNames identifiers come first, sorted, and need no key entry.
        self.items.sort_by_key(|i| if i.geonames == 0 { u32::MAX } else { i.geonames });
        let sorted = self.items.iter().filter(|i| i.geonames != 0).count();
        let mut strings = Strings::default();
        let mut items = Writer::default();
        let mut tenures = Writer::default();
        let mut keys: Vec<(Key, u32)> = Vec::new();
        let mut names: BTreeMap<Vec<u8>, Vec<(u32, u8)>> = BTreeMap::new();
        let mut demonyms: BTreeMap<Vec<u8>, Vec<(u32, u8)>> = BTreeMap::new();
        let mut tenure_count = 0u32;
        for (number, item) in self.items.iter().enumerate() {
            let number = number as u32;
            items.u8(item.kind as u8);
            items.u8(0);
            items.u16(item.weight);
            items.u32(strings.add(&item.name_en));
            items.u32(strings.add(&item.name_fr));
            items.u32(strings.add(&item.country));
            items.u32(strings.add(&item.sector));
            let (lat, lon) = item.at.unwrap_or((f32::NAN, f32::NAN));
            items.f32(lat);
            items.f32(lon);
            items.u32(item.population);
            items.u32(item.geonames);
            items.u32(item.wikidata);
            items.u32(strings.add(&item.division));
            items.u32(strings.add(&item.source));
            items.u32(tenure_count);
            let mut held = item.tenures.clone();
            held.sort_by(|a, b| (&a.from, a).cmp(&(&b.from, b)));
            held.dedup();
            for t in &held {
                tenures.u32(strings.add(&t.title));
                tenures.u32(strings.add(&t.of));
                tenures.u32(strings.add(&t.sector));
                tenures.u32(strings.add(&t.body));
                tenures.u32(strings.add(&t.from));
                tenures.u32(strings.add(&t.to));
                tenures.u32(strings.add(&t.source));
                tenures.u32(t.role as u32);
                tenure_count += 1;
            }
            let geonames = (item.geonames != 0).then(|| Key::geonames(item.geonames));
            keys.extend(item.keys.iter().filter(|k| Some(**k) != geonames).map(|k| (*k, number)));
            let mut own: BTreeMap<Vec<u8>, u8> = BTreeMap::new();
            let display = [(&item.name_en, NameForm::Full), (&item.name_fr, NameForm::Full)];
            for (spelling, form) in display.into_iter().chain(item.names.iter().map(|(s, f)| (s, *f))) {
                if let Some(key) = name_key(spelling) {
                    let best = own.entry(key).or_insert(form as u8);
                    *best = (*best).min(form as u8);
                }
            }
            for (key, form) in own {
                names.entry(key).or_default().push((number, form));
            }
            for (word, lang, usage) in &item.demonyms {
                let mut key = fold(word).into_bytes();
                key.push(0);
                key.extend_from_slice(lang.as_bytes());
                let list = demonyms.entry(key).or_default();
                if !list.iter().any(|(n, _)| *n == number) {
                    list.push((number, *usage as u8));
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        let mut key_bytes = Writer::default();
        for (key, item) in &keys {
            key_bytes.u64(key.0);
            key_bytes.u32(*item);
        }
        let (name_map, name_posts) = automaton(&names);
        let (demonym_map, demonym_posts) = automaton(&demonyms);
        section::assemble(
            self.layer,
            sorted as u32,
            &self.origin,
            [
                strings.bytes,
                items.bytes,
                tenures.bytes,
                key_bytes.bytes,
                name_map,
                name_posts,
                demonym_map,
                demonym_posts,
            ],
        )
    }
}

/// A finite-state map from keys to postings, and the lists of those keys that
/// have several. A value is `item << 8 | form`, or `1 << 63 | offset`.
fn automaton(entries: &BTreeMap<Vec<u8>, Vec<(u32, u8)>>) -> (Vec<u8>, Vec<u8>) {
    let mut posts = Writer::default();
    let pairs = entries.iter().map(|(key, list)| {
        let value = match list.as_slice() {
            [(item, form)] => (u64::from(*item) << 8) | u64::from(*form),
            many => {
                let offset = posts.bytes.len() as u64;
                posts.u32(many.len() as u32);
                for (item, form) in many {
                    posts.u32((item << 8) | u32::from(*form));
                }
                (1 << 63) | offset
            }
        };
        (key.as_slice(), value)
    });
    // Keys come from an ordered map, and the writer is memory: neither can fail.
    let map = fst::Map::from_iter(pairs).map(|m| m.into_fst().into_inner()).unwrap_or_default();
    (map, posts.bytes)
}

/// Strings once each; offset 0 is the empty string.
struct Strings {
    bytes: Vec<u8>,
    known: HashMap<String, u32>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings { bytes: vec![0, 0], known: HashMap::new() }
    }
}

impl Strings {
    fn add(&mut self, s: &str) -> u32 {
        if s.is_empty() {
            return 0;
        }
        if let Some(at) = self.known.get(s) {
            return *at;
        }
        let at = self.bytes.len() as u32;
        let mut len = s.len().min(usize::from(u16::MAX));
        while !s.is_char_boundary(len) {
            len -= 1;
        }
        self.bytes.extend_from_slice(&(len as u16).to_le_bytes());
        self.bytes.extend_from_slice(&s.as_bytes()[..len]);
        self.known.insert(s.to_owned(), at);
        at
    }
}
