//! States, places, organisations, offices and their holders in time.

/// What is known of the world.
#[derive(Debug, Default)]
pub struct World {}
