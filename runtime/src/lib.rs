//! The runtime of Tablesmith: connections, models, queries and migrations on PostgreSQL and SQLite.

pub mod datum;
pub mod model;

pub use datum::{Datum, DatumRef, DecodeError, Value};
