//! PostgreSQL, by tokio-postgres.

mod decode;

pub(crate) use decode::read_array;
