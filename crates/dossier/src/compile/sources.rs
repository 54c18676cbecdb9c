//! Where a dossier comes from; copies of one text are one origin.

use std::collections::BTreeMap;

use super::scope::Scope;
use crate::dossier::{Count, Dossier, Passage, Source, Sources};

impl Dossier {
    /// Every passage of the dossier, in its order.
    pub fn passages(&self) -> impl Iterator<Item = &Passage> {
        let initiatives = self.initiatives.iter().flat_map(|i| {
            i.passages.iter().chain(i.invitees.iter().flat_map(|w| w.history.iter().flat_map(|a| &a.passages)))
        });
        let accords = self.accords.iter().flat_map(|a| {
            let parts =
                a.provisions.iter().flat_map(|p| &p.passages).chain(a.breaches.iter().flat_map(|b| &b.passages));
            a.passages.iter().chain(parts)
        });
        initiatives
            .chain(self.rounds.iter().flat_map(|r| &r.passages))
            .chain(accords)
            .chain(self.leverage.iter().flat_map(|l| &l.passages))
            .chain(self.positions.iter().flat_map(|p| p.formulations.iter().flat_map(|f| &f.passages)))
            .chain(self.chronology.iter().flat_map(|e| &e.passages))
            .chain(self.precedents.iter().flat_map(|p| &p.passages))
            .chain(self.contradictions.iter().flat_map(|c| c.sides.iter().flat_map(|s| &s.passages)))
            .chain(self.doubtful_claims.iter().flat_map(|c| &c.passages))
    }
}

pub(super) fn gather(scope: &Scope<'_>, dossier: &Dossier) -> Sources {
    let own = || scope.articles.values().filter(|a| a.on_process);
    let mut passages: BTreeMap<&str, usize> = BTreeMap::new();
    for passage in dossier.passages() {
        *passages.entry(&passage.article).or_default() += 1;
    }
    let first: BTreeMap<&str, &str> =
        scope.articles.values().filter(|a| a.first).map(|a| (a.origin.as_str(), a.id.as_str())).collect();
    let mut cited: Vec<i64> =
        scope.articles.iter().filter(|(_, a)| passages.contains_key(a.id.as_str())).map(|(k, _)| *k).collect();
    cited.sort_by_key(|k| scope.published(*k));
    Sources {
        articles: own().count(),
        origins: own().map(|a| a.origin.as_str()).collect::<std::collections::BTreeSet<_>>().len(),
        undated: own().filter(|a| a.first_day.is_none()).count(),
        outlets: counted(own().filter_map(|a| a.outlet.as_deref())),
        languages: counted(own().filter_map(|a| a.lang.as_deref())),
        cited: cited
            .into_iter()
            .map(|key| {
                let a = &scope.articles[&key];
                Source {
                    article: a.id.clone(),
                    date: a.date.clone(),
                    outlet: a.outlet.clone(),
                    title: a.title.clone(),
                    url: a.url.clone(),
                    lang: a.lang.clone(),
                    copy_of: if a.first { None } else { first.get(a.origin.as_str()).map(|id| (*id).to_owned()) },
                    passages: passages[a.id.as_str()],
                }
            })
            .collect(),
    }
}

/// Most first, then by name.
fn counted<'n>(names: impl Iterator<Item = &'n str>) -> Vec<Count> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut all: Vec<Count> =
        counts.into_iter().map(|(name, articles)| Count { name: name.to_owned(), articles }).collect();
    all.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.name.cmp(&b.name)));
    all
}
