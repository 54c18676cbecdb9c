//! `actors/roles.toml` and `actors/grammar.toml` of a language.

use std::collections::{BTreeSet, HashMap};

use chancery_language::{DataError, Pack, PackFile};
use chancery_record::{ActorCode, EntityKind, SmolStr};
use chancery_world::Role as Office;
use serde::Deserialize;

use super::traits::{Gender, Number};

mod files;

use files::{Closed, CountryFrom, GrammarFile, OfficeOf, RolesFile};

/// What a noun says of the actor that it describes.
#[derive(Clone, Debug)]
pub(crate) struct RoleNoun {
    /// PLOVER sector.
    pub(crate) sector: Option<SmolStr>,
    /// The whole code, for bodies.
    pub(crate) code: Option<ActorCode>,
    /// What the actor is.
    pub(crate) kind: EntityKind,
    /// A bare noun has the country that the article is about.
    pub(crate) topic: bool,
    /// An owner with a code of its own lends it.
    pub(crate) inherits: bool,
    /// A place after it says where, not whose.
    pub(crate) abroad: bool,
    /// The office it names.
    pub(crate) office: Option<Office>,
    /// It is that office only with a state.
    pub(crate) office_of_state: bool,
    /// It takes up somebody already named.
    pub(crate) refers: bool,
    /// It has the office of another ("homologue").
    pub(crate) counterpart: bool,
    /// It stands for many even in the singular, and describes no single person ("presse").
    pub(crate) collective: bool,
    /// With a complement that is no actor it means something else ("majorité des cas").
    pub(crate) alone: bool,
    /// With a complement that is no actor it says nothing of a sector ("museum director").
    pub(crate) vague: bool,
    /// With a state it is its head of state or of government ("leader").
    pub(crate) leads: bool,
}

/// Role of phrases that are no actors.
pub(crate) const IGNORED: usize = usize::MAX;

/// A phrase and the group it belongs to, or [`IGNORED`].
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(crate) words: Vec<String>,
    pub(crate) role: usize,
}

/// What a pronoun can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Animacy {
    /// Human beings.
    Person,
    /// States, bodies, things.
    Thing,
}

/// Agreement features of a pronoun or possessive.
#[derive(Clone, Debug)]
pub(crate) struct Pronoun {
    pub(crate) gender: Option<Gender>,
    pub(crate) number: Number,
    pub(crate) of: Option<Animacy>,
    pub(crate) only: Option<String>,
    pub(crate) nearest: bool,
    pub(crate) first: bool,
}

/// The stage's lexicon in one language.
#[derive(Debug, Default)]
pub struct Lexicon {
    pub(crate) lang: String,
    pub(crate) roles: Vec<RoleNoun>,
    /// Phrases by their first word, the longest first.
    phrases: HashMap<String, Vec<Phrase>>,
    /// First words of phrases by their spelling without accents.
    unaccented: HashMap<String, String>,
    /// Sectors by adjective.
    adjectives: HashMap<String, SmolStr>,
    titles: HashMap<String, Option<Gender>>,
    given: HashMap<String, Gender>,
    former: BTreeSet<String>,
    former_prefixes: Vec<String>,
    pub(crate) owner: BTreeSet<String>,
    pub(crate) place: BTreeSet<String>,
    pub(crate) town: BTreeSet<String>,
    pub(crate) actor: BTreeSet<String>,
    pub(crate) scene: BTreeSet<String>,
    pub(crate) place_verbs: BTreeSet<String>,
    pub(crate) address: BTreeSet<String>,
    pub(crate) recipient: BTreeSet<String>,
    /// Case markers of somebody who is set against the subject.
    pub(crate) contrast: BTreeSet<String>,
    pub(crate) impersonal: BTreeSet<String>,
    /// Verbs that with an adverb have no one for a subject: `il y a`.
    pub(crate) existential: Vec<(String, String)>,
    pub(crate) copula: BTreeSet<String>,
    pub(crate) government_nouns: BTreeSet<String>,
    pub(crate) distance_nouns: BTreeSet<String>,
    pronouns: HashMap<String, Vec<Pronoun>>,
    possessives: HashMap<String, Pronoun>,
    definite: BTreeSet<String>,
    demonstrative: BTreeSet<String>,
    /// Words that say there are two: `deux`, `both`.
    pub(crate) two: BTreeSet<String>,
    /// Words for one of several: `une des porte-parole`.
    pub(crate) one: BTreeSet<String>,
    pub(crate) place_nouns: BTreeSet<String>,
    pub(crate) urban: BTreeSet<String>,
    pub(crate) compass: BTreeSet<String>,
    never: BTreeSet<String>,
}

impl Lexicon {
    /// Compiles `actors/roles.toml`, the files beside it called `actors/roles_….toml`, and `actors/grammar.toml` of a language folder.
    ///
    /// # Errors
    /// A [`DataError`] with file and line.
    pub fn compile(pack: &Pack) -> Result<Lexicon, DataError> {
        let mut out = Lexicon { lang: pack.lang.clone(), ..Lexicon::default() };
        let main = pack.required("actors/roles.toml")?;
        let mut seen = BTreeSet::new();
        // Further files lie over the main one: their phrases come first.
        let further =
            pack.folder("actors").filter(|f| f.path.starts_with("actors/roles_") && f.path.ends_with(".toml"));
        for file in further.chain([main]) {
            out.compile_roles(file, &mut seen)?;
        }
        let grammar: GrammarFile = pack.required("actors/grammar.toml")?.toml()?;
        out.compile_grammar(grammar);
        Ok(out)
    }

    fn compile_roles(&mut self, file: &PackFile, seen: &mut BTreeSet<String>) -> Result<(), DataError> {
        let data: RolesFile = file.toml()?;
        let at = |word: &str| file.line_with(&format!("\"{word}\""));
        for group in data.roles {
            let first = group.nouns.first().cloned().unwrap_or_default();
            if let Some(sector) = &group.sector {
                ActorCode::new("UNK", sector)
                    .map_err(|_| file.error(at(&first), format!("'{sector}' is no sector (three capital letters)")))?;
            }
            let code = match &group.code {
                Some(code) => Some(code.parse().map_err(|e| file.error(at(&first), format!("{e}")))?),
                None => None,
            };
            let office = match &group.office {
                Some(word) => Some(word.parse::<Office>().map_err(|e| file.error(at(word), e.to_string()))?),
                None => None,
            };
            let role = self.roles.len();
            self.roles.push(RoleNoun {
                sector: group.sector.map(SmolStr::from),
                code,
                kind: group.kind,
                topic: group.country == CountryFrom::Topic,
                inherits: group.inherits,
                abroad: group.abroad,
                office,
                office_of_state: group.office_of == Some(OfficeOf::State),
                refers: group.refers,
                counterpart: group.counterpart,
                collective: group.collective,
                alone: group.alone,
                vague: group.vague,
                leads: group.leads,
            });
            for noun in &group.nouns {
                let words = phrase_words(noun);
                let Some(first) = words.first().cloned() else {
                    return Err(file.error(at(noun), "an empty noun"));
                };
                // The first group that lists a phrase has it.
                if seen.insert(words.join(" ")) {
                    // Some cut words at hyphens, some do not.
                    if let Some(cut) = cut_at_hyphens(&words) {
                        self.phrases.entry(cut[0].clone()).or_default().push(Phrase { words: cut, role });
                    }
                    self.phrases.entry(first).or_default().push(Phrase { words, role });
                }
            }
        }
        for phrase in &data.ignore {
            let words = phrase_words(phrase);
            let Some(first) = words.first().cloned() else { return Err(file.error(at(phrase), "an empty phrase")) };
            self.phrases.entry(first).or_default().push(Phrase { words, role: IGNORED });
        }
        let mut firsts: Vec<&String> = self.phrases.keys().collect();
        firsts.sort_unstable();
        self.unaccented = firsts.into_iter().map(|w| (super::identities::fold(w), w.clone())).collect();
        self.phrases.values_mut().for_each(|list| list.sort_by_key(|p| std::cmp::Reverse(p.words.len())));
        for (sector, words) in data.adjectives {
            ActorCode::new("UNK", &sector).map_err(|_| {
                file.error(file.line_with(&sector), format!("'{sector}' is no sector (three capital letters)"))
            })?;
            for word in words {
                self.adjectives.entry(fold_word(&word)).or_insert_with(|| SmolStr::from(sector.as_str()));
            }
        }
        Ok(())
    }

    fn compile_grammar(&mut self, data: GrammarFile) {
        let genders = [
            (data.titles.masculine, Some(Gender::Masculine)),
            (data.titles.feminine, Some(Gender::Feminine)),
            (data.titles.any, None),
        ];
        for (words, gender) in genders {
            self.titles.extend(words.into_iter().map(|w| (w, gender)));
        }
        self.given.extend(data.given.masculine.into_iter().map(|w| (w, Gender::Masculine)));
        self.given.extend(data.given.feminine.into_iter().map(|w| (w, Gender::Feminine)));
        let set = |words: Vec<String>| words.into_iter().collect::<BTreeSet<_>>();
        self.former = set(data.former.words);
        self.former_prefixes = data.former.prefixes;
        self.owner = set(data.case.owner);
        self.place = set(data.case.place);
        self.town = set(data.case.town);
        self.actor = set(data.case.actor);
        self.scene = set(data.verbs.scene);
        self.place_verbs = set(data.verbs.place);
        self.address = set(data.verbs.address);
        self.recipient = set(data.case.recipient);
        self.contrast = set(data.case.contrast);
        self.impersonal = set(data.verbs.impersonal);
        self.existential = data.verbs.existential;
        self.copula = set(data.verbs.copula);
        self.government_nouns = set(data.nouns.government);
        self.distance_nouns = set(data.nouns.place);
        self.definite = set(data.determiners.definite);
        self.demonstrative = set(data.determiners.demonstrative);
        self.two = set(data.determiners.two);
        self.one = set(data.determiners.one);
        self.place_nouns = set(data.places.before);
        self.urban = set(data.places.urban);
        self.compass = set(data.places.compass);
        self.never = set(data.places.never);
        for entry in data.pronouns {
            for form in &entry.forms {
                self.pronouns.entry(form.clone()).or_default().push(Pronoun::from(&entry));
            }
        }
        for entry in data.possessives {
            for form in &entry.forms {
                self.possessives.insert(form.clone(), Pronoun::from(&entry));
            }
        }
    }

    /// Phrases that start with this word.
    pub(crate) fn phrases(&self, first: &str) -> &[Phrase] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }

    /// Whether a text of several words is a phrase for an actor.
    pub(crate) fn is_phrase(&self, text: &str) -> bool {
        let words = phrase_words(text);
        words.len() > 1 && self.phrases(&words[0]).iter().any(|p| p.words == words && p.role != IGNORED)
    }

    /// Whether a text is or ends in a phrase for an actor: `US State Department`.
    pub(crate) fn ends_in_phrase(&self, text: &str) -> bool {
        let words: Vec<&str> = text.split_whitespace().collect();
        (0..words.len()).any(|i| self.is_phrase(&words[i..].join(" ")))
    }

    /// Whether two words are a phrase that is no actor: `en place`.
    pub(crate) fn is_ignored(&self, first: &str, second: &str) -> bool {
        self.phrases(first).iter().any(|p| p.role == IGNORED && p.words.len() == 2 && p.words[1] == second)
    }

    /// Whether a word alone is a noun for an actor.
    pub(crate) fn is_noun(&self, word: &str) -> bool {
        self.phrases(word).iter().any(|p| p.words.len() == 1)
    }

    /// Whether a text is a phrase for a person's office or calling: `Prime Minister`.
    pub(crate) fn is_person_phrase(&self, text: &str) -> bool {
        let words = phrase_words(text);
        words.first().is_some_and(|first| {
            self.phrases(first)
                .iter()
                .any(|p| p.words == words && self.roles.get(p.role).is_some_and(|r| r.kind == EntityKind::Person))
        })
    }

    /// Whether a word alone is a noun for a body that is no place.
    pub(crate) fn is_body_noun(&self, word: &str) -> bool {
        self.phrases(word)
            .iter()
            .any(|p| p.words.len() == 1 && self.roles.get(p.role).is_some_and(|r| r.kind == EntityKind::Organization))
    }

    /// The lexicon's first word that is equal when accents are ignored ("Television").
    pub(crate) fn unaccented<'s>(&'s self, word: &'s str) -> &'s str {
        self.unaccented.get(&super::identities::fold(word)).map_or(word, String::as_str)
    }

    /// The sector that an adjective gives a vague noun.
    pub(crate) fn adjective(&self, lemma: &str) -> Option<&SmolStr> {
        self.adjectives.get(&fold_word(lemma))
    }

    /// Whether the word is a title before a name, and the gender it tells.
    pub(crate) fn title(&self, form: &str) -> Option<Option<Gender>> {
        self.titles.get(form).or_else(|| self.titles.get(&form.to_lowercase())).copied()
    }

    /// The gender that a given name mostly tells.
    pub(crate) fn given(&self, name: &str) -> Option<Gender> {
        self.given.get(name).copied()
    }

    /// Whether the word ends an office: `ancien`.
    pub(crate) fn former(&self, lemma: &str) -> bool {
        self.former.contains(lemma)
    }

    /// The word without a prefix that ends an office: `ex-ministre`.
    pub(crate) fn without_former_prefix<'w>(&self, word: &'w str) -> Option<&'w str> {
        self.former_prefixes.iter().find_map(|p| word.strip_prefix(p.as_str()))
    }

    /// The pronoun that a form is, given its part of speech.
    pub(crate) fn pronoun(&self, form: &str, upos: &str) -> Option<&Pronoun> {
        self.pronouns.get(form)?.iter().find(|p| p.only.as_deref().is_none_or(|only| only == upos))
    }

    /// The possessive determiner that a form is.
    pub(crate) fn possessive(&self, form: &str) -> Option<&Pronoun> {
        self.possessives.get(form)
    }

    /// Whether a determiner marks something known.
    pub(crate) fn is_definite(&self, form: &str) -> bool {
        self.definite.contains(form)
    }

    /// Whether a determiner points back.
    pub(crate) fn is_demonstrative(&self, form: &str) -> bool {
        self.demonstrative.contains(form)
    }

    /// Whether a word keeps a name from being a place: `Air`.
    pub(crate) fn never_place(&self, word: &str) -> bool {
        self.never.contains(word)
    }
}

impl From<&Closed> for Pronoun {
    fn from(c: &Closed) -> Pronoun {
        Pronoun {
            gender: c.gender,
            number: c.number,
            of: c.of,
            only: c.only.clone(),
            nearest: c.nearest,
            first: c.first,
        }
    }
}

/// A phrase's words as the trees cut them: at blanks and after apostrophes.
fn phrase_words(phrase: &str) -> Vec<String> {
    let mut words = Vec::new();
    for chunk in phrase.split_whitespace() {
        let mut rest = chunk;
        while let Some(at) = rest.find(['\'', '’']) {
            let end = at + rest[at..].chars().next().map_or(1, char::len_utf8);
            if end >= rest.len() {
                break;
            }
            words.push(fold_word(&rest[..end]));
            rest = &rest[end..];
        }
        words.push(fold_word(rest));
    }
    words
}

/// The words of a phrase with hyphens as words of their own, if it has any.
fn cut_at_hyphens(words: &[String]) -> Option<Vec<String>> {
    if !words.iter().any(|w| w.trim_matches('-').contains('-')) {
        return None;
    }
    let mut out = Vec::new();
    for word in words {
        for (i, part) in word.split('-').enumerate() {
            if i > 0 {
                out.push("-".to_owned());
            }
            if !part.is_empty() {
                out.push(part.to_owned());
            }
        }
    }
    Some(out)
}

/// Lower case, straight apostrophes, and no accent on the first letter, which
/// capitals often lack (`Etat`).
pub(crate) fn fold_word(word: &str) -> String {
    let lower = word.to_lowercase().replace('’', "'");
    let mut chars = lower.chars();
    let Some(first) = chars.next() else { return lower };
    let plain = match first {
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'à' | 'â' | 'ä' => 'a',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'û' | 'ü' | 'ù' => 'u',
        _ => return lower,
    };
    let mut out = String::with_capacity(lower.len());
    out.push(plain);
    out.push_str(chars.as_str());
    out
}
