//! The models that are part of the program (see `models/NOTICE.md`).

/// Model files by language.
pub(crate) const MODELS: [(&str, &[u8]); 2] =
    [("en", include_bytes!("../../../models/en.model")), ("fr", include_bytes!("../../../models/fr.model"))];
