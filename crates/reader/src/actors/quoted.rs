//! Pronouns of the first person: whoever is quoted.

use chancery_record::Span;

use super::MentionKind;
use super::lexicon::fold_word;
use super::resolve::{Draft, Resolver};

/// Stretches between quotation marks, a paragraph at a time.
pub(super) fn quotes(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('\n', _) => open = None,
            ('«' | '“', None) => open = Some((at, c)),
            ('"', None) => open = Some((at, c)),
            ('»', Some((start, '«'))) | ('”', Some((start, '“'))) | ('"', Some((start, '"'))) => {
                out.push(Span::new(start, at));
                open = None;
            }
            _ => {}
        }
    }
    out
}

impl Resolver<'_, '_> {
    /// Gives the first person of quoted words their speaker: the subject beside the quotation.
    pub(super) fn first_persons(&mut self) {
        let quotes = self.quotes.clone();
        let mut last: Option<(usize, usize)> = None;
        let mut found: Vec<(usize, usize, Span, MentionKind, usize)> = Vec::new();
        for quote in &quotes {
            let speaker = self.beside(*quote, &quotes);
            let from = self.trees.partition_point(|t| t.sentence.span.end <= quote.start);
            let paragraph = self.trees.get(from).map_or(0, |t| t.sentence.paragraph as usize);
            let speaker = speaker.or_else(|| last.filter(|(p, _)| *p + 1 >= paragraph).map(|(_, c)| c));
            let Some(speaker) = speaker else { continue };
            last = Some((paragraph, speaker));
            for (index, tree) in
                self.trees.iter().enumerate().skip(from).take_while(|(_, t)| t.sentence.span.start < quote.end)
            {
                for i in 0..tree.len() {
                    let token = tree.token(i);
                    if !quote.contains(token.span) || !matches!(token.upos.as_str(), "PRON" | "DET") {
                        continue;
                    }
                    let form = fold_word(&token.form);
                    let kind = if self.lexicon.possessive(&form).is_some_and(|p| p.first) {
                        MentionKind::Possessive
                    } else if self.lexicon.pronoun(&form, &token.upos).is_some_and(|p| p.first) {
                        MentionKind::Pronoun
                    } else {
                        continue;
                    };
                    found.push((index, i, tree.word(i), kind, speaker));
                }
            }
        }
        for (sentence, head, span, kind, cluster) in found {
            if kind == MentionKind::Possessive {
                self.possessors.insert((sentence, head), cluster);
            }
            self.drafts.push(Draft { sentence, head, span, kind, clusters: vec![cluster] });
        }
    }

    /// The subject outside the quotation nearest to it: after it in the sentence of its
    /// end, else before it in the sentence of its start.
    fn beside(&self, quote: Span, quotes: &[Span]) -> Option<usize> {
        let outside = |span: Span| !quotes.iter().any(|q| q.overlaps(span));
        let speaks_as = |d: &&Draft, rel: &str| {
            let tree = &self.trees[d.sentence];
            let speaks = tree.head(d.head).is_some_and(|v| tree.is_verb(v) && outside(tree.token(v).span));
            tree.token(d.head).rel() == rel
                && speaks
                && outside(d.span)
                && d.clusters.len() == 1
                && d.kind != MentionKind::Adjective
        };
        let at = |offset: u32| self.trees.partition_point(|t| t.sentence.span.start <= offset).checked_sub(1);
        let (first, last) = (at(quote.start)?, at(quote.end)?);
        // The words that introduce the speaker may make a sentence of their own.
        let next = self.trees.get(last + 1).filter(|t| t.sentence.span.start <= quote.end + 3).map(|_| last + 1);
        let subject = |d: &&Draft| speaks_as(d, "nsubj");
        let after = self
            .drafts
            .iter()
            .filter(|d| (d.sentence == last || Some(d.sentence) == next) && d.span.start >= quote.end)
            .filter(subject)
            .min_by_key(|d| d.span.start);
        let before = || {
            self.drafts
                .iter()
                .filter(|d| d.sentence == first && d.span.end <= quote.start)
                .filter(subject)
                .max_by_key(|d| d.span.start)
        };
        let near = after.filter(|d| d.span.start < quote.end + 80);
        // An inverted subject is often taken for an object.
        let inverted = || {
            let here = |d: &&Draft| d.sentence == last && d.span.start >= quote.end && d.span.start < quote.end + 80;
            self.drafts.iter().filter(here).filter(|d| speaks_as(d, "obj")).min_by_key(|d| d.span.start)
        };
        near.or_else(inverted).or_else(before).or(after).map(|d| d.clusters[0])
    }
}
