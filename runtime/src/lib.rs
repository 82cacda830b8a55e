//! The runtime of Tablesmith: connections, models, queries and migrations on PostgreSQL and SQLite.
// Without a driver there is nothing to wait for and nothing to copy.
#![cfg_attr(
    not(any(feature = "postgres", feature = "sqlite")),
    allow(clippy::unused_async, clippy::clone_on_copy)
)]
#![cfg_attr(
    not(all(feature = "postgres", feature = "sqlite")),
    allow(
        dead_code,
        unused_imports,
        unused_variables,
        unreachable_code,
        reason = "without one of the drivers, what only it needs is not used"
    )
)]

pub mod dao;
pub mod db;
mod driver;
pub mod error;
pub mod executor;
mod identifier;
pub mod migrate;
pub mod model;
pub mod prelude;
pub mod query;
mod row;
mod statement;
mod tokens;
mod types;
mod validation;
pub mod value;

#[cfg(feature = "chrono")]
pub use chrono;
pub use dao::{Dao, Exec};
pub use db::{
    Db, DbBuilder, Dedicated, FromRow, Isolation, SecuredSql, Sql, Statistics, TransactionOptions, Tx, retry, sql,
};
pub use derive::{Dao, Enum, New, Row, Serialize};
pub use driver::Dialect;
pub use error::{Error, InvalidField, Result};
pub use executor::{Admits, Executor};
pub use query::Column;
pub use row::{Row, RowValues};
pub use serde;
pub use types::*;
pub use value::{Datum, DatumRef, DecodeError, Value};

/// Takes in the models that `codegen::Builder` wrote in the crate's build script.
///
/// ```ignore
/// mod models {
///     tablesmith::include_models!();
/// }
/// ```
#[macro_export]
macro_rules! include_models {
    () => {
        include!(concat!(env!("OUT_DIR"), "/tablesmith/include.rs"));
    };
}
