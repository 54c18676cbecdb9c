//! Slips of the parser that no sentence can mean, mended before anything is read.
//!
//! Only trees of the program's own parser are touched; those that are brought stand as they are.

use chancery_record::{Sentence, SmolStr, Token};

mod clauses;

/// Mends the trees of an article.
pub(crate) fn mend(sentences: &mut [Sentence]) {
    for sentence in sentences {
        later_subjects(&mut sentence.tokens);
        clause_subjects(&mut sentence.tokens);
        noun_clauses(&mut sentence.tokens);
        clauses::mend(&mut sentence.tokens);
        controlled_objects(&mut sentence.tokens);
    }
}

fn nominal(token: &Token) -> bool {
    matches!(token.upos.as_str(), "NOUN" | "PROPN")
}

fn finite(token: &Token) -> bool {
    matches!(token.upos.as_str(), "VERB" | "AUX") && token.feat("VerbForm") == Some("Fin")
}

/// An active verb has one subject: with one before it, a second one after it is its object
/// ("Trump a critiqué Darroch").
fn later_subjects(tokens: &mut [Token]) {
    for v in 0..tokens.len() {
        if tokens[v].upos != "VERB" {
            continue;
        }
        let of_verb = |t: &Token, rel: &str| t.head == Some(v as u32) && t.deprel == rel;
        let plain = !tokens.iter().any(|t| {
            t.head == Some(v as u32) && (matches!(t.rel(), "cop" | "obj" | "ccomp" | "expl") || t.deprel == "aux:pass")
        });
        let before = (0..v).any(|i| of_verb(&tokens[i], "nsubj") && tokens[i].feat("PronType") != Some("Rel"));
        if !plain || !before {
            continue;
        }
        let after: Vec<usize> =
            (v + 1..tokens.len()).filter(|&i| of_verb(&tokens[i], "nsubj") && nominal(&tokens[i])).collect();
        // What is quoted before its verb of speech has its speaker after it.
        let quoted = (0..=v).any(|i| matches!(tokens[i].form.as_str(), "\"" | "»" | "”" | "«" | "“"));
        if let [one] = after.as_slice()
            && !quoted
        {
            tokens[*one].deprel = SmolStr::new_static("obj");
        }
    }
}

/// After "and", a noun right before a finite verb without a subject is its subject, and no
/// further conjunct of the clause before ("X a demandé l'arrêt des pourparlers et Y a menacé de partir").
fn clause_subjects(tokens: &mut [Token]) {
    for n in 1..tokens.len() {
        if !nominal(&tokens[n]) || tokens[n].rel() != "conj" {
            continue;
        }
        // Over the rest of the name.
        let mut next = n + 1;
        while next < tokens.len() && tokens[next].head == Some(n as u32) && tokens[next].rel() == "flat" {
            next += 1;
        }
        let mut first = n;
        while first > 0 && tokens[first - 1].head == Some(n as u32) && tokens[first - 1].upos == "DET" {
            first -= 1;
        }
        let Some(cc) = first.checked_sub(1).filter(|&c| tokens[c].upos == "CCONJ") else { continue };
        if !tokens.get(next).is_some_and(finite) {
            continue;
        }
        let aux = matches!(tokens[next].rel(), "aux" | "cop");
        let Some(v) = (if aux { tokens[next].head.map(|h| h as usize) } else { Some(next) }) else { continue };
        let has_subject = tokens.iter().any(|t| t.head == Some(v as u32) && matches!(t.rel(), "nsubj" | "csubj"));
        let joined = matches!(tokens[v].rel(), "conj" | "parataxis");
        let passive = tokens.iter().any(|t| t.head == Some(v as u32) && t.deprel == "aux:pass");
        // The verb must not hang on the noun, or the tree would turn into a ring.
        let mut at = v;
        let mut ring = false;
        for _ in 0..tokens.len() {
            match tokens[at].head {
                Some(h) if h as usize == n => {
                    ring = true;
                    break;
                }
                Some(h) => at = h as usize,
                None => break,
            }
        }
        if v > n && joined && !has_subject && !ring {
            tokens[n].head = Some(v as u32);
            tokens[n].deprel = SmolStr::new_static(if passive { "nsubj:pass" } else { "nsubj" });
            if tokens[cc].head == Some(n as u32) {
                tokens[cc].head = Some(v as u32);
            }
        }
    }
}

/// A participle between a bare name and the noun that it is said to modify is the verb of the
/// clause, when that noun stands for the whole sentence ("Oslo delivered grain to Sudan").
fn noun_clauses(tokens: &mut [Token]) {
    for v in 1..tokens.len() {
        let Some(n) = tokens[v].head.map(|h| h as usize).filter(|&n| n > v) else { continue };
        let participle = tokens[v].upos == "VERB" && tokens[v].feat("VerbForm") == Some("Part");
        if !participle || tokens[v].rel() != "amod" || tokens[n].head.is_some() || !nominal(&tokens[n]) {
            continue;
        }
        let name = v - 1;
        let bare = tokens[name].upos == "PROPN"
            && tokens[name].head == Some(v as u32)
            && matches!(tokens[name].rel(), "compound" | "obl" | "nsubj" | "nmod")
            && !tokens.iter().any(|t| t.head == Some(name as u32) && t.rel() == "case");
        if !bare || tokens.iter().any(finite) {
            continue;
        }
        tokens[v].head = None;
        tokens[v].deprel = SmolStr::new_static("root");
        tokens[v].feats = SmolStr::new_static("Mood=Ind|Tense=Past|VerbForm=Fin");
        tokens[n].head = Some(v as u32);
        tokens[n].deprel = SmolStr::new_static("obj");
        tokens[name].deprel = SmolStr::new_static("nsubj");
        for token in tokens.iter_mut().filter(|t| t.head == Some(n as u32) && t.upos == "PUNCT") {
            token.head = Some(v as u32);
        }
        return;
    }
}

/// A definite noun between a verb and the infinitive that it governs is the verb's object, and nothing that its
/// subject becomes ("appelle la population à rester calme").
fn controlled_objects(tokens: &mut [Token]) {
    for n in 1..tokens.len() {
        let Some(v) = tokens[n].head.map(|h| h as usize).filter(|&v| v < n) else { continue };
        let noun = tokens[n].upos == "NOUN" && tokens[n].rel() == "xcomp" && tokens[v].upos == "VERB";
        let under = |t: &Token, head: usize, rel: &str| t.head == Some(head as u32) && t.rel() == rel;
        let definite = tokens.iter().any(|t| under(t, n, "det") && t.feat("Definite") == Some("Def"));
        let marked = tokens.iter().any(|t| under(t, n, "case") || under(t, n, "mark") || under(t, n, "cop"));
        let taken = tokens.iter().any(|t| under(t, v, "obj"));
        let governs = tokens[n + 1..].iter().any(|t| under(t, v, "xcomp") && t.feat("VerbForm") == Some("Inf"));
        if noun && definite && !marked && !taken && governs {
            tokens[n].deprel = SmolStr::new_static("obj");
        }
    }
}

#[cfg(test)]
mod tests {
    use chancery_record::{Span, Token};

    use super::*;

    /// Tokens from `form upos head(1-based, 0 root) deprel`, one a line.
    fn tokens(rows: &str) -> Vec<Token> {
        rows.lines()
            .map(|row| {
                let cells: Vec<&str> = row.split_whitespace().collect();
                let head: u32 = cells[2].parse().unwrap();
                let fin = if matches!(cells[1], "AUX") || cells[0] == "partent" { "VerbForm=Fin" } else { "" };
                Token {
                    span: Span::default(),
                    form: cells[0].into(),
                    lemma: cells[0].into(),
                    upos: cells[1].into(),
                    feats: fin.into(),
                    head: head.checked_sub(1),
                    deprel: cells[3].into(),
                    part: None,
                }
            })
            .collect()
    }

    #[test]
    fn a_second_subject_is_an_object() {
        let mut t = tokens("Durand PROPN 3 nsubj\na AUX 3 aux\ncritiqué VERB 0 root\nMartin PROPN 3 nsubj");
        later_subjects(&mut t);
        assert_eq!(t[3].deprel, "obj");
        let mut t = tokens("venu VERB 0 root\nMartin PROPN 1 nsubj");
        later_subjects(&mut t);
        assert_eq!(t[1].deprel, "nsubj", "an inverted subject stays one");
    }

    #[test]
    fn a_noun_before_a_verb_of_its_own_is_its_subject() {
        let rows = "Oslo PROPN 3 nsubj\na AUX 3 aux\ndemandé VERB 0 root\nl'arrêt NOUN 3 obj\net CCONJ 6 cc\n\
                    Berne PROPN 4 conj\na AUX 8 aux\nmenacé VERB 3 conj";
        let mut t = tokens(rows);
        clause_subjects(&mut t);
        assert_eq!((t[5].head, t[5].deprel.as_str()), (Some(7), "nsubj"));
        assert_eq!(t[4].head, Some(7));
        let mut t = tokens("Oslo PROPN 4 nsubj\net CCONJ 3 cc\nBerne PROPN 1 conj\npartent VERB 0 root");
        clause_subjects(&mut t);
        assert_eq!(t[2].deprel, "conj", "a joint subject stays joint");
    }

    #[test]
    fn a_noun_before_a_governed_infinitive_is_an_object() {
        let rows =
            "Quito PROPN 2 nsubj\nappelle VERB 0 root\nles DET 4 det\nhabitants NOUN 2 xcomp\nrester VERB 2 xcomp";
        let mut t = tokens(rows);
        t[2].feats = "Definite=Def".into();
        t[4].feats = "VerbForm=Inf".into();
        controlled_objects(&mut t);
        assert_eq!((t[3].deprel.as_str(), t[4].deprel.as_str()), ("obj", "xcomp"));
        t[3].deprel = "xcomp".into();
        t[4].deprel = "advcl".into();
        controlled_objects(&mut t);
        assert_eq!(t[3].deprel, "xcomp", "what somebody becomes stays so");
    }

    #[test]
    fn a_participle_after_a_bare_name_is_a_verb() {
        let rows = "Oslo PROPN 2 compound\ndelivered VERB 3 amod\ngrain NOUN 0 root\n. PUNCT 3 punct";
        let mut t = tokens(rows);
        t[1].feats = "Tense=Past|VerbForm=Part|Voice=Pass".into();
        noun_clauses(&mut t);
        let read: Vec<_> = t.iter().map(|t| (t.head, t.deprel.as_str())).collect();
        assert_eq!(read, [(Some(1), "nsubj"), (None, "root"), (Some(1), "obj"), (Some(1), "punct")]);
        assert_eq!(t[1].feat("VerbForm"), Some("Fin"));
        let mut t = tokens("newly ADV 2 advmod\nseized VERB 3 amod\ngrain NOUN 0 root");
        t[1].feats = "VerbForm=Part".into();
        noun_clauses(&mut t);
        assert_eq!(t[2].deprel, "root", "without a name before it, it modifies");
    }
}
