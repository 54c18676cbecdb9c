//! A filter as SQL: conditions over `events e`, `quotations q` and `articles a`.

use chancery_record::Edtf;
use rusqlite::types::Value;

use super::filter::{Circle, Filter, Spot, Who};
use crate::error::{ArchiveError, Kind};
use crate::{Archive, days, fold};

/// Values of numbered parameters.
#[derive(Default)]
pub(crate) struct Binder {
    pub(crate) values: Vec<Value>,
}

impl Binder {
    /// The parameter that stands for a value.
    pub(crate) fn put(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// A list of parameters between brackets.
    pub(crate) fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let all: Vec<String> = values.into_iter().map(|v| self.put(v)).collect();
        format!("({})", all.join(", "))
    }
}

/// How a condition begins that a sub-select of (article, event), each once, gives the events.
const AMONG: &str = "(e.article, e.id) IN ";

/// The tables and the condition of a search for `events e` under which all of `holds` are true. Where a
/// sub-select names the events, it leads: SQLite would walk all events and look each up there.
pub(crate) fn search(mut holds: Vec<String>) -> (String, String) {
    let mut tables = "events e".to_owned();
    if let Some(at) = holds.iter().position(|h| h.starts_with(AMONG)) {
        let lead = holds.remove(at);
        tables = format!(
            "{} lead CROSS JOIN events e ON e.article = lead.article AND e.id = lead.event",
            &lead[AMONG.len()..]
        );
    }
    let holds = if holds.is_empty() { "1".to_owned() } else { holds.join(" AND ") };
    (tables, holds)
}

fn wrong(what: String) -> ArchiveError {
    ArchiveError::new(Kind::Wrong, what)
}

/// First and last day of a date that a question names.
pub(crate) fn bounds(date: &Edtf) -> Result<(String, String), ArchiveError> {
    match days(Some(date)) {
        (Some(first), Some(last)) => Ok((first, last)),
        _ => Err(wrong(format!("the date {date} covers no days: give one such as 2024-05 or 2024-05-16"))),
    }
}

/// An FTS5 expression that asks for all words of `query`; words in double quotes are a phrase, and a
/// `*` at the end of a word stands for any ending. `None` when there is no word in it.
fn full_text(query: &str) -> Option<String> {
    let mut parts = Vec::new();
    for (i, piece) in query.split('"').enumerate() {
        let units: Vec<&str> = if i % 2 == 1 { vec![piece] } else { piece.split_whitespace().collect() };
        for unit in units.into_iter().filter(|u| u.chars().any(char::is_alphanumeric)) {
            let star = if i % 2 == 0 && unit.ends_with('*') { "*" } else { "" };
            parts.push(format!("\"{}\"{star}", unit.trim_end_matches('*')));
        }
    }
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

/// `words` for LIKE with the escape `\`.
fn escaped(words: &str) -> String {
    words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// The condition that `column` (folded) has `words` at the beginning of a word. The plain pattern stands
/// first: it is cheap, and most names fail it.
fn begins_word(column: &str, words: &str, binder: &mut Binder) -> String {
    let folded = fold(words).replace(['-', '\'', '’'], " ");
    let loose = binder.put(format!("%{}%", escaped(&folded).replace(' ', "_")));
    let strict = binder.put(format!("% {}%", escaped(&folded)));
    format!(
        "({column} LIKE {loose} ESCAPE '\\' AND \
         ' ' || replace(replace(replace({column}, '-', ' '), '''', ' '), '’', ' ') LIKE {strict} ESCAPE '\\')"
    )
}

/// Whether a word is written as a code: `RUS`, `RUS-GOV`.
fn is_code(word: &str) -> bool {
    let capitals = |part: &str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_uppercase());
    word.split_once('-').map_or_else(|| capitals(word), |(country, sector)| capitals(country) && capitals(sector))
}

impl Who {
    /// Condition over columns `code`, `country` and, for names, a folded one.
    fn coded(&self, table: &str, binder: &mut Binder) -> String {
        let mut countries = self.countries.clone();
        let word = self.words.to_uppercase();
        let code = binder.put(word.clone());
        countries.push(word);
        let countries = binder.list(countries);
        format!("{table}.code = {code} OR {table}.country IN {countries}")
    }

    /// Condition over the column `folded` of `table`, called `alias`. The names that fit are looked up first:
    /// there are far fewer of them than rows, and an index leads from them to their rows.
    pub(crate) fn named(
        &self,
        archive: &Archive,
        table: &str,
        alias: &str,
        binder: &mut Binder,
    ) -> Result<String, ArchiveError> {
        if is_code(&self.words) && self.names.is_empty() {
            // Three capitals are a code; a name of three letters (IRA) is met whole.
            return Ok(format!("{alias}.folded = {}", binder.put(fold(&self.words))));
        }
        let mut inner = Binder::default();
        let all: Vec<String> = std::iter::once(&self.words)
            .chain(&self.names)
            .map(|name| begins_word("folded", name, &mut inner))
            .collect();
        let sql = format!("SELECT DISTINCT folded FROM {table} WHERE {} ORDER BY folded", all.join(" OR "));
        let mut statement = archive.connection.prepare(&sql)?;
        let names = statement
            .query_map(rusqlite::params_from_iter(inner.values), |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        let names = binder.put(serde_json::to_string(&names)?);
        Ok(format!("{alias}.folded IN (SELECT value FROM json_each({names}))"))
    }

    /// Events (article, event) in which it has a role.
    fn events(&self, archive: &Archive, role: &str, binder: &mut Binder) -> Result<String, ArchiveError> {
        let coded = self.coded("p", binder);
        let named = self.named(archive, "entities", "n", binder)?;
        let mut sql = format!(
            "SELECT p.article, p.event FROM event_parties p WHERE ({coded}) {role}
             UNION SELECT p.article, p.event FROM entities n CROSS JOIN event_parties p
             WHERE {named} AND p.article = n.article AND p.entity = n.id {role}"
        );
        if !self.wikidata.is_empty() {
            let items = binder.list(self.wikidata.clone());
            sql += &format!(
                " UNION SELECT p.article, p.event FROM entities n CROSS JOIN event_parties p
                 WHERE n.wikidata IN {items} AND p.article = n.article AND p.entity = n.id {role}"
            );
        }
        Ok(sql)
    }

    /// Condition over `quotations q`: it speaks.
    fn speaks(&self, archive: &Archive, binder: &mut Binder) -> Result<String, ArchiveError> {
        let coded = self.coded("q", binder);
        let named = self.named(archive, "quotations", "q", binder)?;
        Ok(format!("({coded} OR {named})"))
    }
}

impl Filter {
    /// The full-text expression of the query.
    pub(crate) fn match_expression(&self) -> Result<Option<String>, ArchiveError> {
        let Some(query) = &self.query else { return Ok(None) };
        let expression = full_text(query)
            .ok_or_else(|| wrong(format!("no word to search for in '{query}': give at least one, or no query")))?;
        Ok(Some(expression))
    }

    /// Conditions about the article of a row of `table`, with the query unless it is joined already.
    pub(crate) fn article_holds(
        &self,
        table: &str,
        with_query: bool,
        binder: &mut Binder,
    ) -> Result<Vec<String>, ArchiveError> {
        let mut holds = Vec::new();
        if with_query && let Some(expression) = self.match_expression()? {
            let words = binder.put(expression);
            holds.push(format!("{table} IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH {words})"));
        }
        if !self.articles.is_empty() {
            let ids = binder.list(self.articles.clone());
            holds.push(format!("{table} IN (SELECT key FROM articles WHERE id IN {ids} OR source_id IN {ids})"));
        }
        if !self.stories.is_empty() {
            let ids = binder.list(self.stories.clone());
            holds.push(format!("{table} IN (SELECT article FROM story_members WHERE story IN {ids})"));
        }
        let mut inner = Vec::new();
        if !self.langs.is_empty() {
            inner.push(format!("lang IN {}", binder.list(self.langs.iter().map(|l| l.to_lowercase()))));
        }
        if let Some(from) = &self.published_from {
            inner.push(format!("last_day >= {}", binder.put(bounds(from)?.0)));
        }
        if let Some(to) = &self.published_to {
            inner.push(format!("first_day <= {}", binder.put(bounds(to)?.1)));
        }
        if !inner.is_empty() {
            holds.push(format!("{table} IN (SELECT key FROM articles WHERE {})", inner.join(" AND ")));
        }
        Ok(holds)
    }

    /// Conditions over `events e`; `when` says whether the dates are asked too, which of acts are those of
    /// the act and not of one telling.
    pub(crate) fn event_holds(
        &self,
        archive: &Archive,
        with_query: bool,
        when: bool,
        binder: &mut Binder,
    ) -> Result<Vec<String>, ArchiveError> {
        let mut holds = self.article_holds("e.article", with_query, binder)?;
        holds.extend(self.outlet_holds(archive, "e.article", binder)?);
        if let Some(who) = &self.speaker {
            let speaks = who.speaks(archive, binder)?;
            holds.push(format!("e.article IN (SELECT q.article FROM quotations q WHERE {speaks})"));
        }
        if when {
            holds.extend(self.day_holds("e.first_day", "e.last_day", binder)?);
        }
        holds.extend(self.act_holds(archive, binder)?);
        Ok(holds)
    }

    /// Conditions about the days of a row.
    pub(crate) fn day_holds(&self, first: &str, last: &str, binder: &mut Binder) -> Result<Vec<String>, ArchiveError> {
        let mut holds = Vec::new();
        if let Some(from) = &self.from {
            holds.push(format!("{last} >= {}", binder.put(bounds(from)?.0)));
        }
        if let Some(to) = &self.to {
            holds.push(format!("{first} <= {}", binder.put(bounds(to)?.1)));
        }
        Ok(holds)
    }

    /// Conditions over `quotations q` joined with its `articles a`.
    pub(crate) fn quotation_holds(&self, archive: &Archive, binder: &mut Binder) -> Result<Vec<String>, ArchiveError> {
        let mut holds = self.article_holds("q.article", true, binder)?;
        holds.extend(self.outlet_holds(archive, "q.article", binder)?);
        if let Some(who) = &self.speaker {
            holds.push(who.speaks(archive, binder)?);
        }
        holds.extend(self.day_holds(
            "coalesce(q.first_day, a.first_day)",
            "coalesce(q.last_day, a.last_day)",
            binder,
        )?);
        if self.is_about_acts() {
            let acts = self.act_holds(archive, binder)?.join(" AND ");
            holds.push(format!(
                "EXISTS (SELECT 1 FROM events e WHERE e.article = q.article AND {acts}
                 AND (e.span_start BETWEEN q.span_start AND q.span_end - 1
                      OR e.span_start BETWEEN q.cue_start AND q.cue_end - 1))"
            ));
        }
        Ok(holds)
    }

    /// The condition about the outlet of a row of `table`.
    pub(crate) fn outlet_holds(
        &self,
        archive: &Archive,
        table: &str,
        binder: &mut Binder,
    ) -> Result<Option<String>, ArchiveError> {
        let Some(outlet) = &self.outlet else { return Ok(None) };
        // Outlets are few enough to fold here, as SQLite folds ASCII only.
        let mut names = archive.connection.prepare_cached(
            "WITH RECURSIVE names (name) AS (SELECT min(source) FROM articles WHERE source NOT NULL
               UNION ALL SELECT (SELECT min(source) FROM articles WHERE source > name) FROM names WHERE name NOT NULL)
             SELECT name FROM names WHERE name NOT NULL",
        )?;
        let names = names.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let wanted = fold(outlet);
        let fit = binder.list(names.into_iter().filter(|n| fold(n).contains(&wanted)));
        Ok(Some(format!("{table} IN (SELECT key FROM articles WHERE source IN {fit})")))
    }

    /// Conditions over `events e` that ask of the act.
    fn act_holds(&self, archive: &Archive, binder: &mut Binder) -> Result<Vec<String>, ArchiveError> {
        let mut holds = Vec::new();
        let roles = [(&self.source, "AND p.role = 'source'"), (&self.target, "AND p.role = 'target'")];
        let any = self.actors.iter().map(|who| (who, ""));
        for (who, role) in any.chain(roles.into_iter().filter_map(|(who, role)| Some((who.as_ref()?, role)))) {
            holds.push(format!("{AMONG}({})", who.events(archive, role, binder)?));
        }
        if let Some((one, other)) = &self.between {
            let (source, target) = ("AND p.role = 'source'", "AND p.role = 'target'");
            let mut part = |who: &Who, role: &str| -> Result<String, ArchiveError> {
                Ok(format!("{AMONG}({})", who.events(archive, role, binder)?))
            };
            let (a1, a2) = (part(one, source)?, part(one, target)?);
            let (b1, b2) = (part(other, source)?, part(other, target)?);
            // Who meets whom: both are sources.
            holds.push(format!("(({a1} AND {b2}) OR ({b1} AND {a2}) OR (e.type = 'CONSULT' AND {a1} AND {b1}))"));
        }
        let lists = [
            ("e.type", self.types.iter().map(|t| t.to_string()).collect::<Vec<_>>()),
            ("e.mode", self.modes.iter().map(|m| m.to_lowercase()).collect()),
            ("e.of_type", self.of.iter().map(|t| t.to_string()).collect()),
            ("e.status", self.statuses.iter().map(|s| s.to_string()).collect()),
        ];
        for (column, values) in lists.into_iter().filter(|(_, values)| !values.is_empty()) {
            holds.push(format!("{column} IN {}", binder.list(values)));
        }
        if !self.contexts.is_empty() {
            let contexts = binder.list(self.contexts.iter().map(|c| c.to_lowercase()));
            holds.push(format!(
                "{AMONG}(SELECT DISTINCT article, event FROM event_contexts WHERE context IN {contexts})"
            ));
        }
        if let Some(place) = &self.place {
            holds.push(place.holds(archive, binder)?);
        }
        if let Some(circle) = &self.near {
            holds.push(circle.condition(archive, binder)?);
        }
        Ok(holds)
    }
}

impl Spot {
    fn holds(&self, archive: &Archive, binder: &mut Binder) -> Result<String, ArchiveError> {
        let mut countries = self.countries.clone();
        countries.push(self.words.to_uppercase());
        let countries = binder.list(countries);
        let mut any = vec![format!("e.place IN {countries}")];
        let mut inner = Binder::default();
        let words = begins_word("folded", &self.words, &mut inner);
        let mut names =
            archive.connection.prepare(&format!("SELECT DISTINCT name FROM places WHERE {words} ORDER BY name"))?;
        let names = names
            .query_map(rusqlite::params_from_iter(inner.values), |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        if !names.is_empty() {
            any.push(format!("e.place_name IN {}", binder.list(names)));
        }
        for (name, country) in &self.named {
            let name = binder.put(name.clone());
            match country {
                Some(country) => {
                    any.push(format!("(e.place = {} AND e.place_name = {name})", binder.put(country.clone())))
                }
                None => any.push(format!("e.place_name = {name}")),
            }
        }
        // The venue of an offer or a round stands by its name in the text.
        let venues: Vec<String> = std::iter::once(&self.words)
            .chain(self.named.iter().map(|(name, _)| name))
            .map(|name| begins_word("n.folded", name, binder))
            .collect();
        let venue = |table: &str, layer: &str| {
            format!(
                "(e.article, e.id) IN (SELECT o.article, o.event FROM {table} o
                 JOIN diplomacy_parties v ON v.article = o.article AND v.layer = '{layer}' AND v.item = o.position
                   AND v.role = 'venue'
                 JOIN entities n ON n.article = v.article AND n.id = v.entity WHERE {})",
                venues.join(" OR ")
            )
        };
        any.push(venue("offers", "offer"));
        any.push(venue("rounds", "round"));
        Ok(format!("({})", any.join(" OR ")))
    }
}

impl Circle {
    fn condition(&self, archive: &Archive, binder: &mut Binder) -> Result<String, ArchiveError> {
        let reach = self.km / 111.0;
        let mut statement = archive.connection.prepare_cached(
            "SELECT DISTINCT name, lat, lon FROM places WHERE lat BETWEEN ?1 AND ?2 AND lon NOT NULL ORDER BY 1, 2, 3",
        )?;
        let all = statement
            .query_map((self.lat - reach, self.lat + reach), |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, f64>(1)?, row.get::<_, f64>(2)?))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        let within: Vec<String> = all
            .into_iter()
            .filter(|(_, lat, lon)| self.holds(*lat, *lon))
            .map(|(name, lat, lon)| format!("({}, {}, {})", binder.put(name), binder.put(lat), binder.put(lon)))
            .collect();
        if within.is_empty() {
            return Ok("0".to_owned());
        }
        // A name alone does not tell which of its namesakes is meant: the article's place does.
        Ok(format!(
            "EXISTS (SELECT 1 FROM places p WHERE p.article = e.article AND p.name = e.place_name
             AND (p.name, p.lat, p.lon) IN (VALUES {}))",
            within.join(", ")
        ))
    }
}
