//! Process files: what is wrong is named with file, line and remedy.

mod common;

use chancery_dossier::{Party, Process, find, suggest, to_toml};
use common::{SUDAN, archive, sudan};

fn wrong(text: &str) -> (String, String) {
    let error = Process::from_toml("p.toml", text).unwrap_err();
    let said = error.to_string();
    (said, error.hint().unwrap_or_default().to_owned())
}

#[test]
fn a_file_holds_one_process_or_several() {
    let one = Process::from_toml("p.toml", SUDAN).unwrap();
    assert_eq!((one.len(), one[0].id.as_str(), one[0].parties[0].name.as_str()), (1, "sudan", "Army"));
    let both = Process::from_toml(
        "p.toml",
        "[[process]]\nname = 'Grain'\nparties = ['RUS', 'UKR']\nfrom = 2022\n[process.topics]\nceasefire = []\ncorridor = ['corridor*']\n\
         [[process]]\nwords = ['cobalt']\nto = 2024-05-16\n",
    )
    .unwrap();
    assert_eq!((both[0].id.as_str(), both[1].id.as_str()), ("grain", "cobalt"));
    assert_eq!(both[1].to.as_ref().map(|d| d.as_str()), Some("2024-05-16"));
    assert_eq!(Process::from_toml("p.toml", &to_toml(&both).unwrap()).unwrap(), both);
}

#[test]
fn errors_name_file_line_and_remedy() {
    for (text, said, hint) in [
        ("parties = ['RUS'\n", "p.toml:", "quotation marks"),
        ("parties = ['RUS']\nplace = 'Oslo'\n", "p.toml:2: unknown field `place`", "places"),
        ("\nparties = [\n  'RUS',\n  'RUS-GOVT',\n]\n", "p.toml:4: 'RUS-GOVT' looks like a code", "SDN-REB"),
        ("parties = [{ codes = ['rus'] }]\n", "p.toml:1: 'rus' is no code", "codes ="),
        ("parties = [{ name = 'x' }]\n", "p.toml:1: a party without codes and names", "names ="),
        ("parties = ['RUS', 'RUS']\n", "p.toml:1: the party 'RUS' stands here twice", "codes ="),
        ("parties = [1]\n", "p.toml:1: a integer is no party", "a party is"),
        ("words = ['*']\n", "p.toml:1: '*' has no letter", "ending"),
        ("words = ['x']\nfrom = 'soon'\n", "p.toml:2: 'soon' is no EDTF date", "2024-05"),
        ("words = ['x']\nfrom = '2024'\nto = '2023'\n", "p.toml:1: the period ends (2023-12-31) before", "exchange"),
        ("words = ['x']\nid = 'a b'\n", "p.toml:2: 'a b' is no id", "short word"),
        ("name = 'nothing'\n", "p.toml:1: the process has no parties", "at least one"),
        ("words = ['x']\n[topics]\ncorridors = []\n", "p.toml:3: the topic 'corridors' has no words", "prisoners"),
        (
            "[[process]]\nwords = ['x']\n[[process]]\nwords = ['x']\n",
            "p.toml:3: a second process with the id 'x'",
            "its own",
        ),
    ] {
        let (message, remedy) = wrong(text);
        assert!(message.starts_with(said), "{text:?}: {message}");
        assert!(remedy.contains(hint), "{text:?}: {message} / {remedy}");
    }
}

#[test]
fn a_party_is_its_officials_and_not_its_rebels() {
    let sudan = Party::of("SDN");
    assert!(sudan.is(Some("SDN-GOV"), None) && !sudan.is(Some("SDN-REB"), None) && !sudan.is(Some("SDN-CVL"), None));
    assert!(sudan.touches(Some("SDN-CVL"), None));
    let named = Party::of("M23");
    assert!(named.is(Some("COD-REB"), Some("the M23 rebels")) && !named.is(Some("COD-REB"), Some("the M230")));
}

#[test]
fn processes_are_found_in_an_archive_and_unknown_ones_get_near_ones() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), sudan());
    let all = suggest(&archive).unwrap();
    assert_eq!(all.len(), 1, "{all:#?}");
    let one = &all[0];
    assert_eq!((one.process.id.as_str(), one.offers, one.accords), ("sdn_sdn-reb", 1, 3));
    assert!(one.conflicts > 0);
    assert_eq!(one.process.mediators, [Party::of("NOR")]);
    assert_eq!((one.first_day.as_deref(), one.last_day.as_deref()), (Some("2023-01-01"), Some("2024-07-20")));
    assert_eq!(find(&archive, "SDN-REB_SDN").unwrap(), *one, "in either order");
    let error = find(&archive, "sdn_rsf").unwrap_err();
    assert!(error.to_string().contains("no process 'sdn_rsf'"));
    assert!(error.hint().unwrap().contains("sdn_sdn-reb"), "{:?}", error.hint());
    assert!(find(&archive, "zzz").unwrap_err().hint().unwrap().contains("chancery processes"));
}
