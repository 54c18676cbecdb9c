//! The measures, counted a document at a time so that they can be resampled.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, Event, Quoted, Spotted};
use crate::matching::matching;
use crate::sentences;

/// What is measured with precision, recall and F1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Type of an event in its sentence.
    Type,
    /// Type and the countries of source and target.
    CountryTriple,
    /// Type and the codes of source and target.
    Triple,
    /// Date over events matched by type.
    Date,
    /// Every status that is not `actual`, over events matched by type.
    Status,
    /// Mode over events matched by type.
    Mode,
    /// The act a speech act is about, over events matched by type.
    Of,
    /// Country where it happened, over events matched by type.
    Place,
    /// Direct quotations, spans at intersection over union of 0.8.
    Direct,
    /// Indirect quotations, likewise.
    Indirect,
    /// Spans of times.
    TimesSpan,
    /// Spans and values of times.
    TimesValue,
    /// Spans of places.
    PlacesSpan,
    /// Spans and countries of places.
    PlacesValue,
}

impl Measure {
    /// Every measure in the order of the table.
    pub const ALL: [Measure; 14] = [
        Measure::Type,
        Measure::CountryTriple,
        Measure::Triple,
        Measure::Date,
        Measure::Status,
        Measure::Mode,
        Measure::Of,
        Measure::Place,
        Measure::Direct,
        Measure::Indirect,
        Measure::TimesSpan,
        Measure::TimesValue,
        Measure::PlacesSpan,
        Measure::PlacesValue,
    ];

    /// Its name in the table.
    pub fn label(self) -> &'static str {
        match self {
            Measure::Type => "events: type",
            Measure::CountryTriple => "events: country triple",
            Measure::Triple => "events: triple",
            Measure::Date => "  date",
            Measure::Status => "  status (not actual)",
            Measure::Mode => "  mode",
            Measure::Of => "  of",
            Measure::Place => "  place",
            Measure::Direct => "quotations: direct",
            Measure::Indirect => "quotations: indirect",
            Measure::TimesSpan => "times: span",
            Measure::TimesValue => "times: value",
            Measure::PlacesSpan => "places: span",
            Measure::PlacesValue => "places: value",
        }
    }
}

/// Hits, gold items and predicted items of one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Matched.
    pub hit: usize,
    /// In the gold.
    pub gold: usize,
    /// In the readings.
    pub predicted: usize,
}

impl Counts {
    /// Share of the predicted that is right, 0 when nothing was predicted.
    pub fn precision(self) -> f64 {
        if self.predicted == 0 { 0.0 } else { self.hit as f64 / self.predicted as f64 }
    }

    /// Share of the gold that was found, 0 when there is none.
    pub fn recall(self) -> f64 {
        if self.gold == 0 { 0.0 } else { self.hit as f64 / self.gold as f64 }
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }

    fn add(&mut self, other: Counts) {
        self.hit += other.hit;
        self.gold += other.gold;
        self.predicted += other.predicted;
    }
}

/// A gold event that no predicted triple meets, or the reverse.
#[derive(Clone, Debug)]
pub struct Miss {
    /// Whether it stands in the gold (missed) or only in the reading (false alarm).
    pub missed: bool,
    /// Document.
    pub id: String,
    /// The event.
    pub event: Event,
}

/// Counts over documents.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// By measure.
    pub counts: BTreeMap<Measure, Counts>,
    /// Speakers that agree, over direct and indirect quotations matched.
    pub speakers: BTreeMap<Measure, usize>,
    /// Matches by event type.
    pub types: BTreeMap<String, Counts>,
    /// Events that no triple meets.
    pub misses: Vec<Miss>,
}

impl Scores {
    /// Adds another document's counts.
    pub fn add(&mut self, other: &Scores) {
        for (measure, counts) in &other.counts {
            self.counts.entry(*measure).or_default().add(*counts);
        }
        for (measure, right) in &other.speakers {
            *self.speakers.entry(*measure).or_default() += right;
        }
        for (kind, counts) in &other.types {
            self.types.entry(kind.clone()).or_default().add(*counts);
        }
        self.misses.extend(other.misses.iter().cloned());
    }

    /// Counts of a measure, all zero when it was never met.
    pub fn get(&self, measure: Measure) -> Counts {
        self.counts.get(&measure).copied().unwrap_or_default()
    }

    fn count(&mut self, measure: Measure, hit: usize, gold: usize, predicted: usize) {
        self.counts.entry(measure).or_default().add(Counts { hit, gold, predicted });
    }
}

/// Longest trigger that can match, in code points.
const LONGEST_TRIGGER: usize = 80;

/// Scores one document's reading; layers that the gold omits are not scored.
pub fn score(gold: &Document, reading: Option<&Document>) -> Scores {
    let empty = Document::default();
    let reading = reading.unwrap_or(&empty);
    let mut scores = Scores::default();
    let text = gold.text.as_deref().or(reading.text.as_deref()).unwrap_or_default();
    let starts = sentences::starts(text);
    if let Some(events) = &gold.events {
        score_events(&mut scores, &gold.id, events, reading.events.as_deref().unwrap_or_default(), &starts);
    }
    if let Some(quotations) = &gold.quotations {
        score_quotations(&mut scores, quotations, reading.quotations.as_deref().unwrap_or_default());
    }
    if let Some(times) = &gold.times {
        let found = reading.times.as_deref().unwrap_or_default();
        score_spots(&mut scores, times, found, |s| s.edtf.as_deref(), Measure::TimesSpan, Measure::TimesValue);
    }
    if let Some(places) = &gold.places {
        let found = reading.places.as_deref().unwrap_or_default();
        score_spots(&mut scores, places, found, |s| s.country.as_deref(), Measure::PlacesSpan, Measure::PlacesValue);
    }
    scores
}

/// For each event of a reading, whether its type and the countries of source and target are those of an annotated
/// one in its sentence; none where events are not annotated.
pub fn right_events(gold: &Document, reading: &Document) -> Option<Vec<bool>> {
    let annotated = gold.events.as_ref()?;
    let text = gold.text.as_deref().or(reading.text.as_deref()).unwrap_or_default();
    let starts = sentences::starts(text);
    let events = reading.events.as_deref().unwrap_or_default();
    let around = |e: &Event| -> BTreeSet<usize> {
        std::iter::once(e.start).chain(e.also.iter().map(|a| a[0])).map(|s| sentences::at(s, &starts)).collect()
    };
    let near = |i: usize, j: usize| {
        let (x, y) = (&annotated[i], &events[j]);
        x.kind == y.kind
            && y.end.saturating_sub(y.start) <= LONGEST_TRIGGER
            && around(x).contains(&sentences::at(y.start, &starts))
            && countries(&x.source) == countries(&y.source)
            && countries(&x.target) == countries(&y.target)
    };
    let met: BTreeSet<usize> =
        matching(annotated.len(), events.len(), near, |_, _| 0).into_iter().map(|(_, j)| j).collect();
    Some((0..events.len()).map(|j| met.contains(&j)).collect())
}

fn score_events(scores: &mut Scores, id: &str, gold: &[Event], predicted: &[Event], starts: &[usize]) {
    let predicted: Vec<&Event> =
        predicted.iter().filter(|e| e.end.saturating_sub(e.start) <= LONGEST_TRIGGER).collect();
    let (g, p) = (gold.len(), predicted.len());
    let where_gold: Vec<BTreeSet<usize>> = gold
        .iter()
        .map(|e| {
            std::iter::once(e.start).chain(e.also.iter().map(|a| a[0])).map(|s| sentences::at(s, starts)).collect()
        })
        .collect();
    let where_predicted: Vec<usize> = predicted.iter().map(|e| sentences::at(e.start, starts)).collect();
    let near = |i: usize, j: usize| gold[i].kind == predicted[j].kind && where_gold[i].contains(&where_predicted[j]);
    let codes = |i: usize, j: usize| {
        set(&gold[i].source) == set(&predicted[j].source) && set(&gold[i].target) == set(&predicted[j].target)
    };
    let lands = |i: usize, j: usize| {
        countries(&gold[i].source) == countries(&predicted[j].source)
            && countries(&gold[i].target) == countries(&predicted[j].target)
    };
    let quality = |i: usize, j: usize| {
        let (x, y) = (&gold[i], predicted[j]);
        4 * i32::from(codes(i, j))
            + 2 * i32::from(lands(i, j))
            + i32::from(x.start < y.end && y.start < x.end)
            + i32::from(x.start == y.start)
    };
    let pairs = matching(g, p, near, quality);
    scores.count(Measure::Type, pairs.len(), g, p);
    for &(i, j) in &pairs {
        let (x, y) = (&gold[i], predicted[j]);
        let mut field = |measure: Measure, a: Option<&str>, b: Option<&str>| {
            let (a, b) = (a.filter(|v| !v.is_empty()), b.filter(|v| !v.is_empty()));
            let hit = a.is_some() && a.map(edtf) == b.map(edtf);
            scores.count(measure, usize::from(hit), usize::from(a.is_some()), usize::from(b.is_some()));
        };
        field(Measure::Date, x.date.as_deref(), y.date.as_deref());
        field(Measure::Mode, x.mode.as_deref(), y.mode.as_deref());
        field(Measure::Of, x.of.as_deref(), y.of.as_deref());
        field(Measure::Place, x.place.as_deref(), y.place.as_deref());
        let not_actual = |e: &'_ Event| e.status.clone().filter(|s| s != "actual");
        field(Measure::Status, not_actual(x).as_deref(), not_actual(y).as_deref());
        scores.types.entry(x.kind.clone()).or_default().hit += 1;
    }
    let triples = matching(g, p, |i, j| near(i, j) && codes(i, j), |_, _| 0);
    scores.count(Measure::Triple, triples.len(), g, p);
    let country_triples = matching(g, p, |i, j| near(i, j) && lands(i, j), |_, _| 0);
    scores.count(Measure::CountryTriple, country_triples.len(), g, p);
    for e in gold {
        scores.types.entry(e.kind.clone()).or_default().gold += 1;
    }
    for e in &predicted {
        scores.types.entry(e.kind.clone()).or_default().predicted += 1;
    }
    let met: (BTreeSet<usize>, BTreeSet<usize>) = triples.into_iter().unzip();
    let miss = |missed: bool, event: &Event| Miss { missed, id: id.to_owned(), event: event.clone() };
    scores.misses.extend(gold.iter().enumerate().filter(|(i, _)| !met.0.contains(i)).map(|(_, e)| miss(true, e)));
    scores.misses.extend(predicted.iter().enumerate().filter(|(j, _)| !met.1.contains(j)).map(|(_, e)| miss(false, e)));
}

fn set(codes: &[String]) -> BTreeSet<&str> {
    codes.iter().map(String::as_str).collect()
}

fn countries(codes: &[String]) -> BTreeSet<&str> {
    codes.iter().map(|c| c.split('-').next().unwrap_or_default()).collect()
}

/// EDTF with the members of a set in order, so that equal sets are equal strings.
fn edtf(value: &str) -> String {
    let sorted = |open: char, close: char| {
        let inner = value.strip_prefix(open)?.strip_suffix(close)?;
        let mut members: Vec<&str> = inner.split(',').map(str::trim).collect();
        members.sort_unstable();
        Some(format!("{open}{}{close}", members.join(",")))
    };
    sorted('[', ']').or_else(|| sorted('{', '}')).unwrap_or_else(|| value.to_owned())
}

fn score_quotations(scores: &mut Scores, gold: &[Quoted], predicted: &[Quoted]) {
    for (measure, kind) in [(Measure::Direct, "direct"), (Measure::Indirect, "indirect")] {
        let gold: Vec<&Quoted> = gold.iter().filter(|q| q.kind == kind).collect();
        let predicted: Vec<&Quoted> = predicted.iter().filter(|q| q.kind == kind).collect();
        let pairs = matching(gold.len(), predicted.len(), |i, j| iou(gold[i], predicted[j]) >= 0.8, |_, _| 0);
        scores.count(measure, pairs.len(), gold.len(), predicted.len());
        let right = pairs.iter().filter(|(i, j)| same_speaker(gold[*i], predicted[*j])).count();
        *scores.speakers.entry(measure).or_default() += right;
    }
}

fn iou(a: &Quoted, b: &Quoted) -> f64 {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let all = a.end.max(b.end).saturating_sub(a.start.min(b.start));
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

/// A named speaker must agree in surname; a code settles only speakers without a name.
fn same_speaker(gold: &Quoted, predicted: &Quoted) -> bool {
    let name = gold.speaker.as_deref().unwrap_or_default();
    let upper = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    let lower = |w: &str| w.chars().next().is_some_and(char::is_lowercase);
    if name.split_whitespace().any(upper) && !lower(name) {
        return surname(name) == surname(predicted.speaker.as_deref().unwrap_or_default());
    }
    let code = gold.speaker_code.as_deref().unwrap_or_default();
    !code.is_empty() && Some(code) == predicted.speaker_code.as_deref()
}

fn surname(name: &str) -> Option<String> {
    name.split_whitespace().last().map(|w| w.to_lowercase().trim_matches(['.', ',']).to_owned())
}

fn score_spots(
    scores: &mut Scores,
    gold: &[Spotted],
    predicted: &[Spotted],
    value: impl Fn(&Spotted) -> Option<&str>,
    span: Measure,
    both: Measure,
) {
    let overlap = |i: usize, j: usize| gold[i].start < predicted[j].end && predicted[j].start < gold[i].end;
    let same = |i: usize, j: usize| value(&gold[i]).map(edtf) == value(&predicted[j]).map(edtf);
    let spans = matching(gold.len(), predicted.len(), overlap, |_, _| 0).len();
    let values = matching(gold.len(), predicted.len(), |i, j| overlap(i, j) && same(i, j), |_, _| 0).len();
    scores.count(span, spans, gold.len(), predicted.len());
    scores.count(both, values, gold.len(), predicted.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(start: usize, kind: &str, source: &str, target: &str) -> Event {
        Event {
            start,
            end: start + 3,
            kind: kind.into(),
            source: vec![source.into()],
            target: vec![target.into()],
            ..Event::default()
        }
    }

    #[test]
    fn triples_ask_for_codes_and_country_triples_for_countries() {
        let text = Some("Un mot. Deux mots.".to_owned());
        let gold = Document {
            text: text.clone(),
            events: Some(vec![event(0, "ASSAULT", "RUS-MIL", "UKR-CVL"), event(9, "AGREE", "BLR-GOV", "RUS-GOV")]),
            ..Document::default()
        };
        let reading = Document {
            events: Some(vec![event(3, "ASSAULT", "RUS-GOV", "UKR-CVL"), event(0, "AGREE", "BLR-GOV", "RUS-GOV")]),
            ..Document::default()
        };
        let scores = score(&gold, Some(&reading));
        assert_eq!(scores.get(Measure::Type), Counts { hit: 1, gold: 2, predicted: 2 });
        assert_eq!(scores.get(Measure::CountryTriple).hit, 1);
        assert_eq!(scores.get(Measure::Triple).hit, 0);
        assert_eq!(scores.misses.len(), 4);
    }

    #[test]
    fn speakers_agree_by_surname_or_by_code() {
        let said = |speaker: &str, code: &str| Quoted {
            speaker: Some(speaker.into()),
            speaker_code: Some(code.into()),
            ..Quoted::default()
        };
        assert!(same_speaker(&said("Dmitri Peskov", "RUS-GOV"), &said("Peskov", "XXX-GOV")));
        assert!(!same_speaker(&said("Dmitri Peskov", "RUS-GOV"), &said("le porte-parole", "RUS-GOV")));
        assert!(same_speaker(&said("un porte-parole", "RUS-GOV"), &said("le Kremlin", "RUS-GOV")));
    }

    #[test]
    fn sets_are_compared_without_order() {
        assert_eq!(edtf("[2025-03-12, 2025-03-05]"), edtf("[2025-03-05,2025-03-12]"));
        assert_ne!(edtf("{2014,2015}"), edtf("[2014,2015]"));
    }
}
