use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use chancery::language::conllu::{self, Document};
use chancery::language::evaluation::names::{self, NameScores};
use chancery::language::evaluation::trees::{self, TreeScores};
use chancery::language::evaluation::{Counts, iob};
use chancery::language::{Engine, identify};
use chancery::record::{Name, NameLabel, Offsets, Span, Syntax, Unit};
use chancery::source::{Input, Options};
use serde_json::{Map, Value, json};

use crate::{Outcome, report};

mod bench;

/// Arguments of `chancery parse`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Text, JSON Lines, a folder of them, or - for standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["gold", "gold_names"])]
    files: Vec<String>,

    /// Language of the texts (fr, en); else what the source says, else what the text is
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,

    /// Use this model file instead of the program's own
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Score against a treebank (CoNLL-U, also .xz): with its tokens, and from its raw text
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "gold_names"], num_args = 1..)]
    gold: Vec<PathBuf>,

    /// Score names against a file of tagged tokens (IOB2, also .xz) or JSON Lines with id and names
    #[arg(long, value_name = "FILE", conflicts_with = "files", num_args = 1..)]
    gold_names: Vec<PathBuf>,

    /// Texts of the names that JSON Lines annotate, JSON Lines with id and text
    #[arg(long, value_name = "FILE", requires = "gold_names", num_args = 1..)]
    texts: Vec<PathBuf>,

    /// Form of the scores
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,

    /// List the scores of every relation
    #[arg(long, requires = "gold")]
    relations: bool,

    /// Time N runs over the texts on one thread instead of printing trees
    #[arg(long, value_name = "N", conflicts_with_all = ["gold", "gold_names"])]
    bench: Option<usize>,
}

const EXAMPLES: &str = "\
Examples:
  chancery parse dispatch.txt > dispatch.conllu
  echo 'La ministre a signé le traité.' | chancery parse - --lang fr
  chancery parse --gold fr_sequoia-dev.conllu.xz --relations
  chancery parse --gold-names names.jsonl --texts articles.jsonl --format json
  chancery parse --gold-names en_ewt-dev.iob2.xz --lang en

Trees are Universal Dependencies in CoNLL-U; MISC gives each token's place in Unicode code points
(TokenRange) and the name it is part of (Name=B-PER; PER, LOC, ORG, MISC). Scores are F1 as in the
CoNLL 2018 shared task: punctuation counts, LAS ignores subtypes of relations. Names are right when
span and label are.";

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let engines = Engines::new(args)?;
    if !args.gold.is_empty() {
        score_trees(args, &engines)
    } else if !args.gold_names.is_empty() {
        score_names(args, &engines)
    } else if let Some(runs) = args.bench {
        bench::run(args, &engines, runs.max(1))
    } else {
        print_trees(args, &engines)
    }
}

/// The engine that was asked for, or those of the program.
struct Engines<'a> {
    loaded: Option<Engine>,
    lang: Option<&'a str>,
}

impl<'a> Engines<'a> {
    fn new(args: &'a Args) -> Result<Self> {
        let loaded = match &args.model {
            Some(path) => {
                Some(Engine::load(path).with_context(|| format!("{}: the model cannot be used", path.display()))?)
            }
            None => None,
        };
        Ok(Engines { loaded, lang: args.lang.as_deref() })
    }

    /// The engine for a text, by the model or language asked for, what the
    /// source says, or what the text is.
    fn get(&self, stated: Option<&str>, text: &str) -> Result<&Engine> {
        if let Some(engine) = &self.loaded {
            return Ok(engine);
        }
        let found;
        let lang = match self.lang.or(stated) {
            Some(lang) => lang,
            None => {
                found = identify(text).context("the language of the text is not clear; say it with --lang")?;
                found.lang.as_str()
            }
        };
        match Engine::builtin(lang) {
            Some(engine) => Ok(engine?),
            None => {
                let known: Vec<&str> = Engine::builtin_languages().collect();
                bail!("no model for the language '{lang}'; there are {}", known.join(", "))
            }
        }
    }
}

fn articles(args: &Args) -> chancery::source::Sources {
    let options = Options { lang: args.lang.clone(), ..Options::default() };
    chancery::source::open(args.files.iter().map(|f| Input::from_arg(f)), options)
}

fn print_trees(args: &Args, engines: &Engines<'_>) -> Result<Outcome> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut outcome = Outcome::Done;
    for item in articles(args) {
        let article = match item {
            Ok(sourced) => sourced.article,
            Err(error) => {
                report::unread(&error);
                outcome = Outcome::Partly;
                continue;
            }
        };
        match engines.get(article.lang.as_deref(), &article.text) {
            Ok(engine) => {
                let syntax = engine.analyse(&article.text);
                out.write_all(conllu::write(&article.text, &syntax, Some(&article.id)).as_bytes())?;
            }
            Err(error) => {
                report::warning(&format!("{}: {error}", article.id));
                outcome = Outcome::Partly;
            }
        }
    }
    out.flush()?;
    Ok(outcome)
}

/// The text of a file, unpacked when its name ends in `.xz`.
fn read(path: &Path) -> Result<String> {
    let unreadable = || format!("{} cannot be read", path.display());
    let bytes = std::fs::read(path).with_context(unreadable)?;
    let bytes = if path.extension().is_some_and(|e| e == "xz") {
        let mut plain = Vec::new();
        lzma_rs::xz_decompress(&mut bytes.as_slice(), &mut plain)
            .map_err(|e| anyhow!("{e:?}"))
            .with_context(|| format!("{} is no xz file", path.display()))?;
        plain
    } else {
        bytes
    };
    String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", path.display()))
}

/// Words given and words found.
#[derive(Default)]
struct Both {
    tokens: TreeScores,
    raw: TreeScores,
}

fn score_trees(args: &Args, engines: &Engines<'_>) -> Result<Outcome> {
    let mut out = anstream::stdout().lock();
    let mut total = Both::default();
    let mut files = Vec::new();
    for path in &args.gold {
        let name = path.display().to_string();
        let documents = conllu::read(&read(path)?, "")
            .with_context(|| format!("{name} is no treebank in CoNLL-U; texts go without --gold"))?;
        let sample: String = documents.iter().take(50).map(|d| d.text.as_str()).collect::<Vec<_>>().join("\n\n");
        let engine = engines.get(None, &sample).with_context(|| name.clone())?;
        let both = score_documents(engine, &documents).with_context(|| name.clone())?;
        total.tokens.add(&both.tokens);
        total.raw.add(&both.raw);
        files.push((name, both));
    }
    if args.format == Format::Json {
        let mut value = tree_json(&total);
        if files.len() > 1 {
            let each = files.iter().map(|(name, both)| (name.clone(), Value::Object(tree_json(both))));
            value.insert("files".to_owned(), Value::Object(each.collect()));
        }
        writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
        return Ok(Outcome::Done);
    }
    for (name, both) in &files {
        tree_table(&mut out, name, both, args.relations)?;
    }
    if files.len() > 1 {
        tree_table(&mut out, "all files", &total, args.relations)?;
    }
    Ok(Outcome::Done)
}

fn score_documents(engine: &Engine, documents: &[Document]) -> Result<Both> {
    let mut both = Both::default();
    for Document { text, syntax, .. } in documents {
        let mut given = syntax.clone();
        // The engine sees words only.
        for token in given.sentences.iter_mut().flat_map(|s| &mut s.tokens) {
            token.head = None;
            for gold in [&mut token.lemma, &mut token.upos, &mut token.feats, &mut token.deprel] {
                *gold = Default::default();
            }
        }
        given.names = engine.annotate(&mut given.sentences);
        both.tokens.add(&trees::score((text, syntax), (text, &given))?);
        both.raw.add(&trees::score((text, syntax), (text, &engine.analyse(text)))?);
    }
    Ok(both)
}

/// The measures in the order of the table.
fn measures(scores: &TreeScores) -> [(&'static str, Counts); 10] {
    [
        ("tokens", scores.tokens),
        ("sentences", scores.sentences),
        ("words", scores.words),
        ("upos", scores.upos),
        ("feats", scores.feats),
        ("lemma", scores.lemma),
        ("uas", scores.uas),
        ("las", scores.las),
        ("las_subtypes", scores.las_subtypes),
        ("clas", scores.clas),
    ]
}

fn tree_json(both: &Both) -> Map<String, Value> {
    let object = |scores: &TreeScores| -> Map<String, Value> {
        let mut map: Map<String, Value> =
            measures(scores).into_iter().map(|(name, counts)| (name.to_owned(), percent(counts.f1()))).collect();
        let relations = scores.relations.iter().map(|(name, c)| (name.to_string(), counts_json(*c)));
        map.insert("relations".to_owned(), Value::Object(relations.collect()));
        map
    };
    let mut map = object(&both.tokens);
    map.insert("raw".to_owned(), Value::Object(object(&both.raw)));
    map
}

fn percent(share: f64) -> Value {
    json!((share * 1e4).round() / 1e2)
}

fn counts_json(counts: Counts) -> Value {
    json!({
        "f1": percent(counts.f1()), "precision": percent(counts.precision()), "recall": percent(counts.recall()),
        "gold": counts.gold, "system": counts.system, "correct": counts.correct,
    })
}

fn tree_table(out: &mut impl Write, name: &str, both: &Both, relations: bool) -> Result<()> {
    let (sentences, words) = (both.tokens.sentences.gold, both.tokens.words.gold);
    writeln!(out, "{name}: {sentences} sentences, {words} words")?;
    writeln!(out, "{:<14}{:>12}{:>12}", "F1", "tokens given", "raw text")?;
    for ((measure, given), (_, raw)) in measures(&both.tokens).into_iter().zip(measures(&both.raw)) {
        let label = match measure {
            "las_subtypes" => "LAS, subtypes".to_owned(),
            "upos" | "uas" | "las" | "clas" => measure.to_uppercase(),
            _ => measure.to_owned(),
        };
        writeln!(out, "{label:<14}{:>12.2}{:>12.2}", 100.0 * given.f1(), 100.0 * raw.f1())?;
    }
    if relations {
        writeln!(out, "{:<14}{:>12}{:>12}{:>8}", "LAS by relation", "tokens given", "raw text", "gold")?;
        let mut order: Vec<_> = both.tokens.relations.iter().collect();
        order.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.gold));
        for (relation, given) in order {
            let raw = both.raw.relations.get(relation).copied().unwrap_or_default();
            writeln!(out, "{relation:<14}{:>12.2}{:>12.2}{:>8}", 100.0 * given.f1(), 100.0 * raw.f1(), given.gold)?;
        }
    }
    writeln!(out)?;
    Ok(())
}

fn score_names(args: &Args, engines: &Engines<'_>) -> Result<Outcome> {
    let mut total = NameScores::default();
    let texts = texts(&args.texts)?;
    for path in &args.gold_names {
        let name = path.display().to_string();
        let content = read(path)?;
        let scores = if content.trim_start().starts_with('{') {
            ensure!(!texts.is_empty(), "{name} holds offsets only; name the file that has the texts with --texts");
            names_by_offset(&content, &texts, engines)
        } else {
            names_by_token(&content, engines)
        };
        total.add(&scores.with_context(|| name.clone())?);
    }
    let mut out = anstream::stdout().lock();
    let rows = total.labels.iter().map(|(label, counts)| (label.as_str(), *counts));
    let rows: Vec<_> = rows.chain([("all", total.total())]).collect();
    if args.format == Format::Json {
        let map: Map<String, Value> = rows.iter().map(|(label, c)| ((*label).to_owned(), counts_json(*c))).collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&map)?)?;
        return Ok(Outcome::Done);
    }
    writeln!(out, "{:<6}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}", "names", "P", "R", "F1", "gold", "found", "right")?;
    for (label, counts) in rows {
        let [p, r, f] = [counts.precision(), counts.recall(), counts.f1()].map(|share| 100.0 * share);
        let Counts { gold, system, correct } = counts;
        writeln!(out, "{label:<6}{p:>8.2}{r:>8.2}{f:>8.2}{gold:>8}{system:>8}{correct:>8}")?;
    }
    Ok(Outcome::Done)
}

/// Names over the tokens that the file gives.
fn names_by_token(content: &str, engines: &Engines<'_>) -> Result<NameScores> {
    let tagged = iob::read(content, "")?;
    let Document { text, syntax, .. } = &tagged.document;
    let engine = engines.get(None, text)?;
    for (label, count) in &tagged.others {
        report::warning(&format!("{count} names labelled {label} are left out"));
    }
    let mut sentences = syntax.sentences.clone();
    let found = engine.annotate(&mut sentences);
    let labels: Vec<NameLabel> = tagged.labels.into_iter().collect();
    Ok(names::score(&syntax.names, &found, &labels))
}

/// Texts by identifier, with their languages.
type Texts = BTreeMap<String, (Option<String>, String)>;

fn texts(paths: &[PathBuf]) -> Result<Texts> {
    let mut texts = Texts::new();
    for path in paths {
        let content = read(path)?;
        for (i, line) in content.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let place = || format!("{}:{}", path.display(), i + 1);
            let value: Value = serde_json::from_str(line).with_context(place)?;
            let field = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
            let (id, text) = field("id").zip(field("text")).context("a line needs id and text").with_context(place)?;
            texts.insert(id, (field("lang"), text));
        }
    }
    Ok(texts)
}

/// Names in raw text, by offsets in code points.
fn names_by_offset(content: &str, texts: &Texts, engines: &Engines<'_>) -> Result<NameScores> {
    let mut documents: Vec<(&str, Option<&str>, Vec<Name>)> = Vec::new();
    let mut labels: Vec<NameLabel> = Vec::new();
    for (i, line) in content.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let place = || format!("line {}", i + 1);
        let value: Value = serde_json::from_str(line).with_context(place)?;
        let id = value.get("id").and_then(Value::as_str).context("no id").with_context(place)?;
        let (lang, text) =
            texts.get(id).with_context(|| format!("no text of '{id}' in the files given with --texts"))?;
        let names = value.get("names").and_then(Value::as_array).context("no names").with_context(place)?;
        let offsets = Offsets::new(text);
        let gold =
            names.iter().map(|name| gold_name(name, &offsets)).collect::<Result<Vec<_>>>().with_context(place)?;
        labels.extend(gold.iter().map(|n| n.label));
        documents.push((text, lang.as_deref(), gold));
    }
    let mut scores = NameScores::default();
    for (text, lang, gold) in &documents {
        let Syntax { names: found, .. } = engines.get(*lang, text)?.analyse(text);
        scores.add(&names::score(gold, &found, &labels));
    }
    Ok(scores)
}

fn gold_name(value: &Value, offsets: &Offsets<'_>) -> Result<Name> {
    let at = |key: &str| -> Result<u32> {
        let point = value.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        let point = point.with_context(|| format!("a name needs {key} in code points"))?;
        Ok(offsets.to_bytes(point, Unit::CodePoints))
    };
    let label = match value.get("label").and_then(Value::as_str) {
        Some("PER") => NameLabel::Per,
        Some("LOC") => NameLabel::Loc,
        Some("ORG") => NameLabel::Org,
        Some("MISC") => NameLabel::Misc,
        other => bail!("the label {other:?} is not PER, LOC, ORG or MISC"),
    };
    let span = Span { start: at("start")?, end: at("end")? };
    ensure!(span.start < span.end, "a name ends before it begins");
    Ok(Name { span, label })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        args: Args,
    }

    fn args(line: &[&str]) -> Args {
        Cli::try_parse_from(std::iter::once("parse").chain(line.iter().copied())).map(|cli| cli.args).unwrap()
    }

    const TREES: &str = "1\tElle\tlui\tPRON\t_\t_\t2\tnsubj\t_\t_\n2\tpart\tpartir\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n\
                         3\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_\n\n";

    #[test]
    fn json_has_the_same_keys_for_given_tokens_and_raw_text() {
        let args = args(&["--gold", "x.conllu", "--lang", "fr"]);
        let engines = Engines::new(&args).unwrap();
        let documents = conllu::read(TREES, "fr").unwrap();
        let both = score_documents(engines.get(None, "").unwrap(), &documents).unwrap();
        let json = tree_json(&both);
        for key in ["words", "sentences", "upos", "lemma", "uas", "las"] {
            assert!(json[key].is_f64() && json["raw"][key].is_f64(), "{key}");
        }
        assert_eq!(json["words"], 100.0);
        assert_eq!(json["raw"]["words"], 100.0, "the raw text has the same three words");
    }

    #[test]
    fn packed_files_are_unpacked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trees.conllu.xz");
        let mut packed = Vec::new();
        lzma_rs::xz_compress(&mut TREES.as_bytes(), &mut packed).unwrap();
        std::fs::write(&path, packed).unwrap();
        assert_eq!(read(&path).unwrap(), TREES);
        std::fs::write(&path, "plain").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("no xz file"));
    }

    #[test]
    fn names_by_offset_are_scored_and_wrong_ones_are_told() {
        let texts = Texts::from([("a".to_owned(), (Some("fr".to_owned()), "À Genève, rien.".to_owned()))]);
        let args = args(&["--gold-names", "x.jsonl"]);
        let engines = Engines::new(&args).unwrap();
        let gold = r#"{"id":"a","names":[{"start":2,"end":8,"label":"LOC"}]}"#;
        let counts = names_by_offset(gold, &texts, &engines).unwrap().total();
        assert_eq!(counts.gold, 1);
        let cases = [
            (gold.replace("\"a\"", "\"b\""), "no text of 'b'"),
            (gold.replace("LOC", "GPE"), "GPE"),
            (gold.replace("\"end\":8", "\"end\":2"), "ends before"),
            (gold.replace("\"start\":2,", ""), "needs start"),
        ];
        for (line, message) in cases {
            let error = names_by_offset(&line, &texts, &engines).unwrap_err();
            assert!(format!("{error:#}").contains(message), "{error:#}");
        }
    }

    #[test]
    fn a_text_without_a_settled_language_gets_a_hint() {
        let args = args(&["-"]);
        let engines = Engines::new(&args).unwrap();
        assert!(engines.get(None, "12 345").unwrap_err().to_string().contains("--lang"));
        assert!(engines.get(Some("xx"), "").unwrap_err().to_string().contains("there are en, fr"));
    }
}
