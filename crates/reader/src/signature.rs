//! The signature of a text: what is needed to compare it without it, over languages.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chancery_language::Engine;
use chancery_language::subwords::{Scratch, Subwords};
use chancery_record::{Article, HASHES, Signature, Syntax};

/// Words in a shingle.
const SHINGLE: usize = 3;

/// The language whose model's vectors are used for all texts: its pieces are those of all.
const SPACE: &str = "en";

/// Weight of a piece that makes up the share p of text: A / (A + p) (Arora, Liang and Ma 2017).
const A: f32 = 1e-4;

/// The vectors with what is computed from them once.
struct Space {
    subwords: &'static Subwords,
    /// Weight of each piece.
    weights: Vec<f32>,
    /// What any text is expected to have; subtracted.
    centre: Vec<f32>,
}

fn space() -> Option<&'static Space> {
    static SPACE_OF_ALL: OnceLock<Option<Space>> = OnceLock::new();
    SPACE_OF_ALL
        .get_or_init(|| {
            let subwords = Engine::builtin(SPACE)?.ok()?.subwords();
            let shares: Vec<f32> = subwords.pieces().iter().map(|(_, score)| score.exp()).collect();
            let weights: Vec<f32> = shares.iter().map(|p| A / (A + p)).collect();
            let mut centre = vec![0.0f32; subwords.dimensions()];
            let mut total = 0.0;
            for (at, (share, weight)) in shares.iter().zip(&weights).enumerate() {
                total += share * weight;
                for (sum, value) in centre.iter_mut().zip(subwords.piece(at)) {
                    *sum += share * weight * value;
                }
            }
            centre.iter_mut().for_each(|c| *c /= total);
            Some(Space { subwords, weights, centre })
        })
        .as_ref()
}

/// The signature of an article; its headline counts as a part of its text.
pub fn sign(article: &Article, syntax: &Syntax) -> Signature {
    let words =
        syntax.sentences.iter().flat_map(|s| &s.tokens).filter(|t| t.upos != "PUNCT" && t.part.is_none_or(|p| p == 0));
    let forms: Vec<&str> = words.map(|t| t.span.of(&article.text)).collect();
    Signature { hashes: hashes(&forms), vector: vector(article.title.as_deref().unwrap_or_default(), &forms) }
}

/// The lowest byte of the least value of each of 64 hashes over the shingles.
fn hashes(forms: &[&str]) -> [u8; HASHES] {
    let words: Vec<u64> = forms.iter().map(|f| fold(f)).collect();
    let mut least = [u64::MAX; HASHES];
    for shingle in words.windows(SHINGLE.min(words.len()).max(1)) {
        let mut state = shingle.iter().fold(0u64, |h, &w| mix(h ^ w));
        for slot in &mut least {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            *slot = (*slot).min(mix(state));
        }
    }
    least.map(|h| h.to_le_bytes()[0])
}

/// FNV-1a of a word in lower case.
fn fold(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut buffer = [0; 4];
    for c in word.chars().flat_map(char::to_lowercase) {
        for byte in c.encode_utf8(&mut buffer).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// The finaliser of SplitMix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The weighted mean of the vectors of pieces, centred and scaled to ±127.
fn vector(title: &str, forms: &[&str]) -> Vec<i8> {
    let Some(space) = space() else { return Vec::new() };
    let mut counts: BTreeMap<&str, f32> = BTreeMap::new();
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).chain(forms.iter().copied()) {
        *counts.entry(word).or_default() += 1.0;
    }
    let mut sum = vec![0.0f32; space.centre.len()];
    let mut total = 0.0f32;
    let mut scratch = Scratch::default();
    for (word, count) in counts {
        // A word that is said often tells more, but not in proportion.
        let often = 1.0 + count.ln();
        for &piece in space.subwords.cut(word, &mut scratch) {
            let at = piece as usize;
            let Some(&weight) = space.weights.get(at) else { continue };
            total += weight * often;
            space.subwords.add(at, weight * often, &mut sum);
        }
    }
    if total == 0.0 {
        return Vec::new();
    }
    sum.iter_mut().zip(&space.centre).for_each(|(s, c)| *s = *s / total - c);
    let largest = sum.iter().fold(0.0f32, |m, v| m.max(v.abs()));
    if largest == 0.0 {
        return Vec::new();
    }
    sum.iter().map(|v| (v / largest * 127.0).round() as i8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(lang: &str, text: &str) -> Signature {
        let article = Article { lang: Some(lang.into()), text: text.into(), ..Article::default() };
        let syntax = Engine::builtin(lang).unwrap().unwrap().analyse(text);
        sign(&article, &syntax)
    }

    #[test]
    fn a_translation_is_nearer_than_another_matter() {
        let french = signed(
            "fr",
            "Le gouvernement et les rebelles ont signé un cessez-le-feu à l'issue de négociations de paix.",
        );
        let english =
            signed("en", "The government and the rebels signed a ceasefire at the end of peace negotiations.");
        let other =
            signed("en", "The football club bought a striker, who scored twice in the last match of the season.");
        let (near, far) = (french.cosine(&english).unwrap(), french.cosine(&other).unwrap());
        assert!(near > far + 0.2, "{near} {far}");
    }

    #[test]
    fn copies_resemble_each_other_and_an_empty_text_has_a_signature() {
        let text = "Trois soldats ont été tués mardi dans une embuscade au nord de Gao, selon l'état-major, qui accuse un groupe djihadiste.";
        let cut = text.strip_suffix(", qui accuse un groupe djihadiste.").unwrap();
        assert!(signed("fr", text).resemblance(&signed("fr", cut)) > 0.5);
        assert_eq!(signed("fr", text), signed("fr", text));
        assert!(signed("fr", "").vector.is_empty());
    }
}
