use std::collections::{BTreeMap, BTreeSet};

use chancery_record::Edtf;
use serde::Serialize;

use super::acts::Act;
use super::compile::{Binder, bounds};
use super::filter::Filter;
use crate::Archive;
use crate::error::{ArchiveError, Kind};

mod developments;

pub use developments::{Development, Passage};

/// From when on something is new.
#[derive(Clone, Debug, PartialEq)]
pub enum Since {
    /// Articles with a dateline on or after the first day of this date. An article without a dateline is
    /// never new in this sense.
    Published(Edtf),
    /// Articles that came in with this run (`runs.id`) or a later one.
    Run(i64),
}

impl Since {
    /// A sub-select of the keys of new articles.
    fn sql(&self, binder: &mut Binder) -> Result<String, ArchiveError> {
        Ok(match self {
            Since::Published(date) => {
                format!("(SELECT key FROM articles WHERE first_day >= {})", binder.put(bounds(date)?.0))
            }
            Since::Run(run) => {
                let run = binder.put(*run);
                format!(
                    "(SELECT article FROM readings WHERE run >= {run}
                       EXCEPT SELECT article FROM readings WHERE run < {run} OR run IS NULL)"
                )
            }
        })
    }
}

/// What is new of a story.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewStory {
    /// `stories.id`; none for acts of articles that stand alone.
    pub story: Option<String>,
    /// Headline of its first article that has one.
    pub title: Option<String>,
    /// First day of its earliest article.
    pub first_day: Option<String>,
    /// Last day of its latest article.
    pub last_day: Option<String>,
    /// Its articles that are new.
    pub new_articles: u64,
    /// All its articles.
    pub articles: u64,
    /// Acts that no article told before.
    pub new_acts: u64,
    /// Of these, those told by most independent origins.
    pub acts: Vec<Act>,
}

/// An act on which a new article disagrees with what was known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Disputed {
    /// The act, with its tellings.
    pub act: Act,
    /// dead, injured, arrested, source, status, date.
    pub field: String,
    /// Value, number of articles that give it, and whether only new articles do.
    pub values: Vec<(String, u32, bool)>,
}

/// What is new.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Brief {
    /// `since` with a date, or `run` with a number.
    pub since: String,
    /// New articles.
    pub new_articles: u64,
    /// All articles.
    pub articles: u64,
    /// Stories with acts that are new, those of most independent origins first.
    pub stories: Vec<NewStory>,
    /// Stories with new acts that are not shown.
    pub more_stories: u64,
    /// Contradictions that new articles bring.
    pub disputes: Vec<Disputed>,
    /// Offers, answers, accords, breaches, leverage and rounds that new articles bring.
    pub developments: Vec<Development>,
}

impl Archive {
    /// Number of the last run that brought articles.
    ///
    /// # Errors
    /// When no run did, or the archive cannot be read.
    pub fn last_run(&self) -> Result<i64, ArchiveError> {
        let run: Option<i64> = self.connection.query_row(
            "SELECT max(id) FROM runs WHERE kind = 'ingest' AND id IN (SELECT run FROM readings)",
            [],
            |row| row.get(0),
        )?;
        run.ok_or_else(|| ArchiveError::new(Kind::Wrong, "no run has brought an article into the archive yet"))
    }

    /// What new articles bring, of what fits: acts that no article told before, by story; contradictions; what
    /// changed in the state of negotiations. At most `stories` stories with `acts` acts each.
    ///
    /// # Errors
    /// As for [`Archive::find_events`], and when the run is none of the archive.
    pub fn brief(&self, since: &Since, asked: &Filter, stories: usize, acts: usize) -> Result<Brief, ArchiveError> {
        let label = match since {
            Since::Published(date) => format!("since {date}"),
            Since::Run(run) => {
                let known: bool =
                    self.connection
                        .query_row("SELECT EXISTS (SELECT 1 FROM runs WHERE id = ?1)", [run], |r| r.get(0))?;
                if !known {
                    return Err(ArchiveError::new(Kind::Wrong, format!("there is no run {run} in the archive")));
                }
                format!("run {run}")
            }
        };
        let new = self.new_articles(since)?;
        let (all, more_stories) = self.new_stories(since, asked, &new, stories, acts)?;
        Ok(Brief {
            since: label,
            new_articles: new.len() as u64,
            articles: self.len()?,
            stories: all,
            more_stories,
            disputes: self.new_disputes(asked, &new)?,
            developments: self.developments(asked, &new)?,
        })
    }

    fn new_articles(&self, since: &Since) -> Result<BTreeSet<i64>, ArchiveError> {
        let mut binder = Binder::default();
        let sql = format!("SELECT * FROM {}", since.sql(&mut binder)?);
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(&binder.values), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn new_stories(
        &self,
        since: &Since,
        asked: &Filter,
        new: &BTreeSet<i64>,
        stories: usize,
        acts: usize,
    ) -> Result<(Vec<NewStory>, u64), ArchiveError> {
        let mut sql = self.act_sql(asked)?;
        let fresh = since.sql(&mut sql.binder)?;
        let mut statement = self.connection.prepare(&format!(
            "WITH fresh (key) AS MATERIALIZED (SELECT * FROM {fresh})
             SELECT m.id, m.story, m.origins FROM merged_events m WHERE {}
             AND m.id IN (SELECT merged FROM witnesses WHERE article IN fresh)
             AND m.id NOT IN (SELECT merged FROM witnesses WHERE article NOT IN fresh)
             ORDER BY m.origins DESC, m.witnesses DESC, m.first_day NULLS LAST, m.id",
            sql.holds
        ))?;
        let rows = statement.query_map(rusqlite::params_from_iter(&sql.binder.values), |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, u64>(2)?))
        })?;
        /// Acts of a story, with the origins of each.
        type Group = (Vec<String>, Vec<u64>);
        let mut groups: BTreeMap<Option<String>, Group> = BTreeMap::new();
        for row in rows {
            let (act, story, origins) = row?;
            let group = groups.entry(story).or_default();
            group.0.push(act);
            group.1.push(origins);
        }
        let mut order: Vec<(Option<String>, Group)> = groups.into_iter().collect();
        // Acts of lone articles are no story: they stand last.
        order.sort_by_key(|(story, (_, origins))| {
            let most = origins.first().copied().unwrap_or_default();
            (story.is_none(), std::cmp::Reverse((most, origins.iter().sum::<u64>())), story.clone())
        });
        let more = order.len().saturating_sub(stories) as u64;
        let mut told = Vec::new();
        for (story, (ids, _)) in order.into_iter().take(stories) {
            let shown: Vec<String> = ids.iter().take(acts).cloned().collect();
            let mut one = NewStory {
                story: story.clone(),
                title: None,
                first_day: None,
                last_day: None,
                new_articles: 0,
                articles: 0,
                new_acts: ids.len() as u64,
                acts: self.acts(&shown, None)?,
            };
            if let Some(story) = &story {
                (one.title, one.first_day, one.last_day, one.articles) = self.connection.query_row(
                    "SELECT title, first_day, last_day, articles FROM stories WHERE id = ?1",
                    [story],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
                )?;
                let mut members =
                    self.connection.prepare_cached("SELECT article FROM story_members WHERE story = ?1")?;
                for member in members.query_map([story], |row| row.get::<_, i64>(0))? {
                    one.new_articles += u64::from(new.contains(&member?));
                }
            }
            told.push(one);
        }
        Ok((told, more))
    }

    fn new_disputes(&self, asked: &Filter, new: &BTreeSet<i64>) -> Result<Vec<Disputed>, ArchiveError> {
        let sql = self.act_sql(asked)?;
        let mut statement = self.connection.prepare(&format!(
            "SELECT c.merged, c.field, c.value, c.article FROM contradictions c
             WHERE c.merged IN (SELECT m.id FROM merged_events m WHERE {}) ORDER BY 1, 2, 3, 4",
            sql.holds
        ))?;
        let rows = statement.query_map(rusqlite::params_from_iter(&sql.binder.values), |row| {
            Ok(((row.get::<_, String>(0)?, row.get::<_, String>(1)?), row.get::<_, String>(2)?, row.get::<_, i64>(3)?))
        })?;
        let mut all: BTreeMap<(String, String), BTreeMap<String, BTreeSet<i64>>> = BTreeMap::new();
        for row in rows {
            let (at, value, article) = row?;
            all.entry(at).or_default().entry(value).or_default().insert(article);
        }
        let mut disputes = Vec::new();
        for ((act, field), values) in all {
            let mut values: Vec<(String, u32, bool)> = values
                .into_iter()
                .map(|(value, articles)| (value, articles.len() as u32, articles.is_subset(new)))
                .collect();
            if values.len() < 2 || !values.iter().any(|v| v.2) {
                continue;
            }
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            let Some(act) = self.acts(&[act], None)?.pop() else { continue };
            disputes.push(Disputed { act, field, values });
        }
        disputes.sort_by(|a, b| {
            b.act.origins.cmp(&a.act.origins).then_with(|| (&a.act.act, &a.field).cmp(&(&b.act.act, &b.field)))
        });
        Ok(disputes)
    }
}
