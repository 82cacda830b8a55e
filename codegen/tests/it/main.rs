//! Tests of `codegen` from the outside.

#[cfg(feature = "database")]
mod database;
mod diff;
mod history;
mod lower;
mod models;
mod postgres;
mod random;
mod schema;
mod sqlite;
