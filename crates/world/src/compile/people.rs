//! Office holders: the Factbook's weekly history and Wikidata's lists.

use std::collections::BTreeMap;
use std::path::Path;

use crate::compile::sources::Rows;
use crate::compile::{Codes, latin};
use crate::layer::{DraftItem, DraftTenure, Key};
use crate::tables::weight_of;
use crate::{Kind, NameForm, Role, WorldError};

const ROLES: &str = include_str!("../../../../world/sources/roles.tsv");

/// Nobody whose last office ended before this is kept.
const FIRST_YEAR: i32 = 2008;

/// States whose languages put the surname first.
const SURNAME_FIRST: &[&str] = &["CHN", "TWN", "KOR", "PRK", "HKG"];

struct Titles(Vec<(String, Option<Role>)>);

impl Titles {
    fn read() -> Result<Titles, WorldError> {
        let mut all = Vec::new();
        for (number, line) in ROLES.lines().enumerate() {
            let Some((words, role)) = line.split_once('\t').filter(|_| !line.starts_with('#')) else { continue };
            if words == "words" {
                continue;
            }
            let role = match role {
                "-" => None,
                word => Some(word.parse().map_err(|e: WorldError| e.at("world/sources/roles.tsv", Some(number + 1)))?),
            };
            all.push((words.to_owned(), role));
        }
        Ok(Titles(all))
    }

    fn role(&self, title: &str) -> Option<Role> {
        let small = title.to_lowercase();
        self.0.iter().find(|(words, _)| small.contains(words.as_str())).and_then(|(_, role)| *role)
    }
}

/// Persons by state and name.
type People = BTreeMap<(String, String), DraftItem>;

fn person<'p>(people: &'p mut People, country: &str, name: &str, surname: &str) -> &'p mut DraftItem {
    people.entry((country.to_owned(), crate::fold::fold(name))).or_insert_with(|| {
        let mut item = DraftItem::new(Kind::Person, name);
        item.country = country.to_owned();
        item.name(surname, NameForm::Surname);
        item
    })
}

fn hold(item: &mut DraftItem, tenure: DraftTenure) {
    let weight = weight_of(tenure.role).saturating_sub(60);
    item.weight = item.weight.max(weight);
    if tenure.to.is_empty() || item.sector.is_empty() {
        item.sector = tenure.sector.clone();
    }
    item.tenures.push(tenure);
}

/// All persons of the open sources.
pub(super) fn read(sources: &Path, codes: &Codes) -> Result<Vec<DraftItem>, WorldError> {
    let titles = Titles::read()?;
    let mut people = People::new();
    factbook(sources, &titles, &mut people)?;
    wikidata(sources, &titles, &mut people)?;
    heads(sources, &titles, codes, &mut people)?;
    foreign_ministers(sources, codes, &mut people)?;
    let recent = |item: &DraftItem| {
        item.tenures.iter().any(|t| t.to.is_empty() || crate::When::parse(&t.to).last >= days_of(FIRST_YEAR))
    };
    let mut items: Vec<DraftItem> = people.into_values().filter(recent).collect();
    // A Wikidata number joins rows only once.
    let mut seen = std::collections::BTreeSet::new();
    for item in &mut items {
        if item.wikidata != 0 && seen.insert(item.wikidata) {
            item.keys.push(Key::wikidata(item.wikidata));
        }
    }
    Ok(items)
}

fn days_of(year: i32) -> i32 {
    crate::When::parse(&year.to_string()).first
}

/// `Abdelmadjid TEBBOUNE`: the name in usual case, and the surname.
fn cased(name: &str) -> (String, String) {
    let mut words = Vec::new();
    let mut surname = Vec::new();
    for word in name.split_whitespace() {
        let shouted = word.chars().filter(|c| c.is_alphabetic()).count() > 1
            && word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let word = if shouted { capitalised(word) } else { word.to_owned() };
        if shouted {
            surname.push(word.clone());
        }
        words.push(word);
    }
    (words.join(" "), surname.join(" "))
}

fn capitalised(word: &str) -> String {
    let mut out = String::new();
    let mut start = true;
    for c in word.chars() {
        if start {
            out.extend(c.to_uppercase())
        } else {
            out.extend(c.to_lowercase())
        }
        start = !c.is_alphabetic() && c != '\'';
    }
    out
}

fn factbook(sources: &Path, titles: &Titles, people: &mut People) -> Result<(), WorldError> {
    let rows = Rows::tsv(
        sources,
        "factbook-history/factbook_leaders.tsv",
        &["iso3", "role", "title", "name", "since", "not_seen_from"],
    )?;
    // A successor's first day is the best end of an office.
    let mut starts: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for row in rows.iter() {
        starts.entry((row.get("iso3"), row.get("role"))).or_default().push(row.get("since"));
    }
    for row in rows.iter() {
        let country = match row.get("iso3") {
            "" => continue,
            code => code,
        };
        let role = match row.get("role") {
            "chief_of_state" => Role::HeadOfState,
            _ => Role::HeadOfGovernment,
        };
        let given = row.get("title");
        let role = match titles.role(given) {
            Some(Role::DeputyHeadOfState | Role::DeputyHeadOfGovernment) => continue,
            // Two of a kind: a president who is also head of government.
            _ => role,
        };
        let (name, surname) = cased(row.get("name"));
        // A monarch's bare first name would be taken for anybody's.
        if surname.is_empty() || !name.contains(' ') || !latin(&name) || name.split(' ').count() > 6 {
            continue;
        }
        let since = row.get("since");
        let gone = row.get("not_seen_from");
        let next = starts
            .get(&(country, row.get("role")))
            .into_iter()
            .flatten()
            .filter(|s| !since.is_empty() && **s > since && (gone.is_empty() || **s <= gone))
            .min();
        let to = match (gone, next) {
            ("", _) => "",
            (_, Some(next)) => next,
            (gone, None) => gone,
        };
        let tenure = DraftTenure {
            title: given.to_owned(),
            of: country.to_owned(),
            role,
            sector: "GOV".to_owned(),
            body: String::new(),
            from: since.to_owned(),
            to: to.to_owned(),
            source: "CIA World Factbook".to_owned(),
        };
        hold(person(people, country, &name, &surname), tenure);
    }
    Ok(())
}

fn surname_of<'n>(country: &str, name: &'n str) -> &'n str {
    if SURNAME_FIRST.contains(&country) && name.split(' ').next().is_some_and(|w| w.chars().count() <= 5) {
        name.split(' ').next().unwrap_or(name)
    } else {
        crate::tables::surname(name)
    }
}

fn wikidata(sources: &Path, titles: &Titles, people: &mut People) -> Result<(), WorldError> {
    let rows = Rows::tsv(
        sources,
        "officials-wikidata/officials_wikidata.tsv",
        &["iso3", "position_en", "person", "qid", "start", "end"],
    )?;
    for row in rows.iter() {
        let title = row.get("position_en");
        let Some(role) = titles.role(title) else { continue };
        let country = match row.get("iso3") {
            "IGO" => "UNO",
            code => code,
        };
        let sector = if country == "UNO" { "IGO" } else { role.sector() };
        let tenure = DraftTenure {
            title: title.to_owned(),
            of: country.to_owned(),
            role,
            sector: sector.to_owned(),
            body: String::new(),
            from: row.get("start").to_owned(),
            to: row.get("end").to_owned(),
            source: "Wikidata, 2023-01".to_owned(),
        };
        add_wikidata(people, country, row.get("person"), row.get("qid"), tenure);
    }
    Ok(())
}

fn add_wikidata(people: &mut People, country: &str, name: &str, qid: &str, mut tenure: DraftTenure) {
    let unnamed = name.starts_with('Q') && name[1..].chars().all(|c| c.is_ascii_digit());
    if name.is_empty() || unnamed || !latin(name) || !name.contains(' ') {
        return;
    }
    if tenure.to.is_empty() && !tenure.from.is_empty() && crate::When::parse(&tenure.from).first < days_of(2015) {
        // An office without an end in the list has mostly ended unnoticed.
        if !matches!(tenure.role, Role::HeadOfState | Role::HeadOfGovernment) {
            tenure.to = format!("{}", 2017);
        }
    }
    let item = person(people, country, name, surname_of(country, name));
    item.wikidata = qid.trim_start_matches('Q').parse().unwrap_or(0);
    let known = item.tenures.iter().any(|t| {
        t.role == tenure.role
            && crate::When::between(&t.from, &t.to).overlaps(crate::When::between(&tenure.from, &tenure.to))
    });
    if !known {
        hold(item, tenure);
    }
}

fn heads(sources: &Path, titles: &Titles, codes: &Codes, people: &mut People) -> Result<(), WorldError> {
    let rows = Rows::csv(
        sources,
        "officials-wikidata/heads_2021_2022_wikidata.csv",
        &["country", "positionLabel", "officeholder", "officeholderLabel", "start_year", "end_year"],
    )?;
    for row in rows.iter() {
        let Some(country) = codes.named(row.get("country")) else { continue };
        let title = row.get("positionLabel");
        let Some(role @ (Role::HeadOfState | Role::HeadOfGovernment)) = titles.role(title) else { continue };
        let tenure = DraftTenure {
            title: title.to_owned(),
            of: country.to_owned(),
            role,
            sector: "GOV".to_owned(),
            body: String::new(),
            from: row.get("start_year").to_owned(),
            to: row.get("end_year").to_owned(),
            source: "Wikidata, 2022-10".to_owned(),
        };
        add_wikidata(people, country, row.get("officeholderLabel"), row.get("officeholder"), tenure);
    }
    Ok(())
}

fn foreign_ministers(sources: &Path, codes: &Codes, people: &mut People) -> Result<(), WorldError> {
    let rows = Rows::csv(
        sources,
        "officials-wikidata/foreign_ministers_2022_wikidata.csv",
        &["person", "name", "countryLabel", "positionLabel", "start"],
    )?;
    for row in rows.iter() {
        let Some(country) = codes.named(row.get("countryLabel")) else { continue };
        let tenure = DraftTenure {
            title: row.get("positionLabel").to_owned(),
            of: country.to_owned(),
            role: Role::ForeignMinister,
            sector: "GOV".to_owned(),
            body: String::new(),
            from: row.get("start").to_owned(),
            to: "2024".to_owned(),
            source: "Wikidata, 2023-01".to_owned(),
        };
        add_wikidata(people, country, row.get("name"), row.get("person"), tenure);
    }
    Ok(())
}
