//! Questions to an archive; every answer names its article and the code points of its words.

mod acts;
mod brief;
mod compile;
mod facts;
mod filter;
mod find;
mod network;
mod quotes;
mod sample;
mod selection;
mod stats;

pub use acts::{Act, Dispute, Telling};
pub use brief::{Brief, Development, Disputed, NewStory, Passage, Since};
pub use facts::{Unit, quad_class};
pub use filter::{Circle, Filter, Spot, Who};
pub use find::{Answers, Found, Page, Sort};
pub use network::{Edge, Network, Node, Nodes};
pub use quotes::{Quoted, Repeat};
pub use sample::{Drawn, Sampled, Strata, Stratum};
pub use selection::Selection;
pub use stats::{Counting, Dimension, Period, Row, Table};
