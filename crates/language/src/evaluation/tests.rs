use chancery_record::{Name, NameLabel, Span};

use super::*;
use crate::conllu;

fn document(rows: &str) -> conllu::Document {
    conllu::read(&rows.replace(' ', "\t"), "fr").unwrap().remove(0)
}

const GOLD: &str = "\
1 Le le DET _ Definite=Def 2 det _ _
2 chef chef NOUN _ _ 5 nsubj:pass _ _
3-4 du _ _ _ _ _ _ _ _
3 de de ADP _ _ 5 case _ _
4 le le DET _ _ 5 det _ _
5 parti partir VERB _ _ 0 root _ SpaceAfter=No
6 . . PUNCT _ _ 5 punct _ _
";

fn scores(system: &str) -> trees::TreeScores {
    let (gold, system) = (document(GOLD), document(system));
    trees::score((&gold.text, &gold.syntax), (&system.text, &system.syntax)).unwrap()
}

fn counts(correct: usize, gold: usize, system: usize) -> Counts {
    Counts { gold, system, correct }
}

#[test]
fn gold_against_itself_is_right() {
    let scores = scores(GOLD);
    for found in [scores.words, scores.upos, scores.feats, scores.lemma, scores.uas, scores.las, scores.las_subtypes] {
        assert_eq!(found, counts(6, 6, 6));
    }
    assert_eq!((scores.tokens, scores.sentences), (counts(5, 5, 5), counts(1, 1, 1)));
    assert_eq!(scores.clas, counts(2, 2, 2), "chef and parti");
    assert_eq!(scores.relations["det"], counts(2, 2, 2));
}

#[test]
fn a_contraction_kept_whole_costs_its_words_and_the_heads_that_hang_on_them() {
    let scores = scores(
        "1 Le le DET _ Definite=Def 2 det _ _\n2 chef chef NOUN _ _ 4 nsubj _ _\n3 du du DET _ _ 4 det _ _\n\
         4 parti parti NOUN _ _ 0 root _ SpaceAfter=No\n5 . . PUNCT _ _ 4 punct _ _\n",
    );
    assert_eq!(scores.tokens, counts(5, 5, 5));
    assert_eq!(scores.words, counts(4, 6, 5));
    assert_eq!(scores.upos, counts(3, 6, 5), "parti is no noun");
    assert_eq!(scores.lemma, counts(3, 6, 5));
    assert_eq!(scores.uas, counts(4, 6, 5));
    assert_eq!(scores.las, counts(4, 6, 5), "the subtype does not count");
    assert_eq!(scores.las_subtypes, counts(3, 6, 5));
    assert_eq!(scores.relations["case"], counts(0, 1, 0));
}

#[test]
fn words_of_a_contraction_align_by_form() {
    let scores = scores(&GOLD.replace("3 de de", "3 DE de").replace("4 le le", "4 un un"));
    assert_eq!(scores.words, counts(5, 6, 6));
    assert_eq!(scores.lemma, counts(5, 6, 6));
}

#[test]
fn a_contraction_on_the_other_side_only_aligns_by_form_too() {
    let split = "1 Le le DET _ _ 2 det _ _\n2 chef chef NOUN _ _ 5 nsubj _ _\n3 d de ADP _ _ 5 case _ SpaceAfter=No\n\
                 4 u le DET _ _ 5 det _ _\n5 parti partir VERB _ _ 0 root _ SpaceAfter=No\n6 . . PUNCT _ _ 5 punct _ _\n";
    assert_eq!(scores(split).words, counts(4, 6, 6));
}

#[test]
fn sentences_and_tokens_are_compared_by_their_characters() {
    let scores = scores(
        "1 Le le DET _ _ 2 det _ _\n2 chef chef NOUN _ _ 0 root _ _\n\n1-2 du _ _ _ _ _ _ _ _\n1 de de ADP _ _ 3 case _ _\n\
         2 le le DET _ _ 3 det _ _\n3 parti. parti NOUN _ _ 0 root _ _\n",
    );
    assert_eq!(scores.sentences, counts(0, 1, 2));
    assert_eq!(scores.tokens, counts(3, 5, 4));
    assert_eq!(scores.words, counts(4, 6, 5));
    assert_eq!(scores.uas, counts(1, 6, 5), "only the first article has its head");
}

#[test]
fn other_texts_are_refused() {
    let (gold, system) = (document(GOLD), document("1 La le DET _ _ 0 root _ _\n"));
    let error = trees::score((&gold.text, &gold.syntax), (&system.text, &system.syntax)).unwrap_err();
    assert_eq!(error.at, 1);
    assert!(error.to_string().contains("'echefduparti.' and 'a'"), "{error}");
}

#[test]
fn names_need_span_and_label() {
    let name = |start, end, label| Name { span: Span::new(start, end), label };
    let gold = [name(0, 4, NameLabel::Per), name(6, 9, NameLabel::Loc), name(12, 15, NameLabel::Org)];
    let system = [
        name(0, 4, NameLabel::Per),
        name(6, 9, NameLabel::Org),
        name(12, 14, NameLabel::Org),
        name(20, 22, NameLabel::Misc),
    ];
    let scores = names::score(&gold, &system, &[NameLabel::Per, NameLabel::Loc, NameLabel::Org]);
    assert_eq!(scores.labels[&NameLabel::Per], counts(1, 1, 1));
    assert_eq!(scores.labels[&NameLabel::Loc], counts(0, 1, 0));
    assert_eq!(scores.labels[&NameLabel::Org], counts(0, 1, 2));
    assert_eq!(scores.total(), counts(1, 3, 3));
    assert!((scores.total().f1() - 1.0 / 3.0).abs() < 1e-9);
}

#[test]
fn tagged_tokens_are_read_in_every_layout() {
    let layouts = [
        "# text = x\n1\tAnna\tB-PER\t-\tq\n2\tRoux\tI-PER\t-\tq\n3\tBonn\tB-LOC\t-\tq\n\n1\tO\tO\t-\tq\n",
        "-DOCSTART- O\n\nAnna I-PER\nRoux I-PER\nBonn I-LOC\n\nO O\n",
        "Anna NNP B-NP B-PER\nRoux NNP I-NP I-PER\nBonn NNP B-NP B-LOC\n\nO UH O O\n",
        "Anna\tB-PER\t_\tO\nRoux\tI-PER\t_\tO\nBonn\tB-loc\t_\tO\n\nO\tO\t_\tO\n",
    ];
    for layout in layouts {
        let tagged = iob::read(layout, "fr").unwrap();
        let text = &tagged.document.text;
        assert_eq!(text, "Anna Roux Bonn\nO", "{layout}");
        let names: Vec<_> = tagged.document.syntax.names.iter().map(|n| (n.span.of(text), n.label)).collect();
        assert_eq!(names, [("Anna Roux", NameLabel::Per), ("Bonn", NameLabel::Loc)]);
        assert_eq!(tagged.document.syntax.sentences.len(), 2);
    }
}

#[test]
fn neighbours_keep_apart_and_other_labels_are_told() {
    let tagged = iob::read("Anna B-PER\nBert B-PER\nLouvre B-BUILDING\nx I-BUILDING\ny I-PER\n", "fr").unwrap();
    assert_eq!(tagged.document.syntax.names.len(), 3);
    assert_eq!(tagged.others["BUILDING"], 1);
    assert!(iob::read("just a text\n", "fr").unwrap_err().to_string().contains("no column of tags"));
    assert_eq!(iob::read("a B-PER\nb\n", "fr").unwrap_err().line, 2);
}
