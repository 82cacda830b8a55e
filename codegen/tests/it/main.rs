//! Tests of `codegen` from the outside.

mod architecture;
mod bad_input;
mod checks;
mod cli;
mod command;
#[cfg(feature = "database")]
mod crash;
#[cfg(feature = "database")]
mod database;
mod diff;
mod direct_url;
mod edits;
mod equal;
mod history;
mod lint;
mod live;
mod lower;
mod models;
mod outside;
mod postgres;
mod property;
mod random;
mod rows;
pub(crate) mod schema;
mod sqlite;
mod team;
