//! The founding article, point by point, where it is at hand; relations, stances and
//! claims on sentences of our own.
#![allow(clippy::print_stdout)]

use std::path::Path;

use chancery_reader::Reader;
use chancery_record::{Article, Reading};

fn article(lang: &str, date: &str, text: &str) -> Article {
    Article {
        id: "own".into(),
        lang: Some(lang.into()),
        date: Some(date.parse().unwrap()),
        text: text.into(),
        ..Article::default()
    }
}

fn read(article: &Article) -> Reading {
    Reader::builtin().unwrap().read(article)
}

fn name<'r>(reading: &'r Reading, id: &'r str) -> &'r str {
    reading.entities.iter().find(|e| e.id == id).map_or(id, |e| e.name.as_str())
}

fn code<'r>(reading: &'r Reading, id: &'r str) -> &'r str {
    reading.entities.iter().find(|e| e.id == id).and_then(|e| e.code.as_ref()).map_or(id, |c| c.as_str())
}

fn seed() -> Option<Article> {
    let shared = std::env::var_os("CHANCERY_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), Into::into);
    let path = shared.join("corpus/seed_fr.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("left out: no founding article at {}", path.display());
        return None;
    };
    let value: serde_json::Value = serde_json::from_str(text.lines().next()?).unwrap();
    let text = value["text"].as_str().unwrap();
    Some(article("fr", value["date"].as_str().unwrap(), text))
}

#[test]
fn the_founding_article_comes_out() {
    let Some(article) = seed() else { return };
    let reading = read(&article);
    let text = &article.text;
    let diplomacy = reading.diplomacy.as_ref().unwrap();
    let print = |point: &str, what: String| println!("{point:<28} {what}");

    let repeated = reading.quotations.iter().filter(|q| q.repeats.is_some()).count();
    print("1 quotations", format!("{} of which {repeated} again", reading.quotations.len()));
    assert_eq!((reading.quotations.len(), repeated), (11, 1));
    assert!(reading.quotations.iter().all(|q| q.speaker.is_some()));

    let host = diplomacy.offers.iter().find(|o| o.kind == "host").unwrap();
    let answers: Vec<(&str, &str)> =
        host.invitations.iter().map(|i| (code(&reading, &i.invitee), i.response.as_str())).collect();
    print("2, 3 offer and answers", format!("{answers:?}"));
    assert_eq!(code(&reading, &host.offeror[0]), "BLR-GOV");
    assert_eq!(name(&reading, host.venue.as_deref().unwrap()), "Minsk");
    assert_eq!(answers, [("RUS-GOV", "welcome"), ("UKR-GOV", "none_reported"), ("USA-GOV", "none_reported")]);
    let moscow = &host.invitations[0];
    assert_eq!(moscow.level.as_deref(), Some("spokesperson"));
    assert_eq!(name(&reading, moscow.by.as_deref().unwrap()), "Dmitri Peskov");

    let holder = reading.entities.iter().find(|e| e.name == "Alexandre Loukachenko").unwrap();
    print("4 offices", format!("{:?}", holder.offices));
    assert!(holder.offices.iter().any(|o| o.from.as_ref().is_some_and(|d| d.as_str().starts_with("1994"))));

    let relations: Vec<(&str, &str, &str)> =
        reading.relations.iter().map(|r| (name(&reading, &r.from), r.kind.as_str(), name(&reading, &r.to))).collect();
    print("5 relations", format!("{relations:?}"));
    assert!(relations.contains(&("Bélarus", "ally", "Russie")));
    assert!(relations.contains(&("Dmitri Peskov", "spokesperson", "Russie")));

    let slip = reading.places.iter().find(|p| p.span.of(text) == "Misk").unwrap();
    print("6 places", format!("{} places, Misk is {}", reading.places.len(), slip.name));
    assert!(slip.name == "Minsk" && slip.lat.is_some());

    let praise = reading.stances.iter().find(|s| s.quotation.is_some()).unwrap();
    print("7 stance", format!("{} on {}", praise.polarity, name(&reading, &praise.towards)));
    assert_eq!(
        (name(&reading, &praise.holder), praise.polarity.as_str(), name(&reading, &praise.towards)),
        ("Alexandre Loukachenko", "favourable", "Donald Trump")
    );

    let accord = &diplomacy.accords[0];
    let parties: Vec<&str> = accord.parties.iter().map(|p| code(&reading, p)).collect();
    let mediators: Vec<&str> = accord.mediators.iter().map(|p| code(&reading, p)).collect();
    print("8 accord", format!("{parties:?} {mediators:?} {}", accord.implementation));
    assert!(parties.contains(&"UKR-REB") && parties.contains(&"UKR-GOV") && parties.len() == 2);
    assert!(["RUS-GOV", "FRA-GOV", "DEU-GOV"].iter().all(|m| mediators.contains(m)));
    assert_eq!(accord.implementation, "none");
    assert!(accord.provisions.iter().any(|p| p.category == "political-process"));

    let aid = &diplomacy.leverage[0];
    print("9 leverage", format!("{} {} {:?}", aid.direction, aid.instrument, aid.date));
    assert_eq!((aid.instrument.as_str(), aid.direction.as_str()), ("arms", "suspend"));
    assert_eq!((code(&reading, &aid.source[0]), code(&reading, &aid.target[0])), ("USA-GOV", "UKR-GOV"));

    let third = diplomacy.offers.iter().find(|o| o.kind == "talks").unwrap();
    print("10 third hand", format!("{:?}", third.offeror));
    assert_eq!(code(&reading, &third.offeror[0]), "UKR-GOV");
    assert_eq!(code(&reading, &third.invitations[0].invitee), "RUS-GOV");

    print("11 dates", format!("{:?} {:?}", aid.date, reading.times[0].edtf));
    assert!(aid.date.as_ref().unwrap().is_one_of());
    assert!(reading.times.iter().any(|t| t.edtf.as_str() == "2025-02-27"));

    let claim = reading.claims.iter().find(|c| c.kind == "distance" && c.verdict == "contradicted").unwrap();
    print("12 claim", format!("stated {}, computed {}", claim.stated, claim.computed));
    let km: f64 = claim.computed.trim_end_matches(" km").parse().unwrap();
    assert!((km - 433.0).abs() < 3.0, "{km}");
    assert!(reading.claims.iter().any(|c| c.kind == "distance" && c.verdict == "open"));
}

#[test]
fn claims_are_checked_against_map_calendar_and_offices() {
    let verdicts = |lang: &str, text: &str| {
        let reading = read(&article(lang, "2024-06-03", text));
        reading.claims.iter().map(|c| format!("{} {}", c.kind, c.verdict)).collect::<Vec<_>>()
    };
    assert_eq!(verdicts("en", "It is 900 kilometres between Paris and Berlin."), ["distance holds"]);
    assert_eq!(verdicts("en", "It is only 150 kilometres between Paris and Berlin."), ["distance contradicted"]);
    assert_eq!(verdicts("fr", "Il y a 300 kilomètres entre Madrid et Varsovie."), ["distance contradicted"]);
    assert_eq!(verdicts("en", "The treaty was signed on Friday, May 31, 2024."), ["date holds"]);
    assert_eq!(verdicts("en", "The treaty was signed on Monday, May 31, 2024."), ["date contradicted"]);
    assert_eq!(verdicts("fr", "Le président Emmanuel Macron a reçu des élus."), ["office holds"]);
    assert_eq!(verdicts("en", "The minister went home without a word."), Vec::<String>::new());
}

#[test]
fn relations_stand_between_who_is_said_and_whose() {
    let told = |lang: &str, text: &str| {
        let reading = read(&article(lang, "2024-06-03", text));
        let relation = reading.relations.first().unwrap();
        assert!(relation.because.is_some());
        format!("{} {} {}", code(&reading, &relation.from), relation.kind, code(&reading, &relation.to))
    };
    assert_eq!(told("fr", "La Serbie est un allié de la Russie."), "SRB-GOV ally RUS-GOV");
    assert_eq!(told("en", "Serbia is an ally of Russia."), "SRB-GOV ally RUS-GOV");
}

#[test]
fn acts_of_a_process_are_read_from_other_sentences_too() {
    let diplomacy = |lang: &str, text: &str| read(&article(lang, "2024-06-03", text)).diplomacy.unwrap_or_default();
    let text = "Qatar offered to host talks in Doha with Sudan.";
    let offers = diplomacy("en", text).offers;
    assert_eq!((offers.len(), offers[0].kind.as_str()), (1, "host"));
    let sanctions = diplomacy("en", "Canada imposed sanctions on Myanmar.").leverage;
    assert_eq!((sanctions[0].instrument.as_str(), sanctions[0].direction.as_str()), ("sanctions", "apply"));
    let accord = diplomacy("fr", "L'accord entre la Serbie et la Croatie a été signé à Zagreb.").accords;
    assert_eq!((accord[0].parties.len(), accord[0].status.as_str()), (2, "signed"));
    assert!(diplomacy("fr", "Le maire espère un accord avec les commerçants du marché.").accords.is_empty());
}

/// A wire story of our own with the machinery of the founding one, so that it is held where that is not at hand.
const INTERVIEW: &str = "\
« Dites-leur que je les attends ici », a déclaré Kassym-Jomart Tokaïev dans un entretien vidéo publié ce jeudi.\n\n\
Le président kazakh Kassym-Jomart Tokaïev a proposé d'accueillir à Astana des pourparlers de paix sur le Karabakh, lançant une invitation à ses homologues azerbaïdjanais Ilham Aliev, russe Vladimir Poutine et français Emmanuel Macron, dans un entretien publié jeudi.\n\n\
« Dites-leur que je les attends ici », a déclaré Kassym-Jomart Tokaïev, dans cet entretien vidéo au journaliste britannique Owen Hartley enregistré le 12 septembre, selon l'agence de presse officielle Kazinform. Le Kazakhstan est un allié de la Russie et son territoire a servi de base arrière aux troupes de Moscou en 2021.\n\n\
Seulement 300 kilomètres entre Bakou et Astana\n\n\
« Pour nous, Astana est le meilleur endroit pour des pourparlers », a réagi le porte-parole du Kremlin, Dmitri Peskov, lors de son point de presse quotidien, tout en précisant que cette question n'avait pas été « évoquée » pour l'heure au plus haut niveau.\n\n\
« Aliev, c'est un homme de paix », a estimé Kassym-Jomart Tokaïev.\n\n\
La Russie avait déjà accueilli en 2020 des pourparlers entre l'Arménie et l'Azerbaïdjan, sous médiation de Moscou et Paris. Ces discussions avaient abouti à la signature des accords dits de Sotchi, qui prévoyaient une cessation des hostilités et un échange de prisonniers, et qui n'ont jamais été appliqués.\n\n\
Joe Biden a affirmé mardi avoir reçu l'assurance de Nikol Pachinian qu'il était prêt à négocier avec l'Azerbaïdjan.\n\n\
La rencontre entre Joe Biden et Ilham Aliev avait tourné à l'altercation vendredi dernier à Washington, conduisant à la suspension lundi de l'aide militaire américaine à l'Azerbaïdjan.";

#[test]
fn an_offer_made_in_an_interview_comes_out_whole() {
    let article = article("fr", "2023-09", INTERVIEW);
    let reading = read(&article);
    let diplomacy = reading.diplomacy.as_ref().unwrap();
    let codes = |ids: &[String]| {
        let mut all: Vec<&str> = ids.iter().map(|id| code(&reading, id)).collect();
        all.sort_unstable();
        all.join(" ")
    };

    let first = reading.quotations.first().unwrap();
    let channel = first.channel.as_ref().unwrap();
    assert_eq!(channel.kind.as_deref(), Some("interview"));
    assert_eq!(channel.interviewer.as_deref(), Some("Owen Hartley"));
    assert_eq!(channel.via, ["Kazinform"]);
    assert_eq!(channel.recorded.as_ref().map(|d| d.as_str()), Some("2023-09-12"));
    assert!(channel.published.as_ref().unwrap().is_one_of());
    assert_eq!(reading.quotations.iter().filter(|q| q.repeats.as_ref() == Some(&first.id)).count(), 1);

    let host = diplomacy.offers.iter().find(|o| o.kind == "host").unwrap();
    assert_eq!((codes(&host.offeror), name(&reading, host.venue.as_deref().unwrap())), ("KAZ-GOV".into(), "Astana"));
    assert_eq!(host.date.as_ref().map(|d| d.as_str()), Some("2023-09-12"), "made when it was recorded");
    let answers: Vec<(&str, &str)> =
        host.invitations.iter().map(|i| (code(&reading, &i.invitee), i.response.as_str())).collect();
    assert_eq!(answers, [("AZE-GOV", "none_reported"), ("FRA-GOV", "none_reported"), ("RUS-GOV", "welcome")]);
    assert_eq!(host.invitations[2].level.as_deref(), Some("spokesperson"));

    let third = diplomacy.offers.iter().find(|o| o.kind == "talks").unwrap();
    assert_eq!((codes(&third.offeror), code(&reading, &third.invitations[0].invitee)), ("ARM-GOV".into(), "AZE-GOV"));

    let accord = &diplomacy.accords[0];
    assert_eq!(
        (codes(&accord.parties), codes(&accord.mediators)),
        ("ARM-GOV AZE-GOV".into(), "FRA-GOV RUS-GOV".into())
    );
    assert_eq!((accord.status.as_str(), accord.implementation.as_str()), ("signed", "none"));
    let provisions: Vec<&str> = accord.provisions.iter().map(|p| p.category.as_str()).collect();
    assert_eq!(provisions, ["ceasefire", "prisoners"]);

    let aid = &diplomacy.leverage[0];
    assert_eq!((codes(&aid.source), codes(&aid.target)), ("USA-GOV".into(), "AZE-GOV".into()));
    assert_eq!((aid.instrument.as_str(), aid.direction.as_str()), ("arms", "suspend"));
    let because = aid.because.as_ref().unwrap();
    assert_eq!(because.rule, "fr/diplomacy/leverage/instrument");
    assert_eq!(because.spans["target"].0.of(&article.text), "Azerbaïdjan");

    let quarrel = diplomacy.rounds.iter().find(|r| codes(&r.participants) == "AZE-GOV USA-GOV").unwrap();
    assert_eq!((quarrel.level.as_str(), quarrel.outcome.as_str()), ("head", "none"));
    assert!(reading.relations.iter().any(|r| r.kind == "ally" && code(&reading, &r.to) == "RUS-GOV"));
    assert!(reading.stances.iter().any(|s| s.polarity == "favourable" && name(&reading, &s.towards) == "Ilham Aliev"));
    assert!(reading.claims.iter().any(|c| c.kind == "distance" && c.verdict == "contradicted"));
}

#[test]
fn every_event_says_how_far_it_can_be_believed() {
    let reading = read(&article("en", "2024-06-03", "Canada imposed sanctions on Myanmar. The army bombed a village."));
    assert!(reading.events.len() > 1);
    assert!(reading.events.iter().all(|e| e.confidence.is_some_and(|c| c > 0.0 && c < 1.0)));
}
