//! The words of the stage: `quotations.toml` of a language folder.

use std::collections::{BTreeMap, BTreeSet};

use chancery_language::{DataError, Pack, PackFile};
use serde::Deserialize;

use super::marks::Pair;

const FILE: &str = "quotations.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    marks: Marks,
    cue: BTreeMap<String, CueGroup>,
    #[serde(default)]
    noun: BTreeMap<String, NounGroup>,
    attribution: Vec<Attribution>,
    words: Words,
    /// Endings of verbs and of their forms, for lemmas that the tagger got wrong.
    #[serde(default)]
    endings: BTreeMap<String, Vec<String>>,
    /// Irregular forms of cue verbs by lemma.
    #[serde(default)]
    forms: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    channel: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    relay: Relay,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    pairs: Vec<[String; 2]>,
    #[serde(default)]
    dashes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueGroup {
    verbs: Vec<String>,
    #[serde(default)]
    clause: bool,
    #[serde(default)]
    bare_clause: bool,
    #[serde(default)]
    infinitive: Vec<String>,
    #[serde(default)]
    gerund: bool,
    #[serde(default)]
    fronted: bool,
    #[serde(default)]
    predicate: bool,
    #[serde(default)]
    agent: bool,
    #[serde(default)]
    continues: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NounGroup {
    nouns: Vec<String>,
    #[serde(default)]
    clause: bool,
    #[serde(default)]
    infinitive: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attribution {
    words: Vec<String>,
    #[serde(default)]
    weak: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// Complementisers of content clauses.
    complementisers: Vec<String>,
    /// Words that open an indirect question.
    #[serde(default)]
    questions: Vec<String>,
    /// Conjunctions of a clause that only names the teller: `comme l'a dit X`.
    as_clause: Vec<String>,
    relative: Vec<String>,
    coordinators: Vec<String>,
    negation: Vec<String>,
    reflexive: Vec<String>,
    /// Nouns whose apposed quoted words are a name.
    titles: Vec<String>,
    /// Verbs that give a name.
    naming: Vec<String>,
    /// Nouns that stand for whoever issued them.
    carriers: Vec<String>,
    /// Nouns that speak for nobody.
    not_sources: Vec<String>,
    /// Prepositions of an agent.
    agent: Vec<String>,
    /// Prepositions of an addressee.
    addressee: Vec<String>,
    /// Prepositions of a carrier's issuer.
    issuer: Vec<String>,
    /// Titles of persons that are no part of a name.
    honorifics: Vec<String>,
    /// Verbs whose subject is that of the verb under them.
    #[serde(default)]
    raising: Vec<String>,
    /// Pronouns that are hung on a verb after it.
    #[serde(default)]
    clitics: Vec<String>,
    /// Pronouns for nobody in particular.
    #[serde(default)]
    indefinite: Vec<String>,
    /// Nouns of people and bodies that hold views.
    #[serde(default)]
    persons: Vec<String>,
    /// Definite and demonstrative determiners.
    #[serde(default)]
    definite: Vec<String>,
    /// Endings that make a future of the infinitive.
    #[serde(default)]
    future: Vec<String>,
    /// Pronouns of persons and nothing else.
    #[serde(default)]
    personal: Vec<String>,
    /// Prepositions of a manner that is told of the speaker: `en riant`, `sans répondre`.
    #[serde(default)]
    manner: Vec<String>,
    /// Demonstrative determiners.
    #[serde(default)]
    demonstrative: Vec<String>,
    /// Object pronouns that stand before their verb.
    #[serde(default)]
    object_clitics: Vec<String>,
    /// Words before a complementiser that make an adverbial clause of it.
    #[serde(default)]
    adverbial: Vec<String>,
    /// Verbs under which a report is only seeming or possible.
    #[serde(default)]
    hedges: Vec<String>,
    /// Auxiliaries of the perfect.
    #[serde(default)]
    perfect: Vec<String>,
    /// Prepositions by their contractions with an article.
    #[serde(default)]
    contractions: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Relay {
    /// Verbs of recording.
    #[serde(default)]
    recorded: Vec<String>,
    /// Verbs of publishing.
    #[serde(default)]
    published: Vec<String>,
    /// Nouns of outlets and agencies.
    #[serde(default)]
    outlets: Vec<String>,
    /// Nouns of people who ask.
    #[serde(default)]
    interviewers: Vec<String>,
}

/// What a cue lets follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// Name of its group.
    pub(super) group: String,
    /// A clause with a complementiser.
    pub(super) clause: bool,
    /// A clause without one.
    pub(super) bare_clause: bool,
    /// An infinitive with one of these marks; the empty mark is the bare infinitive.
    pub(super) infinitive: Vec<String>,
    /// A gerund.
    pub(super) gerund: bool,
    /// The content may stand before it.
    pub(super) fronted: bool,
    /// A predicate of the subject: `se dit prêt à …`.
    pub(super) predicate: bool,
    /// The speaker is its agent, not its subject: `apprendre auprès de X`.
    pub(super) agent: bool,
    /// It goes on with what somebody was saying: `a-t-il ajouté`.
    pub(super) continues: bool,
}

impl Frame {
    fn merge(&mut self, other: &Frame) {
        self.clause |= other.clause;
        self.bare_clause |= other.bare_clause;
        self.gerund |= other.gerund;
        self.fronted |= other.fronted;
        self.predicate |= other.predicate;
        self.agent |= other.agent;
        self.continues |= other.continues;
        for mark in &other.infinitive {
            if !self.infinitive.contains(mark) {
                self.infinitive.push(mark.clone());
            }
        }
    }

    /// Whether it reports contents, and not only qualifies.
    pub(super) fn reports(&self) -> bool {
        self.clause || self.fronted || !self.infinitive.is_empty()
    }
}

/// The stage's lexicon in one language.
#[derive(Debug, Default)]
pub struct Lexicon {
    pub(super) pairs: Vec<Pair>,
    pub(super) dashes: Vec<String>,
    verbs: BTreeMap<String, Frame>,
    /// Verbs of several words by their last word: the words before it, and the frame.
    phrases: BTreeMap<String, Vec<(Vec<String>, Frame)>>,
    nouns: BTreeMap<String, Frame>,
    pub(super) attribution: Vec<(Vec<String>, bool)>,
    pub(super) complementisers: BTreeSet<String>,
    pub(super) questions: BTreeSet<String>,
    pub(super) as_clause: BTreeSet<String>,
    pub(super) relative: BTreeSet<String>,
    pub(super) coordinators: BTreeSet<String>,
    pub(super) negation: BTreeSet<String>,
    pub(super) reflexive: BTreeSet<String>,
    pub(super) titles: BTreeSet<String>,
    pub(super) naming: BTreeSet<String>,
    pub(super) carriers: BTreeSet<String>,
    pub(super) not_sources: BTreeSet<String>,
    pub(super) agent: BTreeSet<String>,
    pub(super) addressee: BTreeSet<String>,
    pub(super) issuer: BTreeSet<String>,
    pub(super) honorifics: BTreeSet<String>,
    pub(super) raising: BTreeSet<String>,
    pub(super) clitics: BTreeSet<String>,
    pub(super) indefinite: BTreeSet<String>,
    pub(super) persons: BTreeSet<String>,
    contractions: BTreeMap<String, Vec<String>>,
    pub(super) adverbial: BTreeSet<String>,
    pub(super) object_clitics: BTreeSet<String>,
    pub(super) definite: BTreeSet<String>,
    pub(super) demonstrative: BTreeSet<String>,
    pub(super) manner: BTreeSet<String>,
    pub(super) future: BTreeSet<String>,
    pub(super) personal: BTreeSet<String>,
    pub(super) hedges: BTreeSet<String>,
    pub(super) perfect: BTreeSet<String>,
    /// Inflected forms of cue verbs.
    forms: BTreeMap<String, String>,
    pub(super) channels: BTreeMap<String, String>,
    pub(super) recorded: BTreeSet<String>,
    pub(super) published: BTreeSet<String>,
    pub(super) outlets: BTreeSet<String>,
    pub(super) interviewers: BTreeSet<String>,
}

impl Lexicon {
    /// Compiles the stage's files of a language folder.
    ///
    /// # Errors
    /// A [`DataError`] with file and line.
    pub fn compile(pack: &Pack) -> Result<Lexicon, DataError> {
        let source = pack.required(FILE)?;
        let file: File = source.toml()?;
        let mut lexicon = Lexicon { dashes: file.marks.dashes, ..Lexicon::default() };
        for [open, close] in file.marks.pairs {
            if open.is_empty() || close.is_empty() {
                return Err(source.error(source.line_with("pairs"), "a quotation mark is empty"));
            }
            lexicon.pairs.push(Pair { open, close });
        }
        for (name, group) in file.cue {
            let frame = Frame {
                group: name.clone(),
                clause: group.clause,
                bare_clause: group.bare_clause,
                infinitive: group.infinitive,
                gerund: group.gerund,
                fronted: group.fronted,
                predicate: group.predicate,
                agent: group.agent,
                continues: group.continues,
            };
            for verb in group.verbs {
                lexicon.add_verb(&verb, &frame, source)?;
            }
        }
        for (name, group) in file.noun {
            let frame =
                Frame { group: name.clone(), clause: group.clause, infinitive: group.infinitive, ..Frame::default() };
            for noun in group.nouns {
                if lexicon.nouns.insert(noun.clone(), frame.clone()).is_some() {
                    return Err(
                        source.error(source.line_with(&format!("\"{noun}\"")), format!("noun '{noun}' stands twice"))
                    );
                }
            }
        }
        for a in file.attribution {
            for words in &a.words {
                let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
                if words.iter().any(String::is_empty) {
                    return Err(source.error(source.line_with("[[attribution]]"), "an attribution has an empty word"));
                }
                lexicon.attribution.push((words, a.weak));
            }
        }
        // Longer attributions first, so that they win.
        lexicon.attribution.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        for (kind, nouns) in file.channel {
            for noun in nouns {
                lexicon.channels.insert(noun, kind.clone());
            }
        }
        let w = file.words;
        let set = |words: Vec<String>| words.into_iter().collect::<BTreeSet<_>>();
        lexicon.complementisers = set(w.complementisers);
        lexicon.questions = set(w.questions);
        lexicon.as_clause = set(w.as_clause);
        lexicon.relative = set(w.relative);
        lexicon.coordinators = set(w.coordinators);
        lexicon.negation = set(w.negation);
        lexicon.reflexive = set(w.reflexive);
        lexicon.titles = set(w.titles);
        lexicon.naming = set(w.naming);
        lexicon.carriers = set(w.carriers);
        lexicon.not_sources = set(w.not_sources);
        lexicon.agent = set(w.agent);
        lexicon.addressee = set(w.addressee);
        lexicon.issuer = set(w.issuer);
        lexicon.honorifics = set(w.honorifics);
        lexicon.raising = set(w.raising);
        lexicon.clitics = set(w.clitics);
        lexicon.indefinite = set(w.indefinite);
        lexicon.persons = set(w.persons);
        lexicon.contractions = w.contractions;
        lexicon.adverbial = set(w.adverbial);
        lexicon.object_clitics = set(w.object_clitics);
        lexicon.definite = set(w.definite);
        lexicon.demonstrative = set(w.demonstrative);
        lexicon.manner = set(w.manner);
        lexicon.future = set(w.future);
        lexicon.personal = set(w.personal);
        lexicon.hedges = set(w.hedges);
        lexicon.perfect = set(w.perfect);
        for (verb, forms) in &file.forms {
            if !lexicon.verbs.contains_key(verb) {
                let line = source.line_with(&format!("\n{verb} =")).map(|l| l + 1);
                return Err(source.error(line, format!("'{verb}' has forms but is no cue")));
            }
            for form in forms {
                lexicon.forms.insert(form.clone(), verb.clone());
            }
        }
        lexicon.recorded = set(file.relay.recorded);
        lexicon.published = set(file.relay.published);
        for set in [&mut lexicon.recorded, &mut lexicon.published] {
            let verbs: Vec<String> = set.iter().cloned().collect();
            for verb in &verbs {
                let fit = file
                    .endings
                    .iter()
                    .filter(|(end, _)| verb.ends_with(end.as_str()))
                    .max_by_key(|(end, _)| end.len());
                if let Some((end, forms)) = fit {
                    let stem = &verb[..verb.len() - end.len()];
                    set.extend(forms.iter().map(|form| format!("{stem}{form}")));
                }
            }
        }
        let verbs: Vec<String> = lexicon.verbs.keys().cloned().collect();
        for verb in &verbs {
            // The longest ending that fits tells how the verb is inflected.
            let fit =
                file.endings.iter().filter(|(end, _)| verb.ends_with(end.as_str())).max_by_key(|(end, _)| end.len());
            if let Some((end, forms)) = fit {
                let stem = &verb[..verb.len() - end.len()];
                for form in forms {
                    lexicon.forms.entry(format!("{stem}{form}")).or_insert_with(|| verb.clone());
                }
            }
        }
        lexicon.outlets = set(file.relay.outlets);
        lexicon.interviewers = set(file.relay.interviewers);
        Ok(lexicon)
    }

    fn add_verb(&mut self, verb: &str, frame: &Frame, source: &PackFile) -> Result<(), DataError> {
        let mut words: Vec<String> = verb.split(' ').map(str::to_owned).collect();
        if words.iter().any(String::is_empty) {
            return Err(
                source.error(source.line_with(&format!("\"{verb}\"")), format!("verb '{verb}' has an empty word"))
            );
        }
        let Some(last) = words.pop() else { return Ok(()) };
        if words.is_empty() {
            self.verbs.entry(last).and_modify(|f| f.merge(frame)).or_insert_with(|| frame.clone());
        } else {
            let phrases = self.phrases.entry(last).or_default();
            match phrases.iter_mut().find(|(w, _)| *w == words) {
                Some((_, f)) => f.merge(frame),
                None => phrases.push((words, frame.clone())),
            }
        }
        Ok(())
    }

    /// The frame of a verb by its lemma.
    pub(super) fn verb(&self, lemma: &str) -> Option<&Frame> {
        self.verbs.get(lemma)
    }

    /// The lemma of an inflected form of a cue verb.
    pub(super) fn lemma_of(&self, form: &str) -> Option<&str> {
        self.forms.get(form).map(String::as_str)
    }

    /// Phrases that end in a lemma.
    pub(super) fn phrases(&self, lemma: &str) -> &[(Vec<String>, Frame)] {
        self.phrases.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Whether `form` is the preposition `word` contracted with an article: `du` for `de`.
    pub(super) fn contracted(&self, word: &str, form: &str) -> bool {
        self.contractions.get(word).is_some_and(|forms| forms.iter().any(|f| f == form))
    }

    /// The frame of a noun by its lemma.
    pub(super) fn noun(&self, lemma: &str) -> Option<&Frame> {
        self.nouns.get(lemma)
    }
}
