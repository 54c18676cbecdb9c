//! Measures coreference against annotated documents: MUC (Vilain et al. 1995), B³ (Bagga and
//! Baldwin 1998), CEAF-e (Luo 2005) and their mean (the CoNLL score), and how often the
//! antecedent of a pronoun is right.
//!
//! usage: `xzcat FILE | coref_score LANG - [--kinds person,organization,place] [--only PREFIX] [--forms] [--errors N]`
//!
//! FILE is CoNLL-U with `Entity=` in MISC (GUM), or CoNLL-2012 brackets in the last of fifteen
//! columns (Democrat). Text is put together from the words and read by the program's own models.
//!
//! What is scored: chains of two or more mentions, of the given kinds where the file tells
//! kinds, else those of which the reader finds a mention at all; mentions are the same when
//! their head words are. A mention of such a chain that the reader misses costs recall; one of
//! the reader's that is in no gold chain, and one of a chain of another kind, is left out.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use chancery_language::Pack;
use chancery_reader::{Reader, actors};
use chancery_record::{Article, Sentence};

/// A gold document.
#[derive(Default)]
struct Document {
    id: String,
    text: String,
    /// Bytes, chain, kind where the file tells it.
    mentions: Vec<(usize, usize, String, Option<String>)>,
}

/// A chain's number, its kind where the file tells it, and whether the mention ends at once.
type Opening = (String, Option<String>, bool);

/// Mentions that begin and end at a word: `(12-person-…`, `12)`, `(3`, `3)|4)`.
fn brackets(cell: &str) -> (Vec<Opening>, Vec<String>) {
    let (mut opens, mut closes) = (Vec::new(), Vec::new());
    let mut rest = cell;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('(') {
            let end = inner.find(['(', ')', '|']).unwrap_or(inner.len());
            let mut fields = inner[..end].split('-');
            let id = fields.next().unwrap_or_default().to_owned();
            let single = inner[end..].starts_with(')');
            opens.push((id, fields.next().map(str::to_owned), single));
            rest = &inner[end + usize::from(single)..];
        } else {
            let end = rest.find(['(', ')', '|']).unwrap_or(rest.len());
            if rest[end..].starts_with(')') && end > 0 {
                closes.push(rest[..end].to_owned());
            }
            let past = if rest[end..].starts_with('(') { end } else { (end + 1).min(rest.len()) };
            rest = &rest[past..];
        }
    }
    (opens, closes)
}

/// Reads either format.
fn documents(source: &str) -> Vec<Document> {
    let mut all: Vec<Document> = Vec::new();
    let mut open: Vec<(String, Option<String>, usize)> = Vec::new();
    let (mut glue, mut paragraph, mut inside) = (true, None::<String>, None::<(usize, usize)>);
    let mut last = 0;
    for line in source.lines() {
        let new = line.strip_prefix("# newdoc id = ").or_else(|| line.strip_prefix("#begin document "));
        if let Some(id) = new {
            all.push(Document { id: id.trim().to_owned(), ..Document::default() });
            open.clear();
            (glue, paragraph, inside) = (true, None, None);
            continue;
        }
        let Some(doc) = all.last_mut() else { continue };
        if line.starts_with("# newpar") && !line.starts_with("# newpar_") && !doc.text.is_empty() {
            doc.text.push_str("\n\n");
            glue = true;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() < 10 || line.starts_with('#') {
            continue;
        }
        let democrat = cells.len() >= 15;
        if democrat {
            let now = cells[11].to_owned();
            if paragraph.as_ref().is_some_and(|p| *p != now) {
                doc.text.push_str("\n\n");
                glue = true;
            }
            paragraph = Some(now);
        }
        let misc = cells[9];
        let field = |key: &str| misc.split('|').find_map(|f| f.strip_prefix(key));
        let cell = if democrat { cells[14] } else { field("Entity=").unwrap_or("_") };
        let mut write = |doc: &mut Document, form: &str| {
            let closing = form.starts_with([',', '.', ')', ';', ':', '!', '?', ']', '%', '»', '”']);
            let opened = doc.text.ends_with(['\'', '’', '(', '[', '«', '“']);
            let tight = if democrat { closing || opened } else { glue };
            if !tight && !doc.text.is_empty() && !doc.text.ends_with('\n') {
                doc.text.push(' ');
            }
            last = doc.text.len();
            doc.text.push_str(form);
            glue = misc.contains("SpaceAfter=No");
        };
        if let Some((first, end)) = cells[0].split_once('-') {
            write(doc, cells[1]);
            inside = first.parse().ok().zip(end.parse().ok());
            continue;
        }
        let Ok(number) = cells[0].parse::<usize>() else { continue };
        // Words of a contraction stand where it stands.
        if !inside.is_some_and(|(a, b)| (a..=b).contains(&number)) {
            inside = None;
            write(doc, cells[1]);
        }
        let (start, end) = (last, doc.text.len());
        let (opens, closes) = brackets(cell);
        for id in closes {
            if let Some(at) = open.iter().rposition(|o| o.0 == id) {
                let (id, kind, from) = open.remove(at);
                doc.mentions.push((from, end, id, kind));
            }
        }
        for (id, kind, single) in opens {
            let kind = kind.filter(|_| !democrat);
            if single {
                doc.mentions.push((start, end, id, kind));
            } else {
                open.push((id, kind, start));
            }
        }
    }
    all
}

/// The word of a span whose head lies outside it.
fn head_of(sentence: &Sentence, start: u32, end: u32) -> Option<usize> {
    let inside = |i: usize| {
        let s = sentence.tokens[i].span;
        s.start >= start && s.end <= end
    };
    let words: Vec<usize> = (0..sentence.tokens.len()).filter(|&i| inside(i)).collect();
    let outside = |&&i: &&usize| sentence.tokens[i].head.is_none_or(|h| !inside(h as usize));
    let nominal = |&&i: &&usize| matches!(sentence.tokens[i].upos.as_str(), "NOUN" | "PROPN" | "PRON" | "DET");
    words.iter().filter(outside).find(nominal).or_else(|| words.iter().find(outside)).copied()
}

type At = (usize, usize);
type Clusters = Vec<BTreeSet<At>>;

fn group<K: Ord>(ids: impl Iterator<Item = (At, K)>) -> Clusters {
    let mut by: BTreeMap<K, BTreeSet<At>> = BTreeMap::new();
    for (mention, id) in ids {
        by.entry(id).or_default().insert(mention);
    }
    by.into_values().filter(|c| c.len() > 1).collect()
}

/// Links of the key that the response has, and all of them.
fn muc(key: &Clusters, response: &Clusters) -> (f64, f64) {
    let (mut hit, mut all) = (0.0, 0.0);
    for k in key {
        let parts = response.iter().filter(|r| r.intersection(k).next().is_some()).count();
        let missed = k.iter().filter(|m| !response.iter().any(|r| r.contains(m))).count();
        hit += (k.len() - parts - missed) as f64;
        all += (k.len() - 1) as f64;
    }
    (hit, all)
}

fn b3(key: &Clusters, response: &Clusters) -> (f64, f64) {
    let (mut hit, mut all) = (0.0, 0.0);
    for k in key {
        for r in response {
            let shared = k.intersection(r).count() as f64;
            hit += shared * shared / k.len() as f64;
        }
        all += k.len() as f64;
    }
    (hit, all)
}

/// CEAF-e similarity under the best one-to-one alignment of chains.
fn ceaf(key: &Clusters, response: &Clusters) -> f64 {
    let n = key.len().max(response.len());
    let mut gain = vec![vec![0.0; n]; n];
    for (i, k) in key.iter().enumerate() {
        for (j, r) in response.iter().enumerate() {
            gain[i][j] = 2.0 * k.intersection(r).count() as f64 / (k.len() + r.len()) as f64;
        }
    }
    assignment(&gain)
}

/// The greatest sum of a square matrix with one value of each row and column (Kuhn 1955, with
/// potentials).
fn assignment(gain: &[Vec<f64>]) -> f64 {
    let n = gain.len();
    let (mut u, mut v) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let mut row_of = vec![0usize; n + 1];
    for i in 1..=n {
        row_of[0] = i;
        let mut column = 0;
        let mut least = vec![f64::INFINITY; n + 1];
        let mut way = vec![0usize; n + 1];
        let mut used = vec![false; n + 1];
        while row_of[column] != 0 {
            used[column] = true;
            let row = row_of[column];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for j in (1..=n).filter(|&j| !used[j]) {
                let cost = -gain[row - 1][j - 1] - u[row] - v[j];
                if cost < least[j] {
                    (least[j], way[j]) = (cost, column);
                }
                if least[j] < delta {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=n {
                if used[j] {
                    u[row_of[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[way[column]];
            column = way[column];
        }
    }
    (1..=n).map(|j| gain[row_of[j] - 1][j - 1]).sum()
}

fn option<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)).map(String::as_str)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let usage = "usage: coref_score LANG FILE|- [--kinds LIST] [--only PREFIX] [--forms] [--errors N]";
    let [lang, file] = args.get(..2).ok_or(usage)? else { return Err(usage.into()) };
    Pack::builtin(lang).ok_or("no such language")?;
    let errors: usize = option(&args, "--errors").map_or(Ok(0), str::parse)?;
    let kinds: BTreeSet<&str> = option(&args, "--kinds").unwrap_or("person,organization,place").split(',').collect();
    let forms = args.iter().any(|a| a == "--forms");
    let only = option(&args, "--only").unwrap_or("");
    let mut source = String::new();
    match file.as_str() {
        "-" => std::io::stdin().read_to_string(&mut source)?,
        path => std::fs::File::open(path)?.read_to_string(&mut source)?,
    };
    let reader = Reader::builtin()?;
    let mut sums: BTreeMap<&str, (f64, f64, f64, f64)> = BTreeMap::new();
    let (mut read_documents, mut gold_all, mut system_all, mut shared_all) = (0, 0, 0, 0);
    let mut pronouns: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut shown = 0;
    for doc in documents(&source).into_iter().filter(|d| d.id.starts_with(only)) {
        read_documents += 1;
        let article = Article { id: doc.id, text: doc.text, lang: Some(lang.clone()), ..Article::default() };
        let syntax = reader.analyse(&article)?;
        let found = reader.layers(&article, &syntax).actors;
        let system: BTreeMap<At, (usize, actors::MentionKind)> = found
            .mentions
            .iter()
            .filter(|m| m.kind != actors::MentionKind::Adjective && m.also.is_empty())
            .map(|m| ((m.head.sentence as usize, m.head.token as usize), (m.entity, m.kind)))
            .collect();
        let mut gold: BTreeMap<At, String> = BTreeMap::new();
        let mut kind_of: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        // The longest span first: a head is that of the whole phrase.
        let mut mentions = doc.mentions;
        mentions.sort_by_key(|m| std::cmp::Reverse(m.1 - m.0));
        for (start, end, id, kind) in &mentions {
            let Some(s) = syntax.sentence_at(*start as u32) else { continue };
            if let Some(head) = head_of(&syntax.sentences[s], *start as u32, *end as u32) {
                gold.entry((s, head)).or_insert_with(|| id.clone());
                kind_of.entry(id).or_insert(kind.as_deref());
            }
        }
        let met: BTreeSet<&String> = gold.iter().filter(|(at, _)| system.contains_key(at)).map(|(_, id)| id).collect();
        let tracked = |id: &String| match kind_of.get(id.as_str()).copied().flatten() {
            Some(kind) => kinds.contains(kind),
            None => met.contains(id),
        };
        let key = group(gold.iter().filter(|(_, id)| tracked(id)).map(|(at, id)| (*at, id)));
        let of_key: BTreeSet<At> = key.iter().flatten().copied().collect();
        let response = group(system.iter().filter(|(at, _)| of_key.contains(at)).map(|(at, (e, _))| (*at, e)));
        gold_all += of_key.len();
        system_all += system.len();
        shared_all += of_key.iter().filter(|at| system.contains_key(at)).count();
        let mut add = |name, (hit, all): (f64, f64), (back, total): (f64, f64)| {
            let s = sums.entry(name).or_default();
            *s = (s.0 + hit, s.1 + all, s.2 + back, s.3 + total);
        };
        add("MUC", muc(&key, &response), muc(&response, &key));
        add("B3", b3(&key, &response), b3(&response, &key));
        let c = ceaf(&key, &response);
        add("CEAF-e", (c, key.len() as f64), (c, response.len() as f64));
        let shared: Vec<At> = gold.keys().filter(|k| system.contains_key(k)).copied().collect();
        for (i, at) in shared.iter().enumerate() {
            let (entity, kind) = system[at];
            if !matches!(kind, actors::MentionKind::Pronoun | actors::MentionKind::Possessive) {
                continue;
            }
            let Some(before) = shared[..i].iter().rev().find(|b| system[b].0 == entity) else { continue };
            let right = gold[before] == gold[at];
            let form = &syntax.sentences[at.0].tokens[at.1].form;
            let name = if forms { form.to_lowercase() } else { format!("{kind:?}") };
            let count = pronouns.entry(name).or_default();
            *count = (count.0 + u32::from(right), count.1 + 1);
            if !right && shown < errors {
                shown += 1;
                let sentence = &syntax.sentences[at.0];
                println!(
                    "{} {:?} -> {} | {}",
                    article.id,
                    sentence.tokens[at.1].form,
                    found.entities[entity].name,
                    sentence.span.of(&article.text).replace('\n', " ")
                );
            }
        }
    }
    println!(
        "{read_documents} documents; mentions in chains: gold {gold_all}, found {shared_all} (the reader has {system_all} in all)"
    );
    let mut mean = 0.0;
    for (name, (hit, all, back, total)) in &sums {
        let (r, p) = (100.0 * hit / all.max(1.0), 100.0 * back / total.max(1.0));
        let f = 2.0 * p * r / (p + r).max(1e-9);
        mean += f / sums.len() as f64;
        println!("{name:<8} P {p:.1} R {r:.1} F {f:.1}");
    }
    println!("CoNLL mean F {mean:.1}");
    for (kind, (right, all)) in pronouns {
        println!("{kind}: antecedent right {right}/{all} = {:.1}", 100.0 * f64::from(right) / f64::from(all.max(1)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_alignment_is_not_the_greedy_one() {
        let gain = vec![vec![0.9, 0.8], vec![0.8, 0.1]];
        assert!((assignment(&gain) - 1.6).abs() < 1e-9);
        assert_eq!(assignment(&[]), 0.0);
    }

    #[test]
    fn brackets_open_and_close() {
        let (opens, closes) = brackets("7)|(8)");
        assert_eq!((opens, closes), (vec![("8".to_owned(), None, true)], vec!["7".to_owned()]));
        let (opens, closes) = brackets("(3-person-new-cf1-1-sgl)(4-place-new-cf2-2-coref");
        assert_eq!(opens[0], ("3".to_owned(), Some("person".to_owned()), true));
        assert_eq!(opens[1], ("4".to_owned(), Some("place".to_owned()), false));
        assert!(closes.is_empty());
    }
}
