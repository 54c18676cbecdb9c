use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::compile::Binder;
use super::filter::{Filter, Who};
use super::find::Key;
use crate::error::ArchiveError;
use crate::{Archive, fold};

/// Where else the same words stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Repeat {
    /// `articles.id`.
    pub article: String,
    /// First code point of the words in the article's text.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// Dateline of the article, EDTF.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
}

/// A quotation found, with the way back to its words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quoted {
    /// `articles.id`.
    pub article: String,
    /// `quotations.id` in that article.
    pub quotation: String,
    /// First code point of the words in the article's text.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// When it was said, EDTF; the article's date where the text does not tell.
    pub date: Option<String>,
    /// Whether `date` is the article's.
    pub dated_by_article: bool,
    /// Who said it.
    pub speaker: Option<String>,
    /// The speaker's code.
    pub code: Option<String>,
    /// To whom.
    pub addressee: Option<String>,
    /// direct, indirect.
    pub kind: String,
    /// Interview, statement, speech…, where the text tells.
    pub channel: Option<String>,
    /// Who carried it: an outlet that asked, agencies that relayed it; joined by `;`.
    pub via: Option<String>,
    /// The exact words.
    pub words: String,
    /// Language of the article.
    pub lang: Option<String>,
    /// Dateline of the article, EDTF.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Articles that have these words from this speaker.
    pub articles: u32,
    /// As `articles`, copies of one text counted once.
    pub origins: u32,
    /// Where else the words stand, by dateline.
    pub also: Vec<Repeat>,
}

impl Quoted {
    /// Columns of one row a quotation.
    pub const COLUMNS: [&str; 17] = [
        "date",
        "speaker",
        "code",
        "addressee",
        "kind",
        "channel",
        "via",
        "words",
        "article",
        "start",
        "end",
        "lang",
        "published",
        "outlet",
        "title",
        "articles",
        "origins",
    ];

    /// The values of [`Quoted::COLUMNS`].
    pub fn row(&self) -> [String; 17] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        [
            text(&self.date),
            text(&self.speaker),
            text(&self.code),
            text(&self.addressee),
            self.kind.clone(),
            text(&self.channel),
            text(&self.via),
            self.words.clone(),
            self.article.clone(),
            self.start.to_string(),
            self.end.to_string(),
            text(&self.lang),
            text(&self.published),
            text(&self.outlet),
            text(&self.title),
            self.articles.to_string(),
            self.origins.to_string(),
        ]
    }
}

/// What tells two utterances apart: the words without punctuation and case, and the speaker's last name.
fn utterance(quoted: &Quoted) -> (String, String) {
    let words = spaced(&quoted.words);
    let speaker = quoted.speaker.as_deref().map(fold).unwrap_or_default();
    let last = speaker.split_whitespace().next_back().unwrap_or_default().to_owned();
    (words, last)
}

impl Archive {
    /// What fits of what people are quoted with, in order of date; `about` asks besides that an actor is
    /// mentioned in the words, addressed by them, or the object of a stance that they express, or that
    /// its words stand there. The same words of the same speaker are one answer, that of the earliest
    /// article; the others are its `also`.
    ///
    /// # Errors
    /// When the query has no word, a date covers no days, or the archive cannot be read.
    pub fn quotes(&self, asked: &Filter, about: Option<&Who>) -> Result<Vec<Quoted>, ArchiveError> {
        let mut binder = Binder::default();
        let holds = asked.quotation_holds(self, &mut binder)?;
        let spoken_of = match about {
            Some(who) => who.is_spoken_of(self, &mut binder)?,
            None => "1".to_owned(),
        };
        let holds = if holds.is_empty() { "1".to_owned() } else { holds.join(" AND ") };
        let mut statement = self.connection.prepare(&format!(
            "SELECT a.id, q.id, q.span_start, q.span_end, coalesce(q.date, a.date), q.date IS NULL AND a.date NOT NULL,
             q.speaker, q.code, q.addressee, q.kind, q.channel, q.outlet, q.via,
             substr(a.text, q.span_start + 1, q.span_end - q.span_start), a.lang, a.date, a.source, a.title,
             coalesce((SELECT d.id FROM near_duplicates d WHERE d.article = a.key), a.id), {spoken_of}
             FROM quotations q JOIN articles a ON a.key = q.article WHERE {holds}
             ORDER BY coalesce(q.first_day, a.first_day) NULLS LAST, coalesce(q.last_day, a.last_day),
               a.first_day NULLS LAST, q.article, q.position"
        ))?;
        let rows = statement.query_map(rusqlite::params_from_iter(&binder.values), |row| {
            let relayed: Option<String> = row.get(12)?;
            let relayed: Vec<String> = relayed.and_then(|v| serde_json::from_str(&v).ok()).unwrap_or_default();
            let via: Vec<String> = row.get::<_, Option<String>>(11)?.into_iter().chain(relayed).collect();
            let quoted = Quoted {
                article: row.get(0)?,
                quotation: row.get(1)?,
                start: row.get(2)?,
                end: row.get(3)?,
                date: row.get(4)?,
                dated_by_article: row.get(5)?,
                speaker: row.get(6)?,
                code: row.get(7)?,
                addressee: row.get(8)?,
                kind: row.get(9)?,
                channel: row.get(10)?,
                via: (!via.is_empty()).then(|| via.join(";")),
                words: row.get(13)?,
                lang: row.get(14)?,
                published: row.get(15)?,
                outlet: row.get(16)?,
                title: row.get(17)?,
                articles: 0,
                origins: 0,
                also: Vec::new(),
            };
            Ok((quoted, row.get::<_, String>(18)?, row.get::<_, bool>(19)?))
        })?;
        let mut all: Vec<(Quoted, BTreeSet<String>, BTreeSet<String>)> = Vec::new();
        let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
        for row in rows {
            let (quoted, origin, spoken_of) = row?;
            let named = |who: &Who| {
                who.stands_in(&quoted.words) || quoted.addressee.as_deref().is_some_and(|to| who.stands_in(to))
            };
            if !spoken_of && !about.is_some_and(named) {
                continue;
            }
            let at = *known.entry(utterance(&quoted)).or_insert(all.len());
            if at == all.len() {
                let article = quoted.article.clone();
                all.push((quoted, BTreeSet::from([article]), BTreeSet::from([origin])));
                continue;
            }
            let (first, articles, origins) = &mut all[at];
            articles.insert(quoted.article.clone());
            origins.insert(origin);
            first.also.push(Repeat {
                article: quoted.article,
                start: quoted.start,
                end: quoted.end,
                published: quoted.published,
                outlet: quoted.outlet,
            });
        }
        let count = |set: &BTreeSet<String>| set.len() as u32;
        Ok(all
            .into_iter()
            .map(|(quoted, articles, origins)| Quoted {
                articles: count(&articles),
                origins: count(&origins),
                ..quoted
            })
            .collect())
    }

    /// Keys of the quotations that fit.
    pub(crate) fn quotation_keys(&self, asked: &Filter, limit: Option<u32>) -> Result<Vec<Key>, ArchiveError> {
        let mut binder = Binder::default();
        let holds = asked.quotation_holds(self, &mut binder)?;
        let holds = if holds.is_empty() { "1".to_owned() } else { holds.join(" AND ") };
        let sql = format!(
            "SELECT q.article, q.id FROM quotations q JOIN articles a ON a.key = q.article WHERE {holds} LIMIT {}",
            limit.map_or(-1, i64::from)
        );
        let mut statement = self.connection.prepare(&sql)?;
        let rows =
            statement.query_map(rusqlite::params_from_iter(&binder.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Who {
    /// Condition over `quotations q`: an actor mentioned in the words, or the object of a stance that they
    /// express.
    fn is_spoken_of(&self, archive: &Archive, binder: &mut Binder) -> Result<String, ArchiveError> {
        let mut codes = self.countries.clone();
        codes.push(self.words.to_uppercase());
        let codes = binder.list(codes);
        let code = binder.put(self.words.to_uppercase());
        let named = self.named(archive, "entities", "n", binder)?;
        let items = binder.list(self.wikidata.clone());
        let is_it = format!("(n.code = {code} OR n.country IN {codes} OR {named} OR n.wikidata IN {items})");
        Ok(format!(
            "(EXISTS (SELECT 1 FROM mentions t JOIN entities n ON n.article = t.article AND n.id = t.entity
               WHERE t.article = q.article AND t.span_start >= q.span_start AND t.span_end <= q.span_end AND {is_it})
             OR EXISTS (SELECT 1 FROM stances s JOIN entities n ON n.article = s.article AND n.id = s.towards
               WHERE s.article = q.article AND s.quotation = q.id AND {is_it}))"
        ))
    }

    /// Whether one of its names stands in the text, from a word's beginning.
    fn stands_in(&self, text: &str) -> bool {
        let text = format!(" {}", spaced(text));
        std::iter::once(&self.words).chain(&self.names).any(|name| text.contains(&format!(" {}", spaced(name))))
    }
}

/// Folded, with a space for whatever is no letter or digit.
fn spaced(text: &str) -> String {
    let letters: String = fold(text).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}
