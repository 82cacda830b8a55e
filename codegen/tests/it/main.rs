//! Tests of `codegen` from the outside.

mod diff;
mod history;
mod lower;
mod postgres;
mod random;
mod schema;
mod sqlite;
