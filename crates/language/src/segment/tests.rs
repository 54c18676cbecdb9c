use proptest::prelude::*;

use super::*;

fn segmenter(lang: &str) -> Segmenter {
    Segmenter::compile(&Pack::builtin(lang).unwrap()).unwrap()
}

/// Sentences on lines, tokens between blanks, the words of a multiword token joined by `+`.
fn shown(lang: &str, text: &str) -> String {
    let sentences = segmenter(lang).segment(text);
    check(text, &sentences);
    let mut out = String::new();
    for sentence in &sentences {
        if !out.is_empty() {
            out.push('\n');
        }
        for (i, token) in sentence.tokens.iter().enumerate() {
            match token.part {
                Some(part) if part > 0 => out.push('+'),
                _ if i > 0 => out.push(' '),
                _ => {}
            }
            out.push_str(&token.form);
        }
    }
    out
}

/// What holds for every segmentation of every text.
fn check(text: &str, sentences: &[Sentence]) {
    let mut end = 0;
    let mut paragraph = 0;
    for sentence in sentences {
        assert!(!sentence.tokens.is_empty());
        assert!(sentence.paragraph >= paragraph);
        paragraph = sentence.paragraph;
        let mut surface: Option<Span> = None;
        for token in &sentence.tokens {
            assert!(!token.form.is_empty());
            if token.part.is_some_and(|part| part > 0) {
                assert_eq!(surface, Some(token.span), "the words of a token share its span");
                continue;
            }
            surface = Some(token.span);
            let start = token.span.start as usize;
            assert!(start >= end && !token.span.is_empty());
            assert!(text[end..start].chars().all(char::is_whitespace), "only blanks lie between tokens");
            end = token.span.end as usize;
            assert!(text.is_char_boundary(end));
        }
        assert_eq!(sentence.span.start, sentence.tokens[0].span.start);
        assert_eq!(sentence.span.end as usize, end);
    }
    assert!(text[end..].chars().all(char::is_whitespace), "every character is in a token");
}

macro_rules! cases {
    ($name:ident, $lang:literal, $($text:literal => $expected:literal),+ $(,)?) => {
        #[test]
        fn $name() {
            $(assert_eq!(shown($lang, $text), $expected);)+
        }
    };
}

cases! {
    french_words, "fr",
    "L'accord du 3 mai et l’aide aux réfugiés." => "L' accord de+le 3 mai et l’ aide à+les réfugiés .",
    "Y a-t-il un plan ? dit-elle. Donne-le-moi !" => "Y a -t-il un plan ? dit -elle .\nDonne -le -moi !",
    "Est-ce peut-être aujourd'hui, c'est-à-dire mardi ?" => "Est -ce peut-être aujourd'hui , c'est-à-dire mardi ?",
    "Jean-Luc Le Goff, porte-parole de la Côte-d'Or" => "Jean-Luc Le Goff , porte-parole de la Côte-d'Or",
    "Le rendez-vous auquel celui-ci tient, jusqu'alors" => "Le rendez-vous à+lequel celui-ci tient , jusqu' alors",
    "Ils ont signé des accords avec des pays des Balkans." => "Ils ont signé des accords avec des pays de+les Balkans .",
    "1 000 soldats, 12 500,5 km et 3,5 % ; 10% en 2003 150 fois" => "1 000 soldats , 12 500,5 km et 3,5 % ; 10 % en 2003 150 fois",
    "Vers 14h30, à 20km du 1er poste, la 3e brigade" => "Vers 14 h 30 , à 20 km de+le 1er poste , la 3e brigade",
    "Loi n° 78-17, art. 12, p. 5, J.-C. Roux" => "Loi n° 78-17 , art. 12 , p. 5 , J.-C. Roux",
    "Les délégué(e)s et les étudiant·e·s (enfin)" => "Les délégué(e)s et les étudiant·e·s ( enfin )",
    "DU PAIN, AU NORD" => "DE+le PAIN , À+le NORD",
    "« Le “plan” d'État »" => "« Le “ plan ” d' État »",
    "km/h, PS/Verts, 24/7, R&D, US$ 5" => "km / h , PS / Verts , 24/7 , R&D , US$ 5",
}

cases! {
    french_sentences, "fr",
    "M. Roux et Mme Blanc ont vu le Dr. Petit. Il va bien." => "M. Roux et Mme Blanc ont vu le Dr. Petit .\nIl va bien .",
    "« Partez ! » a-t-il crié. « C'est fini. » Elle rit." => "« Partez ! » a -t-il crié .\n« C' est fini . »\nElle rit .",
    "Il a dit: \"Non.\" Puis \"Oui.\" C'est tout" => "Il a dit : \" Non . \"\nPuis \" Oui . \"\nC' est tout",
    "Vivres, eau, etc. Le convoi est parti..." => "Vivres , eau , etc.\nLe convoi est parti ...",
    "J. K. Rowling vit au R.-U. depuis (...) longtemps" => "J. K. Rowling vit à+le R.-U. depuis ( ... ) longtemps",
    "Titre sans point\nPremière phrase. Seconde !" => "Titre sans point\nPremière phrase .\nSeconde !",
    "Nous (enfin !) partons. – Oui." => "Nous ( enfin ! ) partons .\n– Oui .",
    "Il attend… Elle aussi. 12 morts." => "Il attend …\nElle aussi .\n12 morts .",
    "Fin de l'année.Le froid vient" => "Fin de l' année .\nLe froid vient",
}

cases! {
    english_words, "en",
    "I don't, can't and cannot; they’re gonna" => "I do+n't , ca+n't and can+not ; they+’re gon+na",
    "The workers' union's long-term non-essential e-mail" => "The workers+' union+'s long - term non-essential e-mail",
    "He said 'yes' to 'the boys'." => "He said ' yes ' to ' the boys ' .",
    "At 10:30am on 9/11, 5,000 people, $30bn, 20%" => "At 10:30 am on 9/11 , 5,000 people , $ 30 bn , 20 %",
    "Call 555-1234 or 713-853-3989, the 19th, 1990s" => "Call 555-1234 or 713-853-3989 , the 19th , 1990s",
    "AT&T and/or the F-16s (U.S.-led)" => "AT&T and / or the F - 16s ( U.S. - led )",
    "See https://example.org/a?b=1, mail a.b@example.org, @press #Peace" =>
        "See https://example.org/a?b=1 , mail a.b@example.org , @press #Peace",
    "Well... what?! No -- never—ever :-)" => "Well ... what ?!\nNo -- never — ever :-)",
}

cases! {
    english_sentences, "en",
    "Gen. Lee met Sen. Day in the U.S. on Sept. 3. It rained." => "Gen. Lee met Sen. Day in the U.S. on Sept. 3 .\nIt rained .",
    "He lives in the U.S. The office of Acme Inc. in Paris" => "He lives in the U.S.\nThe office of Acme Inc. in Paris",
    "\"Go!\" she said. \"Now.\" He left." => "\" Go ! \" she said .\n\" Now . \"\nHe left .",
    "It ended in 2003. [4] Then came 2004." => "It ended in 2003 . [ 4 ]\nThen came 2004 .",
    "1. Peace\n2. War at 5 p.m. on Friday" => "1 . Peace\n2 . War at 5 p.m. on Friday",
    "LT. GEN. ROSS SPOKE. HE LEFT." => "LT. GEN. ROSS SPOKE .\nHE LEFT .",
    "No. 5 is here. No. He said no." => "No. 5 is here .\nNo .\nHe said no .",
}

#[test]
fn emoji_and_other_scripts_keep_their_parts_together() {
    assert_eq!(shown("fr", "Bravo👍🏽👨‍👩‍👧 🇫🇷!"), "Bravo 👍🏽 👨‍👩‍👧 🇫🇷 !");
    assert_eq!(shown("fr", "e\u{301}tat"), "e\u{301}tat");
    assert_eq!(shown("fr", "和平。战争"), "和 平 。\n战 争");
    assert_eq!(shown("fr", "إعلان. Мир"), "إعلان .\nМир");
    assert_eq!(shown("fr", "inter\u{AD}national"), "international");
}

#[test]
fn blank_lines_end_sentences_and_paragraphs_count_up() {
    let sentences = segmenter("fr").segment("Un. Deux\n\nTrois");
    assert_eq!(sentences.iter().map(|s| s.paragraph).collect::<Vec<_>>(), [0, 0, 1]);
}

#[test]
fn long_lists_are_cut() {
    let text = "mot, ".repeat(2000);
    let sentences = segmenter("fr").segment(&text);
    check(&text, &sentences);
    assert!(sentences.len() > 5 && sentences.iter().all(|s| s.tokens.len() <= sentences::LONGEST));
}

#[test]
fn wrong_lists_name_their_line() {
    let folder = std::env::temp_dir().join(format!("chancery-segmentation-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let cases = [
        ("hyphens = \"keep\"\nclitics = [\"il\"]\n", 2, "hyphen before it"),
        ("[multiwords]\ndu = [\"de\"]\n", 2, "two words"),
        ("elisions = [\"l'\"]\n", 1, "without its apostrophe"),
        ("keep = [\"a b\"]\n", 1, "blank"),
        ("[ambiguous.des]\n", 1, "no multiword token"),
        ("\nclitic = []\n", 2, "unknown field"),
    ];
    for (toml, line, message) in cases {
        std::fs::write(folder.join("segmentation.toml"), toml).unwrap();
        let mut pack = Pack::builtin("fr").unwrap();
        pack.overlay(&folder).unwrap();
        let error = Segmenter::compile(&pack).unwrap_err();
        assert_eq!(error.line, Some(line), "{error}");
        assert!(error.to_string().contains(message), "{error}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_language_segments_every_text() {
    for lang in Pack::builtin_languages().into_iter().chain(["template"]) {
        let segmenter = segmenter(lang);
        for text in ["", " \n ", "a", "...", "\u{301}", "\u{200B}", "-'-'-", "'", "M.", "1 000", "@", "\r\n\r\n", "l'"]
        {
            check(text, &segmenter.segment(text));
        }
    }
}

#[test]
fn huge_texts_without_blanks_take_linear_time() {
    let segmenters = [segmenter("fr"), segmenter("en")];
    for unit in [
        "a", "1", "a-", "l'", "a.", "@a", "(", "\"", "和", "a@", "www.", "1,", "1 000 ", "M. ", "'s", "👍", "a'b-c.",
        "\n", "a\n",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        for segmenter in &segmenters {
            let start = std::time::Instant::now();
            check(&text, &segmenter.segment(&text));
            // Quadratic work would take minutes.
            assert!(start.elapsed().as_secs() < 20, "{unit:?} took {:?}", start.elapsed());
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_covered_in_order(text in "\\PC{0,80}", lang in prop::sample::select(vec!["fr", "en", "template"])) {
        check(&text, &segmenter(lang).segment(&text));
    }

    #[test]
    fn texts_of_likely_pieces_are_covered_in_order(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "l'", "’", "'", "\"", "«", "»", " ", "\u{A0}", "\n", "\n\n", ".", "...", "…", "M.", "U.S.", "a-t-il", "-", "--",
            "des", "Du", "don't", "1 000", "3,5", "12h", "%", "http://x.y/", "a@b.c", "@", "#p", "👍🏽", "é", "e\u{301}",
            "和", "(e)", "(", ")", "[1]", "J.-C.", "n°", "\u{200B}", "\t", "\r\n", "États", "the", "’s", "1990s", "A&B",
        ]), 0..40),
        lang in prop::sample::select(vec!["fr", "en", "template"]),
    ) {
        let text = pieces.concat();
        let segmenter = segmenter(lang);
        let sentences = segmenter.segment(&text);
        check(&text, &sentences);
        let syntax = chancery_record::Syntax { lang: lang.into(), sentences, names: Vec::new() };
        let written = crate::conllu::write(&text, &syntax, None);
        let read = crate::conllu::with_ranges(&written, &text, lang).unwrap();
        // Forms that a line cannot hold come back with blanks, so spans are compared.
        for (was, is) in syntax.sentences.iter().zip(&read.sentences) {
            prop_assert_eq!(was.span, is.span);
            prop_assert_eq!(was.paragraph, is.paragraph);
            prop_assert_eq!(was.tokens.len(), is.tokens.len());
        }
    }
}
