//! The dateline that opens a dispatch: `GENEVA - …`, `PARIS (AFP) — …`, `Berlin, March 3 (dpa) – …`.
//!
//! It is no part of the sentence that follows, and treebanks hold next to none: read as one, the place becomes
//! the subject and the subject its apposition. So the two are parsed apart, and the place hangs on the root.

use chancery_record::{SmolStr, Token};

/// Most words of a dateline.
const LONGEST: usize = 12;
/// Fewest words that make what follows a sentence.
const SENTENCE: usize = 4;

/// The first word after the dash of a dateline, when `tokens` begin with one.
pub(crate) fn end(tokens: &[Token]) -> Option<usize> {
    let dash = |t: &Token| matches!(t.form.as_str(), "-" | "–" | "—" | "--" | "―");
    let at = tokens.iter().take(LONGEST + 1).position(dash)?;
    let (before, after) = (&tokens[..at], tokens.get(at + 1..)?);
    let (first, next) = (before.first()?, after.first()?);
    let apart = before.last()?.span.end < tokens[at].span.start && tokens[at].span.end < next.span.start;
    // Two dashes set off an aside.
    if !apart || after.len() < SENTENCE || after.iter().any(dash) {
        return None;
    }
    let shouted = |t: &Token| t.form.chars().count() > 2 && t.form.chars().all(char::is_uppercase);
    let agency = before.last()?.form == ")" && before.iter().any(|t| t.form == "(");
    let begins = next.form.chars().next().is_some_and(|c| !c.is_lowercase());
    (first.form.starts_with(char::is_uppercase) && before.iter().all(of_place) && (agency || shouted(first) && begins))
        .then_some(at + 1)
}

/// A name, a number, a mark, or a particle (`de`, `al`).
fn of_place(token: &Token) -> bool {
    let form = token.form.as_str();
    !form.starts_with(char::is_lowercase) || form.chars().count() <= 3
}

/// Makes the root of what follows a dateline that ends before word `cut` the root of both.
pub(crate) fn hang(tokens: &mut [Token], cut: usize) {
    let Some(place) = tokens[..cut].iter().position(|t| t.head.is_none()) else { return };
    let on_place = |t: &Token| t.head == Some(place as u32);
    let Some(root) = tokens[cut..].iter().position(on_place).map(|i| i + cut) else { return };
    for token in &mut tokens[cut..] {
        if on_place(token) {
            token.head = Some(root as u32);
        }
    }
    tokens[root].head = None;
    tokens[root].deprel = SmolStr::new_static("root");
    tokens[place].head = Some(root as u32);
    tokens[place].deprel = SmolStr::new_static("dep");
}

#[cfg(test)]
mod tests {
    use chancery_record::Span;

    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut at = 0;
        text.split(' ')
            .map(|form| {
                let span = Span { start: at, end: at + form.len() as u32 };
                at = span.end + 1;
                let none = SmolStr::default();
                let (lemma, upos, feats, deprel) = (none.clone(), none.clone(), none.clone(), none);
                Token { span, form: form.into(), lemma, upos, feats, head: None, deprel, part: None }
            })
            .collect()
    }

    #[test]
    fn a_dateline_is_told_from_an_aside() {
        for (text, cut) in [
            ("GENEVA - Russia and Ukraine held talks .", Some(2)),
            ("PARIS ( AFP ) — Le ministre a démissionné .", Some(5)),
            ("Port-au-Prince , March 3 ( dpa ) – several people were killed .", Some(8)),
            ("Macron - who met him - said no .", None),
            ("NATO - an alliance of thirty states said no .", None),
            ("The talks - Russia walked out of them .", None),
            ("GENEVA - No comment .", None),
        ] {
            assert_eq!(end(&tokens(text)), cut, "{text}");
        }
    }

    #[test]
    fn the_sentence_is_the_root_and_the_place_hangs_on_it() {
        let mut words = tokens("GENEVA - Envoys met there today");
        for (word, head) in words.iter_mut().zip([None, Some(0), Some(3), Some(0), Some(3), Some(0)]) {
            word.head = head;
        }
        hang(&mut words, 2);
        let heads: Vec<_> = words.iter().map(|t| t.head).collect();
        assert_eq!(heads, [Some(3), Some(0), Some(3), None, Some(3), Some(3)]);
    }
}
