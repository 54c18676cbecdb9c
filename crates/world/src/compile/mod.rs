//! Compiling the source files into layers.
//!
//! `SOURCES` is a folder with one folder a source (see `world/NOTICE.md`).
//! Permissive sources go into `open.world`, every share-alike source into a
//! file of its own. Equal sources give equal bytes.

mod bodies;
mod cities;
mod countries;
mod divisions;
mod people;
mod prolex;
mod sources;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::layer::{DraftItem, DraftLayer};
use crate::{Kind, Layer, WorldError, tables};

/// A layer file that was written.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// File name below the folder.
    pub file: String,
    /// Number of items.
    pub items: usize,
    /// Size in bytes.
    pub bytes: usize,
}

/// Compiles all sources below `sources` and writes the layer files to `out`.
///
/// # Errors
/// When a source is missing or not as expected, with its file and line.
pub fn compile(sources: &Path, out: &Path) -> Result<Vec<Compiled>, WorldError> {
    let codes = Codes::from_tables()?;
    let towns = cities::read(sources, &codes)?;
    let mut open = towns.items.clone();
    open.extend(divisions::open(sources, &codes)?);
    open.extend(countries::cldr(sources, &codes)?);
    open.extend(people::read(sources, &codes)?);
    open.extend(bodies::factbook(sources)?);
    open.extend(bodies::ucdp(sources, &codes)?);
    let mut dr5hn = cities::dr5hn(sources, &codes, &towns)?;
    dr5hn.extend(divisions::dr5hn(sources, &codes)?);
    dr5hn.extend(countries::dr5hn(sources)?);
    let mut iso = divisions::iso_codes(sources, &codes)?;
    iso.extend(countries::iso_codes(sources)?);
    let layers = [
        (Layer::Open, open),
        (Layer::Dr5hn, dr5hn),
        (Layer::Mledoze, countries::mledoze(sources)?),
        (Layer::IsoCodes, iso),
        (Layer::Supraverden, bodies::supraverden(sources)?),
        (Layer::Prolex, prolex::read(sources, &towns)?),
    ];
    std::fs::create_dir_all(out).map_err(|e| written(out, &e))?;
    let mut done = vec![compile_tables(out)?];
    for (layer, items) in layers {
        let file = format!("{layer}.world");
        let path = out.join(&file);
        let count = items.len();
        let bytes = DraftLayer { layer, items, origin: String::new() }.encode();
        std::fs::write(&path, &bytes).map_err(|e| written(&path, &e))?;
        done.push(Compiled { file, items: count, bytes: bytes.len() });
    }
    Ok(done)
}

/// Compiles the hand-written tables that the program carries into `tables.world`,
/// which spares the reading of their text at every start. It is used as long as
/// it fits the texts.
///
/// # Errors
/// A bad row, with file and line, or when the file cannot be written.
pub fn compile_tables(out: &Path) -> Result<Compiled, WorldError> {
    let draft = tables::draft(&tables::builtin(), Layer::Tables)?;
    let path = out.join("tables.world");
    let items = draft.items.len();
    let bytes = draft.encode();
    std::fs::create_dir_all(out).map_err(|e| written(out, &e))?;
    std::fs::write(&path, &bytes).map_err(|e| written(&path, &e))?;
    Ok(Compiled { file: "tables.world".to_owned(), items, bytes: bytes.len() })
}

fn written(path: &Path, e: &std::io::Error) -> WorldError {
    WorldError::new(e.to_string()).at(&path.display().to_string(), None)
}

/// Codes of states by the other ways in which sources call them.
struct Codes {
    by_alpha2: BTreeMap<String, String>,
    by_name: HashMap<String, String>,
}

impl Codes {
    /// From the hand-written table of countries.
    fn from_tables() -> Result<Codes, WorldError> {
        let mut by_alpha2 = BTreeMap::new();
        let draft = tables::draft(&tables::builtin(), Layer::Tables)?;
        for table in tables::builtin().iter().filter(|t| t.stem == "countries") {
            let mut rows = table.text.lines().filter(|l| !l.starts_with('#'));
            let header: Vec<&str> = rows.next().unwrap_or("").split('\t').collect();
            let column = |name: &str| header.iter().position(|h| *h == name).unwrap_or(usize::MAX);
            let (code, alpha2) = (column("code"), column("alpha2"));
            for row in rows {
                let cells: Vec<&str> = row.split('\t').collect();
                if let (Some(code), Some(alpha2)) = (cells.get(code), cells.get(alpha2)) {
                    by_alpha2.insert((*alpha2).to_owned(), (*code).to_owned());
                }
            }
        }
        let mut by_name = HashMap::new();
        for item in draft.items.iter().filter(|i| i.kind == Kind::Country) {
            let names = std::iter::once(&item.name_en).chain(item.names.iter().map(|(n, _)| n));
            for name in names {
                by_name.entry(crate::fold::fold(name)).or_insert_with(|| item.country.clone());
            }
        }
        Ok(Codes { by_alpha2, by_name })
    }

    /// Alpha-3 from alpha-2, in capitals.
    fn alpha3(&self, alpha2: &str) -> Option<&str> {
        self.by_alpha2.get(alpha2).map(String::as_str)
    }

    /// Alpha-3 from an English name.
    fn named(&self, name: &str) -> Option<&str> {
        self.by_name.get(&crate::fold::fold(name)).map(String::as_str)
    }
}

/// Whether all letters are Latin.
fn latin(s: &str) -> bool {
    s.chars().all(|c| !c.is_alphabetic() || (c as u32) < 0x0250 || (0x1e00..0x1f00).contains(&(c as u32)))
}

/// An item that only adds names to the one with the same key.
fn stub(kind: Kind, name: &str) -> DraftItem {
    DraftItem::new(kind, name)
}
