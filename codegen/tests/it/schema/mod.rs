//! Reading and resolving `schema.toml`.

mod demo;
