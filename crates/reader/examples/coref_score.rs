//! Measures coreference: MUC, B³ and CEAF-e over the mentions that gold and reading share
//! by head word, and how often a pronoun's antecedent is right.
//!
//! usage: coref_score LANG FILE.jsonl [--errors N]
//! A line is `{"id", "text", "mentions": [[start, end, entity], …]}`, offsets in code points.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};

use chancery_language::{Engine, Pack};
use chancery_reader::{Context, actors};
use chancery_record::{Article, Offsets, Sentence, Unit};
use chancery_world::World;
use serde_json::Value;

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

type Clusters = Vec<BTreeSet<usize>>;

fn group<K: Ord>(ids: impl Iterator<Item = (usize, K)>) -> Clusters {
    let mut by: BTreeMap<K, BTreeSet<usize>> = BTreeMap::new();
    for (mention, id) in ids {
        by.entry(id).or_default().insert(mention);
    }
    by.into_values().collect()
}

fn muc(key: &Clusters, response: &Clusters) -> (f64, f64) {
    let (mut hit, mut all) = (0.0, 0.0);
    for k in key.iter().filter(|k| k.len() > 1) {
        let parts = response.iter().filter(|r| r.intersection(k).next().is_some()).count();
        hit += (k.len() - parts) as f64;
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

/// CEAF-e similarity with a greedy alignment, best pairs first.
fn ceaf(key: &Clusters, response: &Clusters) -> f64 {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, k) in key.iter().enumerate() {
        for (j, r) in response.iter().enumerate() {
            let shared = k.intersection(r).count() as f64;
            if shared > 0.0 {
                pairs.push((2.0 * shared / (k.len() + r.len()) as f64, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used_k, mut used_r, mut sum) = (BTreeSet::new(), BTreeSet::new(), 0.0);
    for (value, i, j) in pairs {
        if used_k.insert(i) {
            if used_r.insert(j) {
                sum += value;
            } else {
                used_k.remove(&i);
            }
        }
    }
    sum
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [lang, file] = args.get(..2).ok_or("usage: coref_score LANG FILE.jsonl [--errors N]")? else {
        return Err("two arguments".into());
    };
    let errors: usize =
        args.iter().position(|a| a == "--errors").and_then(|i| args.get(i + 1)).map_or(Ok(0), |n| n.parse())?;
    let lexicon = actors::Lexicon::compile(&Pack::builtin(lang).ok_or("no such language")?)?;
    let engine = Engine::builtin(lang).ok_or("no model")??;
    let world = World::builtin()?;
    let mut sums: BTreeMap<&str, (f64, f64, f64, f64)> = BTreeMap::new();
    let (mut gold_all, mut system_all, mut shared_all) = (0, 0, 0);
    let mut pronouns: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut shown = 0;
    for line in std::fs::read_to_string(file)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let article = Article {
            id: value["id"].as_str().unwrap_or("").to_owned(),
            text: value["text"].as_str().unwrap_or("").to_owned(),
            ..Article::default()
        };
        let syntax = engine.analyse(&article.text);
        let found = actors::read(Context { article: &article, syntax: &syntax, world }, &lexicon);
        let offsets = Offsets::new(&article.text);
        let mut gold: BTreeMap<(usize, usize), String> = BTreeMap::new();
        for m in value["mentions"].as_array().into_iter().flatten() {
            let at = |i: usize| offsets.to_bytes(m[i].as_u64().unwrap_or(0) as u32, Unit::CodePoints);
            let Some(s) = syntax.sentence_at(at(0)) else { continue };
            if let Some(head) = head_of(&syntax.sentences[s], at(0), at(1)) {
                gold.entry((s, head)).or_insert_with(|| m[2].to_string());
            }
        }
        let system: BTreeMap<(usize, usize), (usize, actors::MentionKind)> = found
            .mentions
            .iter()
            .filter(|m| m.kind != actors::MentionKind::Adjective)
            .map(|m| ((m.head.sentence as usize, m.head.token as usize), (m.entity, m.kind)))
            .collect();
        let shared: Vec<(usize, usize)> = gold.keys().filter(|k| system.contains_key(k)).copied().collect();
        (gold_all, system_all, shared_all) =
            (gold_all + gold.len(), system_all + system.len(), shared_all + shared.len());
        let key = group(shared.iter().enumerate().map(|(i, k)| (i, gold[k].clone())));
        let response = group(shared.iter().enumerate().map(|(i, k)| (i, system[k].0)));
        let mut add = |name, (hit, all): (f64, f64), (back, total): (f64, f64)| {
            let s = sums.entry(name).or_default();
            *s = (s.0 + hit, s.1 + all, s.2 + back, s.3 + total);
        };
        add("MUC", muc(&key, &response), muc(&response, &key));
        add("B3", b3(&key, &response), b3(&response, &key));
        let c = ceaf(&key, &response);
        add("CEAF-e", (c, key.len() as f64), (c, response.len() as f64));
        for (i, at) in shared.iter().enumerate() {
            let (entity, kind) = system[at];
            if !matches!(kind, actors::MentionKind::Pronoun | actors::MentionKind::Possessive) {
                continue;
            }
            let Some(before) = shared[..i].iter().rev().find(|b| system[b].0 == entity) else { continue };
            let right = gold[before] == gold[at];
            let count = pronouns.entry(format!("{kind:?}")).or_default();
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
    println!("mentions: gold {gold_all}, read {system_all}, shared {shared_all}");
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
