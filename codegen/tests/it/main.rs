//! Tests of `codegen` from the outside.

mod diff;
mod history;
mod schema;
mod sqlite;
