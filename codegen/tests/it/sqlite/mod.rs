//! Plans for SQLite, run on a real one.

mod catalog;
mod database;
mod rebuild;
