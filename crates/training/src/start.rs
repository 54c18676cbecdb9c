//! A model file as the start of a training: its bytes as weights again.

use chancery_language::container::Container;
use chancery_language::features::{DOMAIN, TABLES};
use chancery_language::network::Info;

use crate::corpus::{UPOS, Vocabulary};
use crate::data::Sample;
use crate::error::TrainingError;
use crate::params::Params;
use crate::recipe::{NetworkRecipe, Source};

/// What a model file gives to start from.
///
/// The manner of its treebank is part of its weights; treebanks of the new
/// recipe begin with that manner. Labels that the file lacks begin at random.
pub(crate) struct Start {
    container: Container,
    pub(crate) info: Info,
}

impl Start {
    pub(crate) fn read(container: Container) -> Result<Self, TrainingError> {
        let fail = |text: String| TrainingError::data("init", text);
        let info: Info = serde_json::from_slice(container.section("info")?.as_ref())
            .map_err(|e| fail(format!("neither a checkpoint nor a model file: {e}")))?;
        if info.upos != UPOS || info.tables.len() != DOMAIN {
            return Err(fail("the model has other parts of speech or features than this trainer".to_owned()));
        }
        Ok(Start { container, info })
    }

    /// The labels of the model, then those that only the sources have.
    pub(crate) fn vocabulary(&self, sources: &[(Source, Vec<Sample>)]) -> Vocabulary {
        let mut v = Vocabulary::collect(sources);
        v.lead(&self.info.lang, &self.info.feats, &self.info.lemmas, &self.info.rels);
        v
    }

    /// Rows of the tables.
    pub(crate) fn tables(&self, recipe: &NetworkRecipe) -> Vec<usize> {
        let mut rows = recipe.table_rows().to_vec();
        rows[..DOMAIN].copy_from_slice(&self.info.tables);
        rows
    }

    /// Sets the weights.
    pub(crate) fn fill(&self, params: &mut Params) -> Result<(), TrainingError> {
        let slots = params.slots().to_vec();
        for slot in &slots {
            let all = &mut params.values[slot.offset..slot.offset + slot.rows * slot.cols];
            if slot.name == format!("table.{}", TABLES[DOMAIN]) {
                all.fill(0.0);
                continue;
            }
            let base = slot.name.strip_suffix(".w").unwrap_or(&slot.name);
            let table = base.starts_with("table.");
            let values = if table || slot.name.ends_with(".w") {
                let bytes = self.container.section(&format!("{base}.w"))?;
                let scales = self.container.section(&format!("{base}.s"))?.to_f32();
                let rows = bytes.as_i8().chunks_exact(slot.cols).zip(scales);
                rows.flat_map(|(row, s)| row.iter().map(move |&b| s * f32::from(b))).collect()
            } else {
                self.container.section(&slot.name)?.to_f32()
            };
            if values.len() > all.len() || values.len() % slot.cols != 0 && !slot.name.ends_with(".b") {
                return Err(TrainingError::data("init", format!("'{}' does not fit the network", slot.name)));
            }
            all[..values.len()].copy_from_slice(&values);
        }
        Ok(())
    }
}
