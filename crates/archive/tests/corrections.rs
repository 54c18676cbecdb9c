//! What people decide reaches the flat tables and exports, survives another reading, and can be undone.

mod common;

use chancery_archive::{Action, Archive, Filter, Identity, Outcome, Page, Request, Wanted};
use chancery_record::Reading;
use common::{at, offer};
use serde_json::{Value, json};

const WHO: &str = "A. Reader";

struct Desk {
    _dir: tempfile::TempDir,
    archive: Archive,
    article: Identity,
}

fn desk() -> Desk {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(&dir.path().join("a")).unwrap();
    let article = archive.insert_reading(&offer()).unwrap().article;
    Desk { _dir: dir, archive, article }
}

impl Desk {
    fn ask(&mut self, requests: &[Request]) -> Outcome {
        let outcome = self.archive.correct(requests, WHO).unwrap();
        assert!(self.archive.check(|| {}).unwrap().is_whole(), "{:?}", self.archive.check(|| {}).unwrap().problems);
        outcome
    }

    /// Decides and gives the number of the correction.
    fn make(&mut self, request: Request) -> i64 {
        let outcome = self.ask(&[request]);
        assert_eq!(outcome.refused, []);
        outcome.decided[0].correction.unwrap()
    }

    fn refuse(&mut self, request: Request) -> (String, String) {
        let mut outcome = self.ask(&[request]);
        let refused = outcome.refused.remove(0);
        (refused.message, refused.hint.unwrap_or_default())
    }

    fn reading(&self) -> Reading {
        self.archive.reading(self.article).unwrap().unwrap().reading
    }

    fn row<T: chancery_archive::rusqlite::types::FromSql>(&self, sql: &str) -> T {
        self.archive.connection().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Another program reads the article, with `change` made to what it reads.
    fn reread(&mut self, program: &str, change: impl FnOnce(&mut Value)) {
        let mut value = serde_json::to_value(offer()).unwrap();
        value["coded_by"]["program"] = program.into();
        change(&mut value);
        self.archive.insert_reading(&serde_json::from_value(value).unwrap()).unwrap();
        let report = self.archive.check(|| {}).unwrap();
        assert!(report.is_whole(), "{:?}", report.problems);
    }
}

fn edit(item: &str, field: &str, value: &str) -> Request {
    let mut request = Request::new(Action::Edit, item);
    (request.field, request.value) = (Some(field.to_owned()), value.into());
    request
}

#[test]
fn an_edit_is_in_the_tables_and_exports_and_what_was_read_stays() {
    let mut desk = desk();
    let as_read: String = desk.row("SELECT json FROM readings");
    let outcome = desk.ask(&[
        edit("v1", "type", "support"),
        edit("v1", "date", "2024-05-16"),
        edit("v1", "dead", "3"),
        edit("v1", "target", "RUS-GOV; kiev"),
        edit("v1", "place", "fra"),
    ]);
    assert_eq!((outcome.decided.len(), outcome.refused.len()), (5, 0));
    let event = &desk.reading().events[0];
    assert_eq!((event.kind.as_str(), event.date.as_ref().unwrap().as_str()), ("SUPPORT", "2024-05-16"));
    assert_eq!((event.dead, event.place.as_deref(), event.place_name.as_deref()), (Some(3), Some("FRA"), None));
    // The code of the act as it was read is not that of the act as it is.
    assert_eq!((event.cameo.as_deref(), event.goldstein), (None, None));
    assert_eq!(event.target_entities, ["e2"]);
    assert_eq!(event.target.iter().map(|c| c.as_str()).collect::<Vec<_>>(), ["RUS-GOV", "UKR-GOV"]);
    assert!(event.because.steps[0].contains("type: AGREE → SUPPORT"), "{:?}", event.because.steps);
    assert_eq!(desk.row::<String>("SELECT type || review || first_day FROM events"), "SUPPORTedited2024-05-16");
    assert_eq!(desk.row::<String>("SELECT json FROM readings"), as_read);
    assert_eq!(desk.archive.as_read(desk.article).unwrap().unwrap().events[0].kind.as_str(), "AGREE");
    let asked = Filter { types: vec!["SUPPORT".parse().unwrap()], ..Filter::default() };
    assert_eq!(desk.archive.find_events(&asked, Page::default()).unwrap().rows.len(), 1);
    // The same once more makes nothing.
    assert_eq!(desk.ask(&[edit("v1", "dead", "3")]).decided[0].correction, None);
    assert_eq!(desk.archive.corrections(&Wanted::default()).unwrap().len(), 5);
}

#[test]
fn values_fields_and_items_that_are_none_are_refused_with_a_hint_and_nothing_changes() {
    let mut desk = desk();
    for (request, message, hint) in [
        (edit("v1", "type", "DANCE"), "'DANCE' is no value", "PLOVER"),
        (edit("v1", "date", "in May"), "'in May'", "EDTF"),
        (edit("v1", "colour", "red"), "no field 'colour'", "place_name"),
        (edit("v1", "status", ""), "cannot be taken away", "hypothetical"),
        (edit("v1", "source", "Nobody"), "no actor of the article", "codes"),
        (edit("v9", "date", "2024"), "no event 'v9'", "chancery find"),
        (edit("e1", "code", "SWISS"), "'SWISS'", "UKR-GOV"),
        (edit("e1", "wikidata", "39"), "'39'", "Q39"),
        (edit("t5", "date", "2024"), "the article is not named", "--article"),
        (edit("fr-genève/t5", "date", "2024"), "t5 is not there", "mai"),
        (edit("fr-berne/e1", "code", "CHE-GOV"), "no article 'fr-berne'", "near it"),
        (edit("fr-genève/Nobody", "code", "CHE-GOV"), "no actor 'Nobody'", "Kiev (e2)"),
        (edit("q1", "kind", "loud"), "'loud'", "direct or indirect"),
        (Request::new(Action::Merge, "e1"), "needs another item", "same"),
        (Request::new(Action::Split, "e1"), "needs the mentions", "“Élisabeth Roth”"),
        (Request::new(Action::Accept, "what"), "is no item", "v…"),
    ] {
        let said = desk.refuse(request.clone());
        assert!(said.0.contains(message) && said.1.contains(hint), "{request:?}: {said:?}");
    }
    // One that cannot be met holds the others back.
    let outcome = desk.ask(&[edit("v1", "dead", "3"), edit("v1", "dead", "many")]);
    assert_eq!((outcome.refused.len(), outcome.refused[0].request), (1, 1));
    assert!(desk.archive.corrections(&Wanted::default()).unwrap().is_empty());
    assert_eq!(desk.row::<Option<u32>>("SELECT dead FROM events"), None);
}

#[test]
fn what_is_rejected_leaves_with_what_hangs_on_it_and_comes_back() {
    let mut desk = desk();
    let before = desk.reading();
    let id = desk.make(Request::new(Action::Reject, "v1"));
    assert_eq!(desk.row::<u32>("SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM offers)"), 0);
    let (message, hint) = desk.refuse(Request::new(Action::Accept, "v1"));
    assert!(
        message.contains("was rejected by correction") && hint.contains(&format!("--undo {id}")),
        "{message} {hint}"
    );
    let other = desk.make(Request::new(Action::Reject, "e1"));
    assert_eq!(desk.reading().quotations[0].speaker_entity, None);
    let undone = desk.archive.undo(&[id, other], "B. Reader", Some("it was so")).unwrap();
    assert_eq!((undone.decided.len(), undone.refused.len()), (2, 0));
    assert_eq!(desk.reading(), before);
    let all = desk.archive.corrections(&Wanted { undone: true, ..Wanted::default() }).unwrap();
    assert_eq!(
        (all.len(), all[0].undone_by.as_deref(), all[0].undone_note.as_deref()),
        (2, Some("B. Reader"), Some("it was so"))
    );
    let again = desk.archive.undo(&[id, 99], WHO, None).unwrap();
    assert!(again.refused[0].message.contains("was undone by B. Reader"));
    assert!(again.refused[1].message.contains("no correction 99"));
}

#[test]
fn an_actor_is_corrected_wherever_it_stands() {
    let mut desk = desk();
    desk.ask(&[edit("fr-genève/elisabeth roth", "code", "CHE-LEG"), edit("e1", "name", "Élisabeth Roth-Meyer")]);
    let reading = desk.reading();
    assert_eq!(reading.events[0].source[0].as_str(), "CHE-LEG");
    let quotation = &reading.quotations[0];
    assert_eq!(
        (quotation.speaker_code.as_ref().unwrap().as_str(), quotation.speaker.as_deref()),
        ("CHE-LEG", Some("Élisabeth Roth-Meyer"))
    );
    assert_eq!(desk.row::<String>("SELECT name FROM diplomacy_parties WHERE role = 'offeror'"), "Élisabeth Roth-Meyer");
    // Two names for one, and one name for two.
    let mut merge = Request::new(Action::Merge, "e1");
    merge.others = vec!["e5".into()];
    let id = desk.make(merge);
    assert_eq!(desk.row::<u32>("SELECT mentions FROM entities WHERE id = 'e1'"), 2);
    assert_eq!(desk.row::<u32>("SELECT count(*) FROM entities WHERE id = 'e5'"), 0);
    let mut split = Request::new(Action::Split, "e1");
    let (start, end) = desk
        .archive
        .connection()
        .query_row("SELECT span_start, span_end FROM mentions WHERE entity = 'e1' AND position = 1", [], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?))
        })
        .unwrap();
    split.mentions = vec![format!("{start}-{end}")];
    split.fields = [("code".to_owned(), json!("CHE-CVL"))].into();
    desk.make(split);
    assert_eq!(desk.row::<String>("SELECT name FROM entities WHERE code = 'CHE-CVL' AND review = 'edited'"), "elle");
    // Without the merge the mention is not hers, and the split cannot be.
    desk.archive.undo(&[id], WHO, None).unwrap();
    let conflicts = desk.archive.conflicts().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert!(conflicts[0].reason.contains("no mention of e1"), "{}", conflicts[0].reason);
    assert!(desk.archive.check(|| {}).unwrap().is_whole());
}

#[test]
fn speakers_times_and_places_are_corrected() {
    let mut desk = desk();
    let mai = format!("fr-genève/t{}", desk.row::<u32>("SELECT span_start FROM times"));
    let geneve = format!("fr-genève/p{}", desk.row::<u32>("SELECT span_start FROM places"));
    desk.ask(&[edit("q1", "speaker", "Kiev"), edit(&mai, "date", "2024-05-12"), edit(&geneve, "country", "FRA")]);
    let reading = desk.reading();
    assert_eq!(
        (
            reading.quotations[0].speaker_entity.as_deref(),
            reading.quotations[0].speaker_code.as_ref().unwrap().as_str()
        ),
        (Some("e2"), "UKR-GOV")
    );
    assert_eq!(reading.times[0].edtf.as_str(), "2024-05-12");
    assert_eq!(desk.row::<String>("SELECT country || review FROM places"), "FRAedited");
    desk.ask(&[edit("q1", "speaker", "Une inconnue"), edit("q1", "channel", "")]);
    let quotation = desk.reading().quotations[0].clone();
    assert_eq!((quotation.speaker_entity, quotation.speaker_code), (None, None));
    assert_eq!(quotation.channel.unwrap().kind, None);
}

#[test]
fn events_of_an_article_are_merged_and_split() {
    let mut desk = desk();
    desk.reread("chancery 0.1.1", |value| {
        let text = value["text"].as_str().unwrap().to_owned();
        let mut second = value["events"][0].clone();
        second["id"] = "v2".into();
        (second["start"], second["end"]) = (at(&text, "accueillir").0.into(), at(&text, "accueillir").1.into());
        second["dead"] = 2.into();
        value["events"].as_array_mut().unwrap().push(second);
    });
    let mut merge = Request::new(Action::Merge, "v1");
    merge.others = vec!["v2".into()];
    desk.make(merge);
    let event = desk.reading().events.remove(0);
    assert_eq!((desk.reading().events.len(), event.also.len(), event.dead), (1, 1, Some(2)));
    let mut split = Request::new(Action::Split, "v1");
    split.mentions = vec![format!("{}-{}", event.also[0].0.start, event.also[0].0.end)];
    split.fields = [("status".to_owned(), json!("future")), ("dead".to_owned(), Value::Null)].into();
    desk.make(split);
    let events = desk.reading().events;
    assert_eq!((events.len(), events[1].status.as_str(), events[1].dead, events[0].also.len()), (2, "future", None, 0));
}

#[test]
fn corrections_survive_another_reading_and_what_no_longer_fits_is_a_conflict() {
    let mut desk = desk();
    let dated = desk.make(edit("v1", "date", "2024-05-16"));
    desk.make(edit("e1", "code", "CHE-LEG"));
    let accepted = desk.make(Request::new(Action::Accept, "q1"));
    // Other ids, and the event with more words: the same by type and words.
    desk.reread("chancery 0.2.0", |value| {
        let text = value["text"].as_str().unwrap().to_owned();
        let end = at(&text, "propose d'accueillir").1;
        (value["events"][0]["id"], value["events"][0]["end"]) = ("v7".into(), end.into());
        value["diplomacy"]["offers"][0]["event"] = "v7".into();
    });
    assert_eq!(desk.row::<String>("SELECT id || date || review FROM events"), "v72024-05-16edited");
    assert_eq!(desk.reading().events[0].source[0].as_str(), "CHE-LEG");
    assert!(desk.archive.conflicts().unwrap().is_empty());
    // Another speaker than the one that was accepted; an event of another type in other words.
    desk.reread("chancery 0.3.0", |value| {
        value["quotations"][0]["speaker"] = "elle".into();
        value["events"][0]["type"] = "REQUEST".into();
        value["events"][0]["id"] = "v8".into();
        let text = value["text"].as_str().unwrap().to_owned();
        value["events"][0]["end"] = at(&text, "propose d'accueillir").1.into();
    });
    let conflicts = desk.archive.conflicts().unwrap();
    let reasons: Vec<(i64, &str)> = conflicts.iter().map(|c| (c.correction.id, c.reason.as_str())).collect();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons[0].0 == dated && reasons[0].1.contains("there is now REQUEST") && reasons[0].1.contains("v8"));
    assert!(reasons[1].0 == accepted && reasons[1].1.contains("speaker Élisabeth Roth → elle"), "{reasons:?}");
    // One is made again for the item that it means, the other dropped.
    let moved = desk.archive.reapply(dated, "v8", "B. Reader").unwrap();
    assert_eq!(moved.refused, []);
    desk.archive.undo(&[accepted], "B. Reader", None).unwrap();
    assert!(desk.archive.conflicts().unwrap().is_empty());
    assert_eq!(desk.row::<String>("SELECT id || date FROM events"), "v82024-05-16");
    let old = &desk.archive.corrections(&Wanted { undone: true, ..Wanted::default() }).unwrap()[0];
    assert_eq!(old.replaced_by, moved.decided[0].correction);
    assert!(desk.archive.check(|| {}).unwrap().is_whole());
    // The first reading again: all that was not undone fits.
    desk.archive.insert_reading(&offer()).unwrap();
    assert_eq!(desk.row::<u32>("SELECT count(*) FROM readings"), 3);
    assert_eq!(desk.row::<u32>("SELECT count(*) FROM readings WHERE current = 1"), 1);
}

#[test]
fn a_decision_that_is_only_tried_leaves_no_trace() {
    let mut desk = desk();
    let before = desk.reading();
    let outcome = desk.archive.would_correct(&[edit("v1", "dead", "3")], WHO).unwrap();
    assert!(outcome.decided[0].what.contains("dead: – → 3"));
    assert_eq!((desk.reading(), desk.archive.corrections(&Wanted::default()).unwrap().len()), (before, 0));
}

#[test]
fn a_reading_of_an_older_program_with_one_id_for_two_actors_can_be_corrected() {
    let mut desk = desk();
    desk.reread("chancery 0.0.9", |value| {
        let mut twin = value["entities"][4].clone();
        twin["id"] = "e2".into();
        value["entities"].as_array_mut().unwrap().push(twin);
    });
    desk.make(edit("e2", "code", "UKR-MIL"));
    assert_eq!(desk.row::<u32>("SELECT mentions FROM entities WHERE id = 'e2' AND code = 'UKR-MIL'"), 2);
    let mut merge = Request::new(Action::Merge, "e1");
    merge.others = vec!["e2".into()];
    desk.make(merge);
    assert_eq!(desk.row::<u32>("SELECT mentions FROM entities WHERE id = 'e1'"), 3);
}
