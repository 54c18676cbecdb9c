//! Stories, witnesses, contradictions and dates on invented articles.

use chancery_record::{Anchor, Article, Because, Event, EventType, Reading, Span, Status};
use chancery_stories::{Constraint, OriginReason, Settings, Stories, StoryInput};
use proptest::prelude::*;

fn reading(id: &str, date: &str, source: &str, text: &str) -> Reading {
    Reading::of(&Article {
        id: id.into(),
        lang: Some("en".into()),
        date: Some(date.parse().unwrap()),
        source: Some(source.into()),
        text: text.into(),
        ..Article::default()
    })
}

/// An attack in Gao by someone on the Malian army.
fn attack(reading: &mut Reading, date: &str, change: impl Fn(&mut Event)) {
    let mut event = Event {
        id: format!("v{}", reading.id),
        span: Span::new(0, 4),
        also: Vec::new(),
        kind: EventType::Assault,
        mode: None,
        of: None,
        cameo: None,
        contexts: Vec::new(),
        goldstein: None,
        source: vec!["MLI-REB".parse().unwrap()],
        target: vec!["MLI-MIL".parse().unwrap()],
        source_entities: Vec::new(),
        target_entities: Vec::new(),
        participants: Vec::new(),
        status: Status::Actual,
        date: Some(date.parse().unwrap()),
        anchor: None,
        place: Some("MLI".into()),
        place_name: Some("Gao".into()),
        dead: None,
        injured: None,
        arrested: None,
        amount: None,
        holders: Vec::new(),
        confidence: None,
        because: Because::default(),
    };
    change(&mut event);
    reading.events.push(event);
}

const TEXTS: [&str; 3] = [
    "Gunmen raided an army camp outside Gao on Wednesday and killed soldiers, officials in Mali's north said.",
    "Mali's army said its camp near Gao came under fire on Wednesday; soldiers died in the raid by gunmen.",
    "A dawn raid by gunmen on soldiers camped at Gao has shaken northern Mali, residents said on Wednesday.",
];

fn settled(readings: &[Reading]) -> Stories {
    Stories::build(readings.iter().map(StoryInput::of), Settings::default())
}

fn three(sources: [&str; 3], changes: [&dyn Fn(&mut Event); 3]) -> Vec<Reading> {
    (0..3)
        .map(|i| {
            let mut r = reading(["a", "b", "c"][i], "2025-03-06", sources[i], TEXTS[i]);
            attack(&mut r, "2025-03-05", changes[i]);
            r
        })
        .collect()
}

const NONE: &dyn Fn(&mut Event) = &|_| {};

#[test]
fn one_event_told_thrice_is_one_with_three_witnesses() {
    let all = settled(&three(["Daily Post", "The Herald", "Sahel Monitor"], [NONE; 3]));
    let story = all.stories().next().unwrap();
    assert_eq!((all.stories().count(), story.members.len(), story.events.len()), (1, 3, 1));
    let event = &story.events[0];
    assert_eq!((event.witnesses.len(), event.independent), (3, 3));
    assert!(event.contradictions.is_empty());
    assert!(event.because.iter().any(|b| b == "same place") && event.because.iter().any(|b| b == "same day"));
}

#[test]
fn an_agency_that_two_papers_credit_counts_once() {
    let mut readings = three(["Daily Post", "The Herald", "Sahel Monitor"], [NONE; 3]);
    for r in &mut readings[..2] {
        r.text = r.text.take().map(|t| t + " (Reuters)");
    }
    let all = settled(&readings);
    let event = &all.stories().next().unwrap().events[0];
    assert_eq!((event.witnesses.len(), event.independent), (3, 2));
    assert!(event.origins[0].because.contains(&OriginReason::Agency { name: "Reuters".into() }));
    assert_eq!(event.origins[0].witnesses, [0, 1]);
}

#[test]
fn copies_count_once() {
    let mut readings = three(["Daily Post", "The Herald", "Sahel Monitor"], [NONE; 3]);
    for (r, end) in readings.iter_mut().zip(["", " More follows.", " Updated at noon."]) {
        r.text = Some(format!("{}{end}", TEXTS[0]));
    }
    let all = settled(&readings);
    let copies = all.duplicates().next().unwrap();
    assert_eq!(copies.members, ["a", "b", "c"]);
    assert_eq!(copies.pairs[0].share_of_first, 1.0);
    assert!(copies.pairs[0].run.unwrap().words >= 17);
    let event = &all.stories().next().unwrap().events[0];
    assert_eq!((event.witnesses.len(), event.independent), (3, 1));
    assert!(matches!(event.origins[0].because[0], OriginReason::Copy { .. }));
}

#[test]
fn one_outlet_is_one_witness() {
    let all = settled(&three(["Daily Post", "Daily Post", "Sahel Monitor"], [NONE; 3]));
    assert_eq!(all.stories().next().unwrap().events[0].independent, 2);
}

#[test]
fn numbers_doers_and_denials_stand_side_by_side() {
    let changes: [&dyn Fn(&mut Event); 3] = [
        &|e| e.dead = Some(9),
        &|e| {
            e.dead = Some(12);
            e.source = vec!["RUS-MIL".parse().unwrap()];
        },
        &|e| e.status = Status::Negated,
    ];
    let all = settled(&three(["Daily Post", "The Herald", "Sahel Monitor"], changes));
    let event = &all.stories().next().unwrap().events[0];
    assert_eq!(event.witnesses.len(), 3);
    let fields: Vec<&str> = event.contradictions.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(fields, ["dead", "source", "status"]);
    let dead: Vec<(&str, &[usize])> =
        event.contradictions[0].sides.iter().map(|s| (s.value.as_str(), s.witnesses.as_slice())).collect();
    assert_eq!(dead, [("9", &[0][..]), ("12", &[1][..])]);
    let doers = &event.contradictions[1].sides;
    assert_eq!((doers[0].value.as_str(), doers[0].independent), ("MLI-REB", 2));
    assert_eq!(event.contradictions[2].sides[1].value, "negated");
}

#[test]
fn another_day_is_a_contradiction_and_another_town_another_event() {
    let changes: [&dyn Fn(&mut Event); 3] = [
        &|e| e.dead = Some(9),
        &|e| {
            e.dead = Some(9);
            e.date = Some("2025-03-04".parse().unwrap());
        },
        &|e| e.place_name = Some("Ménaka".into()),
    ];
    let all = settled(&three(["Daily Post", "The Herald", "Sahel Monitor"], changes));
    let events = &all.stories().next().unwrap().events;
    let mut sizes: Vec<usize> = events.iter().map(|e| e.witnesses.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 2]);
    let both = events.iter().find(|e| e.witnesses.len() == 2).unwrap();
    assert_eq!(both.contradictions[0].field, "date");
}

#[test]
fn a_weekday_of_a_month_is_narrowed_by_the_day_that_another_gives() {
    let mut vague = reading("a", "2025-03", "Daily Post", TEXTS[0]);
    attack(&mut vague, "[2025-03-05,2025-03-12,2025-03-19,2025-03-26]", |e| {
        e.anchor = Some(Anchor { to: "published".into(), days: None, relation: Some("wednesday on or before".into()) });
    });
    attack(&mut vague, "2025-03", |e| {
        e.id = "vother".into();
        e.kind = EventType::Request;
        e.date = Some("[2025-03-03,2025-03-10,2025-03-17,2025-03-24,2025-03-31]".parse().unwrap());
        e.anchor = Some(Anchor { to: "published".into(), days: None, relation: Some("monday on or before".into()) });
    });
    let mut exact = reading("b", "2025-03-06", "The Herald", TEXTS[1]);
    attack(&mut exact, "2025-03-05", |_| {});
    let all = settled(&[vague, exact]);
    let story = all.stories().next().unwrap();
    let told: Vec<(&str, &str, &str)> =
        story.narrowed.iter().map(|n| (n.article.as_str(), n.field.as_str(), n.to.as_str())).collect();
    assert_eq!(
        told,
        [("a", "date", "2025-03-05/2025-03-11"), ("a", "va", "2025-03-05"), ("a", "vother", "[2025-03-03,2025-03-10]"),]
    );
    assert!(matches!(&story.narrowed[1].because, Constraint::Event { article, .. } if article == "b"));
    assert!(matches!(&story.narrowed[0].because, Constraint::Anchor { event, .. } if event == "va"));
    let attack = story.events.iter().find(|e| e.witnesses.len() == 2).unwrap();
    assert_eq!(attack.date.as_ref().map(|d| d.as_str()), Some("2025-03-05"));
    assert!(attack.contradictions.is_empty());
}

#[test]
fn an_input_round_trips_in_a_record() {
    let readings = three(["AFP", "The Herald", "Sahel Monitor"], [NONE; 3]);
    for input in readings.iter().map(StoryInput::of) {
        let json = serde_json::to_string(&input).unwrap();
        assert_eq!(serde_json::from_str::<StoryInput>(&json).unwrap(), input);
    }
}

/// Reports of four matters, some of them copies.
fn pool() -> Vec<StoryInput> {
    let matters = [
        ("Envoys of Sudan's army and the paramilitaries met in Jeddah to discuss a humanitarian truce", "2025-03-05"),
        ("Gunmen raided an army camp outside Gao and killed soldiers in Mali's restive north", "2025-03-06"),
        ("Students blocked the bridges of Novi Sad in Serbia over the collapse of a station canopy", "2025-03-06"),
        ("Guyana complained to the Security Council about a Venezuelan patrol boat near an oil rig", "2025-03-09"),
    ];
    let ends =
        ["", " again on Thursday.", ", officials told reporters who had asked for days.", " Nothing else is known."];
    let mut out = Vec::new();
    for (i, (matter, date)) in matters.iter().enumerate() {
        for (j, end) in ends.iter().enumerate() {
            let mut r = reading(&format!("m{i}-{j}"), date, &format!("Paper {j}"), &format!("{matter}{end}"));
            attack(&mut r, date, |e| e.dead = Some(j as u32 + 1));
            out.push(StoryInput::of(&r));
        }
    }
    out
}

fn outcome(stories: &Stories) -> Vec<String> {
    stories.stories().map(|s| serde_json::to_string(s).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_arrival_does_not_matter(order in Just((0..16usize).collect::<Vec<_>>()).prop_shuffle(),
        pauses in proptest::collection::vec(any::<bool>(), 16), gone in 0usize..16) {
        let pool = pool();
        let batch = Stories::build(pool.iter().cloned(), Settings::default());
        let mut growing = Stories::new(Settings::default());
        for (&at, &pause) in order.iter().zip(&pauses) {
            growing.insert(pool[at].clone());
            if pause {
                growing.settle();
            }
        }
        growing.settle();
        prop_assert_eq!(outcome(&growing), outcome(&batch));
        // A second time adds nothing.
        growing.insert(pool[gone].clone());
        prop_assert_eq!(growing.settle(), Default::default());
        // Taken out, it is as if it had never come.
        prop_assert!(growing.remove(&pool[gone].id));
        growing.settle();
        let without = pool.iter().enumerate().filter(|(i, _)| *i != gone).map(|(_, p)| p.clone());
        prop_assert_eq!(outcome(&growing), outcome(&Stories::build(without, Settings::default())));
    }
}
