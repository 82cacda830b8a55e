//! The examples of `docs/queries.md`, on both databases.

mod page;
mod queries;
mod vault;
