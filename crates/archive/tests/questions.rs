//! Questions find what fits, with the way back to its words.

mod common;

use chancery_archive::{Archive, Events, Found, Sort};
use common::{at, offer};

#[test]
fn events_are_found_by_words_actors_places_and_days() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(&dir.path().join("a")).unwrap();
    let reading = offer();
    archive.insert_reading(&reading).unwrap();
    let ask = |asked: Events| -> Vec<Found> { archive.find_events(&asked).unwrap() };
    let some = |s: &str| Some(s.to_owned());
    let all = ask(Events::default());
    let text = reading.text.as_deref().unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].words.as_str(), all[0].start as usize),
        ("propose", text[..at(text, "propose").0].chars().count())
    );
    assert_eq!(
        (all[0].source.as_deref(), all[0].target.as_deref()),
        (Some("CHE-GOV"), Some("des médiateurs;UKR-GOV;RUS-GOV"))
    );
    for (asked, fits) in [
        (Events { query: some("geneve pourpar*"), sort: Sort::Relevance, ..Events::default() }, true),
        (Events { query: some("\"pourparlers geneve\""), ..Events::default() }, false),
        (Events { query: some("l'offre AND ("), ..Events::default() }, false),
        (Events { source: some("elisabeth roth"), target: some("rus"), ..Events::default() }, true),
        (Events { source: some("RUS-GOV"), ..Events::default() }, false),
        (Events { actor: some("UKR"), speaker: some("roth"), lang: some("FR"), ..Events::default() }, true),
        (Events { place: some("gènev"), ..Events::default() }, true),
        (Events { place: some("FRA"), ..Events::default() }, false),
        (Events { from: "2024-05-20".parse().ok(), to: "2024".parse().ok(), ..Events::default() }, true),
        (Events { from: "2024-06".parse().ok(), ..Events::default() }, false),
        (Events { to: "2024-04".parse().ok(), ..Events::default() }, false),
        (Events { event_type: "AGREE".parse().ok(), status: "actual".parse().ok(), ..Events::default() }, true),
        (Events { status: "negated".parse().ok(), ..Events::default() }, false),
        (Events { offset: 1, ..Events::default() }, false),
    ] {
        assert_eq!(!ask(asked.clone()).is_empty(), fits, "{asked:?}");
    }
    assert!(archive.find_events(&Events { query: some("«»"), ..Events::default() }).is_err());
    assert!(archive.find_events(&Events { sort: Sort::Relevance, ..Events::default() }).is_err());
}

#[test]
fn quotations_are_found_by_speaker_words_and_date() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(&dir.path().join("a")).unwrap();
    archive.insert_reading(&offer()).unwrap();
    let ask = |who: &str, about: Option<&str>, since: Option<&str>| {
        archive.quotes(who, about, since.map(|d| d.parse().unwrap()).as_ref()).unwrap()
    };
    let all = ask("elisabeth", Some("PORTE"), Some("2024-05"));
    assert_eq!(
        (all.len(), all[0].words.as_str(), all[0].channel.as_deref()),
        (1, "La porte est ouverte", Some("interview"))
    );
    assert_eq!(ask("CHE", None, None), all);
    assert!(ask("CHE", Some("fenêtre"), None).is_empty());
    assert!(ask("CHE", None, Some("2024-06")).is_empty());
    assert!(ask("RUS", None, None).is_empty());
}
