//! The runtime of Tablesmith: connections, models, queries and migrations on PostgreSQL and SQLite.

pub mod dao;
mod driver;
pub mod error;
pub mod migrate;
pub mod model;
pub mod prelude;
pub mod query;
mod row;
mod types;
pub mod value;

pub use derive::{Dao, Enum, New};
pub use error::{Error, InvalidField, Result};
pub use query::Column;
pub use row::Row;
pub use serde;
pub use types::*;
pub use value::{Datum, DatumRef, DecodeError, Value};
