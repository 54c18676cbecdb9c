use std::collections::{BTreeMap, BTreeSet};

use chancery_record::{Diplomacy, Edtf, Reading};

use super::filter::Filter;
use super::find::Page;
use crate::error::ArchiveError;
use crate::{Archive, Identity, Stored, days};

/// The readings that a filter leaves, each with the events and quotations that fit.
///
/// A reading is there when an event or a quotation of it fits. Its actors, places, times, relations,
/// stances and claims stay whole: they are what the rest hangs on. Of its diplomacy, items stay with their
/// event; an item that is no event's stays when it is dated within the filter's dates, or has no date,
/// unless the filter asks of acts.
#[derive(Debug)]
pub struct Selection<'a> {
    archive: &'a Archive,
    asked: Filter,
    keys: std::collections::btree_map::IntoIter<i64, Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    events: BTreeSet<String>,
    quotations: BTreeSet<String>,
}

impl Archive {
    /// The current readings with what fits of them, in the order of keys.
    ///
    /// # Errors
    /// As for [`Archive::find_events`].
    pub fn select(&self, asked: &Filter) -> Result<Selection<'_>, ArchiveError> {
        let mut keys: BTreeMap<i64, Kept> = BTreeMap::new();
        for (article, event) in self.event_keys(asked, Page::default())?.1 {
            keys.entry(article).or_default().events.insert(event);
        }
        for (article, quotation) in self.quotation_keys(asked, None)? {
            keys.entry(article).or_default().quotations.insert(quotation);
        }
        Ok(Selection { archive: self, asked: asked.clone(), keys: keys.into_iter() })
    }
}

impl Selection<'_> {
    /// How many readings there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether nothing fits.
    pub fn is_empty(&self) -> bool {
        self.keys.len() == 0
    }

    fn reading(&self, key: i64, kept: &Kept) -> Result<Option<Stored>, ArchiveError> {
        let Some(mut stored) = self.archive.reading(Identity::from_key(key))? else { return Ok(None) };
        let reading: &mut Reading = &mut stored.reading;
        reading.events.retain(|e| kept.events.contains(&e.id));
        reading.quotations.retain(|q| kept.quotations.contains(&q.id));
        if let Some(diplomacy) = &mut reading.diplomacy {
            self.narrow(diplomacy, kept);
        }
        Ok(Some(stored))
    }

    fn narrow(&self, diplomacy: &mut Diplomacy, kept: &Kept) {
        let bound = |date: &Option<Edtf>, last: bool| {
            let (first_day, last_day) = days(date.as_ref());
            if last { last_day } else { first_day }
        };
        let (from, to) = (bound(&self.asked.from, false), bound(&self.asked.to, true));
        let about_acts = self.asked.is_about_acts();
        let stays = |event: &Option<String>, dates: &[Edtf]| match event {
            Some(event) => kept.events.contains(event),
            None if about_acts => false,
            None => {
                let all: Vec<_> = dates.iter().map(|d| days(Some(d))).collect();
                let first = all.iter().filter_map(|d| d.0.as_deref()).min();
                let last = all.iter().filter_map(|d| d.1.as_deref()).max();
                let late_enough = from.as_deref().zip(last).is_none_or(|(from, last)| last >= from);
                late_enough && to.as_deref().zip(first).is_none_or(|(to, first)| first <= to)
            }
        };
        diplomacy.offers.retain(|o| stays(&o.event, o.date.as_slice()));
        diplomacy.accords.retain(|a| stays(&a.event, &a.dates));
        diplomacy.leverage.retain(|l| stays(&l.event, l.date.as_slice()));
        diplomacy.rounds.retain(|r| stays(&r.event, &r.dates));
    }
}

impl Iterator for Selection<'_> {
    type Item = Result<Stored, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (key, kept) = self.keys.next()?;
            if let Some(stored) = self.reading(key, &kept).transpose() {
                return Some(stored);
            }
        }
    }
}
