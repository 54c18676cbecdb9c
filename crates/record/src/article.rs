use serde::{Deserialize, Serialize};

use crate::Edtf;

/// What came in: one article, its text fixed for good.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Identifier, unique within a run.
    pub id: String,
    /// Language as stated by the source (BCP 47 primary tag), if it was.
    pub lang: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Dateline: when it was published, possibly partial (`2025-03`).
    pub date: Option<Edtf>,
    /// Outlet.
    pub source: Option<String>,
    /// Address or origin.
    pub url: Option<String>,
    /// The text. Every span of every layer points into it.
    pub text: String,
}
