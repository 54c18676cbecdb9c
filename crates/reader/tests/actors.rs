//! Line files: a sentence, and the mentions, codes, entities and places that must be read in it.

use chancery_language::{Engine, Pack};
use chancery_reader::actors::{Actors, Lexicon, Mention, read};
use chancery_reader::{Context, places};
use chancery_record::{Article, Edtf, Place};
use chancery_world::World;

struct Reading<'a> {
    text: &'a str,
    actors: Actors,
    places: Vec<Place>,
}

impl Reading<'_> {
    /// The mention of these words, or that begins with them; `words #2` is the second.
    fn mention(&self, words: &str) -> Option<&Mention> {
        let (words, n) = match words.rsplit_once(" #") {
            Some((words, n)) => (words, n.parse().unwrap_or(1)),
            None => (words, 1),
        };
        let exact = self.actors.mentions.iter().filter(|m| m.span.of(self.text) == words).nth(n - 1);
        exact.or_else(|| self.actors.mentions.iter().find(|m| m.span.of(self.text).starts_with(&format!("{words} "))))
    }

    fn place(&self, words: &str) -> Option<&Place> {
        self.places.iter().find(|p| p.span.of(self.text) == words)
    }

    /// What is wrong with an assertion, if anything.
    fn fails(&self, assertion: &str) -> Option<String> {
        let assertion = assertion.trim();
        if let Some(words) = assertion.strip_prefix("!@ ") {
            return self.place(words).map(|p| format!("is a place of {:?}", p.country));
        }
        if let Some(words) = assertion.strip_prefix("! ") {
            return self.mention(words).map(|m| format!("mentions {:?}", self.actors.entities[m.entity].name));
        }
        if let Some((words, wanted)) = assertion.strip_prefix("@ ").and_then(|a| a.split_once(" = ")) {
            let Some(place) = self.place(words) else { return Some("is no place".to_owned()) };
            let country = place.country.as_deref().unwrap_or("-");
            return (country != wanted).then(|| format!("is a place of {country}"));
        }
        if let Some((words, name)) = assertion.split_once(" ~ ") {
            let Some(mention) = self.mention(words) else { return Some("is no mention".to_owned()) };
            let read = &self.actors.entities[mention.entity].name;
            return (read != name).then(|| format!("is {read:?}"));
        }
        let Some((words, wanted)) = assertion.split_once(" = ") else { return Some("is no assertion".to_owned()) };
        let Some(mention) = self.mention(words) else { return Some("is no mention".to_owned()) };
        let code = self.actors.code(mention.entity).map_or("-", |c| c.as_str());
        (code != wanted).then(|| format!("has {code}"))
    }
}

fn check(lang: &str, lines: &str) {
    let pack = Pack::builtin(lang).expect("a language folder");
    let lexicon = Lexicon::compile(&pack).expect("a sound lexicon");
    let engine = Engine::builtin(lang).expect("a model").expect("a sound model");
    let world = World::builtin().expect("a sound world");
    let mut date: Option<Edtf> = None;
    let mut wrong = Vec::new();
    for (number, line) in lines.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if let Some(value) = line.strip_prefix("date ") {
            date = Some(value.trim().parse().expect("a date"));
            continue;
        }
        let (text, assertions) = line.split_once(" => ").expect("SENTENCE => ASSERTIONS");
        let article =
            Article { id: format!("{lang}-{number}"), date: date.clone(), text: text.to_owned(), ..Article::default() };
        let syntax = engine.analyse(&article.text);
        let cx = Context { article: &article, syntax: &syntax, world };
        let actors = read(cx, &lexicon);
        let places = places::read(cx, &actors);
        let reading = Reading { text, actors, places };
        for assertion in assertions.split(" | ") {
            if let Some(why) = reading.fails(assertion) {
                let mentions: Vec<&str> = reading.actors.mentions.iter().map(|m| m.span.of(text)).collect();
                wrong.push(format!(
                    "{lang}.txt:{}: `{}` {why}\n    {text}\n    mentions: {mentions:?}",
                    number + 1,
                    assertion.trim()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn french_actors_and_places() {
    check("fr", include_str!("actors/fr.txt"));
}

#[test]
fn english_actors_and_places() {
    check("en", include_str!("actors/en.txt"));
}

/// Trees may be anything: heads that point nowhere or in circles, words without tags.
#[test]
fn broken_trees_do_no_harm() {
    let world = World::builtin().expect("a sound world");
    for lang in ["fr", "en"] {
        let lexicon = Lexicon::compile(&Pack::builtin(lang).expect("a language folder")).expect("a sound lexicon");
        let engine = Engine::builtin(lang).expect("a model").expect("a sound model");
        let lines = if lang == "fr" { include_str!("actors/fr.txt") } else { include_str!("actors/en.txt") };
        for (number, line) in lines.lines().filter(|l| !l.starts_with('#')).enumerate() {
            for text in [line, "", "(", "\"", "… ' -", "É", "M. ", "de la", "Le"] {
                let article = Article { id: "x".into(), text: text.to_owned(), ..Article::default() };
                let sound = engine.analyse(&article.text);
                for change in 0..4 {
                    let mut syntax = sound.clone();
                    for sentence in &mut syntax.sentences {
                        let n = sentence.tokens.len() as u32;
                        for (i, token) in sentence.tokens.iter_mut().enumerate() {
                            match change {
                                0 => token.head = Some((i as u32 * 7 + number as u32) % (n + 3)),
                                1 => token.head = Some((i as u32 + 1) % n),
                                2 => (token.upos, token.lemma) = Default::default(),
                                _ => token.deprel = "conj".into(),
                            }
                        }
                    }
                    let cx = Context { article: &article, syntax: &syntax, world };
                    let actors = read(cx, &lexicon);
                    let _ = places::read(cx, &actors);
                    assert!(actors.mentions.windows(2).all(|m| m[0].head < m[1].head), "{text}");
                    assert!(actors.mentions.iter().all(|m| m.span.end as usize <= text.len()), "{text}");
                }
            }
        }
    }
}
