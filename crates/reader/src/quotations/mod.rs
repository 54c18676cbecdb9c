//! Quoted words, reported contents, and their speakers.
//!
//! Direct quotations come from the marks alone (`marks`); which of them are
//! somebody's words is decided from the cues round them (`direct`). Cues
//! (`cues`) are verbs, nouns and prepositions of the language's lexicon; a
//! cue with a content clause, an infinitive or a fronted sentence gives an
//! indirect quotation. Speakers (`speakers`) are the actors that the cues
//! name, and run on where a cue names none.

use chancery_record::{Because, Pair, Quotation, QuotationKind, Span, Time, short_id};

use crate::Context;
use crate::actors::Actors;

mod attributions;
mod channels;
mod complements;
mod cues;
mod descriptions;
mod dialogue;
mod direct;
mod extents;
mod fronted;
mod groups;
mod lexicon;
mod marks;
mod names;
mod nominals;
mod speakers;
mod subjects;
mod view;

pub use lexicon::Lexicon;

use channels::Reports;
use cues::{Cue, Finder, Order, Who};
use direct::{Judge, Source};
use speakers::{Speaker, Speakers};
use view::View;

/// Finds quotations, in text order.
pub fn read(cx: Context<'_>, lexicon: &Lexicon, actors: &Actors, times: &[Time]) -> Vec<Quotation> {
    let text = cx.article.text.as_str();
    let mut stretches = marks::stretches(text, &lexicon.pairs);
    let mut view = View::new(cx, &stretches, lexicon);
    let dashed = dialogue::dashed(&view, lexicon);
    if !dashed.is_empty() {
        stretches.extend(dashed);
        stretches.sort_by_key(|s| (s.outer.start, std::cmp::Reverse(s.outer.end)));
        view = View::new(cx, &stretches, lexicon);
    }
    let in_time = words_in_times(&view, times);
    let in_name = words_in_names(&view, cx, lexicon);
    let is_actor: Vec<bool> = (0..view.len())
        .map(|i| in_name[i].is_some() || actors.at(view.id(i)).is_some() || lexicon.persons.contains(&view.lemma(i)))
        .collect();
    let finder = Finder { view: &view, lexicon, in_time: &in_time, in_name: &in_name, is_actor: &is_actor };
    let mut cues: Vec<Cue<'_>> = Vec::new();
    let mut cues_of = Vec::with_capacity(view.units.len());
    for u in 0..view.units.len() {
        let start = cues.len();
        cues.extend(finder.unit(u));
        cues_of.push(start..cues.len());
    }
    let repeated = direct::repeated(text, &stretches);
    let judge = Judge {
        view: &view,
        lexicon,
        stretches: &stretches,
        cues: &cues,
        cues_of: &cues_of,
        repeated: &repeated,
        is_actor: &is_actor,
    };
    let sources = judge.sources();
    let reports = Reports { view: &view, lexicon, actors, times };
    let mut speakers = Speakers::new(cx, actors, &finder);
    let mut found: Vec<Quotation> = Vec::new();
    let mut stretch_at = 0;
    let mut said_before: Option<Speaker> = None;
    let mut pending: Vec<usize> = Vec::new();
    for (u, unit) in view.units.iter().enumerate() {
        let range = cues_of[u].clone();
        // Speakers of the unit's cues, in text order.
        let mut named: Vec<Option<Speaker>> = Vec::with_capacity(range.len());
        for c in range.clone() {
            let speaker = speakers.resolve(cues[c].who, u);
            let speaker = if cues[c].frame.is_some_and(|f| f.continues) {
                speakers.going_on(cues[c].who, u, speaker)
            } else {
                speaker
            };
            // What is said inside a report does not change who is speaking.
            let inside =
                range.clone().any(|o| o != c && cues[o].content.as_ref().is_some_and(|r| r.contains(&cues[c].at)));
            if let Some(s) = &speaker
                && matches!(cues[c].who, Who::Word(_))
                && !cues[c].negated
                && !inside
                && speakers.can_speak(s)
                && (cues[c].content.is_some() || !view.token(cues[c].at).deprel.starts_with("acl"))
            {
                speakers.note(s, u, unit.paragraph);
            }
            named.push(speaker);
        }
        let mut in_unit = Vec::new();
        while stretch_at < stretches.len()
            && view.stretch_words[stretch_at].as_ref().is_none_or(|r| view.unit_of(r.start) <= u)
        {
            in_unit.push(stretch_at);
            stretch_at += 1;
        }
        let mut kept_bits: Vec<Span> = Vec::new();
        for &q in &in_unit {
            let Some(source) = sources[q] else { continue };
            let inner = stretches[q].inner;
            kept_bits.push(inner);
            let (speaker, cue, rule) = match source {
                Source::Cue(c, rule) => {
                    let speaker = if range.contains(&c) {
                        named[c - range.start].clone()
                    } else {
                        let cue_unit = view.unit_of(cues[c].at);
                        speakers.resolve(cues[c].who, cue_unit)
                    };
                    (speaker, Some(c), rule)
                }
                Source::Before(rule) => (said_before.clone().or_else(|| speakers.recent(u)), None, rule),
                Source::After(rule) => (None, None, rule),
                Source::Context(rule) => (speakers.context(u), None, rule),
                Source::Subject(rule) => (speakers.context(u + 1), None, rule),
            };
            if let Some(s) = &speaker {
                said_before = Some(s.clone());
                speakers.current = Some((s.clone(), unit.paragraph, u));
            }
            let mut quotation = record(cx, inner, QuotationKind::Direct, speaker.as_ref(), actors, rule);
            if let Some(c) = cue {
                attach(&mut quotation, &view, &cues[c], &reports, &cues[cues_of[view.unit_of(cues[c].at)].clone()]);
            }
            if matches!(source, Source::After(_)) {
                pending.push(found.len());
            } else {
                for p in pending.drain(..) {
                    give(&mut found[p], speaker.as_ref(), actors);
                }
            }
            found.push(quotation);
        }
        let quotes: Vec<Span> =
            in_unit.iter().filter(|&&q| !stretches[q].nested).map(|&q| stretches[q].outer).collect();
        let mut contents: Vec<_> = range.clone().map(|c| indirect(&view, &cues[c], &kept_bits)).collect();
        settle_nested(&view, &cues[range.clone()], &mut contents, &named, &kept_bits, lexicon);
        for (c, content) in range.clone().zip(contents) {
            let cue = &cues[c];
            let Some(content) = content else { continue };
            let span = content_span(&view, content, &quotes);
            let speaker = named[c - range.start].clone();
            let mut quotation = record(cx, span, QuotationKind::Indirect, speaker.as_ref(), actors, cue.rule);
            attach(&mut quotation, &view, cue, &reports, &cues[range.clone()]);
            found.push(quotation);
        }
    }
    found.retain(|q| !q.span.is_empty() && q.speaker.is_some());
    found.sort_by_key(|q| (q.span.start, std::cmp::Reverse(q.span.end), q.kind));
    found.dedup_by(|a, b| a.span == b.span && a.kind == b.kind);
    mark_repeats(&mut found, text);
    carry_channels(&mut found);
    found
}

/// The words of an indirect quotation that the cue gives, when it gives one.
fn indirect(view: &View<'_>, cue: &Cue<'_>, bits: &[Span]) -> Option<std::ops::Range<usize>> {
    if !cue.indirect || cue.negated && cue.order == Order::Before || cue.who == Who::Nobody {
        return None;
    }
    let content = cue.content.clone()?;
    let quoted = |j: usize| bits.iter().any(|b| b.overlaps(view.token(j).span));
    // A finite verb whose infinitive is quoted has its predicate there.
    let carries = |j: usize| {
        let next = (j + 1..content.end).find(|&k| !view.is_punct(k));
        next.is_some_and(|k| quoted(k) && view.token(k).feat("VerbForm") == Some("Inf"))
    };
    let all = view.span(content.start, content.end - 1);
    let single = bits.iter().filter(|b| all.contains(**b)).count() < 2;
    // A predicate of its own outside the words quoted at length.
    let predicate = content.clone().any(|j| {
        if quoted(j) || !view.is_verb(j) {
            return false;
        }
        if matches!(cue.rule, "infinitive" | "gerund" | "predicate") {
            return (content.start..j).all(|k| !view.is_verb(k));
        }
        if cue.rule == "fronted" && bits.iter().all(|b| !all.overlaps(*b)) {
            return true;
        }
        let top = view.token(j).upos == "VERB"
            && view.head(j).is_none_or(|h| !content.contains(&h))
            && view.token(j).feat("VerbForm") != Some("Inf");
        (view.is_finite(j) || top) && !(carries(j) && single)
    });
    if !predicate {
        return None;
    }
    Some(content)
}

/// Settles reports inside reports: what an outlet or a paper tells of somebody's words is left to whom it
/// quotes; what a person says of a further report stays with the person.
fn settle_nested(
    view: &View<'_>,
    cues: &[Cue<'_>],
    contents: &mut [Option<std::ops::Range<usize>>],
    speakers: &[Option<Speaker>],
    bits: &[Span],
    lexicon: &Lexicon,
) {
    for outer in 0..cues.len() {
        let Some(content) = contents[outer].clone() else { continue };
        let whole = view.span(content.start, content.end - 1);
        for inner in 0..cues.len() {
            let c = &cues[inner];
            if inner == outer || !content.contains(&c.at) {
                continue;
            }
            let same = match (&speakers[outer], &speakers[inner]) {
                (Some(a), Some(b)) => a.name == b.name,
                _ => false,
            };
            // What somebody says of their own saying is one report.
            if same && cues[outer].order == Order::Before && c.order == Order::Before {
                contents[inner] = None;
                continue;
            }
            let leads = (content.start..c.words.start)
                .all(|j| !view.is_finite(j) || view.quote_of(j).is_some() || j >= c.clause_start);
            if !leads && !heads_content(view, &content, c.at) {
                continue;
            }
            if c.order == Order::Attribution && c.rule != "as-clause" {
                continue;
            }
            let quotes = c.order == Order::After
                || c.frame.is_some()
                    && c.order == Order::Before
                    && bits.iter().any(|b| whole.contains(*b) && b.start >= view.token(c.at).span.start);
            if contents[inner].is_none() && !quotes {
                continue;
            }
            let handed =
                cues[outer].order != Order::Before || relays(view, &cues[outer], speakers[outer].as_ref(), lexicon);
            if same || cues[outer].rule == "infinitive" {
                contents[inner] = None;
            } else if handed || contents[inner].is_none() {
                contents[outer] = None;
                break;
            } else {
                contents[inner] = None;
            }
        }
    }
}

/// Whether the speaker of a cue is an outlet or a paper, which hands on what others say.
fn relays(view: &View<'_>, cue: &Cue<'_>, speaker: Option<&Speaker>, lexicon: &Lexicon) -> bool {
    let media = speaker.and_then(|s| s.code.as_ref()).is_some_and(|c| c.sector() == "MED");
    let paper = matches!(cue.who, Who::Word(w) if lexicon.carriers.contains(&view.lemma(w)) || lexicon.outlets.contains(&view.lemma(w)));
    media || paper
}

/// Whether the word heads the content: its clause is not below another word of it.
fn heads_content(view: &View<'_>, content: &std::ops::Range<usize>, at: usize) -> bool {
    let mut up = at;
    for _ in 0..6 {
        match view.head(up) {
            Some(h) if content.contains(&h) => {
                if !matches!(view.token(up).rel(), "xcomp" | "ccomp" | "conj" | "parataxis" | "aux" | "cop" | "root") {
                    return false;
                }
                up = h;
            }
            _ => return true,
        }
    }
    true
}

/// The span of content words; a quotation at either end comes with its marks.
fn content_span(view: &View<'_>, content: std::ops::Range<usize>, quotes: &[Span]) -> Span {
    let mut span = view.span(content.start, content.end - 1);
    for outer in quotes {
        if outer.overlaps(span) {
            span = span.cover(*outer);
        }
    }
    span
}

fn record(
    cx: Context<'_>,
    span: Span,
    kind: QuotationKind,
    speaker: Option<&Speaker>,
    actors: &Actors,
    rule: &str,
) -> Quotation {
    let word = if kind == QuotationKind::Direct { "direct" } else { "indirect" };
    let parts = [cx.article.id.as_str(), "quotation", word, &span.start.to_string(), &span.end.to_string()];
    let mut quotation = Quotation {
        id: short_id("q", &parts),
        span,
        kind,
        speaker: None,
        speaker_code: None,
        speaker_entity: None,
        addressee: None,
        cue: None,
        date: None,
        repeats: None,
        channel: None,
        because: Some(Because::rule(format!("quotation/{word}/{}", rule.replace(' ', "-")))),
    };
    give(&mut quotation, speaker, actors);
    quotation
}

fn give(quotation: &mut Quotation, speaker: Option<&Speaker>, actors: &Actors) {
    let Some(s) = speaker else { return };
    quotation.speaker = Some(s.name.clone());
    quotation.speaker_code = s.code.clone();
    quotation.speaker_entity = s.entity.map(|e| actors.entities[e].id.clone());
    if let (Some(because), Some(span)) = (&mut quotation.because, s.span) {
        because.spans.insert("speaker".into(), Pair(span));
    }
}

/// Adds what the cue's clause tells.
fn attach(quotation: &mut Quotation, view: &View<'_>, cue: &Cue<'_>, reports: &Reports<'_, '_>, others: &[Cue<'_>]) {
    let span = view.span(cue.words.start, cue.words.end - 1);
    quotation.cue = Some(Pair(span));
    if let Some(because) = &mut quotation.because {
        because.spans.insert("cue".into(), Pair(span));
    }
    let unit = view.units[view.unit_of(cue.at)].words.clone();
    let report = reports.of(cue, unit, others);
    quotation.channel = report.channel;
    quotation.addressee = report.addressee.filter(|a| Some(a) != quotation.speaker.as_ref());
    quotation.date = report.date;
}

/// Marks direct quotations that repeat the words of an earlier one; the two share what is told of their channel.
fn mark_repeats(found: &mut [Quotation], text: &str) {
    let mut seen: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for at in 0..found.len() {
        if found[at].kind != QuotationKind::Direct {
            continue;
        }
        let words = found[at].span.of(text).to_lowercase();
        let key: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        match seen.get(&key.join(" ")) {
            Some(&first) if found[first].speaker == found[at].speaker => {
                found[at].repeats = Some(found[first].id.clone());
                let shared = channels::joined(found[first].channel.as_ref(), found[at].channel.as_ref());
                let date = shared
                    .as_ref()
                    .and_then(|c| c.recorded.clone())
                    .or_else(|| found[first].date.clone())
                    .or_else(|| found[at].date.clone());
                for q in [first, at] {
                    found[q].channel.clone_from(&shared);
                    found[q].date.clone_from(&date);
                }
            }
            Some(_) => {}
            None => {
                seen.insert(key.join(" "), at);
            }
        }
    }
}

/// Lets a quotation without a channel of its own take that of the speaker's words before it: the same interview,
/// speech or press conference goes on.
fn carry_channels(found: &mut [Quotation]) {
    let mut last: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for at in 0..found.len() {
        let Some(speaker) = found[at].speaker.clone() else { continue };
        if found[at].channel.is_some() {
            last.insert(speaker, at);
            continue;
        }
        let Some(&from) = last.get(&speaker) else { continue };
        let spoken = found[from]
            .channel
            .as_ref()
            .is_some_and(|c| matches!(c.kind.as_deref(), Some("interview" | "press conference" | "speech")));
        // Another day is another occasion.
        let same_day = found[at].date.is_none() || found[at].date == found[from].date;
        if spoken && same_day {
            found[at].channel = found[from].channel.clone();
            found[at].date = found[from].date.clone();
            let step = format!("channel of {}", found[from].id);
            if let Some(because) = &mut found[at].because {
                because.steps.push(step);
            }
        }
    }
}

fn words_in_names(view: &View<'_>, cx: Context<'_>, lexicon: &Lexicon) -> Vec<Option<(usize, bool)>> {
    let names = &cx.syntax.names;
    let mut n = 0;
    let mut of: Vec<Option<(usize, bool)>> = (0..view.len())
        .map(|i| {
            let span = view.token(i).span;
            while n < names.len() && names[n].span.end <= span.start {
                n += 1;
            }
            (n < names.len() && names[n].span.overlaps(span))
                .then(|| (n, names[n].label == chancery_record::NameLabel::Per))
        })
        .collect();
    // A title alone, or cut off from its name, is no name of a person.
    let mut i = 0;
    while i < of.len() {
        let mut end = i + 1;
        while end < of.len() && of[end] == of[i] {
            end += 1;
        }
        if of[i].is_some_and(|(_, person)| person) && (i..end).all(|j| lexicon.persons.contains(&view.lemma(j))) {
            of[i..end].fill(None);
        }
        i = end;
    }
    of
}

fn words_in_times(view: &View<'_>, times: &[Time]) -> Vec<bool> {
    let mut marks = vec![false; view.len()];
    let mut t = 0;
    for (i, mark) in marks.iter_mut().enumerate() {
        let span = view.token(i).span;
        while t < times.len() && times[t].span.end <= span.start {
            t += 1;
        }
        *mark = t < times.len() && times[t].span.overlaps(span);
    }
    marks
}
