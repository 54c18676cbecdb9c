//! The words of `segmentation.toml`, ready for look-up.

use std::collections::{HashMap, HashSet};

use chancery_record::SmolStr;

use super::characters::{is_apostrophe, is_hyphen, is_word};
use super::data::{Ambiguous, Data, Hyphens};

/// Where an abbreviation may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// `Mme`, `cf`: something must follow, so it never ends a sentence.
    NeverFinal,
    /// Before a number, `No`: an abbreviation there only.
    Number,
    /// `etc`: ends a sentence when a starter follows.
    Anywhere,
}

/// What the language says of one form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub abbreviation: Option<Abbreviation>,
    /// Index into [`Lexicon::multiwords`].
    pub multiword: Option<u16>,
    pub starter: bool,
    pub prefix: bool,
    pub unit: bool,
    pub number_ending: bool,
    pub elision: bool,
}

#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub hyphens: Hyphens,
    pub blank_groups: bool,
    pub decimal_comma: bool,
    pub ordinal_period: bool,
    pub possessive_after: Vec<char>,
    /// Longest first, apostrophes typed plain.
    pub enclitics: Vec<String>,
    pub clitics: HashSet<String>,
    pub multiwords: Vec<Multiword>,
    pub has_elisions: bool,
    /// `(e)` of `traité(e)`, with its brackets.
    pub bracketed_endings: Vec<String>,
    entries: HashMap<SmolStr, Entry>,
    /// Tokens with other signs than letters inside, by their first letters.
    keeps: HashMap<SmolStr, Vec<String>>,
    /// Tokens that begin with another sign, by that sign; longest first.
    signs: HashMap<char, Vec<String>>,
}

/// A surface form and its words.
#[derive(Debug)]
pub(super) struct Multiword {
    pub words: Vec<SmolStr>,
    pub ambiguous: Option<Guess>,
}

/// The lists by which the segmenter guesses.
#[derive(Debug)]
pub(super) struct Guess {
    pub at_start_one_word: bool,
    /// Words after which an item of a list is as the one before.
    as_before_after: Vec<String>,
    auxiliaries: Vec<String>,
    passive: Vec<String>,
    participle_endings: Vec<String>,
    /// Whole words.
    words: HashMap<SmolStr, bool>,
    /// Endings, longest first.
    endings: Vec<(String, bool)>,
}

impl Guess {
    fn new(data: &Ambiguous) -> Guess {
        let both = [(&data.one_word_after, true), (&data.several_words_after, false)];
        let entries = || both.iter().flat_map(|(list, one)| list.iter().map(move |entry| (entry, *one)));
        // "-er" is an ending, "-" alone the mark.
        let ending = |entry: &str| entry.strip_prefix('-').filter(|e| !e.is_empty()).map(str::to_owned);
        let words = entries().filter(|(e, _)| ending(e).is_none()).map(|(e, one)| (e.into(), one)).collect();
        let mut endings: Vec<(String, bool)> = entries().filter_map(|(e, one)| Some((ending(e)?, one))).collect();
        endings.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.len()));
        Guess {
            at_start_one_word: data.at_start_one_word,
            as_before_after: data.as_before_after.clone(),
            auxiliaries: data.auxiliaries.clone(),
            passive: data.passive.clone(),
            participle_endings: data.participle_endings.clone(),
            words,
            endings,
        }
    }

    /// Whether `before` may be a participle, after which an auxiliary is looked for.
    pub(super) fn is_participle(&self, before: &str) -> bool {
        self.participle_endings.iter().any(|ending| before.ends_with(ending.as_str()))
    }

    /// Whether a word before a participle makes it active (`true`) or passive.
    pub(super) fn voice(&self, before: &str) -> Option<bool> {
        let among = |list: &[String]| list.iter().any(|form| form == before);
        if among(&self.passive) { Some(false) } else { among(&self.auxiliaries).then_some(true) }
    }

    /// Whether `before` joins items that are alike.
    pub(super) fn joins_items(&self, before: &str) -> bool {
        self.as_before_after.iter().any(|form| form == before)
    }

    /// Whether the form is one word after `before` (in lower case); `None` when the lists do not say.
    pub(super) fn one_word_after(&self, before: &str) -> Option<bool> {
        let ending = || self.endings.iter().find(|(ending, _)| before.ends_with(ending.as_str()));
        self.words.get(before).copied().or_else(|| ending().map(|(_, one)| *one))
    }
}

impl Lexicon {
    pub(super) fn new(data: &Data) -> Lexicon {
        let mut lexicon = Lexicon {
            hyphens: data.hyphens,
            blank_groups: data.numbers.blank_groups,
            decimal_comma: data.numbers.decimal_comma,
            ordinal_period: data.numbers.ordinal_period,
            possessive_after: data.possessive_after.chars().collect(),
            enclitics: data.enclitics.iter().map(|e| plain(e)).collect(),
            clitics: data.clitics.iter().map(|c| plain(c)).collect(),
            bracketed_endings: data.bracketed_endings.iter().map(|e| format!("({e})")).collect(),
            has_elisions: !data.elisions.is_empty(),
            ..Lexicon::default()
        };
        lexicon.enclitics.sort_by_key(|e| std::cmp::Reverse(e.len()));
        let abbreviations = [
            (&data.abbreviations.before_number, Abbreviation::Number),
            (&data.abbreviations.anywhere, Abbreviation::Anywhere),
            (&data.abbreviations.never_final, Abbreviation::NeverFinal),
        ];
        for (list, kind) in abbreviations {
            for form in list {
                lexicon.entry(form.trim_end_matches('.')).abbreviation = Some(kind);
            }
        }
        data.starters.iter().for_each(|f| lexicon.entry(f).starter = true);
        data.prefixes.iter().for_each(|f| lexicon.entry(f).prefix = true);
        data.numbers.units.iter().for_each(|f| lexicon.entry(f).unit = true);
        data.numbers.endings.iter().for_each(|f| lexicon.entry(f).number_ending = true);
        data.elisions.iter().for_each(|f| lexicon.entry(f).elision = true);
        for (form, words) in &data.multiwords {
            let index = lexicon.multiwords.len() as u16;
            lexicon.entry(form).multiword = Some(index);
            lexicon.multiwords.push(Multiword {
                words: words.iter().map(SmolStr::from).collect(),
                ambiguous: data.ambiguous.get(form).map(Guess::new),
            });
        }
        for form in data.keep.iter().chain(&data.emoticons) {
            lexicon.keep(&plain(form));
        }
        lexicon.keeps.values_mut().chain(lexicon.signs.values_mut()).for_each(|list| {
            list.sort_by_key(|form| std::cmp::Reverse(form.len()));
        });
        lexicon
    }

    fn entry(&mut self, form: &str) -> &mut Entry {
        self.entries.entry(form.into()).or_default()
    }

    fn keep(&mut self, form: &str) {
        let letters = form.find(|c| !is_word(c)).unwrap_or(form.len());
        match form.chars().next() {
            Some(sign) if letters == 0 => self.signs.entry(sign).or_default().push(form.to_owned()),
            _ => {
                let form = form.to_lowercase();
                let letters = form.find(|c| !is_word(c)).unwrap_or(form.len());
                self.keeps.entry(form[..letters].into()).or_default().push(form);
            }
        }
    }

    /// What the language says of a form in lower case, or just as written.
    pub(super) fn get(&self, form: &str) -> Entry {
        self.entries.get(form).copied().unwrap_or_default()
    }

    /// The kind of abbreviation that `form` is; entries with a capital match
    /// only as they are written, or in capitals throughout (`GEN.`).
    pub(super) fn abbreviation(&self, form: &str, lower: &str) -> Option<Abbreviation> {
        let shouted = || {
            let capitals = form.len() > 1 && form.bytes().all(|b| b.is_ascii_uppercase());
            let capital = capitals.then(|| format!("{}{}", &form[..1], &lower[1..]))?;
            self.get(&capital).abbreviation
        };
        self.get(form).abbreviation.or_else(|| self.get(lower).abbreviation).or_else(shouted)
    }

    /// End of the token to be kept whole that begins `text` with the letters `first` (in lower case).
    pub(super) fn kept(&self, first: &str, text: &str) -> Option<usize> {
        self.keeps.get(first)?.iter().find_map(|form| begins(text, form))
    }

    /// End of the listed token that begins `text` with a sign.
    pub(super) fn sign(&self, text: &str) -> Option<usize> {
        let first = text.chars().next()?;
        let first = if is_apostrophe(first) { '\'' } else { first };
        self.signs.get(&first)?.iter().find_map(|form| begins(text, form))
    }
}

/// Length of the stretch at the start of `text` that reads `form` (plain,
/// lower case where `form` is) and does not go on with a letter.
fn begins(text: &str, form: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    for wanted in form.chars() {
        let (_, found) = rest.next()?;
        let same = found == wanted || plain_char(found) == wanted || found.to_lowercase().eq(std::iter::once(wanted));
        if !same {
            return None;
        }
    }
    let end = rest.offset();
    let ends_in_letter = form.chars().next_back().is_some_and(is_word);
    (!ends_in_letter || !text[end..].chars().next().is_some_and(is_word)).then_some(end)
}

fn plain_char(c: char) -> char {
    match c {
        c if is_apostrophe(c) => '\'',
        c if is_hyphen(c) => '-',
        c => c,
    }
}

/// Apostrophes and hyphens as typewriters have them.
pub(super) fn plain(form: &str) -> String {
    form.chars().map(plain_char).collect()
}

/// Appends `form` to `out` in lower case, apostrophes and hyphens typed plain.
pub(super) fn lower_into(form: &str, out: &mut String) {
    out.clear();
    if form.is_ascii() {
        out.push_str(form);
        out.make_ascii_lowercase();
        return;
    }
    for c in form.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(plain_char(c).to_lowercase());
        }
    }
}
