//! In which language a text is written.
//!
//! Behind our own function, so that the library that counts trigrams can be
//! exchanged. A text whose language is not settled has none: a wrong tree is
//! worse than a text left unread.

use chancery_record::SmolStr;
use whatlang::Lang;

/// A language and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Identified {
    /// BCP 47 primary tag: two letters where there are two, else the ISO 639-3 code.
    pub lang: SmolStr,
    /// From 0 to 1: how far the trigrams of the text (whatlang) are from the next language.
    pub confidence: f64,
}

/// Most bytes that are looked at; more would not change the answer.
const ENOUGH: usize = 8192;
/// Fewest letters that are worth a guess.
const LEAST: usize = 12;

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
    let found = whatlang::detect(text).filter(whatlang::Info::is_reliable)?;
    Some(Identified { lang: tag(found.lang()), confidence: found.confidence() })
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
        for text in ["", "   ", "12 345 — ???", "OK", "AFP", "http://x.y", "🕊🕊🕊", "ab cd", "ONU 2024 : 3-1"]
        {
            assert_eq!(lang(text), None, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_judged_by_its_beginning() {
        let text = "Elle a signé l'accord avec les représentants de la région. é".repeat(40_000);
        assert_eq!(lang(&text).as_deref(), Some("fr"));
    }
}
