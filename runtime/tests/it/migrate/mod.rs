//! The migrator on real databases.

mod batches;
mod checks;
mod concurrency;
mod crash;
mod fixture;
mod order;
mod postgres;
mod run;
mod sqlite;
