//! A language ready to work: segmenter and network.

use std::cell::RefCell;
use std::path::Path;
use std::sync::OnceLock;

use chancery_record::{Name, Sentence, SmolStr, Span, Syntax};
use thiserror::Error;

use crate::container::{Bytes, Container, ModelError};
use crate::dateline;
use crate::names::LABELS;
use crate::network::{self, Network};
use crate::pack::{DataError, Pack};
use crate::segment::Segmenter;
use crate::subwords::Subwords;

/// Words that run through the network together.
const CHUNK: usize = 128;

/// Longest stretch of a sentence that gets one tree: scores are quadratic in it.
const LONGEST: usize = 240;

/// A language that cannot be made ready.
#[derive(Debug, Error)]
pub enum EngineError {
    /// Its model.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Its folder.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The program has no folder for the language of a model.
    #[error("no folder for the language '{0}'")]
    NoPack(String),
}

/// Segmenter and network of one language. Shared between threads; buffers are
/// kept per thread.
#[derive(Debug)]
pub struct Engine {
    lang: SmolStr,
    segmenter: Segmenter,
    network: Network,
    subwords: Subwords,
    upos: Vec<SmolStr>,
    feats: Vec<SmolStr>,
    rels: Vec<SmolStr>,
    hash: String,
}

#[derive(Default)]
struct Buffers {
    network: network::Scratch,
    lemma: String,
    key: Vec<u8>,
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

impl Engine {
    /// Languages whose models are part of the program.
    pub fn builtin_languages() -> impl Iterator<Item = &'static str> {
        crate::builtin::MODELS.iter().map(|(lang, _)| *lang)
    }

    /// The engine of a language whose model is part of the program; made once.
    pub fn builtin(lang: &str) -> Option<Result<&'static Engine, EngineError>> {
        static ENGINES: [OnceLock<Engine>; crate::builtin::MODELS.len()] =
            [const { OnceLock::new() }; crate::builtin::MODELS.len()];
        let at = crate::builtin::MODELS.iter().position(|(name, _)| *name == lang)?;
        if let Some(engine) = ENGINES[at].get() {
            return Some(Ok(engine));
        }
        let made = Pack::builtin(lang)
            .ok_or_else(|| EngineError::NoPack(lang.to_owned()))
            .and_then(|pack| Engine::new(Bytes::from_static(crate::builtin::MODELS[at].1), &pack));
        Some(made.map(|engine| ENGINES[at].get_or_init(|| engine)))
    }

    /// An engine of a model file, with the built-in folder of its language.
    ///
    /// # Errors
    /// When the file is no model, or there is no folder for its language.
    pub fn load(path: &Path) -> Result<Engine, EngineError> {
        let bytes = Bytes::read(path)?;
        let container = Container::open(bytes.clone())?;
        if !container.verify() {
            return Err(ModelError::format(format!("{}: the content is not what its hash says", path.display())).into());
        }
        let lang = Network::open(&container, network::Path::Portable)?.info.lang;
        let pack = Pack::builtin(&lang).ok_or(EngineError::NoPack(lang))?;
        Engine::new(bytes, &pack)
    }

    /// An engine of a model and a language folder (which may have overlays).
    ///
    /// # Errors
    /// When one of them is damaged.
    pub fn new(model: Bytes, pack: &Pack) -> Result<Engine, EngineError> {
        Engine::with_path(model, pack, network::Path::best())
    }

    /// Like [`Engine::new`], computing in the given way, which the machine must have.
    ///
    /// # Errors
    /// As there.
    pub fn with_path(model: Bytes, pack: &Pack, path: network::Path) -> Result<Engine, EngineError> {
        if !network::Path::available().contains(&path) {
            return Err(ModelError::format(format!("this machine does not have {path:?}")).into());
        }
        let container = Container::open(model)?;
        let network = Network::open(&container, path)?;
        let subwords = Subwords::open(&container)?;
        if subwords.dimensions() != network.info.pieces {
            return Err(
                ModelError::format("the vectors of pieces have not the length that the network asks for").into()
            );
        }
        let info = &network.info;
        let small = |list: &[String]| list.iter().map(SmolStr::from).collect();
        Ok(Engine {
            lang: info.lang.as_str().into(),
            segmenter: Segmenter::compile(pack)?,
            upos: small(&info.upos),
            feats: info.feats.iter().map(|f| if f == "_" { SmolStr::default() } else { f.into() }).collect(),
            rels: small(&info.rels),
            hash: container.hash(),
            subwords,
            network,
        })
    }

    /// Language of the engine.
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// Subword pieces and their vectors.
    pub fn subwords(&self) -> &Subwords {
        &self.subwords
    }

    /// SHA-256 of the model, in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What the model says of itself.
    pub fn info(&self) -> &network::Info {
        &self.network.info
    }

    /// The segmenter of the language.
    pub fn segmenter(&self) -> &Segmenter {
        &self.segmenter
    }

    /// Sentences, words, trees and names of a text.
    pub fn analyse(&self, text: &str) -> Syntax {
        let mut sentences = self.segmenter.segment(text);
        let names = self.annotate(&mut sentences);
        Syntax { lang: self.lang.clone(), sentences, names }
    }

    /// Fills tags, lemmas and trees of sentences whose words are given, and
    /// finds the names, in order and without overlaps.
    pub fn annotate(&self, sentences: &mut [Sentence]) -> Vec<Name> {
        BUFFERS.with(|buffers| match buffers.try_borrow_mut() {
            Ok(mut buffers) => self.annotate_with(sentences, &mut buffers),
            Err(_) => self.annotate_with(sentences, &mut Buffers::default()),
        })
    }

    fn annotate_with(&self, sentences: &mut [Sentence], buffers: &mut Buffers) -> Vec<Name> {
        let mut names = Vec::new();
        // Stretches of at most LONGEST words: sentence, first word, end.
        let mut stretches: Vec<(usize, usize, usize)> = Vec::new();
        let mut words = 0;
        for i in 0..sentences.len() {
            let n = sentences[i].tokens.len();
            let cut = dateline::end(&sentences[i].tokens).unwrap_or(0);
            let mut from = 0;
            while from < n {
                let to = if from < cut { cut } else { n.min(from + LONGEST) };
                if words + (to - from) > CHUNK && words > 0 {
                    self.run(sentences, &stretches, buffers, &mut names);
                    stretches.clear();
                    words = 0;
                }
                stretches.push((i, from, to));
                words += to - from;
                from = to;
            }
        }
        self.run(sentences, &stretches, buffers, &mut names);
        for sentence in sentences {
            if let Some(cut) = dateline::end(&sentence.tokens) {
                dateline::hang(&mut sentence.tokens, cut);
            }
        }
        names
    }

    fn run(
        &self,
        sentences: &mut [Sentence],
        stretches: &[(usize, usize, usize)],
        buffers: &mut Buffers,
        names: &mut Vec<Name>,
    ) {
        let Buffers { network: scratch, lemma, key } = buffers;
        let forms: Vec<Vec<&str>> = stretches
            .iter()
            .map(|&(i, from, to)| sentences[i].tokens[from..to].iter().map(|t| t.form.as_str()).collect())
            .collect();
        self.network.run(&self.subwords, &forms, scratch);
        let mut at = 0;
        for &(i, from, to) in stretches {
            let results = &scratch.words[at..at + to - from];
            at += to - from;
            let first_root = sentences[i].tokens[..from].iter().position(|t| t.head.is_none());
            for (token, word) in sentences[i].tokens[from..to].iter_mut().zip(results) {
                token.upos = self.upos[word.upos as usize].clone();
                token.feats = self.feats[word.feats as usize].clone();
                let script = match word.script {
                    Some(script) => self.network.scripts.get(script as usize),
                    None => {
                        crate::lemmas::lexicon_key(&token.form, &token.upos, key);
                        self.network.lexicon(key)
                    }
                };
                token.lemma = match script {
                    Some(script) if script.apply_into(&token.form, lemma) => lemma.as_str().into(),
                    _ => token.form.clone(),
                };
                token.head = word.head.checked_sub(1).map(|h| h + from as u32);
                token.deprel = self.rels[word.rel as usize].clone();
                if let (None, Some(root)) = (token.head, first_root) {
                    // A later stretch (of an overlong sentence, or after a dateline) hangs on the first.
                    token.head = Some(root as u32);
                    token.deprel = SmolStr::new_static("parataxis");
                }
            }
        }
        for &(stretch, first, last, label) in &scratch.found {
            let (i, from, _) = stretches[stretch as usize];
            let tokens = &sentences[i].tokens;
            let last = whole_word(tokens, from + last as usize);
            let span = Span { start: tokens[from + first as usize].span.start, end: tokens[last].span.end };
            // Two names that share a contraction would overlap.
            if names.last().is_none_or(|n: &Name| n.span.end <= span.start) {
                names.push(Name { span, label: LABELS[label as usize] });
            }
        }
    }
}

/// The last word of a name that ends at `last`, with what a hyphen joins to it: a given
/// name is one word, however the segmenter cuts it (`Park Geun-hye`).
fn whole_word(tokens: &[chancery_record::Token], last: usize) -> usize {
    let glued = |i: usize| tokens.get(i).is_some_and(|t| t.span.start == tokens[i - 1].span.end);
    let proper = |i: usize| {
        let form = tokens[i].form.trim_start_matches('-');
        tokens[i].upos == "PROPN" && form.chars().next().is_some_and(char::is_lowercase)
    };
    if glued(last + 1) && tokens[last + 1].form == "-" && glued(last + 2) && proper(last + 2) {
        return last + 2;
    }
    if glued(last + 1) && tokens[last + 1].form.starts_with('-') && proper(last + 1) {
        return last + 1;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(lang: &str) -> &'static Engine {
        Engine::builtin(lang).unwrap().unwrap()
    }

    #[test]
    fn every_path_gives_the_same_analysis() {
        let text = "Le ministre Paul Martin a rencontré hier à Genève les envoyés de l'ONU. Il n'a rien signé.\n\n\
                    « Nous parlerons », a-t-il dit aux journalistes du Monde.";
        let pack = Pack::builtin("fr").unwrap();
        let model = Bytes::from_static(crate::builtin::MODELS.iter().find(|m| m.0 == "fr").unwrap().1);
        let want = engine("fr").analyse(text);
        for path in network::Path::available() {
            let engine = Engine::with_path(model.clone(), &pack, path).unwrap();
            assert_eq!(engine.analyse(text), want, "{path:?}");
        }
    }

    #[test]
    fn trees_are_trees_and_names_lie_in_order() {
        for (lang, text) in [
            ("fr", "La France et l'Allemagne ont signé un accord à Berlin, a annoncé Anna Weber."),
            ("en", "France and Germany signed an agreement in Berlin, Anna Weber said."),
        ] {
            let syntax = engine(lang).analyse(text);
            for sentence in &syntax.sentences {
                assert_eq!(sentence.tokens.iter().filter(|t| t.head.is_none()).count(), 1);
                for token in &sentence.tokens {
                    assert!(!token.upos.is_empty() && !token.lemma.is_empty() && !token.deprel.is_empty());
                    assert_eq!(token.head.is_none(), token.deprel == "root");
                }
            }
            let names: Vec<_> = syntax
                .names
                .iter()
                .map(|n| (n.label.as_str(), &text[n.span.start as usize..n.span.end as usize]))
                .collect();
            for place in ["Berlin", if lang == "fr" { "Allemagne" } else { "Germany" }] {
                assert!(names.contains(&("LOC", place)), "{names:?}");
            }
            assert!(names.contains(&("PER", "Anna Weber")), "{names:?}");
            assert!(syntax.names.windows(2).all(|w| w[0].span.end <= w[1].span.start));
        }
    }

    #[test]
    fn a_sentence_analysed_alone_is_as_in_company() {
        let (one, two) = ("Le président a reçu les délégués.", "La réunion a duré deux heures.");
        let both = engine("fr").analyse(&format!("{one}\n\n{two}"));
        let alone = engine("fr").analyse(one);
        assert_eq!(both.sentences[0], alone.sentences[0]);
    }

    #[test]
    fn any_text_is_analysed_without_panic() {
        let long = "mot ".repeat(1500);
        for text in ["", " ", "\u{0}", "…", "é\u{301}", "«»", "👩‍👩‍👧", "a\n\n\n", "ＡＢＣ　ﬁn", "мир", &long]
        {
            let syntax = engine("fr").analyse(text);
            for sentence in &syntax.sentences {
                let n = sentence.tokens.len() as u32;
                assert!(sentence.tokens.iter().all(|t| t.head.is_none_or(|h| h < n)));
                assert_eq!(sentence.tokens.iter().filter(|t| t.head.is_none()).count(), 1);
            }
        }
    }

    #[test]
    fn the_builtin_models_are_whole() {
        for (lang, bytes) in crate::builtin::MODELS {
            let container = Container::open(Bytes::from_static(bytes)).unwrap();
            assert!(container.verify(), "{lang}");
            assert!(bytes.len() < 20 << 20, "{lang}");
            assert_eq!(engine(lang).lang(), lang);
            assert!(!engine(lang).info().sources.is_empty());
        }
    }
}
