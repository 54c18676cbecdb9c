//! `times/*.toml` of a language folder, compiled: classes of words, patterns, rules, tense.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chancery_language::{DataError, Pack, PackFile};
use chancery_record::edtf::CalendarUnit;
use chancery_record::{Edtf, SmolStr};
use serde::Deserialize;

use super::holidays::{Holiday, HolidayData};
use super::matching::Starts;
use super::notation::{self, Node, Scope};
use super::tokens::Vocabulary;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Class, value, forms.
    #[serde(default)]
    classes: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Classes whose forms count only with a capital.
    #[serde(default)]
    capitalised: Vec<String>,
    #[serde(default)]
    lists: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    define: BTreeMap<String, String>,
    #[serde(default)]
    rule: Vec<RuleData>,
    #[serde(default)]
    holiday: Vec<HolidayData>,
    #[serde(default)]
    tense: TenseData,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleData {
    name: String,
    patterns: Vec<String>,
    read: Read,
    side: Option<Towards>,
    #[serde(default)]
    from: From,
    number: Option<i32>,
    unit: Option<String>,
    years: Option<i32>,
    value: Option<Edtf>,
    #[serde(default)]
    today: bool,
    #[serde(default)]
    nowadays: bool,
    #[serde(default)]
    dateline: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TenseData {
    ahead: Vec<String>,
    states: Vec<String>,
    nouns_ahead: Vec<String>,
    before_ahead: Vec<String>,
    before_open: Vec<String>,
    before_behind: Vec<String>,
    ahead_words: Vec<String>,
    ahead_endings: Vec<String>,
    behind_words: Vec<String>,
    behind_endings: Vec<String>,
    state_words: Vec<String>,
}

/// What a rule's words mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Read {
    /// A date, of whatever parts are captured.
    Date,
    /// From one date to another.
    Range,
    /// So many units from the anchor.
    Shift,
    /// The time from the anchor so many units back or on.
    Span,
    /// A weekend.
    Weekend,
    /// A half or quarter of a year.
    Part,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
    /// A named day.
    Holiday,
    /// The day of which the text speaks.
    Same,
    /// The value that the rule gives.
    Value,
    /// No calendar expression.
    Nothing,
}

/// On which side of the anchor a rule's words point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Towards {
    /// `last`, `ago`.
    Past,
    /// `next`, `in`.
    Future,
    /// `this`.
    This,
}

/// What the value hangs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum From {
    /// The day of publication.
    #[default]
    Published,
    /// The day of which the text speaks.
    Text,
}

/// A compiled rule.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// `fr/times/weekday`.
    pub(super) name: SmolStr,
    pub(super) patterns: Vec<Node>,
    pub(super) read: Read,
    pub(super) side: Option<Towards>,
    pub(super) from: From,
    pub(super) number: Option<i32>,
    pub(super) unit: Option<CalendarUnit>,
    /// Years from the anchor's to that of a part of a year.
    pub(super) years: Option<i32>,
    pub(super) value: Option<Edtf>,
    /// The expression names the day of publication by its weekday.
    pub(super) today: bool,
    /// With a verb of state the expression means no day.
    pub(super) nowadays: bool,
    /// It is read for the article's own date only.
    pub(super) dateline: bool,
}

/// Which numbers written in digits belong to a class.
#[derive(Clone, Copy, Debug)]
struct Digits {
    fewest: u8,
    most: u8,
    from: i32,
    to: i32,
}

/// A class of words with values.
#[derive(Clone, Debug, Default)]
pub(super) struct Class {
    pub(super) name: SmolStr,
    digits: Option<Digits>,
    /// First word to the whole forms, and their values.
    pub(super) forms: HashMap<u32, Vec<(Vec<u32>, i32)>>,
    /// Whether forms count only with a capital.
    pub(super) capitalised: bool,
}

impl Class {
    /// Whether numbers in digits may belong to it.
    pub(super) fn has_digits(&self) -> bool {
        self.digits.is_some()
    }

    /// Whether a number in digits belongs to it.
    pub(super) fn takes(&self, value: Option<i32>, digits: u8) -> Option<i32> {
        let d = self.digits?;
        let value = value?;
        ((d.fewest..=d.most).contains(&digits) && (d.from..=d.to).contains(&value)).then_some(value)
    }
}

/// Words that tell on which side of the day of publication an expression lies.
#[derive(Clone, Debug, Default)]
pub(super) struct Tense {
    pub(super) ahead: BTreeSet<SmolStr>,
    pub(super) states: BTreeSet<SmolStr>,
    pub(super) nouns_ahead: BTreeSet<SmolStr>,
    pub(super) before_ahead: Vec<Vec<u32>>,
    pub(super) before_open: Vec<Vec<u32>>,
    pub(super) before_behind: Vec<Vec<u32>>,
    pub(super) ahead_words: BTreeSet<SmolStr>,
    pub(super) ahead_endings: Vec<String>,
    pub(super) behind_words: BTreeSet<SmolStr>,
    pub(super) behind_endings: Vec<String>,
    pub(super) state_words: BTreeSet<SmolStr>,
}

/// Numeric classes that every language has: fewest and most digits, least and greatest number.
const DIGITS: [(&str, Digits); 9] = [
    ("year", Digits { fewest: 4, most: 4, from: 1400, to: 2199 }),
    ("year_old", Digits { fewest: 4, most: 4, from: 1000, to: 1399 }),
    ("yy", Digits { fewest: 2, most: 2, from: 0, to: 99 }),
    ("dom", Digits { fewest: 1, most: 2, from: 1, to: 31 }),
    ("mm", Digits { fewest: 1, most: 2, from: 1, to: 12 }),
    ("hour", Digits { fewest: 1, most: 2, from: 0, to: 23 }),
    ("minute", Digits { fewest: 2, most: 2, from: 0, to: 59 }),
    ("number", Digits { fewest: 1, most: 4, from: 0, to: 9999 }),
    ("ordinal", Digits { fewest: 1, most: 2, from: 1, to: 99 }),
];

/// Classes whose values are numbers in a range.
const RANGES: [(&str, i32, i32); 14] = [
    ("month", 1, 12),
    ("weekday", 1, 7),
    ("season", 21, 24),
    ("dom", 1, 31),
    ("mm", 1, 12),
    ("number", 0, 9999),
    ("ordinal", 1, 99),
    ("hour", 0, 23),
    ("minute", 0, 59),
    ("meridiem", 0, 12),
    ("decade", 0, 90),
    ("century", 1, 22),
    ("year", 0, 2199),
    ("yy", 0, 99),
];

/// Units in the order of their numbers.
const UNITS: [CalendarUnit; 9] = [
    CalendarUnit::Day,
    CalendarUnit::Week,
    CalendarUnit::Weekend,
    CalendarUnit::Month,
    CalendarUnit::Quarter,
    CalendarUnit::Half,
    CalendarUnit::Year,
    CalendarUnit::Decade,
    CalendarUnit::Century,
];

/// The unit with the number that its class gives.
pub(super) fn unit(number: i32) -> Option<CalendarUnit> {
    UNITS.get(usize::try_from(number).ok()?).copied()
}

/// A class `month_alone` holds months too, and is captured as one.
pub(super) fn base(class: &str) -> &str {
    class.split('_').next().unwrap_or(class)
}

fn class_value(class: &str, value: &str) -> Option<i32> {
    if base(class) == "unit" {
        let unit: CalendarUnit = value.parse().ok()?;
        return UNITS.iter().position(|u| *u == unit).map(|i| i as i32);
    }
    let number: i32 = value.parse().ok()?;
    let range = RANGES.iter().find(|(name, ..)| *name == base(class))?;
    (range.1..=range.2).contains(&number).then_some(number)
}

/// The stage's lexicon in one language.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    pub(super) vocabulary: Vocabulary,
    pub(super) classes: Vec<Class>,
    pub(super) rules: Vec<Rule>,
    pub(super) holidays: Vec<Holiday>,
    pub(super) tense: Tense,
    pub(super) starts: Starts,
    pub(super) dateline_starts: Starts,
}

impl Lexicon {
    /// Compiles `times/*.toml` of a language folder. A language without them reads no times.
    ///
    /// # Errors
    /// A [`DataError`] with file and line.
    pub fn compile(pack: &Pack) -> Result<Lexicon, DataError> {
        let mut out = Lexicon::default();
        let mut files: Vec<(&PackFile, File)> = Vec::new();
        for file in pack.folder("times").filter(|f| f.path.ends_with(".toml")) {
            files.push((file, file.toml()?));
        }
        for (name, digits) in DIGITS {
            out.classes.push(Class { name: name.into(), digits: Some(digits), ..Class::default() });
        }
        for (file, data) in &files {
            out.words(file, data)?;
        }
        let named = out.named(&files)?;
        for (file, data) in &files {
            for rule in &data.rule {
                let rule = out.rule(file, &pack.lang, rule, &named)?;
                out.rules.push(rule);
            }
            out.tense(&data.tense);
        }
        out.starts = Starts::of(&out, false);
        out.dateline_starts = Starts::of(&out, true);
        Ok(out)
    }

    fn class(&mut self, name: &str) -> &mut Class {
        let at = self.classes.iter().position(|c| c.name == name).unwrap_or_else(|| {
            self.classes.push(Class { name: name.into(), ..Class::default() });
            self.classes.len() - 1
        });
        &mut self.classes[at]
    }

    fn form(&mut self, class: &str, form: &str, value: i32) {
        let words = self.vocabulary.literal(form);
        if let Some(first) = words.first() {
            self.class(class).forms.entry(*first).or_default().push((words.clone(), value));
        }
    }

    fn words(&mut self, file: &PackFile, data: &File) -> Result<(), DataError> {
        for (class, values) in &data.classes {
            for (value, forms) in values {
                let number = class_value(class, value).ok_or_else(|| {
                    let line = forms.first().and_then(|f| file.line_with(&format!("\"{f}\"")));
                    file.error(line, format!("'{value}' is no value of the class '{class}'"))
                })?;
                for form in forms {
                    self.form(class, form, number);
                }
            }
        }
        for (list, forms) in &data.lists {
            for form in forms {
                self.form(list, form, 0);
            }
        }
        for holiday in &data.holiday {
            let day = Holiday::compile(holiday)
                .map_err(|e| file.error(file.line_with(&format!("\"{}\"", holiday.name)), e))?;
            self.holidays.push(day);
            for form in &holiday.forms {
                self.form("holiday", form, self.holidays.len() as i32 - 1);
            }
        }
        for name in &data.capitalised {
            self.class(name).capitalised = true;
        }
        Ok(())
    }

    /// Compiles the named patterns, each after those that it uses.
    fn named(&mut self, files: &[(&PackFile, File)]) -> Result<BTreeMap<String, Node>, DataError> {
        let mut left: Vec<(&PackFile, &String, &String)> =
            files.iter().flat_map(|(file, data)| data.define.iter().map(move |(n, p)| (*file, n, p))).collect();
        let mut named = BTreeMap::new();
        while !left.is_empty() {
            let waiting: BTreeSet<&String> = left.iter().map(|(_, name, _)| *name).collect();
            let uses = |pattern: &str| {
                pattern.split('@').skip(1).any(|rest| {
                    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    waiting.contains(&name)
                })
            };
            let (ready, later): (Vec<_>, Vec<_>) = left.iter().copied().partition(|(_, _, p)| !uses(p));
            if let (true, Some((file, name, _))) = (ready.is_empty(), later.first()) {
                let line = file.line_with(&format!("{name} ="));
                return Err(file.error(line, format!("the pattern '{name}' uses itself")));
            }
            for (file, name, pattern) in ready {
                let node = self
                    .pattern(pattern, &named)
                    .map_err(|e| file.error(file.line_with(&format!("{name} =")), format!("pattern '{name}': {e}")))?;
                named.insert(name.clone(), node);
            }
            left = later;
        }
        Ok(named)
    }

    fn pattern(&mut self, pattern: &str, named: &BTreeMap<String, Node>) -> Result<Node, String> {
        let names: Vec<SmolStr> = self.classes.iter().map(|c| c.name.clone()).collect();
        let mut scope = Scope {
            vocabulary: &mut self.vocabulary,
            class: &|name| names.iter().position(|n| n == name),
            value: &class_value,
            named,
        };
        notation::compile(pattern, &mut scope)
    }

    fn rule(
        &mut self,
        file: &PackFile,
        lang: &str,
        data: &RuleData,
        named: &BTreeMap<String, Node>,
    ) -> Result<Rule, DataError> {
        let wrong = |message: String| {
            let line = file.line_with(&format!("name = \"{}\"", data.name));
            file.error(line, format!("rule '{}': {message}", data.name))
        };
        let unit = data
            .unit
            .as_deref()
            .map(|u| u.parse::<CalendarUnit>().map_err(|()| wrong(format!("'{u}' is no unit"))))
            .transpose()?;
        if (data.read == Read::Value) != data.value.is_some() {
            return Err(wrong("'value' belongs to read = \"value\", and to no other".to_owned()));
        }
        if matches!(data.read, Read::Shift | Read::Span) && data.side.is_none() {
            return Err(wrong("a shift or span needs a 'side'".to_owned()));
        }
        let patterns =
            data.patterns.iter().map(|p| self.pattern(p, named).map_err(&wrong)).collect::<Result<Vec<_>, _>>()?;
        let captured = |node: &Node| node.captures("unit");
        if matches!(data.read, Read::Shift | Read::Span | Read::Part)
            && unit.is_none()
            && !patterns.iter().all(captured)
        {
            return Err(wrong("every pattern needs a <unit>, or the rule a 'unit'".to_owned()));
        }
        Ok(Rule {
            name: format!("{lang}/times/{}", data.name).into(),
            patterns,
            read: data.read,
            side: data.side,
            from: data.from,
            number: data.number,
            unit,
            years: data.years,
            value: data.value.clone(),
            today: data.today,
            nowadays: data.nowadays,
            dateline: data.dateline,
        })
    }

    fn tense(&mut self, data: &TenseData) {
        let set = |to: &mut BTreeSet<SmolStr>, words: &[String]| {
            to.extend(words.iter().map(|w| SmolStr::from(w.to_lowercase())));
        };
        let tense = &mut self.tense;
        set(&mut tense.ahead, &data.ahead);
        set(&mut tense.states, &data.states);
        set(&mut tense.nouns_ahead, &data.nouns_ahead);
        set(&mut tense.ahead_words, &data.ahead_words);
        set(&mut tense.behind_words, &data.behind_words);
        set(&mut tense.state_words, &data.state_words);
        tense.ahead_endings.extend(data.ahead_endings.iter().cloned());
        tense.behind_endings.extend(data.behind_endings.iter().cloned());
        for phrase in &data.before_ahead {
            tense.before_ahead.push(self.vocabulary.literal(phrase));
        }
        for phrase in &data.before_open {
            tense.before_open.push(self.vocabulary.literal(phrase));
        }
        for phrase in &data.before_behind {
            tense.before_behind.push(self.vocabulary.literal(phrase));
        }
    }
}
