//! The models that are part of the program (see `models/NOTICE.md`).

/// Subword pieces and their vectors, for all languages.
pub(crate) static SUBWORDS: &[u8] = include_bytes!("../../../models/subwords.model");

/// Model files by language.
pub(crate) const MODELS: [(&str, &[u8]); 2] =
    [("en", include_bytes!("../../../models/en.model")), ("fr", include_bytes!("../../../models/fr.model"))];
