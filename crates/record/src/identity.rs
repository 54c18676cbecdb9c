use sha2::{Digest, Sha256};

use crate::{Article, Reading};

/// What makes an article the one it is: its text, headline, date and outlet, byte for byte.
///
/// Not its identifier or address: a file that gives the same article a new number brings nothing
/// new, and two outlets that print the same dispatch are two articles (and near-duplicates).
///
/// The ids of events, quotations and entities hang on it, so that they are the same wherever the
/// article lies: in a file of its own, in a table, in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity(i64);

impl Identity {
    /// The identity of an article as it came in.
    pub fn of(article: &Article) -> Self {
        Self::hash(
            &article.text,
            article.title.as_deref(),
            article.date.as_ref().map(|d| d.as_str()),
            article.source.as_deref(),
        )
    }

    /// The identity of a reading's article, when it carries its text and the date is the source's.
    pub fn of_reading(reading: &Reading, text: &str) -> Self {
        Self::hash(text, reading.title.as_deref(), reading.date.as_ref().map(|d| d.as_str()), reading.source.as_deref())
    }

    fn hash(text: &str, title: Option<&str>, date: Option<&str>, source: Option<&str>) -> Self {
        let mut hash = Sha256::new();
        for part in [Some(text), title, date, source] {
            // Absent and empty are told apart; lengths keep the parts apart.
            hash.update(part.map_or(u64::MAX, |p| p.len() as u64).to_le_bytes());
            hash.update(part.unwrap_or_default().as_bytes());
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hash.finalize()[..8]);
        Identity((u64::from_be_bytes(first) >> 1) as i64)
    }

    /// An article's key in the tables.
    pub fn from_key(key: i64) -> Self {
        Identity(key)
    }

    /// The identity that an article's `id` in the archive spells.
    pub fn from_id(id: &str) -> Option<Self> {
        let digits = id.strip_prefix('a').filter(|d| d.len() == 16)?;
        let number = u64::from_str_radix(digits, 16).ok()?;
        i64::try_from(number).ok().map(Identity)
    }

    /// Key in the tables: 63 bits of the hash.
    pub fn key(self) -> i64 {
        self.0
    }

    /// Identifier for people and exports: `a` and 16 hexadecimal digits.
    pub fn id(self) -> String {
        format!("a{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_is_content_and_spells_both_ways() {
        let article = Article { id: "x".into(), text: "Paix.".into(), ..Article::default() };
        let same = Article { id: "y".into(), url: Some("u".into()), ..article.clone() };
        let titled = Article { title: Some(String::new()), ..article.clone() };
        let one = Identity::of(&article);
        assert_eq!(one, Identity::of(&same));
        assert_ne!(one, Identity::of(&titled));
        assert_eq!(Identity::from_id(&one.id()), Some(one));
        assert_eq!(Identity::from_id("a12"), None);
        assert!(one.key() >= 0);
    }
}
