//! Tests of `codegen` from the outside.

mod diff;
mod history;
mod lower;
mod postgres;
mod schema;
mod sqlite;
