//! What can be done by hand with tokio-postgres and rusqlite: the floor, which others are measured by.

mod model;
mod postgres;
mod sqlite;

pub use postgres::Postgres;
pub use sqlite::Sqlite;
