use chancery_record::{ActorCode, SmolStr};

use crate::{DemonymUse, Kind, Layer, NameForm, Role, When};

/// Names an item inside one [`crate::World`]; not stable over versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub(crate) u32);

/// One thing that is known: a state, place, person, body or group.
#[derive(Clone, Copy, Debug)]
pub struct Item<'w> {
    /// Its number in this world.
    pub id: ItemId,
    /// What it is.
    pub kind: Kind,
    /// Common English name.
    pub name_en: &'w str,
    /// Common French name; the English one where none is known.
    pub name_fr: &'w str,
    /// ISO 3166-1 alpha-3, or the code of a body that is no state's (UNO, EUR,
    /// NAT, AFU, ECO, OSC, ARL, ICC, IGO, NGO, MNC, IMG); absent for regions
    /// across countries. Of a group or person it is today's: see [`crate::World::code`].
    pub country: Option<&'w str>,
    /// PLOVER sector when it acts; absent for a place that does not.
    pub sector: Option<&'w str>,
    /// Degrees north and east.
    pub at: Option<(f32, f32)>,
    /// Inhabitants, 0 when unknown.
    pub population: u32,
    /// GeoNames identifier.
    pub geonames: Option<u32>,
    /// Number of the Wikidata item: 2012 is Q2012.
    pub wikidata: Option<u32>,
    /// ISO 3166-2 code of a division, `FR-75`.
    pub division: Option<&'w str>,
    /// How well known it is, 0 to 1000: ranks namesakes.
    pub weight: u16,
    /// The layer that defines it.
    pub layer: Layer,
    /// Source of the row in the hand-written tables, empty for other layers.
    pub source: &'w str,
}

impl<'w> Item<'w> {
    /// The display name in a language; English where the language is not French.
    pub fn name(&self, lang: &str) -> &'w str {
        if lang == "fr" { self.name_fr } else { self.name_en }
    }

    /// Latitude, degrees north.
    pub fn lat(&self) -> Option<f64> {
        self.at.map(|(lat, _)| f64::from(lat))
    }

    /// Longitude, degrees east.
    pub fn lon(&self) -> Option<f64> {
        self.at.map(|(_, lon)| f64::from(lon))
    }

    /// Great-circle distance in kilometres, when both have coordinates.
    pub fn distance_km(&self, other: &Item<'_>) -> Option<f64> {
        let ((lat1, lon1), (lat2, lon2)) = (self.at?, other.at?);
        let rad = |d: f32| f64::from(d).to_radians();
        let half = |a: f32, b: f32| ((rad(b) - rad(a)) / 2.0).sin().powi(2);
        let h = half(lat1, lat2) + rad(lat1).cos() * rad(lat2).cos() * half(lon1, lon2);
        Some(2.0 * 6371.0 * h.sqrt().min(1.0).asin())
    }

    /// `COUNTRY-SECTOR` without regard to dates; absent for what does not act.
    pub fn code(&self) -> Option<ActorCode> {
        ActorCode::new(self.country?, self.sector?).ok()
    }
}

/// An office held for a time; for a group, a code that it had for a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tenure<'w> {
    /// Title in English, `Minister of Foreign Affairs`; empty for a group's code.
    pub title: &'w str,
    /// State or body it belongs to, as in [`Item::country`].
    pub of: &'w str,
    /// The normalised office.
    pub role: Role,
    /// PLOVER sector while it is held.
    pub sector: &'w str,
    /// Name of the institution, where it is not the state: `European Commission`.
    pub body: &'w str,
    /// First day, EDTF; empty when unknown.
    pub from: &'w str,
    /// Last day, EDTF; empty when it goes on (or its end is unknown).
    pub to: &'w str,
    /// Where this is from.
    pub source: &'w str,
}

impl Tenure<'_> {
    /// The days from `from` to `to`.
    pub fn when(&self) -> When {
        When::between(self.from, self.to)
    }
}

/// How the text's spelling meets the known one, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exactness {
    /// Letter for letter (apostrophes and hyphens of any make).
    Exact,
    /// Equal when case is ignored.
    Case,
    /// Equal when accents, hyphens and full stops are ignored.
    Folded,
    /// One or two slips away ([`crate::World::fuzzy`] only).
    Slip,
}

/// An item that a name may mean.
#[derive(Clone, Debug)]
pub struct Candidate<'w> {
    /// What it may mean.
    pub item: Item<'w>,
    /// The known spelling that was met.
    pub spelling: SmolStr,
    /// How well it was met.
    pub exactness: Exactness,
    /// What sort of name the spelling is.
    pub form: NameForm,
    /// The word is common in running text (`Nice`, `Sur`, `Of`): demand a capital and context.
    pub common: bool,
    /// Rank, greater is better; comparable among candidates of one name.
    pub score: i32,
}

/// The longest name that starts at a place in the text.
#[derive(Clone, Debug)]
pub struct Match<'w> {
    /// Byte offset after the name.
    pub end: usize,
    /// What it may mean, best first; never empty.
    pub candidates: Vec<Candidate<'w>>,
}

/// What a demonym points to.
#[derive(Clone, Copy, Debug)]
pub struct Demonym<'w> {
    /// The state, city, region, people or area.
    pub item: Item<'w>,
    /// Its country or body code; absent for peoples and areas without a state.
    pub country: Option<&'w str>,
    /// Whether the form is an adjective, a noun, or both.
    pub usage: DemonymUse,
}

/// A person in an office.
#[derive(Clone, Copy, Debug)]
pub struct Holding<'w> {
    /// Who.
    pub item: Item<'w>,
    /// The office.
    pub tenure: Tenure<'w>,
}
