//! One pass over a tree gives each predicate its logical roles, whatever the construction.

use super::functions::Functions;
use super::roles::{Role, Roles};
use super::{Layers, Lexicon};
use crate::Context;
use crate::actors::{Actors, MentionKind};
use crate::tree::Tree;
use chancery_record::{EntityKind, Name, NameLabel, Quotation, Time, TokenId};

/// Everything that the walk over one sentence looks at.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) sentence: u32,
    pub(super) functions: &'a Functions,
    pub(super) actors: &'a Actors,
    /// Names of the article.
    pub(super) quotations: &'a [Quotation],
    pub(super) names: &'a [Name],
    /// Calendar expressions of the article.
    pub(super) times: &'a [Time],
}

const DEPTH: usize = 8;

/// The tense that a word's form tells.
fn tense<'t>(tree: &'t Tree<'_>, i: usize) -> Option<&'t str> {
    tree.token(i).feat("Tense")
}

impl<'a> Sight<'a> {
    pub(super) fn new(
        tree: &'a Tree<'a>,
        sentence: u32,
        lexicon: &'a Lexicon,
        layers: Layers<'a>,
        cx: Context<'a>,
    ) -> Self {
        Sight {
            tree,
            sentence,
            functions: &lexicon.functions,
            actors: layers.actors,
            names: &cx.syntax.names,
            quotations: layers.quotations,
            times: layers.times,
        }
    }
}

impl Sight<'_> {
    /// Whether the word is the cue of a quotation.
    pub(super) fn cue(&self, i: usize) -> bool {
        let span = self.tree.token(i).span;
        self.quotations.iter().any(|q| q.cue.is_some_and(|c| c.0.overlaps(span)))
    }
}

impl Sight<'_> {
    pub(super) fn at(&self, i: usize) -> TokenId {
        TokenId { sentence: self.sentence, token: i as u32 }
    }

    /// Whether the word stands in a calendar expression: "on Monday" is no argument.
    pub(super) fn in_time(&self, i: usize) -> bool {
        let span = self.tree.token(i).span;
        self.times.iter().any(|t| t.span.contains(span))
    }

    /// Whether the word stands inside a person's or an organisation's name of several words.
    pub(super) fn in_name(&self, i: usize) -> bool {
        let span = self.tree.token(i).span;
        self.names.iter().any(|n| {
            matches!(n.label, NameLabel::Per | NameLabel::Org) && n.span.contains(span) && n.span.len() > span.len()
        })
    }

    /// Whether the word stands in a body's name without being its head: "Forces de soutien rapide" support nobody.
    pub(super) fn in_body(&self, i: usize) -> bool {
        let mentions = &self.actors.mentions;
        let from = mentions.partition_point(|m| m.head.sentence < self.sentence);
        let span = self.tree.token(i).span;
        mentions[from..].iter().take_while(|m| m.head.sentence == self.sentence).any(|m| {
            let kind = self.actors.entities[m.entity].kind;
            m.kind == MentionKind::Name
                && matches!(kind, EntityKind::Organization | EntityKind::Group)
                && m.head.token as usize != i
                && m.span.contains(span)
        })
    }

    /// Logical roles of the predicate at `i`.
    pub(super) fn roles(&self, i: usize) -> Roles {
        self.roles_at(i, 0)
    }

    pub(super) fn roles_at(&self, i: usize, depth: usize) -> Roles {
        if depth > DEPTH {
            return Roles::default();
        }
        let token = self.tree.token(i);
        // "Must withdraw": the modal has the roles of its verb, which is what it asks for.
        if token.rel() == "aux"
            && let Some(verb) = self.tree.head(i).filter(|&h| self.tree.is_verb(h))
        {
            let mut roles = self.verb(verb, depth + 1);
            roles.add(Role::Content, verb);
            return roles;
        }
        let verbal =
            self.tree.is_verb(i) || (token.upos == "ADJ" && (self.tree.has_child(i, "cop") || self.participle(i)));
        if verbal {
            self.verb(i, depth)
        } else if token.upos == "ADJ" {
            self.adjective(i, depth)
        } else {
            self.noun(i, depth)
        }
    }

    fn participle(&self, i: usize) -> bool {
        self.tree.token(i).feat("VerbForm") == Some("Part")
    }

    /// Whether the verb's surface subject undergoes.
    pub(super) fn passive(&self, i: usize) -> bool {
        let tree = self.tree;
        let token = tree.token(i);
        let has = |rels: &[&str]| tree.children(i).iter().any(|&c| rels.contains(&tree.token(c).deprel.as_str()));
        // A reflexive verb undergoes only where its subject is nobody: "le livre se vend".
        if self.reflexive(i) {
            let somebody = |c: usize| tree.token(c).rel() == "nsubj" && super::parties::mention_of(self, c).is_some();
            return has(&["expl:pass"]) && !tree.children(i).iter().any(|&c| somebody(c));
        }
        // "Est intervenu", "sont descendus" are the perfect of verbs that cannot be passive.
        if self.functions.unaccusative.contains(tree.lemma(i).as_str()) {
            return false;
        }
        if has(&["aux:pass", "expl:pass", "obl:agent"]) {
            return true;
        }
        // In running text a passive has its auxiliary; in a heading it can do without.
        let heading = (0..tree.len()).next_back().is_none_or(|w| tree.token(w).upos != "PUNCT");
        let helped = heading || token.rel() == "conj" || tree.children(i).iter().any(|&c| tree.token(c).rel() == "aux");
        if has(&["nsubj:pass", "csubj:pass"]) && !has(&["obj", "aux:tense"]) && helped {
            return true;
        }
        let past = token.feat("Tense") == Some("Past") || token.feat("Voice") == Some("Pass");
        let bare = !tree.children(i).iter().any(|&c| matches!(tree.token(c).rel(), "aux" | "obj" | "nsubj"));
        if token.feat("VerbForm") == Some("Part") && past && bare {
            match token.rel() {
                "root" | "parataxis" if has(&["nsubj:pass"]) && !helped => {}
                "acl" | "amod" | "advcl" | "root" | "parataxis" | "dep" => return true,
                "conj" => return tree.head(i).is_some_and(|h| h < i && self.passive(h)),
                _ => {}
            }
        }
        // A conjoined participle shares its auxiliary: "a été arrêté et condamné".
        token.rel() == "conj"
            && token.feat("VerbForm") == Some("Part")
            && bare
            && tree.head(i).is_some_and(|h| h < i && tree.has_child(h, "aux:pass"))
    }

    /// Whether the verb stands after the words that it reports, with no subject before it: whoever follows says them,
    /// though the tree takes him for an object ("…", a dénoncé la ministre).
    fn inverted(&self, i: usize) -> bool {
        let span = self.tree.token(i).span;
        let reports = |q: &Quotation| {
            q.cue.is_some_and(|c| c.0.overlaps(span)) && q.span.end <= span.start && q.speaker_entity.is_some()
        };
        let subject = self.tree.children(i).iter().any(|&c| matches!(self.tree.token(c).rel(), "nsubj" | "csubj"));
        !subject && self.quotations.iter().any(reports)
    }

    /// Whether the verb has its reflexive pronoun before it.
    pub(super) fn reflexive(&self, i: usize) -> bool {
        let tree = self.tree;
        tree.is_verb(i)
            && tree.children(i).iter().any(|&c| {
                c < i
                    && tree.token(c).upos == "PRON"
                    && !tree.token(c).rel().starts_with("nsubj")
                    && (self.functions.reflexive.contains(tree.lemma(c).as_str())
                        || self.functions.reflexive.contains(tree.form(c).as_str())
                        || tree.token(c).feat("Reflex") == Some("Yes"))
            })
    }

    pub(super) fn verb(&self, i: usize, depth: usize) -> Roles {
        let tree = self.tree;
        let passive = self.passive(i);
        let inverted = self.inverted(i);
        let mut roles = Roles::default();
        for &c in tree.children(i) {
            let child = tree.token(c);
            let target = self.antecedent(c, i).unwrap_or(c);
            match child.rel() {
                "nsubj" => {
                    let role = if passive { Role::Object } else { Role::Subject };
                    self.spread(&mut roles, role, target);
                }
                "csubj" => roles.add(if passive { Role::Object } else { Role::Subject }, c),
                // "A promis vendredi d'aider": a day is no object.
                "obj" if self.in_time(c) => {}
                "obj" if inverted && c > i => self.spread(&mut roles, Role::Subject, target),
                "obj" => self.spread(&mut roles, Role::Object, target),
                "iobj" => self.spread(&mut roles, Role::Recipient, target),
                "obl" | "nmod" => self.oblique(&mut roles, c, target, passive || child.deprel == "obl:agent"),
                "xcomp" | "ccomp" => roles.add(Role::Content, c),
                "advcl" => {
                    let marks = tree.marks(c);
                    let form = tree.token(c).feat("VerbForm");
                    let gerund = matches!(form, Some("Ger" | "Part")) && !marks.is_empty();
                    // "Asked them to leave": the bare mark of an infinitive tells nothing, the verb above does.
                    let bare =
                        form == Some("Inf") && marks.iter().any(|m| self.functions.infinitive.contains(m.as_str()));
                    // "Investigates whether …": a clause so marked is said or asked, wherever the tree hangs it.
                    // "Denies shelling the plant": a participle that follows its verb at once is what the verb is about.
                    let next = c == i + 1
                        && marks.is_empty()
                        && (form == Some("Ger") || form == Some("Part") && tense(tree, c) == Some("Pres"));
                    if next || bare || marks.iter().any(|m| self.functions.complementizer.contains(m.as_str())) {
                        roles.add(Role::Content, c);
                    }
                    if form == Some("Inf") || gerund || !tree.markers(c).is_empty() {
                        for role in self.marked(c) {
                            roles.add(role, c);
                        }
                    }
                    // "Accused of bombing …": the preposition before a gerund is its mark, wherever the tree hangs it.
                    let before = c.checked_sub(1).filter(|&b| matches!(tree.token(b).upos.as_str(), "ADP" | "SCONJ"));
                    if form == Some("Ger")
                        && marks.is_empty()
                        && let Some(before) = before
                    {
                        for role in self.functions.roles_of(tree.lemma(before)) {
                            roles.add(*role, c);
                        }
                    }
                }
                "advmod" => {
                    if matches!(child.upos.as_str(), "PRON" | "ADV")
                        && self.tree.token(c).feat("PronType") == Some("Rel")
                        && let Some(g) = self.antecedent(c, i)
                    {
                        roles.add(Role::Place, g);
                    }
                }
                _ => {}
            }
        }
        self.on_object(i, &mut roles);
        self.addressee_clause(i, &mut roles);
        self.governor(i, passive, &mut roles, depth);
        if !roles.has(Role::Object) && !passive {
            self.misplaced_object(i, &mut roles);
        }
        roles
    }

    /// Arguments that the verb's own governor supplies.
    fn governor(&self, i: usize, passive: bool, roles: &mut Roles, depth: usize) {
        let tree = self.tree;
        let token = tree.token(i);
        let Some(head) = tree.head(i) else { return };
        let gap = if passive { Role::Object } else { Role::Subject };
        match token.rel() {
            "acl" if token.deprel == "acl:relcl" => {
                let head = self.bearer(head, i);
                if !roles.has(Role::Subject) && !passive {
                    self.spread(roles, Role::Subject, head);
                } else if !roles.has(Role::Object) && !self.has_relative(i) {
                    self.spread(roles, Role::Object, head);
                }
            }
            "acl" if token.feat("VerbForm") == Some("Inf") => {
                // "l'appel de X à manifester": the noun's own roles control the infinitive.
                let of = self.roles_at(head, depth + 1);
                // Asked of an actor, it is his to do.
                let coded =
                    self.actors.at(self.at(head)).is_some_and(|m| self.actors.entities[m.entity].code.is_some());
                if !roles.has(gap) && coded {
                    roles.add(gap, head);
                }
                for role in [Role::Recipient, Role::To, Role::Subject, Role::Genitive] {
                    if !roles.has(gap) {
                        for w in of.of(role) {
                            roles.add(gap, w);
                        }
                    }
                }
            }
            "acl" if !roles.has(gap) && !passive && self.spoken_in(i, head) => {
                // "Posted a message blaming X": whoever wrote it blames.
                let above = tree.ancestors(head).find(|&a| tree.is_verb(a));
                let of = above.map(|a| self.roles_at(a, depth + 1)).unwrap_or_default();
                for w in of.of(Role::Subject).filter(|w| *w != i) {
                    roles.add(gap, w);
                }
            }
            "acl" | "amod" if !roles.has(gap) => self.spread(roles, gap, head),
            "xcomp" | "advcl" | "ccomp" if !roles.has(gap) => {
                if token.rel() == "ccomp" && token.feat("VerbForm") == Some("Fin") {
                    return;
                }
                let of = self.roles_at(head, depth + 1);
                // "Jailed them for burning it", "thanked him for helping": what the object has done.
                let done = token.rel() == "advcl" && !passive && i > head && tree.marks(i).iter().any(|m| m == "for");
                let order: &[Role] = if token.rel() == "xcomp" || done {
                    &[Role::Object, Role::Recipient, Role::Subject]
                } else {
                    &[Role::Subject, Role::Object]
                };
                for role in order {
                    if !roles.has(gap) {
                        for w in of.of(*role).filter(|w| *w != i) {
                            roles.add(gap, w);
                        }
                    }
                }
            }
            "conj" | "parataxis" if !roles.has(gap) && (tree.is_verb(head) || tree.has_child(head, "cop")) => {
                // "Was its protector but has supported it": the subject of a copula is no genitive of its noun.
                let of = if tree.is_verb(head) { self.roles_at(head, depth + 1) } else { self.verb(head, depth + 1) };
                let order: &[Role] = if passive && self.passive(head) {
                    &[Role::Object]
                } else if self.passive(head) {
                    &[Role::Object, Role::Subject]
                } else {
                    &[Role::Subject]
                };
                for role in order {
                    if !roles.has(gap) {
                        for w in of.of(*role).filter(|w| *w != i) {
                            roles.add(gap, w);
                        }
                    }
                }
                // Shared object of coordinated transitives: "a arrêté puis expulsé X".
                if !passive && !roles.has(Role::Object) && head > i {
                    roles.inherit(&of, &[Role::Object]);
                }
            }
            _ => {}
        }
    }

    /// Whether a present participle hangs on a thing that its clause's subject made or used, which does nothing itself.
    fn spoken_in(&self, i: usize, head: usize) -> bool {
        let tree = self.tree;
        tree.token(i).feat("VerbForm") == Some("Part")
            && tense(tree, i) == Some("Pres")
            && matches!(tree.token(head).rel(), "obj" | "obl" | "nmod")
            && super::parties::mention_of(self, head)
                .is_none_or(|m| self.actors.code(m.entity).is_none_or(|c| matches!(c.sector(), "MED" | "BUS")))
    }

    fn has_relative(&self, i: usize) -> bool {
        self.tree.children(i).iter().any(|&c| self.relative(c))
    }

    fn relative(&self, c: usize) -> bool {
        let token = self.tree.token(c);
        token.feat("PronType").is_some_and(|p| p.contains("Rel"))
    }

    /// The noun that a relative pronoun under the relative clause of `i` stands for.
    pub(super) fn antecedent(&self, c: usize, i: usize) -> Option<usize> {
        if !self.relative(c) {
            return None;
        }
        let mut at = i;
        for _ in 0..DEPTH {
            if self.tree.token(at).deprel == "acl:relcl" {
                return self.tree.head(at).map(|h| self.bearer(h, at));
            }
            at = self.tree.head(at)?;
        }
        None
    }

    fn oblique(&self, roles: &mut Roles, c: usize, target: usize, agentive: bool) {
        if self.in_time(c) {
            return;
        }
        // "Sera jugé à La Haye": an agent stands after "par" or "de".
        let marked = self.marked(c);
        let agent = marked.is_empty() || marked.iter().any(|r| matches!(r, Role::By | Role::From));
        if self.tree.token(c).deprel == "obl:agent" && agent {
            self.spread(roles, Role::Subject, target);
            return;
        }
        let classes = self.marked(c);
        if classes.is_empty() && self.tree.markers(c).is_empty() && self.tree.token(c).deprel == "obl:arg" {
            self.spread(roles, Role::Recipient, target);
        }
        for role in classes {
            if role == Role::By && agentive {
                self.spread(roles, Role::Subject, target);
            }
            if role == Role::To {
                self.spread(roles, Role::Recipient, target);
            }
            self.spread(roles, role, target);
        }
    }

    /// Roles of the case markers or marks of a word.
    pub(super) fn marked(&self, c: usize) -> Vec<Role> {
        let mut out = Vec::new();
        let mut markers = self.tree.markers(c);
        markers.extend(self.tree.marks(c));
        for marker in &markers {
            let mut known = self.functions.roles_of(marker);
            if known.is_empty() {
                known = self.functions.roles_of(marker.split(' ').next().unwrap_or_default());
            }
            for role in known {
                if !out.contains(role) {
                    out.push(*role);
                }
            }
        }
        out
    }

    fn adjective(&self, i: usize, depth: usize) -> Roles {
        let mut roles = self.verb(i, depth);
        if self.tree.token(i).rel() == "amod"
            && !roles.has(Role::Subject)
            && let Some(head) = self.tree.head(i)
        {
            self.spread(&mut roles, Role::Subject, head);
        }
        roles
    }

    /// Fills a role with a word and those coordinated with it.
    pub(super) fn spread(&self, roles: &mut Roles, role: Role, word: usize) {
        for w in self.tree.conjuncts(word) {
            if w == word || self.tree.is_nominal(w) {
                roles.add(role, w);
            }
        }
    }
}
