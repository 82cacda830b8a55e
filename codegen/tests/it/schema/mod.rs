//! Reading and resolving `schema.toml`.

mod demo;
mod errors;
pub(crate) mod fixture;
mod markdown;
mod reference;
