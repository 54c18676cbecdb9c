//! Processes that an archive tells of: pairs of actors that talk and fight, those between them, and
//! pairs of the same talks put together.

use std::collections::{BTreeMap, BTreeSet};

use chancery_archive::Archive;
use chancery_archive::rusqlite::OptionalExtension as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::party::is_code;
use crate::{DossierError, Party, Process};

/// Bodies that mediate and host, and are no side of a conflict.
const BETWEEN: [&str; 8] = ["UNO", "AFU", "ARL", "OSC", "ECO", "ICC", "IGO", "NGO"];
/// Codes of nobody in particular.
const NOBODY: [&str; 4] = ["UNK", "MNC", "IGO", "NGO"];
/// Sectors that negotiate in their own name, apart from the state that they are of.
const SIDES: [&str; 4] = ["REB", "OPP", "PRM", "CRM"];
/// Sectors that stand for their state or body.
const STATE: [&str; 5] = ["GOV", "MIL", "LEG", "SPY", "IGO"];
/// Least talks or accords (by independent articles) that make a process.
const LEAST: usize = 2;

/// A process found in an archive, with what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Suggestion {
    /// The process; its id is made of the parties' codes.
    pub process: Process,
    /// First day of its offers, rounds and accords.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<String>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
    /// Articles with one of them.
    pub articles: usize,
    /// Offers between the parties, copies counted once.
    pub offers: usize,
    /// Rounds.
    pub rounds: usize,
    /// Accords.
    pub accords: usize,
    /// Attacks, threats, sanctions, accusations and arrests between the parties, by articles.
    pub conflicts: usize,
}

impl Suggestion {
    fn talks(&self) -> usize {
        self.offers + self.rounds + self.accords
    }
}

/// An item of the diplomacy layer: who is on the sides, who between them.
#[derive(Default)]
struct Item {
    sides: BTreeSet<String>,
    between: BTreeSet<String>,
    first: Option<String>,
    last: Option<String>,
}

type Pair = (String, String);
/// Layer, article and position of an item.
type Key = (String, i64, i64);
/// Items of a pair.
type Own<'i> = Vec<(&'i Key, &'i Item)>;

/// The processes of an archive, those with most talks first.
///
/// # Errors
/// When the archive cannot be read.
pub fn suggest(archive: &Archive) -> Result<Vec<Suggestion>, DossierError> {
    let mut all = unnamed(archive)?;
    let mut names = BTreeMap::new();
    for one in &mut all {
        name(archive, one, &mut names)?;
    }
    Ok(all)
}

/// As [`suggest`], with codes for names.
fn unnamed(archive: &Archive) -> Result<Vec<Suggestion>, DossierError> {
    let items = items(archive)?;
    let origins = origins(archive)?;
    let fights = conflicts(archive)?;
    let mut pairs: BTreeMap<Pair, Own<'_>> = BTreeMap::new();
    for (key, item) in &items {
        let sides: Vec<&String> = item.sides.iter().filter(|s| !BETWEEN.contains(&s.as_str())).collect();
        for (at, one) in sides.iter().enumerate() {
            for other in &sides[at + 1..] {
                pairs.entry(((*one).clone(), (*other).clone())).or_default().push((key, item));
            }
        }
    }
    let mut all: Vec<(Suggestion, BTreeSet<i64>)> = Vec::new();
    for (pair, own) in &pairs {
        let conflicts = fights.get(pair).copied().unwrap_or_default();
        if conflicts > 0 && own.len() >= LEAST {
            all.push(suggestion(&origins, pair, own, conflicts));
        }
    }
    all.retain(|(one, _)| one.talks() >= LEAST);
    all.sort_by(|(a, _), (b, _)| {
        (b.talks() * (b.conflicts + 1), &a.process.id).cmp(&(a.talks() * (a.conflicts + 1), &b.process.id))
    });
    Ok(put_together(all))
}

/// A pair most of whose talks are those of a greater one, with a party in common, is no process of its
/// own: the third is between the two.
fn put_together(all: Vec<(Suggestion, BTreeSet<i64>)>) -> Vec<Suggestion> {
    let mut kept: Vec<(Suggestion, BTreeSet<i64>)> = Vec::new();
    for (one, articles) in all {
        let host = kept.iter_mut().find(|(greater, theirs)| {
            let shared = greater.process.parties.iter().filter(|p| one.process.parties.contains(p)).count();
            shared == 1 && 2 * articles.intersection(theirs).count() > articles.len()
        });
        match host {
            Some((greater, _)) => {
                for party in one.process.parties {
                    let process = &mut greater.process;
                    if !process.parties.contains(&party) && !process.mediators.contains(&party) {
                        process.mediators.push(party);
                    }
                }
            }
            None => kept.push((one, articles)),
        }
    }
    kept.into_iter().map(|(s, _)| s).collect()
}

fn suggestion(
    origins: &BTreeMap<i64, String>,
    (one, other): &Pair,
    own: &[(&Key, &Item)],
    conflicts: usize,
) -> (Suggestion, BTreeSet<i64>) {
    let articles: BTreeSet<i64> = own.iter().map(|(key, _)| key.1).collect();
    let mut between: BTreeMap<&str, usize> = BTreeMap::new();
    for who in own.iter().flat_map(|(_, item)| &item.between).filter(|w| *w != one && *w != other) {
        *between.entry(who).or_default() += 1;
    }
    let mut counts: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for ((layer, article, _), _) in own {
        // One offer, round or accord an origin: an article tells the same one in several places.
        let origin = origins.get(article).cloned().unwrap_or_else(|| article.to_string());
        counts.entry(layer).or_default().insert(origin);
    }
    let count = |layer: &str| counts.get(layer).map_or(0, BTreeSet::len);
    let process = Process {
        id: format!("{one}_{other}").to_lowercase(),
        parties: vec![Party::of(one), Party::of(other)],
        mediators: between.into_keys().map(Party::of).collect(),
        ..Process::default()
    };
    let suggestion = Suggestion {
        process,
        first_day: own.iter().filter_map(|(_, i)| i.first.clone()).min(),
        last_day: own.iter().filter_map(|(_, i)| i.last.clone()).max(),
        articles: articles.len(),
        offers: count("offer"),
        rounds: count("round"),
        accords: count("accord"),
        conflicts,
    };
    (suggestion, articles)
}

/// Groups of copies, by article.
fn origins(archive: &Archive) -> Result<BTreeMap<i64, String>, DossierError> {
    let mut statement = archive.connection().prepare("SELECT article, id FROM near_duplicates")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives the parties names, and the process theirs.
fn name(archive: &Archive, one: &mut Suggestion, names: &mut BTreeMap<String, Party>) -> Result<(), DossierError> {
    let process = &mut one.process;
    for party in process.parties.iter_mut().chain(&mut process.mediators) {
        if !names.contains_key(&party.name) {
            names.insert(party.name.clone(), named(archive, &party.name)?);
        }
        *party = names[&party.name].clone();
    }
    process.name = process.named_by_parties();
    Ok(())
}

/// A code under the name that the archive's articles give it most.
fn named(archive: &Archive, code: &str) -> Result<Party, DossierError> {
    let body = ["EUR", "NAT"].contains(&code) || BETWEEN.contains(&code);
    let (kinds, whole) = match code.len() {
        3 if body => ("'organization'", format!("{code}-IGO")),
        3 => ("'state'", format!("{code}-GOV")),
        _ => ("'organization', 'group'", code.to_owned()),
    };
    let name: Option<String> = archive
        .connection()
        .prepare_cached(&format!(
            "SELECT name FROM entities WHERE code = ?1 AND kind IN ({kinds}) AND substr(name, 1, 1) <> lower(substr(name, 1, 1))
             GROUP BY name ORDER BY count(*) DESC, name LIMIT 1"
        ))?
        .query_row([whole], |row| row.get(0))
        .optional()?;
    let mut party = Party::of(code);
    party.name = name.unwrap_or(party.name);
    Ok(party)
}

/// Who a code stands for: the state, or a side of its own within it.
fn side(code: &str) -> Option<String> {
    let (country, sector) = code.split_once('-')?;
    if NOBODY.contains(&country) || !is_code(code) {
        return None;
    }
    if SIDES.contains(&sector) { Some(code.to_owned()) } else { STATE.contains(&sector).then(|| country.to_owned()) }
}

fn items(archive: &Archive) -> Result<BTreeMap<Key, Item>, DossierError> {
    let mut items: BTreeMap<Key, Item> = BTreeMap::new();
    let mut statement = archive.connection().prepare(
        "SELECT p.layer, p.article, p.item, p.role, coalesce(p.code, p.entity),
           CASE p.layer WHEN 'offer' THEN (SELECT kind FROM offers o WHERE o.article = p.article AND o.position = p.item) END
         FROM diplomacy_parties p WHERE p.layer <> 'leverage' AND p.role <> 'venue'
         UNION ALL
         SELECT 'offer', article, offer, 'invitee', coalesce(code, invitee), NULL FROM invitations",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(who) = side(row.get_ref(4)?.as_str().unwrap_or_default()) else { continue };
        let role: String = row.get(3)?;
        let kind: Option<String> = row.get(5)?;
        let item = items.entry((row.get(0)?, row.get(1)?, row.get(2)?)).or_default();
        // Who offers to host or to mediate stands between those invited.
        if role == "mediator" || role == "offeror" && matches!(kind.as_deref(), Some("host" | "mediate")) {
            item.between.insert(who);
        } else {
            item.sides.insert(who);
        }
    }
    for (layer, table) in [("offer", "offers"), ("round", "rounds"), ("accord", "accords")] {
        let mut statement = archive.connection().prepare(&format!(
            "SELECT t.article, t.position, coalesce(t.first_day, a.first_day), coalesce(t.last_day, a.last_day)
             FROM {table} t JOIN articles a ON a.key = t.article"
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(item) = items.get_mut(&(layer.to_owned(), row.get(0)?, row.get(1)?)) {
                item.first = row.get(2)?;
                item.last = row.get(3)?;
            }
        }
    }
    Ok(items)
}

/// How many articles tell of hostile acts of one on the other.
fn conflicts(archive: &Archive) -> Result<BTreeMap<Pair, usize>, DossierError> {
    let mut statement = archive.connection().prepare(
        "SELECT DISTINCT s.code, t.code, e.article FROM events e
         JOIN event_parties s ON s.article = e.article AND s.event = e.id AND s.role = 'source'
         JOIN event_parties t ON t.article = e.article AND t.event = e.id AND t.role = 'target'
         WHERE e.type IN ('ASSAULT', 'THREATEN', 'SANCTION', 'COERCE', 'MOBILIZE', 'ACCUSE')
           AND s.code NOT NULL AND t.code NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut found: BTreeMap<Pair, BTreeSet<i64>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let who = |at: usize| -> Result<Option<String>, DossierError> {
            let code = row.get_ref(at)?.as_str().unwrap_or_default();
            // Whom a state attacks among another's people, it is in conflict with that state.
            Ok(side(code).or_else(|| code.split('-').next().filter(|c| !NOBODY.contains(c)).map(str::to_owned)))
        };
        let (Some(a), Some(b)) = (who(0)?, who(1)?) else { continue };
        if a != b {
            found.entry(if a < b { (a, b) } else { (b, a) }).or_default().insert(row.get(2)?);
        }
    }
    Ok(found.into_iter().map(|(pair, articles)| (pair, articles.len())).collect())
}

/// The suggestion of that id.
///
/// # Errors
/// When there is none, with those that are like it, or the archive cannot be read.
pub fn find(archive: &Archive, id: &str) -> Result<Suggestion, DossierError> {
    let all = unnamed(archive)?;
    let wanted = id.to_lowercase();
    let mut parts: Vec<&str> = wanted.split(['_', '+', ',']).collect();
    parts.sort_unstable();
    if let Some(found) = all.iter().find(|s| {
        let mut own: Vec<&str> = s.process.id.split('_').collect();
        own.sort_unstable();
        own == parts
    }) {
        let mut found = found.clone();
        name(archive, &mut found, &mut BTreeMap::new())?;
        return Ok(found);
    }
    let mut near: Vec<(usize, &str)> = all
        .iter()
        .map(|s| {
            let own = s.process.id.as_str();
            let shares = own.split(['_', '-']).any(|part| wanted.split(['_', '-', '+', ',']).any(|w| w == part));
            (if shares { 0 } else { strsim::levenshtein(own, &wanted) }, own)
        })
        .filter(|(distance, _)| *distance <= 4)
        .collect();
    near.sort_unstable();
    let near: Vec<&str> = near.into_iter().take(8).map(|(_, id)| id).collect();
    let hint = if near.is_empty() {
        "`chancery processes ARCHIVE` lists those found; or name the sides (--party RUS --party UKR) or a TOML file"
            .to_owned()
    } else {
        format!("near ones are {}; `chancery processes ARCHIVE` lists all", near.join(", "))
    };
    Err(DossierError::new(format!("no process '{id}' was found in the archive")).hinted(hint))
}
