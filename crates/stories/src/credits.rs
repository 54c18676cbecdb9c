//! Whose report an article says it carries: the credit of an agency.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::words::cut;

/// Agencies are the rows of this table whose kind is `agency`.
const MEDIA: &str = include_str!("../../../world/tables/organizations_media.tsv");

/// Words of the longest name of an agency.
const LONGEST: usize = 5;

/// Where a credit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CreditKind {
    /// The outlet itself is the agency.
    Source,
    /// In brackets, before a dash, or after a © in the text.
    Byline,
    /// `avec AFP`, `with Reuters` at the end of a paragraph.
    With,
}

/// An agency that an article credits for the whole of its report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// English name of the agency.
    pub agency: SmolStr,
    /// Where the credit stands.
    pub kind: CreditKind,
    /// The words in the text, in code points; absent for [`CreditKind::Source`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<[u32; 2]>,
}

/// Name of an agency, its words joined by one space, to the agency.
fn agencies() -> &'static BTreeMap<String, SmolStr> {
    static TABLE: OnceLock<BTreeMap<String, SmolStr>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = BTreeMap::new();
        for line in MEDIA.lines().filter(|l| !l.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let &[name, _, french, other, "agency", ..] = columns.as_slice() else { continue };
            let names = [name, french].into_iter().chain(other.split('|'));
            for spelling in names.map(|n| joined(n.trim().trim_start_matches('~'))).filter(|n| !n.is_empty()) {
                table.entry(spelling).or_insert_with(|| name.into());
            }
        }
        table
    })
}

fn joined(name: &str) -> String {
    cut(name).map(|w| w.2).collect::<Vec<_>>().join(" ")
}

/// The agency of a name, as the world file spells it.
pub(crate) fn agency(name: &str) -> Option<SmolStr> {
    agencies().get(&joined(name)).cloned()
}

/// The credits of an article, each agency once, the plainest first.
pub(crate) fn credits(source: Option<&str>, text: &str) -> Vec<Credit> {
    let mut found: Vec<Credit> = Vec::new();
    if let Some(source) = source {
        let names: Vec<&str> = std::iter::once(source).chain(source.split(['/', ',', '(', ')', '-', '|'])).collect();
        for agency in names.into_iter().filter_map(agency) {
            found.push(Credit { agency, kind: CreditKind::Source, span: None });
        }
    }
    let mut offset = 0;
    for line in text.split('\n') {
        in_line(line, offset, &mut found);
        offset += line.chars().count() as u32 + 1;
    }
    found.sort_by(|a, b| (a.kind, a.span, &a.agency).cmp(&(b.kind, b.span, &b.agency)));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|c| seen.insert(c.agency.clone()));
    found
}

/// Credits in one paragraph.
fn in_line(line: &str, offset: u32, found: &mut Vec<Credit>) {
    let words: Vec<(u32, u32, &str)> = cut(line).collect();
    let chars: Vec<char> = if words.is_empty() { Vec::new() } else { line.chars().collect() };
    let mut at = 0;
    while at < words.len() {
        let name = (1..=LONGEST.min(words.len() - at)).rev().find_map(|n| {
            let name = words[at..at + n].iter().map(|w| w.2).collect::<Vec<_>>().join(" ");
            agencies().get(&name).map(|agency| (n, agency))
        });
        let Some((n, agency)) = name else {
            at += 1;
            continue;
        };
        let (start, end) = (words[at].0, words[at + n - 1].1);
        let before = chars[..start as usize].iter().rev().find(|c| !c.is_whitespace());
        let after = chars[end as usize..].iter().find(|c| !c.is_whitespace());
        let dash = |c: Option<&char>| matches!(c, Some('-' | '–' | '—'));
        let bracketed = {
            let open = chars[..start as usize].iter().rposition(|&c| c == '(' || c == ')');
            let close = chars[end as usize..].iter().position(|&c| c == '(' || c == ')');
            // Brackets hold the credit and little else: "(AFP)", "(avec AFP et Reuters)".
            matches!((open, close), (Some(o), Some(c)) if chars[o] == '(' && chars[end as usize + c] == ')'
                && end as usize + c - o < 40)
        };
        let last = at + n == words.len();
        let with = at > 0 && last && matches!(words[at - 1].2.to_lowercase().as_str(), "avec" | "with" | "et" | "and");
        let kind = if bracketed || matches!(before, Some('©')) || (at < 6 && dash(after)) || (at == 0 && last) {
            Some(CreditKind::Byline)
        } else {
            with.then_some(CreditKind::With)
        };
        if let Some(kind) = kind {
            found.push(Credit { agency: agency.clone(), kind, span: Some([offset + start, offset + end]) });
        }
        at += n;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: Option<&str>, text: &str) -> Vec<(String, CreditKind)> {
        credits(source, text).into_iter().map(|c| (c.agency.to_string(), c.kind)).collect()
    }

    #[test]
    fn credits_are_found_where_papers_put_them() {
        use CreditKind::{Byline, Source, With};
        for (source, text, expected) in [
            (Some("AFP"), "", vec![("AFP", Source)]),
            (Some("Le Progrès / AFP"), "", vec![("AFP", Source)]),
            (None, "KHARTOUM (Reuters) - Talks resumed on Monday.", vec![("Reuters", Byline)]),
            (None, "Les pourparlers ont repris lundi. (AFP)", vec![("AFP", Byline)]),
            (None, "Les pourparlers ont repris.\nAvec AFP", vec![("AFP", With)]),
            (None, "NAIROBI, Associated Press — Talks resumed.", vec![("Associated Press", Byline)]),
            (None, "Le ministre l'a dit à l'AFP lundi.", vec![]),
            (None, "The MAP shows it (see the map of the area, drawn by hand, on page 3).", vec![]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(n, k)| (n.to_owned(), k)).collect();
            assert_eq!(names(source, text), expected, "{source:?} {text}");
        }
    }

    #[test]
    fn a_credit_points_at_its_words() {
        let text = "L'été.\nDépêche (AFP)";
        let [start, end] = credits(None, text)[0].span.unwrap();
        let words: String = text.chars().skip(start as usize).take((end - start) as usize).collect();
        assert_eq!(words, "AFP");
    }
}
