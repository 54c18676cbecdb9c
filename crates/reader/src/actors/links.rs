//! Descriptions that stand beside the name they describe.

use std::collections::BTreeMap;

use chancery_record::EntityKind;
use chancery_world::Kind;

use super::names::FoundName;
use super::nominals::{Determiner, Nominal, Owner, Sight};
use super::traits::Number;

/// Which description belongs to which name.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Name of a description: "le président bélarusse Alexandre Loukachenko".
    pub(super) name: BTreeMap<usize, usize>,
    /// Names of a plural description: "ses homologues américain Donald Trump et russe Vladimir Poutine".
    pub(super) members: BTreeMap<usize, Vec<usize>>,
    /// A description of the same one earlier: "Le chef rebelle, un ancien général".
    pub(super) nominal: BTreeMap<usize, usize>,
    /// Demonym of a name, by the demonym's word: "l'Italien David Sassoli", "le KGB biélorusse".
    pub(super) demonym: BTreeMap<usize, chancery_record::SmolStr>,
    /// Names inside the phrase of a role: "secretary of State".
    pub(super) in_phrase: std::collections::BTreeSet<usize>,
    /// A body or place that follows a person's name in brackets or with "of".
    pub(super) affiliation: BTreeMap<usize, usize>,
}

impl Links {
    /// Adds the links of one sentence.
    pub(super) fn add(
        &mut self,
        sight: &Sight<'_, '_>,
        names: &[FoundName<'_>],
        nominals: &[Nominal],
        range: std::ops::Range<usize>,
    ) {
        for n in range.clone() {
            let nominal = &nominals[n];
            if nominal.phrase.len() > 1 {
                let inside = |k: &usize| {
                    names[*k].words.start > nominal.phrase.start && names[*k].words.end <= nominal.phrase.end
                };
                self.in_phrase.extend(nominal.phrase.clone().filter_map(|w| sight.covered[w]).filter(inside));
            }
            // "ministère de l'Intérieur": a field, no body of its own.
            if !nominal.people
                && let Some(Owner::Name(k)) = nominal.owner
                && names[k].candidates.is_empty()
                && !names[k].is_person()
                && names[k].label != Some(chancery_record::NameLabel::Loc)
                && {
                    let role = &sight.lexicon.roles[nominal.role];
                    role.sector.as_deref() == Some("GOV") && !role.inherits && !role.abroad
                }
            {
                self.in_phrase.insert(k);
            }
            if nominal.number == Number::Plural && !nominal.people && !one_of(sight, nominal) {
                let members = members(sight, nominal, names);
                if !members.is_empty() {
                    self.members.insert(n, members);
                    continue;
                }
            }
            if let Some(k) = name_beside(sight, nominal, names) {
                self.name.insert(n, k);
            }
        }
        // "le journaliste et avocat X": both describe X.
        for n in range.clone().rev().skip(1) {
            let (one, next) = (&nominals[n], &nominals[n + 1]);
            let joined = next.phrase.start == one.phrase.end + 1 && sight.tree.token(one.phrase.end).upos == "CCONJ";
            if joined
                && next.determiner == Determiner::Bare
                && one.number == Number::Singular
                && !self.name.contains_key(&n)
                && let Some(&k) = self.name.get(&(n + 1))
            {
                self.name.insert(n, k);
            }
        }
        for n in range.clone() {
            if self.name.contains_key(&n) || self.members.contains_key(&n) {
                continue;
            }
            if let Some(other) = nominal_beside(sight, nominals, n, range.start) {
                if let Some(&k) = self.name.get(&other) {
                    self.name.insert(n, k);
                } else {
                    self.nominal.insert(n, other);
                }
            }
        }
        for k in sight.covered.iter().flatten().copied().collect::<std::collections::BTreeSet<_>>() {
            self.beside_name(sight, names, k);
        }
    }

    fn beside_name(&mut self, sight: &Sight<'_, '_>, names: &[FoundName<'_>], k: usize) {
        let name = &names[k];
        let tree = sight.tree;
        if !name.is_person() {
            // "Le KGB biélorusse".
            let qualifies = |c: &usize| tree.token(*c).rel() == "amod" && !name.words.contains(c);
            let said = tree.children(name.head).iter().filter(|c| qualifies(c)).find_map(|c| sight.demonyms.get(c));
            if let Some(d) = said {
                self.demonym.insert(k, d.country.clone());
            }
            return;
        }
        if let Some(before) = tree.previous(name.words.start)
            && let Some(d) = sight.demonyms.get(&before)
        {
            self.demonym.insert(k, d.country.clone());
        }
        // "Idriss Déby Itno (Tchad)".
        let next = name.words.end;
        if next + 1 < tree.len()
            && tree.token(next).form == "("
            && let Some(inner) = sight.covered[next + 1]
        {
            self.affiliation.insert(k, inner);
            return;
        }
        // "Timor Goksel, de l'Université américaine": a body in the genitive.
        for &c in tree.children(name.head) {
            if tree.token(c).rel() == "nmod"
                && tree.markers(c).iter().any(|m| sight.lexicon.owner.contains(m))
                && let Some(&inner) = sight.name_heads.get(&c)
                && !names[inner].is_person()
            {
                self.affiliation.entry(k).or_insert(inner);
            }
        }
    }
}

fn compatible(sight: &Sight<'_, '_>, nominal: &Nominal, name: &FoundName<'_>) -> bool {
    if name.nested {
        return false;
    }
    let collective = !nominal.people && sight.lexicon.roles[nominal.role].collective;
    if collective && name.is_person() {
        return false;
    }
    let kind = if nominal.people { EntityKind::Person } else { sight.lexicon.roles[nominal.role].kind };
    let known = name.kind();
    match kind {
        EntityKind::Person => name.is_person(),
        EntityKind::Group => name.is_person() && nominal.number == Number::Singular || known.is_some_and(Kind::is_body),
        EntityKind::Organization => known.map_or(name.label == Some(chancery_record::NameLabel::Org), Kind::is_body),
        EntityKind::Place => known.is_some_and(Kind::is_place) || name.label == Some(chancery_record::NameLabel::Loc),
        EntityKind::State => known == Some(Kind::Country),
    }
}

const BESIDE: [&str; 6] = ["appos", "flat", "nmod", "compound", "dep", "amod"];

fn name_beside(sight: &Sight<'_, '_>, nominal: &Nominal, names: &[FoundName<'_>]) -> Option<usize> {
    let tree = sight.tree;
    let fits = |k: usize| compatible(sight, nominal, &names[k]);
    // The name under the description: "le président Loukachenko".
    let words: Vec<usize> = nominal.phrase.clone().collect();
    for &w in &words {
        for &c in tree.children(w) {
            if c >= nominal.phrase.end
                && BESIDE.contains(&tree.token(c).rel())
                && tree.markers(c).is_empty()
                && let Some(&k) = sight.name_heads.get(&c)
                && fits(k)
                && unbroken(sight, nominal.phrase.end, names[k].words.start)
            {
                return Some(k);
            }
        }
    }
    // "la ville de Corinto".
    if !nominal.people
        && sight.lexicon.roles[nominal.role].kind == EntityKind::Place
        && let Some(Owner::Name(k)) = nominal.owner
        && fits(k)
    {
        return Some(k);
    }
    // The description under the name: "Dmitri Peskov, porte-parole du Kremlin", "President Biden".
    let head = tree.head(nominal.head);
    // "sur Twitter la police": a determined description after a name is no part of it without a comma.
    let detached = nominal.determiner != Determiner::Bare
        && tree.token(nominal.head).rel() != "appos"
        && head.is_some_and(|h| h < nominal.phrase.start)
        && !head.is_some_and(|h| (h..nominal.phrase.start).any(|w| tree.token(w).upos == "PUNCT"));
    // "…, le ministre a refusé": before a verb without a comma it is a subject.
    let subject = nominal.determiner != Determiner::Bare
        && head.is_some_and(|h| h < nominal.phrase.start)
        && (nominal.phrase.end..tree.len())
            .find(|&w| tree.token(w).span.start >= nominal.span.end)
            .is_some_and(|w| tree.is_verb(w) && tree.token(w).feat("VerbForm") == Some("Fin"));
    if !detached
        && !subject
        && BESIDE.contains(&tree.token(nominal.head).rel())
        && tree.markers(nominal.head).is_empty()
        && let Some(h) = head
        && let Some(k) = sight.covered[h]
        && fits(k)
    {
        return Some(k);
    }
    // "Peskov est le porte-parole".
    if nominal.number == Number::Singular
        && tree.children(nominal.head).iter().any(|&c| tree.token(c).rel() == "cop")
        && !tree.children(nominal.head).iter().any(|&c| tree.token(c).feat("Polarity") == Some("Neg"))
        && let Some(&subject) = tree.children(nominal.head).iter().find(|&&c| tree.token(c).rel() == "nsubj")
        && let Some(&k) = sight.name_heads.get(&subject)
        && fits(k)
    {
        return Some(k);
    }
    // Right before the name, whatever the tree says: "le ministre allemand Heiko Maas".
    let mut at = nominal.phrase.end;
    while at < tree.len() && tree.token(at).upos == "ADJ" && sight.covered[at].is_none() {
        at += 1;
    }
    if at < tree.len()
        && let Some(k) = sight.covered[at]
        && names[k].words.start == at
        && names[k].is_person()
        && fits(k)
    {
        return Some(k);
    }
    // "le ministre de la Défense Ivan Petrov", "le secrétaire du Conseil, Ali X,": after the owner.
    let end =
        (nominal.phrase.end..tree.len()).find(|&w| tree.token(w).span.start >= nominal.span.end).unwrap_or(tree.len());
    let (after_comma, start) = match tree.next(end.saturating_sub(1)) {
        Some(w) if tree.token(w).form == "," => (true, w + 1),
        _ => (false, end),
    };
    let definite = nominal.determiner != Determiner::Indefinite;
    if (definite || after_comma)
        && (nominal.number == Number::Singular || after_comma && one_of(sight, nominal))
        && start < tree.len()
        && let Some(k) = sight.covered[start]
        && names[k].words.start == start
        && names[k].is_person()
        && fits(k)
        && (!after_comma || closes(sight, names[k].words.end))
    {
        return Some(k);
    }
    // "Dmitri Peskov, porte-parole du Kremlin," after a comma.
    let mut start = nominal.phrase.start;
    while start > 0 && matches!(tree.token(start - 1).upos.as_str(), "DET" | "ADJ") {
        start -= 1;
    }
    let rel = tree.token(nominal.head).rel();
    let closed = closes(sight, end) || tree.token(end.min(tree.len() - 1)).feat("PronType") == Some("Rel");
    let listed = tree.children(nominal.head).iter().any(|&c| tree.token(c).rel() == "cc");
    if nominal.number == Number::Singular
        && (!matches!(rel, "conj" | "nsubj" | "obj") || closed && !listed)
        && start >= 2
        && tree.token(start - 1).form == ","
        && let Some(k) = sight.covered[start - 2]
        && names[k].words.end == start - 1
        && fits(k)
    {
        return Some(k);
    }
    None
}

/// "une des porte-parole du groupe": a single one of those described.
fn one_of(sight: &Sight<'_, '_>, nominal: &Nominal) -> bool {
    let tree = sight.tree;
    tree.head(nominal.head).is_some_and(|h| sight.lexicon.one.contains(tree.surface(h)))
        && tree.markers(nominal.head).iter().any(|m| sight.lexicon.owner.contains(m))
}

/// Nothing but adjectives, owners and their like between the two.
fn unbroken(sight: &Sight<'_, '_>, from: usize, to: usize) -> bool {
    (from..to).all(|w| !sight.tree.is_verb(w) || sight.covered[w].is_some()) && to.saturating_sub(from) < 14
}

/// A name in commas ends with one, or with the clause.
fn closes(sight: &Sight<'_, '_>, at: usize) -> bool {
    at >= sight.tree.len() || matches!(sight.tree.token(at).form.as_str(), "," | ")" | "." | "(" | ";" | "-" | "–")
}

/// "ses homologues américain Donald Trump, russe Vladimir Poutine et ukrainien Volodymyr Zelensky".
fn members(sight: &Sight<'_, '_>, nominal: &Nominal, names: &[FoundName<'_>]) -> Vec<usize> {
    let tree = sight.tree;
    let mut out: Vec<usize> = Vec::new();
    let mut at = nominal.phrase.end;
    let mut bracket = false;
    while at < tree.len() {
        let token = tree.token(at);
        if let Some(k) = sight.covered[at] {
            if !bracket {
                if !compatible(sight, nominal, &names[k]) && !names[k].is_person() {
                    break;
                }
                out.push(k);
            }
            at = names[k].words.end;
            continue;
        }
        match token.form.as_str() {
            "(" => bracket = true,
            ")" => bracket = false,
            _ if bracket => {}
            "," if !out.is_empty() => {}
            _ if token.upos == "CCONJ" && !out.is_empty() => {}
            _ if sight.demonyms.contains_key(&at) => {}
            _ if token.upos == "ADJ" && out.is_empty() => {}
            _ => break,
        }
        at += 1;
    }
    out.dedup();
    out
}

/// A description in apposition to another: "le chef rebelle, un ancien général".
fn nominal_beside(sight: &Sight<'_, '_>, nominals: &[Nominal], n: usize, first: usize) -> Option<usize> {
    let tree = sight.tree;
    let nominal = &nominals[n];
    if tree.token(nominal.head).rel() != "appos" {
        return None;
    }
    let head = tree.head(nominal.head)?;
    (first..n).find(|&m| nominals[m].head == head && nominals[m].number == nominal.number)
}
