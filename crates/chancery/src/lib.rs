//! Chancery as a library: one façade over the rooms.

pub use chancery_archive as archive;
pub use chancery_dossier as dossier;
pub use chancery_evaluation as evaluation;
pub use chancery_export as export;
pub use chancery_language as language;
pub use chancery_pipeline as pipeline;
pub use chancery_reader as reader;
pub use chancery_record as record;
pub use chancery_source as source;
pub use chancery_stories as stories;
pub use chancery_world as world;
