//! In which language a text is written.

use chancery_record::SmolStr;
use whatlang::Lang;

/// A language and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Identified {
    /// BCP 47 primary tag where there is a two-letter one, else the ISO 639-3 code.
    pub lang: SmolStr,
    /// From 0 to 1, by character trigrams (whatlang).
    pub confidence: f64,
}

/// The language of `text`, or none when its trigrams do not settle it.
pub fn identify(text: &str) -> Option<Identified> {
    let info = whatlang::detect(text)?;
    if !info.is_reliable() {
        return None;
    }
    Some(Identified { lang: SmolStr::new(tag(info.lang())), confidence: info.confidence() })
}

/// Two-letter tags of the languages that newspapers are likely to be in.
fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Fra => "fr",
        Lang::Eng => "en",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Deu => "de",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bel => "be",
        Lang::Pol => "pl",
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Tur => "tr",
        Lang::Pes => "fa",
        Lang::Heb => "he",
        Lang::Ron => "ro",
        Lang::Cat => "ca",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Fin => "fi",
        Lang::Ces => "cs",
        Lang::Hun => "hu",
        Lang::Ell => "el",
        Lang::Hin => "hi",
        Lang::Urd => "ur",
        Lang::Kor => "ko",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart_and_noise_is_none() {
        let lang = |text: &str| identify(text).map(|i| i.lang.to_string());
        assert_eq!(lang("Le ministre des Affaires étrangères a reçu mardi une délégation de rebelles.").as_deref(), Some("fr"));
        assert_eq!(lang("The foreign minister received a delegation of rebels on Tuesday in the capital.").as_deref(), Some("en"));
        assert_eq!(lang("El ministro de Asuntos Exteriores recibió el martes a una delegación de los rebeldes.").as_deref(), Some("es"));
        assert_eq!(lang("12 345 — ???"), None);
        assert_eq!(lang(""), None);
    }
}
