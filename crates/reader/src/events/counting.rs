//! How many were killed, injured or arrested; how much was given.

use super::frames::{Counts, Frames};
use super::predicates::Sight;
use super::roles::{Role, Roles};

/// Figures that an act carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) dead: Option<u32>,
    pub(super) injured: Option<u32>,
    pub(super) arrested: Option<u32>,
    /// The words of a sum of money or a quantity.
    pub(super) amount: Vec<usize>,
}

impl Figures {
    /// Adds what is not known yet.
    pub(super) fn join(&mut self, other: &Figures) {
        self.dead = self.dead.or(other.dead);
        self.injured = self.injured.or(other.injured);
        self.arrested = self.arrested.or(other.arrested);
        if self.amount.is_empty() {
            self.amount.clone_from(&other.amount);
        }
    }

    fn set(&mut self, what: Counts, n: u32) {
        let field = match what {
            Counts::Dead => &mut self.dead,
            Counts::Injured => &mut self.injured,
            Counts::Arrested => &mut self.arrested,
        };
        *field = field.or(Some(n));
    }
}

/// The number that counts the noun at `w`: "trois soldats", "121 arrestations".
fn number(sight: &Sight<'_>, w: usize) -> Option<u32> {
    let tree = sight.tree;
    let of = |c: usize| sight.functions.number(tree.form(c));
    if tree.token(w).upos == "NUM" {
        return of(w);
    }
    tree.children(w)
        .iter()
        .filter(|&&c| matches!(tree.token(c).rel(), "nummod" | "det") || tree.token(c).upos == "NUM")
        .find_map(|&c| of(c))
}

/// Figures of a frame whose objects are counted.
pub(super) fn figures(sight: &Sight<'_>, i: usize, counts: Option<Counts>, roles: &Roles) -> Figures {
    let mut out = Figures::default();
    if let Some(what) = counts {
        let total: Vec<u32> = roles.of(Role::Object).filter_map(|w| number(sight, w)).collect();
        // A coordination adds up: "deux soldats et un policier".
        let sum = total.iter().fold(0u32, |a, n| a.saturating_add(*n));
        if !total.is_empty() {
            out.set(what, sum);
        } else if !sight.tree.is_verb(i)
            && what == Counts::Arrested
            && let Some(n) = number(sight, i).filter(|n| *n > 1)
        {
            out.set(what, n);
        }
    }
    out
}

/// The words of a sum of money: "100 millions d'euros".
pub(super) fn amount(sight: &Sight<'_>, frames: &Frames, roles: &Roles) -> Vec<usize> {
    let tree = sight.tree;
    for w in roles.of(Role::Object).chain(roles.of(Role::Genitive)) {
        let below: Vec<usize> = (0..tree.len()).filter(|&c| tree.below(c, w)).collect();
        let money = below.iter().copied().find(|&c| frames.in_class("money", tree.lemma(c)));
        let figure = below.iter().copied().find(|&c| tree.token(c).upos == "NUM");
        if let (Some(money), Some(figure)) = (money, figure)
            && figure < money
            && money - figure < 6
        {
            return (figure..=money).collect();
        }
    }
    Vec::new()
}

/// Casualties told as an effect: "a fait 12 morts et 30 blessés".
pub(super) fn casualties(sight: &Sight<'_>, frames: &Frames, roles: &Roles) -> Figures {
    let mut out = Figures::default();
    for (_, w) in roles.all() {
        let lemma = sight.tree.lemma(*w);
        let what = if frames.in_class("dead", lemma) {
            Counts::Dead
        } else if frames.in_class("injured", lemma) {
            Counts::Injured
        } else {
            continue;
        };
        if let Some(n) = number(sight, *w) {
            out.set(what, n);
        }
    }
    out
}
