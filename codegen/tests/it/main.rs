//! Tests of `codegen` from the outside.

mod architecture;
mod bad_input;
#[cfg(feature = "database")]
mod cases;
mod checks;
mod cli;
mod command;
mod corpora;
#[cfg(feature = "database")]
mod crash;
#[cfg(feature = "database")]
mod database;
mod diff;
mod direct_url;
#[cfg(feature = "database")]
mod dump;
mod edits;
#[cfg(feature = "database")]
mod faults;
mod history;
#[cfg(feature = "database")]
mod import;
mod lint;
mod live;
mod lower;
mod models;
mod outside;
#[cfg(feature = "database")]
mod phased;
mod postgres;
#[cfg(feature = "database")]
mod proof;
#[cfg(feature = "database")]
mod property;
#[cfg(feature = "database")]
mod pull;
#[cfg(feature = "database")]
mod push;
mod random;
#[cfg(feature = "database")]
mod row_security;
mod rows;
pub(crate) mod schema;
mod sqlite;
mod team;
mod tracked;
