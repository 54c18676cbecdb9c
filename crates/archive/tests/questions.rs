//! Questions find what fits, with the way back to its words.

mod common;

use chancery_archive::{
    Archive, Circle, Counting, Dimension, Filter, Found, Nodes, Page, Period, Since, Sort, Spot, Strata, Unit, Who,
};
use chancery_record::{EventType, Status};
use common::{at, desk, offer};

fn with_offer() -> (tempfile::TempDir, Archive) {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(&dir.path().join("a")).unwrap();
    archive.insert_reading(&offer()).unwrap();
    (dir, archive)
}

fn with_desk() -> (tempfile::TempDir, Archive) {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(&dir.path().join("a")).unwrap();
    desk::desk(&mut archive);
    (dir, archive)
}

fn ids(archive: &Archive, asked: &Filter, page: Page) -> Vec<String> {
    archive.find_events(asked, page).unwrap().rows.into_iter().map(|e| e.event).collect()
}

#[test]
fn events_are_found_by_words_actors_places_and_days() {
    let (_dir, archive) = with_offer();
    let reading = offer();
    let ask = |asked: Filter, sort| -> Vec<Found> {
        archive.find_events(&asked, Page { sort, ..Page::default() }).unwrap().rows
    };
    let all = ask(Filter::default(), Sort::Date);
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
    let some = |s: &str| Some(s.to_owned());
    let who = |s: &str| Some(Who::from(s));
    let none = Filter::default;
    let of = |t: &str| vec![t.parse::<EventType>().unwrap()];
    let geneva =
        Spot { words: "Genf".into(), named: vec![("Geneva".into(), Some("CHE".into()))], countries: Vec::new() };
    for (asked, fits) in [
        (Filter { query: some("\"pourparlers geneve\""), ..none() }, false),
        (Filter { query: some("l'offre AND ("), ..none() }, false),
        (Filter { source: who("elisabeth roth"), target: who("rus"), ..none() }, true),
        (Filter { source: who("isabeth"), ..none() }, false),
        (Filter { source: who("RUS-GOV"), ..none() }, false),
        (Filter { actors: vec!["UKR".into(), "RUS".into()], ..none() }, true),
        (Filter { actors: vec!["UKR".into(), "FRA".into()], ..none() }, false),
        (Filter { between: Some(("UKR".into(), "CHE".into())), ..none() }, true),
        (Filter { between: Some(("UKR".into(), "RUS".into())), ..none() }, false),
        (Filter { speaker: who("roth"), langs: vec!["FR".into()], ..none() }, true),
        (Filter { speaker: who("Kiev"), ..none() }, false),
        (Filter { place: Some("gènev".into()), ..none() }, true),
        (Filter { place: Some(geneva), ..none() }, true),
        (Filter { place: Some("Genève".into()), ..none() }, true),
        (Filter { place: Some("CHE".into()), ..none() }, true),
        (Filter { place: Some("FRA".into()), ..none() }, false),
        (Filter { near: Some(Circle { lat: 46.5, lon: 6.6, km: 60.0 }), ..none() }, true),
        (Filter { near: Some(Circle { lat: 46.5, lon: 6.6, km: 30.0 }), ..none() }, false),
        (Filter { from: "2024-05-20".parse().ok(), to: "2024".parse().ok(), ..none() }, true),
        (Filter { from: "2024-06".parse().ok(), ..none() }, false),
        (Filter { to: "2024-04".parse().ok(), ..none() }, false),
        (Filter { published_from: "2024-05-16".parse().ok(), outlet: some("courrier"), ..none() }, true),
        (Filter { published_to: "2024-05-15".parse().ok(), ..none() }, false),
        (Filter { outlet: some("Gazette"), ..none() }, false),
        (Filter { types: of("AGREE"), of: of("CONSULT"), statuses: vec![Status::Actual], ..none() }, true),
        (Filter { of: of("ASSAULT"), ..none() }, false),
        (Filter { statuses: vec![Status::Negated, Status::Future], ..none() }, false),
        (Filter { contexts: vec!["diplomatic".into(), "trade".into()], ..none() }, true),
        (Filter { contexts: vec!["trade".into()], ..none() }, false),
        (Filter { articles: vec!["fr-genève".into()], ..none() }, true),
        (Filter { stories: vec!["s1".into()], ..none() }, false),
    ] {
        assert_eq!(!ask(asked.clone(), Sort::Date).is_empty(), fits, "{asked:?}");
    }
    assert_eq!(ask(Filter { query: some("geneve pourpar*"), ..none() }, Sort::Relevance).len(), 1);
    assert!(archive.find_events(&Filter { query: some("«»"), ..none() }, Page::default()).is_err());
    assert!(archive.find_events(&none(), Page { sort: Sort::Relevance, ..Page::default() }).is_err());
    let asked = Filter { source: who("Nobody"), types: of("AGREE"), ..none() };
    assert_eq!(archive.unmet(&asked).unwrap(), ["--source"]);
}

#[test]
fn answers_are_sorted_and_paged_with_their_total() {
    let (_dir, archive) = with_desk();
    let all = Filter::default();
    let sorted = |sort, reverse| ids(&archive, &all, Page { sort, reverse, ..Page::default() });
    // A month ends later than a day in it; what has no date stands last, either way round.
    assert_eq!(sorted(Sort::Date, false), ["v2", "v1", "v3", "v4", "v6", "v5"]);
    assert_eq!(sorted(Sort::Date, true)[5], "v5");
    assert_eq!(sorted(Sort::Goldstein, false)[5], "v5");
    assert_eq!(sorted(Sort::Goldstein, true)[0], "v4");
    assert!(["v2", "v3"].contains(&sorted(Sort::Witnesses, false)[0].as_str()));
    assert_eq!(sorted(Sort::Published, false)[5], "v6");
    let page = archive.find_events(&all, Page { limit: Some(2), offset: 3, ..Page::default() }).unwrap();
    assert_eq!((page.total, page.rows.iter().map(|e| e.event.as_str()).collect()), (6, vec!["v4", "v6"]));
    let past = archive.find_events(&all, Page { limit: Some(2), offset: 9, ..Page::default() }).unwrap();
    assert_eq!((past.total, past.rows.len()), (6, 0));
    let first = &archive.find_events(&all, Page::default()).unwrap().rows[0];
    assert_eq!((first.story.as_deref(), first.act.as_deref(), first.witnesses), (Some("s1"), Some("mv2"), Some(2)));
}

#[test]
fn an_act_is_one_row_whoever_tells_it() {
    let (_dir, archive) = with_desk();
    let ask = |asked: &Filter| archive.find_acts(asked, Page::default()).unwrap().rows;
    assert_eq!(ask(&Filter::default()).len(), 5);
    let second = Filter { articles: vec!["two".into()], ..Filter::default() };
    let acts = ask(&second);
    assert_eq!((acts.len(), acts[0].witnesses, acts[0].told_by.len()), (1, 2, 2));
    let told: Vec<(&str, bool)> = acts[0].told_by.iter().map(|t| (t.event.as_str(), t.fits)).collect();
    assert_eq!(told, [("v3", true), ("v2", false)]);
    assert_eq!(acts[0].disputes[0].values, [("4".to_owned(), 1), ("9".to_owned(), 1)]);
    // The month of one telling was narrowed by the other: the act is of one day.
    let late = Filter { from: "2024-05-20".parse().ok(), types: vec![EventType::Assault], ..Filter::default() };
    assert_eq!(ask(&late).len(), 0);
    assert_eq!(ids(&archive, &late, Page::default()), ["v2"]);
    assert_eq!(acts[0].row().len(), chancery_archive::Act::COLUMNS.len());
}

#[test]
fn quotations_are_found_by_speaker_subject_and_date_and_counted_once() {
    let (_dir, archive) = with_offer();
    let speaker = |who: &str| Filter { speaker: Some(who.into()), ..Filter::default() };
    let all = archive.quotes(&speaker("elisabeth"), Some(&"PORTE".into())).unwrap();
    assert_eq!(
        (all.len(), all[0].words.as_str(), all[0].channel.as_deref(), all[0].dated_by_article),
        (1, "La porte est ouverte", Some("interview"), true)
    );
    assert_eq!(archive.quotes(&speaker("CHE"), None).unwrap(), all);
    assert!(archive.quotes(&speaker("CHE"), Some(&"fenêtre".into())).unwrap().is_empty());
    let late = Filter { from: "2024-06".parse().ok(), ..speaker("CHE") };
    assert!(archive.quotes(&late, None).unwrap().is_empty());
    assert!(archive.quotes(&speaker("RUS"), None).unwrap().is_empty());

    let (_dir, archive) = with_desk();
    let all = archive.quotes(&speaker("Osman"), None).unwrap();
    assert_eq!((all.len(), all[0].articles, all[0].origins, all[0].also.len()), (1, 2, 1, 1));
    assert_eq!(all[0].published.as_deref(), Some("2024-05-13"), "the earliest stands for the others");
    assert_eq!(archive.quotes(&speaker("Osman"), Some(&"Kenya".into())).unwrap().len(), 1, "addressed");
    assert!(archive.quotes(&speaker("Osman"), Some(&"Egypt".into())).unwrap().is_empty());
}

#[test]
fn a_network_ties_known_parties_and_weighs_them() {
    let (_dir, archive) = with_desk();
    let all = Filter::default();
    let events = archive.network(&all, Unit::Events, Nodes::Codes).unwrap();
    let tie = |network: &chancery_archive::Network, source: &str, target: &str| {
        network.edges.iter().find(|e| e.source == source && e.target == target).cloned()
    };
    let shelling = tie(&events, "SDN-REB", "SDN-CVL").unwrap();
    assert_eq!((shelling.weight, shelling.goldstein, shelling.rated), (2, Some(-10.0), 2));
    assert_eq!((shelling.first_day.as_deref(), shelling.last_day.as_deref()), (Some("2024-05-01"), Some("2024-05-31")));
    assert_eq!(shelling.quads.get("material conflict"), Some(&2));
    assert!(events.edges.is_sorted_by_key(|e| std::cmp::Reverse(e.weight)), "the heaviest first");
    assert_eq!(tie(&events, "KEN-GOV", "SDN-GOV").unwrap().goldstein, Some(2.9), "the mean of 3 and 2.8");
    let acts = archive.network(&all, Unit::Acts, Nodes::Codes).unwrap();
    assert_eq!(tie(&acts, "SDN-REB", "SDN-CVL").unwrap().weight, 1);
    // Three who meet are three ties.
    let met = events.edges.iter().filter(|e| e.types.contains_key(&EventType::Consult)).count();
    assert_eq!((met, events.counted, events.paired), (3, 6, 6));
    let countries = archive.network(&all, Unit::Events, Nodes::Countries).unwrap();
    assert_eq!(tie(&countries, "KEN", "SDN").unwrap().weight, 2, "an offer to two sectors, and a meeting");
    let acted: u64 = countries.nodes.iter().map(|n| n.acted).sum();
    assert_eq!(acted, countries.edges.iter().map(|e| e.weight).sum::<u64>());
}

#[test]
fn counts_add_up_with_zeros_and_denominators() {
    let (_dir, archive) = with_desk();
    let all = Filter::default();
    let by = |period, by: Vec<Dimension>| Counting { period, by, ..Counting::default() };
    for period in [None, Some(Period::Day), Some(Period::Week), Some(Period::Month), Some(Period::Year)] {
        for dimensions in
            [vec![], vec![Dimension::Type], vec![Dimension::Quad, Dimension::Lang], vec![Dimension::Place]]
        {
            let table = archive.count(&all, &by(period, dimensions.clone())).unwrap();
            assert_eq!(table.rows.iter().map(|r| r.count).sum::<u64>(), 6, "{period:?} {dimensions:?}");
            assert_eq!((table.total, table.articles), (6, 4));
        }
    }
    let table = archive.count(&all, &by(Some(Period::Month), vec![Dimension::Type])).unwrap();
    let cells: Vec<(&str, &str, u64, u64)> =
        table.rows.iter().map(|r| (r.period.as_deref().unwrap(), r.values[0].as_str(), r.count, r.articles)).collect();
    // Three months of four types, and the threat without a date.
    assert_eq!(cells.len(), 13);
    assert!(cells.contains(&("2024-05", "ASSAULT", 2, 2)));
    assert!(cells.contains(&("2024-06", "ASSAULT", 0, 1)));
    assert!(cells.contains(&("2024-07", "CONSULT", 1, 1)));
    assert_eq!(cells.last(), Some(&("", "THREATEN", 1, 0)));
    // A month is in no week.
    let weeks = archive.count(&all, &by(Some(Period::Week), vec![])).unwrap();
    assert_eq!((weeks.placed, weeks.total), (4, 6));
    assert_eq!(weeks.rows[0].period.as_deref(), Some("2024-W20"));
    let outlets = archive.count(&all, &by(None, vec![Dimension::Outlet])).unwrap();
    let of = |name: &str| outlets.rows.iter().find(|r| r.values[0] == name).map(|r| (r.count, r.articles));
    assert_eq!((of("Coast Daily"), of("Le Fleuve")), (Some((3, 2)), Some((2, 1))));
    // The offer is to two: it stands under each.
    let dyads = archive.count(&all, &by(None, vec![Dimension::Dyad])).unwrap();
    assert_eq!((dyads.rows.iter().map(|r| r.count).sum::<u64>(), dyads.total), (9, 6));
    let acts = Counting { unit: Unit::Acts, ..by(None, vec![Dimension::Type]) };
    assert_eq!(archive.count(&all, &acts).unwrap().total, 5);
    assert!(archive.count(&all, &Counting { by: vec![Dimension::Lang], ..acts }).is_err());
    let asked = Filter { from: "2024-03".parse().ok(), to: "2024-05".parse().ok(), ..Filter::default() };
    let table = archive.count(&asked, &by(Some(Period::Month), vec![])).unwrap();
    assert_eq!(
        table.rows.iter().map(|r| r.count).collect::<Vec<_>>(),
        [0, 0, 3],
        "the months asked for, empty ones too"
    );
}

#[test]
fn a_draw_is_the_same_every_time_and_knows_its_strata() {
    let (_dir, archive) = with_desk();
    let all = Filter::default();
    let draw = |seed| archive.sample(&all, &[Strata::Type, Strata::Lang], 4, seed, false).unwrap();
    assert_eq!(draw(1), draw(1));
    let drawn = draw(1);
    let sizes: u64 = drawn.strata.iter().map(|s| s.size).sum();
    assert_eq!((sizes, drawn.rows.len(), drawn.strata.len()), (6, 4, 5));
    assert!((0..20).any(|seed| draw(seed).rows != drawn.rows), "another seed, another draw");
    for row in &drawn.rows {
        let text = desk::dispatches()
            .into_iter()
            .find_map(|r| r.text.filter(|t| t.contains(&row.before) && t.contains(&row.event.words)));
        let text = text.unwrap();
        assert!(
            text.contains(&format!("{}{}{}", row.before, row.event.words, row.after)),
            "the words in their context"
        );
    }
}

#[test]
fn a_selection_is_readings_with_what_fits() {
    let (_dir, archive) = with_desk();
    let select = |asked: Filter| -> Vec<chancery_record::Reading> {
        archive.select(&asked).unwrap().map(|s| s.unwrap().reading).collect()
    };
    let all = select(Filter::default());
    let whole: Vec<_> = archive.readings().map(|s| s.unwrap().reading).collect();
    // Every reading has something here, and a filter of nothing takes nothing away.
    assert_eq!(all, whole);
    let assaults = select(Filter { types: vec![EventType::Assault], ..Filter::default() });
    assert_eq!(assaults.len(), 2);
    for reading in &assaults {
        assert!(reading.events.iter().all(|e| e.kind == EventType::Assault));
        assert!(reading.quotations.is_empty() && reading.diplomacy.as_ref().is_none_or(|d| d.offers.is_empty()));
    }
    let osman = select(Filter { speaker: Some("Osman".into()), ..Filter::default() });
    assert_eq!(osman.iter().map(|r| r.quotations.len()).collect::<Vec<_>>(), [1, 1]);
    let offers = select(Filter { source: Some("KEN".into()), ..Filter::default() });
    let kept = offers.iter().flat_map(|r| r.diplomacy.iter().flat_map(|d| &d.offers)).count();
    assert_eq!(kept, 1, "an offer stays with its event");
    assert!(select(Filter { source: Some("BRA".into()), ..Filter::default() }).is_empty());
}

#[test]
fn a_brief_tells_what_new_articles_bring() {
    let (_dir, mut archive) = with_desk();
    let all = Filter::default();
    let brief = archive.brief(&Since::Published("2024-05-14".parse().unwrap()), &all, 10, 10).unwrap();
    assert_eq!((brief.new_articles, brief.articles), (3, 4));
    let story = &brief.stories[0];
    assert_eq!((story.story.as_deref(), story.new_articles, story.articles), (Some("s1"), 2, 3));
    let acts: Vec<&str> = story.acts.iter().map(|a| a.act.as_str()).collect();
    assert_eq!(acts, ["mv4", "mv5"], "the shelling was told before");
    assert_eq!(brief.stories[1].story, None, "lone articles last");
    let dispute = &brief.disputes[0];
    assert_eq!(dispute.values, [("4".to_owned(), 1, false), ("9".to_owned(), 1, true)]);
    let answer = &brief.developments[0];
    assert_eq!(
        (answer.layer.as_str(), answer.before.as_deref(), answer.state.as_str(), answer.level.as_deref()),
        ("answer", Some("none_reported"), "accept", Some("principal"))
    );
    let kenya = Filter { source: Some("EGY".into()), ..Filter::default() };
    let brief = archive.brief(&Since::Published("2024-05-14".parse().unwrap()), &kenya, 10, 10).unwrap();
    assert_eq!((brief.stories.len(), brief.developments.len(), brief.disputes.len()), (1, 0, 0));
    // Before anything was known, the offer is new and its answer stands.
    let brief = archive.brief(&Since::Published("2024".parse().unwrap()), &all, 10, 10).unwrap();
    assert_eq!(brief.developments.iter().map(|d| d.layer.as_str()).collect::<Vec<_>>(), ["answer"]);
    let none = archive.brief(&Since::Published("2025".parse().unwrap()), &all, 10, 10).unwrap();
    assert!(none.stories.is_empty() && none.developments.is_empty() && none.disputes.is_empty());

    // A run that brings one article more.
    let first = archive.last_run().unwrap();
    let batch = archive.batch().unwrap();
    let run = batch.begin_run("ingest", "[]").unwrap();
    batch.insert(&offer(), None, &chancery_archive::Seen::default(), Some(run)).unwrap();
    batch.commit().unwrap();
    desk::settle(&archive);
    assert_eq!(archive.last_run().unwrap(), run);
    let brief = archive.brief(&Since::Run(run), &all, 10, 10).unwrap();
    assert_eq!((brief.new_articles, brief.stories.len()), (1, 1));
    assert_eq!(
        (brief.developments[0].layer.as_str(), brief.developments[0].venue.as_deref()),
        ("offer", Some("Genève"))
    );
    assert_eq!(archive.brief(&Since::Run(first), &all, 10, 10).unwrap().new_articles, 5);
    assert!(archive.brief(&Since::Run(99), &all, 10, 10).is_err());
}
