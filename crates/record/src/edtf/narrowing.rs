//! Narrowing the values of a reading when its dateline is narrowed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Edtf, Relation};
use crate::Anchor;

/// Most days of publication that are tried.
const MOST_DAYS: usize = 366;

/// Narrows values by a closer day of publication: what hangs on `published` is resolved again
/// from the days that are left, and what hangs on another value follows that value.
///
/// A value only ever loses possibilities: one that the new dateline contradicts stays as it is.
/// Values come in text order, each with its anchor, whose `to` follows the value it names.
pub fn narrow<'v>(values: impl IntoIterator<Item = (&'v mut Edtf, Option<&'v mut Anchor>)>, published: &Edtf) {
    let Some(days) = days(published) else { return };
    let mut renamed: BTreeMap<String, Edtf> = BTreeMap::new();
    for (value, anchor) in values {
        let Some(anchor) = anchor else { continue };
        let from: Vec<Date> = if anchor.to == "published" {
            days.clone()
        } else if let Some(new) = renamed.get(&anchor.to) {
            anchor.to = new.to_string();
            new.members().iter().filter_map(Edtf::as_day).collect()
        } else {
            continue;
        };
        let Some(relation) = Relation::of(anchor) else { continue };
        let again = Edtf::one_of(from.into_iter().filter_map(|day| relation.resolve(day)));
        if let Some(narrower) = again.and_then(|a| value.intersect(&a)).filter(|n| n != value) {
            renamed.insert(value.to_string(), narrower.clone());
            *value = narrower;
        }
    }
}

/// The days of a date, an interval or a set; none when they are too many to try.
fn days(published: &Edtf) -> Option<Vec<Date>> {
    let mut all = Vec::new();
    for member in published.members() {
        let range = member.range()?;
        let mut day = range.first;
        while day <= range.last {
            all.push(day);
            if all.len() > MOST_DAYS {
                return None;
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edtf(s: &str) -> Edtf {
        s.parse().expect(s)
    }

    #[test]
    fn all_that_hang_on_the_dateline_are_narrowed_together() {
        let weekday = |name: &str| Anchor {
            to: "published".into(),
            days: None,
            relation: Some(format!("{name} on or before").into()),
        };
        let mut values = [
            edtf("[2025-03-05,2025-03-12]"),
            edtf("[2025-03-03,2025-03-10]"),
            edtf("[2025-03-02,2025-03-09]"),
            edtf("2014"),
        ];
        let mut anchors = [
            Some(weekday("wednesday")),
            Some(weekday("monday")),
            Some(Anchor { to: "[2025-03-03,2025-03-10]".into(), days: Some(-1), relation: None }),
            None,
        ];
        narrow(values.iter_mut().zip(anchors.iter_mut().map(Option::as_mut)), &edtf("2025-03-05"));
        let read: Vec<&str> = values.iter().map(Edtf::as_str).collect();
        assert_eq!(read, ["2025-03-05", "2025-03-03", "2025-03-02", "2014"]);
        assert_eq!(anchors[2].as_ref().map(|a| a.to.as_str()), Some("2025-03-03"));
    }

    #[test]
    fn a_dateline_that_contradicts_changes_nothing() {
        let mut value = edtf("[2025-03-05,2025-03-12]");
        let mut anchor = Relation::Days(-1).anchor("published");
        narrow([(&mut value, Some(&mut anchor))], &edtf("2025-04-01"));
        assert_eq!(value, edtf("[2025-03-05,2025-03-12]"));
        narrow([(&mut value, Some(&mut anchor))], &edtf("2025-03-13"));
        assert_eq!(value, edtf("2025-03-12"));
    }
}
