//! Tests of `codegen` from the outside.

mod history;
mod sqlite;
