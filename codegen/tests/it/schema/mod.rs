//! Reading and resolving `schema.toml`.

mod columns;
mod demo;
mod errors;
mod files;
pub(crate) mod fixture;

pub(crate) mod markdown;
mod names;
mod reference;
mod references;
mod sql;
