//! The engine on trees written by hand: constructions, operators, status.

use chancery_language::Pack;
use chancery_record::{
    ActorCode, Article, Entity, EntityKind, EventType, Sentence, Span, Status, Syntax, Token, TokenId,
};
use chancery_world::World;

use super::{Layers, Lexicon, read};
use crate::Context;
use crate::actors::{Actors, Mention, MentionKind};

/// A tree in rows `form lemma UPOS head deprel [Feat=Value|…]`, heads from 1; `@RUS-GOV` at the end of a
/// row makes its word a mention of that actor.
fn sentence(rows: &str) -> (Article, Syntax, Actors) {
    let mut text = String::new();
    let mut tokens = Vec::new();
    let mut actors = Actors::default();
    for (i, row) in rows.trim().lines().enumerate() {
        let mut cols: Vec<&str> = row.split_whitespace().collect();
        let code = cols.last().and_then(|c| c.strip_prefix('@')).map(|c| c.parse::<ActorCode>().unwrap());
        if code.is_some() {
            cols.pop();
        }
        let start = text.len();
        text += cols[0];
        let span = Span::new(start, text.len());
        text.push(' ');
        let head: u32 = cols[3].parse().unwrap();
        tokens.push(Token {
            span,
            form: cols[0].into(),
            lemma: cols[1].into(),
            upos: cols[2].into(),
            feats: cols.get(5).copied().unwrap_or_default().into(),
            head: head.checked_sub(1),
            deprel: cols[4].into(),
            part: None,
        });
        if let Some(code) = code {
            let kind = if cols[2] == "ADJ" { MentionKind::Adjective } else { MentionKind::Name };
            let entity = actors.entities.len();
            actors.entities.push(Entity {
                id: format!("e{entity}"),
                kind: EntityKind::State,
                name: cols[0].to_owned(),
                code: Some(code),
                wikidata: None,
                offices: Vec::new(),
                mentions: vec![span.into()],
            });
            actors.mentions.push(Mention {
                span,
                head: TokenId { sentence: 0, token: i as u32 },
                entity,
                also: Vec::new(),
                kind,
            });
        }
    }
    let span = Span::new(0, text.trim_end().len());
    let syntax =
        Syntax { lang: "fr".into(), sentences: vec![Sentence { span, paragraph: 0, tokens }], names: Vec::new() };
    (Article { id: "t".into(), text, ..Article::default() }, syntax, actors)
}

/// The events of a tree, each as `TYPE/mode:OF SOURCE > TARGET status`.
fn events(rows: &str) -> Vec<String> {
    let lexicon = Lexicon::compile(&Pack::builtin("fr").unwrap()).unwrap();
    let world = World::builtin().unwrap();
    let (article, syntax, actors) = sentence(rows);
    let cx = Context { article: &article, syntax: &syntax, world };
    let layers = Layers { actors: &actors, times: &[], places: &[], quotations: &[] };
    let list = |codes: &[ActorCode]| codes.iter().map(ActorCode::as_str).collect::<Vec<_>>().join(",");
    read(cx, &lexicon, layers)
        .iter()
        .map(|e| {
            let mode = e.mode.as_ref().map(|m| format!("/{m}")).unwrap_or_default();
            let of = e.of.map(|o: EventType| format!(":{o}")).unwrap_or_default();
            let status = if e.status == Status::Actual { String::new() } else { format!(" {}", e.status) };
            format!("{}{mode}{of} {} > {}{status}", e.kind, list(&e.source), list(&e.target))
        })
        .collect()
}

const PART: &str = "Tense=Past|VerbForm=Part";

#[test]
fn a_passive_has_its_agent_as_source() {
    let rows = format!(
        "Le le DET 2 det\n convoi convoi NOUN 5 nsubj:pass @MLI-MIL\n a avoir AUX 5 aux:tense VerbForm=Fin\n été être AUX 5 aux:pass\n attaqué attaquer VERB 0 root {PART}\n par par ADP 8 case\n des un DET 8 det\n rebelles rebelle NOUN 5 obl:agent @MLI-REB"
    );
    assert_eq!(events(&rows), ["ASSAULT MLI-REB > MLI-MIL"]);
}

#[test]
fn a_reflexive_perfect_is_no_passive() {
    let rows = format!(
        "Ankara Ankara PROPN 5 nsubj:pass @TUR-GOV\n s' se PRON 5 expl:pv Reflex=Yes\n en en PRON 5 iobj\n est être AUX 5 aux:pass VerbForm=Fin\n pris prendre VERB 0 root {PART}\n à à ADP 7 case\n Paris Paris PROPN 5 obl:arg @FRA-GOV"
    );
    assert_eq!(events(&rows), ["ACCUSE/disapprove TUR-GOV > FRA-GOV"]);
}

#[test]
fn coordinated_verbs_share_their_subject() {
    let rows = format!(
        "Kiev Kiev PROPN 3 nsubj @UKR-GOV\n a avoir AUX 3 aux:tense VerbForm=Fin\n critiqué critiquer VERB 0 root {PART}\n Rome Rome PROPN 3 obj @ITA-GOV\n et et CCONJ 6 cc\n remercié remercier VERB 3 conj {PART}\n Oslo Oslo PROPN 6 obj @NOR-GOV"
    );
    assert_eq!(events(&rows), ["ACCUSE/disapprove UKR-GOV > ITA-GOV", "SUPPORT UKR-GOV > NOR-GOV"]);
}

#[test]
fn a_noun_takes_its_agent_from_an_adjective_and_its_victim_from_against() {
    let rows = "Les le DET 2 det\n frappes frappe NOUN 6 nsubj\n israéliennes israélien ADJ 2 amod @ISR-GOV\n contre contre ADP 5 case\n Damas Damas PROPN 2 nmod @SYR-GOV\n continuent continuer VERB 0 root VerbForm=Fin";
    assert_eq!(events(rows), ["ASSAULT/aerial ISR-GOV > SYR-GOV"]);
}

#[test]
fn the_victim_of_a_killing_is_no_killer_though_armed() {
    let rows = "L' le DET 2 det\n assassinat assassinat NOUN 5 nsubj\n de de ADP 4 case\n soldats soldat NOUN 2 nmod @TCD-MIL\n inquiète inquiéter VERB 0 root VerbForm=Fin";
    assert_eq!(events(rows), ["ASSAULT TCD-UNK > TCD-MIL"]);
}

#[test]
fn operators_nest() {
    // To refuse to promise to negotiate is to refuse to meet.
    let rows = format!(
        "Moscou Moscou PROPN 3 nsubj @RUS-GOV\n a avoir AUX 3 aux:tense VerbForm=Fin\n refusé refuser VERB 0 root {PART}\n de de ADP 5 mark\n promettre promettre VERB 3 xcomp VerbForm=Inf\n de de ADP 7 mark\n négocier négocier VERB 5 xcomp VerbForm=Inf\n avec avec ADP 9 case\n Kiev Kiev PROPN 7 obl:arg @UKR-GOV"
    );
    assert_eq!(events(&rows), ["REJECT/meet:CONSULT RUS-GOV > UKR-GOV"]);
}

#[test]
fn a_speech_act_over_an_act_is_one_event() {
    let rows = format!(
        "L' le DET 2 det\n ONU ONU PROPN 4 nsubj @UNO-IGO\n a avoir AUX 4 aux:tense VerbForm=Fin\n appelé appeler VERB 0 root {PART}\n Moscou Moscou PROPN 4 obj @RUS-GOV\n à à ADP 7 mark\n libérer libérer VERB 4 xcomp VerbForm=Inf\n les le DET 9 det\n otages otage NOUN 7 obj"
    );
    assert_eq!(events(&rows), ["REQUEST/yield:RETREAT UNO-IGO > RUS-GOV"]);
}

#[test]
fn not_accepting_to_meet_is_refusing() {
    let rows = "Téhéran Téhéran PROPN 3 nsubj @IRN-GOV\n n' ne ADV 3 advmod Polarity=Neg\n accepte accepter VERB 0 root VerbForm=Fin\n pas pas ADV 3 advmod Polarity=Neg\n de de ADP 6 mark\n rencontrer rencontrer VERB 3 xcomp VerbForm=Inf\n Washington Washington PROPN 6 obj @USA-GOV";
    let read = events(rows);
    assert!(read.iter().all(|e| e.starts_with("REJECT")), "{read:?}");
    assert_eq!(read.len(), 1);
}

#[test]
fn what_is_denied_is_no_event() {
    let rows = "Minsk Minsk PROPN 2 nsubj @BLR-GOV\n dément démentir VERB 0 root VerbForm=Fin\n avoir avoir AUX 4 aux:tense VerbForm=Inf\n torturé torturer VERB 2 xcomp Tense=Past|VerbForm=Part\n des un DET 6 det\n opposants opposant NOUN 4 obj @BLR-OPP";
    assert_eq!(events(rows), Vec::<String>::new());
}

#[test]
fn tense_and_modals_give_status() {
    let rows = "Paris Paris PROPN 2 nsubj @FRA-GOV\n retirera retirer VERB 0 root Tense=Fut|VerbForm=Fin\n ses son DET 4 det\n soldats soldat NOUN 2 obj @FRA-MIL";
    assert_eq!(events(rows), ["RETREAT/withdraw FRA-GOV >  future"]);
    let wish = "Paris Paris PROPN 2 nsubj @FRA-GOV\n peut pouvoir VERB 0 root VerbForm=Fin\n bombarder bombarder VERB 2 xcomp VerbForm=Inf\n Damas Damas PROPN 3 obj @SYR-GOV";
    assert_eq!(events(wish), Vec::<String>::new());
}

#[test]
fn hearsay_is_told_as_fact_with_a_reason() {
    let rows = format!(
        "L' le DET 2 det\n armée armée NOUN 4 nsubj @MMR-MIL\n aurait avoir AUX 4 aux:tense Mood=Cnd|Tense=Pres|VerbForm=Fin\n bombardé bombarder VERB 0 root {PART}\n un un DET 6 det\n village village NOUN 4 obj"
    );
    let read = events(&rows);
    assert_eq!(read.len(), 1);
    assert!(read[0].starts_with("ASSAULT/heavy-weapons MMR-MIL") && !read[0].ends_with("hypothetical"), "{read:?}");
}

#[test]
fn an_idiom_is_no_event() {
    let rows = format!(
        "Paris Paris PROPN 3 nsubj @FRA-GOV\n a avoir AUX 3 aux:tense VerbForm=Fin\n frappé frapper VERB 0 root {PART}\n à à ADP 6 case\n la le DET 6 det\n porte porte NOUN 3 obl:arg\n de de ADP 8 case\n Berlin Berlin PROPN 6 nmod @DEU-GOV"
    );
    assert_eq!(events(&rows), Vec::<String>::new());
}

#[test]
fn counts_of_people_are_read() {
    let lexicon = Lexicon::compile(&Pack::builtin("fr").unwrap()).unwrap();
    let world = World::builtin().unwrap();
    let (article, syntax, actors) = sentence(&format!(
        "Des un DET 2 det\n rebelles rebelle NOUN 4 nsubj @MLI-REB\n ont avoir AUX 4 aux:tense VerbForm=Fin\n tué tuer VERB 0 root {PART}\n douze douze NUM 6 nummod\n soldats soldat NOUN 4 obj @MLI-MIL"
    ));
    let cx = Context { article: &article, syntax: &syntax, world };
    let read = read(cx, &lexicon, Layers { actors: &actors, times: &[], places: &[], quotations: &[] });
    assert_eq!(read.iter().map(|e| e.dead).collect::<Vec<_>>(), [Some(12)]);
}

#[test]
fn no_tree_makes_the_engine_fail() {
    // Cycles, heads outside, a sentence without a root.
    for rows in [
        "a a VERB 2 conj\n b b VERB 1 conj",
        "a a NOUN 9 nmod\n b accuser VERB 9 root",
        "tuer tuer VERB 1 root\n accuser accuser VERB 1 xcomp",
    ] {
        events(rows);
    }
}
