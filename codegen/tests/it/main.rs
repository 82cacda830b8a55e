//! Tests of `codegen` from the outside.

mod command;
#[cfg(feature = "database")]
mod database;
mod diff;
mod edits;
mod equal;
mod history;
mod live;
mod lower;
mod models;
mod postgres;
mod property;
mod random;
mod rows;
mod schema;
mod sqlite;
