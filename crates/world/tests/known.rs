//! What matters must be known, and known on a date.
#![allow(clippy::print_stderr)]

use chancery_world::{Exactness, Kind, Role, When, World};

fn world() -> &'static World {
    World::builtin().unwrap()
}

/// Country of the first hit among places and seats.
fn place(name: &str) -> Option<&'static str> {
    let found = world().find(name);
    let first = found.into_iter().find(|c| c.item.kind.is_place() || c.item.kind == Kind::Seat);
    first.unwrap_or_else(|| panic!("{name} is not known")).item.country
}

/// Code of the first hit on a date.
fn code(name: &str, on: &str) -> String {
    let found = world().find(name);
    let first = found.first().unwrap_or_else(|| panic!("{name} is not known"));
    world().code(first.item.id, When::parse(on)).map(|c| c.to_string()).unwrap_or_default()
}

#[test]
fn places_lead_to_their_state() {
    for (name, country) in [
        ("Minsk", "BLR"),
        ("Kiev", "UKR"),
        ("Kyïv", "UKR"),
        ("Moscou", "RUS"),
        ("Varsovie", "POL"),
        ("Bakhmout", "UKR"),
        ("Ouagadougou", "BFA"),
        ("Kidal", "MLI"),
        ("Bunia", "COD"),
        ("Port-au-Prince", "HTI"),
        ("Beyrouth", "LBN"),
        ("Genève", "CHE"),
        ("La Haye", "NLD"),
        ("Londres", "GBR"),
        ("Tel-Aviv", "ISR"),
        ("Crimée", "UKR"),
        ("Cisjordanie", "PSE"),
        ("Gaza", "PSE"),
        ("Haut-Karabakh", "AZE"),
        ("Transnistrie", "MDA"),
        ("Kurdistan irakien", "IRQ"),
        ("Hong Kong", "HKG"),
        ("Taïwan", "TWN"),
        ("Kosovo", "XKX"),
        ("Sahara occidental", "ESH"),
        ("États-Unis", "USA"),
        ("Etats-Unis", "USA"),
        ("U.S.", "USA"),
        ("UK", "GBR"),
        ("RDC", "COD"),
        ("RD Congo", "COD"),
        ("Centrafrique", "CAF"),
        ("Birmanie", "MMR"),
        ("Swaziland", "SWZ"),
        ("URSS", "RUS"),
        ("Türkiye", "TUR"),
        ("Pays-Bas", "NLD"),
        ("Nord-Kivu", "COD"),
        ("Paris", "FRA"),
        ("Nice", "FRA"),
        ("Washington", "USA"),
        ("Elysée", "FRA"),
        ("Maison Blanche", "USA"),
        ("Downing Street", "GBR"),
        ("Bankova", "UKR"),
    ] {
        assert_eq!(place(name), Some(country), "{name}");
    }
    for name in ["Proche-Orient", "Sahel", "Europe", "Balkans", "Cachemire", "Méditerranée", "détroit d'Ormuz"] {
        assert_eq!(place(name), None, "{name} lies across countries");
    }
}

#[test]
fn groups_and_bodies_have_their_code_on_the_date() {
    for (name, on, expected) in [
        ("Talibans", "2021-08-14", "AFG-REB"),
        ("Talibans", "2021-08-15", "AFG-GOV"),
        ("M23", "2025-02", "COD-REB"),
        ("JNIM", "2023", "IMG-REB"),
        ("FSR", "2021", "SDN-PRM"),
        ("FSR", "2024-05", "SDN-REB"),
        ("Hezbollah", "2024", "LBN-REB"),
        ("Hamas", "2023-10-07", "PSE-REB"),
        ("Daech", "2015", "IMG-REB"),
        ("Houthis", "2024", "YEM-REB"),
        ("FARC", "2012", "COL-REB"),
        ("FARC", "2020", "COL-PTY"),
        ("HTS", "2016", "SYR-REB"),
        ("PKK", "2015", "TUR-REB"),
        ("ONU", "2020", "UNO-IGO"),
        ("Otan", "2020", "NAT-IGO"),
        ("CEDEAO", "2023", "ECO-IGO"),
        ("CICR", "2020", "NGO-NGO"),
        ("Tsahal", "2014", "ISR-MIL"),
        ("Knesset", "2014", "ISR-LEG"),
        ("Pentagone", "2020", "USA-MIL"),
        ("CIA", "2020", "USA-SPY"),
        ("Belta", "2025", "BLR-MED"),
        ("CGT", "2018", "FRA-LAB"),
        ("AIEA", "2020", "UNO-IGO"),
        ("Union africaine", "2022", "AFU-IGO"),
    ] {
        assert_eq!(code(name, on), expected, "{name} on {on}");
    }
}

#[test]
fn persons_are_found_by_every_spelling_and_on_their_date() {
    let world = world();
    for (spelling, name) in [
        ("Poutine", "Vladimir Putin"),
        ("Zelenskyy", "Volodymyr Zelensky"),
        ("Zelenskiy", "Volodymyr Zelensky"),
        ("Loukachenko", "Alexander Lukashenko"),
        ("Lukashenko", "Alexander Lukashenko"),
        ("Netanyahou", "Benjamin Netanyahu"),
        ("Kadhafi", "Muammar Gaddafi"),
        ("Bachar al-Assad", "Bashar al-Assad"),
        ("Tikhanovskaïa", "Sviatlana Tsikhanouskaya"),
        ("Hemedti", "Mohamed Hamdan Dagalo"),
        ("Erdogan", "Recep Tayyip Erdoğan"),
        ("von der Leyen", "Ursula von der Leyen"),
        ("Guterres", "António Guterres"),
        ("Peskov", "Dmitry Peskov"),
    ] {
        let found = world.person(spelling, When::ALWAYS, &[]);
        assert_eq!(found.first().map(|c| c.item.name_en), Some(name), "{spelling}");
    }
    let on = |name: &str, on: &str, context: &[&str]| {
        world.person(name, When::parse(on), context).first().map(|c| c.item.name_en.to_owned())
    };
    assert_eq!(on("Le Pen", "2022-04", &[]).as_deref(), Some("Marine Le Pen"));
    assert_eq!(on("Johnson", "2020-03", &["GBR"]).as_deref(), Some("Boris Johnson"));
    assert_eq!(on("Li", "2024", &["CHN"]).as_deref(), Some("Li Qiang"));
    assert_eq!(on("Li", "2015", &["CHN"]).as_deref(), Some("Li Keqiang"));
    let code = |name: &str, on: &str| {
        let id = world.person(name, When::ALWAYS, &[])[0].item.id;
        world.code(id, When::parse(on)).unwrap().to_string()
    };
    assert_eq!(code("Emmanuel Macron", "2020"), "FRA-GOV");
    assert_eq!(code("Petro Poroshenko", "2016"), "UKR-GOV");
    assert_eq!(code("Barack Obama", "2020"), "USA-ELI");
    assert_eq!(code("Donald Tusk", "2016"), "EUR-IGO");
    assert_eq!(code("Donald Tusk", "2024-06"), "POL-GOV");
}

#[test]
fn offices_have_their_holders() {
    for (of, role, on, name) in [
        ("BLR", Role::HeadOfState, "2025-03", "Alexander Lukashenko"),
        ("RUS", Role::HeadOfState, "2010", "Dmitry Medvedev"),
        ("RUS", Role::Spokesperson, "2025-03", "Dmitry Peskov"),
        ("USA", Role::HeadOfState, "2025-03", "Donald Trump"),
        ("USA", Role::HeadOfState, "2022", "Joe Biden"),
        ("USA", Role::ForeignMinister, "2025-03", "Marco Rubio"),
        ("UKR", Role::HeadOfState, "2025-03", "Volodymyr Zelensky"),
        ("FRA", Role::HeadOfState, "2013-01", "François Hollande"),
        ("FRA", Role::InteriorMinister, "2019-01", "Christophe Castaner"),
        ("DEU", Role::HeadOfGovernment, "2025-06", "Friedrich Merz"),
        ("UNO", Role::HeadOfBody, "2014", "Ban Ki-moon"),
        ("NAT", Role::HeadOfBody, "2025", "Mark Rutte"),
        ("SYR", Role::HeadOfState, "2025-06", "Ahmed al-Sharaa"),
        ("IRN", Role::HeadOfState, "2016", "Hassan Rouhani"),
        ("ISR", Role::HeadOfGovernment, "2024", "Benjamin Netanyahu"),
        ("MLI", Role::HeadOfState, "2023", "Assimi Goïta"),
        ("HKG", Role::HeadOfGovernment, "2019-09", "Carrie Lam"),
    ] {
        let held = world().holder(of, role, When::parse(on));
        let names: Vec<_> = held.iter().map(|h| h.item.name_en).collect();
        assert!(names.contains(&name), "{of} {role} {on}: {names:?}");
        if !matches!(role, Role::HeadOfBody | Role::Spokesperson) {
            assert_eq!(names.first(), Some(&name), "{of} {role} {on}: {names:?}");
        }
    }
    // A source that ends early keeps nobody in office.
    let late = world().holder("ARG", Role::HeadOfState, When::parse("2025"));
    assert_eq!(late.iter().map(|h| h.item.name_en).collect::<Vec<_>>(), ["Javier Milei"]);
}

#[test]
fn demonyms_know_their_inflections() {
    for (word, lang, country) in [
        ("bélarusse", "fr", Some("BLR")),
        ("biélorusses", "fr", Some("BLR")),
        ("burkinabè", "fr", Some("BFA")),
        ("burkinabée", "fr", Some("BFA")),
        ("gazaouie", "fr", Some("PSE")),
        ("hongkongais", "fr", Some("HKG")),
        ("Palestinians", "en", Some("PSE")),
        ("Israeli", "en", Some("ISR")),
        ("Kurdish", "en", Some("UNK")),
        ("Tchétchènes", "fr", Some("RUS")),
        ("moscovite", "fr", Some("RUS")),
        ("parisienne", "fr", Some("FRA")),
        ("congolaise", "fr", Some("COD")),
        ("nigérian", "fr", Some("NGA")),
        ("nigérien", "fr", Some("NER")),
        ("européenne", "fr", None),
        ("turques", "fr", Some("TUR")),
        ("grecques", "fr", Some("GRC")),
        ("Ivorian", "en", Some("CIV")),
        ("sud-coréen", "fr", Some("KOR")),
        ("South Korean", "en", Some("KOR")),
    ] {
        let found = world().demonym(word, lang);
        assert!(!found.is_empty(), "{word} is not known");
        assert!(found.iter().any(|d| d.country == country), "{word}: {found:?}");
    }
    assert!(world().demonym("table", "fr").is_empty());
}

#[test]
fn the_longest_name_is_found_in_the_text() {
    let text = "Il a quitté le Nord-Kivu pour la Côte d’Ivoire. The U.S. and New York’s mayor.";
    let end = |name: &str| {
        let at = text.find(name).unwrap();
        let found = world().longest_match(text, at).unwrap();
        text[at..found.end].to_owned()
    };
    assert_eq!(end("Nord-Kivu"), "Nord-Kivu");
    assert_eq!(end("Côte"), "Côte d’Ivoire");
    assert_eq!(end("U.S."), "U.S.");
    assert_eq!(end("New York"), "New York");
    let minsk = world().longest_match("Minsk. Puis", 0).unwrap();
    assert_eq!(minsk.end, "Minsk".len());
    assert!(world().longest_match("Minskaya", 0).is_none_or(|m| m.end == "Minskaya".len()));
    assert!(world().longest_match("é", 1).is_none(), "an offset inside a letter");
}

#[test]
fn slips_are_mended_with_care() {
    let first = |name: &str| world().fuzzy(name).first().map(|c| c.item.name_en.to_owned());
    assert_eq!(first("Misk").as_deref(), Some("Minsk"));
    assert_eq!(first("Loukachenco").as_deref(), Some("Alexander Lukashenko"));
    assert_eq!(first("Xyzzy"), None);
    assert!(world().fuzzy("Minsk").iter().all(|c| c.item.name_en != "Minsk"), "no slip, no mending");
}

#[test]
fn distances_are_those_of_the_map() {
    let city = |name: &str| world().find(name).into_iter().find(|c| c.item.kind == Kind::Capital).unwrap().item;
    let km = city("Kiev").distance_km(&city("Minsk")).unwrap();
    assert!((430.0..440.0).contains(&km), "{km}");
}

#[test]
fn common_words_are_marked() {
    for word in ["Sur", "Dire", "Mer", "Of"] {
        if let Some(first) = world().find(word).first() {
            assert!(first.common, "{word}");
        }
    }
    assert!(!world().find("Minsk")[0].common);
    assert_eq!(world().find("minsk")[0].exactness, Exactness::Case);
    assert_eq!(world().find("Elysee")[0].exactness, Exactness::Exact);
}

#[test]
fn a_folder_without_share_alike_layers_still_works() {
    let home = concat!(env!("CARGO_MANIFEST_DIR"), "/../../world");
    let folder = std::env::temp_dir().join(format!("chancery-world-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("tables")).unwrap();
    for file in std::fs::read_dir(format!("{home}/tables")).unwrap() {
        let path = file.unwrap().path();
        std::fs::copy(&path, folder.join("tables").join(path.file_name().unwrap())).unwrap();
    }
    let bare = World::load(&folder).unwrap();
    assert_eq!(bare.missing().len(), 6, "{:?}", bare.missing());
    assert_eq!(bare.find("Crimée")[0].item.country, Some("UKR"));
    // A user's tables stand before ours and keep what ours know.
    let mine = folder.join("mine");
    std::fs::create_dir_all(&mine).unwrap();
    std::fs::write(
        mine.join("persons.tsv"),
        "name_en\tof\trole\ttitle\tfrom\nRoberta Vane\tFRA\tforeign-minister\tMinister\t2030-01-01\n",
    )
    .unwrap();
    std::fs::write(mine.join("seats.tsv"), "name_en\tcountry\nOrchid House\tFRA\n").unwrap();
    let mut world = bare;
    let before = world.hash().to_owned();
    world.overlay(&mine).unwrap();
    assert_ne!(world.hash(), before);
    assert_eq!(world.find("Orchid House")[0].item.country, Some("FRA"));
    let held = world.holder("FRA", Role::ForeignMinister, When::parse("2030-05"));
    assert_eq!(held[0].item.name_en, "Roberta Vane");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn no_input_panics() {
    for text in ["", " ", "\0", "…", "\u{301}", "U.S", "a\u{0}b", &"x".repeat(10_000), "ﬁ ﬂ 𝕏 🇧🇾", "-", "'", "."]
    {
        let _ = world().find(text);
        let _ = world().demonym(text, "fr");
        let _ = world().fuzzy(text);
        let _ = world().person(text, When::parse(text), &[text]);
        for at in 0..=text.len().min(40) {
            let _ = world().longest_match(text, at);
        }
    }
}

#[test]
fn the_compiled_tables_are_those_of_the_texts() {
    let home = concat!(env!("CARGO_MANIFEST_DIR"), "/../../world/compiled/tables.world");
    let folder = std::env::temp_dir().join(format!("chancery-tables-{}", std::process::id()));
    chancery_world::compile_tables(&folder).unwrap();
    let fresh = std::fs::read(folder.join("tables.world")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        std::fs::read(home).unwrap() == fresh,
        "renew them: cargo run -p chancery-world --example compile world/compiled"
    );
}

#[test]
fn annotated_places_lead_to_their_state() {
    let shared = std::env::var("CHANCERY_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let (mut right, mut all) = (0u32, 0u32);
    for file in ["dev_fr", "dev_en", "seed_fr"] {
        let Ok(text) = std::fs::read_to_string(format!("{shared}/gold/{file}.jsonl")) else {
            eprintln!("skipped: {shared}/gold/{file}.jsonl is not there");
            return;
        };
        for line in text.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let letters: Vec<char> = record["text"].as_str().unwrap().chars().collect();
            for place in record["places"].as_array().into_iter().flatten() {
                let at = |key: &str| place[key].as_u64().unwrap() as usize;
                let name: String = letters[at("start")..at("end")].iter().collect();
                let found = world().find(&name);
                let first = found.iter().find(|c| c.item.kind.is_place() || c.item.kind == Kind::Seat);
                all += 1;
                right += u32::from(first.is_some_and(|c| c.item.country == place["country"].as_str()));
            }
        }
    }
    assert!(f64::from(right) >= 0.97 * f64::from(all), "{right} of {all}");
}
