//! French names of towns: Prolex tells which of GeoNames' untagged alternates is French.

use std::collections::HashSet;
use std::path::Path;

use crate::WorldError;
use crate::compile::cities::Towns;
use crate::compile::sources::Rows;
use crate::compile::stub;
use crate::fold::fold;
use crate::layer::{DraftItem, Key};

/// Smaller towns are hardly in the dictionary, and namesakes would be many.
const SMALLEST: u32 = 30_000;

/// Stubs that carry the French name of a town.
pub(super) fn read(sources: &Path, towns: &Towns) -> Result<Vec<DraftItem>, WorldError> {
    let rows = Rows::tsv(sources, "prolex-unitex-fr/prolex.tsv", &["form", "lemma", "code"])?;
    let mut french: HashSet<&str> = HashSet::new();
    for row in rows.iter() {
        if row.get("code").starts_with("N+PR") && row.get("code").contains("+Ville") {
            french.insert(row.get("form"));
        }
    }
    let mut items = Vec::new();
    for town in towns.items.iter().filter(|t| t.population >= SMALLEST) {
        if french.contains(town.name_en.as_str()) || (!town.name_fr.is_empty() && town.name_fr != town.name_en) {
            continue;
        }
        let mut found = town.names.iter().map(|(n, _)| n).filter(|n| french.contains(n.as_str()));
        // Only an unmistakable one: several alternates in the dictionary are namesakes.
        if let (Some(name), None) = (found.next(), found.next())
            && alike(name, &town.name_en)
        {
            let mut item = stub(town.kind, &town.name_en);
            item.name_fr = name.clone();
            item.country = town.country.clone();
            item.geonames = town.geonames;
            item.keys.push(Key::geonames(town.geonames));
            items.push(item);
        }
    }
    Ok(items)
}

/// Whether both names start with the same two letters.
fn alike(a: &str, b: &str) -> bool {
    let start = |s: &str| fold(s).chars().take(2).collect::<String>();
    start(a) == start(b)
}
