//! Clauses that the parser built around a noun where their verb should stand: languages whose participle looks like
//! their past tense invite it ("Youths rioted", "Oslo delivered generators").

use chancery_record::{SmolStr, Token};

use super::{finite, nominal};

/// Mends one sentence.
pub(super) fn mend(tokens: &mut [Token]) {
    bare_subjects(tokens);
    participle_clauses(tokens);
    bare_infinitives(tokens);
    given_to(tokens);
    between(tokens);
}

fn under(t: &Token, head: usize, rel: &str) -> bool {
    t.head == Some(head as u32) && t.rel() == rel
}

fn set(token: &mut Token, head: Option<usize>, rel: &'static str) {
    token.head = head.map(|h| h as u32);
    token.deprel = SmolStr::new_static(rel);
}

/// A participle that does not inflect for gender, so that it could be a past tense.
fn past(token: &Token) -> bool {
    token.upos == "VERB"
        && token.feat("VerbForm") == Some("Part")
        && token.feat("Tense") == Some("Past")
        && token.feat("Gender").is_none()
}

/// A noun before a verb can be no part of a compound with it: it is its subject.
fn bare_subjects(tokens: &mut [Token]) {
    for v in 1..tokens.len() {
        if tokens[v].upos != "VERB" || tokens.iter().any(|t| under(t, v, "nsubj") || under(t, v, "csubj")) {
            continue;
        }
        let clause = tokens[v].head.is_none() || matches!(tokens[v].rel(), "conj" | "ccomp" | "parataxis");
        let loose = |i: usize| {
            let bare = !tokens.iter().any(|t| under(t, i, "case"));
            let name = tokens[i].upos == "PROPN" && i + 1 == v && tokens[i].deprel == "obl:unmarked";
            tokens[i].head == Some(v as u32) && (tokens[i].deprel == "compound" || name && bare)
        };
        let subject = (0..v).find(|&i| loose(i));
        if let Some(i) = subject.filter(|&i| clause && nominal(&tokens[i])) {
            set(&mut tokens[i], Some(v), "nsubj");
            if past(&tokens[v]) {
                tokens[v].feats = SmolStr::new_static("Mood=Ind|Tense=Past|VerbForm=Fin");
            }
        }
    }
}

/// A sentence with a full stop and no finite verb whose root noun has a participle with an object or an
/// addressee of its own: the participle is its verb ("The union called for new elections.").
fn participle_clauses(tokens: &mut [Token]) {
    let stop = tokens.last().is_some_and(|t| t.form == ".");
    if !stop || tokens.iter().any(finite) {
        return;
    }
    let Some(n) = tokens.iter().position(|t| t.head.is_none() && nominal(t)) else { return };
    let Some(v) = (n + 1..tokens.len()).find(|&v| under(&tokens[v], n, "acl") && past(&tokens[v])) else { return };
    let own = |rels: &[&str]| tokens.iter().any(|t| t.head == Some(v as u32) && rels.contains(&t.rel()));
    let addressed = tokens.iter().enumerate().any(|(i, t)| {
        let case = |c: &Token| {
            under(c, i, "case")
                && matches!(c.form.as_str(), "for" | "against" | "on" | "with" | "to" | "through" | "over")
        };
        i > v && under(t, v, "obl") && tokens.iter().any(case)
    });
    // "Killed in": with nothing it does to others, it is what was done to the noun.
    let introduced = tokens.iter().any(|t| under(t, n, "case") || under(t, n, "cop")) || own(&["aux", "mark"]);
    if introduced || !(own(&["obj"]) || addressed && tokens[v + 1].upos == "ADP") {
        return;
    }
    set(&mut tokens[v], None, "root");
    tokens[v].feats = SmolStr::new_static("Mood=Ind|Tense=Past|VerbForm=Fin");
    set(&mut tokens[n], Some(v), "nsubj");
    for token in tokens.iter_mut().skip(v + 1).filter(|t| t.head == Some(n as u32)) {
        token.head = Some(v as u32);
    }
}

/// "Agreed to normalise ties": a verb in its plain form after "to" is no attribute of what follows.
fn bare_infinitives(tokens: &mut [Token]) {
    for v in 1..tokens.len() {
        let Some(n) = tokens[v].head.map(|h| h as usize).filter(|&n| n > v) else { continue };
        let Some(h) = tokens[n].head.map(|h| h as usize).filter(|&h| h < v) else { continue };
        let plain = tokens[v].upos == "VERB" && tokens[v].form == tokens[v].lemma && tokens[v].rel() == "amod";
        let marked = tokens[v - 1].form == "to" && matches!(tokens[v - 1].rel(), "case" | "mark");
        if !plain || !marked || !matches!(tokens[n].rel(), "obl" | "nmod") {
            continue;
        }
        let rel = if tokens[h].upos == "VERB" { "xcomp" } else { "acl" };
        set(&mut tokens[v], Some(h), rel);
        tokens[v].feats = SmolStr::new_static("VerbForm=Inf");
        set(&mut tokens[v - 1], Some(v), "mark");
        set(&mut tokens[n], Some(v), "obj");
    }
}

/// "Has given Chad new lorries": a name right after the verb and before an adjective is who receives, since no
/// compound is parted by one.
fn given_to(tokens: &mut [Token]) {
    for c in 1..tokens.len() {
        let Some(n) = tokens[c].head.map(|h| h as usize).filter(|&n| n > c + 1) else { continue };
        let name = tokens[c].upos == "PROPN" && tokens[c].rel() == "compound";
        let v = c - 1;
        if !name || tokens[v].upos != "VERB" || tokens[n].head != Some(v as u32) {
            continue;
        }
        let parted = (c + 1..n)
            .any(|i| tokens[i].head == Some(n as u32) && matches!(tokens[i].rel(), "amod" | "det" | "nummod"));
        if parted && matches!(tokens[n].rel(), "obj" | "iobj") {
            set(&mut tokens[c], Some(v), "iobj");
            set(&mut tokens[n], Some(v), "obj");
        }
    }
}

/// "Between Chad and Tuareg rebels": the first name after "between" is a party of its own, no part of the
/// second's compound.
fn between(tokens: &mut [Token]) {
    for c in 1..tokens.len() {
        let Some(n) = tokens[c].head.map(|h| h as usize).filter(|&n| n > c + 1) else { continue };
        let name = tokens[c].upos == "PROPN" && matches!(tokens[c].rel(), "compound" | "amod");
        let case = c - 1;
        if !name || tokens[case].form != "between" || !under(&tokens[case], n, "case") {
            continue;
        }
        let Some(j) = (c + 1..n).find(|&j| under(&tokens[j], c, "conj")) else { continue };
        let Some(cc) = (c + 1..j).find(|&i| tokens[i].rel() == "cc") else { continue };
        let (head, rel) = (tokens[n].head, tokens[n].deprel.clone());
        tokens[c].head = head;
        tokens[c].deprel = rel;
        set(&mut tokens[case], Some(c), "case");
        set(&mut tokens[n], Some(c), "conj");
        set(&mut tokens[j], Some(n), "compound");
        set(&mut tokens[cc], Some(n), "cc");
    }
}

#[cfg(test)]
mod tests {
    use chancery_record::Span;

    use super::*;

    /// Tokens from `form/lemma upos feats head(1-based, 0 root) deprel`, one a line.
    fn tokens(rows: &str) -> Vec<Token> {
        rows.lines()
            .map(|row| {
                let cells: Vec<&str> = row.split_whitespace().collect();
                let (form, lemma) = cells[0].split_once('/').unwrap_or((cells[0], cells[0]));
                let head: u32 = cells[3].parse().unwrap();
                Token {
                    span: Span::default(),
                    form: form.into(),
                    lemma: lemma.into(),
                    upos: cells[1].into(),
                    feats: cells[2].into(),
                    head: head.checked_sub(1),
                    deprel: cells[4].into(),
                    part: None,
                }
            })
            .collect()
    }

    fn read(t: &[Token]) -> Vec<(Option<u32>, &str)> {
        t.iter().map(|t| (t.head, t.deprel.as_str())).collect()
    }

    const PAST: &str = "Tense=Past|VerbForm=Part";

    #[test]
    fn a_noun_compounded_with_a_verb_is_its_subject() {
        let mut t = tokens(&format!("Oslo PROPN _ 2 compound\nsent VERB {PAST} 0 root\ngrain NOUN _ 2 obj"));
        mend(&mut t);
        assert_eq!(t[0].deprel, "nsubj");
        assert_eq!(t[1].feat("VerbForm"), Some("Fin"));
    }

    #[test]
    fn a_participle_with_an_object_is_a_verb() {
        let rows = format!("Police NOUN _ 0 root\nfired VERB {PAST} 1 acl\ngas NOUN _ 2 obj\n. PUNCT _ 1 punct");
        let mut t = tokens(&rows);
        mend(&mut t);
        assert_eq!(read(&t), [(Some(1), "nsubj"), (None, "root"), (Some(1), "obj"), (Some(1), "punct")]);
        let rows = format!(
            "Men NOUN _ 0 root\nkilled VERB {PAST} 1 acl\nin ADP _ 4 case\nMali PROPN _ 2 obl\n. PUNCT _ 1 punct"
        );
        let mut t = tokens(&rows);
        mend(&mut t);
        assert_eq!(t[1].deprel, "acl", "what was done to the noun stays its attribute");
    }

    #[test]
    fn a_plain_verb_after_to_is_an_infinitive() {
        let rows = "Oslo PROPN _ 2 nsubj\nagreed/agree VERB Tense=Past 0 root\nto ADP _ 4 case\nease VERB _ 5 amod\nrules NOUN _ 2 obl";
        let mut t = tokens(rows);
        mend(&mut t);
        assert_eq!(read(&t)[2..], [(Some(3), "mark"), (Some(1), "xcomp"), (Some(3), "obj")]);
    }

    #[test]
    fn who_is_given_something_is_no_part_of_it() {
        let rows = "Oslo PROPN _ 2 nsubj\ngave/give VERB _ 0 root\nChad PROPN _ 5 compound\nnew ADJ _ 5 amod\nlorries NOUN _ 2 obj";
        let mut t = tokens(rows);
        mend(&mut t);
        assert_eq!(read(&t)[2..], [(Some(1), "iobj"), (Some(4), "amod"), (Some(1), "obj")]);
    }

    #[test]
    fn between_two_parties_both_stand_alone() {
        let rows = "talks NOUN _ 0 root\nbetween ADP _ 6 case\nChad PROPN _ 6 compound\nand CCONJ _ 5 cc\n\
                    Tuareg PROPN _ 3 conj\nrebels NOUN _ 1 nmod";
        let mut t = tokens(rows);
        mend(&mut t);
        assert_eq!(
            read(&t)[1..],
            [(Some(2), "case"), (Some(0), "nmod"), (Some(5), "cc"), (Some(5), "compound"), (Some(2), "conj")]
        );
    }
}
