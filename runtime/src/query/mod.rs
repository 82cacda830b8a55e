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
//!
//! let by_stars: Vec<(Option<i32>, i64)> = Note::query()
//!     .group_by(Note::STARS)
//!     .having(count_rows().gt(1))
//!     .select((Note::STARS, count_rows()))
//!     .all(db)
//!     .await?;
//! # Ok(()) }
//! ```

mod case;
mod cast;
mod check;
mod children;
mod column;
mod cte;
mod cursor;
mod data;
mod explain;
mod expr;
mod expression;
mod filter;
mod functions;
mod join;
mod led_to;
mod operand;
mod operators;
mod order;
mod page;
mod pattern;
#[expect(clippy::module_inception, reason = "the room of queries holds the query")]
mod query;
mod relation;
mod render;
mod request;
mod run;
mod selected;
mod selection;
mod set;
mod shape;
mod source;
mod statement;
mod whole_order;
mod window;
mod with;

pub use case::{Case, case};
pub use cast::{Cast, CastTo};
pub use column::Column;
pub use cte::{Cte, StartAndStep, level};
pub use expr::{
    Divisible, Expr, IntoExpr, Orderable, Summable, avg, coalesce, count, count_distinct, count_rows, divide, lower,
    max, min, sum, upper,
};
pub use filter::{Filter, Filters, all, any};
pub use functions::{
    Day, WholeNumber, abs, concat, day, json_text, length, month, replace, substring, to_float, to_text, trim, year,
};
pub use join::{Joinable, On};
pub use operand::{List, Nullable, Operand, TextValue};
pub use order::{Order, Orders};
pub use page::{NumberedPage, Page, PageAfter, Rows};
pub use query::{Query, exists, scalar};
pub use relation::{Relation, Target, Through, ToMany, ToMaybe, ToOne};
pub use request::{AllowList, Operator, RequestFilter};
pub use selected::Selected;
pub use selection::{Keys, Selection, Whole, row};
pub use set::{InSet, SetOf};
pub use source::{
    Alias, Here, Hidden, Inner, Left, Maybe, Never, Nullness, Outside, Reach, Settled, Source, Sub, There, Within,
};
pub use statement::Statement;
pub use window::{Window, dense_rank, rank, row_number, window};
pub use with::{Both, Cardinality, Finish, Led, Loads, Related, With};
