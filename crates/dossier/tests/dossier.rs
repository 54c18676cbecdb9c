//! What several articles tell of one process is told once, with its words.

mod common;

use chancery_archive::Archive;
use chancery_dossier::{ChangeKind, Dossier, Process, SCHEMA};
use common::{SUDAN, archive, sudan};

fn process() -> Process {
    Process::from_toml("sudan.toml", SUDAN).unwrap().remove(0)
}

fn compiled(on: Option<&str>) -> Dossier {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), sudan());
    Dossier::compile(&archive, &process(), on.map(|d| d.parse().unwrap()).as_ref()).unwrap()
}

#[test]
fn a_later_article_answers_an_open_invitation_and_a_copy_counts_once() {
    let dossier = compiled(None);
    assert_eq!(dossier.initiatives.len(), 1, "{:#?}", dossier.initiatives);
    let offer = &dossier.initiatives[0];
    assert_eq!((offer.kind.as_str(), offer.venue.as_deref()), ("host", Some("Oslo")));
    assert_eq!((offer.passages.len(), offer.origins), (2, 1), "two outlets print one text");
    let answers: Vec<_> =
        offer.invitees.iter().map(|i| (i.who.code.as_deref().unwrap(), i.response.as_str())).collect();
    assert_eq!(answers, [("SDN-MIL", "none_reported"), ("SDN-REB", "accept")]);
    let accepted = &offer.invitees[1];
    assert_eq!(accepted.as_of.as_ref().unwrap().date.as_deref(), Some("2024-06-02"));
    assert_eq!((accepted.history.len(), accepted.history[0].basis.as_str()), (1, "event"));
    assert_eq!(accepted.history[0].passages[0].words, "accepted");
}

#[test]
fn an_open_offer_has_an_age_on_a_day() {
    let dossier = compiled(Some("2024-06-15"));
    assert_eq!(dossier.on.as_deref(), Some("2024-06-15"));
    let open = &dossier.open_offers[0];
    assert_eq!((open.age_days, open.waiting_for.len()), (Some(30), 1));
    assert_eq!(open.waiting_for[0].who.code.as_deref(), Some("SDN-MIL"));
    // Before the answer was published, nobody had answered.
    let before = compiled(Some("2024-05-20"));
    assert_eq!((before.open_offers[0].age_days, before.open_offers[0].waiting_for.len()), (Some(4), 2));
    assert!(before.accords.is_empty(), "what was published later is left out");
    // By the archive's last day, the accord is there.
    assert_eq!(compiled(None).on.as_deref(), Some("2024-07-20"));
}

#[test]
fn an_accord_keeps_its_story_and_older_ones_are_precedents() {
    let mut process = process();
    process.from = Some("2024-05".parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), sudan());
    let dossier = Dossier::compile(&archive, &process, None).unwrap();
    assert_eq!(dossier.accords.len(), 1, "{:#?}", dossier.accords);
    let accord = &dossier.accords[0];
    assert_eq!((accord.name.as_str(), accord.when.date.as_deref()), ("the Oslo declaration", Some("2024-07-01")));
    let standing: Vec<_> = accord.standing.iter().map(|s| (s.status.as_str(), s.implementation.as_str())).collect();
    assert_eq!(standing, [("signed", "unknown"), ("broken", "partial")]);
    assert_eq!(accord.provisions[0].passages[0].words, "truce of sixty days");
    let breach = &accord.breaches[0];
    assert_eq!(
        (breach.by.as_ref().unwrap().code.as_deref(), breach.alleged_by.as_ref().unwrap().code.as_deref()),
        (Some("SDN-REB"), Some("SDN-MIL"))
    );
    let past: Vec<_> = dossier.precedents.iter().map(|p| (p.layer.as_str(), p.what.as_str())).collect();
    assert_eq!(past, [("accord", "Jeddah accord")]);
}

#[test]
fn the_words_that_a_party_changed_are_marked() {
    let dossier = compiled(None);
    let position = dossier.positions.iter().find(|p| p.party == "Army" && p.topic == "ceasefire").unwrap();
    let said: Vec<_> = position.formulations.iter().filter(|f| f.kind == "direct").collect();
    assert_eq!(said.len(), 2, "the copy repeats the words and adds nothing: {said:#?}");
    assert_eq!((said[0].passages.len(), said[0].origins), (2, 1));
    let of = |kind| said[1].changes.iter().filter(|c| c.kind == kind).map(|c| c.words.as_str()).collect::<Vec<_>>();
    assert_eq!((of(ChangeKind::Removed), of(ChangeKind::Added)), (vec!["not yet"], vec!["no longer"]));
    assert_eq!(said[1].changed_since.as_ref().unwrap().reported.as_deref(), Some("2024-05-16"));
}

#[test]
fn what_does_not_fit_together_is_shown_with_both_sides() {
    let dossier = compiled(None);
    let claim = &dossier.doubtful_claims[0];
    assert_eq!((claim.stated.as_str(), claim.computed.as_str(), claim.origins), ("200 km", "680 km", 1));
    let dead = dossier.contradictions.iter().find(|c| c.field == "dead").expect("23 or 31 dead");
    let values: Vec<_> = dead.sides.iter().map(|s| s.value.as_str()).collect();
    assert_eq!(values, ["23", "31"]);
    assert!(dossier.chronology.iter().any(|e| e.id == dead.event), "it leads to its event");
}

#[test]
fn every_passage_is_in_its_article_and_json_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), sudan());
    let dossier = Dossier::compile(&archive, &process(), None).unwrap();
    let mut count = 0;
    for passage in dossier.passages() {
        let (text, date): (String, String) = archive
            .connection()
            .query_row("SELECT text, date FROM articles WHERE id = ?1", [&passage.article], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })
            .unwrap();
        let (start, end) = (passage.start as usize, passage.end as usize);
        let words: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!((words.as_str(), date.as_str()), (passage.words.as_str(), passage.date.as_deref().unwrap()));
        assert!(text.contains(&format!("{}{}{}", passage.before, passage.words, passage.after)));
        count += 1;
    }
    assert!(count > 12, "{count} passages");
    let json = serde_json::to_string(&dossier).unwrap();
    let back: Dossier = serde_json::from_str(&json).unwrap();
    assert_eq!((back.schema.as_str(), &back), (SCHEMA, &dossier));
    assert_eq!(serde_json::to_string(&Dossier::compile(&archive, &process(), None).unwrap()).unwrap(), json);
}

#[test]
fn the_order_in_which_articles_came_does_not_matter() {
    let dir = tempfile::tempdir().unwrap();
    let forth = archive(dir.path(), sudan());
    let other = tempfile::tempdir().unwrap();
    let back = archive(other.path(), sudan().into_iter().rev());
    let of = |a: &Archive| Dossier::compile(a, &process(), None).unwrap();
    assert_eq!(of(&forth), of(&back));
}

#[test]
fn sources_count_copies_once() {
    let dossier = compiled(None);
    let sources = &dossier.sources;
    assert_eq!((sources.articles, sources.origins, sources.undated), (7, 6, 0));
    let copies: Vec<_> = sources.cited.iter().filter(|s| s.copy_of.is_some()).collect();
    assert_eq!(copies.len(), 1);
    assert!(sources.cited.iter().any(|s| Some(&s.article) == copies[0].copy_of.as_ref()));
}

#[test]
fn articles_are_chosen_by_words_places_and_accords_too() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), sudan());
    let articles = |toml: &str| {
        let process = Process::from_toml("p.toml", toml).unwrap().remove(0);
        Dossier::compile(&archive, &process, None).unwrap().sources.articles
    };
    assert_eq!(articles("words = ['shell*']"), 2);
    assert_eq!(articles("parties = ['SDN-MIL', 'SDN-REB']\nwords = ['shell*', 'jeddah']"), 3);
    assert_eq!(articles("parties = ['rapid support']"), 7);
    assert_eq!(articles("parties = ['NOR', 'SDN-REB']"), 3);
    assert_eq!(articles("accords = ['Oslo declaration']"), 2);
    assert_eq!(articles("places = ['Atlantis']"), 0);
}
