use chancery_record::{Name, NameLabel, Span};

use super::*;

const TWO_DOCUMENTS: &str = "\
# newdoc id = depeche-1
# newpar
# sent_id = a
# text = Le président du Sénat part.
1\tLe\tle\tDET\t_\tDefinite=Def\t2\tdet\t_\t_
2\tprésident\tprésident\tNOUN\t_\t_\t6\tnsubj\t_\t_
3-4\tdu\t_\t_\t_\t_\t_\t_\t_\t_
3\tde\tde\tADP\t_\t_\t5\tcase\t_\t_
4\tle\tle\tDET\t_\t_\t5\tdet\t_\t_
5\tSénat\tSénat\tPROPN\t_\t_\t2\tnmod\t_\tName=B-ORG
6\tpart\tpartir\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
6.1\trien\t_\t_\t_\t_\t_\t_\t_\t_
7\t.\t.\tPUNCT\t_\t_\t6\tpunct\t_\t_

# newpar
1\tFin\tfin\tNOUN\t_\t_\t0\troot\t_\t_

# newdoc id = depeche-2
1\tBonn\tBonn\tPROPN\t_\t_\t0\troot\t_\t_
";

#[test]
fn a_treebank_gives_its_documents_with_their_texts() {
    let documents = read(TWO_DOCUMENTS, "fr").unwrap();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0].id, "depeche-1");
    assert_eq!(documents[0].text, "Le président du Sénat part.\n\nFin");
    let sentence = &documents[0].syntax.sentences[0];
    assert_eq!(sentence.tokens.len(), 7, "the empty node is skipped");
    assert_eq!(sentence.tokens[2].part, Some(0));
    assert_eq!(sentence.tokens[3].span.of(&documents[0].text), "du");
    assert_eq!(documents[0].syntax.sentences[1].paragraph, 1);
    let name = documents[0].syntax.names[0];
    assert_eq!((name.span.of(&documents[0].text), name.label), ("Sénat", NameLabel::Org));
    assert_eq!(documents[1].text, "Bonn");
}

#[test]
fn what_is_written_reads_back() {
    for document in read(TWO_DOCUMENTS, "fr").unwrap() {
        let written = write(&document.text, &document.syntax, Some(&document.id));
        assert_eq!(with_ranges(&written, &document.text, "fr").unwrap(), document.syntax);
        assert_eq!(read(&written, "fr").unwrap(), [document]);
    }
}

#[test]
fn a_name_over_a_multiword_token_and_a_neighbour_keep_apart() {
    let mut document = read(TWO_DOCUMENTS, "fr").unwrap().remove(0);
    let text = document.text.clone();
    let du = text.find("du").unwrap();
    document.syntax.names = vec![
        Name { span: Span::new(3, du + 2), label: NameLabel::Org },
        Name { span: Span::new(du + 3, du + 3 + "Sénat".len()), label: NameLabel::Org },
    ];
    let written = write(&text, &document.syntax, None);
    assert!(written.contains("3-4\tdu\t_\t_\t_\t_\t_\t_\t_\tName=I-ORG|TokenRange=13:15\n"), "{written}");
    assert_eq!(with_ranges(&written, &text, "fr").unwrap(), document.syntax);
}

#[test]
fn errors_name_the_line() {
    let cases = [
        ("1\ta\n", 1, "2 columns"),
        ("# c\n1\ta\ta\tX\t_\t_\t9\tdep\t_\t_\n", 2, "outside the sentence"),
        ("1\ta\ta\tX\t_\t_\t0\troot\t_\t_\n3\tb\tb\tX\t_\t_\t1\tdep\t_\t_\n", 2, "word 2 is due"),
        ("2-1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", 1, "no id"),
        ("x\ta\ta\tX\t_\t_\t0\troot\t_\t_\n", 1, "no id"),
        ("1\ta\ta\tX\t_\t_\tz\troot\t_\t_\n", 1, "no number"),
        ("1\ta\ta\tX\t_\t_\t1\tdep\t_\t_\n", 1, "its own head"),
        ("1\ta\ta\tX\t_\t_\t0\troot\t_\tName=B-GPE\n", 1, "B-GPE"),
        ("3-4\tdu\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\ta\tX\t_\t_\t0\troot\t_\t_\n", 1, "before its words"),
        ("8.1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", 1, "without words"),
    ];
    for (conllu, line, message) in cases {
        let error = read(conllu, "fr").unwrap_err();
        assert_eq!(error.line, line, "{conllu}: {error}");
        assert!(error.to_string().contains(message), "{error}");
    }
    let row = |misc: &str| format!("1\ta\ta\tX\t_\t_\t0\troot\t_\t{misc}\n");
    for (misc, message) in [("_", "no TokenRange"), ("TokenRange=0:9", "after the text"), ("TokenRange=1", "START:END")]
    {
        let error = with_ranges(&row(misc), "a", "fr").unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[test]
fn spaces_after_are_kept() {
    let rows = "1\ta\ta\tX\t_\t_\t0\troot\t_\tSpacesAfter=\\s\\s\n2\tb\tb\tX\t_\t_\t1\tdep\t_\t_\n";
    assert_eq!(read(rows, "fr").unwrap()[0].text, "a  b");
}

#[test]
fn untagged_words_stay_untagged() {
    let text = "Rien, puis";
    let segmenter = crate::Segmenter::compile(&crate::Pack::builtin("fr").unwrap()).unwrap();
    let syntax = Syntax { lang: "fr".into(), sentences: segmenter.segment(text), names: Vec::new() };
    let written = write(text, &syntax, None);
    assert!(written.contains("1\tRien\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|TokenRange=0:4"), "{written}");
    assert_eq!(with_ranges(&written, text, "fr").unwrap(), syntax);
}
