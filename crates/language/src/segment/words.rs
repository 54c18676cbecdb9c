//! From surface tokens to words: contractions, enclitics, and the tokens that
//! may be one word or several.

use chancery_record::{SmolStr, Span, Token};

use super::Segmenter;
use super::characters::is_apostrophe;
use super::lexicon::{Multiword, lower_into};
use super::tokens::{Kind, Raw};

/// Most enclitics that one token may carry (`wouldn't've`).
const ENCLITICS: usize = 3;

/// How many tokens before a participle its auxiliary is looked for.
const PERFECT: usize = 3;
/// How many words back the item before is looked for.
const ITEM: usize = 12;

impl Segmenter {
    /// The words of the surface tokens of one sentence.
    pub(super) fn words(&self, text: &str, raws: &[Raw]) -> Vec<Token> {
        let mut words = Vec::with_capacity(raws.len() + raws.len() / 8);
        let mut lower = String::new();
        for (i, raw) in raws.iter().enumerate() {
            let surface = &text[raw.start..raw.end];
            let span = Span::new(raw.start, raw.end);
            if raw.kind == Kind::Word && surface.len() <= LONGEST_LISTED {
                lower_into(surface, &mut lower);
                if let Some(multiword) = self.multiword(&lower) {
                    if self.splits(text, &raws[..i], &words, multiword) {
                        resolve(surface, &lower, multiword, span, &mut words);
                        continue;
                    }
                } else if self.enclitics(surface, span, &mut words) {
                    continue;
                }
            }
            words.push(word(span, form(surface), None));
        }
        words
    }

    fn multiword(&self, lower: &str) -> Option<&Multiword> {
        self.lexicon.get(lower).multiword.and_then(|i| self.lexicon.multiwords.get(i as usize))
    }

    /// Guesses from what stands before whether an ambiguous token is several words.
    fn splits(&self, text: &str, before: &[Raw], words: &[Token], multiword: &Multiword) -> bool {
        let Some(guess) = &multiword.ambiguous else { return true };
        // Quotation marks hide nothing: `annonce « des mesures »`.
        let quote = |raw: &Raw| raw.kind == Kind::Open && !text[raw.start..raw.end].contains(['(', '[']);
        let quotes = before.iter().rev().take_while(|raw| quote(raw)).count();
        let before = &before[..before.len() - quotes];
        let Some(last) = before.last() else { return !guess.at_start_one_word };
        let mut lower = String::new();
        lower_into(&text[last.start..last.end], &mut lower);
        if guess.joins_items(&lower)
            && let Some(split) = self.as_before(text, words, multiword)
        {
            return split;
        }
        if let Some(one) = guess.one_word_after(&lower) {
            return !one;
        }
        // After an active participle the article of an object follows.
        let active = guess.is_participle(&lower).then(|| {
            before.iter().rev().skip(1).take(PERFECT).find_map(|raw| {
                lower_into(&text[raw.start..raw.end], &mut lower);
                guess.voice(&lower)
            })
        });
        active.flatten() != Some(true)
    }

    /// What the last such token or its bare first word was, in a list of alike items.
    fn as_before(&self, text: &str, words: &[Token], multiword: &Multiword) -> Option<bool> {
        let mut lower = String::new();
        words.iter().rev().take(ITEM).find_map(|word| {
            lower_into(word.span.of(text), &mut lower);
            let alike = self.multiword(&lower).is_some_and(|m| m.words.first() == multiword.words.first());
            let bare = multiword.words.first().is_some_and(|first| *first == lower);
            (alike || bare).then_some(bare || word.part.is_some())
        })
    }

    /// Cuts enclitics off the end; they and the stem are words of one token.
    fn enclitics(&self, surface: &str, span: Span, words: &mut Vec<Token>) -> bool {
        if self.lexicon.enclitics.is_empty() || !surface.contains(is_apostrophe) {
            return false;
        }
        let mut cuts: Vec<usize> = Vec::new();
        let mut stem = surface.len();
        while cuts.len() < ENCLITICS {
            let Some(cut) = self.enclitic(&surface[..stem]) else { break };
            cuts.push(cut);
            stem = cut;
        }
        if cuts.is_empty() {
            return false;
        }
        let bounds: Vec<usize> =
            std::iter::once(0).chain(cuts.into_iter().rev()).chain(std::iter::once(surface.len())).collect();
        for (part, pair) in bounds.windows(2).enumerate() {
            words.push(word(span, form(&surface[pair[0]..pair[1]]), Some(part as u8)));
        }
        true
    }

    /// Where the longest enclitic at the end of `surface` begins.
    fn enclitic(&self, surface: &str) -> Option<usize> {
        self.lexicon.enclitics.iter().find_map(|enclitic| {
            let count = enclitic.chars().count();
            let (cut, _) = surface.char_indices().rev().nth(count - 1)?;
            let same = surface[cut..].chars().zip(enclitic.chars()).all(|(found, wanted)| {
                let found = if is_apostrophe(found) { '\'' } else { found };
                found == wanted || found.to_lowercase().eq([wanted])
            });
            (same && cut > 0).then_some(cut)
        })
    }
}

/// Longest surface token that a list may hold; longer ones are not looked up.
const LONGEST_LISTED: usize = 64;

/// Pushes the words of a listed multiword token, in the case of its surface.
fn resolve(surface: &str, lower: &str, multiword: &Multiword, span: Span, words: &mut Vec<Token>) {
    // "cannot" is spelled by its words: they keep the letters of the surface.
    let spelled = multiword.words.iter().map(|w| w.len()).sum::<usize>() == surface.len()
        && multiword.words.iter().flat_map(|w| w.chars()).eq(lower.chars());
    let shouted = surface.chars().count() > 1 && !surface.chars().any(char::is_lowercase);
    let capital = surface.chars().next().is_some_and(char::is_uppercase);
    let mut at = 0;
    for (part, listed) in multiword.words.iter().enumerate() {
        let form = match surface.get(at..at + listed.len()).filter(|_| spelled) {
            Some(letters) => letters.into(),
            // Treebanks keep the case of the surface in the first word only.
            None if shouted && part == 0 => listed.to_uppercase().into(),
            None if capital && part == 0 => capitalised(listed),
            None => listed.clone(),
        };
        at += listed.len();
        words.push(word(span, form, Some(part as u8)));
    }
}

fn capitalised(form: &str) -> SmolStr {
    let mut chars = form.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// The form of a surface: without the characters that only steer its layout.
fn form(surface: &str) -> SmolStr {
    let invisible = |c: char| matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}');
    if surface.is_ascii() || !surface.contains(invisible) {
        return surface.into();
    }
    let visible: SmolStr = surface.chars().filter(|c| !invisible(*c)).collect();
    if visible.is_empty() { surface.into() } else { visible }
}

fn word(span: Span, form: SmolStr, part: Option<u8>) -> Token {
    Token {
        span,
        form,
        lemma: SmolStr::default(),
        upos: SmolStr::default(),
        feats: SmolStr::default(),
        head: None,
        deprel: SmolStr::default(),
        part,
    }
}
