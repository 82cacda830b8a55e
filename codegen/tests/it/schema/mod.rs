//! Reading and resolving `schema.toml`.

mod demo;
mod errors;
mod fixture;
mod markdown;
mod reference;
