//! What an application imports: `use tablesmith::prelude::*;`.

pub use derive::{Dao, Enum, New, Row};

pub use crate::dao::{Dao, Exec};
pub use crate::db::sql;
pub use crate::executor::Executor;
pub use crate::model::{Create, Model, Update};
pub use crate::query::{
    all, any, avg, coalesce, count, count_distinct, count_rows, exists, lower, max, min, row, sum, upper,
};
