//! Which events and quotations a question is about: one filter for all questions.

use chancery_record::{Edtf, EventType, Status};

/// An actor as a question names it: a code (`CHE-GOV`), the first part of one (`CHE`), or the beginning of
/// words of a name, without regard to case and accents. What else is known of it widens the search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// As written.
    pub words: String,
    /// Other names of the same actor: `Vladimir Putin` beside `Poutine`.
    pub names: Vec<String>,
    /// First parts of codes that it stands for: `POL` for Poland.
    pub countries: Vec<String>,
    /// Its Wikidata item.
    pub wikidata: Vec<String>,
}

impl From<&str> for Who {
    fn from(words: &str) -> Self {
        Who { words: words.to_owned(), ..Who::default() }
    }
}

/// A place as a question names it: a country's code or words of a name. What is known of the name gives
/// the names under which the archive has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// As written.
    pub words: String,
    /// Common English names that it may have, each with its country (ISO 3166-1 alpha-3).
    pub named: Vec<(String, Option<String>)>,
    /// Countries that it is.
    pub countries: Vec<String>,
}

impl From<&str> for Spot {
    fn from(words: &str) -> Self {
        Spot { words: words.to_owned(), ..Spot::default() }
    }
}

/// A circle on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circle {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Radius in kilometres.
    pub km: f64,
}

impl Circle {
    /// Whether a point lies in it (great circle, mean radius 6,371 km).
    pub(crate) fn holds(&self, lat: f64, lon: f64) -> bool {
        let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
        let h = half(self.lat, lat) + self.lat.to_radians().cos() * lat.to_radians().cos() * half(self.lon, lon);
        2.0 * 6371.0 * h.sqrt().min(1.0).asin() <= self.km
    }
}

/// What a question is about; parts that are set must all hold, of a list one.
///
/// Of **events** every part is asked. Of **quotations** those about articles, dates and the speaker; when a
/// part about acts is set (`actor` to `near`), a quotation fits that holds an event that fits, or is
/// announced by one (« …», *threatened* the minister).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Words of the article or its headline; `"…"` is a phrase, `word*` a beginning.
    pub query: Option<String>,
    /// Identifiers of articles, in the archive or in the source.
    pub articles: Vec<String>,
    /// Identifiers of stories.
    pub stories: Vec<String>,
    /// Words of the outlet's name.
    pub outlet: Option<String>,
    /// Languages of the article.
    pub langs: Vec<String>,
    /// Article not older than this.
    pub published_from: Option<Edtf>,
    /// Article not younger than this.
    pub published_to: Option<Edtf>,
    /// Who is quoted in the article; of quotations, who speaks.
    pub speaker: Option<Who>,
    /// Event not over before the first day of this date; quotation not said before it.
    pub from: Option<Edtf>,
    /// Event not begun after the last day of this date; quotation not said after it.
    pub to: Option<Edtf>,
    /// Actors in any role, all of them.
    pub actors: Vec<Who>,
    /// Who acts.
    pub source: Option<Who>,
    /// On whom.
    pub target: Option<Who>,
    /// Both parties, whoever acts on the other; two that meet count.
    pub between: Option<(Who, Who)>,
    /// PLOVER types.
    pub types: Vec<EventType>,
    /// PLOVER modes.
    pub modes: Vec<String>,
    /// Acts that a speech act is about.
    pub of: Vec<EventType>,
    /// Whether it happened.
    pub statuses: Vec<Status>,
    /// PLOVER contexts.
    pub contexts: Vec<String>,
    /// Where it happened, or where an offered or held meeting has its venue.
    pub place: Option<Spot>,
    /// Within so many kilometres of a point.
    pub near: Option<Circle>,
}

impl Filter {
    /// Whether a part is set that asks of acts and not of articles, dates or speakers.
    pub fn is_about_acts(&self) -> bool {
        let lists = !self.actors.is_empty()
            || !self.types.is_empty()
            || !self.modes.is_empty()
            || !self.of.is_empty()
            || !self.statuses.is_empty()
            || !self.contexts.is_empty();
        lists
            || self.source.is_some()
            || self.target.is_some()
            || self.between.is_some()
            || self.place.is_some()
            || self.near.is_some()
    }

    /// Whether a part is set that is looked up by sub-selects: to count and to fetch are then best done at once.
    pub(crate) fn is_costly(&self) -> bool {
        let about_parties = !self.actors.is_empty()
            || self.source.is_some()
            || self.target.is_some()
            || self.between.is_some()
            || self.speaker.is_some();
        about_parties || self.place.is_some() || self.near.is_some() || self.outlet.is_some()
    }

    /// Whether nothing is asked: all fits.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// Its parts, each as a filter of its own with its name: to tell which of them nothing fits.
    pub(crate) fn parts(&self) -> Vec<(&'static str, Filter)> {
        let none = Filter::default;
        let all = [
            ("the words searched for", Filter { query: self.query.clone(), ..none() }),
            ("--article", Filter { articles: self.articles.clone(), ..none() }),
            ("--story", Filter { stories: self.stories.clone(), ..none() }),
            ("--outlet", Filter { outlet: self.outlet.clone(), ..none() }),
            ("--lang", Filter { langs: self.langs.clone(), ..none() }),
            (
                "--published-from and --published-to",
                Filter {
                    published_from: self.published_from.clone(),
                    published_to: self.published_to.clone(),
                    ..none()
                },
            ),
            ("--speaker", Filter { speaker: self.speaker.clone(), ..none() }),
            ("--from and --to", Filter { from: self.from.clone(), to: self.to.clone(), ..none() }),
            ("--actor", Filter { actors: self.actors.clone(), ..none() }),
            ("--source", Filter { source: self.source.clone(), ..none() }),
            ("--target", Filter { target: self.target.clone(), ..none() }),
            ("--between", Filter { between: self.between.clone(), ..none() }),
            ("--type", Filter { types: self.types.clone(), ..none() }),
            ("--mode", Filter { modes: self.modes.clone(), ..none() }),
            ("--of", Filter { of: self.of.clone(), ..none() }),
            ("--status", Filter { statuses: self.statuses.clone(), ..none() }),
            ("--context", Filter { contexts: self.contexts.clone(), ..none() }),
            ("--place", Filter { place: self.place.clone(), ..none() }),
            ("--near", Filter { near: self.near, ..none() }),
        ];
        all.into_iter().filter(|(_, part)| !part.is_empty()).collect()
    }
}
