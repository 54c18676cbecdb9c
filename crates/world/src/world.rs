use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::OnceLock;

use chancery_record::{ActorCode, sha256_hex};

use crate::layer::{Key, Stored};
use crate::tables::{self, Table};
use crate::{Holding, Item, ItemId, Kind, Layer, NameForm, Role, Tenure, When, WorldError};

/// Compiled layers of the program, in the order in which they are asked.
const COMPILED: &[(&str, &[u8])] = &[
    ("open.world", include_bytes!("../../../world/compiled/open.world")),
    ("dr5hn.world", include_bytes!("../../../world/compiled/dr5hn.world")),
    ("mledoze.world", include_bytes!("../../../world/compiled/mledoze.world")),
    ("iso-codes.world", include_bytes!("../../../world/compiled/iso-codes.world")),
    ("supraverden.world", include_bytes!("../../../world/compiled/supraverden.world")),
    ("prolex.world", include_bytes!("../../../world/compiled/prolex.world")),
];

/// The hand-written tables, compiled; used as long as they fit the texts.
const TABLES: &[u8] = include_bytes!("../../../world/compiled/tables.world");

/// What is known of the world: layers of items and names.
#[derive(Default)]
pub struct World {
    /// Layers, the most trusted first, each with the number of its first item.
    pub(crate) layers: Vec<(u32, Stored)>,
    /// Items that are another item of a more trusted layer.
    same: HashMap<u32, u32>,
    /// The other items that are this item, for its offices and names.
    parts: HashMap<u32, Vec<u32>>,
    /// Holders of offices: by state or body and role, items in order.
    holders: OnceLock<Holders>,
    common: Vec<String>,
    missing: Vec<String>,
    hash: String,
    pub(crate) prominent: OnceLock<crate::find::Prominent>,
}

/// Holders of offices by state or body and role.
type Holders = HashMap<(String, Role), Vec<u32>>;

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("layers", &self.layers.len()).field("hash", &self.hash).finish_non_exhaustive()
    }
}

impl World {
    /// The world that the program carries, decoded once.
    ///
    /// # Errors
    /// When the embedded data is damaged, or a hand-written table has a bad row.
    pub fn builtin() -> Result<&'static World, WorldError> {
        static WORLD: OnceLock<World> = OnceLock::new();
        if let Some(world) = WORLD.get() {
            return Ok(world);
        }
        let world = World::carried()?;
        Ok(WORLD.get_or_init(|| world))
    }

    /// The world that the program carries, decoded anew: to lay tables over it.
    ///
    /// # Errors
    /// As [`World::builtin`].
    pub fn carried() -> Result<World, WorldError> {
        let compiled = COMPILED.iter().map(|(name, bytes)| (*name, Cow::Borrowed(*bytes))).collect();
        World::assemble(tables::builtin(), Some(Cow::Borrowed(TABLES)), compiled, Vec::new())
    }

    /// The world in a folder of the shape of `world/`: `compiled/*.world` and `tables/*.tsv`.
    /// A missing layer is left out; [`World::missing`] names it.
    ///
    /// # Errors
    /// When a file that is there cannot be read, is damaged or has a bad row.
    pub fn load(folder: &Path) -> Result<World, WorldError> {
        let mut compiled = Vec::new();
        let mut missing = Vec::new();
        for (name, _) in COMPILED {
            let path = folder.join("compiled").join(name);
            match std::fs::read(&path) {
                Ok(bytes) => compiled.push((*name, Cow::Owned(bytes))),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => missing.push(path.display().to_string()),
                Err(e) => return Err(WorldError::new(e.to_string()).at(&path.display().to_string(), None)),
            }
        }
        let tables_folder = folder.join("tables");
        let tables = if tables_folder.is_dir() {
            tables::read_folder(&tables_folder)?
        } else {
            missing.push(tables_folder.display().to_string());
            Vec::new()
        };
        let ready = std::fs::read(folder.join("compiled").join("tables.world")).ok().map(Cow::Owned);
        World::assemble(tables, ready, compiled, missing)
    }

    /// Lays the tables in `folder` over this world: a row that has the key or
    /// name of a known item stands before it and adds names and offices.
    ///
    /// # Errors
    /// A bad row, with file and line.
    pub fn overlay(&mut self, folder: &Path) -> Result<(), WorldError> {
        let tables = tables::read_folder(folder)?;
        let over = Stored::open(Cow::Owned(tables::draft(&tables, Layer::Overlay)?.encode()))?;
        let mut layers = vec![over];
        layers.extend(std::mem::take(&mut self.layers).into_iter().map(|(_, layer)| layer));
        self.common.extend(tables::common(&tables));
        self.common.sort_unstable();
        self.common.dedup();
        self.arrange(layers);
        Ok(())
    }

    fn assemble(
        tables: Vec<Table>,
        ready: Option<Cow<'static, [u8]>>,
        compiled: Vec<(&str, Cow<'static, [u8]>)>,
        missing: Vec<String>,
    ) -> Result<World, WorldError> {
        let digest = tables::digest(&tables);
        let ready = ready.and_then(|bytes| Stored::open(bytes).ok()).filter(|l| l.origin() == digest.as_bytes());
        let common = tables::common(&tables);
        let first = match ready {
            Some(layer) => layer,
            None => Stored::open(Cow::Owned(tables::draft(&tables, Layer::Tables)?.encode()))?,
        };
        let mut layers = vec![first];
        for (name, bytes) in compiled {
            layers.push(Stored::open(bytes).map_err(|e| e.at(name, None))?);
        }
        let mut world = World { common, missing, ..World::default() };
        world.arrange(layers);
        Ok(world)
    }

    /// Numbers the items of the layers, joins those that are one, and indexes offices.
    fn arrange(&mut self, layers: Vec<Stored>) {
        self.layers.clear();
        self.same.clear();
        self.parts.clear();
        self.holders = OnceLock::new();
        self.prominent = OnceLock::new();
        let mut start = 0;
        for layer in layers {
            let count = layer.len();
            self.layers.push((start, layer));
            start += count;
        }
        for at in 1..self.layers.len() {
            let mut pairs = self.same_by_key(at);
            pairs.extend(self.same_by_name(at));
            for (lower, upper) in pairs {
                let upper = self.same.get(&upper).copied().unwrap_or(upper);
                if lower != upper && !self.same.contains_key(&lower) {
                    self.same.insert(lower, upper);
                    self.parts.entry(upper).or_default().push(lower);
                }
            }
        }
        let all: Vec<u8> = self.layers.iter().flat_map(|(_, l)| l.digest()).copied().collect();
        self.hash = sha256_hex(&all);
    }

    /// Indexes the holders of all offices.
    fn index_holders(&self) -> Holders {
        let mut holders = Holders::new();
        for (start, layer) in &self.layers {
            for number in 0..layer.len() {
                if layer.kind(number) != Some(Kind::Person) {
                    continue;
                }
                let id = self.canonical(start + number);
                for tenure in layer.tenures(number) {
                    let list = holders.entry((tenure.of.to_owned(), tenure.role)).or_default();
                    if !list.contains(&id) {
                        list.push(id);
                    }
                }
            }
        }
        holders
    }

    /// Items of layer `at` that share a key with an item of a layer before it.
    fn same_by_key(&self, at: usize) -> Vec<(u32, u32)> {
        let (start, lower) = &self.layers[at];
        let mut pairs = Vec::new();
        for (upper_start, upper) in &self.layers[..at] {
            for (key, number) in lower.keys() {
                if let Some(found) = upper.keyed(key) {
                    pairs.push((start + number, upper_start + found));
                }
            }
            // Walk the shorter of the two lists of GeoNames identifiers.
            if lower.geonames_count() <= upper.geonames_count() {
                for (key, number) in lower.geonames_keys() {
                    if let Some(found) = upper.keyed(key) {
                        pairs.push((start + number, upper_start + found));
                    }
                }
            } else {
                for (key, number) in upper.geonames_keys() {
                    if let Some(found) = lower.keyed(key) {
                        pairs.push((start + found, upper_start + number));
                    }
                }
            }
        }
        pairs
    }

    /// Persons and bodies of layer `at` that bear the full name of one of the
    /// hand-written tables and belong to the same state.
    fn same_by_name(&self, at: usize) -> Vec<(u32, u32)> {
        let (start, lower) = &self.layers[at];
        let mut pairs = Vec::new();
        if !(0..lower.len()).any(|n| lower.kind(n).is_some_and(|k| k == Kind::Person || k.is_body())) {
            return pairs;
        }
        for (upper_start, upper) in &self.layers[..at] {
            if !matches!(upper.layer, Layer::Tables | Layer::Overlay) {
                continue;
            }
            for number in 0..upper.len() {
                let Some(kind) = upper.kind(number).filter(|k| *k == Kind::Person || k.is_body()) else { continue };
                let Some(item) = upper.item(number, ItemId(0)) else { continue };
                let folded = crate::fold::fold(item.name_en);
                lower.named(&folded, |posting| {
                    let alike = lower.kind(posting.item).is_some_and(|k| k == kind || (k.is_body() && kind.is_body()));
                    if alike
                        && matches!(posting.form, NameForm::Full | NameForm::Alternate)
                        && lower.item(posting.item, ItemId(0)).is_some_and(|i| i.country == item.country)
                    {
                        pairs.push((start + posting.item, upper_start + number));
                    }
                });
            }
        }
        pairs
    }

    /// The number of the item that stands for `id` in the most trusted layer.
    pub(crate) fn canonical(&self, id: u32) -> u32 {
        self.same.get(&id).copied().unwrap_or(id)
    }

    /// The layer of an item and its number there.
    fn place_of(&self, id: u32) -> Option<(&Stored, u32)> {
        let at = self.layers.partition_point(|(start, _)| *start <= id).checked_sub(1)?;
        let (start, layer) = &self.layers[at];
        (id - start < layer.len()).then_some((layer, id - start))
    }

    /// The item and those of other layers that are the same.
    fn all_parts(&self, id: u32) -> impl Iterator<Item = u32> {
        std::iter::once(id).chain(self.parts.get(&id).into_iter().flatten().copied())
    }

    /// Layer files that [`World::load`] did not find.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// SHA-256 over the digests of all layers in their order, hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Layers with the number of their items, in the order in which they are asked.
    pub fn layers(&self) -> Vec<(Layer, usize)> {
        self.layers.iter().map(|(_, l)| (l.layer, l.len() as usize)).collect()
    }

    /// The item with this number; what several layers know of it is put together.
    pub fn item(&self, id: ItemId) -> Option<Item<'_>> {
        let id = self.canonical(id.0);
        let (layer, number) = self.place_of(id)?;
        let mut item = layer.item(number, ItemId(id))?;
        for part in self.parts.get(&id).into_iter().flatten() {
            let Some(other) = self.place_of(*part).and_then(|(l, n)| l.item(n, ItemId(id))) else { continue };
            if item.name_fr == item.name_en && other.name_fr != other.name_en {
                item.name_fr = other.name_fr;
            }
            item.at = item.at.or(other.at);
            item.population = if item.population == 0 { other.population } else { item.population };
            item.geonames = item.geonames.or(other.geonames);
            item.wikidata = item.wikidata.or(other.wikidata);
            item.division = item.division.or(other.division);
            item.weight = item.weight.max(other.weight);
        }
        Some(item)
    }

    /// The state with an ISO 3166-1 alpha-3 code, or the body with a body code.
    pub fn country(&self, code: &str) -> Option<Item<'_>> {
        let key = Key::country(code)?;
        self.layers.iter().find_map(|(start, layer)| self.item(ItemId(start + layer.keyed(key)?)))
    }

    /// Who held an office of a state or body at `when`, the latest to enter it
    /// first; several where the stretch covers a change or the office has several
    /// holders. Where a hand-written table has somebody, other layers are not asked.
    pub fn holder(&self, of: &str, role: Role, when: When) -> Vec<Holding<'_>> {
        let holders = self.holders.get_or_init(|| self.index_holders());
        let Some(list) = holders.get(&(of.to_owned(), role)) else { return Vec::new() };
        let mut held: Vec<Holding<'_>> = Vec::new();
        for id in list {
            let Some(item) = self.item(ItemId(*id)) else { continue };
            let tenure = self
                .tenures(item.id)
                .into_iter()
                .filter(|t| t.of == of && t.role == role && t.when().overlaps(when))
                .max_by_key(|t| t.when().first);
            if let Some(tenure) = tenure {
                held.push(Holding { item, tenure });
            }
        }
        held.sort_by(|a, b| {
            let rank =
                |h: &Holding<'_>| (trust(h.item.layer), std::cmp::Reverse((h.tenure.when().first, h.item.weight)));
            rank(a).cmp(&rank(b)).then_with(|| a.item.name_en.cmp(b.item.name_en))
        });
        // A list of a source that ends early says nothing against a later row of the tables.
        if held.first().is_some_and(|h| matches!(h.item.layer, Layer::Tables | Layer::Overlay)) && when != When::ALWAYS
        {
            held.retain(|h| matches!(h.item.layer, Layer::Tables | Layer::Overlay));
        }
        held
    }

    /// Offices of a person, or dated codes of a group, by their start.
    pub fn tenures(&self, id: ItemId) -> Vec<Tenure<'_>> {
        let id = self.canonical(id.0);
        let mut all: Vec<Tenure<'_>> = Vec::new();
        let mut own = 0;
        for part in self.all_parts(id) {
            let Some((layer, number)) = self.place_of(part) else { continue };
            for tenure in layer.tenures(number) {
                // The same office from a less trusted layer only adds what is not covered.
                let known = all[..own].iter().any(|t| {
                    t.of == tenure.of
                        && (t.role == tenure.role && t.when().overlaps(tenure.when()) || t.title.is_empty())
                });
                if !known && !all.contains(&tenure) {
                    all.push(tenure);
                }
            }
            own = all.len();
        }
        all.sort_by(|a, b| (a.from, a.to, a.title).cmp(&(b.from, b.to, b.title)));
        all
    }

    /// Code of an item at a time: of a person by the office then held (ELI
    /// after a government office), of a group by its dated codes, else
    /// [`Item::code`].
    pub fn code(&self, id: ItemId, when: When) -> Option<ActorCode> {
        let item = self.item(id)?;
        let tenures = self.tenures(id);
        let current = tenures
            .iter()
            .filter(|t| t.when().overlaps(when))
            .min_by_key(|t| (sector_rank(t.sector), std::cmp::Reverse(t.when().first)));
        if let Some(t) = current {
            return ActorCode::new(t.of, t.sector).ok();
        }
        let past = tenures.iter().filter(|t| t.when().last < when.first).max_by_key(|t| t.when().last);
        match past {
            Some(t) if item.kind == Kind::Person && t.sector == "GOV" => {
                ActorCode::new(item.country.unwrap_or(t.of), "ELI").ok()
            }
            Some(t) if item.sector.is_none() => ActorCode::new(t.of, t.sector).ok(),
            _ => item.code().or_else(|| tenures.first().and_then(|t| ActorCode::new(t.of, t.sector).ok())),
        }
    }

    /// Every spelling of an item with its form, in alphabetical order, for display.
    /// Walks all names: not for hot paths.
    pub fn names(&self, id: ItemId) -> Vec<(String, NameForm)> {
        let id = self.canonical(id.0);
        let mut all = std::collections::BTreeMap::new();
        for (start, layer) in &self.layers {
            layer.all_names(|_, posting| {
                if self.canonical(start + posting.item) == id {
                    let best = all.entry(posting.spelling).or_insert(posting.form);
                    *best = (*best).min(posting.form);
                }
            });
        }
        all.into_iter().collect()
    }

    /// Whether a folded name is also a common word of running text.
    pub(crate) fn is_common(&self, folded: &str) -> bool {
        self.common.binary_search_by(|w| w.as_str().cmp(folded)).is_ok()
    }
}

/// Whose word counts first.
fn trust(layer: Layer) -> u8 {
    match layer {
        Layer::Overlay => 0,
        Layer::Tables => 1,
        _ => 2,
    }
}

/// Government first when somebody holds several offices at once.
fn sector_rank(sector: &str) -> u8 {
    match sector {
        "GOV" | "IGO" => 0,
        "MIL" | "REB" => 1,
        "LEG" | "JUD" | "SPY" | "COP" => 2,
        _ => 3,
    }
}
