//! Looking names up: exactly, along a text, as demonyms, as persons, with slips.

use std::collections::{BTreeMap, HashMap};

use crate::fold::{fold, plain, push_folded};
use crate::{Candidate, Demonym, Exactness, ItemId, Kind, Match, NameForm, Tenure, When, World};

/// Longest name that is looked for along a text, in folded bytes.
const LONGEST: usize = 120;

/// Folded names of well-known items by first letter, for slips.
pub(crate) type Prominent = BTreeMap<char, Vec<String>>;

impl World {
    /// Everything that a name may mean, best first. Case, accents, hyphens and
    /// full stops do not matter; [`Candidate::exactness`] tells how they differ.
    pub fn find(&self, name: &str) -> Vec<Candidate<'_>> {
        self.find_folded(&fold(name), &plain(name.trim()))
    }

    fn find_folded(&self, folded: &str, written: &str) -> Vec<Candidate<'_>> {
        if folded.is_empty() {
            return Vec::new();
        }
        let common = self.is_common(folded);
        let mut best: HashMap<u32, usize> = HashMap::new();
        let mut found: Vec<Candidate<'_>> = Vec::new();
        for (start, layer) in &self.layers {
            layer.named(folded, |posting| {
                let Some(item) = self.item(ItemId(start + posting.item)) else { return };
                let exactness = exactness(written, &posting.spelling);
                let score = i32::from(item.weight) - form_cost(posting.form, item.kind) - exactness_cost(exactness);
                let candidate =
                    Candidate { item, spelling: posting.spelling.into(), exactness, form: posting.form, common, score };
                match best.get(&item.id.0) {
                    Some(at) if found[*at].score >= score => {}
                    Some(at) => found[*at] = candidate,
                    None => {
                        best.insert(item.id.0, found.len());
                        found.push(candidate);
                    }
                }
            });
        }
        sort(&mut found);
        found
    }

    /// The longest known name that starts at byte `at` of `text` and ends at a
    /// word's end. `at` must be at a word's start.
    pub fn longest_match(&self, text: &str, at: usize) -> Option<Match<'_>> {
        self.longest_match_where(text, at, |_| true)
    }

    /// As [`World::longest_match`], counting only candidates that `keep` accepts.
    pub fn longest_match_where(
        &self,
        text: &str,
        at: usize,
        keep: impl Fn(&Candidate<'_>) -> bool,
    ) -> Option<Match<'_>> {
        let rest = text.get(at..)?;
        for (len, folded) in self.ends(rest).into_iter().rev() {
            let mut candidates = self.find_folded(&folded, &plain(&rest[..len]));
            candidates.retain(&keep);
            if !candidates.is_empty() {
                return Some(Match { end: at + len, candidates });
            }
        }
        None
    }

    /// Lengths of all names that start `rest`, with their folded forms, shortest first.
    fn ends(&self, rest: &str) -> Vec<(usize, String)> {
        let fsts: Vec<_> = self.layers.iter().map(|(_, l)| l.walk()).collect();
        let mut nodes: Vec<Option<usize>> = fsts.iter().map(|f| Some(f.root().addr())).collect();
        let mut folded = String::new();
        let mut ends: Vec<(usize, String)> = Vec::new();
        let mut chars = rest.char_indices().peekable();
        while let Some((_, c)) = chars.next() {
            let before = folded.len();
            push_folded(c, &mut folded);
            for byte in folded.as_bytes()[before..].iter() {
                for (fst, node) in fsts.iter().zip(&mut nodes) {
                    *node = node.and_then(|addr| {
                        let node = fst.node(addr);
                        node.find_input(*byte).map(|i| node.transition_addr(i))
                    });
                }
            }
            if folded.len() > LONGEST || nodes.iter().all(Option::is_none) {
                break;
            }
            let end = chars.peek().map_or(rest.len(), |(i, _)| *i);
            let inside = chars.peek().is_some_and(|(_, n)| n.is_alphanumeric()) && c != '.';
            if inside || !(c.is_alphanumeric() || c == '.') {
                continue;
            }
            let known = fsts
                .iter()
                .zip(&nodes)
                .any(|(fst, node)| node.is_some_and(|addr| fst.node(addr).find_input(0).is_some()));
            if known {
                // `U.S.` takes its last full stop, `Minsk.` does not.
                let abbreviation = c == '.' && !rest[..end - 1].contains('.');
                if !abbreviation {
                    ends.push((end, folded.clone()));
                }
            }
        }
        ends
    }

    /// What an adjective or inhabitant noun points to, any inflection; a
    /// language tag restricts, an empty one does not.
    pub fn demonym(&self, word: &str, lang: &str) -> Vec<Demonym<'_>> {
        let folded = fold(word);
        let mut found: Vec<Demonym<'_>> = Vec::new();
        for (start, layer) in &self.layers {
            layer.demonyms(&folded, lang, |posting| {
                let Some(item) = self.item(ItemId(start + posting.item)) else { return };
                if !found.iter().any(|d| d.item.id == item.id) {
                    found.push(Demonym { item, country: item.country, usage: posting.usage });
                }
            });
        }
        found.sort_by_key(|d| std::cmp::Reverse(d.item.weight));
        found
    }

    /// Persons of this surname or full name, best first: in office at `when`,
    /// of the countries or bodies in `context`, better known.
    pub fn person(&self, name: &str, when: When, context: &[&str]) -> Vec<Candidate<'_>> {
        let mut found = self.find(name);
        found.retain(|c| c.item.kind == Kind::Person);
        for candidate in &mut found {
            let tenures = self.tenures(candidate.item.id);
            let in_office = tenures.iter().any(|t| t.when().overlaps(when));
            let near = tenures.iter().any(|t| near(t, when));
            let of_context = candidate.item.country.is_some_and(|c| context.contains(&c))
                || tenures.iter().any(|t| context.contains(&t.of));
            if when != When::ALWAYS {
                candidate.score += if in_office {
                    300
                } else if near {
                    100
                } else {
                    -100
                };
            }
            candidate.score += if of_context { 400 } else { 0 };
        }
        sort(&mut found);
        found
    }

    /// Items whose name is one or two slips away (`Misk`: Minsk), best first.
    /// Conservative: well-known items only, same first letter, one slip in
    /// names of four to seven letters, two from eight on.
    pub fn fuzzy(&self, name: &str) -> Vec<Candidate<'_>> {
        let folded = fold(name);
        let letters = folded.chars().count();
        let Some(first) = folded.chars().next().filter(|_| letters >= 4) else { return Vec::new() };
        let allowed = if letters >= 8 { 2 } else { 1 };
        let prominent = self.prominent.get_or_init(|| self.collect_prominent());
        let mut found: Vec<Candidate<'_>> = Vec::new();
        for known in prominent.get(&first).into_iter().flatten() {
            if known.len().abs_diff(folded.len()) > allowed || known.chars().count() < 5 {
                continue;
            }
            let slips = strsim::osa_distance(&folded, known);
            if slips == 0 || slips > allowed {
                continue;
            }
            for mut candidate in self.find_folded(known, known) {
                if !well_known(candidate.item.kind, candidate.item.weight, candidate.form) {
                    continue;
                }
                candidate.exactness = Exactness::Slip;
                candidate.score -= 200 * slips as i32;
                found.push(candidate);
            }
        }
        sort(&mut found);
        found.dedup_by_key(|c| c.item.id);
        found
    }

    fn collect_prominent(&self) -> Prominent {
        let mut all = Prominent::new();
        for (_, layer) in &self.layers {
            layer.all_names(|folded, posting| {
                let item = layer.item(posting.item, ItemId(0));
                if item.is_some_and(|i| well_known(i.kind, i.weight, posting.form))
                    && let Some(first) = folded.chars().next()
                {
                    let list = all.entry(first).or_default();
                    if list.last().is_none_or(|l| l != folded) {
                        list.push(folded.to_owned());
                    }
                }
            });
        }
        for list in all.values_mut() {
            list.sort_unstable();
            list.dedup();
        }
        all
    }
}

/// Whether a slip in such a name may be mended.
fn well_known(kind: Kind, weight: u16, form: NameForm) -> bool {
    matches!(form, NameForm::Full | NameForm::Short | NameForm::Surname)
        && match kind {
            Kind::Country | Kind::Capital | Kind::Territory => true,
            Kind::City => weight >= 560,
            Kind::Person => weight >= 600,
            _ => false,
        }
}

/// Whether an office was held within two years of the stretch.
fn near(tenure: &Tenure<'_>, when: When) -> bool {
    let wide = When { first: when.first.saturating_sub(730), last: when.last.saturating_add(730) };
    tenure.when().overlaps(wide)
}

fn sort(found: &mut [Candidate<'_>]) {
    found.sort_by(|a, b| {
        b.score
            .cmp(&a.score)
            .then(b.item.population.cmp(&a.item.population))
            .then_with(|| a.item.name_en.cmp(b.item.name_en))
            .then(a.item.id.cmp(&b.item.id))
    });
}

fn exactness(written: &str, known: &str) -> Exactness {
    if written == known {
        Exactness::Exact
    } else if written.to_lowercase() == known.to_lowercase() {
        Exactness::Case
    } else {
        Exactness::Folded
    }
}

fn exactness_cost(exactness: Exactness) -> i32 {
    match exactness {
        Exactness::Exact => 0,
        Exactness::Case => 25,
        Exactness::Folded => 20,
        Exactness::Slip => 200,
    }
}

fn form_cost(form: NameForm, kind: Kind) -> i32 {
    match form {
        NameForm::Full => 0,
        NameForm::Short | NameForm::Acronym => 10,
        NameForm::Former => 60,
        NameForm::Alternate if kind == Kind::Country => 60,
        NameForm::Alternate => 110,
        NameForm::Surname => 250,
    }
}
