//! The diplomacy layer against gold, by the diplomacy guidelines.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::document::GoldError;
use crate::matching::matching;
use crate::score::Counts;
use crate::sentences;

const LAYERS: [&str; 4] = ["offers", "accords", "leverage", "rounds"];
/// Words that names are compared without.
const SMALL: &str =
    "a an and between de des dit dite dits dites du en entre et l la le les of on so called sur the un une";

/// Lines of the table: what is counted and its name there.
const ROWS: [(&str, &str); 9] = [
    ("offers", "offers"),
    ("invitations: invitee", "invitee"),
    ("invitations", "invitations"),
    ("accords: found", "found"),
    ("accords", "accords"),
    ("provisions", "provisions"),
    ("breaches", "breaches"),
    ("leverage", "leverage"),
    ("rounds", "rounds"),
];

fn checked(layer: &str) -> &'static [&'static str] {
    match layer {
        "offers" => &["kind", "venue", "date"],
        "accords" => &["mediators", "dates", "implementation", "status"],
        "leverage" => &["instrument", "date"],
        "rounds" => &["mediators", "venue", "dates", "level", "outcome"],
        "breaches" => &["alleged_by", "provision"],
        _ => &[],
    }
}

/// Counts of the diplomacy layer over documents.
#[derive(Clone, Debug, Default)]
pub struct DiplomacyScores {
    counts: BTreeMap<&'static str, Counts>,
    /// Equal and compared, by layer and field.
    fields: BTreeMap<(&'static str, &'static str), (usize, usize)>,
    /// Items that nothing meets.
    pub misses: Vec<DiplomacyMiss>,
}

/// An item of the gold that the reading has not, or the reverse.
#[derive(Clone, Debug)]
pub struct DiplomacyMiss {
    /// Whether it stands in the gold (missed) or only in the reading (false alarm).
    pub missed: bool,
    /// Document.
    pub id: String,
    /// `offers`, `accords`, `leverage` or `rounds`.
    pub layer: &'static str,
    /// Who and what, in codes.
    pub told: String,
    /// First code point of its words.
    pub start: usize,
    /// Code point after them.
    pub end: usize,
}

impl DiplomacyScores {
    /// Counts of a line of the table, by its label (`accords: found`); all zero when it was never met.
    pub fn get(&self, label: &str) -> Counts {
        let name = ROWS.iter().find(|(l, _)| *l == label).map(|(_, n)| *n);
        name.and_then(|n| self.counts.get(n)).copied().unwrap_or_default()
    }

    /// Labels of the table's lines, in order.
    pub fn labels() -> impl Iterator<Item = &'static str> {
        ROWS.iter().map(|(label, _)| *label)
    }

    /// Equal and compared values of the fields of matched items, `(layer, field, equal, compared)`.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &'static str, usize, usize)> + '_ {
        self.fields.iter().map(|((layer, field), (same, of))| (*layer, *field, *same, *of))
    }

    /// The table in the layout of the reference scorer.
    pub fn plain(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (label, name) in ROWS {
            let c = self.get(label);
            // The reference scorer knows no breaches: their line stands where they are annotated.
            if name == "breaches" && c.gold + c.predicted == 0 {
                continue;
            }
            lines.push(format!(
                "{label:<28}{:>6}{:>7}{:>7}{:>8.1}{:>8.1}{:>8.1}",
                c.hit,
                c.gold,
                c.predicted,
                100.0 * c.precision(),
                100.0 * c.recall(),
                100.0 * c.f1()
            ));
            for field in checked(name) {
                if let Some((same, of)) = self.fields.get(&(name, *field)).filter(|(_, of)| *of > 0) {
                    let label = format!("  {field} accuracy");
                    lines.push(format!("{label:<28}{same:>6}{of:>7}{:>15.1}", 100.0 * *same as f64 / *of as f64));
                }
            }
        }
        lines
    }

    fn count(&mut self, name: &'static str, hit: usize, gold: usize, predicted: usize) {
        let c = self.counts.entry(name).or_default();
        c.hit += hit;
        c.gold += gold;
        c.predicted += predicted;
    }
}

/// Documents of a JSON Lines text, whole; a later one replaces an earlier one of the same id.
///
/// # Errors
/// A [`GoldError`] at the first line that is no JSON object with an `id`.
pub fn load_values(jsonl: &str, file: &str) -> Result<Vec<Value>, GoldError> {
    let mut documents: Vec<Value> = Vec::new();
    for (i, line) in jsonl.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let error = |message: String| GoldError { file: file.to_owned(), line: i + 1, message };
        let value: Value = serde_json::from_str(line).map_err(|e| error(e.to_string()))?;
        if value["id"].as_str().is_none() {
            return Err(error("no id".to_owned()));
        }
        match documents.iter_mut().find(|d| d["id"] == value["id"]) {
            Some(known) => *known = value,
            None => documents.push(value),
        }
    }
    Ok(documents)
}

/// An item with ids replaced by codes, names and spans.
struct Item {
    start: usize,
    end: usize,
    sentences: BTreeSet<usize>,
    lists: BTreeMap<&'static str, Vec<String>>,
    name: Vec<String>,
    values: BTreeMap<&'static str, Value>,
    invitations: Vec<(String, String)>,
    categories: BTreeSet<String>,
    /// Breaches of an accord; none where they are not annotated.
    breaches: Option<Vec<Broken>>,
}

/// A breach: where it stands, whose it is, who says so, the category of the provision that it breaks.
struct Broken {
    start: usize,
    end: usize,
    by: String,
    alleged_by: String,
    provision: String,
}

impl Item {
    /// Who and what, for the list of misses.
    fn told(&self) -> String {
        let who = self.lists.iter().filter(|(_, codes)| !codes.is_empty());
        let mut told: Vec<String> = who.map(|(key, codes)| format!("{key} {}", codes.join(" "))).collect();
        let what = self.values.iter().filter_map(|(key, v)| Some(format!("{key} {}", v.as_str()?)));
        told.extend(what);
        told.join(" | ")
    }

    fn lands(&self, key: &str) -> BTreeSet<&str> {
        self.lists.get(key).into_iter().flatten().map(|c| c.split('-').next().unwrap_or_default()).collect()
    }
}

/// The words of a name, without accents, case, articles and the like.
fn fold(name: &str) -> Vec<String> {
    let lower = name.to_lowercase().replace('œ', "oe");
    let bare: String = lower.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    let small: Vec<&str> = SMALL.split(' ').collect();
    bare.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|w| !w.is_empty() && !small.contains(w))
        .map(str::to_owned)
        .collect()
}

fn items(document: &Value, layer: &str, starts: &[usize]) -> Vec<Item> {
    let none = Vec::new();
    let array = |v: &Value| -> Vec<Value> {
        match v {
            Value::Null => Vec::new(),
            Value::Array(all) => all.clone(),
            other => vec![other.clone()],
        }
    };
    let entities = document["entities"].as_array().unwrap_or(&none);
    let entity = |id: &str| entities.iter().find(|e| e["id"] == id);
    let code = |v: &Value| {
        let id = v.as_str().unwrap_or_default();
        entity(id).map_or(id.to_owned(), |e| e["code"].as_str().unwrap_or("UNK-UNK").to_owned())
    };
    let number = |v: &Value| v.as_u64().unwrap_or_default() as usize;
    let list = document["diplomacy"][layer].as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|item| {
            let mut also: Vec<usize> = array(&item["also"]).iter().map(|p| number(&p[0])).collect();
            let (start, end) = if item["start"].is_null() {
                let event = document["events"].as_array().unwrap_or(&none).iter().find(|e| e["id"] == item["event"]);
                also.extend(event.into_iter().flat_map(|e| array(&e["also"])).map(|p| number(&p[0])));
                event.map_or((0, 0), |e| (number(&e["start"]), number(&e["end"])))
            } else {
                (number(&item["start"]), number(&item["end"]))
            };
            let codes = |key: &str| {
                let all: BTreeSet<String> = array(&item[key]).iter().map(code).collect();
                all.into_iter().collect::<Vec<_>>()
            };
            let keys = ["offeror", "parties", "mediators", "participants", "source", "target"];
            let mut values: BTreeMap<&'static str, Value> = BTreeMap::new();
            for field in ["kind", "date", "implementation", "status", "instrument", "level", "outcome", "direction"] {
                values.insert(field, item[field].clone());
            }
            let venue = item["venue"].as_str().unwrap_or_default();
            let venue = entity(venue).map_or(venue, |e| e["name"].as_str().unwrap_or_default());
            values.insert("venue", fold(venue).into());
            let mut dates: Vec<String> =
                array(&item["dates"]).iter().filter_map(|d| d.as_str().map(str::to_owned)).collect();
            dates.sort();
            values.insert("dates", dates.into());
            let invitations = array(&item["invitations"])
                .into_iter()
                .map(|i| (code(&i["invitee"]), i["response"].as_str().unwrap_or("none_reported").to_owned()));
            let provisions = array(&item["provisions"]);
            let category = |p: &Value| p["category"].as_str().map(str::to_owned);
            let breaches = item["breaches"].as_array().map(|all| {
                let broken = |b: &Value| Broken {
                    start: number(&b["start"]),
                    end: number(&b["end"]),
                    by: code(&b["by"]),
                    alleged_by: code(&b["alleged_by"]),
                    provision: provisions
                        .get(b["provision"].as_u64().unwrap_or(u64::MAX) as usize)
                        .and_then(category)
                        .unwrap_or_default(),
                };
                all.iter().map(broken).collect()
            });
            Item {
                start,
                end,
                sentences: std::iter::once(start).chain(also).map(|s| sentences::at(s, starts)).collect(),
                lists: keys.iter().map(|k| (*k, codes(k))).collect(),
                name: fold(item["name"].as_str().unwrap_or_default()),
                values,
                invitations: invitations.collect(),
                categories: provisions.iter().filter_map(category).collect(),
                breaches,
            }
        })
        .collect()
}

/// Adds one document's counts; `reading` is a reading of the record with its text, or nothing.
pub fn score_diplomacy(scores: &mut DiplomacyScores, gold: &Value, reading: Option<&Value>) {
    let nothing = Value::Null;
    let reading = reading.unwrap_or(&nothing);
    let text = reading["text"].as_str().or(gold["text"].as_str()).unwrap_or_default();
    let starts = sentences::starts(text);
    for layer in LAYERS {
        let (g, p) = (items(gold, layer, &starts), items(reading, layer, &starts));
        let near = |i: usize, j: usize| !g[i].sentences.is_disjoint(&p[j].sentences);
        let touch = |i: usize, j: usize| g[i].start < p[j].end && p[j].start < g[i].end;
        let named = |i: usize, j: usize| !g[i].name.is_empty() && g[i].name == p[j].name;
        let lands = |i: usize, j: usize, key: &str| g[i].lands(key) == p[j].lands(key);
        let whole = |i: usize, j: usize, field: &str| match field {
            "mediators" => g[i].lists["mediators"] == p[j].lists["mediators"],
            field => g[i].values[field] == p[j].values[field],
        };
        let like = |i: usize, j: usize| {
            let fields = checked(layer).iter().filter(|f| whole(i, j, f)).count() as i32;
            4 * i32::from(touch(i, j)) + 2 * i32::from(named(i, j)) + 2 * i32::from(near(i, j)) + fields
        };
        let ok = |i: usize, j: usize| match layer {
            "offers" => near(i, j) && lands(i, j, "offeror"),
            "accords" => (near(i, j) || named(i, j)) && lands(i, j, "parties"),
            "leverage" => near(i, j) && lands(i, j, "source") && lands(i, j, "target") && whole(i, j, "direction"),
            _ => near(i, j) && lands(i, j, "participants"),
        };
        let pairs = matching(g.len(), p.len(), ok, like);
        scores.count(layer, pairs.len(), g.len(), p.len());
        let (met, right): (BTreeSet<usize>, BTreeSet<usize>) = pairs.iter().copied().unzip();
        for (missed, items, done) in [(true, &g, &met), (false, &p, &right)] {
            let rest = items.iter().enumerate().filter(|(i, _)| !done.contains(i));
            scores.misses.extend(rest.map(|(_, item)| DiplomacyMiss {
                missed,
                id: gold["id"].as_str().unwrap_or_default().to_owned(),
                layer,
                told: item.told(),
                start: item.start,
                end: item.end,
            }));
        }
        for &(i, j) in &pairs {
            for field in checked(layer) {
                let told = match &g[i].values.get(field) {
                    Some(Value::Null) => false,
                    Some(Value::Array(all)) => !all.is_empty(),
                    Some(Value::String(s)) => !s.is_empty(),
                    _ => true,
                };
                if told || *field == "mediators" {
                    let same = if *field == "mediators" { lands(i, j, field) } else { whole(i, j, field) };
                    let counted = scores.fields.entry((layer, *field)).or_default();
                    *counted = (counted.0 + usize::from(same), counted.1 + 1);
                }
            }
        }
        let sum = |items: &[Item], size: fn(&Item) -> usize| items.iter().map(size).sum::<usize>();
        match layer {
            "offers" => {
                let size: fn(&Item) -> usize = |o| o.invitations.len();
                let (gold, predicted) = (sum(&g, size), sum(&p, size));
                let invitees = |o: &Item| o.invitations.iter().map(|n| n.0.clone()).collect::<Vec<_>>();
                let hit = pairs.iter().map(|&(i, j)| common(&invitees(&g[i]), &invitees(&p[j]))).sum();
                scores.count("invitee", hit, gold, predicted);
                let hit = pairs.iter().map(|&(i, j)| common(&g[i].invitations, &p[j].invitations)).sum();
                scores.count("invitations", hit, gold, predicted);
            }
            "accords" => {
                let better = |i: usize, j: usize| 8 * i32::from(lands(i, j, "parties")) + like(i, j);
                let found = matching(g.len(), p.len(), |i, j| near(i, j) || named(i, j), better);
                scores.count("found", found.len(), g.len(), p.len());
                let hit = pairs.iter().map(|&(i, j)| g[i].categories.intersection(&p[j].categories).count()).sum();
                let size: fn(&Item) -> usize = |a| a.categories.len();
                scores.count("provisions", hit, sum(&g, size), sum(&p, size));
                breaches(scores, &g, &p, &starts);
            }
            _ => {}
        }
    }
}

/// Breaches match when their sentences are one and the country of who broke the accord agrees; counted in documents
/// whose accords all have them annotated.
fn breaches(scores: &mut DiplomacyScores, gold: &[Item], predicted: &[Item], starts: &[usize]) {
    if gold.is_empty() || gold.iter().any(|a| a.breaches.is_none()) {
        return;
    }
    let flat = |items: &[Item]| -> Vec<(usize, usize)> {
        let each = |(i, a): (usize, &Item)| (0..a.breaches.as_ref().map_or(0, Vec::len)).map(move |b| (i, b));
        items.iter().enumerate().flat_map(each).collect()
    };
    let (g, p) = (flat(gold), flat(predicted));
    let (of_gold, of_predicted) = (|i: usize| at(gold, g[i]), |j: usize| at(predicted, p[j]));
    let land = |code: &str| code.get(..3).unwrap_or_default().to_owned();
    let ok = |i: usize, j: usize| {
        let (x, y) = (of_gold(i), of_predicted(j));
        sentences::at(x.start, starts) == sentences::at(y.start, starts) && land(&x.by) == land(&y.by)
    };
    let like = |i: usize, j: usize| {
        i32::from(of_gold(i).start < of_predicted(j).end && of_predicted(j).start < of_gold(i).end)
    };
    let pairs = matching(g.len(), p.len(), ok, like);
    scores.count("breaches", pairs.len(), g.len(), p.len());
    for (i, j) in pairs {
        let (x, y) = (of_gold(i), of_predicted(j));
        let fields = [
            ("alleged_by", land(&x.alleged_by), land(&y.alleged_by)),
            ("provision", x.provision.clone(), y.provision.clone()),
        ];
        for (field, a, b) in fields.into_iter().filter(|(_, a, _)| !a.is_empty()) {
            let counted = scores.fields.entry(("breaches", field)).or_default();
            *counted = (counted.0 + usize::from(a == b), counted.1 + 1);
        }
    }
}

fn at(items: &[Item], (item, breach): (usize, usize)) -> &Broken {
    &items[item].breaches.as_deref().unwrap_or_default()[breach]
}

/// Size of the common part of two lists, each member as often as both have it.
fn common<T: PartialEq + Clone>(a: &[T], b: &[T]) -> usize {
    let mut rest = b.to_vec();
    a.iter().filter(|x| rest.iter().position(|y| y == *x).map(|at| rest.remove(at)).is_some()).count()
}
