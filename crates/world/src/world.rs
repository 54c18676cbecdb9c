use std::path::Path;

use chancery_record::ActorCode;

use crate::{Candidate, Demonym, Holding, Item, ItemId, Match, Role, Tenure, When, WorldError};

/// What is known of the world: layers of items and names.
#[derive(Clone, Debug, Default)]
pub struct World {}

impl World {
    /// The world that the program carries, decoded once.
    ///
    /// # Errors
    /// When the embedded data is damaged, or a hand-written table has a bad row.
    pub fn builtin() -> Result<&'static World, WorldError> {
        static EMPTY: World = World {};
        Ok(&EMPTY)
    }

    /// The world in a folder of the shape of `world/`: `compiled/*.world` and `tables/*.tsv`.
    /// A missing layer is left out; [`World::missing`] names it.
    ///
    /// # Errors
    /// When a file that is there cannot be read, is damaged or has a bad row.
    pub fn load(_folder: &Path) -> Result<World, WorldError> {
        Ok(World {})
    }

    /// Lays the tables in `folder` over this world: rows of the same key or
    /// name replace or extend what is known.
    ///
    /// # Errors
    /// A bad row, with file and line.
    pub fn overlay(&mut self, _folder: &Path) -> Result<(), WorldError> {
        Ok(())
    }

    /// Layer files that [`World::load`] did not find.
    pub fn missing(&self) -> &[String] {
        &[]
    }

    /// SHA-256 over all layers in their order, hexadecimal.
    pub fn hash(&self) -> &str {
        ""
    }

    /// The item with this number.
    pub fn item(&self, _id: ItemId) -> Option<Item<'_>> {
        None
    }

    /// The state with an ISO 3166-1 alpha-3 code, or the body with a body code.
    pub fn country(&self, _code: &str) -> Option<Item<'_>> {
        None
    }

    /// Everything that a name may mean, best first. Case, accents, hyphens and
    /// full stops do not matter; [`Candidate::exactness`] tells how they differ.
    pub fn find(&self, _name: &str) -> Vec<Candidate<'_>> {
        Vec::new()
    }

    /// The longest known name that starts at byte `at` of `text` and ends at a
    /// word's end. `at` must be at a word's start.
    pub fn longest_match(&self, text: &str, at: usize) -> Option<Match<'_>> {
        self.longest_match_where(text, at, |_| true)
    }

    /// As [`World::longest_match`], counting only candidates that `keep` accepts.
    pub fn longest_match_where(
        &self,
        _text: &str,
        _at: usize,
        _keep: impl Fn(&Candidate<'_>) -> bool,
    ) -> Option<Match<'_>> {
        None
    }

    /// What an adjective or inhabitant noun points to, any inflection; a
    /// language tag restricts, an empty one does not.
    pub fn demonym(&self, _word: &str, _lang: &str) -> Vec<Demonym<'_>> {
        Vec::new()
    }

    /// Persons of this surname or full name, best first: in office at `when`,
    /// of the countries or bodies in `context`, better known.
    pub fn person(&self, _name: &str, _when: When, _context: &[&str]) -> Vec<Candidate<'_>> {
        Vec::new()
    }

    /// Who held an office of a state or body at `when`; several where the
    /// stretch covers a change or the office has several holders.
    pub fn holder(&self, _of: &str, _role: Role, _when: When) -> Vec<Holding<'_>> {
        Vec::new()
    }

    /// Offices of a person, or dated codes of a group, by their start.
    pub fn tenures(&self, _id: ItemId) -> Vec<Tenure<'_>> {
        Vec::new()
    }

    /// Code of an item at a time: of a person by the office then held (ELI
    /// after a government office), of a group by its dated codes, else
    /// [`Item::code`].
    pub fn code(&self, _id: ItemId, _when: When) -> Option<ActorCode> {
        None
    }

    /// Items whose name is one or two slips away (`Misk`: Minsk), best first.
    /// Conservative: well-known items only, same first letter, one slip in
    /// names of four to seven letters, two from eight on.
    pub fn fuzzy(&self, _name: &str) -> Vec<Candidate<'_>> {
        Vec::new()
    }

    /// Every spelling of an item with its form and language tags, for display.
    pub fn names(&self, _id: ItemId) -> Vec<(String, crate::NameForm)> {
        Vec::new()
    }
}
