//! The migrator on real databases.

mod batches;
mod broken_off;
mod checks;
mod concurrency;
mod crash;
mod fixture;
mod folded;
mod hanging;
mod locks;
mod order;
pub(crate) mod pooler;
mod postgres;
mod run;
mod sqlite;
