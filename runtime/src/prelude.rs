//! What an application imports: `use tablesmith::prelude::*;`.

pub use derive::{Dao, Enum, New, Row};

pub use crate::dao::{Dao, Exec};
pub use crate::db::sql;
pub use crate::executor::Executor;
pub use crate::model::{Create, Model, Update, Writable};
pub use crate::query::{
    all, any, avg, case, coalesce, count, count_distinct, count_rows, dense_rank, exists, lower, max, min, rank, row,
    row_number, scalar, sum, upper, window,
};
