//! Logical roles of a predicate's arguments.

use std::str::FromStr;

/// A logical role, whatever the construction that fills it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    Subject,
    Object,
    Recipient,
    Against,
    With,
    Between,
    To,
    From,
    For,
    By,
    Topic,
    Place,
    Content,
    /// "of X", "X's": what it is the frame decides.
    Genitive,
}

const NAMES: [(&str, Role); 14] = [
    ("subject", Role::Subject),
    ("object", Role::Object),
    ("recipient", Role::Recipient),
    ("against", Role::Against),
    ("with", Role::With),
    ("between", Role::Between),
    ("to", Role::To),
    ("from", Role::From),
    ("for", Role::For),
    ("by", Role::By),
    ("topic", Role::Topic),
    ("place", Role::Place),
    ("content", Role::Content),
    ("genitive", Role::Genitive),
];

impl Role {
    /// Every role's name, for messages.
    pub(super) fn names() -> String {
        NAMES.map(|(name, _)| name).join(", ")
    }

    pub(super) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, r)| *r == self).map_or("", |(n, _)| n)
    }
}

impl FromStr for Role {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        NAMES.iter().find(|(n, _)| *n == s).map(|(_, r)| *r).ok_or(())
    }
}

/// Who or what fills which role, as word indices of one sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roles {
    filled: Vec<(Role, usize)>,
}

impl Roles {
    pub(super) fn add(&mut self, role: Role, word: usize) {
        if !self.filled.contains(&(role, word)) {
            self.filled.push((role, word));
        }
    }

    pub(crate) fn of(&self, role: Role) -> impl Iterator<Item = usize> + '_ {
        self.filled.iter().filter(move |(r, _)| *r == role).map(|(_, w)| *w)
    }

    pub(crate) fn has(&self, role: Role) -> bool {
        self.of(role).next().is_some()
    }

    pub(super) fn all(&self) -> &[(Role, usize)] {
        &self.filled
    }

    /// Takes the given words out of every role.
    pub(super) fn remove(&mut self, words: &[usize]) {
        if !words.is_empty() {
            self.filled.retain(|(_, w)| !words.contains(w));
        }
    }

    /// Takes the given words out of one role.
    pub(super) fn take(&mut self, role: Role, words: &[usize]) {
        self.filled.retain(|(r, w)| *r != role || !words.contains(w));
    }

    /// Adds what `other` has in roles that are empty here.
    pub(super) fn inherit(&mut self, other: &Roles, roles: &[Role]) {
        for role in roles {
            if !self.has(*role) {
                for word in other.of(*role) {
                    self.add(*role, word);
                }
            }
        }
    }
}
