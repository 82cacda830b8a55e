//! Queries: typed at the edges, data in the middle.
//!
//! ```
//! use tablesmith::prelude::*;
//!
//! #[derive(Debug, Dao)]
//! #[dao(table = "note", primary_key(columns(id)))]
//! struct Note {
//!     #[dao(default)]
//!     id: i64,
//!     title: String,
//!     stars: Option<i32>,
//! }
//!
//! # async fn example(db: &tablesmith::Db) -> tablesmith::Result<()> {
//! let notes = Note::query()
//!     .filter(Note::TITLE.ilike("%rust%").and(Note::STARS.gt(3)))
//!     .order_by((Note::STARS.desc(), Note::ID.asc()))
//!     .limit(20)
//!     .all(db)
//!     .await?;
//! # Ok(()) }
//! ```

mod column;
mod condition;
mod filter;
mod operand;
mod order;
mod pattern;
mod select;

pub use column::Column;
pub use filter::Filter;
pub use operand::{Nullable, Operand, TextValue};
pub use order::{Order, Orders};
pub use select::Query;
