//! In which language a text is written.
//!
//! Behind our own function, so that the library that counts trigrams can be
//! exchanged. A text whose language is not settled has none: a wrong tree is
//! worse than a text left unread.

use std::collections::HashSet;
use std::sync::LazyLock;

use chancery_record::SmolStr;
use whatlang::Lang;

use crate::pack::Pack;
use crate::segment::common_words;

/// A language and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Identified {
    /// BCP 47 primary tag: two letters where there are two, else the ISO 639-3 code.
    pub lang: SmolStr,
    /// From 0 to 1: how far the next language is by the trigrams of the text
    /// (whatlang), or for a short text the share of its words that are common in the language.
    pub confidence: f64,
}

/// Most bytes that are looked at; more would not change the answer.
const ENOUGH: usize = 8192;
/// Fewest letters that are worth a guess.
const LEAST: usize = 12;

/// Share of common words that confirms the language of a short text, and the fewest of them.
const COMMON: (f64, usize) = (0.25, 2);

/// Languages with a two-letter tag; the others are rare in news.
const TAGS: &[(Lang, &str)] = &[
    (Lang::Ara, "ar"),
    (Lang::Bel, "be"),
    (Lang::Ben, "bn"),
    (Lang::Bul, "bg"),
    (Lang::Cat, "ca"),
    (Lang::Ces, "cs"),
    (Lang::Cmn, "zh"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Est, "et"),
    (Lang::Fin, "fi"),
    (Lang::Fra, "fr"),
    (Lang::Heb, "he"),
    (Lang::Hin, "hi"),
    (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"),
    (Lang::Hye, "hy"),
    (Lang::Ind, "id"),
    (Lang::Ita, "it"),
    (Lang::Jpn, "ja"),
    (Lang::Kat, "ka"),
    (Lang::Kor, "ko"),
    (Lang::Lav, "lv"),
    (Lang::Lit, "lt"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "nb"),
    (Lang::Pes, "fa"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Ron, "ro"),
    (Lang::Rus, "ru"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Spa, "es"),
    (Lang::Srp, "sr"),
    (Lang::Swe, "sv"),
    (Lang::Tha, "th"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
    (Lang::Urd, "ur"),
    (Lang::Vie, "vi"),
];

/// The language of `text`, or none when it is not settled: too short, no words,
/// or too close to another language.
///
/// ```
/// use chancery_language::identify;
/// let found = identify("Les négociations reprendront mardi matin à Genève, a dit la ministre.");
/// assert_eq!(found.unwrap().lang, "fr");
/// assert!(identify("2024 — 15:30").is_none());
/// ```
pub fn identify(text: &str) -> Option<Identified> {
    let text = sample(text);
    if text.chars().filter(|c| c.is_alphabetic()).take(LEAST).count() < LEAST {
        return None;
    }
    let found = whatlang::detect(text)?;
    let lang = tag(found.lang());
    let confidence = if found.is_reliable() { found.confidence() } else { common_share(text, &lang)? };
    Some(Identified { lang, confidence })
}

/// The share of the words of `text` that are common in `lang`, when it is
/// telling. Only languages with a folder can be confirmed so.
fn common_share(text: &str, lang: &str) -> Option<f64> {
    static WORDS: LazyLock<Vec<(&'static str, HashSet<String>)>> = LazyLock::new(|| {
        let packs = Pack::builtin_languages().into_iter();
        packs.filter_map(|lang| Some((lang, common_words(&Pack::builtin(lang)?)))).collect()
    });
    let known = &WORDS.iter().find(|(tag, _)| *tag == lang)?.1;
    let words = || text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    let common = words().filter(|w| known.contains(&w.to_lowercase())).count();
    let share = common as f64 / words().count().max(1) as f64;
    (share >= COMMON.0 && common >= COMMON.1).then_some(share)
}

/// The first stretch of a text, whole characters.
fn sample(text: &str) -> &str {
    let mut end = text.len().min(ENOUGH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn tag(lang: Lang) -> SmolStr {
    let known = TAGS.iter().find(|(l, _)| *l == lang);
    known.map_or_else(|| lang.code().into(), |(_, tag)| SmolStr::new_static(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(text: &str) -> Option<String> {
        identify(text).map(|found| found.lang.to_string())
    }

    #[test]
    fn languages_are_told_apart() {
        let texts = [
            ("fr", "Le ministre des Affaires étrangères a reçu mardi une délégation de rebelles à Genève."),
            ("en", "The foreign minister received a delegation of rebels on Tuesday in the capital."),
            ("es", "El ministro de Asuntos Exteriores recibió el martes a una delegación de los rebeldes."),
            ("de", "Der Außenminister empfing am Dienstag eine Abordnung der Aufständischen in der Hauptstadt."),
            (
                "pt",
                "O ministro das Relações Exteriores recebeu na terça-feira uma delegação dos rebeldes, que não falou.",
            ),
            ("it", "Il ministro degli Esteri ha ricevuto martedì una delegazione dei ribelli nella capitale."),
            ("ru", "Министр иностранных дел принял во вторник делегацию повстанцев в столице страны."),
            ("uk", "Міністр закордонних справ прийняв у вівторок делегацію повстанців у столиці країни."),
            ("zh", "外交部长星期二在首都接见了反对派代表团，双方讨论了停火协议。"),
            ("ar", "استقبل وزير الخارجية يوم الثلاثاء وفدا من المتمردين في العاصمة."),
        ];
        for (tag, text) in texts {
            assert_eq!(lang(text).as_deref(), Some(tag), "{text}");
        }
    }

    #[test]
    fn what_is_not_settled_is_none() {
        // Short texts in languages that have no folder are not taken for one that has.
        for text in [
            "La reunión fue en la capital",
            "Der Mann war in Bonn",
            "",
            "   ",
            "12 345 — ???",
            "OK",
            "AFP",
            "http://x.y",
            "🕊🕊🕊",
            "ab cd",
            "ONU 2024 : 3-1",
        ] {
            assert_eq!(lang(text), None, "{text}");
        }
    }

    #[test]
    fn common_words_confirm_short_texts() {
        assert_eq!(lang("Elle est dans la ville et il est à la mer").as_deref(), Some("fr"));
        assert_eq!(lang("What are they doing now that he is here?").as_deref(), Some("en"));
    }

    #[test]
    fn a_long_text_is_judged_by_its_beginning() {
        let text = "Elle a signé l'accord avec les représentants de la région. é".repeat(40_000);
        assert_eq!(lang(&text).as_deref(), Some("fr"));
    }
}
