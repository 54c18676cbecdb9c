//! The state of a peace process, on sentences of our own.

use chancery_reader::Reader;
use chancery_record::{Article, Diplomacy, Reading};

fn read(lang: &str, text: &str) -> Reading {
    let article = Article {
        id: "own".into(),
        lang: Some(lang.into()),
        date: Some("2024-06-03".parse().unwrap()),
        text: text.into(),
        ..Article::default()
    };
    Reader::builtin().unwrap().read(&article)
}

fn codes(reading: &Reading, ids: &[String]) -> String {
    let code = |id: &String| {
        let entity = reading.entities.iter().find(|e| e.id == *id);
        entity.and_then(|e| e.code.as_ref()).map_or(id.clone(), |c| c.as_str().to_owned())
    };
    let mut all: Vec<String> = ids.iter().map(code).collect();
    all.sort();
    all.join(" ")
}

fn process(lang: &str, text: &str) -> (Reading, Diplomacy) {
    let reading = read(lang, text);
    let diplomacy = reading.diplomacy.clone().unwrap_or_default();
    (reading, diplomacy)
}

#[test]
fn breaches_say_who_broke_it_and_who_says_so() {
    let breaches = |lang: &str, text: &str| {
        let (reading, diplomacy) = process(lang, text);
        let all = diplomacy.accords.iter().flat_map(|a| &a.breaches);
        all.map(|b| {
            let one = |id: &Option<String>| codes(&reading, &id.clone().into_iter().collect::<Vec<_>>());
            format!("{} {}", one(&b.by), one(&b.alleged_by)).trim().to_owned()
        })
        .collect::<Vec<_>>()
    };
    let truce = "Armenia and Azerbaijan signed a ceasefire in Moscow.";
    assert_eq!(breaches("en", &format!("{truce} On Monday Azerbaijan violated the ceasefire.")), ["AZE-GOV"]);
    assert_eq!(
        breaches("en", &format!("{truce} Armenia accused Azerbaijan of violating the ceasefire.")),
        ["AZE-GOV ARM-GOV"]
    );
    let accord = "L'Arménie et l'Azerbaïdjan ont signé un cessez-le-feu à Moscou.";
    assert_eq!(breaches("fr", &format!("{accord} L'Azerbaïdjan n'a pas respecté le cessez-le-feu.")), ["AZE-GOV"]);
    assert_eq!(breaches("fr", &format!("{accord} L'Arménie respecte le cessez-le-feu.")), Vec::<String>::new());
}

#[test]
fn delegates_sit_for_those_who_sent_them() {
    let (reading, diplomacy) =
        process("en", "Officials from Egypt, Sudan and Ethiopia held talks in Cairo on Monday about the dam.");
    assert_eq!(codes(&reading, &diplomacy.rounds[0].participants), "EGY-GOV ETH-GOV SDN-GOV");
}

#[test]
fn sanctions_on_a_condition_are_threats_and_names_before_them_bear() {
    let acts = |lang: &str, text: &str| {
        let (reading, diplomacy) = process(lang, text);
        let told = diplomacy.leverage.iter();
        told.map(|l| {
            format!("{} {} {} {}", l.direction, l.instrument, codes(&reading, &l.source), codes(&reading, &l.target))
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(
        acts("en", "Japan is ready to impose sanctions on Iran if it enriches more uranium."),
        ["threaten sanctions JPN-GOV IRN-GOV"]
    );
    assert_eq!(acts("en", "Japan imposed sanctions on Iran."), ["apply sanctions JPN-GOV IRN-GOV"]);
    assert_eq!(
        acts("fr", "Le Canada a mis la pression sur Israël pour ouvrir les passages."),
        ["apply statement CAN-GOV ISR-GOV"]
    );
    assert_eq!(
        acts("en", "Turkey has deployed thousands of soldiers near the border with Syria."),
        ["apply troops TUR-GOV SYR-GOV"]
    );
}

#[test]
fn a_summons_and_an_end_of_talks_are_no_offers() {
    let offers = |lang: &str, text: &str| process(lang, text).1.offers.len();
    assert_eq!(offers("fr", "Le Brésil a appelé l'Argentine au dialogue."), 1);
    assert_eq!(offers("fr", "Le Brésil a convoqué l'ambassadeur d'Argentine au ministère."), 0);
    assert_eq!(offers("fr", "Le Brésil a demandé à l'Argentine la suspension des pourparlers."), 0);
}
