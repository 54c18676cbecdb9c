use std::collections::BTreeMap;
use std::path::Path;

use chancery_language::{DataError, Engine, EngineError, Pack};
use chancery_record::{Article, CodedBy, Identity, Reading, Syntax, sha256_hex, short_id};
use chancery_world::{World, WorldError};

use crate::{
    Context, Lexicons, actors, claims, confidence, diplomacy, events, places, quotations, relations, repair, signature,
    stances, times,
};

/// Why a reader could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// A language folder has a file with an error.
    #[error(transparent)]
    Language(#[from] DataError),
    /// The world file or a table has an error.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A model is damaged.
    #[error(transparent)]
    Model(#[from] EngineError),
    /// The weights of confidence have an error.
    #[error("{0}")]
    Confidence(String),
}

/// The layers of a reading while they are made, with all that led to them.
pub struct Layered {
    /// Entities and mentions.
    pub actors: actors::Actors,
    /// The reading; offsets are bytes.
    pub reading: Reading,
}

/// The world of the program, or one with the user's tables over it.
enum Known {
    Builtin(&'static World),
    Own(Box<World>),
}

impl Known {
    fn get(&self) -> &World {
        match self {
            Known::Builtin(world) => world,
            Known::Own(world) => world,
        }
    }
}

/// Reads articles: the lexicons of every language and the world, loaded once.
pub struct Reader {
    lexicons: BTreeMap<String, Lexicons>,
    world: Known,
    confidence: confidence::Weights,
    coded_by: CodedBy,
}

impl Reader {
    /// The reader with what the program carries.
    ///
    /// # Errors
    /// A [`ReaderError`] when the carried data is damaged.
    pub fn builtin() -> Result<Reader, ReaderError> {
        Reader::with_overlays(&[])
    }

    /// The reader with the user's folders laid over, in order. A folder has the
    /// shape of the project's own: `languages/LANG/…` and `world/…`.
    ///
    /// # Errors
    /// The first file with an error, by name and line.
    pub fn with_overlays(folders: &[&Path]) -> Result<Reader, ReaderError> {
        let mut lexicons = BTreeMap::new();
        let mut hashes = String::new();
        for lang in Pack::builtin_languages() {
            let Some(mut pack) = Pack::builtin(lang) else { continue };
            for folder in folders {
                let over = folder.join("languages").join(lang);
                if over.is_dir() {
                    pack.overlay(&over)?;
                }
            }
            for file in pack.files() {
                hashes += &sha256_hex(file.text.as_bytes());
            }
            lexicons.insert(lang.to_owned(), Lexicons::compile(&pack)?);
        }
        let over: Vec<_> = folders.iter().map(|f| f.join("world")).filter(|f| f.is_dir()).collect();
        let world = if over.is_empty() {
            Known::Builtin(World::builtin()?)
        } else {
            let mut world = World::carried()?;
            over.iter().try_for_each(|folder| world.overlay(folder))?;
            Known::Own(Box::new(world))
        };
        let mut models = String::new();
        for lang in Engine::builtin_languages() {
            if let Some(engine) = Engine::builtin(lang) {
                models += engine?.hash();
            }
        }
        models += &confidence::Weights::hash();
        let confidence = confidence::Weights::builtin().map_err(ReaderError::Confidence)?;
        let coded_by = CodedBy {
            program: concat!("chancery ", env!("CARGO_PKG_VERSION")).to_owned(),
            models: brief(&sha256_hex(models.as_bytes())),
            lexicons: brief(&sha256_hex(hashes.as_bytes())),
            world: brief(world.get().hash()),
        };
        Ok(Reader { lexicons, world, confidence, coded_by })
    }

    /// Tags of the languages that it reads.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.lexicons.keys().map(String::as_str)
    }

    /// Versions of everything that makes its readings.
    pub fn coded_by(&self) -> &CodedBy {
        &self.coded_by
    }

    /// What it knows of the world.
    pub fn world(&self) -> &World {
        self.world.get()
    }

    /// The lexicons of a language.
    pub fn lexicons(&self, lang: &str) -> Option<&Lexicons> {
        self.lexicons.get(lang)
    }

    /// Sentences, words, trees and names of an article by the program's own models.
    ///
    /// # Errors
    /// Why there are none: the language is unknown, or has no model.
    pub fn analyse(&self, article: &Article) -> Result<Syntax, String> {
        let stated = article.lang.as_deref().map(primary_tag);
        let Some(lang) = stated.or_else(|| chancery_language::identify(&article.text).map(|l| l.lang.to_string()))
        else {
            return Err("no layers: the language is not known; state it (lang)".to_owned());
        };
        match Engine::builtin(&lang) {
            Some(Ok(engine)) => {
                let mut syntax = engine.analyse(&article.text);
                repair::mend(&mut syntax.sentences);
                Ok(syntax)
            }
            Some(Err(error)) => Err(format!("no layers: {error}")),
            None => Err(self.no_lexicons(&lang)),
        }
    }

    /// Reads one article with the program's own models. Offsets are bytes.
    ///
    /// An article in a language that is not known or not read gets a reading
    /// without layers and a note that says why.
    pub fn read(&self, article: &Article) -> Reading {
        match self.analyse(article) {
            Ok(syntax) => self.read_trees(article, &syntax),
            Err(why) => self.unread(article, why),
        }
    }

    /// A reading without layers and the reason.
    pub fn unread(&self, article: &Article, why: String) -> Reading {
        let mut reading = Reading::of(article);
        reading.coded_by = self.coded_by.clone();
        reading.notes.push(why);
        reading
    }

    /// Reads one article whose trees are at hand. Offsets are bytes.
    ///
    /// An article in a language without lexicons gets a reading without layers
    /// and a note that says why.
    pub fn read_trees(&self, article: &Article, syntax: &Syntax) -> Reading {
        self.layers(article, syntax).reading
    }

    /// As [`Reader::read_trees`], with the entities' mentions kept.
    pub fn layers(&self, article: &Article, syntax: &Syntax) -> Layered {
        let mut reading = Reading::of(article);
        reading.coded_by = self.coded_by.clone();
        reading.signature = Some(signature::sign(article, syntax));
        reading.lang = Some(syntax.lang.to_string());
        let Some(lexicons) = self.lexicons.get(syntax.lang.as_str()) else {
            reading.notes.push(self.no_lexicons(&syntax.lang));
            return Layered { actors: actors::Actors::default(), reading };
        };
        let article = &prepared(article, lexicons, &mut reading);
        let cx = Context { article, syntax, world: self.world.get() };
        reading.times = times::read(cx, &lexicons.times);
        let actors = actors::read(cx, &lexicons.actors);
        reading.places = places::read(cx, &actors);
        reading.quotations = quotations::read(cx, &lexicons.quotations, &actors, &reading.times);
        let layers = events::Layers {
            actors: &actors,
            times: &reading.times,
            places: &reading.places,
            quotations: &reading.quotations,
        };
        reading.events = events::read(cx, &lexicons.events, layers);
        confidence::rate(&mut reading.events, syntax, &self.confidence);
        identify(&mut reading, &article.id);
        let layers = diplomacy::Layers {
            actors: &actors,
            times: &reading.times,
            places: &reading.places,
            quotations: &reading.quotations,
            events: &reading.events,
        };
        let below = events::Layers {
            actors: &actors,
            times: &reading.times,
            places: &reading.places,
            quotations: &reading.quotations,
        };
        let grammar = events::Grammar::new(cx, &lexicons.events, below);
        let relations = relations::read(cx, &lexicons.relations, &actors, &grammar);
        let stances = stances::read(cx, &lexicons.stances, &actors, &reading.quotations, &reading.events, &grammar);
        let claims = claims::read(cx, &lexicons.claims, &actors, &reading.places, &reading.times);
        let diplomacy = diplomacy::read(cx, &lexicons.diplomacy, &grammar, layers);
        (reading.relations, reading.stances, reading.claims, reading.diplomacy) =
            (relations, stances, claims, diplomacy);
        reading.entities.clone_from(&actors.entities);
        Layered { actors, reading }
    }

    /// How the acts of the sentence at byte `offset` were read.
    ///
    /// # Errors
    /// Why the article has no layers.
    pub fn explain(&self, article: &Article, syntax: &Syntax, offset: u32) -> Result<Vec<events::Derivation>, String> {
        let lexicons = self.lexicons.get(syntax.lang.as_str()).ok_or_else(|| self.no_lexicons(&syntax.lang))?;
        let Layered { actors, reading } = self.layers(article, syntax);
        let article = &prepared(article, lexicons, &mut Reading::of(article));
        let cx = Context { article, syntax, world: self.world.get() };
        let layers = events::Layers {
            actors: &actors,
            times: &reading.times,
            places: &reading.places,
            quotations: &reading.quotations,
        };
        Ok(events::explain(cx, &lexicons.events, layers, offset))
    }

    /// Why an article in `lang` has no layers.
    fn no_lexicons(&self, lang: &str) -> String {
        let known: Vec<&str> = self.languages().collect();
        format!("no layers: the language '{lang}' is not read (those that are: {})", known.join(", "))
    }
}

/// The article as the stages see it: called by what it is, so that the ids of its items are the same
/// whatever a file calls it, and with the dateline that its text gives when the source gave none.
fn prepared(article: &Article, lexicons: &Lexicons, reading: &mut Reading) -> Article {
    let mut own = Article { id: Identity::of(article).id(), ..article.clone() };
    if own.date.is_none()
        && let Some((date, span)) = times::dateline(&article.text, &lexicons.times)
    {
        reading.notes.push(format!("the date was taken from the text: \"{}\"", span.of(&article.text)));
        reading.date = Some(date.clone());
        own.date = Some(date);
    }
    own
}

/// Gives every item its stable identifier: a hash of article, layer, type and words.
fn identify(reading: &mut Reading, article: &str) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut fresh = |prefix: &str, kind: &str, start: u32, end: u32| {
        let id = short_id(prefix, &[article, kind, &start.to_string(), &end.to_string()]);
        // Two acts on the same words and of the same type keep apart.
        let times = seen.entry(id.clone()).or_default();
        *times += 1;
        if *times == 1 { id } else { format!("{id}-{times}") }
    };
    for event in &mut reading.events {
        event.id = fresh("v", event.kind.as_str(), event.span.start, event.span.end);
    }
    let mut renamed = BTreeMap::new();
    for quotation in &mut reading.quotations {
        let id = fresh("q", "", quotation.span.start, quotation.span.end);
        renamed.insert(std::mem::replace(&mut quotation.id, id.clone()), id);
    }
    for quotation in &mut reading.quotations {
        if let Some(earlier) = &mut quotation.repeats
            && let Some(id) = renamed.get(earlier)
        {
            earlier.clone_from(id);
        }
    }
}

/// `fr` of `fr-CA` or `FR`.
fn primary_tag(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

/// A hash short enough to read, long enough to tell versions apart.
fn brief(hash: &str) -> String {
    hash.chars().take(16).collect()
}
