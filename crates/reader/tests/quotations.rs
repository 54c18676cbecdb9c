//! Quotations: one case a block of `tests/quotations/LANG.txt`.
//!
//! A block opens with `# what it shows`; its text marks direct quotations as
//! `[words]{Speaker}` and indirect ones as `<words>{Speaker}`. What is not
//! marked must not be read. The trees of the texts stand in `LANG.conllu`, in
//! the same order, so that the cases do not change with the models.

use chancery_language::{Pack, conllu};
use chancery_reader::actors::Actors;
use chancery_reader::{Context, quotations};
use chancery_record::{Article, Quotation, QuotationKind, Span, Syntax};
use chancery_world::World;

/// One expected quotation: kind, words, speaker.
type Expected = (QuotationKind, String, String);

struct Case {
    line: usize,
    name: String,
    text: String,
    expected: Vec<Expected>,
}

fn cases(file: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut block: Vec<&str> = Vec::new();
    let mut start = None;
    for (i, line) in file.lines().chain(["# "]).enumerate() {
        if let Some(name) = line.strip_prefix("# ") {
            if let Some((line, name)) = start.replace((i + 1, name.to_owned())) {
                let marked = block.join("\n");
                let (text, expected) = unmark(marked.trim());
                cases.push(Case { line, name, text, expected });
            }
            block.clear();
        } else {
            block.push(line);
        }
    }
    cases
}

/// The text without marks, and what they mark.
fn unmark(marked: &str) -> (String, Vec<Expected>) {
    let mut text = String::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut expected = Vec::new();
    let mut chars = marked.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '[' | '<' => open.push((c, text.len())),
            ']' | '>' => {
                let (mark, start) = open.pop().expect("an opening mark");
                assert_eq!(chars.next(), Some('{'), "a speaker after {text:?}");
                let speaker: String = chars.by_ref().take_while(|c| *c != '}').collect();
                let kind = if mark == '[' { QuotationKind::Direct } else { QuotationKind::Indirect };
                expected.push((kind, text[start..].to_owned(), speaker));
            }
            c => text.push(c),
        }
    }
    assert!(open.is_empty(), "unclosed mark in {marked:?}");
    expected.sort();
    (text, expected)
}

fn trees(file: &str) -> Vec<&str> {
    file.split("# newdoc").skip(1).collect()
}

fn read(lang: &str, text: &str, syntax: &Syntax, lexicon: &quotations::Lexicon) -> Vec<Quotation> {
    let article = Article { id: "case".into(), lang: Some(lang.into()), text: text.to_owned(), ..Article::default() };
    let world = World::default();
    let cx = Context { article: &article, syntax, world: &world };
    quotations::read(cx, lexicon, &Actors::default(), &[])
}

fn lexicon(lang: &str) -> quotations::Lexicon {
    let pack = Pack::builtin(lang).expect("a built-in language");
    quotations::Lexicon::compile(&pack).unwrap_or_else(|e| panic!("{e}"))
}

fn load(lang: &str) -> (Vec<Case>, String) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/quotations");
    let text = std::fs::read_to_string(format!("{folder}/{lang}.txt")).expect("cases");
    let trees = std::fs::read_to_string(format!("{folder}/{lang}.conllu")).expect("trees");
    (cases(&text), trees)
}

fn run(lang: &str) {
    let (cases, conllu_text) = load(lang);
    let trees = trees(&conllu_text);
    assert_eq!(cases.len(), trees.len(), "{lang}: as many trees as cases");
    assert!(cases.len() >= 60, "{lang}: {} cases", cases.len());
    let lexicon = lexicon(lang);
    let mut failures = Vec::new();
    for (case, tree) in cases.iter().zip(trees) {
        let tree = format!("# newdoc{tree}");
        let syntax = conllu::with_ranges(&tree, &case.text, lang).expect("trees that fit the text");
        let found = read(lang, &case.text, &syntax, &lexicon);
        let mut got: Vec<Expected> = found
            .iter()
            .map(|q| {
                let words = q.span.of(&case.text).to_owned();
                (q.kind, words, q.speaker.clone().unwrap_or_default())
            })
            .collect();
        got.sort();
        if got != case.expected {
            failures.push(format!(
                "{lang}.txt:{}: {}\n  {}\n  expected {:?}\n  read     {:?}",
                case.line, case.name, case.text, case.expected, got
            ));
        }
    }
    assert!(failures.is_empty(), "{} of {} cases\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn french_cases() {
    run("fr");
}

#[test]
fn english_cases() {
    run("en");
}

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below.max(1)
    }
}

fn check(text: &str, found: &[Quotation]) {
    let inside = |s: Span| {
        let (a, b) = (s.start as usize, s.end as usize);
        a <= b && b <= text.len() && text.is_char_boundary(a) && text.is_char_boundary(b)
    };
    let mut last_direct = 0;
    for pair in found.windows(2) {
        assert!(pair[0].span.start <= pair[1].span.start, "text order");
    }
    for q in found {
        assert!(inside(q.span) && !q.span.is_empty(), "{:?} in {text:?}", q.span);
        assert!(q.cue.is_none_or(|c| inside(c.0)));
        assert!(q.speaker.as_ref().is_some_and(|s| !s.trim().is_empty()), "a speaker in {text:?}");
        assert!(q.because.is_some());
        if q.kind == QuotationKind::Direct {
            assert!(q.span.start >= last_direct, "direct quotations overlap in {text:?}");
            last_direct = q.span.end;
        }
    }
}

/// Whatever the trees are, spans lie in the text and direct quotations do not overlap.
#[test]
fn broken_trees_do_no_harm() {
    for lang in ["fr", "en"] {
        let (cases, conllu_text) = load(lang);
        let lexicon = lexicon(lang);
        let mut dice = Dice(7);
        for (case, tree) in cases.iter().zip(trees(&conllu_text)) {
            let good = conllu::with_ranges(&format!("# newdoc{tree}"), &case.text, lang).expect("trees");
            for _ in 0..12 {
                let mut syntax = good.clone();
                for sentence in &mut syntax.sentences {
                    let n = sentence.tokens.len();
                    for _ in 0..1 + n / 3 {
                        let at = dice.roll(n);
                        let other = dice.roll(n);
                        let borrowed = sentence.tokens[other].clone();
                        let token = &mut sentence.tokens[at];
                        match dice.roll(5) {
                            0 => token.head = Some(other as u32),
                            1 => token.head = None,
                            2 => token.deprel = borrowed.deprel,
                            3 => token.upos = borrowed.upos,
                            _ => token.feats = borrowed.feats,
                        }
                    }
                }
                if dice.roll(4) == 0 {
                    syntax.sentences.truncate(dice.roll(3));
                }
                check(&case.text, &read(lang, &case.text, &syntax, &lexicon));
            }
        }
    }
}

/// A text without trees has no quotations, and reading it does no harm.
#[test]
fn no_trees_no_quotations() {
    let lexicon = lexicon("fr");
    for text in ["", "«", "\"\"\"", "« a » “b” ‘c’ \"d\" 'e", "— — —", "\n\n\"\n\n"] {
        assert!(read("fr", text, &Syntax::default(), &lexicon).is_empty());
    }
}

/// A name of a lexicon's own kind is refused, with file and line.
#[test]
fn unknown_fields_are_refused() {
    let folder = std::env::temp_dir().join(format!("chancery-quotations-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut pack = Pack::builtin("fr").expect("French");
    let good = pack.file("quotations.toml").expect("the file").text.replace("[words]", "[words]\nnonsense = 1");
    std::fs::write(folder.join("quotations.toml"), good).expect("a file");
    pack.overlay(&folder).expect("an overlay");
    let error = quotations::Lexicon::compile(&pack).expect_err("an unknown field");
    std::fs::remove_dir_all(&folder).ok();
    assert!(error.line.is_some() && error.message.contains("nonsense"), "{error}");
}
