//! Plans for SQLite, run on a real one.

mod case;
mod catalog;
mod database;
mod enumeration;
mod file;
mod impact;
mod in_place;
#[cfg(feature = "database")]
mod migrator;
mod property;
mod random;
mod rebuild;
mod rename;
#[cfg(feature = "database")]
mod reported;
mod table;
