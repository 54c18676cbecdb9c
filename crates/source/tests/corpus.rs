//! Everything in the shared corpus goes through, with as many of each kind as there are.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chancery_source::{Input, Options, open};

#[test]
#[allow(clippy::print_stdout, reason = "a check that is left out says why")]
fn the_corpus_goes_through() {
    let shared = std::env::var_os("CHANCERY_SHARED").map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let corpus = shared.join("corpus");
    if !corpus.is_dir() {
        println!("skipped: no corpus at {} (CHANCERY_SHARED names its folder)", corpus.display());
        return;
    }
    let mut read: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for item in open([Input::Path(corpus)], Options::default()) {
        let origin = item.as_ref().map_or_else(|e| &e.origin, |s| &s.origin);
        let file = origin.file.rsplit('/').next().unwrap_or_default();
        let member =
            origin.members.first().map(|m| if m.starts_with("feeds/") { m.clone() } else { "pages".to_owned() });
        let kind = member.unwrap_or_else(|| file.to_owned());
        let count = read.entry(kind).or_default();
        match item {
            Ok(_) => count.0 += 1,
            Err(error) => {
                assert!(!error.message.contains("a fault of the program"), "{error}");
                count.1 += 1;
            }
        }
    }
    let of = |kind: &str| read.get(kind).copied().unwrap_or_default();
    assert_eq!(of("articles_fr.jsonl"), (405, 0));
    assert_eq!(of("articles_en.jsonl"), (405, 0));
    assert_eq!(of("seed_fr.jsonl"), (1, 0));
    let lines: u32 = read.iter().filter(|(k, _)| k.ends_with(".jsonl") && *k != "index.jsonl").map(|(_, n)| n.0).sum();
    assert_eq!(lines, 2943, "{read:?}");
    assert_eq!(of("pages"), (156, 0), "{read:?}");
    // A list of the pages, whose lines hold no article.
    assert_eq!(of("index.jsonl").0, 0);
    println!("{read:?}");
    for feed in read.keys().filter(|k| k.starts_with("feeds/") && !k.contains("sitemap")) {
        assert!(of(feed).0 > 0, "{feed}: {read:?}");
    }
}
