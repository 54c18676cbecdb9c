//! Mentions of places by name.

use chancery_record::Place;

use crate::Context;
use crate::actors::Actors;

/// Finds names of places, in text order.
pub fn read(_cx: Context<'_>, _actors: &Actors) -> Vec<Place> {
    Vec::new()
}
