//! Who did what to whom where French says it by a pronoun, a relative clause, an infinitive or a later sentence:
//! sentences of our own through the whole reader.

use chancery_reader::Reader;
use chancery_record::{ActorCode, Article, Reading};

fn read(text: &str) -> Reading {
    read_in("fr", text)
}

fn read_in(lang: &str, text: &str) -> Reading {
    let article = Article {
        id: "own".into(),
        lang: Some(lang.into()),
        date: Some("2024-05-15".parse().unwrap()),
        text: text.into(),
        ..Article::default()
    };
    Reader::builtin().unwrap().read(&article)
}

/// The events of a text, each as `TYPE SOURCE > TARGET`.
fn events(text: &str) -> Vec<String> {
    let list = |codes: &[ActorCode]| codes.iter().map(ActorCode::as_str).collect::<Vec<_>>().join(",");
    let line = |e: &chancery_record::Event| format!("{} {} > {}", e.kind, list(&e.source), list(&e.target));
    read(text).events.iter().map(line).collect()
}

#[track_caller]
fn tells(text: &str, event: &str) {
    let found = events(text);
    assert!(found.iter().any(|e| e == event), "{text}\n  wanted {event}, read {found:?}");
}

#[test]
fn an_object_pronoun_is_not_its_subject() {
    let text = "Le président Macron a appelé Vladimir Poutine. Il l'a exhorté à retirer ses troupes d'Ukraine.";
    tells(text, "REQUEST FRA-GOV > RUS-GOV");
    let text =
        "Le Premier ministre israélien a téléphoné au président égyptien et lui a demandé de rouvrir la frontière.";
    tells(text, "REQUEST ISR-GOV > EGY-GOV");
}

#[test]
fn the_doer_stands_with_the_noun_that_a_verb_takes_in() {
    let text = "Vingt civils palestiniens ont été tués dans des frappes israéliennes sur Gaza.";
    tells(text, "ASSAULT ISR-GOV > PSE-CVL");
}

#[test]
fn a_plural_relative_clause_is_about_all_that_are_joined() {
    let text = "Ils rejoignent l'Arabie saoudite et les États-Unis qui accusaient déjà l'Iran d'avoir mené l'attaque.";
    tells(text, "ACCUSE SAU-GOV,USA-GOV > IRN-GOV");
}

#[test]
fn what_is_demanded_on_a_journey_is_demanded() {
    let text = "Le gouverneur malien est allé à la rencontre des manifestants maliens pour leur demander de lever leur blocus.";
    tells(text, "REQUEST MLI-GOV > MLI-CVL");
}

#[test]
fn a_recalled_ambassador_is_against_his_host() {
    tells("Le Canada a rappelé son ambassadeur en Arabie saoudite.", "SANCTION CAN-GOV > SAU-GOV");
}

#[test]
fn a_town_where_something_is_asked_is_no_party() {
    let text = "Le gouvernement congolais a appelé la population congolaise à rester calme à Goma.";
    tells(text, "REQUEST COD-GOV > COD-CVL");
}

#[test]
fn a_charge_is_no_act() {
    let found = events("Un tribunal turc a condamné le journaliste turc à vingt-sept ans de prison pour espionnage.");
    assert_eq!(found, ["SANCTION TUR-JUD > TUR-MED"]);
}

#[test]
fn nobody_promises_what_is_over() {
    let found = events("Le ministre français a assuré que Paris n'avait jamais menacé Alger de sanctions.");
    assert!(!found.iter().any(|e| e.starts_with("AGREE") || e.starts_with("THREATEN")), "{found:?}");
}

#[test]
fn a_court_named_once_is_the_court_of_the_same_person() {
    let text = "L'ex-président ivoirien Laurent Gbagbo a été acquitté par la Cour pénale internationale. \
                Laurent Gbagbo a été remis en liberté en février 2019.";
    tells(text, "RETREAT ICC-IGO > CIV-ELI");
}

#[test]
fn the_day_of_what_is_asked_is_not_the_day_of_asking() {
    let text = "La Norvège a invité lundi le gouvernement soudanais à se rendre à Oslo avant la fin du mois de juin.";
    let reading = read(text);
    let asked = reading.events.iter().find(|e| e.kind.to_string() == "REQUEST").unwrap();
    assert_eq!(asked.date.as_ref().map(|d| d.as_str()), Some("2024-05-13"));
}

#[test]
fn a_noun_in_a_bodys_name_is_no_act() {
    let text = "L'armée soudanaise exige le retrait des Forces de soutien rapide de Khartoum.";
    let found = events(text);
    assert!(!found.is_empty() && found.iter().all(|e| !e.starts_with("SUPPORT")), "{found:?}");
}

#[test]
fn whoever_is_quoted_is_who_says_so() {
    let text = "Le président Macron a reçu lundi la chancelière allemande. La Turquie de Recep Tayyip Erdogan « ne respecte \
                aucun de ses engagements », a-t-il fustigé.";
    let found = events(text);
    assert!(!found.iter().any(|e| e.starts_with("ACCUSE TUR")), "{found:?}");
}

#[test]
fn the_sides_of_a_war_are_nobody_of_the_hosts() {
    let reading = read("La Norvège a invité les deux camps à se rendre à Oslo.");
    let sides = reading.entities.iter().find(|e| e.name == "deux camps");
    assert!(sides.is_none_or(|e| e.code.is_none()), "{sides:?}");
    assert!(reading.events.iter().flat_map(|e| &e.target).all(|c| c.country() != "NOR"));
}

#[test]
fn joined_mediators_all_mediate() {
    let text = "Des discussions ont eu lieu à Djeddah sous médiation de l'Arabie saoudite et des États-Unis.";
    let codes: Vec<String> = read(text).events.iter().flat_map(|e| &e.source).map(|c| c.as_str().to_owned()).collect();
    assert!(codes.contains(&"SAU-GOV".to_owned()) && codes.contains(&"USA-GOV".to_owned()), "{codes:?}");
}

#[test]
fn what_a_party_is_called_is_no_town() {
    let reading = read(
        "Le Premier ministre portugais a remporté les élections. Le parti Chega progresse, et Chega talonne la gauche.",
    );
    assert!(reading.places.iter().all(|p| p.name != "Arrifes"), "{:?}", reading.places);
}

#[test]
fn a_body_with_a_foreign_namesake_is_of_its_own_country() {
    let belarusian = [
        read("Le KGB biélorusse a arrêté mercredi deux journalistes à Minsk."),
        read_in("en", "Belarusian KGB arrested two journalists on Wednesday."),
    ];
    for reading in belarusian {
        let service = reading.entities.iter().find(|e| e.name.contains("KGB")).unwrap();
        assert_eq!(service.code.as_ref().map(ActorCode::as_str), Some("BLR-SPY"));
    }
}
