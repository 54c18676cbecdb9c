//! What a question to an archive is about: arguments that all of them share.

use anstream::eprintln;
use anyhow::{Context as _, Result, bail};
use chancery::archive::{Archive, Circle, Filter, Spot, Who};
use chancery::record::{Edtf, EventType, Status};
use chancery::world::{Kind, World};

/// Which events or quotations; all that is given must hold, of a list with commas one.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Which events and quotations")]
pub(crate) struct FilterArgs {
    /// Words of the article, accents and case aside; "…" is a phrase, word* a beginning
    #[arg(long, value_name = "WORDS")]
    words: Option<String>,

    /// Who takes part, in any role: a code, a country's code or name, or words of a name; may be repeated
    #[arg(long, value_name = "WHO")]
    actor: Vec<String>,

    /// Who acts
    #[arg(long, value_name = "WHO")]
    source: Option<String>,

    /// On whom
    #[arg(long, value_name = "WHO")]
    target: Option<String>,

    /// Both parties, whoever acts on the other: RUS,UKR
    #[arg(long, value_name = "WHO,WHO", value_delimiter = ',', num_args = 1..)]
    between: Vec<String>,

    /// PLOVER event types; `chancery codebook` lists them
    #[arg(long = "type", value_name = "TYPE", value_parser = event_type, value_delimiter = ',')]
    types: Vec<EventType>,

    /// PLOVER modes
    #[arg(long, value_name = "MODE", value_parser = mode, value_delimiter = ',')]
    mode: Vec<String>,

    /// Types of the act that a speech act is about: offers to meet are --type AGREE --of CONSULT
    #[arg(long, value_name = "TYPE", value_parser = event_type, value_delimiter = ',')]
    of: Vec<EventType>,

    /// actual, future, hypothetical or negated
    #[arg(long, value_parser = status, value_delimiter = ',')]
    status: Vec<Status>,

    /// PLOVER contexts: military, election, human-rights…
    #[arg(long, value_name = "CONTEXT", value_delimiter = ',')]
    context: Vec<String>,

    /// Where: a country's code or name, or a place's in any language
    #[arg(long)]
    place: Option<String>,

    /// Within so many kilometres of a place or a point: Geneva,50 or 46.2,6.15,50
    #[arg(long, value_name = "PLACE,KM", allow_hyphen_values = true)]
    near: Option<String>,

    /// Not over (of quotations: not said) before this date (EDTF: 2024, 2024-05, 2024-05-16)
    #[arg(long, visible_alias = "after", value_name = "DATE")]
    from: Option<Edtf>,

    /// Not begun (of quotations: not said) after this date
    #[arg(long, visible_alias = "before", value_name = "DATE")]
    to: Option<Edtf>,

    /// In articles that quote WHO; of quotations, WHO's
    #[arg(long, value_name = "WHO")]
    pub(crate) speaker: Option<String>,

    /// In articles dated on or after this day
    #[arg(long, value_name = "DATE")]
    published_from: Option<Edtf>,

    /// In articles dated on or before this day
    #[arg(long, value_name = "DATE")]
    published_to: Option<Edtf>,

    /// In articles of this outlet: words of its name
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,

    /// In articles in these languages (fr, en)
    #[arg(long, value_name = "TAG", value_delimiter = ',')]
    lang: Vec<String>,

    /// In articles of these stories
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    story: Vec<String>,

    /// In these articles: identifiers of the archive or of their source
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    article: Vec<String>,
}

impl FilterArgs {
    /// The filter that the arguments spell, names looked up in what is known of the world.
    pub(crate) fn filter(&self, query: Option<&str>) -> Result<Filter> {
        let who = |words: &Option<String>| words.as_deref().map(who).transpose();
        let between = match self.between.as_slice() {
            [] => None,
            [one, other] => Some((self::who(one)?, self::who(other)?)),
            _ => bail!("--between takes two: --between RUS,UKR"),
        };
        let words: Vec<&str> = query.into_iter().chain(self.words.as_deref()).collect();
        Ok(Filter {
            query: (!words.is_empty()).then(|| words.join(" ")),
            articles: self.article.clone(),
            stories: self.story.clone(),
            outlet: self.outlet.clone(),
            langs: self.lang.clone(),
            published_from: self.published_from.clone(),
            published_to: self.published_to.clone(),
            speaker: who(&self.speaker)?,
            from: self.from.clone(),
            to: self.to.clone(),
            actors: self.actor.iter().map(|w| self::who(w)).collect::<Result<_>>()?,
            source: who(&self.source)?,
            target: who(&self.target)?,
            between,
            types: self.types.clone(),
            modes: self.mode.clone(),
            of: self.of.clone(),
            statuses: self.status.clone(),
            contexts: self.context.clone(),
            place: self.place.as_deref().map(spot).transpose()?,
            near: self.near.as_deref().map(circle).transpose()?,
        })
    }
}

fn is_code(word: &str) -> bool {
    let part = |part: &str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_uppercase());
    word.split_once('-').map_or_else(|| part(word), |(country, sector)| part(country) && part(sector))
}

fn world() -> Result<&'static World> {
    World::builtin().context("what is known of the world could not be loaded")
}

/// An actor with its other names: the archive has the names that the articles use, of each language its own.
pub(crate) fn who(words: &str) -> Result<Who> {
    let mut who = Who::from(words);
    if words.trim().is_empty() {
        bail!("an empty name: give a code (RUS-GOV), a country (RUS, Russia) or words of a name");
    }
    if is_code(words) {
        return Ok(who);
    }
    let world = world()?;
    let Some(best) = world.find(words).into_iter().next() else { return Ok(who) };
    let item = best.item;
    let is_state = matches!(item.kind, Kind::Country | Kind::Territory);
    // Of bodies with a code of their own (UNO, EUR) the code is enough; others share one (NGO).
    let own_code = item.country.filter(|c| world.country(c).is_some_and(|i| i.id == item.id));
    if let Some(code) = own_code.filter(|_| is_state || item.kind.is_body()) {
        who.countries.push(code.to_owned());
    }
    if is_state || item.kind.is_body() || item.kind == Kind::Person {
        who.names = names(&item, words);
        who.wikidata.extend(item.wikidata.map(|q| format!("Q{q}")));
    }
    Ok(who)
}

/// Display names other than the one given.
fn names(item: &chancery::world::Item<'_>, words: &str) -> Vec<String> {
    let mut names = vec![item.name_en.to_owned(), item.name_fr.to_owned()];
    names.dedup();
    names.retain(|n| n != words);
    names
}

/// A place under the English names that the archive has.
fn spot(words: &str) -> Result<Spot> {
    let mut spot = Spot::from(words);
    if words.trim().is_empty() {
        bail!("an empty place: give a country (SDN, Sudan) or a place's name");
    }
    if is_code(words) {
        return Ok(spot);
    }
    let found = world()?.find(words);
    // A name far below the best is that of a hamlet somewhere.
    let floor = found.first().map_or(0, |c| c.score - 400);
    for candidate in found.iter().filter(|c| c.item.kind.is_place() && c.score >= floor) {
        let item = candidate.item;
        match item.country {
            Some(code) if item.kind == Kind::Country => spot.countries.push(code.to_owned()),
            country => spot.named.push((item.name_en.to_owned(), country.map(str::to_owned))),
        }
    }
    spot.named.sort();
    spot.named.dedup();
    Ok(spot)
}

fn circle(words: &str) -> Result<Circle> {
    let usage = "--near takes a place and kilometres, as in Geneva,50, or latitude, longitude and kilometres, as \
                 in 46.2,6.15,50";
    let parts: Vec<&str> = words.split(',').map(str::trim).collect();
    let circle = match parts.as_slice() {
        [lat, lon, km] if lat.parse::<f64>().is_ok() => {
            Circle { lat: lat.parse()?, lon: lon.parse().context(usage)?, km: km.parse().context(usage)? }
        }
        [name @ .., km] if !name.is_empty() => {
            let (name, km) = (name.join(", "), km.parse().context(usage)?);
            let world = world()?;
            let found = world.find(&name);
            let place = found.iter().find_map(|c| c.item.at.filter(|_| c.item.kind.is_place()));
            let Some((lat, lon)) = place else {
                let like = world.fuzzy(&name).into_iter().next().map(|c| c.item.name_en.to_owned());
                let hint = like.map(|l| format!("; did you mean {l}?")).unwrap_or_default();
                bail!("no place called '{name}' is known{hint}");
            };
            Circle { lat: lat.into(), lon: lon.into(), km }
        }
        _ => bail!(usage),
    };
    let on_earth = circle.lat.abs() <= 90.0 && circle.lon.abs() <= 180.0 && circle.km.is_finite() && circle.km > 0.0;
    anyhow::ensure!(on_earth, "{usage}; latitudes go from -90 to 90, longitudes from -180 to 180");
    Ok(circle)
}

/// `; did you mean 'x'?` for a word that is almost one of `known`.
pub(crate) fn like<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let word = word.to_lowercase();
    let best = known
        .into_iter()
        .map(|k| (strsim::jaro_winkler(&word, &k.to_lowercase()), k))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
    best.map(|(_, k)| format!("; did you mean '{k}'?")).unwrap_or_default()
}

fn event_type(word: &str) -> Result<EventType, String> {
    let known = EventType::ALL.iter().map(|t| t.as_str());
    word.to_uppercase()
        .parse()
        .map_err(|_| format!("no PLOVER type{} (`chancery codebook` lists them)", like(word, known)))
}

fn mode(word: &str) -> Result<String, String> {
    let known: Vec<&str> =
        EventType::ALL.iter().flat_map(|t| chancery::reader::events::modes(*t).iter().map(|(mode, _)| *mode)).collect();
    let word = word.to_lowercase();
    if known.contains(&word.as_str()) {
        return Ok(word);
    }
    Err(format!("no PLOVER mode{} (`chancery codebook` lists them)", like(&word, known)))
}

fn status(word: &str) -> Result<Status, String> {
    word.to_lowercase().parse().map_err(|_| "give actual, future, hypothetical or negated".to_owned())
}

/// Says that nothing fits, and which part of the question alone fits nothing.
pub(crate) fn nothing(archive: &Archive, asked: &Filter, what: &str) -> Result<()> {
    eprintln!("no {what} fits");
    let unmet = archive.unmet(asked)?;
    for part in &unmet {
        eprintln!("  {part}: nothing in the archive fits this alone");
    }
    if unmet.contains(&"--context") {
        eprintln!("  contexts in the archive: {}", archive.contexts()?.join(", "));
    }
    if let Some(place) = asked.place.as_ref().filter(|p| unmet.contains(&"--place") && p.named.is_empty())
        && let Some(like) = world()?.fuzzy(&place.words).into_iter().find(|c| c.item.kind.is_place())
    {
        eprintln!("  did you mean {}?", like.item.name_en);
    }
    Ok(())
}
