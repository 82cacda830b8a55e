//! Queries: typed at the edges, data in the middle.

mod column;

pub use column::Column;
