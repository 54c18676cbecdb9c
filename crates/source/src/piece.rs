use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::page::Page;
use crate::{Origin, SourceError, Sourced};

/// Something read: an article, an error, or a page whose main text is yet to be found.
pub struct Piece(Kind);

enum Kind {
    Ready(Box<Result<Sourced, SourceError>>),
    Page(Box<Page>),
}

impl Piece {
    pub(crate) fn ready(item: Result<Sourced, SourceError>) -> Self {
        Piece(Kind::Ready(Box::new(item)))
    }

    pub(crate) fn page(page: Page) -> Self {
        Piece(Kind::Page(Box::new(page)))
    }

    /// Where it stands.
    pub fn origin(&self) -> &Origin {
        match &self.0 {
            Kind::Ready(item) => match item.as_ref() {
                Ok(sourced) => &sourced.origin,
                Err(error) => &error.origin,
            },
            Kind::Page(page) => &page.place.origin,
        }
    }

    /// The article that it is.
    ///
    /// # Errors
    /// Why it is none.
    pub fn finish(self) -> Result<Sourced, SourceError> {
        match self.0 {
            Kind::Ready(item) => *item,
            Kind::Page(page) => {
                let origin = page.place.origin.clone();
                catch_unwind(AssertUnwindSafe(|| page.article())).unwrap_or_else(|_| {
                    Err(SourceError::new(&origin, "a fault of the program; the page was left out")
                        .hint("please report it with the page"))
                })
            }
        }
    }
}
