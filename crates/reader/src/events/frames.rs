//! Frames: which words state which act, read from `frames/*.toml`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chancery_language::{DataError, Pack, PackFile};
use chancery_record::{EventType, SmolStr, Status};
use serde::Deserialize;

use super::functions::Functions;
use super::operators::Operator;
use super::roles::Role;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    verb: Words,
    #[serde(default)]
    noun: Words,
    #[serde(default)]
    adjective: Words,
    act: Option<String>,
    operator: Option<String>,
    mode: Option<SmolStr>,
    of: Option<String>,
    cameo: Option<SmolStr>,
    source: Option<Words>,
    target: Option<Words>,
    content: Option<Words>,
    control: Option<String>,
    genitive: Option<String>,
    alone: Option<bool>,
    #[serde(default)]
    when: BTreeMap<String, Words>,
    #[serde(default)]
    unless: BTreeMap<String, Words>,
    #[serde(default)]
    any: BTreeMap<String, Words>,
    counts: Option<String>,
    #[serde(default)]
    symmetric: bool,
    status: Option<String>,
    negated: Option<Negated>,
    unsaid: Option<SmolStr>,
    voice: Option<Voice>,
    cue: Option<bool>,
    #[serde(default)]
    speaker: bool,
    #[serde(default)]
    predicate: bool,
    #[serde(default)]
    none: bool,
    example: Option<String>,
    reads: Option<String>,
}

/// A string or a list of strings.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Words {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

impl Words {
    fn list(self) -> Vec<String> {
        match self {
            Words::None => Vec::new(),
            Words::One(word) => vec![word],
            Words::Many(words) => words,
        }
    }
}

/// The class of word that triggers a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Trigger {
    Verb,
    Noun,
    Adjective,
}

/// What an argument must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Is {
    /// The role is empty.
    Empty,
    /// A built-in or listed class.
    Class(SmolStr),
    /// One of these lemmas.
    Lemma(SmolStr),
}

impl Is {
    /// Whether words are listed, here or in `classes.toml`.
    fn listed(&self) -> bool {
        match self {
            Is::Empty => false,
            Is::Class(class) => !BUILT_IN.contains(&class.as_str()),
            Is::Lemma(_) => true,
        }
    }

    fn clausal(&self) -> bool {
        matches!(self, Is::Class(class) if matches!(class.as_str(), "infinitive" | "finite"))
    }
}

/// What a number of people counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    Dead,
    Injured,
    Arrested,
}

impl std::str::FromStr for Counts {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        match s {
            "dead" => Ok(Counts::Dead),
            "injured" => Ok(Counts::Injured),
            "arrested" => Ok(Counts::Arrested),
            _ => Err(format!("'{s}' is no count (dead, injured, arrested)")),
        }
    }
}

/// What a frame is when its word is denied.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Negated {
    /// The frame holds only then, and its act took place: "did not accede" is a refusal.
    Only,
    /// The frame does not hold then.
    Never,
}

/// Whether the verb's surface subject acts or undergoes.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Voice {
    Active,
    Passive,
}

/// What a frame says.
#[derive(Clone, Debug)]
pub(super) enum Says {
    /// The word is no event.
    Nothing,
    /// The word states an act.
    Act(EventType),
    /// The word acts on an act.
    Operator(Operator),
}

/// One frame.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// `fr/bombarder`
    pub(super) rule: SmolStr,
    /// Its lemmas as they are written.
    pub(super) words: Vec<SmolStr>,
    pub(super) says: Says,
    pub(super) mode: Option<SmolStr>,
    pub(super) of: Option<EventType>,
    pub(super) cameo: Option<SmolStr>,
    /// Alternatives in order; each a set of roles taken together.
    pub(super) source: Option<Vec<Vec<Role>>>,
    pub(super) target: Option<Vec<Vec<Role>>>,
    pub(super) content: Option<Vec<Role>>,
    pub(super) control: Option<Role>,
    pub(super) genitive: Option<Role>,
    pub(super) alone: Option<bool>,
    pub(super) when: Vec<(Role, Vec<Is>)>,
    pub(super) unless: Vec<(Role, Vec<Is>)>,
    /// One of these must hold, when there are any.
    pub(super) any: Vec<(Role, Vec<Is>)>,
    /// What the number of the frame's objects counts.
    pub(super) counts: Option<Counts>,
    pub(super) symmetric: bool,
    pub(super) status: Option<Status>,
    /// What becomes of it when its word is denied.
    pub(super) negated: Option<Negated>,
    /// Sector of the source where it is not said.
    pub(super) unsaid: Option<SmolStr>,
    /// The frame holds only in this voice.
    pub(super) voice: Option<Voice>,
    /// Whether the word may, or must, be the cue of a quotation: "a-t-il poursuivi".
    pub(super) cue: Option<bool>,
    /// The source is whoever says so in a quotation.
    pub(super) speaker: bool,
    /// The word must be what is said of a subject: "c'est une erreur".
    pub(super) predicate: bool,
    /// The example and what it must read as, for the tests of the lexicon.
    pub(super) example: Option<(String, String)>,
}

/// A frame under one of its trigger words.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Lemmas that must stand before the trigger: the modifiers of a compound, the nearest first;
    /// the clitics of a verb.
    pub(super) before: Vec<SmolStr>,
    /// Lemmas that must follow the trigger, in order.
    pub(super) rest: Vec<SmolStr>,
    /// The verb is used with its reflexive pronoun.
    pub(super) reflexive: bool,
    pub(super) frame: usize,
}

/// All frames of a language, by trigger.
#[derive(Debug, Default)]
pub(super) struct Frames {
    pub(super) frames: Vec<Frame>,
    by_word: HashMap<(Trigger, SmolStr), Vec<Pattern>>,
    /// Inflected forms of verbs and nouns, for lemmas that a tagger guessed wrong.
    inflected: HashMap<(Trigger, SmolStr), SmolStr>,
    /// Classes of lemmas: `talks`, `accord`.
    classes: BTreeMap<SmolStr, BTreeSet<SmolStr>>,
}

/// Classes that the engine knows without a list.
pub(super) const BUILT_IN: [&str; 16] = [
    "actor",
    "person",
    "armed",
    "cop",
    "civilian",
    "government",
    "place",
    "act",
    "hostile",
    "good",
    "number",
    "infinitive",
    "legislature",
    "press",
    "finite",
    "quoted",
];

impl Frames {
    pub(super) fn compile(pack: &Pack, functions: &Functions) -> Result<Frames, DataError> {
        let mut out = Frames::default();
        if let Some(file) = pack.file("classes.toml") {
            let classes: BTreeMap<SmolStr, Vec<String>> = file.toml()?;
            out.classes = classes
                .into_iter()
                .map(|(name, words)| (name, words.iter().map(|w| crate::tree::plain(w)).collect()))
                .collect();
        }
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for file in pack.folder("frames").filter(|f| f.path.ends_with(".toml")) {
            let entries: toml::Table = file.toml()?;
            for (key, value) in entries {
                out.collect(pack, file, functions, key, value, &mut seen)?;
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for patterns in out.by_word.values_mut() {
            let frames = &out.frames;
            patterns.sort_by_key(|p| {
                let frame = &frames[p.frame];
                let shadow = matches!(frame.says, Says::Nothing);
                let conditions = || frame.when.iter().chain(&frame.any).map(|(_, is)| is.as_slice());
                // Lists of words say more than kinds of actors, and those more than "there is a clause",
                // which gives way to operators that find an act in the clause.
                let weight = |is: &[Is]| if is.iter().all(Is::listed) { 2 } else { 1 };
                let clausal = conditions().flatten().any(Is::clausal);
                let narrow = if clausal { 0 } else { 1 }
                    + frame.when.iter().filter(|_| !clausal).map(|(_, is)| weight(is)).sum::<usize>()
                    + frame.any.iter().filter(|_| !clausal).map(|(_, is)| weight(is)).max().unwrap_or(0)
                    + 3 * usize::from(frame.negated == Some(Negated::Only));
                let words = p.before.len() + p.rest.len() + usize::from(p.reflexive);
                std::cmp::Reverse((words, narrow, shadow, frame.unless.len().min(1)))
            });
        }
        let mut words: Vec<(Trigger, SmolStr)> = out.by_word.keys().cloned().collect();
        words.sort_unstable();
        for (trigger, word) in words {
            let forms = match trigger {
                Trigger::Verb => functions.inflected(&word),
                Trigger::Noun => functions.plurals(&word),
                Trigger::Adjective => continue,
            };
            for form in forms {
                out.inflected.entry((trigger, form.into())).or_insert_with(|| word.clone());
            }
        }
        Ok(out)
    }

    /// A table is a frame, or a group of senses `[frapper.sanctions]`.
    fn collect(
        &mut self,
        pack: &Pack,
        file: &PackFile,
        functions: &Functions,
        key: String,
        value: toml::Value,
        seen: &mut BTreeMap<String, String>,
    ) -> Result<(), DataError> {
        let last = key.rsplit('.').next().unwrap_or(&key).to_owned();
        let line = file.line_with(&format!("[{key}]")).or_else(|| file.line_with(&last));
        let toml::Value::Table(mut table) = value else {
            return Err(file.error(line, format!("'{key}' is no table: a frame is written [{key}]")));
        };
        let senses: Vec<String> = table
            .iter()
            .filter(|(k, v)| v.is_table() && !matches!(k.as_str(), "when" | "unless" | "any"))
            .map(|(k, _)| k.clone())
            .collect();
        for sense in senses {
            if let Some(value) = table.remove(&sense) {
                self.collect(pack, file, functions, format!("{key}.{sense}"), value, seen)?;
            }
        }
        if table.is_empty() {
            return Ok(());
        }
        let is_frame = ["verb", "noun", "adjective"].iter().any(|k| table.contains_key(*k));
        if !is_frame {
            return Err(file.error(line, format!("the frame '{key}' has no verb, noun or adjective")));
        }
        if let Some(other) = seen.insert(key.clone(), file.origin.clone()) {
            return Err(file.error(line, format!("the frame '{key}' stands in {other} too")));
        }
        let entry: Entry = toml::Value::Table(table)
            .try_into()
            .map_err(|e: toml::de::Error| file.error(line, format!("frame '{key}': {}", e.message())))?;
        let fail = |message: String| file.error(line, format!("frame '{key}': {message}"));
        self.add(&pack.lang, functions, &key, entry).map_err(fail)
    }

    fn add(&mut self, lang: &str, functions: &Functions, key: &str, entry: Entry) -> Result<(), String> {
        let says = match (entry.none, &entry.act, &entry.operator) {
            (true, None, None) => Says::Nothing,
            (false, Some(act), None) => {
                Says::Act(act.parse().map_err(|e: chancery_record::UnknownWord| e.to_string())?)
            }
            (false, None, Some(op)) => Says::Operator(op.parse()?),
            _ => return Err("needs exactly one of act, operator, none = true".to_owned()),
        };
        let triggers = [
            (Trigger::Verb, entry.verb.list()),
            (Trigger::Noun, entry.noun.list()),
            (Trigger::Adjective, entry.adjective.list()),
        ];
        let frame = Frame {
            rule: format!("{lang}/{key}").into(),
            words: triggers.iter().flat_map(|(_, words)| words).map(SmolStr::new).collect(),
            says,
            mode: entry.mode,
            of: entry.of.map(|o| o.parse()).transpose().map_err(|e: chancery_record::UnknownWord| e.to_string())?,
            cameo: entry.cameo,
            source: alternatives(entry.source)?,
            target: alternatives(entry.target)?,
            content: entry
                .content
                .map(|w| w.list().iter().map(|r| role(r)).collect::<Result<Vec<_>, _>>())
                .transpose()?,
            control: entry.control.as_deref().map(role).transpose()?,
            genitive: entry.genitive.as_deref().map(role).transpose()?,
            alone: entry.alone,
            when: self.conditions(entry.when)?,
            unless: self.conditions(entry.unless)?,
            any: self.conditions(entry.any)?,
            counts: entry.counts.map(|c| c.parse()).transpose()?,
            symmetric: entry.symmetric,
            negated: entry.negated,
            status: entry
                .status
                .map(|s| s.parse())
                .transpose()
                .map_err(|e: chancery_record::UnknownWord| e.to_string())?,
            unsaid: entry.unsaid,
            voice: entry.voice,
            cue: entry.cue,
            speaker: entry.speaker,
            predicate: entry.predicate,
            example: entry.example.zip(entry.reads),
        };
        let index = self.frames.len();
        self.frames.push(frame);
        for (trigger, words) in triggers {
            for word in words {
                let word = crate::tree::plain(&word);
                let mut parts: Vec<&str> = word
                    .split_inclusive(|c: char| c.is_whitespace() || c == '\'')
                    .map(str::trim)
                    .filter(|p| !p.is_empty())
                    .collect();
                let verb = trigger == Trigger::Verb;
                let reflexive = verb && parts.len() > 1 && functions.reflexive.contains(parts[0]);
                if reflexive {
                    parts.remove(0);
                }
                let mut clitics = Vec::new();
                while verb && parts.len() > 1 && functions.clitics.contains(parts[0]) {
                    clitics.push(SmolStr::new(parts.remove(0)));
                }
                if parts.is_empty() {
                    return Err("an empty lemma".to_owned());
                }
                let mut parts: Vec<SmolStr> = parts
                    .iter()
                    .enumerate()
                    .filter(|(n, p)| *n == 0 || !functions.skipped.contains(**p))
                    .map(|(_, p)| SmolStr::new(p))
                    .collect();
                let head = if trigger == Trigger::Noun { functions.head_of(&parts) } else { 0 };
                let rest = parts.split_off(head + 1);
                let Some(first) = parts.pop() else { continue };
                parts.reverse();
                parts.extend(clitics);
                self.by_word.entry((trigger, first)).or_default().push(Pattern {
                    before: parts,
                    rest,
                    reflexive,
                    frame: index,
                });
            }
        }
        Ok(())
    }

    fn conditions(&self, table: BTreeMap<String, Words>) -> Result<Vec<(Role, Vec<Is>)>, String> {
        table
            .into_iter()
            .map(|(name, words)| {
                let is = words
                    .list()
                    .into_iter()
                    .map(|word| match word.strip_prefix('@') {
                        _ if word.is_empty() => Ok(Is::Empty),
                        Some(class) if BUILT_IN.contains(&class) || self.classes.contains_key(class) => {
                            Ok(Is::Class(class.into()))
                        }
                        Some(class) => Err(format!("no class '@{class}' in classes.toml")),
                        None => Ok(Is::Lemma(crate::tree::plain(&word))),
                    })
                    .collect::<Result<Vec<_>, _>>()?;
                Ok((role(&name)?, is))
            })
            .collect()
    }

    /// Whether a listed class holds the lemma.
    pub(super) fn in_class(&self, class: &str, lemma: &str) -> bool {
        self.classes.get(class).is_some_and(|words| words.contains(lemma))
    }

    /// The word of the frames that has this inflected form.
    pub(super) fn lemma_of(&self, trigger: Trigger, form: &str) -> Option<&SmolStr> {
        self.inflected.get(&(trigger, SmolStr::new(form)))
    }

    /// The patterns of a trigger word, the most specific first.
    pub(super) fn of(&self, trigger: Trigger, lemma: &str) -> &[Pattern] {
        // SmolStr keys of up to 23 bytes cost no allocation here.
        self.by_word.get(&(trigger, SmolStr::new(lemma))).map_or(&[], Vec::as_slice)
    }
}

fn role(name: &str) -> Result<Role, String> {
    name.parse().map_err(|()| format!("'{name}' is no role ({})", Role::names()))
}

fn alternatives(words: Option<Words>) -> Result<Option<Vec<Vec<Role>>>, String> {
    words
        .map(|w| {
            w.list()
                .iter()
                .map(|alternative| alternative.split('+').map(|r| role(r.trim())).collect::<Result<Vec<_>, _>>())
                .collect()
        })
        .transpose()
}
