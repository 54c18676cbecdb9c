//! From the archive's flat tables to a dossier.

mod accords;
mod chronology;
mod contradictions;
mod initiatives;
mod items;
mod leverage;
mod positions;
mod precedents;
mod rounds;
mod scope;
mod sources;

use chancery_archive::Archive;
use chancery_record::Edtf;

use crate::dossier::{Dossier, SCHEMA};
use crate::{DossierError, Process};
use items::Items;
use scope::Scope;

impl Dossier {
    /// Gathers what the archive holds on `process`, as of the last day of `on` (the archive's last day
    /// when absent). The same archive gives the same dossier.
    ///
    /// # Errors
    /// When the process says nothing, `on` covers no days, or the archive cannot be read.
    pub fn compile(archive: &Archive, process: &Process, on: Option<&Edtf>) -> Result<Dossier, DossierError> {
        process.check()?;
        let scope = Scope::load(archive, process, on)?;
        let items = Items::load(archive, &scope)?;
        let initiatives = initiatives::gather(&scope, &items);
        let mut dossier = Dossier {
            schema: SCHEMA.to_owned(),
            process: process.clone(),
            on: scope.on.clone(),
            period: scope.period.clone(),
            open_offers: initiatives::open(&initiatives, scope.on.as_deref()),
            rounds: rounds::gather(&scope, &items),
            accords: accords::gather(&scope, &items),
            leverage: leverage::gather(&scope, &items),
            positions: positions::gather(archive, &scope, &items)?,
            chronology: chronology::gather(archive, &scope, &items)?,
            precedents: precedents::gather(&scope, &items, &initiatives),
            contradictions: vec![],
            doubtful_claims: contradictions::claims(archive, &scope)?,
            sources: crate::Sources::default(),
            initiatives,
        };
        dossier.contradictions = contradictions::gather(archive, &scope, &items, &dossier.chronology)?;
        dossier.sources = sources::gather(&scope, &dossier);
        Ok(dossier)
    }
}
