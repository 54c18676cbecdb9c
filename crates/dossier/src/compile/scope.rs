//! Which articles a dossier is made of, and who is a party in them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chancery_archive::rusqlite::params_from_iter;
use chancery_archive::rusqlite::types::Value;
use chancery_archive::{Archive, fold};
use chancery_record::Edtf;

use crate::dossier::{Actor, Passage, Period, When};
use crate::party::{Party, is_code, words_of};
use crate::text::{context, one_line};
use crate::{DossierError, Process, dates};

/// An article with its text in code points, the unit of every offset.
pub(super) struct Article {
    pub(super) id: String,
    pub(super) lang: Option<String>,
    pub(super) date: Option<String>,
    pub(super) first_day: Option<String>,
    pub(super) last_day: Option<String>,
    pub(super) title: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    text: Vec<char>,
    /// Group of copies, or the article itself.
    pub(super) origin: String,
    /// Whether it is the earliest of its copies.
    pub(super) first: bool,
    /// Whether it is on the process; else it only holds a precedent.
    pub(super) on_process: bool,
    pub(super) story: Option<String>,
}

/// The party or mediator that somebody is, and that somebody is or is of.
type Roles = (Option<usize>, Option<usize>);

pub(super) struct Scope<'p> {
    pub(super) process: &'p Process,
    pub(super) articles: BTreeMap<i64, Article>,
    pub(super) on: Option<String>,
    pub(super) period: Period,
    /// Keys of all articles, as a JSON list for `json_each`.
    pub(super) all: String,
    /// Of those on the process.
    pub(super) own: String,
    places: Vec<String>,
    known: RefCell<BTreeMap<Actor, Roles>>,
}

impl<'p> Scope<'p> {
    pub(super) fn load(archive: &Archive, process: &'p Process, on: Option<&Edtf>) -> Result<Self, DossierError> {
        let on = match on {
            Some(date) => Some(dates::days(Some(date.as_str())).1.ok_or_else(|| {
                DossierError::new(format!("the date {date} covers no days"))
                    .hinted("give a day, such as 2024-05-16, or a month")
            })?),
            None => archive.connection().query_row("SELECT max(last_day) FROM articles", [], |r| r.get(0))?,
        };
        let own = on_process(archive, process)?;
        let wider = with_precedents(archive, process)?;
        let mut articles = BTreeMap::new();
        let keys = |keys: &BTreeSet<i64>| format!("{:?}", keys.iter().collect::<Vec<_>>());
        let both: BTreeSet<i64> = own.union(&wider).copied().collect();
        let mut statement = archive.connection().prepare(
            "SELECT a.key, a.id, a.lang, a.date, a.first_day, a.last_day, a.title, a.source, a.url, a.text,
               coalesce(d.id, a.id), coalesce(d.first, 1), m.story
             FROM json_each(?1) k CROSS JOIN articles a ON a.key = k.value
             LEFT JOIN near_duplicates d ON d.article = a.key LEFT JOIN story_members m ON m.article = a.key
             WHERE ?2 IS NULL OR a.first_day IS NULL OR a.first_day <= ?2",
        )?;
        let mut rows = statement.query((keys(&both), &on))?;
        while let Some(row) = rows.next()? {
            let key: i64 = row.get(0)?;
            let article = Article {
                id: row.get(1)?,
                lang: row.get(2)?,
                date: row.get(3)?,
                first_day: row.get(4)?,
                last_day: row.get(5)?,
                title: row.get(6)?,
                outlet: row.get(7)?,
                url: row.get(8)?,
                text: row.get_ref(9)?.as_str().map_err(chancery_archive::rusqlite::Error::from)?.chars().collect(),
                origin: row.get(10)?,
                first: row.get(11)?,
                on_process: own.contains(&key),
                story: row.get(12)?,
            };
            articles.insert(key, article);
        }
        let own: BTreeSet<i64> = articles.iter().filter(|(_, a)| a.on_process).map(|(k, _)| *k).collect();
        let dated = || own.iter().map(|k| &articles[k]);
        let stated = process.from.is_some() || process.to.is_some();
        let period = Period {
            from: process.first_day().or_else(|| dated().filter_map(|a| a.first_day.clone()).min()),
            to: process.last_day().or_else(|| dated().filter_map(|a| a.last_day.clone()).max()),
            stated,
        };
        Ok(Scope {
            process,
            on,
            period,
            all: keys(&articles.keys().copied().collect()),
            own: keys(&own),
            articles,
            places: process.places.iter().map(|p| words_of(p)).collect(),
            known: RefCell::default(),
        })
    }

    /// The words `start..end` of an article in their sentence.
    pub(super) fn passage(&self, article: i64, start: u32, end: u32) -> Option<Passage> {
        let own = self.articles.get(&article)?;
        let (from, to) = (start as usize, (end as usize).min(own.text.len()));
        let words: String = own.text.get(from..to)?.iter().collect();
        let (before, after) = context(&own.text, from, to);
        Some(Passage {
            article: own.id.clone(),
            date: own.date.clone(),
            outlet: own.outlet.clone(),
            start,
            end,
            words: one_line(&words),
            before,
            after,
        })
    }

    /// Passages in order of publication, each once.
    pub(super) fn passages(&self, places: impl IntoIterator<Item = (i64, u32, u32)>) -> Vec<Passage> {
        let mut places: Vec<_> = places.into_iter().collect();
        places.sort_unstable_by_key(|p| (self.published(p.0), *p));
        places.dedup();
        places.into_iter().filter_map(|(article, start, end)| self.passage(article, start, end)).collect()
    }

    /// What articles are put in order by: what has no date comes last.
    pub(super) fn published(&self, article: i64) -> (bool, Option<&str>, &str) {
        let own = self.articles.get(&article);
        let day = own.and_then(|a| a.first_day.as_deref());
        (day.is_none(), day, own.map_or("", |a| a.id.as_str()))
    }

    /// How many independent origins articles have.
    pub(super) fn origins(&self, articles: impl IntoIterator<Item = i64>) -> usize {
        let origins: BTreeSet<&str> =
            articles.into_iter().filter_map(|a| self.articles.get(&a)).map(|a| a.origin.as_str()).collect();
        origins.len()
    }

    /// A date of the text, or the article's where it tells none.
    pub(super) fn when(&self, article: i64, date: Option<&str>) -> When {
        let (first_day, last_day) = dates::days(date);
        if first_day.is_some() {
            return When { date: date.map(str::to_owned), first_day, last_day, ..When::default() };
        }
        let own = self.articles.get(&article);
        When {
            date: date.map(str::to_owned),
            reported: own.and_then(|a| a.date.clone()),
            first_day: own.and_then(|a| a.first_day.clone()),
            last_day: own.and_then(|a| a.last_day.clone()),
            ..When::default()
        }
    }

    /// Which party (first) or mediator (after the parties) an actor is.
    pub(super) fn role(&self, actor: &Actor) -> Option<usize> {
        self.found(actor).0
    }

    /// As [`Scope::role`], a party's people included.
    pub(super) fn touched(&self, actor: &Actor) -> Option<usize> {
        self.found(actor).1
    }

    /// Both, worked out once an actor.
    fn found(&self, actor: &Actor) -> Roles {
        if let Some(known) = self.known.borrow().get(actor) {
            return *known;
        }
        let find =
            |fits: &dyn Fn(&Party) -> bool| self.process.parties.iter().chain(&self.process.mediators).position(fits);
        let (code, name) = (actor.code.as_deref(), Some(actor.name.as_str()));
        let role = find(&|p| p.is(code, name));
        let found = (role, role.or_else(|| find(&|p| p.touches(code, name))));
        self.known.borrow_mut().insert(actor.clone(), found);
        found
    }

    /// What the process calls the state that a code is of; none where it only has the code itself.
    pub(super) fn state(&self, code: &str) -> Option<&str> {
        let country = code.strip_suffix("-GOV")?;
        let all = self.process.parties.iter().chain(&self.process.mediators);
        let own = all.into_iter().find(|p| p.codes == [country] || p.codes == [code]);
        own.map(|p| p.name.as_str()).filter(|name| !is_code(name))
    }

    pub(super) fn is_party(&self, role: usize) -> bool {
        role < self.process.parties.len()
    }

    /// The parties and mediators among actors.
    pub(super) fn roles<'a>(&self, actors: impl IntoIterator<Item = &'a Actor>) -> BTreeSet<usize> {
        actors.into_iter().filter_map(|a| self.role(a)).collect()
    }

    /// Whether a place's name or country is one of the process.
    pub(super) fn is_place(&self, name: Option<&str>) -> bool {
        name.is_some_and(|name| {
            let name = words_of(name);
            self.places.iter().any(|own| name.contains(own))
        })
    }

    /// Whether something of that date lies outside the period, as far as its own date tells; what the
    /// text does not date lies where its report does.
    pub(super) fn outside(&self, when: &When) -> bool {
        let (Some(first), Some(last)) = (&when.first_day, &when.last_day) else { return false };
        if !self.period.stated && when.reported.is_some() {
            return false;
        }
        self.period.from.as_ref().is_some_and(|from| last < from)
            || self.period.stated && self.period.to.as_ref().is_some_and(|to| first > to)
    }
}

fn keys(archive: &Archive, sql: &str, values: Vec<Value>) -> Result<BTreeSet<i64>, DossierError> {
    let mut statement = archive.connection().prepare(sql)?;
    let rows = statement.query_map(params_from_iter(values), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// `?1, ?2, …`
fn marks(count: usize) -> String {
    (1..=count).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ")
}

fn containing(words: &str) -> Value {
    let folded = fold(words).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{folded}%").into()
}

/// Articles that name a party.
fn naming(archive: &Archive, party: &Party) -> Result<BTreeSet<i64>, DossierError> {
    let mut all = BTreeSet::new();
    for code in &party.codes {
        let column = if code.len() == 3 { "country" } else { "code" };
        all.extend(keys(
            archive,
            &format!("SELECT DISTINCT article FROM entities WHERE {column} = ?1"),
            vec![code.clone().into()],
        )?);
    }
    for name in &party.names {
        let mut statement =
            archive.connection().prepare("SELECT article, name FROM entities WHERE folded LIKE ?1 ESCAPE '\\'")?;
        let mut rows = statement.query([containing(name)])?;
        while let Some(row) = rows.next()? {
            if party.is(None, Some(row.get_ref(1)?.as_str().unwrap_or_default())) {
                all.insert(row.get(0)?);
            }
        }
    }
    Ok(all)
}

/// Articles whose text or headline holds one of the words.
fn holding(archive: &Archive, words: &[String]) -> Result<BTreeSet<i64>, DossierError> {
    let units: Vec<String> = words
        .iter()
        .map(|w| {
            format!("\"{}\"{}", w.trim_end_matches('*').replace('"', " "), if w.ends_with('*') { "*" } else { "" })
        })
        .collect();
    keys(archive, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?1", vec![units.join(" OR ").into()])
}

/// The articles on a process.
fn on_process(archive: &Archive, process: &Process) -> Result<BTreeSet<i64>, DossierError> {
    let mut found: Option<BTreeSet<i64>> = None;
    let mut narrow = |set: BTreeSet<i64>| {
        found = Some(match found.take() {
            None => set,
            Some(before) => before.intersection(&set).copied().collect(),
        });
    };
    if !process.parties.is_empty() {
        let mut named: BTreeMap<i64, usize> = BTreeMap::new();
        for party in &process.parties {
            for article in naming(archive, party)? {
                *named.entry(article).or_default() += 1;
            }
        }
        let least = process.parties.len().min(2);
        narrow(named.into_iter().filter(|(_, count)| *count >= least).map(|(article, _)| article).collect());
    }
    if !process.words.is_empty() {
        narrow(holding(archive, &process.words)?);
    }
    if !process.places.is_empty() {
        let mut all = BTreeSet::new();
        for place in &process.places {
            all.extend(keys(
                archive,
                "SELECT DISTINCT article FROM places WHERE country = ?1 OR folded LIKE ?2 ESCAPE '\\'",
                vec![place.clone().into(), containing(place)],
            )?);
        }
        narrow(all);
    }
    let mut found = found.unwrap_or_default();
    for accord in &process.accords {
        let sql = "SELECT DISTINCT article FROM accords WHERE folded LIKE ?1 ESCAPE '\\'";
        found.extend(keys(archive, sql, vec![containing(accord)])?);
        found.extend(holding(archive, std::slice::from_ref(accord))?);
    }
    Ok(found)
}

/// Articles with an offer, accord or round of two of the parties (of the only one), or at a place of the
/// process: precedents may lie there.
fn with_precedents(archive: &Archive, process: &Process) -> Result<BTreeSet<i64>, DossierError> {
    let countries: BTreeSet<&str> =
        process.parties.iter().flat_map(|p| p.codes.iter().filter_map(|c| c.get(..3))).collect();
    let mut all = BTreeSet::new();
    if !countries.is_empty() {
        let marks = marks(countries.len());
        let least = process.parties.len().min(2);
        let sql = format!(
            "SELECT DISTINCT article FROM (SELECT article, layer, item, code FROM diplomacy_parties
               WHERE layer <> 'leverage' AND role <> 'venue' AND country IN ({marks})
             UNION ALL SELECT article, 'offer', offer, code FROM invitations WHERE country IN ({marks}))
             GROUP BY article, layer, item HAVING count(DISTINCT code) >= {least}"
        );
        all.extend(keys(archive, &sql, countries.into_iter().map(|c| c.to_owned().into()).collect())?);
    }
    for place in &process.places {
        let sql =
            "SELECT DISTINCT article FROM diplomacy_parties WHERE role = 'venue' AND coalesce(name, entity) LIKE ?1";
        all.extend(keys(archive, sql, vec![format!("%{place}%").into()])?);
    }
    Ok(all)
}
