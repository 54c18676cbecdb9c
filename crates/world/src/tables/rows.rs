//! Rows of tables, checked cell by cell.

use std::collections::HashMap;

use chancery_record::{ActorCode, Edtf};

use crate::fold::fold;
use crate::layer::{DraftItem, DraftLayer, DraftTenure, Key};
use crate::tables::{Table, content};
use crate::{DemonymUse, Kind, Layer, NameForm, Role, WorldError};

/// Columns of each subject; the first is obligatory, others may be left out.
const COLUMNS: &[(&str, &[&str])] = &[
    ("countries", &["name_en", "code", "alpha2", "name_fr", "other", "source"]),
    ("places", &["name_en", "name_fr", "other", "kind", "country", "geonames", "division", "lat", "lon", "source"]),
    ("seats", &["name_en", "name_fr", "other", "country", "sector", "source"]),
    ("groups", &["name_en", "name_fr", "other", "country", "sector", "codes", "source"]),
    ("organizations", &["name_en", "code", "name_fr", "other", "kind", "country", "sector", "wikidata", "source"]),
    (
        "persons",
        &[
            "name_en", "name_fr", "other", "surname", "country", "title", "of", "role", "sector", "body", "from", "to",
            "wikidata", "source",
        ],
    ),
    ("demonyms", &["target", "lang", "forms", "use", "source"]),
];

/// Codes of bodies that stand where a country's would.
const BODIES: &[&str] = &["UNO", "EUR", "NAT", "AFU", "ECO", "OSC", "ARL", "ICC", "IGO", "NGO", "MNC", "IMG", "UNK"];

/// PLOVER sectors and those of bodies.
const SECTORS: &[&str] = &[
    "GOV", "MIL", "COP", "SPY", "JUD", "LEG", "PTY", "OPP", "REB", "PRM", "ELI", "MED", "BUS", "LAB", "EDU", "REL",
    "NGO", "REF", "CRM", "CVL", "UNK", "IGO",
];

/// The layer that the rows read so far make.
pub(super) struct Reading {
    layer: DraftLayer,
    /// Items by what rows may call them: code, or folded English name.
    by_name: HashMap<String, usize>,
    /// Persons by name and country.
    persons: HashMap<(String, String), usize>,
}

/// One row and where it stands.
struct Row<'t> {
    origin: &'t str,
    line: usize,
    cells: HashMap<&'t str, &'t str>,
}

impl<'t> Row<'t> {
    fn get(&self, column: &str) -> &'t str {
        self.cells.get(column).copied().unwrap_or("")
    }

    fn list(&self, column: &str) -> impl Iterator<Item = &'t str> {
        self.get(column).split('|').map(str::trim).filter(|s| !s.is_empty())
    }

    fn error(&self, message: impl Into<String>) -> WorldError {
        WorldError::new(message).at(self.origin, Some(self.line))
    }

    fn place<T>(&self, result: Result<T, WorldError>) -> Result<T, WorldError> {
        result.map_err(|e| e.at(self.origin, Some(self.line)))
    }

    fn number<T: std::str::FromStr>(&self, column: &str) -> Result<Option<T>, WorldError> {
        match self.get(column) {
            "" => Ok(None),
            cell => cell.parse().map(Some).map_err(|_| self.error(format!("{column} '{cell}' is no number"))),
        }
    }

    fn date(&self, column: &str) -> Result<String, WorldError> {
        let cell = self.get(column);
        if !cell.is_empty() {
            cell.parse::<Edtf>().map_err(|e| self.error(format!("{column}: {e}")))?;
        }
        Ok(cell.to_owned())
    }

    fn country(&self, column: &str) -> Result<String, WorldError> {
        let cell = self.get(column);
        let good = cell.is_empty() || (cell.len() == 3 && cell.bytes().all(|b| b.is_ascii_uppercase()));
        if good {
            Ok(cell.to_owned())
        } else {
            Err(self.error(format!("{column} '{cell}' is no code of three capitals")))
        }
    }

    fn sector(&self, default: &str) -> Result<String, WorldError> {
        match self.get("sector") {
            "" => Ok(default.to_owned()),
            cell if SECTORS.contains(&cell) => Ok(cell.to_owned()),
            cell => Err(self.error(format!("'{cell}' is no sector")).hint(format!("one of {}", SECTORS.join(", ")))),
        }
    }
}

impl Reading {
    pub(super) fn new(layer: Layer) -> Reading {
        Reading {
            layer: DraftLayer { layer, items: Vec::new(), origin: String::new() },
            by_name: HashMap::new(),
            persons: HashMap::new(),
        }
    }

    pub(super) fn finish(self) -> DraftLayer {
        self.layer
    }

    /// Reads the rows of one file.
    pub(super) fn table(&mut self, table: &Table) -> Result<(), WorldError> {
        let subject = table.subject();
        let known = COLUMNS.iter().find(|(name, _)| *name == subject).map_or(&[][..], |(_, columns)| *columns);
        let mut lines = content(&table.text);
        let Some((line, header)) = lines.next() else { return Ok(()) };
        let columns: Vec<&str> = header.split('\t').map(str::trim).collect();
        for column in &columns {
            if !known.contains(column) {
                return Err(WorldError::new(format!("'{column}' is no column of {subject}"))
                    .at(&table.origin, Some(line))
                    .hint(format!("columns are {}", known.join(", "))));
            }
        }
        if !known.first().is_some_and(|first| columns.contains(first)) {
            return Err(WorldError::new(format!("the column '{}' is missing", known.first().unwrap_or(&"")))
                .at(&table.origin, Some(line)));
        }
        for (line, text) in lines {
            let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
            if cells.len() > columns.len() {
                return Err(WorldError::new(format!("{} cells in a row of {} columns", cells.len(), columns.len()))
                    .at(&table.origin, Some(line)));
            }
            let row = Row { origin: &table.origin, line, cells: columns.iter().copied().zip(cells).collect() };
            if known.first().is_none_or(|first| row.get(first).is_empty()) {
                return Err(row.error("the first cell is empty"));
            }
            match subject {
                "countries" => self.country(&row)?,
                "places" => self.place(&row)?,
                "seats" => self.seat(&row)?,
                "groups" => self.group(&row)?,
                "organizations" => self.organization(&row)?,
                "persons" => self.person(&row)?,
                _ => self.demonym(&row)?,
            }
        }
        Ok(())
    }

    fn start(&self, row: &Row<'_>, kind: Kind, weight: u16) -> DraftItem {
        let mut item = DraftItem::new(kind, row.get("name_en"));
        item.name_fr = row.get("name_fr").to_owned();
        item.weight = weight;
        item.source = row.get("source").to_owned();
        for name in row.list("other") {
            let (name, form) = match name.strip_prefix('~') {
                Some(former) => (former.trim(), NameForm::Former),
                None if is_acronym(name) => (name, NameForm::Acronym),
                None => (name, NameForm::Short),
            };
            item.name(name, form);
        }
        item
    }

    fn add(&mut self, item: DraftItem) -> usize {
        let number = self.layer.items.len();
        self.by_name.entry(fold(&item.name_en)).or_insert(number);
        self.layer.items.push(item);
        number
    }

    fn country(&mut self, row: &Row<'_>) -> Result<(), WorldError> {
        let mut item = self.start(row, Kind::Country, 950);
        item.country = row.country("code")?;
        item.sector = "GOV".to_owned();
        let key = Key::country(&item.country).ok_or_else(|| row.error("a country needs its code"))?;
        item.keys.push(key);
        let code = item.country.clone();
        let number = self.add(item);
        if self.by_name.insert(code.clone(), number).is_some() {
            return Err(row.error(format!("{code} stands twice")));
        }
        Ok(())
    }

    fn place(&mut self, row: &Row<'_>) -> Result<(), WorldError> {
        let kind: Kind = row.place(row.get("kind").parse())?;
        if !kind.is_place() {
            return Err(row.error(format!("'{kind}' is no kind of place")));
        }
        let weight = match kind {
            Kind::Capital => 850,
            Kind::Territory | Kind::Area => 700,
            Kind::Region => 580,
            Kind::City => 520,
            Kind::Water => 450,
            _ => 430,
        };
        let mut item = self.start(row, kind, weight);
        item.country = row.country("country")?;
        if kind == Kind::Capital {
            item.sector = "GOV".to_owned();
        }
        if let Some(id) = row.number::<u32>("geonames")? {
            item.geonames = id;
            item.keys.push(Key::geonames(id));
        }
        if !row.get("division").is_empty() {
            item.division = row.get("division").to_owned();
            let key = Key::division(row.get("division")).ok_or_else(|| row.error("division is no ISO 3166-2 code"))?;
            item.keys.push(key);
        }
        item.at = match (row.number("lat")?, row.number("lon")?) {
            (Some(lat), Some(lon)) => Some((lat, lon)),
            (None, None) => None,
            _ => return Err(row.error("lat and lon go together")),
        };
        self.add(item);
        Ok(())
    }

    fn seat(&mut self, row: &Row<'_>) -> Result<(), WorldError> {
        let mut item = self.start(row, Kind::Seat, 720);
        item.country = row.country("country")?;
        item.sector = row.sector("GOV")?;
        self.add(item);
        Ok(())
    }

    fn group(&mut self, row: &Row<'_>) -> Result<(), WorldError> {
        let mut item = self.start(row, Kind::Group, 680);
        item.country = row.country("country")?;
        item.sector = row.sector("REB")?;
        for span in row.list("codes") {
            let (code, dates) = span.split_once(' ').unwrap_or((span, ""));
            let code: ActorCode = code.parse().map_err(|e| row.error(format!("{e}")))?;
            let (from, to) = dates.split_once('/').unwrap_or((dates, ""));
            for date in [from, to].into_iter().filter(|d| !d.is_empty() && *d != "..") {
                date.parse::<Edtf>().map_err(|e| row.error(e.to_string()))?;
            }
            let open = |d: &str| if d == ".." { String::new() } else { d.to_owned() };
            item.tenures.push(DraftTenure {
                title: String::new(),
                of: code.country().to_owned(),
                role: Role::Other,
                sector: code.sector().to_owned(),
                body: String::new(),
                from: open(from),
                to: open(to),
                source: row.get("source").to_owned(),
            });
        }
        self.add(item);
        Ok(())
    }

    fn organization(&mut self, row: &Row<'_>) -> Result<(), WorldError> {
        let kind = match row.get("kind") {
            "" => Kind::Organization,
            word => row.place(word.parse())?,
        };
        if !matches!(kind, Kind::Organization | Kind::Media | Kind::Agency) {
            return Err(row.error(format!("'{kind}' is no kind of organization")));
        }
        let weight = match kind {
            Kind::Media => 600,
            _ => 650,
        };
        let mut item = self.start(row, kind, weight);
        item.country = row.country("country")?;
        item.sector = row.sector(if kind == Kind::Organization { "GOV" } else { "MED" })?;
        item.wikidata = row.number("wikidata")?.unwrap_or(0);
        if item.wikidata != 0 {
            item.keys.push(Key::wikidata(item.wikidata));
        }
        let code = row.country("code")?;
        if !code.is_empty() {
            if !BODIES.contains(&code.as_str()) {
                return Err(row.error(format!("'{code}' is no code of a body")).hint(BODIES.join(", ")));
            }
            item.weight = 900;
            item.keys.extend(Key::country(&code));
        }
        let number = self.add(item);
        if !code.is_empty() {
            self.by_name.insert(code, number);
        }
        Ok(())
    }

    fn person(&mut self, row: &Row<'_>) -> Result<(), WorldError> {
        let of = row.country("of")?;
        let country = match row.country("country")? {
            c if c.is_empty() => of.clone(),
            c => c,
        };
        let role: Role = match row.get("role") {
            "" => Role::Other,
            word => row.place(word.parse())?,
        };
        let body_sector = match of.as_str() {
            "UNO" | "EUR" | "NAT" | "AFU" | "ECO" | "OSC" | "ARL" | "ICC" | "IGO" => Some("IGO"),
            "NGO" => Some("NGO"),
            "MNC" => Some("BUS"),
            "IMG" => Some("REB"),
            _ => None,
        };
        let sector = row.sector(body_sector.unwrap_or(role.sector()))?;
        let (from, to) = (row.date("from")?, row.date("to")?);
        if !from.is_empty() && !to.is_empty() && crate::When::parse(&to).last < crate::When::parse(&from).first {
            return Err(row.error(format!("the office ends ({to}) before it starts ({from})")));
        }
        let key = (row.get("name_en").to_owned(), country.clone());
        let number = match self.persons.get(&key) {
            Some(number) => *number,
            None => {
                let mut item = self.start(row, Kind::Person, 0);
                item.country = country;
                let surname = match row.get("surname") {
                    "" => surname(row.get("name_en")),
                    given => given,
                };
                for name in surname.split('|') {
                    item.name(name, NameForm::Surname);
                }
                if !item.name_fr.is_empty() && row.get("surname").is_empty() {
                    let french = self::surname(row.get("name_fr")).to_owned();
                    item.name(&french, NameForm::Surname);
                }
                let number = self.add(item);
                self.persons.insert(key, number);
                number
            }
        };
        let item = &mut self.layer.items[number];
        for (name, form) in &mut item.names {
            // A one-word variant of a person's name is a surname.
            if *form == NameForm::Short && !name.contains(' ') {
                *form = NameForm::Surname;
            }
        }
        if let Some(q) = row.number::<u32>("wikidata")? {
            item.wikidata = q;
            item.keys.push(Key::wikidata(q));
        }
        item.weight = item.weight.max(weight_of(role));
        item.sector = sector.clone();
        item.tenures.push(DraftTenure {
            title: row.get("title").to_owned(),
            of,
            role,
            sector,
            body: row.get("body").to_owned(),
            from,
            to,
            source: row.get("source").to_owned(),
        });
        Ok(())
    }

    fn demonym(&mut self, row: &Row<'_>) -> Result<(), WorldError> {
        let target = row.get("target");
        let number = self.by_name.get(target).or_else(|| self.by_name.get(&fold(target))).copied();
        let Some(number) = number else {
            return Err(row
                .error(format!("'{target}' is neither a code nor the English name of an item of the tables"))
                .hint("add it to countries, places or groups first"));
        };
        let usage: DemonymUse = match row.get("use") {
            "" => DemonymUse::Both,
            word => row.place(word.parse())?,
        };
        if row.get("lang").is_empty() {
            return Err(row.error("a demonym needs its language"));
        }
        for form in row.list("forms") {
            self.layer.items[number].demonyms.push((form.to_owned(), row.get("lang").to_owned(), usage));
        }
        Ok(())
    }
}

/// How well known the holder of an office is.
pub(crate) fn weight_of(role: Role) -> u16 {
    use Role::*;
    match role {
        HeadOfState | HeadOfGovernment => 720,
        HeadOfBody => 660,
        ForeignMinister | DefenceMinister | RebelLeader | OppositionLeader => 640,
        InteriorMinister | FinanceMinister | DeputyHeadOfState | SecurityAdviser => 610,
        Spokesperson | ArmyChief | Envoy | ReligiousLeader | PartyLeader | BusinessLeader => 600,
        Activist | Minister | JusticeMinister | IntelligenceChief | Official | Speaker | Adviser => 570,
        _ => 520,
    }
}

/// Whether a name is written in capitals: `ONU`, `M23`, `G-20`.
pub(crate) fn is_acronym(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic());
    name.chars().count() <= 8
        && !name.contains(' ')
        && letters.clone().count() >= 1
        && letters.clone().all(char::is_uppercase)
        && name.chars().filter(|c| c.is_alphanumeric()).count() >= 2
}

/// The last word of a name with its particles: `von der Leyen`, `al-Assad`.
pub(crate) fn surname(name: &str) -> &str {
    let Some(last) = name.rfind(' ') else { return name };
    let mut at = last + 1;
    // Particles are written small: take them in.
    while let Some(before) = name[..at - 1].rfind(' ').map(|i| i + 1) {
        let word = name[before..at].trim_end();
        if word.chars().next().is_some_and(char::is_lowercase) && !word.contains('-') {
            at = before;
        } else {
            break;
        }
    }
    &name[at..]
}
